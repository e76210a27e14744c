/*
 * homogeneity.h
 *		Do several groups have one score?
 */
#ifndef CSAT_HOMOGENEITY_H
#define CSAT_HOMOGENEITY_H

#include "signals/group.h"

typedef struct Homogeneity
{
	double		statistic;		/* N R^2 of the one-way layout */
	int			df;				/* groups - 1 */
	double		p_value;		/* of chi-squared */
} Homogeneity;

/* Of at least two groups, sorted, whose answers vary. */
extern Homogeneity homogeneity_of(const ScoredGroup *groups, size_t count);

#endif							/* CSAT_HOMOGENEITY_H */

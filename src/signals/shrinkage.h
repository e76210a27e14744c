/*
 * shrinkage.h
 *		Small groups pulled to the mean of all.
 */
#ifndef CSAT_SHRINKAGE_H
#define CSAT_SHRINKAGE_H

#include "signals/group.h"

typedef struct Shrinkage
{
	double		mean;			/* of all groups */
	double		within;			/* variance of one answer inside the groups;
								 * NAN: unknown */
	double		between;		/* variance of the groups' true scores */
} Shrinkage;

/* Of at least one group; sorts them. */
extern Shrinkage shrinkage_of(ScoredGroup *groups, size_t count);

/* The score of a group, pulled; NAN where the variance of an answer is unknown. */
extern double shrunk_score(const Shrinkage *shrinkage, double score, double n);

#endif							/* CSAT_SHRINKAGE_H */

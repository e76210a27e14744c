/*
 * trend.h
 *		Do the scores of groups rise or fall along a line?
 */
#ifndef CSAT_TREND_H
#define CSAT_TREND_H

#include "signals/group.h"

/* NAN where a figure is unknown. */
typedef struct Trend
{
	double		slope;			/* the metric's unit for each unit of x */
	double		lower;			/* 95 % bounds of the slope, dispersion
								 * counted */
	double		upper;
	double		statistic;		/* N r^2 */
	double		p_value;		/* of chi-squared with one degree of freedom */
	double		dispersion;		/* how much more groups lie off the line than
								 * chance has it: 1 */
	double		p_adjusted;		/* dispersion counted */
} Trend;

/* Of groups, sorted, whose answers vary and which stand at two x or more. */
extern Trend trend_of(const ScoredGroup *groups, size_t count);

#endif							/* CSAT_TREND_H */

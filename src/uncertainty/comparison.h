/*
 * comparison.h
 *		One group against another: difference, its interval, and the test.
 *
 * Pure arithmetic on the unit scale, as interval.h.  The groups must not share
 * answers: compare a segment with the rest, not with a whole that contains it.
 */
#ifndef CSAT_COMPARISON_H
#define CSAT_COMPARISON_H

#include "uncertainty/interval.h"

typedef enum ShareComparison
{
	COMPARE_NEWCOMBE,			/* hybrid score interval, pooled z test */
	COMPARE_SHARE_WALD			/* interval and test from separate variances */
} ShareComparison;

typedef enum NetComparison
{
	COMPARE_ADJUSTED_WALD,		/* Rocks: three answers more a side */
	COMPARE_NET_WALD
} NetComparison;

typedef enum MeanComparison
{
	COMPARE_ADJUSTED_WELCH,		/* two answers more a side, as adjusted t */
	COMPARE_WELCH
} MeanComparison;

/* NAN where a figure is undefined. */
typedef struct Difference
{
	double		value;			/* of the scores themselves */
	Bounds		bounds;
	double		statistic;		/* z, or Welch's t for means */
	double		p_value;		/* two-sided */
} Difference;

/*
 * Bounds stay inside the range of differences.  They hold the plain
 * difference, but never reach zero where p_value is below alpha.
 */
extern Difference share_difference(ShareComparison method, Share first, Share second, double alpha);
extern Difference net_difference(NetComparison method, Net first, Net second, double alpha);
extern Difference mean_difference(MeanComparison method, Mean first, Mean second, double alpha);

#endif							/* CSAT_COMPARISON_H */

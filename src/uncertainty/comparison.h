/*
 * comparison.h
 *		One group against another: difference, its interval, and the test.
 *
 * Pure arithmetic on the unit scale, as interval.h.  Answers that are in both
 * groups make their scores go together: `correlation` is that of the two
 * scores by the answers that they share, n_O / sqrt(n_1 n_2), 0 where they
 * share none.
 */
#ifndef CSAT_COMPARISON_H
#define CSAT_COMPARISON_H

#include "uncertainty/interval.h"

typedef enum ShareComparison
{
	COMPARE_NEWCOMBE,			/* hybrid score interval, pooled z test */
	COMPARE_MID_P,				/* the same interval, Fisher's mid-p */
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

/* Two shares to be compared. */
typedef struct SharePair
{
	Share		first;
	Share		second;
	Share		pooled;			/* of all answers of both, each once */
	double		correlation;	/* of the two shares, 0..1 */
} SharePair;

/* NAN where a figure is undefined. */
typedef struct Difference
{
	double		value;			/* of the scores themselves */
	Bounds		bounds;
	double		statistic;		/* z, or Welch's t for nets and means; none
								 * for mid-p */
	double		p_value;		/* two-sided */
} Difference;

/*
 * Bounds stay inside the range of differences.  They hold the plain
 * difference, but never reach zero where p_value is below alpha.  alpha may be
 * NAN: then there are none, which is quicker.
 */
extern Difference share_difference(ShareComparison method, SharePair pair, double alpha);
extern Difference net_difference(NetComparison method, Net first, Net second, double correlation, double alpha);
extern Difference mean_difference(MeanComparison method, Mean first, Mean second, double correlation, double alpha);

/*
 * Which of newcombe and mid-p: the z test is too quick to see a difference
 * where answers are few or nearly all alike.
 */
extern ShareComparison share_comparison(Share first, Share second);

/* The answers of two groups together, `shared` of them in both, counted once. */
extern Share share_union(Share first, Share second, Share shared);

/* The difference times a factor: from part against rest to part against whole. */
extern Difference difference_scaled(Difference difference, double factor);

#endif							/* CSAT_COMPARISON_H */

/*
 * interval.h
 *		Intervals for shares, net scores and means.
 *
 * Pure arithmetic on the unit scale: a share is 0..1, a net score -1..1; a mean
 * keeps the unit of its scale.  The answers may be weighted: n is then an
 * effective number of answers, and need not be whole.
 */
#ifndef CSAT_INTERVAL_H
#define CSAT_INTERVAL_H

#include <stdbool.h>

typedef enum ShareMethod
{
	SHARE_WILSON,
	SHARE_WILSON_CC,
	SHARE_AGRESTI_COULL,
	SHARE_CLOPPER_PEARSON,
	SHARE_JEFFREYS,
	SHARE_WALD
} ShareMethod;

typedef enum NetMethod
{
	NET_ADJUSTED_WALD,
	NET_SCORE,
	NET_T,
	NET_WALD
} NetMethod;

typedef enum MeanMethod
{
	MEAN_ADJUSTED_T,			/* needs the points of a scale */
	MEAN_T
} MeanMethod;

/* Part of the answers, such as those in the top box. */
typedef struct Share
{
	double		hit;			/* share in the box, 0..1 */
	double		miss;			/* the rest, 1 - hit */
	double		n;				/* effective answers; 0: nothing is known;
								 * infinite: everybody was asked */
} Share;

/* Answers that count up, answers that count down, and others between. */
typedef struct Net
{
	double		up;				/* share of promoters, 0..1 */
	double		middle;			/* share of passives, the rest */
	double		down;			/* share of detractors, 0..1 */
	double		n;				/* effective answers; 0: nothing is known;
								 * infinite: everybody was asked */
	double		df;				/* degrees of freedom, for t */
	double		bessel;			/* n / (n - 1) for t; 1 where n allows for it */
} Net;

/* The points of a closed scale. */
typedef struct Points
{
	double		lowest;
	double		highest;
	double		center;			/* mean of the points */
	double		variance;		/* of the points, over their number */
} Points;

typedef struct Mean
{
	double		mean;
	double		variance;		/* of one answer, over n; weighted, over the
								 * sum of weights */
	double		n;				/* effective answers; infinite: everybody was
								 * asked */
	double		error;			/* standard error, for t; NAN for one answer */
	double		df;				/* degrees of freedom of that error */
	Points		points;			/* of the scale; -infinite to infinite: none */
} Mean;

/* A value and how well it is known. */
typedef struct Estimate
{
	double		value;
	double		error;			/* standard error; NAN: not known */
	double		df;				/* degrees of freedom of the error; infinite:
								 * the error itself is known */
} Estimate;

/* NAN where there is no bound. */
typedef struct Bounds
{
	double		lower;
	double		upper;
} Bounds;

/*
 * alpha = 1 - confidence, 0 < alpha < 1.  Bounds stay inside 0..1, -1..1 and the
 * scale, and hold the score.
 */
extern Bounds share_bounds(ShareMethod method, Share share, double alpha);
extern Bounds net_bounds(NetMethod method, Net net, double alpha);
extern Bounds mean_bounds(MeanMethod method, Mean mean, double alpha);

/* Standard errors: of the score itself, whatever the method; 0 where nothing varies. */
extern double share_error(Share share);
extern double net_error(Net net);
extern double mean_error(Mean mean);

/* Mean of +1, 0, -1 per answer, and the variance of one answer. */
extern double net_value(Net net);
extern double net_variance(Net net);

/* Rocks' net score: three more answers, 3/4 up, 3/4 down, 3/2 between. */
extern Net	net_adjusted(Net net);

/* What the methods make of a score before they take bounds of it. */
extern Estimate net_estimate(Net net);
extern Estimate mean_estimate(MeanMethod method, Mean mean);

/* value -+ critical value * error; none where nothing varied by which to know the error. */
extern Bounds estimate_bounds(Estimate estimate, double alpha);

/* The value that |estimate| / error exceeds with probability alpha, and the probability of a value. */
extern double critical_value(double alpha, double df);
extern double two_sided_probability(double statistic, double df);

/* The points LO, LO + step, ... of a scale. */
extern Points points_of(double lowest, double step, int points);

/* n answers out of a population: what sampling without replacement makes of n. */
extern double finite_population(double n_eff, double n, double population);

/* Unknown bounds stay unknown. */
extern Bounds bounds_clamped(Bounds bounds, double lowest, double highest);
extern Bounds bounds_stretched(Bounds bounds, double value);

#endif							/* CSAT_INTERVAL_H */

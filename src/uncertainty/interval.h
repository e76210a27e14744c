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

/* Part of the answers, such as those in the top box. */
typedef struct Share
{
	double		hit;			/* share in the box, 0..1 */
	double		miss;			/* the rest, 1 - hit */
	double		n;				/* effective answers > 0; infinite: everybody
								 * was asked */
} Share;

/* Answers that count up, answers that count down, and others between. */
typedef struct Net
{
	double		up;				/* share of promoters, 0..1 */
	double		down;			/* share of detractors, 0..1 */
	double		n;				/* effective answers > 0; infinite: everybody
								 * was asked */
	double		df;				/* degrees of freedom, for t: effective
								 * answers - 1 */
} Net;

typedef struct Mean
{
	double		mean;
	double		error;			/* standard error; NAN when one answer cannot
								 * tell */
	double		df;				/* degrees of freedom of that error */
} Mean;

/* NAN where there is no bound. */
typedef struct Bounds
{
	double		lower;
	double		upper;
} Bounds;

/* alpha = 1 - confidence, 0 < alpha < 1.  Bounds stay inside 0..1 and -1..1. */
extern Bounds share_bounds(ShareMethod method, Share share, double alpha);
extern Bounds net_bounds(NetMethod method, Net net, double alpha);
extern Bounds mean_bounds(Mean mean, double alpha);

/* Mean of +1, 0, -1 per answer, and the variance of one answer. */
extern double net_value(Net net);
extern double net_variance(Net net);

/* Rocks' net score: three more answers, 3/4 up, 3/4 down, 3/2 between. */
extern Net	net_adjusted(Net net);

/* n answers out of a population: what sampling without replacement makes of n. */
extern double finite_population(double n_eff, double n, double population);

extern Bounds bounds_clamped(Bounds bounds, double lowest, double highest);

#endif							/* CSAT_INTERVAL_H */

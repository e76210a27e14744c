/*
 * sums.h
 *		Spread and error of weighted values, from exact sums.
 *
 * Variances are differences of large numbers that nearly cancel.  So they are
 * taken of the sums as wide integers, and rounded once: weights of 1e-6 and
 * 1e9 side by side lose nothing, nor does a mean far from zero.
 *
 * Pure arithmetic.
 */
#ifndef CSAT_SUMS_H
#define CSAT_SUMS_H

#include "number/fixed.h"

/* What values x with weights w add up to.  Without weights, every w is 1. */
typedef struct Sums
{
	double		n;				/* values, 1 or more */
	double		rounded;		/* how many of them are not whole numbers, so
								 * that their products were rounded */
	Fixed128	w;				/* sum of w */
	Fixed256	wx;				/* sums of products of weights and values */
	Fixed256	wx2;
	Fixed256	w2;
	Fixed256	w2x;
	Fixed256	w2x2;
} Sums;

/* The numbers that describe a spread, in the unit of the values. */
typedef struct Moments
{
	double		n;				/* values */
	double		mean;			/* sum of wx / sum of w */
	double		variance;		/* of one value: sum of w (x - mean)^2 / sum
								 * of w */
	double		sample_variance;	/* the same as an estimate: over n - 1, or
									 * with weights over W - sum w^2 / W; NAN
									 * for one value */
	double		kish;			/* effective number by the weights alone */
	double		linear;			/* effective number by the linearised
								 * variance; kish where nothing varies */
	double		error;			/* linearised standard error of the mean, as R
								 * survey::svymean; NAN for one value, 0 where
								 * nothing varies */
} Moments;

extern const Sums no_sums;

/*
 * n answers x, and the sums of their weights and squared weights.  What a
 * tally can hold leaves room: w < 2^63, w2 < 2^94, x <= 100.
 */
extern void sums_add(Sums *sums, int64 n, const Fixed128 *w, const Fixed256 *w2, unsigned x);

/* Not where the sum of weights is 0. */
extern Moments sums_moments(const Sums *sums);

/* (sum w)^2 / sum w^2: L. Kish, Survey Sampling, 1965, 11.7. */
extern double sums_kish(const Fixed128 *w, const Fixed256 *w2);

/* The linearised standard error alone. */
extern double sums_error(const Sums *sums);

#endif							/* CSAT_SUMS_H */

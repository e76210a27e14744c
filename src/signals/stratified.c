/*
 * stratified.c
 *		The mean over strata that were sampled apart.
 *
 *	 [Binder]	D. A. Binder, International Statistical Review 51 (1983) 279-292:
 *				linearised variance; with strata as R's survey::svymean has it.
 *	 [Cochran]	W. G. Cochran, Sampling Techniques (1977), 5.3: strata of known size.
 *
 * The variance of a ratio over strata is a small difference of large sums, and
 * so is computed in whole numbers from the sums W of w, V of wx, A of w^2, B of
 * w^2 x and C of w^2 x^2.
 */
#include "postgres.h"

#include <math.h>

#include "number/wide.h"
#include "signals/sorted_sum.h"
#include "signals/stratified.h"

/* What a stratum adds to the whole. */
typedef struct StratumTerms
{
	double		weight;			/* its part of the population, 0..1 */
	double		mean;
	double		spread;			/* variance of a value inside, by weight */
	double		variance;		/* of the whole mean, without n / (n - 1) */
	double		n;				/* clusters */
	double		n_eff;			/* Kish's */
} StratumTerms;

/* Sums of a summary in units of 2^-128: below 2^191 for W, 2^211 for V, 2^255 for the others. */
typedef struct WideSums
{
	Wide		w;
	Wide		wx;
	Wide		wx2;
	Wide		w2;
	Wide		w2x;
	Wide		w2x2;
} WideSums;

static WideSums
wide_sums(const WeightedStats *s)
{
	WideSums	sums;

	sums.w = wide_from_fixed128(&s->w);
	sums.wx = wide_from_fixed256(&s->wx);
	sums.wx2 = wide_from_fixed256(&s->wx2);
	sums.w2 = wide_from_fixed256(&s->w2);
	sums.w2x = wide_from_fixed256(&s->w2x);
	sums.w2x2 = wide_from_fixed256(&s->w2x2);
	return sums;
}

/* (W X - V^2) / W^2 is the variance of a value. */
static double
spread_of(const WideSums *h)
{
	Wide		square = wide_square(&h->wx);
	Wide		product = wide_times(&h->w, &h->wx2);
	Wide		spread = wide_minus(&product, &square);
	double		w = wide_to_double(&h->w, -128);

	return fmax(wide_to_double(&spread, -256), 0.0) / (w * w);
}

/* W^2 sum w^2 (x - m)^2 = W^2 C - 2 V W B + V^2 A, with m = V / W of all; in units of 2^-384. */
static Wide
squares_around(const WideSums *all, const WideSums *h)
{
	Wide		ww = wide_square(&all->w);
	Wide		vw = wide_times(&all->wx, &all->w);
	Wide		vv = wide_square(&all->wx);
	Wide		c = wide_times(&ww, &h->w2x2);
	Wide		b = wide_times(&vw, &h->w2x);
	Wide		a = wide_times(&vv, &h->w2);

	b = wide_shifted(&b, 1);
	c = wide_minus(&c, &b);
	return wide_plus(&c, &a);
}

/* W sum w (x - m) = W V_h - V W_h; in units of 2^-256. */
static Wide
sum_around(const WideSums *all, const WideSums *h)
{
	Wide		own = wide_times(&all->w, &h->wx);
	Wide		others = wide_times(&all->wx, &h->w);

	return wide_minus(&own, &others);
}

/* How far from zero the variance below can be because each of n terms of a sum was rounded to a multiple of 2^-128. */
static double
rounding_of(const WideSums *all, const WideSums *h, double n, double sum)
{
	double		w = wide_to_double(&all->w, -128);
	double		v = fabs(wide_to_double(&all->wx, -128));
	double		a = wide_to_double(&h->w2, -128);
	double		b = fabs(wide_to_double(&h->w2x, -128));

	return ldexp(n * n * (w * w + w * v + w * b + v * a + w * fabs(sum)), -127);
}

/*
 * Variance that a stratum adds to V / W, but for n / (n - 1): [Binder]
 * (n (W^2 C - 2 V W B + V^2 A) - (W V_h - V W_h)^2) / (n W^4), below 2^830.
 */
static double
variance_of_ratio(const WideSums *all, const WideSums *h, int64 n)
{
	Wide		squares = squares_around(all, h);
	Wide		sum = sum_around(all, h);
	Wide		square = wide_square(&sum);
	Wide		clusters = wide_from_int(n);
	double		w = wide_to_double(&all->w, -128);
	double		scaled;

	squares = wide_times(&squares, &clusters);
	squares = wide_shifted(&squares, 128);
	squares = wide_minus(&squares, &square);
	scaled = wide_to_double(&squares, -512);
	if (scaled <= rounding_of(all, h, (double) n, wide_to_double(&sum, -256)))
		return 0.0;
	return scaled / (double) n / (w * w) / (w * w);
}

static WideSums
sums_of_all(const Stratum *strata, int count)
{
	WideSums	all = {0};

	for (int i = 0; i < count; i++)
	{
		WideSums	h = wide_sums(strata[i].stats);

		all.w = wide_plus(&all.w, &h.w);
		all.wx = wide_plus(&all.wx, &h.wx);
	}
	return all;
}

static double
shares_of_all(const Stratum *strata, int count, double *scratch)
{
	for (int i = 0; i < count; i++)
		scratch[i] = strata[i].share;
	return sorted_sum(scratch, count);
}

/* [Cochran]: a stratum of known size is sampled for itself. */
static StratumTerms
terms_of_share(const Stratum *stratum, double all)
{
	WideSums	h = wide_sums(stratum->stats);
	StratumTerms terms = {.weight = stratum->share / all,.n = (double) stratum->stats->n};

	terms.mean = weighted_stats_mean(stratum->stats);
	terms.spread = spread_of(&h);
	terms.n_eff = weighted_stats_n_eff(stratum->stats);
	terms.variance = terms.weight * terms.weight * variance_of_ratio(&h, &h, stratum->stats->n);
	return terms;
}

static StratumTerms
terms_of_weights(const Stratum *stratum, const WideSums *all)
{
	WideSums	h = wide_sums(stratum->stats);
	StratumTerms terms = {.n = (double) stratum->stats->n};

	terms.weight = wide_to_double(&h.w, -128) / wide_to_double(&all->w, -128);
	terms.mean = weighted_stats_mean(stratum->stats);
	terms.spread = spread_of(&h);
	terms.n_eff = weighted_stats_n_eff(stratum->stats);
	terms.variance = variance_of_ratio(all, &h, stratum->stats->n);
	return terms;
}

static StratumTerms *
terms_of_strata(const Stratum *strata, int count, double *scratch)
{
	StratumTerms *terms = palloc(count * sizeof(StratumTerms));
	bool		standardised = !isnan(strata[0].share);
	double		shares = standardised ? shares_of_all(strata, count, scratch) : NAN;
	WideSums	all = sums_of_all(strata, count);

	for (int i = 0; i < count; i++)
		terms[i] = standardised ? terms_of_share(&strata[i], shares) : terms_of_weights(&strata[i], &all);
	return terms;
}

/* Sums over strata, each in sorted order. */

static double
total_mean(const StratumTerms *terms, int count, double *scratch)
{
	for (int i = 0; i < count; i++)
		scratch[i] = terms[i].weight * terms[i].mean;
	return sorted_sum(scratch, count);
}

/* The variance of the mean; NAN if a stratum of one cluster does not know its own. */
static double
total_variance(const StratumTerms *terms, int count, double *scratch)
{
	for (int i = 0; i < count; i++)
	{
		if (terms[i].n < 2.0)
			return NAN;
		scratch[i] = terms[i].variance * (terms[i].n / (terms[i].n - 1.0));
	}
	return sorted_sum(scratch, count);
}

/* What one unstratified sample would vary by, over the variance that the strata leave. */
static double
linear_size(const StratumTerms *terms, int count, double mean, double *scratch)
{
	double		spread;

	for (int i = 0; i < count; i++)
		scratch[i] = terms[i].weight * (terms[i].spread + (terms[i].mean - mean) * (terms[i].mean - mean));
	spread = sorted_sum(scratch, count);
	for (int i = 0; i < count; i++)
		scratch[i] = terms[i].variance;
	return spread / sorted_sum(scratch, count);
}

static double
kish_size(const StratumTerms *terms, int count, double *scratch)
{
	for (int i = 0; i < count; i++)
		scratch[i] = terms[i].weight * terms[i].weight / terms[i].n_eff;
	return 1.0 / sorted_sum(scratch, count);
}

Stratified
stratified_mean(const Stratum *strata, int count)
{
	double	   *scratch = palloc(count * sizeof(double));
	StratumTerms *terms = terms_of_strata(strata, count, scratch);
	Stratified	result = {.clusters = 0,.df = -count};

	result.mean = total_mean(terms, count, scratch);
	result.error = sqrt(total_variance(terms, count, scratch));
	result.n_eff = result.error > 0.0 ? linear_size(terms, count, result.mean, scratch) :
		kish_size(terms, count, scratch);
	for (int i = 0; i < count; i++)
	{
		result.clusters += strata[i].stats->n;
		result.df += strata[i].stats->n;
	}
	return result;
}

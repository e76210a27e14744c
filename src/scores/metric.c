/*
 * metric.c
 *		The arithmetic of the scores: pure functions of a tally.
 */
#include "postgres.h"

#include <float.h>
#include <math.h>

#include "number/decimal.h"
#include "number/limbs.h"
#include "scores/metric.h"

/*
 * What the answers on some points weigh: their number, or for a weighted tally
 * the sum of their weights in units of 2^-64.  Ratios need no unit.
 */
uint128
metric_amount(const Tally *t, PointRange range)
{
	uint128		amount = 0;

	for (int i = range.first; i <= range.last; i++)
		amount += tally_is_weighted(t) ? fixed128_units(&tally_weights_const(t)[i].w) :
			(uint128) t->count[i];
	return amount;
}

/* How many answers lie on some points, whatever they weigh. */
int64
metric_count(const Tally *t, PointRange range)
{
	int64		count = 0;

	for (int i = range.first; i <= range.last; i++)
		count += t->count[i];
	return count;
}

/* The totals of a tally, so that no later sum overflows. */
MetricFault
metric_load(const Tally *t, Totals *totals)
{
	totals->weight = 0;
	if (!tally_responses(t, &totals->responses))
		return METRIC_OVERFLOW;
	if (totals->responses == 0)
		return METRIC_EMPTY;
	if (!tally_is_weighted(t))
	{
		totals->weight = totals->responses;
		return METRIC_OK;
	}
	for (int i = 0; i < t->grid.points; i++)
	{
		totals->weight += fixed128_units(&tally_weights_const(t)[i].w);
		if (totals->weight >> 127 != 0)
			return METRIC_OVERFLOW;
	}
	return METRIC_OK;
}

static uint128
greatest_common_divisor(uint128 a, uint128 b)
{
	while (b != 0)
	{
		bool		small = (a | b) >> 64 == 0;
		uint128		rest = small ? (uint64) a % (uint64) b : a % b;

		a = b;
		b = rest;
	}
	return a;
}

/*
 * Bring a / b down to b < 2^62: by the common divisor, which is exact and
 * makes equal weights cancel, then by dropping low bits of sums of weights,
 * which changes less than one part in 2^61.
 */
static void
reduce(uint128 *a, uint128 *b)
{
	uint128		divisor;

	if (*b >> 62 == 0)
		return;
	divisor = greatest_common_divisor(*a, *b);
	*a /= divisor;
	*b /= divisor;
	while (*b >> 62 != 0)
	{
		*a >>= 1;
		*b >>= 1;
	}
}

/* 100 (good - bad) / all, the answers counted by weight. */
Ratio
metric_net(const Tally *t, const Totals *totals, Boxes boxes)
{
	uint128		plus = metric_amount(t, boxes.good);
	uint128		minus = metric_amount(t, boxes.bad);
	uint128		net = plus >= minus ? plus - minus : minus - plus;
	Ratio		ratio;

	ratio.den = totals->weight;
	reduce(&net, &ratio.den);
	ratio.num = (int128) net * 100;
	if (plus < minus)
		ratio.num = -ratio.num;
	return ratio;
}

/* 100 in range / all, the answers counted by weight. */
Ratio
metric_share(const Tally *t, const Totals *totals, PointRange range)
{
	Boxes		boxes = {range, {0, -1}};

	return metric_net(t, totals, boxes);
}

/* The mean distance from LO, in steps. */
static Ratio
mean_steps(const Tally *t, const Totals *totals)
{
	uint128		sum = 0;
	uint128		weight = totals->weight;
	int			drop = weight >> 120 != 0 ? 8 : 0;	/* room for steps <= 100 */
	Ratio		ratio;

	for (int i = 1; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		sum += (metric_amount(t, point) >> drop) * i;
	}
	weight >>= drop;
	reduce(&sum, &weight);
	ratio.num = (int128) sum;
	ratio.den = weight;
	return ratio;
}

/* The mean score, on the raw scale. */
Ratio
metric_mean(const Tally *t, const Totals *totals)
{
	Ratio		steps = mean_steps(t, totals);
	Ratio		mean;

	mean.num = (int128) t->grid.lo * (int128) steps.den + (int128) t->grid.step * steps.num;
	mean.den = steps.den * GRID_UNIT;
	return mean;
}

/* The mean as percent of the way from the worst to the best point (POMP). */
Ratio
metric_rescaled(const Tally *t, const Totals *totals)
{
	Ratio		ratio = mean_steps(t, totals);

	ratio.den *= t->grid.points - 1;
	if (t->grid.reversed)
		ratio.num = (int128) ratio.den - ratio.num;
	ratio.num *= 100;
	return ratio;
}

/* Exact sums of the distances from LO in steps, which are whole. */
static Sums
sums_of_steps(const Tally *t)
{
	Sums		sums = no_sums;

	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);

		sums_add(&sums, t->count[i], &weight.w, &weight.w2, i);
	}
	return sums;
}

/* Moments of the scores, on the raw scale.  Not for an empty tally. */
Moments
metric_moments(const Tally *t)
{
	Sums		sums = sums_of_steps(t);
	Moments		m = sums_moments(&sums);
	double		step = t->grid.step;

	m.mean = (t->grid.lo + step * m.mean) / GRID_UNIT;
	m.variance = m.variance * step * step / GRID_UNIT / GRID_UNIT;
	m.sample_variance = m.sample_variance * step * step / GRID_UNIT / GRID_UNIT;
	m.error = m.error * step / GRID_UNIT;
	return m;
}

/* Kish's effective sample size; without weights the number of answers. */
double
metric_kish(const Tally *t, const Totals *totals)
{
	Fixed128	w = {{(uint64) totals->weight, (uint64) (totals->weight >> 64)}};
	Fixed256	w2 = {{0, 0, 0, 0}};

	if (!tally_is_weighted(t))
		return (double) totals->responses;
	for (int i = 0; i < t->grid.points; i++)
		limbs_add(w2.limb, tally_weights_const(t)[i].w2.limb, 4);
	return sums_kish(&w, &w2);
}

/*
 * Percentiles: as percentile_cont and R's type 7, the two answers next to the
 * place 1 + (n - 1) fraction, interpolated.  Weights are scaled to add up to
 * n first, as wtd.quantile(normwt = TRUE) of F. Harrell's R package Hmisc, so
 * that equal weights are no weights.
 */

/* A place among the answers in order. */
typedef struct Place
{
	int64		whole;			/* 1..n */
	double		milli;			/* thousandths of the way to the next answer,
								 * below 1000 */
} Place;

/* As R's quantile(): a place this near to a whole one is that one. */
#define FUZZ	(4 * DBL_EPSILON)
#define FUZZ_BITS	50			/* FUZZ is 2^-50 */

/* (n - 1) fraction, exactly for a fraction of whole thousandths, which most are. */
static Place
place_of(double fraction, int64 responses)
{
	double		above = fraction * (double) (responses - 1);
	Place		place = {responses, 0};
	int64		milli;

	if (decimal_from_double(fraction, &milli) == DECIMAL_EXACT)
	{
		uint128		exact = (uint128) milli * (uint128) (responses - 1);

		place.whole = 1 + (int64) (exact / DECIMAL_UNIT);
		place.milli = (double) (exact % DECIMAL_UNIT);
		return place;
	}
	if (fabs(above - rint(above)) <= FUZZ * fmax(above, 1))
		above = rint(above);
	if (above >= (double) (responses - 1))
		return place;
	place.whole = 1 + (int64) floor(above);
	place.milli = (above - floor(above)) * DECIMAL_UNIT;
	return place;
}

/*
 * How much less than its place a sum of weights may be, in units of 2^-64
 * times n: what doubles that stand for decimals are off, and the rounding of
 * each weight to those units, but a quarter of an answer at most.  The last
 * place is that of the last answer, however little it weighs.
 */
static Fixed256
weight_slack(const Totals *totals, const Fixed256 *needed, int64 count, int64 place)
{
	uint128		rounded = (uint128) totals->responses * ((uint128) count + place) / 2;
	uint128		most = totals->weight / 4;
	Fixed256	slack = {{0, 0, 0, 0}};
	Fixed256	units;

	if (place == totals->responses)
		return slack;
	slack = *needed;
	limbs_shift_right(slack.limb, 4, FUZZ_BITS);
	rounded = Min(rounded, most);
	units = (Fixed256)
	{
		{
			(uint64) rounded, (uint64) (rounded >> 64), 0, 0
		}
	};
	limbs_add(slack.limb, units.limb, 4);
	return slack;
}

static Fixed256
weight_times(uint128 weight, int64 factor)
{
	Fixed256	product = {{(uint64) weight, (uint64) (weight >> 64), 0, 0}};

	limbs_multiply_small(product.limb, 4, (uint64) factor);
	return product;
}

/* Do the lowest answers, so many of this weight, reach a place: weight n / sum of weights >= place? */
static bool
weight_reaches(const Totals *totals, uint128 weight, int64 count, int64 place)
{
	Fixed256	have = weight_times(weight, totals->responses);
	Fixed256	needed = weight_times(totals->weight, place);
	Fixed256	slack = weight_slack(totals, &needed, count, place);

	limbs_add(have.limb, slack.limb, 4);
	return limbs_compare(have.limb, needed.limb, 4) >= 0;
}

/* The score at a whole place, in thousandths. */
static double
score_at(const Tally *t, const Totals *totals, int64 place)
{
	uint128		weight = 0;
	int64		count = 0;
	int			last = 0;

	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		if (t->count[i] == 0)
			continue;
		last = i;
		count += t->count[i];
		weight += metric_amount(t, point);
		if (tally_is_weighted(t) ? weight_reaches(totals, weight, count, place) : count >= place)
			break;
	}
	return (double) grid_value(&t->grid, last);
}

double
metric_percentile(const Tally *t, const Totals *totals, double fraction)
{
	Place		place = place_of(fraction, totals->responses);
	double		low = score_at(t, totals, place.whole);
	double		high = place.milli > 0 ? score_at(t, totals, place.whole + 1) : low;

	return (low * DECIMAL_UNIT + (high - low) * place.milli) / ((double) DECIMAL_UNIT * GRID_UNIT);
}

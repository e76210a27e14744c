/*
 * metric.c
 *		The arithmetic of the scores: pure functions of a tally.
 */
#include "postgres.h"

#include <math.h>

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

static double
ratio_to_double(Ratio ratio)
{
	return (double) ratio.num / (double) ratio.den;
}

/* Every term is positive, so nothing cancels.  Not for an empty tally. */
Moments
metric_moments(const Tally *t)
{
	Moments		m = {0, 0, 0, 0, 0, 0};
	Totals		totals;

	if (metric_load(t, &totals) != METRIC_OK)
		return m;
	m.n = (double) totals.responses;
	m.mean = ratio_to_double(metric_mean(t, &totals));
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);
		double		w = fixed128_to_double(&weight.w);
		double		w2 = fixed256_to_double(&weight.w2);
		double		deviation = (double) grid_value(&t->grid, i) / GRID_UNIT - m.mean;

		m.w += w;
		m.w2 += w2;
		m.s2 += w * deviation * deviation;
		m.s2_w2 += w2 * deviation * deviation;
	}
	return m;
}

/* Kish's effective sample size: (sum w)^2 / sum w^2.  Kish, Survey Sampling, 1965. */
double
metric_kish(const Tally *t, const Totals *totals)
{
	double		w = ldexp((double) totals->weight, -64);
	double		w2 = 0;

	if (!tally_is_weighted(t))
		return (double) totals->responses;
	for (int i = 0; i < t->grid.points; i++)
		w2 += fixed256_to_double(&tally_weights_const(t)[i].w2);
	return w * w / w2;
}

/*
 * Variance of the sample: over n - 1, or for reliability weights over
 * W - sum w^2 / W.  Not for a single answer.
 */
double
metric_sample_variance(const Moments *m)
{
	return m->s2 / (m->w - m->w2 / m->w);
}

/* The score of the answer at a rank, counted from 0. */
static double
score_at_rank(const Tally *t, double rank)
{
	double		below = 0;
	int			last = 0;

	for (int i = 0; i < t->grid.points; i++)
	{
		if (t->count[i] == 0)
			continue;
		last = i;
		below += (double) t->count[i];
		if (rank < below)
			break;
	}
	return (double) grid_value(&t->grid, last) / GRID_UNIT;
}

/* As percentile_cont: the two answers next to the fraction, interpolated. */
static double
percentile_of_answers(const Tally *t, int64 responses, double fraction)
{
	double		rank = fraction * (double) (responses - 1);
	double		low = score_at_rank(t, floor(rank));
	double		high = score_at_rank(t, ceil(rank));

	return low + (high - low) * (rank - floor(rank));
}

/*
 * By cumulative weight: the first point that holds more than the fraction of
 * it; where the fraction falls between two points, their mean.
 */
static double
percentile_of_weight(const Tally *t, uint128 weight, double fraction)
{
	double		target = fraction * (double) weight;
	uint128		below = 0;
	double		score = 0;
	bool		between = false;

	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};
		double		here = (double) grid_value(&t->grid, i) / GRID_UNIT;

		if (t->count[i] == 0)
			continue;
		if (between)
			return (score + here) / 2;
		score = here;
		below += metric_amount(t, point);
		if ((double) below > target)
			break;
		between = (double) below == target;
	}
	return score;
}

double
metric_percentile(const Tally *t, const Totals *totals, double fraction)
{
	if (tally_is_weighted(t))
		return percentile_of_weight(t, totals->weight, fraction);
	return percentile_of_answers(t, totals->responses, fraction);
}

/*
 * sample.c
 *		A tally, or a summary, as a sample: what intervals and tests ask of it.
 *
 *	 [Kish]		L. Kish, Survey Sampling (1965), 11.7.
 *	 [Binder]	D. A. Binder, International Statistical Review 51 (1983) 279-292:
 *				linearised variance; T. Lumley's R package survey, svymean.
 *
 * The linear size is the one at which a sample with equal weights would have
 * the linearised variance.  Where all answers agree that is 0 / 0, and Kish's
 * size takes its place.
 */
#include "postgres.h"

#include <math.h>

#include "number/limbs.h"
#include "uncertainty/sample.h"

/* Moments of +1 for a good answer, -1 for a bad one and 0 for the others. */
static Moments
moments_of_boxes(const Tally *t, const Totals *totals, Boxes boxes)
{
	Net			net = sample_net(t, totals, boxes, 0);
	Moments		m = {(double) totals->responses, 0, 0, net_value(net), 0, 0};

	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);
		double		code = boxes_sign(boxes, i);
		double		deviation = code - m.mean;

		m.w += fixed128_to_double(&weight.w);
		m.w2 += fixed256_to_double(&weight.w2);
		m.s2 += fixed128_to_double(&weight.w) * deviation * deviation;
		m.s2_w2 += fixed256_to_double(&weight.w2) * deviation * deviation;
	}
	return m;
}

double
sample_size_of_mean(const Moments *m, EffectiveSize size)
{
	if (size == SIZE_LINEAR && m->s2 > 0 && m->s2_w2 > 0)
		return m->s2 * m->w / m->s2_w2;
	return m->w * m->w / m->w2;
}

double
sample_size_of_boxes(const Tally *t, const Totals *totals, Boxes boxes, EffectiveSize size)
{
	Moments		m;

	if (size == SIZE_KISH || !tally_is_weighted(t))
		return metric_kish(t, totals);
	m = moments_of_boxes(t, totals, boxes);
	return sample_size_of_mean(&m, size);
}

static double
share_of(const Tally *t, const Totals *totals, PointRange range)
{
	return (double) metric_amount(t, range) / (double) totals->weight;
}

Share
sample_share(const Tally *t, const Totals *totals, PointRange good, double n_eff)
{
	uint128		hit = metric_amount(t, good);
	Share		share;

	share.hit = (double) hit / (double) totals->weight;
	share.miss = (double) (totals->weight - hit) / (double) totals->weight;
	share.n = n_eff;
	return share;
}

Net
sample_net(const Tally *t, const Totals *totals, Boxes boxes, double n_eff)
{
	Net			net;

	net.up = share_of(t, totals, boxes.good);
	net.down = share_of(t, totals, boxes.bad);
	net.n = n_eff;
	net.df = n_eff - 1;
	return net;
}

/* One answer has no error: its degrees of freedom are 0. */
Mean
sample_mean(const Moments *m, EffectiveSize size)
{
	Mean		mean = {m->mean, NAN, 0};

	if (m->n < 2)
		return mean;
	if (size == SIZE_KISH)
	{
		double		n_eff = sample_size_of_mean(m, SIZE_KISH);

		mean.error = sqrt(metric_sample_variance(m) / n_eff);
		mean.df = n_eff - 1;
	}
	else
	{
		mean.error = sqrt(m->n / (m->n - 1) * m->s2_w2) / m->w;
		mean.df = m->n - 1;
	}
	return mean;
}

/*
 * (sum w) sum w (x - m)^2 is exactly W X - V^2, for the sums W of w, V of wx
 * and X of wx^2; so nothing cancels.  W has 64 fractional bits, the others 128.
 */
static double
spread_of_stats(const WeightedStats *s)
{
	uint64		spread[9] = {0};
	uint64		square[9] = {0};
	Fixed256	v = fixed256_size(&s->wx);

	limbs_multiply(s->w.limb, 2, s->wx2.limb, 4, spread);
	limbs_shift_left(spread, 9, 64);
	limbs_multiply(v.limb, 4, v.limb, 4, square);
	limbs_subtract(spread, square, 9);
	if ((int64) spread[8] < 0)	/* by rounding */
		return 0;
	return limbs_to_double(spread, 9, -256);
}

Moments
moments_of_stats(const WeightedStats *s)
{
	double		error = weighted_stats_stderr(s);
	Moments		m = {(double) s->n, fixed128_to_double(&s->w), fixed256_to_double(&s->w2),
	weighted_stats_mean(s), 0, 0};

	if (s->n < 2 || error == 0)
		return m;
	m.s2 = spread_of_stats(s) / m.w;
	m.s2_w2 = error * error * m.w * m.w * (m.n - 1) / m.n;
	return m;
}

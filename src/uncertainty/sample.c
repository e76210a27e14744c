/*
 * sample.c
 *		A tally, or a summary, as a sample: what intervals and tests ask of it.
 *
 *	 [Kish]		L. Kish, Survey Sampling (1965), 11.7.
 *	 [Binder]	D. A. Binder, International Statistical Review 51 (1983) 279-292:
 *				linearised variance; T. Lumley's R package survey, svymean.
 *
 * The linear size is the one at which a sample with equal weights would have
 * the linearised variance sum w^2 (x - m)^2 / (sum w)^2, and n without weights.
 * The survey's is the one at which p (1 - p) / n is svymean's variance, which
 * multiplies by n / (n - 1): n - 1 without weights.  Where all answers agree
 * both are 0 / 0, and Kish's size takes the place.
 */
#include "postgres.h"

#include <math.h>

#include "uncertainty/sample.h"

/* Moments of 2 for a good answer, 0 for a bad one and 1 for the others. */
static Moments
moments_of_boxes(const Tally *t, Boxes boxes)
{
	Sums		sums = no_sums;

	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);

		sums_add(&sums, t->count[i], &weight.w, &weight.w2, 1 + boxes_sign(boxes, i));
	}
	return sums_moments(&sums);
}

double
sample_size(const Moments *m, EffectiveSize size)
{
	switch (size)
	{
		case SIZE_KISH:
			return m->kish;
		case SIZE_LINEAR:
			return m->linear;
		case SIZE_SURVEY:
			return m->linear * (m->n - 1) / m->n;
	}
	return NAN;
}

double
sample_size_of_boxes(const Tally *t, const Totals *totals, Boxes boxes, EffectiveSize size)
{
	Moments		m;

	if (size == SIZE_KISH)
		return metric_kish(t, totals);
	m = moments_of_boxes(t, boxes);
	return sample_size(&m, size);
}

static double
share_of(uint128 amount, const Totals *totals)
{
	return (double) amount / (double) totals->weight;
}

Share
sample_share(const Tally *t, const Totals *totals, PointRange good, double n_eff)
{
	uint128		hit = metric_amount(t, good);
	Share		share = {share_of(hit, totals), share_of(totals->weight - hit, totals), n_eff};

	return share;
}

/* The survey's size has n / (n - 1) in it, and its degrees of freedom are n - 1. */
Net
sample_net(const Tally *t, const Totals *totals, Boxes boxes, double n_eff, EffectiveSize size)
{
	uint128		good = metric_amount(t, boxes.good);
	uint128		bad = metric_amount(t, boxes.bad);
	Net			net = {share_of(good, totals), share_of(totals->weight - good - bad, totals),
	share_of(bad, totals), n_eff, n_eff - 1, n_eff / (n_eff - 1)};

	if (size == SIZE_SURVEY)
	{
		net.df = (double) totals->responses - 1;
		net.bessel = 1;
	}
	return net;
}

/* One answer has no error: its degrees of freedom are 0. */
Mean
sample_mean(const Moments *m, EffectiveSize size, Points points)
{
	Mean		mean = {m->mean, m->variance, sample_size(m, size), m->error, m->n - 1, points};

	if (size == SIZE_KISH && m->n > 1)
	{
		mean.error = sqrt(m->sample_variance / m->kish);
		mean.df = m->kish - 1;
	}
	return mean;
}

Mean
mean_of_population(Mean mean, double responses, double population)
{
	double		n = finite_population(mean.n, responses, population);

	mean.error = isinf(n) ? 0 : mean.error * sqrt(mean.n / n);
	mean.n = n;
	return mean;
}

const Points no_scale = {-HUGE_VAL, HUGE_VAL, 0, 0};

Points
points_of_grid(const Grid *grid)
{
	return points_of((double) grid->lo / GRID_UNIT, (double) grid->step / GRID_UNIT, grid->points);
}

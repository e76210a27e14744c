/*
 * sample.h
 *		A tally, or a summary, as a sample: what intervals and tests ask of it.
 *
 * Pure.  None of these is called where there are no answers.
 */
#ifndef CSAT_SAMPLE_H
#define CSAT_SAMPLE_H

#include "uncertainty/interval.h"
#include "scores/metric.h"
#include "weighted/weighted_stats.h"

/* How many equally weighted answers the weighted ones are worth. */
typedef enum EffectiveSize
{
	SIZE_KISH,					/* by the weights alone: (sum w)^2 / sum w^2 */
	SIZE_LINEAR,				/* by the linearised variance, without its n /
								 * (n - 1) */
	SIZE_SURVEY					/* by the linearised variance, as R survey
								 * estimates it */
} EffectiveSize;

extern double sample_size_of_boxes(const Tally *t, const Totals *totals, Boxes boxes, EffectiveSize size);
extern double sample_size(const Moments *m, EffectiveSize size);
extern Share sample_share(const Tally *t, const Totals *totals, PointRange good, double n_eff);
extern Net	sample_net(const Tally *t, const Totals *totals, Boxes boxes, double n_eff, EffectiveSize size);
extern Mean sample_mean(const Moments *m, EffectiveSize size, Points points);

/* Everybody who could have answered: fewer are left to chance.  population >= responses. */
extern Mean mean_of_population(Mean mean, double responses, double population);

extern Points points_of_grid(const Grid *grid);
extern const Points no_scale;

#endif							/* CSAT_SAMPLE_H */

/*
 * metric.h
 *		The arithmetic of the scores: pure functions of a tally.
 *
 * Shares, nets and means are exact ratios of integers; what needs a root or a
 * quotient of sums is a double.  None of these is called on a tally without
 * answers: metric_load() says so.
 */
#ifndef CSAT_METRIC_H
#define CSAT_METRIC_H

#include "number/number.h"
#include "number/sums.h"
#include "scores/boxes.h"
#include "tally/tally.h"

/* The sums of a tally that its scores have in common. */
typedef struct Totals
{
	int64		responses;		/* answers */
	uint128		weight;			/* their weight, in units of metric_amount() */
} Totals;

/* Why a metric can not be read off a tally. */
typedef enum MetricFault
{
	METRIC_OK,
	METRIC_EMPTY,				/* no answers: the score is NULL */
	METRIC_OVERFLOW				/* the counts or weights add up to too much */
} MetricFault;

extern MetricFault metric_load(const Tally *t, Totals *totals);
extern uint128 metric_amount(const Tally *t, PointRange range);
extern int64 metric_count(const Tally *t, PointRange range);
extern Ratio metric_share(const Tally *t, const Totals *totals, PointRange range);
extern Ratio metric_net(const Tally *t, const Totals *totals, Boxes boxes);
extern Ratio metric_mean(const Tally *t, const Totals *totals);
extern Ratio metric_rescaled(const Tally *t, const Totals *totals);
extern Moments metric_moments(const Tally *t);
extern double metric_kish(const Tally *t, const Totals *totals);
extern double metric_percentile(const Tally *t, const Totals *totals, double fraction);

#endif							/* CSAT_METRIC_H */

/*
 * group.h
 *		One group's answers as a metric counts them, and several of them together.
 *
 * Pure, but for the errors of a metric that a scale does not have.  Whatever is
 * in the unit of the metric is in percent, in points -100..100, or on the scale.
 */
#ifndef CSAT_GROUP_H
#define CSAT_GROUP_H

#include "scores/metric_table.h"

typedef struct ScoredGroup
{
	double		n;				/* effective answers, Kish's */
	double		weight;			/* sum of the weights; the answers where there
								 * are none */
	double		score;			/* in the unit of the metric */
	double		variance;		/* of what one answer counts, over n */
	int64		lowest;			/* least that an answer counts, in thousandths */
	int64		highest;		/* most that an answer counts */
	double		x;				/* where the group stands, for a trend; else 0 */
} ScoredGroup;

/* All answers of several groups, each group with its effective answers: a one-way layout. */
typedef struct Layout
{
	double		n;				/* effective answers */
	double		score;
	double		within;			/* mean variance inside the groups, over n */
	double		between;		/* variance of the groups' scores, over n */
} Layout;

/* Of a tally that has answers.  22023 where its scale does not have the metric. */
extern ScoredGroup group_of(const Metric *metric, const Tally *t, const Totals *totals);

/* Sorts groups, so that what is computed of them does not depend on their order. */
extern void groups_sort(ScoredGroup *groups, size_t count);

/* Is there any answer that counts other than another? */
extern bool groups_vary(const ScoredGroup *groups, size_t count);

/* count > 0, and sorted. */
extern Layout layout_of(const ScoredGroup *groups, size_t count);

#endif							/* CSAT_GROUP_H */

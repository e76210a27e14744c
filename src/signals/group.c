/*
 * group.c
 *		One group's answers as a metric counts them, and several of them together.
 */
#include "postgres.h"

#include <math.h>

#include "signals/group.h"

/* What the answers on a point count, and what they weigh. */
static void
group_add_point(ScoredGroup *group, int64 milli, double weight)
{
	double		deviation = (double) milli / GRID_UNIT - group->score;

	group->variance += weight * deviation * deviation;
	group->lowest = Min(group->lowest, milli);
	group->highest = Max(group->highest, milli);
}

ScoredGroup
group_of(const Metric *metric, const Tally *t, const Totals *totals)
{
	Ratio		score = metric_score(metric, t, totals);
	ScoredGroup group = {.lowest = PG_INT64_MAX,.highest = PG_INT64_MIN};

	group.n = metric_kish(t, totals);
	group.score = (double) score.num / (double) score.den;
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);

		if (t->count[i] == 0)
			continue;
		group.weight += fixed128_to_double(&weight.w);
		group_add_point(&group, metric_point_milli(metric, &t->grid, i), fixed128_to_double(&weight.w));
	}
	group.variance /= group.weight;
	return group;
}

static int
compare_doubles(double a, double b)
{
	return (a > b) - (a < b);
}

static int
compare_groups(const void *a, const void *b)
{
	const ScoredGroup *x = a;
	const ScoredGroup *y = b;
	int			order = compare_doubles(x->score, y->score);

	if (order == 0)
		order = compare_doubles(x->n, y->n);
	if (order == 0)
		order = compare_doubles(x->variance, y->variance);
	return order != 0 ? order : compare_doubles(x->x, y->x);
}

void
groups_sort(ScoredGroup *groups, size_t count)
{
	qsort(groups, count, sizeof(ScoredGroup), compare_groups);
}

bool
groups_vary(const ScoredGroup *groups, size_t count)
{
	for (size_t i = 0; i < count; i++)
	{
		if (groups[i].lowest != groups[0].lowest || groups[i].highest != groups[0].lowest)
			return true;
	}
	return false;
}

Layout
layout_of(const ScoredGroup *groups, size_t count)
{
	Layout		all = {0};

	for (size_t i = 0; i < count; i++)
	{
		all.n += groups[i].n;
		all.score += groups[i].n * groups[i].score;
		all.within += groups[i].n * groups[i].variance;
	}
	all.score /= all.n;
	all.within /= all.n;
	for (size_t i = 0; i < count; i++)
	{
		double		deviation = groups[i].score - all.score;

		all.between += groups[i].n * deviation * deviation;
	}
	all.between /= all.n;
	return all;
}

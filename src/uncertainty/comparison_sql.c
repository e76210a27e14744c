/*
 * comparison_sql.c
 *		SQL: one tally against another.
 *
 * A comparison's arguments are the tally, the baseline, the boxes if it has
 * any, and then confidence and method.
 */
#include "compat.h"

#include "scores/metric_table.h"
#include "uncertainty/confidence.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(csat_compare);
PG_FUNCTION_INFO_V1(nps_compare);
PG_FUNCTION_INFO_V1(mean_compare);
PG_FUNCTION_INFO_V1(ces_easy_compare);
PG_FUNCTION_INFO_V1(top_box_compare);
PG_FUNCTION_INFO_V1(net_box_compare);

static const Method share_comparisons[] = {
	{"newcombe", COMPARE_NEWCOMBE},
	{"wald", COMPARE_SHARE_WALD},
	{NULL, 0}
};

static const Method net_comparisons[] = {
	{"adjusted wald", COMPARE_ADJUSTED_WALD},
	{"wald", COMPARE_NET_WALD},
	{NULL, 0}
};

static const Method mean_comparisons[] = {
	{"adjusted welch", COMPARE_ADJUSTED_WELCH},
	{"welch", COMPARE_WELCH},
	{NULL, 0}
};

/* A tally and its totals. */
typedef struct Group
{
	const Tally *tally;
	Totals		totals;
} Group;

/* False if one of the two has no answers, and so nothing to compare. */
static bool
read_groups(FunctionCallInfo fcinfo, Group *first, Group *second)
{
	if (!sample_load(fcinfo, 0, &first->tally, &first->totals) ||
		!sample_load(fcinfo, 1, &second->tally, &second->totals))
		return false;
	if (!grid_equal(&first->tally->grid, &second->tally->grid))
		tally_raise(TALLY_SCALES_DIFFER, &first->tally->grid, &second->tally->grid);
	return true;
}

static Numeric
group_score(const Group *group, const Metric *metric)
{
	return number_from_ratio(metric_score(metric, group->tally, &group->totals));
}

static double
group_size(const Group *group)
{
	return metric_kish(group->tally, &group->totals);
}

static Difference
compare_shares(int method, const Group *first, const Group *second, PointRange good, double alpha)
{
	return share_difference(method, sample_share(first->tally, &first->totals, good, group_size(first)),
							sample_share(second->tally, &second->totals, good, group_size(second)), alpha);
}

static Net
group_net(const Group *group, Boxes boxes)
{
	return sample_net(group->tally, &group->totals, boxes, group_size(group), SIZE_KISH);
}

static Difference
compare_nets(int method, const Group *first, const Group *second, Boxes boxes, double alpha)
{
	return net_difference(method, group_net(first, boxes), group_net(second, boxes), alpha);
}

static Mean
group_mean(const Group *group)
{
	Moments		m = metric_moments(group->tally);

	return sample_mean(&m, SIZE_LINEAR, points_of_grid(&group->tally->grid));
}

/* What the kind of a metric decides: the names of its methods, and what 1 is shown as. */
static const Method *const methods_of_kind[] = {
	[METRIC_SHARE] = share_comparisons,[METRIC_NET] = net_comparisons,[METRIC_MEAN] = mean_comparisons
};
static const double unit_of_kind[] = {[METRIC_SHARE] = 100.0,[METRIC_NET] = 100.0,[METRIC_MEAN] = 1.0};

static Difference
compare_groups(const Metric *metric, int method, const Group *first, const Group *second, double alpha)
{
	const Grid *grid = &first->tally->grid;

	if (metric->row->kind == METRIC_MEAN)
		return mean_difference(method, group_mean(first), group_mean(second), alpha);
	if (metric->row->kind == METRIC_NET)
		return compare_nets(method, first, second, metric_boxes(metric, grid), alpha);
	return compare_shares(method, first, second, metric_boxes(metric, grid).good, alpha);
}

/* A metric of the tallies in arguments 0 and 1; the options begin at argument first_option. */
static Datum
compare(FunctionCallInfo fcinfo, int first_option, Metric metric)
{
	MetricKind	kind = metric.row->kind;
	Group		first;
	Group		second;
	double		alpha;
	int			method;
	Difference	difference;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	alpha = alpha_of_confidence(PG_GETARG_FLOAT8(first_option));
	method = method_named(methods_of_kind[kind], PG_GETARG_TEXT_PP(first_option + 1));
	difference = compare_groups(&metric, method, &first, &second, alpha);
	return difference_row(fcinfo, group_score(&first, &metric), group_score(&second, &metric),
						  difference, unit_of_kind[kind]);
}

Datum
csat_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 2, metric_of(METRIC_CSAT));
}

Datum
nps_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 2, metric_of(METRIC_NPS));
}

/* mean_compare, ces_compare */
Datum
mean_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 2, metric_of(METRIC_MEAN_SCORE));
}

Datum
ces_easy_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 2, metric_of(METRIC_CES_EASY));
}

Datum
top_box_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 3, metric_with_boxes(METRIC_TOP_BOX, PG_GETARG_INT32(2), 0));
}

Datum
net_box_compare(PG_FUNCTION_ARGS)
{
	return compare(fcinfo, 4, metric_with_boxes(METRIC_NET_BOX, PG_GETARG_INT32(2), PG_GETARG_INT32(3)));
}

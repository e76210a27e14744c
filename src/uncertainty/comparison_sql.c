/*
 * comparison_sql.c
 *		SQL: one tally against another.
 *
 * A comparison's arguments are the tally, the baseline, the boxes if it has
 * any, and then confidence and method.
 */
#include "compat.h"

#include "uncertainty/confidence.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(csat_csat_compare);
PG_FUNCTION_INFO_V1(csat_nps_compare);
PG_FUNCTION_INFO_V1(csat_mean_compare);
PG_FUNCTION_INFO_V1(csat_top_box_compare);
PG_FUNCTION_INFO_V1(csat_net_box_compare);

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
	{"welch", 0},
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
group_percent(const Group *group, Boxes boxes)
{
	return number_from_ratio(metric_percent(group->tally, &group->totals, boxes.good, boxes.bad));
}

static Share
group_share(const Group *group, Boxes boxes)
{
	return sample_share(group->tally, &group->totals, boxes.good,
						metric_kish(group->tally, &group->totals));
}

static Net
group_net(const Group *group, Boxes boxes)
{
	return sample_net(group->tally, &group->totals, boxes,
					  metric_kish(group->tally, &group->totals));
}

static Datum
share_comparison(FunctionCallInfo fcinfo, int first_option, const Group *first, const Group *second, Boxes boxes)
{
	double		alpha = alpha_of_confidence(PG_GETARG_FLOAT8(first_option));
	int			method = method_named(share_comparisons, PG_GETARG_TEXT_PP(first_option + 1));
	Difference	difference = share_difference(method, group_share(first, boxes),
											  group_share(second, boxes), alpha);

	return difference_row(fcinfo, group_percent(first, boxes), group_percent(second, boxes),
						  difference, 100.0);
}

static Datum
net_comparison(FunctionCallInfo fcinfo, int first_option, const Group *first, const Group *second, Boxes boxes)
{
	double		alpha = alpha_of_confidence(PG_GETARG_FLOAT8(first_option));
	int			method = method_named(net_comparisons, PG_GETARG_TEXT_PP(first_option + 1));
	Difference	difference = net_difference(method, group_net(first, boxes),
											group_net(second, boxes), alpha);

	return difference_row(fcinfo, group_percent(first, boxes), group_percent(second, boxes),
						  difference, 100.0);
}

Datum
csat_csat_compare(PG_FUNCTION_ARGS)
{
	Group		first;
	Group		second;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	return share_comparison(fcinfo, 2, &first, &second, boxes_csat(first.tally));
}

Datum
csat_nps_compare(PG_FUNCTION_ARGS)
{
	Group		first;
	Group		second;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	return net_comparison(fcinfo, 2, &first, &second, boxes_nps(first.tally));
}

Datum
csat_top_box_compare(PG_FUNCTION_ARGS)
{
	Group		first;
	Group		second;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	return share_comparison(fcinfo, 3, &first, &second, boxes_top(first.tally, PG_GETARG_INT32(2)));
}

Datum
csat_net_box_compare(PG_FUNCTION_ARGS)
{
	Group		first;
	Group		second;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	return net_comparison(fcinfo, 4, &first, &second,
						  boxes_net(first.tally, PG_GETARG_INT32(2), PG_GETARG_INT32(3)));
}

static Mean
group_mean(const Group *group)
{
	Moments		m = metric_moments(group->tally);

	return sample_mean(&m, SIZE_LINEAR);
}

Datum
csat_mean_compare(PG_FUNCTION_ARGS)
{
	Group		first;
	Group		second;
	const Grid *grid;
	double		range;
	Difference	difference;

	if (!read_groups(fcinfo, &first, &second))
		PG_RETURN_NULL();
	(void) method_named(mean_comparisons, PG_GETARG_TEXT_PP(3));
	difference = mean_difference(group_mean(&first), group_mean(&second),
								 alpha_of_confidence(PG_GETARG_FLOAT8(2)));
	grid = &first.tally->grid;
	range = (double) (grid_hi(grid) - grid->lo) / GRID_UNIT;
	difference.bounds = bounds_clamped(difference.bounds, -range, range);
	return difference_row(fcinfo, number_from_ratio(metric_mean(first.tally, &first.totals)),
						  number_from_ratio(metric_mean(second.tally, &second.totals)),
						  difference, 1.0);
}

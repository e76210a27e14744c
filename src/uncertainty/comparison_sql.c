/*
 * comparison_sql.c
 *		SQL: one tally against another.
 *
 * A comparison's arguments are the tally, the baseline, the boxes if it has
 * any, and then confidence, method, n_eff, the two populations and the overlap.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"

#include "scores/metric_table.h"
#include "uncertainty/confidence.h"
#include "uncertainty/overlap.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(csat_compare);
PG_FUNCTION_INFO_V1(nps_compare);
PG_FUNCTION_INFO_V1(mean_compare);
PG_FUNCTION_INFO_V1(ces_easy_compare);
PG_FUNCTION_INFO_V1(top_box_compare);
PG_FUNCTION_INFO_V1(net_box_compare);
PG_FUNCTION_INFO_V1(weighted_stats_compare_means);
PG_FUNCTION_INFO_V1(csat_share_method);
PG_FUNCTION_INFO_V1(csat_rollup_p);

static const Method share_comparisons[] = {
	{"newcombe", COMPARE_NEWCOMBE},
	{"mid-p", COMPARE_MID_P},
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

/* What the caller wants to know. */
typedef struct Request
{
	const Metric *metric;
	double		alpha;			/* 1 - confidence */
	int			method;			/* of the list of the metric's kind */
	EffectiveSize size;
} Request;

/* What the kind of a metric decides: the names of its methods, and what 1 is shown as. */
static const Method *const methods_of_kind[] = {
	[METRIC_SHARE] = share_comparisons,[METRIC_NET] = net_comparisons,[METRIC_MEAN] = mean_comparisons
};
static const double unit_of_kind[] = {[METRIC_SHARE] = 100.0,[METRIC_NET] = 100.0,[METRIC_MEAN] = 1.0};

static bool
has_population(const Group *group)
{
	return !isinf(group->population);
}

/* Fisher's test is of two samples of different people, each from many. */
static void
check_mid_p(const Request *request, const Group *first, const Group *second, const Overlap *overlap)
{
	if (request->metric->row->kind != METRIC_SHARE || request->method != COMPARE_MID_P)
		return;
	if (overlap->correlation == 0.0 && !has_population(first) && !has_population(second))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("method mid-p takes no %s", overlap->correlation == 0.0 ? "population" : "overlap"),
			 errhint("Use the method \"newcombe\".")));
}

/* The boxes of a share have none against. */
static Boxes
boxes_compared(const Request *request, const Grid *grid)
{
	Boxes		boxes = metric_boxes(request->metric, grid);

	if (request->metric->row->kind == METRIC_SHARE)
		boxes.bad = (PointRange)
	{
		0, -1
	};
	return boxes;
}

static double
size_of_group(const Group *group, Boxes boxes, EffectiveSize size)
{
	return sample_size_of_boxes(group->tally, &group->totals, boxes, size);
}

/* What sampling from the group's population makes of its size. */
static double
size_in_population(const Group *group, double size)
{
	return finite_population(size, (double) group->totals.responses, group->population);
}

/* As many answers as make the shares go together as they do. */
static Share
shared_answers(const Overlap *overlap, PointRange good, double n1, double n2)
{
	Share		shared = {0.0, 0.0, 0.0};

	if (overlap->tally != NULL)
		shared = sample_share(overlap->tally, &overlap->totals, good, overlap->correlation * sqrt(n1 * n2));
	return shared;
}

static Difference
compare_shares(const Request *request, const Group *first, const Group *second, const Overlap *overlap)
{
	Boxes		boxes = boxes_compared(request, &first->tally->grid);
	double		n1 = size_of_group(first, boxes, request->size);
	double		n2 = size_of_group(second, boxes, request->size);
	SharePair	pair;

	pair.first = sample_share(first->tally, &first->totals, boxes.good, n1);
	pair.second = sample_share(second->tally, &second->totals, boxes.good, n2);
	pair.pooled = share_union(pair.first, pair.second, shared_answers(overlap, boxes.good, n1, n2));
	pair.correlation = overlap->correlation;
	pair.first.n = size_in_population(first, n1);
	pair.second.n = size_in_population(second, n2);
	return share_difference(request->method, pair, request->alpha);
}

static Net
group_net(const Group *group, Boxes boxes, EffectiveSize size)
{
	double		n = size_of_group(group, boxes, size);
	Net			net = sample_net(group->tally, &group->totals, boxes, n, size);

	net.n = size_in_population(group, n);
	return net;
}

static Difference
compare_nets(const Request *request, const Group *first, const Group *second, const Overlap *overlap)
{
	Boxes		boxes = boxes_compared(request, &first->tally->grid);

	return net_difference(request->method, group_net(first, boxes, request->size), group_net(second, boxes, request->size),
						  overlap->correlation, request->alpha);
}

static Mean
group_mean(const Group *group, EffectiveSize size)
{
	Moments		m = metric_moments(group->tally);
	Mean		mean = sample_mean(&m, size, points_of_grid(&group->tally->grid));

	return mean_of_population(mean, (double) group->totals.responses, group->population);
}

static Difference
compare_groups(const Request *request, const Group *first, const Group *second, const Overlap *overlap)
{
	check_mid_p(request, first, second, overlap);
	if (request->metric->row->kind == METRIC_MEAN)
		return mean_difference(request->method, group_mean(first, request->size), group_mean(second, request->size),
							   overlap->correlation, request->alpha);
	if (request->metric->row->kind == METRIC_NET)
		return compare_nets(request, first, second, overlap);
	return compare_shares(request, first, second, overlap);
}

/* One inside the other is part against rest: the same test, and the difference in proportion. */
static Difference
compare_overlapping(const Request *request, const Group *first, const Group *second, const Overlap *overlap)
{
	const Overlap apart = {.correlation = 0.0};

	switch (overlap->kind)
	{
		case OVERLAP_FIRST_INSIDE:
			return difference_scaled(compare_groups(request, first, &overlap->rest, &apart), overlap->rest_of_whole);
		case OVERLAP_SECOND_INSIDE:
			return difference_scaled(compare_groups(request, &overlap->rest, second, &apart), overlap->rest_of_whole);
		default:
			return compare_groups(request, first, second, overlap);
	}
}

static Numeric
group_score(const Group *group, const Metric *metric)
{
	return number_from_ratio(metric_score(metric, group->tally, &group->totals));
}

/* False if a group has no answers, and so nothing to compare. */
static bool
read_groups(FunctionCallInfo fcinfo, int first_option, Group *first, Group *second)
{
	if (!group_load(fcinfo, 0, first_option + 3, first) || !group_load(fcinfo, 1, first_option + 4, second))
		return false;
	if (!grid_equal(&first->tally->grid, &second->tally->grid))
		tally_raise(TALLY_SCALES_DIFFER, &first->tally->grid, &second->tally->grid);
	return true;
}

/* A metric of the tallies in arguments 0 and 1; the options begin at argument first_option. */
static Datum
compare(FunctionCallInfo fcinfo, int first_option, Metric metric)
{
	MetricKind	kind = metric.row->kind;
	Request		request = {.metric = &metric};
	Group		first;
	Group		second;
	Overlap		overlap;
	Difference	difference;

	for (int i = 0; i < first_option + 3; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	request.alpha = alpha_of_confidence(PG_GETARG_FLOAT8(first_option));
	request.method = method_named(methods_of_kind[kind], PG_GETARG_TEXT_PP(first_option + 1));
	request.size = method_named(effective_sizes, PG_GETARG_TEXT_PP(first_option + 2));
	if (!read_groups(fcinfo, first_option, &first, &second))
		PG_RETURN_NULL();
	overlap_load(fcinfo, first_option + 5, &first, &second, &overlap);
	difference = compare_overlapping(&request, &first, &second, &overlap);
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
	if (PG_ARGISNULL(2))
		PG_RETURN_NULL();
	return compare(fcinfo, 3, metric_with_boxes(METRIC_TOP_BOX, PG_GETARG_INT32(2), 0));
}

Datum
net_box_compare(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(2) || PG_ARGISNULL(3))
		PG_RETURN_NULL();
	return compare(fcinfo, 4, metric_with_boxes(METRIC_NET_BOX, PG_GETARG_INT32(2), PG_GETARG_INT32(3)));
}

/* A share of a group, of effective answers by Kish. */
static Share
group_share(const Group *group, const Metric *metric)
{
	Boxes		boxes = metric_boxes(metric, &group->tally->grid);

	return sample_share(group->tally, &group->totals, boxes.good, size_of_group(group, boxes, SIZE_KISH));
}

/* The groups in arguments 0 and 1, each of many; false if one has no answers. */
static bool
read_two_groups(FunctionCallInfo fcinfo, Group *groups)
{
	for (int i = 0; i < 2; i++)
	{
		if (!sample_load(fcinfo, i, &groups[i].tally, &groups[i].totals))
			return false;
		groups[i].population = HUGE_VAL;
	}
	if (!grid_equal(&groups[0].tally->grid, &groups[1].tally->grid))
		tally_raise(TALLY_SCALES_DIFFER, &groups[0].tally->grid, &groups[1].tally->grid);
	return true;
}

/* csat_share_method(t, baseline, metric): what is best given as method to csat_compare and its like */
Datum
csat_share_method(PG_FUNCTION_ARGS)
{
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(2));
	Group		groups[2];

	if (metric.row->kind != METRIC_SHARE)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("metric \"%s\" is not a share", metric_to_text(&metric)),
				 errhint("Shares are csat, ces_easy and top_box K.")));
	if (!read_two_groups(fcinfo, groups))
		PG_RETURN_NULL();
	if (share_comparison(group_share(&groups[0], &metric), group_share(&groups[1], &metric)) == COMPARE_MID_P)
		PG_RETURN_TEXT_P(cstring_to_text("mid-p"));
	PG_RETURN_TEXT_P(cstring_to_text("newcombe"));
}

/*
 * csat_rollup_p(t, baseline, metric): the p-value of METRIC_compare by its
 * default method, of shares by the one above.  Roll-ups look at this alone, and
 * the bounds are most of the work.
 */
Datum
csat_rollup_p(PG_FUNCTION_ARGS)
{
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(2));
	Request		request = {.metric = &metric,.alpha = NAN};
	const Overlap apart = {.correlation = 0.0};
	Group		groups[2];
	double		p;

	if (!read_two_groups(fcinfo, groups))
		PG_RETURN_NULL();
	request.size = metric.row->kind == METRIC_MEAN ? SIZE_LINEAR : SIZE_KISH;
	if (metric.row->kind == METRIC_SHARE)
		request.method = share_comparison(group_share(&groups[0], &metric), group_share(&groups[1], &metric));
	p = compare_groups(&request, &groups[0], &groups[1], &apart).p_value;
	if (isnan(p))
		PG_RETURN_NULL();
	PG_RETURN_FLOAT8(p);
}

/* Welch's test of two weighted means, for clusters that answered in one of the two only. */
Datum
weighted_stats_compare_means(PG_FUNCTION_ARGS)
{
	const WeightedStats *first = PG_GETARG_WEIGHTED_STATS(0);
	const WeightedStats *second = PG_GETARG_WEIGHTED_STATS(1);
	double		alpha = alpha_of_confidence(PG_GETARG_FLOAT8(2));
	Linear		mean = linear_function(1, 0, 1);
	Moments		a;
	Moments		b;
	Difference	difference;

	if (first->n == 0 || second->n == 0)
		PG_RETURN_NULL();
	a = weighted_stats_moments(first);
	b = weighted_stats_moments(second);
	difference = mean_difference(COMPARE_WELCH, sample_mean(&a, SIZE_LINEAR, no_scale), sample_mean(&b, SIZE_LINEAR, no_scale),
								 0.0, alpha);
	return difference_row(fcinfo, weighted_stats_number(first, mean), weighted_stats_number(second, mean), difference, 1.0);
}

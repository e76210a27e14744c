/*
 * interval_sql.c
 *		SQL: the intervals of scores, read off a tally.
 *
 * A reader's arguments are the tally, the boxes if it has any, and then
 * confidence, method, n_eff and population.  The final functions of the
 * one-word aggregates are the same with the defaults.
 */
#include "compat.h"

#include <math.h>

#include "scores/metric_table.h"
#include "uncertainty/confidence.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(csat_ci);
PG_FUNCTION_INFO_V1(nps_ci);
PG_FUNCTION_INFO_V1(mean_ci);
PG_FUNCTION_INFO_V1(ces_easy_ci);
PG_FUNCTION_INFO_V1(top_box_ci);
PG_FUNCTION_INFO_V1(net_box_ci);
PG_FUNCTION_INFO_V1(churn_ci_final);
PG_FUNCTION_INFO_V1(weighted_stats_ci);

#define DEFAULT_ALPHA	(1.0 - 0.95)

static const Method share_methods[] = {
	{"wilson", SHARE_WILSON},
	{"wilson cc", SHARE_WILSON_CC},
	{"agresti-coull", SHARE_AGRESTI_COULL},
	{"clopper-pearson", SHARE_CLOPPER_PEARSON},
	{"jeffreys", SHARE_JEFFREYS},
	{"wald", SHARE_WALD},
	{NULL, 0}
};

static const Method net_methods[] = {
	{"adjusted wald", NET_ADJUSTED_WALD},
	{"score", NET_SCORE},
	{"t", NET_T},
	{"wald", NET_WALD},
	{NULL, 0}
};

static const Method mean_methods[] = {
	{"t", 0},
	{NULL, 0}
};

/* What the caller wants to know. */
typedef struct Request
{
	double		alpha;			/* 1 - confidence */
	int			method;			/* of the list that fits the score */
	EffectiveSize size;
	double		population;		/* infinite: not known, or large */
} Request;

/* Arguments first and on; a final function has none.  False if one is NULL that must not be. */
static bool
read_request(FunctionCallInfo fcinfo, int first, const Method *methods, EffectiveSize size, Request *request)
{
	Request		defaults = {DEFAULT_ALPHA, methods[0].value, size, HUGE_VAL};

	*request = defaults;
	if (PG_NARGS() <= first)
		return true;
	if (PG_ARGISNULL(first) || PG_ARGISNULL(first + 1) || PG_ARGISNULL(first + 2))
		return false;
	request->alpha = alpha_of_confidence(PG_GETARG_FLOAT8(first));
	request->method = method_named(methods, PG_GETARG_TEXT_PP(first + 1));
	request->size = method_named(effective_sizes, PG_GETARG_TEXT_PP(first + 2));
	if (!PG_ARGISNULL(first + 3))
		request->population = PG_GETARG_FLOAT8(first + 3);
	return true;
}

static double
corrected_size(double n_eff, int64 responses, double population)
{
	if (!(population >= (double) responses))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("population %.17g is smaller than the number of responses %lld",
						population, (long long) responses),
				 errhint("The population is everybody who could have answered.")));
	return isinf(population) ? n_eff : finite_population(n_eff, responses, population);
}

static Datum
share_interval(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, PointRange good, const Request *request)
{
	Boxes		boxes = {good, {0, -1}};
	double		n_eff = corrected_size(sample_size_of_boxes(t, totals, boxes, request->size),
									   totals->responses, request->population);
	Share		share = sample_share(t, totals, good, n_eff);
	Numeric		estimate = number_from_ratio(metric_share(t, totals, good));

	return interval_row(fcinfo, estimate, share_bounds(request->method, share, request->alpha), 100.0,
						totals->responses, n_eff);
}

static Datum
net_interval(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, Boxes boxes, const Request *request)
{
	double		size = sample_size_of_boxes(t, totals, boxes, request->size);
	Net			net = sample_net(t, totals, boxes, size);
	Numeric		estimate = number_from_ratio(metric_net(t, totals, boxes));

	net.n = corrected_size(size, totals->responses, request->population);
	return interval_row(fcinfo, estimate, net_bounds(request->method, net, request->alpha), 100.0,
						totals->responses, net.n);
}

/* The mean lies between lowest and highest, and so does its interval. */
static Datum
mean_interval(FunctionCallInfo fcinfo, Numeric estimate, const Moments *m, int64 responses,
			  double lowest, double highest, const Request *request)
{
	Mean		mean = sample_mean(m, request->size);
	double		size = sample_size_of_mean(m, request->size);
	double		n_eff = corrected_size(size, responses, request->population);
	Bounds		bounds;

	mean.error = isinf(n_eff) ? 0.0 : mean.error * sqrt(size / n_eff);
	bounds = bounds_clamped(mean_bounds(mean, request->alpha), lowest, highest);
	return interval_row(fcinfo, estimate, bounds, 1.0, responses, n_eff);
}

static Datum
mean_interval_of_tally(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, const Request *request)
{
	Moments		m = metric_moments(t);

	return mean_interval(fcinfo, number_from_ratio(metric_mean(t, totals)), &m, totals->responses,
						 (double) t->grid.lo / GRID_UNIT, (double) grid_hi(&t->grid) / GRID_UNIT, request);
}

/* What the kind of a metric decides: the names of its methods, the default first, and its size. */
static const Method *const methods_of_kind[] = {
	[METRIC_SHARE] = share_methods,[METRIC_NET] = net_methods,[METRIC_MEAN] = mean_methods
};
static const EffectiveSize size_of_kind[] = {
	[METRIC_SHARE] = SIZE_KISH,[METRIC_NET] = SIZE_KISH,[METRIC_MEAN] = SIZE_LINEAR
};

/* The interval of a metric of the tally in argument 0; the options begin at argument first. */
static Datum
interval(FunctionCallInfo fcinfo, int first, Metric metric)
{
	MetricKind	kind = metric.row->kind;
	const Tally *t;
	Totals		totals;
	Request		request;

	for (int i = 0; i < first; i++)
		if (PG_ARGISNULL(i))
			PG_RETURN_NULL();
	if (!read_request(fcinfo, first, methods_of_kind[kind], size_of_kind[kind], &request) ||
		!sample_load(fcinfo, 0, &t, &totals))
		PG_RETURN_NULL();
	if (kind == METRIC_MEAN)
		return mean_interval_of_tally(fcinfo, t, &totals, &request);
	if (kind == METRIC_NET)
		return net_interval(fcinfo, t, &totals, metric_boxes(&metric, &t->grid), &request);
	return share_interval(fcinfo, t, &totals, metric_boxes(&metric, &t->grid).good, &request);
}

Datum
csat_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 1, metric_of(METRIC_CSAT));
}

Datum
nps_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 1, metric_of(METRIC_NPS));
}

/* mean_ci, ces_ci */
Datum
mean_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 1, metric_of(METRIC_MEAN_SCORE));
}

Datum
ces_easy_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 1, metric_of(METRIC_CES_EASY));
}

Datum
top_box_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 2, metric_with_boxes(METRIC_TOP_BOX, PG_GETARG_INT32(1), 0));
}

Datum
net_box_ci(PG_FUNCTION_ARGS)
{
	return interval(fcinfo, 3, metric_with_boxes(METRIC_NET_BOX, PG_GETARG_INT32(1), PG_GETARG_INT32(2)));
}

/* Final function of churn_ci: a retention tally counts those who left in its bottom box. */
Datum
churn_ci_final(PG_FUNCTION_ARGS)
{
	const Tally *t;
	Totals		totals;
	Request		request;

	if (!read_request(fcinfo, 1, share_methods, SIZE_KISH, &request) || !sample_load(fcinfo, 0, &t, &totals))
		PG_RETURN_NULL();
	return share_interval(fcinfo, t, &totals, grid_bottom_box(&t->grid, 1), &request);
}

Datum
weighted_stats_ci(PG_FUNCTION_ARGS)
{
	const WeightedStats *s;
	Request		request;
	Moments		m;

	if (PG_ARGISNULL(0) || !read_request(fcinfo, 1, mean_methods, SIZE_LINEAR, &request))
		PG_RETURN_NULL();
	s = PG_GETARG_WEIGHTED_STATS(0);
	if (s->n == 0)
		PG_RETURN_NULL();
	m = moments_of_stats(s);
	return mean_interval(fcinfo, weighted_stats_number(s, linear_function(1, 0, 1)), &m, s->n,
						 -HUGE_VAL, HUGE_VAL, &request);
}

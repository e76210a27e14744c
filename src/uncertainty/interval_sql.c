/*
 * interval_sql.c
 *		SQL: the intervals of scores, read off a tally.
 *
 * A reader's arguments are the tally, the boxes if it has any, and then
 * confidence, method, n_eff, population and, but for a summary, clusters.  The
 * final functions of the one-word aggregates are the same with the defaults.
 */
#include "compat.h"

#include <math.h>

#include "scores/metric_table.h"
#include "uncertainty/cluster_size.h"
#include "uncertainty/confidence.h"
#include "uncertainty/overlap.h"
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
	{"adjusted t", MEAN_ADJUSTED_T},
	{"t", MEAN_T},
	{NULL, 0}
};

/* A summary has no scale, and so no points to spread answers over. */
static const Method summary_methods[] = {
	{"t", MEAN_T},
	{NULL, 0}
};

/* What the caller wants to know. */
typedef struct Request
{
	double		alpha;			/* 1 - confidence */
	int			method;			/* of the list that fits the score */
	EffectiveSize size;
	double		population;		/* infinite: not known, or large */
	const WeightedStats *clusters;	/* the score of each; NULL: rows are
									 * people */
} Request;

/* Arguments first and on; a final function has none.  False if one is NULL that must not be. */
static bool
read_request(FunctionCallInfo fcinfo, int first, const Method *methods, EffectiveSize size, Request *request)
{
	Request		defaults = {DEFAULT_ALPHA, methods[0].value, size, HUGE_VAL, NULL};

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
	if (PG_NARGS() > first + 4 && !PG_ARGISNULL(first + 4))
		request->clusters = PG_GETARG_WEIGHTED_STATS(first + 4);
	return true;
}

/* Effective answers: by the weights, or by clusters if there are any. */
static double
size_by_clusters(const Request *request, double size, double variance, double unit, int64 responses)
{
	ClusterError clusters;

	if (request->clusters == NULL)
		return size;
	clusters = cluster_error(request->clusters, unit);
	return cluster_size(clusters, variance, (double) responses, request->alpha);
}

/* The standard error of the score: that of the clusters, corrected for the population. */
static double
error_by_clusters(const Request *request, double error, double unit, int64 responses)
{
	if (request->clusters == NULL)
		return error;
	return cluster_error(request->clusters, unit).error / sqrt(finite_population(1.0, responses, request->population));
}

/* For t: degrees of freedom are those of the clusters, and so is the error, unless the size is that of the answers. */
static Net
net_of_clusters(const Request *request, Net net, double size, int64 responses)
{
	double		quotient;

	if (request->clusters == NULL)
		return net;
	net.df = (double) request->clusters->n - 1.0;
	quotient = critical_value(request->alpha, HUGE_VAL) / critical_value(request->alpha, net.df);
	net.bessel = size < (double) responses ? quotient * quotient : 1.0;
	return net;
}

static Mean
mean_of_clusters(const Request *request, Mean mean)
{
	if (request->clusters != NULL)
	{
		ClusterError clusters = cluster_error(request->clusters, 1.0);

		mean.error = clusters.error;
		mean.df = clusters.df;
	}
	return mean;
}

static Datum
share_interval(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, PointRange good, const Request *request)
{
	Boxes		boxes = {good, {0, -1}};
	double		size = sample_size_of_boxes(t, totals, boxes, request->size);
	Share		share = sample_share(t, totals, good, size);
	ScoreInterval interval = {.unit = 100.0,.responses = totals->responses};

	check_population(totals->responses, request->population);
	size = size_by_clusters(request, size, share.hit * share.miss, interval.unit, totals->responses);
	share.n = finite_population(size, totals->responses, request->population);
	interval.bounds = share_bounds(request->method, share, request->alpha);
	interval.n_eff = share.n;
	interval.error = error_by_clusters(request, share_error(share), interval.unit, totals->responses);
	return interval_row(fcinfo, number_from_ratio(metric_share(t, totals, good)), interval);
}

static Datum
net_interval(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, Boxes boxes, const Request *request)
{
	double		size = sample_size_of_boxes(t, totals, boxes, request->size);
	Net			net = sample_net(t, totals, boxes, size, request->size);
	ScoreInterval interval = {.unit = 100.0,.responses = totals->responses};

	check_population(totals->responses, request->population);
	size = size_by_clusters(request, size, net_variance(net), interval.unit, totals->responses);
	net = net_of_clusters(request, net, size, totals->responses);
	net.n = finite_population(size, totals->responses, request->population);
	interval.bounds = net_bounds(request->method, net, request->alpha);
	interval.n_eff = net.n;
	interval.error = error_by_clusters(request, net_error(net), interval.unit, totals->responses);
	return interval_row(fcinfo, number_from_ratio(metric_net(t, totals, boxes)), interval);
}

static Datum
mean_interval(FunctionCallInfo fcinfo, Numeric estimate, const Moments *m, int64 responses,
			  Points points, const Request *request)
{
	Mean		mean = sample_mean(m, request->size, points);
	ScoreInterval interval = {.unit = 1.0,.responses = responses};

	check_population(responses, request->population);
	mean.n = size_by_clusters(request, mean.n, mean.variance, interval.unit, responses);
	mean = mean_of_clusters(request, mean);
	mean = mean_of_population(mean, responses, request->population);
	interval.bounds = mean_bounds(request->method, mean, request->alpha);
	interval.n_eff = mean.n;
	interval.error = mean_error(mean);
	return interval_row(fcinfo, estimate, interval);
}

static Datum
mean_interval_of_tally(FunctionCallInfo fcinfo, const Tally *t, const Totals *totals, const Request *request)
{
	Moments		m = metric_moments(t);

	return mean_interval(fcinfo, number_from_ratio(metric_mean(t, totals)), &m, totals->responses,
						 points_of_grid(&t->grid), request);
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

	if (PG_ARGISNULL(0) || !read_request(fcinfo, 1, summary_methods, SIZE_LINEAR, &request))
		PG_RETURN_NULL();
	s = PG_GETARG_WEIGHTED_STATS(0);
	if (s->n == 0)
		PG_RETURN_NULL();
	m = weighted_stats_moments(s);
	return mean_interval(fcinfo, weighted_stats_number(s, linear_function(1, 0, 1)), &m, s->n,
						 no_scale, &request);
}

/*
 * target_sql.c
 *		SQL: score_test, one score against a target.
 */
#include "compat.h"

#include <math.h>

#include "scores/metric_table.h"
#include "signals/target_test.h"
#include "uncertainty/method.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(score_test);

static const Method alternatives[] = {
	{"two-sided", ALTERNATIVE_TWO_SIDED},
	{"greater", ALTERNATIVE_GREATER},
	{"less", ALTERNATIVE_LESS},
	{NULL, 0}
};

/* A tally and its totals. */
typedef struct TestedScore
{
	const Tally *tally;
	Totals		totals;
} TestedScore;

static void
check_target(const Metric *metric, const Grid *grid, double target)
{
	double		lowest = metric_lowest(metric, grid);
	double		highest = metric_highest(metric, grid);

	if (!(target >= lowest && target <= highest))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("target %g is outside %g..%g", target, lowest, highest),
				 errhint("Give the target in the unit of the metric %s: %s.", metric->row->name, metric->row->unit)));
}

static Difference
test_boxes(const TestedScore *score, const Metric *metric, double target, Alternative alternative)
{
	Boxes		boxes = metric_boxes(metric, &score->tally->grid);
	double		n_eff = sample_size_of_boxes(score->tally, &score->totals, boxes, SIZE_KISH);

	if (metric->row->kind == METRIC_NET)
		return net_against(sample_net(score->tally, &score->totals, boxes, n_eff, SIZE_KISH), target / 100.0, alternative);
	return share_against(sample_share(score->tally, &score->totals, boxes.good, n_eff), target / 100.0, alternative);
}

static Difference
test_mean(const TestedScore *score, double target, Alternative alternative)
{
	Moments		m = metric_moments(score->tally);

	return mean_against(sample_mean(&m, SIZE_LINEAR, points_of_grid(&score->tally->grid)), target, alternative);
}

Datum
score_test(PG_FUNCTION_ARGS)
{
	double		target = PG_GETARG_FLOAT8(1);
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(2));
	Alternative alternative = (Alternative) method_named(alternatives, PG_GETARG_TEXT_PP(3));
	bool		is_mean = metric.row->kind == METRIC_MEAN;
	TestedScore score;
	Difference	difference;

	if (!sample_load(fcinfo, 0, &score.tally, &score.totals))
		PG_RETURN_NULL();
	metric_check(&metric, &score.tally->grid);
	check_target(&metric, &score.tally->grid, target);
	difference = is_mean ? test_mean(&score, target, alternative) : test_boxes(&score, &metric, target, alternative);
	return difference_row(fcinfo, number_from_ratio(metric_score(&metric, score.tally, &score.totals)),
						  number_from_double(target), difference, is_mean ? 1.0 : 100.0);
}

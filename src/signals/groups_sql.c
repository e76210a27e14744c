/*
 * groups_sql.c
 *		SQL: several groups at once: score_homogeneity, score_trend, score_split.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "base/float_array.h"
#include "scores/reader.h"
#include "signals/homogeneity.h"
#include "signals/signal_rows.h"
#include "signals/split.h"
#include "signals/tallies.h"
#include "signals/trend.h"

PG_FUNCTION_INFO_V1(score_homogeneity);
PG_FUNCTION_INFO_V1(score_trend);
PG_FUNCTION_INFO_V1(score_split);

/* The types of these names, as csat--1.0.sql creates them. */
static const RowColumn homogeneity_columns[] = {
	{"statistic", NUMERICOID}, {"df", INT4OID}, {"p_value", NUMERICOID}
};
static const RowColumn trend_columns[] = {
	{"slope", NUMERICOID}, {"lower", NUMERICOID}, {"upper", NUMERICOID}, {"statistic", NUMERICOID},
	{"p_value", NUMERICOID}, {"dispersion", NUMERICOID}, {"p_adjusted", NUMERICOID}
};
static const RowColumn split_columns[] = {
	{"change", NUMERICOID}, {"rate", NUMERICOID}, {"mix", NUMERICOID}
};

/*
 * score_homogeneity
 */

Datum
score_homogeneity(PG_FUNCTION_ARGS)
{
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(1));
	Tallies		tallies = tallies_read(PG_GETARG_DATUM(0));
	ScoredGroup *groups;
	size_t		count = tallies_to_groups(&tallies, &metric, NULL, &groups);
	Homogeneity result;
	Datum		values[lengthof(homogeneity_columns)];
	bool		nulls[lengthof(homogeneity_columns)] = {false};

	if (count < 2 || !groups_vary(groups, count))
		PG_RETURN_NULL();
	result = homogeneity_of(groups, count);
	put_number(result.statistic, &values[0], &nulls[0]);
	values[1] = Int32GetDatum(result.df);
	put_number(result.p_value, &values[2], &nulls[2]);
	return composite_row(fcinfo, homogeneity_columns, lengthof(homogeneity_columns), values, nulls);
}

/*
 * score_trend
 */

static void
raise_lengths_differ(const char *one, int count, const char *other, int other_count)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("%s has %d elements and %s has %d", one, count, other, other_count),
			 errhint("Build both with array_agg over the same rows in the same order.")));
}

static void
check_x(double x)
{
	if (isnan(x) || isinf(x))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("x is not a finite number"),
				 errhint("Take the number of the period, such as 1, 2, 3.")));
}

/* Where the groups stand: one number for each tally. */
static double *
read_x(Datum array, int groups)
{
	double	   *x;
	int			count = float_array_values(array, &x);

	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("x must not be null"),
				 errhint("Leave out what has no place on the line.")));
	if (count != groups)
		raise_lengths_differ("tallies", groups, "x", count);
	for (int i = 0; i < count; i++)
		check_x(x[i]);
	return x;
}

static bool
x_varies(const ScoredGroup *groups, size_t count)
{
	for (size_t i = 1; i < count; i++)
	{
		if (groups[i].x != groups[0].x)
			return true;
	}
	return false;
}

Datum
score_trend(PG_FUNCTION_ARGS)
{
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(2));
	Tallies		tallies = tallies_read(PG_GETARG_DATUM(0));
	double	   *x = read_x(PG_GETARG_DATUM(1), tallies.count);
	ScoredGroup *groups;
	size_t		count = tallies_to_groups(&tallies, &metric, x, &groups);
	Trend		trend;
	Datum		values[lengthof(trend_columns)];
	bool		nulls[lengthof(trend_columns)];

	if (!x_varies(groups, count) || !groups_vary(groups, count))
		PG_RETURN_NULL();
	trend = trend_of(groups, count);
	put_number(trend.slope, &values[0], &nulls[0]);
	put_number(trend.lower, &values[1], &nulls[1]);
	put_number(trend.upper, &values[2], &nulls[2]);
	put_number(trend.statistic, &values[3], &nulls[3]);
	put_number(trend.p_value, &values[4], &nulls[4]);
	put_number(trend.dispersion, &values[5], &nulls[5]);
	put_number(trend.p_adjusted, &values[6], &nulls[6]);
	return composite_row(fcinfo, trend_columns, lengthof(trend_columns), values, nulls);
}

/*
 * score_split
 */

/* All answers of a period. */
typedef struct Period
{
	Tallies		segments;
	const Tally *all;
	Totals		totals;
	double		weight;
} Period;

/* False if the period has no answers. */
static bool
read_period(Datum array, const Metric *metric, Period *period)
{
	period->segments = tallies_read(array);
	period->all = tallies_pooled(&period->segments);
	if (!reader_load(period->all, &period->totals))
		return false;
	period->weight = group_of(metric, period->all, &period->totals).weight;
	return true;
}

/* Share of all answers and score of a segment that has some. */
static void
read_segment(const Period *period, int i, const Metric *metric, double *share, double *score)
{
	ScoredGroup group = group_of(metric, period->segments.tally[i], &period->segments.totals[i]);

	*share = group.weight / period->weight;
	*score = group.score;
}

/* Segments that are in both periods; what is in one alone is no rate. */
static size_t
pair_segments(const Period *before, const Period *after, const Metric *metric, SplitSegment *segments)
{
	size_t		count = 0;

	for (int i = 0; i < before->segments.count; i++)
	{
		SplitSegment *s = &segments[count];

		if (before->segments.tally[i] == NULL || after->segments.tally[i] == NULL)
			continue;
		read_segment(before, i, metric, &s->share_before, &s->score_before);
		read_segment(after, i, metric, &s->share_after, &s->score_after);
		count++;
	}
	return count;
}

static Numeric
period_score(const Period *period, const Metric *metric)
{
	return number_from_ratio(metric_score(metric, period->all, &period->totals));
}

/* The change, of which so much is rate, and the rest, digit by digit, mix. */
static Datum
split_row(FunctionCallInfo fcinfo, Numeric after, Numeric before, double rate)
{
	Datum		values[lengthof(split_columns)];
	bool		nulls[lengthof(split_columns)] = {false};

	values[0] = DirectFunctionCall2(numeric_sub, NumericGetDatum(after), NumericGetDatum(before));
	put_number(rate, &values[1], &nulls[1]);
	values[2] = DirectFunctionCall2(numeric_sub, values[0], values[1]);
	return composite_row(fcinfo, split_columns, lengthof(split_columns), values, nulls);
}

Datum
score_split(PG_FUNCTION_ARGS)
{
	Metric		metric = metric_named(PG_GETARG_TEXT_PP(2));
	Period		before;
	Period		after;
	SplitSegment *segments;
	double	   *scratch;
	size_t		count;
	bool		answered = read_period(PG_GETARG_DATUM(0), &metric, &before);

	answered = read_period(PG_GETARG_DATUM(1), &metric, &after) && answered;
	if (before.segments.count != after.segments.count)
		raise_lengths_differ("before", before.segments.count, "after", after.segments.count);
	if (!answered)
		PG_RETURN_NULL();
	tallies_check_same_scale(&before.segments, &after.segments);
	segments = palloc(before.segments.count * sizeof(SplitSegment));
	scratch = palloc(before.segments.count * sizeof(double));
	count = pair_segments(&before, &after, &metric, segments);
	return split_row(fcinfo, period_score(&after, &metric), period_score(&before, &metric),
					 split_rate(segments, count, scratch));
}

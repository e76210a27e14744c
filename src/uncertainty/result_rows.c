/*
 * result_rows.c
 *		What the readers of intervals and comparisons have in common.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "scores/reader.h"
#include "uncertainty/result_rows.h"

const Method effective_sizes[] = {
	{"kish", SIZE_KISH},
	{"linear", SIZE_LINEAR},
	{"survey", SIZE_SURVEY},
	{NULL, 0}
};

bool
sample_load(FunctionCallInfo fcinfo, int arg, const Tally **t, Totals *totals)
{
	*t = PG_GETARG_TALLY(arg);
	return reader_load(*t, totals);
}

static void
put_double(double value, Datum *datum, bool *is_null)
{
	*is_null = isnan(value);
	*datum = *is_null ? (Datum) 0 : NumericGetDatum(number_from_double(value));
}

/* score_interval and score_difference, as csat--1.0.sql creates them. */
static const RowColumn interval_columns[] = {
	{"estimate", NUMERICOID}, {"lower", NUMERICOID}, {"upper", NUMERICOID},
	{"responses", INT8OID}, {"n_eff", NUMERICOID}, {"stderr", NUMERICOID}
};
static const RowColumn difference_columns[] = {
	{"difference", NUMERICOID}, {"lower", NUMERICOID}, {"upper", NUMERICOID},
	{"statistic", NUMERICOID}, {"p_value", NUMERICOID}
};

/*
 * Bounds, which hold the value if they hold it as doubles: one that was
 * stretched to the value is the value digit by digit, as no double is.
 */
static void
put_bounds(Bounds bounds, double unit, bool hold, Datum value, Datum *datum, bool *is_null)
{
	put_double(bounds.lower * unit, &datum[0], &is_null[0]);
	put_double(bounds.upper * unit, &datum[1], &is_null[1]);
	if (!hold || is_null[0] || is_null[1])
		return;
	if (DatumGetBool(DirectFunctionCall2(numeric_gt, datum[0], value)))
		datum[0] = value;
	if (DatumGetBool(DirectFunctionCall2(numeric_lt, datum[1], value)))
		datum[1] = value;
}

Datum
interval_row(FunctionCallInfo fcinfo, Numeric estimate, ScoreInterval interval)
{
	Datum		values[lengthof(interval_columns)];
	bool		nulls[lengthof(interval_columns)] = {false};

	values[0] = values[1] = values[2] = NumericGetDatum(estimate);
	if (interval.bounds.lower != interval.bounds.upper) /* else the estimate
														 * itself */
		put_bounds(interval.bounds, interval.unit, true, values[0], &values[1], &nulls[1]);
	values[3] = Int64GetDatum(interval.responses);
	put_double(interval.n_eff, &values[4], &nulls[4]);
	put_double(interval.error * interval.unit, &values[5], &nulls[5]);
	return composite_row(fcinfo, interval_columns, lengthof(interval_columns), values, nulls);
}

/* The difference is that of the scores as they are shown. */
Datum
difference_row(FunctionCallInfo fcinfo, Numeric score, Numeric baseline, Difference difference, double unit)
{
	Bounds		bounds = difference.bounds;
	Datum		values[lengthof(difference_columns)];
	bool		nulls[lengthof(difference_columns)];

	values[0] = DirectFunctionCall2(numeric_sub, NumericGetDatum(score), NumericGetDatum(baseline));
	nulls[0] = false;
	put_bounds(bounds, unit, bounds.lower <= difference.value && difference.value <= bounds.upper,
			   values[0], &values[1], &nulls[1]);
	put_double(difference.statistic, &values[3], &nulls[3]);
	put_double(difference.p_value, &values[4], &nulls[4]);
	return composite_row(fcinfo, difference_columns, lengthof(difference_columns), values, nulls);
}

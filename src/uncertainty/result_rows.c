/*
 * result_rows.c
 *		What the readers of intervals and comparisons have in common.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "funcapi.h"
#include "utils/builtins.h"

#include "scores/reader.h"
#include "uncertainty/result_rows.h"

const Method effective_sizes[] = {
	{"kish", SIZE_KISH},
	{"linear", SIZE_LINEAR},
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

static Datum
make_row(FunctionCallInfo fcinfo, Datum *values, bool *nulls)
{
	TupleDesc	row_type;

	if (get_call_result_type(fcinfo, NULL, &row_type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(row_type), values, nulls));
}

Datum
interval_row(FunctionCallInfo fcinfo, Numeric estimate, Bounds bounds, double unit,
			 int64 responses, double n_eff)
{
	Datum		values[5];
	bool		nulls[5] = {false, false, false, false, false};

	values[0] = values[1] = values[2] = NumericGetDatum(estimate);
	if (bounds.lower != bounds.upper)	/* else the estimate, digit by digit */
	{
		put_double(bounds.lower * unit, &values[1], &nulls[1]);
		put_double(bounds.upper * unit, &values[2], &nulls[2]);
	}
	values[3] = Int64GetDatum(responses);
	put_double(n_eff, &values[4], &nulls[4]);
	return make_row(fcinfo, values, nulls);
}

/* The difference is that of the scores as they are shown. */
Datum
difference_row(FunctionCallInfo fcinfo, Numeric score, Numeric baseline, Difference difference, double unit)
{
	Datum		values[5];
	bool		nulls[5];

	values[0] = DirectFunctionCall2(numeric_sub, NumericGetDatum(score), NumericGetDatum(baseline));
	nulls[0] = false;
	put_double(difference.bounds.lower * unit, &values[1], &nulls[1]);
	put_double(difference.bounds.upper * unit, &values[2], &nulls[2]);
	put_double(difference.statistic, &values[3], &nulls[3]);
	put_double(difference.p_value, &values[4], &nulls[4]);
	return make_row(fcinfo, values, nulls);
}

/*
 * describe.c
 *		What else can be read off a tally: sizes, spread, weights, pictures.
 */
#include "compat.h"

#include <math.h>

#include "access/htup_details.h"
#include "catalog/pg_type.h"
#include "funcapi.h"
#include "mb/pg_wchar.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"

#include "scale/rating_scale.h"
#include "scores/reader.h"

PG_FUNCTION_INFO_V1(tally_response_count);
PG_FUNCTION_INFO_V1(tally_missing);
PG_FUNCTION_INFO_V1(tally_response_rate);
PG_FUNCTION_INFO_V1(tally_weight);
PG_FUNCTION_INFO_V1(tally_n_eff);
PG_FUNCTION_INFO_V1(tally_design_effect);
PG_FUNCTION_INFO_V1(tally_scale_of);
PG_FUNCTION_INFO_V1(tally_counts);
PG_FUNCTION_INFO_V1(tally_variance);
PG_FUNCTION_INFO_V1(tally_stddev);
PG_FUNCTION_INFO_V1(tally_percentile);
PG_FUNCTION_INFO_V1(tally_distribution);
PG_FUNCTION_INFO_V1(tally_sparkline);
PG_FUNCTION_INFO_V1(tally_to_jsonb);

/* responses(t, lo, hi): answers with lo <= score <= hi, by default all */
Datum
tally_response_count(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));

	PG_RETURN_INT64(metric_count(t, range));
}

/* missing(t): rows without an answer */
Datum
tally_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_TALLY(0)->missing);
}

/* response_rate(t): percent of the rows that are answered; NULL if there are none */
Datum
tally_response_rate(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	int64		responses = metric_count(t, grid_all(&t->grid));
	Ratio		rate;

	if (responses + t->missing == 0)
		PG_RETURN_NULL();
	rate.num = (int128) responses * 100;
	rate.den = (uint128) responses + (uint128) t->missing;
	PG_RETURN_NUMERIC(number_from_ratio(rate));
}

/* weight(t, lo, hi): the sum of the weights of answers with lo <= score <= hi, by default of all, exactly */
Datum
tally_weight(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	uint128		amount = metric_amount(t, range);
	Totals		totals;
	Fixed128	sum;
	char		text[FIXED128_TEXT_MAX];

	(void) reader_load(t, &totals); /* an error where all of them are too much */
	if (!tally_is_weighted(t))
		PG_RETURN_NUMERIC(int64_to_numeric((int64) amount));
	sum = fixed128_from_units(amount);
	fixed128_to_text(&sum, text);
	PG_RETURN_NUMERIC(number_from_text(text));
}

/* n_eff(t): Kish's effective sample size */
Datum
tally_n_eff(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	if (!tally_is_weighted(t))
		PG_RETURN_NUMERIC(int64_to_numeric(totals.responses));
	PG_RETURN_NUMERIC(number_from_double(metric_kish(t, &totals)));
}

/* design_effect(t): answers per effective answer, 1 or more */
Datum
tally_design_effect(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double((double) totals.responses / metric_kish(t, &totals)));
}

/* scale_of(t): the scale, without labels and codes; NULL if not known */
Datum
tally_scale_of(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Grid		grid = t->grid;

	if (!tally_has_scale(t))
		PG_RETURN_NULL();
	grid.format = SCALE_VERSION;
	PG_RETURN_POINTER(scale_build(&grid, NULL, 0));
}

/* counts(t): the answers on each point, from LO to HI */
Datum
tally_counts(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Datum		counts[GRID_MAX_POINTS];

	for (int i = 0; i < t->grid.points; i++)
		counts[i] = Int64GetDatum(t->count[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(counts, t->grid.points, INT8OID,
										  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The variance of the sample; false for fewer than two answers. */
static bool
sample_variance(const Tally *t, double *variance)
{
	Totals		totals;
	Moments		m;

	if (!reader_load(t, &totals) || totals.responses < 2)
		return false;
	m = metric_moments(t);
	*variance = metric_sample_variance(&m);
	return true;
}

Datum
tally_variance(PG_FUNCTION_ARGS)
{
	double		variance;

	if (!sample_variance(PG_GETARG_TALLY(0), &variance))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(variance));
}

Datum
tally_stddev(PG_FUNCTION_ARGS)
{
	double		variance;

	if (!sample_variance(PG_GETARG_TALLY(0), &variance))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(sqrt(variance)));
}

/* median(t), percentile(t, fraction) */
Datum
tally_percentile(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	double		fraction = PG_NARGS() > 1 ? PG_GETARG_FLOAT8(1) : 0.5;
	Totals		totals;

	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("percentile value %g is not between 0 and 1", fraction),
				 fraction > 1 && fraction <= 100 ?
				 errhint("Write %g for the %g%% point.", fraction / 100, fraction) : 0));
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(metric_percentile(t, &totals, fraction)));
}

/* Do a scale and a tally have the same points?  Their top boxes may differ. */
static bool
same_points(const Grid *a, const Grid *b)
{
	return a->lo == b->lo && a->step == b->step && a->points == b->points;
}

static void
check_same_points(const Tally *t, const RatingScale *scale)
{
	char		of_tally[GRID_TEXT_MAX];

	if (!tally_has_scale(t) || same_points(&t->grid, &scale->grid))
		return;
	grid_to_text(&t->grid, of_tally);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("scale %s does not fit a tally of %s", scale_to_text(scale), of_tally)));
}

/* One row of distribution(): score, label, responses, percent */
static Datum
distribution_row(TupleDesc desc, const Tally *t, const RatingScale *scale, int point)
{
	Datum		values[4];
	bool		nulls[4] = {false, true, false, true};
	PointRange	range = {point, point};
	Totals		totals;
	Slice		label;

	values[0] = NumericGetDatum(number_from_milli(grid_value(&t->grid, point)));
	values[2] = Int64GetDatum(t->count[point]);
	if (scale != NULL && scale_label(scale, point, &label))
	{
		values[1] = PointerGetDatum(cstring_to_text_with_len(label.data, label.len));
		nulls[1] = false;
	}
	if (reader_load(t, &totals))
	{
		values[3] = reader_percent(t, &totals, range);
		nulls[3] = false;
	}
	return HeapTupleGetDatum(heap_form_tuple(desc, values, nulls));
}

/* What distribution() remembers between two rows. */
typedef struct Distribution
{
	Tally	   *t;
	RatingScale *scale;			/* for its labels; NULL if none was given */
} Distribution;

static FuncCallContext *
start_distribution(FunctionCallInfo fcinfo)
{
	FuncCallContext *call = SRF_FIRSTCALL_INIT();
	MemoryContext caller = MemoryContextSwitchTo(call->multi_call_memory_ctx);
	Distribution *d = palloc0(sizeof(Distribution));

	d->t = tally_copy(PG_GETARG_TALLY(0));
	if (PG_NARGS() > 1)
	{
		d->scale = (RatingScale *) PG_DETOAST_DATUM_COPY(PG_GETARG_DATUM(1));
		d->scale = DatumGetRatingScale(PointerGetDatum(d->scale));
		check_same_points(d->t, d->scale);
	}
	if (get_call_result_type(fcinfo, NULL, &call->tuple_desc) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	call->tuple_desc = BlessTupleDesc(call->tuple_desc);
	call->user_fctx = d;
	call->max_calls = d->t->grid.points;
	MemoryContextSwitchTo(caller);
	return call;
}

/* distribution(t [, scale]): one row for each point, from LO to HI */
Datum
tally_distribution(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	Distribution *d;
	Datum		row;

	if (SRF_IS_FIRSTCALL())
		start_distribution(fcinfo);
	call = SRF_PERCALL_SETUP();
	d = call->user_fctx;
	if (call->call_cntr >= call->max_calls)
		SRF_RETURN_DONE(call);
	row = distribution_row(call->tuple_desc, d->t, d->scale, (int) call->call_cntr);
	SRF_RETURN_NEXT(call, row);
}

/* sparkline(t): a bar for each point, the fullest at full height */
Datum
tally_sparkline(PG_FUNCTION_ARGS)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	Tally	   *t = PG_GETARG_TALLY(0);
	double		amount[GRID_MAX_POINTS];
	double		fullest = 0;
	StringInfoData buf;

	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("sparkline needs a database with encoding UTF8")));
	if (!tally_has_answers(t))
		PG_RETURN_NULL();
	initStringInfo(&buf);
	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		amount[i] = (double) metric_amount(t, point);
		fullest = Max(fullest, amount[i]);
	}
	for (int i = 0; i < t->grid.points; i++)
		appendStringInfoString(&buf, bars[(int) floor(amount[i] / fullest * 7 + 0.5)]);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/* "NAME": {"SCORE": NUMBER, ...} with the count, the weight or the squared weight */
static void
append_jsonb_points(StringInfo buf, const Tally *t, const char *name, int what)
{
	char		number[FIXED256_TEXT_MAX];
	char		score[MILLI_TEXT_MAX];

	appendStringInfo(buf, ", \"%s\": {", name);
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);

		if (what == 0)
			snprintf(number, sizeof(number), INT64_FORMAT, t->count[i]);
		else if (what == 1)
			fixed128_to_text(&weight.w, number);
		else
			fixed256_to_text(&weight.w2, number);
		milli_to_text(grid_value(&t->grid, i), score);
		appendStringInfo(buf, "%s\"%s\": %s", i > 0 ? ", " : "", score, number);
	}
	appendStringInfoChar(buf, '}');
}

/* The cast to jsonb: {"scale": ..., "responses": N, "missing": N, "counts": {...}} */
Datum
tally_to_jsonb(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	StringInfoData buf;
	char		scale[GRID_TEXT_MAX];

	initStringInfo(&buf);
	if (tally_has_scale(t))
	{
		grid_to_text(&t->grid, scale);
		appendStringInfo(&buf, "{\"scale\": \"%s\"", scale);
	}
	else
		appendStringInfoString(&buf, "{\"scale\": null");
	appendStringInfo(&buf, ", \"responses\": " INT64_FORMAT ", \"missing\": " INT64_FORMAT,
					 metric_count(t, grid_all(&t->grid)), t->missing);
	append_jsonb_points(&buf, t, "counts", 0);
	if (tally_is_weighted(t))
	{
		append_jsonb_points(&buf, t, "weights", 1);
		append_jsonb_points(&buf, t, "squared_weights", 2);
	}
	appendStringInfoChar(&buf, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(buf.data)));
}

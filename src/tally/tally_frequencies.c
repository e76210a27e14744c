/*
 * tally_frequencies.c
 *		From answers that were counted already to a tally.
 *
 * A frequency says how many answers a row stands for; a weight says how much
 * one answer stands for.  18 promoters in one row are 18 people, and the
 * interval is that of 18.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/fmgrprotos.h"
#include "utils/numeric.h"

#include "rating/rating.h"
#include "scale/answer.h"
#include "tally/tally_state.h"

PG_FUNCTION_INFO_V1(tally_frequency_int2);
PG_FUNCTION_INFO_V1(tally_frequency_int4);
PG_FUNCTION_INFO_V1(tally_frequency_float8);
PG_FUNCTION_INFO_V1(tally_frequency_numeric);
PG_FUNCTION_INFO_V1(tally_frequency_text);
PG_FUNCTION_INFO_V1(tally_frequency_jsonb);
PG_FUNCTION_INFO_V1(tally_frequency_bool);
PG_FUNCTION_INFO_V1(tally_frequency_rating);
PG_FUNCTION_INFO_V1(tally_frequency_inv_int2);
PG_FUNCTION_INFO_V1(tally_frequency_inv_int4);
PG_FUNCTION_INFO_V1(tally_frequency_inv_float8);
PG_FUNCTION_INFO_V1(tally_frequency_inv_numeric);
PG_FUNCTION_INFO_V1(tally_frequency_inv_text);
PG_FUNCTION_INFO_V1(tally_frequency_inv_jsonb);
PG_FUNCTION_INFO_V1(tally_frequency_inv_bool);
PG_FUNCTION_INFO_V1(tally_frequency_inv_rating);
PG_FUNCTION_INFO_V1(tally_from_counts);

/* Arguments: (state, score, scale, frequency), or (state, boolean or rating, frequency). */
#define ARG_FREQUENCY	3
#define ARG_OWN_SCALE_FREQUENCY	2

static void
raise_bad_frequency(Numeric frequency)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("frequency %s is not a number of answers",
					DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(frequency)))),
			 errhint("A frequency is whole and not negative. For what an answer stands for, weigh it: tally(score, scale, weight).")));
}

/* How many answers the row stands for: a whole number that fits a count. */
static int64
whole_frequency(Numeric frequency)
{
	int64		count;
	Datum		whole;

	if (numeric_is_nan(frequency) || numeric_is_inf(frequency))
		raise_bad_frequency(frequency);
	count = DatumGetInt64(DirectFunctionCall1(numeric_int8, NumericGetDatum(frequency)));
	whole = NumericGetDatum(int64_to_numeric(count));
	if (count < 0 || !DatumGetBool(DirectFunctionCall2(numeric_eq, whole, NumericGetDatum(frequency))))
		raise_bad_frequency(frequency);
	return count;
}

/* The same of an argument; a row without an answer and without a frequency stands for nothing. */
static int64
row_frequency(FunctionCallInfo fcinfo, int arg, bool answered)
{
	if (!PG_ARGISNULL(arg))
		return whole_frequency(PG_GETARG_NUMERIC(arg));
	if (answered)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("frequency is null on an answered row"),
				 errhint("Give the number of answers that the row stands for; 0 leaves it out.")));
	return 0;
}

/* So many of something, in or out. */
static void
count_in_or_out(int64 *count, int64 n, bool remove)
{
	if (remove && *count < n)
		tally_raise(TALLY_TOO_FEW, NULL, NULL);
	if (!remove && *count > PG_INT64_MAX - n)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	*count += remove ? -n : n;
}

/* The weight of so many answers that weigh 1 each, in a state with weights. */
static void
weigh_in_or_out(PointWeight *sum, int64 count, int64 n, bool remove)
{
	Fixed128	w = fixed128_from_count(n);
	Fixed256	w2 = fixed256_from_count(n);

	if (remove)
	{
		if (!fixed128_subtract(&sum->w, &w) || !fixed256_subtract(&sum->w2, &w2) ||
			!tally_point_is_sound(count, sum))
			tally_raise(TALLY_TOO_FEW, NULL, NULL);
	}
	else if (!fixed128_add(&sum->w, &w) || !fixed256_add(&sum->w2, &w2))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
}

/* n answers on a point, or n rows without one. */
static void
count_answers(Tally *state, int point, int64 n, bool scale_known, bool remove)
{
	if (point == POINT_MISSING)
	{
		count_in_or_out(&state->missing, n, remove);
		if (!scale_known && !remove)
			state->grid.format |= TALLY_UNSCALED;
		return;
	}
	count_in_or_out(&state->count[point], n, remove);
	if (tally_is_weighted(state))
		weigh_in_or_out(&tally_weights(state)[point], state->count[point], n, remove);
}

/* One row (state, score, scale, frequency), in or out. */
static Datum
accumulate(FunctionCallInfo fcinfo, const AnswerType *type, bool remove)
{
	const RatingScale *scale = PG_ARGISNULL(ARG_SCALE) ? NULL : PG_GETARG_RATING_SCALE(ARG_SCALE);
	bool		answered;
	int64		n;
	int			point = POINT_MISSING;
	Tally	   *state;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	state = tally_state_for_update(fcinfo);
	answered = !PG_ARGISNULL(ARG_SCORE) && !answer_is_blank(type, PG_GETARG_DATUM(ARG_SCORE));
	n = row_frequency(fcinfo, ARG_FREQUENCY, answered);
	if (n == 0)
		return tally_state_result(fcinfo, state);
	if (answered && scale == NULL)
		raise_null_scale();
	if (scale != NULL && !grid_equal(&state->grid, &scale->grid))
		state = tally_state_with_scale(state, &scale->grid, false);
	if (answered)
		point = type->read(PG_GETARG_DATUM(ARG_SCORE), answer_cache_of_call(fcinfo), &state->grid, scale);
	count_answers(state, point, n, scale != NULL, remove);
	return tally_state_after_row(fcinfo, state, remove);
}

/* One row (state, rating or boolean, frequency), whose answer brings its scale. */
static Datum
accumulate_on_own_scale(FunctionCallInfo fcinfo, const Grid *grid, bool scale_known, int point, bool remove)
{
	bool		answered = point != POINT_MISSING;
	int64		n = row_frequency(fcinfo, ARG_OWN_SCALE_FREQUENCY, answered);
	Tally	   *state = tally_state_for_update(fcinfo);

	if (n == 0)
		return tally_state_result(fcinfo, state);
	if (answered && !grid_equal(&state->grid, grid))
		state = tally_state_with_scale(state, grid, false);
	count_answers(state, point, n, scale_known, remove);
	return tally_state_after_row(fcinfo, state, remove);
}

static Datum
accumulate_rating(FunctionCallInfo fcinfo, bool remove)
{
	Grid		grid = {0};
	int			point = POINT_MISSING;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(ARG_SCORE))
		point = rating_load(PG_GETARG_RATING(ARG_SCORE), &grid);
	return accumulate_on_own_scale(fcinfo, &grid, point != POINT_MISSING, point, remove);
}

/* A boolean is on the scale of the initial state, 0..1. */
static Datum
accumulate_bool(FunctionCallInfo fcinfo, bool remove)
{
	Grid		grid;
	int			point = POINT_MISSING;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	grid = ((Tally *) PG_DETOAST_DATUM(PG_GETARG_DATUM(ARG_STATE)))->grid;
	if (grid.points == 0)
		raise_no_scale();
	if (!PG_ARGISNULL(ARG_SCORE))
		point = answer_read_integer(PG_GETARG_BOOL(ARG_SCORE) ? 1 : 0, &grid, NULL);
	return accumulate_on_own_scale(fcinfo, &grid, true, point, remove);
}

Datum
tally_frequency_int2(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int2_answers, false);
}

Datum
tally_frequency_inv_int2(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int2_answers, true);
}

Datum
tally_frequency_int4(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int4_answers, false);
}

Datum
tally_frequency_inv_int4(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int4_answers, true);
}

Datum
tally_frequency_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &float8_answers, false);
}

Datum
tally_frequency_inv_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &float8_answers, true);
}

Datum
tally_frequency_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &numeric_answers, false);
}

Datum
tally_frequency_inv_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &numeric_answers, true);
}

Datum
tally_frequency_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &text_answers, false);
}

Datum
tally_frequency_inv_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &text_answers, true);
}

Datum
tally_frequency_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &jsonb_answers, false);
}

Datum
tally_frequency_inv_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &jsonb_answers, true);
}

Datum
tally_frequency_bool(PG_FUNCTION_ARGS)
{
	return accumulate_bool(fcinfo, false);
}

Datum
tally_frequency_inv_bool(PG_FUNCTION_ARGS)
{
	return accumulate_bool(fcinfo, true);
}

Datum
tally_frequency_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, false);
}

Datum
tally_frequency_inv_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, true);
}

/* -------- tally_from_counts(counts, scale [, missing]) -------- */

static int64
checked_count(int64 count)
{
	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of answers must not be negative, but is %lld", (long long) count)));
	return count;
}

static void
refuse_null(bool is_null, const char *what, const char *hint)
{
	if (is_null)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("%s must not be null", what),
				 errhint("%s", hint)));
}

/* One count for each point, from LO to HI. */
static void
take_counts(Tally *t, ArrayType *array)
{
	Datum	   *element;
	bool	   *is_null;
	int			count;
	char		scale[GRID_TEXT_MAX];

	deconstruct_array(array, INT8OID, sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &is_null, &count);
	if (count != t->grid.points || ARR_NDIM(array) != 1)
	{
		grid_to_text(&t->grid, scale);
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("scale %s has %d points, but there are %d counts", scale, t->grid.points, count),
				 errhint("Give one count for each point in one array, from the lowest to the highest; 0 where nobody answered so.")));
	}
	for (int i = 0; i < count; i++)
	{
		refuse_null(is_null[i], "count of a point", "Give 0 where nobody answered so.");
		t->count[i] = checked_count(DatumGetInt64(element[i]));
	}
}

/* Answers that were counted elsewhere.  22023, 22003, 22004 as their messages say. */
Datum
tally_from_counts(PG_FUNCTION_ARGS)
{
	Tally	   *t;

	refuse_null(PG_ARGISNULL(0), "counts", "Give one count for each point of the scale.");
	refuse_null(PG_ARGISNULL(1), "scale", "Say what the answers can be, such as '1..5' or '0..10'.");
	refuse_null(PG_ARGISNULL(2), "missing", "Give 0 where nobody left the question out, or leave the argument out.");
	t = tally_create(&PG_GETARG_RATING_SCALE(1)->grid, false);
	take_counts(t, PG_GETARG_ARRAYTYPE_P(0));
	t->missing = checked_count(PG_GETARG_INT64(2));
	if (tally_defect(t) != NULL)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	PG_RETURN_POINTER(t);
}

/*
 * rating_cast.c
 *		To and from ratings: constructors, casts, and the scale of a rating.
 */
#include "rating/rating.h"

#include "common/shortest_dec.h"
#include "utils/numeric.h"

#include "number/decimal.h"
#include "number/number.h"
#include "scale/answer.h"

PG_FUNCTION_INFO_V1(rating_with_scale_int4);
PG_FUNCTION_INFO_V1(rating_with_scale_float8);
PG_FUNCTION_INFO_V1(rating_with_scale_numeric);
PG_FUNCTION_INFO_V1(rating_with_scale_text);
PG_FUNCTION_INFO_V1(rating_with_scale_jsonb);
PG_FUNCTION_INFO_V1(rating_from_int2);
PG_FUNCTION_INFO_V1(rating_from_int4);
PG_FUNCTION_INFO_V1(rating_from_int8);
PG_FUNCTION_INFO_V1(rating_from_float4);
PG_FUNCTION_INFO_V1(rating_from_float8);
PG_FUNCTION_INFO_V1(rating_from_numeric);
PG_FUNCTION_INFO_V1(rating_to_int4);
PG_FUNCTION_INFO_V1(rating_to_float8);
PG_FUNCTION_INFO_V1(rating_to_numeric);
PG_FUNCTION_INFO_V1(rating_to_scale);

/* ---------- constructors: rating(score, scale) ---------- */

/* NULL for a missing code or a blank. */
static Datum
construct(FunctionCallInfo fcinfo, const AnswerType *type)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(1);
	int			point = type->read(PG_GETARG_DATUM(0), answer_cache_of_call(fcinfo), &scale->grid, scale);

	if (point == POINT_MISSING)
		PG_RETURN_NULL();
	PG_RETURN_RATING(rating_pack(&scale->grid, point));
}

Datum
rating_with_scale_int4(PG_FUNCTION_ARGS)
{
	return construct(fcinfo, &int4_answers);
}

Datum
rating_with_scale_float8(PG_FUNCTION_ARGS)
{
	return construct(fcinfo, &float8_answers);
}

Datum
rating_with_scale_numeric(PG_FUNCTION_ARGS)
{
	return construct(fcinfo, &numeric_answers);
}

Datum
rating_with_scale_text(PG_FUNCTION_ARGS)
{
	return construct(fcinfo, &text_answers);
}

Datum
rating_with_scale_jsonb(PG_FUNCTION_ARGS)
{
	return construct(fcinfo, &jsonb_answers);
}

/*
 * ---------- casts from numbers ----------
 *
 * Each takes the number alone: the length coercion comes after it, also where
 * the number is computed elsewhere (Citus casts before it routes a row).
 */

static Datum
from_score(FunctionCallInfo fcinfo, int64 score, bool exact, const char *written)
{
	Rating		r;

	if (!rating_place_bare(score, exact, written, -1, fcinfo->context, &r))
		PG_RETURN_NULL();
	PG_RETURN_RATING(r);
}

static Datum
from_integer(FunctionCallInfo fcinfo, int64 number)
{
	char		written[MILLI_TEXT_MAX];

	if (number >= -DECIMAL_MAX_MILLI / GRID_UNIT && number <= DECIMAL_MAX_MILLI / GRID_UNIT)
		return from_score(fcinfo, number * GRID_UNIT, true, NULL);
	snprintf(written, sizeof(written), INT64_FORMAT, number);
	return from_score(fcinfo, 0, false, written);
}

static Datum
from_double(FunctionCallInfo fcinfo, double number)
{
	int64		score = 0;
	char		written[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (decimal_from_double(number, &score) == DECIMAL_EXACT)
		return from_score(fcinfo, score, true, NULL);
	double_to_shortest_decimal_buf(number, written);
	return from_score(fcinfo, 0, false, written);
}

Datum
rating_from_int2(PG_FUNCTION_ARGS)
{
	return from_integer(fcinfo, PG_GETARG_INT16(0));
}

Datum
rating_from_int4(PG_FUNCTION_ARGS)
{
	return from_integer(fcinfo, PG_GETARG_INT32(0));
}

Datum
rating_from_int8(PG_FUNCTION_ARGS)
{
	return from_integer(fcinfo, PG_GETARG_INT64(0));
}

Datum
rating_from_float4(PG_FUNCTION_ARGS)
{
	return from_double(fcinfo, PG_GETARG_FLOAT4(0));
}

Datum
rating_from_float8(PG_FUNCTION_ARGS)
{
	return from_double(fcinfo, PG_GETARG_FLOAT8(0));
}

Datum
rating_from_numeric(PG_FUNCTION_ARGS)
{
	char	   *written = numeric_normalize(PG_GETARG_NUMERIC(0));
	Slice		digits = slice_of_cstring(written);
	int64		score = 0;
	bool		exact = decimal_parse(digits, &score) == DECIMAL_EXACT;

	return from_score(fcinfo, score, exact, written);
}

/* ---------- reading a rating ---------- */

/* The score in thousandths. */
static int64
score_of(Rating r)
{
	Grid		grid;
	int			point = rating_load(r, &grid);

	return grid_value(&grid, point);
}

/* Rounds half away from zero, as the cast from numeric does. */
Datum
rating_to_int4(PG_FUNCTION_ARGS)
{
	int64		score = score_of(PG_GETARG_RATING(0));
	int64		half = score < 0 ? -GRID_UNIT / 2 : GRID_UNIT / 2;

	PG_RETURN_INT32((int32) ((score + half) / GRID_UNIT));
}

Datum
rating_to_float8(PG_FUNCTION_ARGS)
{
	PG_RETURN_FLOAT8((double) score_of(PG_GETARG_RATING(0)) / GRID_UNIT);
}

Datum
rating_to_numeric(PG_FUNCTION_ARGS)
{
	PG_RETURN_NUMERIC(number_from_milli(score_of(PG_GETARG_RATING(0))));
}

/* rating_scale(rating): its scale, without labels and missing codes */
Datum
rating_to_scale(PG_FUNCTION_ARGS)
{
	Grid		grid;

	(void) rating_load(PG_GETARG_RATING(0), &grid);
	grid.format = SCALE_VERSION;
	PG_RETURN_POINTER(scale_build(&grid, NULL, 0));
}

/*
 * score_reading.c
 *		What one answer is: how it is read, and what it adds to a score.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "number/number.h"
#include "rating/rating.h"
#include "scale/answer.h"
#include "scores/metric_table.h"

PG_FUNCTION_INFO_V1(score_reading_int2);
PG_FUNCTION_INFO_V1(score_reading_int4);
PG_FUNCTION_INFO_V1(score_reading_float8);
PG_FUNCTION_INFO_V1(score_reading_numeric);
PG_FUNCTION_INFO_V1(score_reading_text);
PG_FUNCTION_INFO_V1(score_reading_jsonb);
PG_FUNCTION_INFO_V1(score_reading_bool);
PG_FUNCTION_INFO_V1(score_points_int2);
PG_FUNCTION_INFO_V1(score_points_int4);
PG_FUNCTION_INFO_V1(score_points_float8);
PG_FUNCTION_INFO_V1(score_points_numeric);
PG_FUNCTION_INFO_V1(score_points_text);
PG_FUNCTION_INFO_V1(score_points_jsonb);
PG_FUNCTION_INFO_V1(score_points_bool);
PG_FUNCTION_INFO_V1(score_points_rating);

/* -------- score_reading(answer, scale): never an error -------- */

static char *
score_text(const Grid *grid, int point)
{
	char	   *text = palloc(MILLI_TEXT_MAX);

	milli_to_text(grid_value(grid, point), text);
	return text;
}

/* Its score, "missing", or why it has none and what to do about it. */
static char *
reading_of(const AnswerType *type, Datum answer, const RatingScale *scale)
{
	int			point = type->parse(answer, &scale->grid, scale);
	AnswerFault fault;

	if (point == POINT_MISSING)
		return pstrdup("missing");
	if (!point_is_fault(point))
		return score_text(&scale->grid, point);
	fault = answer_fault(type, answer, point, &scale->grid, scale);
	return psprintf("off the scale: %s%s%s", fault.detail != NULL ? fault.detail : "",
					fault.detail != NULL ? " " : "", fault.hint);
}

/* A NULL answer is missing; there is no reading without a scale. */
static Datum
reading(FunctionCallInfo fcinfo, const AnswerType *type)
{
	if (PG_ARGISNULL(1))
		PG_RETURN_NULL();
	if (PG_ARGISNULL(0))
		PG_RETURN_TEXT_P(cstring_to_text("missing"));
	PG_RETURN_TEXT_P(cstring_to_text(reading_of(type, PG_GETARG_DATUM(0), PG_GETARG_RATING_SCALE(1))));
}

Datum
score_reading_int2(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &int2_answers);
}

Datum
score_reading_int4(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &int4_answers);
}

Datum
score_reading_float8(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &float8_answers);
}

Datum
score_reading_numeric(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &numeric_answers);
}

Datum
score_reading_text(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &text_answers);
}

Datum
score_reading_jsonb(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &jsonb_answers);
}

Datum
score_reading_bool(PG_FUNCTION_ARGS)
{
	return reading(fcinfo, &bool_answers);
}

/* -------- score_points(answer, scale, metric) -------- */

static Numeric
points_of(text *word, const Grid *grid, int point)
{
	Metric		metric = metric_named(word);

	return number_from_milli(metric_point_milli(&metric, grid, point));
}

static Datum
points(FunctionCallInfo fcinfo, const AnswerType *type)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(1);
	int			point = type->read(PG_GETARG_DATUM(0), answer_cache_of_call(fcinfo), &scale->grid, scale);

	if (point == POINT_MISSING)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(points_of(PG_GETARG_TEXT_PP(2), &scale->grid, point));
}

Datum
score_points_int2(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &int2_answers);
}

Datum
score_points_int4(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &int4_answers);
}

Datum
score_points_float8(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &float8_answers);
}

Datum
score_points_numeric(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &numeric_answers);
}

Datum
score_points_text(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &text_answers);
}

Datum
score_points_jsonb(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &jsonb_answers);
}

Datum
score_points_bool(PG_FUNCTION_ARGS)
{
	return points(fcinfo, &bool_answers);
}

Datum
score_points_rating(PG_FUNCTION_ARGS)
{
	Grid		grid;
	int			point = rating_load(PG_GETARG_RATING(0), &grid);

	PG_RETURN_NUMERIC(points_of(PG_GETARG_TEXT_PP(1), &grid, point));
}

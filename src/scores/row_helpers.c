/*
 * row_helpers.c
 *		One answer at a time: its NPS or CSAT group, and its place on 0..100.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "number/decimal.h"
#include "number/number.h"
#include "rating/rating.h"
#include "scale/answer.h"
#include "scores/boxes.h"

PG_FUNCTION_INFO_V1(nps_group_int4);
PG_FUNCTION_INFO_V1(nps_group_float8);
PG_FUNCTION_INFO_V1(nps_group_text);
PG_FUNCTION_INFO_V1(nps_group_jsonb);
PG_FUNCTION_INFO_V1(nps_group_rating);
PG_FUNCTION_INFO_V1(csat_group_int4);
PG_FUNCTION_INFO_V1(csat_group_float8);
PG_FUNCTION_INFO_V1(csat_group_text);
PG_FUNCTION_INFO_V1(csat_group_jsonb);
PG_FUNCTION_INFO_V1(csat_group_rating);
PG_FUNCTION_INFO_V1(rescale_float8);
PG_FUNCTION_INFO_V1(rescale_text);
PG_FUNCTION_INFO_V1(rescale_jsonb);
PG_FUNCTION_INFO_V1(rescale_rating);

static const char *
nps_group_of(const Grid *grid, int point)
{
	int			sign = boxes_sign(boxes_nps(grid, NULL), point);

	if (sign > 0)
		return "promoter";
	return sign < 0 ? "detractor" : "passive";
}

/* The top K, the K worst, the rest; where the two overlap, the top. */
static const char *
csat_group_of(const Grid *grid, int point)
{
	if (point_in_range(grid_top_box(grid, grid->top), point))
		return "satisfied";
	return point_in_range(grid_bottom_box(grid, grid->top), point) ? "dissatisfied" : "neutral";
}

typedef const char *(*GroupOf) (const Grid *grid, int point);

/* The group of argument 0 on the scale of argument 1. */
static Datum
group(FunctionCallInfo fcinfo, const AnswerType *type, GroupOf group_of)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(1);
	int			point = type->read(PG_GETARG_DATUM(0), answer_cache_of_call(fcinfo), &scale->grid, scale);

	if (point == POINT_MISSING)
		PG_RETURN_NULL();
	PG_RETURN_TEXT_P(cstring_to_text(group_of(&scale->grid, point)));
}

Datum
nps_group_int4(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &int4_answers, nps_group_of);
}

Datum
nps_group_float8(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &float8_answers, nps_group_of);
}

Datum
nps_group_text(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &text_answers, nps_group_of);
}

Datum
nps_group_jsonb(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &jsonb_answers, nps_group_of);
}

Datum
csat_group_int4(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &int4_answers, csat_group_of);
}

Datum
csat_group_float8(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &float8_answers, csat_group_of);
}

Datum
csat_group_text(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &text_answers, csat_group_of);
}

Datum
csat_group_jsonb(PG_FUNCTION_ARGS)
{
	return group(fcinfo, &jsonb_answers, csat_group_of);
}

static Datum
group_of_rating(FunctionCallInfo fcinfo, GroupOf group_of)
{
	Grid		grid;
	int			point = rating_load(PG_GETARG_RATING(0), &grid);

	PG_RETURN_TEXT_P(cstring_to_text(group_of(&grid, point)));
}

Datum
nps_group_rating(PG_FUNCTION_ARGS)
{
	return group_of_rating(fcinfo, nps_group_of);
}

Datum
csat_group_rating(PG_FUNCTION_ARGS)
{
	return group_of_rating(fcinfo, csat_group_of);
}

/* (score - worst) / (best - worst) * 100 for a score in thousandths */
static Numeric
rescale_milli(const Grid *grid, int64 milli)
{
	Ratio		ratio;

	ratio.den = (uint128) (grid_hi(grid) - grid->lo);
	ratio.num = 100 * (int128) (grid->reversed ? grid_hi(grid) - milli : milli - grid->lo);
	return number_from_ratio(ratio);
}

/*
 * rescale(score, scale): any value inside the bounds, also between two points
 * (a mean, say).  False for a value outside, and for a missing code.
 */
static bool
rescale_number(const RatingScale *scale, double score, DecimalKind kind, int64 milli, Numeric *result)
{
	const Grid *grid = &scale->grid;
	double		lo = (double) grid->lo / GRID_UNIT;
	double		hi = (double) grid_hi(grid) / GRID_UNIT;

	if (scale_matches_numbers(scale) || !(score >= lo && score <= hi))
		return false;
	if (kind != DECIMAL_EXACT)
		*result = number_from_double(100 * (grid->reversed ? hi - score : score - lo) / (hi - lo));
	else if (grid_locate(grid, milli) >= 0 || !scale_is_missing_number(scale, milli))
		*result = rescale_milli(grid, milli);
	else
		return false;
	return true;
}

/* A point, or no answer. */
static Datum
rescale_point(FunctionCallInfo fcinfo, const Grid *grid, int point)
{
	if (point == POINT_MISSING)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(rescale_milli(grid, grid_value(grid, point)));
}

Datum
rescale_float8(PG_FUNCTION_ARGS)
{
	Datum		answer = PG_GETARG_DATUM(0);
	double		score = DatumGetFloat8(answer);
	RatingScale *scale = PG_GETARG_RATING_SCALE(1);
	int64		milli = 0;
	DecimalKind kind = decimal_from_double(score, &milli);
	Numeric		result;

	if (rescale_number(scale, score, kind, milli, &result))
		PG_RETURN_NUMERIC(result);
	return rescale_point(fcinfo, &scale->grid, float8_answers.read(answer, no_answer_cache, &scale->grid, scale));
}

/* A text or jsonb is a number, or is read as an answer: a label or a code. */
static Datum
rescale_answer(FunctionCallInfo fcinfo, const AnswerType *type)
{
	Datum		answer = PG_GETARG_DATUM(0);
	RatingScale *scale = PG_GETARG_RATING_SCALE(1);
	int64		milli = 0;
	DecimalKind kind;
	Slice		text;
	Numeric		result;

	if (type->as_written(answer, &text) &&
		scale_point_of_label(scale, text, database_is_utf8()) < 0)
	{
		kind = decimal_parse(text, &milli);
		if (kind != DECIMAL_NONE &&
			rescale_number(scale, strtod(pnstrdup(text.data, text.len), NULL), kind, milli, &result))
			PG_RETURN_NUMERIC(result);
	}
	return rescale_point(fcinfo, &scale->grid, type->read(answer, answer_cache_of_call(fcinfo), &scale->grid, scale));
}

Datum
rescale_text(PG_FUNCTION_ARGS)
{
	return rescale_answer(fcinfo, &text_answers);
}

Datum
rescale_jsonb(PG_FUNCTION_ARGS)
{
	return rescale_answer(fcinfo, &jsonb_answers);
}

Datum
rescale_rating(PG_FUNCTION_ARGS)
{
	Grid		grid;
	int			point = rating_load(PG_GETARG_RATING(0), &grid);

	PG_RETURN_NUMERIC(rescale_milli(&grid, grid_value(&grid, point)));
}

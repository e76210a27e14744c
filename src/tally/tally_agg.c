/*
 * tally_agg.c
 *		From rows to a tally: the transition and inverse functions of answers.
 *
 * A row's way: the executor hands over the state and the row's answer; the
 * answer is read to a point of the scale (answer.c) and that point's counter
 * goes up by one, in place.  Every score over the same arguments uses the same
 * transition function, so a query that asks for several pays for one.
 */
#include "compat.h"

#include "scale/answer.h"
#include "tally/tally_state.h"

PG_FUNCTION_INFO_V1(tally_accum_int2);
PG_FUNCTION_INFO_V1(tally_accum_int4);
PG_FUNCTION_INFO_V1(tally_accum_float8);
PG_FUNCTION_INFO_V1(tally_accum_numeric);
PG_FUNCTION_INFO_V1(tally_accum_text);
PG_FUNCTION_INFO_V1(tally_accum_jsonb);
PG_FUNCTION_INFO_V1(tally_accum_bool);
PG_FUNCTION_INFO_V1(tally_accum_inv_int2);
PG_FUNCTION_INFO_V1(tally_accum_inv_int4);
PG_FUNCTION_INFO_V1(tally_accum_inv_float8);
PG_FUNCTION_INFO_V1(tally_accum_inv_numeric);
PG_FUNCTION_INFO_V1(tally_accum_inv_text);
PG_FUNCTION_INFO_V1(tally_accum_inv_jsonb);
PG_FUNCTION_INFO_V1(tally_accum_inv_bool);
PG_FUNCTION_INFO_V1(tally_accum_retention);
PG_FUNCTION_INFO_V1(tally_accum_retention_inv);

/* -------- any row -------- */

/* The scale as it is, unchecked: equal to the state's grid, it is sound.  NULL if it is null. */
static inline const RatingScale *
scale_argument(FunctionCallInfo fcinfo)
{
	struct varlena *value;

	if (unlikely(PG_ARGISNULL(ARG_SCALE)))
		return NULL;
	value = (struct varlena *) PG_GETARG_POINTER(ARG_SCALE);
	if (likely(VARATT_IS_4B_U(value)))
		return (const RatingScale *) value;
	return (const RatingScale *) PG_DETOAST_DATUM(PointerGetDatum(value));
}

/* Has the row an answer?  One that is not blank needs a scale. */
static inline bool
is_answered(FunctionCallInfo fcinfo, const AnswerType *type, const RatingScale *scale)
{
	if (PG_ARGISNULL(ARG_SCORE))
		return false;
	if (likely(scale != NULL))
		return true;
	if (!answer_is_blank(type, PG_GETARG_DATUM(ARG_SCORE)))
		raise_null_scale();
	return false;
}

/* One row, (state, score, scale [, weight]), in or out. */
static pg_noinline Datum
accumulate_on_scale(FunctionCallInfo fcinfo, const AnswerType *type, bool remove)
{
	const RatingScale *scale = scale_argument(fcinfo);
	bool		weighted = PG_NARGS() > ARG_WEIGHT;
	Tally	   *state = tally_state_for_update(fcinfo);
	int			point = POINT_MISSING;

	if (weighted && !row_has_weight(fcinfo, ARG_WEIGHT))
		return tally_state_result(fcinfo, state);
	if (scale != NULL && unlikely(!grid_equal(&state->grid, &scale->grid)))
		state = tally_state_with_scale(state, &DatumGetRatingScale(PointerGetDatum(scale))->grid, weighted);
	if (is_answered(fcinfo, type, scale))
		point = type->read(PG_GETARG_DATUM(ARG_SCORE), answer_cache_of_call(fcinfo), &state->grid, scale);
	if (point == POINT_MISSING)
		tally_count_missing(state, scale != NULL, remove);
	else
	{
		if (unlikely(weighted && !tally_is_weighted(state)))
			state = tally_to_weighted(state);
		tally_count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	}
	return tally_state_after_row(fcinfo, state, remove);
}

/* One row in or out, whatever the arguments. */
static pg_noinline Datum
accumulate(FunctionCallInfo fcinfo, const AnswerType *type, bool remove)
{
	Tally	   *state;
	int			point = POINT_MISSING;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	if (PG_NARGS() > ARG_SCALE)
		return accumulate_on_scale(fcinfo, type, remove);

	state = tally_state_for_update(fcinfo);
	if (unlikely(!tally_has_scale(state)))
		raise_no_scale();
	if (!PG_ARGISNULL(ARG_SCORE))
		point = type->read(PG_GETARG_DATUM(ARG_SCORE), answer_cache_of_call(fcinfo), &state->grid, NULL);
	if (point == POINT_MISSING)
		tally_count_missing(state, true, remove);
	else
		tally_count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	return tally_state_result(fcinfo, state);
}

/* -------- the fast path of integers -------- */

/* Is this (state, score, scale) of an aggregate, the scale that of the state? */
static inline bool
is_fast_row_on_scale(FunctionCallInfo fcinfo)
{
	const Tally *state;
	const RatingScale *scale;

	if (PG_NARGS() != ARG_WEIGHT || !in_aggregate(fcinfo) ||
		PG_ARGISNULL(ARG_STATE) || PG_ARGISNULL(ARG_SCORE) || PG_ARGISNULL(ARG_SCALE))
		return false;
	state = (const Tally *) PG_GETARG_POINTER(ARG_STATE);
	scale = (const RatingScale *) PG_GETARG_POINTER(ARG_SCALE);
	return VARATT_IS_4B_U(state) && VARATT_IS_4B_U(scale) && grid_equal(&state->grid, &scale->grid) &&
		!scale_matches_numbers(scale);
}

/*
 * The fast path of an integer on the scale of the state, which calls nothing
 * and so costs no more than count().  False, and nothing done, for any row
 * that is not as simple as that.
 */
static inline bool
count_integer(FunctionCallInfo fcinfo, int32 score)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);
	uint64		point = grid_whole_point(&state->grid, (int64) score * GRID_UNIT);

	if (unlikely(point >= state->grid.points || state->grid.step != GRID_UNIT ||
				 tally_is_weighted(state) || state->count[point] == PG_INT64_MAX))
		return false;
	state->count[point]++;
	return true;
}

/*
 * The fast path of a weighted integer, (state, integer, scale, weight), which
 * rounds the weight once.  False, and nothing done, for any other row.
 */
static pg_noinline bool
count_weighted_integer(FunctionCallInfo fcinfo, int32 score)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);
	const RatingScale *scale = (const RatingScale *) PG_GETARG_POINTER(ARG_SCALE);
	uint64		point;
	Fixed128	w;

	if (!VARATT_IS_4B_U(state) || !VARATT_IS_4B_U(scale) || !tally_is_weighted(state) ||
		!grid_equal(&state->grid, &scale->grid) || scale_matches_numbers(scale) || state->grid.step != GRID_UNIT)
		return false;
	point = grid_whole_point(&state->grid, (int64) score * GRID_UNIT);
	if (point >= state->grid.points || state->count[point] == PG_INT64_MAX ||
		!fixed_weight_from_double(PG_GETARG_FLOAT8(ARG_WEIGHT), &w) || fixed128_is_zero(&w))
		return false;
	if (!tally_count_weighted(state, (int) point, &w))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	return true;
}

static inline bool
is_weighted_row(FunctionCallInfo fcinfo)
{
	return PG_NARGS() == ARG_WEIGHT + 1 && in_aggregate(fcinfo) &&
		!PG_ARGISNULL(ARG_STATE) && !PG_ARGISNULL(ARG_SCORE) &&
		!PG_ARGISNULL(ARG_SCALE) && !PG_ARGISNULL(ARG_WEIGHT);
}

/* -------- entry points, one for each type of answers -------- */

Datum
tally_accum_int2(PG_FUNCTION_ARGS)
{
	if (likely((is_fast_row(fcinfo) || is_fast_row_on_scale(fcinfo)) &&
			   count_integer(fcinfo, PG_GETARG_INT16(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	if (is_weighted_row(fcinfo) && count_weighted_integer(fcinfo, PG_GETARG_INT16(ARG_SCORE)))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate(fcinfo, &int2_answers, false);
}

Datum
tally_accum_inv_int2(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int2_answers, true);
}

Datum
tally_accum_int4(PG_FUNCTION_ARGS)
{
	if (likely((is_fast_row(fcinfo) || is_fast_row_on_scale(fcinfo)) &&
			   count_integer(fcinfo, PG_GETARG_INT32(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	if (is_weighted_row(fcinfo) && count_weighted_integer(fcinfo, PG_GETARG_INT32(ARG_SCORE)))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate(fcinfo, &int4_answers, false);
}

Datum
tally_accum_inv_int4(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &int4_answers, true);
}

Datum
tally_accum_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &float8_answers, false);
}

Datum
tally_accum_inv_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &float8_answers, true);
}

Datum
tally_accum_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &numeric_answers, false);
}

Datum
tally_accum_inv_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &numeric_answers, true);
}

Datum
tally_accum_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &text_answers, false);
}

Datum
tally_accum_inv_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &text_answers, true);
}

Datum
tally_accum_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &jsonb_answers, false);
}

Datum
tally_accum_inv_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &jsonb_answers, true);
}

Datum
tally_accum_bool(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &bool_answers, false);
}

Datum
tally_accum_inv_bool(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, &bool_answers, true);
}

/* -------- retention(active_at_start, active_at_end) -------- */

/*
 * One customer in or out, of those who were active at the start: 1 if active
 * at the end, else 0; not known to be active is not active.
 */
static Datum
accumulate_retention(FunctionCallInfo fcinfo, bool remove)
{
	Tally	   *state;
	int			point;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	state = tally_state_for_update(fcinfo);
	if (PG_ARGISNULL(1) || !PG_GETARG_BOOL(1))
		return tally_state_result(fcinfo, state);
	if (unlikely(!tally_has_scale(state)))
		raise_no_scale();
	point = answer_read_integer(!PG_ARGISNULL(2) && PG_GETARG_BOOL(2), &state->grid, NULL);
	tally_count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	return tally_state_result(fcinfo, state);
}

Datum
tally_accum_retention(PG_FUNCTION_ARGS)
{
	return accumulate_retention(fcinfo, false);
}

Datum
tally_accum_retention_inv(PG_FUNCTION_ARGS)
{
	return accumulate_retention(fcinfo, true);
}

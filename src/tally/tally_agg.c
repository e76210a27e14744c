/*
 * tally_agg.c
 *		From rows to a tally: transition, inverse, combine and final functions.
 *
 * A row's way: the executor hands over the state and the row's answer; the
 * answer is read to a point of the scale (score.c) and that point's counter
 * goes up by one, in place.  Every score over the same arguments uses the same
 * transition function, so a query that asks for several pays for one.
 */
#include "compat.h"

#include "tally/transition.h"
#include "rating/rating.h"
#include "scale/answer.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(tally_accum_int2);
PG_FUNCTION_INFO_V1(tally_accum_int4);
PG_FUNCTION_INFO_V1(tally_accum_float8);
PG_FUNCTION_INFO_V1(tally_accum_numeric);
PG_FUNCTION_INFO_V1(tally_accum_text);
PG_FUNCTION_INFO_V1(tally_accum_jsonb);
PG_FUNCTION_INFO_V1(tally_accum_bool);
PG_FUNCTION_INFO_V1(tally_accum_rating);
PG_FUNCTION_INFO_V1(tally_accum_inv_int2);
PG_FUNCTION_INFO_V1(tally_accum_inv_int4);
PG_FUNCTION_INFO_V1(tally_accum_inv_float8);
PG_FUNCTION_INFO_V1(tally_accum_inv_numeric);
PG_FUNCTION_INFO_V1(tally_accum_inv_text);
PG_FUNCTION_INFO_V1(tally_accum_inv_jsonb);
PG_FUNCTION_INFO_V1(tally_accum_inv_bool);
PG_FUNCTION_INFO_V1(tally_accum_inv_rating);
PG_FUNCTION_INFO_V1(tally_accum_retention);
PG_FUNCTION_INFO_V1(tally_accum_inv_retention);
PG_FUNCTION_INFO_V1(tally_combine);
PG_FUNCTION_INFO_V1(tally_combine_inv);
PG_FUNCTION_INFO_V1(tally_final);

/* Arguments of a transition function. */
#define ARG_STATE	0
#define ARG_SCORE	1
#define ARG_SCALE	2			/* if there are three arguments */
#define ARG_WEIGHT	3			/* if there are four */

/* A rating has its scale with it, so that its weight comes next. */
#define ARG_RATING_WEIGHT	2	/* if there are three */

/* Is a score that is not NULL still no answer?  For the types that have blanks. */
typedef bool (*BlankTest) (Datum value);

/*
 * The state, to be changed in place: that of the executor, or a copy.
 *
 * A new state is always allocated in the caller's short-lived context: the
 * executor copies it into the aggregate's and frees the old one.
 */
static inline Tally *
state_for_update(FunctionCallInfo fcinfo)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);

	if (likely(in_aggregate(fcinfo) && VARATT_IS_4B_U(state)))
		return state;
	return tally_copy(PG_GETARG_TALLY(ARG_STATE));
}

/* The scale as it is, unchecked: equal to the state's grid, it is sound. */
static inline const RatingScale *
scale_argument(FunctionCallInfo fcinfo)
{
	struct varlena *value = (struct varlena *) PG_GETARG_POINTER(ARG_SCALE);

	if (likely(VARATT_IS_4B_U(value)))
		return (const RatingScale *) value;
	return (const RatingScale *) PG_DETOAST_DATUM(PointerGetDatum(value));
}

/* The state on a checked scale, which it takes up if it has none. */
static pg_noinline Tally *
state_with_scale(Tally *state, const Grid *grid, bool weighted)
{
	if (!tally_has_scale(state))
		return tally_with_scale(state, grid, weighted || tally_is_weighted(state));
	raise_scale_changes(&state->grid, grid);
	return NULL;				/* not reached */
}

/* A row without an answer, in or out. */
static inline void
count_missing(Tally *state, bool scale_known, bool remove)
{
	if (remove)
	{
		if (state->missing <= 0)
			tally_raise(TALLY_TOO_FEW, NULL, NULL);
		state->missing--;
		return;
	}
	if (unlikely(state->missing == PG_INT64_MAX))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	state->missing++;
	if (!scale_known)
		state->grid.format |= TALLY_UNSCALED;
}

/*
 * Does the row weigh anything?  A weight of 0 (or so near that it is rounded
 * to it) leaves the row out, whatever its answer.
 */
static pg_noinline bool
has_odd_weight(double weight)
{
	Fixed128	w;

	if (!fixed_weight_from_double(weight, &w))
		raise_bad_weight(weight);
	return !fixed128_is_zero(&w);
}

static inline bool
row_has_weight(FunctionCallInfo fcinfo, int arg)
{
	double		w;

	if (PG_ARGISNULL(arg))
		return true;			/* an error, if the row is answered */
	w = PG_GETARG_FLOAT8(arg);
	return likely(w >= 1e-18 && w <= FIXED_MAX_WEIGHT) || has_odd_weight(w);
}

/* The weight of the row; a row without weights weighs 1 in a weighted state. */
static Fixed128
row_weight(FunctionCallInfo fcinfo, int arg)
{
	Fixed128	w = {{0, 0}};

	if (PG_NARGS() <= arg)
		return fixed128_from_count(1);
	if (PG_ARGISNULL(arg))
		raise_null_weight();
	(void) fixed_weight_from_double(PG_GETARG_FLOAT8(arg), &w); /* was checked */
	return w;
}

static pg_noinline void
count_weight(FunctionCallInfo fcinfo, int arg, Tally *state, int point, bool remove)
{
	PointWeight *sum = &tally_weights(state)[point];
	Fixed128	w = row_weight(fcinfo, arg);
	Fixed256	w2 = fixed_weight_square(&w);

	if (remove)
	{
		if (!fixed128_subtract(&sum->w, &w) || !fixed256_subtract(&sum->w2, &w2) ||
			!tally_point_is_sound(state->count[point], sum))
			tally_raise(TALLY_TOO_FEW, NULL, NULL);
	}
	else if (!fixed128_add(&sum->w, &w) || !fixed256_add(&sum->w2, &w2))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
}

/* A row with an answer, in or out; arg is where its weight is, if it has one. */
static inline void
count_answer(FunctionCallInfo fcinfo, int arg, Tally *state, int point, bool remove)
{
	if (remove)
	{
		if (unlikely(state->count[point] <= 0))
			tally_raise(TALLY_TOO_FEW, NULL, NULL);
		state->count[point]--;
	}
	else
	{
		if (unlikely(state->count[point] == PG_INT64_MAX))
			tally_raise(TALLY_TOO_LARGE, NULL, NULL);
		state->count[point]++;
	}
	if (unlikely(tally_is_weighted(state)))
		count_weight(fcinfo, arg, state, point, remove);
}

/*
 * What a transition function returns.  Called by hand it must give a value
 * like any other, where the executor may have what is quickest to go on with.
 */
static inline Datum
result_state(FunctionCallInfo fcinfo, Tally *state)
{
	if (likely(in_aggregate(fcinfo)))
		PG_RETURN_POINTER(state);
	if (tally_defect(state) != NULL)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	PG_RETURN_POINTER(tally_canonical(state));
}

/*
 * What a moving frame keeps when a row has left it must be what the frame
 * would give if computed anew.  Without answers and missing rows that is a
 * state without a scale, where the scale comes with the rows.  If rows of
 * unknown scale, or zero tallies with one, were counted, nobody can tell: NULL
 * makes the executor compute it anew.
 */
static Datum
state_after_removal(FunctionCallInfo fcinfo, Tally *state)
{
	if (likely(tally_has_answers(state)))
		return result_state(fcinfo, state);
	if (state->grid.format & TALLY_UNSCALED)
		PG_RETURN_NULL();
	if (state->missing == 0)
		PG_RETURN_POINTER(tally_create(NULL, false));
	return result_state(fcinfo, state);
}

/* One row, (state, score, scale [, weight]), in or out. */
static pg_noinline Datum
accumulate_on_scale(FunctionCallInfo fcinfo, ScoreReader read, BlankTest is_blank, bool remove)
{
	const RatingScale *scale = NULL;
	bool		answered = !PG_ARGISNULL(ARG_SCORE);
	bool		weighted = PG_NARGS() > ARG_WEIGHT;
	Tally	   *state = state_for_update(fcinfo);
	int			point = POINT_MISSING;

	if (weighted && !row_has_weight(fcinfo, ARG_WEIGHT))
		return result_state(fcinfo, state);
	if (likely(!PG_ARGISNULL(ARG_SCALE)))
	{
		scale = scale_argument(fcinfo);
		if (unlikely(!grid_equal(&state->grid, &scale->grid)))
			state = state_with_scale(state, &DatumGetRatingScale(PointerGetDatum(scale))->grid,
									 weighted);
	}
	else if (answered)
	{
		if (is_blank == NULL || !is_blank(PG_GETARG_DATUM(ARG_SCORE)))
			raise_null_scale();
		answered = false;
	}

	if (answered)
		point = read(fcinfo, ARG_SCORE, &state->grid, scale);
	if (point == POINT_MISSING)
		count_missing(state, scale != NULL, remove);
	else
	{
		if (unlikely(weighted && !tally_is_weighted(state)))
			state = tally_to_weighted(state);
		count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	}
	if (remove)
		return state_after_removal(fcinfo, state);
	return result_state(fcinfo, state);
}

/* One row in or out, whatever the arguments. */
static pg_noinline Datum
accumulate(FunctionCallInfo fcinfo, ScoreReader read, BlankTest is_blank, bool remove)
{
	Tally	   *state;
	int			point;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	if (PG_NARGS() > ARG_SCALE)
		return accumulate_on_scale(fcinfo, read, is_blank, remove);

	state = state_for_update(fcinfo);
	if (unlikely(!tally_has_scale(state)))
		raise_no_scale();
	point = PG_ARGISNULL(ARG_SCORE) ? POINT_MISSING : read(fcinfo, ARG_SCORE, &state->grid, NULL);
	if (point == POINT_MISSING)
		count_missing(state, true, remove);
	else
		count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	return result_state(fcinfo, state);
}

/* Is this (state, score) of an aggregate, the state ours and both not null? */
static inline bool
is_short_row(FunctionCallInfo fcinfo)
{
	return PG_NARGS() == ARG_SCALE && in_aggregate(fcinfo) &&
		!PG_ARGISNULL(ARG_STATE) && !PG_ARGISNULL(ARG_SCORE) &&
		VARATT_IS_4B_U(PG_GETARG_POINTER(ARG_STATE));
}

/* Is this (state, score, scale) of the like, the scale that of the state? */
static inline bool
is_short_row_on_scale(FunctionCallInfo fcinfo)
{
	const Tally *state;
	const RatingScale *scale;

	if (PG_NARGS() != ARG_WEIGHT || !in_aggregate(fcinfo) ||
		PG_ARGISNULL(ARG_STATE) || PG_ARGISNULL(ARG_SCORE) || PG_ARGISNULL(ARG_SCALE))
		return false;
	state = (const Tally *) PG_GETARG_POINTER(ARG_STATE);
	scale = (const RatingScale *) PG_GETARG_POINTER(ARG_SCALE);
	return VARATT_IS_4B_U(state) && VARATT_IS_4B_U(scale) && grid_equal(&state->grid, &scale->grid);
}

/*
 * The short way of an integer on the scale of the state, which calls nothing
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
 * The short way of a weighted integer, (state, integer, scale, weight), which
 * rounds the weight once.  False, and nothing done, for any other row.
 */
static pg_noinline bool
count_weighted_integer(FunctionCallInfo fcinfo, int32 score)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);
	const RatingScale *scale = (const RatingScale *) PG_GETARG_POINTER(ARG_SCALE);
	uint64		point;
	PointWeight *sum;
	Fixed128	w;
	Fixed256	w2;

	if (!VARATT_IS_4B_U(state) || !VARATT_IS_4B_U(scale) || !tally_is_weighted(state) ||
		!grid_equal(&state->grid, &scale->grid) || state->grid.step != GRID_UNIT)
		return false;
	point = grid_whole_point(&state->grid, (int64) score * GRID_UNIT);
	if (point >= state->grid.points || state->count[point] == PG_INT64_MAX ||
		!fixed_weight_from_double(PG_GETARG_FLOAT8(ARG_WEIGHT), &w) || fixed128_is_zero(&w))
		return false;
	sum = &tally_weights(state)[point];
	w2 = fixed_weight_square(&w);
	if (!fixed128_add(&sum->w, &w) || !fixed256_add(&sum->w2, &w2))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	state->count[point]++;
	return true;
}

static inline bool
is_weighted_row(FunctionCallInfo fcinfo)
{
	return PG_NARGS() == ARG_WEIGHT + 1 && in_aggregate(fcinfo) &&
		!PG_ARGISNULL(ARG_STATE) && !PG_ARGISNULL(ARG_SCORE) &&
		!PG_ARGISNULL(ARG_SCALE) && !PG_ARGISNULL(ARG_WEIGHT);
}

Datum
tally_accum_int2(PG_FUNCTION_ARGS)
{
	if (likely((is_short_row(fcinfo) || is_short_row_on_scale(fcinfo)) &&
			   count_integer(fcinfo, PG_GETARG_INT16(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate(fcinfo, score_read_int2, NULL, false);
}

Datum
tally_accum_inv_int2(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_int2, NULL, true);
}

Datum
tally_accum_int4(PG_FUNCTION_ARGS)
{
	if (likely((is_short_row(fcinfo) || is_short_row_on_scale(fcinfo)) &&
			   count_integer(fcinfo, PG_GETARG_INT32(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	if (is_weighted_row(fcinfo) && count_weighted_integer(fcinfo, PG_GETARG_INT32(ARG_SCORE)))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate(fcinfo, score_read_int4, NULL, false);
}

Datum
tally_accum_inv_int4(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_int4, NULL, true);
}

Datum
tally_accum_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_float8, NULL, false);
}

Datum
tally_accum_inv_float8(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_float8, NULL, true);
}

Datum
tally_accum_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_numeric, NULL, false);
}

Datum
tally_accum_inv_numeric(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_numeric, NULL, true);
}

Datum
tally_accum_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_text, score_text_is_blank, false);
}

Datum
tally_accum_inv_text(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_text, score_text_is_blank, true);
}

Datum
tally_accum_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_jsonb, score_jsonb_is_blank, false);
}

Datum
tally_accum_inv_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_jsonb, score_jsonb_is_blank, true);
}

Datum
tally_accum_bool(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_bool, NULL, false);
}

Datum
tally_accum_inv_bool(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, score_read_bool, NULL, true);
}

/* One row, (state, rating [, weight]), in or out: the scale is that of the rating. */
static pg_noinline Datum
accumulate_rating(FunctionCallInfo fcinfo, bool remove)
{
	bool		weighted = PG_NARGS() > ARG_RATING_WEIGHT;
	Tally	   *state;
	Grid		grid;
	int			point;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	state = state_for_update(fcinfo);
	if (weighted && !row_has_weight(fcinfo, ARG_RATING_WEIGHT))
		return result_state(fcinfo, state);
	if (PG_ARGISNULL(ARG_SCORE))
		count_missing(state, false, remove);
	else
	{
		point = rating_load(PG_GETARG_RATING(ARG_SCORE), &grid);
		if (unlikely(!grid_equal(&state->grid, &grid)))
			state = state_with_scale(state, &grid, weighted);
		if (unlikely(weighted && !tally_is_weighted(state)))
			state = tally_to_weighted(state);
		count_answer(fcinfo, ARG_RATING_WEIGHT, state, point, remove);
	}
	if (remove)
		return state_after_removal(fcinfo, state);
	return result_state(fcinfo, state);
}

/* The short way of a rating on the scale of the state, as count_integer(). */
static inline bool
count_rating(FunctionCallInfo fcinfo, Rating r)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);
	int			point = rating_point(r);

	if (unlikely(point >= state->grid.points ||
				 rating_pack(&state->grid, point) != r ||
				 tally_is_weighted(state) || state->count[point] == PG_INT64_MAX))
		return false;
	state->count[point]++;
	return true;
}

Datum
tally_accum_rating(PG_FUNCTION_ARGS)
{
	if (likely(is_short_row(fcinfo) && count_rating(fcinfo, PG_GETARG_RATING(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate_rating(fcinfo, false);
}

Datum
tally_accum_inv_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, true);
}

/*
 * One customer in or out, of those who were active at the start: 1 if active
 * at the end, else 0; not known to be active is not active.
 */
static Datum
accumulate_retention(FunctionCallInfo fcinfo, bool remove)
{
	Tally	   *state = state_for_update(fcinfo);
	int			point;

	if (PG_ARGISNULL(1) || !PG_GETARG_BOOL(1))
		return result_state(fcinfo, state);
	if (unlikely(!tally_has_scale(state)))
		raise_no_scale();
	point = score_read_int(&state->grid, NULL, !PG_ARGISNULL(2) && PG_GETARG_BOOL(2));
	count_answer(fcinfo, ARG_WEIGHT, state, point, remove);
	return result_state(fcinfo, state);
}

Datum
tally_accum_retention(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	return accumulate_retention(fcinfo, false);
}

Datum
tally_accum_inv_retention(PG_FUNCTION_ARGS)
{
	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	return accumulate_retention(fcinfo, true);
}

/* Put a whole tally into the state, or take one out. */
static Tally *
merge_state(FunctionCallInfo fcinfo, bool subtract)
{
	Tally	   *state = state_for_update(fcinfo);
	Tally	   *other = PG_GETARG_TALLY(1);
	Grid		scale = state->grid;
	TallyFault	fault;

	/*
	 * the first value that a strict aggregate of a user's own meets is its
	 * state, unchecked
	 */
	if (unlikely(!tally_is_whole(state)))
		(void) PG_GETARG_TALLY(ARG_STATE);
	if (tally_has_scale(other) ? tally_is_zero(other) : other->missing > 0)
		state->grid.format |= TALLY_UNSCALED;
	fault = tally_merge(&state, other, subtract);
	if (fault != TALLY_OK)
		tally_raise(fault, &scale, &other->grid);
	return state;
}

/* Combine two states of any aggregate whose state is a tally; sum(tally). */
Datum
tally_combine(PG_FUNCTION_ARGS)
{
	return result_state(fcinfo, merge_state(fcinfo, false));
}

/* The inverse of sum(tally); see state_after_removal(). */
Datum
tally_combine_inv(PG_FUNCTION_ARGS)
{
	return state_after_removal(fcinfo, merge_state(fcinfo, true));
}

/* What tally(...) and sum(tally) return: canonical, and {} where there is nothing. */
Datum
tally_final(PG_FUNCTION_ARGS)
{
	Tally	   *state = PG_GETARG_TALLY(0);

	if (tally_is_zero(state))
		PG_RETURN_POINTER(tally_create(NULL, false));
	PG_RETURN_POINTER(tally_canonical(state));
}

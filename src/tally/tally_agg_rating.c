/*
 * tally_agg_rating.c
 *		From ratings, each with its scale, to a tally: transition and inverse.
 */
#include "compat.h"

#include "rating/rating.h"
#include "tally/tally_state.h"

PG_FUNCTION_INFO_V1(tally_accum_rating);
PG_FUNCTION_INFO_V1(tally_accum_inv_rating);

/* A rating has its scale with it, so that its weight comes next. */
#define ARG_RATING_WEIGHT	2	/* if there are three arguments */

/* One row, (state, rating [, weight]), in or out. */
static pg_noinline Datum
accumulate_rating(FunctionCallInfo fcinfo, bool remove)
{
	bool		weighted = PG_NARGS() > ARG_RATING_WEIGHT;
	Tally	   *state;
	Grid		grid;
	int			point;

	if (PG_ARGISNULL(ARG_STATE))
		PG_RETURN_NULL();
	state = tally_state_for_update(fcinfo);
	if (weighted && !row_has_weight(fcinfo, ARG_RATING_WEIGHT))
		return tally_state_result(fcinfo, state);
	if (PG_ARGISNULL(ARG_SCORE))
		tally_count_missing(state, false, remove);
	else
	{
		point = rating_load(PG_GETARG_RATING(ARG_SCORE), &grid);
		if (unlikely(!grid_equal(&state->grid, &grid)))
			state = tally_state_with_scale(state, &grid, weighted);
		if (unlikely(weighted && !tally_is_weighted(state)))
			state = tally_to_weighted(state);
		tally_count_answer(fcinfo, ARG_RATING_WEIGHT, state, point, remove);
	}
	return tally_state_after_row(fcinfo, state, remove);
}

/* The fast path of a rating on the scale of the state, as that of an integer. */
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
	if (likely(is_fast_row(fcinfo) && count_rating(fcinfo, PG_GETARG_RATING(ARG_SCORE))))
		PG_RETURN_DATUM(PG_GETARG_DATUM(ARG_STATE));
	return accumulate_rating(fcinfo, false);
}

Datum
tally_accum_inv_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, true);
}

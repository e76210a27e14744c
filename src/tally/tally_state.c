/*
 * tally_state.c
 *		The state of an aggregate, a tally: scale and weights of its rows; whole
 *		states put together; what comes out of it.
 */
#include "tally/tally_state.h"

PG_FUNCTION_INFO_V1(tally_combine);
PG_FUNCTION_INFO_V1(tally_combine_inv);
PG_FUNCTION_INFO_V1(tally_final);

/* The state on a checked scale, which it takes up if it has none. */
Tally *
tally_state_with_scale(Tally *state, const Grid *grid, bool weighted)
{
	if (!tally_has_scale(state))
		return tally_with_scale(state, grid, weighted || tally_is_weighted(state));
	raise_scale_changes(&state->grid, grid);
	return NULL;				/* not reached */
}

/*
 * What a moving frame keeps when a row has left it must be what the frame
 * would give if computed anew.  Without answers and missing rows that is a
 * state without a scale, where the scale comes with the rows.  If rows of
 * unknown scale, or zero tallies with one, were counted, nobody can tell: NULL
 * makes the executor compute it anew.
 */
Datum
tally_state_after_removal(FunctionCallInfo fcinfo, Tally *state)
{
	if (likely(tally_has_answers(state)))
		return tally_state_result(fcinfo, state);
	if (state->grid.format & TALLY_UNSCALED)
		PG_RETURN_NULL();
	if (state->missing == 0)
		PG_RETURN_POINTER(tally_create(NULL, false));
	return tally_state_result(fcinfo, state);
}

/* -------- weights -------- */

/* row_has_weight() of a weight that is near 0, or no weight. */
bool
row_has_odd_weight(double weight)
{
	Fixed128	w;

	if (!fixed_weight_from_double(weight, &w))
		raise_bad_weight(weight);
	return !fixed128_is_zero(&w);
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

/* The weight of an answer on a point, in or out; arg is where it is, if the row has one. */
void
tally_count_weight(FunctionCallInfo fcinfo, int arg, Tally *state, int point, bool remove)
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

/* -------- whole states -------- */

/* Put a whole tally into the state, or take one out. */
static Tally *
merge_state(FunctionCallInfo fcinfo, bool subtract)
{
	Tally	   *state = tally_state_for_update(fcinfo);
	Tally	   *other = PG_GETARG_TALLY(1);
	Grid		scale;
	TallyFault	fault;

	/*
	 * the first value that a strict aggregate of a user's own meets is its
	 * state, unchecked
	 */
	if (unlikely(!tally_is_whole(state)))
		(void) PG_GETARG_TALLY(ARG_STATE);
	scale = state->grid;
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
	return tally_state_result(fcinfo, merge_state(fcinfo, false));
}

/* The inverse of sum(tally); see tally_state_after_removal(). */
Datum
tally_combine_inv(PG_FUNCTION_ARGS)
{
	return tally_state_after_removal(fcinfo, merge_state(fcinfo, true));
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

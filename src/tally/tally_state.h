/*
 * tally_state.h
 *		The state of an aggregate, a tally, as its transition functions change it.
 *
 * Inline where it runs once per row.
 */
#ifndef CSAT_TALLY_STATE_H
#define CSAT_TALLY_STATE_H

#include "tally/tally.h"
#include "tally/transition.h"

/* Arguments of a transition function. */
#define ARG_STATE	0
#define ARG_SCORE	1
#define ARG_SCALE	2			/* if there are three arguments */
#define ARG_WEIGHT	3			/* if there are four */

/* tally_state.c */
extern Tally *tally_state_with_scale(Tally *state, const Grid *grid, bool weighted);
extern Datum tally_state_after_removal(FunctionCallInfo fcinfo, Tally *state);
extern bool row_has_odd_weight(double weight);
extern void tally_count_weight(FunctionCallInfo fcinfo, int arg, Tally *state, int point, bool remove);

/*
 * The state, to be changed in place: that of the executor, or a copy.
 *
 * A new state is always allocated in the caller's short-lived context: the
 * executor copies it into the aggregate's and frees the old one.
 */
static inline Tally *
tally_state_for_update(FunctionCallInfo fcinfo)
{
	Tally	   *state = (Tally *) PG_GETARG_POINTER(ARG_STATE);

	if (likely(in_aggregate(fcinfo) && VARATT_IS_4B_U(state)))
		return state;
	return tally_copy(PG_GETARG_TALLY(ARG_STATE));
}

/*
 * What a transition function returns.  Called outside an aggregate it must give
 * a value like any other; the executor gets the state as it is.
 */
static inline Datum
tally_state_result(FunctionCallInfo fcinfo, Tally *state)
{
	if (likely(in_aggregate(fcinfo)))
		PG_RETURN_POINTER(state);
	if (tally_defect(state) != NULL)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	PG_RETURN_POINTER(tally_canonical(state));
}

/* The same of a row put in or taken out. */
static inline Datum
tally_state_after_row(FunctionCallInfo fcinfo, Tally *state, bool remove)
{
	return remove ? tally_state_after_removal(fcinfo, state) : tally_state_result(fcinfo, state);
}

/* A row without an answer, in or out. */
static inline void
tally_count_missing(Tally *state, bool scale_known, bool remove)
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

/* A row with an answer, in or out; arg is where its weight is, if it has one. */
static inline void
tally_count_answer(FunctionCallInfo fcinfo, int arg, Tally *state, int point, bool remove)
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
		tally_count_weight(fcinfo, arg, state, point, remove);
}

/* Does the row weigh anything?  A weight of 0 leaves it out, whatever its answer. */
static inline bool
row_has_weight(FunctionCallInfo fcinfo, int arg)
{
	double		w;

	if (PG_ARGISNULL(arg))
		return true;			/* an error, if the row is answered */
	w = PG_GETARG_FLOAT8(arg);
	return likely(w >= 1e-18 && w <= FIXED_MAX_WEIGHT) || row_has_odd_weight(w);
}

/*
 * Is this (state, score) of an aggregate, the state ours and both not null?
 * Then the fast path is open.
 */
static inline bool
is_fast_row(FunctionCallInfo fcinfo)
{
	return PG_NARGS() == ARG_SCALE && in_aggregate(fcinfo) &&
		!PG_ARGISNULL(ARG_STATE) && !PG_ARGISNULL(ARG_SCORE) &&
		VARATT_IS_4B_U(PG_GETARG_POINTER(ARG_STATE));
}

#endif							/* CSAT_TALLY_STATE_H */

/*
 * weighted_row.h
 *		What a transition function makes of its arguments: a value with a weight,
 *		to be put into a weighted_stats or taken out.
 */
#ifndef CSAT_WEIGHTED_ROW_H
#define CSAT_WEIGHTED_ROW_H

#include "tally/transition.h"
#include "weighted/weighted_stats.h"

/* What a row of the query comes to. */
typedef struct WeightedRow
{
	bool		answered;		/* has it a value? */
	double		value;
	const Grid *grid;			/* the scale of the value, or NULL */
	bool		weighed;		/* has it a weight? */
	Fixed128	w;
} WeightedRow;

/* The state, to be changed in place: that of the executor, or a copy. */
static inline WeightedStats *
weighted_state_for_update(FunctionCallInfo fcinfo)
{
	WeightedStats *state = (WeightedStats *) PG_GETARG_POINTER(0);

	if (likely(in_aggregate(fcinfo) && VARATT_IS_4B_U(state)))
		return state;
	return weighted_stats_copy(PG_GETARG_WEIGHTED_STATS(0));
}

/* Read the weight of a row into it; false if that is 0, which leaves it out. */
static inline bool
weighted_row_weigh(FunctionCallInfo fcinfo, int arg, WeightedRow *row)
{
	row->weighed = !PG_ARGISNULL(arg);
	if (!row->weighed)
		return true;
	if (unlikely(!fixed_weight_from_double(PG_GETARG_FLOAT8(arg), &row->w)))
		raise_bad_weight(PG_GETARG_FLOAT8(arg));
	return !fixed128_is_zero(&row->w);
}

static inline void
weighted_row_weigh_one(WeightedRow *row)
{
	row->weighed = true;
	row->w = fixed128_from_count(1);
}

/* The scale of the values comes with the first of them. */
static inline void
weighted_state_check_scale(WeightedStats *state, const Grid *grid)
{
	if (likely(grid_equal(&state->grid, grid)))
		return;
	if (state->n > 0)
		raise_scale_changes(&state->grid, grid);
	state->grid = *grid;
	state->grid.format = WEIGHTED_STATS_VERSION;
}

/*
 * Put a row in or take it out.  A row with neither value nor weight tells
 * nothing, not even how much is missing, and is left out.
 */
static pg_attribute_always_inline Datum
weighted_row_take(FunctionCallInfo fcinfo, const WeightedRow *row, bool remove)
{
	WeightedStats *state = weighted_state_for_update(fcinfo);
	WeightedFault fault = WEIGHTED_OK;

	if (!row->answered)
	{
		if (row->weighed)
			fault = remove ? weighted_stats_remove_missing(state, &row->w) :
				weighted_stats_add_missing(state, &row->w);
	}
	else
	{
		if (!row->weighed)
			raise_null_weight();
		if (row->grid != NULL)
			weighted_state_check_scale(state, row->grid);
		else if (unlikely(weighted_stats_has_scale(state)))
			weighted_stats_raise(WEIGHTED_SCALES_DIFFER);
		fault = remove ? weighted_stats_remove_value(state, &row->w, row->value) :
			weighted_stats_add_value(state, &row->w, row->value);
	}

	/*
	 * called outside an aggregate, it may be asked to take out a row that
	 * never went in
	 */
	if (fault == WEIGHTED_OK && !in_aggregate(fcinfo) && weighted_stats_defect(state) != NULL)
		fault = remove ? WEIGHTED_TOO_FEW : WEIGHTED_TOO_LARGE;
	if (unlikely(fault != WEIGHTED_OK))
		weighted_stats_raise(fault);
	PG_RETURN_POINTER(state);
}

#endif							/* CSAT_WEIGHTED_ROW_H */

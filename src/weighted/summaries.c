/*
 * summaries.c
 *		From rows to a weighted_stats: the aggregates weighted_stats and gap, and
 *		whole states put together.
 */
#include "compat.h"

#include <math.h>

#include "number/decimal.h"
#include "weighted/weighted_row.h"

PG_FUNCTION_INFO_V1(weighted_stats_accum);
PG_FUNCTION_INFO_V1(weighted_stats_accum_inv);
PG_FUNCTION_INFO_V1(gap_accum);
PG_FUNCTION_INFO_V1(gap_accum_inv);
PG_FUNCTION_INFO_V1(weighted_stats_combine);
PG_FUNCTION_INFO_V1(weighted_stats_combine_inv);

/* -------- weighted_stats(value, weight) -------- */

static pg_attribute_always_inline Datum
accumulate_value(FunctionCallInfo fcinfo, bool remove)
{
	WeightedRow row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!weighted_row_weigh(fcinfo, 2, &row))
		PG_RETURN_POINTER(weighted_state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1);
	if (row.answered)
		row.value = PG_GETARG_FLOAT8(1);
	return weighted_row_take(fcinfo, &row, remove);
}

Datum
weighted_stats_accum(PG_FUNCTION_ARGS)
{
	return accumulate_value(fcinfo, false);
}

Datum
weighted_stats_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_value(fcinfo, true);
}

/* -------- gap(perception, expectation [, weight]) = csi(...) -------- */

/*
 * The difference as it is written: 4.2 - 4.8 is -0.6, which it is not for the
 * doubles that stand for them.
 */
static double
difference(double perception, double expectation)
{
	double		gap = perception - expectation;
	int64		a;
	int64		b;

	if (fabs(gap) <= FIXED_MAX_VALUE && gap == (int64) gap)
		return gap;
	if (decimal_from_double(perception, &a) == DECIMAL_EXACT &&
		decimal_from_double(expectation, &b) == DECIMAL_EXACT)
		return (double) (a - b) / GRID_UNIT;
	return gap;
}

static pg_attribute_always_inline Datum
accumulate_gap(FunctionCallInfo fcinfo, bool remove)
{
	WeightedRow row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_NARGS() <= 3)
		weighted_row_weigh_one(&row);
	else if (!weighted_row_weigh(fcinfo, 3, &row))
		PG_RETURN_POINTER(weighted_state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1) && !PG_ARGISNULL(2);
	if (row.answered)
		row.value = difference(PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	return weighted_row_take(fcinfo, &row, remove);
}

Datum
gap_accum(PG_FUNCTION_ARGS)
{
	return accumulate_gap(fcinfo, false);
}

Datum
gap_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_gap(fcinfo, true);
}

/* -------- whole states -------- */

static Datum
merge_state(FunctionCallInfo fcinfo, bool subtract)
{
	WeightedStats *state = weighted_state_for_update(fcinfo);
	WeightedFault fault;

	/*
	 * the first value that a strict aggregate of a user's own meets is its
	 * state, unchecked
	 */
	if (unlikely(VARSIZE(state) != sizeof(WeightedStats)))
		(void) PG_GETARG_WEIGHTED_STATS(0);
	fault = weighted_stats_merge(state, PG_GETARG_WEIGHTED_STATS(1), subtract);
	if (unlikely(fault != WEIGHTED_OK))
		weighted_stats_raise(fault);
	PG_RETURN_POINTER(state);
}

/* Combine two states of any aggregate here; sum(weighted_stats). */
Datum
weighted_stats_combine(PG_FUNCTION_ARGS)
{
	return merge_state(fcinfo, false);
}

/* The inverse of sum(weighted_stats). */
Datum
weighted_stats_combine_inv(PG_FUNCTION_ARGS)
{
	return merge_state(fcinfo, true);
}

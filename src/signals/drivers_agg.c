/*
 * drivers_agg.c
 *		SQL: score_drivers(outcome, VARIADIC items).
 *
 * The state is no value of SQL: it lives in the aggregate's memory, and goes
 * from worker to leader as bytes.
 */
#include "compat.h"

#include <math.h>

#include "access/tupdesc.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/lsyscache.h"
#include "utils/typcache.h"

#include "base/composite.h"
#include "base/float_array.h"
#include "signals/drivers.h"
#include "signals/signal_rows.h"
#include "tally/transition.h"
#include "weighted/weighted_stats.h"

PG_FUNCTION_INFO_V1(score_drivers_accum);
PG_FUNCTION_INFO_V1(score_drivers_accum_inv);
PG_FUNCTION_INFO_V1(score_drivers_combine);
PG_FUNCTION_INFO_V1(score_drivers_serialize);
PG_FUNCTION_INFO_V1(score_drivers_deserialize);
PG_FUNCTION_INFO_V1(score_drivers_final);

/* The number of items is known from the first complete case on. */
typedef struct DriversState
{
	CrossProducts *sums;		/* NULL before */
} DriversState;

static const RowColumn driver_columns[] = {
	{"item", INT4OID}, {"correlation", NUMERICOID}, {"importance", NUMERICOID}, {"mean", NUMERICOID},
	{"responses", INT8OID}, {"r_squared", NUMERICOID}
};

static DriversState *
state_for_update(FunctionCallInfo fcinfo)
{
	if (!PG_ARGISNULL(0))
		return (DriversState *) PG_GETARG_POINTER(0);
	return MemoryContextAllocZero(aggregate_context(fcinfo), sizeof(DriversState));
}

static void
check_items(int items)
{
	if (items < 1 || items > MAX_ITEMS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("%d items cannot be compared", items),
				 errhint("Give 1 to %d items.", MAX_ITEMS)));
}

/* Makes the sums for the first case, and lets no other have fewer or more items. */
static void
state_expect(FunctionCallInfo fcinfo, DriversState *state, int items)
{
	MemoryContext caller;

	if (state->sums == NULL)
	{
		check_items(items);
		caller = MemoryContextSwitchTo(aggregate_context(fcinfo));
		state->sums = cross_products_create(items);
		MemoryContextSwitchTo(caller);
	}
	if (state->sums->items != items)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("number of items changes inside one group: %d and %d", state->sums->items, items),
				 errhint("Give every row the same items, NULL where one was not answered.")));
}

/* Outcome and items of a complete case, and how many items; -1 where something is NULL. */
static int
read_case(FunctionCallInfo fcinfo, double **values)
{
	double	   *given;
	int			items;

	if (PG_ARGISNULL(1) || PG_ARGISNULL(2))
		return -1;
	items = float_array_values(PG_GETARG_DATUM(2), &given);
	if (items < 0)
		return -1;
	*values = palloc((items + 1) * sizeof(double));
	(*values)[0] = PG_GETARG_FLOAT8(1);
	memcpy(*values + 1, given, items * sizeof(double));
	return items;
}

/* A state without cases is as it was before the first. */
static void
state_forget(DriversState *state)
{
	if (cross_products_cases(state->sums) > 0)
		return;
	pfree(state->sums);
	state->sums = NULL;
}

static Datum
accumulate(FunctionCallInfo fcinfo, bool remove)
{
	DriversState *state = state_for_update(fcinfo);
	double	   *values;
	int			items = read_case(fcinfo, &values);

	if (items < 0)
		PG_RETURN_POINTER(state);
	state_expect(fcinfo, state, items);
	if (!cross_products_take(state->sums, values, remove))
		weighted_stats_raise(WEIGHTED_BAD_VALUE);
	state_forget(state);
	PG_RETURN_POINTER(state);
}

Datum
score_drivers_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, false);
}

Datum
score_drivers_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, true);
}

Datum
score_drivers_combine(PG_FUNCTION_ARGS)
{
	DriversState *state = state_for_update(fcinfo);
	const DriversState *more = (DriversState *) PG_GETARG_POINTER(1);

	if (PG_ARGISNULL(1) || more->sums == NULL)
		PG_RETURN_POINTER(state);
	state_expect(fcinfo, state, more->sums->items);
	cross_products_merge(state->sums, more->sums);
	PG_RETURN_POINTER(state);
}

Datum
score_drivers_serialize(PG_FUNCTION_ARGS)
{
	const DriversState *state = (DriversState *) PG_GETARG_POINTER(0);
	Size		size = state->sums == NULL ? 0 : cross_products_size(state->sums->items);
	bytea	   *bytes = palloc(VARHDRSZ + size);

	SET_VARSIZE(bytes, VARHDRSZ + size);
	if (size > 0)
		memcpy(VARDATA(bytes), state->sums, size);
	PG_RETURN_BYTEA_P(bytes);
}

Datum
score_drivers_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	DriversState *state = palloc0(sizeof(DriversState));

	if (VARSIZE_ANY_EXHDR(bytes) > 0)
	{
		state->sums = palloc(VARSIZE_ANY_EXHDR(bytes));
		memcpy(state->sums, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	}
	PG_RETURN_POINTER(state);
}

static Datum
driver_row(TupleDesc type, int item, const Driver *driver, int64 responses, double r_squared)
{
	Datum		values[lengthof(driver_columns)];
	bool		nulls[lengthof(driver_columns)] = {false};

	values[0] = Int32GetDatum(item);
	put_number(driver->correlation, &values[1], &nulls[1]);
	put_number(driver->importance, &values[2], &nulls[2]);
	put_number(driver->mean, &values[3], &nulls[3]);
	values[4] = Int64GetDatum(responses);
	put_number(r_squared, &values[5], &nulls[5]);
	return composite_row_of_type(type, driver_columns, lengthof(driver_columns), values, nulls);
}

/* score_driver[]: the type of its elements is that of what the final function returns. */
static Datum
driver_rows(Oid element, const Driver *drivers, const CrossProducts *sums, double r_squared)
{
	TupleDesc	type = lookup_rowtype_tupdesc_copy(element, -1);
	Datum	   *rows = palloc(sums->items * sizeof(Datum));

	for (int i = 0; i < sums->items; i++)
		rows[i] = driver_row(type, i + 1, &drivers[i], cross_products_cases(sums), r_squared);
	return PointerGetDatum(construct_array(rows, sums->items, element, -1, false, TYPALIGN_DOUBLE));
}

Datum
score_drivers_final(PG_FUNCTION_ARGS)
{
	const DriversState *state = PG_ARGISNULL(0) ? NULL : (DriversState *) PG_GETARG_POINTER(0);
	double		r_squared;
	Driver	   *drivers;

	if (state == NULL || state->sums == NULL)
		PG_RETURN_NULL();
	drivers = drivers_of(state->sums, &r_squared);
	if (drivers == NULL)
		PG_RETURN_NULL();
	return driver_rows(get_element_type(get_func_rettype(fcinfo->flinfo->fn_oid)), drivers, state->sums, r_squared);
}

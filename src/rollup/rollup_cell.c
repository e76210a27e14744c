/*
 * rollup_cell.c
 *		Functions that the views of a roll-up need.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "number/number.h"
#include "scores/metric.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(csat_rollup_cell);
PG_FUNCTION_INFO_V1(csat_rollup_p_value);

/*
 * csat_rollup_cell(added, removed): what is left in a cell; NULL if more was
 * removed than added, as when rows went another way than through the triggers.
 */
Datum
csat_rollup_cell(PG_FUNCTION_ARGS)
{
	Tally	   *cell = PG_GETARG_TALLY(0);
	Tally	   *removed = PG_GETARG_TALLY(1);
	Grid		scale = cell->grid;
	TallyFault	fault;

	if (!tally_is_zero(removed))
	{
		cell = tally_copy(cell);
		fault = tally_merge(&cell, removed, true);
		if (fault == TALLY_TOO_FEW)
			PG_RETURN_NULL();
		if (fault != TALLY_OK)
			tally_raise(fault, &scale, &removed->grid);
	}
	if (tally_is_zero(cell))
		PG_RETURN_POINTER(tally_create(NULL, false));
	PG_RETURN_POINTER(tally_canonical(cell));
}

#define P_PLACES	28			/* as many as a .NET decimal, the least of the
								 * readers, takes */

/*
 * csat_rollup_p_value(p): as numeric, which is 0 below 1e-28, since of 226
 * places some readers make an error.
 */
Datum
csat_rollup_p_value(PG_FUNCTION_ARGS)
{
	Numeric		p = number_from_double(PG_GETARG_FLOAT8(0));
	Datum		rounded = DirectFunctionCall2(numeric_round, NumericGetDatum(p), Int32GetDatum(P_PLACES));

	return DirectFunctionCall1(numeric_trim_scale, rounded);
}

/*
 * rollup_cell.c
 *		Functions on tallies that the views of a roll-up need.
 */
#include "compat.h"

#include "scores/metric.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(csat_rollup_cell);

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

/*
 * rollup_cell.c
 *		Functions on tallies that the views of a roll-up need.
 */
#include "compat.h"

#include "number/fixed.h"
#include "number/number.h"
#include "scores/metric.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(csat_rollup_cell);
PG_FUNCTION_INFO_V1(tally_weight_between);

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

/* weight(t, lo, hi): sum of the weights of the answers with lo <= score <= hi */
Datum
tally_weight_between(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	uint128		amount = metric_amount(t, range);
	Fixed128	sum;
	char		text[FIXED128_TEXT_MAX];

	if (!tally_is_weighted(t))
		PG_RETURN_NUMERIC(int64_to_numeric(metric_count(t, range)));
	sum.limb[0] = (uint64) amount;
	sum.limb[1] = (uint64) (amount >> 64);
	fixed128_to_text(&sum, text);
	PG_RETURN_NUMERIC(number_from_text(text));
}

/*
 * transition.c
 *		Where an aggregate keeps its state, and why it cannot take a row.
 */
#include "tally/transition.h"

MemoryContext
aggregate_context(FunctionCallInfo fcinfo)
{
	MemoryContext context;

	if (!AggCheckCallContext(fcinfo, &context))
		elog(ERROR, "called outside of an aggregate");
	return context;
}

void
raise_no_scale(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("state has no scale to read an answer on"),
			 errhint("Give an aggregate of your own an initial state with a scale, such as '1..5 {0,0,0,0,0}'.")));
}

void
raise_null_scale(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("scale is null on an answered row"),
			 errhint("Give every question its scale, or filter such rows out.")));
}

void
raise_null_weight(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
			 errmsg("weight is null on an answered row"),
			 errhint("Give the row a weight; a weight of 0 leaves it out.")));
}

void
raise_bad_weight(double weight)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("weight %.15g is out of range", weight),
			 errhint("Weights are finite, not negative, and at most 2^31; a weight of 0 leaves the row out.")));
}

void
raise_scale_changes(const Grid *before, const Grid *after)
{
	char		text_before[GRID_TEXT_MAX];
	char		text_after[GRID_TEXT_MAX];

	grid_to_text(before, text_before);
	grid_to_text(after, text_after);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("scale changes inside one group: %s and %s", text_before, text_after),
			 errhint("Group or filter by question, so that every group has one scale.")));
}

/*
 * agg_function.c
 *		Which transition functions the direct scan knows how to run.
 *
 * Ours are known by their address, so that no name is looked up.  Of core's
 * there are those that stand beside scores on a dashboard: counts, and sums,
 * averages and extremes of whole numbers and dates.  None depends on the order of the
 * rows, as sums of doubles would.
 */
#include "compat.h"

#include "access/transam.h"
#include "utils/fmgroids.h"

#include "direct_scan/agg_step.h"
#include "tally/tally_agg.h"

static bool
is_of_tally(PGFunction function, StepKind *kind)
{
	static const PGFunction known[] = {
		tally_accum_int4, tally_accum_int2, tally_accum_float8, tally_accum_numeric, tally_accum_text,
		tally_accum_jsonb, tally_accum_bool, tally_accum_rating, tally_accum_retention
	};

	*kind = function == tally_accum_int4 || function == tally_accum_int2 ? STEP_TALLY : STEP_CALL;
	for (int i = 0; i < (int) lengthof(known); i++)
		if (function == known[i])
			return true;
	return false;
}

static bool
is_of_core(Oid function, StepKind *kind)
{
	static const Oid known[] = {
		F_INT2_SUM, F_INT4_SUM, F_INT8_AVG_ACCUM, F_INT2_AVG_ACCUM, F_INT4_AVG_ACCUM,
		F_INT2LARGER, F_INT2SMALLER, F_INT4LARGER, F_INT4SMALLER, F_INT8LARGER, F_INT8SMALLER,
		F_DATE_LARGER, F_DATE_SMALLER, F_TIMESTAMP_LARGER, F_TIMESTAMP_SMALLER,
		F_TIMESTAMPTZ_LARGER, F_TIMESTAMPTZ_SMALLER
	};

	*kind = STEP_COUNT;
	if (function == F_INT8INC || function == F_INT8INC_ANY)
		return true;
	*kind = STEP_CALL;
	for (int i = 0; i < (int) lengthof(known); i++)
		if (function == known[i])
			return true;
	return false;
}

/* What is known of a transition function; false: nothing, so it is not to be run here. */
bool
agg_step_function(Oid transition, StepFunction *result)
{
	FmgrInfo	info;

	result->is_csat = transition >= FirstNormalObjectId;
	if (!result->is_csat)
		return is_of_core(transition, &result->kind);
	fmgr_info(transition, &info);
	return is_of_tally(info.fn_addr, &result->kind);
}

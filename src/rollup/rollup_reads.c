/*
 * rollup_reads.c
 *		Is an answer a point of the scale?  For roll-ups with on_bad => 'missing'.
 */
#include "compat.h"

#include "rollup/rollup.h"
#include "scale/answer.h"

PG_FUNCTION_INFO_V1(csat_rollup_reads);

/*
 * csat_rollup_reads(answer, scale): true, or false; NULL if the answer is
 * missing.  What brings its scale with it, a rating or a tally, is good.
 */
Datum
csat_rollup_reads(PG_FUNCTION_ARGS)
{
	const AnswerType *type = answer_type_of(get_fn_expr_argtype(fcinfo->flinfo, 0));
	const RatingScale *scale;
	int			point;

	if (type == NULL)
		PG_RETURN_BOOL(true);
	scale = PG_GETARG_RATING_SCALE(1);
	point = type->parse(PG_GETARG_DATUM(0), &scale->grid, scale);
	if (point == POINT_MISSING)
		PG_RETURN_NULL();
	PG_RETURN_BOOL(!point_is_fault(point));
}

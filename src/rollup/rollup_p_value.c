/*
 * rollup_p_value.c
 *		A p-value as the views of a roll-up show it.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "number/number.h"

PG_FUNCTION_INFO_V1(csat_rollup_p_value);

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

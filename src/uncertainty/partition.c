/*
 * partition.c
 *		The partition of a window function that looks at the whole of it.
 */
#include "uncertainty/partition.h"

#include "miscadmin.h"

WindowObject
partition_window(FunctionCallInfo fcinfo)
{
	WindowObject window = PG_WINDOW_OBJECT();

	if (!WindowObjectIsValid(window))
		elog(ERROR, "called without a window");
	WinCheckAndInitializeNullTreatment(window, false, fcinfo);
	return window;
}

/* An option must be the same for the whole partition, for it is read once. */
Datum
partition_option(FunctionCallInfo fcinfo, int arg, const char *name, const char *cure)
{
	bool		is_null;
	Datum		value;

	if (!get_fn_expr_arg_stable(fcinfo->flinfo, arg))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("\"%s\" must not change from row to row", name)));
	value = WinGetFuncArgCurrent(PG_WINDOW_OBJECT(), arg, &is_null);
	if (is_null)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("\"%s\" must not be null", name),
				 errhint("%s", cure)));
	return value;
}

Datum
partition_value(WindowObject window, int64 row, bool *is_null)
{
	bool		is_out;

	CHECK_FOR_INTERRUPTS();
	return WinGetFuncArgInPartition(window, 0, (int) row, WINDOW_SEEK_HEAD, false, is_null, &is_out);
}

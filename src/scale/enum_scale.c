/*
 * enum_scale.c
 *		The scale of an enum: its labels, in their order.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "scale/rating_scale.h"

PG_FUNCTION_INFO_V1(enum_scale);

/* In double quotes, whatever the label holds. */
static void
append_label(StringInfo buf, const char *label)
{
	appendStringInfoChar(buf, '"');
	for (const char *p = label; *p != '\0'; p++)
	{
		if (*p == '"')
			appendStringInfoChar(buf, '"');
		appendStringInfoChar(buf, *p);
	}
	appendStringInfoChar(buf, '"');
}

/* LABEL < LABEL < ... of an array of enum values */
static char *
labels_of(ArrayType *values)
{
	Datum	   *value;
	int			count;
	Oid			output;
	bool		is_varlena;
	StringInfoData buf;

	deconstruct_array(values, ARR_ELEMTYPE(values), sizeof(Oid), true, TYPALIGN_INT,
					  &value, NULL, &count);
	getTypeOutputInfo(ARR_ELEMTYPE(values), &output, &is_varlena);
	initStringInfo(&buf);
	for (int i = 0; i < count; i++)
	{
		if (i > 0)
			appendStringInfoString(&buf, " < ");
		append_label(&buf, OidOutputFunctionCall(output, value[i]));
	}
	return buf.data;
}

/*
 * enum_scale(NULL::mood): as enum_range(anyenum), the argument says which enum
 * and its value does not matter.  A call site, which is of one enum, remembers
 * the scale, since a query calls this once a row.
 */
Datum
enum_scale(PG_FUNCTION_ARGS)
{
	RatingScale *scale = fcinfo->flinfo->fn_extra;
	ParseFault	fault = {NULL, NULL};
	Datum		values;
	Slice		labels;

	if (scale != NULL)
		PG_RETURN_POINTER(scale);
	values = enum_range_all(fcinfo);
	labels.data = labels_of(DatumGetArrayTypeP(values));
	labels.len = (int) strlen(labels.data);
	scale = scale_parse(labels, database_is_utf8(), &fault);
	if (scale == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("enum %s is no scale",
						format_type_be(get_fn_expr_argtype(fcinfo->flinfo, 0))),
				 errdetail("%s", labels.len == 0 ? "It has no labels." : fault.detail)));
	fcinfo->flinfo->fn_extra = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, VARSIZE(scale));
	memcpy(fcinfo->flinfo->fn_extra, scale, VARSIZE(scale));
	PG_RETURN_POINTER(scale);
}

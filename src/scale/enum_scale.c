/*
 * enum_scale.c
 *		The scale of an enum: its labels, in their order.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

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

/* The scale of the enum that an argument is of. */
static RatingScale *
read_scale(FunctionCallInfo fcinfo)
{
	Datum		values = enum_range_all(fcinfo);
	ParseFault	fault = {NULL, NULL};
	RatingScale *scale;
	Slice		labels;

	labels.data = labels_of(DatumGetArrayTypeP(values));
	labels.len = (int) strlen(labels.data);
	scale = scale_parse(labels, database_is_utf8(), &fault);
	if (scale == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("enum %s is no scale",
						format_type_be(get_fn_expr_argtype(fcinfo->flinfo, 0))),
				 errdetail("%s", labels.len == 0 ? "It has no labels." : fault.detail)));
	return scale;
}

/* How often this session learned that labels of some enum changed. */
static uint64 label_changes = 0;

static void
note_change(Datum unused, SysCacheIdentifier cache, uint32 hash)
{
	label_changes++;
}

static void
watch_labels(void)
{
	static bool watching = false;

	if (watching)
		return;
	CacheRegisterSyscacheCallback(ENUMOID, note_change, (Datum) 0);
	watching = true;
}

/* What a call site, which is of one enum, remembers. */
typedef struct EnumScale
{
	uint64		label_changes;	/* as it was when the labels were read */
	RatingScale *scale;
} EnumScale;

/*
 * enum_scale(NULL::mood): as enum_range(anyenum), the argument says which enum
 * and its value does not matter.  A query calls this once for each row, so that
 * the scale is remembered until labels change, as they may before the call site
 * is gone: one in PL/pgSQL lasts as long as the transaction.
 */
Datum
enum_scale(PG_FUNCTION_ARGS)
{
	EnumScale  *known = fcinfo->flinfo->fn_extra;
	uint64		changes;
	RatingScale *scale;

	if (known != NULL && known->label_changes == label_changes)
		PG_RETURN_POINTER(known->scale);
	watch_labels();
	changes = label_changes;
	scale = read_scale(fcinfo);
	if (known == NULL)
		known = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, sizeof(EnumScale));

	/*
	 * what was returned before may still be in use, and goes with the call
	 * site
	 */
	known->scale = MemoryContextAlloc(fcinfo->flinfo->fn_mcxt, VARSIZE(scale));
	memcpy(known->scale, scale, VARSIZE(scale));
	known->label_changes = changes;
	fcinfo->flinfo->fn_extra = known;
	PG_RETURN_POINTER(known->scale);
}

/*
 * composite.c
 *		Rows of a composite type, whose columns ALTER TYPE may have changed.
 *
 * A row that does not fit its type is read beyond its end, or as something
 * else than it is: so look before one is made.
 */
#include "base/composite.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

static bool
is_column(Form_pg_attribute attribute, const RowColumn *column)
{
	return attribute->atttypid == column->type && attribute->atttypmod == -1 &&
		strcmp(NameStr(attribute->attname), column->name) == 0;
}

/* Has a type these columns, in this order, beside such as were dropped? */
static bool
has_columns(TupleDesc type, const RowColumn *columns, int count)
{
	int			found = 0;

	for (int i = 0; i < type->natts; i++)
	{
		Form_pg_attribute attribute = TupleDescAttr(type, i);

		if (attribute->attisdropped)
			continue;
		if (found == count || !is_column(attribute, &columns[found]))
			return false;
		found++;
	}
	return found == count;
}

static char *
columns_to_text(const RowColumn *columns, int count)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < count; i++)
		appendStringInfo(&buf, "%s%s %s", i > 0 ? ", " : "", columns[i].name, format_type_be(columns[i].type));
	return buf.data;
}

static void
check_columns(TupleDesc type, const RowColumn *columns, int count)
{
	if (has_columns(type, columns, count))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("type %s is not as csat created it", format_type_be(type->tdtypeid)),
			 errdetail("Its columns must be, in this order: %s.", columns_to_text(columns, count)),
			 errhint("Undo what ALTER TYPE did to it, and put columns of your own into a type of your own.")));
}

Datum
composite_row_of_type(TupleDesc type, const RowColumn *columns, int count,
					  const Datum *values, const bool *nulls)
{
	Datum	   *all_values;
	bool	   *all_nulls;
	int			next = 0;

	check_columns(type, columns, count);
	all_values = palloc0(type->natts * sizeof(Datum));
	all_nulls = palloc0(type->natts * sizeof(bool));
	for (int i = 0; i < type->natts; i++)
	{
		all_nulls[i] = TupleDescAttr(type, i)->attisdropped;
		if (all_nulls[i])
			continue;
		all_values[i] = values[next];
		all_nulls[i] = nulls[next++];
	}
	return HeapTupleGetDatum(heap_form_tuple(BlessTupleDesc(type), all_values, all_nulls));
}

Datum
composite_row(FunctionCallInfo fcinfo, const RowColumn *columns, int count,
			  const Datum *values, const bool *nulls)
{
	TupleDesc	type;

	if (get_call_result_type(fcinfo, NULL, &type) != TYPEFUNC_COMPOSITE)
		elog(ERROR, "return type must be a row type");
	return composite_row_of_type(type, columns, count, values, nulls);
}

ReturnSetInfo *
composite_rows(FunctionCallInfo fcinfo, const RowColumn *columns, int count)
{
	ReturnSetInfo *rows = (ReturnSetInfo *) fcinfo->resultinfo;

	InitMaterializedSRF(fcinfo, 0);
	check_columns(rows->setDesc, columns, count);
	if (rows->setDesc->natts != count)
		elog(ERROR, "rows cannot have dropped columns");
	return rows;
}

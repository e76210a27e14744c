/*
 * composite.h
 *		Rows of a composite type, whose columns ALTER TYPE may have changed.
 */
#ifndef CSAT_COMPOSITE_H
#define CSAT_COMPOSITE_H

#include "compat.h"

#include "access/tupdesc.h"
#include "nodes/execnodes.h"

/* A column that a function of ours gives. */
typedef struct RowColumn
{
	const char *name;
	Oid			type;
} RowColumn;

/*
 * A row of the call's result type, one of a type that is given, or the start of
 * many, for tuplestore_putvalues().  42804 where that type does not have our columns.
 */
extern Datum composite_row(FunctionCallInfo fcinfo, const RowColumn *columns, int count,
						   const Datum *values, const bool *nulls);
extern Datum composite_row_of_type(TupleDesc type, const RowColumn *columns, int count,
								   const Datum *values, const bool *nulls);
extern ReturnSetInfo *composite_rows(FunctionCallInfo fcinfo, const RowColumn *columns, int count);

#endif							/* CSAT_COMPOSITE_H */

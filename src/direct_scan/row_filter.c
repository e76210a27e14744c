/*
 * row_filter.c
 *		Which rows of a page satisfy the conditions of the query.
 *
 * Ranges of whole numbers and dates, and tests for NULL, are looked at first,
 * a column at a time: they can raise nothing.  Core's ExecQual() sees what is
 * left of the rows for what is left of the conditions.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "executor/instrument.h"
#include "nodes/nodeFuncs.h"

#include "direct_scan/direct_state.h"

/* ranges: for each a list of its kind, its strategy, the column and the bound. */
void
row_filter_init(DirectScan *scan, List *ranges, List *rest)
{
	ListCell   *cell;

	scan->range = palloc0(Max(1, list_length(ranges)) * sizeof(Range));
	foreach(cell, ranges)
	{
		List	   *parts = lfirst_node(List, cell);
		Range	   *range = &scan->range[scan->ranges++];
		Expr	   *bound = lthird(parts);
		Var		   *var = lsecond_node(Var, parts);

		range->strategy = DatumGetInt32(linitial_node(Const, parts)->constvalue);
		range->column = column_at_position(&scan->columns, var->varattno - 1);
		range->bound_type = exprType((Node *) bound);
		range->bound = ExecInitExpr(bound, &scan->css.ss.ps);
	}
	scan->rest = ExecInitQual(rest, &scan->css.ss.ps);
}

static int64
bound_value(Datum value, Oid type)
{
	switch (type)
	{
		case INT2OID:
			return DatumGetInt16(value);
		case INT4OID:
		case DATEOID:
			return DatumGetInt32(value);
		default:
			return DatumGetInt64(value);
	}
}

/* What passes `column <strategy> bound`. */
static void
set_range(Range *range, int64 bound)
{
	range->lo = PG_INT64_MIN;
	range->hi = PG_INT64_MAX;
	switch (range->strategy)
	{
		case BTLessStrategyNumber:
			if (bound == PG_INT64_MIN)
				range->lo = PG_INT64_MAX;	/* nothing is less */
			range->hi = bound - (bound != PG_INT64_MIN);
			break;
		case BTLessEqualStrategyNumber:
			range->hi = bound;
			break;
		case BTEqualStrategyNumber:
			range->lo = range->hi = bound;
			break;
		case BTGreaterEqualStrategyNumber:
			range->lo = bound;
			break;
		default:
			if (bound == PG_INT64_MAX)
				range->hi = PG_INT64_MIN;	/* nothing is greater */
			range->lo = bound + (bound != PG_INT64_MAX);
			break;
	}
}

/* The bounds of this scan, which may come with parameters. */
void
row_filter_begin(DirectScan *scan)
{
	ExprContext *econtext = scan->css.ss.ps.ps_ExprContext;

	for (int i = 0; i < scan->ranges; i++)
	{
		Range	   *range = &scan->range[i];
		bool		isnull;
		Datum		bound;

		if (range->strategy >= RANGE_IS_NULL)
			continue;
		bound = ExecEvalExprSwitchContext(range->bound, econtext, &isnull);
		if (isnull)
		{
			range->lo = PG_INT64_MAX;	/* nothing compares with NULL */
			range->hi = PG_INT64_MIN;
		}
		else
			set_range(range, bound_value(bound, range->bound_type));
	}
}

/* The rows of which `passes` says so stay, in their order. */
static void
keep_rows(PageRows *rows, const bool *passes)
{
	int			kept = 0;

	for (int row = 0; row < rows->count; row++)
	{
		rows->tuple[kept] = rows->tuple[row];
		kept += passes[row];
	}
	if (kept == rows->count)
		return;
	rows->count = kept;
	rows->generation++;
}

static void
apply_range(const Range *range, PageRows *rows)
{
	const Column *column = range->column;
	const int64 lo = range->lo;
	const int64 hi = range->hi;
	bool		passes[PAGE_ROWS];

	if (range->strategy >= RANGE_IS_NULL)
		for (int row = 0; row < rows->count; row++)
			passes[row] = column->isnull[row] == (range->strategy == RANGE_IS_NULL);
	else
		for (int row = 0; row < rows->count; row++)
		{
			int64		value = (int64) column->value[row];

			passes[row] = !column->isnull[row] & (value >= lo) & (value <= hi);
		}
	keep_rows(rows, passes);
}

static void
apply_rest(DirectScan *scan)
{
	PageRows   *rows = &scan->rows;
	ExprContext *econtext = scan->css.ss.ps.ps_ExprContext;
	bool		passes[PAGE_ROWS];

	columns_read(&scan->columns, rows);
	for (int row = 0; row < rows->count; row++)
	{
		operand_row(scan, row);
		passes[row] = ExecQual(scan->rest, econtext);
		ResetExprContext(econtext);
	}
	keep_rows(rows, passes);
}

/* Leave only the rows that satisfy all conditions. */
void
row_filter_apply(DirectScan *scan)
{
	PageRows   *rows = &scan->rows;
	int			before = rows->count;

	for (int i = 0; i < scan->ranges; i++)
	{
		column_read(&scan->columns, scan->range[i].column, rows);
		apply_range(&scan->range[i], rows);
	}
	if (scan->rest != NULL && rows->count > 0)
		apply_rest(scan);
	InstrCountFiltered1(&scan->css, before - rows->count);
}

/*
 * operand.c
 *		A value that is wanted of every row: a column as it is, or an expression.
 */
#include "compat.h"

#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "direct_scan/direct_state.h"

/*
 * keep_values: values of an expression that are no Datum by themselves are
 * kept for as long as the page is; else they may be gone with the row.
 */
void
operand_init(Operand *operand, DirectScan *scan, Expr *expr, bool keep_values)
{
	get_typlenbyval(exprType((Node *) expr), &operand->length, &operand->by_value);
	operand->keep_values = keep_values && !operand->by_value;
	if (IsA(expr, Var))
		operand->column = column_at_position(&scan->columns, ((Var *) expr)->varattno - 1);
	if (operand->column != NULL)
	{
		operand->value = operand->column->value;
		operand->isnull = operand->column->isnull;
		return;
	}
	operand->expression = ExecInitExpr(expr, &scan->css.ss.ps);
	operand->value = palloc(PAGE_ROWS * sizeof(Datum));
	operand->isnull = palloc(PAGE_ROWS * sizeof(bool));
}

/* Put the columns of one row where expressions look for them. */
void
operand_row(DirectScan *scan, int row)
{
	TupleTableSlot *slot = scan->css.ss.ss_ScanTupleSlot;

	for (int i = 0; i < scan->columns.count; i++)
	{
		const Column *column = &scan->columns.column[i];

		slot->tts_values[column->position] = column->value[row];
		slot->tts_isnull[column->position] = column->isnull[row];
	}
}

/* The value for one row, which is gone when the row's memory is reset. */
Datum
operand_value(const Operand *operand, DirectScan *scan, int row, bool *isnull)
{
	if (operand->column != NULL)
	{
		*isnull = operand->isnull[row];
		return operand->value[row];
	}
	operand_row(scan, row);
	return ExecEvalExprSwitchContext(operand->expression, scan->css.ss.ps.ps_ExprContext, isnull);
}

/* The values for these rows of the page, whose columns have been read. */
void
operand_compute(Operand *operand, DirectScan *scan, const uint16 *rows, int count)
{
	if (operand->column != NULL)
		return;
	for (int i = 0; i < count; i++)
	{
		int			row = rows[i];
		Datum		value = operand_value(operand, scan, row, &operand->isnull[row]);

		if (operand->keep_values && !operand->isnull[row])
		{
			MemoryContext before = MemoryContextSwitchTo(scan->page_context);

			value = datumCopy(value, false, operand->length);
			MemoryContextSwitchTo(before);
		}
		operand->value[row] = value;
		ResetExprContext(scan->css.ss.ps.ps_ExprContext);
	}
}

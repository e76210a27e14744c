/*
 * rollup_count.c
 *		From rows of the source to cells: what the definition says, evaluated.
 */
#include "compat.h"

#include "access/attmap.h"
#include "access/table.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteManip.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "rating/rating.h"
#include "rollup/rollup_count.h"
#include "tally/transition.h"

struct Count
{
	CountPlan  *plan;
	Relation	changes;
	const char *table;			/* whose rows are counted, for errors */
	MemoryContext context;		/* of this struct and all below */
	ExprContext *row;			/* emptied after each row */
	ExprState **expressions;	/* in the order of plan->expressions */
	Datum	   *values;			/* of the key of a row */
	bool	   *nulls;
	Cells	   *cells;
	Size		limit;			/* of their memory, in bytes */
	ErrorContextCallback trace;
};

/* -------- the plan -------- */

/*
 * How often a function has changed in this session's eyes.  Planning may have
 * put a function's body, or what it returned, in the place of its call.  (The
 * plan cache's CachedExpression would tell more exactly, but is not made for
 * expressions over columns.)
 */
static uint64 functions_changed = 0;

static void
note_changed_function(Datum unused, SysCacheIdentifier cache, uint32 hash)
{
	functions_changed++;
}

static uint64
functions_now(void)
{
	static bool registered = false;

	if (!registered)
		CacheRegisterSyscacheCallback(PROCOID, note_changed_function, (Datum) 0);
	registered = true;
	return functions_changed;
}

/* An expression over the source's columns, over those of another table with the same names. */
static Node *
map_columns(Node *expression, const AttrMap *map)
{
	bool		whole_row;

	if (map == NULL)
		return copyObject(expression);
	return map_variable_attnos(expression, 1, 0, map, InvalidOid, &whole_row);
}

/* The expressions of a definition in the order of evaluation, over rows of a table. */
static List *
expressions_over(const Rollup *rollup, TupleDesc rows)
{
	Relation	source = table_open(rollup->source, AccessShareLock);
	AttrMap    *map = csat_map_by_name(rows, RelationGetDescr(source));
	List	   *expressions = NIL;
	ListCell   *cell;

	foreach(cell, rollup->keys)
		expressions = lappend(expressions, map_columns(((RollupKey *) lfirst(cell))->expression, map));
	expressions = lappend(expressions, map_columns(rollup->score, map));
	if (rollup->weight != NULL)
		expressions = lappend(expressions, map_columns(rollup->weight, map));
	if (rollup->filter != NULL)
		expressions = lappend(expressions, map_columns(rollup->filter, map));
	if (rollup->unread != NULL)
		expressions = lappend(expressions, map_columns(rollup->unread, map));
	table_close(source, NoLock);
	return expressions;
}

/* Where in the list the expressions are that not every roll-up has. */
static void
take_places(CountPlan *plan, const Rollup *rollup)
{
	int			place = list_length(rollup->keys) + 1;

	if (rollup->weight != NULL)
		plan->weight = place++;
	if (rollup->filter != NULL)
		plan->filter = place++;
	if (rollup->unread != NULL)
		plan->bad = place++;
}

static AttrNumber
column_of(Relation changes, const char *name)
{
	AttrNumber	number = get_attnum(RelationGetRelid(changes), name);

	if (number <= 0)
		elog(ERROR, "\"%s\" has no column \"%s\"", RelationGetRelationName(changes), name);
	return number;
}

/*
 * How rows with these columns are counted for a roll-up; changes is its table.
 * Raises only if memory or the catalog fails: rollup_defect() looked before.
 */
CountPlan *
count_plan_create(const Rollup *rollup, TupleDesc rows, Relation changes)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "csat roll-up plan", ALLOCSET_SMALL_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	CountPlan  *plan = palloc0(sizeof(CountPlan));
	int			n = list_length(rollup->keys);

	plan->context = context;
	plan->functions = functions_now();

	/*
	 * copied once more, as constants that were mapped or planned still share
	 * their values with the view's tree
	 */
	plan->expressions = copyObject((List *) expression_planner((Expr *) expressions_over(rollup, rows)));
	plan->key_numbers = palloc(n * sizeof(AttrNumber));
	for (int i = 0; i < n; i++)
		plan->key_numbers[i] = column_of(changes, ((RollupKey *) list_nth(rollup->keys, i))->name);
	plan->keys = cell_keys_of(RelationGetDescr(changes), plan->key_numbers, n);
	plan->added = column_of(changes, "added");
	plan->removed = column_of(changes, "removed");
	plan->answers = answer_type_of(exprType(rollup->score));
	plan->tallies = exprType(rollup->score) == rollup->tally_type;
	take_places(plan, rollup);
	if (plan->bad > 0)
		plan->unread = column_of(changes, "unread");
	plan->scale = rollup_scale(rollup->scale);
	MemoryContextSwitchTo(before);
	MemoryContextSetParent(context, CacheMemoryContext);
	return plan;
}

bool
count_plan_is_valid(const CountPlan *plan)
{
	return plan->functions == functions_now();
}

static void
free_plan(CountPlan *plan)
{
	MemoryContextDelete(plan->context);
}

/* Be done with a plan, which a caller of ours may still be using. */
void
count_plan_drop(CountPlan *plan)
{
	plan->dropped = true;
	if (plan->users == 0)
		free_plan(plan);
}

/* Keep a plan from being freed until count_plan_leave(). */
CountPlan *
count_plan_use(CountPlan *plan)
{
	plan->users++;
	return plan;
}

void
count_plan_leave(CountPlan *plan)
{
	if (--plan->users == 0 && plan->dropped)
		free_plan(plan);
}

/* The key of a row of NAME_changes. */
void
count_plan_read(const CountPlan *plan, TupleTableSlot *slot, Datum *values, bool *nulls)
{
	for (int i = 0; i < plan->keys.n; i++)
		values[i] = slot_getattr(slot, plan->key_numbers[i], &nulls[i]);
}

/* -------- rows -------- */

/* One line for whoever reads the error of a writer. */
static void
trace_count(void *count)
{
	errcontext("roll-up in \"%s\", counting rows of \"%s\"",
			   RelationGetRelationName(((Count *) count)->changes), ((Count *) count)->table);
}

static void
start_cells(Count *count)
{
	count->cells = cells_create(&count->plan->keys, count->context);
}

/* Begin to count rows of a table, named for errors. */
Count *
count_begin(CountPlan *plan, Relation changes, const char *table)
{
	MemoryContext context = AllocSetContextCreate(CurrentMemoryContext, "csat roll-up count", ALLOCSET_SMALL_SIZES);
	MemoryContext before = MemoryContextSwitchTo(context);
	Count	   *count = palloc0(sizeof(Count));
	ListCell   *cell;

	count->plan = plan;
	count->changes = changes;
	count->table = table;
	count->context = context;
	count->row = CreateStandaloneExprContext();
	count->expressions = palloc(list_length(plan->expressions) * sizeof(ExprState *));
	foreach(cell, plan->expressions)
		count->expressions[foreach_current_index(cell)] = ExecInitExpr(lfirst(cell), NULL);
	count->values = palloc(plan->keys.n * sizeof(Datum));
	count->nulls = palloc(plan->keys.n * sizeof(bool));
	count->limit = (Size) work_mem * 1024;
	start_cells(count);
	count->trace.callback = trace_count;
	count->trace.arg = count;
	MemoryContextSwitchTo(before);
	return count;
}

static Datum
evaluate(Count *count, int i, bool *null)
{
	return ExecEvalExprSwitchContext(count->expressions[i], count->row, null);
}

/* Is a condition of the row true?  NULL is not. */
static bool
holds(Count *count, int place)
{
	bool		null;
	Datum		value = evaluate(count, place, &null);

	return !null && DatumGetBool(value);
}

/* A tally of the source's own, put in. */
static void
count_tally(Tally **into, Datum value)
{
	const Tally *more = DatumGetTally(value);
	Grid		scale = (*into)->grid;
	TallyFault	fault = tally_merge(into, more, false);

	if (fault != TALLY_OK)
		tally_raise(fault, &scale, &more->grid);
}

/* The point of an answer, or POINT_MISSING. */
static int
read_answer(CountPlan *plan, Datum score)
{
	AnswerCache cache = {&plan->memo, plan->context};
	Grid		grid;
	int			point;

	if (plan->answers != NULL)
		return plan->answers->read(score, cache, &plan->scale->grid, plan->scale);
	point = rating_load(DatumGetRating(score), &grid);
	if (!grid_equal(&grid, &plan->scale->grid))
		tally_raise(TALLY_SCALES_DIFFER, &plan->scale->grid, &grid);
	return point;
}

/* Does the row weigh anything?  One without a weight may, and is an error if it has an answer. */
static bool
weigh(Count *count, bool *null, Fixed128 *weight)
{
	Datum		value = evaluate(count, count->plan->weight, null);

	if (*null)
		return true;
	if (!fixed_weight_from_double(DatumGetFloat8(value), weight))
		raise_bad_weight(DatumGetFloat8(value));
	return !fixed128_is_zero(weight);
}

/* An answer, or a row without one. */
static void
count_answer(Count *count, Tally *into, Datum score, bool null)
{
	CountPlan  *plan = count->plan;
	bool		no_weight = false;
	Fixed128	weight = {{0, 0}};
	int			point;

	if (plan->weight > 0 && !weigh(count, &no_weight, &weight))
		return;
	point = null ? POINT_MISSING : read_answer(plan, score);
	if (point == POINT_MISSING)
		into->missing++;
	else if (plan->weight == 0)
		into->count[point]++;
	else if (no_weight)
		raise_null_weight();
	else if (!tally_count_weighted(into, point, &weight))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
}

static Tally **
tally_to_fill(Count *count, Cell *cell, bool added)
{
	Tally	  **tally = added ? &cell->added : &cell->removed;

	if (*tally == NULL)
	{
		MemoryContext before = MemoryContextSwitchTo(cells_context(count->cells));

		*tally = tally_create(&count->plan->scale->grid, count->plan->weight > 0);
		MemoryContextSwitchTo(before);
	}
	return tally;
}

/* Put the cells into NAME_changes; one without a net change is left out. */
static void
put_cells(Count *count)
{
	Appender   *appender = append_begin(count->changes);

	for (Cell *cell = cells_next(count->cells, true); cell != NULL; cell = cells_next(count->cells, false))
		append_cell(appender, count->plan, cell);
	append_end(appender);
}

/* So many cells that they would not fit: those that there are make way.  The views add up what comes in parts. */
static void
make_room(Count *count)
{
	if (likely(cells_memory(count->cells) < count->limit))
		return;
	put_cells(count);
	MemoryContextDelete(cells_context(count->cells));
	start_cells(count);
}

/* Count a row that came or went. */
void
count_row(Count *count, TupleTableSlot *slot, bool added)
{
	CountPlan  *plan = count->plan;
	bool		null;
	Datum		score;
	Cell	   *cell;
	Tally	  **into;

	ResetExprContext(count->row);
	count->row->ecxt_scantuple = slot;
	if (plan->filter > 0 && !holds(count, plan->filter))
		return;
	for (int i = 0; i < plan->keys.n; i++)
		count->values[i] = evaluate(count, i, &count->nulls[i]);
	score = evaluate(count, plan->keys.n, &null);
	cell = cells_find(count->cells, count->values, count->nulls);
	into = tally_to_fill(count, cell, added);
	if (plan->bad > 0 && holds(count, plan->bad))
		cell->unread += added ? 1 : -1;
	if (!plan->tallies)
		count_answer(count, *into, score, null);
	else if (!null)
	{
		MemoryContext before = MemoryContextSwitchTo(cells_context(count->cells));

		count_tally(into, score);
		MemoryContextSwitchTo(before);
	}
	make_room(count);
}

/* Count the rows of a transition table. */
void
count_tuplestore(Count *count, Tuplestorestate *rows, TupleDesc columns, bool added)
{
	TupleTableSlot *slot;

	if (rows == NULL)
		return;
	slot = MakeSingleTupleTableSlot(columns, &TTSOpsMinimalTuple);
	tuplestore_select_read_pointer(rows, tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND));
	tuplestore_rescan(rows);
	count->trace.previous = error_context_stack;
	error_context_stack = &count->trace;
	while (tuplestore_gettupleslot(rows, true, false, slot))
	{
		CHECK_FOR_INTERRUPTS();
		count_row(count, slot, added);
	}
	error_context_stack = count->trace.previous;
	tuplestore_select_read_pointer(rows, 0);
	ExecDropSingleTupleTableSlot(slot);
}

/* Put what was counted into NAME_changes. */
void
count_end(Count *count)
{
	put_cells(count);
	FreeExprContext(count->row, true);
	MemoryContextDelete(count->context);
}

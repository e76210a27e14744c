/*
 * agg_step.c
 *		What one aggregate does with the rows of a page.
 */
#include "compat.h"

#include "catalog/objectaccess.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/syscache.h"

#include "direct_scan/agg_step.h"
#include "scale/rating_scale.h"

/* Arguments of the calls that are tallied here. */
#define ARGUMENT_SCORE	0
#define ARGUMENT_SCALE	1
#define ARGUMENT_WEIGHT	2

static inline void *
state_at(const AggStep *step, ScanGroup *group)
{
	return (char *) group + step->at;
}

/* ---------- begin ---------- */

/* As the executor's own aggregate node: its owner must be allowed to call the transition function. */
static void
check_transition_rights(Oid aggregate, Oid transition)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(aggregate));
	Oid			owner;
	AclResult	allowed;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for function %u", aggregate);
	owner = ((Form_pg_proc) GETSTRUCT(tuple))->proowner;
	ReleaseSysCache(tuple);
	allowed = object_aclcheck(ProcedureRelationId, transition, owner, ACL_EXECUTE);
	if (allowed != ACLCHECK_OK)
		aclcheck_error(allowed, OBJECT_FUNCTION, get_func_name(transition));
	InvokeFunctionExecuteHook(transition);
}

static void
load_initial_state(AggStep *step, HeapTuple aggregate, Oid state_type)
{
	Datum		written = SysCacheGetAttr(AGGFNOID, aggregate, Anum_pg_aggregate_agginitval, &step->initial_isnull);
	Oid			input;
	Oid			parameter;

	if (step->initial_isnull)
		return;
	getTypeInputInfo(state_type, &input, &parameter);
	step->initial = OidInputFunctionCall(input, TextDatumGetCString(written), parameter, -1);
}

/* The function, the state's type and its initial value, from the catalog. */
static void
load_aggregate(AggStep *step, DirectScan *scan, const Aggref *aggref)
{
	HeapTuple	tuple = SearchSysCache1(AGGFNOID, ObjectIdGetDatum(aggref->aggfnoid));
	Form_pg_aggregate form;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for aggregate %u", aggref->aggfnoid);
	form = (Form_pg_aggregate) GETSTRUCT(tuple);
	check_transition_rights(aggref->aggfnoid, form->aggtransfn);
	fmgr_info(form->aggtransfn, &step->function);
	get_typlenbyval(form->aggtranstype, &step->state_length, &step->state_by_value);
	load_initial_state(step, tuple, form->aggtranstype);
	if (form->aggtranstype == INTERNALOID)
		fmgr_info(form->aggserialfn, &step->serialize);
	step->call = palloc0(SizeForFunctionCallInfo(step->arguments + 1));
	InitFunctionCallInfoData(*step->call, &step->function, step->arguments + 1, aggref->inputcollid,
							 (Node *) scan->agg, NULL);
	ReleaseSysCache(tuple);
}

/*
 * Can the tally be counted here?  Its scale must be known before the first
 * row, its points be whole numbers, and a number be the score that it says.
 */
static bool
prepare_tally(AggStep *step, List *arguments)
{
	const Tally *initial = DatumGetTally(step->initial);	/* zero: see
															 * aggregate_is_ours() */
	const Const *scale = step->arguments > ARGUMENT_SCALE ? list_nth(arguments, ARGUMENT_SCALE) : NULL;
	const Grid *grid = &initial->grid;

	bool		weighted = step->arguments > ARGUMENT_WEIGHT;

	if (scale != NULL)
	{
		if (!IsA(scale, Const) || scale->constisnull)
			return false;
		if (scale_matches_numbers(DatumGetRatingScale(scale->constvalue)))
			return false;
		grid = &DatumGetRatingScale(scale->constvalue)->grid;
		step->scale_with_rows = !tally_has_scale(initial);
	}
	if (grid->points == 0 || grid->step != GRID_UNIT || grid->lo % GRID_UNIT != 0 || tally_is_weighted(initial) ||
		(tally_has_scale(initial) && !grid_equal(&initial->grid, grid)))
		return false;
	step->zero = tally_with_scale(initial, grid, weighted);
	step->kind = weighted ? STEP_WEIGHTED : STEP_TALLY;
	step->lo = grid->lo / GRID_UNIT;
	step->points = grid->points;
	return true;
}

/* exprs: the filter, or true, and the arguments; *at: where the group has room for a state. */
void
agg_step_init(AggStep *step, DirectScan *scan, Aggref *aggref, List *exprs, Size *at)
{
	const Const *filter = linitial(exprs);
	List	   *arguments = list_copy_tail(exprs, 1);
	StepFunction known;
	ListCell   *cell;
	Size		size = sizeof(CalledState);

	step->arguments = list_length(arguments);
	load_aggregate(step, scan, aggref);
	if (!agg_step_function(step->function.fn_oid, &known))
		elog(ERROR, "aggregate %u changed under a direct scan", aggref->aggfnoid);
	step->kind = known.kind;
	if (step->kind == STEP_TALLY && !prepare_tally(step, arguments))
		step->kind = STEP_CALL;
	if (!IsA(filter, Const) || filter->constisnull || !DatumGetBool(filter->constvalue))
		step->filter = ExecInitExpr((Expr *) filter, &scan->css.ss.ps);
	step->argument = palloc0(Max(1, step->arguments) * sizeof(Operand));
	foreach(cell, arguments)
		operand_init(&step->argument[foreach_current_index(cell)], scan, lfirst(cell), false);
	if (step->zero != NULL)
		size = VARSIZE(step->zero);
	else if (step->kind == STEP_COUNT)
		size = sizeof(int64);
	step->at = *at;
	*at += MAXALIGN(size);
}

/* ---------- a group's states ---------- */

/* The initial states of a group, whose memory is zero. */
void
agg_steps_start_group(const DirectScan *scan, ScanGroup *group)
{
	for (int i = 0; i < scan->steps; i++)
	{
		const AggStep *step = &scan->step[i];
		CalledState *state = state_at(step, group);

		if (step->zero != NULL)
			memcpy(state_at(step, group), step->zero, VARSIZE(step->zero));
		else if (step->kind == STEP_CALL)
		{
			MemoryContext before = MemoryContextSwitchTo(scan->groups.context);

			state->isnull = state->none_yet = step->initial_isnull;
			if (!step->initial_isnull)
				state->value = datumCopy(step->initial, step->state_by_value, step->state_length);
			MemoryContextSwitchTo(before);
		}
	}
}

static Datum
serialized(AggStep *step, DirectScan *scan, Datum state)
{
	LOCAL_FCINFO(call, 1);
	Datum		result;
	MemoryContext before = MemoryContextSwitchTo(scan->css.ss.ps.ps_ExprContext->ecxt_per_tuple_memory);

	InitFunctionCallInfoData(*call, &step->serialize, 1, InvalidOid, (Node *) scan->agg, NULL);
	call->args[0].value = state;
	call->args[0].isnull = false;
	result = FunctionCallInvoke(call);
	MemoryContextSwitchTo(before);
	return result;
}

/* The partial state of a group, as an aggregate node below a Gather would hand it up. */
Datum
agg_step_state(AggStep *step, DirectScan *scan, ScanGroup *group, bool *isnull)
{
	const CalledState *state = state_at(step, group);

	*isnull = false;
	if (step->kind == STEP_COUNT)
		return Int64GetDatum(*(const int64 *) state_at(step, group));
	if (step->zero != NULL)
		/* where no row came, no scale did */
		return step->scale_with_rows && tally_is_zero(state_at(step, group)) ?
			step->initial : PointerGetDatum(state_at(step, group));
	*isnull = state->isnull;
	if (!*isnull && OidIsValid(step->serialize.fn_oid))
		return serialized(step, scan, state->value);
	return state->value;
}

/* ---------- rows ---------- */

/* Which rows of the page are the aggregate's: all, or those that pass its filter. */
static void
select_rows(AggStep *step, DirectScan *scan)
{
	ExprContext *econtext = scan->css.ss.ps.ps_ExprContext;

	step->row = scan->rows.all;
	step->rows = scan->rows.count;
	if (step->filter == NULL)
		return;
	step->row = step->passing;
	step->rows = 0;
	for (int row = 0; row < scan->rows.count; row++)
	{
		bool		isnull;
		Datum		passes;

		operand_row(scan, row);
		passes = ExecEvalExprSwitchContext(step->filter, econtext, &isnull);
		if (!isnull && DatumGetBool(passes))
			step->passing[step->rows++] = (uint16) row;
		ResetExprContext(econtext);
	}
}

static void
count_rows(AggStep *step, DirectScan *scan)
{
	const Operand *counted = step->arguments > 0 ? &step->argument[0] : NULL;

	if (scan->groups.keys == 0 && counted == NULL)
	{
		*(int64 *) state_at(step, scan->groups.first) += step->rows;
		return;
	}
	if (counted != NULL)
		operand_compute(&step->argument[0], scan, step->row, step->rows);
	for (int i = 0; i < step->rows; i++)
	{
		int			row = step->row[i];

		*(int64 *) state_at(step, scan->rows.group[row]) += counted == NULL || !counted->isnull[row];
	}
}

/* nodeAgg.c's advance_transition_function(), for one row whose arguments are in the call. */
static void
advance(AggStep *step, DirectScan *scan, CalledState *state)
{
	FunctionCallInfo call = step->call;
	Datum		value;

	if (step->function.fn_strict)
	{
		for (int i = 1; i <= step->arguments; i++)
			if (call->args[i].isnull)
				return;
		if (state->none_yet)
		{
			MemoryContext before = MemoryContextSwitchTo(scan->groups.context);

			state->value = datumCopy(call->args[1].value, step->state_by_value, step->state_length);
			state->isnull = state->none_yet = false;
			MemoryContextSwitchTo(before);
			return;
		}
		if (state->isnull)
			return;
	}
	call->args[0].value = state->value;
	call->args[0].isnull = state->isnull;
	call->isnull = false;
	value = FunctionCallInvoke(call);
	if (!step->state_by_value && DatumGetPointer(value) != DatumGetPointer(state->value))
	{
		/* a new state is in the row's memory, the old one among the groups */
		MemoryContext before = MemoryContextSwitchTo(scan->groups.context);

		if (!call->isnull)
			value = datumCopy(value, false, step->state_length);
		if (!state->isnull)
			pfree(DatumGetPointer(state->value));
		MemoryContextSwitchTo(before);
	}
	state->value = value;
	state->isnull = call->isnull;
}

/* The arguments of one row, into the call. */
static void
load_arguments(AggStep *step, DirectScan *scan, int row)
{
	for (int i = 0; i < step->arguments; i++)
	{
		NullableDatum *into = &step->call->args[i + 1];

		into->value = operand_value(&step->argument[i], scan, row, &into->isnull);
	}
}

static void
call_rows(AggStep *step, DirectScan *scan)
{
	ExprContext *econtext = scan->css.ss.ps.ps_ExprContext;

	for (int i = 0; i < step->rows; i++)
	{
		int			row = step->row[i];
		MemoryContext before = MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);

		load_arguments(step, scan, row);
		advance(step, scan, state_at(step, scan->rows.group[row]));
		MemoryContextSwitchTo(before);
		ResetExprContext(econtext);
	}
}

/*
 * A row that is not as simple as most: a code for "no answer", a weight of 0,
 * an error.  The state has its scale and its layout, so it changes in place.
 */
static pg_noinline void
count_odd_row(AggStep *step, DirectScan *scan, Tally *state, int row)
{
	FunctionCallInfo call = step->call;
	ExprContext *econtext = scan->css.ss.ps.ps_ExprContext;
	MemoryContext before = MemoryContextSwitchTo(econtext->ecxt_per_tuple_memory);

	call->args[0].value = PointerGetDatum(state);
	call->args[0].isnull = false;
	call->isnull = false;
	load_arguments(step, scan, row);
	if (FunctionCallInvoke(call) != PointerGetDatum(state))
		elog(ERROR, "a tally was moved by its transition function");
	MemoryContextSwitchTo(before);
	ResetExprContext(econtext);
}

/* one_group: as a constant to the compiler. */
static pg_attribute_always_inline void
tally_rows(AggStep *step, DirectScan *scan, bool one_group)
{
	const Operand *score = &step->argument[ARGUMENT_SCORE];
	const uint32 lo = (uint32) step->lo;
	const uint32 points = step->points;
	Tally	   *state = state_at(step, scan->groups.first);

	for (int i = 0; i < step->rows; i++)
	{
		int			row = step->row[i];
		uint32		point = (uint32) score->value[row] - lo;

		if (!one_group)
			state = state_at(step, scan->rows.group[row]);
		if (score->isnull[row])
			state->missing++;
		else if (likely(point < points))
			state->count[point]++;
		else
			count_odd_row(step, scan, state, row);
	}
}

static void
tally_weighted_rows(AggStep *step, DirectScan *scan)
{
	const Operand *score = &step->argument[ARGUMENT_SCORE];
	const Operand *weight = &step->argument[ARGUMENT_WEIGHT];

	for (int i = 0; i < step->rows; i++)
	{
		int			row = step->row[i];
		Tally	   *state = state_at(step, scan->rows.group[row]);
		uint32		point = (uint32) score->value[row] - (uint32) step->lo;
		Fixed128	w;
		bool		weighs;

		weighs = !weight->isnull[row] && fixed_weight_from_double(DatumGetFloat8(weight->value[row]), &w) &&
			!fixed128_is_zero(&w);
		if (weighs && score->isnull[row])
			state->missing++;
		else if (unlikely(!weighs || point >= step->points))
			count_odd_row(step, scan, state, row);
		else if (!tally_count_weighted(state, (int) point, &w))
			tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	}
}

/* The rows at hand, whose columns have been read and whose groups are known. */
void
agg_step_take_page(AggStep *step, DirectScan *scan)
{
	select_rows(step, scan);
	switch (step->kind)
	{
		case STEP_COUNT:
			count_rows(step, scan);
			break;
		case STEP_TALLY:
			operand_compute(&step->argument[ARGUMENT_SCORE], scan, step->row, step->rows);
			if (scan->groups.keys == 0)
				tally_rows(step, scan, true);
			else
				tally_rows(step, scan, false);
			break;
		case STEP_WEIGHTED:
			operand_compute(&step->argument[ARGUMENT_SCORE], scan, step->row, step->rows);
			operand_compute(&step->argument[ARGUMENT_WEIGHT], scan, step->row, step->rows);
			tally_weighted_rows(step, scan);
			break;
		case STEP_CALL:
			call_rows(step, scan);
			break;
	}
}

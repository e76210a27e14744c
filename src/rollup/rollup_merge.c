/*
 * rollup_merge.c
 *		MERGE that moves rows between partitions.
 *
 * A row that an UPDATE moves to another partition is in the transition tables
 * of the update.  One that the UPDATE arm of a MERGE moves is in those of a
 * delete and an insert, and where the MERGE has no such arms nobody fires the
 * triggers that would see them (15 to 18).  So, before it is finished, those of
 * our triggers are fired that were left out: a delete and an insert trigger of
 * a partitioned source, with the rows that PostgreSQL collected for them.
 *
 * And a row that the INSERT arm routed to a partition is remembered, as what to
 * collect, past its turn (15 to 19): an update after it, in the same MERGE,
 * would collect that row, by then freed, as the new one.  So it is forgotten
 * before each row that the MERGE takes.  A MERGE that began before the library
 * was loaded, by the trigger that it fires, is refused if it did both.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/nodeModifyTable.h"
#include "nodes/execnodes.h"
#include "utils/rel.h"

#include "rollup/rollup_merge.h"

/* A MERGE under way, and where it takes its rows from. */
typedef struct Source
{
	PlanState  *plan;			/* below the MERGE */
	ExecProcNodeMtd next_row;	/* of that plan */
	ModifyTableState *merge;
	struct Source *outer;		/* begun before this one */
} Source;

static ExecutorStart_hook_type next_start = NULL;
static ExecutorFinish_hook_type next_finish = NULL;
static Source *sources = NULL;

/* Does a trigger run our function?  By its address, so that no name is looked up. */
static bool
is_append_trigger(const Trigger *trigger)
{
	FmgrInfo	function;

	if (trigger->tgqual == NULL)
		return false;
	fmgr_info(trigger->tgfoid, &function);
	return function.fn_addr == csat_rollup_append;
}

/* The same triggers, each in its place, but only ours ever fire; NULL if there are none of ours. */
static TriggerDesc *
only_ours(const TriggerDesc *all)
{
	TriggerDesc *ours = palloc(sizeof(TriggerDesc));
	bool		any = false;

	*ours = *all;
	ours->triggers = palloc(all->numtriggers * sizeof(Trigger));
	for (int i = 0; i < all->numtriggers; i++)
	{
		ours->triggers[i] = all->triggers[i];
		if (is_append_trigger(&all->triggers[i]))
			any = true;
		else
			ours->triggers[i].tgtype = 0;
	}
	return any ? ours : NULL;
}

/* May it move rows between partitions, or update some after others were inserted? */
static bool
is_collecting(const PlanState *plan)
{
	const ModifyTableState *node = (const ModifyTableState *) plan;

	return plan != NULL && IsA(plan, ModifyTableState) && node->operation == CMD_MERGE &&
		node->mt_transition_capture != NULL && (node->mt_merge_subcommands & MERGE_UPDATE) &&
		node->rootResultRelInfo->ri_TrigDesc != NULL &&
		node->rootResultRelInfo->ri_RelationDesc->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
}

/* Has it been watched since it began? */
static bool
is_watched(const ModifyTableState *node)
{
	for (const Source *source = sources; source != NULL; source = source->outer)
		if (source->merge == node)
			return true;
	return false;
}

static void
refuse_unwatched(const ModifyTableState *node)
{
	if (node->mt_merge_inserted == 0 || node->mt_merge_updated == 0 || is_watched(node))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("the first statement of a session on \"%s\" cannot be a MERGE that inserts rows and updates others",
					RelationGetRelationName(node->rootResultRelInfo->ri_RelationDesc)),
			 errdetail("It began before csat, whose roll-up follows this table, was loaded, and cannot be counted."),
			 errhint("Repeat it in this session.  With session_preload_libraries = 'csat' it is counted the first time.")));
}

static void
fire_missing_arms(ModifyTableState *node)
{
	ResultRelInfo target = *node->rootResultRelInfo;

	target.ri_TrigDesc = only_ours(target.ri_TrigDesc);
	if (target.ri_TrigDesc == NULL)
		return;
	refuse_unwatched(node);
	if (!(node->mt_merge_subcommands & MERGE_DELETE))
		ExecASDeleteTriggers(node->ps.state, &target, node->mt_transition_capture);
	if (!(node->mt_merge_subcommands & MERGE_INSERT))
		ExecASInsertTriggers(node->ps.state, &target, node->mt_transition_capture);
}

/* Let a MERGE in a WITH clause come to its end, as the executor would. */
static void
run_to_end(PlanState *node)
{
	TupleTableSlot *slot;

	do
	{
		ResetPerTupleExprContext(node->state);
		slot = ExecProcNode(node);
	} while (!TupIsNull(slot));
}

static void
fire_for(PlanState *node, bool nested)
{
	if (!is_collecting(node))
		return;
	if (nested)
		run_to_end(node);
	fire_missing_arms((ModifyTableState *) node);
}

static void
finish(QueryDesc *query)
{
	EState	   *estate = query->estate;
	MemoryContext before = MemoryContextSwitchTo(estate->es_query_cxt);
	ListCell   *cell;

	fire_for(query->planstate, false);
	foreach(cell, estate->es_auxmodifytables)
		fire_for(lfirst(cell), true);
	MemoryContextSwitchTo(before);
	if (next_finish != NULL)
		next_finish(query);
	else
		standard_ExecutorFinish(query);
}

static TupleTableSlot *
next_row(PlanState *plan)
{
	Source	   *source = sources;

	while (source->plan != plan)
		source = source->outer;
	source->merge->mt_transition_capture->tcs_original_insert_tuple = NULL;
	return source->next_row(plan);
}

static void
forget_source(void *ended)
{
	Source	  **at = &sources;

	while (*at != ended)
		at = &(*at)->outer;
	*at = (*at)->outer;
}

/* Stand between a MERGE and its rows until its query's memory goes. */
static void
watch(PlanState *node, MemoryContext query)
{
	Source	   *source;
	MemoryContextCallback *at_end;

	if (!is_collecting(node) || !(((ModifyTableState *) node)->mt_merge_subcommands & MERGE_INSERT) ||
		only_ours(((ModifyTableState *) node)->rootResultRelInfo->ri_TrigDesc) == NULL)
		return;
	source = MemoryContextAlloc(query, sizeof(Source));
	at_end = MemoryContextAlloc(query, sizeof(MemoryContextCallback));
	*source = (Source)
	{
		outerPlanState(node), outerPlanState(node)->ExecProcNodeReal, (ModifyTableState *) node, sources
	};
	at_end->func = forget_source;
	at_end->arg = source;
	sources = source;
	MemoryContextRegisterResetCallback(query, at_end);
	ExecSetExecProcNode(source->plan, next_row);
}

static void
start(QueryDesc *query, int eflags)
{
	ListCell   *cell;

	if (next_start != NULL)
		next_start(query, eflags);
	else
		standard_ExecutorStart(query, eflags);
	if (eflags & EXEC_FLAG_EXPLAIN_ONLY)
		return;
	watch(query->planstate, query->estate->es_query_cxt);
	foreach(cell, query->estate->es_auxmodifytables)
		watch(lfirst(cell), query->estate->es_query_cxt);
}

void
rollup_merge_init(void)
{
	next_start = ExecutorStart_hook;
	ExecutorStart_hook = start;
	next_finish = ExecutorFinish_hook;
	ExecutorFinish_hook = finish;
}

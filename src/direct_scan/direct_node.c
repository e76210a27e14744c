/*
 * direct_node.c
 *		The running scan: pages in, partial states of groups out.
 */
#include "compat.h"

#include "access/parallel.h"
#include "access/tableam.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "direct_scan/agg_step.h"
#include "direct_scan/direct_node.h"
#include "direct_scan/direct_scan.h"

static List *
exprs_of(const CustomScan *plan, DirectExprs which)
{
	return list_nth(plan->custom_exprs, which);
}

/*
 * Aggregate functions ask their caller for the memory of their states, and
 * may change these in place, if the caller is an aggregate node.  This one
 * has nothing else to tell.
 */
static AggState *
make_agg(DirectScan *scan, EState *estate)
{
	AggState   *agg = makeNode(AggState);
	ExprContext *own = scan->css.ss.ps.ps_ExprContext;

	ExecAssignExprContext(estate, &scan->css.ss.ps);
	agg->curaggcontext = scan->css.ss.ps.ps_ExprContext;
	scan->css.ss.ps.ps_ExprContext = own;
	agg->tmpcontext = own;
	agg->ss.ps.state = estate;
	scan->groups.context = agg->curaggcontext->ecxt_per_tuple_memory;
	return agg;
}

/* The steps, and for each output of the scan which key or step it is. */
static void
init_steps(DirectScan *scan, CustomScan *plan)
{
	List	   *outputs = (List *) linitial(plan->custom_private);
	List	   *steps = exprs_of(plan, DIRECT_STEPS);
	Size		at = group_states_at(list_length(exprs_of(plan, DIRECT_KEYS)));

	scan->outputs = list_length(outputs);
	scan->output = palloc(scan->outputs * sizeof(int));
	scan->step = palloc0(Max(1, list_length(steps)) * sizeof(AggStep));
	for (int i = 0; i < scan->outputs; i++)
	{
		int			output = list_nth_int(outputs, i);

		scan->output[i] = output;
		if (output < scan->steps)
			continue;			/* a key, or a step that another aggregate
								 * shares */
		Assert(output == scan->steps);
		agg_step_init(&scan->step[output], scan,
					  (Aggref *) list_nth_node(TargetEntry, plan->custom_scan_tlist, i)->expr, list_nth(steps, output), &at);
		scan->steps++;
	}
	group_table_init(scan, exprs_of(plan, DIRECT_KEYS), at);
}

static void
begin_scan(CustomScanState *node, EState *estate, int eflags)
{
	DirectScan *scan = (DirectScan *) node;
	CustomScan *plan = (CustomScan *) node->ss.ps.plan;

	scan->pages.table = node->ss.ss_currentRelation;
	scan->agg = make_agg(scan, estate);
	scan->page_context = AllocSetContextCreate(CurrentMemoryContext, "csat page", ALLOCSET_DEFAULT_SIZES);
	scan->memory_limit = get_hash_memory_limit();
	scan->rows.generation = 1;
	for (int i = 0; i < PAGE_ROWS; i++)
		scan->rows.all[i] = (uint16) i;
	column_reader_init(&scan->columns, RelationGetDescr(scan->pages.table), plan->custom_scan_tlist);
	row_filter_init(scan, exprs_of(plan, DIRECT_RANGES), exprs_of(plan, DIRECT_REST));
	init_steps(scan, plan);
}

static void
begin_reading(DirectScan *scan)
{
	page_reader_begin(&scan->pages, scan->css.ss.ps.state->es_snapshot);
	row_filter_begin(scan);
	group_table_reset(scan);
	scan->begun = true;
}

/* An empty row of the scan, whose columns operand_row() fills in. */
static void
ready_slot(TupleTableSlot *slot)
{
	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, slot->tts_tupleDescriptor->natts * sizeof(bool));
	ExecStoreVirtualTuple(slot);
}

static void
take_page(DirectScan *scan)
{
	row_filter_apply(scan);
	if (scan->rows.count == 0)
		return;
	columns_read(&scan->columns, &scan->rows);
	group_table_assign(scan);
	for (int i = 0; i < scan->steps; i++)
		agg_step_take_page(&scan->step[i], scan);
}

/* Read until the table is at its end or the groups have outgrown their memory. */
static void
read_pages(DirectScan *scan)
{
	ready_slot(scan->css.ss.ss_ScanTupleSlot);
	scan->css.ss.ps.ps_ExprContext->ecxt_scantuple = scan->css.ss.ss_ScanTupleSlot;
	while (page_reader_next(&scan->pages, &scan->rows))
	{
		MemoryContextReset(scan->page_context);
		take_page(scan);
		if (scan->groups.keys > 0 && group_table_memory(&scan->groups) > scan->memory_limit)
			return;
	}
	scan->finished = true;
}

/* Begin to hand up what there is. */
static void
begin_emitting(DirectScan *scan)
{
	scan->emitting = true;
	scan->emit = scan->groups.first;
	scan->batches++;
	scan->peak_memory = Max(scan->peak_memory, group_table_memory(&scan->groups));
}

static TupleTableSlot *
emit_group(DirectScan *scan, ScanGroup *group)
{
	ScanState  *ss = &scan->css.ss;
	TupleTableSlot *slot = ss->ss_ScanTupleSlot;

	ResetExprContext(ss->ps.ps_ExprContext);
	ready_slot(slot);
	for (int i = 0; i < scan->outputs; i++)
	{
		int			output = scan->output[i];

		if (output >= 0)
			slot->tts_values[i] = agg_step_state(&scan->step[output], scan, group, &slot->tts_isnull[i]);
		else
		{
			slot->tts_values[i] = group->key[-1 - output];
			slot->tts_isnull[i] = (group->nulls >> (-1 - output) & 1) != 0;
		}
	}
	if (ss->ps.ps_ProjInfo == NULL)
		return slot;
	ss->ps.ps_ExprContext->ecxt_scantuple = slot;
	return ExecProject(ss->ps.ps_ProjInfo);
}

static TupleTableSlot *
exec_scan(CustomScanState *node)
{
	DirectScan *scan = (DirectScan *) node;

	if (!scan->begun)
		begin_reading(scan);
	for (;;)
	{
		if (scan->emitting && scan->emit != NULL)
		{
			ScanGroup  *group = scan->emit;

			scan->emit = group->next;
			return emit_group(scan, group);
		}
		if (scan->finished)
			return NULL;
		if (scan->emitting)
			group_table_reset(scan);
		scan->emitting = false;
		read_pages(scan);
		begin_emitting(scan);
	}
}

static void
end_scan(CustomScanState *node)
{
	page_reader_end(&((DirectScan *) node)->pages);
}

static void
rescan(CustomScanState *node)
{
	DirectScan *scan = (DirectScan *) node;

	page_reader_restart(&scan->pages);
	scan->begun = scan->finished = scan->emitting = false;
	scan->emit = NULL;
}

/* ---------- with workers ---------- */

static Size
estimate_shared(CustomScanState *node, ParallelContext *context)
{
	return table_parallelscan_estimate(node->ss.ss_currentRelation, node->ss.ps.state->es_snapshot);
}

static void
begin_shared(CustomScanState *node, ParallelContext *context, void *shared)
{
	PageReader *pages = &((DirectScan *) node)->pages;

	table_parallelscan_initialize(pages->table, shared, node->ss.ps.state->es_snapshot);
	pages->scan = direct_beginscan_parallel(pages->table, shared);
}

static void
restart_shared(CustomScanState *node, ParallelContext *context, void *shared)
{
	table_parallelscan_reinitialize(node->ss.ss_currentRelation, shared);
}

static void
begin_in_worker(CustomScanState *node, shm_toc *toc, void *shared)
{
	PageReader *pages = &((DirectScan *) node)->pages;

	pages->scan = direct_beginscan_parallel(pages->table, shared);
}

static const CustomExecMethods exec_methods = {
	.CustomName = DIRECT_SCAN_NAME,
	.BeginCustomScan = begin_scan,
	.ExecCustomScan = exec_scan,
	.EndCustomScan = end_scan,
	.ReScanCustomScan = rescan,
	.EstimateDSMCustomScan = estimate_shared,
	.InitializeDSMCustomScan = begin_shared,
	.ReInitializeDSMCustomScan = restart_shared,
	.InitializeWorkerCustomScan = begin_in_worker,
	.ExplainCustomScan = direct_scan_explain,
};

static Node *
create_state(CustomScan *plan)
{
	DirectScan *scan = palloc0(sizeof(DirectScan));

	NodeSetTag(scan, T_CustomScanState);
	scan->css.methods = &exec_methods;
	return (Node *) scan;
}

const CustomScanMethods direct_scan_methods = {
	.CustomName = DIRECT_SCAN_NAME,
	.CreateCustomScanState = create_state,
};

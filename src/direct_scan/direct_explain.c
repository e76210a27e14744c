/*
 * direct_explain.c
 *		What EXPLAIN says of a direct scan, beside the filter and the buffers that core shows.
 */
#include "compat.h"

#include "commands/explain.h"
#if PG_VERSION_NUM >= 180000
#include "commands/explain_format.h"
#include "commands/explain_state.h"
#endif
#include "utils/ruleutils.h"

#include "direct_scan/direct_node.h"

static void
show_keys(CustomScanState *node, List *ancestors, ExplainState *es)
{
	CustomScan *plan = (CustomScan *) node->ss.ps.plan;
	List	   *context = set_deparse_context_plan(es->deparse_cxt, &plan->scan.plan, ancestors);
	bool		prefix = csat_explained_tables(es) > 1 || es->verbose;
	List	   *names = NIL;
	ListCell   *cell;

	foreach(cell, (List *) list_nth(plan->custom_exprs, DIRECT_KEYS))
		names = lappend(names, deparse_expression(lfirst(cell), context, prefix, false));
	if (names != NIL)
		ExplainPropertyList("Group Key", names, es);
}

void
direct_scan_explain(CustomScanState *node, List *ancestors, ExplainState *es)
{
	const DirectScan *scan = (const DirectScan *) node;

	show_keys(node, ancestors, es);
	if (!es->analyze || scan->groups.keys == 0 || scan->batches == 0)
		return;
	ExplainPropertyInteger("Batches", NULL, (int64) scan->batches, es);
	ExplainPropertyInteger("Peak Memory Usage", "kB", (int64) (scan->peak_memory + 1023) / 1024, es);
}

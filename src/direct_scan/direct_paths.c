/*
 * direct_paths.c
 *		The direct scan's place in the planner: its setting, its paths and what they cost.
 */
#include "compat.h"

#include "nodes/extensible.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "utils/guc.h"
#include "utils/spccache.h"

#include "direct_scan/direct_node.h"
#include "direct_scan/direct_scan.h"
#include "direct_scan/recognise.h"

/*
 * What a row costs, as a part of what it costs in the executor; measured, on
 * the careful side.  Beginning costs the time of a hundred rows.
 */
#define ROW_PART		0.25
#define STEP_PART		0.5
#define BEGIN_ROWS		100

static bool direct_scan_enabled = CSAT_DIRECT_SCAN_DEFAULT;
static create_upper_paths_hook_type next_hook = NULL;

static void
cost_scan(CustomPath *path, const DirectQuery *query, const RelOptInfo *table)
{
	AggClauseCosts steps = {0};
	QualCost	quals;
	double		page_cost;
	double		row_cost;
	double		divisor = 1;

	get_tablespace_page_costs(table->reltablespace, NULL, &page_cost);
	cost_qual_eval(&quals, table->baserestrictinfo, query->root);
	get_agg_clause_costs(query->root, AGGSPLIT_INITIAL_SERIAL, &steps);
	row_cost = (ROW_PART * cpu_tuple_cost + quals.per_tuple) * table->tuples +
		STEP_PART * (steps.transCost.per_tuple + list_length(query->group_clause) * cpu_operator_cost) * table->rows;
	if (path->path.parallel_workers > 0)
		divisor = path->path.parallel_workers + Max(0, 1.0 - 0.3 * path->path.parallel_workers);
	path->path.startup_cost = BEGIN_ROWS * cpu_tuple_cost + quals.startup + steps.transCost.startup +
		page_cost * table->pages + row_cost / divisor;
	path->path.total_cost = path->path.startup_cost + path->path.rows * cpu_tuple_cost;
}

static CustomPath *
make_scan_path(const DirectQuery *query, RelOptInfo *partial_rel, RelOptInfo *table, int workers)
{
	CustomPath *path = makeNode(CustomPath);

	path->path.pathtype = T_CustomScan;
	path->path.parent = partial_rel;
	path->path.pathtarget = query->target;
	path->path.parallel_aware = workers > 0;
	path->path.parallel_safe = partial_rel->consider_parallel;
	path->path.parallel_workers = workers;
	path->path.rows = query->groups;
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->custom_private = list_make1(table);
	path->methods = &direct_path_methods;
	cost_scan(path, query, table);
	return path;
}

/* The relation that partial states are of: our own, since core's may have other columns. */
static RelOptInfo *
partial_rel_of(const DirectQuery *query)
{
	RelOptInfo *rel = fetch_upper_rel(query->root, UPPERREL_PARTIAL_GROUP_AGG, query->input->relids);

	if (rel->reltarget->exprs == NIL)
	{
		rel->consider_parallel = query->output->consider_parallel && query->input->consider_parallel;
		rel->reltarget = query->target;
	}
	return rel;
}

/* Offer the final aggregate over a path that hands up partial states. */
static void
add_final_path(const DirectQuery *query, Path *partial)
{
	AggClauseCosts costs = {0};

	get_agg_clause_costs(query->root, AGGSPLIT_FINAL_DESERIAL, &costs);
	add_path(query->output, (Path *)
			 create_agg_path(query->root, query->output, partial, query->output->reltarget,
							 query->group_clause != NIL ? AGG_HASHED : AGG_PLAIN, AGGSPLIT_FINAL_DESERIAL,
							 query->group_clause, (List *) query->extra->havingQual, &costs, query->groups));
}

static void
add_direct_paths(const DirectQuery *query)
{
	RelOptInfo *partial_rel = partial_rel_of(query);

	add_final_path(query, (Path *) make_scan_path(query, partial_rel, query->input, 0));
}

static void
upper_paths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output, void *extra)
{
	DirectQuery query = {.root = root, .input = input, .output = output, .extra = extra};

	if (next_hook != NULL)
		next_hook(root, stage, input, output, extra);
	if (!direct_scan_enabled || stage != UPPERREL_GROUP_AGG || extra == NULL)
		return;
	if (direct_query_recognise(&query))
		add_direct_paths(&query);
}

void
direct_scan_init(void)
{
	DefineCustomBoolVariable("csat.direct_scan",
							 "Lets the planner tally whole tables without the executor's rows.",
							 NULL,
							 &direct_scan_enabled,
							 CSAT_DIRECT_SCAN_DEFAULT,
							 PGC_USERSET,
							 GUC_EXPLAIN,
							 NULL, NULL, NULL);
	MarkGUCPrefixReserved("csat");
	RegisterCustomScanMethods(&direct_scan_methods);
	next_hook = create_upper_paths_hook;
	create_upper_paths_hook = upper_paths;
}

/*
 * direct_paths.c
 *		The direct scan's place in the planner: its setting, its paths and what they cost.
 */
#include "compat.h"

#include "nodes/extensible.h"
#include "optimizer/appendinfo.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/pathnode.h"
#include "optimizer/planner.h"
#include "optimizer/prep.h"
#include "optimizer/tlist.h"
#include "port/pg_bitutils.h"
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

/* What a partition hands up: the same in terms of its own columns. */
static PathTarget *
target_of_table(const DirectQuery *query, RelOptInfo *table)
{
	PathTarget *target;

	if (table == query->input)
		return query->target;
	target = copy_pathtarget(query->target);
	target->exprs = (List *) csat_adjust_to_child(query->root, (Node *) target->exprs, table, query->input);
	return target;
}

/* workers: how many share the scan, or 0. */
static Path *
make_scan_path(const DirectQuery *query, RelOptInfo *table, int workers)
{
	CustomPath *path = makeNode(CustomPath);

	path->path.pathtype = T_CustomScan;
	path->path.parent = table;
	path->path.pathtarget = target_of_table(query, table);
	path->path.parallel_aware = workers > 0;
	path->path.parallel_safe = table->consider_parallel && query->output->consider_parallel;
	path->path.parallel_workers = workers;
	path->path.rows = query->group_clause != NIL ? clamp_row_est(Min(query->groups, table->rows)) : 1;
	path->flags = CUSTOMPATH_SUPPORT_PROJECTION;
	path->methods = &direct_path_methods;
	cost_scan(path, query, table);
	return &path->path;
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

/*
 * The scans of all tables in one: for a partitioned table an Append.  That is
 * one of the table itself, as far as the planner sees, so that partitions are
 * also pruned when parameters become known.
 */
static Path *
append_scans(const DirectQuery *query, List *scans, int workers)
{
	AppendPath *path;

	if (list_length(scans) == 1 && linitial(query->tables) == query->input)
		return linitial(scans);
	path = csat_create_append_path(query->root, query->input, workers > 0 ? NIL : scans, workers > 0 ? scans : NIL, workers);
	path->path.pathtarget = query->target;
	path->path.parallel_safe = path->path.parallel_safe && query->output->consider_parallel;
	return &path->path;
}

static void
add_serial_path(const DirectQuery *query)
{
	List	   *scans = NIL;
	ListCell   *cell;

	foreach(cell, query->tables)
		scans = lappend(scans, make_scan_path(query, lfirst(cell), 0));
	add_final_path(query, append_scans(query, scans, 0));
}

/* How many workers the planner gives a sequential scan of the table; 0: it is not to be shared. */
static int
workers_of_table(const RelOptInfo *table)
{
	return table->partial_pathlist != NIL ? ((Path *) linitial(table->partial_pathlist))->parallel_workers : 0;
}

/* The same scans shared by workers, if all tables can be. */
static void
add_parallel_path(const DirectQuery *query)
{
	List	   *scans = NIL;
	int			workers = 0;
	Path	   *shared;
	double		rows;
	ListCell   *cell;

	if (!query->output->consider_parallel || !query->input->consider_parallel)
		return;
	foreach(cell, query->tables)
	{
		int			own = workers_of_table(lfirst(cell));

		if (own == 0)
			return;
		workers = Max(workers, own);
		scans = lappend(scans, make_scan_path(query, lfirst(cell), own));
	}
	if (list_length(scans) > 1)
		workers = Min(Max(workers, pg_leftmost_one_pos32(list_length(scans)) + 1), max_parallel_workers_per_gather);
	if (workers == 0 || (linitial(query->tables) != query->input && !enable_parallel_append))
		return;
	shared = append_scans(query, scans, workers);
	rows = shared->rows * (workers + 1);
	add_final_path(query, (Path *) create_gather_path(query->root, query->input, shared, query->target, NULL, &rows));
}

static void
upper_paths(PlannerInfo *root, UpperRelationKind stage, RelOptInfo *input, RelOptInfo *output, void *extra)
{
	DirectQuery query = {.root = root,.input = input,.output = output,.extra = extra};

	if (next_hook != NULL)
		next_hook(root, stage, input, output, extra);
	if (!direct_scan_enabled || stage != UPPERREL_GROUP_AGG || extra == NULL)
		return;
	if (direct_query_recognise(&query))
	{
		add_serial_path(&query);
		add_parallel_path(&query);
	}
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

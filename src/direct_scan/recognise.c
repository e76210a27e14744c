/*
 * recognise.c
 *		Which queries the direct scan can answer.
 *
 * The rule is that everything unusual takes the ordinary plan: each function
 * here says what is usual, and nothing of what follows needs to ask again.
 */
#include "compat.h"

#include "access/heapam.h"
#include "access/table.h"
#include "access/transam.h"
#include "catalog/catalog.h"
#include "catalog/pg_aggregate.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/cost.h"
#include "optimizer/optimizer.h"
#include "optimizer/planner.h"
#include "optimizer/tlist.h"
#include "parser/parsetree.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/selfuncs.h"

#include "direct_scan/agg_step.h"
#include "direct_scan/recognise.h"

/* With fewer rows a group than this, making groups is what costs: not ours. */
#define FEWEST_ROWS_PER_GROUP	20.0

/* So few groups are made in no time, however few their rows. */
#define FEW_GROUPS	1000.0

/* Is it an expression over plain columns that may be computed once a row, here? */
static bool
expression_is_plain(Node *node)
{
	List	   *vars;
	ListCell   *cell;

	if (contain_volatile_functions(node) || contain_subplans(node) || expression_returns_set(node))
		return false;
	vars = pull_var_clause(node, PVC_RECURSE_AGGREGATES | PVC_INCLUDE_PLACEHOLDERS);
	foreach(cell, vars)
	{
		const Var  *var = (const Var *) lfirst(cell);

		if (!IsA(var, Var) || var->varattno <= 0 || var->varlevelsup != 0)
			return false;
	}
	return true;
}

/* Only what is told apart by its bytes alone: no 1.0 and 1.00, no -0, no nondeterministic collation. */
bool
direct_key_type(Oid type, Oid collation, bool *by_value)
{
	type = getBaseType(type);
	*by_value = true;
	switch (type)
	{
		case BOOLOID:
		case CHAROID:
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case OIDOID:
		case DATEOID:
		case TIMEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return true;
		case TEXTOID:
		case VARCHAROID:
			*by_value = false;
			return OidIsValid(collation) && get_collation_isdeterministic(collation);
		default:
			return type_is_enum(type);
	}
}

/*
 * Is nothing known of how many values a column has?  Then the planner takes
 * 200 groups for granted, and there may be a million.
 */
static bool
key_is_unknown(PlannerInfo *root, Node *key)
{
	List	   *vars = pull_var_clause(key, 0);
	ListCell   *cell;

	foreach(cell, vars)
	{
		VariableStatData stats;
		bool		unknown;
		Oid			type = exprType(lfirst(cell));

		if (type == BOOLOID || type_is_enum(type))
			continue;
		examine_variable(root, lfirst(cell), 0, &stats);
		(void) get_variable_numdistinct(&stats, &unknown);
		ReleaseVariableStats(stats);
		if (unknown)
			return true;
	}
	return false;
}

static bool
key_is_ours(PlannerInfo *root, Node *key)
{
	bool		by_value;

	return direct_key_type(exprType(key), exprCollation(key), &by_value) &&
		expression_is_plain(key) && !key_is_unknown(root, key);
}

/*
 * Does a state begin with nothing in it?  One that does not would be counted
 * for each partial state, where the ordinary plan counts it once.
 */
static bool
begins_with_nothing(const Aggref *agg, const AggTransInfo *trans, bool is_csat)
{
	if (!is_csat)
		return agg->aggfnoid < FirstNormalObjectId; /* count, sum and so on
													 * themselves */
	return !trans->initValueIsNull && tally_is_zero(DatumGetTally(trans->initValue));
}

static bool
aggregate_is_ours(PlannerInfo *root, const Aggref *agg, bool *is_csat)
{
	const AggTransInfo *trans = list_nth(root->aggtransinfos, agg->aggtransno);
	StepFunction function;

	if (agg->aggkind != AGGKIND_NORMAL || agg->agglevelsup != 0 || agg->aggvariadic ||
		agg->aggdistinct != NIL || agg->aggorder != NIL || agg->aggdirectargs != NIL)
		return false;
	if (!agg_step_function(trans->transfn_oid, &function) || !begins_with_nothing(agg, trans, function.is_csat))
		return false;
	*is_csat |= function.is_csat;
	return expression_is_plain((Node *) agg->args) && expression_is_plain((Node *) agg->aggfilter);
}

/* Is every output a key or an aggregate of ours, each key there, and one aggregate a score? */
static bool
target_is_ours(DirectQuery *query)
{
	PathTarget *target = query->target;
	bool		has_score = false;
	int			keys = 0;
	ListCell   *cell;

	foreach(cell, target->exprs)
	{
		Node	   *expr = lfirst(cell);

		if (IsA(expr, Aggref))
		{
			if (!aggregate_is_ours(query->root, (Aggref *) expr, &has_score))
				return false;
		}
		else if (get_pathtarget_sortgroupref(target, foreach_current_index(cell)) == 0 || !key_is_ours(query->root, expr))
			return false;
		else
			keys++;
	}
	return has_score && keys == list_length(query->root->parse->groupClause);
}

/*
 * What the scan has to hand up: the keys, and of what else the query needs
 * the aggregates, as partial states.  Anything else in there is refused by
 * target_is_ours().
 */
static PathTarget *
partial_target(DirectQuery *query)
{
	PathTarget *wanted = query->output->reltarget;
	PathTarget *target = create_empty_pathtarget();
	List	   *others = list_make1(query->extra->havingQual);
	ListCell   *cell;

	foreach(cell, wanted->exprs)
	{
		Index		ref = get_pathtarget_sortgroupref(wanted, foreach_current_index(cell));

		if (ref != 0 && get_sortgroupref_clause_noerr(ref, query->root->parse->groupClause) != NULL)
			add_column_to_pathtarget(target, lfirst(cell), ref);
		else
			others = lappend(others, lfirst(cell));
	}
	add_new_columns_to_pathtarget(target, pull_var_clause((Node *) others,
														  PVC_INCLUDE_AGGREGATES | PVC_RECURSE_WINDOWFUNCS |
														  PVC_INCLUDE_PLACEHOLDERS));
	foreach(cell, target->exprs)
	{
		Aggref	   *partial;

		if (!IsA(lfirst(cell), Aggref))
			continue;
		partial = makeNode(Aggref);
		*partial = *lfirst_node(Aggref, cell);
		mark_partial_aggref(partial, AGGSPLIT_INITIAL_SERIAL);
		lfirst(cell) = partial;
	}
	return set_pathtarget_cost_width(query->root, target);
}

/* Is the query one of plain groups, in which states can be put together? */
static bool
grouping_is_ours(DirectQuery *query)
{
	PlannerInfo *root = query->root;
	const Query *parse = root->parse;
	ListCell   *cell;

	if (!parse->hasAggs || parse->groupingSets != NIL || parse->hasTargetSRFs ||
		root->rowMarks != NIL || root->qual_security_level > 0 ||
		root->hasNonPartialAggs || root->hasNonSerialAggs || root->aggtransinfos == NIL)
		return false;
#if PG_VERSION_NUM >= 160000
	query->group_clause = root->processed_groupClause;
#else
	query->group_clause = parse->groupClause;
#endif
	if ((parse->groupClause != NIL) != (query->group_clause != NIL))
		return false;
	/* Operators that are not core's may call equal what differs. */
	foreach(cell, parse->groupClause)
	{
		if (lfirst_node(SortGroupClause, cell)->eqop >= FirstNormalObjectId)
			return false;
	}
	return parse->groupClause == NIL || (enable_hashagg && grouping_is_hashable(query->group_clause));
}

/* Are all conditions of the kind that the scan evaluates itself? */
static bool
quals_are_ours(RelOptInfo *rel)
{
	ListCell   *cell;

	foreach(cell, rel->baserestrictinfo)
	{
		const RestrictInfo *info = lfirst_node(RestrictInfo, cell);

		if (info->pseudoconstant || info->security_level > 0 || !expression_is_plain((Node *) info->clause))
			return false;
	}
	return true;
}

/* Is it a table whose pages are core's own, scanned whole? */
static bool
table_is_ours(PlannerInfo *root, RelOptInfo *rel)
{
	RangeTblEntry *entry = planner_rt_fetch(rel->relid, root);
	Relation	table;
	bool		ours;

	if (entry->rtekind != RTE_RELATION || entry->inh || entry->tablesample != NULL || entry->securityQuals != NIL ||
		(entry->relkind != RELKIND_RELATION && entry->relkind != RELKIND_MATVIEW) ||
		rel->lateral_relids != NULL || !quals_are_ours(rel))
		return false;
	table = table_open(entry->relid, NoLock);
	ours = table->rd_tableam == GetHeapamTableAmRoutine() && !IsCatalogRelation(table);
	table_close(table, NoLock);
	return ours;
}

/* The partitions that may hold rows of the query, all the way down; false if one is not ours. */
static bool
collect_partitions(PlannerInfo *root, RelOptInfo *parent, List **tables)
{
	ListCell   *cell;

	foreach(cell, root->append_rel_list)
	{
		const AppendRelInfo *link = lfirst_node(AppendRelInfo, cell);
		RelOptInfo *child = root->simple_rel_array[link->child_relid];

		if (link->parent_relid != parent->relid || child == NULL || IS_DUMMY_REL(child))
			continue;
		if (planner_rt_fetch(child->relid, root)->relkind == RELKIND_PARTITIONED_TABLE)
		{
			if (!collect_partitions(root, child, tables))
				return false;
		}
		else if (table_is_ours(root, child))
			*tables = lappend(*tables, child);
		else
			return false;
	}
	return true;
}

/* The tables to scan: a plain one, or the partitions of a partitioned one. */
static bool
find_tables(DirectQuery *query)
{
	RelOptInfo *input = query->input;
	const RangeTblEntry *entry;

	if (!IS_SIMPLE_REL(input) || input->rtekind != RTE_RELATION || IS_DUMMY_REL(input))
		return false;
	entry = planner_rt_fetch(input->relid, query->root);
	if (entry->relkind != RELKIND_PARTITIONED_TABLE)
	{
		query->tables = list_make1(input);
		return table_is_ours(query->root, input);
	}
	return entry->inh && entry->tablesample == NULL && entry->securityQuals == NIL && input->lateral_relids == NULL &&
		quals_are_ours(input) && collect_partitions(query->root, input, &query->tables) && query->tables != NIL;
}

/* Fills in tables, target, group_clause and groups; the rest is given. */
bool
direct_query_recognise(DirectQuery *query)
{
	if (!enable_seqscan || !grouping_is_ours(query) || !find_tables(query))
		return false;
	query->target = partial_target(query);
	if (!target_is_ours(query))
		return false;
	query->groups = 1;
	if (query->group_clause != NIL)
		query->groups = estimate_num_groups(query->root,
											get_sortgrouplist_exprs(query->group_clause, query->extra->targetList),
											query->input->rows, NULL, NULL);
	return query->groups <= FEW_GROUPS || query->groups * FEWEST_ROWS_PER_GROUP <= query->input->rows;
}

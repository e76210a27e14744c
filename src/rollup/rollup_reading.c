/*
 * rollup_reading.c
 *		How a row of the source becomes an answer, as NAME_tallies keeps it.
 *
 * The view NAME_tallies adds up two arms.  One reads NAME_changes.  The other
 * reads the source, WHERE false: it costs a query nothing, but its parse tree
 * holds the expressions for period, segments, score, weight and filter, with
 * column numbers rather than names.  Here they are turned back into SQL.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "rollup/rollup.h"

/* The arm of a query that reads the source and nothing else, or NULL. */
static Query *
find_arm(Query *query, Oid source)
{
	ListCell   *cell;

	foreach(cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);
		Query	   *found;

		if (entry->rtekind == RTE_RELATION && entry->relid == source)
			return list_length(query->rtable) == 1 ? query : NULL;
		if (entry->rtekind != RTE_SUBQUERY)
			continue;
		found = find_arm(entry->subquery, source);
		if (found != NULL)
			return found;
	}
	return NULL;
}

/* What stands beside "false" in the arm's WHERE, or NULL. */
static Node *
arm_filter(Query *arm)
{
	BoolExpr   *both = (BoolExpr *) arm->jointree->quals;
	List	   *rest;

	if (both == NULL || !IsA(both, BoolExpr) || both->boolop != AND_EXPR)
		return NULL;
	rest = list_copy_tail(both->args, 1);
	return (Node *) make_ands_explicit(rest);
}

/* The source's columns that two expressions of an arm use, as a list of numbers; 0 for a sub-select, which reads other rows. */
static List *
columns_of(Node *expression, Node *another)
{
	Bitmapset  *used = NULL;
	List	   *columns = NIL;
	int			column = -1;

	if (contain_subplans(expression) || contain_subplans(another))
		return list_make1_int(InvalidAttrNumber);
	pull_varattnos(expression, 1, &used);
	pull_varattnos(another, 1, &used);
	while ((column = bms_next_member(used, column)) >= 0)
		columns = lappend_int(columns, column + FirstLowInvalidHeapAttributeNumber);
	return columns;
}

/*
 * Does an expression use columns by their numbers only?  The view is its
 * owner's to replace, and a system column or a whole row is no column of a
 * transition table.
 */
static bool
are_plain(List *columns)
{
	ListCell   *cell;

	foreach(cell, columns)
	{
		if (!AttrNumberIsForUserDefinedAttr(lfirst_int(cell)))
			return false;
	}
	return true;
}

/* The name of the column that a time is taken from, or NULL if it is from none. */
static char *
time_column(Oid source, Node *expression)
{
	List	   *columns = columns_of(expression, NULL);

	return columns == NIL ? NULL : get_attname(source, linitial_int(columns), false);
}

static bool
named(const TargetEntry *entry, const char *name)
{
	return strcmp(entry->resname, name) == 0;
}

/* What an arm says, or NULL if it is none of ours. */
static RollupReading *
read_arm(Query *arm, Oid source)
{
	RollupReading *reading = palloc0(sizeof(RollupReading));
	char	   *alias = get_rel_name(source);
	List	   *context = deparse_context_for(alias, source);
	Node	   *filter = arm_filter(arm);
	ListCell   *cell;

	reading->columns = columns_of((Node *) arm->targetList, arm->jointree->quals);
	if (reading->columns == NIL || !are_plain(reading->columns))
		return NULL;
	reading->alias = pstrdup(quote_identifier(alias));
	foreach(cell, arm->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);
		char	   *sql = deparse_expression((Node *) entry->expr, context, true, true);

		if (named(entry, "period"))
		{
			reading->period = sql;
			reading->period_type = format_type_be_qualified(exprType((Node *) entry->expr));
		}
		else if (named(entry, "csat_at"))
		{
			reading->at = sql;
			reading->at_type = exprType((Node *) entry->expr);
			reading->at_column = time_column(source, (Node *) entry->expr);
		}
		else if (named(entry, "csat_score"))
		{
			reading->score = sql;
			reading->score_type = exprType((Node *) entry->expr);
		}
		else if (named(entry, "csat_weight"))
			reading->weight = sql;
		else if (!named(entry, "added") && !named(entry, "removed"))
		{
			reading->segments = lappend(reading->segments, sql);
			reading->names = lappend(reading->names, pstrdup(quote_identifier(entry->resname)));
			reading->plain_names = lappend(reading->plain_names, pstrdup(entry->resname));
		}
	}
	if (filter != NULL)
		reading->filter = deparse_expression(filter, context, true, true);
	return reading;
}

/* How the roll-up reads its source; the search_path is pinned. */
RollupReading *
rollup_reading(const Rollup *rollup)
{
	Relation	view = try_relation_open(rollup->tallies, AccessShareLock);
	Query	   *arm = NULL;
	RollupReading *reading = NULL;

	if (view != NULL && view->rd_rel->relkind == RELKIND_VIEW)
		arm = find_arm(get_view_query(view), rollup->source);
	if (arm != NULL)
		reading = read_arm(arm, rollup->source);
	if (reading != NULL)
		reading->own = rollup_own_objects(rollup, arm_filter(arm));
	if (view != NULL)
		relation_close(view, AccessShareLock);
	if (reading == NULL || reading->period == NULL || reading->at == NULL ||
		reading->score == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("roll-up %s has lost the definition in its view of tallies", rollup->name),
				 errhint("Drop the roll-up with csat_drop_rollup and create it again.")));
	return reading;
}

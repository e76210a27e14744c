/*
 * direct_plan.c
 *		From the path to the plan: what the scan reads, hands up and evaluates.
 *
 * custom_scan_tlist is what the scan hands up, keys and partial aggregates,
 * and then the columns that it reads.  A key that is a column is both.
 */
#include "compat.h"

#include "access/stratnum.h"
#include "catalog/pg_opfamily.h"
#include "catalog/pg_type.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "optimizer/restrictinfo.h"
#include "utils/lsyscache.h"

#include "direct_scan/direct_node.h"

#define DATETIME_BTREE_FAMILY	434 /* datetime_ops, which has no name in the
									 * headers */

/*
 * The planner's last step (setrefs.c) would take a key expression that occurs in a condition or in
 * custom_exprs for the output of that key.  With a no-op around its columns it
 * is not equal to that any more, and is left to be computed.
 */
static Node *
hide_columns(Node *node, void *context)
{
	if (node == NULL)
		return NULL;
	if (IsA(node, Var))
	{
		const Var  *var = (const Var *) node;

		return (Node *) makeRelabelType((Expr *) copyObject(var), var->vartype, var->vartypmod, var->varcollid,
										COERCE_IMPLICIT_CAST);
	}
	return expression_tree_mutator(node, hide_columns, context);
}

/* expr, to be computed by the scan; a column is one whatever the keys are. */
static Expr *
hidden(Expr *expr, bool keys_are_computed)
{
	return expr == NULL || IsA(expr, Var) || !keys_are_computed ? copyObject(expr) : (Expr *) hide_columns((Node *) expr, NULL);
}

static bool
has_computed_key(const PathTarget *target)
{
	ListCell   *cell;

	foreach(cell, target->exprs)
		if (!IsA(lfirst(cell), Aggref) && !IsA(lfirst(cell), Var))
		return true;
	return false;
}

/* The family of btree operators that compares a column with such a bound as integers do, or invalid. */
static Oid
integer_family(Oid column, Oid bound)
{
	switch (column)
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
			return bound == INT2OID || bound == INT4OID || bound == INT8OID ? INTEGER_BTREE_FAM_OID : InvalidOid;
		case DATEOID:
		case TIMESTAMPOID:
		case TIMESTAMPTZOID:
			return bound == column ? DATETIME_BTREE_FAMILY : InvalidOid;
		default:
			return InvalidOid;
	}
}

static List *
make_range(int strategy, Expr *column, Expr *bound)
{
	return list_make3(makeConst(INT4OID, -1, InvalidOid, sizeof(int32), Int32GetDatum(strategy), false, true),
					  copyObject(column), copyObject(bound));
}

/* `column operator bound` as a range, the bound known before the scan; NIL if it is not that. */
static List *
comparison_range(const OpExpr *clause)
{
	Expr	   *column = linitial(clause->args);
	Expr	   *bound;
	Oid			operator = clause->opno;
	Oid			family;
	int			strategy;

	if (list_length(clause->args) != 2)
		return NIL;
	bound = lsecond(clause->args);
	if (!IsA(column, Var))
	{
		column = lsecond(clause->args);
		bound = linitial(clause->args);
		operator = get_commutator(operator);
	}
	if (!IsA(column, Var) || !OidIsValid(operator) || !(IsA(bound, Const) || IsA(bound, Param)))
		return NIL;
	family = integer_family(((Var *) column)->vartype, exprType((Node *) bound));
	strategy = OidIsValid(family) ? get_op_opfamily_strategy(operator, family) : 0;
	return strategy != 0 ? make_range(strategy, column, bound) : NIL;
}

/* The condition as a range that row_filter.c looks at itself, or NIL. */
static List *
clause_range(Node *clause)
{
	if (IsA(clause, OpExpr))
		return comparison_range((OpExpr *) clause);
	if (IsA(clause, NullTest) && IsA(((NullTest *) clause)->arg, Var) && !((NullTest *) clause)->argisrow)
		return make_range(((NullTest *) clause)->nulltesttype == IS_NULL ? RANGE_IS_NULL : RANGE_NOT_NULL,
						  ((NullTest *) clause)->arg, (Expr *) makeBoolConst(true, false));
	return NIL;
}

/* The aggregate's filter, or true, and its arguments. */
static List *
step_exprs(const Aggref *aggref, bool keys_are_computed)
{
	Expr	   *filter = aggref->aggfilter != NULL ? hidden(aggref->aggfilter, keys_are_computed) : (Expr *) makeBoolConst(true, false);
	List	   *exprs = list_make1(filter);
	ListCell   *cell;

	foreach(cell, aggref->args)
		exprs = lappend(exprs, hidden(lfirst_node(TargetEntry, cell)->expr, keys_are_computed));
	return exprs;
}

/* Split what the target wants into keys and steps; aggregates of one transition share a step. */
static List *
plan_outputs(PathTarget *target, List **keys, List **steps)
{
	List	   *outputs = NIL;
	List	   *transitions = NIL;
	bool		keys_are_computed = has_computed_key(target);
	ListCell   *cell;

	foreach(cell, target->exprs)
	{
		Expr	   *expr = lfirst(cell);
		int			step = 0;

		if (!IsA(expr, Aggref))
		{
			*keys = lappend(*keys, hidden(expr, keys_are_computed));
			outputs = lappend_int(outputs, -list_length(*keys));
			continue;
		}
		while (step < list_length(transitions) && list_nth_int(transitions, step) != ((Aggref *) expr)->aggtransno)
			step++;
		if (step == list_length(transitions))
		{
			transitions = lappend_int(transitions, ((Aggref *) expr)->aggtransno);
			*steps = lappend(*steps, step_exprs((Aggref *) expr, keys_are_computed));
		}
		outputs = lappend_int(outputs, step);
	}
	return outputs;
}

/* What is handed up, and then the columns that exprs read. */
static List *
plan_scan_tlist(PathTarget *target, List *exprs)
{
	List	   *tlist = NIL;
	ListCell   *cell;

	foreach(cell, target->exprs)
	{
		TargetEntry *entry = makeTargetEntry(copyObject(lfirst(cell)), foreach_current_index(cell) + 1, NULL, false);

		entry->ressortgroupref = get_pathtarget_sortgroupref(target, foreach_current_index(cell));
		tlist = lappend(tlist, entry);
	}
	foreach(cell, pull_var_clause((Node *) exprs, 0))
	{
		Expr	   *var = lfirst(cell);
		ListCell   *known;
		bool		there = false;

		foreach(known, tlist)
			there |= equal(lfirst_node(TargetEntry, known)->expr, var);
		if (!there)
			tlist = lappend(tlist, makeTargetEntry(copyObject(var), list_length(tlist) + 1, NULL, true));
	}
	return tlist;
}

static Plan *
plan_path(PlannerInfo *root, RelOptInfo *rel, CustomPath *path, List *tlist, List *clauses, List *custom_plans)
{
	CustomScan *plan = makeNode(CustomScan);
	List	   *quals = extract_actual_clauses(rel->baserestrictinfo, false);
	List	   *keys = NIL;
	List	   *steps = NIL;
	List	   *ranges = NIL;
	List	   *rest = NIL;
	List	   *outputs = plan_outputs(path->path.pathtarget, &keys, &steps);
	bool		keys_are_computed = has_computed_key(path->path.pathtarget);
	ListCell   *cell;

	foreach(cell, quals)
	{
		List	   *range = clause_range(lfirst(cell));

		if (range != NIL)
			ranges = lappend(ranges, range);
		else
			rest = lappend(rest, hidden(lfirst(cell), keys_are_computed));
	}
	plan->custom_exprs = list_make4(keys, steps, ranges, rest);
	plan->custom_scan_tlist = plan_scan_tlist(path->path.pathtarget, plan->custom_exprs);
	plan->custom_private = list_make1(outputs);
	plan->scan.plan.targetlist = tlist;
	plan->scan.plan.qual = (List *) hidden((Expr *) quals, keys_are_computed);	/* for EXPLAIN */
	plan->scan.scanrelid = rel->relid;
	plan->flags = path->flags;
	plan->methods = &direct_scan_methods;
	return &plan->scan.plan;
}

const CustomPathMethods direct_path_methods = {
	.CustomName = "CsatDirectScan",
	.PlanCustomPath = plan_path,
};

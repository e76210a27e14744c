/*
 * rollup_filter.c
 *		Checks the filter of a new roll-up: an immutable condition on one row.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "parser/parse_coerce.h"
#include "parser/parse_collate.h"
#include "parser/parse_expr.h"
#include "parser/parse_node.h"
#include "parser/parse_relation.h"
#include "parser/parser.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"
#include "utils/syscache.h"

#include "rollup/rollup_create.h"

static void
refuse_filter(const char *filter, const char *why)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"filter\" %s", why),
			 errdetail("The filter is \"%s\".", filter),
			 errhint("Give a condition over the columns of one row that uses immutable functions only.")));
}

/* The expression that a text holds, if it holds one and nothing else. */
static Node *
parse_expression(const char *filter)
{
	List	   *statements = raw_parser(psprintf("SELECT (%s)", filter), RAW_PARSE_DEFAULT);
	SelectStmt *select;

	if (list_length(statements) != 1)
		refuse_filter(filter, "is not one expression");
	select = (SelectStmt *) linitial_node(RawStmt, statements)->stmt;
	if (!IsA(select, SelectStmt) || select->op != SETOP_NONE || list_length(select->targetList) != 1 ||
		select->fromClause != NIL || select->whereClause != NULL || select->groupClause != NIL ||
		select->havingClause != NULL || select->windowClause != NIL || select->sortClause != NIL ||
		select->limitCount != NULL || select->limitOffset != NULL || select->lockingClause != NIL ||
		select->intoClause != NULL || select->distinctClause != NIL)
		refuse_filter(filter, "is not one expression");
	return linitial_node(ResTarget, select->targetList)->val;
}

/* Is everything the expression calls immutable?  Folds constants: run as the owner. */
static bool
is_mutable(Node *expression, Oid owner)
{
	RollupIdentity before = rollup_become(owner);
	bool		mutable = contain_mutable_functions((Node *) expression_planner((Expr *) copyObject(expression)));

	rollup_be_again(before);
	return mutable;
}

/* Is a function one that not everybody may call? */
static bool
is_for_few(Oid function, void *unused)
{
	HeapTuple	tuple = SearchSysCache1(PROCOID, ObjectIdGetDatum(function));
	bool		null;
	Datum		acl;
	bool		few = false;

	if (!HeapTupleIsValid(tuple))
		return false;
	acl = SysCacheGetAttr(PROCOID, tuple, Anum_pg_proc_proacl, &null);
	if (!null)
		few = aclmask(DatumGetAclP(acl), ACL_ID_PUBLIC, InvalidOid, ACL_EXECUTE, ACLMASK_ANY) == 0;
	ReleaseSysCache(tuple);
	return few;
}

static bool
find_few(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	return check_functions_in_node(node, is_for_few, NULL) || expression_tree_walker(node, find_few, NULL);
}

/* Whoever writes to the source runs the filter of a live roll-up. */
static void
require_public(const RollupRequest *request, const char *filter, Node *expression)
{
	if (request->rollup.live && find_few(expression, NULL))
		ereport(ERROR,
				(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
				 errmsg("argument \"filter\" calls a function that not everybody may execute"),
				 errdetail("The filter is \"%s\".", filter),
				 errhint("Whoever writes to the source evaluates it: GRANT EXECUTE ON FUNCTION ... TO PUBLIC, or use mode => 'scheduled'.")));
}

/* Refuse what a filter cannot use of the row. */
static void
check_filter_columns(const RollupRequest *request, const char *filter, Node *expression)
{
	Bitmapset  *used = NULL;
	int			column = -1;

	pull_varattnos(expression, 1, &used);
	while ((column = bms_next_member(used, column)) >= 0)
	{
		AttrNumber	number = column + FirstLowInvalidHeapAttributeNumber;

		if (number <= 0)
			refuse_filter(filter, "uses a system column or the row as a whole");
		rollup_refuse_virtual_column(request, number);
	}
}

/*
 * The filter as the source's owner means it, who gives it: names are looked up
 * along the caller's search_path, once, and written out in full.
 */
void
rollup_check_filter(RollupRequest *request, const char *filter)
{
	Oid			source = request->rollup.source;
	Relation	relation = relation_open(source, NoLock);
	ParseState *state = make_parsestate(NULL);
	ParseNamespaceItem *item;
	Node	   *expression;
	int			nest;

	state->p_sourcetext = filter;
	item = addRangeTableEntryForRelation(state, relation, AccessShareLock, NULL, false, true);
	addNSItemToQuery(state, item, true, true, true);
	expression = transformExpr(state, parse_expression(filter), EXPR_KIND_SELECT_TARGET);
	if (state->p_hasSubLinks || state->p_hasAggs || state->p_hasWindowFuncs || state->p_hasTargetSRFs)
		refuse_filter(filter, "looks beyond one row");
	if (getBaseType(exprType(expression)) != BOOLOID)
		refuse_filter(filter, "is not a condition");
	expression = coerce_to_boolean(state, expression, "WHERE");
	assign_expr_collations(state, expression);
	check_filter_columns(request, filter, expression);
	if (is_mutable(expression, rollup_relation_owner(source)))
		refuse_filter(filter, "calls a function that is not immutable");

	require_public(request, filter, expression);

	request->filter_tree = expression;
	nest = rollup_pin_search_path();
	request->filter = deparse_expression(expression,
										 deparse_context_for(RelationGetRelationName(relation), source),
										 true, true);
	rollup_unpin_search_path(nest);
	relation_close(relation, NoLock);
}

/*
 * rollup_definition.c
 *		What the view NAME_tallies says of its roll-up.
 *
 * The view adds up two arms.  One reads NAME_changes.  The other reads the
 * source WHERE false, so that it costs a query nothing, but its parse tree holds
 * the expressions for period, segments, score, weight and filter, with column
 * numbers rather than names, and the options as a constant.
 *
 * The view is its owner's to replace, and anybody can make one that looks like
 * it, so nothing is taken for granted; what a definition may make the server do
 * is decided in rollup_defect.c and rollup_follow.c.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "catalog/pg_class.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

/* A function of ours by name and types of its arguments. */
Oid
rollup_function(Oid schema, const char *name, int nargs, const Oid *types)
{
	return GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
						   PointerGetDatum(buildoidvector(types, nargs)), ObjectIdGetDatum(schema));
}

/* The queries that read one relation and nothing else; false if there is anything but those in the view. */
static bool
collect_arms(Query *query, Oid view, List **arms)
{
	ListCell   *cell;

	foreach(cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);

		if (entry->rtekind == RTE_RELATION && entry->relid == view)
			continue;			/* OLD and NEW of its rule */
		if (entry->rtekind == RTE_RELATION && list_length(query->rtable) == 1)
			*arms = lappend(*arms, query);
		else if (entry->rtekind == RTE_SUBQUERY)
		{
			if (!collect_arms(entry->subquery, view, arms))
				return false;
		}
		else if (!csat_is_grouping(entry))
			return false;
	}
	return query->cteList == NIL;
}

/* The argument of the call of csat_rollup_options() in an arm's WHERE, which stands behind "false"; NULL if there is none. */
static Jsonb *
options_of(Query *arm, Oid function)
{
	BoolExpr   *both = (BoolExpr *) arm->jointree->quals;
	FuncExpr   *call;
	Const	   *options;

	if (both == NULL || !IsA(both, BoolExpr) || both->boolop != AND_EXPR)
		return NULL;
	call = (FuncExpr *) lsecond(both->args);
	if (!IsA(call, FuncExpr) || call->funcid != function)
		return NULL;
	options = (Const *) linitial(call->args);
	if (!IsA(options, Const) || options->constisnull)
		return NULL;
	return DatumGetJsonbP(options->constvalue);
}

/* What stands behind the options in the WHERE, or NULL. */
static Node *
filter_of(Query *arm)
{
	BoolExpr   *both = (BoolExpr *) arm->jointree->quals;
	List	   *rest = list_copy_tail(both->args, 2);

	return rest == NIL ? NULL : (Node *) make_ands_explicit(rest);
}

/* An option as text; NULL if it was not given. */
char *
rollup_option(const Rollup *rollup, const char *key)
{
	JsonbValue	value;
	JsonbValue *found;

	if (!JB_ROOT_IS_OBJECT(rollup->options))
		return NULL;
	found = getKeyJsonValueFromContainer(&rollup->options->root, key, strlen(key), &value);
	if (found == NULL || found->type != jbvString)
		return NULL;
	return pnstrdup(found->val.string.val, found->val.string.len);
}

/* The scale that a text says; NULL if it says none. */
RatingScale *
rollup_scale(const char *text)
{
	ParseFault	fault = {NULL, NULL};

	return text == NULL ? NULL : scale_parse(slice_of_cstring(text), GetDatabaseEncoding() == PG_UTF8, &fault);
}

static bool
has_parameter(Node *node, void *unused)
{
	if (node == NULL)
		return false;
	return IsA(node, Param) || expression_tree_walker(node, has_parameter, NULL);
}

/* Has an expression only columns, and each by its number? */
static bool
is_of_one_row(Node *expression)
{
	Bitmapset  *used = NULL;
	int			column = -1;

	if (contain_subplans(expression) || contain_agg_clause(expression) ||
		contain_window_function(expression) || expression_returns_set(expression) ||
		contain_vars_of_level(expression, 1) || has_parameter(expression, NULL))
		return false;
	pull_varattnos(expression, 1, &used);
	while ((column = bms_next_member(used, column)) >= 0)
	{
		if (!AttrNumberIsForUserDefinedAttr(column + FirstLowInvalidHeapAttributeNumber))
			return false;
	}
	return true;
}

/* A column of NAME_changes that is added up. */
static bool
is_sum(const char *name)
{
	return strcmp(name, "added") == 0 || strcmp(name, "removed") == 0 || strcmp(name, "unread") == 0 ||
		strncmp(name, "csat_", strlen("csat_")) == 0;
}

/* The expressions of the arm, by their names. */
static void
take_targets(Rollup *rollup)
{
	ListCell   *cell;

	foreach(cell, rollup->arm->targetList)
	{
		TargetEntry *entry = lfirst_node(TargetEntry, cell);
		Node	   *expression = (Node *) entry->expr;

		if (strcmp(entry->resname, "csat_at") == 0)
			rollup->at = expression;
		else if (strcmp(entry->resname, "csat_score") == 0)
			rollup->score = expression;
		else if (strcmp(entry->resname, "csat_weight") == 0)
			rollup->weight = expression;
		else if (strcmp(entry->resname, "csat_person") == 0)
			rollup->person = expression;
		else if (strcmp(entry->resname, "csat_unread") == 0)
			rollup->unread = expression;
		else if (!is_sum(entry->resname))
		{
			RollupKey  *key = palloc(sizeof(RollupKey));

			key->name = entry->resname;
			key->expression = expression;
			rollup->keys = lappend(rollup->keys, key);
		}
	}
}

/* The length of a period and where it begins; NULL if the options do not say it. */
static const RollupEvery *
every_option(const Rollup *rollup)
{
	char	   *word = rollup_option(rollup, "every");
	char	   *week_start = rollup_option(rollup, "week_start");
	char	   *fiscal_start = rollup_option(rollup, "fiscal_start");
	const RollupEvery *every = word == NULL ? NULL : rollup_every_named(word, strlen(word));

	if (every != NULL && week_start != NULL)
		return rollup_every_from(every, rollup_weekday(week_start));
	if (every != NULL && fiscal_start != NULL)
		return rollup_every_from(every, atoi(fiscal_start));
	return every;
}

/* The options that counting needs; false if they are not sound. */
static bool
take_options(Rollup *rollup)
{
	char	   *mode = rollup_option(rollup, "mode");

	rollup->scale = rollup_option(rollup, "scale");
	rollup->time_zone = rollup_option(rollup, "time_zone");
	rollup->every = every_option(rollup);
	rollup->live = mode != NULL && strcmp(mode, "live") == 0;
	return rollup->every != NULL && mode != NULL && rollup->time_zone != NULL &&
		rollup_scale(rollup->scale) != NULL;
}

/* Put the two arms where they belong; false if they are not ours. */
static bool
take_arms(Rollup *rollup, List *arms, Oid options)
{
	ListCell   *cell;

	if (list_length(arms) != 2)
		return false;
	foreach(cell, arms)
	{
		Query	   *arm = lfirst_node(Query, cell);
		Oid			relation = linitial_node(RangeTblEntry, arm->rtable)->relid;
		Jsonb	   *found = options_of(arm, options);

		if (found == NULL)
			rollup->changes = relation;
		else
		{
			rollup->arm = arm;
			rollup->options = found;
			rollup->source = relation;
		}
	}
	return rollup->arm != NULL && OidIsValid(rollup->changes);
}

/* What a query of the view says, or NULL if it is none of ours. */
static Rollup *
read_view(Query *query, Oid tallies, Oid schema)
{
	Oid			jsonb[] = {JSONBOID};
	Rollup	   *rollup = palloc0(sizeof(Rollup));
	List	   *arms = NIL;

	rollup->tallies = tallies;
	rollup->schema = schema;
	if (!collect_arms(query, tallies, &arms) ||
		!take_arms(rollup, arms, rollup_function(schema, "csat_rollup_options", 1, jsonb)))
		return NULL;
	rollup->filter = filter_of(rollup->arm);
	take_targets(rollup);
	rollup->tally_type = rollup_type(schema, "tally");
	if (list_length(rollup->keys) == 0 || strcmp(((RollupKey *) linitial(rollup->keys))->name, "period") != 0 ||
		rollup->at == NULL || rollup->score == NULL ||
		!is_of_one_row((Node *) rollup->arm->targetList) ||
		!is_of_one_row(rollup->filter) || !take_options(rollup))
		return NULL;
	return rollup;
}

/*
 * The roll-up whose view of tallies a relation is, allocated here and now; NULL
 * and what is wrong if it is none.  Never raises for what the view says.
 */
Rollup *
rollup_of_tallies(Oid tallies, Oid schema, const char **defect)
{
	Relation	view = try_relation_open(tallies, AccessShareLock);
	Rollup	   *rollup = NULL;

	if (view != NULL && view->rd_rel->relkind == RELKIND_VIEW)
		rollup = read_view(copyObject(get_view_query(view)), tallies, schema);
	if (view != NULL)
		relation_close(view, AccessShareLock);
	if (rollup == NULL)
		*defect = "its view of tallies does not hold a definition as csat_create_rollup writes it";
	else
		rollup->extension = rollup_extension_name(schema);
	return rollup;
}

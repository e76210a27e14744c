/*
 * rollup_trusted.c
 *		What a roll-up runs is looked at before it is run.
 *
 * The texts that roll-ups are made of name things, and names are looked up
 * when a text is parsed: whoever may create in the schema of csat, or rename
 * it, can put something where one of ours is looked for.  So every name is
 * qualified and every argument has exactly the type that is declared; and what
 * came of it, the parse tree, is gone through here.  All that it uses belongs
 * to PostgreSQL (pg_catalog), to csat, or is the owner's own: his filter, his
 * relations, and what a source that is a view is made of.
 *
 * Operators of GROUP BY and ORDER BY and the input of types are not looked at:
 * they are found by type, not by name.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/dependency.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_type.h"
#include "commands/extension.h"
#include "executor/spi.h"
#include "nodes/nodeFuncs.h"
#include "rewrite/rewriteHandler.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/plancache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

/* What a tree uses that is neither PostgreSQL's nor csat's. */
typedef struct Strangers
{
	List	   *found;			/* of ObjectAddress *, each once */
	Oid			csat;			/* the extension */
} Strangers;

static bool find_strangers(Node *node, Strangers *strangers);

static bool
is_among(const List *objects, const ObjectAddress *object)
{
	ListCell   *cell;

	foreach(cell, objects)
	{
		const ObjectAddress *other = lfirst(cell);

		if (other->classId == object->classId && other->objectId == object->objectId)
			return true;
	}
	return false;
}

/* Note an object unless it is PostgreSQL's or ours; false if there was nothing new to note. */
static bool
note(Strangers *strangers, Oid catalog, Oid oid)
{
	ObjectAddress *object = palloc0(sizeof(ObjectAddress));

	ObjectAddressSet(*object, catalog, oid);
	if (is_among(strangers->found, object) ||
		get_object_namespace(object) == PG_CATALOG_NAMESPACE ||
		getExtensionOfObject(catalog, oid) == strangers->csat)
		return false;
	strangers->found = lappend(strangers->found, object);
	return true;
}

/* A relation, and what it is made of if it is a view. */
static void
note_relation(Strangers *strangers, Oid oid)
{
	Relation	relation;

	if (!note(strangers, RelationRelationId, oid) || get_rel_relkind(oid) != RELKIND_VIEW)
		return;
	relation = relation_open(oid, AccessShareLock);
	(void) find_strangers((Node *) get_view_query(relation), strangers);
	relation_close(relation, NoLock);
}

/* A relation that may have been dropped. */
static void
note_if_there(Strangers *strangers, Oid oid)
{
	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(oid)))
		(void) note(strangers, RelationRelationId, oid);
}

static bool
note_function(Oid function, void *strangers)
{
	(void) note(strangers, ProcedureRelationId, function);
	return false;
}

/* Walk an expression or a query. */
static bool
find_strangers(Node *node, Strangers *strangers)
{
	if (node == NULL)
		return false;
	if (IsA(node, Query))
		return query_tree_walker((Query *) node, find_strangers, strangers, QTW_EXAMINE_RTES_BEFORE);
	if (IsA(node, RangeTblEntry))
	{
		if (((RangeTblEntry *) node)->rtekind == RTE_RELATION)
			note_relation(strangers, ((RangeTblEntry *) node)->relid);
		return false;
	}
	if (IsA(node, CoerceToDomain))	/* runs the checks of the domain */
		(void) note(strangers, TypeRelationId, ((CoerceToDomain *) node)->resulttype);
	(void) check_functions_in_node(node, note_function, strangers);
	return expression_tree_walker(node, find_strangers, strangers);
}

static Strangers
no_strangers(void)
{
	Strangers	strangers = {NIL, get_extension_oid("csat", false)};

	return strangers;
}

/*
 * What an expression or a query uses that is neither PostgreSQL's nor csat's:
 * a list of ObjectAddress *.
 */
static List *
strangers_in(Node *tree)
{
	Strangers	strangers = no_strangers();

	(void) find_strangers(tree, &strangers);
	return strangers.found;
}

/*
 * What the statements and views of a roll-up may use beside PostgreSQL's and
 * ours: its own relations, its source with what that is made of if it is a
 * view, and what the filter uses.
 */
List *
rollup_own_objects(const Rollup *rollup, Node *filter)
{
	Strangers	strangers = no_strangers();

	note_relation(&strangers, rollup->source);
	(void) find_strangers(filter, &strangers);
	note_if_there(&strangers, rollup->changes);
	note_if_there(&strangers, rollup->tallies);
	note_if_there(&strangers, rollup->view);
	note_if_there(&strangers, rollup->report);
	return strangers.found;
}

/* Refuse a query that uses anything but PostgreSQL's, ours and some objects of the owner's. */
static void
require_trusted(Node *query, const List *own)
{
	ListCell   *cell;

	foreach(cell, strangers_in(query))
	{
		const ObjectAddress *object = lfirst(cell);

		if (!is_among(own, object))
			ereport(ERROR,
					(errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
					 errmsg("a roll-up would use %s, which belongs neither to PostgreSQL nor to csat",
							getObjectDescription(object, false)),
					 errdetail("It was found under a name that a roll-up looks for, and would run with rights that are not its owner's."),
					 errhint("Drop it, and let only roles that you trust create in its schema.")));
	}
}

/* The same for a view that was just made. */
void
rollup_require_trusted_view(Oid view, const List *own)
{
	Relation	relation = relation_open(view, AccessShareLock);

	require_trusted((Node *) get_view_query(relation), own);
	relation_close(relation, NoLock);
}

/* In place of PostgreSQL's hint, which is for who wrote the call. */
static void
explain_ambiguity(void *unused)
{
	if (geterrcode() == ERRCODE_AMBIGUOUS_FUNCTION)
		errhint("Somebody made a function in the schema of csat that a call of csat's own fits as well: drop it.");
}

/* Have errors say so while a text of ours is parsed; undone by restoring error_context_stack. */
void
rollup_explain_ambiguity(ErrorContextCallback *context)
{
	context->callback = explain_ambiguity;
	context->arg = NULL;
	context->previous = error_context_stack;
	error_context_stack = context;
}

static SPIPlanPtr
prepare(const char *sql, int nparams, Oid *types, int options)
{
	ErrorContextCallback context;
	SPIPlanPtr	plan;

	rollup_explain_ambiguity(&context);
	plan = SPI_prepare_cursor(sql, nparams, types, options);
	error_context_stack = context.previous;
	if (plan == NULL)
		elog(ERROR, "roll-up could not prepare a statement: %s", SPI_result_code_string(SPI_result));
	return plan;
}

/*
 * A plan for a statement that uses nothing but PostgreSQL's, ours and some
 * objects of the owner's; the caller is connected to SPI.
 *
 * A plan that lost its validity meanwhile would be parsed again when it is run,
 * so then another one is made.
 */
SPIPlanPtr
rollup_prepare(const char *sql, int nparams, Oid *types, int options, const List *own)
{
	for (;;)
	{
		SPIPlanPtr	plan = prepare(sql, nparams, types, options);
		ListCell   *source;
		ListCell   *query;

		foreach(source, SPI_plan_get_plan_sources(plan))
		{
			foreach(query, ((CachedPlanSource *) lfirst(source))->query_list)
				require_trusted(lfirst(query), own);
		}
		if (SPI_plan_is_valid(plan) || debug_discard_caches > 0)	/* where none stays
																	 * valid */
			return plan;
		SPI_freeplan(plan);
	}
}

/*
 * rollup_install.c
 *		Where the triggers of a live roll-up sit: on the source and on every
 *		partition or child of it.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/defrem.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "nodes/makefuncs.h"
#include "nodes/parsenodes.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/rollup_follow.h"

/* REFERENCING NEW (or OLD) TABLE AS name */
static Node *
transition_table(char *name, bool is_new)
{
	TriggerTransition *table = makeNode(TriggerTransition);

	table->name = name;
	table->isNew = is_new;
	table->isTable = true;
	return (Node *) table;
}

/* CREATE TRIGGER of one kind, FOR EACH STATEMENT. */
static CreateTrigStmt *
trigger_statement(const TriggerKind *kind, char *name)
{
	CreateTrigStmt *statement = makeNode(CreateTrigStmt);

	statement->trigname = name;
	statement->timing = kind->timing;
	statement->events = kind->event;
	if (kind->sees_new)
		statement->transitionRels = lappend(statement->transitionRels, transition_table(TABLE_OF_NEW, true));
	if (kind->sees_old)
		statement->transitionRels = lappend(statement->transitionRels, transition_table(TABLE_OF_OLD, false));
	return statement;
}

/* WHEN ('NAME_tallies'::regclass IS NOT NULL) */
static Node *
when_clause(Oid tallies)
{
	NullTest   *test = makeNode(NullTest);

	test->arg = (Expr *) makeConst(REGCLASSOID, -1, InvalidOid, sizeof(Oid), ObjectIdGetDatum(tallies), false, true);
	test->nulltesttype = IS_NOT_NULL;
	test->argisrow = false;
	test->location = -1;
	return (Node *) test;
}

/* NAME_insert, or with a number behind where there is one already; PostgreSQL fires them in the order of their names. */
static char *
free_name(const Rollup *rollup, const TriggerKind *kind, Oid relation)
{
	char	   *base = get_rel_name(rollup->changes);
	char	   *name = makeObjectName("csat", base, kind->name);

	for (int i = 2; OidIsValid(get_trigger_oid(relation, name, true)); i++)
		name = makeObjectName("csat", base, psprintf("%s%d", kind->name, i));
	return name;
}

/*
 * Create one trigger; it goes with NAME_tallies, its definition.  View, table
 * and function are given by OID: a name could be another's by the time that it
 * is looked up.
 */
static void
add_trigger(const Rollup *rollup, const TriggerKind *kind, Oid relation)
{
	ObjectAddress self;
	ObjectAddress definition = {RelationRelationId, rollup->tallies, 0};
	Oid			function = rollup_function(rollup->schema, kind->function, 0, NULL);

	self = CreateTrigger(trigger_statement(kind, free_name(rollup, kind, relation)), NULL, relation, InvalidOid,
						 InvalidOid, InvalidOid, function, InvalidOid, when_clause(rollup->tallies), false, false);
	recordDependencyOn(&self, &definition, DEPENDENCY_NORMAL);
	CommandCounterIncrement();
}

static void
require_owned_table(Oid relation)
{
	if (!object_ownercheck(RelationRelationId, relation, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(get_rel_relkind(relation)),
					   get_rel_name(relation));
	if (get_rel_relkind(relation) == RELKIND_FOREIGN_TABLE)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("foreign table \"%s\" cannot be followed by a live roll-up", get_rel_name(relation)),
				 errhint("Create the roll-up with mode => 'scheduled'.")));
}

/* Does a table lack a trigger of a kind that belongs on it? */
static bool
lacks(Oid table, const TriggerKind *kind, const Rollup *rollup)
{
	Relation	relation = table_open(table, NoLock);
	bool		missing = trigger_belongs_on(kind, relation, rollup->source) &&
	trigger_that_counts(relation, kind, rollup) == NULL;

	table_close(relation, NoLock);
	return missing;
}

/* Put the triggers that are missing on the source and on every partition or child.  The caller has locked them all. */
void
rollup_add_triggers(const Rollup *rollup)
{
	List	   *relations = find_all_inheritors(rollup->source, NoLock, NULL);
	ListCell   *cell;

	foreach(cell, relations)
		require_owned_table(lfirst_oid(cell));
	foreach(cell, relations)
	{
		for (int i = 0; i < TRIGGER_KINDS; i++)
		{
			if (lacks(lfirst_oid(cell), &trigger_kinds[i], rollup))
				add_trigger(rollup, &trigger_kinds[i], lfirst_oid(cell));
		}
	}
}

/* -------- the triggers that there are -------- */

/* The triggers that depend on NAME_tallies, by whoever made them, wherever they are: a list of OIDs. */
static List *
dependent_triggers(const Rollup *rollup)
{
	return rollup_dependents(TriggerRelationId, RelationRelationId, rollup->tallies);
}

/* The table of a trigger if it runs one of our functions, or InvalidOid. */
static Oid
table_of_trigger(const Rollup *rollup, Oid oid)
{
	Relation	triggers = table_open(TriggerRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			table = InvalidOid;

	ScanKeyInit(&key, Anum_pg_trigger_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(oid));
	scan = systable_beginscan(triggers, TriggerOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
	{
		Form_pg_trigger form = (Form_pg_trigger) GETSTRUCT(tuple);
		Trigger		trigger = {.tgfoid = form->tgfoid};

		if (trigger_is_ours(&trigger, rollup->schema))
			table = form->tgrelid;
	}
	systable_endscan(scan);
	table_close(triggers, AccessShareLock);
	return table;
}

/* The tables that triggers of the roll-up sit on, detached partitions included, in the order of their OIDs. */
List *
rollup_triggered_tables(const Rollup *rollup)
{
	List	   *tables = NIL;
	ListCell   *cell;

	foreach(cell, dependent_triggers(rollup))
	{
		Oid			table = table_of_trigger(rollup, lfirst_oid(cell));

		if (OidIsValid(table))
			tables = list_append_unique_oid(tables, table);
	}
	list_sort(tables, list_oid_cmp);
	return tables;
}

/* Does a table have every trigger, and if enabled is asked for, each of them firing? */
static bool
is_followed(Oid table, const Rollup *rollup, bool enabled)
{
	Relation	relation = try_relation_open(table, AccessShareLock);
	bool		complete = true;

	if (relation == NULL)
		return true;
	for (int i = 0; i < TRIGGER_KINDS && complete; i++)
	{
		const Trigger *trigger = trigger_that_counts(relation, &trigger_kinds[i], rollup);

		if (trigger == NULL)
			complete = enabled || !trigger_belongs_on(&trigger_kinds[i], relation, rollup->source);
		else if (enabled)
			complete = trigger->tgenabled != TRIGGER_DISABLED && trigger->tgenabled != TRIGGER_FIRES_ON_REPLICA;
	}
	relation_close(relation, AccessShareLock);
	return complete;
}

/* Those of them that have every trigger: none was dropped by hand. */
List *
rollup_followed_tables(const Rollup *rollup)
{
	List	   *followed = NIL;
	ListCell   *cell;

	foreach(cell, rollup_triggered_tables(rollup))
	{
		if (is_followed(lfirst_oid(cell), rollup, false))
			followed = lappend_oid(followed, lfirst_oid(cell));
	}
	return followed;
}

/* Those of them where a trigger is disabled, so that ordinary sessions write past it. */
List *
rollup_unwatched_tables(const Rollup *rollup)
{
	List	   *unwatched = NIL;
	ListCell   *cell;

	foreach(cell, rollup_triggered_tables(rollup))
	{
		if (!is_followed(lfirst_oid(cell), rollup, true))
			unwatched = lappend_oid(unwatched, lfirst_oid(cell));
	}
	return unwatched;
}

/*
 * Take the triggers off some tables: all that name NAME_tallies, copies and
 * others' too, since they would keep it from being dropped.
 */
void
rollup_drop_triggers(const Rollup *rollup, List *relations)
{
	ListCell   *cell;

	foreach(cell, dependent_triggers(rollup))
	{
		ObjectAddress trigger = {TriggerRelationId, lfirst_oid(cell), 0};
		Oid			table = table_of_trigger(rollup, lfirst_oid(cell));

		if (!OidIsValid(table) || !list_member_oid(relations, table))
			continue;
		LockRelationOid(table, AccessExclusiveLock);
		rollup_refuse_in_use(table);
		performDeletion(&trigger, DROP_RESTRICT, 0);
	}
	CommandCounterIncrement();
}

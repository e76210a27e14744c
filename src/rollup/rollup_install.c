/*
 * rollup_install.c
 *		Where the triggers of a live roll-up sit: on the source and on every
 *		partition or child of it.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/dependency.h"
#include "catalog/objectaddress.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_trigger.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "nodes/parsenodes.h"
#include "nodes/value.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

/* The triggers of a roll-up, csat_rollup_<id>_<name>. */
typedef struct TriggerKind
{
	const char *name;
	const char *function;
	int16		timing;			/* TRIGGER_TYPE_BEFORE or _AFTER */
	int16		event;			/* TRIGGER_TYPE_INSERT, ... */
	bool		sees_new;		/* transition tables csat_new ... */
	bool		sees_old;		/* ... and csat_old */
	bool		everywhere;		/* on partitions too */
} TriggerKind;

static const TriggerKind trigger_kinds[] = {
	{"insert", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_INSERT, true, false, true},
	{"update", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_UPDATE, true, true, true},
	{"delete", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_DELETE, false, true, true},
	{"truncate", "csat_rollup_truncate", TRIGGER_TYPE_BEFORE, TRIGGER_TYPE_TRUNCATE, false, false, true},
	{"truncated", "csat_rollup_truncate", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_TRUNCATE, false, false, false}
};

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
trigger_statement(const Rollup *rollup, const TriggerKind *kind, char *name)
{
	CreateTrigStmt *statement = makeNode(CreateTrigStmt);

	statement->trigname = name;
	statement->timing = kind->timing;
	statement->events = kind->event;
	statement->args = list_make1(makeString(psprintf("%d", rollup->id)));
	if (kind->sees_new)
		statement->transitionRels = lappend(statement->transitionRels, transition_table("csat_new", true));
	if (kind->sees_old)
		statement->transitionRels = lappend(statement->transitionRels, transition_table("csat_old", false));
	return statement;
}

/* The trigger function of a name, which has no arguments, so that there is but one. */
static Oid
trigger_function(const Rollup *rollup, const char *name)
{
	Oid			function = GetSysCacheOid3(PROCNAMEARGSNSP, Anum_pg_proc_oid, CStringGetDatum(name),
										   PointerGetDatum(buildoidvector(NULL, 0)), ObjectIdGetDatum(rollup->schema));

	if (!OidIsValid(function))
		elog(ERROR, "function %s() does not exist", name);
	return function;
}

/*
 * Create one trigger unless it is there; it goes with NAME_tallies, its
 * definition.  Table and function are given by OID: a name could be another's
 * by the time that it is looked up.
 */
static void
add_trigger(const Rollup *rollup, const TriggerKind *kind, Oid relation)
{
	ObjectAddress self;
	ObjectAddress definition = {RelationRelationId, rollup->tallies, 0};
	char	   *name = psprintf("csat_rollup_%d_%s", rollup->id, kind->name);

	if (OidIsValid(get_trigger_oid(relation, name, true)))
		return;
	self = CreateTrigger(trigger_statement(rollup, kind, name), NULL, relation, InvalidOid, InvalidOid, InvalidOid,
						 trigger_function(rollup, kind->function), InvalidOid, NULL, false, false);
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

/*
 * Put the triggers on the source and on every partition or child that has none
 * yet.  The caller has locked them all.
 *
 * Nobody but us may hang our trigger functions on a table, so this is done as
 * their owner, after the current user's right to the table was checked.
 */
void
rollup_add_triggers(const Rollup *rollup)
{
	List	   *relations = find_all_inheritors(rollup->source, NoLock, NULL);
	RollupIdentity before;
	ListCell   *cell;

	foreach(cell, relations)
		require_owned_table(lfirst_oid(cell));
	before = rollup_become(rollup_registrar(rollup->schema));
	foreach(cell, relations)
	{
		Oid			relation = lfirst_oid(cell);

		for (size_t i = 0; i < lengthof(trigger_kinds); i++)
		{
			if (trigger_kinds[i].everywhere || relation == rollup->source)
				add_trigger(rollup, &trigger_kinds[i], relation);
		}
	}
	rollup_be_again(before);
}

/* The tables that a query finds. */
static List *
tables_of_query(const char *query)
{
	List	   *relations = NIL;
	MemoryContext caller = CurrentMemoryContext;

	rollup_execute(query, false, NIL);
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		bool		null;
		Datum		relation = SPI_getbinval(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1, &null);
		MemoryContext before = MemoryContextSwitchTo(caller);

		relations = lappend_oid(relations, DatumGetObjectId(relation));
		MemoryContextSwitchTo(before);
	}
	return relations;
}

/* Tables with triggers of the roll-up that satisfy a condition on all of them, in the order of their OIDs. */
static List *
tables_having(const Rollup *rollup, const char *condition)
{
	return tables_of_query(psprintf("SELECT t.tgrelid FROM pg_catalog.pg_trigger AS t"
									" JOIN pg_catalog.pg_proc AS p ON p.oid = t.tgfoid"
									" WHERE p.pronamespace = %u AND NOT t.tgisinternal"
									" AND p.proname IN ('csat_rollup_append', 'csat_rollup_truncate')"
									" AND pg_catalog.starts_with(t.tgname::text, 'csat_rollup_%d_')"
									" GROUP BY t.tgrelid HAVING %s ORDER BY t.tgrelid",
									rollup->schema, rollup->id, condition));
}

/* The tables that triggers of the roll-up sit on, detached partitions included. */
List *
rollup_triggered_tables(const Rollup *rollup)
{
	return tables_having(rollup, "true");
}

/* Those of them that have every trigger: none was dropped by hand. */
List *
rollup_followed_tables(const Rollup *rollup)
{
	int			everywhere = 0;

	for (size_t i = 0; i < lengthof(trigger_kinds); i++)
		everywhere += trigger_kinds[i].everywhere;
	return tables_having(rollup, psprintf("pg_catalog.count(*) >= CASE t.tgrelid WHEN %u THEN %d ELSE %d END",
										  rollup->source, (int) lengthof(trigger_kinds), everywhere));
}

/* Those of them where a trigger is disabled, so that ordinary sessions write past it. */
List *
rollup_unwatched_tables(const Rollup *rollup)
{
	return tables_having(rollup, "pg_catalog.bool_or(t.tgenabled IN ('D', 'R'))");
}

/* Take the triggers off some tables. */
void
rollup_drop_triggers(const Rollup *rollup, List *relations)
{
	ListCell   *cell;

	foreach(cell, relations)
	{
		for (size_t i = 0; i < lengthof(trigger_kinds); i++)
		{
			char	   *name = psprintf("csat_rollup_%d_%s", rollup->id, trigger_kinds[i].name);

			if (OidIsValid(get_trigger_oid(lfirst_oid(cell), name, true)))
				rollup_run("DROP TRIGGER %s ON %s", name, rollup_relation_name(lfirst_oid(cell)));
		}
	}
}

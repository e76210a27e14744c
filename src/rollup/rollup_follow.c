/*
 * rollup_follow.c
 *		Which trigger counts for which roll-up, and whether all are there.
 *
 * A trigger says which roll-up it serves by its WHEN clause,
 * 'NAME_tallies'::regclass IS NOT NULL, which PostgreSQL keeps right through
 * renames and dumps.  Anybody can write such a clause on a table of his own, so
 * who made a trigger proves nothing: whenever one fires, or a roll-up is read,
 * it is looked at here.
 *
 * SQL: csat_rollup_followed(source, changes), in the WHERE of NAME_tallies.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_trigger.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "nodes/primnodes.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rollup/rollup_follow.h"

PG_FUNCTION_INFO_V1(csat_rollup_followed);

/*
 * That before an update does nothing: it is there so that the library is
 * loaded when a MERGE moves rows between partitions, see rollup_merge.c.
 */
const TriggerKind trigger_kinds[TRIGGER_KINDS] = {
	{"insert", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_INSERT, true, false, ON_ALL},
	{"update", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_UPDATE, true, true, ON_ALL},
	{"delete", "csat_rollup_append", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_DELETE, false, true, ON_ALL},
	{"truncate", "csat_rollup_truncate", TRIGGER_TYPE_BEFORE, TRIGGER_TYPE_TRUNCATE, false, false, ON_ALL},
	{"truncated", "csat_rollup_truncate", TRIGGER_TYPE_AFTER, TRIGGER_TYPE_TRUNCATE, false, false, ON_SOURCE},
	{"merge", "csat_rollup_append", TRIGGER_TYPE_BEFORE, TRIGGER_TYPE_UPDATE, false, false, ON_PARTITIONED}
};

/* Is this where a trigger of a kind is needed? */
bool
trigger_belongs_on(const TriggerKind *kind, Relation relation, Oid source)
{
	if (kind->place == ON_PARTITIONED)
		return relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE;
	return kind->place == ON_ALL || RelationGetRelid(relation) == source;
}

/* The view that a trigger's WHEN names; InvalidOid if it says anything else. */
Oid
trigger_tallies(const Trigger *trigger)
{
	NullTest   *test = trigger->tgqual == NULL ? NULL : stringToNode(trigger->tgqual);
	Const	   *view;

	if (test == NULL || !IsA(test, NullTest) || test->nulltesttype != IS_NOT_NULL)
		return InvalidOid;
	view = (Const *) test->arg;
	if (!IsA(view, Const) || view->consttype != REGCLASSOID || view->constisnull)
		return InvalidOid;
	return DatumGetObjectId(view->constvalue);
}

static bool
is_named(const char *table, bool wanted, const char *name)
{
	return wanted ? table != NULL && strcmp(table, name) == 0 : table == NULL;
}

static bool
is_of_kind(const Trigger *trigger, const TriggerKind *kind, Oid schema)
{
	return trigger->tgtype == (kind->timing | kind->event) && trigger->tgnattr == 0 &&
		trigger->tgfoid == rollup_function(schema, kind->function, 0, NULL) &&
		is_named(trigger->tgnewtable, kind->sees_new, TABLE_OF_NEW) &&
		is_named(trigger->tgoldtable, kind->sees_old, TABLE_OF_OLD);
}

/* Does a trigger run one of our functions? */
bool
trigger_is_ours(const Trigger *trigger, Oid schema)
{
	return trigger->tgfoid == rollup_function(schema, "csat_rollup_append", 0, NULL) ||
		trigger->tgfoid == rollup_function(schema, "csat_rollup_truncate", 0, NULL);
}

/* The trigger of a kind that counts for a roll-up: of copies, the oldest.  NULL if there is none. */
const Trigger *
trigger_that_counts(Relation relation, const TriggerKind *kind, const Rollup *rollup)
{
	const Trigger *found = NULL;

	/* a copy: each look-up in the catalog can let the relation's own go */
	const TriggerDesc *all = CopyTriggerDesc(relation->trigdesc);

	for (int i = 0; all != NULL && i < all->numtriggers; i++)
	{
		const Trigger *trigger = &all->triggers[i];

		if (is_of_kind(trigger, kind, rollup->schema) && trigger_tallies(trigger) == rollup->tallies &&
			(found == NULL || trigger->tgoid < found->tgoid))
			found = trigger;
	}
	return found;
}

/* Is a relation the source of a roll-up, or a partition or child of it? */
static bool
reaches(Oid relation, Oid source)
{
	if (relation == source)
		return true;
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(source)))
		return false;
	return typeInheritsFrom(get_rel_type_id(relation), get_rel_type_id(source));
}

/* Why a trigger that fired does not count, as half a sentence, or NULL. */
char *
trigger_defect(const Trigger *trigger, Relation relation, const Rollup *rollup)
{
	if (!rollup->live)
		return "the roll-up is not live";
	if (!reaches(RelationGetRelid(relation), rollup->source))
		return psprintf("table \"%s\" is not the source of the roll-up, nor part of it", RelationGetRelationName(relation));
	for (int i = 0; i < TRIGGER_KINDS; i++)
	{
		if (is_of_kind(trigger, &trigger_kinds[i], rollup->schema))
			return NULL;
	}
	return "the trigger is not as csat_create_rollup makes it";
}

/* Does another trigger count the same rows already? */
bool
trigger_is_copy(const Trigger *trigger, Relation relation, const Rollup *rollup)
{
	for (int i = 0; i < TRIGGER_KINDS; i++)
	{
		const Trigger *counts = trigger_that_counts(relation, &trigger_kinds[i], rollup);

		if (is_of_kind(trigger, &trigger_kinds[i], rollup->schema))
			return counts != NULL && counts->tgoid != trigger->tgoid;
	}
	return false;
}

/* -------- are all there? -------- */

/* What a table of the source lacks, or NULL.  One of its partitions without any of them is not followed yet. */
static char *
defect_of_followed(Oid table, const Rollup *rollup)
{
	Relation	relation = try_relation_open(table, AccessShareLock);
	const char *lacks = NULL;
	const char *off = NULL;
	char	   *defect = NULL;
	int			found = 0;

	if (relation == NULL)
		return NULL;
	for (int i = 0; i < TRIGGER_KINDS; i++)
	{
		const Trigger *trigger = trigger_that_counts(relation, &trigger_kinds[i], rollup);

		if (!trigger_belongs_on(&trigger_kinds[i], relation, rollup->source))
			continue;
		if (trigger == NULL)
			lacks = trigger_kinds[i].name;
		else if (trigger->tgenabled == TRIGGER_DISABLED || trigger->tgenabled == TRIGGER_FIRES_ON_REPLICA)
			off = trigger->tgname;
		found += trigger != NULL;
	}
	if (off != NULL)
		defect = psprintf("trigger \"%s\" of table \"%s\" is disabled", off, RelationGetRelationName(relation));
	else if (lacks != NULL && (found > 0 || table == rollup->source))
		defect = psprintf("table \"%s\" lacks the trigger for \"%s\"", RelationGetRelationName(relation), lacks);
	relation_close(relation, AccessShareLock);
	return defect;
}

/* What the source keeps from some readers a roll-up would show to all. */
static char *
defect_of_source(Oid source)
{
	Relation	relation = try_relation_open(source, AccessShareLock);
	bool		secured = relation != NULL && relation->rd_rel->relrowsecurity;

	if (relation != NULL)
		relation_close(relation, AccessShareLock);
	return secured ? "its source has row-level security, which a roll-up cannot keep" : NULL;
}

/* Why what is written to the source is not counted, or NULL; tables gets what was looked at. */
static char *
defect_of_following(const Rollup *rollup, List **tables)
{
	char	   *defect = rollup_defect(rollup);
	ListCell   *cell;

	*tables = list_make3_oid(rollup->tallies, rollup->changes, rollup->source);
	if (defect == NULL)
		defect = defect_of_source(rollup->source);
	if (defect != NULL)
		return defect;
	*tables = list_concat_unique_oid(*tables, find_all_inheritors(rollup->source, NoLock, NULL));
	foreach(cell, *tables)
	{
		Oid			table = lfirst_oid(cell);

		if (defect == NULL && table != rollup->tallies && table != rollup->changes)
			defect = defect_of_followed(table, rollup);
	}
	return defect;
}

/* The roll-up that fills a table from a source: that of the source's triggers.  NULL if none does. */
static Rollup *
rollup_from_to(Oid source, Oid changes, Oid schema)
{
	Relation	relation = try_relation_open(source, AccessShareLock);
	Rollup	   *found = NULL;
	const TriggerDesc *all;

	if (relation == NULL)
		return NULL;
	all = CopyTriggerDesc(relation->trigdesc);
	for (int i = 0; all != NULL && i < all->numtriggers && found == NULL; i++)
	{
		const Trigger *trigger = &all->triggers[i];
		const char *defect;

		if (trigger_is_ours(trigger, schema))
			found = rollup_of_tallies(trigger_tallies(trigger), schema, &defect);
		if (found != NULL && (found->changes != changes || found->source != source))
			found = NULL;
	}
	relation_close(relation, AccessShareLock);
	return found;
}

/* -------- what a session remembers of it -------- */

typedef struct FollowedKey
{
	Oid			source;
	Oid			changes;
} FollowedKey;

typedef struct Followed
{
	FollowedKey key;			/* must be first */
	bool		valid;			/* false once one of the tables has changed */
	bool		looking;		/* the tables are not known yet: any counts */
	List	   *tables;			/* that were looked at */
	char	   *defect;			/* or NULL */
	MemoryContext context;		/* of these two */
} Followed;

static HTAB *followed = NULL;

static void
forget_followed(Datum unused, Oid relation)
{
	HASH_SEQ_STATUS scan;
	Followed   *entry;

	hash_seq_init(&scan, followed);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relation) || entry->looking || list_member_oid(entry->tables, relation))
			entry->valid = false;
	}
}

static Followed *
find_followed(Oid source, Oid changes)
{
	FollowedKey key = {source, changes};
	Followed   *entry;
	bool		found;

	if (followed == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(FollowedKey),.entrysize = sizeof(Followed)};

		followed = hash_create("csat roll-ups read", 16, &control, HASH_ELEM | HASH_BLOBS);
		CacheRegisterRelcacheCallback(forget_followed, (Datum) 0);
	}
	entry = hash_search(followed, &key, HASH_ENTER, &found);
	if (!found)
	{
		entry->valid = false;
		entry->looking = false;
		entry->tables = NIL;
		entry->defect = NULL;
		entry->context = AllocSetContextCreate(CacheMemoryContext, "csat roll-up read", ALLOCSET_SMALL_SIZES);
	}
	return entry;
}

static void
look_again(Followed *entry, Oid schema)
{
	Rollup	   *rollup;
	List	   *tables = list_make2_oid(entry->key.source, entry->key.changes);
	char	   *defect = "none of its source's triggers counts for it";
	MemoryContext before;

	entry->valid = true;		/* an invalidation from here on counts */
	entry->looking = true;
	rollup = rollup_from_to(entry->key.source, entry->key.changes, schema);
	if (rollup != NULL)
		defect = defect_of_following(rollup, &tables);
	MemoryContextReset(entry->context);
	before = MemoryContextSwitchTo(entry->context);
	entry->tables = list_copy(tables);
	entry->defect = defect == NULL ? NULL : pstrdup(defect);
	entry->looking = false;
	MemoryContextSwitchTo(before);
}

/*
 * csat_rollup_followed(source, changes): true, or 55000 if what is written to
 * the source is not counted, so that nobody reads a figure that stands still.
 */
Datum
csat_rollup_followed(PG_FUNCTION_ARGS)
{
	Followed   *entry = find_followed(PG_GETARG_OID(0), PG_GETARG_OID(1));

	if (!entry->valid)
		look_again(entry, rollup_extension_schema(fcinfo));
	if (entry->defect != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("the roll-up in \"%s\" does not follow its source: %s",
						get_rel_name(entry->key.changes), entry->defect),
				 errdetail("What was written to the source since may not be counted."),
				 errhint("The owner sets it right with csat_refresh_rollup and rebuild => true.")));
	PG_RETURN_BOOL(true);
}

/*
 * rollup_trigger.c
 *		The triggers that keep a live roll-up true.
 *
 * A statement's transition tables hold every row that it added and removed,
 * by whatever way (COPY, MERGE, ON CONFLICT, a cascading foreign key, a row
 * that moved to another partition).  The trigger adds one row to NAME_changes
 * for each period and segment touched.  Nothing is updated in place: writers
 * have nothing to wait for each other for, and what a snapshot sees of the
 * source it sees of the changes, since both were written by the same command.
 *
 * It runs as the writer, as every trigger does, and a source can be written to
 * whatever became of its roll-up: what cannot be counted is told once a session
 * and the roll-up refuses to be read (csat_rollup_followed).
 */
#include "compat.h"

#include "access/table.h"
#include "access/xact.h"
#include "commands/trigger.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "rollup/rollup_count.h"
#include "rollup/rollup_follow.h"

PG_FUNCTION_INFO_V1(csat_rollup_append);

/* Statements of one session between two attempts to fold the backlog, at least. */
#define FOLD_EVERY	2000
#define MOST_STATEMENTS	1000000000

/* What a session keeps of one trigger. */
typedef struct Follower
{
	Oid			trigger;		/* hash key; must be first */
	bool		valid;			/* false once a relation below has changed */
	Oid			relation;		/* that the trigger sits on */
	Oid			source;			/* of the roll-up: the relation or its
								 * ancestor */
	Oid			changes;
	Oid			tallies;
	CountPlan  *plan;			/* or NULL */
	bool		defective;		/* there is none, as something is wrong */
	int			statements;		/* left until the next attempt to fold */
} Follower;

static HTAB *followers = NULL;

/* A relation's definition changed: what rests on it is looked at anew. */
static void
forget_followers(Datum unused, Oid relation)
{
	HASH_SEQ_STATUS scan;
	Follower   *entry;

	hash_seq_init(&scan, followers);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relation) || !OidIsValid(entry->tallies) || relation == entry->relation ||
			relation == entry->source || relation == entry->changes || relation == entry->tallies)
			entry->valid = false;
	}
}

static Follower *
find_follower(Oid trigger)
{
	Follower   *entry;
	bool		found;

	if (followers == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(Oid),.entrysize = sizeof(Follower)};

		followers = hash_create("csat roll-up triggers", 16, &control, HASH_ELEM | HASH_BLOBS);
		CacheRegisterRelcacheCallback(forget_followers, (Datum) 0);
	}
	entry = hash_search(followers, &trigger, HASH_ENTER, &found);
	if (!found)
	{
		memset((char *) entry + sizeof(Oid), 0, sizeof(Follower) - sizeof(Oid));
		/* so that short sessions fold their share too */
		entry->statements = 1 + MyProcPid % FOLD_EVERY;
	}
	return entry;
}

/* Tell the writer, once a session, that his rows are not counted. */
void
rollup_warn(const Trigger *trigger, Relation relation, const char *defect)
{
	static List *told = NIL;	/* triggers that were told of */
	MemoryContext before;

	if (list_member_oid(told, trigger->tgoid))
		return;
	before = MemoryContextSwitchTo(TopMemoryContext);
	told = lappend_oid(told, trigger->tgoid);
	MemoryContextSwitchTo(before);
	ereport(WARNING,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("trigger \"%s\" counts nothing: %s", trigger->tgname, defect),
			 errdetail("What is written to \"%s\" is kept, and missing in a roll-up.", RelationGetRelationName(relation)),
			 errhint("The owner sets it right with csat_refresh_rollup and rebuild => true, or drops the trigger.")));
}

/* What the trigger has to count, and what stands against it, as half a sentence, or NULL. */
static const char *
plan_of_rollup(Follower *entry, const TriggerData *trigger, Rollup *rollup)
{
	const char *defect = trigger_defect(trigger->tg_trigger, trigger->tg_relation, rollup);
	Relation	changes;

	entry->source = rollup->source;
	entry->changes = rollup->changes;
	if (defect == NULL)
		defect = rollup_defect(rollup);
	if (defect != NULL)
		return defect;
	changes = table_open(rollup->changes, RowExclusiveLock);
	entry->plan = count_plan_create(rollup, RelationGetDescr(trigger->tg_relation), changes);
	table_close(changes, NoLock);
	return NULL;
}

/* Look at everything anew; false if nothing is to be counted. */
static bool
make_plan(Follower *entry, const TriggerData *trigger, Oid schema)
{
	const char *defect = "its WHEN clause names no roll-up";
	Rollup	   *rollup = NULL;
	Oid			tallies = trigger_tallies(trigger->tg_trigger);

	if (entry->plan != NULL)
		count_plan_drop(entry->plan);
	entry->plan = NULL;
	entry->relation = RelationGetRelid(trigger->tg_relation);
	entry->tallies = tallies;
	entry->valid = true;		/* an invalidation from here on counts */
	if (OidIsValid(tallies))
		rollup = rollup_of_tallies(tallies, schema, &defect);
	if (rollup != NULL)
		defect = plan_of_rollup(entry, trigger, rollup);
	entry->defective = entry->plan == NULL;
	if (entry->defective)
		rollup_warn(trigger->tg_trigger, trigger->tg_relation, defect);
	return !entry->defective;
}

/* Is what was found before still so?  The lock comes first, so that no news come in once we looked. */
static bool
is_ready(Follower *entry, const TriggerData *trigger)
{
	if (entry->valid && OidIsValid(entry->changes))
		LockRelationOid(entry->changes, RowExclusiveLock);
	return entry->valid && entry->relation == RelationGetRelid(trigger->tg_relation) &&
		(entry->plan == NULL ? entry->defective : count_plan_is_valid(entry->plan));
}

static void
count_rows(const TriggerData *trigger, CountPlan *plan, Relation changes)
{
	TupleDesc	columns = RelationGetDescr(trigger->tg_relation);
	Count	   *count = count_begin(plan, changes, RelationGetRelationName(trigger->tg_relation));

	count_tuplestore(count, trigger->tg_newtable, columns, true);
	count_tuplestore(count, trigger->tg_oldtable, columns, false);
	count_end(count);
}

/*
 * Fold the backlog now and then, where that can make nobody wait or fail.  It
 * costs a scan of NAME_changes: the larger that is, the rarer.
 */
static void
fold_sometimes(Follower *entry, CountPlan *plan, Relation changes)
{
	if (--entry->statements > 0 || IsolationUsesXactSnapshot())
		return;
	entry->statements = Max(FOLD_EVERY, (int) Min(changes->rd_rel->reltuples, MOST_STATEMENTS));
	rollup_fold(plan, changes);
}

static void
follow(Follower *entry, const TriggerData *trigger)
{
	Relation	changes = table_open(entry->changes, RowExclusiveLock);
	CountPlan  *plan = count_plan_use(entry->plan);

	PG_TRY();
	{
		count_rows(trigger, plan, changes);
		fold_sometimes(entry, plan, changes);
	}
	PG_FINALLY();
	{
		count_plan_leave(plan);
	}
	PG_END_TRY();
	table_close(changes, NoLock);
}

static int64
transition_rows(const Tuplestorestate *rows)
{
	return rows == NULL ? 0 : tuplestore_tuple_count((Tuplestorestate *) rows);
}

static bool
is_statement_trigger(FunctionCallInfo fcinfo)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	return CALLED_AS_TRIGGER(fcinfo) && TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) &&
		!TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event);
}

/* AFTER INSERT, UPDATE, DELETE for each statement; BEFORE UPDATE does nothing. */
Datum
csat_rollup_append(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Follower   *entry;

	if (!is_statement_trigger(fcinfo))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("csat_rollup_append can only be called by a trigger that csat_create_rollup made")));
	if (transition_rows(trigger->tg_newtable) + transition_rows(trigger->tg_oldtable) == 0)
		PG_RETURN_POINTER(NULL);

	entry = find_follower(trigger->tg_trigger->tgoid);
	if (is_ready(entry, trigger) ? entry->plan != NULL :
		make_plan(entry, trigger, rollup_extension_schema(fcinfo)))
		follow(entry, trigger);
	PG_RETURN_POINTER(NULL);
}

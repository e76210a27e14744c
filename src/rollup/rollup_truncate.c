/*
 * rollup_truncate.c
 *		A roll-up follows TRUNCATE of its source, or of a part of it.
 *
 * One command can empty several sources, CASCADE, each with its partitions,
 * whose triggers fire as well and then have nothing to do.
 */
#include "compat.h"

#include "access/table.h"
#include "access/tableam.h"
#include "access/xact.h"
#include "catalog/catalog.h"
#include "catalog/pg_class.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "rollup/rollup_count.h"
#include "rollup/rollup_follow.h"

PG_FUNCTION_INFO_V1(csat_rollup_truncate);

/* A table of changes that was emptied with the whole source, by the command that is going on in this subtransaction. */
typedef struct Emptying
{
	TransactionId transaction;
	SubTransactionId subtransaction;
	Oid			changes;
} Emptying;

/*
 * Each stays until the trigger after the command takes it out.  Those of
 * commands that failed are never looked at: no later one has the same
 * subtransaction.
 */
static List *emptied = NIL;

static bool
is_going_on(const Emptying *emptying)
{
	return emptying->transaction == GetTopTransactionIdIfAny() &&
		emptying->subtransaction == GetCurrentSubTransactionId();
}

static bool
being_emptied(Oid changes)
{
	ListCell   *cell;

	foreach(cell, emptied)
	{
		const Emptying *emptying = lfirst(cell);

		if (emptying->changes == changes && is_going_on(emptying))
			return true;
	}
	return false;
}

static void
note_emptied(Oid changes)
{
	MemoryContext before = MemoryContextSwitchTo(TopMemoryContext);
	Emptying   *emptying = palloc(sizeof(Emptying));

	emptying->transaction = GetTopTransactionId();
	emptying->subtransaction = GetCurrentSubTransactionId();
	emptying->changes = changes;
	emptied = lappend(emptied, emptying);
	MemoryContextSwitchTo(before);
}

/* The command is over for these changes; what was left behind by failed ones goes too. */
static void
forget_emptied(Oid changes)
{
	ListCell   *cell;

	foreach(cell, emptied)
	{
		Emptying   *emptying = lfirst(cell);

		if (emptying->changes != changes && is_going_on(emptying))
			continue;
		emptied = foreach_delete_current(emptied, cell);
		pfree(emptying);
	}
}

/* Does truncating a relation empty the whole source? */
static bool
empties_source(const Rollup *rollup, Relation relation)
{
	return RelationGetRelid(relation) == rollup->source &&
		(relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ||
		 !relation->rd_rel->relhassubclass);
}

static void
empty_changes(Oid oid)
{
	Relation	changes = table_open(oid, AccessExclusiveLock);

	CheckTableNotInUse(changes, "TRUNCATE");
	csat_truncate(list_make1(changes), list_make1_oid(oid),
				  RelationIsLogicallyLogged(changes) ? list_make1_oid(oid) : NIL);
	table_close(changes, NoLock);
}

/*
 * Take the rows of one table out, before it is truncated.  The table is locked
 * against everybody, and TRUNCATE heeds no snapshot, so the latest counts.
 */
static void
append_removal(const Rollup *rollup, Relation relation)
{
	Relation	changes = table_open(rollup->changes, RowExclusiveLock);
	CountPlan  *plan = count_plan_use(count_plan_create(rollup, RelationGetDescr(relation), changes));
	Count	   *count = count_begin(plan, changes, RelationGetRelationName(relation));
	TupleTableSlot *slot = table_slot_create(relation, NULL);
	Snapshot	snapshot = RegisterSnapshot(GetLatestSnapshot());
	TableScanDesc scan = csat_beginscan(relation, snapshot);

	while (table_scan_getnextslot(scan, ForwardScanDirection, slot))
	{
		CHECK_FOR_INTERRUPTS();
		count_row(count, slot, false);
	}
	table_endscan(scan);
	UnregisterSnapshot(snapshot);
	ExecDropSingleTupleTableSlot(slot);
	count_end(count);
	count_plan_drop(plan);
	count_plan_leave(plan);
	table_close(changes, NoLock);
}

static void
before_truncate(const Rollup *rollup, Relation relation)
{
	if (empties_source(rollup, relation))
	{
		empty_changes(rollup->changes);
		note_emptied(rollup->changes);
	}
	else if (relation->rd_rel->relkind == RELKIND_RELATION && !being_emptied(rollup->changes))
		append_removal(rollup, relation);
}

/* The roll-up that a trigger counts for, or NULL after a word to the writer. */
static Rollup *
rollup_of_trigger(const TriggerData *trigger, Oid schema)
{
	const char *defect = "its WHEN clause names no roll-up";
	Oid			tallies = trigger_tallies(trigger->tg_trigger);
	Rollup	   *rollup = OidIsValid(tallies) ? rollup_of_tallies(tallies, schema, &defect) : NULL;

	if (rollup != NULL)
		defect = trigger_defect(trigger->tg_trigger, trigger->tg_relation, rollup);
	if (rollup != NULL && defect == NULL)
		defect = rollup_defect(rollup);
	if (rollup != NULL && defect == NULL)
		return rollup;
	if (TRIGGER_FIRED_BEFORE(trigger->tg_event))
		rollup_warn(trigger->tg_trigger, trigger->tg_relation, defect);
	return NULL;
}

/* BEFORE and AFTER TRUNCATE. */
Datum
csat_rollup_truncate(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Rollup	   *rollup;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("csat_rollup_truncate can only be called by a trigger that csat_create_rollup made")));
	rollup = rollup_of_trigger(trigger, rollup_extension_schema(fcinfo));
	if (rollup != NULL && TRIGGER_FIRED_AFTER(trigger->tg_event))
		forget_emptied(rollup->changes);
	else if (rollup != NULL)
		before_truncate(rollup, trigger->tg_relation);
	PG_RETURN_POINTER(NULL);
}

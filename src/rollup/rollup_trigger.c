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
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "commands/trigger.h"
#include "executor/executor.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/hsearch.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"
#include "utils/snapmgr.h"
#include "utils/tuplestore.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

PG_FUNCTION_INFO_V1(csat_rollup_append);
PG_FUNCTION_INFO_V1(csat_rollup_truncate);

/* Statements of one session between two attempts to fold the backlog, at least. */
#define FOLD_EVERY	2000

/* What a session keeps of one trigger, by the trigger's OID. */
typedef struct AppendPlan
{
	Oid			trigger;		/* hash key; must be first */
	bool		valid;			/* false once a relation below has changed */
	Oid			relation;		/* that the trigger sits on */
	Oid			source;			/* of the roll-up: the relation or its
								 * ancestor */
	Oid			changes;
	Oid			tallies;
	Oid			owner;			/* of the source */
	int32		rollup;
	SPIPlanPtr	plan;			/* transition tables to NAME_changes */
	SPIPlanPtr	row_plan;		/* the same for one row, its columns as
								 * parameters */
	int			nparams;
	AttrNumber *params;			/* the columns' numbers */
	int			statements;		/* left until the next attempt to fold */
	int			running;		/* how often it is being executed, nested */
} AppendPlan;

static HTAB *append_plans = NULL;

/* A relation's definition changed: plans that rest on it are built anew. */
static void
forget_plans(Datum unused, Oid relation)
{
	HASH_SEQ_STATUS scan;
	AppendPlan *entry;

	hash_seq_init(&scan, append_plans);
	while ((entry = hash_seq_search(&scan)) != NULL)
	{
		if (!OidIsValid(relation) || relation == entry->relation ||
			relation == entry->source || relation == entry->changes ||
			relation == entry->tallies)
			entry->valid = false;
	}
}

static AppendPlan *
find_plan(Oid trigger)
{
	AppendPlan *entry;
	bool		found;

	if (append_plans == NULL)
	{
		HASHCTL		control = {.keysize = sizeof(Oid),.entrysize = sizeof(AppendPlan)};

		append_plans = hash_create("csat roll-up triggers", 16, &control, HASH_ELEM | HASH_BLOBS);
		CacheRegisterRelcacheCallback(forget_plans, (Datum) 0);
	}
	entry = hash_search(append_plans, &trigger, HASH_ENTER, &found);
	if (!found)
	{
		memset((char *) entry + sizeof(Oid), 0, sizeof(AppendPlan) - sizeof(Oid));
		/* so that short sessions fold their share too */
		entry->statements = 1 + MyProcPid % FOLD_EVERY;
	}
	return entry;
}

/* Is a relation the source of a roll-up, or a partition or child of it? */
static bool
belongs_to(Oid relation, Oid source)
{
	if (relation == source)
		return true;
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(source)))
		return false;
	return typeInheritsFrom(get_rel_type_id(relation), get_rel_type_id(source));
}

/*
 * The roll-up that a trigger is for.  A trigger copied elsewhere, and one left
 * on a detached partition, is refused: it would count rows that the source
 * does not have.
 */
static Rollup *
rollup_of_trigger(const TriggerData *trigger, Oid schema)
{
	const Trigger *self = trigger->tg_trigger;
	Relation	relation = trigger->tg_relation;
	Rollup	   *rollup = NULL;

	if (self->tgnargs == 1)
		rollup = rollup_by_id(pg_strtoint32(self->tgargs[0]), schema);
	if (rollup == NULL || !rollup->live ||
		!belongs_to(RelationGetRelid(relation), rollup->source))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("trigger \"%s\" on table \"%s\" belongs to no roll-up of that table",
						self->tgname, RelationGetRelationName(relation)),
				 errhint("If the table was detached from the source, run csat_refresh_rollup, which takes the trigger off.")));
	rollup_check_one_owner(rollup);
	return rollup;
}

/* The rows of one transition table, or of both with their sign. */
static char *
transition_sql(const RollupReading *reading, const Trigger *trigger)
{
	const char *added = trigger->tgnewtable;
	const char *removed = trigger->tgoldtable;

	if (removed == NULL)
		return rollup_answers_sql(reading, quote_identifier(added), "");
	if (added == NULL)
		return rollup_answers_sql(reading, quote_identifier(removed), "");
	return psprintf("%s UNION ALL %s",
					rollup_answers_sql(reading, quote_identifier(added), ", true AS csat_added"),
					rollup_answers_sql(reading, quote_identifier(removed), ", false AS csat_added"));
}

/* The statement that a trigger runs; a cell without a net change is left out. */
static char *
append_sql(const Rollup *rollup, const RollupReading *reading, const Trigger *trigger)
{
	char	   *cells = rollup_cells_sql(reading);
	bool		both = trigger->tgnewtable != NULL && trigger->tgoldtable != NULL;
	char	   *added = rollup_nothing_sql(rollup->extension);
	char	   *removed = added;

	if (trigger->tgnewtable != NULL)
		added = rollup_tally_sql(rollup, reading, both ? "csat_added" : NULL);
	if (trigger->tgoldtable != NULL)
		removed = rollup_tally_sql(rollup, reading, both ? "NOT csat_added" : NULL);
	return psprintf("INSERT INTO %s (%s, added, removed)"
					" SELECT %s, %s, %s FROM (%s) AS answers GROUP BY %s HAVING %s OPERATOR(%s.<>) %s",
					rollup_relation_name(rollup->changes), cells,
					cells, added, removed, transition_sql(reading, trigger), cells,
					added, rollup->extension, removed);
}

/*
 * The same for a statement of one row, which most are: no grouping, and the
 * row's columns as parameters.  NULL if the tally needs more than that.
 */
static char *
append_row_sql(const Rollup *rollup, const RollupReading *reading, const TriggerData *trigger, const char *row)
{
	bool		insert = TRIGGER_FIRED_BY_INSERT(trigger->tg_event);
	char	   *nothing = rollup_nothing_sql(rollup->extension);
	char	   *tally = rollup_tally_of_one_sql(rollup, reading);

	if (tally == NULL || TRIGGER_FIRED_BY_UPDATE(trigger->tg_event))
		return NULL;
	return psprintf("INSERT INTO %s (%s, added, removed) SELECT %s, %s, %s FROM (%s) AS answers",
					rollup_relation_name(rollup->changes), rollup_cells_sql(reading),
					rollup_cells_sql(reading), insert ? tally : nothing, insert ? nothing : tally,
					rollup_answers_sql(reading, row, ""));
}

/* Keep a plan for the session. */
static SPIPlanPtr
keep_plan(const char *sql, int nparams, Oid *types, const List *own)
{
	SPIPlanPtr	plan = rollup_prepare(sql, nparams, types, CURSOR_OPT_GENERIC_PLAN, own);

	SPI_keepplan(plan);
	return plan;
}

/* The source's columns in use are the parameters, by their numbers in this table. */
static void
build_row_plan(AppendPlan *entry, const TriggerData *trigger, const Rollup *rollup, const RollupReading *reading)
{
	Relation	relation = trigger->tg_relation;
	Oid		   *types = palloc(sizeof(Oid) * (list_length(reading->columns) + 1));
	StringInfoData row;
	ListCell   *cell;
	char	   *sql;

	entry->nparams = 0;
	entry->params = MemoryContextAlloc(CacheMemoryContext,
									   sizeof(AttrNumber) * (list_length(reading->columns) + 1));
	initStringInfo(&row);
	foreach(cell, reading->columns)
	{
		char	   *name = get_attname(rollup->source, lfirst_int(cell), false);
		AttrNumber	number = get_attnum(RelationGetRelid(relation), name);

		types[entry->nparams] = TupleDescAttr(RelationGetDescr(relation), number - 1)->atttypid;
		entry->params[entry->nparams++] = number;
		appendStringInfo(&row, "%s $%d AS %s", row.len == 0 ? "(SELECT" : ",",
						 entry->nparams, quote_identifier(name));
	}
	appendStringInfoChar(&row, ')');
	sql = append_row_sql(rollup, reading, trigger, row.data);
	if (sql != NULL)
		entry->row_plan = keep_plan(sql, entry->nparams, types, reading->own);
}

static void
drop_plans(AppendPlan *entry)
{
	if (entry->running == 0)	/* else our caller still runs them: let them
								 * be */
	{
		if (entry->plan != NULL)
			SPI_freeplan(entry->plan);
		if (entry->row_plan != NULL)
			SPI_freeplan(entry->row_plan);
		if (entry->params != NULL)
			pfree(entry->params);
	}
	entry->plan = NULL;
	entry->row_plan = NULL;
	entry->params = NULL;
}

/* Build what a trigger runs. */
static void
build_plans_once(AppendPlan *entry, const TriggerData *trigger, const Rollup *rollup)
{
	RollupReading *reading = rollup_reading(rollup);

	drop_plans(entry);
	entry->relation = RelationGetRelid(trigger->tg_relation);
	entry->source = rollup->source;
	entry->changes = rollup->changes;
	entry->tallies = rollup->tallies;
	entry->rollup = rollup->id;
	entry->valid = true;		/* an invalidation from here on counts */
	rollup_check_row_security(rollup->source);
	build_row_plan(entry, trigger, rollup, reading);
	entry->plan = keep_plan(append_sql(rollup, reading, trigger->tg_trigger), 0, NULL, reading->own);
}

static bool
plans_are_ready(const AppendPlan *entry, const TriggerData *trigger)
{
	return entry->valid && entry->plan != NULL &&
		entry->relation == RelationGetRelid(trigger->tg_relation) &&
		SPI_plan_is_valid(entry->plan) &&
		(entry->row_plan == NULL || SPI_plan_is_valid(entry->row_plan));
}

/*
 * Build what a trigger runs, as the source's owner and connected to SPI: plans
 * that are still good once all are made, since others would be parsed again
 * when they are run, and nobody would look at what comes of it.
 */
static void
build_plans(AppendPlan *entry, const TriggerData *trigger, const Rollup *rollup)
{
	do
	{
		CHECK_FOR_INTERRUPTS();
		build_plans_once(entry, trigger, rollup);
	} while (!plans_are_ready(entry, trigger) && debug_discard_caches == 0);	/* with that, none stays
																				 * good */
}

/* Append what one row adds or removes. */
static int
run_for_row(const AppendPlan *entry, const TriggerData *trigger)
{
	Tuplestorestate *rows = trigger->tg_newtable ? trigger->tg_newtable : trigger->tg_oldtable;
	TupleTableSlot *slot = MakeSingleTupleTableSlot(RelationGetDescr(trigger->tg_relation), &TTSOpsMinimalTuple);
	Datum	   *values = palloc(sizeof(Datum) * entry->nparams);
	char	   *nulls = palloc(entry->nparams);
	int			result;

	(void) tuplestore_alloc_read_pointer(rows, EXEC_FLAG_REWIND);
	tuplestore_rescan(rows);
	if (!tuplestore_gettupleslot(rows, true, false, slot))
		elog(ERROR, "transition table is empty");
	for (int i = 0; i < entry->nparams; i++)
	{
		bool		null;

		values[i] = slot_getattr(slot, entry->params[i], &null);
		nulls[i] = null ? 'n' : ' ';
	}
	result = SPI_execute_plan(entry->row_plan, values, nulls, false, 0);
	ExecDropSingleTupleTableSlot(slot);
	return result;
}

static void
run_plan(AppendPlan *entry, TriggerData *trigger, int64 rows)
{
	int			result;

	entry->running++;
	PG_TRY();
	{
		if (rows == 1 && entry->row_plan != NULL)
			result = run_for_row(entry, trigger);
		else
			result = SPI_execute_plan(entry->plan, NULL, NULL, false, 0);
		if (result != SPI_OK_INSERT)
			elog(ERROR, "roll-up %d could not append its changes", entry->rollup);
	}
	PG_FINALLY();
	{
		entry->running--;
	}
	PG_END_TRY();
}

/*
 * Fold the backlog now and then, where that can make nobody wait or fail.  It
 * costs a scan of NAME_changes: the larger that is, the rarer.
 */
static void
fold_sometimes(AppendPlan *entry, Oid schema)
{
	Rollup	   *rollup;

	if (--entry->statements > 0 || IsolationUsesXactSnapshot())
		return;
	entry->statements = Max(FOLD_EVERY, (int) Min(rollup_row_estimate(entry->changes), INT_MAX));
	rollup = rollup_by_id(entry->rollup, schema);
	if (rollup != NULL)
		rollup_fold(rollup);
}

static void
require_trigger(FunctionCallInfo fcinfo, bool truncate)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo) ||
		!TRIGGER_FIRED_FOR_STATEMENT(trigger->tg_event) ||
		truncate != TRIGGER_FIRED_BY_TRUNCATE(trigger->tg_event) ||
		(!truncate && !TRIGGER_FIRED_AFTER(trigger->tg_event)))
		ereport(ERROR,
				(errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
				 errmsg("%s can only be called by a trigger that csat_create_rollup made",
						get_func_name(fcinfo->flinfo->fn_oid))));
}

static int64
transition_rows(const Tuplestorestate *rows)
{
	return rows == NULL ? 0 : tuplestore_tuple_count((Tuplestorestate *) rows);
}

/* AFTER INSERT, UPDATE, DELETE for each statement. */
Datum
csat_rollup_append(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Oid			schema = rollup_extension_schema(fcinfo);
	Rollup	   *rollup = NULL;
	AppendPlan *entry;
	RollupIdentity before;
	int64		rows;

	require_trigger(fcinfo, false);
	rows = transition_rows(trigger->tg_newtable) + transition_rows(trigger->tg_oldtable);
	if (rows == 0)
		PG_RETURN_POINTER(NULL);

	entry = find_plan(trigger->tg_trigger->tgoid);
	SPI_connect();
	SPI_register_trigger_data(trigger);
	if (entry->valid)			/* so that no news of it come in once we
								 * looked */
		LockRelationOid(entry->changes, RowExclusiveLock);
	if (!plans_are_ready(entry, trigger))
	{
		rollup = rollup_of_trigger(trigger, schema);
		entry->owner = rollup_relation_owner(rollup->source);
	}
	before = rollup_become(entry->owner);
	if (rollup != NULL)
		build_plans(entry, trigger, rollup);
	run_plan(entry, trigger, rows);
	fold_sometimes(entry, schema);
	rollup_be_again(before);
	SPI_finish();
	PG_RETURN_POINTER(NULL);
}

/* A source, and the command that truncates it as a whole. */
typedef struct Emptying
{
	TransactionId transaction;
	SubTransactionId subtransaction;
	Oid			source;
} Emptying;

/*
 * The one that is going on right now.  The triggers of the source's partitions
 * fire too, and have nothing to do.
 */
static Emptying emptied;

static bool
being_emptied(Oid source)
{
	return emptied.source == source &&
		emptied.transaction == GetTopTransactionIdIfAny() &&
		TransactionIdIsValid(emptied.transaction) &&
		emptied.subtransaction == GetCurrentSubTransactionId();
}

static void
note_emptied(Oid source)
{
	emptied.source = source;
	emptied.transaction = GetTopTransactionId();
	emptied.subtransaction = GetCurrentSubTransactionId();
}

/*
 * Take the rows of one table out, before it is truncated.  The table is locked
 * against everybody, and TRUNCATE heeds no snapshot, so the latest counts.
 */
static void
append_removal(const Rollup *rollup, Oid relation)
{
	RollupReading *reading = rollup_reading(rollup);
	char	   *cells = rollup_cells_sql(reading);
	char	   *only = psprintf("ONLY %s", rollup_relation_name(relation));
	List	   *own = list_concat(rollup_own_relation(relation), reading->own);
	SPIPlanPtr	plan;

	plan = rollup_prepare(psprintf("INSERT INTO %s (%s, added, removed)"
								   " SELECT %s, %s, %s FROM (%s) AS answers GROUP BY %s",
								   rollup_relation_name(rollup->changes), cells, cells,
								   rollup_nothing_sql(rollup->extension), rollup_tally_sql(rollup, reading, NULL),
								   rollup_answers_sql(reading, only, ""), cells), 0, NULL, 0, own);
	if (SPI_execute_snapshot(plan, NULL, NULL, GetLatestSnapshot(), InvalidSnapshot,
							 false, true, 0) != SPI_OK_INSERT)
		elog(ERROR, "roll-up %s could not append its changes", rollup->name);
}

/* Does truncating a relation empty the whole source? */
static bool
empties_source(const Rollup *rollup, Relation relation)
{
	return RelationGetRelid(relation) == rollup->source &&
		(relation->rd_rel->relkind == RELKIND_PARTITIONED_TABLE ||
		 !relation->rd_rel->relhassubclass);
}

/* BEFORE and AFTER TRUNCATE. */
Datum
csat_rollup_truncate(PG_FUNCTION_ARGS)
{
	TriggerData *trigger = (TriggerData *) fcinfo->context;
	Rollup	   *rollup;
	RollupIdentity before;

	require_trigger(fcinfo, true);
	SPI_connect();
	rollup = rollup_of_trigger(trigger, rollup_extension_schema(fcinfo));
	before = rollup_become(rollup_relation_owner(rollup->source));
	if (TRIGGER_FIRED_AFTER(trigger->tg_event))
		emptied.source = InvalidOid;
	else if (empties_source(rollup, trigger->tg_relation))
	{
		rollup_run("TRUNCATE %s", rollup_relation_name(rollup->changes));
		note_emptied(rollup->source);
	}
	else if (!being_emptied(rollup->source) &&
			 trigger->tg_relation->rd_rel->relkind == RELKIND_RELATION)
		append_removal(rollup, RelationGetRelid(trigger->tg_relation));
	rollup_be_again(before);
	SPI_finish();
	PG_RETURN_POINTER(NULL);
}

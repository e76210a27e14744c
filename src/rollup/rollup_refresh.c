/*
 * rollup_refresh.c
 *		csat_refresh_rollup: recomputation from the source.
 */
#include "compat.h"

#include "access/table.h"
#include "catalog/pg_inherits.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "rollup/rollup_count.h"

PG_FUNCTION_INFO_V1(csat_refresh_rollup);

/*
 * Condition on the answers from a period on, and on those without a time.  The
 * bound on the time itself, a day early so that no change of the clock matters,
 * is there for an index.
 */
char *
rollup_since_sql(const Rollup *rollup, const RollupReading *reading, const char *period)
{
	char	   *first = psprintf("%s::%s", quote_literal_cstr(period), reading->period_type);
	char	   *bound = psprintf("(%s - interval '1 day')", first);
	char	   *zone = rollup_text_sql(rollup->time_zone);
	bool		hourly = rollup_every_is_hour(rollup->every);

	if (reading->at_type == DATEOID)
		bound = psprintf("%s::date", bound);
	else if (!hourly && reading->at_type == TIMESTAMPTZOID)
		bound = psprintf("pg_catalog.timezone(%s, %s)", zone, bound);
	if (reading->latest != NULL)	/* then a period has answers of before */
		return psprintf("(period >= %s)", first);
	return psprintf("(period >= %s AND csat_at >= %s OR csat_at IS NULL)", first, bound);
}

/*
 * Replace what NAME_changes holds, from a period on (NULL: all of it), by what
 * the source holds.  Runs as the source's owner; the caller has locked what
 * must hold still.
 */
void
rollup_recount(const Rollup *rollup, const char *since)
{
	RollupReading *reading = rollup_reading(rollup);
	RollupIdentity before = rollup_become(rollup_relation_owner(rollup->source));
	char	   *changes = rollup_relation_name(rollup->changes);
	char	   *condition = since == NULL ? NULL : rollup_since_sql(rollup, reading, since);

	if (since == NULL)
		rollup_execute(psprintf("DELETE FROM %s", changes), false, reading->own);
	else
		rollup_execute(psprintf("DELETE FROM %s WHERE period >= %s::%s OR period IS NULL", changes,
								quote_literal_cstr(since), reading->period_type), false, reading->own);
	if (reading->person != NULL)
		rollup_execute(psprintf("INSERT INTO %s (%s, added%s, " ROLLUP_PEOPLE_COLUMNS ", removed) SELECT counted.*, %s FROM (%s) AS counted",
								changes, rollup_cells_sql(reading), reading->unread == NULL ? "" : ", unread",
								rollup_nothing_sql(rollup->extension), rollup_people_sql(rollup, reading, since)), false, reading->own);
	else
		rollup_execute(psprintf("INSERT INTO %s (%s, added%s, removed) SELECT counted.*, %s FROM (%s) AS counted",
								changes, rollup_cells_sql(reading), reading->unread == NULL ? "" : ", unread",
								rollup_nothing_sql(rollup->extension),
								rollup_recount_sql(rollup, reading, condition, reading->unread != NULL)), false, reading->own);
	rollup_be_again(before);
}

/* The period that a point in time falls in, as text. */
char *
rollup_period_of(const Rollup *rollup, TimestampTz time)
{
	RollupReading *reading = rollup_reading(rollup);
	char	   *at = psprintf("%s::timestamptz", quote_literal_cstr(timestamptz_to_str(time)));
	Oid			type = TIMESTAMPTZOID;

	if (rollup_every_is_hour(rollup->every) && reading->at_type != TIMESTAMPTZOID)
	{
		at = psprintf("pg_catalog.timezone(%s, %s)", rollup_text_sql(rollup->time_zone), at);
		type = reading->at_type;
	}
	return rollup_value(psprintf("SELECT (%s)::text",
								 rollup_period_sql(rollup->extension, rollup->every, rollup->time_zone, at, type)), NIL);
}

/* Lock the source with all its partitions against writers, and NAME_changes. */
static void
lock_for_recount(const Rollup *rollup)
{
	ListCell   *cell;

	if (rollup->live)
	{
		LockRelationOid(rollup->source, ShareRowExclusiveLock);
		rollup_check_owner(rollup->source);
		foreach(cell, find_all_inheritors(rollup->source, ShareRowExclusiveLock, NULL))
			rollup_refuse_in_use(lfirst_oid(cell));
	}
	LockRelationOid(rollup->changes, ShareRowExclusiveLock);
	rollup_refuse_in_use(rollup->changes);
}

/*
 * SELECT of the first period that rows may have come to or gone from while a
 * table had not all triggers: that of its bound, else of all time.
 */
static char *
first_unseen_sql(const Rollup *rollup, const RollupReading *reading, Oid relation)
{
	char	   *bound = NULL;
	char	   *at;

	if (reading->at_column != NULL)
		bound = rollup_lower_bound(rollup->source, reading->at_column, relation);
	if (bound == NULL)
		return psprintf("SELECT '-infinity'::%s AS first", reading->period_type);
	at = psprintf("%s::%s", quote_literal_cstr(bound), format_type_be(reading->at_type));
	return psprintf("SELECT %s AS first",
					rollup_period_sql(rollup->extension, rollup->every, rollup->time_zone, at, reading->at_type));
}

/* The first period to count anew, as text; NULL if there is none. */
static char *
first_period(const Rollup *rollup, List *unseen)
{
	RollupReading *reading = rollup_reading(rollup);
	RollupIdentity before = rollup_become(rollup_relation_owner(rollup->source));
	StringInfoData sql;
	ListCell   *cell;
	char	   *first = NULL;

	initStringInfo(&sql);
	foreach(cell, unseen)
		appendStringInfo(&sql, " UNION ALL %s", first_unseen_sql(rollup, reading, lfirst_oid(cell)));
	if (sql.len > 0)			/* else another session was first */
		first = rollup_value(psprintf("SELECT pg_catalog.min(first)::text FROM (%s) AS firsts",
									  sql.data + strlen(" UNION ALL ")), reading->own);
	rollup_be_again(before);
	return first;
}

/* Take the triggers off partitions that were detached.  Their rows stay counted, as those of a dropped one do. */
static void
leave_detached(const Rollup *rollup)
{
	List	   *gone = rollup_leavers(rollup);
	ListCell   *cell;

	foreach(cell, gone)
		ereport(WARNING,
				(errmsg("table \"%s\" is no longer part of the source of the roll-up %s", get_rel_name(lfirst_oid(cell)), rollup->name),
				 errdetail("The rows that it had stay counted, as those of a partition that was dropped."),
				 errhint("To count without them, refresh with rebuild => true.")));
	rollup_drop_triggers(rollup, gone);
}

/*
 * New partitions get their triggers.  Rows that came and went without a trigger
 * were not counted: count anew from the first period that they can have been in.
 */
static void
follow_partitions(const Rollup *rollup)
{
	char	   *first;

	lock_for_recount(rollup);
	first = first_period(rollup, rollup_newcomers(rollup));
	rollup_add_triggers(rollup);
	if (first != NULL)
		rollup_recount(rollup, first);
}

/* Fold NAME_changes; what an index on it computes is computed as its owner. */
static void
fold(const Rollup *rollup)
{
	RollupIdentity before = rollup_become(rollup_relation_owner(rollup->source));
	Relation	source = table_open(rollup->source, AccessShareLock);
	Relation	changes = table_open(rollup->changes, RowExclusiveLock);
	CountPlan  *plan = count_plan_create(rollup, RelationGetDescr(source), changes);

	rollup_fold(plan, changes);
	count_plan_drop(plan);
	table_close(changes, NoLock);
	table_close(source, NoLock);
	rollup_be_again(before);
}

static void
refresh_live(const Rollup *rollup)
{
	leave_detached(rollup);
	if (rollup_newcomers(rollup) != NIL)
		follow_partitions(rollup);
	fold(rollup);
}

/* csat_refresh_rollup(name, since, rebuild) */
Datum
csat_refresh_rollup(PG_FUNCTION_ARGS)
{
	bool		since = !PG_ARGISNULL(1);
	bool		rebuild = !PG_ARGISNULL(2) && PG_GETARG_BOOL(2);
	Rollup	   *rollup;
	int			nest;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"name\" must not be null")));
	PreventCommandIfReadOnly("csat_refresh_rollup");
	rollup_require_read_committed("csat_refresh_rollup");
	SPI_connect();
	rollup = rollup_by_name(PG_GETARG_TEXT_PP(0), rollup_extension_schema(fcinfo));
	rollup_check_owner(rollup->source);
	rollup_require_sound(rollup);
	rollup_check_row_security(rollup->source);
	if (since && rollup->live && !rebuild)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"since\": the roll-up %s is live and needs no recomputation", rollup->name),
				 errhint("Leave it out, or give rebuild => true as well.")));

	nest = rollup_pin_search_path();
	rollup_warn_of_persistence(rollup);
	if (rollup->live)
	{
		rollup_refuse_replicated(rollup);
		rollup_refuse_managed(rollup->source);
		rollup_warn_of_gaps(rollup);
	}
	if (rollup->live && !rebuild)
		refresh_live(rollup);
	else
	{
		lock_for_recount(rollup);
		if (rollup->live)
		{
			rollup_drop_triggers(rollup, rollup_leavers(rollup));
			rollup_add_triggers(rollup);
		}
		rollup_recount(rollup, since ? rollup_period_of(rollup, PG_GETARG_TIMESTAMPTZ(1)) : NULL);
	}
	rollup_unpin_search_path(nest);
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * rollup_refresh.c
 *		csat_refresh_rollup, csat_check_rollup: recomputation from the source.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/table.h"
#include "access/xact.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/tablecmds.h"
#include "commands/trigger.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "tcop/utility.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"
#include "utils/tuplestore.h"

#include "base/composite.h"
#include "rollup/rollup_count.h"

PG_FUNCTION_INFO_V1(csat_refresh_rollup);
PG_FUNCTION_INFO_V1(csat_check_rollup);

/*
 * Condition on the answers from a period on, and on those without a time.  The
 * bound on the time itself, a day early so that no change of the clock matters,
 * is there for an index.
 */
static char *
since_sql(const Rollup *rollup, const RollupReading *reading, const char *period)
{
	char	   *first = psprintf("%s::%s", quote_literal_cstr(period), reading->period_type);
	char	   *bound = psprintf("(%s - interval '1 day')", first);
	char	   *zone = rollup_text_sql(rollup->time_zone);
	bool		hourly = rollup_every_is_hour(rollup->every);

	if (reading->at_type == DATEOID)
		bound = psprintf("%s::date", bound);
	else if (!hourly && reading->at_type == TIMESTAMPTZOID)
		bound = psprintf("pg_catalog.timezone(%s, %s)", zone, bound);
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
	char	   *condition = since == NULL ? NULL : since_sql(rollup, reading, since);

	if (since == NULL)
		rollup_execute(psprintf("DELETE FROM %s", changes), false, reading->own);
	else
		rollup_execute(psprintf("DELETE FROM %s WHERE period >= %s::%s OR period IS NULL", changes,
								quote_literal_cstr(since), reading->period_type), false, reading->own);
	rollup_execute(psprintf("INSERT INTO %s (%s, added, removed) SELECT counted.*, %s FROM (%s) AS counted",
							changes, rollup_cells_sql(reading), rollup_nothing_sql(rollup->extension),
							rollup_recount_sql(rollup, reading, condition)), false, reading->own);
	rollup_be_again(before);
}

/* The period that a point in time falls in, as text. */
static char *
period_of(const Rollup *rollup, TimestampTz time)
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

/* Nothing of what is to be counted may be in the middle of a command. */
static void
lock_table_for_recount(Oid table)
{
	Relation	relation = relation_open(table, ShareRowExclusiveLock);

	CheckTableNotInUse(relation, "csat_refresh_rollup");
	relation_close(relation, NoLock);
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
			lock_table_for_recount(lfirst_oid(cell));
	}
	lock_table_for_recount(rollup->changes);
}

/* The source, partitions and children of it where a trigger is missing: not there yet, or dropped by hand. */
static List *
newcomers(const Rollup *rollup)
{
	return list_difference_oid(find_all_inheritors(rollup->source, NoLock, NULL),
							   rollup_followed_tables(rollup));
}

/*
 * Tables with our triggers that are no longer part of the source.  Anybody can
 * hang some on a table of his own: those are not the owner's to look after.
 */
static List *
leavers(const Rollup *rollup)
{
	List	   *gone = NIL;
	ListCell   *cell;

	foreach(cell, list_difference_oid(rollup_triggered_tables(rollup), find_all_inheritors(rollup->source, NoLock, NULL)))
	{
		if (object_ownercheck(RelationRelationId, lfirst_oid(cell), rollup_relation_owner(rollup->source)))
			gone = lappend_oid(gone, lfirst_oid(cell));
	}
	return gone;
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
	List	   *gone = leavers(rollup);
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
	first = first_period(rollup, newcomers(rollup));
	rollup_add_triggers(rollup);
	if (first != NULL)
		rollup_recount(rollup, first);
}

/* A live roll-up does not see what triggers do not fire for: say so. */
static void
warn_of_unwatched(const Rollup *rollup)
{
	ListCell   *cell;

	foreach(cell, rollup_unwatched_tables(rollup))
		ereport(WARNING,
				(errmsg("triggers of the roll-up %s on table \"%s\" are disabled", rollup->name, get_rel_name(lfirst_oid(cell))),
				 errdetail("What is written meanwhile is not counted."),
				 errhint("ALTER TABLE ... ENABLE TRIGGER ALL, then csat_refresh_rollup with rebuild => true.")));
}

/* Tables above the source, or beside it, by which its rows can be written. */
static void
warn_of_parents(const Rollup *rollup)
{
	List	   *tables = find_all_inheritors(rollup->source, NoLock, NULL);
	ListCell   *cell;

	foreach(cell, tables)
	{
		if (list_difference_oid(rollup_parents(lfirst_oid(cell)), tables) == NIL)
			continue;
		ereport(WARNING,
				(errmsg("table \"%s\" of the roll-up %s is now a partition or child of another table",
						get_rel_name(lfirst_oid(cell)), rollup->name),
				 errdetail("What is written through that table is not counted."),
				 errhint("Roll up the topmost table in its place, or take this one out (DETACH PARTITION, NO INHERIT) and refresh with rebuild => true.")));
	}
}

/* SET LOGGED or UNLOGGED of one of the two: a crash would empty one and not the other. */
static void
warn_of_persistence(const Rollup *rollup)
{
	if (get_rel_persistence(rollup->source) != get_rel_persistence(rollup->changes))
		ereport(WARNING,
				(errmsg("table \"%s\" is not as permanent as the source of the roll-up %s",
						get_rel_name(rollup->changes), rollup->name),
				 errdetail("After a crash one of them would be empty."),
				 errhint("ALTER TABLE %s SET %s.", rollup_relation_name(rollup->changes),
						 get_rel_persistence(rollup->source) == RELPERSISTENCE_UNLOGGED ? "UNLOGGED" : "LOGGED")));
}

static bool
is_replicated(const Rollup *rollup)
{
	return rollup_is_replicated(find_all_inheritors(rollup->source, NoLock, NULL));
}

/*
 * A subscription that came after the roll-up: its rows go past the triggers,
 * or the rows of NAME_changes come with them, which folding would break.
 */
static void
refuse_replicated(const Rollup *rollup)
{
	if (is_replicated(rollup))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot refresh the live roll-up %s: logical replication writes its source without firing its triggers", rollup->name),
				 errhint("Create it anew with mode => 'scheduled', or drop the subscription and refresh with rebuild => true.")));
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
	if (newcomers(rollup) != NIL)
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
	warn_of_persistence(rollup);
	if (rollup->live)
	{
		refuse_replicated(rollup);
		rollup_refuse_managed(rollup->source);
		warn_of_unwatched(rollup);
		warn_of_parents(rollup);
	}
	if (rollup->live && !rebuild)
		refresh_live(rollup);
	else
	{
		lock_for_recount(rollup);
		if (rollup->live)
		{
			rollup_drop_triggers(rollup, leavers(rollup));
			rollup_add_triggers(rollup);
		}
		rollup_recount(rollup, since ? period_of(rollup, PG_GETARG_TIMESTAMPTZ(1)) : NULL);
	}
	rollup_unpin_search_path(nest);
	SPI_finish();
	PG_RETURN_VOID();
}

/* "pg_catalog.jsonb_build_object('region', region, ...)" */
static char *
segment_json_sql(const RollupReading *reading)
{
	StringInfoData sql;
	ListCell   *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "pg_catalog.jsonb_build_object(");
	foreach(cell, reading->plain_names)
		appendStringInfo(&sql, "%s%s, %s", foreach_current_index(cell) > 0 ? ", " : "",
						 rollup_text_sql(lfirst(cell)), quote_identifier(lfirst(cell)));
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* What NAME_tallies shows, whether the roll-up follows its source or not. */
static char *
kept_sql(const Rollup *rollup, const RollupReading *reading)
{
	char	   *cells = rollup_cells_sql(reading);

	return psprintf("SELECT %1$s, %2$s.csat_rollup_net(added, removed) AS tally FROM %3$s GROUP BY %1$s"
					" HAVING (%2$s.csat_rollup_net(added, removed) OPERATOR(%2$s.<>) %4$s) IS NOT FALSE",
					cells, rollup->extension, rollup_relation_name(rollup->changes), rollup_nothing_sql(rollup->extension));
}

/*
 * The cells that differ, in one statement: what the roll-up shows and what the
 * source holds under the same snapshot.
 */
static char *
check_sql(const Rollup *rollup, const RollupReading *reading, const char *since)
{
	const char *csat = rollup->extension;
	char	   *cells = rollup_cells_sql(reading);

	return psprintf("SELECT pg_catalog.to_json(period) OPERATOR(pg_catalog.#>>) '{}'::pg_catalog.text[], %1$s, CASE WHEN csat_shown THEN csat_was END, CASE WHEN csat_counted THEN csat_is END"
					" FROM (SELECT %2$s,"
					"  %3$s.sum(tally) FILTER (WHERE csat_kept) AS csat_was,"
					"  %3$s.sum(tally) FILTER (WHERE NOT csat_kept) AS csat_is,"
					"  pg_catalog.bool_or(csat_kept AND tally IS NOT NULL) AS csat_shown,"
					"  pg_catalog.bool_or(NOT csat_kept) AS csat_counted"
					"  FROM (SELECT %2$s, tally, true AS csat_kept FROM (%4$s) AS kept%6$s"
					"        UNION ALL SELECT counted.*, false FROM (%5$s) AS counted) AS both_sides"
					"  GROUP BY %2$s) AS compared"
					" WHERE NOT (csat_shown AND csat_counted) OR csat_was OPERATOR(%3$s.<>) csat_is"
					" ORDER BY %2$s",
					segment_json_sql(reading), cells, csat,
					kept_sql(rollup, reading),
					rollup_recount_sql(rollup, reading, since == NULL ? NULL : since_sql(rollup, reading, since)),
					since == NULL ? "" : psprintf(" WHERE period OPERATOR(pg_catalog.>=) %s::%s OR period IS NULL",
												  quote_literal_cstr(since), reading->period_type));
}

/* Say why a live roll-up may have come to differ. */
static void
warn_of_differences(const Rollup *rollup)
{
	ListCell   *cell;

	warn_of_persistence(rollup);
	if (!rollup->live)
		return;
	warn_of_parents(rollup);
	foreach(cell, newcomers(rollup))
		ereport(WARNING,
				(errmsg("table \"%s\" lacks triggers of the roll-up %s", get_rel_name(lfirst_oid(cell)), rollup->name),
				 errhint("Run csat_refresh_rollup.")));
	foreach(cell, leavers(rollup))
		ereport(WARNING,
				(errmsg("table \"%s\" was detached and still has triggers of the roll-up %s", get_rel_name(lfirst_oid(cell)), rollup->name),
				 errhint("Run csat_refresh_rollup.")));
	warn_of_unwatched(rollup);
	if (is_replicated(rollup))
		ereport(WARNING,
				(errmsg("logical replication writes the source of the live roll-up %s without firing its triggers", rollup->name),
				 errhint("Create it anew with mode => 'scheduled'.")));
}

/* Hand over the rows that SPI has, of our columns. */
static void
return_differences(FunctionCallInfo fcinfo)
{
	Oid			tally = SPI_gettypeid(SPI_tuptable->tupdesc, 3);
	RowColumn	columns[] = {{"period", TEXTOID}, {"segments", JSONBOID}, {"rollup", tally}, {"source", tally}};
	ReturnSetInfo *result = composite_rows(fcinfo, columns, lengthof(columns));

	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum		values[lengthof(columns)];
		bool		nulls[lengthof(columns)];

		heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
}

/* csat_check_rollup(name, since): a row for each cell that differs */
Datum
csat_check_rollup(PG_FUNCTION_ARGS)
{
	Rollup	   *rollup;
	RollupReading *reading;
	RollupIdentity before;
	char	   *since;
	int			nest;

	if (PG_ARGISNULL(0))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"name\" must not be null")));
	SPI_connect();
	rollup = rollup_by_name(PG_GETARG_TEXT_PP(0), rollup_extension_schema(fcinfo));
	rollup_check_owner(rollup->source);
	rollup_require_sound(rollup);
	rollup_check_row_security(rollup->source);
	nest = rollup_pin_search_path();
	warn_of_differences(rollup);
	since = PG_ARGISNULL(1) ? NULL : period_of(rollup, PG_GETARG_TIMESTAMPTZ(1));
	rollup_unpin_search_path(nest);
	before = rollup_become(rollup_relation_owner(rollup->source));
	reading = rollup_reading(rollup);
	rollup_execute(check_sql(rollup, reading, since), true, reading->own);
	return_differences(fcinfo);
	rollup_be_again(before);
	SPI_finish();
	return (Datum) 0;
}

/*
 * rollup_watch.c
 *		What a live roll-up does not see of its source, and what to do about it.
 */
#include "compat.h"

#include "catalog/pg_inherits.h"
#include "utils/acl.h"
#include "utils/lsyscache.h"

#include "rollup/rollup.h"

/* The source, partitions and children of it where a trigger is missing: not there yet, or dropped by hand. */
List *
rollup_newcomers(const Rollup *rollup)
{
	return list_difference_oid(find_all_inheritors(rollup->source, NoLock, NULL),
							   rollup_followed_tables(rollup));
}

/*
 * Tables with our triggers that are no longer part of the source.  Anybody can
 * hang some on a table of his own: those are not the owner's to look after.
 */
List *
rollup_leavers(const Rollup *rollup)
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
void
rollup_warn_of_persistence(const Rollup *rollup)
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
void
rollup_refuse_replicated(const Rollup *rollup)
{
	if (is_replicated(rollup))
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("cannot refresh the live roll-up %s: logical replication writes its source without firing its triggers", rollup->name),
				 errhint("Create it anew with mode => 'scheduled', or drop the subscription and refresh with rebuild => true.")));
}

/* What is written and not counted right now: say so. */
void
rollup_warn_of_gaps(const Rollup *rollup)
{
	warn_of_unwatched(rollup);
	warn_of_parents(rollup);
}

/* Say why a live roll-up may have come to differ. */
void
rollup_warn_of_differences(const Rollup *rollup)
{
	ListCell   *cell;

	rollup_warn_of_persistence(rollup);
	if (!rollup->live)
		return;
	warn_of_parents(rollup);
	foreach(cell, rollup_newcomers(rollup))
		ereport(WARNING,
				(errmsg("table \"%s\" lacks triggers of the roll-up %s", get_rel_name(lfirst_oid(cell)), rollup->name),
				 errhint("Run csat_refresh_rollup.")));
	foreach(cell, rollup_leavers(rollup))
		ereport(WARNING,
				(errmsg("table \"%s\" was detached and still has triggers of the roll-up %s", get_rel_name(lfirst_oid(cell)), rollup->name),
				 errhint("Run csat_refresh_rollup.")));
	warn_of_unwatched(rollup);
	if (is_replicated(rollup))
		ereport(WARNING,
				(errmsg("logical replication writes the source of the live roll-up %s without firing its triggers", rollup->name),
				 errhint("Create it anew with mode => 'scheduled'.")));
}

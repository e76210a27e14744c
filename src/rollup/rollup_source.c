/*
 * rollup_source.c
 *		Checks the source of a new roll-up: the table.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/pg_inherits.h"
#include "commands/tablecmds.h"
#include "miscadmin.h"
#include "storage/lmgr.h"
#include "utils/acl.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "rollup/rollup_create.h"

static void
refuse_source(const char *table, const char *why, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
			 errmsg("cannot roll up \"%s\" live: %s", table, why),
			 errhint("%s", hint)));
}

/* Is a table, or one above it, written by a subscription? */
bool
rollup_is_replicated(List *relations)
{
	StringInfoData oids;
	ListCell   *cell;

	initStringInfo(&oids);
	foreach(cell, relations)
		appendStringInfo(&oids, "%s%u", oids.len > 0 ? "," : "", lfirst_oid(cell));
	return rollup_value(psprintf("SELECT 1 FROM pg_catalog.pg_subscription_rel WHERE srrelid IN (%s)",
								 oids.data), NIL) != NULL;
}

/* The tables that a table is a partition or child of. */
List *
rollup_parents(Oid table)
{
	Relation	inherits = table_open(InheritsRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *parents = NIL;

	ScanKeyInit(&key, Anum_pg_inherits_inhrelid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(table));
	scan = systable_beginscan(inherits, InheritsRelidSeqnoIndexId, true, NULL, 1, &key);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
		parents = lappend_oid(parents, ((Form_pg_inherits) GETSTRUCT(tuple))->inhparent);
	systable_endscan(scan);
	table_close(inherits, AccessShareLock);
	return parents;
}

/* Is one of some tables a partition or child of one that is not among them? */
static bool
has_outside_parent(List *tables)
{
	ListCell   *cell;

	foreach(cell, tables)
	{
		if (list_difference_oid(rollup_parents(lfirst_oid(cell)), tables) != NIL)
			return true;
	}
	return false;
}

/* What triggers cannot follow, or would follow only in part. */
static void
check_live_source(Relation relation, List *relations)
{
	char	   *table = RelationGetRelationName(relation);
	char		kind = relation->rd_rel->relkind;

	if (kind != RELKIND_RELATION && kind != RELKIND_PARTITIONED_TABLE)
		refuse_source(table, "it is not a table", "Use mode => 'scheduled'.");
	if (has_outside_parent(relations))
		refuse_source(table, "it or a part of it is a partition or child of another table, and what is written through that is not seen",
					  "Roll up the topmost table, with a filter, or use mode => 'scheduled'.");
	rollup_refuse_managed(RelationGetRelid(relation));
	if (rollup_is_replicated(relations))
		refuse_source(table, "logical replication writes it without firing its triggers",
					  "Use mode => 'scheduled'.");
}

/* What is made, counted or dropped in the middle of a statement would miss what that writes.  The table is locked. */
void
rollup_refuse_in_use(Oid table)
{
	Relation	relation = relation_open(table, NoLock);

	CheckTableNotInUse(relation, "roll up");
	relation_close(relation, NoLock);
}

/*
 * Lock the source, its partitions and children, in the way of CREATE TRIGGER:
 * readers go on, writers wait.  The owner is checked before, so that nobody
 * else can make writers wait, and again after.
 */
static List *
lock_source(Oid source, bool live)
{
	List	   *relations;
	ListCell   *cell;

	rollup_check_owner(source);
	LockRelationOid(source, live ? ShareRowExclusiveLock : AccessShareLock);
	rollup_check_owner(source);
	if (!live || get_rel_relkind(source) == RELKIND_VIEW)
		return list_make1_oid(source);
	relations = find_all_inheritors(source, ShareRowExclusiveLock, NULL);
	foreach(cell, relations)
		rollup_refuse_in_use(lfirst_oid(cell));
	return relations;
}

/* A roll-up is made, refreshed and dropped by the owner of its source. */
void
rollup_check_owner(Oid source)
{
	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(source)))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("the source does not exist"),
				 errhint("If the source of a roll-up was dropped, drop the roll-up with csat_drop_rollup and create it again.")));
	if (!object_ownercheck(RelationRelationId, source, GetUserId()))
		aclcheck_error(ACLCHECK_NOT_OWNER, get_relkind_objtype(get_rel_relkind(source)),
					   get_rel_name(source));
}

/* The same tallies are shown to everybody, so row-level security would be lost. */
void
rollup_check_row_security(Oid source)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(source));
	bool		secured = HeapTupleIsValid(tuple) && ((Form_pg_class) GETSTRUCT(tuple))->relrowsecurity;

	if (HeapTupleIsValid(tuple))
		ReleaseSysCache(tuple);
	if (secured)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("table \"%s\" has row-level security, which a roll-up cannot keep", get_rel_name(source)),
				 errdetail("A roll-up shows the same tallies to every reader."),
				 errhint("Disable row-level security, or roll up a view of the rows that all may see.")));
}

/* Lock the source and see whether it can be rolled up in the mode asked for. */
void
rollup_check_source(RollupRequest *request)
{
	Oid			source = request->rollup.source;
	List	   *relations = lock_source(source, request->rollup.live);
	Relation	relation = relation_open(source, NoLock);
	char		kind = relation->rd_rel->relkind;
	ListCell   *cell;

	if (kind == RELKIND_INDEX || kind == RELKIND_SEQUENCE || kind == RELKIND_COMPOSITE_TYPE ||
		kind == RELKIND_TOASTVALUE || kind == RELKIND_PARTITIONED_INDEX)
		ereport(ERROR,
				(errcode(ERRCODE_WRONG_OBJECT_TYPE),
				 errmsg("source \"%s\" is not a table or view", RelationGetRelationName(relation))));
	if (request->rollup.live)
		check_live_source(relation, relations);
	foreach(cell, relations)
		rollup_check_row_security(lfirst_oid(cell));
	request->persistence = relation->rd_rel->relpersistence;
	relation_close(relation, NoLock);
}

/*
 * rollup_managed.c
 *		Tables whose rows another extension keeps elsewhere: distributed tables
 *		of Citus, hypertables of TimescaleDB.  Triggers on them do not see what
 *		is written, or see it twice.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "commands/extension.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"

#include "rollup/rollup.h"

/* A list of tables that an extension keeps. */
typedef struct Manager
{
	const char *name;			/* as its users know it */
	const char *schema;			/* of the list */
	const char *list;
	const char *by_oid;			/* column that holds the table's OID, or ... */
	const char *by_schema;		/* ... these two its names */
	const char *by_name;
} Manager;

static const Manager managers[] = {
	{"Citus", "pg_catalog", "pg_dist_partition", "logicalrelid", NULL, NULL},
	{"TimescaleDB", "_timescaledb_catalog", "hypertable", NULL, "schema_name", "table_name"}
};

/* The list, if it is there and is an extension's. */
static Oid
list_of(const Manager *manager)
{
	Oid			schema = get_namespace_oid(manager->schema, true);
	Oid			list = OidIsValid(schema) ? get_relname_relid(manager->list, schema) : InvalidOid;

	if (!OidIsValid(list) || get_rel_relkind(list) != RELKIND_RELATION ||
		!OidIsValid(getExtensionOfObject(RelationRelationId, list)))
		return InvalidOid;
	return list;
}

static bool
column_is(HeapTuple row, Relation list, const char *column, const char *value)
{
	AttrNumber	number = get_attnum(RelationGetRelid(list), column);
	bool		null;
	Datum		found;

	if (number <= 0 || get_atttype(RelationGetRelid(list), number) != NAMEOID)
		return false;
	found = heap_getattr(row, number, RelationGetDescr(list), &null);
	return !null && strcmp(NameStr(*DatumGetName(found)), value) == 0;
}

static bool
row_is_of(HeapTuple row, Relation list, const Manager *manager, Oid table)
{
	bool		null;
	Datum		found;

	if (manager->by_oid == NULL)
		return column_is(row, list, manager->by_name, get_rel_name(table)) &&
			column_is(row, list, manager->by_schema, get_namespace_name(get_rel_namespace(table)));
	found = heap_getattr(row, get_attnum(RelationGetRelid(list), manager->by_oid), RelationGetDescr(list), &null);
	return !null && DatumGetObjectId(found) == table;
}

static bool
is_managed_by(Oid table, const Manager *manager)
{
	Oid			oid = list_of(manager);
	Relation	list;
	SysScanDesc scan;
	HeapTuple	row;
	bool		found = false;

	if (!OidIsValid(oid))
		return false;
	list = table_open(oid, AccessShareLock);
	scan = systable_beginscan(list, InvalidOid, false, NULL, 0, NULL);
	while (!found && HeapTupleIsValid(row = systable_getnext(scan)))
		found = row_is_of(row, list, manager, table);
	systable_endscan(scan);
	table_close(list, AccessShareLock);
	return found;
}

/* Refuse to follow a table by triggers that an extension keeps. */
void
rollup_refuse_managed(Oid table)
{
	for (size_t i = 0; i < lengthof(managers); i++)
	{
		if (is_managed_by(table, &managers[i]))
			ereport(ERROR,
					(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
					 errmsg("cannot roll up \"%s\" live: its rows are kept by %s", get_rel_name(table), managers[i].name),
					 errdetail("Triggers on it do not see each row that is written, once."),
					 errhint("Use mode => 'scheduled'.")));
	}
}

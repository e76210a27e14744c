/*
 * rollup_run.c
 *		SQL that a roll-up runs, and on whose behalf.
 *
 * A roll-up runs its owner's expressions over everybody's rows.  As with
 * foreign keys and REFRESH MATERIALIZED VIEW, that happens as the owner of the
 * table, in a security-restricted operation, with a search_path that holds
 * nothing that anybody can add to.  The schema of csat is not in it either: it
 * may be one that others can create in, and a better match for a function or
 * an operator put there would be run.  So every name of ours is qualified.
 */
#include "compat.h"

#include "access/htup_details.h"
#include "access/relation.h"
#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/guc.h"
#include "utils/regproc.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"

#define ROLLUP_SEARCH_PATH	"pg_catalog, pg_temp"

/* What follows is parsed and run under our search_path, not the caller's. */
int
rollup_pin_search_path(void)
{
	int			nest = NewGUCNestLevel();

	set_config_option("search_path", ROLLUP_SEARCH_PATH, PGC_USERSET,
					  PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
	return nest;
}

void
rollup_unpin_search_path(int nest)
{
	AtEOXact_GUC(false, nest);
}

/*
 * Be somebody else until rollup_be_again(), or until the (sub)transaction
 * aborts, which puts user and settings back by itself.
 */
RollupIdentity
rollup_become(Oid user)
{
	RollupIdentity before;

	GetUserIdAndSecContext(&before.user, &before.context);
	SetUserIdAndSecContext(user, before.context |
						   SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION);
	before.nest = rollup_pin_search_path();
	return before;
}

void
rollup_be_again(RollupIdentity before)
{
	rollup_unpin_search_path(before.nest);
	SetUserIdAndSecContext(before.user, before.context);
}

/* Run one command; the caller is connected to SPI. */
void
rollup_run(const char *format,...)
{
	StringInfoData sql;
	int			result;

	initStringInfo(&sql);
	for (;;)
	{
		va_list		args;
		int			needed;

		va_start(args, format);
		needed = appendStringInfoVA(&sql, format, args);
		va_end(args);
		if (needed == 0)
			break;
		enlargeStringInfo(&sql, needed);
	}
	result = SPI_execute(sql.data, false, 0);
	if (result < 0)
		elog(ERROR, "roll-up could not run a statement: %s", SPI_result_code_string(result));
	pfree(sql.data);
}

/*
 * Run one statement that is no command, after a look at what it uses: nothing
 * but PostgreSQL's, ours and some objects of the owner's.  Rows that it returns
 * are in SPI_tuptable; the caller is connected to SPI.
 */
void
rollup_execute(const char *sql, bool read_only, const List *own)
{
	int			nest = rollup_pin_search_path();
	SPIPlanPtr	plan = rollup_prepare(sql, 0, NULL, 0, own);
	int			result = SPI_execute_plan(plan, NULL, NULL, read_only, 0);

	if (result < 0)
		elog(ERROR, "roll-up could not run a statement: %s", SPI_result_code_string(result));
	SPI_freeplan(plan);
	rollup_unpin_search_path(nest);
}

/* The one value that such a query returns, as text; NULL if no row or null. */
char *
rollup_value(const char *query, const List *own)
{
	rollup_execute(query, false, own);
	if (SPI_processed == 0)
		return NULL;
	return SPI_getvalue(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, 1);
}

/* A relation's name for use in SQL, whatever the search_path. */
char *
rollup_relation_name(Oid relation)
{
	char	   *name = get_rel_name(relation);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("relation with OID %u of a roll-up does not exist", relation),
				 errhint("Drop the roll-up with csat_drop_rollup and create it again.")));
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(relation)), name);
}

/* The relation of a name that is schema-qualified and quoted; InvalidOid if there is none. */
Oid
rollup_relation_named(const char *name)
{
	return RangeVarGetRelid(makeRangeVarFromNameList(stringToQualifiedNameList(name csat_no_escontext)), NoLock, true);
}

/* How many columns a relation has. */
int
rollup_count_columns(Oid relation)
{
	Relation	open = relation_open(relation, AccessShareLock);
	int			count = 0;

	for (int i = 0; i < RelationGetNumberOfAttributes(open); i++)
		count += !TupleDescAttr(RelationGetDescr(open), i)->attisdropped;
	relation_close(open, NoLock);
	return count;
}

Oid
rollup_relation_owner(Oid relation)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(relation));
	Oid			owner;

	if (!HeapTupleIsValid(tuple))
		elog(ERROR, "cache lookup failed for relation %u", relation);
	owner = ((Form_pg_class) GETSTRUCT(tuple))->relowner;
	ReleaseSysCache(tuple);
	return owner;
}

/* The schema that csat is installed in: that of the function being called. */
Oid
rollup_extension_schema(FunctionCallInfo fcinfo)
{
	return get_func_namespace(fcinfo->flinfo->fn_oid);
}

/* The name of that schema, quoted where it must be. */
char *
rollup_extension_name(Oid schema)
{
	char	   *name = get_namespace_name(schema);

	if (name == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_SCHEMA),
				 errmsg("schema with OID %u does not exist", schema)));
	return pstrdup(quote_identifier(name));
}

/* The type of a name in a schema, or InvalidOid. */
Oid
rollup_type(Oid schema, const char *name)
{
	return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid,
						   CStringGetDatum(name), ObjectIdGetDatum(schema));
}

/*
 * What takes a lock and then reads must read what is there once it has the
 * lock; the snapshot of a REPEATABLE READ transaction may be older.
 */
void
rollup_require_read_committed(const char *function)
{
	if (IsolationUsesXactSnapshot())
		ereport(ERROR,
				(errcode(ERRCODE_ACTIVE_SQL_TRANSACTION),
				 errmsg("%s must run in a READ COMMITTED transaction", function),
				 errhint("BEGIN TRANSACTION ISOLATION LEVEL READ COMMITTED.")));
}

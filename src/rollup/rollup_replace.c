/*
 * rollup_replace.c
 *		csat_create_rollup with replace => true: what there is under the name
 *		makes way, and as much of it stays as can.
 *
 * Where the columns are the same the views are replaced, so that grants and
 * what depends on them stay; NAME_changes is kept and counted anew.  Otherwise
 * they are dropped, which what depends on them can stop, and grants are made
 * again.  A table NAME_changes that is all that was left is taken over.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "catalog/pg_collation.h"
#include "executor/spi.h"
#include "nodes/makefuncs.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "rollup/rollup_create.h"

static bool
same_text(const char *a, const char *b)
{
	return a == NULL ? b == NULL : b != NULL && strcmp(a, b) == 0;
}

/* -------- the table of changes -------- */

/* Is a column of a type as we write it in SQL, "pg_catalog.text COLLATE x"? */
static bool
column_is(Oid table, AttrNumber number, const char *sql)
{
	char	   *type = pstrdup(sql);
	char	   *collate = strstr(type, " COLLATE ");
	Oid			wanted = DEFAULT_COLLATION_OID;
	Oid			found_type;
	int32		modifier;
	Oid			found;

	if (collate != NULL)
	{
		*collate = '\0';
		wanted = DatumGetObjectId(DirectFunctionCall1(regcollationin, CStringGetDatum(collate + strlen(" COLLATE "))));
	}
	get_atttypetypmodcoll(table, number, &found_type, &modifier, &found);
	return found_type == DatumGetObjectId(DirectFunctionCall1(regtypein, CStringGetDatum(type))) &&
		(found == wanted || !OidIsValid(found));
}

static bool
has_column(Oid table, const char *name, const char *type)
{
	AttrNumber	number = get_attnum(table, name);

	return number > 0 && column_is(table, number, type);
}

/* The columns of NAME_changes beside the segments. */
static bool
has_own_columns(Oid table, const RollupRequest *request)
{
	char	   *tally = psprintf("%s.tally", request->rollup.extension);

	return has_column(table, "added", tally) && has_column(table, "removed", tally) &&
		(get_attnum(table, "counted_at") > 0) == !request->rollup.live &&
		(get_attnum(table, "unread") > 0) == request->bad_is_missing &&
		(get_attnum(table, "csat_people") > 0) == (request->person != NULL);
}

/* Could a table be the NAME_changes of the roll-up that is asked for? */
static bool
has_columns(Oid table, const RollupRequest *request)
{
	int			own = 3 + (request->rollup.live ? 0 : 1) + (request->bad_is_missing ? 1 : 0) + (request->person != NULL ? 6 : 0);

	if (!has_own_columns(table, request) || !has_column(table, "period", request->period.type) ||
		get_rel_persistence(table) != request->persistence ||
		rollup_count_columns(table) != own + request->nsegments)
		return false;
	for (int i = 0; i < request->nsegments; i++)
	{
		if (!has_column(table, request->segments[i].plain_name, request->segments[i].type))
			return false;
	}
	return true;
}

/* Is a table what a roll-up leaves behind when its views are dropped? */
bool
rollup_is_orphan(Oid table, Oid schema)
{
	Oid			tally = rollup_type(schema, "tally");

	return get_rel_relkind(table) == RELKIND_RELATION && get_attnum(table, "period") > 0 &&
		get_atttype(table, get_attnum(table, "added")) == tally &&
		get_atttype(table, get_attnum(table, "removed")) == tally;
}

/* -------- what is made again -------- */

/* Statements that a query writes, one a row, to be run when the new views are there. */
static void
remember(RollupRequest *request, const char *query)
{
	rollup_execute(query, false, NIL);
	for (uint64 i = 0; i < SPI_processed; i++)
		request->afterwards = lappend(request->afterwards,
									  SPI_getvalue(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, 1));
}

static void
remember_grants(RollupRequest *request, Oid view, const char *name)
{
	if (OidIsValid(view))
		remember(request, psprintf(
								   "SELECT pg_catalog.format('GRANT %%s ON %%s TO %%s%%s'::pg_catalog.text, a.privilege_type, %s,"
								   " CASE a.grantee WHEN 0 THEN 'PUBLIC'::pg_catalog.text ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)::pg_catalog.text) END,"
								   " CASE WHEN a.is_grantable THEN ' WITH GRANT OPTION'::pg_catalog.text ELSE ''::pg_catalog.text END)"
								   " FROM pg_catalog.pg_class AS c, pg_catalog.aclexplode(c.relacl) AS a"
								   " WHERE c.oid = %u AND a.grantee <> c.relowner", rollup_text_sql(name), view));
}

/* Do hidden cells make sums too small, or not, as before?  Our comments of what can be added up say so. */
static bool
same_sums(const Rollup *old, const RollupRequest *request)
{
	return (rollup_option(old, "min_responses") != NULL) == (request->min_responses > 0);
}

static void
remember_comments(RollupRequest *request, const Rollup *old, Oid view, const char *name)
{
	if (OidIsValid(view))
		remember(request, psprintf(
								   "SELECT pg_catalog.format(CASE d.objsubid WHEN 0 THEN 'COMMENT ON VIEW %%1$s IS %%3$L'::pg_catalog.text"
								   " ELSE 'COMMENT ON COLUMN %%1$s.%%2$I IS %%3$L'::pg_catalog.text END, %s, a.attname, d.description)"
								   " FROM pg_catalog.pg_description AS d LEFT JOIN pg_catalog.pg_attribute AS a"
								   " ON a.attrelid = d.objoid AND a.attnum = d.objsubid"
								   " WHERE d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass AND d.objoid = %u%s",
								   rollup_text_sql(name), view, same_sums(old, request) ? "" :
								   " AND pg_catalog.strpos(d.description, '; can be added up'::pg_catalog.text) = 0"));
}

/* Run them. */
void
rollup_make_again(const RollupRequest *request)
{
	ListCell   *cell;

	foreach(cell, request->afterwards)
		rollup_run("%s", (char *) lfirst(cell));
}

/* -------- making way -------- */

/* Are the old views' columns the new ones'? */
static bool
same_columns(const Rollup *old, const RollupRequest *request)
{
	return list_length(old->keys) == request->nsegments + 1 && has_columns(old->changes, request) &&
		same_text(rollup_option(old, "metric"), metric_to_text(&request->rollup.metric)) &&
		same_text(rollup_option(old, "person"), request->person) &&
		(rollup_option(old, "weight") != NULL) == request->weighted;
}

/* And do they say the same of periods and answers, so that their comments still hold? */
static bool
same_words(const Rollup *old, const RollupRequest *request)
{
	const Rollup *new = &request->rollup;
	const char *adjust = rollup_option(old, "adjust");

	return same_text(old->every->word, new->every->word) && old->every->first == new->every->first &&
		same_text(old->time_zone, new->time_zone) &&
		same_text(adjust == NULL ? "holm" : adjust, request->adjust == NULL ? "none" : request->adjust) &&
		(rollup_option(old, "baseline") != NULL) == request->year_ago;
}

/* A view that has the name still; one that was renamed is left to its user. */
static Oid
still_named(Oid view, const char *name)
{
	return OidIsValid(view) && strcmp(rollup_relation_name(view), name) == 0 ? view : InvalidOid;
}

/* The new roll-up has the old one's relations, under the names that they have by now. */
static void
keep_old(RollupRequest *request, const Rollup *old)
{
	Rollup	   *new = &request->rollup;

	new->changes = old->changes;
	request->changes_name = rollup_relation_name(old->changes);
	new->tallies = old->tallies;
	request->tallies_name = rollup_relation_name(old->tallies);
	new->view = still_named(old->view, new->name);
	new->report = still_named(old->report, request->report_name);
}

static void
make_way_for(RollupRequest *request, const Rollup *old)
{
	rollup_check_owner(old->tallies);
	LockRelationOid(old->source, ShareRowExclusiveLock);
	rollup_drop_triggers(old, rollup_triggered_tables(old));
	if (same_columns(old, request))
	{
		keep_old(request, old);
		if (same_words(old, request))
		{
			remember_comments(request, old, request->rollup.view, request->rollup.name);
			remember_comments(request, old, request->rollup.report, request->report_name);
		}
		return;
	}
	remember_grants(request, old->view, request->rollup.name);
	remember_grants(request, old->report, request->report_name);
	rollup_drop_relations(old);
}

/* Does a relation belong to whom the source belongs to?  Another's does not make way, whoever asks. */
static bool
is_of_owner(Oid relation, const RollupRequest *request)
{
	return rollup_relation_owner(relation) == rollup_relation_owner(request->rollup.source);
}

/* Let what is there under the name make way; the rest of the names must be free. */
void
rollup_make_way(RollupRequest *request)
{
	Rollup	   *old = rollup_under(request->rollup.name, request->tallies_name, request->rollup.schema);
	Oid			left = rollup_relation_named(request->changes_name);

	if (old != NULL && is_of_owner(old->tallies, request))
		make_way_for(request, old);
	else if (old != NULL || !OidIsValid(left) || !rollup_is_orphan(left, request->rollup.schema) ||
			 !is_of_owner(left, request))
		return;
	else if (has_columns(left, request))
		request->rollup.changes = left;
	else
		rollup_drop_if_there("TABLE", left);
}

/*
 * rollup_create.c
 *		csat_create_rollup and csat_drop_rollup.
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "executor/spi.h"
#include "miscadmin.h"
#include "pgtime.h"
#include "utils/acl.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/numeric.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "scale/rating_scale.h"
#include "rollup/rollup_create.h"
#include "rollup/rollup_zone.h"

PG_FUNCTION_INFO_V1(csat_create_rollup);
PG_FUNCTION_INFO_V1(csat_drop_rollup);

/* Say which argument it was where an error of PostgreSQL's own does not. */
static void
name_argument(void *argument)
{
	errcontext("argument \"%s\" of csat_create_rollup", (const char *) argument);
}

/* The three names, in the schema that was given or that new objects go to. */
static void
check_name(RollupRequest *request, text *name)
{
	RangeVar   *range = makeRangeVarFromNameList(textToQualifiedNameList(name));
	bool		temporary = request->persistence == RELPERSISTENCE_TEMP;
	char	   *schema = "pg_temp";

	if (range->catalogname != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_NAME),
				 errmsg("argument \"name\": \"%s\" has too many parts", text_to_cstring(name)),
				 errhint("Give a name, or schema.name.")));
	if (strlen(range->relname) + strlen("_changes") >= NAMEDATALEN)
		ereport(ERROR,
				(errcode(ERRCODE_NAME_TOO_LONG),
				 errmsg("argument \"name\": \"%s\" is too long", range->relname),
				 errhint("Use at most %d bytes, so that \"_changes\" can be put behind.",
						 NAMEDATALEN - 1 - (int) strlen("_changes"))));
	if (!temporary)
		schema = get_namespace_name(RangeVarGetCreationNamespace(range));
	request->rollup.name = quote_qualified_identifier(schema, range->relname);
	request->changes_name = quote_qualified_identifier(schema, psprintf("%s_changes", range->relname));
	request->tallies_name = quote_qualified_identifier(schema, psprintf("%s_tallies", range->relname));
	request->report_name = quote_qualified_identifier(schema, psprintf("%s_report", range->relname));
}

/* A name that is to be had. */
static void
check_name_is_free(const char *name)
{
	if (OidIsValid(rollup_relation_named(name)))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_TABLE),
				 errmsg("argument \"name\": relation %s already exists", name),
				 errhint("Choose another name: a roll-up makes NAME, NAME_report, NAME_tallies and NAME_changes. "
						 "Or, if they are those of a roll-up, give replace => true, or drop it with csat_drop_rollup.")));
}

/* All names must be, but those of relations that are kept. */
static void
check_names_are_free(const RollupRequest *request)
{
	const Rollup *kept = &request->rollup;

	if (!OidIsValid(kept->view))
		check_name_is_free(kept->name);
	if (!OidIsValid(kept->changes))
		check_name_is_free(request->changes_name);
	if (!OidIsValid(kept->tallies))
		check_name_is_free(request->tallies_name);
	if (!OidIsValid(kept->report))
		check_name_is_free(request->report_name);
}

static Oid
relation_by_name(const char *name)
{
	return DatumGetObjectId(DirectFunctionCall1(regclassin, CStringGetDatum(name)));
}

static const char *
kind_of_table(char persistence)
{
	if (persistence == RELPERSISTENCE_TEMP)
		return "TEMPORARY ";
	return persistence == RELPERSISTENCE_UNLOGGED ? "UNLOGGED " : "";
}

static void
comment_people(const char *name)
{
	rollup_run("COMMENT ON COLUMN %s.csat_people IS 'scores of the people of the cell, weighted by their answers'", name);
	rollup_run("COMMENT ON COLUMN %s.csat_everybody IS 'the same of all people of the period'", name);
	rollup_run("COMMENT ON COLUMN %s.csat_moved IS 'p-value of the change of these people since the period that the view compares with'", name);
	rollup_run("COMMENT ON COLUMN %s.csat_apart_lower IS 'lower bound of the difference from the rest of the period'", name);
	rollup_run("COMMENT ON COLUMN %s.csat_apart_upper IS 'upper bound of the difference from the rest of the period'", name);
	rollup_run("COMMENT ON COLUMN %s.csat_apart IS 'p-value of the difference from the rest of the period'", name);
}

static void
create_changes_table(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	const char *name = request->changes_name;
	StringInfoData columns;

	initStringInfo(&columns);
	appendStringInfo(&columns, "period %s", request->period.type);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&columns, ", %s %s", request->segments[i].name, request->segments[i].type);
	rollup_run("CREATE %sTABLE %s (%s, added %s.tally NOT NULL, removed %s.tally NOT NULL%s%s%s)",
			   kind_of_table(request->persistence), name, columns.data, csat, csat,
			   request->bad_is_missing ? ", unread bigint NOT NULL" : "",
			   request->person == NULL ? "" :
			   psprintf(", csat_people %1$s.weighted_stats, csat_everybody %1$s.weighted_stats, csat_moved numeric,"
						" csat_apart_lower numeric, csat_apart_upper numeric, csat_apart numeric", csat),
			   request->rollup.live ? "" : ", counted_at timestamptz NOT NULL DEFAULT pg_catalog.now()");

	/*
	 * rows have no key, and folding deletes: it must not fail where a
	 * publication takes in all tables
	 */
	rollup_run("ALTER TABLE %s REPLICA IDENTITY FULL", name);
	rollup_run("COMMENT ON TABLE %s IS %s", name,
			   quote_literal_cstr(psprintf("what the roll-up %s counts, row by row as it came; "
										   "read %s instead", request->rollup.name, request->tallies_name)));
	rollup_run("COMMENT ON COLUMN %s.added IS 'answers that came'", name);
	rollup_run("COMMENT ON COLUMN %s.removed IS 'answers that went'", name);
	if (request->bad_is_missing)
		rollup_run("COMMENT ON COLUMN %s.unread IS 'bad answers among them that came, less those that went'", name);
	if (request->person != NULL)
		comment_people(name);
	if (!request->rollup.live)
		rollup_run("COMMENT ON COLUMN %s.counted_at IS 'when the source was counted'", name);
}

/* The roll-up belongs to whom the source belongs to. */
static void
give_to_owner(const RollupRequest *request)
{
	Oid			owner = rollup_relation_owner(request->rollup.source);
	const char *role = quote_identifier(GetUserNameFromId(owner, false));

	if (owner == GetUserId())
		return;
	rollup_run("ALTER TABLE %s OWNER TO %s", request->changes_name, role);
	rollup_run("ALTER VIEW %s OWNER TO %s", request->tallies_name, role);
	rollup_run("ALTER VIEW %s OWNER TO %s", request->rollup.name, role);
	rollup_run("ALTER VIEW %s OWNER TO %s", request->report_name, role);
}

/* Default privileges would show cells that NAME hides, or let others write them: NAME and NAME_report are for others. */
static void
keep_from_others(const RollupRequest *request)
{
	Oid			relations[] = {request->rollup.changes, request->rollup.tallies};

	for (size_t i = 0; i < lengthof(relations); i++)
	{
		char	   *others = rollup_value(psprintf(
												   "SELECT pg_catalog.string_agg(DISTINCT CASE a.grantee WHEN 0 THEN 'PUBLIC'::pg_catalog.text"
												   " ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)::pg_catalog.text) END, ', '::pg_catalog.text)"
												   " FROM pg_catalog.pg_class AS c, pg_catalog.aclexplode(c.relacl) AS a"
												   " WHERE c.oid = %u AND a.grantee <> c.relowner", relations[i]), NIL);

		if (others != NULL)
			rollup_run("REVOKE ALL ON TABLE %s FROM %s CASCADE", rollup_relation_name(relations[i]), others);
	}
}

/* The roll-up as its definition has it now that it is made. */
static Rollup *
made_rollup(const Rollup *made)
{
	const char *defect = NULL;
	Rollup	   *rollup = rollup_of_tallies(made->tallies, made->schema, &defect);

	if (rollup == NULL)
		elog(ERROR, "roll-up %s cannot be read back: %s", made->name, defect);
	rollup->name = made->name;
	rollup->view = made->view;
	rollup->report = made->report;
	rollup_require_sound(rollup);
	return rollup;
}

/* Table, views, triggers and first contents. */
static void
create_rollup(RollupRequest *request)
{
	Rollup	   *rollup = &request->rollup;
	List	   *own;

	if (request->replace)
		rollup_make_way(request);
	check_names_are_free(request);
	if (!OidIsValid(rollup->changes))
		create_changes_table(request);
	rollup_create_tallies_view(request);
	rollup_create_bi_view(request);
	rollup_create_report_view(request);
	rollup->changes = relation_by_name(request->changes_name);
	rollup->tallies = relation_by_name(request->tallies_name);
	rollup->view = relation_by_name(rollup->name);
	rollup->report = relation_by_name(request->report_name);
	own = rollup_own_objects(rollup, request->filter_tree);
	rollup_require_trusted_view(rollup->tallies, own);
	rollup_require_trusted_view(rollup->view, own);
	rollup_require_trusted_view(rollup->report, own);
	keep_from_others(request);
	give_to_owner(request);
	*rollup = *made_rollup(rollup);
	if (rollup->live)
		rollup_add_triggers(rollup);
	rollup_recount(rollup, NULL);
	rollup_make_again(request);
}

/* csat_create_rollup(name, source, metric, score, scale, at, every, ...) */
Datum
csat_create_rollup(PG_FUNCTION_ARGS)
{
	RollupRequest request = {.rollup = {.schema = rollup_extension_schema(fcinfo)}};
	ErrorContextCallback context = {.callback = name_argument};
	int			nest;

	rollup_refuse_null(fcinfo, ARG_NAME, "name", "Give a name for the view.");
	rollup_refuse_null(fcinfo, ARG_SOURCE, "source", "Give the table that the answers are in.");
	rollup_refuse_null(fcinfo, ARG_BY, "by", "Give the columns to segment by, or '{}'.");
	rollup_require_read_committed("csat_create_rollup");

	SPI_connect();
	request.rollup.source = PG_GETARG_OID(ARG_SOURCE);
	rollup_take_words(fcinfo, &request);
	rollup_take_numbers(fcinfo, &request);
	rollup_check_source(&request);
	request.rollup.extension = rollup_extension_name(request.rollup.schema);	/* as it is called once
																				 * we hold our lock */
	context.previous = error_context_stack;
	error_context_stack = &context;
	context.arg = "name";
	check_name(&request, PG_GETARG_TEXT_PP(ARG_NAME));
	error_context_stack = context.previous;
	rollup_check_columns(&request,
						 PG_ARGISNULL(ARG_AT) ? NULL : PG_GETARG_NAME(ARG_AT),
						 PG_ARGISNULL(ARG_SCORE) ? NULL : PG_GETARG_NAME(ARG_SCORE),
						 PG_ARGISNULL(ARG_WEIGHT) ? NULL : PG_GETARG_NAME(ARG_WEIGHT),
						 PG_GETARG_ARRAYTYPE_P(ARG_BY));
	context.arg = "filter";
	error_context_stack = &context;
	if (!PG_ARGISNULL(ARG_FILTER))
		rollup_check_filter(&request, text_to_cstring(PG_GETARG_TEXT_PP(ARG_FILTER)));
	error_context_stack = context.previous;

	nest = rollup_pin_search_path();
	create_rollup(&request);
	rollup_unpin_search_path(nest);
	SPI_finish();
	PG_RETURN_VOID();
}

/* Drop a relation, unless it is gone. */
void
rollup_drop_if_there(const char *kind, Oid relation)
{
	if (SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)))
		rollup_run("DROP %s %s", kind, rollup_relation_name(relation));
}

/* All relations of a roll-up. */
void
rollup_drop_relations(const Rollup *rollup)
{
	rollup_drop_if_there("VIEW", rollup->report);
	rollup_drop_if_there("VIEW", rollup->view);
	rollup_drop_if_there("VIEW", rollup->tallies);
	rollup_drop_if_there("TABLE", rollup->changes);
}

/* What is left of a roll-up whose views were dropped; false if there is nothing. */
static bool
drop_orphan(text *name, Oid schema)
{
	Oid			table = rollup_changes_by_name(name);

	if (!OidIsValid(table) || !rollup_is_orphan(table, schema))
		return false;
	rollup_check_owner(table);
	rollup_drop_if_there("TABLE", table);
	return true;
}

/* csat_drop_rollup(name) */
Datum
csat_drop_rollup(PG_FUNCTION_ARGS)
{
	Oid			schema = rollup_extension_schema(fcinfo);
	text	   *name = PG_GETARG_TEXT_PP(0);
	Rollup	   *rollup;
	int			nest;

	SPI_connect();
	rollup = rollup_if_named(name, schema);
	if (rollup != NULL)
	{
		rollup_check_owner(rollup->tallies);
		nest = rollup_pin_search_path();
		rollup_drop_triggers(rollup, rollup_triggered_tables(rollup));
		rollup_drop_relations(rollup);
		rollup_unpin_search_path(nest);
	}
	else if (!drop_orphan(name, schema))
		(void) rollup_by_name(name, schema);	/* says that there is none */
	SPI_finish();
	PG_RETURN_VOID();
}

/*
 * rollup_scorecard.c
 *		SQL: csat_scorecard, the figures of several roll-ups in one long table.
 *
 * Each is read as the caller, who needs what a SELECT from the view needs.  A
 * name is looked up once; what is read is the view that was found.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/pg_type.h"
#include "executor/spi.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/composite.h"
#include "rollup/rollup.h"

PG_FUNCTION_INFO_V1(csat_scorecard);

static const RowColumn scorecard_columns[] = {
	{"rollup", TEXTOID}, {"metric", TEXTOID}, {"period", DATEOID}, {"complete", BOOLOID}, {"segments", JSONBOID},
	{"asked", INT8OID}, {"responses", INT8OID}, {"score", NUMERICOID}, {"lower", NUMERICOID}, {"upper", NUMERICOID},
	{"previous", NUMERICOID}, {"change", NUMERICOID}, {"p_adjusted", NUMERICOID}, {"movement", TEXTOID},
	{"target", NUMERICOID}, {"verdict", TEXTOID}
};

/* The roll-up of a name, whose view stays what it is until the end of the transaction. */
static Rollup *
find_for_scorecard(text *name, Oid schema)
{
	Rollup	   *rollup = rollup_by_name(name, schema);
	Relation	view = OidIsValid(rollup->view) ? try_relation_open(rollup->view, AccessShareLock) : NULL;

	if (view == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_TABLE),
				 errmsg("roll-up \"%s\" has lost its view", text_to_cstring(name)),
				 errhint("Make it again with csat_create_rollup and replace => true.")));
	relation_close(view, NoLock);
	if (rollup_every_is_hour(rollup->every))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("roll-up \"%s\" is by hour, and a scorecard by day or longer", text_to_cstring(name)),
				 errhint("Create one with every => 'day'.")));
	return rollup;
}

/* ", v.region, ..." of the segments; in JSON, each behind its name. */
static char *
segments_sql(const Rollup *rollup, bool json)
{
	StringInfoData sql;
	ListCell   *cell;

	initStringInfo(&sql);
	for_each_from(cell, rollup->keys, 1)
	{
		const char *name = ((RollupKey *) lfirst(cell))->name;

		if (json)
			appendStringInfo(&sql, "%s%s, ", sql.len > 0 ? ", " : "", rollup_text_sql(name));
		else
			appendStringInfoString(&sql, ", ");
		appendStringInfo(&sql, "v.%s", quote_identifier(name));
	}
	return sql.data;
}

/* SELECT of the columns above from NAME. */
static char *
scorecard_sql(const Rollup *rollup, const char *name)
{
	char	   *metric = rollup_option(rollup, "metric");
	const char *score = metric_named(cstring_to_text(metric)).row->name;

	return psprintf("SELECT %s, %s, v.period, v.complete, pg_catalog.jsonb_build_object(%s), v.asked, v.responses, v.%s,"
					" v.lower, v.upper, v.previous, v.change, v.p_adjusted, v.movement, v.target, v.verdict"
					" FROM %s AS v ORDER BY v.period%s",
					rollup_text_sql(name), rollup_text_sql(metric), segments_sql(rollup, true), score,
					rollup_relation_name(rollup->view), segments_sql(rollup, false));
}

/* Append the rows that SPI has. */
static void
append_rows(ReturnSetInfo *result)
{
	for (uint64 i = 0; i < SPI_processed; i++)
	{
		Datum		values[lengthof(scorecard_columns)];
		bool		nulls[lengthof(scorecard_columns)];

		heap_deform_tuple(SPI_tuptable->vals[i], SPI_tuptable->tupdesc, values, nulls);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	SPI_freetuptable(SPI_tuptable);
}

/* csat_scorecard(name, ...): the rows of the views of these roll-ups, one roll-up after the other */
Datum
csat_scorecard(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *result = composite_rows(fcinfo, scorecard_columns, lengthof(scorecard_columns));
	Oid			schema = rollup_extension_schema(fcinfo);
	Datum	   *names;
	bool	   *nulls;
	int			n;

	deconstruct_array(PG_GETARG_ARRAYTYPE_P(0), TEXTOID, -1, false, TYPALIGN_INT, &names, &nulls, &n);
	SPI_connect();
	for (int i = 0; i < n; i++)
	{
		Rollup	   *rollup;

		if (nulls[i])
			ereport(ERROR,
					(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
					 errmsg("name of a roll-up must not be null")));
		rollup = find_for_scorecard(DatumGetTextPP(names[i]), schema);
		rollup_execute(scorecard_sql(rollup, TextDatumGetCString(names[i])), true, rollup_own_objects(rollup, rollup->filter));
		append_rows(result);
	}
	SPI_finish();
	return (Datum) 0;
}

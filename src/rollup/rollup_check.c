/*
 * rollup_check.c
 *		csat_check_rollup: what a roll-up shows beside what its source holds.
 */
#include "compat.h"

#include "utils/builtins.h"
#include "utils/tuplestore.h"
#include "utils/timestamp.h"

#include "base/composite.h"
#include "rollup/rollup.h"

PG_FUNCTION_INFO_V1(csat_check_rollup);

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
					rollup_recount_sql(rollup, reading, since == NULL ? NULL : rollup_since_sql(rollup, reading, since), false),
					since == NULL ? "" : psprintf(" WHERE period OPERATOR(pg_catalog.>=) %s::%s OR period IS NULL",
												  quote_literal_cstr(since), reading->period_type));
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
	rollup_warn_of_differences(rollup);
	since = PG_ARGISNULL(1) ? NULL : rollup_period_of(rollup, PG_GETARG_TIMESTAMPTZ(1));
	rollup_unpin_search_path(nest);
	before = rollup_become(rollup_relation_owner(rollup->source));
	reading = rollup_reading(rollup);
	rollup_execute(check_sql(rollup, reading, since), true, reading->own);
	return_differences(fcinfo);
	rollup_be_again(before);
	SPI_finish();
	return (Datum) 0;
}

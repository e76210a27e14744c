/*
 * rollup_sql.c
 *		The texts of the queries that fill a roll-up.
 *
 * Inside them an answer has the columns period, csat_at, the segments by their
 * names, csat_score and csat_weight.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"

#include "scale/rating_scale.h"
#include "rollup/rollup.h"

/*
 * Literals have a type wherever they stand: one without would take on any that
 * a function of somebody else has there.
 */
char *
rollup_text_sql(const char *value)
{
	return psprintf("%s::pg_catalog.text", quote_literal_cstr(value));
}

/* The tally of nothing. */
char *
rollup_nothing_sql(const char *csat)
{
	return psprintf("'{}'::%s.tally", csat);
}

/*
 * The period that a time falls in: a date, or for hours the start of the
 * hour, a time of the same type.  Times with a zone are cut in the roll-up's
 * zone; others as they are written, which is what UTC does with them.
 */
char *
rollup_period_sql(const char *csat, const RollupEvery *every, const char *time_zone, const char *at, Oid type)
{
	bool		zoned = type == TIMESTAMPTZOID;
	char	   *utc = rollup_text_sql("UTC");
	char	   *zone = zoned ? rollup_text_sql(time_zone) : utc;
	char	   *hour;

	if (!zoned)
		at = psprintf("pg_catalog.timezone(%s, %s%s)", utc, at, type == DATEOID ? "::pg_catalog.timestamp" : "");
	if (!rollup_every_is_hour(every))
		return psprintf("%s.csat_period(%s, %s, %s, '%d'::pg_catalog.int4)", csat, rollup_text_sql(every->word), at, zone,
						every->first);
	hour = psprintf("%s.csat_hour(%s, %s)", csat, at, zone);
	return zoned ? hour : psprintf("pg_catalog.timezone(%s, %s)", utc, hour);
}

/* "period, region, product" */
char *
rollup_cells_sql(const RollupReading *reading)
{
	StringInfoData sql;
	ListCell   *cell;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "period");
	foreach(cell, reading->names)
		appendStringInfo(&sql, ", %s", (char *) lfirst(cell));
	return sql.data;
}

/*
 * SELECT of the answers in "from", a table, a transition table or a subquery
 * with the source's columns; "extra" is put at the end of the select list.
 */
char *
rollup_answers_sql(const RollupReading *reading, const char *from, const char *extra)
{
	StringInfoData sql;
	ListCell   *segment;
	ListCell   *name;

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s AS period, %s AS csat_at", reading->period, reading->at);
	forboth(segment, reading->segments, name, reading->names)
		appendStringInfo(&sql, ", %s AS %s", (char *) lfirst(segment), (char *) lfirst(name));
	appendStringInfo(&sql, ", %s AS csat_score", reading->score);
	if (reading->weight != NULL)
		appendStringInfo(&sql, ", %s AS csat_weight", reading->weight);
	if (reading->person != NULL)
		appendStringInfo(&sql, ", %s AS csat_person", reading->person);
	if (reading->unread != NULL)
		appendStringInfo(&sql, ", %s AS csat_unread", reading->unread);
	appendStringInfo(&sql, "%s FROM %s AS %s", extra, from, reading->alias);
	if (reading->filter != NULL)
		appendStringInfo(&sql, " WHERE %s", reading->filter);
	return sql.data;
}

/* Whether a score says by itself what scale it is on. */
static bool
knows_its_scale(const Rollup *rollup, Oid score_type)
{
	return score_type == BOOLOID || score_type == rollup_type(rollup->schema, "rating");
}

/* The tally with the roll-up's scale and no answers. */
static char *
zero_sql(const Rollup *rollup)
{
	RatingScale *scale = rollup_scale(rollup->scale);
	StringInfoData zero;
	char		grid[GRID_TEXT_MAX];

	grid_to_text(&scale->grid, grid);
	initStringInfo(&zero);
	appendStringInfo(&zero, "%s {0", grid);
	for (int i = 1; i < scale->grid.points; i++)
		appendStringInfoString(&zero, ",0");
	appendStringInfoChar(&zero, '}');
	return psprintf("%s::%s.tally", quote_literal_cstr(zero.data), rollup->extension);
}

/* The sum of tallies that the source has, on the roll-up's scale. */
static char *
tally_sum_sql(const Rollup *rollup)
{
	return psprintf("(%s.sum(csat_score) OPERATOR(%s.+) %s)", rollup->extension, rollup->extension, zero_sql(rollup));
}

/*
 * The call of the aggregate that counts answers.  Ratings bring their own
 * scale: adding the zero of the roll-up's refuses any other.
 */
char *
rollup_tally_sql(const Rollup *rollup, const RollupReading *reading)
{
	bool		rating = reading->score_type == rollup_type(rollup->schema, "rating");
	StringInfoData sql;

	if (reading->score_type == rollup_type(rollup->schema, "tally"))
		return tally_sum_sql(rollup);
	initStringInfo(&sql);
	appendStringInfo(&sql, "%s%s.tally(csat_score", rating ? "(" : "", rollup->extension);
	if (!knows_its_scale(rollup, reading->score_type))
		appendStringInfo(&sql, ", %s::%s.rating_scale",
						 quote_literal_cstr(rollup->scale), rollup->extension);
	if (reading->weight != NULL)
		appendStringInfoString(&sql, ", csat_weight");
	appendStringInfoChar(&sql, ')');
	if (rating)
		appendStringInfo(&sql, " OPERATOR(%s.+) %s)", rollup->extension, zero_sql(rollup));
	return sql.data;
}

/*
 * SELECT period, segments, tally of the whole source, or of the answers that
 * satisfy a condition; and how many were bad, if that is asked for.
 */
char *
rollup_recount_sql(const Rollup *rollup, const RollupReading *reading, const char *condition, bool unread)
{
	StringInfoData sql;
	char	   *cells = rollup_cells_sql(reading);
	char	   *tally = rollup_tally_sql(rollup, reading);

	initStringInfo(&sql);
	appendStringInfo(&sql, "SELECT %s, %s AS tally%s FROM (%s) AS answers", cells, tally,
					 unread ? ", pg_catalog.count(*) FILTER (WHERE csat_unread)" : "",
					 rollup_standing_sql(rollup, reading));
	if (condition != NULL)
		appendStringInfo(&sql, " WHERE %s", condition);
	appendStringInfo(&sql, " GROUP BY %s HAVING %s OPERATOR(%s.<>) %s",
					 cells, tally, rollup->extension, rollup_nothing_sql(rollup->extension));
	return sql.data;
}

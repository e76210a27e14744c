/*
 * rollup_people.c
 *		The recount where rows are not people: several answers are one person's.
 *
 * A tally for each person and cell is made first.  From these come the cell's
 * tally, what its people are worth as clusters, how they changed since the
 * period before, and how they differ from the rest of their period; people who
 * are on both sides of a comparison count as such.  Only summaries are kept.
 *
 * Joins on segments would have to take NULL for a value, which no hash can: so
 * two sides are put below each other and grouped.
 *
 * With "latest" an answer of a person stands for so long, in each period that
 * ends meanwhile, until the person gives another.
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "rollup/rollup_view.h"

/* The columns that make a person in csat_people: nobody is one of a kind. */
#define PERSON	"csat_person, csat_nobody"

/* What the views were made from, as far as figures and the calendar need it. */
static RollupRequest
as_requested(const Rollup *rollup, const RollupReading *reading)
{
	RollupRequest request = {.rollup = *rollup};
	char	   *metric = rollup_option(rollup, "metric");

	request.rollup.metric = metric_named(cstring_to_text(metric));
	request.year_ago = rollup_option(rollup, "baseline") != NULL;
	request.period.type = !rollup_every_is_hour(rollup->every) ? "pg_catalog.date" :
		reading->at_type == TIMESTAMPTZOID ? "pg_catalog.timestamptz" : "pg_catalog.timestamp";
	return request;
}

/* The time of an answer on the clock that periods are cut by. */
static char *
clock_sql(const Rollup *rollup, const RollupReading *reading)
{
	if (reading->at_type == TIMESTAMPTZOID)
		return psprintf("pg_catalog.timezone(%s, csat_at)", rollup_text_sql(rollup->time_zone));
	return pstrdup("csat_at::pg_catalog.timestamp");
}

/* The end of a period on the same clock. */
static char *
end_sql(const Rollup *rollup, const RollupRequest *request, const char *period)
{
	char	   *end = psprintf("(%s + %s)", period, rollup->every->length);

	if (strcmp(request->period.type, "pg_catalog.timestamptz") == 0)
		return psprintf("pg_catalog.timezone(%s, %s)", rollup_text_sql(rollup->time_zone), end);
	return psprintf("%s::pg_catalog.timestamp", end);
}

/* Whether an answer is none: it takes no other away. */
static char *
answered_sql(const Rollup *rollup, const RollupReading *reading)
{
	Oid			type = reading->score_type;

	if (type == BOOLOID || type == rollup_type(rollup->schema, "rating"))
		return pstrdup("csat_score IS NOT NULL");
	return psprintf("%s.csat_rollup_reads(csat_score, %s::%s.rating_scale) IS NOT NULL", rollup->extension,
					quote_literal_cstr(rollup->scale), rollup->extension);
}

/*
 * The answers with the periods that they stand in: of each person the latest
 * before the end of each.  Of two at the same time it is the one whose text
 * comes last, so that it is the same at every recount.
 */
static char *
latest_sql(const Rollup *rollup, const RollupReading *reading, const char *answers)
{
	RollupRequest request = as_requested(rollup, reading);
	char	   *latest = psprintf("%s::pg_catalog.interval", quote_literal_cstr(reading->latest));
	char	   *clock = clock_sql(rollup, reading);

	return psprintf("SELECT DISTINCT ON (csat_stands, " PERSON ") csat_stands AS period, csat_at%1$s, csat_score%2$s%3$s, csat_person"
					" FROM (SELECT answers.*, %4$s AS csat_clock, pg_catalog.max(period) OVER () AS csat_last,"
					"  CASE WHEN csat_person IS NULL THEN pg_catalog.row_number() OVER () END AS csat_nobody"
					"  FROM (%5$s) AS answers WHERE pg_catalog.isfinite(csat_at) AND %6$s) AS answers"
					" CROSS JOIN LATERAL (SELECT csat_moment::%7$s AS csat_stands FROM"
					"  pg_catalog.generate_series(period, %8$s + %9$s, %10$s) AS csat_moment) AS stands"
					" WHERE csat_stands <= csat_last AND csat_clock >= %11$s - %9$s"
					" ORDER BY csat_stands, " PERSON ", csat_clock DESC, pg_catalog.format('%%s'::pg_catalog.text, csat_score) COLLATE \"C\" DESC",
					rollup_cells_sql(reading) + strlen("period"), reading->weight != NULL ? ", csat_weight" : "",
					reading->unread != NULL ? ", csat_unread" : "", clock, answers, answered_sql(rollup, reading),
					request.period.type,
					strcmp(request.period.type, "pg_catalog.timestamptz") == 0 ? "csat_at" : "csat_clock",
					latest, rollup->every->length, end_sql(rollup, &request, "csat_stands"));
}

/* SELECT of the source's answers as they stand, in the columns of rollup_answers_sql(). */
char *
rollup_standing_sql(const Rollup *rollup, const RollupReading *reading)
{
	char	   *answers = rollup_answers_sql(reading, rollup_relation_name(rollup->source), "");

	return reading->latest == NULL ? answers : latest_sql(rollup, reading, answers);
}

/* A condition on the answers from the period on that the first of those is compared with; NULL: all. */
static char *
since_before_sql(const Rollup *rollup, const RollupReading *reading, const RollupRequest *request, const char *since)
{
	char	   *first = psprintf("%s::%s", quote_literal_cstr(since), request->period.type);
	char	   *before = rollup_value(psprintf("SELECT (%s)::pg_catalog.text", rollup_earlier_sql(request, first)), NIL);

	return rollup_since_sql(rollup, reading, before == NULL ? since : before);
}

/* WITH: a tally for each cell and person. */
static char *
people_sql(const Rollup *rollup, const RollupReading *reading, const RollupRequest *request, const char *since)
{
	char	   *cells = rollup_cells_sql(reading);

	return psprintf("csat_people AS MATERIALIZED (SELECT %1$s, " PERSON ", %2$s AS csat_tally, %3$s AS csat_bad"
					" FROM (SELECT answers.*, CASE WHEN csat_person IS NULL THEN pg_catalog.row_number() OVER () END AS csat_nobody"
					"  FROM (%4$s) AS answers%5$s%6$s) AS answers GROUP BY %1$s, " PERSON ")",
					cells, rollup_tally_sql(rollup, reading),
					reading->unread != NULL ? "pg_catalog.count(*) FILTER (WHERE csat_unread)" : "NULL::pg_catalog.int8",
					rollup_standing_sql(rollup, reading), since != NULL ? " WHERE " : "",
					since != NULL ? since_before_sql(rollup, reading, request, since) : "");
}

/* The summary of people as clusters: of their scores by what these weigh. */
static char *
summary_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s.weighted_stats(%s::pg_catalog.float8, %s::pg_catalog.float8)", request->rollup.extension,
					rollup_score_sql(request, tally), rollup_weight_sql(request, tally));
}

static char *
change_sql(const RollupRequest *request, const char *before, const char *after)
{
	return psprintf("%s.score_change(%s, %s, %s)", request->rollup.extension, before, after,
					rollup_text_sql(metric_to_text(&request->rollup.metric)));
}

/* WITH: each cell with its people now and in the period before. */
static char *
moved_sql(const RollupReading *reading, const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	char	   *segments = rollup_cells_sql(reading) + strlen("period");
	char	   *later = rollup_later_sql(request, "period");

	return psprintf("csat_moved AS (SELECT period%1$s, %2$s.sum(csat_now) AS csat_tally, pg_catalog.sum(csat_bad)::pg_catalog.int8 AS csat_bad,"
					"  %3$s AS csat_people, (%4$s).p_value AS csat_moved"
					" FROM (SELECT period%1$s, " PERSON ", %2$s.sum(csat_now) AS csat_now, %2$s.sum(csat_before) AS csat_before, pg_catalog.sum(csat_bad) AS csat_bad"
					"  FROM (SELECT period%1$s, " PERSON ", csat_tally AS csat_now, NULL::%2$s.tally AS csat_before, csat_bad FROM csat_people"
					"   UNION ALL SELECT %5$s%1$s, " PERSON ", NULL, csat_tally, NULL FROM csat_people WHERE %6$s = period) AS sides"
					"  GROUP BY period%1$s, " PERSON ") AS pairs"
					" GROUP BY period%1$s HAVING %2$s.sum(csat_now) OPERATOR(%2$s.<>) %7$s)",
					segments, csat, summary_sql(request, "csat_now"), change_sql(request, "csat_before", "csat_now"),
					later, rollup_earlier_sql(request, later), rollup_nothing_sql(csat));
}

/* WITH: each person over the whole of a period; and all of them. */
static char *
wholes_sql(const RollupRequest *request)
{
	return psprintf("csat_wholes AS MATERIALIZED (SELECT period, " PERSON ", %s.sum(csat_tally) AS csat_whole FROM csat_people GROUP BY period, " PERSON "),"
					" csat_everybody AS (SELECT period, %s AS csat_everybody FROM csat_wholes GROUP BY period)",
					request->rollup.extension, summary_sql(request, "csat_whole"));
}

/* WITH: each cell with everybody of its period, in it and in the rest. */
static char *
apart_sql(const RollupReading *reading, const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	char	   *segments = rollup_cells_sql(reading) + strlen("period");
	char	   *rest = psprintf("csat_whole OPERATOR(%s.-) COALESCE(csat_now, %s)", csat, rollup_nothing_sql(csat));

	return psprintf("csat_apart AS (SELECT period%1$s, %3$s AS csat_apart"
					" FROM (SELECT period%1$s, " PERSON ", %2$s.sum(csat_now) AS csat_now, %2$s.sum(csat_whole) AS csat_whole"
					"  FROM (SELECT period%1$s, " PERSON ", csat_tally AS csat_now, NULL::%2$s.tally AS csat_whole FROM csat_people"
					"   UNION ALL SELECT period%1$s, " PERSON ", NULL, csat_whole FROM (SELECT DISTINCT period%1$s FROM csat_people) AS cells"
					"    JOIN csat_wholes USING (period)) AS sides"
					"  WHERE period IS NOT NULL GROUP BY period%1$s, " PERSON ") AS pairs"
					" GROUP BY period%1$s)",
					segments, csat, change_sql(request, rest, "csat_now"));
}

/* Of each cell what csat_moved and csat_apart have, in one row. */
static char *
figures_sql(const RollupReading *reading, const RollupRequest *request)
{
	return psprintf("(SELECT period%1$s, %2$s.sum(csat_tally) AS csat_tally, pg_catalog.sum(csat_bad)::pg_catalog.int8 AS csat_bad,"
					"  %2$s.sum(csat_people) AS csat_people, pg_catalog.max(csat_moved) AS csat_moved,"
					"  pg_catalog.max(csat_lower) AS csat_lower, pg_catalog.max(csat_upper) AS csat_upper, pg_catalog.max(csat_p) AS csat_p"
					" FROM (SELECT period%1$s, csat_tally, csat_bad, csat_people, csat_moved, NULL::pg_catalog.numeric AS csat_lower,"
					"   NULL::pg_catalog.numeric AS csat_upper, NULL::pg_catalog.numeric AS csat_p FROM csat_moved"
					"  UNION ALL SELECT period%1$s, NULL, NULL, NULL, NULL, (csat_apart).lower, (csat_apart).upper, (csat_apart).p_value"
					"   FROM csat_apart) AS both_sides GROUP BY period%1$s)",
					rollup_cells_sql(reading) + strlen("period"), request->rollup.extension);
}

/*
 * SELECT period, segments, tally, bad answers if they are counted, and
 * ROLLUP_PEOPLE_COLUMNS: of the whole source, or from a period on.
 */
char *
rollup_people_sql(const Rollup *rollup, const RollupReading *reading, const char *since)
{
	RollupRequest request = as_requested(rollup, reading);
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfo(&sql, "WITH %s, %s, %s, %s SELECT c.period", people_sql(rollup, reading, &request, since),
					 moved_sql(reading, &request), wholes_sql(&request), apart_sql(reading, &request));
	for (ListCell *cell = list_head(reading->names); cell != NULL; cell = lnext(reading->names, cell))
		appendStringInfo(&sql, ", c.%s", (char *) lfirst(cell));
	appendStringInfo(&sql, ", c.csat_tally%s, c.csat_people, e.csat_everybody, c.csat_moved, c.csat_lower, c.csat_upper, c.csat_p"
					 " FROM %s AS c JOIN csat_everybody AS e ON e.period IS NOT DISTINCT FROM c.period WHERE c.csat_tally IS NOT NULL",
					 reading->unread != NULL ? ", c.csat_bad" : "", figures_sql(reading, &request));
	if (since != NULL)
		appendStringInfo(&sql, " AND (c.period >= %s::%s OR c.period IS NULL)", quote_literal_cstr(since), request.period.type);
	return sql.data;
}

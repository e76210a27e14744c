/*
 * rollup_tallies_view.c
 *		NAME_tallies: a tally for each cell, and the definition of the roll-up.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

/* Nothing is read of a live roll-up that does not follow its source. */
static char *
followed_sql(const RollupRequest *request)
{
	if (!request->rollup.live)
		return "";
	return psprintf(" WHERE %s.csat_rollup_followed(%s::pg_catalog.regclass, %s::pg_catalog.regclass)",
					request->rollup.extension,
					quote_literal_cstr(rollup_relation_name(request->rollup.source)),
					quote_literal_cstr(request->changes_name));
}

/* Whether an answer is a point of the scale: NULL if it is missing. */
static char *
reads_sql(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;

	return psprintf("%s.csat_rollup_reads(%s, %s::%s.rating_scale)", csat, request->score.expression,
					quote_literal_cstr(request->rollup.scale), csat);
}

/* The same, and it has a weight where there are weights. */
static char *
counts_sql(const RollupRequest *request)
{
	if (!request->weighted)
		return reads_sql(request);
	return psprintf("(%s AND %s IS NOT NULL)", reads_sql(request), request->weight.expression);
}

/* The score of an answer that can be counted. */
static char *
good_score_sql(const RollupRequest *request)
{
	return psprintf("CASE WHEN %s THEN %s END", counts_sql(request), request->score.expression);
}

/* Is there an answer that cannot be? */
static char *
bad_answer_sql(const RollupRequest *request)
{
	return psprintf("(%s IS NOT NULL AND %s IS NOT TRUE)", reads_sql(request), counts_sql(request));
}

/* What the arm of the definition has of people: whose the answer is, and the types of the rest. */
static char *
people_types_sql(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;

	if (request->person == NULL)
		return "";
	return psprintf(", %1$s AS csat_person, NULL::%2$s.weighted_stats AS csat_people, NULL::%2$s.weighted_stats AS csat_everybody,"
					" NULL::pg_catalog.numeric AS csat_moved, NULL::pg_catalog.numeric AS csat_apart_lower,"
					" NULL::pg_catalog.numeric AS csat_apart_upper, NULL::pg_catalog.numeric AS csat_apart",
					request->who.expression, csat);
}

static void
comment_people(const char *name)
{
	rollup_comment_column(name, "csat_people", "scores of the people of the cell, weighted by their answers: clusters of METRIC_ci");
	rollup_comment_column(name, "csat_everybody", "the same of all people of the period");
	rollup_comment_column(name, "csat_moved", "p-value of the change of these people");
	rollup_comment_column(name, "csat_apart_lower", "lower bound of the difference from the rest of the period");
	rollup_comment_column(name, "csat_apart_upper", "upper bound of the difference from the rest of the period");
	rollup_comment_column(name, "csat_apart", "p-value of the difference from the rest of the period");
}

/* What the views of figures need of them; there is one row a cell. */
static char *
people_sums_sql(const RollupRequest *request)
{
	if (request->person == NULL)
		return "";
	return psprintf(", %1$s.sum(csat_people) AS csat_people, %1$s.sum(csat_everybody) AS csat_everybody,"
					" pg_catalog.max(csat_moved) AS csat_moved, pg_catalog.max(csat_apart_lower) AS csat_apart_lower,"
					" pg_catalog.max(csat_apart_upper) AS csat_apart_upper, pg_catalog.max(csat_apart) AS csat_apart",
					request->rollup.extension);
}

/*
 * NAME_tallies.  Its first arm never returns a row: it is the definition of
 * the roll-up, see rollup_definition.c.  It comes first so that a reader locks
 * the source before NAME_changes, in the order of a TRUNCATE of the source.
 */
void
rollup_create_tallies_view(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	const char *name = request->tallies_name;
	char	   *segments = rollup_segments_sql(request, "");
	StringInfoData arm;
	StringInfoData query;

	initStringInfo(&arm);
	appendStringInfo(&arm, "SELECT %s AS period, %s AS csat_at", request->period.expression, request->at.expression);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&arm, ", %s AS %s", request->segments[i].expression, request->segments[i].name);
	appendStringInfo(&arm, ", %s AS csat_score%s%s%s, NULL::%s.tally AS added, NULL::%s.tally AS removed",
					 request->bad_is_missing ? good_score_sql(request) : request->score.expression,
					 request->weighted ? ", " : "", request->weighted ? request->weight.expression : "",
					 request->weighted ? " AS csat_weight" : "", csat, csat);
	if (request->bad_is_missing)
		appendStringInfo(&arm, ", NULL::pg_catalog.int8 AS unread, %s AS csat_unread", bad_answer_sql(request));
	appendStringInfoString(&arm, people_types_sql(request));
	appendStringInfo(&arm, " FROM %s WHERE false AND %s.csat_rollup_options(%s::pg_catalog.jsonb)",
					 rollup_relation_name(request->rollup.source), csat,
					 quote_literal_cstr(rollup_options_json(request)));
	if (request->filter != NULL)
		appendStringInfo(&arm, " AND (%s)", request->filter);

	initStringInfo(&query);
	appendStringInfo(&query,
					 "SELECT period%s, %s.csat_rollup_net(added, removed) AS tally%s%s"
					 " FROM (%s UNION ALL SELECT period, NULL%s, NULL%s, added, removed%s%s FROM %s%s) AS answers"
					 " GROUP BY period%s"
					 " HAVING (%s.csat_rollup_net(added, removed) OPERATOR(%s.<>) %s) IS NOT FALSE",
					 segments, csat, request->bad_is_missing ? ", pg_catalog.sum(unread)::pg_catalog.int8 AS unread" : "",
					 people_sums_sql(request), arm.data, segments, request->weighted ? ", NULL" : "",
					 request->bad_is_missing ? ", unread, NULL" : "",
					 request->person != NULL ? ", NULL, " ROLLUP_PEOPLE_COLUMNS : "", request->changes_name, followed_sql(request),
					 segments, csat, csat, rollup_nothing_sql(csat));
	rollup_create_view(request->rollup.tallies, name, query.data,
					   psprintf("tallies of the roll-up %s, to be added up with sum(tally) and read with %s(tally)",
								request->rollup.name, request->rollup.metric.row->name));
	rollup_comment_keys(request, name);
	if (request->bad_is_missing)
		rollup_comment_column(name, "unread", "bad answers among the missing");
	if (request->person != NULL)
		comment_people(name);
	rollup_comment_column(name, "tally", "answers of the period and segment; NULL if more were removed than added");
}

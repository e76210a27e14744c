/*
 * rollup_report_view.c
 *		NAME_report: the cells of each period and their total, none of which
 *		gives a hidden cell away.
 *
 * Layers, each a subquery of the next:
 *
 *	cells		NAME_tallies with what the period has as a whole
 *	rows		a row for each cell, and one for the period: csat_tally, which is
 *				NULL where it is hidden, and csat_rest, all that is not the cell
 *	tests		csat_test of the two, csat_p_adjusted over the cells of a period
 *	NAME_report the figures
 *
 * What is hidden.  Of the cells those that suppressed() hides: those of fewer
 * than min_responses answers and, where these together are fewer, the smallest
 * of the others.  So the hidden cells of a period are none, or nobody's, or at
 * least two with min_responses answers between them, or all there are.  In the
 * first three cases what the shown cells leave of the total is what may be
 * known; only where all are hidden can the total itself be of too few, and then
 * it is hidden too.  The rest of a shown cell is the total without it, so the
 * difference tells nothing that these two do not.  NAME hides the same cells:
 * what is hidden here must not be seen there.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

typedef struct ReportColumn
{
	const char *name;
	const char *comment;
} ReportColumn;

static const ReportColumn report_columns[] = {
	{"segments", "the cell's segments by their names; of a total there are none"},
	{"is_total", "is this the whole period rather than one of its cells?"},
	{"hidden", "are there no figures, so that answers of fewer than min_responses people are not given away?"},
	{"asked", "number of rows, answered or not"},
	{"responses", "number of answers"},
	{"lower", "lower bound of the 95 % confidence interval"},
	{"upper", "upper bound of the 95 % confidence interval"},
	{"difference", "score of the cell minus that of the rest of the period, which is the period without the cell"},
	{"difference_lower", "lower bound of the 95 % confidence interval of the difference, not adjusted"},
	{"difference_upper", "upper bound of the 95 % confidence interval of the difference, not adjusted"},
	{"tally", "the answers, for every further figure"}
};

/* "'region'::text, t.region, ...": what a cell is called. */
static char *
cell_json_sql(const RollupRequest *request)
{
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "pg_catalog.jsonb_build_object(");
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&sql, "%s%s, t.%s", i > 0 ? ", " : "",
						 rollup_text_sql(request->segments[i].plain_name), request->segments[i].name);
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* What NAME_tallies has of people, where rows are not. */
static char *
people_sql(const RollupRequest *request, const char *prefix)
{
	if (request->person == NULL)
		return "";
	return psprintf(", %1$scsat_people, %1$scsat_everybody, %1$scsat_apart_lower, %1$scsat_apart_upper, %1$scsat_apart", prefix);
}

/* The comparison of b with the rest: of its rows, or as its people were when they were counted. */
static char *
apart_sql(const RollupRequest *request)
{
	if (request->person == NULL)
		return rollup_compare_sql(request, "b.csat_tally", "b.csat_rest");
	return psprintf("CASE WHEN b.csat_rest IS NOT NULL THEN ROW(%s - %s, b.csat_apart_lower, b.csat_apart_upper, NULL::pg_catalog.numeric, b.csat_apart)::%s.score_difference END",
					rollup_score_sql(request, "b.csat_tally"), rollup_score_sql(request, "b.csat_rest"), request->rollup.extension);
}

/* The tallies, which are hidden, and the sum of all: unknown if one is. */
static char *
cells_sql(const RollupRequest *request)
{
	const char *hidden = request->min_responses == 0 ? "false"
	: psprintf("%s OVER csat_period", rollup_suppressed_sql(request, "c.tally", "c.csat_people"));

	return psprintf("(SELECT c.period%s, c.tally%s, %s AS csat_hidden, pg_catalog.row_number() OVER csat_period AS csat_number,"
					" CASE WHEN pg_catalog.count(*) OVER csat_period = pg_catalog.count(c.tally) OVER csat_period"
					" THEN %s.sum(c.tally) OVER csat_period END AS csat_whole"
					" FROM %s AS c WINDOW csat_period AS (PARTITION BY c.period))",
					rollup_segments_sql(request, "c."), people_sql(request, "c."), hidden, request->rollup.extension, request->tallies_name);
}

/* Whether a row is hidden: a cell by the rule, a total with too few answers. */
static char *
hidden_sql(const RollupRequest *request)
{
	if (request->min_responses == 0)
		return "false";
	return psprintf("CASE WHEN v.csat_total THEN (%s >= %d) IS NOT TRUE ELSE c.csat_hidden END",
					rollup_people_count_sql(request, "c.csat_whole", "c.csat_everybody"), request->min_responses);
}

/* A row for each cell, and one for the period beside the first of them. */
static char *
rows_sql(const RollupRequest *request)
{
	return psprintf("(SELECT c.period%1$s%5$s, c.csat_total, c.csat_hidden,"
					" CASE WHEN c.csat_hidden THEN NULL WHEN c.csat_total THEN c.csat_whole ELSE c.tally END AS csat_tally,"
					" CASE WHEN NOT c.csat_hidden AND NOT c.csat_total THEN c.csat_whole OPERATOR(%2$s.-) c.tally END AS csat_rest"
					" FROM (SELECT c.period%1$s%5$s, c.tally, c.csat_whole, v.csat_total, %3$s AS csat_hidden"
					" FROM %4$s AS c CROSS JOIN (VALUES (false), (true)) AS v (csat_total)"
					" WHERE NOT v.csat_total OR c.csat_number = 1) AS c)",
					rollup_segments_sql(request, "c."), request->rollup.extension, hidden_sql(request), cells_sql(request), people_sql(request, "c."));
}

/* The same with the comparison of a cell with the rest. */
static char *
tests_sql(const RollupRequest *request)
{
	return psprintf("(SELECT b.period%s%s, b.csat_total, b.csat_hidden, b.csat_tally, d.csat_test, %s AS csat_p_adjusted"
					" FROM %s AS b CROSS JOIN LATERAL (SELECT %s AS csat_test OFFSET 0) AS d)",
					rollup_segments_sql(request, "b."), people_sql(request, "b."),
					rollup_adjusted_sql(request, "(d.csat_test).p_value", "b.period"), rows_sql(request), apart_sql(request));
}

/* The select list. */
static char *
columns_sql(const RollupRequest *request)
{
	const char *tally = "t.csat_tally";

	return psprintf("t.period, i.csat_complete AS complete,"
					" CASE WHEN t.csat_total THEN '{}'::pg_catalog.jsonb ELSE %s END AS segments,"
					" t.csat_total AS is_total, t.csat_hidden AS hidden, %s AS asked, %s AS responses, i.csat_score AS score,"
					" (i.csat_interval).lower, (i.csat_interval).upper, (t.csat_test).difference,"
					" (t.csat_test).lower AS difference_lower, (t.csat_test).upper AS difference_upper,"
					" %s AS p_adjusted, t.csat_tally AS tally",
					cell_json_sql(request), rollup_asked_sql(request, tally), rollup_responses_sql(request, tally),
					rollup_p_value_sql(request, "t.csat_p_adjusted"));
}

static void
comment_report(const RollupRequest *request)
{
	const char *name = request->report_name;

	rollup_comment_column(name, "period", request->period.comment);
	rollup_comment_column(name, "complete", request->rollup.live ? "has the period ended?"
						  : "had the period ended when it was counted?");
	rollup_comment_column(name, "score", request->rollup.metric.row->is);
	rollup_comment_column(name, "p_adjusted", request->adjust == NULL
						  ? "probability of a difference at least this large if there was none, of this cell alone"
						  : psprintf("probability of a difference at least this large if there was none, adjusted for the number of cells: %s",
									 request->adjust));
	for (size_t i = 0; i < lengthof(report_columns); i++)
		rollup_comment_column(name, report_columns[i].name, report_columns[i].comment);
}

/* NAME_report, as its columns' comments describe it. */
void
rollup_create_report_view(const RollupRequest *request)
{
	const char *metric = metric_to_text(&request->rollup.metric);
	char	   *figures = psprintf("(SELECT %s AS csat_complete, %s AS csat_score, %s AS csat_interval OFFSET 0)",
								   rollup_complete_sql(request, "t.period"), rollup_score_sql(request, "t.csat_tally"),
								   rollup_interval_sql(request, "t.csat_tally", "CASE WHEN t.csat_total THEN t.csat_everybody ELSE t.csat_people END"));

	rollup_create_view(request->rollup.report, request->report_name,
					   psprintf("SELECT %s FROM %s AS t%s CROSS JOIN LATERAL %s AS i", columns_sql(request),
								tests_sql(request), rollup_counted_sql(request, "t.period"), figures),
					   psprintf("%s by %s with totals, for reports: cells against the rest of their period", metric,
								request->rollup.every->word));
	comment_report(request);
}

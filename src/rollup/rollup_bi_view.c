/*
 * rollup_bi_view.c
 *		NAME: a row for each cell, plain columns for BI tools.
 *
 * It is put together in layers, each a subquery of the next:
 *
 *	cells		NAME_tallies, without the tallies that are to be hidden
 *	pairs		csat_shown and csat_before: a cell's tally and that which it is
 *				compared with
 *	tests		csat_p, and csat_p_adjusted over the segments of a period
 *	NAME		the figures
 *
 * The tests look at all the cells of a period: a condition on a segment goes no
 * deeper.  So what is costly of a row, interval and scores, is worked out in a
 * LATERAL subquery of its own, once and for rows that are shown; OFFSET 0 keeps
 * the planner from putting it in place of each column that reads it.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

#define SHOWN	"t.csat_shown"

/* The select list of NAME while it is put together. */
typedef struct ViewColumns
{
	const RollupRequest *request;
	StringInfoData sql;
	List	   *names;			/* of char * */
	List	   *comments;		/* of char *, in the same order */
} ViewColumns;

/* A column of NAME with its comment. */
static void
add_column(ViewColumns *view, const char *name, const char *expression, const char *comment)
{
	appendStringInfo(&view->sql, ", %s AS %s", expression, name);
	view->names = lappend(view->names, (void *) name);
	view->comments = lappend(view->comments, (void *) comment);
}

/* A column that tools add up, which says what hidden cells do to the sum. */
static void
add_count(ViewColumns *view, const char *name, const char *expression, const char *what)
{
	add_column(view, name, expression,
			   psprintf("%s; can be added up%s", what, view->request->min_responses == 0 ? "" :
						", but is NULL where hidden, so that sums are too small: the view _report has totals"));
}

/* A count of answers, and their weight where there are weights. */
static void
add_part(ViewColumns *view, const MetricPart *part)
{
	const RollupRequest *request = view->request;

	add_count(view, part->name, rollup_part_sql(request, part, "responses", SHOWN), psprintf("number of %s", part->what));
	if (request->weighted)
		add_count(view, part->weight_name, rollup_part_sql(request, part, "weight", SHOWN),
				  psprintf("weight of %s", part->what));
}

static void
add_score_sum(ViewColumns *view)
{
	add_count(view, "score_sum",
			  psprintf("pg_catalog.round(%s.mean(%s) * %s, 6)", view->request->rollup.extension, SHOWN,
					   rollup_weight_sql(view->request, SHOWN)),
			  view->request->weighted ? "sum of score times weight" : "sum of the scores");
}

/* How many were asked and answered. */
static void
add_counts(ViewColumns *view)
{
	const RollupRequest *request = view->request;

	add_count(view, "asked", rollup_asked_sql(request, SHOWN), "number of rows, answered or not");
	add_count(view, "responses", rollup_responses_sql(request, SHOWN), "number of answers");
	add_column(view, "response_rate",
			   psprintf("100.0 * %s / NULLIF(%s, 0)", rollup_responses_sql(request, SHOWN), rollup_asked_sql(request, SHOWN)),
			   "percent of rows that have an answer; not to be averaged: 100.0 * sum(responses) / nullif(sum(asked), 0)");
	if (request->bad_is_missing)
		add_count(view, "unread", "t.unread", "number of bad answers, counted as missing: off the scale, or without a weight");
}

/* What the metric can be computed from anew after adding up. */
static void
add_parts(ViewColumns *view)
{
	const MetricRow *row = view->request->rollup.metric.row;

	if (view->request->weighted)
		add_count(view, "weight", rollup_weight_sql(view->request, SHOWN), "weight of the answers");
	if (row->kind == METRIC_MEAN)
		add_score_sum(view);
	for (const MetricPart *part = row->parts; part->name != NULL; part++)
		add_part(view, part);
}

/* How to compute the metric from sums: its last part is what counts against it. */
static char *
again_sql(const RollupRequest *request)
{
	const MetricRow *row = request->rollup.metric.row;
	const char *all = request->weighted ? "weight" : "responses";
	const MetricPart *last = row->parts;

	if (row->kind == METRIC_MEAN)
		return psprintf("sum(score_sum) / nullif(sum(%s), 0)", all);
	while (last[1].name != NULL)
		last++;
	if (row->kind == METRIC_SHARE)
		return psprintf("100.0 * sum(%s) / nullif(sum(%s), 0)", request->weighted ? last->weight_name : last->name, all);
	return psprintf("100.0 * (sum(%s) - sum(%s)) / nullif(sum(%s), 0)",
					request->weighted ? row->parts->weight_name : row->parts->name,
					request->weighted ? last->weight_name : last->name, all);
}

/* Which period the score is compared with, in words. */
static char *
baseline_words(const RollupRequest *request)
{
	const RollupEvery *every = request->rollup.every;

	if (!request->year_ago)
		return psprintf("the %s before, by the calendar", every->word);
	return psprintf("the same %s %s", every->word, rollup_every_is_week(every) ? "52 weeks ago" : "a year ago");
}

/* The score and how sure it is. */
static void
add_score(ViewColumns *view)
{
	const RollupRequest *request = view->request;
	const MetricRow *row = request->rollup.metric.row;

	add_column(view, row->name, "i.csat_score", psprintf("%s; not to be averaged: %s", row->is, again_sql(request)));
	add_column(view, "lower", "(i.csat_interval).lower", "lower bound of the 95 % confidence interval");
	add_column(view, "upper", "(i.csat_interval).upper", "upper bound of the 95 % confidence interval");
}

/* How it moved. */
static void
add_change(ViewColumns *view)
{
	const RollupRequest *request = view->request;
	const char *metric = request->rollup.metric.row->name;

	add_column(view, "previous", "i.csat_previous",
			   psprintf("%s of %s; NULL if there is none", metric, baseline_words(request)));
	add_column(view, "change", "i.csat_score - i.csat_previous", psprintf("%s minus previous", metric));
	add_column(view, "p_value", rollup_p_value_sql(request, "t.csat_p"),
			   "probability of a change at least this large if nothing had changed, of this cell alone");
	add_column(view, "p_adjusted", rollup_p_value_sql(request, "t.csat_p_adjusted"),
			   request->adjust == NULL ? "p_value, as adjust is none"
			   : psprintf("p_value adjusted for the number of segments of the period: %s", request->adjust));
	add_column(view, "movement",
			   "CASE WHEN i.csat_complete IS FALSE OR i.csat_score - i.csat_previous IS NULL THEN NULL"
			   " WHEN t.csat_p_adjusted < 0.05 AND i.csat_score > i.csat_previous THEN 'up'::pg_catalog.text"
			   " WHEN t.csat_p_adjusted < 0.05 AND i.csat_score < i.csat_previous THEN 'down'::pg_catalog.text"
			   " ELSE 'unclear'::pg_catalog.text END",
			   "up or down if p_adjusted is below 0.05, else unclear; NULL while the period runs");
}

/* Whether that is enough: for the roll-up's own target, else for that of csat_benchmark. */
static void
add_verdict(ViewColumns *view)
{
	const RollupRequest *request = view->request;
	const char *target = "(i.csat_target).value";
	const char *lower_is_better = "(i.csat_target).lower_is_better";

	if (request->target != NULL)
	{
		target = psprintf("%s::pg_catalog.numeric", quote_literal_cstr(request->target));
		lower_is_better = request->lower_is_better ? "true" : "false";
	}
	add_column(view, "target", target, "the target: the roll-up's own, else that of csat_benchmark");
	add_column(view, "verdict",
			   psprintf("CASE WHEN i.csat_complete IS NOT FALSE THEN"
						" %s.csat_verdict((i.csat_interval).lower, (i.csat_interval).upper, %s, %s) END",
						request->rollup.extension, target, lower_is_better),
			   "met, missed or undecided: where the interval lies to the target; NULL while the period runs");
}

/* ", c.csat_people, c.csat_moved", where rows are not people. */
static char *
people_sql(const RollupRequest *request, const char *prefix)
{
	return request->person == NULL ? "" : psprintf(", %1$scsat_people, %1$scsat_moved", prefix);
}

/* The p-value of the change of b: of its people, where it and what it is compared with are shown. */
static char *
change_sql(const RollupRequest *request)
{
	const Rollup *rollup = &request->rollup;

	if (request->person != NULL)
		return pstrdup("CASE WHEN b.csat_shown IS NOT NULL AND b.csat_before IS NOT NULL THEN b.csat_moved::pg_catalog.float8 END");
	return psprintf("%s.csat_rollup_p(b.csat_shown, b.csat_before, %s)", rollup->extension,
					rollup_text_sql(metric_to_text(&rollup->metric)));
}

/* NAME_tallies, without the tallies that are to be hidden. */
static char *
cells_sql(const RollupRequest *request)
{
	if (request->min_responses == 0)
		return request->tallies_name;
	return psprintf("(SELECT c.period%s, CASE WHEN NOT c.csat_hidden THEN c.tally END AS tally%s%s"
					" FROM (SELECT c.*, %s OVER (PARTITION BY c.period) AS csat_hidden FROM %s AS c) AS c)",
					rollup_segments_sql(request, "c."),
					request->bad_is_missing ? ", CASE WHEN NOT c.csat_hidden THEN c.unread END AS unread" : "",
					people_sql(request, "c."), rollup_suppressed_sql(request, "c.tally", "c.csat_people"), request->tallies_name);
}

/* ", c.unread", where bad answers are counted, and what NAME_tallies has of people. */
static char *
others_sql(const RollupRequest *request, const char *prefix)
{
	return psprintf("%s%s", request->bad_is_missing ? psprintf(", %sunread", prefix) : "", people_sql(request, prefix));
}

/* A cell's tally and that which it is compared with. */
static char *
pairs_sql(const RollupRequest *request)
{
	return psprintf("(SELECT c.period%s%s, c.tally AS csat_shown, %s AS csat_before FROM %s AS c WINDOW %s)",
					rollup_segments_sql(request, "c."), others_sql(request, "c."), rollup_before_sql(request, "c", "tally"),
					cells_sql(request), rollup_before_window_sql(request, "c"));
}

/* The same with the p-value of the change. */
static char *
tests_sql(const RollupRequest *request)
{
	return psprintf("(SELECT b.period%s%s, b.csat_shown, b.csat_before, d.csat_p, %s AS csat_p_adjusted FROM %s AS b"
					" CROSS JOIN LATERAL (SELECT %s AS csat_p OFFSET 0) AS d)",
					rollup_segments_sql(request, "b."), others_sql(request, "b."), rollup_adjusted_sql(request, "d.csat_p", "b.period"),
					pairs_sql(request), change_sql(request));
}

/*
 * The newest target of the user's rows in csat_benchmark, as a row: that of the
 * segment before that of everybody.
 */
static char *
benchmark_sql(const RollupRequest *request)
{
	StringInfoData segment;

	initStringInfo(&segment);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&segment, "%st.%s::text", i > 0 ? ", " : "", request->segments[i].name);
	return psprintf("(SELECT csat_target FROM %s.csat_benchmark AS csat_target"
					" WHERE csat_target.kind = 'target'::pg_catalog.text AND csat_target.metric = %s AND (csat_target.segment IS NULL%s%s%s)"
					" ORDER BY csat_target.segment IS NULL, csat_target.as_of DESC NULLS LAST, csat_target.value LIMIT 1)",
					request->rollup.extension, rollup_text_sql(metric_to_text(&request->rollup.metric)),
					request->nsegments > 0 ? " OR csat_target.segment = pg_catalog.concat_ws(' / '::pg_catalog.text, " : "",
					segment.data, request->nsegments > 0 ? ")" : "");
}

/* What several columns read of a row. */
static char *
figures_sql(const RollupRequest *request)
{
	char	   *benchmark = request->target != NULL ? "" : psprintf(", %s AS csat_target", benchmark_sql(request));

	return psprintf("(SELECT %s AS csat_complete, %s AS csat_score, %s AS csat_previous, %s AS csat_interval%s OFFSET 0)",
					rollup_complete_sql(request, "t.period"), rollup_score_sql(request, SHOWN),
					rollup_score_sql(request, "t.csat_before"), rollup_interval_sql(request, SHOWN, "t.csat_people"), benchmark);
}

/* NAME, as its columns' comments describe it. */
void
rollup_create_bi_view(const RollupRequest *request)
{
	const Rollup *rollup = &request->rollup;
	ViewColumns view = {.request = request};
	ListCell   *column;
	ListCell   *comment;

	initStringInfo(&view.sql);
	appendStringInfo(&view.sql, "SELECT t.period%s", rollup_segments_sql(request, "t."));
	add_column(&view, "complete", "i.csat_complete",
			   rollup->live ? "has the period ended?" : "had the period ended when it was counted?");
	add_counts(&view);
	add_parts(&view);
	add_score(&view);
	add_change(&view);
	add_verdict(&view);
	appendStringInfo(&view.sql, " FROM %s AS t%s CROSS JOIN LATERAL %s AS i",
					 tests_sql(request), rollup_counted_sql(request, "t.period"), figures_sql(request));

	rollup_create_view(rollup->view, rollup->name, view.sql.data,
					   psprintf("%s by %s, for BI tools; kept %s by csat", metric_to_text(&rollup->metric),
								rollup->every->word, rollup->live ? "live" : "on schedule"));
	rollup_comment_keys(request, rollup->name);
	forboth(column, view.names, comment, view.comments)
		rollup_comment_column(rollup->name, lfirst(column), lfirst(comment));
}

/*
 * rollup_view.c
 *		The two views of a roll-up: NAME_tallies for SQL, NAME for BI tools.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "scale/rating_scale.h"
#include "rollup/rollup_create.h"

/* The tally of a row of NAME, and that of the period before; NULL if not shown. */
#define SHOWN	"t.csat_shown"
#define BEFORE	"t.csat_before"

/*
 * Arguments that have defaults are written out: a call that leaves out any
 * would be ambiguous beside a function of somebody else's that has no more.
 */
#define CONFIDENCE	"'0.95'::pg_catalog.float8"
#define ALL_SCORES	"'-Infinity'::pg_catalog.float8, 'Infinity'::pg_catalog.float8"

/* The select list of NAME while it is put together. */
typedef struct ViewColumns
{
	const RollupRequest *request;
	StringInfoData sql;
	List	   *names;			/* of char * */
	List	   *comments;		/* of char *, in the same order */
} ViewColumns;

/* Make a view, say what it is. */
static void
create_view(const char *name, const char *query, const char *comment)
{
	ErrorContextCallback context;

	rollup_explain_ambiguity(&context);
	rollup_run("CREATE VIEW %s AS %s", name, query);
	error_context_stack = context.previous;
	rollup_run("COMMENT ON VIEW %s IS %s", name, quote_literal_cstr(comment));
}

static void
comment_column(const char *relation, const char *column, const char *comment)
{
	rollup_run("COMMENT ON COLUMN %s.%s IS %s", relation, column, quote_literal_cstr(comment));
}

/* ", t.region, t.product" */
static char *
segments_sql(const RollupRequest *request, const char *prefix)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&sql, ", %s%s", prefix, request->segments[i].name);
	return sql.data;
}

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
	char	   *segments = segments_sql(request, "");
	StringInfoData arm;
	StringInfoData query;

	initStringInfo(&arm);
	appendStringInfo(&arm, "SELECT %s AS period, %s AS csat_at", request->period.expression, request->at.expression);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&arm, ", %s AS %s", request->segments[i].expression, request->segments[i].name);
	appendStringInfo(&arm, ", %s AS csat_score%s%s%s, NULL::%s.tally AS added, NULL::%s.tally AS removed",
					 request->score.expression,
					 request->weighted ? ", " : "", request->weighted ? request->weight.expression : "",
					 request->weighted ? " AS csat_weight" : "", csat, csat);
	appendStringInfo(&arm, " FROM %s WHERE false AND %s.csat_rollup_options(%s::pg_catalog.jsonb)",
					 rollup_relation_name(request->rollup.source), csat,
					 quote_literal_cstr(rollup_options_json(request)));
	if (request->filter != NULL)
		appendStringInfo(&arm, " AND (%s)", request->filter);

	initStringInfo(&query);
	appendStringInfo(&query,
					 "SELECT period%s, %s.csat_rollup_net(added, removed) AS tally"
					 " FROM (%s UNION ALL SELECT period, NULL%s, NULL%s, added, removed FROM %s%s) AS answers"
					 " GROUP BY period%s"
					 " HAVING (%s.csat_rollup_net(added, removed) OPERATOR(%s.<>) %s) IS NOT FALSE",
					 segments, csat,
					 arm.data, segments, request->weighted ? ", NULL" : "", request->changes_name, followed_sql(request),
					 segments, csat, csat, rollup_nothing_sql(csat));
	create_view(name, query.data,
				psprintf("tallies of the roll-up %s, to be added up with sum(tally) and read with %s(tally)",
						 request->rollup.name, request->rollup.metric.row->name));
	comment_column(name, "period", request->period.comment);
	for (int i = 0; i < request->nsegments; i++)
		comment_column(name, request->segments[i].name, request->segments[i].comment);
	comment_column(name, "tally", "answers of the period and segment; NULL if more were removed than added");
}

/* The first and last score of a range of points, as arguments. */
static char *
range_sql(const Grid *grid, PointRange range)
{
	char		first[MILLI_TEXT_MAX];
	char		last[MILLI_TEXT_MAX];

	milli_to_text(grid_value(grid, range.first), first);
	milli_to_text(grid_value(grid, range.last), last);
	return psprintf("'%s'::pg_catalog.float8, '%s'::pg_catalog.float8", first, last);
}

/* ", 2, 3": the numbers that a metric takes, as arguments. */
static char *
boxes_sql(const Metric *metric)
{
	char	   *sql = "";

	for (int i = 0; i < metric->row->nboxes; i++)
		sql = psprintf("%s, '%d'::pg_catalog.int4", sql, metric->boxes[i]);
	return sql;
}

/* A column of NAME with its comment. */
static void
add_column(ViewColumns *view, const char *name, const char *expression, const char *comment)
{
	appendStringInfo(&view->sql, ", %s AS %s", expression, name);
	view->names = lappend(view->names, (void *) name);
	view->comments = lappend(view->comments, (void *) comment);
}

/* How many answers a tally has, and their weight. */
static char *
responses_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s.responses(%s, " ALL_SCORES ")", request->rollup.extension, tally);
}

static char *
weight_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s.weight(%s, " ALL_SCORES ")", request->rollup.extension, tally);
}

/* A count of answers, and their weight where there are weights. */
static void
add_part(ViewColumns *view, const MetricPart *part)
{
	const RollupRequest *request = view->request;
	const Metric *metric = &request->rollup.metric;
	char	   *bounds = range_sql(&request->grid,
								   part->boxes_of(&request->grid, &metric->boxes[part->box]).good);
	const char *csat = request->rollup.extension;

	add_column(view, part->name, psprintf("%s.responses(%s, %s)", csat, SHOWN, bounds),
			   psprintf("number of %s; can be added up", part->what));
	if (request->weighted)
		add_column(view, part->weight_name, psprintf("%s.weight(%s, %s)", csat, SHOWN, bounds),
				   psprintf("weight of %s; can be added up", part->what));
}

static void
add_score_sum(ViewColumns *view)
{
	add_column(view, "score_sum",
			   psprintf("pg_catalog.round(%s.mean(%s) * %s, 6)", view->request->rollup.extension, SHOWN,
						weight_sql(view->request, SHOWN)),
			   view->request->weighted ? "sum of score times weight; can be added up"
			   : "sum of the scores; can be added up");
}

/* What the metric can be computed from anew after adding up. */
static void
add_parts(ViewColumns *view)
{
	const MetricRow *row = view->request->rollup.metric.row;

	if (view->request->weighted)
		add_column(view, "weight", weight_sql(view->request, SHOWN),
				   "weight of the answers; can be added up");
	if (row->kind == METRIC_MEAN)
		add_score_sum(view);
	for (const MetricPart *part = row->parts; part->name != NULL; part++)
		add_part(view, part);
}

/* The score of a tally. */
static char *
score_sql(const Rollup *rollup, const char *tally)
{
	return psprintf("%s.%s(%s%s)", rollup->extension, rollup->metric.row->name, tally, boxes_sql(&rollup->metric));
}

/* The score, how sure it is, how it moved, and whether that is enough. */
static void
add_scores(ViewColumns *view)
{
	const char *csat = view->request->rollup.extension;
	const MetricRow *row = view->request->rollup.metric.row;
	const char *metric = row->name;
	const char *every = view->request->rollup.every->word;
	const char *score = score_sql(&view->request->rollup, SHOWN);
	const char *previous = score_sql(&view->request->rollup, BEFORE);
	const char *change = psprintf("(%s - %s)", score, previous);

	add_column(view, metric, score, psprintf("%s; not to be averaged: %s", row->is, row->again));
	add_column(view, "lower", "i.lower", "lower bound of the 95 % confidence interval");
	add_column(view, "upper", "i.upper", "upper bound of the 95 % confidence interval");
	add_column(view, "previous", previous,
			   psprintf("%s of the %s before, by the calendar; NULL if that has none", metric, every));
	add_column(view, "change", change, psprintf("%s minus previous", metric));
	add_column(view, "p_value", "d.p_value",
			   "probability of a change at least this large if nothing had changed");
	add_column(view, "movement",
			   psprintf("CASE WHEN %s IS NULL THEN NULL"
						" WHEN d.p_value < 0.05 AND %s > 0 THEN 'up'::pg_catalog.text"
						" WHEN d.p_value < 0.05 AND %s < 0 THEN 'down'::pg_catalog.text"
						" ELSE 'unclear'::pg_catalog.text END", change, change, change),
			   "up or down if p_value is below 0.05, else unclear");
	add_column(view, "target", "g.target",
			   "the target: the roll-up's own, else that of csat_benchmark");
	add_column(view, "verdict",
			   psprintf("%s.csat_verdict(i.lower, i.upper, g.target, g.lower_is_better)", csat),
			   "met, missed or undecided: where the interval lies to the target");
}

/* The confidence interval of the score. */
static char *
interval_sql(const Rollup *rollup)
{
	const MetricDefaults *defaults = &metric_defaults[rollup->metric.row->kind];

	return psprintf("%s.%s_ci(%s%s, " CONFIDENCE ", %s, %s, NULL::pg_catalog.float8, NULL::%s.weighted_stats)",
					rollup->extension, rollup->metric.row->name, SHOWN, boxes_sql(&rollup->metric),
					rollup_text_sql(defaults->interval), rollup_text_sql(defaults->n_eff), rollup->extension);
}

/* The comparison with the period before. */
static char *
compare_sql(const Rollup *rollup)
{
	const MetricDefaults *defaults = &metric_defaults[rollup->metric.row->kind];

	return psprintf("%s.%s_compare(%s, %s%s, " CONFIDENCE ", %s, %s, NULL::pg_catalog.float8, NULL::pg_catalog.float8, NULL::%s.tally)",
					rollup->extension, rollup->metric.row->name, SHOWN, BEFORE, boxes_sql(&rollup->metric),
					rollup_text_sql(defaults->comparison), rollup_text_sql(defaults->n_eff), rollup->extension);
}

/* The period before that of c. */
static const char *
earlier_sql(const RollupRequest *request)
{
	return psprintf("(c.period - %s)::%s", request->rollup.every->length, request->period.type);
}

/* NAME's rows: the tally shown and the one before it. */
static char *
shown_sql(const RollupRequest *request)
{
	char	   *segments = segments_sql(request, "c.");
	char	   *partition = "";
	const char *earlier = earlier_sql(request);
	char	   *shown = "c.tally";
	char	   *before = "c.csat_before";

	if (request->nsegments > 0)
		partition = psprintf("PARTITION BY %s ", segments + strlen(", "));
	if (request->min_responses > 0)
	{
		shown = psprintf("CASE WHEN %s >= %d THEN c.tally END",
						 responses_sql(request, "c.tally"), request->min_responses);
		before = psprintf("CASE WHEN %s >= %d THEN c.csat_before END",
						  responses_sql(request, "c.csat_before"), request->min_responses);
	}
	return psprintf("SELECT c.period%s, %s AS csat_shown,"
					" CASE WHEN c.csat_period_before = %s THEN %s END AS csat_before"
					" FROM (SELECT c.period%s, c.tally,"
					" pg_catalog.lag(c.period) OVER w AS csat_period_before,"
					" pg_catalog.lag(c.tally) OVER w AS csat_before"
					" FROM %s AS c WINDOW w AS (%sORDER BY c.period)) AS c",
					segments, shown, earlier, before, segments,
					request->tallies_name, partition);
}

/*
 * Where the target comes from: the roll-up's own, else the newest of the
 * user's rows in csat_benchmark, that of the segment before that of everybody.
 */
static char *
target_sql(const RollupRequest *request)
{
	const char *lower = request->lower_is_better ? "true" : "false";
	StringInfoData segment;

	if (request->target != NULL)
		return psprintf("(SELECT %s::pg_catalog.numeric AS target, %s AS lower_is_better)",
						quote_literal_cstr(request->target), lower);
	initStringInfo(&segment);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&segment, "%st.%s::text", i > 0 ? ", " : "", request->segments[i].name);
	return psprintf("(SELECT b.value AS target, b.lower_is_better FROM %s.csat_benchmark AS b"
					" WHERE b.kind = 'target'::pg_catalog.text AND b.metric = %s AND (b.segment IS NULL%s%s%s)"
					" ORDER BY b.segment IS NULL, b.as_of DESC NULLS LAST, b.value LIMIT 1)",
					request->rollup.extension, rollup_text_sql(metric_to_text(&request->rollup.metric)),
					request->nsegments > 0 ? " OR b.segment = pg_catalog.concat_ws(' / '::pg_catalog.text, " : "",
					segment.data, request->nsegments > 0 ? ")" : "");
}

/* NAME, as its columns' comments describe it. */
void
rollup_create_bi_view(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	const char *name = request->rollup.name;
	const char *metric = metric_to_text(&request->rollup.metric);
	ViewColumns view = {.request = request};
	ListCell   *column;
	ListCell   *comment;

	initStringInfo(&view.sql);
	appendStringInfo(&view.sql, "SELECT t.period%s", segments_sql(request, "t."));
	add_column(&view, "asked", psprintf("%s + %s.missing(%s)", responses_sql(request, SHOWN), csat, SHOWN),
			   "number of rows, answered or not; can be added up");
	add_column(&view, "responses", responses_sql(request, SHOWN),
			   "number of answers; can be added up");
	add_parts(&view);
	add_scores(&view);
	appendStringInfo(&view.sql, " FROM (%s) AS t CROSS JOIN LATERAL %s AS i"
					 " CROSS JOIN LATERAL %s AS d LEFT JOIN LATERAL %s AS g ON true",
					 shown_sql(request), interval_sql(&request->rollup),
					 compare_sql(&request->rollup), target_sql(request));

	create_view(name, view.sql.data,
				psprintf("%s by %s, for BI tools; kept %s by csat", metric, request->rollup.every->word,
						 request->rollup.live ? "live" : "on schedule"));
	comment_column(name, "period", request->period.comment);
	for (int i = 0; i < request->nsegments; i++)
		comment_column(name, request->segments[i].name, request->segments[i].comment);
	forboth(column, view.names, comment, view.comments)
		comment_column(name, lfirst(column), lfirst(comment));
}

/*
 * rollup_figures.c
 *		The calls that read figures off a tally, as SQL.
 *
 * Arguments that have defaults are written out, and each has exactly the type
 * that is declared: a call that leaves any out would be ambiguous beside a
 * function of somebody else's that has no more.
 */
#include "compat.h"

#include "scale/rating_scale.h"
#include "rollup/rollup_view.h"

#define CONFIDENCE	"'0.95'::pg_catalog.float8"
#define ALL_SCORES	"'-Infinity'::pg_catalog.float8, 'Infinity'::pg_catalog.float8"
#define EVERYBODY	"NULL::pg_catalog.float8"

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

/* How many answers there are. */
char *
rollup_responses_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s.responses(%s, " ALL_SCORES ")", request->rollup.extension, tally);
}

/* How many rows there are, answered or not. */
char *
rollup_asked_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s + %s.missing(%s)", rollup_responses_sql(request, tally), request->rollup.extension, tally);
}

/* The weight of the answers. */
char *
rollup_weight_sql(const RollupRequest *request, const char *tally)
{
	return psprintf("%s.weight(%s, " ALL_SCORES ")", request->rollup.extension, tally);
}

/* The responses or the weight of a part of the answers. */
char *
rollup_part_sql(const RollupRequest *request, const MetricPart *part, const char *reader, const char *tally)
{
	const Metric *metric = &request->rollup.metric;

	return psprintf("%s.%s(%s, %s)", request->rollup.extension, reader, tally,
					range_sql(&request->grid, part->boxes_of(&request->grid, &metric->boxes[part->box]).good));
}

char *
rollup_score_sql(const RollupRequest *request, const char *tally)
{
	const Rollup *rollup = &request->rollup;

	return psprintf("%s.%s(%s%s)", rollup->extension, rollup->metric.row->name, tally, boxes_sql(&rollup->metric));
}

/* The confidence interval of the score, a score_interval: by rows, or by the people that a summary is of. */
char *
rollup_interval_sql(const RollupRequest *request, const char *tally, const char *people)
{
	const Rollup *rollup = &request->rollup;
	const MetricDefaults *defaults = &metric_defaults[rollup->metric.row->kind];
	const char *clusters = request->person != NULL ? people : psprintf("NULL::%s.weighted_stats", rollup->extension);

	return psprintf("%s.%s_ci(%s%s, " CONFIDENCE ", %s, %s, " EVERYBODY ", %s)",
					rollup->extension, rollup->metric.row->name, tally, boxes_sql(&rollup->metric),
					rollup_text_sql(defaults->interval), rollup_text_sql(defaults->n_eff), clusters);
}

/* The test: of shares Fisher's where answers are few. */
static char *
method_sql(const RollupRequest *request, const char *tally, const char *baseline)
{
	const Metric *metric = &request->rollup.metric;

	if (metric->row->kind != METRIC_SHARE)
		return rollup_text_sql(metric_defaults[metric->row->kind].comparison);
	return psprintf("%s.csat_share_method(%s, %s, %s)", request->rollup.extension, tally, baseline,
					rollup_text_sql(metric_to_text(metric)));
}

/* The comparison with another tally, a score_difference. */
char *
rollup_compare_sql(const RollupRequest *request, const char *tally, const char *baseline)
{
	const Rollup *rollup = &request->rollup;

	return psprintf("%s.%s_compare(%s, %s%s, " CONFIDENCE ", %s, %s, " EVERYBODY ", " EVERYBODY ", NULL::%s.tally)",
					rollup->extension, rollup->metric.row->name, tally, baseline, boxes_sql(&rollup->metric),
					method_sql(request, tally, baseline), rollup_text_sql(metric_defaults[rollup->metric.row->kind].n_eff),
					rollup->extension);
}

/* A p-value adjusted over the segments of the period. */
char *
rollup_adjusted_sql(const RollupRequest *request, const char *p, const char *period)
{
	if (request->adjust == NULL)
		return pstrdup(p);
	return psprintf("%s.p_adjust(%s, %s) OVER (PARTITION BY %s)", request->rollup.extension, p,
					rollup_text_sql(request->adjust), period);
}

/* How many people stand behind a tally: its answers, or those of the summary. */
char *
rollup_people_count_sql(const RollupRequest *request, const char *tally, const char *people)
{
	if (request->person == NULL)
		return rollup_responses_sql(request, tally);
	return psprintf("COALESCE(%s.responses(%s), '0'::pg_catalog.int8)", request->rollup.extension, people);
}

/* Is a cell to be hidden, among those of its period?  Wants an OVER behind it. */
char *
rollup_suppressed_sql(const RollupRequest *request, const char *tally, const char *people)
{
	return psprintf("%s.suppressed(%s, '%d'::pg_catalog.int4)", request->rollup.extension,
					rollup_people_count_sql(request, tally, people), request->min_responses);
}

/* A p-value as it is shown. */
char *
rollup_p_value_sql(const RollupRequest *request, const char *p)
{
	return psprintf("%s.csat_rollup_p_value(%s::pg_catalog.float8)", request->rollup.extension, p);
}

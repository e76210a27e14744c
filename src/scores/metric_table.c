/*
 * metric_table.c
 *		The table of metrics: everything that a metric is, in one place.
 */
#include "scores/metric_table.h"

#include "utils/builtins.h"

#define WHOLE_SCALE(first, count, best) \
	{.lo = (first) * GRID_UNIT, .step = GRID_UNIT, .points = (count), .top = (best)}

/* The initial states of the one-word aggregates in csat--1.0.sql are on these default scales. */
static const MetricRow metric_table[] = {
	[METRIC_CSAT] = {
		.name = "csat",.kind = METRIC_SHARE,.boxes_of = boxes_csat,.default_grid = WHOLE_SCALE(1, 5, 2),
		.unit = "percent",.is = "percent of answers in the top box",
		.parts = {{"satisfied", "satisfied_weight", "answers in the top box", boxes_csat, 0}}
	},
	[METRIC_NPS] = {
		.name = "nps",.kind = METRIC_NET,.boxes_of = boxes_nps,.default_grid = WHOLE_SCALE(0, 11, 2),
		.unit = "points",.is = "Net Promoter Score, -100..100",
		.parts = {
			{"promoters", "promoter_weight", "promoters (9 and 10)", boxes_promoters, 0},
			{"passives", "passive_weight", "passives (7 and 8)", boxes_passives, 0},
			{"detractors", "detractor_weight", "detractors (6 and less)", boxes_detractors, 0}
		}
	},
	[METRIC_CES] = {
		.name = "ces",.kind = METRIC_MEAN,.default_grid = WHOLE_SCALE(1, 7, 2),
		.unit = "on the scale",.is = "Customer Effort Score, the mean score"
	},
	[METRIC_CES_EASY] = {
		.name = "ces_easy",.kind = METRIC_SHARE,.boxes_of = boxes_easy,.default_grid = WHOLE_SCALE(1, 7, 2),
		.unit = "percent",.is = "percent of answers on the good side of the midpoint",
		.parts = {{"easy", "easy_weight", "answers on the good side of the midpoint", boxes_easy, 0}}
	},
	[METRIC_MEAN_SCORE] = {
		.name = "mean",.kind = METRIC_MEAN,.unit = "on the scale",.is = "the mean score"
	},
	[METRIC_TOP_BOX] = {
		.name = "top_box",.kind = METRIC_SHARE,.nboxes = 1,.boxes_of = boxes_top,
		.unit = "percent",.is = "percent of answers in the top boxes",
		.parts = {{"top", "top_weight", "answers in the top boxes", boxes_top, 0}}
	},
	[METRIC_NET_BOX] = {
		.name = "net_box",.kind = METRIC_NET,.nboxes = 2,.boxes_of = boxes_net,
		.unit = "points",.is = "percent of answers in the top boxes minus percent in the bottom boxes",
		.parts = {
			{"top", "top_weight", "answers in the top boxes", boxes_top, 0},
			{"bottom", "bottom_weight", "answers in the bottom boxes", boxes_bottom, 1}
		}
	}
};

/* The install script has them as defaults of the arguments. */
const MetricDefaults metric_defaults[] = {
	[METRIC_SHARE] = {"wilson", "kish", "newcombe"},
	[METRIC_NET] = {"adjusted wald", "kish", "adjusted wald"},
	[METRIC_MEAN] = {"adjusted t", "linear", "adjusted welch"}
};

Metric
metric_of(MetricKey key)
{
	Metric		metric = {&metric_table[key], {0, 0}};

	return metric;
}

Metric
metric_with_boxes(MetricKey key, int first, int second)
{
	Metric		metric = {&metric_table[key], {first, second}};

	return metric;
}

static void
raise_unknown(const char *word)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown metric \"%s\"", word),
			 errhint(METRIC_HINT)));
}

/* The whole text as a name and its numbers; false if it is not this row's. */
static bool
read_metric(Slice word, const MetricRow *row, Metric *metric)
{
	ParseFault	unused = {NULL, NULL};
	Scanner		scan = scan_start(word, &unused);

	metric->row = row;
	if (!scan_keyword(&scan, row->name))
		return false;
	for (int i = 0; i < row->nboxes; i++)
	{
		int64		boxes;

		if (!scan_count(&scan, &boxes) || boxes > GRID_MAX_POINTS)
			return false;
		metric->boxes[i] = (int) boxes;
	}
	return scan_at_end(&scan);
}

Metric
metric_named(text *word)
{
	Slice		written = {VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word)};
	Metric		metric = {NULL, {0, 0}};

	for (size_t i = 0; i < lengthof(metric_table); i++)
	{
		if (read_metric(written, &metric_table[i], &metric))
			return metric;
	}
	raise_unknown(text_to_cstring(word));
	return metric;				/* not reached */
}

char *
metric_to_text(const Metric *metric)
{
	const char *name = metric->row->name;

	if (metric->row->nboxes == 2)
		return psprintf("%s %d %d", name, metric->boxes[0], metric->boxes[1]);
	return metric->row->nboxes == 1 ? psprintf("%s %d", name, metric->boxes[0]) : pstrdup(name);
}

void
metric_check(const Metric *metric, const Grid *grid)
{
	if (metric->row->boxes_of != NULL)
		(void) metric->row->boxes_of(grid, metric->boxes);
}

Boxes
metric_boxes(const Metric *metric, const Grid *grid)
{
	return metric->row->boxes_of(grid, metric->boxes);
}

Ratio
metric_score(const Metric *metric, const Tally *t, const Totals *totals)
{
	if (metric->row->kind == METRIC_MEAN)
		return metric_mean(t, totals);
	return metric_net(t, totals, metric_boxes(metric, &t->grid));
}

int64
metric_point_milli(const Metric *metric, const Grid *grid, int point)
{
	if (metric->row->kind == METRIC_MEAN)
		return grid_value(grid, point);
	return 100 * GRID_UNIT * boxes_sign(metric_boxes(metric, grid), point);
}

double
metric_lowest(const Metric *metric, const Grid *grid)
{
	if (metric->row->kind == METRIC_MEAN)
		return (double) grid->lo / GRID_UNIT;
	return metric->row->kind == METRIC_NET ? -100 : 0;
}

double
metric_highest(const Metric *metric, const Grid *grid)
{
	return metric->row->kind == METRIC_MEAN ? (double) grid_hi(grid) / GRID_UNIT : 100;
}

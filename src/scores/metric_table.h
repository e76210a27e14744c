/*
 * metric_table.h
 *		The table of metrics: everything that a metric is, in one place.
 *
 * A metric is a share (csat, ces_easy, top_box), a net score (nps, net_box) or
 * a mean (ces, mean).  Which answers it counts, its range, the words that say
 * what it is: scores, intervals, comparisons, signals and roll-ups read them
 * here.  A new metric is a row here, its boxes in boxes.c if they are new, and
 * SQL.
 */
#ifndef CSAT_METRIC_TABLE_H
#define CSAT_METRIC_TABLE_H

#include "compat.h"

#include "scores/boxes.h"
#include "scores/metric.h"

/* By which uncertainty picks its methods. */
typedef enum MetricKind
{
	METRIC_SHARE,				/* percent of answers in a box, 0..100 */
	METRIC_NET,					/* percent for minus percent against,
								 * -100..100 */
	METRIC_MEAN					/* on the scale asked */
} MetricKind;

/* What the kind of a metric decides: the methods that are taken where none is named. */
typedef struct MetricDefaults
{
	const char *interval;		/* of METRIC_ci */
	const char *n_eff;			/* effective size in METRIC_ci */
	const char *comparison;		/* of METRIC_compare */
} MetricDefaults;

/* A count that a metric can be computed from anew after adding up. */
typedef struct MetricPart
{
	const char *name;			/* column of a roll-up's view; NULL ends the
								 * list */
	const char *weight_name;	/* of its weight, where answers are weighted */
	const char *what;			/* which answers, in words */
	BoxesOf		boxes_of;		/* the answers are those for */
	int			box;			/* which of the metric's numbers it takes, 0
								 * or 1 */
} MetricPart;

#define METRIC_MAX_PARTS	3
#define METRIC_MAX_BOXES	2	/* numbers behind a name: net_box 2 3 */

typedef struct MetricRow
{
	const char *name;			/* the word, and the name of the SQL function */
	MetricKind	kind;
	int			nboxes;			/* numbers that follow the word */
	BoxesOf		boxes_of;		/* the answers for and against; NULL for means */
	Grid		default_grid;	/* of its one-word form; points = 0: it has
								 * none */
	const char *unit;			/* in which it is told */
	const char *is;				/* what it is, in words */
	MetricPart	parts[METRIC_MAX_PARTS + 1];	/* none for means: score_sum */
} MetricRow;

/* Keys of the table, in its order. */
typedef enum MetricKey
{
	METRIC_CSAT,
	METRIC_NPS,
	METRIC_CES,
	METRIC_CES_EASY,
	METRIC_MEAN_SCORE,
	METRIC_TOP_BOX,
	METRIC_NET_BOX
} MetricKey;

/* A metric, with its numbers where it takes any. */
typedef struct Metric
{
	const MetricRow *row;
	int			boxes[METRIC_MAX_BOXES];
} Metric;

extern const MetricDefaults metric_defaults[];	/* by MetricKind */

extern Metric metric_of(MetricKey key);
extern Metric metric_with_boxes(MetricKey key, int first, int second);

#define METRIC_HINT \
	"Metrics are csat, nps, ces, ces_easy, mean, top_box K and net_box K L, such as 'top_box 2'."

/* The metric that a text names, such as 'nps' or 'top_box 2'; 22023 if none. */
extern Metric metric_named(text *word);

/* "nps", "net_box 2 3": as metric_named() reads it. */
extern char *metric_to_text(const Metric *metric);

/* Raise 22023 unless the scale has this metric. */
extern void metric_check(const Metric *metric, const Grid *grid);

/* The answers for and against, of a share or a net; 22023 as metric_check(). */
extern Boxes metric_boxes(const Metric *metric, const Grid *grid);

/* The score of a tally that has answers: percent, net or mean. */
extern Ratio metric_score(const Metric *metric, const Tally *t, const Totals *totals);

/* What an answer on a point adds to the mean that the metric is, in thousandths: 100 or 0, 100, 0 or -100, its score. */
extern int64 metric_point_milli(const Metric *metric, const Grid *grid, int point);

/* The ends of its range on a scale. */
extern double metric_lowest(const Metric *metric, const Grid *grid);
extern double metric_highest(const Metric *metric, const Grid *grid);

#endif							/* CSAT_METRIC_TABLE_H */

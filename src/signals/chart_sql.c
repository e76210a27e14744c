/*
 * chart_sql.c
 *		SQL: window functions over periods or groups: score_control, score_shrunk.
 *
 * Both look at the whole partition, whatever the frame, and work it out at its
 * first row.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/builtins.h"

#include "base/composite.h"
#include "scores/reader.h"
#include "signals/control_chart.h"
#include "signals/shrinkage.h"
#include "signals/signal_rows.h"
#include "uncertainty/partition.h"

PG_FUNCTION_INFO_V1(score_control);
PG_FUNCTION_INFO_V1(score_shrunk);

/* The type score_control, as csat--1.0.sql creates it. */
static const RowColumn control_columns[] = {
	{"score", NUMERICOID}, {"centre", NUMERICOID}, {"lower", NUMERICOID}, {"upper", NUMERICOID}, {"signal", TEXTOID}
};

static const char *const signal_names[] = {
	[SIGNAL_ABOVE] = "above",[SIGNAL_BELOW] = "below",[SIGNAL_RUN] = "run"
};

/* What is kept for a partition between its rows. */
typedef struct ControlPartition
{
	bool		ready;
	Ratio		centre;
	ChartPoint	point[FLEXIBLE_ARRAY_MEMBER];
} ControlPartition;

typedef struct ShrunkPartition
{
	bool		ready;
	double		score[FLEXIBLE_ARRAY_MEMBER];	/* pulled; NAN where the row
												 * has none */
} ShrunkPartition;

static Metric
metric_option(FunctionCallInfo fcinfo)
{
	return metric_named(DatumGetTextPP(partition_option(fcinfo, 1, "metric", METRIC_HINT)));
}

/* The tally in a row, with its totals; NULL where there are no answers. */
static const Tally *
tally_in_row(WindowObject window, int64 row, Totals *totals)
{
	bool		is_null;
	Datum		datum = partition_value(window, row, &is_null);
	const Tally *t;

	if (is_null)
		return NULL;
	t = DatumGetTally(datum);
	return reader_load(t, totals) ? t : NULL;
}

/* Adds a tally of the partition to the others, which must have its scale. */
static void
pool(Tally **all, const Tally *t)
{
	TallyFault	fault = tally_merge(all, t, false);

	if (fault != TALLY_OK)
		tally_raise(fault, &(*all)->grid, &t->grid);
}

/*
 * score_control
 */

static Tally *
read_points(WindowObject window, const Metric *metric, ChartPoint *points, int64 rows)
{
	Tally	   *all = tally_create(NULL, false);

	for (int64 row = 0; row < rows; row++)
	{
		Totals		totals;
		const Tally *t = tally_in_row(window, row, &totals);
		ScoredGroup group;

		points[row].answered = t != NULL;
		if (t == NULL)
			continue;
		pool(&all, t);
		group = group_of(metric, t, &totals);
		points[row].score = group.score;
		points[row].n = group.n;
	}
	return all;
}

/* Rows that all rank alike have no order. */
static bool
is_ordered(WindowObject window, int64 rows)
{
	return !WinRowsArePeers(window, 0, rows - 1);
}

static void
chart_partition(WindowObject window, const Metric *metric, ControlPartition *partition)
{
	int64		rows = WinGetPartitionRowCount(window);
	Tally	   *all = read_points(window, metric, partition->point, rows);
	Totals		totals;
	double	   *scratch;
	Chart		chart;

	partition->ready = true;
	if (!reader_load(all, &totals))
		return;
	partition->centre = metric_score(metric, all, &totals);
	chart.centre = group_of(metric, all, &totals).score;
	chart.variance = group_of(metric, all, &totals).variance;
	chart.lowest = metric_lowest(metric, &all->grid);
	chart.highest = metric_highest(metric, &all->grid);
	chart.ordered = is_ordered(window, rows);
	scratch = palloc_extended(rows * sizeof(double), MCXT_ALLOC_HUGE);
	control_chart(&chart, partition->point, rows, scratch);
	pfree(scratch);
}

static Datum
control_row(FunctionCallInfo fcinfo, Ratio score, Ratio centre, const ChartPoint *point)
{
	Datum		values[lengthof(control_columns)] = {0};
	bool		nulls[lengthof(control_columns)] = {false};

	values[0] = NumericGetDatum(number_from_ratio(score));
	values[1] = NumericGetDatum(number_from_ratio(centre));
	put_number(point->lower, &values[2], &nulls[2]);
	put_number(point->upper, &values[3], &nulls[3]);
	nulls[4] = point->signal == SIGNAL_NONE;
	if (!nulls[4])
		values[4] = CStringGetTextDatum(signal_names[point->signal]);
	return composite_row(fcinfo, control_columns, lengthof(control_columns), values, nulls);
}

Datum
score_control(PG_FUNCTION_ARGS)
{
	WindowObject window = partition_window(fcinfo);
	Metric		metric = metric_option(fcinfo);
	int64		row = WinGetCurrentPosition(window);
	ControlPartition *partition;
	const Tally *t;
	Totals		totals;

	partition = WinGetPartitionLocalMemory(window, offsetof(ControlPartition, point) +
										   WinGetPartitionRowCount(window) * sizeof(ChartPoint));
	if (!partition->ready)
		chart_partition(window, &metric, partition);
	if (!partition->point[row].answered)
		PG_RETURN_NULL();
	t = tally_in_row(window, row, &totals);
	return control_row(fcinfo, metric_score(&metric, t, &totals), partition->centre, &partition->point[row]);
}

/*
 * score_shrunk
 */

/* Rows with answers as groups; where there are none, the place keeps NAN. */
static size_t
read_groups(WindowObject window, const Metric *metric, double *scores, ScoredGroup *groups)
{
	int64		rows = WinGetPartitionRowCount(window);
	Tally	   *all = tally_create(NULL, false);
	size_t		count = 0;

	for (int64 row = 0; row < rows; row++)
	{
		Totals		totals;
		const Tally *t = tally_in_row(window, row, &totals);

		scores[row] = NAN;
		if (t == NULL)
			continue;
		pool(&all, t);
		groups[count] = group_of(metric, t, &totals);
		groups[count].x = (double) row;
		count++;
	}
	return count;
}

static void
shrink_partition(WindowObject window, const Metric *metric, ShrunkPartition *partition)
{
	ScoredGroup *groups = palloc_extended(WinGetPartitionRowCount(window) * sizeof(ScoredGroup), MCXT_ALLOC_HUGE);
	size_t		count = read_groups(window, metric, partition->score, groups);
	Shrinkage	shrinkage;

	partition->ready = true;
	if (count > 0)
		shrinkage = shrinkage_of(groups, count);
	for (size_t i = 0; i < count; i++)
		partition->score[(int64) groups[i].x] = shrunk_score(&shrinkage, groups[i].score, groups[i].n);
	pfree(groups);
}

Datum
score_shrunk(PG_FUNCTION_ARGS)
{
	WindowObject window = partition_window(fcinfo);
	Metric		metric = metric_option(fcinfo);
	ShrunkPartition *partition;
	double		score;

	partition = WinGetPartitionLocalMemory(window, offsetof(ShrunkPartition, score) +
										   WinGetPartitionRowCount(window) * sizeof(double));
	if (!partition->ready)
		shrink_partition(window, &metric, partition);
	score = partition->score[WinGetCurrentPosition(window)];
	if (isnan(score))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(score));
}

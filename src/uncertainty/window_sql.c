/*
 * window_sql.c
 *		Window functions over the segments of a report: p_adjust and suppressed.
 *
 * Both look at the whole partition, whatever the frame, and work it out at its
 * first row.  A partition may be the whole of a large table, so that reading
 * and sorting it can be cancelled.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "number/number.h"
#include "uncertainty/method.h"
#include "uncertainty/p_adjust.h"
#include "uncertainty/partition.h"
#include "uncertainty/suppression.h"

static const Method adjustments[] = {
	{"holm", ADJUST_HOLM},
	{"bh", ADJUST_BH},
	{"fdr", ADJUST_BH},
	{"by", ADJUST_BY},
	{"bonferroni", ADJUST_BONFERRONI},
	{NULL, 0}
};

/* What is kept for a partition between its rows. */
typedef struct AdjustedPartition
{
	bool		ready;
	double		p[FLEXIBLE_ARRAY_MEMBER];	/* NAN where the row has none */
} AdjustedPartition;

typedef struct SuppressedPartition
{
	bool		ready;
	bool		hidden[FLEXIBLE_ARRAY_MEMBER];
} SuppressedPartition;

typedef double (*PReader) (Datum datum);
typedef int64 (*ResponsesReader) (Datum datum);

PG_FUNCTION_INFO_V1(csat_p_adjust_numeric);
PG_FUNCTION_INFO_V1(csat_p_adjust_float8);
PG_FUNCTION_INFO_V1(csat_suppressed);
PG_FUNCTION_INFO_V1(csat_suppressed_float8);

/*
 * p_adjust
 */

static double
p_from_numeric(Datum datum)
{
	return DatumGetFloat8(DirectFunctionCall1(numeric_float8, datum));
}

static double
p_from_float8(Datum datum)
{
	return DatumGetFloat8(datum);
}

static void
check_p(double p)
{
	if (!(p >= 0.0 && p <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("p-value %g is outside 0..1", p)));
}

static int
compare_p(const void *a, const void *b, void *unused)
{
	double		p = ((const PValue *) a)->p;
	double		q = ((const PValue *) b)->p;

	return (p > q) - (p < q);
}

/* Reads the partition's p-values; where one is null, its place keeps NAN. */
static size_t
read_p_values(WindowObject window, PReader read, AdjustedPartition *partition, PValue *values)
{
	int64		rows = WinGetPartitionRowCount(window);
	size_t		m = 0;
	int64		row;

	for (row = 0; row < rows; row++)
	{
		bool		is_null;
		Datum		datum = partition_value(window, row, &is_null);

		partition->p[row] = NAN;
		if (is_null)
			continue;
		values[m].p = read(datum);
		values[m].row = row;
		check_p(values[m].p);
		m++;
	}
	return m;
}

static void
adjust_partition(WindowObject window, Adjustment adjustment, PReader read, AdjustedPartition *partition)
{
	PValue	   *values = palloc_extended(WinGetPartitionRowCount(window) * sizeof(PValue), MCXT_ALLOC_HUGE);
	size_t		m = read_p_values(window, read, partition, values);
	size_t		i;

	qsort_interruptible(values, m, sizeof(PValue), compare_p, NULL);
	p_adjust(adjustment, values, m);
	for (i = 0; i < m; i++)
		partition->p[values[i].row] = values[i].p;
	pfree(values);
	partition->ready = true;
}

static Datum
adjusted_p(FunctionCallInfo fcinfo, PReader read)
{
	WindowObject window = partition_window(fcinfo);
	AdjustedPartition *partition;
	double		p;

	partition = WinGetPartitionLocalMemory(window,
										   offsetof(AdjustedPartition, p) +
										   WinGetPartitionRowCount(window) * sizeof(double));
	if (!partition->ready)
	{
		Datum		method = partition_option(fcinfo, 1, "method", PARTITION_HAS_DEFAULT);

		adjust_partition(window, method_named(adjustments, DatumGetTextPP(method)), read, partition);
	}
	p = partition->p[WinGetCurrentPosition(window)];
	if (isnan(p))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(p));
}

Datum
csat_p_adjust_numeric(PG_FUNCTION_ARGS)
{
	return adjusted_p(fcinfo, p_from_numeric);
}

Datum
csat_p_adjust_float8(PG_FUNCTION_ARGS)
{
	return adjusted_p(fcinfo, p_from_float8);
}

/*
 * suppressed
 */

static int64
responses_from_int8(Datum datum)
{
	return DatumGetInt64(datum);
}

/* A count that was added up, as numeric or double precision. */
static int64
responses_from_float8(Datum datum)
{
	double		responses = DatumGetFloat8(datum);

	if (responses != floor(responses) || !FLOAT8_FITS_IN_INT64(responses))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of responses %.15g is not a whole number", responses),
				 errhint("Hide by the number of people, not by their weight.")));
	return (int64) responses;
}

static int64
checked_responses(int64 responses)
{
	if (responses < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of responses %lld is negative", (long long) responses)));
	return responses;
}

static int
compare_cells(const void *a, const void *b, void *unused)
{
	int64		m = ((const Cell *) a)->responses;
	int64		n = ((const Cell *) b)->responses;

	return (m > n) - (m < n);
}

/* A row without a count is hidden, for nobody knows who stands behind it, and no cell of the margin. */
static size_t
read_cells(WindowObject window, ResponsesReader read, SuppressedPartition *partition, Cell *cells)
{
	int64		rows = WinGetPartitionRowCount(window);
	size_t		n = 0;
	int64		row;

	for (row = 0; row < rows; row++)
	{
		bool		is_null;
		Datum		datum = partition_value(window, row, &is_null);

		partition->hidden[row] = is_null;
		if (is_null)
			continue;
		cells[n].responses = checked_responses(read(datum));
		cells[n].row = row;
		n++;
	}
	return n;
}

static void
suppress_partition(WindowObject window, int32 min, ResponsesReader read, SuppressedPartition *partition)
{
	Cell	   *cells = palloc_extended(WinGetPartitionRowCount(window) * sizeof(Cell), MCXT_ALLOC_HUGE);
	size_t		n = read_cells(window, read, partition, cells);
	size_t		hidden;
	size_t		i;

	qsort_interruptible(cells, n, sizeof(Cell), compare_cells, NULL);
	hidden = cells_to_hide(cells, n, min);
	for (i = 0; i < hidden; i++)
		partition->hidden[cells[i].row] = true;
	pfree(cells);
	partition->ready = true;
}

static int32
smallest_cell(FunctionCallInfo fcinfo)
{
	int32		min = DatumGetInt32(partition_option(fcinfo, 1, "min", PARTITION_HAS_DEFAULT));

	if (min < 1)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("smallest cell %d is less than 1", min)));
	return min;
}

static Datum
is_suppressed(FunctionCallInfo fcinfo, ResponsesReader read)
{
	WindowObject window = partition_window(fcinfo);
	SuppressedPartition *partition;

	partition = WinGetPartitionLocalMemory(window,
										   offsetof(SuppressedPartition, hidden) +
										   WinGetPartitionRowCount(window) * sizeof(bool));
	if (!partition->ready)
		suppress_partition(window, smallest_cell(fcinfo), read, partition);
	PG_RETURN_BOOL(partition->hidden[WinGetCurrentPosition(window)]);
}

Datum
csat_suppressed(PG_FUNCTION_ARGS)
{
	return is_suppressed(fcinfo, responses_from_int8);
}

Datum
csat_suppressed_float8(PG_FUNCTION_ARGS)
{
	return is_suppressed(fcinfo, responses_from_float8);
}

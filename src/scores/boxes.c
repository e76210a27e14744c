/*
 * boxes.c
 *		What every function that reads a tally begins with: its errors.
 */
#include "scores/boxes.h"

#include <math.h>

#include "number/decimal.h"

/* False where there is no answer, so that the result is NULL. */
bool
reader_load(const Tally *t, Totals *totals)
{
	MetricFault fault = metric_load(t, totals);

	if (fault == METRIC_OVERFLOW)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	return fault == METRIC_OK;
}

void
reader_check_boxes(const Grid *grid, int boxes)
{
	char		scale[GRID_TEXT_MAX];

	if (boxes >= 1 && boxes <= grid_boxes(grid))
		return;
	grid_to_text(grid, scale);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("number of boxes must be between 1 and %d, not %d, on scale %s",
					grid_boxes(grid), boxes, scale)));
}

void
reader_check_net_boxes(const Grid *grid, int top_boxes, int bottom_boxes)
{
	char		scale[GRID_TEXT_MAX];

	reader_check_boxes(grid, top_boxes);
	reader_check_boxes(grid, bottom_boxes);
	if (top_boxes + bottom_boxes <= grid_boxes(grid))
		return;
	grid_to_text(grid, scale);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("top %d and bottom %d boxes overlap on scale %s", top_boxes, bottom_boxes, scale),
			 errhint("Use share(t, lo, hi) for the percent of answers between two scores.")));
}

void
reader_check_nps(const Grid *grid)
{
	char		scale[GRID_TEXT_MAX];

	if (grid_is_nps(grid))
		return;
	grid_to_text(grid, scale);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("nps is not defined on scale %s", scale),
			 errdetail("The Net Promoter Score is asked on 0..10, sometimes on 1..10."),
			 errhint("Use net_box(t, top_boxes, bottom_boxes) for a net score on another scale.")));
}

/* A bound as thousandths, rounded into the range. */
static int64
bound_to_milli(double bound, bool lower)
{
	int64		milli;

	if (isnan(bound))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("bound of a range of scores cannot be NaN")));
	if (decimal_from_double(bound, &milli) == DECIMAL_EXACT)
		return milli;
	bound = Max(Min(bound, 2 * GRID_MAX_BOUND), -2 * GRID_MAX_BOUND) * GRID_UNIT;
	return (int64) (lower ? ceil(bound) : floor(bound));
}

/* The points with lo <= score <= hi. */
PointRange
reader_range(const Grid *grid, double lo, double hi)
{
	int64		lo_milli = bound_to_milli(lo, true);
	int64		hi_milli = bound_to_milli(hi, false);

	if (lo > hi)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("lower bound %g is above upper bound %g", lo, hi),
				 errhint("Give the lower score first, on reversed scales too.")));
	return grid_between(grid, lo_milli, hi_milli);
}

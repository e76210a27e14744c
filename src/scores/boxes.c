/*
 * boxes.c
 *		Which answers a score counts, for and against, and the errors where a scale has no such score.
 */
#include "scores/boxes.h"

#include <math.h>

#include "number/decimal.h"

static const PointRange no_points = {0, -1};

static Boxes
only(PointRange good)
{
	Boxes		boxes = {good, no_points};

	return boxes;
}

static void
check_boxes(const Grid *grid, int boxes)
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

static void
check_nps(const Grid *grid)
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

Boxes
boxes_csat(const Grid *grid, const int *boxes)
{
	return only(grid_top_box(grid, grid->top));
}

Boxes
boxes_easy(const Grid *grid, const int *boxes)
{
	return only(grid_easy(grid));
}

Boxes
boxes_top(const Grid *grid, const int *boxes)
{
	check_boxes(grid, boxes[0]);
	return only(grid_top_box(grid, boxes[0]));
}

Boxes
boxes_bottom(const Grid *grid, const int *boxes)
{
	check_boxes(grid, boxes[0]);
	return only(grid_bottom_box(grid, boxes[0]));
}

Boxes
boxes_net(const Grid *grid, const int *boxes)
{
	char		scale[GRID_TEXT_MAX];
	Boxes		net = {boxes_top(grid, boxes).good, boxes_bottom(grid, boxes + 1).good};

	if (!ranges_overlap(net.good, net.bad))
		return net;
	grid_to_text(grid, scale);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("top %d and bottom %d boxes overlap on scale %s", boxes[0], boxes[1], scale),
			 errhint("Use share(t, lo, hi) for the percent of answers between two scores.")));
	return net;					/* not reached */
}

/* Reichheld, HBR 12/2003: detractor < 7 <= passive < 9 <= promoter. */
Boxes
boxes_nps(const Grid *grid, const int *boxes)
{
	Boxes		nps = {grid_promoters(grid), grid_detractors(grid)};

	check_nps(grid);
	return nps;
}

Boxes
boxes_promoters(const Grid *grid, const int *boxes)
{
	check_nps(grid);
	return only(grid_promoters(grid));
}

Boxes
boxes_passives(const Grid *grid, const int *boxes)
{
	check_nps(grid);
	return only(grid_passives(grid));
}

Boxes
boxes_detractors(const Grid *grid, const int *boxes)
{
	check_nps(grid);
	return only(grid_detractors(grid));
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

PointRange
boxes_between(const Grid *grid, double lo, double hi)
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

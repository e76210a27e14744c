/*
 * grid.c
 *		Arithmetic on the points of a scale.
 *
 * A box is one step of the scale, but where steps are finer than whole points
 * and the bounds are whole and at least 2 apart, the K boxes of one end are
 * its K whole points and what lies between them: the top two of 1..5 step 0.5
 * are 4, 4.5 and 5, the bottom two 1, 1.5 and 2.  What the scale 0.2..1 step
 * 0.2 is to 1..5 its boxes are too.  A reversed scale has its top box at LO.
 */
#include "scale/grid.h"

/* NPS: Reichheld 2003; half-open for scores with a step. */
#define NPS_PROMOTER	(9 * GRID_UNIT)
#define NPS_PASSIVE		(7 * GRID_UNIT)
#define NPS_HI			(10 * GRID_UNIT)

static bool
has_boxes_of_whole_points(const Grid *grid)
{
	return grid->step < GRID_UNIT && grid->lo % GRID_UNIT == 0 && grid_hi(grid) % GRID_UNIT == 0 &&
		grid_hi(grid) - grid->lo >= 2 * GRID_UNIT;
}

static int64
box_width(const Grid *grid)
{
	return has_boxes_of_whole_points(grid) ? GRID_UNIT : grid->step;
}

/* May bytes that claim to be a grid be used as one? */
bool
grid_valid(const Grid *grid)
{
	if (grid->points < 2 || grid->points > GRID_MAX_POINTS)
		return false;
	if (grid->step < 1 || grid->step > GRID_MAX_STEP)
		return false;
	if (grid->lo < -GRID_MAX_BOUND || grid_hi(grid) > GRID_MAX_BOUND)
		return false;
	if (grid->reversed > 1)
		return false;
	return grid->top >= 1 && grid->top <= grid_boxes(grid);
}

int
grid_locate_slowly(const Grid *grid, int64 score)
{
	int64		offset = score - grid->lo;

	if (offset < 0 || score > grid_hi(grid))
		return POINT_OFF_SCALE;
	return offset % grid->step == 0 ? (int) (offset / grid->step) : POINT_OFF_STEP;
}

/* How many boxes the scale has. */
int
grid_boxes(const Grid *grid)
{
	return (int) ((grid_hi(grid) - grid->lo) / box_width(grid)) + 1;
}

/* Two best answers; one on a scale of two or three. */
int
grid_default_top(const Grid *grid)
{
	return grid_boxes(grid) <= 3 ? 1 : 2;
}

PointRange
grid_all(const Grid *grid)
{
	PointRange	range = {0, grid->points - 1};

	return range;
}

/* The points with lo <= score <= hi, bounds in thousandths. */
PointRange
grid_between(const Grid *grid, int64 lo, int64 hi)
{
	PointRange	range = {grid->points, -1};

	for (int i = 0; i < grid->points; i++)
	{
		int64		value = grid_value(grid, i);

		if (value < lo || value > hi)
			continue;
		range.first = Min(range.first, i);
		range.last = i;
	}
	return range;
}

/* The lowest boxes of the scale, whichever end is good. */
static PointRange
low_boxes(const Grid *grid, int boxes)
{
	return grid_between(grid, grid->lo, grid->lo + (boxes - 1) * box_width(grid));
}

static PointRange
high_boxes(const Grid *grid, int boxes)
{
	return grid_between(grid, grid_hi(grid) - (boxes - 1) * box_width(grid), grid_hi(grid));
}

PointRange
grid_top_box(const Grid *grid, int boxes)
{
	return grid->reversed ? low_boxes(grid, boxes) : high_boxes(grid, boxes);
}

PointRange
grid_bottom_box(const Grid *grid, int boxes)
{
	return grid->reversed ? high_boxes(grid, boxes) : low_boxes(grid, boxes);
}

/* On the good side of the midpoint: 5-7 of 1..7, 4-5 of 1..5. */
PointRange
grid_easy(const Grid *grid)
{
	int64		twice_mid = grid->lo + grid_hi(grid);
	int64		floor_mid = (twice_mid >= 0 ? twice_mid : twice_mid - 1) / 2;

	if (grid->reversed)
		return grid_between(grid, grid->lo,
							floor_mid * 2 == twice_mid ? floor_mid - 1 : floor_mid);
	return grid_between(grid, floor_mid + 1, grid_hi(grid));
}

/* Is this a scale that NPS is defined on: 0..10, or 1..10, high is good? */
bool
grid_is_nps(const Grid *grid)
{
	return grid_hi(grid) == NPS_HI && !grid->reversed &&
		(grid->lo == 0 || grid->lo == GRID_UNIT);
}

PointRange
grid_promoters(const Grid *grid)
{
	return grid_between(grid, NPS_PROMOTER, NPS_HI);
}

PointRange
grid_passives(const Grid *grid)
{
	return grid_between(grid, NPS_PASSIVE, NPS_PROMOTER - 1);
}

PointRange
grid_detractors(const Grid *grid)
{
	return grid_between(grid, grid->lo, NPS_PASSIVE - 1);
}

int
grid_range_to_text(const Grid *grid, char *buf)
{
	char	   *p = buf;

	p += milli_to_text(grid->lo, p);
	*p++ = '.';
	*p++ = '.';
	p += milli_to_text(grid_hi(grid), p);
	if (grid->step != GRID_UNIT)
	{
		p += sprintf(p, " step ");
		p += milli_to_text(grid->step, p);
	}
	if (grid->reversed)
		p += sprintf(p, " reversed");
	return (int) (p - buf);
}

/* The canonical text of a scale without labels and codes; returns its length. */
int
grid_to_text(const Grid *grid, char *buf)
{
	int			len = grid_range_to_text(grid, buf);

	return len + sprintf(buf + len, " top %d", grid->top);
}

/*
 * grid.h
 *		The points of a closed scale: bounds, step, direction, top box.
 *
 * A grid says which answers are possible and which of them are good.  It is
 * what a tally stores of its scale: labels and missing codes say how an
 * answer is read and stay with the rating_scale.
 *
 * Bounds and steps are whole thousandths, so that 0.1 is exact.
 */
#ifndef CSAT_GRID_H
#define CSAT_GRID_H

#include "number/decimal.h"

#define GRID_UNIT			DECIMAL_UNIT	/* one whole point */
#define INVERSE_OF_125		UINT64CONST(0x1CAC083126E978D5) /* modulo 2^64 */
#define GRID_MAX_POINTS		101
#define GRID_MAX_BOUND		(8000 * GRID_UNIT)	/* of |LO| and |HI| */
#define GRID_MAX_STEP		(100 * GRID_UNIT)

/* Bytes of the longest text of a grid, with its NUL. */
#define GRID_TEXT_MAX		80

typedef struct Grid
{
	int32		lo;				/* lowest point, thousandths */
	int32		step;			/* distance of two points, thousandths, > 0 */
	uint8		points;			/* how many points, 2..101; 0: no scale known */
	uint8		top;			/* how many of the best boxes are satisfied */
	uint8		reversed;		/* 1 if low is good, else 0 */
	uint8		format;			/* of the value that embeds the grid: its
								 * version and flags; no part of the grid
								 * itself */
} Grid;

/* The bytes that two equal grids share: all but format. */
#define GRID_KEY_SIZE	offsetof(Grid, format)

/* Points first..last of a grid, by index from LO; empty if last < first. */
typedef struct PointRange
{
	int			first;
	int			last;
} PointRange;

static inline bool
point_in_range(PointRange range, int point)
{
	return point >= range.first && point <= range.last;
}

static inline bool
ranges_overlap(PointRange a, PointRange b)
{
	return Max(a.first, b.first) <= Min(a.last, b.last);
}

/* What grid_locate() answers where there is no such point. */
#define POINT_OFF_SCALE		(-1)	/* below LO or above HI */
#define POINT_OFF_STEP		(-2)	/* inside the bounds, between two points */

static inline bool
grid_equal(const Grid *a, const Grid *b)
{
	return memcmp(a, b, GRID_KEY_SIZE) == 0;
}

/* The score at a point, in thousandths. */
static inline int64
grid_value(const Grid *grid, int point)
{
	return grid->lo + (int64) point * grid->step;
}

static inline int64
grid_hi(const Grid *grid)
{
	return grid_value(grid, grid->points - 1);
}

extern int	grid_locate_slowly(const Grid *grid, int64 score);

/*
 * The point of a score in thousandths on a scale of whole steps; any number
 * that is not below grid->points where there is no such point.
 *
 * This runs once per row, and a division would be the most expensive part of it.
 * Multiplying by the inverse of 125 modulo 2^64 and rotating by 3 divides
 * every multiple of 1000 exactly and sends all other numbers, and the negative
 * ones, to more than any grid has points.
 * (Granlund and Montgomery, Division by invariant integers, 1994, section 9.)
 */
static inline uint64
grid_whole_point(const Grid *grid, int64 score)
{
	uint64		product = (uint64) (score - grid->lo) * INVERSE_OF_125;

	return product >> 3 | product << 61;
}

/* The point of a score in thousandths, or POINT_OFF_SCALE, POINT_OFF_STEP. */
static inline int
grid_locate(const Grid *grid, int64 score)
{
	uint64		point = grid_whole_point(grid, score);

	if (likely(point < grid->points && grid->step == GRID_UNIT))
		return (int) point;
	return grid_locate_slowly(grid, score);
}

extern bool grid_valid(const Grid *grid);
extern int	grid_boxes(const Grid *grid);
extern int	grid_default_top(const Grid *grid);
extern PointRange grid_all(const Grid *grid);
extern PointRange grid_top_box(const Grid *grid, int boxes);
extern PointRange grid_bottom_box(const Grid *grid, int boxes);
extern PointRange grid_between(const Grid *grid, int64 lo, int64 hi);
extern PointRange grid_easy(const Grid *grid);
extern bool grid_is_nps(const Grid *grid);
extern PointRange grid_promoters(const Grid *grid);
extern PointRange grid_passives(const Grid *grid);
extern PointRange grid_detractors(const Grid *grid);

/* LO..HI [step S] [reversed]; returns its length. */
extern int	grid_range_to_text(const Grid *grid, char *buf);
extern int	grid_to_text(const Grid *grid, char *buf);

#endif							/* CSAT_GRID_H */

/*
 * boxes.h
 *		Which answers a score counts, for and against, and the errors where a scale has no such score.
 */
#ifndef CSAT_BOXES_H
#define CSAT_BOXES_H

#include "compat.h"

#include "scale/grid.h"

/* The answers that a score counts; a share counts none against. */
typedef struct Boxes
{
	PointRange	good;
	PointRange	bad;
} Boxes;

/*
 * The answers that a score counts on a scale, given the numbers of boxes that
 * it takes, if any.  22023 where the scale has no such score.
 */
typedef Boxes (*BoxesOf) (const Grid *grid, const int *boxes);

extern Boxes boxes_csat(const Grid *grid, const int *boxes);
extern Boxes boxes_easy(const Grid *grid, const int *boxes);
extern Boxes boxes_top(const Grid *grid, const int *boxes);
extern Boxes boxes_bottom(const Grid *grid, const int *boxes);
extern Boxes boxes_net(const Grid *grid, const int *boxes);
extern Boxes boxes_nps(const Grid *grid, const int *boxes);
extern Boxes boxes_promoters(const Grid *grid, const int *boxes);
extern Boxes boxes_passives(const Grid *grid, const int *boxes);
extern Boxes boxes_detractors(const Grid *grid, const int *boxes);

/* 1 for an answer that counts for the score, -1 for one against, else 0. */
static inline int
boxes_sign(Boxes boxes, int point)
{
	return point_in_range(boxes.good, point) - point_in_range(boxes.bad, point);
}

/* The points with lo <= score <= hi; 22023 unless lo <= hi. */
extern PointRange boxes_between(const Grid *grid, double lo, double hi);

#endif							/* CSAT_BOXES_H */

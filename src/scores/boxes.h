/*
 * boxes.h
 *		What every function that reads a tally begins with.
 */
#ifndef CSAT_BOXES_H
#define CSAT_BOXES_H

#include "compat.h"

#include "scores/metric.h"
#include "number/number.h"

extern bool reader_load(const Tally *t, Totals *totals);
extern void reader_check_boxes(const Grid *grid, int boxes);
extern void reader_check_net_boxes(const Grid *grid, int top_boxes, int bottom_boxes);
extern void reader_check_nps(const Grid *grid);
extern PointRange reader_range(const Grid *grid, double lo, double hi);

#endif							/* CSAT_BOXES_H */

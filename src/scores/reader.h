/*
 * reader.h
 *		What every function that reads a tally begins with.
 */
#ifndef CSAT_READER_H
#define CSAT_READER_H

#include "compat.h"

#include "number/number.h"
#include "scores/metric.h"

/* The totals of a tally; false where there is no answer, so that the result is NULL. */
extern bool reader_load(const Tally *t, Totals *totals);

/* Percent of the answers that lie in a range. */
extern Datum reader_percent(const Tally *t, const Totals *totals, PointRange range);

#endif							/* CSAT_READER_H */

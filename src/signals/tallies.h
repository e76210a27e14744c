/*
 * tallies.h
 *		An argument of type tally[]: one tally a group.
 */
#ifndef CSAT_TALLIES_H
#define CSAT_TALLIES_H

#include "compat.h"

#include "scores/metric.h"
#include "signals/group.h"

typedef struct Tallies
{
	int			count;			/* elements of the array */
	const Tally **tally;		/* NULL where an element is NULL or without
								 * answers */
	Totals	   *totals;			/* of each that is there */
} Tallies;

/* 22023 if tallies with answers are on different scales. */
extern Tallies tallies_read(Datum array);

/* The first tally with answers; NULL if there is none. */
extern const Tally *tallies_first(const Tallies *tallies);

/* Raises 22023 unless both arrays, as far as they have answers, are on one scale. */
extern void tallies_check_same_scale(const Tallies *a, const Tallies *b);

/* Those with answers as groups; returns their number. x NULL: no trend. */
extern size_t tallies_to_groups(const Tallies *tallies, const Metric *metric, const double *x, ScoredGroup **groups);

/* All answers in one tally; only where there is one with answers. */
extern const Tally *tallies_pooled(const Tallies *tallies);

#endif							/* CSAT_TALLIES_H */

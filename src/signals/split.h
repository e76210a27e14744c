/*
 * split.h
 *		A change split into what segments did and how their mix changed.
 */
#ifndef CSAT_SPLIT_H
#define CSAT_SPLIT_H

#include <stddef.h>

/* A segment in both periods. */
typedef struct SplitSegment
{
	double		share_before;	/* of all answers, by weight: 0..1 */
	double		share_after;
	double		score_before;	/* in the unit of the metric */
	double		score_after;
} SplitSegment;

/*
 * How much of a change comes from the scores of the segments: Kitagawa's rate
 * effect.  The rest is the mix.  Scratch has room for as many doubles.
 */
extern double split_rate(const SplitSegment *segments, size_t count, double *scratch);

#endif							/* CSAT_SPLIT_H */

/*
 * target_test.h
 *		One score against a target.
 *
 * Pure arithmetic on the unit scale, as interval.h.
 */
#ifndef CSAT_TARGET_TEST_H
#define CSAT_TARGET_TEST_H

#include "uncertainty/comparison.h"

typedef enum Alternative
{
	ALTERNATIVE_TWO_SIDED,
	ALTERNATIVE_GREATER,		/* the score is above the target */
	ALTERNATIVE_LESS
} Alternative;

/* NAN p where the target is 0 or 1, which any other answer refutes. */
extern Difference share_against(Share share, double target, Alternative alternative);
extern Difference net_against(Net net, double target, Alternative alternative);
extern Difference mean_against(Mean mean, double target, Alternative alternative);

#endif							/* CSAT_TARGET_TEST_H */

/*
 * relative_weights.h
 *		How much each of several items that go together tells of an outcome.
 *
 * Pure, but for palloc.
 */
#ifndef CSAT_RELATIVE_WEIGHTS_H
#define CSAT_RELATIVE_WEIGHTS_H

/*
 * From the correlations of n items with each other (n by n, overwritten) and
 * with the outcome: the share of the outcome's variance, 0..1, that goes with
 * each item. Returns their sum, R squared.
 */
extern double relative_weights(double *correlation, const double *with_outcome, int n, double *weight);

#endif							/* CSAT_RELATIVE_WEIGHTS_H */

/*
 * fisher.h
 *		Fisher's exact test of two shares, by mid-p.
 *
 * Pure arithmetic.
 */
#ifndef CSAT_FISHER_H
#define CSAT_FISHER_H

/*
 * Two-sided mid-p of hits1 of n1 against hits2 of n2, whole numbers: twice the
 * smaller tail, of which the table at hand counts for half.  Above 2^30 answers it is the
 * p of the z test, which no longer differs.
 */
extern double fisher_mid_p(double hits1, double n1, double hits2, double n2);

#endif							/* CSAT_FISHER_H */

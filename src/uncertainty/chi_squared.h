/*
 * chi_squared.h
 *		The chi-squared distribution, as far as tests of many groups need it.
 *
 * Pure arithmetic.  Relative accuracy about 1e-13 in the tail, tested at 1e-12
 * against R.
 */
#ifndef CSAT_CHI_SQUARED_H
#define CSAT_CHI_SQUARED_H

/* Probability of at least this statistic, with df > 0 degrees of freedom. */
extern double chi_squared_upper(double statistic, double df);

#endif							/* CSAT_CHI_SQUARED_H */

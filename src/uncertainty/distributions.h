/*
 * distributions.h
 *		Normal, Student and beta distributions, as far as intervals need them.
 *
 * Pure arithmetic.  Tail probabilities are asked for as tails, so that small
 * ones keep their relative accuracy: about 1e-13, tested at 1e-12 against R.
 */
#ifndef CSAT_DISTRIBUTIONS_H
#define CSAT_DISTRIBUTIONS_H

extern double normal_cdf(double z);
extern double normal_quantile(double p);

/* Probability that |T| exceeds |t|, with df > 0 degrees of freedom, fractions allowed. */
extern double student_two_sided(double t, double df);

/* The t > 0 that |T| exceeds with probability alpha. */
extern double student_critical(double alpha, double df);

/* The x at which the regularised incomplete beta function I_x(a, b) is p, or its complement is. */
extern double beta_quantile_lower(double p, double a, double b);
extern double beta_quantile_upper(double p, double a, double b);

#endif							/* CSAT_DISTRIBUTIONS_H */

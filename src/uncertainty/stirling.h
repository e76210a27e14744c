/*
 * stirling.h
 *		Gamma functions of large arguments, and what is left of a logarithm near 1.
 *
 * Pure.  Densities are made of these instead of logarithms of gammas, which
 * cancel where the arguments are large.
 */
#ifndef CSAT_STIRLING_H
#define CSAT_STIRLING_H

#define LOG_SQRT_2PI	0.91893853320467274178

/* log(1 + v) - v, for |v| <= 1/2. */
extern double log1p_minus(double v);

/* log Gamma(z + 1) - (z + 1/2) log z + z - log(2 pi) / 2, for z > 0. */
extern double stirling_error(double z);

#endif							/* CSAT_STIRLING_H */

/*
 * wide.h
 *		Signed integers long enough for what is expanded of sums of products.
 *
 * A variance is a small difference of large products.  With integers it is the
 * same in any order of the rows, and exactly zero where nothing varies.
 *
 * Pure arithmetic.  Nothing here overflows, since callers know how long their
 * numbers get: each says so where it multiplies.
 */
#ifndef CSAT_WIDE_H
#define CSAT_WIDE_H

#include "number/fixed.h"

#define WIDE_LIMBS	20

typedef struct Wide
{
	uint64		limb[WIDE_LIMBS];	/* two's complement, least significant
									 * first */
} Wide;

/* From n limbs of two's complement. */
extern Wide wide_from_limbs(const uint64 *limb, int n);
extern Wide wide_from_int(int64 value);

/* In the units of Fixed256, 2^-128. */
extern Wide wide_from_fixed128(const Fixed128 *a);
extern Wide wide_from_fixed256(const Fixed256 *a);

extern Wide wide_plus(const Wide *a, const Wide *b);
extern Wide wide_minus(const Wide *a, const Wide *b);
extern Wide wide_times(const Wide *a, const Wide *b);
extern Wide wide_square(const Wide *a);
extern Wide wide_shifted(const Wide *a, int bits);

extern bool wide_is_zero(const Wide *a);
extern bool wide_is_negative(const Wide *a);

/* a * 2^exponent, rounded once. */
extern double wide_to_double(const Wide *a, int exponent);

#endif							/* CSAT_WIDE_H */

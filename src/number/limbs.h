/*
 * limbs.h
 *		Schoolbook arithmetic on unsigned integers of any fixed length.
 *
 * A number is an array of 64-bit limbs, the least significant first.  Nothing
 * here allocates, raises an error or knows about PostgreSQL.
 */
#ifndef CSAT_LIMBS_H
#define CSAT_LIMBS_H

/* Multiply in place by one limb; returns what was carried out of the top. */
extern uint64 limbs_multiply_small(uint64 *a, int n, uint64 factor);

/* product has na + nb limbs and is neither a nor b. */
extern void limbs_multiply(const uint64 *a, int na, const uint64 *b, int nb,
						   uint64 *product);

/* a += b and a -= b, of n limbs; return the carry or the borrow, 0 or 1. */
extern uint64 limbs_add(uint64 *a, const uint64 *b, int n);
extern uint64 limbs_subtract(uint64 *a, const uint64 *b, int n);

/* Two's complement: a = 2^(64 n) - a. */
extern void limbs_negate(uint64 *a, int n);

extern int	limbs_compare(const uint64 *a, const uint64 *b, int n);
extern bool limbs_are_zero(const uint64 *a, int n);

/* Position of the highest bit set, counted from 1; 0 for zero. */
extern int	limbs_bit_length(const uint64 *a, int n);

/* Bits pushed over the top are lost; bits >= 0. */
extern void limbs_shift_left(uint64 *a, int n, int bits);

/* Divides by 2^bits (bits >= 0), rounding half to even. */
extern void limbs_shift_right(uint64 *a, int n, int bits);

/* a * 2^exponent, rounded once, half to even; the result must not be subnormal. */
extern double limbs_to_double(const uint64 *a, int n, int exponent);

/* num / den (den > 0), rounded once, half to even; both have n limbs. */
extern double limbs_quotient(const uint64 *num, const uint64 *den, int n);

#endif							/* CSAT_LIMBS_H */

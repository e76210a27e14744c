/*
 * limbs.c
 *		Schoolbook arithmetic on unsigned integers of any fixed length.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"		/* the unit test and the fuzzers */
#endif

#include <math.h>

#include "number/limbs.h"

#define LIMB_BITS 64

/* Longest number that limbs_to_double and limbs_quotient take. */
#define MAX_LIMBS 20

/*
 * Bits of a quotient that decide how it rounds to 53, if the last is set where
 * there is a remainder.
 */
#define QUOTIENT_BITS 56

uint64
limbs_multiply_small(uint64 *a, int n, uint64 factor)
{
	uint64		carry = 0;

	for (int i = 0; i < n; i++)
	{
		uint128		t = (uint128) a[i] * factor + carry;

		a[i] = (uint64) t;
		carry = (uint64) (t >> LIMB_BITS);
	}
	return carry;
}

void
limbs_multiply(const uint64 *a, int na, const uint64 *b, int nb,
			   uint64 *product)
{
	memset(product, 0, (na + nb) * sizeof(uint64));
	for (int i = 0; i < na; i++)
	{
		uint64		carry = 0;

		for (int j = 0; j < nb; j++)
		{
			uint128		t = (uint128) a[i] * b[j] + product[i + j] + carry;

			product[i + j] = (uint64) t;
			carry = (uint64) (t >> LIMB_BITS);
		}
		product[i + nb] = carry;
	}
}

uint64
limbs_add(uint64 *a, const uint64 *b, int n)
{
	uint64		carry = 0;

	for (int i = 0; i < n; i++)
	{
		uint128		t = (uint128) a[i] + b[i] + carry;

		a[i] = (uint64) t;
		carry = (uint64) (t >> LIMB_BITS);
	}
	return carry;
}

uint64
limbs_subtract(uint64 *a, const uint64 *b, int n)
{
	uint64		borrow = 0;

	for (int i = 0; i < n; i++)
	{
		uint128		t = (uint128) a[i] - b[i] - borrow;

		a[i] = (uint64) t;
		borrow = (uint64) (t >> LIMB_BITS) & 1;
	}
	return borrow;
}

void
limbs_negate(uint64 *a, int n)
{
	uint64		carry = 1;

	for (int i = 0; i < n; i++)
	{
		a[i] = ~a[i] + carry;
		carry = (carry != 0 && a[i] == 0);
	}
}

int
limbs_compare(const uint64 *a, const uint64 *b, int n)
{
	while (n-- > 0)
	{
		if (a[n] != b[n])
			return a[n] < b[n] ? -1 : 1;
	}
	return 0;
}

bool
limbs_are_zero(const uint64 *a, int n)
{
	return limbs_bit_length(a, n) == 0;
}

int
limbs_bit_length(const uint64 *a, int n)
{
	while (n-- > 0)
	{
		if (a[n] != 0)
			return (n + 1) * LIMB_BITS - __builtin_clzll(a[n]);
	}
	return 0;
}

void
limbs_shift_left(uint64 *a, int n, int bits)
{
	int			whole = bits / LIMB_BITS;
	int			rest = bits % LIMB_BITS;

	if (whole >= n)
	{
		memset(a, 0, n * sizeof(uint64));
		return;
	}
	for (int i = n - 1; i > whole; i--)
	{
		/* in two steps, since a shift by all the bits is not defined */
		a[i] = a[i - whole] << rest | a[i - whole - 1] >> 1 >> (LIMB_BITS - 1 - rest);
	}
	a[whole] = a[0] << rest;
	memset(a, 0, whole * sizeof(uint64));
}

/* Is any of the lowest bits of the number set? */
static bool
any_bit_below(const uint64 *a, int bits)
{
	int			whole = bits / LIMB_BITS;
	int			rest = bits % LIMB_BITS;

	for (int i = 0; i < whole; i++)
	{
		if (a[i] != 0)
			return true;
	}
	return rest != 0 && (a[whole] & ((UINT64CONST(1) << rest) - 1)) != 0;
}

/* Divide by 2^bits, rounding down; bits <= 64 n. */
static void
shift_right_down(uint64 *a, int n, int bits)
{
	int			whole = bits / LIMB_BITS;
	int			rest = bits % LIMB_BITS;
	int			kept = n - whole;

	for (int i = 0; i < kept - 1; i++)
		a[i] = a[i + whole] >> rest | a[i + whole + 1] << 1 << (LIMB_BITS - 1 - rest);
	if (kept > 0)
		a[kept - 1] = a[n - 1] >> rest;
	memset(a + kept, 0, whole * sizeof(uint64));
}

void
limbs_shift_right(uint64 *a, int n, int bits)
{
	bool		half;
	bool		below;

	if (bits == 0)
		return;
	if (bits > n * LIMB_BITS)	/* less than one half */
	{
		memset(a, 0, n * sizeof(uint64));
		return;
	}
	half = (a[(bits - 1) / LIMB_BITS] >> ((bits - 1) % LIMB_BITS) & 1) != 0;
	below = any_bit_below(a, bits - 1);
	shift_right_down(a, n, bits);
	if (half && (below || (a[0] & 1) != 0))
	{
		for (int i = 0; i < n && ++a[i] == 0; i++)
			 /* carry */ ;
	}
}

double
limbs_to_double(const uint64 *a, int n, int exponent)
{
	uint64		copy[MAX_LIMBS];
	int			excess = limbs_bit_length(a, n) - 53;

	if (excess <= 0)
		return ldexp((double) a[0], exponent);
	memcpy(copy, a, n * sizeof(uint64));
	limbs_shift_right(copy, n, excess);
	return ldexp((double) copy[0], exponent + excess);
}

double
limbs_quotient(const uint64 *num, const uint64 *den, int n)
{
	uint64		rest[MAX_LIMBS + 1] = {0};
	uint64		divisor[MAX_LIMBS + 1] = {0};
	uint64		quotient = 0;
	int			shift = QUOTIENT_BITS - 1 + limbs_bit_length(den, n) - limbs_bit_length(num, n);

	if (limbs_are_zero(num, n))
		return 0;
	memcpy(rest, num, n * sizeof(uint64));
	memcpy(divisor, den, n * sizeof(uint64));

	/* line up the highest bits, then subtract and shift: rest < 2 divisor */
	if (shift >= QUOTIENT_BITS - 1)
		limbs_shift_left(rest, n + 1, shift - (QUOTIENT_BITS - 1));
	else
		limbs_shift_left(divisor, n + 1, QUOTIENT_BITS - 1 - shift);
	for (int i = 0; i < QUOTIENT_BITS; i++)
	{
		quotient <<= 1;
		if (limbs_compare(rest, divisor, n + 1) >= 0)
		{
			limbs_subtract(rest, divisor, n + 1);
			quotient |= 1;
		}
		limbs_shift_left(rest, n + 1, 1);
	}
	if (!limbs_are_zero(rest, n + 1))
		quotient |= 1;
	return limbs_to_double(&quotient, 1, -shift);
}

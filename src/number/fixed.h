/*
 * fixed.h
 *		Exact sums of weights, in fixed point.
 *
 * A sum of doubles depends on the order of its rows and cannot be undone.  So
 * every weight is rounded once to a multiple of 2^-64, every product with a
 * weight or a value once to a multiple of 2^-128, and the sums are integers:
 * the same bits in any order, and subtraction takes out exactly what went in.
 *
 * Pure arithmetic: no Datum, no ereport.  Overflow is reported, never wrapped.
 * Limbs are uint64 because PostgreSQL aligns to 8 bytes and __int128 wants 16.
 */
#ifndef CSAT_FIXED_H
#define CSAT_FIXED_H

/* An unsigned sum of weights, in units of 2^-64, less than 2^63. */
typedef struct Fixed128
{
	uint64		limb[2];		/* least significant first */
} Fixed128;

/* A signed sum of products, in units of 2^-128: two's complement. */
typedef struct Fixed256
{
	uint64		limb[4];		/* least significant first */
} Fixed256;

/* A sum as an integer of its units, or as two halves, and back. */
static inline uint128
fixed128_units(const Fixed128 *a)
{
	return (uint128) a->limb[1] << 64 | a->limb[0];
}

static inline Fixed128
fixed128_from_units(uint128 units)
{
	Fixed128	result = {{(uint64) units, (uint64) (units >> 64)}};

	return result;
}

static inline uint128
fixed256_low(const Fixed256 *a)
{
	return (uint128) a->limb[1] << 64 | a->limb[0];
}

static inline uint128
fixed256_high(const Fixed256 *a)
{
	return (uint128) a->limb[3] << 64 | a->limb[2];
}

static inline Fixed256
fixed256_from_halves(uint128 high, uint128 low)
{
	Fixed256	result = {{(uint64) low, (uint64) (low >> 64), (uint64) high, (uint64) (high >> 64)}};

	return result;
}

/* The same number with more digits. */
static inline Fixed256
fixed256_from_weight(const Fixed128 *w)
{
	Fixed256	result = {{0, w->limb[0], w->limb[1], 0}};

	return result;
}

/* The largest weight of one row, and the largest value that may be weighted. */
#define FIXED_MAX_WEIGHT 2147483648.0	/* 2^31 */
#define FIXED_MAX_VALUE 1048576.0	/* 2^20 */

/* Sizes of the buffers for text, the terminating zero included. */
#define FIXED128_TEXT_MAX 48	/* 19 digits, the point, 20 digits */
#define FIXED256_TEXT_MAX 88	/* sign, 39 digits, the point, 39 digits */

/*
 * The weight rounded to a multiple of 2^-64, half to even.  False unless it
 * is finite and 0 <= w <= FIXED_MAX_WEIGHT.
 */
static inline bool
fixed_weight_from_double(double w, Fixed128 *result)
{
	uint64		bits;
	uint64		mantissa;
	int			shift;

	if (!(w >= 0 && w <= FIXED_MAX_WEIGHT))
		return false;
	if (w == 0)					/* minus zero too */
	{
		result->limb[0] = result->limb[1] = 0;
		return true;
	}
	memcpy(&bits, &w, sizeof(bits));
	/* w is mantissa * 2^(exponent - 1075), and we want it times 2^64 */
	shift = (int) (bits >> 52) - 1075 + 64;
	mantissa = (bits & ((UINT64CONST(1) << 52) - 1)) | UINT64CONST(1) << 52;
	if (shift >= 0)
		*result = fixed128_from_units((uint128) mantissa << shift);
	else if (shift > -54)
	{
		uint64		half = UINT64CONST(1) << (-shift - 1);
		uint64		kept = mantissa >> -shift;
		uint64		lost = mantissa & (2 * half - 1);

		kept += lost > half || (lost == half && (kept & 1) != 0);
		result->limb[0] = kept;
		result->limb[1] = 0;
	}
	else						/* less than 2^-65, subnormals included */
		result->limb[0] = result->limb[1] = 0;
	return true;
}

/* n < 2^63 */
static inline Fixed128
fixed128_from_count(uint64 n)
{
	Fixed128	result = {{0, n}};

	return result;
}

static inline Fixed256
fixed256_from_count(uint64 n)
{
	Fixed256	result = {{0, 0, n, 0}};

	return result;
}

/* False, and the sum untouched, when it would reach 2^63. */
static inline bool
fixed128_add(Fixed128 *sum, const Fixed128 *term)
{
	uint128		total = fixed128_units(sum) + fixed128_units(term);

	if ((total >> 127) != 0)
		return false;
	*sum = fixed128_from_units(total);
	return true;
}

/* False, and the sum untouched, when it would fall below zero. */
static inline bool
fixed128_subtract(Fixed128 *sum, const Fixed128 *term)
{
	uint128		total = fixed128_units(sum);
	uint128		amount = fixed128_units(term);

	if (amount > total)
		return false;
	total -= amount;
	*sum = fixed128_from_units(total);
	return true;
}

/* False, and the sum untouched, on overflow. */
static inline bool
fixed256_add(Fixed256 *sum, const Fixed256 *term)
{
	uint128		low = fixed256_low(sum) + fixed256_low(term);
	bool		carry = low < fixed256_low(term);
	uint128		high = fixed256_high(sum) + fixed256_high(term) + carry;
	uint64		top = (uint64) (high >> 64);

	if ((int64) ((sum->limb[3] ^ top) & (term->limb[3] ^ top)) < 0)
		return false;
	*sum = fixed256_from_halves(high, low);
	return true;
}

/* False, and the sum untouched, on overflow. */
static inline bool
fixed256_subtract(Fixed256 *sum, const Fixed256 *term)
{
	uint128		low = fixed256_low(sum) - fixed256_low(term);
	bool		borrow = fixed256_low(sum) < fixed256_low(term);
	uint128		high = fixed256_high(sum) - fixed256_high(term) - borrow;
	uint64		top = (uint64) (high >> 64);

	if ((int64) ((sum->limb[3] ^ term->limb[3]) & (sum->limb[3] ^ top)) < 0)
		return false;
	*sum = fixed256_from_halves(high, low);
	return true;
}

/* w squared, exactly. */
static inline Fixed256
fixed_weight_square(const Fixed128 *w)
{
	uint128		low = (uint128) w->limb[0] * w->limb[0];
	uint128		cross = (uint128) w->limb[0] * w->limb[1];
	uint128		high = (uint128) w->limb[1] * w->limb[1];
	uint128		middle;
	Fixed256	result;

	/* cross < 2^127, since the integer part of a weight is below 2^63 */
	middle = (low >> 64) + (uint64) (cross << 1);
	high += (cross << 1 >> 64) + (uint64) (middle >> 64);
	result.limb[0] = (uint64) low;
	result.limb[1] = (uint64) middle;
	result.limb[2] = (uint64) high;
	result.limb[3] = (uint64) (high >> 64);
	return result;
}

/* -a, for an a that is not the smallest number */
static inline void
fixed256_negate(Fixed256 *a)
{
	const Fixed256 value = *a;
	Fixed256	zero = {{0, 0, 0, 0}};

	(void) fixed256_subtract(&zero, &value);
	*a = zero;
}

/* What one weighted value adds to the sums. */
typedef struct FixedTerms
{
	Fixed256	wx;				/* weight times value */
	Fixed256	wx2;			/* weight times value squared */
	Fixed256	w2;				/* weight squared */
	Fixed256	w2x;
	Fixed256	w2x2;
} FixedTerms;

/* a * factor, which is known to fit; a < 2^192 */
static inline Fixed256
fixed256_times(const Fixed256 *a, uint64 factor)
{
	uint128		low = (uint128) a->limb[0] * factor;
	uint128		middle = (uint128) a->limb[1] * factor + (low >> 64);
	uint128		high = (uint128) a->limb[2] * factor + (middle >> 64);
	Fixed256	result = {{(uint64) low, (uint64) middle, (uint64) high, (uint64) (high >> 64)}};

	return result;
}

/* The terms of a whole number, which need no rounding. */
static inline void
fixed_terms_whole(const Fixed128 *w, uint64 x, FixedTerms *terms)
{
	Fixed256	shifted = fixed256_from_weight(w);

	terms->wx = fixed256_times(&shifted, x);
	terms->wx2 = fixed256_times(&shifted, x * x);
	terms->w2 = fixed_weight_square(w);
	terms->w2x = fixed256_times(&terms->w2, x);
	terms->w2x2 = fixed256_times(&terms->w2, x * x);
}

extern void fixed_terms_fraction(const Fixed128 *w, double x, FixedTerms *terms);

/*
 * The terms of a weight w <= FIXED_MAX_WEIGHT and a value, each exact until it
 * is rounded to a multiple of 2^-128, half to even.  False unless
 * |x| <= FIXED_MAX_VALUE.
 */
static pg_attribute_always_inline bool
fixed_terms(const Fixed128 *w, double x, FixedTerms *terms)
{
	double		size = x < 0 ? -x : x;

	if (!(size <= FIXED_MAX_VALUE))
		return false;
	if ((double) (uint64) size == size)
		fixed_terms_whole(w, (uint64) size, terms);
	else
		fixed_terms_fraction(w, size, terms);
	if (x < 0)
	{
		fixed256_negate(&terms->wx);
		fixed256_negate(&terms->w2x);
	}
	return true;
}

extern int	fixed128_compare(const Fixed128 *a, const Fixed128 *b);

static inline bool
fixed128_is_zero(const Fixed128 *a)
{
	return (a->limb[0] | a->limb[1]) == 0;
}

static inline bool
fixed256_is_zero(const Fixed256 *a)
{
	return (a->limb[0] | a->limb[1] | a->limb[2] | a->limb[3]) == 0;
}

static inline bool
fixed256_is_negative(const Fixed256 *a)
{
	return (int64) a->limb[3] < 0;
}

/* Without its sign. */
extern Fixed256 fixed256_size(const Fixed256 *a);

/* The nearest double, half to even. */
extern double fixed128_to_double(const Fixed128 *a);
extern double fixed256_to_double(const Fixed256 *a);

/*
 * The shortest decimal that reads back to the same bits, without exponent.
 * Returns its length; the buffer has FIXED128_TEXT_MAX or FIXED256_TEXT_MAX.
 */
extern int	fixed128_to_text(const Fixed128 *a, char *buf);
extern int	fixed256_to_text(const Fixed256 *a, char *buf);

/*
 * Reads digits with an optional point (and a leading minus, where signed),
 * however many, and rounds once, half to even.  *end is the first character
 * not read.  False if there is no number or it does not fit.
 */
extern bool fixed128_from_text(const char *s, const char **end, Fixed128 *result);
extern bool fixed256_from_text(const char *s, const char **end, Fixed256 *result);

#endif							/* CSAT_FIXED_H */

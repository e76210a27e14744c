/*
 * fixed.c
 *		Exact sums of weights, in fixed point: products and conversions.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"		/* the unit test and the fuzzers */
#endif

#include <math.h>

#include "number/fixed.h"
#include "number/limbs.h"

/* Room for w^2 (3 limbs) times the square of a mantissa (2 limbs). */
#define PRODUCT_LIMBS 5

/*
 * Digits of a fraction that decide how it rounds to a multiple of 2^-128: a
 * tie has exactly 129 of them.  What follows matters only by being zero or not.
 */
#define FRACTION_DIGITS 135		/* a multiple of WORD_DIGITS */
#define WORD_DIGITS 9
#define FRACTION_WORDS (FRACTION_DIGITS / WORD_DIGITS)
#define WORD_BASE 1000000000

/* -------- products -------- */

/*
 * factor * mantissa^power * 2^shift, rounded once.  The factor has n <= 3
 * limbs, and shift <= 32.
 */
static void
product(const uint64 *factor, int n, uint64 mantissa, int power, int shift,
		Fixed256 *result)
{
	uint64		limb[PRODUCT_LIMBS] = {0};

	memcpy(limb, factor, n * sizeof(uint64));
	for (int i = 0; i < power; i++, n++)
		limb[n] = limbs_multiply_small(limb, n, mantissa);
	if (shift >= 0)
		limbs_shift_left(limb, PRODUCT_LIMBS, shift);
	else
		limbs_shift_right(limb, PRODUCT_LIMBS, -shift);
	memcpy(result->limb, limb, sizeof(result->limb));
}

/* The terms of a value 0 < x <= FIXED_MAX_VALUE that is not whole. */
void
fixed_terms_fraction(const Fixed128 *w, double x, FixedTerms *terms)
{
	int			exponent;
	uint64		mantissa = (uint64) ldexp(frexp(x, &exponent), 53);

	exponent -= 53;				/* x = mantissa * 2^exponent, exponent <= -33 */
	terms->w2 = fixed_weight_square(w);
	product(w->limb, 2, mantissa, 1, 64 + exponent, &terms->wx);
	product(w->limb, 2, mantissa, 2, 64 + 2 * exponent, &terms->wx2);
	product(terms->w2.limb, 3, mantissa, 1, exponent, &terms->w2x);
	product(terms->w2.limb, 3, mantissa, 2, 2 * exponent, &terms->w2x2);
}

/* -------- comparison and reading -------- */

int
fixed128_compare(const Fixed128 *a, const Fixed128 *b)
{
	return limbs_compare(a->limb, b->limb, 2);
}

double
fixed128_to_double(const Fixed128 *a)
{
	return limbs_to_double(a->limb, 2, -64);
}

Fixed256
fixed256_size(const Fixed256 *a)
{
	Fixed256	size = *a;

	if (fixed256_is_negative(a))
		limbs_negate(size.limb, 4);
	return size;
}

double
fixed256_to_double(const Fixed256 *a)
{
	Fixed256	size = fixed256_size(a);
	double		value = limbs_to_double(size.limb, 4, -128);

	return fixed256_is_negative(a) ? -value : value;
}

/* -------- text -------- */

static char *
put_whole(uint128 value, char *out)
{
	char		digits[40];
	int			n = 0;

	do
	{
		digits[n++] = '0' + (int) (value % 10);
		value /= 10;
	} while (value != 0);
	while (n > 0)
		*out++ = digits[--n];
	return out;
}

/* value * 10 modulo 2^128; returns the digit that left at the top. */
static int
shift_digit_out(uint128 *value)
{
	Fixed128	units = fixed128_from_units(*value);
	int			digit = (int) limbs_multiply_small(units.limb, 2, 10);

	*value = fixed128_units(&units);
	return digit;
}

/*
 * The shortest digits within half a unit of a fraction (in units of 2^-128),
 * as in Steele and White's "How to print floating-point numbers accurately",
 * procedure (FP)^2.  unit is the fraction's own unit, 1 or 2^64.  The last
 * digit never carries: had it been 9, the loop would have ended before it.
 */
static char *
put_fraction(uint128 fraction, uint128 unit, char *out)
{
	const uint128 one_half = (uint128) 1 << 127;
	uint128		margin = unit;	/* half a unit, once multiplied by 5 */
	int			factor = 5;

	if (fraction == 0)
		return out;
	*out++ = '.';
	for (;;)
	{
		int			digit = shift_digit_out(&fraction);
		bool		wide = margin > ~(uint128) 0 / factor;

		margin *= factor;
		factor = 10;
		if (wide || fraction < margin || -fraction < margin)
		{
			*out++ = '0' + digit + (fraction > one_half);
			return out;
		}
		*out++ = '0' + digit;
	}
}

int
fixed128_to_text(const Fixed128 *a, char *buf)
{
	char	   *out = put_whole(a->limb[1], buf);

	out = put_fraction((uint128) a->limb[0] << 64,
					   (uint128) 1 << 64, out);
	*out = '\0';
	return out - buf;
}

int
fixed256_to_text(const Fixed256 *a, char *buf)
{
	Fixed256	size = fixed256_size(a);
	char	   *out = buf;

	if (fixed256_is_negative(a))
		*out++ = '-';
	out = put_whole(fixed256_high(&size), out);
	out = put_fraction(fixed256_low(&size), 1, out);
	*out = '\0';
	return out - buf;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Reads the digits before the point; false on overflow. */
static bool
get_whole(const char **s, uint128 *value)
{
	const uint128 max = ~(uint128) 0;

	*value = 0;
	for (; is_digit(**s); (*s)++)
	{
		int			digit = **s - '0';

		if (*value > (max - digit) / 10)
			return false;
		*value = *value * 10 + digit;
	}
	return true;
}

/*
 * Reads the digits after the point into words of WORD_DIGITS; returns whether
 * a digit that did not fit is other than zero.
 */
static bool
get_fraction(const char **s, uint32 *word)
{
	bool		more = false;
	int			n = 0;
	uint32		place = WORD_BASE;

	memset(word, 0, FRACTION_WORDS * sizeof(uint32));
	for (; is_digit(**s); (*s)++, n++)
	{
		if (n >= FRACTION_DIGITS)
			more = more || **s != '0';
		else
		{
			place = n % WORD_DIGITS == 0 ? WORD_BASE / 10 : place / 10;
			word[n / WORD_DIGITS] += (**s - '0') * place;
		}
	}
	return more;
}

/* Multiplies a decimal fraction by 2^32; returns the whole part. */
static uint32
shift_bits_out(uint32 *word)
{
	uint64		carry = 0;

	for (int i = FRACTION_WORDS - 1; i >= 0; i--)
	{
		uint64		t = ((uint64) word[i] << 32) + carry;

		word[i] = (uint32) (t % WORD_BASE);
		carry = t / WORD_BASE;
	}
	return (uint32) carry;
}

/* Compares a decimal fraction, of which there may be more, with one half. */
static int
compare_with_half(const uint32 *word, bool more)
{
	if (word[0] != WORD_BASE / 2)
		return word[0] < WORD_BASE / 2 ? -1 : 1;
	for (int i = 1; i < FRACTION_WORDS; i++)
		more = more || word[i] != 0;
	return more ? 1 : 0;
}

/*
 * Reads an unsigned decimal into n limbs with the given number of fractional
 * limbs.  The result may use the top bit: the caller says what is too much.
 */
static bool
get_decimal(const char **s, int fraction_limbs, uint64 *limb, int n)
{
	uint32		word[FRACTION_WORDS] = {0};
	uint128		whole;
	bool		more = false;
	const char *start = *s;
	int			half;

	if (!get_whole(s, &whole))
		return false;
	if (**s == '.')
	{
		start++;				/* the point itself is no digit */
		(*s)++;
		more = get_fraction(s, word);
	}
	if (*s == start)
		return false;

	memset(limb, 0, n * sizeof(uint64));
	for (int i = fraction_limbs - 1; i >= 0; i--)
	{
		limb[i] = (uint64) shift_bits_out(word) << 32;
		limb[i] |= shift_bits_out(word);
	}
	limb[fraction_limbs] = (uint64) whole;
	if (fraction_limbs + 1 < n)
		limb[fraction_limbs + 1] = (uint64) (whole >> 64);
	else if ((whole >> 64) != 0)
		return false;

	half = compare_with_half(word, more);
	if (half > 0 || (half == 0 && (limb[0] & 1) != 0))
	{
		for (int i = 0; i < n; i++)
		{
			if (++limb[i] != 0)
				return true;
		}
		return false;
	}
	return true;
}

bool
fixed128_from_text(const char *s, const char **end, Fixed128 *result)
{
	Fixed128	read;

	if (!get_decimal(&s, 1, read.limb, 2) || (int64) read.limb[1] < 0)
		return false;
	*result = read;
	*end = s;
	return true;
}

bool
fixed256_from_text(const char *s, const char **end, Fixed256 *result)
{
	Fixed256	read;
	bool		negative = *s == '-';

	if (negative)
		s++;
	if (!get_decimal(&s, 2, read.limb, 4))
		return false;
	if (negative)
		limbs_negate(read.limb, 4);
	/* zero has no sign; the smallest number has no positive twin */
	if (!fixed256_is_zero(&read) && fixed256_is_negative(&read) != negative)
		return false;
	*result = read;
	*end = s;
	return true;
}

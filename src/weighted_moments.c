/*
 * weighted_moments.c
 *		The numbers read off a summary of weighted values.
 */
#include "postgres.h"

#include <math.h>

#include "limbs.h"
#include "weighted_stats.h"

/* Limbs of the exact variance: (sum wx)^2 sum w2 has 3 * 4, and one to carry. */
#define VARIANCE_LIMBS 13

/* Bits that number_from_ratio() takes in a denominator and a numerator. */
#define MAX_DEN_BITS 74
#define MAX_NUM_BITS 126

static Fixed256
size_of(const Fixed256 *a)
{
	Fixed256	size = *a;

	if (fixed256_is_negative(a))
		limbs_negate(size.limb, 4);
	return size;
}

static uint128
low_limbs(const uint64 *limb)
{
	return (uint128) limb[1] << 64 | limb[0];
}

/* Zero bits at the low end of a number that is not zero. */
static int
trailing_zeros(const uint64 *limb)
{
	int			i = 0;

	while (limb[i] == 0)
		i++;
	return i * 64 + __builtin_ctzll(limb[i]);
}

/*
 * factor * mean / divisor as an exact ratio, which it is for whole numbers and
 * the like; false if it has too many digits for that.
 */
bool
weighted_stats_ratio(const WeightedStats *s, int64 factor, int64 divisor, Ratio *ratio)
{
	uint64		num[5] = {0};
	uint64		den[4] = {0, s->w.limb[0], s->w.limb[1], 0};
	Fixed256	size = size_of(&s->wx);
	int			common;

	memcpy(num, size.limb, sizeof(size.limb));
	num[4] = limbs_multiply_small(num, 4, factor);
	limbs_multiply_small(den, 4, divisor);
	common = trailing_zeros(den);
	if (!limbs_are_zero(num, 4))
		common = Min(common, trailing_zeros(num));
	limbs_shift_right(num, 5, common);
	limbs_shift_right(den, 4, common);
	if (limbs_bit_length(num, 5) > MAX_NUM_BITS || limbs_bit_length(den, 4) > MAX_DEN_BITS)
		return false;
	ratio->num = (int128) low_limbs(num);
	ratio->den = low_limbs(den);
	if (fixed256_is_negative(&s->wx))
		ratio->num = -ratio->num;
	return true;
}

double
weighted_stats_mean(const WeightedStats *s)
{
	return fixed256_to_double(&s->wx) / fixed128_to_double(&s->w);
}

/* sum = sum +- a b c << shift, all of VARIANCE_LIMBS limbs */
static void
add_product(uint64 *sum, bool subtract, const uint64 *ab, int nab,
			const uint64 *c, int nc, int shift)
{
	uint64		product[VARIANCE_LIMBS] = {0};

	limbs_multiply(ab, nab, c, nc, product);
	limbs_shift_left(product, VARIANCE_LIMBS, shift);
	if (subtract)
		limbs_subtract(sum, product, VARIANCE_LIMBS);
	else
		limbs_add(sum, product, VARIANCE_LIMBS);
}

/*
 * (sum w)^2 sum w^2 (x - m)^2, with m the weighted mean: exactly
 * W^2 C - 2 V W B + V^2 A for the sums W of w, V of wx, A of w^2, B of w^2 x,
 * C of w^2 x^2.  So nothing cancels, however far the mean is from zero.
 */
static double
scaled_variance(const WeightedStats *s)
{
	uint64		sum[VARIANCE_LIMBS] = {0};
	Fixed256	v = size_of(&s->wx);
	Fixed256	b = size_of(&s->w2x);
	bool		same_sign = fixed256_is_negative(&s->wx) == fixed256_is_negative(&s->w2x);
	uint64		w_w[4];
	uint64		v_w[6];
	uint64		v_v[8];

	limbs_multiply(s->w.limb, 2, s->w.limb, 2, w_w);
	limbs_multiply(v.limb, 4, s->w.limb, 2, v_w);
	limbs_multiply(v.limb, 4, v.limb, 4, v_v);

	/* to 384 fractional bits: each w brings 64, every other sum 128 */
	add_product(sum, false, w_w, 4, s->w2x2.limb, 4, 128);
	add_product(sum, false, v_v, 8, s->w2.limb, 4, 0);
	add_product(sum, same_sign, v_w, 6, b.limb, 4, 65);
	if ((int64) sum[VARIANCE_LIMBS - 1] < 0)	/* by rounding */
		return 0;
	return limbs_to_double(sum, VARIANCE_LIMBS, -384);
}

/*
 * How far scaled_variance() can be from zero because each of the n terms of a
 * sum was rounded to a multiple of 2^-128.
 */
static double
rounding_of_variance(const WeightedStats *s)
{
	double		w = fixed128_to_double(&s->w);
	double		v = fabs(fixed256_to_double(&s->wx));
	double		a = fixed256_to_double(&s->w2);
	double		b = fabs(fixed256_to_double(&s->w2x));

	return ldexp(s->n * (w * w + w * v + w * b + v * a), -128);
}

/*
 * Standard error of the weighted mean, linearised (Taylor), with replacement:
 * sqrt(n / (n - 1) sum w^2 (x - m)^2) / sum w, as R survey::svymean.
 */
double
weighted_stats_stderr(const WeightedStats *s)
{
	double		w = fixed128_to_double(&s->w);
	double		variance;

	if (s->n < 2)
		return NAN;
	variance = scaled_variance(s);
	if (variance <= rounding_of_variance(s))
		return 0;
	return sqrt((double) s->n / (s->n - 1) * variance) / w / w;
}

/* Effective sample size, (sum w)^2 / sum w^2: Kish, Survey Sampling, 1965. */
double
weighted_stats_n_eff(const WeightedStats *s)
{
	double		w = fixed128_to_double(&s->w);

	return w * w / fixed256_to_double(&s->w2);
}

/* Percent of the weight that has a value; called only where there are rows. */
double
weighted_stats_coverage(const WeightedStats *s)
{
	double		w = fixed128_to_double(&s->w);
	double		missing = fixed128_to_double(&s->missing_w);

	return 100 * w / (w + missing);
}

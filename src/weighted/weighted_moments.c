/*
 * weighted_moments.c
 *		The numbers read off a summary of weighted values.
 */
#include "postgres.h"

#include <math.h>

#include "number/limbs.h"
#include "weighted/weighted_stats.h"

/* Limbs of the exact variance: (sum wx)^2 sum w2 has 3 * 4, and one to carry. */
#define VARIANCE_LIMBS 13

/*
 * A ratio of numbers no longer than this is one of whole numbers, or of simple
 * fractions, and shown with all digits.  The rest are doubles that stand for
 * decimals: their exact ratio would show the difference.
 */
#define MAX_RATIO_BITS 40

/* Zero bits at the low end of a number that is not zero. */
static int
trailing_zeros(const uint64 *limb)
{
	int			i = 0;

	while (limb[i] == 0)
		i++;
	return i * 64 + __builtin_ctzll(limb[i]);
}

/* factor * a, for an a that is known to leave room for it */
static Fixed256
times(const Fixed256 *a, int64 factor)
{
	Fixed256	result = fixed256_size(a);

	limbs_multiply_small(result.limb, 4, factor < 0 ? -factor : factor);
	if (fixed256_is_negative(a) != (factor < 0))
		limbs_negate(result.limb, 4);
	return result;
}

/*
 * The linear function of the mean as num / den: |sum wx| < 2^83, sum w < 2^63
 * and the factors are below 2^32, so there is room.  Returns whether num is
 * negative; num is then its size.
 */
static bool
split_linear(const WeightedStats *s, Linear linear, Fixed256 *num, Fixed256 *den)
{
	Fixed256	w = fixed256_from_weight(&s->w);
	Fixed256	offset = times(&w, linear.offset);
	bool		negative;

	*num = times(&s->wx, linear.slope);
	limbs_add(num->limb, offset.limb, 4);
	*den = times(&w, linear.divisor);
	negative = fixed256_is_negative(num);
	*num = fixed256_size(num);
	return negative;
}

/* The linear function as a ratio of small integers; false if it is none. */
bool
weighted_stats_ratio(const WeightedStats *s, Linear linear, Ratio *ratio)
{
	Fixed256	num;
	Fixed256	den;
	bool		negative = split_linear(s, linear, &num, &den);
	int			common = trailing_zeros(den.limb);

	if (!fixed256_is_zero(&num))
		common = Min(common, trailing_zeros(num.limb));
	limbs_shift_right(num.limb, 4, common);
	limbs_shift_right(den.limb, 4, common);
	if (limbs_bit_length(num.limb, 4) > MAX_RATIO_BITS ||
		limbs_bit_length(den.limb, 4) > MAX_RATIO_BITS)
		return false;
	ratio->num = negative ? -(int128) num.limb[0] : (int128) num.limb[0];
	ratio->den = den.limb[0];
	return true;
}

/* The linear function, rounded once. */
double
weighted_stats_linear(const WeightedStats *s, Linear linear)
{
	Fixed256	num;
	Fixed256	den;
	bool		negative = split_linear(s, linear, &num, &den);
	double		size = limbs_quotient(num.limb, den.limb, 4);

	return negative ? -size : size;
}

double
weighted_stats_mean(const WeightedStats *s)
{
	return weighted_stats_linear(s, linear_function(1, 0, 1));
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
	Fixed256	v = fixed256_size(&s->wx);
	Fixed256	b = fixed256_size(&s->w2x);
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
	uint64		w_w[4];

	limbs_multiply(s->w.limb, 2, s->w.limb, 2, w_w);
	return limbs_quotient(w_w, s->w2.limb, 4);
}

/* Percent of the weight that has a value; called only where there are rows. */
double
weighted_stats_coverage(const WeightedStats *s)
{
	uint64		answered[3] = {s->w.limb[0], s->w.limb[1], 0};
	uint64		all[3] = {s->missing_w.limb[0], s->missing_w.limb[1], 0};

	limbs_add(all, answered, 3);
	limbs_multiply_small(answered, 3, 100);
	return limbs_quotient(answered, all, 3);
}

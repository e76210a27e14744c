/*
 * weighted_moments.c
 *		The numbers read off a summary of weighted values.
 */
#include "postgres.h"

#include "number/limbs.h"
#include "weighted/weighted_stats.h"

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

static Sums
sums_of(const WeightedStats *s)
{
	Sums		sums = {(double) s->n, (double) s->n, s->w, s->wx, s->wx2, s->w2, s->w2x, s->w2x2};

	return sums;
}

/* What the values vary by. */
Moments
weighted_stats_moments(const WeightedStats *s)
{
	Sums		sums = sums_of(s);

	return sums_moments(&sums);
}

/*
 * Standard error of the weighted mean, linearised (Taylor), with replacement:
 * sqrt(n / (n - 1) sum w^2 (x - m)^2) / sum w, as R survey::svymean.
 */
double
weighted_stats_stderr(const WeightedStats *s)
{
	Sums		sums = sums_of(s);

	return sums_error(&sums);
}

double
weighted_stats_n_eff(const WeightedStats *s)
{
	return sums_kish(&s->w, &s->w2);
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

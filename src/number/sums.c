/*
 * sums.c
 *		Spread and error of weighted values, from exact sums.
 *
 *	 [Kish]		L. Kish, Survey Sampling (1965), 11.7.
 *	 [Binder]	D. A. Binder, International Statistical Review 51 (1983) 279-292:
 *				linearised variance; T. Lumley's R package survey, svymean.
 *
 * With the sums W of w, V of wx, X of wx^2, A of w^2, B of w^2 x, C of w^2 x^2
 * and the weighted mean m = V / W:
 *
 *		W sum w (x - m)^2		= W X - V^2						spread
 *		W^2 sum w^2 (x - m)^2	= W^2 C - 2 V W B + V^2 A		linear spread
 *
 * Each w brings 64 fractional bits, every other sum 128.
 */
#ifndef FRONTEND
#include "postgres.h"
#else
#include "postgres_fe.h"		/* the drivers of the tests */
#endif

#include <math.h>

#include "number/limbs.h"
#include "number/sums.h"

/* Limbs of the linear spread and of what it is compared with: V^2 A has 3 * 4, and one to carry. */
#define WIDE 13

typedef struct Wide
{
	uint64		limb[WIDE];
} Wide;

const Sums	no_sums;

/* -------- adding -------- */

static void
add_times(Fixed256 *sum, const Fixed256 *term, unsigned factor)
{
	Fixed256	product = *term;

	limbs_multiply_small(product.limb, 4, factor);
	limbs_add(sum->limb, product.limb, 4);
}

void
sums_add(Sums *sums, int64 n, const Fixed128 *w, const Fixed256 *w2, unsigned x)
{
	Fixed256	shifted = {{0, w->limb[0], w->limb[1], 0}};

	sums->n += (double) n;
	limbs_add(sums->w.limb, w->limb, 2);
	add_times(&sums->wx, &shifted, x);
	add_times(&sums->wx2, &shifted, x * x);
	add_times(&sums->w2, w2, 1);
	add_times(&sums->w2x, w2, x);
	add_times(&sums->w2x2, w2, x * x);
}

/* -------- exact products -------- */

/* sum = sum +- a b << shift */
static void
add_product(Wide *sum, bool subtract, const uint64 *a, int na, const uint64 *b, int nb, int shift)
{
	Wide		product = {{0}};

	limbs_multiply(a, na, b, nb, product.limb);
	limbs_shift_left(product.limb, WIDE, shift);
	if (subtract)
		limbs_subtract(sum->limb, product.limb, WIDE);
	else
		limbs_add(sum->limb, product.limb, WIDE);
}

/* Less than nothing comes of rounded terms only. */
static Wide
not_negative(Wide sum)
{
	const Wide	zero = {{0}};

	return (int64) sum.limb[WIDE - 1] < 0 ? zero : sum;
}

/* W X - V^2, 256 fractional bits */
static Wide
spread(const Sums *s)
{
	Wide		sum = {{0}};
	Fixed256	v = fixed256_size(&s->wx);

	add_product(&sum, false, s->w.limb, 2, s->wx2.limb, 4, 64);
	add_product(&sum, true, v.limb, 4, v.limb, 4, 0);
	return not_negative(sum);
}

/* W^2 C - 2 V W B + V^2 A, 384 fractional bits */
static Wide
linear_spread(const Sums *s)
{
	Wide		sum = {{0}};
	Fixed256	v = fixed256_size(&s->wx);
	Fixed256	b = fixed256_size(&s->w2x);
	bool		same_sign = fixed256_is_negative(&s->wx) == fixed256_is_negative(&s->w2x);
	uint64		w_w[4];
	uint64		v_w[6];
	uint64		v_v[8];

	limbs_multiply(s->w.limb, 2, s->w.limb, 2, w_w);
	limbs_multiply(v.limb, 4, s->w.limb, 2, v_w);
	limbs_multiply(v.limb, 4, v.limb, 4, v_v);
	add_product(&sum, false, w_w, 4, s->w2x2.limb, 4, 128);
	add_product(&sum, false, v_v, 8, s->w2.limb, 4, 0);
	add_product(&sum, same_sign, v_w, 6, b.limb, 4, 65);
	return not_negative(sum);
}

/* W^2, or W^2 - A, 256 fractional bits: what the spread is divided by. */
static Wide
squared_weight(const Sums *s, bool less_squares)
{
	Wide		sum = {{0}};
	const uint64 one = 1;

	add_product(&sum, false, s->w.limb, 2, s->w.limb, 2, 128);
	if (less_squares)
		add_product(&sum, true, s->w2.limb, 4, &one, 1, 128);
	return not_negative(sum);
}

/*
 * How far the linear spread can be from zero because terms were rounded to a
 * multiple of 2^-128.
 */
static double
rounding(const Sums *s)
{
	double		w = fixed128_to_double(&s->w);
	double		v = fabs(fixed256_to_double(&s->wx));
	double		a = fixed256_to_double(&s->w2);
	double		b = fabs(fixed256_to_double(&s->w2x));

	return ldexp(s->rounded * (w * w + w * v + w * b + v * a), -128);
}

/* -------- reading -------- */

double
sums_kish(const Fixed128 *w, const Fixed256 *w2)
{
	uint64		w_w[4];

	limbs_multiply(w->limb, 2, w->limb, 2, w_w);
	return limbs_quotient(w_w, w2->limb, 4);
}

/* The size at which equal weights have the same variance of the mean: spread W^2 / linear spread. */
static double
linear_size(const Sums *s, const Wide *deviations, const Wide *linear)
{
	Wide		product = {{0}};
	uint64		w_w[4];

	limbs_multiply(s->w.limb, 2, s->w.limb, 2, w_w);
	add_product(&product, false, deviations->limb, 9, w_w, 4, 0);
	return limbs_quotient(product.limb, linear->limb, WIDE);
}

static double
error_of(const Sums *s, double linear)
{
	double		w = fixed128_to_double(&s->w);

	return s->n < 2 ? NAN : sqrt(s->n / (s->n - 1) * linear) / w / w;
}

double
sums_error(const Sums *s)
{
	Wide		wide = linear_spread(s);
	double		linear = limbs_to_double(wide.limb, WIDE, -384);

	return error_of(s, linear <= rounding(s) ? 0 : linear);
}

/* Weights that leave nothing over W^2 - A can not be two answers'. */
static double
sample_variance(const Sums *s, const Wide *deviations)
{
	Wide		divisor = squared_weight(s, true);

	if (s->n < 2 || limbs_are_zero(divisor.limb, WIDE))
		return NAN;
	return limbs_quotient(deviations->limb, divisor.limb, WIDE);
}

static double
mean_of(const Sums *s)
{
	Fixed256	size = fixed256_size(&s->wx);
	uint64		w[4] = {0, s->w.limb[0], s->w.limb[1], 0};
	double		mean = limbs_quotient(size.limb, w, 4);

	return fixed256_is_negative(&s->wx) ? -mean : mean;
}

Moments
sums_moments(const Sums *s)
{
	Wide		deviations = spread(s);
	Wide		wide = linear_spread(s);
	Wide		divisor = squared_weight(s, false);
	double		linear = limbs_to_double(wide.limb, WIDE, -384);
	double		kish = sums_kish(&s->w, &s->w2);
	Moments		m = {s->n, mean_of(s), 0, s->n < 2 ? NAN : 0, kish, kish, error_of(s, 0)};

	if (linear <= rounding(s) || limbs_are_zero(deviations.limb, WIDE))
		return m;
	m.variance = limbs_quotient(deviations.limb, divisor.limb, WIDE);
	m.sample_variance = sample_variance(s, &deviations);
	m.linear = linear_size(s, &deviations, &wide);
	m.error = error_of(s, linear);
	return m;
}

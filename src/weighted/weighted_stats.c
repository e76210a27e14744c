/*
 * weighted_stats.c
 *		Summaries of weighted values: making, checking, adding, taking away.
 *
 * All sums are fixed point, so that the order of the rows, the plan, and the
 * split over workers or shards change no bit of them.
 */
#include "postgres.h"

#include <math.h>

#include "common/int.h"

#include "number/limbs.h"
#include "weighted/weighted_stats.h"

WeightedStats *
weighted_stats_create(void)
{
	WeightedStats *s = palloc0(sizeof(WeightedStats));

	SET_VARSIZE(s, sizeof(WeightedStats));
	s->grid.format = WEIGHTED_STATS_VERSION;
	return s;
}

WeightedStats *
weighted_stats_copy(const WeightedStats *s)
{
	WeightedStats *copy = palloc(sizeof(WeightedStats));

	memcpy(copy, s, sizeof(WeightedStats));
	return copy;
}

/* A summary without values has no scale. */
void
weighted_stats_forget_scale(WeightedStats *s)
{
	memset(&s->grid, 0, sizeof(Grid));
	s->grid.format = WEIGHTED_STATS_VERSION;
}

/* -------- rows -------- */

WeightedFault
weighted_stats_add_missing(WeightedStats *s, const Fixed128 *w)
{
	int64		rows;

	if (pg_add_s64_overflow(s->n, s->missing, &rows) ||
		pg_add_s64_overflow(rows, 1, &rows) || !fixed128_add(&s->missing_w, w))
		return WEIGHTED_TOO_LARGE;
	s->missing++;
	return WEIGHTED_OK;
}

WeightedFault
weighted_stats_remove_missing(WeightedStats *s, const Fixed128 *w)
{
	if (s->missing < 1 || !fixed128_subtract(&s->missing_w, w))
		return WEIGHTED_TOO_FEW;
	s->missing--;
	return WEIGHTED_OK;
}

/* -------- whole summaries -------- */

static WeightedFault
add_sums(WeightedStats *into, const WeightedStats *from)
{
	int64		rows;

	if (pg_add_s64_overflow(into->n, from->n, &into->n) ||
		pg_add_s64_overflow(into->missing, from->missing, &into->missing) ||
		pg_add_s64_overflow(into->n, into->missing, &rows) ||
		!fixed128_add(&into->w, &from->w) ||
		!fixed128_add(&into->missing_w, &from->missing_w) ||
		!fixed256_add(&into->wx, &from->wx) || !fixed256_add(&into->wx2, &from->wx2) ||
		!fixed256_add(&into->w2, &from->w2) || !fixed256_add(&into->w2x, &from->w2x) ||
		!fixed256_add(&into->w2x2, &from->w2x2))
		return WEIGHTED_TOO_LARGE;
	return WEIGHTED_OK;
}

static WeightedFault
subtract_sums(WeightedStats *into, const WeightedStats *from)
{
	if (from->n > into->n || from->missing > into->missing ||
		!fixed128_subtract(&into->w, &from->w) ||
		!fixed128_subtract(&into->missing_w, &from->missing_w) ||
		!fixed256_subtract(&into->wx, &from->wx) || !fixed256_subtract(&into->wx2, &from->wx2) ||
		!fixed256_subtract(&into->w2, &from->w2) || !fixed256_subtract(&into->w2x, &from->w2x) ||
		!fixed256_subtract(&into->w2x2, &from->w2x2))
		return WEIGHTED_TOO_FEW;
	into->n -= from->n;
	into->missing -= from->missing;
	if (into->n == 0)
		weighted_stats_forget_scale(into);
	/* what is left must be something that rows can make */
	return weighted_stats_defect(into) == NULL ? WEIGHTED_OK : WEIGHTED_TOO_FEW;
}

/* Add or take away, in place.  After a fault *into is not to be used. */
WeightedFault
weighted_stats_merge(WeightedStats *into, const WeightedStats *from, bool subtract)
{
	if (from->n > 0 && into->n > 0 && !grid_equal(&into->grid, &from->grid))
		return WEIGHTED_SCALES_DIFFER;
	if (subtract)
		return subtract_sums(into, from);
	if (into->n == 0)
		into->grid = from->grid;
	return add_sums(into, from);
}

/* -------- checking -------- */

/*
 * The checks compare exact integers.  All sums of one row are at most about
 * 2^62 * 2^40, so every product below fits WIDE limbs with room to spare.
 */
#define WIDE 10

typedef struct Wide
{
	uint64		limb[WIDE];
} Wide;

static Wide
wide_from(const uint64 *limb, int n, int shift)
{
	Wide		result = {{0}};

	memcpy(result.limb, limb, n * sizeof(uint64));
	limbs_shift_left(result.limb, WIDE, shift);
	return result;
}

/* |sum of products| <= 2^shift * sum of weights */
static bool
within_weight(const Fixed256 *sum, const Fixed128 *w, int shift)
{
	Fixed256	size = fixed256_size(sum);
	Wide		left = wide_from(size.limb, 4, 0);
	Wide		right = wide_from(w->limb, 2, 64 + shift);

	return limbs_compare(left.limb, right.limb, WIDE) <= 0;
}

/* |sum of products| <= 2^shift * sum of squared weights */
static bool
within_w2(const Fixed256 *sum, const Fixed256 *w2, int shift)
{
	Fixed256	size = fixed256_size(sum);
	Wide		left = wide_from(size.limb, 4, 0);
	Wide		right = wide_from(w2->limb, 4, shift);

	return limbs_compare(left.limb, right.limb, WIDE) <= 0;
}

/* (sum w)^2 <= n sum w^2, where nothing was rounded */
static bool
weights_are_sound(const WeightedStats *s)
{
	uint64		count = (uint64) s->n;
	Wide		left = {{0}};
	Wide		right = {{0}};

	limbs_multiply(s->w.limb, 2, s->w.limb, 2, left.limb);
	limbs_multiply(s->w2.limb, 4, &count, 1, right.limb);
	return limbs_compare(left.limb, right.limb, WIDE) <= 0;
}

/*
 * (sum a x)^2 <= (sum a)(sum a x^2) for weights a, in units of 2^-256.  Each
 * of n terms of the sums with x may be off by 2^-129, so allow for
 * n 2^-128 (sum a + 1) 2^22, with |x| <= 2^20.
 */
static bool
spread_is_sound(const Fixed256 *a, const Fixed256 *ax, const Fixed256 *ax2, int64 n)
{
	Fixed256	size = fixed256_size(ax);
	Fixed256	one = fixed256_from_count(1);
	Wide		left = {{0}};
	Wide		right = {{0}};
	Wide		slack = {{0}};
	uint64		count = (uint64) n;

	limbs_multiply(size.limb, 4, size.limb, 4, left.limb);
	limbs_multiply(a->limb, 4, ax2->limb, 4, right.limb);
	memcpy(slack.limb, a->limb, sizeof(a->limb));
	limbs_add(slack.limb, one.limb, 4);
	slack.limb[4] = limbs_multiply_small(slack.limb, 4, count);
	limbs_shift_left(slack.limb, WIDE, 22);
	limbs_add(right.limb, slack.limb, WIDE);
	return limbs_compare(left.limb, right.limb, WIDE) <= 0;
}

/* Is the mean between the ends of the scale, but for the rounding of doubles? */
static bool
mean_is_on_scale(const WeightedStats *s)
{
	double		lo = (double) s->grid.lo / GRID_UNIT;
	double		hi = (double) grid_hi(&s->grid) / GRID_UNIT;
	double		mean = fixed256_to_double(&s->wx) / fixed128_to_double(&s->w);
	double		slack = (hi - lo) * 1e-9 + (fabs(lo) + fabs(hi)) * 1e-15;

	return mean >= lo - slack && mean <= hi + slack;
}

static bool
is_empty(const WeightedStats *s)
{
	return fixed128_is_zero(&s->w) && fixed256_is_zero(&s->w2) &&
		fixed256_is_zero(&s->wx) && fixed256_is_zero(&s->wx2) &&
		fixed256_is_zero(&s->w2x) && fixed256_is_zero(&s->w2x2);
}

/* Can this many weights, each at least 2^-64 and at most 2^31, have this sum? */
static bool
weight_is_sound(int64 n, const Fixed128 *w)
{
	if (fixed128_is_zero(w) != (n == 0) || (int64) w->limb[1] < 0)
		return false;
	if (w->limb[1] == 0 && w->limb[0] < (uint64) n)
		return false;
	return n >= INT64CONST(1) << 32 || w->limb[1] < (uint64) n << 31 ||
		(w->limb[1] == (uint64) n << 31 && w->limb[0] == 0);
}

/* Why these fields are no summary, as a sentence; NULL if they are one. */
const char *
weighted_stats_defect(const WeightedStats *s)
{
	int64		rows;
	Fixed256	w = fixed256_from_weight(&s->w);

	if (s->n < 0 || s->missing < 0 || pg_add_s64_overflow(s->n, s->missing, &rows))
		return "A count is negative or too large.";
	if (!weight_is_sound(s->missing, &s->missing_w) || !weight_is_sound(s->n, &s->w))
		return "A sum of weights does not fit its count.";
	if (s->n == 0)
		return !is_empty(s) || weighted_stats_has_scale(s) ? "There are sums without values." : NULL;
	if (fixed256_is_negative(&s->w2) || fixed256_is_zero(&s->w2) ||
		!within_weight(&s->w2, &s->w, 31) || !weights_are_sound(s))
		return "The sum of squared weights does not fit the weights.";
	if (fixed256_is_negative(&s->wx2) || fixed256_is_negative(&s->w2x2))
		return "A sum of squares is negative.";
	if (!within_weight(&s->wx, &s->w, 20) || !within_weight(&s->wx2, &s->w, 40) ||
		!within_w2(&s->w2x, &s->w2, 20) || !within_w2(&s->w2x2, &s->w2, 40) ||
		!spread_is_sound(&w, &s->wx, &s->wx2, s->n) ||
		!spread_is_sound(&s->w2, &s->w2x, &s->w2x2, s->n))
		return "The sums of products do not fit the weights.";
	if (weighted_stats_has_scale(s) && (!grid_valid(&s->grid) || !mean_is_on_scale(s)))
		return "The values do not fit their scale.";
	return NULL;
}

/* -------- order -------- */

static int
compare_int64(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

/* A total order, of no further meaning: by counts, then scale, then sums. */
int
weighted_stats_compare(const WeightedStats *a, const WeightedStats *b)
{
	int64		keys_a[] = {a->n, a->missing, a->grid.points, a->grid.lo, a->grid.step, a->grid.reversed, a->grid.top};
	int64		keys_b[] = {b->n, b->missing, b->grid.points, b->grid.lo, b->grid.step, b->grid.reversed, b->grid.top};
	const size_t limbs = (sizeof(WeightedStats) - offsetof(WeightedStats, w)) / sizeof(uint64);

	for (size_t i = 0; i < lengthof(keys_a); i++)
	{
		if (keys_a[i] != keys_b[i])
			return compare_int64(keys_a[i], keys_b[i]);
	}
	return limbs_compare((const uint64 *) ((const char *) a + offsetof(WeightedStats, w)),
						 (const uint64 *) ((const char *) b + offsetof(WeightedStats, w)), limbs);
}

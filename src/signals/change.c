/*
 * change.c
 *		What the same people, or shops, answered before and after.
 *
 * Each score is a ratio of sums over people, V / W.  Linearised, a person c
 * moves the change by z = (S2 - m2 W2) / sum W2 - (S1 - m1 W1) / sum W1, so that
 * whoever answers twice counts as one: n / (n - 1) sum z^2 is its variance.
 *
 *	 [Binder]	D. A. Binder, International Statistical Review 51 (1983) 279-292; with
 *				R's survey: svycontrast(svyby(~x, ~period, svydesign(ids = ~person),
 *				svymean, covmat = TRUE), ...).
 *
 * People hardly change, so that sum z^2 is a small difference of large sums.  It
 * is expanded into sums of products over people, which are whole numbers: the
 * same in any order of the rows, and exactly zero where all changed alike.
 */
#include "postgres.h"

#include <math.h>

#include "number/limbs.h"
#include "number/wide.h"
#include "signals/change.h"

#define MILLI_SQUARED	1e6

/* Weight and weighted sum of thousandths of a tally, in units of 2^-64. */
typedef struct WeightedSum
{
	Wide		w;
	Wide		s;
} WeightedSum;

static WeightedSum
weighted_sum(const Metric *metric, const Tally *t)
{
	WeightedSum sum = {0};

	for (int i = 0; t != NULL && i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);
		Wide		w = wide_from_limbs((const uint64[]) {weight.w.limb[0], weight.w.limb[1], 0}, 3);
		Wide		counts;
		Wide		product;

		if (t->count[i] == 0)
			continue;
		counts = wide_from_int(metric_point_milli(metric, &t->grid, i));
		product = wide_times(&w, &counts);
		sum.w = wide_plus(&sum.w, &w);
		sum.s = wide_plus(&sum.s, &product);
	}
	return sum;
}

/* Where the sum of products of two parts is kept. */
static int
product_index(ChangePart a, ChangePart b)
{
	return a >= b ? a * (a + 1) / 2 + b : b * (b + 1) / 2 + a;
}

void
change_take(ChangeSums *sums, const Metric *metric, const ChangePerson *person, bool remove)
{
	WeightedSum before = weighted_sum(metric, person->before);
	WeightedSum after = weighted_sum(metric, person->after);
	const Wide *part[CHANGE_PARTS] = {&before.w, &before.s, &after.w, &after.s};

	for (int a = 0; a < CHANGE_PARTS; a++)
	{
		for (int b = 0; b <= a; b++)
		{
			Wide		product = wide_times(part[a], part[b]);
			uint64	   *sum = sums->product[product_index(a, b)];

			if (remove)
				limbs_subtract(sum, product.limb, CHANGE_LIMBS);
			else
				limbs_add(sum, product.limb, CHANGE_LIMBS);
		}
	}
}

void
change_add_sums(ChangeSums *sums, const ChangeSums *more)
{
	for (int i = 0; i < CHANGE_PRODUCTS; i++)
		limbs_add(sums->product[i], more->product[i], CHANGE_LIMBS);
}

/* factor1 factor2 times the sum of products of two parts. */
static Wide
scaled_product(const ChangeSums *sums, const Wide *factor1, const Wide *factor2, ChangePart a, ChangePart b)
{
	Wide		product = wide_from_limbs(sums->product[product_index(a, b)], CHANGE_LIMBS);
	Wide		factor = wide_times(factor1, factor2);

	return wide_times(&factor, &product);
}

/*
 * sum over people of (W S_c - V W_c) of one period times that of another: below
 * 2^575.
 */
static Wide
cross_moment(const ChangeSums *sums, const WeightedSum *one, ChangePart w1, const WeightedSum *other, ChangePart w2)
{
	Wide		ss = scaled_product(sums, &one->w, &other->w, w1 + 1, w2 + 1);
	Wide		sw = scaled_product(sums, &one->w, &other->s, w1 + 1, w2);
	Wide		ws = scaled_product(sums, &one->s, &other->w, w1, w2 + 1);
	Wide		ww = scaled_product(sums, &one->s, &other->s, w1, w2);
	Wide		moment = wide_minus(&ss, &sw);

	moment = wide_minus(&moment, &ws);
	return wide_plus(&moment, &ww);
}

/* W1^4 W2^4 sum z^2, below 2^1086, in units of 2^-512 and of thousandths squared. */
static Wide
scaled_squares(const ChangeSums *sums, const WeightedSum *before, const WeightedSum *after)
{
	Wide		d11 = cross_moment(sums, before, PART_W1, before, PART_W1);
	Wide		d12 = cross_moment(sums, before, PART_W1, after, PART_W2);
	Wide		d22 = cross_moment(sums, after, PART_W2, after, PART_W2);
	Wide		w1 = wide_square(&before->w);
	Wide		w2 = wide_square(&after->w);
	Wide		w1w2 = wide_times(&w1, &w2);

	w1 = wide_square(&w1);
	w2 = wide_square(&w2);
	d22 = wide_times(&d22, &w1);
	d11 = wide_times(&d11, &w2);
	d12 = wide_times(&d12, &w1w2);
	d12 = wide_shifted(&d12, 1);
	d22 = wide_minus(&d22, &d12);
	return wide_plus(&d22, &d11);
}

/* V2 / W2 - V1 / W1 in thousandths. */
static double
difference_of_means(const WeightedSum *before, const WeightedSum *after)
{
	Wide		first = wide_times(&before->s, &after->w);
	Wide		second = wide_times(&after->s, &before->w);
	Wide		difference = wide_minus(&second, &first);

	return wide_to_double(&difference, -128) / wide_to_double(&before->w, -64) / wide_to_double(&after->w, -64);
}

Estimate
change_of(const ChangeSums *sums, const Metric *metric)
{
	WeightedSum before = weighted_sum(metric, sums->before);
	WeightedSum after = weighted_sum(metric, sums->after);
	double		w1w2 = wide_to_double(&before.w, -64) * wide_to_double(&after.w, -64);
	double		n = (double) sums->people;
	Estimate	change = {.error = NAN,.df = n - 1.0};
	Wide		squares;

	change.value = difference_of_means(&before, &after) / GRID_UNIT;
	if (sums->people < 2)
		return change;
	squares = scaled_squares(sums, &before, &after);
	change.error = sqrt(n / (n - 1.0) * wide_to_double(&squares, -512) / MILLI_SQUARED) / (w1w2 * w1w2);
	return change;
}

/*
 * cross_products.c
 *		Exact sums of squares and products of an outcome and its items.
 */
#include "postgres.h"

#include <math.h>

#include "number/limbs.h"
#include "number/wide.h"
#include "signals/cross_products.h"

/* A value as a multiple of 2^-64. */
typedef struct Value
{
	bool		negative;
	Fixed128	size;
} Value;

Size
cross_products_size(int items)
{
	return offsetof(CrossProducts, sum) + cross_pairs(items) * sizeof(Fixed256);
}

CrossProducts *
cross_products_create(int items)
{
	CrossProducts *sums = palloc0(cross_products_size(items));

	sums->items = items;
	return sums;
}

static int
pair_index(int x, int y)
{
	return x >= y ? x * (x + 1) / 2 + y : y * (y + 1) / 2 + x;
}

static Fixed256
product_of(const Value *x, const Value *y)
{
	Fixed256	product;

	limbs_multiply(x->size.limb, 2, y->size.limb, 2, product.limb);
	if (x->negative != y->negative)
		limbs_negate(product.limb, 4);
	return product;
}

static bool
read_value(double given, Value *value)
{
	double		size = fabs(given);

	value->negative = given < 0;
	return size <= FIXED_MAX_VALUE && fixed_weight_from_double(size, &value->size);
}

bool
cross_products_take(CrossProducts *sums, const double *values, bool remove)
{
	const int	variables = sums->items + 2;
	Value		value[MAX_ITEMS + 2];

	(void) read_value(1.0, &value[VARIABLE_ONE]);
	for (int i = 1; i < variables; i++)
	{
		if (!read_value(values[i - 1], &value[i]))
			return false;
	}
	for (int x = 0; x < variables; x++)
	{
		for (int y = 0; y <= x; y++)
		{
			Fixed256	product = product_of(&value[x], &value[y]);
			Fixed256   *sum = &sums->sum[pair_index(x, y)];

			if (remove)
				limbs_subtract(sum->limb, product.limb, 4);
			else
				limbs_add(sum->limb, product.limb, 4);
		}
	}
	return true;
}

void
cross_products_merge(CrossProducts *into, const CrossProducts *from)
{
	for (int i = 0; i < cross_pairs(into->items); i++)
		limbs_add(into->sum[i].limb, from->sum[i].limb, 4);
}

int64
cross_products_cases(const CrossProducts *sums)
{
	return (int64) sums->sum[pair_index(VARIABLE_ONE, VARIABLE_ONE)].limb[2];
}

double
cross_products_mean(const CrossProducts *sums, int variable)
{
	Fixed256	sum = sums->sum[pair_index(VARIABLE_ONE, variable)];
	Fixed256	size = fixed256_size(&sum);
	double		mean = limbs_quotient(size.limb, sums->sum[pair_index(VARIABLE_ONE, VARIABLE_ONE)].limb, 4);

	return fixed256_is_negative(&sum) ? -mean : mean;
}

double
cross_products_covariance(const CrossProducts *sums, int x, int y)
{
	Wide		n = wide_from_fixed256(&sums->sum[pair_index(VARIABLE_ONE, VARIABLE_ONE)]);
	Wide		xy = wide_from_fixed256(&sums->sum[pair_index(x, y)]);
	Wide		sum_x = wide_from_fixed256(&sums->sum[pair_index(VARIABLE_ONE, x)]);
	Wide		sum_y = wide_from_fixed256(&sums->sum[pair_index(VARIABLE_ONE, y)]);
	Wide		first = wide_times(&n, &xy);
	Wide		second = wide_times(&sum_x, &sum_y);
	Wide		covariance = wide_minus(&first, &second);

	return wide_to_double(&covariance, -256);
}

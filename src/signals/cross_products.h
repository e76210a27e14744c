/*
 * cross_products.h
 *		Exact sums of squares and products of an outcome and its items.
 *
 * Pure, but for palloc.
 */
#ifndef CSAT_CROSS_PRODUCTS_H
#define CSAT_CROSS_PRODUCTS_H

#include "number/fixed.h"

/* More items than anybody asks about: the state takes 32 bytes for each two of them. */
#define MAX_ITEMS	100

/*
 * Variable 0 is 1 in every case, 1 is the outcome, and from 2 on come the
 * items: so the sum of 0 and 0 is the number of cases, that of 0 and i the sum
 * of i.  Values are rounded once to a multiple of 2^-64, and are below 2^20: a
 * sum of 2^63 products is below 2^103.
 */
typedef struct CrossProducts
{
	int			items;
	Fixed256	sum[FLEXIBLE_ARRAY_MEMBER]; /* of each pair of variables */
} CrossProducts;

#define VARIABLE_ONE		0
#define VARIABLE_OUTCOME	1
#define VARIABLE_ITEMS		2

/* How many pairs there are of 1, the outcome and so many items. */
static inline int
cross_pairs(int items)
{
	return (items + 2) * (items + 3) / 2;
}

extern Size cross_products_size(int items);
extern CrossProducts *cross_products_create(int items);

/* A case in or out; values are the outcome and the items. False if one is above 2^20, or no number. */
extern bool cross_products_take(CrossProducts *sums, const double *values, bool remove);

extern void cross_products_merge(CrossProducts *into, const CrossProducts *from);

extern int64 cross_products_cases(const CrossProducts *sums);
extern double cross_products_mean(const CrossProducts *sums, int variable);

/* n sum xy - sum x sum y: exactly 0 for a constant. */
extern double cross_products_covariance(const CrossProducts *sums, int x, int y);

#endif							/* CSAT_CROSS_PRODUCTS_H */

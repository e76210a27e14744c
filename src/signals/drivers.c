/*
 * drivers.c
 *		Which items go with an outcome, and how much: associations, never causes.
 */
#include "postgres.h"

#include <math.h>

#include "signals/drivers.h"
#include "signals/relative_weights.h"

/* Items that vary, and their correlations. */
typedef struct Correlations
{
	int			n;
	int			item[MAX_ITEMS];	/* counted from 0 */
	double		with_outcome[MAX_ITEMS];
	double	   *among;			/* n by n */
} Correlations;

/* NAN if one of the two is constant. */
static double
correlation(const CrossProducts *sums, int x, int y)
{
	double		xx = cross_products_covariance(sums, x, x);
	double		yy = cross_products_covariance(sums, y, y);

	if (x == y || !(xx > 0.0 && yy > 0.0))
		return xx > 0.0 && yy > 0.0 ? 1.0 : NAN;
	return fmin(fmax(cross_products_covariance(sums, x, y) / sqrt(xx) / sqrt(yy), -1.0), 1.0);
}

static void
find_items_that_vary(const CrossProducts *sums, Correlations *c)
{
	c->n = 0;
	for (int i = 0; i < sums->items; i++)
	{
		double		with_outcome = correlation(sums, VARIABLE_ITEMS + i, VARIABLE_OUTCOME);

		if (isnan(with_outcome))
			continue;
		c->item[c->n] = i;
		c->with_outcome[c->n++] = with_outcome;
	}
}

static void
correlate_items(const CrossProducts *sums, Correlations *c)
{
	c->among = palloc(Max(c->n * c->n, 1) * sizeof(double));
	for (int i = 0; i < c->n; i++)
	{
		for (int j = 0; j < c->n; j++)
			c->among[i * c->n + j] = correlation(sums, VARIABLE_ITEMS + c->item[i], VARIABLE_ITEMS + c->item[j]);
	}
}

static Driver *
drivers_without_importance(const CrossProducts *sums)
{
	Driver	   *drivers = palloc(sums->items * sizeof(Driver));

	for (int i = 0; i < sums->items; i++)
	{
		drivers[i].correlation = correlation(sums, VARIABLE_ITEMS + i, VARIABLE_OUTCOME);
		drivers[i].importance = NAN;
		drivers[i].mean = cross_products_mean(sums, VARIABLE_ITEMS + i);
	}
	return drivers;
}

Driver *
drivers_of(const CrossProducts *sums, double *r_squared)
{
	Correlations c;
	double		weight[MAX_ITEMS];
	Driver	   *drivers;

	if (cross_products_cases(sums) < sums->items + 2 ||
		!(cross_products_covariance(sums, VARIABLE_OUTCOME, VARIABLE_OUTCOME) > 0.0))
		return NULL;
	find_items_that_vary(sums, &c);
	correlate_items(sums, &c);
	drivers = drivers_without_importance(sums);
	*r_squared = relative_weights(c.among, c.with_outcome, c.n, weight);
	for (int i = 0; i < c.n && *r_squared > 0.0; i++)
		drivers[c.item[i]].importance = weight[i] / *r_squared * 100.0;
	return drivers;
}

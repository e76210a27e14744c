/*
 * relative_weights.c
 *		How much each of several items that go together tells of an outcome.
 *
 *	 J. W. Johnson, Multivariate Behavioral Research 35 (2000) 1-19: the items are
 *	 approximated by variables that are uncorrelated and as close to them as can
 *	 be, Z = X R^(-1/2).  The outcome is regressed on these, and what each
 *	 contributes is dealt out to the items by its squared correlation with them.
 *
 * Items that are combinations of others leave eigenvalues of zero.  These are
 * dropped: the fit is the same, and twins share what they have in common.
 */
#include "postgres.h"

#include <math.h>

#include "signals/eigen.h"
#include "signals/relative_weights.h"

#define SMALLEST_EIGENVALUE	1e-10	/* of the largest */

/* Eigenvectors in columns, with the roots of the eigenvalues; 0 for one that is dropped. */
typedef struct Axes
{
	int			n;
	double	   *vector;
	double	   *root;
} Axes;

static Axes
axes_of(double *correlation, int n)
{
	Axes		axes = {n, palloc(n * n * sizeof(double)), palloc(n * sizeof(double))};
	double		largest = 0.0;

	eigen_symmetric(correlation, axes.vector, n);
	for (int i = 0; i < n; i++)
		largest = fmax(largest, correlation[i * n + i]);
	for (int i = 0; i < n; i++)
	{
		double		value = correlation[i * n + i];

		axes.root[i] = value >= SMALLEST_EIGENVALUE * largest ? sqrt(value) : 0.0;
	}
	return axes;
}

/* Element i, j of R^(1/2): the correlation of an item with an uncorrelated variable. */
static double
loading(const Axes *axes, int i, int j)
{
	double		sum = 0.0;

	for (int k = 0; k < axes->n; k++)
		sum += axes->vector[i * axes->n + k] * axes->root[k] * axes->vector[j * axes->n + k];
	return sum;
}

/* Correlations of the outcome with the uncorrelated variables: R^(-1/2) r. */
static void
regress(const Axes *axes, const double *with_outcome, double *beta)
{
	int			n = axes->n;

	memset(beta, 0, n * sizeof(double));
	for (int k = 0; k < n; k++)
	{
		double		along = 0.0;

		if (axes->root[k] == 0.0)
			continue;
		for (int i = 0; i < n; i++)
			along += axes->vector[i * n + k] * with_outcome[i];
		for (int i = 0; i < n; i++)
			beta[i] += axes->vector[i * n + k] * along / axes->root[k];
	}
}

double
relative_weights(double *correlation, const double *with_outcome, int n, double *weight)
{
	Axes		axes = axes_of(correlation, n);
	double	   *beta = palloc(n * sizeof(double));
	double		r_squared = 0.0;

	regress(&axes, with_outcome, beta);
	for (int i = 0; i < n; i++)
	{
		weight[i] = 0.0;
		for (int j = 0; j < n; j++)
		{
			double		part = loading(&axes, i, j) * beta[j];

			weight[i] += part * part;
		}
		r_squared += weight[i];
	}
	return fmin(r_squared, 1.0);
}

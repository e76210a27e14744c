/*
 * cluster_size.c
 *		How many independent answers those of clusters are worth.
 *
 *	 [KG]		E. L. Korn, B. I. Graubard, Survey Methodology 24 (1998) 193-201: the
 *				effective size with (z / t)^2, for a binomial interval.
 */
#include "compat.h"

#include <math.h>

#include "uncertainty/cluster_size.h"
#include "uncertainty/interval.h"

ClusterError
cluster_error(const WeightedStats *clusters, double unit)
{
	ClusterError result = {(double) clusters->n, NAN, (double) clusters->n - 1.0};
	Moments		m;

	if (clusters->n > 1)
	{
		m = weighted_stats_moments(clusters);
		result.error = m.error / unit;
	}
	return result;
}

double
cluster_size(ClusterError clusters, double variance, double n, double alpha)
{
	double		quotient;

	if (isnan(clusters.error))
		return 0.0;
	if (clusters.error == 0.0 || variance == 0.0)
		return fmin(clusters.clusters, n);
	quotient = critical_value(alpha, HUGE_VAL) / critical_value(alpha, clusters.df);
	return fmin(variance / (clusters.error * clusters.error) * quotient * quotient, n);
}

/*
 * cluster_size.h
 *		How many independent answers those of clusters are worth.
 *
 * Answers of one person, shop or interviewing run are alike, so that a
 * thousand of them tell less than a thousand people would.
 */
#ifndef CSAT_CLUSTER_SIZE_H
#define CSAT_CLUSTER_SIZE_H

#include "weighted/weighted_stats.h"

/* How well clusters know their score. */
typedef struct ClusterError
{
	double		clusters;		/* how many */
	double		error;			/* linearised standard error, as R's svymean;
								 * NAN: one cluster */
	double		df;				/* clusters - 1 */
} ClusterError;

/* Of a summary with the score of each cluster and its weight; 1 is shown as `unit` there. */
extern ClusterError cluster_error(const WeightedStats *clusters, double unit);

/*
 * v / error^2 (z / t)^2, at most n: the answers at which z takes the place of t on the
 * clusters' degrees of freedom.  Where the clusters agree, their number; of one cluster, 0.
 */
extern double cluster_size(ClusterError clusters, double variance, double n, double alpha);

#endif							/* CSAT_CLUSTER_SIZE_H */

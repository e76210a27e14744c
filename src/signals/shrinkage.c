/*
 * shrinkage.c
 *		Small groups pulled to the mean of all.
 *
 *	 [DL]		R. DerSimonian, N. Laird, Controlled Clinical Trials 7 (1986) 177-188:
 *				the variance between groups by the method of moments, and the mean
 *				of all.
 *	 [Efron]	B. Efron, C. Morris, JASA 70 (1975) 311-319: the pull.
 *
 * The variance of an answer is pooled over the groups: a group of three who
 * agree does not know its own.
 */
#include "postgres.h"

#include <math.h>

#include "signals/shrinkage.h"

/* Variance inside the groups: sum n s^2 / (N - k). */
static double
pooled_variance(const Layout *all, size_t count)
{
	double		df = all->n - (double) count;

	return df > 0.0 ? all->n * all->within / df : NAN;
}

/* [DL], with weights n / v: Q = N between / v, and so tau^2 in closed form. */
static double
variance_between(const ScoredGroup *groups, size_t count, const Layout *all, double v)
{
	double		squares = 0.0;
	double		excess = all->n * all->between - (double) (count - 1) * v;

	for (size_t i = 0; i < count; i++)
		squares += groups[i].n * groups[i].n;
	return count < 2 ? 0.0 : fmax(excess / (all->n - squares / all->n), 0.0);
}

/* Each group with weight 1 / (v / n + tau^2). */
static double
mean_of_groups(const ScoredGroup *groups, size_t count, double v, double tau2)
{
	double		weight = 0.0;
	double		sum = 0.0;

	for (size_t i = 0; i < count; i++)
	{
		double		w = groups[i].n / (v + groups[i].n * tau2);

		weight += w;
		sum += w * groups[i].score;
	}
	return sum / weight;
}

Shrinkage
shrinkage_of(ScoredGroup *groups, size_t count)
{
	Shrinkage	shrinkage;
	Layout		all;

	groups_sort(groups, count);
	all = layout_of(groups, count);
	shrinkage.within = pooled_variance(&all, count);
	shrinkage.between = variance_between(groups, count, &all, shrinkage.within);
	shrinkage.mean = all.score;
	if (shrinkage.between > 0.0)
		shrinkage.mean = mean_of_groups(groups, count, shrinkage.within, shrinkage.between);
	return shrinkage;
}

double
shrunk_score(const Shrinkage *shrinkage, double score, double n)
{
	double		own = n * shrinkage->between;

	if (isnan(shrinkage->within))
		return NAN;
	if (own == 0.0)
		return shrinkage->mean;
	return shrinkage->mean + own / (own + shrinkage->within) * (score - shrinkage->mean);
}

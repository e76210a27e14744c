/*
 * homogeneity.c
 *		Do several groups have one score?
 *
 * sum n_i (x_i - x)^2 / v, where v is the variance of all answers: N R^2 of the
 * one-way layout.  For a share it is Pearson's chi-squared of the table of
 * groups and hits, as R's prop.test without correction; for a mean it is the
 * score test of equal means, and what the F test becomes in large samples.
 */
#include "postgres.h"

#include "signals/homogeneity.h"
#include "uncertainty/chi_squared.h"

Homogeneity
homogeneity_of(const ScoredGroup *groups, size_t count)
{
	Layout		all = layout_of(groups, count);
	Homogeneity result;

	result.statistic = all.n * all.between / (all.within + all.between);
	result.df = (int) count - 1;
	result.p_value = chi_squared_upper(result.statistic, result.df);
	return result;
}

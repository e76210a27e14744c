/*
 * trend.c
 *		Do the scores of groups rise or fall along a line?
 *
 *	 [Cochran]	W. G. Cochran, Biometrics 10 (1954) 417-451; P. Armitage, Biometrics
 *				11 (1955) 375-386: the test for a trend in shares, which R calls
 *				prop.trend.test.  N r^2 of answer and x is the same for any metric.
 *	 [Wedderburn] R. W. M. Wedderburn, Biometrika 61 (1974) 439-447: where groups
 *				differ by more than chance, the variance is multiplied by the
 *				residual chi-squared over its degrees of freedom.
 */
#include "postgres.h"

#include <math.h>

#include "signals/homogeneity.h"
#include "signals/trend.h"
#include "uncertainty/interval.h"

#define ALPHA	0.05

/* Sums over groups of squares and products of deviations from the means. */
typedef struct Line
{
	double		mean_x;
	double		sxx;
	double		sxy;
} Line;

static Line
line_through(const ScoredGroup *groups, size_t count, const Layout *all)
{
	Line		line = {0};

	for (size_t i = 0; i < count; i++)
		line.mean_x += groups[i].n / all->n * groups[i].x;
	for (size_t i = 0; i < count; i++)
	{
		double		deviation = groups[i].x - line.mean_x;

		line.sxx += groups[i].n * deviation * deviation;
		line.sxy += groups[i].n * deviation * (groups[i].score - all->score);
	}
	return line;
}

/* [Wedderburn]: bounds and p, once it is known how far the groups lie off the line. */
static void
trend_adjust(Trend *trend, double error, int df)
{
	bool		dispersed = trend->dispersion > 1.0;
	Estimate	slope = {trend->slope, error, HUGE_VAL};
	Bounds		bounds;

	if (dispersed)
	{
		slope.error = error * sqrt(trend->dispersion);
		slope.df = df;
	}
	bounds = estimate_bounds(slope, ALPHA);
	trend->lower = bounds.lower;
	trend->upper = bounds.upper;
	trend->p_adjusted = two_sided_probability(slope.value / slope.error, slope.df);
}

Trend
trend_of(const ScoredGroup *groups, size_t count)
{
	Layout		all = layout_of(groups, count);
	Line		line = line_through(groups, count, &all);
	double		error = sqrt((all.within + all.between) / line.sxx);
	Trend		trend = {.lower = NAN,.upper = NAN,.dispersion = NAN,.p_adjusted = NAN};

	trend.slope = line.sxy / line.sxx;
	trend.statistic = trend.slope / error * (trend.slope / error);
	trend.p_value = two_sided_probability(trend.slope / error, HUGE_VAL);
	if (count < 3)
		return trend;
	trend.dispersion = fmax(homogeneity_of(groups, count).statistic - trend.statistic, 0.0) / (double) (count - 2);
	trend_adjust(&trend, error, (int) count - 2);
	return trend;
}

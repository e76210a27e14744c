/*
 * target_test.c
 *		One score against a target.
 *
 * Each test is the default interval turned around: the score test of a share
 * (Wilson's interval, R's prop.test without correction), z of the adjusted net
 * score, t of the adjusted mean.  So the two-sided p is below .05 where that
 * interval leaves out the target.
 */
#include <math.h>

#include "signals/target_test.h"

#define ALPHA	0.05

static double
p_value(double statistic, double df, Alternative alternative)
{
	double		two_sided = two_sided_probability(statistic, df);
	int			holds = alternative == ALTERNATIVE_GREATER ? statistic > 0.0 : statistic < 0.0;

	if (alternative == ALTERNATIVE_TWO_SIDED)
		return two_sided;
	return holds ? two_sided / 2.0 : 1.0 - two_sided / 2.0;
}

static Bounds
bounds_less(Bounds bounds, double target)
{
	Bounds		less = {bounds.lower - target, bounds.upper - target};

	return less;
}

/*
 * The estimate may be pulled past the target by the answers that were added;
 * the interval is then stretched to the score and holds the target, and the test
 * must not refuse it.
 */
static Difference
against(Estimate estimate, double score, double target, Bounds bounds, Alternative alternative)
{
	Difference	difference = {.value = score - target,.bounds = bounds_less(bounds, target)};

	difference.statistic = estimate.error > 0.0 ? (estimate.value - target) / estimate.error : NAN;
	difference.p_value = p_value(difference.statistic, estimate.df, alternative);
	if ((score - target) * (estimate.value - target) <= 0.0)
		difference.p_value = fmax(difference.p_value, ALPHA);
	return difference;
}

Difference
share_against(Share share, double target, Alternative alternative)
{
	Estimate	estimate = {share.hit, sqrt(target * (1.0 - target) / share.n), HUGE_VAL};
	Difference	difference = against(estimate, share.hit, target, share_bounds(SHARE_WILSON, share, ALPHA), alternative);

	if (isnan(difference.statistic))
		difference.p_value = NAN;
	return difference;
}

Difference
net_against(Net net, double target, Alternative alternative)
{
	return against(net_estimate(net_adjusted(net)), net_value(net), target,
				   net_bounds(NET_ADJUSTED_WALD, net, ALPHA), alternative);
}

Difference
mean_against(Mean mean, double target, Alternative alternative)
{
	return against(mean_estimate(MEAN_ADJUSTED_T, mean), mean.mean, target,
				   mean_bounds(MEAN_ADJUSTED_T, mean, ALPHA), alternative);
}

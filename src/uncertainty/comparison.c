/*
 * comparison.c
 *		One group against another: difference, its interval, and the test.
 *
 *	 [Newcombe] R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
 *	 [Rocks]	B. Rocks, The American Statistician 70 (2016) 365-372.
 *	 [Welch]	B. L. Welch, Biometrika 34 (1947) 28-35.
 *
 * The test for shares is the z test with the pooled share and no continuity
 * correction, as R's prop.test(correct = FALSE).  Near the border it and the
 * interval can disagree, since they rest on different variances.
 */
#include <math.h>

#include "uncertainty/comparison.h"
#include "uncertainty/distributions.h"

/* What divides zero by zero is not infinite but unknown. */
static double
ratio_or_unknown(double value, double error)
{
	return error > 0.0 ? value / error : NAN;
}

/* [Newcombe]: Wilson's distance from each share to its nearer bound, joined by Pythagoras. */
static Bounds
newcombe_bounds(Share first, Share second, double alpha)
{
	Bounds		a = share_bounds(SHARE_WILSON, first, alpha);
	Bounds		b = share_bounds(SHARE_WILSON, second, alpha);
	double		value = first.hit - second.hit;
	Bounds		bounds;

	bounds.lower = value - hypot(first.hit - a.lower, b.upper - second.hit);
	bounds.upper = value + hypot(a.upper - first.hit, second.hit - b.lower);
	return bounds;
}

static double
pooled_error(Share first, Share second)
{
	double		n = first.n + second.n;
	double		hit = (first.hit * first.n + second.hit * second.n) / n;
	double		miss = (first.miss * first.n + second.miss * second.n) / n;

	return sqrt(hit * miss * (1.0 / first.n + 1.0 / second.n));
}

static double
separate_error(Share first, Share second)
{
	return sqrt(first.hit * first.miss / first.n + second.hit * second.miss / second.n);
}

/* [Welch]: infinite degrees of freedom on both sides make it z. */
static Estimate
estimate_difference(Estimate first, Estimate second)
{
	double		v1 = first.error * first.error;
	double		v2 = second.error * second.error;
	double		weight = v1 * v1 / first.df + v2 * v2 / second.df;
	Estimate	difference = {first.value - second.value, sqrt(v1 + v2), fmin(first.df, second.df)};

	if (weight > 0.0)
		difference.df = (v1 + v2) * (v1 + v2) / weight;
	return difference;
}

/* Added answers may turn the sign of a difference: then the interval is that of the test. */
static Bounds
stretched_with_test(Bounds bounds, double value, bool significant)
{
	Bounds		stretched = bounds_stretched(bounds, value);

	if (significant && stretched.lower <= 0.0 && stretched.upper >= 0.0)
		return bounds;
	return stretched;
}

/* Test and interval of an estimated difference, where value is the plain one. */
static Difference
difference_of(Estimate estimate, double value, double range, double alpha)
{
	Bounds		bounds = estimate_bounds(estimate, alpha);
	Difference	difference;

	difference.value = value;
	difference.statistic = ratio_or_unknown(estimate.value, estimate.error);
	difference.p_value = two_sided_probability(difference.statistic, estimate.df);
	bounds = stretched_with_test(bounds, value, difference.p_value < alpha);
	difference.bounds = bounds_clamped(bounds, -range, range);
	return difference;
}

Difference
share_difference(ShareComparison method, Share first, Share second, double alpha)
{
	double		value = first.hit - second.hit;
	double		error = method == COMPARE_NEWCOMBE ? pooled_error(first, second) :
	separate_error(first, second);
	Estimate	estimate = {value, error, HUGE_VAL};
	Difference	difference = difference_of(estimate, value, 1.0, alpha);

	if (method == COMPARE_NEWCOMBE)
		difference.bounds = bounds_clamped(newcombe_bounds(first, second, alpha), -1.0, 1.0);
	return difference;
}

Difference
net_difference(NetComparison method, Net first, Net second, double alpha)
{
	double		value = net_value(first) - net_value(second);

	if (method == COMPARE_ADJUSTED_WALD)
	{
		first = net_adjusted(first);
		second = net_adjusted(second);
	}
	return difference_of(estimate_difference(net_estimate(first), net_estimate(second)),
						 value, 2.0, alpha);
}

Difference
mean_difference(MeanComparison method, Mean first, Mean second, double alpha)
{
	MeanMethod	mean_method = method == COMPARE_WELCH ? MEAN_T : MEAN_ADJUSTED_T;
	Points		points = first.points;

	return difference_of(estimate_difference(mean_estimate(mean_method, first),
											 mean_estimate(mean_method, second)),
						 first.mean - second.mean, points.highest - points.lowest, alpha);
}

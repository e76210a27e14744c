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

static double
normal_two_sided(double z)
{
	return 2.0 * normal_cdf(-fabs(z));
}

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

static Bounds
normal_bounds(double center, double error, double alpha)
{
	double		half = -normal_quantile(alpha / 2.0) * error;
	Bounds		bounds = {center - half, center + half};

	return bounds;
}

Difference
share_difference(ShareComparison method, Share first, Share second, double alpha)
{
	double		value = first.hit - second.hit;
	Difference	difference;
	double		error;

	if (method == COMPARE_NEWCOMBE)
	{
		error = pooled_error(first, second);
		difference.bounds = newcombe_bounds(first, second, alpha);
	}
	else
	{
		error = separate_error(first, second);
		difference.bounds = normal_bounds(value, error, alpha);
	}
	difference.bounds = bounds_clamped(difference.bounds, -1.0, 1.0);
	difference.statistic = ratio_or_unknown(value, error);
	difference.p_value = normal_two_sided(difference.statistic);
	return difference;
}

Difference
net_difference(NetComparison method, Net first, Net second, double alpha)
{
	Difference	difference;
	double		center;
	double		error;

	if (method == COMPARE_ADJUSTED_WALD)
	{
		first = net_adjusted(first);
		second = net_adjusted(second);
	}
	center = net_value(first) - net_value(second);
	error = sqrt(net_variance(first) / first.n + net_variance(second) / second.n);
	difference.bounds = bounds_clamped(normal_bounds(center, error, alpha), -2.0, 2.0);
	difference.statistic = ratio_or_unknown(center, error);
	difference.p_value = normal_two_sided(difference.statistic);
	return difference;
}

/* [Welch] */
Difference
mean_difference(Mean first, Mean second, double alpha)
{
	double		v1 = first.error * first.error;
	double		v2 = second.error * second.error;
	Mean		both;
	Difference	difference;

	both.mean = first.mean - second.mean;
	both.error = sqrt(v1 + v2);
	both.df = (v1 + v2) * (v1 + v2) / (v1 * v1 / first.df + v2 * v2 / second.df);
	difference.bounds = mean_bounds(both, alpha);
	difference.statistic = ratio_or_unknown(both.mean, both.error);
	difference.p_value = student_two_sided(difference.statistic, both.df);
	return difference;
}

/*
 * comparison.c
 *		One group against another: difference, its interval, and the test.
 *
 *	 [Newcombe] R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
 *	 [Rocks]	B. Rocks, The American Statistician 70 (2016) 365-372.
 *	 [Welch]	B. L. Welch, Biometrika 34 (1947) 28-35.
 *	 [Cochran]	W. G. Cochran, Biometrics 10 (1954) 417-451.
 *
 * The test for shares is the z test with the pooled share and no continuity
 * correction, as R's prop.test(correct = FALSE).  Near the border it and the
 * interval can disagree, since they rest on different variances.
 *
 * Net scores take divisor N - 1 and t with Welch's degrees of freedom, N being
 * the answers and Rocks' three more: with z two answers against 200 raise up to
 * .19 false alarms where .05 are meant.
 */
#include <math.h>

#include "uncertainty/comparison.h"
#include "uncertainty/distributions.h"
#include "uncertainty/fisher.h"

/* What divides zero by zero is not infinite but unknown. */
static double
ratio_or_unknown(double value, double error)
{
	return error > 0.0 ? value / error : NAN;
}

/* The error of a difference of two values with errors a and b that go together. */
static double
joined_error(double a, double b, double correlation)
{
	if (correlation == 0.0)
		return hypot(a, b);
	return sqrt(fmax(a * a + b * b - 2.0 * correlation * a * b, 0.0));
}

/* [Newcombe]: Wilson's distance from each share to its nearer bound, joined by Pythagoras. */
static Bounds
newcombe_bounds(SharePair pair, double alpha)
{
	Bounds		a = share_bounds(SHARE_WILSON, pair.first, alpha);
	Bounds		b = share_bounds(SHARE_WILSON, pair.second, alpha);
	double		value = pair.first.hit - pair.second.hit;
	Bounds		bounds;

	bounds.lower = value - joined_error(pair.first.hit - a.lower, b.upper - pair.second.hit, pair.correlation);
	bounds.upper = value + joined_error(a.upper - pair.first.hit, pair.second.hit - b.lower, pair.correlation);
	return bounds;
}

Share
share_union(Share first, Share second, Share shared)
{
	Share		all;

	all.n = first.n + second.n - shared.n;
	all.hit = (first.hit * first.n + second.hit * second.n - shared.hit * shared.n) / all.n;
	all.miss = (first.miss * first.n + second.miss * second.n - shared.miss * shared.n) / all.n;
	return all;
}

/* [Cochran]: the rule of thumb for tables of four cells is an expected count of five in each. */
ShareComparison
share_comparison(Share first, Share second)
{
	const Share none = {0.0, 0.0, 0.0};
	Share		all = share_union(first, second, none);

	return fmin(first.n, second.n) * fmin(all.hit, all.miss) < 5.0 ? COMPARE_MID_P : COMPARE_NEWCOMBE;
}

static double
pooled_error(SharePair pair)
{
	double		sizes = 1.0 / pair.first.n + 1.0 / pair.second.n -
	2.0 * pair.correlation / sqrt(pair.first.n * pair.second.n);

	return sqrt(fmax(pair.pooled.hit * pair.pooled.miss * sizes, 0.0));
}

static double
separate_error(SharePair pair)
{
	return joined_error(share_error(pair.first), share_error(pair.second), pair.correlation);
}

/* [Welch]: infinite degrees of freedom on both sides make it z. */
static Estimate
estimate_difference(Estimate first, Estimate second, double correlation)
{
	double		v1 = first.error * first.error;
	double		v2 = second.error * second.error;
	double		weight = v1 * v1 / first.df + v2 * v2 / second.df;
	Estimate	difference = {first.value - second.value, joined_error(first.error, second.error, correlation),
	fmin(first.df, second.df)};

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

/* Fisher's test is of whole answers. */
static double
mid_p(SharePair pair)
{
	return fisher_mid_p(rint(pair.first.hit * pair.first.n), rint(pair.first.n),
						rint(pair.second.hit * pair.second.n), rint(pair.second.n));
}

Difference
share_difference(ShareComparison method, SharePair pair, double alpha)
{
	double		value = pair.first.hit - pair.second.hit;
	double		error = method == COMPARE_SHARE_WALD ? separate_error(pair) : pooled_error(pair);
	Estimate	estimate = {value, error, HUGE_VAL};
	Difference	difference = difference_of(estimate, value, 1.0, alpha);

	if (method != COMPARE_SHARE_WALD && !isnan(alpha))
		difference.bounds = bounds_clamped(newcombe_bounds(pair, alpha), -1.0, 1.0);
	if (method == COMPARE_MID_P)
	{
		difference.statistic = NAN;
		difference.p_value = mid_p(pair);
	}
	return difference;
}

/* Rocks' answers, with the divisor and the degrees of freedom of a variance that is estimated. */
static Estimate
adjusted_net(Net net)
{
	Net			adjusted = net_adjusted(net);
	Estimate	estimate = net_estimate(adjusted);

	if (isinf(adjusted.n))
		return estimate;
	estimate.df = adjusted.n - 1.0;
	estimate.error *= sqrt(adjusted.n / estimate.df);
	return estimate;
}

Difference
net_difference(NetComparison method, Net first, Net second, double correlation, double alpha)
{
	bool		adjusted = method == COMPARE_ADJUSTED_WALD;
	Estimate	a = adjusted ? adjusted_net(first) : net_estimate(first);
	Estimate	b = adjusted ? adjusted_net(second) : net_estimate(second);

	return difference_of(estimate_difference(a, b, correlation), net_value(first) - net_value(second), 2.0, alpha);
}

Difference
mean_difference(MeanComparison method, Mean first, Mean second, double correlation, double alpha)
{
	MeanMethod	mean_method = method == COMPARE_WELCH ? MEAN_T : MEAN_ADJUSTED_T;
	Points		points = first.points;
	Estimate	estimate = estimate_difference(mean_estimate(mean_method, first), mean_estimate(mean_method, second), correlation);

	return difference_of(estimate, first.mean - second.mean, points.highest - points.lowest, alpha);
}

Difference
difference_scaled(Difference difference, double factor)
{
	difference.value *= factor;
	difference.bounds.lower *= factor;
	difference.bounds.upper *= factor;
	return difference;
}

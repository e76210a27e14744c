/*
 * interval.c
 *		Intervals for shares, net scores and means.
 *
 *	 [Wilson]	E. B. Wilson, JASA 22 (1927) 209-212.
 *	 [Newcombe] R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, which
 *				numbers the methods: 3 Wilson, 4 with continuity correction.
 *	 [BCD]		L. D. Brown, T. T. Cai, A. DasGupta, Statistical Science 16 (2001)
 *				101-133: Agresti-Coull, Jeffreys, and why not Wald.
 *	 [CP]		C. J. Clopper, E. S. Pearson, Biometrika 26 (1934) 404-413.
 *	 [Rocks]	B. Rocks, The American Statistician 70 (2016) 365-372,
 *				arXiv:1601.07235: adjusted Wald and score for the net score.
 *	 [Tango]	T. Tango, Statistics in Medicine 17 (1998) 891-908: the score interval.
 *	 [Student]	W. S. Gosset, Biometrika 6 (1908) 1-25: t.
 *	 [AC]		A. Agresti, B. A. Coull, The American Statistician 52 (1998) 119-126;
 *				A. Agresti, B. Caffo, ibid. 54 (2000) 280-288: a few answers more,
 *				then the plain formula.  Adjusted t is that for means.
 *	 [Cochran]	W. G. Cochran, Sampling Techniques (1977), 2.6: finite population.
 */
#include <math.h>

#include "uncertainty/distributions.h"
#include "uncertainty/interval.h"

static double
two_sided_z(double alpha)
{
	return -normal_quantile(alpha / 2.0);
}

Bounds
bounds_clamped(Bounds bounds, double lowest, double highest)
{
	/* Comparisons, not fmax(): an unknown bound stays unknown. */
	if (bounds.lower < lowest)
		bounds.lower = lowest;
	if (bounds.upper > highest)
		bounds.upper = highest;
	return bounds;
}

Bounds
bounds_stretched(Bounds bounds, double value)
{
	if (bounds.lower > value)
		bounds.lower = value;
	if (bounds.upper < value)
		bounds.upper = value;
	return bounds;
}

static Bounds
bounds_around(double center, double half)
{
	Bounds		bounds = {center - half, center + half};

	return bounds;
}

double
finite_population(double n_eff, double n, double population)
{
	return n >= population ? HUGE_VAL : n_eff / (1.0 - n / population);
}

/*
 * Estimates.
 */

double
critical_value(double alpha, double df)
{
	return isinf(df) ? two_sided_z(alpha) : student_critical(alpha, df);
}

double
two_sided_probability(double statistic, double df)
{
	return isinf(df) ? 2.0 * normal_cdf(-fabs(statistic)) : student_two_sided(statistic, df);
}

Bounds
estimate_bounds(Estimate estimate, double alpha)
{
	bool		known = isinf(estimate.df) ? estimate.error >= 0.0 : estimate.error > 0.0;

	if (!known || !(estimate.df > 0.0) || isnan(alpha))
		return bounds_around(NAN, NAN);
	return bounds_around(estimate.value, critical_value(alpha, estimate.df) * estimate.error);
}

/* Everybody was asked: nothing is left to chance. */
static Estimate
certain(double value)
{
	Estimate	estimate = {value, 0.0, HUGE_VAL};

	return estimate;
}

/*
 * Shares.
 */

/* The smaller root of Wilson's quadratic from the larger one, so that nothing cancels. */
static Bounds
wilson(Share share, double z)
{
	double		x = share.hit * share.n;
	double		z2 = z * z;
	Bounds		bounds;

	bounds.upper = (x + z2 / 2.0 + z * sqrt(x * share.miss + z2 / 4.0)) / (share.n + z2);
	bounds.lower = share.hit * (x / (share.n + z2)) / bounds.upper;
	return bounds;
}

/* [Newcombe], method 4. */
static Bounds
wilson_cc(Share share, double z)
{
	double		x = share.hit * share.n;
	double		z2 = z * z;
	double		down = z2 - 2.0 - 1.0 / share.n + 4.0 * share.hit * (share.miss * share.n + 1.0);
	double		up = z2 + 2.0 - 1.0 / share.n + 4.0 * share.hit * (share.miss * share.n - 1.0);
	Bounds		bounds;

	bounds.lower = (2.0 * x + z2 - 1.0 - z * sqrt(fmax(down, 0.0))) / (2.0 * (share.n + z2));
	bounds.upper = (2.0 * x + z2 + 1.0 + z * sqrt(fmax(up, 0.0))) / (2.0 * (share.n + z2));
	return bounds;
}

static Bounds
wald(Share share, double z)
{
	return bounds_around(share.hit, z * sqrt(share.hit * share.miss / share.n));
}

/* [BCD]: Wald after z^2 more answers, half of them hits. */
static Bounds
agresti_coull(Share share, double z)
{
	double		z2 = z * z;
	Share		padded;

	padded.n = share.n + z2;
	padded.hit = (share.hit * share.n + z2 / 2.0) / padded.n;
	padded.miss = (share.miss * share.n + z2 / 2.0) / padded.n;
	return wald(padded, z);
}

/* Both tails of a beta distribution: Clopper-Pearson's pair, or Jeffreys' one. */
static Bounds
beta_bounds(Share share, double alpha, double own, double other)
{
	double		x = share.hit * share.n;
	double		rest = share.miss * share.n;
	Bounds		bounds = {0.0, 1.0};

	if (x > 0.0)
		bounds.lower = beta_quantile_lower(alpha / 2.0, x + own, rest + other);
	if (rest > 0.0)
		bounds.upper = beta_quantile_upper(alpha / 2.0, x + other, rest + own);
	return bounds;
}

static Bounds
share_formula(ShareMethod method, Share share, double alpha)
{
	double		z = two_sided_z(alpha);
	Bounds		unknown = {NAN, NAN};

	switch (method)
	{
		case SHARE_WILSON:
			return wilson(share, z);
		case SHARE_WILSON_CC:
			return wilson_cc(share, z);
		case SHARE_AGRESTI_COULL:
			return agresti_coull(share, z);
		case SHARE_CLOPPER_PEARSON:
			return beta_bounds(share, alpha, 0.0, 1.0);
		case SHARE_JEFFREYS:
			return beta_bounds(share, alpha, 0.5, 0.5);
		case SHARE_WALD:
			return wald(share, z);
	}
	return unknown;
}

Bounds
share_bounds(ShareMethod method, Share share, double alpha)
{
	Bounds		bounds = {share.hit, share.hit};
	Bounds		anything = {0.0, 1.0};

	if (isinf(share.n))
		return bounds;
	if (!(share.n > 0.0))
		return anything;

	/*
	 * Of less than one effective answer some formulas leave out the share
	 * itself.
	 */
	bounds = bounds_stretched(share_formula(method, share, alpha), share.hit);

	/*
	 * None of n and all of n: the bound is known, so leave it no rounding
	 * error.
	 */
	if (share.hit <= 0.0)
		bounds.lower = 0.0;
	if (share.miss <= 0.0)
		bounds.upper = 1.0;
	return bounds_clamped(bounds, 0.0, 1.0);
}

/* A variance of one answer over the number of answers; 0 also where there are none. */
static double
error_of(double variance, double n)
{
	return variance > 0.0 ? sqrt(variance / n) : 0.0;
}

double
share_error(Share share)
{
	return error_of(share.hit * share.miss, share.n);
}

/*
 * Net scores.
 */

double
net_value(Net net)
{
	return net.up - net.down;
}

/* up + down - (up - down)^2, of terms that do not cancel */
double
net_variance(Net net)
{
	return (net.up + net.down) * net.middle + 4.0 * net.up * net.down;
}

double
net_error(Net net)
{
	return error_of(net_variance(net), net.n);
}

/* [Rocks] */
Net
net_adjusted(Net net)
{
	Net			adjusted = net;

	if (isinf(net.n))
		return net;
	adjusted.n = net.n + 3.0;
	adjusted.up = (net.up * net.n + 0.75) / adjusted.n;
	adjusted.middle = (net.middle * net.n + 1.5) / adjusted.n;
	adjusted.down = (net.down * net.n + 0.75) / adjusted.n;
	return adjusted;
}

/* The error taken for known, as Wald does. */
Estimate
net_estimate(Net net)
{
	Estimate	estimate = {net_value(net), net_error(net), HUGE_VAL};

	return estimate;
}

static Bounds
net_t(Net net, double alpha)
{
	Estimate	estimate = {net_value(net), net_error(net) * sqrt(net.bessel), net.df};

	return estimate_bounds(estimate, alpha);
}

/*
 * Whether the score test refuses that the net score is d: negative inside the
 * interval.  q is the likeliest share of detractors then, the larger root of
 * 2 q^2 + ((2 - up + down) d - up - down) q - down d (1 - d) = 0. [Tango]
 */
static double
score_excess(Net net, double z, double d)
{
	double		linear = (2.0 - net_value(net)) * d - net.up - net.down;
	double		q = (sqrt(fmax(linear * linear + 8.0 * net.down * d * (1.0 - d), 0.0)) - linear) / 4.0;
	double		off = net_value(net) - d;

	return net.n * off * off - z * z * (2.0 * q + d * (1.0 - d));
}

/* Where the score test starts to refuse, between a value it accepts and the end of the range. */
static double
score_bound(Net net, double z, double outside)
{
	double		inside = net_value(net);
	int			i;

	for (i = 0; i < 200; i++)
	{
		double		middle = inside + (outside - inside) / 2.0;

		if (middle == inside || middle == outside)
			break;
		if (score_excess(net, z, middle) > 0.0)
			outside = middle;
		else
			inside = middle;
	}
	return outside;
}

static Bounds
net_score(Net net, double alpha)
{
	double		z = two_sided_z(alpha);
	Bounds		bounds = {score_bound(net, z, -1.0), score_bound(net, z, 1.0)};

	return bounds;
}

Bounds
net_bounds(NetMethod method, Net net, double alpha)
{
	Bounds		bounds = {net_value(net), net_value(net)};
	Bounds		anything = {-1.0, 1.0};

	if (isinf(net.n))
		return bounds;
	if (!(net.n > 0.0))
		return anything;
	switch (method)
	{
		case NET_ADJUSTED_WALD:
			bounds = estimate_bounds(net_estimate(net_adjusted(net)), alpha);
			break;
		case NET_SCORE:
			bounds = net_score(net, alpha);
			break;
		case NET_T:
			bounds = net_t(net, alpha);
			break;
		case NET_WALD:
			bounds = estimate_bounds(net_estimate(net), alpha);
			break;
	}
	return bounds_clamped(bounds_stretched(bounds, net_value(net)), -1.0, 1.0);
}

/*
 * Means.
 */

/* The points of LO, LO + step, ...: a discrete uniform distribution. */
Points
points_of(double lowest, double step, int points)
{
	double		width = step * (points - 1);
	Points		result = {lowest, lowest + width, lowest + width / 2.0,
	step * step * ((double) points * points - 1.0) / 12.0};

	return result;
}

double
mean_error(Mean mean)
{
	return mean.variance > 0.0 ? mean.error : 0.0;
}

/*
 * Two answers more, spread evenly over the points: they pull the mean a little
 * to the middle, and a few equal answers no longer look like a scale on which
 * everybody agrees.  Then t of all n + 2.  [AC]
 */
static Estimate
adjusted_t(Mean mean)
{
	Points		points = mean.points;
	double		n = mean.n + 2.0;
	double		value = (mean.n * mean.mean + 2.0 * points.center) / n;
	double		off = mean.mean - value;
	double		off_points = points.center - value;
	double		squares = mean.n * (mean.variance + off * off) +
	2.0 * (points.variance + off_points * off_points);
	Estimate	estimate = {value, sqrt(squares / (n - 1.0) / n), n - 1.0};

	return estimate;
}

Estimate
mean_estimate(MeanMethod method, Mean mean)
{
	Estimate	estimate = {mean.mean, mean.error, mean.df};

	if (isinf(mean.n))
		return certain(mean.mean);
	return method == MEAN_ADJUSTED_T ? adjusted_t(mean) : estimate;
}

Bounds
mean_bounds(MeanMethod method, Mean mean, double alpha)
{
	Bounds		bounds = estimate_bounds(mean_estimate(method, mean), alpha);

	return bounds_clamped(bounds_stretched(bounds, mean.mean), mean.points.lowest, mean.points.highest);
}

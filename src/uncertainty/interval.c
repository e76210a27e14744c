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

	if (isinf(share.n))
		return bounds;
	bounds = share_formula(method, share, alpha);

	/*
	 * Of less than one effective answer some formulas leave out the share
	 * itself.
	 */
	bounds.lower = fmin(bounds.lower, share.hit);
	bounds.upper = fmax(bounds.upper, share.hit);

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

/*
 * Net scores.
 */

double
net_value(Net net)
{
	return net.up - net.down;
}

double
net_variance(Net net)
{
	double		value = net_value(net);

	return fmax(net.up + net.down - value * value, 0.0);
}

Net
net_adjusted(Net net)
{
	Net			adjusted = net;

	if (isinf(net.n))
		return net;
	adjusted.n = net.n + 3.0;
	adjusted.up = (net.up * net.n + 0.75) / adjusted.n;
	adjusted.down = (net.down * net.n + 0.75) / adjusted.n;
	return adjusted;
}

static Bounds
net_wald(Net net, double alpha)
{
	return bounds_around(net_value(net), two_sided_z(alpha) * sqrt(net_variance(net) / net.n));
}

static Bounds
net_t(Net net, double alpha)
{
	Mean		mean = {net_value(net), NAN, net.df};

	if (net.df > 0.0)
		mean.error = sqrt(net_variance(net) * ((net.df + 1.0) / net.df) / net.n);
	return mean_bounds(mean, alpha);
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

	if (isinf(net.n))
		return bounds;
	switch (method)
	{
		case NET_ADJUSTED_WALD:
			bounds = net_wald(net_adjusted(net), alpha);
			break;
		case NET_SCORE:
			bounds = net_score(net, alpha);
			break;
		case NET_T:
			bounds = net_t(net, alpha);
			break;
		case NET_WALD:
			bounds = net_wald(net, alpha);
			break;
	}
	return bounds_clamped(bounds, -1.0, 1.0);
}

/*
 * Means.
 */

Bounds
mean_bounds(Mean mean, double alpha)
{
	if (mean.error == 0.0)
		return bounds_around(mean.mean, 0.0);
	if (!(mean.df > 0.0))
		return bounds_around(NAN, NAN);
	return bounds_around(mean.mean, student_critical(alpha, mean.df) * mean.error);
}

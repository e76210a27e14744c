/*
 * distributions.c
 *		Normal, Student and beta distributions, as far as intervals need them.
 *
 * Everything but the normal distribution is read off the incomplete beta
 * function, and that is its density times the ratio of tail to density: a
 * continued fraction, or, since the steps which that takes grow with a and b,
 * an integral where both are large.  Neither takes more than some hundred steps.
 *
 *	 [DLMF]	  NIST Digital Library of Mathematical Functions: 5.11.1 (Stirling),
 *			  8.17.2 and 8.17.4 (symmetry), 8.17.22 (continued fraction).
 *	 [DiDonato] A. R. DiDonato and A. H. Morris, ACM Trans. Math. Softw. 18 (1992)
 *			  360-373: the continued fraction, contracted.
 *	 [DE]	  H. Takahasi, M. Mori, Publ. RIMS 9 (1974) 721-741: numerical integration
 *			  by the double exponential substitution.
 *	 [Lentz]  W. J. Lentz, Applied Optics 15 (1976) 668-671, as modified by
 *			  I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986) 490-509.
 *	 [Loader] C. Loader, Fast and Accurate Computation of Binomial Probabilities
 *			  (2000): deviance and Stirling error instead of logarithms of gammas,
 *			  because those cancel when a and b are large.
 *
 * The quantiles are Newton's method on the logarithm of a tail.  The densities
 * of Z, and of log(X / (1 - X)) for X beta, are log-concave, hence so are their
 * tails (A. Prekopa, Acta Sci. Math. 34 (1973) 335-343): from the second step on
 * Newton approaches the root from one side and needs no bracket.
 */
#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "uncertainty/distributions.h"
#include "uncertainty/stirling.h"

#define SQRT_2			1.41421356237309504880
#define SQRT_2PI		2.50662827463100050242

#define NEWTON_STEPS	200

/* The fraction takes some 400 steps where the smaller of a and b is this, the integral 65 wherever. */
#define FRACTION_MAX	1e8
#define FRACTION_STEPS	10000

/*
 * Normal.
 */

double
normal_cdf(double z)
{
	return 0.5 * erfc(-z / SQRT_2);
}

static double
normal_density(double z)
{
	return exp(-0.5 * z * z) / SQRT_2PI;
}

/* z >= 0 with P(|Z| < z) = middle: relative accuracy however small z is. */
static double
normal_middle(double middle)
{
	double		z = middle;
	int			i;

	for (i = 0; i < NEWTON_STEPS; i++)
	{
		double		step = (erf(z / SQRT_2) - middle) / (2.0 * normal_density(z));

		z -= step;
		if (fabs(step) <= 2.0 * DBL_EPSILON * z)
			break;
	}
	return z;
}

/* z >= 0 with P(Z > z) = tail: relative accuracy however far z is. */
static double
normal_tail(double tail)
{
	double		z = sqrt(-2.0 * log(tail));
	int			i;

	for (i = 0; i < NEWTON_STEPS; i++)
	{
		double		upper = 0.5 * erfc(z / SQRT_2);
		double		step = log(upper / tail) * upper / normal_density(z);

		z += step;
		if (fabs(step) <= 2.0 * DBL_EPSILON * z)
			break;
	}
	return z;
}

double
normal_quantile(double p)
{
	if (isnan(p) || p < 0.0 || p > 1.0)
		return NAN;
	if (p == 0.0 || p == 1.0)
		return p == 0.0 ? -HUGE_VAL : HUGE_VAL;
	if (p < 0.25)
		return -normal_tail(p);
	if (p > 0.75)
		return normal_tail(1.0 - p);
	if (p < 0.5)
		return -normal_middle(1.0 - 2.0 * p);
	return normal_middle(2.0 * p - 1.0);
}

/*
 * Incomplete beta.
 */

/* A probability x and y = 1 - x, both accurate at both ends. */
typedef struct Odds
{
	double		x;
	double		y;
	double		log_x;
	double		log_y;
} Odds;

/* From logit = log(x / y). */
static Odds
odds_of_logit(double logit)
{
	double		far = log1p(exp(-fabs(logit)));
	Odds		at;

	at.log_x = fmin(logit, 0.0) - far;
	at.log_y = fmin(-logit, 0.0) - far;
	at.x = exp(at.log_x);
	at.y = exp(at.log_y);
	return at;
}

static Odds
odds_swapped(Odds at)
{
	Odds		swapped = {at.y, at.x, at.log_y, at.log_x};

	return swapped;
}

/* log(x / share) - v, where x / share = 1 + v. */
static double
log_excess(double log_x, double share, double v)
{
	return fabs(v) <= 0.5 ? log1p_minus(v) : log_x - log(share) - v;
}

/* log of x^a y^b / B(a, b). [Loader] */
static double
beta_log_factor(Odds at, double a, double b)
{
	double		n = a + b;
	double		excess = b * at.x - a * at.y;	/* n x - a = -(n y - b) */
	double		stirling = stirling_error(n) - stirling_error(a) - stirling_error(b);
	double		deviance_x = a * log_excess(at.log_x, a / n, excess / a);
	double		deviance_y = b * log_excess(at.log_y, b / n, -excess / b);

	return 0.5 * log(a / n * b) - LOG_SQRT_2PI + stirling + (deviance_x + deviance_y);
}

static double
away_from_zero(double v)
{
	return fabs(v) < DBL_MIN ? DBL_MIN : v;
}

/*
 * B(a, b) I_x(a, b) / (x^a y^b), for x up to about a / (a + b): the fraction of
 * 8.17.22 taken two steps at a time, with x replaced by y = 1 - x wherever
 * 1 - x would cancel. [DiDonato, equation 9]
 */
static double
beta_fraction(Odds at, double a, double b)
{
	double		excess = a * at.y - b * at.x;
	double		below = a / (a + 1.0) * (excess + 1.0);
	double		c = away_from_zero(below);
	double		d = 0.0;
	double		f = c;
	int			i;

	for (i = 1; i < FRACTION_STEPS; i++)
	{
		double		m = i;
		double		grid = a + 2.0 * m - 1.0;
		double		term = m * (b - m) / grid * at.x;
		double		above = (a + m - 1.0) / grid * (a + b + m - 1.0) * at.x * term;
		double		change;

		below = m + term + (a + m) / (grid + 2.0) * (excess + 1.0 + m * (1.0 + at.y));
		d = 1.0 / away_from_zero(below + above * d);
		c = away_from_zero(below + above / c);
		change = c * d;
		f *= change;
		if (fabs(change - 1.0) <= DBL_EPSILON)
			break;
	}
	return 1.0 / f;
}

/* exp(v) - 1 - v for small v without cancellation. */
static double
expm1_minus(double v)
{
	return v * v * (1.0 / 2.0 + v * (1.0 / 6.0 + v * (1.0 / 24.0 + v * (1.0 / 120.0 + v * (1.0 / 720.0 + v / 5040.0)))));
}

/*
 * By how much log(x^a y^b) falls when log(x / y) does by a small step: with
 * w = x (exp(-step) - 1), the new x is x exp(-step) / (1 + w), the new y is
 * y / (1 + w).  Of what is left when the terms in step alone are taken out,
 * little cancels if x is the smaller of the two; else the same holds of y.
 */
static double
log_fall(Odds at, double a, double b, double step)
{
	double		excess = a * at.y - b * at.x;
	double		smaller = fmin(at.x, at.y);
	double		v = at.x < at.y ? -step : step;

	return excess * step + (a + b) * (log1p_minus(smaller * expm1(v)) + smaller * expm1_minus(v));
}

/*
 * What beta_fraction() gives, where both a and b are large: the integral of
 * the density below log(x / y), relative to the density there.  The density is
 * log-concave, so that nothing matters beyond 40 times the smaller of the
 * lengths by which its slope and its curvature let it fall. [DE]
 */
static double
beta_integral(Odds at, double a, double b)
{
	const double h = 1.0 / 8.0;
	double		excess = fmax(a * at.y - b * at.x, 0.0);
	double		unit = 1.0 / (excess + sqrt((a + b) * at.x * at.y));
	double		sum = 0.0;
	int			i;

	for (i = -32; i <= 32; i++)
	{
		double		t = i * h;
		double		step = unit * exp(t - exp(-t));

		sum += exp(-log_fall(at, a, b, step)) * step * (1.0 + exp(-t));
	}
	return sum * h;
}

/* B(a, b) I_x(a, b) / (x^a y^b), for x up to about a / (a + b). */
static double
beta_tail(Odds at, double a, double b)
{
	return fmin(a, b) <= FRACTION_MAX ? beta_fraction(at, a, b) : beta_integral(at, a, b);
}

/* It serves the lower tail as far as the mean, and the upper one beyond it. */
static bool
is_left(Odds at, double a, double b)
{
	return at.x < (a + 1.0) / (a + b + 2.0);
}

/* log of I_x(a, b). */
static double
beta_log_lower(Odds at, double a, double b)
{
	double		log_factor = beta_log_factor(at, a, b);
	double		upper;

	if (is_left(at, a, b))
		return log_factor + log(beta_tail(at, a, b));
	upper = exp(log_factor) * beta_tail(odds_swapped(at), b, a);
	return log1p(-fmin(upper, 1.0));
}

/* log(x / y) where I_x(a, b) = p.  The derivative of I_x in it is x^a y^b / B(a, b). */
static double
beta_logit(double p, double a, double b)
{
	double		logit = log(a / b);
	int			i;

	for (i = 0; i < NEWTON_STEPS; i++)
	{
		Odds		at = odds_of_logit(logit);
		double		log_tail = beta_log_lower(at, a, b);
		double		step = (log_tail - log(p)) * exp(log_tail - beta_log_factor(at, a, b));

		logit -= step;
		if (!(fabs(step) > 2.0 * DBL_EPSILON * fmax(1.0, fabs(logit))))
			break;
	}
	return logit;
}

/* The x whose lower tail is p: 0 < p < 1, a > 0, b > 0. */
double
beta_quantile_lower(double p, double a, double b)
{
	return odds_of_logit(beta_logit(p, a, b)).x;
}

/* The x whose upper tail is p, accurate also where x is small. */
double
beta_quantile_upper(double p, double a, double b)
{
	return odds_of_logit(beta_logit(p, b, a)).y;
}

/*
 * Student: df / (df + T^2) is beta distributed with df / 2 and 1 / 2.
 */

double
student_two_sided(double t, double df)
{
	double		ratio = t / df * t;
	Odds		at;

	if (isnan(t))
		return NAN;
	if (t == 0.0 || isinf(ratio))
		return t == 0.0 ? 1.0 : 0.0;
	at.x = 1.0 / (1.0 + ratio);
	at.y = ratio * at.x;
	at.log_x = -log1p(ratio);
	at.log_y = log(ratio) + at.log_x;
	return exp(beta_log_lower(at, df / 2.0, 0.5));
}

double
student_critical(double alpha, double df)
{
	return sqrt(df) * exp(-0.5 * beta_logit(alpha, df / 2.0, 0.5));
}

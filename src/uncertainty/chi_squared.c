/*
 * chi_squared.c
 *		The chi-squared distribution, as far as tests of many groups need it.
 *
 * Its tail is the incomplete gamma function Q(a, x) with a = df / 2 and
 * x = statistic / 2: a series below the mean, a continued fraction above.  Both
 * take some sqrt(a) steps near the mean and fewer elsewhere.
 *
 *	 [DLMF]	  NIST Digital Library of Mathematical Functions: 8.7.1 (series),
 *			  8.9.2 (continued fraction).
 *	 [Lentz]  W. J. Lentz, Applied Optics 15 (1976) 668-671, as modified by
 *			  I. J. Thompson and A. R. Barnett, J. Comput. Phys. 64 (1986) 490-509.
 *	 [Loader] C. Loader, Fast and Accurate Computation of Binomial Probabilities
 *			  (2000): deviance and Stirling error for the density.
 */
#include <float.h>
#include <math.h>

#include "uncertainty/chi_squared.h"
#include "uncertainty/stirling.h"

#define GAMMA_STEPS		1000000
#define LENTZ_TINY		1e-300

/* log of x^a e^-x / Gamma(a + 1). [Loader] */
static double
gamma_log_density(double a, double x)
{
	double		v = (x - a) / a;
	double		deviance = fabs(v) <= 0.5 ? a * log1p_minus(v) : a * log(x / a) + a - x;

	return deviance - stirling_error(a) - 0.5 * log(a) - LOG_SQRT_2PI;
}

/* P(a, x) over the density above: 1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ... [DLMF 8.7.1] */
static double
lower_series(double a, double x)
{
	double		term = 1.0;
	double		sum = 1.0;
	int			i;

	for (i = 1; i < GAMMA_STEPS && term > DBL_EPSILON * 0.1 * sum; i++)
	{
		term *= x / (a + i);
		sum += term;
	}
	return sum;
}

/* 1 / (x + 1 - a - 1 (1 - a) / (x + 3 - a - 2 (2 - a) / ...)). [DLMF 8.9.2, Lentz] */
static double
upper_fraction(double a, double x)
{
	double		b = x + 1.0 - a;
	double		d = 1.0 / b;
	double		c = 1.0 / LENTZ_TINY;
	double		value = d;
	double		step = 0.0;
	int			i;

	for (i = 1; i < GAMMA_STEPS && fabs(step - 1.0) > DBL_EPSILON; i++)
	{
		double		numerator = -i * (i - a);

		b += 2.0;
		d = 1.0 / (numerator * d + b);
		c = b + numerator / c;
		step = d * c;
		value *= step;
	}
	return value;
}

double
chi_squared_upper(double statistic, double df)
{
	double		a = df / 2.0;
	double		x = statistic / 2.0;

	if (isnan(statistic) || !(df > 0.0))
		return NAN;
	if (x <= 0.0)
		return 1.0;
	if (x < a + 1.0)
		return 1.0 - exp(gamma_log_density(a, x)) * lower_series(a, x);
	return exp(gamma_log_density(a, x)) * a * upper_fraction(a, x);
}

/*
 * stirling.c
 *		Gamma functions of large arguments, and what is left of a logarithm near 1.
 *
 *	 [DLMF]	  NIST Digital Library of Mathematical Functions, 5.11.1.
 */
#include <float.h>
#include <math.h>

#include "uncertainty/stirling.h"

/* log(1 + v) - v for |v| <= 1/2 without cancellation: log(1 + v) = 2 atanh(v / (2 + v)). */
double
log1p_minus(double v)
{
	double		r = v / (2.0 + v);
	double		r2 = r * r;
	double		power = 1.0;
	double		sum = 0.0;
	int			k;

	for (k = 3; power > 0.1 * DBL_EPSILON; k += 2)
	{
		sum += power / k;
		power *= r2;
	}
	return r * (2.0 * r2 * sum - v);
}

/* log Gamma(z + 1) minus Stirling's z log z - z + log(2 pi z) / 2. [DLMF 5.11.1] */
double
stirling_error(double z)
{
	static const double series[] = {
		1.0 / 12.0, -1.0 / 360.0, 1.0 / 1260.0, -1.0 / 1680.0, 1.0 / 1188.0,
		-691.0 / 360360.0, 1.0 / 156.0, -3617.0 / 122400.0
	};
	double		z2 = z * z;
	double		sum = 0.0;
	int			k;

	if (z < 12.0)
		return lgamma(z + 1.0) - (z + 0.5) * log(z) + z - LOG_SQRT_2PI;
	for (k = 7; k >= 0; k--)
		sum = series[k] + sum / z2;
	return sum / z;
}

/*
 * sample_size.c
 *		How many answers a wanted precision takes.
 *
 *	 [Cochran] W. G. Cochran, Sampling Techniques (1977), 4.4: one share, and
 *			   the finite population.
 *	 [Fleiss]  J. L. Fleiss, Statistical Methods for Rates and Proportions (1981),
 *			   3.2: two shares; R's power.prop.test.
 *	 [Sauro]   J. Sauro, J. R. Lewis, Sample sizes for Net Promoter Scores,
 *			   measuringu.com: adjusted Wald turned around, hence minus 3.
 */
#include <math.h>

#include "uncertainty/distributions.h"
#include "uncertainty/sample_size.h"

static double
square(double v)
{
	return v * v;
}

static double
upper_z(double tail)
{
	return -normal_quantile(tail);
}

/* Drawing from a population that is not large leaves less to chance. [Cochran] */
static double
rounded_sample(double n, double population)
{
	if (!isinf(population))
		n = n / (1.0 + (n - 1.0) / population);
	return fmax(ceil(n), 1.0);
}

static double
one_share(SampleDesign design, double expected)
{
	return square(upper_z(design.alpha / 2.0) / design.margin) * expected * (1.0 - expected);
}

/* The other share lies margin above, or below where there is no room above. [Fleiss] */
static double
two_shares(SampleDesign design, double expected)
{
	double		other = expected + design.margin <= 1.0 ? expected + design.margin : expected - design.margin;
	double		middle = (expected + other) / 2.0;
	double		pooled = 2.0 * middle * (1.0 - middle);
	double		separate = expected * (1.0 - expected) + other * (1.0 - other);
	double		z = upper_z(design.alpha / 2.0) * sqrt(pooled) + upper_z(1.0 - design.power) * sqrt(separate);

	return square(fmax(z, 0.0) / design.margin);
}

double
share_sample_size(SampleDesign design, double expected)
{
	double		n = isnan(design.power) ? one_share(design, expected) : two_shares(design, expected);

	return rounded_sample(n, design.population);
}

/* [Sauro] */
double
net_sample_size(SampleDesign design, double variance)
{
	double		z = upper_z(design.alpha / 2.0);
	double		sum = variance;

	if (!isnan(design.power))
	{
		z += upper_z(1.0 - design.power);
		sum = 2.0 * variance;
	}
	return rounded_sample(square(z / design.margin) * sum - 3.0, design.population);
}

/*
 * sample_size_sql.c
 *		SQL: how many answers to ask for.
 */
#include "compat.h"

#include <math.h>

#include "uncertainty/confidence.h"
#include "uncertainty/sample_size.h"

PG_FUNCTION_INFO_V1(csat_sample_size);
PG_FUNCTION_INFO_V1(csat_nps_sample_size);

static double
checked_power(double power)
{
	if (!(power > 0.0 && power < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("power %g is not between 0 and 1", power),
				 errhint("Write 0.8 to find a true difference in 80 of 100 surveys.")));
	return power;
}

static double
checked_population(double population)
{
	if (!(population >= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("population %g is less than 1", population)));
	return population;
}

static double
checked_margin(double points, double most)
{
	if (!(points > 0.0 && points < most))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("margin %g is not between 0 and %g points", points, most)));
	return points / 100.0;
}

/* Arguments: margin, confidence, what the score is expected to be, population, power. */
static SampleDesign
read_design(FunctionCallInfo fcinfo, double most)
{
	SampleDesign design;

	design.margin = checked_margin(PG_GETARG_FLOAT8(0), most);
	design.alpha = alpha_of_confidence(PG_GETARG_FLOAT8(1));
	design.population = PG_ARGISNULL(3) ? HUGE_VAL : checked_population(PG_GETARG_FLOAT8(3));
	design.power = PG_ARGISNULL(4) ? NAN : checked_power(PG_GETARG_FLOAT8(4));
	return design;
}

static double
checked_expected(double expected, SampleDesign design)
{
	if (!(expected > 0.0 && expected < 100.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("expected score %g is not between 0 and 100 percent", expected),
				 errhint("50 asks for the most answers and so is safe.")));
	expected /= 100.0;
	if (!isnan(design.power) && design.margin > fmax(expected, 1.0 - expected))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no score lies %g points from %g percent",
						design.margin * 100.0, expected * 100.0)));
	return expected;
}

static double
checked_variance(double variance)
{
	if (!(variance > 0.0 && variance <= 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("variance %g is not between 0 and 1", variance),
				 errdetail("It is that of one answer counted as +1, 0 or -1."),
				 errhint("1 asks for the most answers and so is safe.")));
	return variance;
}

static Datum
sample_size_result(double n)
{
	if (n >= 9223372036854775808.0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("sample size out of range"),
				 errhint("The margin is in points: 5 is 5 percent.")));
	PG_RETURN_INT64((int64) n);
}

static bool
lacks_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(0) || PG_ARGISNULL(1) || PG_ARGISNULL(2);
}

Datum
csat_sample_size(PG_FUNCTION_ARGS)
{
	SampleDesign design;
	double		expected;

	if (lacks_argument(fcinfo))
		PG_RETURN_NULL();
	design = read_design(fcinfo, 100.0);
	expected = checked_expected(PG_GETARG_FLOAT8(2), design);
	return sample_size_result(share_sample_size(design, expected));
}

Datum
csat_nps_sample_size(PG_FUNCTION_ARGS)
{
	SampleDesign design;
	double		variance;

	if (lacks_argument(fcinfo))
		PG_RETURN_NULL();
	design = read_design(fcinfo, 200.0);
	variance = checked_variance(PG_GETARG_FLOAT8(2));
	return sample_size_result(net_sample_size(design, variance));
}

/*
 * indices.c
 *		Indices of one row: SERVQUAL, the secure index, retention, and money.
 *
 * Sums of money and rates are computed in numeric, as they are written.
 */
#include "compat.h"

#include <math.h>

#include "utils/builtins.h"
#include "utils/numeric.h"

#include "base/float_array.h"
#include "number/number.h"
#include "scale/answer.h"
#include "scale/rating_scale.h"
#include "scores/reader.h"

PG_FUNCTION_INFO_V1(servqual);
PG_FUNCTION_INFO_V1(secure_index);
PG_FUNCTION_INFO_V1(secure_class);
PG_FUNCTION_INFO_V1(tally_churn);
PG_FUNCTION_INFO_V1(retention_rate);
PG_FUNCTION_INFO_V1(churn_rate);
PG_FUNCTION_INFO_V1(lifetime_value);
PG_FUNCTION_INFO_V1(csat_gain);
PG_FUNCTION_INFO_V1(csat_roi);

/* SERVQUAL has five dimensions, whose weights sum to 100. */
#define DIMENSIONS		5
#define WEIGHTS_SUM		100.0

/* -------- numeric -------- */

static Numeric
number(int64 value)
{
	return int64_to_numeric(value);
}

static Numeric
plus(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_add, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
minus(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_sub, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
times(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_mul, NumericGetDatum(a), NumericGetDatum(b)));
}

static Numeric
over(Numeric a, Numeric b)
{
	return DatumGetNumeric(DirectFunctionCall2(numeric_div, NumericGetDatum(a), NumericGetDatum(b)));
}

static int
compare(Numeric a, Numeric b)
{
	return DatumGetInt32(DirectFunctionCall2(numeric_cmp, NumericGetDatum(a), NumericGetDatum(b)));
}

/* A finite argument, or an error that names it. */
static Numeric
finite_argument(FunctionCallInfo fcinfo, int arg, const char *name)
{
	Numeric		value = PG_GETARG_NUMERIC(arg);

	if (numeric_is_nan(value) || numeric_is_inf(value))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("%s must be a finite number", name)));
	return value;
}

/* -------- SERVQUAL -------- */

static void
raise_bad_dimension_weights(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weights of servqual must be five numbers, none negative, that sum to 100"),
			 errhint("Give one weight for each of tangibles, reliability, responsiveness, assurance and empathy, for example ARRAY[11, 32, 22, 19, 16].")));
}

static void
read_dimension_weights(Datum array, double *weight)
{
	double		sum = 0;

	if (!float_array_read(array, weight, DIMENSIONS))
		raise_bad_dimension_weights();
	for (int i = 0; i < DIMENSIONS; i++)
	{
		if (!(weight[i] >= 0))
			raise_bad_dimension_weights();
		sum += weight[i];
	}
	/* thirds and the like are not exact */
	if (!(fabs(sum - WEIGHTS_SUM) <= 1e-9 * WEIGHTS_SUM))
		raise_bad_dimension_weights();
}

/*
 * servqual(tangibles, reliability, responsiveness, assurance, empathy,
 * weights): the weighted mean of the five gaps, perception minus expectation.
 * Parasuraman, Zeithaml and Berry, Journal of Retailing 64 (1988).
 */
Datum
servqual(PG_FUNCTION_ARGS)
{
	double		weight[DIMENSIONS];
	double		sum = 0;

	read_dimension_weights(PG_GETARG_DATUM(DIMENSIONS), weight);
	for (int i = 0; i < DIMENSIONS; i++)
	{
		double		gap = PG_GETARG_FLOAT8(i);

		if (!(fabs(gap) <= FIXED_MAX_VALUE))
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("gap %g is out of range", gap),
					 errhint("A gap is the mean of perception minus expectation over the items of a dimension.")));
		sum += weight[i] * gap;
	}
	/* 15 digits, as float8 has: gaps are means and seldom exact */
	PG_RETURN_DATUM(DirectFunctionCall1(float8_numeric, Float8GetDatum(sum / WEIGHTS_SUM)));
}

/* -------- secure index -------- */

/*
 * secure_index(scale, VARIADIC scores): mean of the scores from 0, worst, to
 * 1, best; NULL unless all are answered.  The scores are whole points and the
 * mean a ratio of integers: 0.9 is exactly 0.9.
 */
Datum
secure_index(PG_FUNCTION_ARGS)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(0);
	int			last = scale->grid.points - 1;
	double	   *score;
	int			count = float_array_values(PG_GETARG_DATUM(1), &score);
	Ratio		ratio = {0, 0};

	if (count <= 0)
		PG_RETURN_NULL();
	for (int i = 0; i < count; i++)
	{
		int			point = float8_answers.read(Float8GetDatum(score[i]), no_answer_cache, &scale->grid, scale);

		if (point == POINT_MISSING)
			PG_RETURN_NULL();
		ratio.num += scale->grid.reversed ? last - point : point;
		ratio.den += last;
	}
	PG_RETURN_NUMERIC(number_from_ratio(ratio));
}

/* secure_class(index): at risk below 0.7, secure from 0.9, neutral between */
Datum
secure_class(PG_FUNCTION_ARGS)
{
	Numeric		index = finite_argument(fcinfo, 0, "secure index");
	Numeric		tenths = times(index, number(10));
	const char *class = "neutral";

	if (compare(index, number(0)) < 0 || compare(index, number(1)) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("secure index must be between 0 and 1"),
				 errhint("Compute it with secure_index(scale, scores), or divide a percentage by 100.")));
	if (compare(tenths, number(7)) < 0)
		class = "at risk";
	else if (compare(tenths, number(9)) >= 0)
		class = "secure";
	PG_RETURN_TEXT_P(cstring_to_text(class));
}

/* -------- retention and churn -------- */

/* churn(...): percent of the customers of a retention tally who did not stay */
Datum
tally_churn(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	return reader_percent(t, &totals, grid_bottom_box(&t->grid, 1));
}

/*
 * 100 (at_end - new) / at_start, or what is lacking to 100; NULL if there were
 * no customers at the start.
 */
static Datum
rate(FunctionCallInfo fcinfo, bool churn)
{
	Numeric		at_start = finite_argument(fcinfo, 0, "number of customers");
	Numeric		at_end = finite_argument(fcinfo, 1, "number of customers");
	Numeric		new = finite_argument(fcinfo, 2, "number of customers");
	Numeric		zero = number(0);
	Numeric		kept = minus(at_end, new);

	if (compare(at_start, zero) < 0 || compare(at_end, zero) < 0 || compare(new, zero) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of customers must not be negative")));
	if (compare(kept, zero) < 0 || compare(kept, at_start) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("customers kept must be between 0 and the customers at the start"),
				 errdetail("The customers kept are those at the end without the new ones."),
				 errhint("Give the customers at the start, at the end, and the new ones among those at the end.")));
	if (compare(at_start, zero) == 0)
		PG_RETURN_NULL();
	if (churn)
		kept = minus(at_start, kept);
	PG_RETURN_NUMERIC(over(times(number(100), kept), at_start));
}

Datum
retention_rate(PG_FUNCTION_ARGS)
{
	return rate(fcinfo, false);
}

Datum
churn_rate(PG_FUNCTION_ARGS)
{
	return rate(fcinfo, true);
}

/* -------- money -------- */

static void
check_fraction(Numeric value, const char *name)
{
	if (compare(value, number(0)) >= 0 && compare(value, number(1)) <= 0)
		return;
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("%s must be between 0 and 1", name),
			 errhint("Give a fraction, not a percentage: 0.8 for 80 percent.")));
}

/*
 * lifetime_value(margin, retention, discount) = m r / (1 + d - r): the margin
 * of a period, the first of them one period ahead, for as long as customers
 * stay.  Gupta and Lehmann, Journal of Interactive Marketing 17 (2003).
 */
Datum
lifetime_value(PG_FUNCTION_ARGS)
{
	Numeric		margin = finite_argument(fcinfo, 0, "margin");
	Numeric		retention = finite_argument(fcinfo, 1, "retention");
	Numeric		discount = finite_argument(fcinfo, 2, "discount");
	Numeric		loss;

	check_fraction(retention, "retention");
	check_fraction(discount, "discount");
	loss = minus(plus(number(1), discount), retention);
	if (compare(loss, number(0)) == 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("lifetime value is infinite if every customer stays and nothing is discounted"),
				 errhint("Give a retention below 1 or a discount above 0.")));
	PG_RETURN_NUMERIC(over(times(margin, retention), loss));
}

/*
 * csat_gain(customers, points, value_per_customer): what the customers are
 * worth who are satisfied now and were not, per period of the value.
 */
Datum
csat_gain(PG_FUNCTION_ARGS)
{
	Numeric		customers = finite_argument(fcinfo, 0, "number of customers");
	Numeric		points = finite_argument(fcinfo, 1, "points");
	Numeric		value = finite_argument(fcinfo, 2, "value per customer");

	if (compare(customers, number(0)) < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("number of customers must not be negative")));
	if (compare(points, number(-100)) < 0 || compare(points, number(100)) > 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("points must be between -100 and 100"),
				 errhint("Give the change of the percentage of satisfied customers in points: 10 from 40 to 50 percent.")));
	PG_RETURN_NUMERIC(times(times(times(customers, points), value),
							int64_div_fast_to_numeric(1, 2)));
}

/* csat_roi(gain, cost): 100 (gain - cost) / cost, percent; NULL if nothing was spent */
Datum
csat_roi(PG_FUNCTION_ARGS)
{
	Numeric		gain = finite_argument(fcinfo, 0, "gain");
	Numeric		cost = finite_argument(fcinfo, 1, "cost");
	int			sign = compare(cost, number(0));

	if (sign < 0)
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("cost must not be negative")));
	if (sign == 0)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(over(times(number(100), minus(gain, cost)), cost));
}

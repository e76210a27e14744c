/*
 * describe.c
 *		What else can be read off a tally: sizes, spread, weights.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "scale/rating_scale.h"
#include "scores/reader.h"

PG_FUNCTION_INFO_V1(tally_response_count);
PG_FUNCTION_INFO_V1(tally_missing);
PG_FUNCTION_INFO_V1(tally_response_rate);
PG_FUNCTION_INFO_V1(tally_weight);
PG_FUNCTION_INFO_V1(tally_n_eff);
PG_FUNCTION_INFO_V1(tally_design_effect);
PG_FUNCTION_INFO_V1(tally_scale_of);
PG_FUNCTION_INFO_V1(tally_counts);
PG_FUNCTION_INFO_V1(tally_variance);
PG_FUNCTION_INFO_V1(tally_stddev);
PG_FUNCTION_INFO_V1(tally_percentile);

/* responses(t, lo, hi): answers with lo <= score <= hi, by default all */
Datum
tally_response_count(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));

	PG_RETURN_INT64(metric_count(t, range));
}

/* missing(t): rows without an answer */
Datum
tally_missing(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_TALLY(0)->missing);
}

/* response_rate(t): percent of the rows that are answered; NULL if there are none */
Datum
tally_response_rate(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	int64		responses = metric_count(t, grid_all(&t->grid));
	Ratio		rate;

	if (responses + t->missing == 0)
		PG_RETURN_NULL();
	rate.num = (int128) responses * 100;
	rate.den = (uint128) responses + (uint128) t->missing;
	PG_RETURN_NUMERIC(number_from_ratio(rate));
}

/* weight(t, lo, hi): the sum of the weights of answers with lo <= score <= hi, by default of all, exactly */
Datum
tally_weight(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	uint128		amount = metric_amount(t, range);
	Totals		totals;
	Fixed128	sum;
	char		text[FIXED128_TEXT_MAX];

	(void) reader_load(t, &totals); /* an error where all of them are too much */
	if (!tally_is_weighted(t))
		PG_RETURN_NUMERIC(int64_to_numeric((int64) amount));
	sum = fixed128_from_units(amount);
	fixed128_to_text(&sum, text);
	PG_RETURN_NUMERIC(number_from_text(text));
}

/* n_eff(t): Kish's effective sample size */
Datum
tally_n_eff(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	if (!tally_is_weighted(t))
		PG_RETURN_NUMERIC(int64_to_numeric(totals.responses));
	PG_RETURN_NUMERIC(number_from_double(metric_kish(t, &totals)));
}

/* design_effect(t): answers per effective answer, 1 or more */
Datum
tally_design_effect(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double((double) totals.responses / metric_kish(t, &totals)));
}

/* scale_of(t): the scale, without labels and codes; NULL if not known */
Datum
tally_scale_of(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Grid		grid = t->grid;

	if (!tally_has_scale(t))
		PG_RETURN_NULL();
	grid.format = SCALE_VERSION;
	PG_RETURN_POINTER(scale_build(&grid, NULL, 0));
}

/* counts(t): the answers on each point, from LO to HI */
Datum
tally_counts(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Datum		counts[GRID_MAX_POINTS];

	for (int i = 0; i < t->grid.points; i++)
		counts[i] = Int64GetDatum(t->count[i]);
	PG_RETURN_ARRAYTYPE_P(construct_array(counts, t->grid.points, INT8OID,
										  sizeof(int64), FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The variance of the sample; false for fewer than two answers. */
static bool
sample_variance(const Tally *t, double *variance)
{
	Totals		totals;

	if (!reader_load(t, &totals) || totals.responses < 2)
		return false;
	*variance = metric_moments(t).sample_variance;
	return true;
}

Datum
tally_variance(PG_FUNCTION_ARGS)
{
	double		variance;

	if (!sample_variance(PG_GETARG_TALLY(0), &variance))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(variance));
}

Datum
tally_stddev(PG_FUNCTION_ARGS)
{
	double		variance;

	if (!sample_variance(PG_GETARG_TALLY(0), &variance))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(sqrt(variance)));
}

/* median(t), percentile(t, fraction) */
Datum
tally_percentile(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	double		fraction = PG_NARGS() > 1 ? PG_GETARG_FLOAT8(1) : 0.5;
	Totals		totals;

	if (!(fraction >= 0 && fraction <= 1))
		ereport(ERROR,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("percentile value %g is not between 0 and 1", fraction),
				 fraction > 1 && fraction <= 100 ?
				 errhint("Write %g for the %g%% point.", fraction / 100, fraction) : 0));
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(metric_percentile(t, &totals, fraction)));
}

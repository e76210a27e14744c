/*
 * stratified_sql.c
 *		SQL: stratified_ci, the mean over strata with its interval.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "base/float_array.h"
#include "signals/stratified.h"
#include "uncertainty/confidence.h"
#include "uncertainty/result_rows.h"

PG_FUNCTION_INFO_V1(stratified_ci);

/* One summary a stratum, NULL where an element is NULL or without values. */
typedef struct Summaries
{
	int			count;
	const WeightedStats **stats;
} Summaries;

static void
check_one_scale(const WeightedStats *a, const WeightedStats *b)
{
	if (weighted_stats_has_scale(a) != weighted_stats_has_scale(b) || !grid_equal(&a->grid, &b->grid))
		weighted_stats_raise(WEIGHTED_SCALES_DIFFER);
}

static Summaries
read_summaries(Datum array)
{
	ArrayType  *given = DatumGetArrayTypeP(array);
	Datum	   *elements;
	bool	   *nulls;
	Summaries	summaries;
	const WeightedStats *first = NULL;

	deconstruct_array(given, ARR_ELEMTYPE(given), -1, false, TYPALIGN_DOUBLE, &elements, &nulls, &summaries.count);
	summaries.stats = palloc0(Max(summaries.count, 1) * sizeof(WeightedStats *));
	for (int i = 0; i < summaries.count; i++)
	{
		const WeightedStats *s = nulls[i] ? NULL : DatumGetWeightedStats(elements[i]);

		if (s == NULL || s->n == 0)
			continue;
		if (first == NULL)
			first = s;
		check_one_scale(first, s);
		summaries.stats[i] = s;
	}
	return summaries;
}

static void
check_share(double share)
{
	if (!(share >= 0.0) || isinf(share))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("share %g of a stratum is not a number from 0 up", share),
				 errhint("Give each stratum's share of the population; 0 leaves a stratum out.")));
}

/* One share for each stratum, of which one at least is above 0. */
static double *
read_shares(Datum array, int strata)
{
	double	   *shares;
	int			count = float_array_values(array, &shares);
	bool		any = false;

	if (count < 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("share of a stratum must not be null"),
				 errhint("Give each stratum's share of the population; 0 leaves a stratum out.")));
	if (count != strata)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("strata has %d elements and shares has %d", strata, count),
				 errhint("Build both with array_agg over the same rows in the same order.")));
	for (int i = 0; i < count; i++)
	{
		check_share(shares[i]);
		any = any || shares[i] > 0.0;
	}
	if (count > 0 && !any)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("no stratum has a share above 0"),
				 errhint("Give each stratum's share of the population, in any unit.")));
	return shares;
}

/* Strata with values; without shares those alone are strata. -1 if one with a share is empty. */
static int
gather_strata(const Summaries *summaries, const double *shares, Stratum *strata)
{
	int			count = 0;

	for (int i = 0; i < summaries->count; i++)
	{
		bool		left_out = shares == NULL ? summaries->stats[i] == NULL : shares[i] == 0.0;

		if (left_out)
			continue;
		if (summaries->stats[i] == NULL)
			return -1;
		strata[count].stats = summaries->stats[i];
		strata[count].share = shares == NULL ? NAN : shares[i];
		count++;
	}
	return count;
}

/* The ratio of the sums of all strata, with the digits that its mean has elsewhere. */
static Numeric
ratio_of_sums(const Stratum *strata, int count)
{
	WeightedStats *all = weighted_stats_copy(strata[0].stats);

	for (int i = 1; i < count; i++)
		weighted_stats_raise(weighted_stats_merge(all, strata[i].stats, false));
	return weighted_stats_number(all, linear_function(1, 0, 1));
}

static Datum
stratified_row(FunctionCallInfo fcinfo, Numeric estimate, const Stratified *result, double alpha)
{
	Estimate	mean = {result->mean, result->error, (double) result->df};
	ScoreInterval interval = {.unit = 1.0,.responses = result->clusters,.n_eff = result->n_eff,.error = result->error};

	interval.bounds = estimate_bounds(mean, alpha);
	return interval_row(fcinfo, estimate, interval);
}

Datum
stratified_ci(PG_FUNCTION_ARGS)
{
	Summaries	summaries;
	double	   *shares = NULL;
	double		alpha;
	Stratum    *strata;
	Stratified	result;
	int			count;

	if (PG_ARGISNULL(0) || PG_ARGISNULL(2))
		PG_RETURN_NULL();
	alpha = alpha_of_confidence(PG_GETARG_FLOAT8(2));
	summaries = read_summaries(PG_GETARG_DATUM(0));
	if (!PG_ARGISNULL(1))
		shares = read_shares(PG_GETARG_DATUM(1), summaries.count);
	strata = palloc(Max(summaries.count, 1) * sizeof(Stratum));
	count = gather_strata(&summaries, shares, strata);
	if (count < 1)
		PG_RETURN_NULL();
	result = stratified_mean(strata, count);
	return stratified_row(fcinfo, shares == NULL ? ratio_of_sums(strata, count) : number_from_double(result.mean),
						  &result, alpha);
}

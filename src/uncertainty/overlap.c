/*
 * overlap.c
 *		Two groups of answers, and the answers that are in both.
 *
 * Two rolling windows share answers, and so do a segment and the whole.  Their
 * scores go together by as much as they share, and differ by less than those
 * of two groups apart.
 */
#include "compat.h"

#include <math.h>

#include "scores/reader.h"
#include "uncertainty/overlap.h"
#include "uncertainty/result_rows.h"

void
check_population(int64 responses, double population)
{
	if (!(population >= (double) responses))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("population %.17g is smaller than the number of responses %lld",
						population, (long long) responses),
				 errhint("The population is everybody who could have answered.")));
}

bool
group_load(FunctionCallInfo fcinfo, int tally, int population, Group *group)
{
	if (!sample_load(fcinfo, tally, &group->tally, &group->totals))
		return false;
	group->population = PG_ARGISNULL(population) ? HUGE_VAL : PG_GETARG_FLOAT8(population);
	check_population(group->totals.responses, group->population);
	return true;
}

/* What is in a group and not in the overlap. */
static Tally *
rest_of(const Group *group, const Tally *overlap)
{
	Tally	   *rest = tally_copy(group->tally);
	TallyFault	fault = tally_merge(&rest, overlap, true);

	if (fault == TALLY_SCALES_DIFFER)
		tally_raise(fault, &group->tally->grid, &overlap->grid);
	if (fault != TALLY_OK)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("the overlap has answers that are not in both tallies"),
				 errhint("The overlap is the tally of the answers that are counted in both, such as the days that two windows share.")));
	return rest;
}

/* Kish's sizes: W^2 / S, so that S is W^2 over the size. */
static double
correlation_of(const Group *first, const Group *second, const Overlap *overlap)
{
	double		n1 = metric_kish(first->tally, &first->totals);
	double		n2 = metric_kish(second->tally, &second->totals);
	double		n = metric_kish(overlap->tally, &overlap->totals);
	double		w = (double) overlap->totals.weight;
	double		r = w / (double) first->totals.weight * (w / (double) second->totals.weight) * (sqrt(n1 * n2) / n);

	return fmin(r, 1.0);
}

/* One inside the other: what is left of the whole, if that is known of how many. */
static void
take_rest(Overlap *overlap, OverlapKind kind, const Group *whole, const Group *part, const Tally *rest)
{
	overlap->kind = kind;
	overlap->rest.tally = rest;
	reader_load(rest, &overlap->rest.totals);
	overlap->rest.population = isinf(whole->population) || isinf(part->population) ? HUGE_VAL :
		whole->population - part->population;
	check_population(overlap->rest.totals.responses, overlap->rest.population);
	overlap->rest_of_whole = (double) overlap->rest.totals.weight / (double) whole->totals.weight;
}

void
overlap_load(FunctionCallInfo fcinfo, int arg, const Group *first, const Group *second, Overlap *overlap)
{
	const Overlap none = {.kind = OVERLAP_PARTIAL};
	Tally	   *shared;
	Tally	   *rest1;
	Tally	   *rest2;

	*overlap = none;
	if (PG_ARGISNULL(arg))
		return;
	shared = tally_copy(PG_GETARG_TALLY(arg));
	shared->missing = 0;
	if (!reader_load(shared, &overlap->totals))
		return;
	rest1 = rest_of(first, shared);
	rest2 = rest_of(second, shared);
	overlap->tally = shared;
	if (tally_has_answers(rest1) && tally_has_answers(rest2))
		overlap->correlation = correlation_of(first, second, overlap);
	else if (tally_has_answers(rest2))
		take_rest(overlap, OVERLAP_FIRST_INSIDE, second, first, rest2);
	else if (tally_has_answers(rest1))
		take_rest(overlap, OVERLAP_SECOND_INSIDE, first, second, rest1);
	else
		overlap->correlation = 1.0;
}

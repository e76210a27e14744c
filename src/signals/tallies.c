/*
 * tallies.c
 *		An argument of type tally[]: one tally a group.
 */
#include "signals/tallies.h"

#include "catalog/pg_type.h"
#include "miscadmin.h"
#include "utils/array.h"

#include "scores/reader.h"

static void
check_scale(const Tally *a, const Tally *b)
{
	if (!grid_equal(&a->grid, &b->grid))
		tally_raise(TALLY_SCALES_DIFFER, &a->grid, &b->grid);
}

static void
read_elements(Tallies *tallies, const Datum *elements, const bool *nulls)
{
	const Tally *first = NULL;

	for (int i = 0; i < tallies->count; i++)
	{
		const Tally *t;

		CHECK_FOR_INTERRUPTS();
		if (nulls[i])
			continue;
		t = DatumGetTally(elements[i]);
		if (!reader_load(t, &tallies->totals[i]))
			continue;
		if (first == NULL)
			first = t;
		check_scale(first, t);
		tallies->tally[i] = t;
	}
}

Tallies
tallies_read(Datum array)
{
	ArrayType  *given = DatumGetArrayTypeP(array);
	Datum	   *elements;
	bool	   *nulls;
	Tallies		tallies;

	deconstruct_array(given, ARR_ELEMTYPE(given), -1, false, TYPALIGN_DOUBLE, &elements, &nulls, &tallies.count);
	tallies.tally = palloc0(Max(tallies.count, 1) * sizeof(Tally *));
	tallies.totals = palloc0(Max(tallies.count, 1) * sizeof(Totals));
	read_elements(&tallies, elements, nulls);
	return tallies;
}

const Tally *
tallies_first(const Tallies *tallies)
{
	for (int i = 0; i < tallies->count; i++)
	{
		if (tallies->tally[i] != NULL)
			return tallies->tally[i];
	}
	return NULL;
}

void
tallies_check_same_scale(const Tallies *a, const Tallies *b)
{
	const Tally *first = tallies_first(a);
	const Tally *second = tallies_first(b);

	if (first != NULL && second != NULL)
		check_scale(first, second);
}

size_t
tallies_to_groups(const Tallies *tallies, const Metric *metric, const double *x, ScoredGroup **groups)
{
	size_t		count = 0;

	*groups = palloc(Max(tallies->count, 1) * sizeof(ScoredGroup));
	for (int i = 0; i < tallies->count; i++)
	{
		if (tallies->tally[i] == NULL)
			continue;
		(*groups)[count] = group_of(metric, tallies->tally[i], &tallies->totals[i]);
		if (x != NULL)
			(*groups)[count].x = x[i];
		count++;
	}
	groups_sort(*groups, count);
	return count;
}

const Tally *
tallies_pooled(const Tallies *tallies)
{
	Tally	   *sum = tally_create(NULL, false);

	for (int i = 0; i < tallies->count; i++)
	{
		TallyFault	fault = TALLY_OK;

		if (tallies->tally[i] != NULL)
			fault = tally_merge(&sum, tallies->tally[i], false);
		if (fault != TALLY_OK)
			tally_raise(fault, NULL, NULL);
	}
	return sum;
}

/*
 * change.h
 *		What the same people, or shops, answered before and after.
 *
 * Pure, but for palloc and the errors of a metric that a scale does not have.
 */
#ifndef CSAT_CHANGE_H
#define CSAT_CHANGE_H

#include "scores/metric_table.h"
#include "uncertainty/interval.h"

/* What a person is to a change: two weights and two weighted sums. */
typedef enum ChangePart
{
	PART_W1,					/* weight of the answers before */
	PART_S1,					/* weight times what an answer counts */
	PART_W2,					/* the same after */
	PART_S2
} ChangePart;

#define CHANGE_PARTS	4
#define CHANGE_PRODUCTS	(CHANGE_PARTS * (CHANGE_PARTS + 1) / 2)

/*
 * A weight is below 2^127 in its units of 2^-64, a sum of thousandths below
 * 2^159, a product of two below 2^318, and 2^63 of these are below 2^381.
 */
#define CHANGE_LIMBS	6

typedef struct ChangeSums
{
	int64		people;			/* with an answer before or after */
	Tally	   *before;			/* all their answers */
	Tally	   *after;
	uint64		product[CHANGE_PRODUCTS][CHANGE_LIMBS]; /* of two parts of a
														 * person, summed: two's
														 * complement */
} ChangeSums;

/* What a person answered: NULL for nothing. */
typedef struct ChangePerson
{
	const Tally *before;
	const Tally *after;
} ChangePerson;

/* Put the products of a person into the sums, or take them out; not the tallies. */
extern void change_take(ChangeSums *sums, const Metric *metric, const ChangePerson *person, bool remove);

extern void change_add_sums(ChangeSums *sums, const ChangeSums *more);

/*
 * The change in the unit of the metric: there are answers before and after, and
 * all on one scale.  Its error is NAN for one person, and 0 where all changed alike.
 */
extern Estimate change_of(const ChangeSums *sums, const Metric *metric);

#endif							/* CSAT_CHANGE_H */

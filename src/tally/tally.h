/*
 * tally.h
 *		A tally: how many answers fell on each point of one scale.
 *
 * It is the state of every score and lives in tables for years, so its layout
 * is its own: no OIDs, no numerics, no padding, and a version.
 */
#ifndef CSAT_TALLY_H
#define CSAT_TALLY_H

#include "compat.h"

#include "base/scan.h"
#include "number/fixed.h"
#include "scale/grid.h"

#define TALLY_VERSION	1		/* in grid.format, lower half */
#define TALLY_WEIGHTED	0x10	/* in grid.format: weights follow the counts */

/*
 * In grid.format of an aggregate's state only: rows without an answer were
 * counted whose scale was not known, or zero tallies whose scale was.  When the
 * last answer is taken out of such a state, whether it has a scale can only be
 * seen by computing it anew.
 */
#define TALLY_UNSCALED	0x20

/* Is a format one that this version writes?  Each other bit is kept for a later one. */
static inline bool
tally_format_is_known(uint8 format)
{
	return (format & ~(TALLY_WEIGHTED | TALLY_UNSCALED)) == TALLY_VERSION;
}

/* What a weighted tally keeps of the answers on one point, beside their count. */
typedef struct PointWeight
{
	Fixed128	w;				/* sum of the weights */
	Fixed256	w2;				/* sum of the squared weights */
} PointWeight;

typedef struct Tally
{
	int32		vl_len_;		/* varlena header */
	Grid		grid;			/* points = 0 where no scale is known */
	int64		missing;		/* rows without an answer */
	int64		count[FLEXIBLE_ARRAY_MEMBER];	/* answers on each point */
	/* if weighted, one PointWeight for each point follows the counts */
} Tally;

/* Why two tallies could not be put together. */
typedef enum TallyFault
{
	TALLY_OK,
	TALLY_SCALES_DIFFER,
	TALLY_TOO_LARGE,			/* a count or a sum of weights overflows */
	TALLY_TOO_FEW				/* more would be taken away than is there */
} TallyFault;

static inline bool
tally_is_weighted(const Tally *t)
{
	return (t->grid.format & TALLY_WEIGHTED) != 0;
}

static inline bool
tally_has_scale(const Tally *t)
{
	return t->grid.points != 0;
}

static inline PointWeight *
tally_weights(Tally *t)
{
	return (PointWeight *) &t->count[t->grid.points];
}

static inline const PointWeight *
tally_weights_const(const Tally *t)
{
	return (const PointWeight *) &t->count[t->grid.points];
}

/* What so many answers weigh together if each weighs 1. */
static inline PointWeight
point_weight_of_count(int64 count)
{
	PointWeight weight = {fixed128_from_count(count), fixed256_from_count(count)};

	return weight;
}

static inline Size
tally_size(int points, bool weighted)
{
	return offsetof(Tally, count) +
		points * (sizeof(int64) + (weighted ? sizeof(PointWeight) : 0));
}

/* Is a value as long as its head says? */
static inline bool
tally_is_whole(const Tally *t)
{
	return VARSIZE(t) >= offsetof(Tally, count) && tally_format_is_known(t->grid.format) &&
		VARSIZE(t) == tally_size(t->grid.points, tally_is_weighted(t));
}

/* Count an answer of this weight in a weighted tally; false: a sum would overflow. */
static inline bool
tally_count_weighted(Tally *t, int point, const Fixed128 *w)
{
	PointWeight *sum = &tally_weights(t)[point];
	Fixed256	w2 = fixed_weight_square(w);

	if (!fixed128_add(&sum->w, w) || !fixed256_add(&sum->w2, &w2))
		return false;
	t->count[point]++;
	return true;
}

/* tally.c: pure, but for palloc */
extern Tally *tally_create(const Grid *grid, bool weighted);
extern Tally *tally_copy(const Tally *t);
extern Tally *tally_to_weighted(const Tally *t);
extern Tally *tally_with_scale(const Tally *t, const Grid *grid, bool weighted);
extern bool tally_has_answers(const Tally *t);
extern bool tally_is_zero(const Tally *t);
extern bool tally_responses(const Tally *t, int64 *responses);
extern PointWeight tally_point_weight(const Tally *t, int point);
extern bool point_weighs_one(int64 count, const PointWeight *weight);
extern bool tally_point_is_sound(int64 count, const PointWeight *weight);
extern const char tally_overflows[];
extern const char *tally_defect(const Tally *t);
extern bool tally_is_canonical(const Tally *t);
extern Tally *tally_canonical(const Tally *t);
extern TallyFault tally_merge(Tally **into, const Tally *from, bool subtract);
extern int	tally_compare(const Tally *a, const Tally *b);

/* tally_text.c: the text form */
extern char *tally_to_text(const Tally *t);
extern Tally *tally_parse(const char *text, ParseFault *fault);

/*
 * tally_io.c: the tally in a datum, detoasted, checked and canonical.  What an
 * aggregate changes in place it takes from its argument as it is.
 */
extern Tally *DatumGetTally(Datum datum);
extern void tally_raise(TallyFault fault, const Grid *a, const Grid *b);

#define PG_GETARG_TALLY(n)	DatumGetTally(PG_GETARG_DATUM(n))

#endif							/* CSAT_TALLY_H */

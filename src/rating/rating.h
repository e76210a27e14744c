/*
 * rating.h
 *		A rating: one answer with its scale, in 64 bits.
 *
 * From the highest bit down:
 *
 *		1	known: the scale is known
 *		24	lowest point of the scale, thousandths, plus RATING_LO_BIAS
 *		17	step, thousandths
 *		7	points of the scale, less 1
 *		1	reversed
 *		7	top
 *		7	the answer: index of its point from LO
 *
 * so that the order of ratings (by scale, then by score) is the order of
 * unsigned integers, and two ratings are equal if and only if their bits are.
 *
 * A rating whose scale is not known yet ('4' read without a type modifier) has
 * known = 0, and the other bits are the score in thousandths, signed.
 *
 * rating.c is pure: no Datum, no ereport.
 */
#ifndef CSAT_RATING_H
#define CSAT_RATING_H

#include "compat.h"

#include "nodes/nodes.h"

#include "scale/grid.h"
#include "scale/rating_scale.h"

typedef uint64 Rating;

#define RATING_KNOWN		(UINT64CONST(1) << 63)
#define RATING_LO_BIAS		(1 << 23)
#define RATING_TEXT_MAX		(MILLI_TEXT_MAX + GRID_TEXT_MAX)

#define RATING_LO_SHIFT		39
#define RATING_STEP_SHIFT	22
#define RATING_POINTS_SHIFT	15
#define RATING_REVERSED_SHIFT 14
#define RATING_TOP_SHIFT	7

/* What rating_parse() found in a text. */
typedef struct RatingText
{
	Slice		number;			/* the score as written */
	int64		score;			/* in thousandths */
	bool		exact;			/* it is whole thousandths, and not huge */
	bool		scaled;			/* "of SCALE" follows */
	Grid		grid;			/* that scale */
} RatingText;

static inline bool
rating_is_known(Rating r)
{
	return (r & RATING_KNOWN) != 0;
}

static inline Rating
rating_pack(const Grid *grid, int point)
{
	return RATING_KNOWN |
		(uint64) (grid->lo + RATING_LO_BIAS) << RATING_LO_SHIFT |
		(uint64) grid->step << RATING_STEP_SHIFT |
		(uint64) (grid->points - 1) << RATING_POINTS_SHIFT |
		(uint64) grid->reversed << RATING_REVERSED_SHIFT |
		(uint64) grid->top << RATING_TOP_SHIFT |
		(uint64) point;
}

/* The point of a known rating, by index from LO; not checked. */
static inline int
rating_point(Rating r)
{
	return (int) (r & 0x7F);
}

/* The same, and its scale. */
static inline int
rating_unpack(Rating r, Grid *grid)
{
	grid->lo = (int32) (r >> RATING_LO_SHIFT & 0xFFFFFF) - RATING_LO_BIAS;
	grid->step = (int32) (r >> RATING_STEP_SHIFT & 0x1FFFF);
	grid->points = (uint8) ((r >> RATING_POINTS_SHIFT & 0x7F) + 1);
	grid->reversed = (uint8) (r >> RATING_REVERSED_SHIFT & 1);
	grid->top = (uint8) (r >> RATING_TOP_SHIFT & 0x7F);
	grid->format = 0;
	return rating_point(r);
}

/* A score whose scale is not known yet; |score| <= DECIMAL_MAX_MILLI. */
static inline Rating
rating_pack_bare(int64 score)
{
	return (uint64) score & ~RATING_KNOWN;
}

static inline int64
rating_bare_score(Rating r)
{
	return (int64) (r << 1) >> 1;
}

extern bool rating_valid(Rating r);
extern bool rating_parse(Slice written, RatingText *result, ParseFault *fault);
extern int	rating_to_text(Rating r, char *buf);
extern int	rating_scale_to_text(const Grid *grid, char *buf);

/*
 * The type modifier of a column, rating(LO, HI): the scale of whole points
 * that its ratings have.  At least 0, as PostgreSQL wants it.
 */
extern bool rating_typmod_pack(const Grid *grid, int32 *typmod);
extern bool rating_typmod_unpack(int32 typmod, Grid *grid);

/* rating_io.c: the rating in a datum */
#define DatumGetRating(d)		((Rating) DatumGetInt64(d))
#define RatingGetDatum(r)		Int64GetDatum((int64) (r))
#define PG_GETARG_RATING(n)		DatumGetRating(PG_GETARG_DATUM(n))
#define PG_RETURN_RATING(r)		return RatingGetDatum(r)

extern int	rating_load(Rating r, Grid *grid);
pg_noreturn extern void rating_raise_unscaled(Rating r);
extern bool rating_place_bare(int64 score, bool exact, const char *written, int32 typmod,
							  Node *escontext, Rating *result);

#endif							/* CSAT_RATING_H */

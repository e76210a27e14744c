/*
 * tally.c
 *		Tallies: making, checking, adding and taking away.
 *
 * All sums are integers or fixed point, so that the order of the rows, the
 * plan, and the split over workers or shards change no bit of them.
 */
#include "postgres.h"

#include "common/int.h"

#include "tally/tally.h"

/* An all-zero tally; without a scale if grid is NULL. */
Tally *
tally_create(const Grid *grid, bool weighted)
{
	int			points = grid ? grid->points : 0;
	Size		size = tally_size(points, weighted);
	Tally	   *t = palloc0(size);

	SET_VARSIZE(t, size);
	if (grid)
		t->grid = *grid;
	t->grid.format = TALLY_VERSION | (weighted ? TALLY_WEIGHTED : 0);
	return t;
}

Tally *
tally_copy(const Tally *t)
{
	Tally	   *copy = palloc(VARSIZE(t));

	memcpy(copy, t, VARSIZE(t));
	return copy;
}

/* What the answers on a point weigh; each weighs 1 in an unweighted tally. */
PointWeight
tally_point_weight(const Tally *t, int point)
{
	return tally_is_weighted(t) ? tally_weights_const(t)[point] : point_weight_of_count(t->count[point]);
}

/* The same answers in the weighted layout. */
Tally *
tally_to_weighted(const Tally *t)
{
	Tally	   *result = tally_create(&t->grid, true);

	result->grid.format |= t->grid.format & TALLY_UNSCALED;
	result->missing = t->missing;
	for (int i = 0; i < t->grid.points; i++)
	{
		result->count[i] = t->count[i];
		tally_weights(result)[i] = tally_point_weight(t, i);
	}
	return result;
}

/* An all-zero tally on this scale that keeps the missing rows of another. */
Tally *
tally_with_scale(const Tally *t, const Grid *grid, bool weighted)
{
	Tally	   *result = tally_create(grid, weighted);

	result->grid.format |= t->grid.format & TALLY_UNSCALED;
	result->missing = t->missing;
	return result;
}

bool
tally_has_answers(const Tally *t)
{
	for (int i = 0; i < t->grid.points; i++)
	{
		if (t->count[i] != 0)
			return true;
	}
	return false;
}

/* No answer, and no row without one. */
bool
tally_is_zero(const Tally *t)
{
	return t->missing == 0 && !tally_has_answers(t);
}

/* How many answers there are; false if their number, with the missing, overflows. */
bool
tally_responses(const Tally *t, int64 *responses)
{
	int64		total = 0;
	int64		rows;

	for (int i = 0; i < t->grid.points; i++)
	{
		if (pg_add_s64_overflow(total, t->count[i], &total))
			return false;
	}
	*responses = total;
	return !pg_add_s64_overflow(total, t->missing, &rows);
}

/* Is the sum of w^2 at most 2^31, the largest weight, times the sum of w? */
static bool
w2_within(const Fixed256 *w2, const Fixed128 *w)
{
	uint128		bound = fixed128_units(w);
	uint128		high = fixed256_high(w2);
	uint128		low = fixed256_low(w2);
	uint128		bound_high = bound >> 33;	/* of bound * 2^(64 + 31) */
	uint128		bound_low = bound << 95;

	return high < bound_high || (high == bound_high && low <= bound_low);
}

/*
 * For n weights (sum w)^2 / n <= sum w^2 <= (sum w)^2.  The slack is for
 * doubles: without it an effective sample size could be above n.
 */
static bool
spread_is_possible(int64 count, const PointWeight *weight)
{
	double		w = fixed128_to_double(&weight->w);
	double		w2 = fixed256_to_double(&weight->w2);
	double		slack = 1e-9;

	return w2 <= w * w * (1 + slack) && w2 * (double) count >= w * w * (1 - slack);
}

/* Can a point have this count and these sums? */
bool
tally_point_is_sound(int64 count, const PointWeight *weight)
{
	bool		none = fixed128_is_zero(&weight->w);

	if (none != (count == 0) || none != fixed256_is_zero(&weight->w2))
		return false;
	if (fixed256_is_negative(&weight->w2) || (int64) weight->w.limb[1] < 0)
		return false;
	/* no weight is above 2^31, so neither is their mean */
	if (count < (INT64CONST(1) << 32) && weight->w.limb[1] > (uint64) count << 31)
		return false;
	return w2_within(&weight->w2, &weight->w) && spread_is_possible(count, weight);
}

/* The defect of what may have been a tally, and has grown too large. */
const char	tally_overflows[] = "The counts add up to more than a bigint can hold.";

/* Why these fields are no tally, as a sentence; NULL if they are one. */
const char *
tally_defect(const Tally *t)
{
	int64		responses;

	if (tally_has_scale(t) && !grid_valid(&t->grid))
		return "The scale is not valid.";
	if (t->missing < 0)
		return "A count is negative.";
	for (int i = 0; i < t->grid.points; i++)
	{
		if (t->count[i] < 0)
			return "A count is negative.";
		if (tally_is_weighted(t) && !tally_point_is_sound(t->count[i], &tally_weights_const(t)[i]))
			return "The weights of a point do not fit its count.";
	}
	if (!tally_responses(t, &responses))
		return tally_overflows;
	return NULL;
}

/* Does each of so many answers on a point weigh exactly 1? */
bool
point_weighs_one(int64 count, const PointWeight *weight)
{
	PointWeight one_each = point_weight_of_count(count);

	return memcmp(weight, &one_each, sizeof(PointWeight)) == 0;
}

static bool
all_weigh_one(const Tally *t)
{
	for (int i = 0; i < t->grid.points; i++)
	{
		if (!point_weighs_one(t->count[i], &tally_weights_const(t)[i]))
			return false;
	}
	return true;
}

/* Equal tallies have equal bytes if both are. */
bool
tally_is_canonical(const Tally *t)
{
	return (t->grid.format & TALLY_UNSCALED) == 0 && !(tally_is_weighted(t) && all_weigh_one(t));
}

/*
 * The one stored form of a tally: unweighted where all answers weigh 1, and
 * without the marks that a state carries.  A zero tally keeps its scale.
 * Always a new value.
 */
Tally *
tally_canonical(const Tally *t)
{
	Tally	   *result;

	if (!tally_is_weighted(t) || !all_weigh_one(t))
	{
		result = tally_copy(t);
		result->grid.format &= ~TALLY_UNSCALED;
		return result;
	}
	result = tally_create(tally_has_scale(t) ? &t->grid : NULL, false);
	result->missing = t->missing;
	memcpy(result->count, t->count, t->grid.points * sizeof(int64));
	return result;
}

static TallyFault
merge_weight(PointWeight *into, const PointWeight *from, bool subtract)
{
	if (!subtract)
		return fixed128_add(&into->w, &from->w) && fixed256_add(&into->w2, &from->w2) ?
			TALLY_OK : TALLY_TOO_LARGE;
	return fixed128_subtract(&into->w, &from->w) && fixed256_subtract(&into->w2, &from->w2) ?
		TALLY_OK : TALLY_TOO_FEW;
}

static TallyFault
merge_count(int64 *into, int64 from, bool subtract)
{
	if (!subtract)
		return pg_add_s64_overflow(*into, from, into) ? TALLY_TOO_LARGE : TALLY_OK;
	if (from > *into)
		return TALLY_TOO_FEW;
	*into -= from;
	return TALLY_OK;
}

static TallyFault
merge_point(Tally *into, const Tally *from, int point, bool subtract)
{
	TallyFault	fault = merge_count(&into->count[point], from->count[point], subtract);

	if (fault == TALLY_OK && tally_is_weighted(into))
	{
		PointWeight *weight = &tally_weights(into)[point];
		PointWeight other = tally_point_weight(from, point);

		fault = merge_weight(weight, &other, subtract);
		if (fault == TALLY_OK && subtract && !tally_point_is_sound(into->count[point], weight))
			fault = TALLY_TOO_FEW;
	}
	return fault;
}

/*
 * Add or take away, in place where *into has room for the result, else in a
 * new value that *into then points at.  After a fault *into is not to be used.
 */
TallyFault
tally_merge(Tally **into, const Tally *from, bool subtract)
{
	TallyFault	fault;
	int64		responses;

	if (!tally_has_scale(*into) && tally_has_scale(from))
		*into = tally_with_scale(*into, &from->grid, tally_is_weighted(from));
	else if (tally_has_scale(from) && !grid_equal(&(*into)->grid, &from->grid))
		return TALLY_SCALES_DIFFER;
	if (tally_is_weighted(from) && !tally_is_weighted(*into))
		*into = tally_to_weighted(*into);

	fault = merge_count(&(*into)->missing, from->missing, subtract);
	for (int i = 0; fault == TALLY_OK && i < from->grid.points; i++)
		fault = merge_point(*into, from, i, subtract);
	if (fault == TALLY_OK && !tally_responses(*into, &responses))
		fault = TALLY_TOO_LARGE;
	return fault;
}

static int
compare_int64(int64 a, int64 b)
{
	return (a > b) - (a < b);
}

/*
 * A total order of canonical tallies: by scale, then by the counts from LO,
 * then the missing, then the weights.
 */
int
tally_compare(const Tally *a, const Tally *b)
{
	int64		keys_a[] = {a->grid.points, a->grid.lo, a->grid.step, a->grid.reversed, a->grid.top};
	int64		keys_b[] = {b->grid.points, b->grid.lo, b->grid.step, b->grid.reversed, b->grid.top};
	int			order = 0;

	for (size_t i = 0; order == 0 && i < lengthof(keys_a); i++)
		order = compare_int64(keys_a[i], keys_b[i]);
	for (int i = 0; order == 0 && i < a->grid.points; i++)
		order = compare_int64(a->count[i], b->count[i]);
	if (order == 0)
		order = compare_int64(a->missing, b->missing);
	if (order == 0)
		order = compare_int64(VARSIZE(a), VARSIZE(b));
	if (order == 0 && tally_is_weighted(a))
		order = memcmp(tally_weights_const(a), tally_weights_const(b),
					   a->grid.points * sizeof(PointWeight));
	return (order > 0) - (order < 0);
}

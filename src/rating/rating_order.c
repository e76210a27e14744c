/*
 * rating_order.c
 *		Comparing ratings: operators, sorting, hashing, statistics.
 *
 * The order, by scale and then by score, is that of the 64 bits.  A rating
 * whose scale is not known is neither equal to nor less than any other: to
 * compare one is an error.
 */
#include "rating/rating.h"

#include "commands/vacuum.h"
#include "common/hashfn.h"
#include "utils/sortsupport.h"

PG_FUNCTION_INFO_V1(rating_cmp);
PG_FUNCTION_INFO_V1(rating_eq);
PG_FUNCTION_INFO_V1(rating_ne);
PG_FUNCTION_INFO_V1(rating_lt);
PG_FUNCTION_INFO_V1(rating_le);
PG_FUNCTION_INFO_V1(rating_gt);
PG_FUNCTION_INFO_V1(rating_ge);
PG_FUNCTION_INFO_V1(rating_sortsupport);
PG_FUNCTION_INFO_V1(rating_hash);
PG_FUNCTION_INFO_V1(rating_hash_extended);
PG_FUNCTION_INFO_V1(rating_typanalyze);

static inline int
compare(Rating a, Rating b)
{
	if (unlikely(!rating_is_known(a)))
		rating_raise_unscaled(a);
	if (unlikely(!rating_is_known(b)))
		rating_raise_unscaled(b);
	return (a > b) - (a < b);
}

Datum
rating_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)));
}

Datum
rating_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) == 0);
}

Datum
rating_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) != 0);
}

Datum
rating_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) < 0);
}

Datum
rating_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) <= 0);
}

Datum
rating_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) > 0);
}

Datum
rating_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare(PG_GETARG_RATING(0), PG_GETARG_RATING(1)) >= 0);
}

static int
compare_for_sort(Datum a, Datum b, SortSupport ssup)
{
	return compare(DatumGetRating(a), DatumGetRating(b));
}

Datum
rating_sortsupport(PG_FUNCTION_ARGS)
{
	SortSupport ssup = (SortSupport) PG_GETARG_POINTER(0);

	ssup->comparator = compare_for_sort;
	PG_RETURN_VOID();
}

static Rating
hash_argument(FunctionCallInfo fcinfo)
{
	Rating		r = PG_GETARG_RATING(0);

	if (!rating_is_known(r))
		rating_raise_unscaled(r);
	return r;
}

Datum
rating_hash(PG_FUNCTION_ARGS)
{
	Rating		r = hash_argument(fcinfo);

	return hash_any((unsigned char *) &r, sizeof(r));
}

Datum
rating_hash_extended(PG_FUNCTION_ARGS)
{
	Rating		r = hash_argument(fcinfo);

	return hash_any_extended((unsigned char *) &r, sizeof(r), PG_GETARG_INT64(1));
}

/* ---------- ANALYZE ---------- */

/*
 * A column of type rating, without a modifier, may hold ratings without a
 * scale.  They cannot be compared, and must not make ANALYZE, or autovacuum
 * for ever, fail on the table: to the statistics they are nulls.
 */
typedef struct RatingSample
{
	VacAttrStats stats;			/* what the standard method works on: first,
								 * so that its address is that of the sample */
	AnalyzeAttrFetchFunc fetch; /* how to fetch a value from the sample */
} RatingSample;

static Datum
fetch_known(VacAttrStatsP stats, int row, bool *isnull)
{
	Datum		value = ((RatingSample *) stats)->fetch(stats, row, isnull);

	if (!*isnull && !rating_is_known(DatumGetRating(value)))
		*isnull = true;
	return value;
}

static void
compute_rating_stats(VacAttrStatsP stats, AnalyzeAttrFetchFunc fetch, int rows, double total)
{
	RatingSample sample;

	sample.stats = *stats;
	sample.fetch = fetch;
	if (!std_typanalyze(&sample.stats))
		return;
	sample.stats.compute_stats(&sample.stats, fetch_known, rows, total);
	*stats = sample.stats;
	stats->compute_stats = compute_rating_stats;
}

/* The standard statistics, of the ratings that have a scale. */
Datum
rating_typanalyze(PG_FUNCTION_ARGS)
{
	VacAttrStats *stats = (VacAttrStats *) PG_GETARG_POINTER(0);

	if (!std_typanalyze(stats))
		PG_RETURN_BOOL(false);
	stats->compute_stats = compute_rating_stats;
	PG_RETURN_BOOL(true);
}

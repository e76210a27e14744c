/*
 * weighted_stats.h
 *		A weighted_stats: the sums behind a weighted mean and its error.
 *
 * It is the state of the weighted indices and lives in tables for years, so
 * its layout is its own: flat, no padding, and a version.
 */
#ifndef CSAT_WEIGHTED_STATS_H
#define CSAT_WEIGHTED_STATS_H

#include "compat.h"
#include "common/int.h"

#include "base/scan.h"
#include "number/fixed.h"
#include "number/number.h"
#include "number/sums.h"
#include "scale/grid.h"

#define WEIGHTED_STATS_VERSION	1	/* in grid.format */

typedef struct WeightedStats
{
	int32		vl_len_;		/* varlena header */
	Grid		grid;			/* of the values; points = 0 where none */
	int64		n;				/* values */
	int64		missing;		/* rows without a value whose weight is known */
	Fixed128	w;				/* sum of the weights of the values */
	Fixed128	missing_w;		/* sum of the weights of the rows without one */
	Fixed256	wx;				/* sums of products of weights and values */
	Fixed256	wx2;
	Fixed256	w2;
	Fixed256	w2x;
	Fixed256	w2x2;
} WeightedStats;

/* Why two summaries, or a summary and a row, could not be put together. */
typedef enum WeightedFault
{
	WEIGHTED_OK,
	WEIGHTED_SCALES_DIFFER,
	WEIGHTED_TOO_LARGE,			/* a count or a sum would overflow */
	WEIGHTED_TOO_FEW,			/* more would be taken away than is there */
	WEIGHTED_BAD_VALUE			/* a value above 2^20, or no number */
} WeightedFault;

static inline bool
weighted_stats_has_scale(const WeightedStats *s)
{
	return s->grid.points != 0;
}

/* weighted_stats.c: pure, but for palloc */
extern WeightedStats *weighted_stats_create(void);
extern WeightedStats *weighted_stats_copy(const WeightedStats *s);
extern void weighted_stats_forget_scale(WeightedStats *s);
extern WeightedFault weighted_stats_add_missing(WeightedStats *s, const Fixed128 *w);
extern WeightedFault weighted_stats_remove_missing(WeightedStats *s, const Fixed128 *w);
extern WeightedFault weighted_stats_merge(WeightedStats *into, const WeightedStats *from, bool subtract);
extern const char *weighted_stats_defect(const WeightedStats *s);
extern int	weighted_stats_compare(const WeightedStats *a, const WeightedStats *b);

/* One value in or out: inline, since it runs once per row. */
static pg_attribute_always_inline WeightedFault
weighted_stats_add_value(WeightedStats *s, const Fixed128 *w, double x)
{
	FixedTerms	t;
	int64		rows;

	if (!fixed_terms(w, x, &t))
		return WEIGHTED_BAD_VALUE;
	if (pg_add_s64_overflow(s->n, s->missing, &rows) ||
		pg_add_s64_overflow(rows, 1, &rows) ||
		!fixed128_add(&s->w, w) ||
		!fixed256_add(&s->wx, &t.wx) || !fixed256_add(&s->wx2, &t.wx2) ||
		!fixed256_add(&s->w2, &t.w2) || !fixed256_add(&s->w2x, &t.w2x) ||
		!fixed256_add(&s->w2x2, &t.w2x2))
		return WEIGHTED_TOO_LARGE;
	s->n++;
	return WEIGHTED_OK;
}

static pg_attribute_always_inline WeightedFault
weighted_stats_remove_value(WeightedStats *s, const Fixed128 *w, double x)
{
	FixedTerms	t;

	if (!fixed_terms(w, x, &t))
		return WEIGHTED_BAD_VALUE;
	if (s->n < 1 || !fixed128_subtract(&s->w, w) ||
		!fixed256_subtract(&s->wx, &t.wx) || !fixed256_subtract(&s->wx2, &t.wx2) ||
		!fixed256_subtract(&s->w2, &t.w2) || !fixed256_subtract(&s->w2x, &t.w2x) ||
		!fixed256_subtract(&s->w2x2, &t.w2x2))
		return WEIGHTED_TOO_FEW;
	if (--s->n == 0)
		weighted_stats_forget_scale(s);
	return WEIGHTED_OK;
}

/* (slope * mean + offset) / divisor: a mean in another unit. */
typedef struct Linear
{
	int64		slope;
	int64		offset;
	int64		divisor;		/* > 0 */
} Linear;

static inline Linear
linear_function(int64 slope, int64 offset, int64 divisor)
{
	Linear		linear = {slope, offset, divisor};

	return linear;
}

/*
 * weighted_moments.c: the numbers read off a summary, pure.
 *
 * None of these is called where n = 0; the error is NAN where n = 1.
 */
extern bool weighted_stats_ratio(const WeightedStats *s, Linear linear, Ratio *ratio);
extern double weighted_stats_linear(const WeightedStats *s, Linear linear);
extern double weighted_stats_mean(const WeightedStats *s);
extern Moments weighted_stats_moments(const WeightedStats *s);
extern double weighted_stats_stderr(const WeightedStats *s);
extern double weighted_stats_n_eff(const WeightedStats *s);
extern double weighted_stats_coverage(const WeightedStats *s);

/* weighted_stats_text.c: the text form */
extern char *weighted_stats_to_text(const WeightedStats *s);
extern WeightedStats *weighted_stats_parse(const char *text, ParseFault *fault);

/* weighted_stats_io.c: the summary in a datum, detoasted and checked */
extern WeightedStats *DatumGetWeightedStats(Datum datum);
extern void weighted_stats_raise(WeightedFault fault);
extern Numeric weighted_stats_number(const WeightedStats *s, Linear linear);

#define PG_GETARG_WEIGHTED_STATS(n)	DatumGetWeightedStats(PG_GETARG_DATUM(n))

#endif							/* CSAT_WEIGHTED_STATS_H */

/*
 * distribution.c
 *		The answers on each point, as rows and as a picture.
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"
#include "utils/tuplestore.h"

#include "base/composite.h"
#include "number/apportion.h"
#include "scale/rating_scale.h"
#include "scores/reader.h"

PG_FUNCTION_INFO_V1(tally_distribution);
PG_FUNCTION_INFO_V1(tally_sparkline);

/* Do a scale and a tally have the same points?  Their top boxes may differ. */
static bool
same_points(const Grid *a, const Grid *b)
{
	return a->lo == b->lo && a->step == b->step && a->points == b->points;
}

static void
check_same_points(const Tally *t, const RatingScale *scale)
{
	char		of_tally[GRID_TEXT_MAX];

	if (!tally_has_scale(t) || same_points(&t->grid, &scale->grid))
		return;
	grid_to_text(&t->grid, of_tally);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("scale %s does not fit a tally of %s", scale_to_text(scale), of_tally)));
}

static const RowColumn distribution_columns[] = {
	{"score", NUMERICOID}, {"label", TEXTOID}, {"responses", INT8OID}, {"percent", NUMERICOID}
};

/* One row of distribution(); percent is NULL without answers, scale if none was given. */
static void
add_point(ReturnSetInfo *rows, const Tally *t, Numeric percent, const RatingScale *scale, int point)
{
	Datum		values[lengthof(distribution_columns)] = {0};
	bool		nulls[lengthof(distribution_columns)] = {false, true, false, percent == NULL};
	Slice		label;

	values[0] = NumericGetDatum(number_from_milli(grid_value(&t->grid, point)));
	values[2] = Int64GetDatum(t->count[point]);
	if (scale != NULL && scale_label(scale, point, &label))
	{
		values[1] = PointerGetDatum(cstring_to_text_with_len(label.data, label.len));
		nulls[1] = false;
	}
	values[3] = NumericGetDatum(percent);
	tuplestore_putvalues(rows->setResult, rows->setDesc, values, nulls);
}

static void
check_digits(int digits)
{
	if (digits < 0 || digits > APPORTION_MAX_DIGITS)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("digits must be between 0 and %d, not %d", APPORTION_MAX_DIGITS, digits)));
}

/* The percent of each point, rounded so that they add up to 100; ties go to the better point. */
static void
rounded_percents(const Tally *t, int digits, Numeric *percents)
{
	uint128		amounts[GRID_MAX_POINTS];
	int64		units[GRID_MAX_POINTS];

	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		amounts[i] = metric_amount(t, point);
	}
	apportion(amounts, t->grid.points, digits, t->grid.reversed, units);
	for (int i = 0; i < t->grid.points; i++)
		percents[i] = int64_div_fast_to_numeric(units[i], digits);
}

static void
exact_percents(const Tally *t, const Totals *totals, Numeric *percents)
{
	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		percents[i] = number_from_ratio(metric_share(t, totals, point));
	}
}

/* distribution(t [, scale [, digits]]): one row for each point, from LO to HI */
Datum
tally_distribution(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rows = composite_rows(fcinfo, distribution_columns, lengthof(distribution_columns));
	Numeric		percents[GRID_MAX_POINTS] = {NULL};
	RatingScale *scale = PG_ARGISNULL(1) ? NULL : PG_GETARG_RATING_SCALE(1);
	Tally	   *t;
	Totals		totals;

	if (!PG_ARGISNULL(2))
		check_digits(PG_GETARG_INT32(2));
	if (PG_ARGISNULL(0))
		return (Datum) 0;
	t = PG_GETARG_TALLY(0);
	if (scale != NULL)
		check_same_points(t, scale);
	if (reader_load(t, &totals))
	{
		if (PG_ARGISNULL(2))
			exact_percents(t, &totals, percents);
		else
			rounded_percents(t, PG_GETARG_INT32(2), percents);
	}
	for (int i = 0; i < t->grid.points; i++)
		add_point(rows, t, percents[i], scale, i);
	return (Datum) 0;
}

/* sparkline(t): a bar for each point, the fullest at full height */
Datum
tally_sparkline(PG_FUNCTION_ARGS)
{
	static const char *const bars[] = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
	Tally	   *t = PG_GETARG_TALLY(0);
	double		amount[GRID_MAX_POINTS];
	double		fullest = 0;
	StringInfoData buf;

	if (GetDatabaseEncoding() != PG_UTF8)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("sparkline needs a database with encoding UTF8")));
	if (!tally_has_answers(t))
		PG_RETURN_NULL();
	initStringInfo(&buf);
	for (int i = 0; i < t->grid.points; i++)
	{
		PointRange	point = {i, i};

		amount[i] = (double) metric_amount(t, point);
		fullest = Max(fullest, amount[i]);
	}
	for (int i = 0; i < t->grid.points; i++)
		appendStringInfoString(&buf, bars[(int) floor(amount[i] / fullest * 7 + 0.5)]);
	PG_RETURN_TEXT_P(cstring_to_text_with_len(buf.data, buf.len));
}

/*
 * tally_text.c
 *		The text form of a tally.
 *
 *		[SCALE] { POINT, ... } [missing COUNT]
 *		POINT: COUNT, or COUNT:SUM OF WEIGHTS:SUM OF SQUARED WEIGHTS
 *
 * such as  1..5 top 2 {12,30,80,210,168} missing 7
 * Nothing here raises an error of its own: a fault is described.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "number/fixed_scan.h"
#include "scale/scale.h"
#include "tally/tally.h"

#define TALLY_USAGE \
	"Write a tally as SCALE {COUNT, ...} [missing COUNT], with a count for each point from the lowest, for example 1..5 {3,1,4,1,5} missing 9."

static void
append_point(StringInfo buf, const Tally *t, int point)
{
	char		text[FIXED256_TEXT_MAX];
	const PointWeight *weight;

	appendStringInfo(buf, INT64_FORMAT, t->count[point]);
	if (!tally_is_weighted(t))
		return;
	weight = &tally_weights_const(t)[point];
	if (point_weighs_one(t->count[point], weight))
		return;
	fixed128_to_text(&weight->w, text);
	appendStringInfo(buf, ":%s", text);
	fixed256_to_text(&weight->w2, text);
	appendStringInfo(buf, ":%s", text);
}

char *
tally_to_text(const Tally *t)
{
	StringInfoData buf;
	char		grid[GRID_TEXT_MAX];

	initStringInfo(&buf);
	if (tally_has_scale(t))
	{
		grid_to_text(&t->grid, grid);
		appendStringInfo(&buf, "%s ", grid);
	}
	appendStringInfoChar(&buf, '{');
	for (int i = 0; i < t->grid.points; i++)
	{
		if (i > 0)
			appendStringInfoChar(&buf, ',');
		append_point(&buf, t, i);
	}
	appendStringInfoChar(&buf, '}');
	if (t->missing > 0)
		appendStringInfo(&buf, " missing " INT64_FORMAT, t->missing);
	return buf.data;
}

/* ":SUM OF WEIGHTS:SUM OF SQUARED WEIGHTS" */
static bool
take_weight(Scanner *scan, PointWeight *weight)
{
	return scan_char(scan, ':') && scan_fixed128(scan, &weight->w) &&
		scan_char(scan, ':') && scan_fixed256(scan, &weight->w2);
}

/* The points between the braces, into a weighted tally, and the closing brace. */
static bool
take_points(Scanner *scan, Tally *t)
{
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight *weight = &tally_weights(t)[i];

		if (i > 0 && !scan_char(scan, ','))
			return false;
		if (!scan_count(scan, &t->count[i]))
			return false;
		if (!scan_at(scan, ':'))
			*weight = point_weight_of_count(t->count[i]);
		else if (!take_weight(scan, weight))
			return false;
	}
	return scan_char(scan, '}');
}

/* "[missing COUNT]" and the end. */
static bool
take_missing(Scanner *scan, int64 *missing)
{
	if (scan_keyword(scan, "missing") && !scan_count(scan, missing))
		return false;
	return scan_at_end(scan);
}

/* What is wrong with the tally as a whole; NULL, with the fault described. */
static Tally *
refuse(Scanner *scan, const char *detail)
{
	scan_fail(scan, detail, TALLY_USAGE);
	return NULL;
}

/* A canonical tally from its text; NULL, with the fault described, if it is none. */
Tally *
tally_parse(const char *text, ParseFault *fault)
{
	Scanner		scan = scan_start(slice_of_cstring(text), fault);
	Grid		grid;
	Tally	   *t;

	memset(&grid, 0, sizeof(grid));
	if (!scale_take_head(&scan, &grid, TALLY_USAGE))
		return NULL;
	t = tally_create(&grid, true);
	if (!take_points(&scan, t))
		return refuse(&scan, grid.points == 0 ? "A tally without a scale has no counts." :
					  psprintf("There must be %d counts between the braces, none negative or too large.",
							   grid.points));
	if (!take_missing(&scan, &t->missing))
		return refuse(&scan, "Only \"missing COUNT\" may follow the braces.");
	if (tally_defect(t) != NULL)
		return refuse(&scan, tally_defect(t));
	return tally_canonical(t);
}

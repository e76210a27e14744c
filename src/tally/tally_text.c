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

#include "scale/rating_scale.h"
#include "base/scan.h"
#include "tally/tally.h"

#define TALLY_USAGE \
	"Write a tally as SCALE {COUNT, ...} [missing COUNT], with a count for each point from the lowest, for example 1..5 {3,1,4,1,5} missing 9."

/* Does each answer on the point weigh exactly 1? */
static bool
weighs_one(int64 count, const PointWeight *weight)
{
	Fixed128	w = fixed128_from_count(count);
	Fixed256	w2 = fixed256_from_count(count);

	return memcmp(&weight->w, &w, sizeof(w)) == 0 && memcmp(&weight->w2, &w2, sizeof(w2)) == 0;
}

static void
append_point(StringInfo buf, const Tally *t, int point)
{
	char		text[FIXED256_TEXT_MAX];
	const PointWeight *weight;

	appendStringInfo(buf, INT64_FORMAT, t->count[point]);
	if (!tally_is_weighted(t))
		return;
	weight = &tally_weights_const(t)[point];
	if (weighs_one(t->count[point], weight))
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

/* A count, with blanks around it. */
static bool
parse_count(const char **p, int64 *count)
{
	const char *s = scan_blanks(*p);

	if (!scan_count(&s, count))
		return false;
	*p = scan_blanks(s);
	return true;
}

/* ":SUM OF WEIGHTS:SUM OF SQUARED WEIGHTS" */
static bool
parse_weight(const char **p, PointWeight *weight)
{
	const char *s = *p;

	if (*s != ':' || !fixed128_from_text(s + 1, &s, &weight->w))
		return false;
	if (*s != ':' || !fixed256_from_text(s + 1, &s, &weight->w2))
		return false;
	*p = scan_blanks(s);
	return true;
}

/* The points between the braces, into a weighted tally. */
static bool
parse_points(const char **p, Tally *t)
{
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight *weight = &tally_weights(t)[i];

		if (i > 0 && *(*p)++ != ',')
			return false;
		if (!parse_count(p, &t->count[i]))
			return false;
		if (**p == ':')
		{
			if (!parse_weight(p, weight))
				return false;
		}
		else
		{
			weight->w = fixed128_from_count(t->count[i]);
			weight->w2 = fixed256_from_count(t->count[i]);
		}
	}
	*p = scan_blanks(*p);
	return true;
}

/* "[missing COUNT]" and the end. */
static bool
parse_missing(const char *p, int64 *missing)
{
	p = scan_blanks(p);
	if (pg_strncasecmp(p, "missing", 7) == 0)
	{
		p += 7;
		if (!parse_count(&p, missing))
			return false;
	}
	return *p == '\0';
}

static Tally *
fail(ParseFault *fault, const char *detail)
{
	fault->detail = detail;
	fault->hint = TALLY_USAGE;
	return NULL;
}

/* A canonical tally from its text; NULL, with the fault described, if it is none. */
Tally *
tally_parse(const char *text, ParseFault *fault)
{
	const char *p = scan_blanks(text);
	const char *brace = strchr(p, '{');
	Grid		grid;
	Tally	   *t;

	memset(&grid, 0, sizeof(grid));
	if (brace == NULL)
		return fail(fault, "There is no \"{\".");
	if (brace > p)
	{
		Slice		scale = {p, (int) (brace - p)};

		if (!scale_parse_grid(scale, &grid, fault))
			return NULL;
	}
	t = tally_create(&grid, true);
	p = scan_blanks(brace + 1);
	if (!parse_points(&p, t) || *p != '}')
		return fail(fault, grid.points == 0 ? "A tally without a scale has no counts." :
					psprintf("There must be %d counts between the braces, none negative or too large.",
							 grid.points));
	if (!parse_missing(p + 1, &t->missing))
		return fail(fault, "Only \"missing COUNT\" may follow the braces.");
	if (tally_defect(t) != NULL)
		return fail(fault, tally_defect(t));
	return tally_canonical(t);
}

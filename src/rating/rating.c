/*
 * rating.c
 *		Ratings and their type modifiers: validity and text.
 */
#include "rating/rating.h"

#include "number/decimal.h"
#include "base/scan.h"

/* A type modifier, from the highest bit down: LO in zigzag 16, points - 1 7, reversed 1, top 7. */
#define TYPMOD_LO_SHIFT			15
#define TYPMOD_POINTS_SHIFT		8
#define TYPMOD_REVERSED_SHIFT	7

#define RATING_USAGE \
	"Write a rating as SCORE of LO..HI [step S] [reversed] [top K], for example 4 of 1..5."

/* May 64 bits that claim to be a rating be used as one? */
bool
rating_valid(Rating r)
{
	Grid		grid;
	int64		score;
	int			point;

	if (rating_is_known(r))
	{
		point = rating_unpack(r, &grid);
		return grid_valid(&grid) && point < grid.points;
	}
	score = rating_bare_score(r);
	return score >= -DECIMAL_MAX_MILLI && score <= DECIMAL_MAX_MILLI;
}

/* SCORE or SCORE of SCALE; false, with the fault described, if it is neither. */
bool
rating_parse(Slice written, RatingText *result, ParseFault *fault)
{
	Scanner		scan = scan_start(written, fault);
	Slice		after;
	DecimalKind kind;

	fault->detail = NULL;
	fault->hint = RATING_USAGE;
	result->number.data = scan.rest.data;
	result->number.len = decimal_prefix(scan.rest);
	after = slice_after(scan.rest, result->number.len);
	kind = decimal_take(&scan, &result->score);
	if (kind == DECIMAL_NONE)
		return false;
	result->exact = kind == DECIMAL_EXACT;
	result->scaled = !scan_at_end(&scan);
	if (!result->scaled)
		return true;
	if (!is_blank(after.data[0]) || !scan_keyword(&scan, "of") || scan_at_end(&scan))
		return false;
	if (scale_parse_grid(scan.rest, &result->grid, fault))
		return true;
	fault->hint = RATING_USAGE;
	return false;
}

/* A scale as a rating shows it: its top box only where it is not the default. */
int
rating_scale_to_text(const Grid *grid, char *buf)
{
	return grid->top == grid_default_top(grid) ? grid_range_to_text(grid, buf) : grid_to_text(grid, buf);
}

/* buf has RATING_TEXT_MAX bytes; returns the length. */
int
rating_to_text(Rating r, char *buf)
{
	Grid		grid;
	int			point;
	int			len;

	if (!rating_is_known(r))
		return milli_to_text(rating_bare_score(r), buf);
	point = rating_unpack(r, &grid);
	len = milli_to_text(grid_value(&grid, point), buf);
	len += sprintf(buf + len, " of ");
	return len + rating_scale_to_text(&grid, buf + len);
}

/* 0, -1, 1, -2, 2 ... as 0, 1, 2, 3, 4: tools read a type modifier as a width, so it is small where the scale is. */
static int32
zigzag(int32 n)
{
	return n < 0 ? -2 * n - 1 : 2 * n;
}

static int32
unzigzag(int32 n)
{
	return n % 2 != 0 ? -(n + 1) / 2 : n / 2;
}

/* False if a scale has a step, or starts between whole points. */
bool
rating_typmod_pack(const Grid *grid, int32 *typmod)
{
	if (grid->step != GRID_UNIT || grid->lo % GRID_UNIT != 0)
		return false;
	*typmod = zigzag(grid->lo / GRID_UNIT) << TYPMOD_LO_SHIFT |
		(grid->points - 1) << TYPMOD_POINTS_SHIFT |
		grid->reversed << TYPMOD_REVERSED_SHIFT |
		grid->top;
	return true;
}

/* False if the number is no type modifier. */
bool
rating_typmod_unpack(int32 typmod, Grid *grid)
{
	if (typmod < 0)
		return false;
	grid->lo = unzigzag(typmod >> TYPMOD_LO_SHIFT) * GRID_UNIT;
	grid->step = GRID_UNIT;
	grid->points = (uint8) ((typmod >> TYPMOD_POINTS_SHIFT & 0x7F) + 1);
	grid->reversed = (uint8) (typmod >> TYPMOD_REVERSED_SHIFT & 1);
	grid->top = (uint8) (typmod & 0x7F);
	grid->format = 0;
	return grid_valid(grid);
}

/*
 * scale_parse.c
 *		From the text of a scale to a rating_scale.
 *
 *		LO..HI [step S] [reversed] [labelled] [top K] [missing CODE, ... | missing *]
 *		LABEL [| SYNONYM ...] < LABEL < ... [top K] [missing CODE, ... | missing *]
 *
 * Nothing here raises an error of its own: a fault is described, and the
 * caller decides whether it is a soft one.
 */
#include "compat.h"

#include "number/decimal.h"
#include "scale/scale_parse.h"

#define GRID_USAGE \
	"The scale of a tally is written as LO..HI [step S] [reversed] [top K]."

/* A decimal of whole thousandths. */
static bool
take_decimal(Scanner *scan, int64 *milli)
{
	DecimalKind kind = decimal_take(scan, milli);

	if (kind == DECIMAL_NONE)
		return scan_fail_here(scan, SCALE_USAGE);
	if (kind != DECIMAL_EXACT)
		return scan_fail(scan, "Bounds and steps have at most three decimals and lie between -8000 and 8000.", NULL);
	return true;
}

static bool
check_bounds(Scanner *scan, int64 lo, int64 hi)
{
	char		low[MILLI_TEXT_MAX];
	char		high[MILLI_TEXT_MAX];

	if (lo < -GRID_MAX_BOUND || lo > GRID_MAX_BOUND || hi < -GRID_MAX_BOUND || hi > GRID_MAX_BOUND)
		return scan_fail(scan, "The bounds of a scale lie between -8000 and 8000.", NULL);
	milli_to_text(lo, low);
	milli_to_text(hi, high);
	if (lo > hi)
		return scan_fail(scan, psprintf("The lower bound %s is above the upper bound %s.", low, high),
						 psprintf("If low is good, write %s..%s reversed.", high, low));
	if (lo == hi)
		return scan_fail(scan, "A scale has at least two points.", SCALE_USAGE);
	return true;
}

/* LO..HI; how many points that makes is known with the step: see finish_range(). */
static bool
take_bounds(Scanner *scan, int64 *lo, int64 *hi)
{
	if (!take_decimal(scan, lo))
		return false;
	if (scan->rest.len < 2 || strncmp(scan->rest.data, "..", 2) != 0)
		return scan_fail_here(scan, SCALE_USAGE);
	scan_advance(scan, 2);
	return take_decimal(scan, hi) && check_bounds(scan, *lo, *hi);
}

/* Fill in points and step, which must divide the range. */
static bool
finish_range(ScaleParser *p, int64 lo, int64 hi, int64 step)
{
	if (step < 1 || step > GRID_MAX_STEP)
		return scan_fail(&p->scan, "The step of a scale is above 0 and at most 100.", NULL);
	if ((hi - lo) % step != 0)
		return scan_fail(&p->scan, "The steps from the lower bound do not meet the upper bound.",
						 step == GRID_UNIT ? "Add step S for a scale with fractions." : NULL);
	if ((hi - lo) / step + 1 > GRID_MAX_POINTS)
		return scan_fail(&p->scan, psprintf("A scale has at most %d points.", GRID_MAX_POINTS),
						 "Write a coarser step.");
	p->grid.lo = (int32) lo;
	p->grid.step = (int32) step;
	p->grid.points = (uint8) ((hi - lo) / step + 1);
	return true;
}

/* The number after "top". */
static bool
take_top(ScaleParser *p)
{
	int64		milli;
	DecimalKind kind;

	if (p->top != 0)
		return scan_fail(&p->scan, "\"top\" is written twice.", NULL);
	kind = decimal_take(&p->scan, &milli);
	if (kind == DECIMAL_NONE)
		return scan_fail_here(&p->scan, SCALE_USAGE);
	if (kind != DECIMAL_EXACT || milli % GRID_UNIT != 0 ||
		milli < GRID_UNIT || milli > GRID_MAX_POINTS * GRID_UNIT)
		return scan_fail(&p->scan, "\"top\" takes a whole number of best points, 1 or more.", NULL);
	p->top = (int) (milli / GRID_UNIT);
	return true;
}

/* The number after "step". */
static bool
take_step(ScaleParser *p, int64 *step)
{
	if (!take_decimal(&p->scan, step))
		return false;
	if (*step == 0)
		return scan_fail(&p->scan, "The step of a scale is above 0 and at most 100.", NULL);
	return true;
}

/* The part of a range that describes its grid; stops before "missing". */
static bool
take_range(ScaleParser *p)
{
	int64		lo = 0;
	int64		hi = 0;
	int64		step = 0;

	if (!take_bounds(&p->scan, &lo, &hi))
		return false;
	for (;;)
	{
		if (step == 0 && scan_keyword(&p->scan, "step"))
		{
			if (!take_step(p, &step))
				return false;
		}
		else if (!p->grid.reversed && scan_keyword(&p->scan, "reversed"))
			p->grid.reversed = 1;
		else if (!p->grid_only && !(p->grid.format & SCALE_LABELLED) && scan_keyword(&p->scan, "labelled"))
			p->grid.format |= SCALE_LABELLED;
		else if (scan_keyword(&p->scan, "top"))
		{
			if (!take_top(p))
				return false;
		}
		else
			break;
	}
	return finish_range(p, lo, hi, step == 0 ? GRID_UNIT : step);
}

/* Labels from worst to best are the points 1, 2, ...; stops before "missing". */
static bool
take_named(ScaleParser *p)
{
	int			points;

	if (!scale_take_labels(p, &points))
		return false;
	p->grid.format |= SCALE_NAMED;
	if (!finish_range(p, GRID_UNIT, points * GRID_UNIT, GRID_UNIT))
		return false;
	return !scan_keyword(&p->scan, "top") || take_top(p);
}

/* The number of best points, checked against the scale's. */
static bool
settle_top(ScaleParser *p)
{
	int			boxes = grid_boxes(&p->grid);

	if (p->top == 0)
		p->top = grid_default_top(&p->grid);
	if (p->top > boxes)
		return scan_fail(&p->scan, psprintf("\"top %d\" is more than the %d whole points of the scale.",
											p->top, boxes), NULL);
	p->grid.top = (uint8) p->top;
	return true;
}

static ScaleParser
start_parser(Slice text, bool utf8, ParseFault *fault)
{
	ScaleParser p;

	memset(&p, 0, sizeof(p));
	p.scan = scan_start(text, fault);
	p.utf8 = utf8;
	p.grid.format = SCALE_VERSION;
	return p;
}

static RatingScale *
parse(Slice text, bool utf8, ParseFault *fault)
{
	ScaleParser p = start_parser(text, utf8, fault);

	p.names = palloc(SCALE_MAX_NAMES * sizeof(ScaleName));
	p.seen = palloc(SCALE_MAX_NAMES * sizeof(Seen));
	if (!(scale_looks_like_range(p.scan.rest) ? take_range(&p) : take_named(&p)))
		return NULL;
	if (!settle_top(&p))
		return NULL;
	if (scan_keyword(&p.scan, "missing") && !scale_take_codes(&p))
		return NULL;
	if (!scan_at_end(&p.scan))
	{
		scan_fail_here(&p.scan, SCALE_USAGE);
		return NULL;
	}
	return scale_build(&p.grid, p.names, p.count);
}

/* A rating_scale from its text; NULL, with the fault described, if it is none. */
RatingScale *
scale_parse(Slice text, bool utf8, ParseFault *fault)
{
	RatingScale *scale;
	char	   *meant;

	text = slice_plain_blanks(text, utf8);
	scale = parse(text, utf8, fault);
	if (scale == NULL && (meant = scale_meant(text, utf8)) != NULL)
		fault->hint = meant;
	return scale;
}

/* The text of a range without labels and codes, as in a tally. */
bool
scale_parse_grid(Slice text, Grid *grid, ParseFault *fault)
{
	ScaleParser p = start_parser(text, false, fault);

	p.grid_only = true;
	if (!take_range(&p) || !settle_top(&p))
		return false;
	if (!scan_at_end(&p.scan))
		return scan_fail_here(&p.scan, GRID_USAGE);
	*grid = p.grid;
	grid->format = 0;
	return true;
}

/*
 * How the text of a tally or a summary begins: [SCALE] {.  The grid is left as
 * it is where there is no scale.
 */
bool
scale_take_head(Scanner *scan, Grid *grid, const char *usage)
{
	const char *brace = memchr(scan->rest.data, '{', scan->rest.len);
	Slice		scale = scan->rest;

	if (brace == NULL)
		return scan_fail(scan, "There is no \"{\".", usage);
	scale.len = (int) (brace - scale.data);
	if (scale.len > 0 && !scale_parse_grid(scale, grid, scan->fault))
		return false;
	scan_advance(scan, scale.len + 1);
	return true;
}

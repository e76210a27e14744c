/*
 * scale_parse.c
 *		From the text of a scale to a rating_scale.
 *
 *		LO..HI [step S] [reversed] [top K] [missing CODE, ... | missing *]
 *		LABEL [| SYNONYM ...] < LABEL < ... [top K] [missing CODE, ... | missing *]
 *
 * Nothing here raises an error of its own: a fault is described, and the
 * caller decides whether it is a soft one.
 */
#include "compat.h"

#include "number/decimal.h"
#include "scale/fold.h"
#include "scale/scale.h"

#define SCALE_USAGE \
	"Write a scale as LO..HI [step S] [reversed] [top K] [missing CODE, ...], for example 1..5, or as LABEL < LABEL < ... from worst to best."
#define QUOTE_USAGE \
	"Put double quotes around a label that holds a keyword, a comma, | or <."

/* The text being read, and what was found in it so far. */
typedef struct ScaleReader
{
	Slice		rest;			/* what is not read yet */
	bool		utf8;			/* compare labels as UTF-8 */
	Grid		grid;			/* bounds, step, direction, top so far */
	int			top;			/* as written; 0: not written */
	bool		missing_any;	/* "missing *" */
	ScaleName  *names;			/* labels and synonyms, then missing codes */
	int			count;			/* how many of them */
	ParseFault *fault;			/* where to say what is wrong */
} ScaleReader;

static const char *const keywords[] = {"step", "reversed", "top", "missing"};

static bool
fail(ScaleReader *r, const char *detail, const char *hint)
{
	r->fault->detail = detail;
	r->fault->hint = hint;
	return false;
}

/* For "%.*s": a little of what is left to read, cut between characters. */
static int
excerpt(Slice rest)
{
	int			len = Min(rest.len, 30);

	while (len > 0 && len < rest.len && ((unsigned char) rest.data[len] & 0xC0) == 0x80)
		len--;
	return len;
}

static bool
fail_at(ScaleReader *r, const char *hint)
{
	if (r->rest.len == 0)
		return fail(r, "The text ends too early.", hint);
	return fail(r, psprintf("Unexpected \"%.*s\".", excerpt(r->rest), r->rest.data), hint);
}

static void
advance(ScaleReader *r, int bytes)
{
	r->rest.data += bytes;
	r->rest.len -= bytes;
}

/* White space at the end was trimmed at the start. */
static void
skip_blanks(ScaleReader *r)
{
	r->rest = slice_trim(r->rest);
}

static bool
is_word_end(Slice s, int i)
{
	return i >= s.len || strchr(" \t\n\v\f\r<|,\"", s.data[i]) != NULL;
}

/* Length of the keyword that the text begins with, or 0. */
static int
keyword_length(Slice s, const char *keyword)
{
	int			len = (int) strlen(keyword);

	if (s.len < len || pg_strncasecmp(s.data, keyword, len) != 0)
		return 0;
	return is_word_end(s, len) ? len : 0;
}

static bool
take_keyword(ScaleReader *r, const char *keyword)
{
	int			len = keyword_length(r->rest, keyword);

	if (len == 0)
		return false;
	advance(r, len);
	skip_blanks(r);
	return true;
}

/* Does the text begin with a keyword, as a word? */
static bool
at_keyword(Slice s)
{
	for (size_t i = 0; i < lengthof(keywords); i++)
	{
		if (keyword_length(s, keywords[i]) > 0)
			return true;
	}
	return false;
}

/* Does the text begin like a range of numbers? */
static bool
looks_like_range(Slice text)
{
	Slice		behind = text;

	behind.data += decimal_prefix(text);
	behind.len -= decimal_prefix(text);
	behind = slice_trim(behind);
	return behind.data != text.data && behind.len >= 2 && strncmp(behind.data, "..", 2) == 0;
}

/* A decimal of whole thousandths. */
static bool
take_decimal(ScaleReader *r, int64 *milli)
{
	Slice		number = {r->rest.data, decimal_prefix(r->rest)};

	if (number.len == 0)
		return fail_at(r, SCALE_USAGE);
	if (decimal_parse(number, milli) != DECIMAL_EXACT)
		return fail(r, "Bounds and steps have at most three decimals and lie between -8000 and 8000.", NULL);
	advance(r, number.len);
	skip_blanks(r);
	return true;
}

/* HI is kept in points until the step is known: see finish_range(). */
static bool
take_bounds(ScaleReader *r, int64 *lo, int64 *hi)
{
	char		low[MILLI_TEXT_MAX];
	char		high[MILLI_TEXT_MAX];

	if (!take_decimal(r, lo))
		return false;
	if (r->rest.len < 2 || strncmp(r->rest.data, "..", 2) != 0)
		return fail_at(r, SCALE_USAGE);
	advance(r, 2);
	skip_blanks(r);
	if (!take_decimal(r, hi))
		return false;
	if (*lo < -GRID_MAX_BOUND || *lo > GRID_MAX_BOUND ||
		*hi < -GRID_MAX_BOUND || *hi > GRID_MAX_BOUND)
		return fail(r, "The bounds of a scale lie between -8000 and 8000.", NULL);
	milli_to_text(*lo, low);
	milli_to_text(*hi, high);
	if (*lo > *hi)
		return fail(r, psprintf("The lower bound %s is above the upper bound %s.", low, high),
					psprintf("If low is good, write %s..%s reversed.", high, low));
	if (*lo == *hi)
		return fail(r, "A scale has at least two points.", SCALE_USAGE);
	return true;
}

/* Fill in points and step, which must divide the range. */
static bool
finish_range(ScaleReader *r, int64 lo, int64 hi, int64 step)
{
	if (step < 1 || step > GRID_MAX_STEP)
		return fail(r, "The step of a scale is above 0 and at most 100.", NULL);
	if ((hi - lo) % step != 0)
		return fail(r, "The steps from the lower bound do not meet the upper bound.",
					step == GRID_UNIT ? "Add step S for a scale with fractions." : NULL);
	if ((hi - lo) / step + 1 > GRID_MAX_POINTS)
		return fail(r, psprintf("A scale has at most %d points.", GRID_MAX_POINTS),
					"Write a coarser step.");
	r->grid.lo = (int32) lo;
	r->grid.step = (int32) step;
	r->grid.points = (uint8) ((hi - lo) / step + 1);
	return true;
}

static bool
take_top(ScaleReader *r)
{
	Slice		number = {r->rest.data, decimal_prefix(r->rest)};
	int64		milli;

	if (r->top != 0)
		return fail(r, "\"top\" is written twice.", NULL);
	if (number.len == 0)
		return fail_at(r, SCALE_USAGE);
	if (decimal_parse(number, &milli) != DECIMAL_EXACT || milli % GRID_UNIT != 0 ||
		milli < GRID_UNIT || milli > GRID_MAX_POINTS * GRID_UNIT)
		return fail(r, "\"top\" takes a whole number of best points, 1 or more.", NULL);
	r->top = (int) (milli / GRID_UNIT);
	advance(r, number.len);
	skip_blanks(r);
	return true;
}

/* The part of a range that describes its grid; stops before "missing". */
static bool
take_range(ScaleReader *r)
{
	int64		lo;
	int64		hi;
	int64		step = 0;

	if (!take_bounds(r, &lo, &hi))
		return false;
	for (;;)
	{
		if (step == 0 && take_keyword(r, "step"))
		{
			if (!take_decimal(r, &step))
				return false;
			if (step == 0)
				return fail(r, "The step of a scale is above 0 and at most 100.", NULL);
		}
		else if (!r->grid.reversed && take_keyword(r, "reversed"))
			r->grid.reversed = 1;
		else if (take_keyword(r, "top"))
		{
			if (!take_top(r))
				return false;
		}
		else
			break;
	}
	return finish_range(r, lo, hi, step == 0 ? GRID_UNIT : step);
}

/* The number of best points, checked against the scale's. */
static bool
settle_top(ScaleReader *r)
{
	if (r->top == 0)
		r->top = grid_default_top(&r->grid);
	if (r->top > grid_boxes(&r->grid))
		return fail(r, psprintf("\"top %d\" is more than the %d whole points of the scale.",
								r->top, grid_boxes(&r->grid)), NULL);
	r->grid.top = (uint8) r->top;
	return true;
}

/* Bytes between an opening quote and the closing one; -1 if there is none. */
static int
quoted_length(Slice text)
{
	for (int i = 1; i < text.len; i++)
	{
		if (text.data[i] != '"')
			continue;
		if (i + 1 == text.len || text.data[i + 1] != '"')
			return i - 1;
		i++;
	}
	return -1;
}

/* A name in double quotes, a doubled quote standing for one. */
static bool
take_quoted(ScaleReader *r, Slice *name)
{
	int			quoted = quoted_length(r->rest);
	char	   *text;
	int			len = 0;

	if (quoted < 0)
		return fail(r, "A double quote is not closed.", NULL);
	text = palloc(quoted + 1);
	for (int i = 1; i <= quoted; i++)
	{
		text[len++] = r->rest.data[i];
		if (r->rest.data[i] == '"')
			i++;
	}
	advance(r, quoted + 2);
	skip_blanks(r);
	name->data = text;
	name->len = len;
	*name = slice_trim(*name);
	return true;
}

/* Length of the text up to the next separator or keyword. */
static int
bare_length(Slice text)
{
	Slice		at = text;
	bool		word_start = true;

	while (at.len > 0 && strchr("<|,\"", at.data[0]) == NULL)
	{
		if (word_start && at_keyword(at))
			break;
		word_start = is_word_end(at, 0);
		at.data++;
		at.len--;
	}
	return text.len - at.len;
}

/* Must a name be quoted to be read back as it is? */
bool
scale_name_needs_quotes(Slice name, bool first)
{
	if (first && looks_like_range(name))
		return true;
	if (name.len == 1 && name.data[0] == '*')
		return true;
	return bare_length(name) < name.len;
}

static void
take_bare(ScaleReader *r, Slice *name)
{
	name->data = r->rest.data;
	name->len = bare_length(r->rest);
	advance(r, name->len);
	*name = slice_trim(*name);
}

static bool
take_name(ScaleReader *r, int point)
{
	ScaleName  *name = &r->names[r->count];

	if (r->count >= SCALE_MAX_NAMES)
		return fail(r, psprintf("A scale has at most %d labels, synonyms and missing codes.",
								SCALE_MAX_NAMES), NULL);
	name->point = point;
	if (r->rest.len > 0 && r->rest.data[0] == '"')
	{
		if (!take_quoted(r, &name->text))
			return false;
	}
	else
		take_bare(r, &name->text);
	if (name->text.len == 0)
		return r->rest.len > 0 && at_keyword(r->rest) ? fail_at(r, QUOTE_USAGE) : fail_at(r, SCALE_USAGE);
	if (name->text.len > SCALE_MAX_NAME)
		return fail(r, psprintf("A label or code has at most %d bytes.", SCALE_MAX_NAME), NULL);
	r->count++;
	return true;
}

static bool
take_separator(ScaleReader *r, char separator)
{
	if (r->rest.len == 0 || r->rest.data[0] != separator)
		return false;
	advance(r, 1);
	skip_blanks(r);
	return true;
}

/* The last name read must differ from those before it. */
static bool
check_label_is_new(ScaleReader *r)
{
	Slice		label = r->names[r->count - 1].text;

	for (int i = 0; i < r->count - 1; i++)
	{
		if (slice_equal_folded(r->names[i].text, label, r->utf8))
			return fail(r, psprintf("The label \"%.*s\" is written twice.", label.len, label.data), NULL);
	}
	return true;
}

/* LABEL [| SYNONYM ...] < LABEL ... [top K]; stops before "missing". */
static bool
take_labels(ScaleReader *r)
{
	int			points = 0;

	do
	{
		if (points == GRID_MAX_POINTS)
			return fail(r, psprintf("A scale has at most %d points.", GRID_MAX_POINTS), NULL);
		do
		{
			if (!take_name(r, points) || !check_label_is_new(r))
				return false;
		} while (take_separator(r, '|'));
		points++;
	} while (take_separator(r, '<'));

	if (r->rest.len > 0 && strchr(",\"", r->rest.data[0]) != NULL)
		return fail_at(r, QUOTE_USAGE);
	if (points < 2)
		return fail(r, "A scale has at least two points.", SCALE_USAGE);
	r->grid.format |= SCALE_LABELLED;
	if (!finish_range(r, GRID_UNIT, points * GRID_UNIT, GRID_UNIT))
		return false;
	return !take_keyword(r, "top") || take_top(r);
}

/* Two codes are one if they fold alike or are the same number. */
static bool
same_code(Slice a, Slice b, bool utf8)
{
	int64		milli_a;
	int64		milli_b;

	if (decimal_parse(a, &milli_a) == DECIMAL_EXACT &&
		decimal_parse(b, &milli_b) == DECIMAL_EXACT)
		return milli_a == milli_b;
	return slice_equal_folded(a, b, utf8);
}

/* The last code read may not be an answer; a repeated one is dropped. */
static bool
check_code(ScaleReader *r)
{
	Slice		code = r->names[r->count - 1].text;
	int64		milli;

	if (decimal_parse(code, &milli) == DECIMAL_EXACT && grid_locate(&r->grid, milli) >= 0)
		return fail(r, psprintf("The missing code %.*s lies on the scale.", code.len, code.data), NULL);
	for (int i = 0; i < r->count - 1; i++)
	{
		if (!same_code(r->names[i].text, code, r->utf8))
			continue;
		if (r->names[i].point != SCALE_POINT_MISSING)
			return fail(r, psprintf("The missing code \"%.*s\" is a label of the scale.", code.len, code.data), NULL);
		r->count--;
		break;
	}
	return true;
}

/* Is the next name a * without quotes? */
static bool
at_bare_star(Slice text)
{
	Slice		name = {text.data, bare_length(text)};

	name = slice_trim(name);
	return name.len == 1 && name.data[0] == '*';
}

static bool
take_missing(ScaleReader *r)
{
	if (r->rest.len == 1 && r->rest.data[0] == '*')
	{
		advance(r, 1);
		r->grid.format |= SCALE_MISSING_ANY;
		return true;
	}
	do
	{
		if (at_bare_star(r->rest))
			return fail(r, "\"missing *\" takes in every code, so none can be listed beside it.",
						"Write missing * alone, or put double quotes around a code *.");
		if (!take_name(r, SCALE_POINT_MISSING) || !check_code(r))
			return false;
	} while (take_separator(r, ','));
	return true;
}

static void
start_reader(ScaleReader *r, Slice text, bool utf8, ParseFault *fault)
{
	memset(r, 0, sizeof(*r));
	r->rest = slice_trim(text);
	r->utf8 = utf8;
	r->grid.format = SCALE_VERSION;
	r->fault = fault;
}

/* The bytes of a rating_scale with these names. */
RatingScale *
scale_build(const Grid *grid, const ScaleName *names, int count)
{
	Size		size = offsetof(RatingScale, data);
	RatingScale *scale;
	char	   *p;

	for (int i = 0; i < count; i++)
		size += sizeof(uint8) + sizeof(uint16) + names[i].text.len;
	scale = palloc0(size);
	SET_VARSIZE(scale, size);
	scale->grid = *grid;
	scale->names = count;
	p = scale->data;
	for (int i = 0; i < count; i++)
	{
		uint16		len = (uint16) names[i].text.len;

		*p++ = (char) names[i].point;
		memcpy(p, &len, sizeof(len));
		p += sizeof(len);
		memcpy(p, names[i].text.data, len);
		p += len;
	}
	return scale;
}

/* A rating_scale from its text; NULL, with the fault described, if it is none. */
RatingScale *
scale_parse(Slice text, bool utf8, ParseFault *fault)
{
	ScaleReader r;

	start_reader(&r, text, utf8, fault);
	r.names = palloc(SCALE_MAX_NAMES * sizeof(ScaleName));
	if (!(looks_like_range(r.rest) ? take_range(&r) : take_labels(&r)))
		return NULL;
	if (!settle_top(&r))
		return NULL;
	if (take_keyword(&r, "missing") && !take_missing(&r))
		return NULL;
	if (r.rest.len > 0)
	{
		fail_at(&r, SCALE_USAGE);
		return NULL;
	}
	return scale_build(&r.grid, r.names, r.count);
}

/* The text of a range without labels and codes, as in a tally. */
bool
scale_parse_grid(Slice text, Grid *grid, ParseFault *fault)
{
	ScaleReader r;

	start_reader(&r, text, false, fault);
	if (!take_range(&r) || !settle_top(&r))
		return false;
	if (r.rest.len > 0)
		return fail_at(&r, "The scale of a tally is written as LO..HI [step S] [reversed] [top K].");
	*grid = r.grid;
	grid->format = 0;
	return true;
}

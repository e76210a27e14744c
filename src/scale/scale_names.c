/*
 * scale_names.c
 *		The names in the text of a scale: labels, synonyms, missing codes.
 */
#include "compat.h"

#include "number/decimal.h"
#include "scale/scale_parse.h"

#define QUOTE_USAGE \
	"Put double quotes around a label that holds a keyword, a comma, | or <."

static const char *const keywords[] = {"step", "reversed", "labelled", "top", "missing"};

/* Does the text begin with a keyword, as a word? */
static bool
at_keyword(Slice text)
{
	for (size_t i = 0; i < lengthof(keywords); i++)
	{
		if (slice_keyword(text, keywords[i]) > 0)
			return true;
	}
	return false;
}

/* Does the text begin like a range of numbers, and not with a name? */
bool
scale_looks_like_range(Slice text)
{
	int			number = decimal_prefix(text);
	Slice		after = slice_trim(slice_after(text, number));

	return number > 0 && after.len >= 2 && strncmp(after.data, "..", 2) == 0;
}

/* -------- one name -------- */

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
take_quoted(ScaleParser *p, Slice *name)
{
	Slice		rest = p->scan.rest;
	int			quoted = quoted_length(rest);
	char	   *text;

	if (quoted < 0)
		return scan_fail(&p->scan, "A double quote is not closed.", NULL);
	text = palloc(quoted + 1);
	name->data = text;
	name->len = 0;
	for (int i = 1; i <= quoted; i++)
	{
		text[name->len++] = rest.data[i];
		if (rest.data[i] == '"')
			i++;
	}
	*name = slice_trim(*name);
	scan_advance(&p->scan, quoted + 2);
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
		word_start = is_blank(at.data[0]);
		at = slice_after(at, 1);
	}
	return text.len - at.len;
}

/* A name without quotes, which may be empty. */
static Slice
bare_name(Slice text)
{
	text.len = bare_length(text);
	return slice_trim(text);
}

static bool
is_star(Slice name)
{
	return name.len == 1 && name.data[0] == '*';
}

/* Must a name be quoted to be read back as it is? */
bool
scale_name_needs_quotes(Slice name, bool first)
{
	return (first && scale_looks_like_range(name)) || is_star(name) || bare_length(name) < name.len;
}

/* A number that was written with signs that look like digits, in plain ones; any other name as it is. */
static Slice
plain_number(Slice name, const Seen *seen)
{
	Slice		plain = seen_ascii(seen);
	int64		unused;

	return decimal_parse(name, &unused) == DECIMAL_NONE && decimal_parse(plain, &unused) != DECIMAL_NONE ? plain : name;
}

/* A label, synonym or code of a point, which comes last among the names. */
static bool
take_name(ScaleParser *p, int point)
{
	Scanner    *scan = &p->scan;
	ScaleName  *name = &p->names[p->count];

	if (p->count >= SCALE_MAX_NAMES)
		return scan_fail(scan, psprintf("A scale has at most %d labels, synonyms and missing codes.",
										SCALE_MAX_NAMES), NULL);
	name->point = point;
	if (!scan_at(scan, '"'))
	{
		name->text = bare_name(scan->rest);
		scan_advance(scan, bare_length(scan->rest));
	}
	else if (!take_quoted(p, &name->text))
		return false;
	if (name->text.len == 0)
		return scan_fail_here(scan, at_keyword(scan->rest) ? QUOTE_USAGE : SCALE_USAGE);
	if (name->text.len > SCALE_MAX_NAME)
		return scan_fail(scan, psprintf("A label or code has at most %d bytes.", SCALE_MAX_NAME), NULL);
	p->seen[p->count] = slice_seen(name->text, p->utf8);
	if (p->seen[p->count].count == 0)
		return scan_fail(scan, "A label or code has no character that can be seen.", NULL);
	name->text = plain_number(name->text, &p->seen[p->count]);
	p->count++;
	return true;
}

static bool
same_number(Slice a, Slice b)
{
	int64		milli_a;
	int64		milli_b;

	return decimal_parse(a, &milli_a) == DECIMAL_EXACT &&
		decimal_parse(b, &milli_b) == DECIMAL_EXACT && milli_a == milli_b;
}

/* An earlier name that the last one read is too, since it looks alike or is the same number; -1 if none is. */
static int
find_twin(const ScaleParser *p)
{
	int			last = p->count - 1;

	for (int i = 0; i < last; i++)
	{
		if (seen_equal(&p->seen[i], &p->seen[last]) || same_number(p->names[i].text, p->names[last].text))
			return i;
	}
	return -1;
}

Slice
scale_head(Slice text)
{
	Slice		at = text;
	bool		word_start = true;

	while (at.len > 0 && !(word_start && (slice_keyword(at, "top") > 0 || slice_keyword(at, "missing") > 0)))
	{
		word_start = is_blank(at.data[0]);
		at = slice_after(at, 1);
	}
	text.len -= at.len;
	return slice_trim(text);
}

/* -------- labels -------- */

/* The last name read must differ from those before it. */
static bool
check_label_is_new(ScaleParser *p)
{
	Slice		label = p->names[p->count - 1].text;
	int			twin = find_twin(p);
	Slice		before;

	if (twin < 0)
		return true;
	before = p->names[twin].text;
	if (seen_equal(&p->seen[twin], &p->seen[p->count - 1]))
		return scan_fail(&p->scan, psprintf("The label \"%.*s\" is written twice.", label.len, label.data), NULL);
	return scan_fail(&p->scan, psprintf("The labels \"%.*s\" and \"%.*s\" are the same number.",
										before.len, before.data, label.len, label.data), NULL);
}

/* Note whether the last name read is a number. */
static void
note_number(ScaleParser *p)
{
	int64		unused;

	if (decimal_parse(p->names[p->count - 1].text, &unused) != DECIMAL_NONE)
		p->grid.format |= SCALE_NUMBER_NAMES;
}

/* LABEL [| SYNONYM ...] < LABEL ... and how many points they make; stops before a keyword. */
bool
scale_take_labels(ScaleParser *p, int *points)
{
	*points = 0;
	do
	{
		if (*points == GRID_MAX_POINTS)
			return scan_fail(&p->scan, psprintf("A scale has at most %d points.", GRID_MAX_POINTS), NULL);
		do
		{
			if (!take_name(p, *points) || !check_label_is_new(p))
				return false;
			note_number(p);
		} while (scan_char(&p->scan, '|'));
		(*points)++;
	} while (scan_char(&p->scan, '<'));

	if (scan_at(&p->scan, ',') || scan_at(&p->scan, '"'))
		return scan_fail_here(&p->scan, QUOTE_USAGE);
	if (*points < 2)
		return scan_fail(&p->scan, "A scale has at least two points.", SCALE_USAGE);
	return true;
}

/* -------- missing codes -------- */

/* The last code read may not be an answer; a repeated one is dropped. */
static bool
check_code(ScaleParser *p)
{
	Slice		code = p->names[p->count - 1].text;
	int			twin;
	int64		milli;

	if (!(p->grid.format & SCALE_NUMBER_NAMES) &&
		decimal_parse(code, &milli) == DECIMAL_EXACT && grid_locate(&p->grid, milli) >= 0)
		return scan_fail(&p->scan, psprintf("The missing code %.*s lies on the scale.", code.len, code.data), NULL);
	twin = find_twin(p);
	if (twin < 0)
		return true;
	if (p->names[twin].point != SCALE_POINT_MISSING)
		return scan_fail(&p->scan, psprintf("The missing code \"%.*s\" is a label of the scale.", code.len, code.data), NULL);
	p->count--;
	return true;
}

/* What follows "missing": CODE, ... or * */
bool
scale_take_codes(ScaleParser *p)
{
	if (is_star(p->scan.rest))
	{
		scan_advance(&p->scan, 1);
		p->grid.format |= SCALE_MISSING_ANY;
		return true;
	}
	do
	{
		if (is_star(bare_name(p->scan.rest)))
			return scan_fail(&p->scan, "\"missing *\" takes in every code, so none can be listed beside it.",
							 "Write missing * alone, or put double quotes around a code *.");
		if (!take_name(p, SCALE_POINT_MISSING) || !check_code(p))
			return false;
	} while (scan_char(&p->scan, ','));
	return true;
}

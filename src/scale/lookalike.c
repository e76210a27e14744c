/*
 * lookalike.c
 *		Texts as the eye reads them, the same on every server.
 *
 * Two texts that look alike are one label.  Exports and spreadsheets change
 * what cannot be seen: blanks become no-break ones, apostrophes curl, letters
 * come apart from their accents, an emoji gets a variation selector or a tone
 * of skin.  So texts are compared by their signs: without what has no width,
 * every blank as one blank, in normalization form C, quotes and dashes as ASCII
 * has them, without regard to case.  Letters of different alphabets stay
 * different: an error says where they are.
 */
#include "postgres.h"

#include "common/unicode_norm.h"
#include "mb/pg_wchar.h"

#include "scale/fold.h"
#include "scale/lookalike.h"

#define NOTHING		0			/* no width, or of no importance */

/* The first code point that normalization can change. */
#define FIRST_COMBINING	0x300

#define ELLIPSIS	0x2026

/* Signs that are read as another one. */
typedef struct SignRange
{
	uint32		first;
	uint32		last;
	uint32		seen;			/* the sign, ' ' or NOTHING */
} SignRange;

static const SignRange signs[] = {
	{0x01, 0x08, NOTHING},
	{0x09, 0x0D, ' '},
	{0x0E, 0x1F, NOTHING},
	{'`', '`', '\''},
	{0x7F, 0x84, NOTHING},
	{0x85, 0x85, ' '},
	{0x86, 0x9F, NOTHING},
	{0xA0, 0xA0, ' '},			/* no-break */
	{0xAD, 0xAD, NOTHING},		/* soft hyphen */
	{0xB4, 0xB4, '\''},
	{0x2B9, 0x2B9, '\''},
	{0x2BB, 0x2BD, '\''},
	{0x34F, 0x34F, NOTHING},
	{0x61C, 0x61C, NOTHING},
	{0x1680, 0x1680, ' '},
	{0x17B4, 0x17B5, NOTHING},
	{0x180B, 0x180F, NOTHING},
	{0x2000, 0x200A, ' '},
	{0x200B, 0x200F, NOTHING},	/* zero width, marks of direction */
	{0x2010, 0x2015, '-'},
	{0x2018, 0x201B, '\''},
	{0x201C, 0x201F, '"'},
	{0x2028, 0x2029, ' '},
	{0x202A, 0x202E, NOTHING},
	{0x202F, 0x202F, ' '},
	{0x2032, 0x2032, '\''},
	{0x2033, 0x2033, '"'},
	{0x205F, 0x205F, ' '},
	{0x2060, 0x2064, NOTHING},
	{0x2066, 0x206F, NOTHING},
	{0x20E3, 0x20E3, NOTHING},	/* the key around a digit */
	{0x2212, 0x2212, '-'},
	{0x2800, 0x2800, ' '},
	{0x3000, 0x3000, ' '},
	{0x3164, 0x3164, ' '},
	{0xFE00, 0xFE0F, NOTHING},	/* variation selectors */
	{0xFEFF, 0xFEFF, NOTHING},	/* byte order mark */
	{0xFFF9, 0xFFFB, NOTHING},
	{0x1F3FB, 0x1F3FF, NOTHING},	/* tones of skin */
	{0xE0100, 0xE01EF, NOTHING}
};

static bool
is_skin_tone(uint32 c)
{
	return c >= 0x1F3FB && c <= 0x1F3FF;
}

/* What a code point is seen as: a sign, ' ' or NOTHING. */
static uint32
seen_as(uint32 c)
{
	if (c >= 0xFF01 && c <= 0xFF5E) /* full width */
		c -= 0xFF01 - '!';
	for (size_t i = 0; i < lengthof(signs) && c >= signs[i].first; i++)
	{
		if (c <= signs[i].last)
			return signs[i].seen;
	}
	return c;
}

/* What some tools write before, after or between words, and nobody means. */
static bool
is_litter(uint32 c)
{
	return c == 0x200B || c == 0x2060 || c == 0xFEFF;
}

/*
 * The next code point of a slice.  Bytes that are no UTF-8 stand for
 * themselves: the server has verified stored text, this never reads past it.
 */
static uint32
next_code_point(Slice *s, bool utf8)
{
	const unsigned char *p = (const unsigned char *) s->data;
	int			extra = 0;
	uint32		c = p[0];

	if (utf8 && c >= 0xC0)
		extra = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
	if (extra >= s->len)
		extra = 0;
	if (extra > 0)
		c &= 0x3F >> extra;
	for (int i = 1; i <= extra; i++)
		c = c << 6 | (p[i] & 0x3F);
	*s = slice_after(*s, 1 + extra);
	return c;
}

static bool
is_ascii(Slice text)
{
	for (int i = 0; i < text.len; i++)
	{
		if ((unsigned char) text.data[i] >= 0x80)
			return false;
	}
	return true;
}

/* -------- what is seen of a text -------- */

/* The code points that are seen, as they are; says whether any can combine. */
static bool
decode(Slice text, bool utf8, Seen *seen)
{
	bool		combines = false;

	while (text.len > 0)
	{
		uint32		c = next_code_point(&text, utf8);

		if ((utf8 || c < 0x80) && seen_as(c) == NOTHING && !(is_skin_tone(c) && seen->count == 0))
			continue;
		combines = combines || c >= FIRST_COMBINING;
		if (c != ELLIPSIS)
			seen->sign[seen->count++] = c;
		else					/* of three bytes, so that there is room */
			for (int dot = 0; dot < 3; dot++)
				seen->sign[seen->count++] = '.';
	}
	seen->sign[seen->count] = 0;
	return combines;
}

/* Letters and their accents put together. */
static void
compose(Seen *seen)
{
	pg_wchar   *composed = (pg_wchar *) unicode_normalize(UNICODE_NFC, (pg_wchar *) seen->sign);

	if (composed == NULL)
		return;
	pfree(seen->sign);
	seen->sign = (uint32 *) composed;
	for (seen->count = 0; composed[seen->count] != 0; seen->count++)
		;
}

/* Signs as others that look so, letters small, blanks single and none at the ends. */
static void
simplify(Seen *seen, bool utf8)
{
	int			kept = 0;

	for (int i = 0; i < seen->count; i++)
	{
		uint32		c = seen->sign[i];

		if (utf8 || c < 0x80)
			c = fold_code_point(is_skin_tone(c) ? c : seen_as(c));
		if (c == ' ' && (kept == 0 || seen->sign[kept - 1] == ' '))
			continue;
		seen->sign[kept++] = c;
	}
	if (kept > 0 && seen->sign[kept - 1] == ' ')
		kept--;
	seen->count = kept;
}

Seen
slice_seen(Slice text, bool utf8)
{
	Seen		seen = {NULL, 0, text.len > SEEN_MAX};

	if (seen.too_long)
		text.len = 0;
	seen.sign = palloc((text.len + 1) * sizeof(uint32));
	if (decode(text, utf8, &seen) && utf8)
		compose(&seen);
	simplify(&seen, utf8);
	return seen;
}

bool
seen_equal(const Seen *a, const Seen *b)
{
	return !a->too_long && !b->too_long && a->count == b->count &&
		memcmp(a->sign, b->sign, a->count * sizeof(uint32)) == 0;
}

Slice
seen_ascii(const Seen *seen)
{
	char	   *text = palloc(seen->count + 1);
	Slice		result = {text, seen->count};

	for (int i = 0; i < seen->count; i++)
		text[i] = seen->sign[i] < 0x80 ? (char) seen->sign[i] : '?';
	text[seen->count] = '\0';
	return result;
}

/* -------- differences that may not be seen -------- */

/* How a sign is named: U+0430, or "a" (U+0061) where it is of ASCII. */
static char *
sign_name(uint32 c)
{
	return c > ' ' && c < 0x7F ? psprintf("\"%c\" (U+%04X)", (char) c, c) : psprintf("U+%04X", c);
}

/* Letters of other alphabets that look like one of ASCII, as a capital or small. */
typedef struct Twin
{
	uint32		letter;
	uint32		ascii;
} Twin;

static const Twin twins[] = {
	{0x3B1, 'a'}, {0x3B2, 'b'}, {0x3B5, 'e'}, {0x3B6, 'z'}, {0x3B7, 'h'},
	{0x3B9, 'i'}, {0x3BA, 'k'}, {0x3BC, 'm'}, {0x3BD, 'v'}, {0x3BF, 'o'},
	{0x3C1, 'p'}, {0x3C4, 't'}, {0x3C5, 'u'}, {0x3C7, 'x'}, {0x430, 'a'},
	{0x432, 'b'}, {0x435, 'e'}, {0x43A, 'k'}, {0x43C, 'm'}, {0x43D, 'h'},
	{0x43E, 'o'}, {0x440, 'p'}, {0x441, 'c'}, {0x442, 't'}, {0x443, 'y'},
	{0x445, 'x'}, {0x455, 's'}, {0x456, 'i'}, {0x458, 'j'}, {0x4BB, 'h'},
	{0x501, 'd'}, {0x51B, 'q'}, {0x51D, 'w'}
};

static uint32
ascii_twin(uint32 c)
{
	for (size_t i = 0; i < lengthof(twins); i++)
	{
		if (twins[i].letter == c)
			return twins[i].ascii;
	}
	return c;
}

/*
 * Do they have as many signs, no two of ASCII that differ, and are half of the
 * signs the same, or do all look the same?
 */
static bool
differ_in_odd_signs(const Seen *a, const Seen *b)
{
	int			different = 0;
	int			unlike = 0;

	if (a->count != b->count)
		return false;
	for (int i = 0; i < a->count; i++)
	{
		if (a->sign[i] == b->sign[i])
			continue;
		if (a->sign[i] < 0x80 && b->sign[i] < 0x80)
			return false;
		different++;
		unlike += ascii_twin(a->sign[i]) != ascii_twin(b->sign[i]);
	}
	return unlike == 0 || different * 2 <= a->count;
}

/* Is the longer one the other with one sign more, which is not of ASCII? */
static bool
has_odd_sign_more(const Seen *shorter, const Seen *longer, int at)
{
	return longer->count == shorter->count + 1 && shorter->count > 1 && longer->sign[at] >= 0x80 &&
		memcmp(longer->sign + at + 1, shorter->sign + at, (shorter->count - at) * sizeof(uint32)) == 0;
}

char *
seen_difference(const Seen *text, const Seen *other)
{
	int			at = 0;

	while (at < text->count && at < other->count && text->sign[at] == other->sign[at])
		at++;
	if (text->too_long || other->too_long || (at == text->count && at == other->count))
		return NULL;
	if (differ_in_odd_signs(text, other))
		return psprintf("character %d is %s and not %s", at + 1, sign_name(text->sign[at]), sign_name(other->sign[at]));
	if (has_odd_sign_more(other, text, at))
		return psprintf("character %d is %s, which is one too many", at + 1, sign_name(text->sign[at]));
	if (has_odd_sign_more(text, other, at))
		return psprintf("character %d, %s, is not there", at + 1, sign_name(other->sign[at]));
	return NULL;
}

/* -------- texts that are kept -------- */

static bool
is_edge(uint32 c)
{
	return seen_as(c) == ' ' || is_litter(c);
}

Slice
slice_trim_seen(Slice text, bool utf8)
{
	Slice		rest = slice_trim(text);
	Slice		kept = {rest.data, 0};
	bool		inside = false;

	if (!utf8 || rest.len == 0 || is_ascii(rest))
		return rest;
	while (rest.len > 0)
	{
		const char *at = rest.data;
		bool		edge = is_edge(next_code_point(&rest, utf8));

		if (edge)
			continue;
		if (!inside)
			kept.data = at;
		inside = true;
		kept.len = (int) (rest.data - kept.data);
	}
	return kept;
}

Slice
slice_plain_blanks(Slice text, bool utf8)
{
	char	   *plain;
	Slice		result;

	if (!utf8 || is_ascii(text))
		return text;
	plain = palloc(text.len + 1);
	result.data = plain;
	while (text.len > 0)
	{
		const char *at = text.data;
		uint32		c = next_code_point(&text, utf8);

		if (is_litter(c))
			continue;
		if (c >= 0x80 && seen_as(c) == ' ')
		{
			*plain++ = ' ';
			continue;
		}
		memcpy(plain, at, text.data - at);
		plain += text.data - at;
	}
	*plain = '\0';
	result.len = (int) (plain - result.data);
	return result;
}

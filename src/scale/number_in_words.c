/*
 * number_in_words.c
 *		The number in an answer such as "10 - Extremely likely" or "5 stars".
 *
 * What could be another number is refused: two of them, a fraction, digits of
 * other scripts.  A minus sign stands before its digits, and a blank or an
 * opening bracket before it; any other dash separates.
 */
#include "postgres.h"

#include "scale/lookalike.h"

typedef struct CodeRange
{
	uint32		first;
	uint32		last;
} CodeRange;

/* Digits and numbers that are not of ASCII. */
static const CodeRange other_digits[] = {
	{0xB2, 0xB3}, {0xB9, 0xB9}, {0xBC, 0xBE},	/* superscripts, fractions */
	{0x660, 0x669}, {0x6F0, 0x6F9}, {0x7C0, 0x7C9}, {0x966, 0x96F}, {0x9E6, 0x9EF},
	{0xA66, 0xA6F}, {0xAE6, 0xAEF}, {0xB66, 0xB6F}, {0xBE6, 0xBEF}, {0xC66, 0xC6F},
	{0xCE6, 0xCEF}, {0xD66, 0xD6F}, {0xE50, 0xE59}, {0xED0, 0xED9}, {0xF20, 0xF29},
	{0x1040, 0x1049}, {0x17E0, 0x17E9}, {0x2070, 0x2079}, {0x2080, 0x2089},
	{0x2150, 0x218B}, {0x2460, 0x249B}, {0x24EA, 0x24FF}, {0x2776, 0x2793},
	{0x1D7CE, 0x1D7FF}, {0x1F100, 0x1F10C}, {0x1F51F, 0x1F51F}
};

/* What is no letter, beyond ASCII: punctuation, symbols, emoji. */
static const CodeRange other_signs[] = {
	{0x80, 0xA9}, {0xAB, 0xB4}, {0xB6, 0xB9}, {0xBB, 0xBF}, {0xD7, 0xD7}, {0xF7, 0xF7},
	{0x2000, 0x2BFF}, {0x3000, 0x3004}, {0x3008, 0x3020}, {0x30FB, 0x30FB},
	{0xFE10, 0xFE6F}, {0x1F000, 0x1FAFF}
};

static bool
in_ranges(uint32 c, const CodeRange *ranges, size_t count)
{
	for (size_t i = 0; i < count && c >= ranges[i].first; i++)
	{
		if (c <= ranges[i].last)
			return true;
	}
	return false;
}

static bool
is_digit(uint32 c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(uint32 c)
{
	if (c < 0x80)
		return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
	return !in_ranges(c, other_signs, lengthof(other_signs));
}

static bool
has_digits(const Seen *seen, int first, int end)
{
	for (int i = first; i < end; i++)
	{
		if (is_digit(seen->sign[i]) || in_ranges(seen->sign[i], other_digits, lengthof(other_digits)))
			return true;
	}
	return false;
}

static bool
has_letters(const Seen *seen, int first, int end)
{
	for (int i = first; i < end; i++)
	{
		if (is_letter(seen->sign[i]))
			return true;
	}
	return false;
}

/* After the digits that begin at a place, and after their decimals. */
static int
end_of_number(const Seen *seen, int at)
{
	bool		point = false;

	while (at < seen->count)
	{
		bool		digit = is_digit(seen->sign[at]);

		if (!digit && (point || seen->sign[at] != '.' || at + 1 == seen->count || !is_digit(seen->sign[at + 1])))
			break;
		point = point || !digit;
		at++;
	}
	return at;
}

/* Is there nothing right before this place, or what a number may follow with its sign? */
static bool
is_free_before(const Seen *seen, int at)
{
	return at == 0 || seen->sign[at - 1] == ' ' || seen->sign[at - 1] == '(' || seen->sign[at - 1] == '[';
}

/* Where the number begins: at its sign, if it has one. */
static int
start_of_number(const Seen *seen, int digit)
{
	bool		signed_number = digit > 0 && (seen->sign[digit - 1] == '-' || seen->sign[digit - 1] == '+') &&
	is_free_before(seen, digit - 1);

	return signed_number ? digit - 1 : digit;
}

/* Decimals whose whole part is not written, such as .5: to read them as 5 would be wrong. */
static bool
is_after_decimal_mark(const Seen *seen, int digit)
{
	return digit > 0 && (seen->sign[digit - 1] == '.' || seen->sign[digit - 1] == ',') &&
		(is_free_before(seen, digit - 1) || seen->sign[digit - 2] == '-');
}

bool
seen_number_in_words(const Seen *seen, Slice *number)
{
	int			digit = 0;
	int			first;
	int			end;
	char	   *text;

	while (digit < seen->count && !is_digit(seen->sign[digit]))
		digit++;
	if (digit == seen->count || is_after_decimal_mark(seen, digit))
		return false;
	first = start_of_number(seen, digit);
	end = end_of_number(seen, digit);
	if (has_digits(seen, 0, digit) || has_digits(seen, end, seen->count) ||
		(has_letters(seen, 0, first) && has_letters(seen, end, seen->count)))
		return false;
	text = palloc(end - first + 1);
	for (int i = first; i < end; i++)
		text[i - first] = (char) seen->sign[i];
	text[end - first] = '\0';
	number->data = text;
	number->len = end - first;
	return true;
}

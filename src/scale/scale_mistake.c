/*
 * scale_mistake.c
 *		Texts that are no scale, and what they were meant as.
 */
#include "compat.h"

#include "lib/stringinfo.h"

#include "number/decimal.h"
#include "scale/scale_parse.h"

/* -------- "1-5", "1 to 5" -------- */

/* What people write between the bounds of a range, the longer before the shorter; ? is any sign that is not of ASCII. */
static const char *const between_bounds[] = {
	"...", "through", "until", "thru", "bis", "tot", "to", "a", "-", "/", ":", "~", "_", "?"
};

/* Step over what stands between two bounds. */
static bool
take_between(Scanner *scan)
{
	for (size_t i = 0; i < lengthof(between_bounds); i++)
	{
		int			len = (int) strlen(between_bounds[i]);

		if (scan->rest.len < len || strncmp(scan->rest.data, between_bounds[i], len) != 0)
			continue;
		scan_advance(scan, len);
		return true;
	}
	return false;
}

static bool
is_end_of_range(Slice rest)
{
	return rest.len == 0 || slice_keyword(rest, "step") > 0 || slice_keyword(rest, "reversed") > 0 ||
		slice_keyword(rest, "labelled") > 0;
}

static char *
range_meant(Slice head)
{
	ParseFault	unused = {NULL, NULL};
	Scanner		scan = scan_start(head, &unused);
	char		low[MILLI_TEXT_MAX];
	char		high[MILLI_TEXT_MAX];
	int64		lo;
	int64		hi;

	if (decimal_take(&scan, &lo) != DECIMAL_EXACT || !take_between(&scan) ||
		decimal_take(&scan, &hi) != DECIMAL_EXACT || !is_end_of_range(scan.rest) || lo == hi)
		return NULL;
	milli_to_text(Min(lo, hi), low);
	milli_to_text(Max(lo, hi), high);
	if (lo > hi)
		return psprintf("Write a range with two dots, the lowest score first: '%s..%s', or '%s..%s reversed' if low is good.",
						low, high, low, high);
	return psprintf("Write a range with two dots: '%s..%s%s%.*s'.", low, high,
					scan_at_end(&scan) ? "" : " ", scan.rest.len, scan.rest.data);
}

/* -------- "bad, fair, good" -------- */

/* What people write between labels. */
static const char separators[] = ",;|/>\n";

#define LIST_MAX	500			/* bytes of a list that is worth repeating in
								 * a hint */

static bool
has_sign(Slice text, char sign)
{
	return memchr(text.data, sign, text.len) != NULL;
}

/* The piece before the next separator, without blanks around it; false at the end. */
static bool
next_piece(Slice *rest, char separator, Slice *piece)
{
	const char *end;

	if (rest->data == NULL)
		return false;
	end = memchr(rest->data, separator, rest->len);
	*piece = *rest;
	if (end == NULL)
		rest->data = NULL;
	else
	{
		piece->len = (int) (end - rest->data);
		*rest = slice_after(*rest, piece->len + 1);
	}
	*piece = slice_trim(*piece);
	return true;
}

/* The pieces as labels; a > stands between better and worse.  NULL if one is empty. */
static char *
labels_meant(Slice head, char separator)
{
	char	   *labels = pstrdup("");
	Slice		rest = head;
	Slice		piece;

	while (next_piece(&rest, separator, &piece))
	{
		char	   *label = scale_name_to_text(piece);

		if (piece.len == 0)
			return NULL;
		if (*labels == '\0')
			labels = label;
		else
			labels = separator == '>' ? psprintf("%s < %s", label, labels) : psprintf("%s < %s", labels, label);
	}
	return labels;
}

static char *
list_meant(Slice head)
{
	if (head.len > LIST_MAX || scale_looks_like_range(head) || has_sign(head, '<') || has_sign(head, '"'))
		return NULL;
	for (const char *separator = separators; *separator != '\0'; separator++)
	{
		char	   *labels;

		if (!has_sign(head, *separator))
			continue;
		labels = labels_meant(head, *separator);
		return labels == NULL ? NULL : psprintf("Write < between labels, from worst to best: '%s'.", labels);
	}
	return NULL;
}

char *
scale_meant(Slice text, bool utf8)
{
	Slice		head = scale_head(text);
	Seen		seen = slice_seen(head, utf8);
	char	   *hint;

	if (seen.count == 0)
		return NULL;
	hint = range_meant(seen_ascii(&seen));
	return hint != NULL ? hint : list_meant(head);
}

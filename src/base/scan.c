/*
 * scan.c
 *		Reading a text form from left to right: one set of takers for all of them.
 */
#include "base/scan.h"

#include "common/int.h"
#include "mb/pg_wchar.h"

/* A text may have megabytes: an error shows so many bytes of it. */
#define EXCERPT_MAX	60

/* -------- pieces of text -------- */

/* Without the white space (of ASCII) at both ends. */
Slice
slice_trim(Slice slice)
{
	while (slice.len > 0 && is_blank(slice.data[0]))
	{
		slice.data++;
		slice.len--;
	}
	while (slice.len > 0 && is_blank(slice.data[slice.len - 1]))
		slice.len--;
	return slice;
}

/* What an error shows of a text: whole characters of the server's encoding. */
char *
slice_excerpt(Slice text)
{
	if (text.len <= EXCERPT_MAX)
		return pnstrdup(text.data, text.len);
	return psprintf("%.*s...", pg_mbcliplen(text.data, text.len, EXCERPT_MAX), text.data);
}

/* A word ends at a blank and at what separates the names of a scale. */
static bool
ends_word(char c)
{
	return is_blank(c) || strchr("<|,\"", c) != NULL;
}

/* Length of the keyword, in any case, that the text begins with as a word; else 0. */
int
slice_keyword(Slice text, const char *keyword)
{
	int			len = (int) strlen(keyword);

	if (text.len < len || pg_strncasecmp(text.data, keyword, len) != 0)
		return 0;
	return text.len == len || ends_word(text.data[len]) ? len : 0;
}

/* -------- takers -------- */

Scanner
scan_start(Slice text, ParseFault *fault)
{
	Scanner		scan = {slice_trim(text), fault};

	return scan;
}

/* Step over what was read and the blanks after it. */
void
scan_advance(Scanner *scan, int bytes)
{
	scan->rest = slice_trim(slice_after(scan->rest, bytes));
}

bool
scan_char(Scanner *scan, char c)
{
	if (!scan_at(scan, c))
		return false;
	scan_advance(scan, 1);
	return true;
}

bool
scan_keyword(Scanner *scan, const char *keyword)
{
	int			len = slice_keyword(scan->rest, keyword);

	if (len == 0)
		return false;
	scan_advance(scan, len);
	return true;
}

/* Decimal digits up to what is none; false too if they do not fit. */
bool
scan_count(Scanner *scan, int64 *count)
{
	Slice		rest = scan->rest;
	int64		value = 0;
	int			i;

	for (i = 0; i < rest.len && rest.data[i] >= '0' && rest.data[i] <= '9'; i++)
	{
		if (pg_mul_s64_overflow(value, 10, &value) ||
			pg_add_s64_overflow(value, rest.data[i] - '0', &value))
			return false;
	}
	if (i == 0)
		return false;
	*count = value;
	scan_advance(scan, i);
	return true;
}

/* Say what is wrong; always false. */
bool
scan_fail(Scanner *scan, const char *detail, const char *hint)
{
	scan->fault->detail = detail;
	scan->fault->hint = hint;
	return false;
}

/* The same of a text that does not go on as it should. */
bool
scan_fail_here(Scanner *scan, const char *hint)
{
	if (scan_at_end(scan))
		return scan_fail(scan, "The text ends too early.", hint);
	return scan_fail(scan, psprintf("Unexpected \"%s\".", slice_excerpt(scan->rest)), hint);
}

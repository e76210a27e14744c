/*
 * scan.c
 *		Reading a text form a piece at a time.
 */
#include "base/scan.h"

#include "common/int.h"

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

/* The first character that is no blank. */
const char *
scan_blanks(const char *p)
{
	while (is_blank(*p))
		p++;
	return p;
}

/* Decimal digits up to what is none; false if there are none or they do not fit. */
bool
scan_count(const char **p, int64 *count)
{
	const char *s = *p;

	if (*s < '0' || *s > '9')
		return false;
	for (*count = 0; *s >= '0' && *s <= '9'; s++)
	{
		if (pg_mul_s64_overflow(*count, 10, count) ||
			pg_add_s64_overflow(*count, *s - '0', count))
			return false;
	}
	*p = s;
	return true;
}

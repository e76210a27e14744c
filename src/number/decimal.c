/*
 * decimal.c
 *		Decimal numbers as whole thousandths, exactly.
 */
#include "number/decimal.h"

#include <math.h>

static bool
is_digit_at(Slice s, int i)
{
	return i < s.len && s.data[i] >= '0' && s.data[i] <= '9';
}

/* Length of the decimal that the text begins with; 0 if with none.  1..5 begins with 1. */
int
decimal_prefix(Slice text)
{
	int			i = 0;

	if (i < text.len && (text.data[i] == '-' || text.data[i] == '+'))
		i++;
	if (!is_digit_at(text, i) &&
		!(i < text.len && text.data[i] == '.' && is_digit_at(text, i + 1)))
		return 0;
	while (is_digit_at(text, i))
		i++;
	if (i < text.len && text.data[i] == '.' && is_digit_at(text, i + 1))
	{
		i++;
		while (is_digit_at(text, i))
			i++;
	}
	else if (i + 1 == text.len && text.data[i] == '.')
		i++;					/* "5." alone */
	return i;
}

/* The whole text, without white space at its ends, as a decimal. */
DecimalKind
decimal_parse(Slice text, int64 *milli)
{
	Slice		s = slice_trim(text);
	bool		negative = s.len > 0 && s.data[0] == '-';
	int			decimals = -1;	/* seen after the point; -1 before it */
	int64		value = 0;
	bool		exact = true;

	if (s.len == 0 || decimal_prefix(s) != s.len)
		return DECIMAL_NONE;
	for (int i = 0; i < s.len; i++)
	{
		char		c = s.data[i];

		if (c == '.')
			decimals = 0;
		if (c < '0' || c > '9')
			continue;
		if (decimals >= 3)
		{
			exact = exact && c == '0';
			continue;
		}
		if (value > DECIMAL_MAX_MILLI)
			return DECIMAL_OTHER;
		value = value * 10 + (c - '0');
		if (decimals >= 0)
			decimals++;
	}
	for (; decimals < 3; decimals++)
	{
		if (decimals < 0)
			continue;
		value *= 10;
	}
	if (value > DECIMAL_MAX_MILLI || !exact)
		return DECIMAL_OTHER;
	*milli = negative ? -value : value;
	return DECIMAL_EXACT;
}

/* The decimal that a text goes on with; DECIMAL_NONE, and nothing taken, if with none. */
DecimalKind
decimal_take(Scanner *scan, int64 *milli)
{
	Slice		number = {scan->rest.data, decimal_prefix(scan->rest)};

	scan_advance(scan, number.len);
	return decimal_parse(number, milli);
}

/*
 * A double counts as k thousandths if it is the double nearest to k/1000, or
 * the real (float4) nearest to it: a real column reaches us cast to double.
 */
DecimalKind
decimal_from_double(double value, int64 *milli)
{
	double		scaled = rint(value * 1000.0);
	double		nearest = scaled / 1000.0;

	if (!(fabs(scaled) <= (double) DECIMAL_MAX_MILLI))
		return DECIMAL_OTHER;
	if (value != nearest && value != (double) (float) nearest)
		return DECIMAL_OTHER;
	*milli = (int64) scaled;
	return DECIMAL_EXACT;
}

/* Thousandths as the shortest decimal; returns its length. */
int
milli_to_text(int64 milli, char *buf)
{
	uint64		size = milli < 0 ? -(uint64) milli : (uint64) milli;
	int			len = sprintf(buf, "%s" UINT64_FORMAT ".%03d", milli < 0 ? "-" : "",
							  size / DECIMAL_UNIT, (int) (size % DECIMAL_UNIT));

	while (buf[len - 1] == '0')
		len--;
	if (buf[len - 1] == '.')
		len--;
	buf[len] = '\0';
	return len;
}

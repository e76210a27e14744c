/*
 * decimal.h
 *		Decimal numbers as whole thousandths, exactly.
 */
#ifndef CSAT_DECIMAL_H
#define CSAT_DECIMAL_H

#include "base/scan.h"

#define DECIMAL_UNIT		1000	/* one, in thousandths */
#define MILLI_TEXT_MAX		24	/* bytes of the longest text of thousandths,
								 * with its NUL */

/* A larger number is no code and no score. */
#define DECIMAL_MAX_MILLI	INT64CONST(100000000000000)

typedef enum DecimalKind
{
	DECIMAL_NONE,				/* not a number */
	DECIMAL_EXACT,				/* a number of whole thousandths */
	DECIMAL_OTHER				/* a number, but finer or larger than that */
} DecimalKind;

/* Can a text without blanks around it be a decimal?  A quick test of its first character: a sign, a point, a digit. */
static inline bool
decimal_may_begin(Slice text)
{
	return text.len > 0 && text.data[0] >= '+' && text.data[0] <= '9';
}

extern int	decimal_prefix(Slice text);
extern DecimalKind decimal_parse(Slice text, int64 *milli);
extern DecimalKind decimal_take(Scanner *scan, int64 *milli);
extern DecimalKind decimal_from_double(double value, int64 *milli);
extern int	milli_to_text(int64 milli, char *buf);

#endif							/* CSAT_DECIMAL_H */

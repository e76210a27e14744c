/*
 * decimal.h
 *		Reading a decimal number into thousandths, exactly.
 */
#ifndef CSAT_DECIMAL_H
#define CSAT_DECIMAL_H

#include "fold.h"

/* A larger number is no code and no score. */
#define DECIMAL_MAX_MILLI	INT64CONST(100000000000000)

typedef enum DecimalKind
{
	DECIMAL_NONE,				/* not a number */
	DECIMAL_EXACT,				/* a number of whole thousandths */
	DECIMAL_OTHER				/* a number, but finer or larger than that */
} DecimalKind;

extern int	decimal_prefix(Slice text);
extern DecimalKind decimal_parse(Slice text, int64 *milli);
extern DecimalKind decimal_from_double(double value, int64 *milli);

#endif							/* CSAT_DECIMAL_H */

/*
 * number.h
 *		Results as numeric.
 */
#ifndef CSAT_NUMBER_H
#define CSAT_NUMBER_H

#include "compat.h"
#include "utils/numeric.h"

/* An exact number: num / den. */
typedef struct Ratio
{
	int128		num;
	uint128		den;			/* > 0 */
} Ratio;

extern Numeric number_from_ratio(Ratio ratio);
extern Numeric number_from_double(double value);
extern Numeric number_from_milli(int64 milli);
extern Numeric number_from_text(const char *text);

#endif							/* CSAT_NUMBER_H */

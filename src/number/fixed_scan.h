/*
 * fixed_scan.h
 *		Taking a fixed-point number from a text form.
 *
 * The text is that of an input function and ends with a NUL, where reading the
 * digits stops.
 */
#ifndef CSAT_FIXED_SCAN_H
#define CSAT_FIXED_SCAN_H

#include "base/scan.h"
#include "number/fixed.h"

/* False, and nothing taken, if there is no number or it does not fit. */
static inline bool
scan_fixed128(Scanner *scan, Fixed128 *number)
{
	const char *end;

	if (!fixed128_from_text(scan->rest.data, &end, number))
		return false;
	scan_advance(scan, (int) (end - scan->rest.data));
	return true;
}

static inline bool
scan_fixed256(Scanner *scan, Fixed256 *number)
{
	const char *end;

	if (!fixed256_from_text(scan->rest.data, &end, number))
		return false;
	scan_advance(scan, (int) (end - scan->rest.data));
	return true;
}

#endif							/* CSAT_FIXED_SCAN_H */

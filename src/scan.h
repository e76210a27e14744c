/*
 * scan.h
 *		Reading a text form a piece at a time.
 */
#ifndef CSAT_SCAN_H
#define CSAT_SCAN_H

#include "postgres.h"

/* White space of ASCII, the same in every locale. */
static inline bool
is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

extern const char *scan_blanks(const char *p);
extern bool scan_count(const char **p, int64 *count);

#endif							/* CSAT_SCAN_H */

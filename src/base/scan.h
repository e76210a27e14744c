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

/* A piece of text that somebody else owns; not NUL-terminated. */
typedef struct Slice
{
	const char *data;
	int			len;
} Slice;

/* Why a text is not what it should be. */
typedef struct ParseFault
{
	const char *detail;			/* a sentence */
	const char *hint;			/* the cure, or NULL */
} ParseFault;

extern Slice slice_trim(Slice slice);
extern const char *scan_blanks(const char *p);
extern bool scan_count(const char **p, int64 *count);

#endif							/* CSAT_SCAN_H */

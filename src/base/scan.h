/*
 * scan.h
 *		Reading a text form from left to right: one set of takers for all of them.
 *
 * A taker steps over what it takes and over the blanks after it, and returns
 * true; where the text does not go on like that it returns false and takes
 * nothing.  None raises an error: what is wrong is described in a ParseFault.
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
	int			len;			/* in bytes */
} Slice;

/* Why a text is not what it should be. */
typedef struct ParseFault
{
	const char *detail;			/* a sentence */
	const char *hint;			/* the cure, or NULL */
} ParseFault;

/* A text that is being read. */
typedef struct Scanner
{
	Slice		rest;			/* what is not read yet, without blanks around
								 * it */
	ParseFault *fault;			/* where to say what is wrong */
} Scanner;

static inline Slice
slice_of_cstring(const char *text)
{
	Slice		slice = {text, (int) strlen(text)};

	return slice;
}

/* What comes after so many bytes. */
static inline Slice
slice_after(Slice slice, int bytes)
{
	slice.data += bytes;
	slice.len -= bytes;
	return slice;
}

extern Slice slice_trim(Slice slice);
extern char *slice_excerpt(Slice text);
extern int	slice_keyword(Slice text, const char *keyword);

extern Scanner scan_start(Slice text, ParseFault *fault);
extern void scan_advance(Scanner *scan, int bytes);
extern bool scan_char(Scanner *scan, char c);
extern bool scan_keyword(Scanner *scan, const char *keyword);
extern bool scan_count(Scanner *scan, int64 *count);
extern bool scan_fail(Scanner *scan, const char *detail, const char *hint);
extern bool scan_fail_here(Scanner *scan, const char *hint);

static inline bool
scan_at_end(const Scanner *scan)
{
	return scan->rest.len == 0;
}

/* Is this the next character? */
static inline bool
scan_at(const Scanner *scan, char c)
{
	return scan->rest.len > 0 && scan->rest.data[0] == c;
}

#endif							/* CSAT_SCAN_H */

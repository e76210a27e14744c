/*
 * lookalike.h
 *		Texts as the eye reads them, the same on every server.
 */
#ifndef CSAT_LOOKALIKE_H
#define CSAT_LOOKALIKE_H

#include "base/scan.h"

/* A longer text is no label, code or number. */
#define SEEN_MAX	8000		/* bytes */

/* A text as the eye reads it: its signs, without what cannot be seen. */
typedef struct Seen
{
	uint32	   *sign;			/* code points, bytes where the encoding is
								 * not UTF8 */
	int			count;
	bool		too_long;		/* the text has more than SEEN_MAX bytes, and
								 * no signs here */
} Seen;

/* What is seen of a text: palloc'd. */
extern Seen slice_seen(Slice text, bool utf8);

extern bool seen_equal(const Seen *a, const Seen *b);

/* As ASCII, with ? for any other sign; palloc'd. */
extern Slice seen_ascii(const Seen *seen);

/* Where two texts differ in a sign that may look the same, in words; NULL if they are not so alike. */
extern char *seen_difference(const Seen *text, const Seen *other);

/* Without blanks of any kind, byte order marks and the like around it. */
extern Slice slice_trim_seen(Slice text, bool utf8);

/* The text with blanks of ASCII for all others; itself, or palloc'd. */
extern Slice slice_plain_blanks(Slice text, bool utf8);

/*
 * The number in a text that has exactly one, first or last, and words or signs
 * around it.  False if it has none, more than one, or words on both sides.
 */
extern bool seen_number_in_words(const Seen *seen, Slice *number);

#endif							/* CSAT_LOOKALIKE_H */

/*
 * fold.h
 *		Comparing labels without regard to case, the same on every server.
 */
#ifndef CSAT_FOLD_H
#define CSAT_FOLD_H

#include "postgres.h"

/* A piece of text that somebody else owns; not NUL-terminated. */
typedef struct Slice
{
	const char *data;
	int			len;
} Slice;

extern Slice slice_trim(Slice slice);
extern bool slice_equal_folded(Slice a, Slice b, bool utf8);

#endif							/* CSAT_FOLD_H */

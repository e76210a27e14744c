/*
 * type.h
 *		What holds of every type, whatever the input: the harnesses of parsers
 *		and of binary input share it.
 */
#ifndef CSAT_FUZZ_TYPE_H
#define CSAT_FUZZ_TYPE_H

#include "shim.h"

typedef struct FuzzType
{
	PGFunction	in;
	PGFunction	out;
	PGFunction	recv;
	PGFunction	send;
	PGFunction	cmp;
	PGFunction	hash;
	bool		by_value;		/* passed by value: only its bits are compared */
	int			refusal;		/* SQLSTATE that text may be refused with, beside 22P02 */
} FuzzType;

extern const FuzzType fuzz_rating;
extern const FuzzType fuzz_rating_scale;
extern const FuzzType fuzz_tally;
extern const FuzzType fuzz_weighted_stats;

/* A value from text; it, and whatever else it does, must hold to the rules. */
extern void fuzz_text(const FuzzType *type, const uint8 *data, size_t size);

/* The same for binary input. */
extern void fuzz_binary(const FuzzType *type, const uint8 *data, size_t size);

#endif							/* CSAT_FUZZ_TYPE_H */

/*
 * rollup_every.h
 *		The table of periods: how long each is, by its word.
 */
#ifndef CSAT_ROLLUP_EVERY_H
#define CSAT_ROLLUP_EVERY_H

#include "compat.h"

typedef struct RollupEvery
{
	const char *word;			/* as csat_create_rollup and csat_period take
								 * it, and date_trunc */
	const char *type;			/* of a period: the date of its first day, or
								 * its first moment */
	const char *length;			/* an interval, typed, as SQL */
	int			days;			/* days of a period; 0: it is of months, or of
								 * an hour */
	int			months;			/* months of a period, which divide a year; 0:
								 * it is of days, or of an hour */
} RollupEvery;

/* The period of a word, in any case; NULL if there is none. */
extern const RollupEvery *rollup_every_named(const char *word, int length);

/* Is a period shorter than a day? */
static inline bool
rollup_every_is_hour(const RollupEvery *every)
{
	return every->days == 0 && every->months == 0;
}

#endif							/* CSAT_ROLLUP_EVERY_H */

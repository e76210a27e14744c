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
								 * it */
	const char *type;			/* of a period: the date of its first day, or
								 * its first moment */
	const char *length;			/* an interval, typed, as SQL */
	const char *year;			/* from the same period a year ago, likewise */
	int			days;			/* days of a period; 0: it is of months, or of
								 * an hour */
	int			months;			/* months of a period, which divide a year; 0:
								 * it is of days, or of an hour */
	bool		fiscal;			/* counted from a month of its own, not from
								 * January */
	int			first;			/* the day that weeks begin on, 1 Monday to 7
								 * Sunday, or the month that fiscal years
								 * begin with; 1 for all others */
} RollupEvery;

/*
 * Periods are cut from times in these years, so that the period before, the
 * one after and that of a year ago can be told of each.
 */
#define ROLLUP_FIRST_DAY	"4712-01-01 BC"
#define ROLLUP_LAST_DAY		"294275-12-31"
#define ROLLUP_FIRST_YEAR	(-4711)
#define ROLLUP_LAST_YEAR	294275

/* The period of a word, in any case; NULL if there is none. */
extern const RollupEvery *rollup_every_named(const char *word, int length);

/* The same that begins on another day or month; NULL where it cannot. */
extern const RollupEvery *rollup_every_from(const RollupEvery *every, int first);

/* The day of the week by its English name, 1 Monday to 7 Sunday; 0 if there is none. */
extern int	rollup_weekday(const char *name);
extern const char *rollup_weekday_name(int day);

/* Is a period shorter than a day? */
static inline bool
rollup_every_is_hour(const RollupEvery *every)
{
	return every->days == 0 && every->months == 0;
}

/* Is a period a week? */
static inline bool
rollup_every_is_week(const RollupEvery *every)
{
	return every->days == 7;
}

#endif							/* CSAT_ROLLUP_EVERY_H */

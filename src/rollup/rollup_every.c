/*
 * rollup_every.c
 *		The table of periods: how long each is, by its word.
 */
#include "rollup/rollup_every.h"

#define DATE		"pg_catalog.date"
#define MOMENT		"pg_catalog.timestamptz"
#define INTERVAL(length)	"'" length "'::pg_catalog.interval"
#define YEAR		INTERVAL("1 year")

/* A year ago lies 52 weeks back, since the calendar's year is not one of weeks. */
static const RollupEvery every_table[] = {
	{"hour", MOMENT, INTERVAL("1 hour"), YEAR, 0, 0, false, 1},
	{"day", DATE, INTERVAL("1 day"), YEAR, 1, 0, false, 1},
	{"week", DATE, INTERVAL("7 days"), INTERVAL("364 days"), 7, 0, false, 1},
	{"month", DATE, INTERVAL("1 month"), YEAR, 0, 1, false, 1},
	{"quarter", DATE, INTERVAL("3 months"), YEAR, 0, 3, false, 1},
	{"year", DATE, YEAR, YEAR, 0, 12, false, 1},
	{"fiscal quarter", DATE, INTERVAL("3 months"), YEAR, 0, 3, true, 1},
	{"fiscal year", DATE, YEAR, YEAR, 0, 12, true, 1}
};

const RollupEvery *
rollup_every_named(const char *word, int length)
{
	for (size_t i = 0; i < lengthof(every_table); i++)
	{
		if (strlen(every_table[i].word) == (size_t) length &&
			pg_strncasecmp(every_table[i].word, word, length) == 0)
			return &every_table[i];
	}
	return NULL;
}

const RollupEvery *
rollup_every_from(const RollupEvery *every, int first)
{
	int			most = every->fiscal ? 12 : rollup_every_is_week(every) ? 7 : 1;
	RollupEvery *result;

	if (first < 1 || first > most)
		return NULL;
	result = palloc(sizeof(RollupEvery));
	*result = *every;
	result->first = first;
	return result;
}

static const char *const weekdays[] = {
	"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"
};

int
rollup_weekday(const char *name)
{
	for (size_t i = 0; i < lengthof(weekdays); i++)
	{
		if (pg_strcasecmp(weekdays[i], name) == 0)
			return i + 1;
	}
	return 0;
}

const char *
rollup_weekday_name(int day)
{
	return weekdays[day - 1];
}

/*
 * rollup_every.c
 *		The table of periods: how long each is, by its word.
 */
#include "rollup/rollup_every.h"

#define DATE		"pg_catalog.date"
#define MOMENT		"pg_catalog.timestamptz"
#define INTERVAL(length)	"'" length "'::pg_catalog.interval"

static const RollupEvery every_table[] = {
	{"hour", MOMENT, INTERVAL("1 hour"), 0, 0},
	{"day", DATE, INTERVAL("1 day"), 1, 0},
	{"week", DATE, INTERVAL("7 days"), 7, 0},
	{"month", DATE, INTERVAL("1 month"), 0, 1},
	{"quarter", DATE, INTERVAL("3 months"), 0, 3},
	{"year", DATE, INTERVAL("1 year"), 0, 12}
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

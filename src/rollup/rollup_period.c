/*
 * rollup_period.c
 *		The day, week, month, quarter or year that a point in time falls in.
 *
 * The same as date_trunc(every, at AT TIME ZONE zone)::date, at a tenth of its
 * price: answers that come together mostly fall in one period, and the zone's
 * distance from UTC changes twice a year.  Both are remembered between rows.
 */
#include "compat.h"

#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "rollup/rollup_every.h"
#include "rollup/rollup_zone.h"

PG_FUNCTION_INFO_V1(csat_period);

#define UNIX_TO_POSTGRES_SECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* What a session remembers of one pair of arguments. */
typedef struct PeriodCache
{
	const RollupEvery *every;
	char		zone[TZ_STRLEN_MAX + 1];
	pg_tz	   *tz;				/* NULL: not in use */
	int64		from;			/* seconds since 2000, UTC, and ... */
	int64		until;			/* ... before which the offset below holds */
	int64		offset;			/* seconds east of UTC */
	DateADT		first;			/* local days from here on ... */
	DateADT		last;			/* ... to here, both included, are in the
								 * period */
} PeriodCache;

#define CACHES	8

static PeriodCache caches[CACHES];
static int	next_cache = 0;

static bool
is_text(const char *remembered, const text *given)
{
	size_t		length = VARSIZE_ANY_EXHDR(given);

	return strlen(remembered) == length && memcmp(remembered, VARDATA_ANY(given), length) == 0;
}

static bool
is_for(const PeriodCache *cache, const text *every, const text *zone)
{
	return cache->tz != NULL && is_text(cache->zone, zone) && is_text(cache->every->word, every);
}

/* A period of days or months, or an error. */
static const RollupEvery *
days_or_months(const text *word)
{
	const RollupEvery *every = rollup_every_named(VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word));

	if (every == NULL || rollup_every_is_hour(every))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" not recognized", text_to_cstring(word)),
				 errhint("Give day, week, month, quarter or year.")));
	return every;
}

/* Forget the oldest, and begin to remember other arguments. */
static PeriodCache *
new_cache(const text *every, const text *zone)
{
	PeriodCache *cache = &caches[next_cache];
	char	   *name = text_to_cstring(zone);
	pg_tz	   *tz = strlen(name) > TZ_STRLEN_MAX ? NULL : rollup_zone_named(name);
	const RollupEvery *length = days_or_months(every);

	if (tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", name),
				 errhint("Give a name of pg_timezone_names, such as Europe/Amsterdam.")));
	next_cache = (next_cache + 1) % CACHES;
	memset(cache, 0, sizeof(PeriodCache));
	cache->every = length;
	strlcpy(cache->zone, name, sizeof(cache->zone));
	cache->tz = tz;
	cache->first = 1;			/* no day is in the period yet */
	return cache;
}

/* What is remembered of the arguments; a call site knows where it was. */
static PeriodCache *
find_cache(FmgrInfo *site, const text *every, const text *zone)
{
	PeriodCache *cache = site->fn_extra;

	if (cache != NULL && is_for(cache, every, zone))
		return cache;
	for (cache = caches; cache < caches + CACHES; cache++)
	{
		if (is_for(cache, every, zone))
			break;
	}
	if (cache == caches + CACHES)
		cache = new_cache(every, zone);
	site->fn_extra = cache;
	return cache;
}

/* Learn the offset at a time, and until when it holds. */
static void
learn_offset(PeriodCache *cache, int64 at)
{
	pg_time_t	time = at + UNIX_TO_POSTGRES_SECS;
	pg_time_t	boundary;
	long		offset;
	long		offset_after;
	int			dst;
	int			found = pg_next_dst_boundary(&time, &offset, &dst, &boundary, &offset_after, &dst, cache->tz);

	if (found < 0)
		ereport(ERROR,
				(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
				 errmsg("timestamp out of range")));
	cache->from = at;
	cache->until = found > 0 ? boundary - UNIX_TO_POSTGRES_SECS : PG_INT64_MAX;
	cache->offset = offset;
}

/* Learn the period that a local day is in, which is so many days long; weeks begin on Monday. */
static void
learn_days(PeriodCache *cache, DateADT day, int days)
{
	DateADT		monday = 2;		/* 2000-01-03, in days since 2000 */

	cache->first = day - (((day - monday) % days) + days) % days;
	cache->last = cache->first + days - 1;
}

/* The same for months, from January on. */
static void
learn_months(PeriodCache *cache, DateADT day, int months)
{
	int			year;
	int			month;
	int			mday;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	month -= (month - 1) % months;
	cache->first = date2j(year, month, 1) - POSTGRES_EPOCH_JDATE;
	month += months;
	cache->last = date2j(month > 12 ? year + 1 : year, month > 12 ? month - 12 : month, 1) - POSTGRES_EPOCH_JDATE - 1;
}

static void
learn_period(PeriodCache *cache, DateADT day)
{
	if (cache->every->months > 0)
		learn_months(cache, day, cache->every->months);
	else
		learn_days(cache, day, cache->every->days);
}

static int64
floor_div(int64 a, int64 b)
{
	return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* csat_period(every, at, time_zone): the first day of the period */
Datum
csat_period(PG_FUNCTION_ARGS)
{
	PeriodCache *cache = find_cache(fcinfo->flinfo, PG_GETARG_TEXT_PP(0), PG_GETARG_TEXT_PP(2));
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(1);
	int64		seconds;
	DateADT		day;

	if (TIMESTAMP_IS_NOBEGIN(at))
		PG_RETURN_DATEADT(DATEVAL_NOBEGIN);
	if (TIMESTAMP_IS_NOEND(at))
		PG_RETURN_DATEADT(DATEVAL_NOEND);
	seconds = floor_div(at, USECS_PER_SEC);
	if (unlikely(seconds < cache->from || seconds >= cache->until))
		learn_offset(cache, seconds);
	day = (DateADT) floor_div(seconds + cache->offset, SECS_PER_DAY);
	if (unlikely(day < cache->first || day > cache->last))
		learn_period(cache, day);
	PG_RETURN_DATEADT(cache->first);
}

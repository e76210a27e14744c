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

PG_FUNCTION_INFO_V1(csat_period);

#define UNIX_TO_POSTGRES_SECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* What a session remembers of one pair of arguments. */
typedef struct PeriodCache
{
	char		every[16];
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
	return cache->tz != NULL && is_text(cache->zone, zone) && is_text(cache->every, every);
}

/* Forget the oldest, and begin to remember other arguments. */
static PeriodCache *
new_cache(const text *every, const text *zone)
{
	PeriodCache *cache = &caches[next_cache];
	char	   *name = text_to_cstring(zone);
	pg_tz	   *tz = name[0] == '\0' || strlen(name) > TZ_STRLEN_MAX ? NULL : pg_tzset(name);

	if (tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", name)));
	next_cache = (next_cache + 1) % CACHES;
	memset(cache, 0, sizeof(PeriodCache));
	strlcpy(cache->every, text_to_cstring(every), sizeof(cache->every));
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

static int
months_in(const char *every)
{
	if (strcmp(every, "month") == 0)
		return 1;
	if (strcmp(every, "quarter") == 0)
		return 3;
	if (strcmp(every, "year") != 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" not recognized", every),
				 errhint("Give day, week, month, quarter or year.")));
	return 12;
}

/* Learn the period that a local day is in. */
static void
learn_period(PeriodCache *cache, DateADT day)
{
	int			year;
	int			month;
	int			mday;
	int			months;
	const char *every = cache->every;

	if (strcmp(every, "day") == 0)
	{
		cache->first = cache->last = day;
		return;
	}
	if (strcmp(every, "week") == 0)
	{
		/* 2000-01-03 was a Monday */
		cache->first = day - (((day - 2) % 7) + 7) % 7;
		cache->last = cache->first + 6;
		return;
	}
	months = months_in(every);
	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	month -= (month - 1) % months;
	cache->first = date2j(year, month, 1) - POSTGRES_EPOCH_JDATE;
	month += months;
	cache->last = date2j(month > 12 ? year + 1 : year, month > 12 ? month - 12 : month, 1) - POSTGRES_EPOCH_JDATE - 1;
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

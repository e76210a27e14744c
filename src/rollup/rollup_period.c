/*
 * rollup_period.c
 *		The hour, day, week, month, quarter or year that a point in time falls in.
 *
 * The same as date_trunc(every, at AT TIME ZONE zone)::date, at a tenth of its
 * price: answers that come together mostly fall in one period, and the zone's
 * distance from UTC changes twice a year.  Both are remembered between rows.
 * And weeks begin on any day, years with any month.
 */
#include "compat.h"

#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/date.h"
#include "utils/datetime.h"
#include "utils/timestamp.h"

#include "base/scan.h"
#include "rollup/rollup_every.h"
#include "rollup/rollup_zone.h"

PG_FUNCTION_INFO_V1(csat_period);
PG_FUNCTION_INFO_V1(csat_hour);

#define UNIX_TO_POSTGRES_SECS \
	((int64) (POSTGRES_EPOCH_JDATE - UNIX_EPOCH_JDATE) * SECS_PER_DAY)

/* What a session remembers of one set of arguments. */
typedef struct PeriodCache
{
	RollupEvery every;
	char		zone[TZ_STRLEN_MAX + 1];
	pg_tz	   *tz;				/* NULL: not in use */
	int64		from;			/* seconds since 2000, UTC, and ... */
	int64		until;			/* ... before which the offset below holds */
	int64		offset;			/* seconds east of UTC */
	DateADT		first;			/* local days from here on ... */
	DateADT		last;			/* ... to here, both included, are in the
								 * period */
} PeriodCache;

/* The arguments: what periods, from which day or month on, where. */
typedef struct PeriodKey
{
	Slice		every;
	int			first;
	Slice		zone;
} PeriodKey;

#define CACHES	8

static PeriodCache caches[CACHES];
static int	next_cache = 0;

static Slice
slice_of_text(const text *t)
{
	Slice		slice = {VARDATA_ANY(t), VARSIZE_ANY_EXHDR(t)};

	return slice;
}

static bool
is_slice(const char *remembered, Slice given)
{
	return strlen(remembered) == (size_t) given.len && memcmp(remembered, given.data, given.len) == 0;
}

static bool
is_for(const PeriodCache *cache, const PeriodKey *key)
{
	return cache->tz != NULL && cache->every.first == key->first &&
		is_slice(cache->zone, key->zone) && is_slice(cache->every.word, key->every);
}

/* A period of the table that begins where it is asked to, or an error. */
static const RollupEvery *
every_of_key(const PeriodKey *key)
{
	const RollupEvery *every = rollup_every_named(key->every.data, key->every.len);
	const RollupEvery *result;

	if (every == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" not recognized", pnstrdup(key->every.data, key->every.len)),
				 errhint("Give day, week, month, quarter, year, fiscal quarter or fiscal year.")));
	result = rollup_every_from(every, key->first);
	if (result == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" cannot begin with %d", every->word, key->first),
				 errhint("A week can begin with day 1 (Monday) to 7 (Sunday), a fiscal quarter or year with month 1 to 12.")));
	return result;
}

/* Forget the oldest, and begin to remember other arguments. */
static PeriodCache *
new_cache(const PeriodKey *key)
{
	PeriodCache *cache = &caches[next_cache];
	char	   *name = pnstrdup(key->zone.data, key->zone.len);
	pg_tz	   *tz = strlen(name) > TZ_STRLEN_MAX ? NULL : rollup_zone_named(name);
	const RollupEvery *every = every_of_key(key);

	if (tz == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("time zone \"%s\" not recognized", name),
				 errhint("Give a name of pg_timezone_names, such as Europe/Amsterdam.")));
	next_cache = (next_cache + 1) % CACHES;
	memset(cache, 0, sizeof(PeriodCache));
	cache->every = *every;
	strlcpy(cache->zone, name, sizeof(cache->zone));
	cache->tz = tz;
	cache->first = 1;			/* no day is in the period yet */
	return cache;
}

/* What is remembered of the arguments; a call site knows where it was. */
static PeriodCache *
find_cache(FmgrInfo *site, const PeriodKey *key)
{
	PeriodCache *cache = site->fn_extra;

	if (cache != NULL && is_for(cache, key))
		return cache;
	for (cache = caches; cache < caches + CACHES; cache++)
	{
		if (is_for(cache, key))
			break;
	}
	if (cache == caches + CACHES)
		cache = new_cache(key);
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

/* Learn the period that a local day is in, which is so many days long; 2000-01-03 was a Monday. */
static void
learn_days(PeriodCache *cache, DateADT day)
{
	DateADT		start = 2 + cache->every.first - 1;
	int			days = cache->every.days;

	cache->first = day - (((day - start) % days) + days) % days;
	cache->last = cache->first + days - 1;
}

/* The first day of a month, by the months since January of the year 0. */
static DateADT
first_day(int month)
{
	int			year = (month >= 0 ? month : month - 11) / 12;

	return date2j(year, month - year * 12 + 1, 1) - POSTGRES_EPOCH_JDATE;
}

/* The same for months. */
static void
learn_months(PeriodCache *cache, DateADT day)
{
	int			months = cache->every.months;
	int			year;
	int			month;
	int			mday;
	int			into;

	j2date(day + POSTGRES_EPOCH_JDATE, &year, &month, &mday);
	into = (month - cache->every.first + 12) % months;
	month += year * 12 - 1 - into;
	cache->first = first_day(month);
	cache->last = first_day(month + months) - 1;
}

static void
raise_out_of_range(TimestampTz at)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE),
			 errmsg("time %s is out of range for a period", timestamptz_to_str(at)),
			 errhint("Periods are cut from times between the years 4712 BC and 294275. Where a time is not known, give NULL or infinity.")));
}

/* Is a day one that periods are cut from? */
static bool
is_in_range(int64 day)
{
	return day >= date2j(ROLLUP_FIRST_YEAR, 1, 1) - POSTGRES_EPOCH_JDATE &&
		day <= date2j(ROLLUP_LAST_YEAR, 12, 31) - POSTGRES_EPOCH_JDATE;
}

static void
learn_period(PeriodCache *cache, DateADT day, TimestampTz at)
{
	if (cache->every.months > 0)
		learn_months(cache, day);
	else
		learn_days(cache, day);
	if (!is_in_range(cache->first) || !is_in_range(cache->last))
	{
		cache->first = 1;		/* nothing is remembered */
		cache->last = 0;
		raise_out_of_range(at);
	}
}

static int64
floor_div(int64 a, int64 b)
{
	return a >= 0 ? a / b : -((-a + b - 1) / b);
}

/* Seconds on a local clock, since 2000. */
static int64
local_seconds(PeriodCache *cache, TimestampTz at)
{
	int64		seconds = floor_div(at, USECS_PER_SEC);

	if (unlikely(seconds < cache->from || seconds >= cache->until))
		learn_offset(cache, seconds);
	return seconds + cache->offset;
}

/* csat_period(every, at, time_zone, first): the first day of the period */
Datum
csat_period(PG_FUNCTION_ARGS)
{
	PeriodKey	key = {slice_of_text(PG_GETARG_TEXT_PP(0)), PG_GETARG_INT32(3), slice_of_text(PG_GETARG_TEXT_PP(2))};
	PeriodCache *cache = find_cache(fcinfo->flinfo, &key);
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(1);
	DateADT		day;

	if (rollup_every_is_hour(&cache->every))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("period \"%s\" is shorter than a day", cache->every.word),
				 errhint("Use csat_hour.")));
	if (TIMESTAMP_IS_NOBEGIN(at))
		PG_RETURN_DATEADT(DATEVAL_NOBEGIN);
	if (TIMESTAMP_IS_NOEND(at))
		PG_RETURN_DATEADT(DATEVAL_NOEND);
	day = (DateADT) floor_div(local_seconds(cache, at), SECS_PER_DAY);
	if (unlikely(day < cache->first || day > cache->last))
		learn_period(cache, day, at);
	PG_RETURN_DATEADT(cache->first);
}

/* csat_hour(at, time_zone): the first moment of the hour on a zone's clock */
Datum
csat_hour(PG_FUNCTION_ARGS)
{
	PeriodKey	key = {slice_of_cstring("hour"), 1, slice_of_text(PG_GETARG_TEXT_PP(1))};
	PeriodCache *cache = find_cache(fcinfo->flinfo, &key);
	TimestampTz at = PG_GETARG_TIMESTAMPTZ(0);
	int64		hour;

	if (TIMESTAMP_NOT_FINITE(at))
		PG_RETURN_TIMESTAMPTZ(at);
	hour = floor_div(local_seconds(cache, at), SECS_PER_HOUR);
	if (!is_in_range(floor_div(hour, HOURS_PER_DAY)))
		raise_out_of_range(at);
	PG_RETURN_TIMESTAMPTZ((hour * SECS_PER_HOUR - cache->offset) * USECS_PER_SEC);
}

/*
 * rollup_calendar.c
 *		One period and another, as SQL: the one before, a year ago, the end.
 *
 * A period is a date, or for hours a time.  Periods are never out of range, see
 * rollup_period.c; but whoever owns NAME_changes can write there, and one such
 * row must not be the end of a view.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

static bool
is_hour(const RollupRequest *request)
{
	return rollup_every_is_hour(request->rollup.every);
}

/* Is the period a point in time, rather than a reading of a calendar or a clock? */
static bool
is_moment(const RollupRequest *request)
{
	return strcmp(request->period.type, "pg_catalog.timestamptz") == 0;
}

static char *
zone_sql(const RollupRequest *request)
{
	return rollup_text_sql(request->rollup.time_zone);
}

static char *
day_sql(const RollupRequest *request, const char *day)
{
	return psprintf("'%s'::%s", day, request->period.type);
}

/* An expression on a period; NULL where that has no time, or one out of range. */
char *
rollup_bounded_sql(const RollupRequest *request, const char *period, const char *expression)
{
	return psprintf("CASE WHEN %1$s >= %2$s AND %1$s <= %3$s THEN %4$s END", period,
					day_sql(request, ROLLUP_FIRST_DAY), day_sql(request, ROLLUP_LAST_DAY), expression);
}

/* The period that one is compared with. */
char *
rollup_earlier_sql(const RollupRequest *request, const char *period)
{
	const RollupEvery *every = request->rollup.every;
	char	   *earlier = psprintf("(%s - %s)::%s", period, request->year_ago ? every->year : every->length,
								   request->period.type);

	if (request->year_ago && is_moment(request))
		earlier = psprintf("pg_catalog.timezone(%1$s, pg_catalog.timezone(%1$s, %2$s) - %3$s)", zone_sql(request), period,
						   every->year);
	return rollup_bounded_sql(request, period, earlier);
}

/* The period that is compared with one: the way back. */
char *
rollup_later_sql(const RollupRequest *request, const char *period)
{
	const RollupEvery *every = request->rollup.every;
	char	   *later = psprintf("(%s + %s)::%s", period, request->year_ago ? every->year : every->length,
								 request->period.type);

	if (request->year_ago && is_moment(request))
		later = psprintf("pg_catalog.timezone(%1$s, pg_catalog.timezone(%1$s, %2$s) + %3$s)", zone_sql(request), period,
						 every->year);
	return rollup_bounded_sql(request, period, later);
}

/* What a window over the same cell's periods is ordered by: in range, and where a year has a length. */
static char *
order_sql(const RollupRequest *request, const char *alias)
{
	char	   *period = psprintf("%s.period", alias);

	if (!request->year_ago)
		return period;
	period = psprintf("GREATEST(LEAST(%s, %s), %s)", period,
					  day_sql(request, ROLLUP_LAST_DAY), day_sql(request, ROLLUP_FIRST_DAY));
	return is_moment(request) ? psprintf("pg_catalog.timezone(%s, %s)", zone_sql(request), period) : period;
}

/* The window that the next one looks through; put behind WINDOW. */
char *
rollup_before_window_sql(const RollupRequest *request, const char *alias)
{
	char	   *segments = rollup_segments_sql(request, psprintf("%s.", alias));
	StringInfoData sql;

	initStringInfo(&sql);
	appendStringInfoString(&sql, "csat_cell AS (");
	if (request->nsegments > 0)
		appendStringInfo(&sql, "PARTITION BY %s ", segments + strlen(", "));
	appendStringInfo(&sql, "ORDER BY %s", order_sql(request, alias));
	if (request->year_ago)
		appendStringInfo(&sql, " RANGE BETWEEN %1$s PRECEDING AND %1$s PRECEDING", request->rollup.every->year);
	appendStringInfoChar(&sql, ')');
	return sql.data;
}

/* A column of the same cell in the period that it is compared with; NULL if there is none. */
char *
rollup_before_sql(const RollupRequest *request, const char *alias, const char *column)
{
	const char *look = request->year_ago ? "first_value" : "lag";

	return psprintf("CASE WHEN pg_catalog.%1$s(%2$s.period) OVER csat_cell = %3$s THEN pg_catalog.%1$s(%2$s.%4$s) OVER csat_cell END",
					look, alias, rollup_earlier_sql(request, psprintf("%s.period", alias)), column);
}

/* Has a period ended: by now, or when it was counted? */
char *
rollup_complete_sql(const RollupRequest *request, const char *period)
{
	char	   *end = psprintf("(%s + %s)", period, request->rollup.every->length);

	if (!is_moment(request))
		end = psprintf("pg_catalog.timezone(%s, %s%s)", zone_sql(request), end, is_hour(request) ? "" : "::pg_catalog.timestamp");
	return rollup_bounded_sql(request, period,
							  psprintf("%s <= %s", end, request->rollup.live ? "pg_catalog.now()" : "csat_counted.csat_at"));
}

/* What rollup_complete_sql() needs in FROM, behind the table that has the period. */
char *
rollup_counted_sql(const RollupRequest *request, const char *period)
{
	if (request->rollup.live)
		return "";
	return psprintf(" LEFT JOIN (SELECT c.period, pg_catalog.max(c.counted_at) AS csat_at FROM %s AS c GROUP BY c.period)"
					" AS csat_counted ON csat_counted.period = %s", request->changes_name, period);
}

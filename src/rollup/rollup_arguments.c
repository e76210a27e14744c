/*
 * rollup_arguments.c
 *		The words and numbers that csat_create_rollup was given.
 */
#include "compat.h"

#include "miscadmin.h"
#include "pgtime.h"
#include "utils/builtins.h"
#include "utils/datetime.h"
#include "utils/numeric.h"
#include "utils/timestamp.h"

#include "scale/rating_scale.h"
#include "rollup/rollup_create.h"
#include "rollup/rollup_zone.h"

/* An argument that must be given. */
void
rollup_refuse_null(FunctionCallInfo fcinfo, int arg, const char *name, const char *hint)
{
	if (PG_ARGISNULL(arg))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", name),
				 errhint("%s", hint)));
}

/* One of a list of words, or an error that says which there are. */
static char *
word_argument(FunctionCallInfo fcinfo, int arg, const char *name, const char *const *words, const char *hint)
{
	char	   *given;

	rollup_refuse_null(fcinfo, arg, name, hint);
	given = text_to_cstring(PG_GETARG_TEXT_PP(arg));
	for (int i = 0; words[i] != NULL; i++)
	{
		if (pg_strcasecmp(given, words[i]) == 0)
			return pstrdup(words[i]);
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"%s\" cannot be \"%s\"", name, given),
			 errhint("%s", hint)));
	return NULL;				/* not reached */
}

static const char *const mode_words[] = {"live", "scheduled", NULL};
static const char *const on_bad_words[] = {"error", "missing", NULL};
static const char *const adjust_words[] = {"holm", "bh", "fdr", "by", "bonferroni", "none", NULL};	/* those of p_adjust */
static const char *const baseline_words[] = {"previous", "year", NULL};

static Metric
metric_argument(FunctionCallInfo fcinfo)
{
	rollup_refuse_null(fcinfo, ARG_METRIC, "metric", METRIC_HINT);
	return metric_named(PG_GETARG_TEXT_PP(ARG_METRIC));
}

static const RollupEvery *
every_argument(FunctionCallInfo fcinfo)
{
	const char *hint = "Give hour, day, week, month, quarter, year, fiscal quarter or fiscal year.";
	text	   *word;
	const RollupEvery *every;

	rollup_refuse_null(fcinfo, ARG_EVERY, "every", hint);
	word = PG_GETARG_TEXT_PP(ARG_EVERY);
	every = rollup_every_named(VARDATA_ANY(word), VARSIZE_ANY_EXHDR(word));
	if (every == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"%s\" cannot be \"%s\"", "every", text_to_cstring(word)),
				 errhint("%s", hint)));
	return every;
}

/* The day that weeks begin on, 1 to 7. */
static int
week_start_argument(FunctionCallInfo fcinfo, const RollupEvery *every)
{
	const char *hint = "Give the day that weeks begin on, such as monday or sunday.";
	char	   *name;
	int			day;

	rollup_refuse_null(fcinfo, ARG_WEEK_START, "week_start", hint);
	name = text_to_cstring(PG_GETARG_TEXT_PP(ARG_WEEK_START));
	day = rollup_weekday(name);
	if (day == 0)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"week_start\" cannot be \"%s\"", name),
				 errhint("%s", hint)));
	if (day > 1 && !rollup_every_is_week(every))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"week_start\": a %s is no week", every->word),
				 errhint("Leave it out, or use every => 'week'.")));
	return day;
}

/* The month that fiscal years begin with, 1 to 12. */
static int
fiscal_start_argument(FunctionCallInfo fcinfo, const RollupEvery *every)
{
	const char *hint = "Give the number of the month that the fiscal year begins with, such as 4 for April.";
	int			month;

	if (!every->fiscal)
	{
		if (!PG_ARGISNULL(ARG_FISCAL_START))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("argument \"fiscal_start\": a %s is not of a fiscal year", every->word),
					 errhint("Leave it out, or use every => 'fiscal quarter' or 'fiscal year'.")));
		return 1;
	}
	rollup_refuse_null(fcinfo, ARG_FISCAL_START, "fiscal_start", hint);
	month = PG_GETARG_INT32(ARG_FISCAL_START);
	if (month < 1 || month > 12)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"fiscal_start\" cannot be %d", month),
				 errhint("%s", hint)));
	return month;
}

/* The length of a period and where it begins. */
static const RollupEvery *
periods_argument(FunctionCallInfo fcinfo)
{
	const RollupEvery *every = every_argument(fcinfo);
	int			weekday = week_start_argument(fcinfo, every);
	int			month = fiscal_start_argument(fcinfo, every);

	return rollup_every_from(every, Max(weekday, month));
}

static void
check_time_zone(const char *zone)
{
	if (rollup_zone_named(zone) == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"time_zone\": there is no time zone \"%s\"", zone),
				 errhint("Give a name of pg_timezone_names, such as Europe/Amsterdam.")));
}

/* The scale, which must be one that the metric can be read from. */
static void
check_scale(RollupRequest *request, Datum scale)
{
	const RatingScale *value = DatumGetRatingScale(scale);

	request->grid = value->grid;
	request->rollup.scale = scale_to_text(value);
	metric_check(&request->rollup.metric, &request->grid);
}

/* How rows are people, what is compared with what, and what becomes of bad answers. */
static void
take_choices(FunctionCallInfo fcinfo, RollupRequest *request)
{
	char	   *adjust = word_argument(fcinfo, ARG_ADJUST, "adjust", adjust_words,
									   "Give holm, bh, fdr, by, bonferroni or none.");

	request->adjust = strcmp(adjust, "none") == 0 ? NULL : adjust;
	request->year_ago = strcmp("year", word_argument(fcinfo, ARG_BASELINE, "baseline", baseline_words,
													 "Give previous or year.")) == 0;
	request->bad_is_missing = strcmp("missing", word_argument(fcinfo, ARG_ON_BAD, "on_bad", on_bad_words,
															  "Give error or missing.")) == 0;
	rollup_refuse_null(fcinfo, ARG_REPLACE, "replace", "Give true or false.");
	request->replace = PG_GETARG_BOOL(ARG_REPLACE);
}

/* Is an interval one that an answer can stand for: more than nothing, and at most a hundred years? */
static bool
is_lifetime(const Interval *interval)
{
	return interval->time >= 0 && interval->day >= 0 && interval->month >= 0 &&
		(interval->time > 0 || interval->day > 0 || interval->month > 0) &&
		interval->time <= 36525 * USECS_PER_DAY && interval->day <= 36525 && interval->month <= 100 * MONTHS_PER_YEAR;
}

/* How long an answer stands, as text, whatever style of intervals the session has. */
static char *
latest_argument(FunctionCallInfo fcinfo)
{
	Interval   *interval = PG_GETARG_INTERVAL_P(ARG_LATEST);
	struct pg_itm itm;
	char		text[MAXDATELEN + 1];

	if (!is_lifetime(interval))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"latest\" cannot be \"%s\"",
						DatumGetCString(DirectFunctionCall1(interval_out, IntervalPGetDatum(interval)))),
				 errhint("Give how long an answer of a person stands, such as '90 days'.")));
	interval2itm(*interval, &itm);
	EncodeInterval(&itm, INTSTYLE_POSTGRES, text);
	return pstrdup(text);
}

/* The column of the person, and how long a person's answer stands. */
static void
take_person(FunctionCallInfo fcinfo, RollupRequest *request)
{
	if (!PG_ARGISNULL(ARG_PERSON))
		request->person = NameStr(*PG_GETARG_NAME(ARG_PERSON));
	if (!PG_ARGISNULL(ARG_LATEST))
		request->latest = latest_argument(fcinfo);
	if (request->latest != NULL && request->person == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"latest\" needs the argument \"person\""),
				 errhint("Give the column that says who answered.")));
	if (request->person != NULL && request->rollup.live)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("argument \"person\": a live roll-up counts rows, not people"),
				 errhint("Use mode => 'scheduled'.")));
}

/* What is a word: metric, period, mode, zone, scale. */
void
rollup_take_words(FunctionCallInfo fcinfo, RollupRequest *request)
{
	Rollup	   *rollup = &request->rollup;

	rollup->metric = metric_argument(fcinfo);
	rollup->every = periods_argument(fcinfo);
	rollup->live = strcmp("live", word_argument(fcinfo, ARG_MODE, "mode", mode_words,
												"Give live or scheduled.")) == 0;
	request->zone_given = !PG_ARGISNULL(ARG_TIME_ZONE);
	rollup->time_zone = request->zone_given ? text_to_cstring(PG_GETARG_TEXT_PP(ARG_TIME_ZONE)) :
		pstrdup(pg_get_timezone_name(session_timezone));
	check_time_zone(rollup->time_zone);
	rollup_refuse_null(fcinfo, ARG_SCALE, "scale", "Say what the answers can be, such as '1..5' or '0..10'.");
	check_scale(request, PG_GETARG_DATUM(ARG_SCALE));
	take_choices(fcinfo, request);
	take_person(fcinfo, request);
}

/* What is a number: target, fewest responses. */
void
rollup_take_numbers(FunctionCallInfo fcinfo, RollupRequest *request)
{
	request->lower_is_better = !PG_ARGISNULL(ARG_LOWER_IS_BETTER) && PG_GETARG_BOOL(ARG_LOWER_IS_BETTER);
	if (!PG_ARGISNULL(ARG_TARGET))
	{
		Numeric		target = PG_GETARG_NUMERIC(ARG_TARGET);

		if (numeric_is_nan(target) || numeric_is_inf(target))
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("argument \"target\" must be a finite number")));
		request->target = DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(target)));
	}
	if (!PG_ARGISNULL(ARG_MIN_RESPONSES))
	{
		request->min_responses = PG_GETARG_INT32(ARG_MIN_RESPONSES);
		if (request->min_responses < 0)
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("argument \"min_responses\" must not be negative"),
					 errhint("Give the least number of answers that may be shown, such as 5, or leave it out.")));
	}
}

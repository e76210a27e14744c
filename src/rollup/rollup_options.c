/*
 * rollup_options.c
 *		What csat_create_rollup was asked for, as NAME_tallies keeps it.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "rollup/rollup_create.h"

PG_FUNCTION_INFO_V1(csat_rollup_options);

/* csat_rollup_options(options): true.  It marks a definition, and holds the options as its argument. */
Datum
csat_rollup_options(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(true);
}

/* "key": "value" */
static void
add_option(StringInfo json, const char *key, const char *value)
{
	if (value == NULL)
		return;
	appendStringInfoString(json, json->len > 1 ? ", " : "");
	escape_json(json, key);
	appendStringInfoString(json, ": ");
	escape_json(json, value);
}

/* Where periods begin. */
static void
add_start(StringInfo json, const RollupEvery *every)
{
	if (every->fiscal)
		add_option(json, "fiscal_start", psprintf("%d", every->first));
	else
		add_option(json, "week_start", rollup_weekday_name(every->first));
}

/* Options as a JSON object; those that were left out are not in it. */
char *
rollup_options_json(const RollupRequest *request)
{
	const Rollup *rollup = &request->rollup;
	StringInfoData json;

	initStringInfo(&json);
	appendStringInfoChar(&json, '{');
	add_option(&json, "metric", metric_to_text(&rollup->metric));
	add_option(&json, "scale", rollup->scale);
	add_option(&json, "score", request->score_column);
	add_option(&json, "at", request->at_column);
	add_option(&json, "every", rollup->every->word);
	add_option(&json, "mode", rollup->live ? "live" : "scheduled");
	add_option(&json, "time_zone", rollup->time_zone);
	add_option(&json, "weight", request->weight_column);
	add_option(&json, "filter", request->filter);
	add_option(&json, "target", request->target);
	if (request->lower_is_better)
		add_option(&json, "lower_is_better", "true");
	if (request->min_responses > 0)
		add_option(&json, "min_responses", psprintf("%d", request->min_responses));
	add_option(&json, "adjust", request->adjust == NULL ? "none" : strcmp(request->adjust, "holm") == 0 ? NULL : request->adjust);
	add_option(&json, "baseline", request->year_ago ? "year" : NULL);
	if (rollup->every->first > 1)
		add_start(&json, rollup->every);
	add_option(&json, "on_bad", request->bad_is_missing ? "missing" : NULL);
	add_option(&json, "person", request->person);
	add_option(&json, "latest", request->latest);
	appendStringInfoChar(&json, '}');
	return json.data;
}

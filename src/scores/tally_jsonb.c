/*
 * tally_jsonb.c
 *		A tally as jsonb, and back.
 *
 * {"scale": "1..5 top 2", "responses": 15, "missing": 2, "counts": {"1": 1, ...}}, with "weights" and "squared_weights" in
 * the shape of "counts" where the answers are weighted.  The way back goes
 * through the text form, which checks every number.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "scale/scale_parse.h"
#include "scores/metric.h"

PG_FUNCTION_INFO_V1(tally_to_jsonb);
PG_FUNCTION_INFO_V1(tally_from_jsonb);

/* "NAME": {"SCORE": NUMBER, ...} with the count, the weight or the squared weight */
static void
append_jsonb_points(StringInfo buf, const Tally *t, const char *name, int what)
{
	char		number[FIXED256_TEXT_MAX];
	char		score[MILLI_TEXT_MAX];

	appendStringInfo(buf, ", \"%s\": {", name);
	for (int i = 0; i < t->grid.points; i++)
	{
		PointWeight weight = tally_point_weight(t, i);

		if (what == 0)
			snprintf(number, sizeof(number), INT64_FORMAT, t->count[i]);
		else if (what == 1)
			fixed128_to_text(&weight.w, number);
		else
			fixed256_to_text(&weight.w2, number);
		milli_to_text(grid_value(&t->grid, i), score);
		appendStringInfo(buf, "%s\"%s\": %s", i > 0 ? ", " : "", score, number);
	}
	appendStringInfoChar(buf, '}');
}

/* The cast to jsonb: {"scale": ..., "responses": N, "missing": N, "counts": {...}} */
Datum
tally_to_jsonb(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	StringInfoData buf;
	char		scale[GRID_TEXT_MAX];

	initStringInfo(&buf);
	if (tally_has_scale(t))
	{
		grid_to_text(&t->grid, scale);
		appendStringInfo(&buf, "{\"scale\": \"%s\"", scale);
	}
	else
		appendStringInfoString(&buf, "{\"scale\": null");
	appendStringInfo(&buf, ", \"responses\": " INT64_FORMAT ", \"missing\": " INT64_FORMAT,
					 metric_count(t, grid_all(&t->grid)), t->missing);
	append_jsonb_points(&buf, t, "counts", 0);
	if (tally_is_weighted(t))
	{
		append_jsonb_points(&buf, t, "weights", 1);
		append_jsonb_points(&buf, t, "squared_weights", 2);
	}
	appendStringInfoChar(&buf, '}');
	PG_RETURN_DATUM(DirectFunctionCall1(jsonb_in, CStringGetDatum(buf.data)));
}

/* -------- and back -------- */

pg_noreturn static void
fail(const char *detail)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("this jsonb is no tally"),
			 errdetail("%s", detail),
			 errhint("Give what the cast of a tally to jsonb gives: an object with scale, responses, missing and counts by score.")));
}

/* The value of a key of an object, of a type; NULL if it is not there. */
static JsonbValue *
member(JsonbContainer *object, const char *key, enum jbvType type)
{
	JsonbValue *value = getKeyJsonValueFromContainer(object, key, strlen(key), NULL);

	if (value != NULL && value->type != type)
		fail(psprintf("\"%s\" has a value of another type.", key));
	return value;
}

static char *
number_text(const JsonbValue *value)
{
	return DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(value->val.numeric)));
}

/* The number of a key that must be there. */
static char *
number_of(JsonbContainer *object, const char *key)
{
	JsonbValue *value = member(object, key, jbvNumeric);

	if (value == NULL)
		fail(psprintf("There is no \"%s\".", key));
	return number_text(value);
}

/* One of the objects with a number for each score; NULL if it is not there. */
static JsonbContainer *
points_of(JsonbContainer *root, const char *key, int points)
{
	JsonbValue *value = member(root, key, jbvBinary);

	if (value == NULL)
		return NULL;
	if (!JsonContainerIsObject(value->val.binary.data) || (int) JsonContainerSize(value->val.binary.data) != points)
		fail(psprintf("\"%s\" does not have one number for each point of the scale.", key));
	return value->val.binary.data;
}

/* The scale without its counts; a tally without answers has none. */
static Grid
grid_of(JsonbContainer *root)
{
	Grid		grid = {0};
	ParseFault	fault = {NULL, NULL};
	JsonbValue *value = getKeyJsonValueFromContainer(root, "scale", strlen("scale"), NULL);
	Slice		text;

	if (value == NULL || (value->type != jbvString && value->type != jbvNull))
		fail("There is no \"scale\".");
	if (value->type == jbvNull)
		return grid;
	text.data = value->val.string.val;
	text.len = value->val.string.len;
	if (!scale_parse_grid(text, &grid, &fault))
		fail(psprintf("\"scale\" is none: %s", fault.detail));
	return grid;
}

/* "COUNT[:WEIGHT:SQUARED],..." of all points */
static void
append_points(StringInfo buf, JsonbContainer *root, const Grid *grid)
{
	JsonbContainer *counts = points_of(root, "counts", grid->points);
	JsonbContainer *weights = points_of(root, "weights", grid->points);
	JsonbContainer *squares = points_of(root, "squared_weights", grid->points);

	if (counts == NULL || (weights == NULL) != (squares == NULL))
		fail("There must be \"counts\", and \"weights\" with \"squared_weights\" or neither.");
	for (int i = 0; i < grid->points; i++)
	{
		char		score[MILLI_TEXT_MAX];
		char	   *count;

		milli_to_text(grid_value(grid, i), score);
		count = number_of(counts, score);
		appendStringInfo(buf, "%s%s", i > 0 ? "," : "", count);
		if (weights != NULL && strcmp(count, "0") != 0)
			appendStringInfo(buf, ":%s:%s", number_of(weights, score), number_of(squares, score));
	}
}

static Tally *
read_text(const char *text)
{
	ParseFault	fault = {NULL, NULL};
	Tally	   *t = tally_parse(text, &fault);

	if (t == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("this jsonb is no tally"),
				 errdetail("%s", fault.detail)));
	return t;
}

/* Every key is one that the cast writes. */
static void
refuse_other_keys(Jsonb *jsonb)
{
	static const char *const keys[] = {"scale", "responses", "missing", "counts", "weights", "squared_weights"};
	int			known = 0;

	for (size_t i = 0; i < lengthof(keys); i++)
		known += getKeyJsonValueFromContainer(&jsonb->root, keys[i], strlen(keys[i]), NULL) != NULL;
	if (known != (int) JB_ROOT_COUNT(jsonb))
		fail("It has a key that a tally does not have.");
}

/* The cast from jsonb: what tally_to_jsonb() made.  22023 for another shape, 22P02 for numbers that are no counts. */
Datum
tally_from_jsonb(PG_FUNCTION_ARGS)
{
	Jsonb	   *jsonb = PG_GETARG_JSONB_P(0);
	Grid		grid;
	Tally	   *t;
	StringInfoData buf;
	char		scale[GRID_TEXT_MAX];

	if (!JB_ROOT_IS_OBJECT(jsonb))
		fail("It is no object.");
	refuse_other_keys(jsonb);
	grid = grid_of(&jsonb->root);
	initStringInfo(&buf);
	if (grid.points > 0)
	{
		grid_to_text(&grid, scale);
		appendStringInfo(&buf, "%s ", scale);
	}
	appendStringInfoChar(&buf, '{');
	append_points(&buf, &jsonb->root, &grid);
	appendStringInfo(&buf, "} missing %s", number_of(&jsonb->root, "missing"));
	t = read_text(buf.data);
	if (strcmp(number_of(&jsonb->root, "responses"), psprintf(INT64_FORMAT, metric_count(t, grid_all(&t->grid)))) != 0)
		fail("\"responses\" is not the sum of \"counts\".");
	PG_RETURN_POINTER(t);
}

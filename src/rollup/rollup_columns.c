/*
 * rollup_columns.c
 *		The columns of the source that a new roll-up reads, and how.
 */
#include "compat.h"

#include "catalog/pg_collation.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/ruleutils.h"
#include "utils/typcache.h"

#include "rollup/rollup_create.h"

/* "id, at, score" */
static char *
column_names(Oid source)
{
	return rollup_value(psprintf("SELECT pg_catalog.string_agg(a.attname::pg_catalog.text, ', '::pg_catalog.text ORDER BY a.attnum)"
								 " FROM pg_catalog.pg_attribute AS a"
								 " WHERE a.attrelid = %u AND a.attnum > 0 AND NOT a.attisdropped", source), NIL);
}

/* A column that is computed when read is not in what triggers see of the rows. */
void
rollup_refuse_virtual_column(const RollupRequest *request, AttrNumber number)
{
	Oid			source = request->rollup.source;

	if (request->rollup.live && get_attgenerated(source, number) == ATTRIBUTE_GENERATED_VIRTUAL)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("cannot roll up \"%s\" live: column \"%s\" is computed when it is read",
						get_rel_name(source), get_attname(source, number, false)),
				 errhint("Make it STORED, or use mode => 'scheduled'.")));
}

/* The number of a column that an argument names. */
static AttrNumber
find_column(const RollupRequest *request, const char *argument, const char *column)
{
	Oid			source = request->rollup.source;
	AttrNumber	number;

	if (column == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("argument \"%s\" must not be null", argument),
				 errhint("Give a column of \"%s\".", get_rel_name(source))));
	number = get_attnum(source, column);
	if (number <= 0)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_COLUMN),
				 errmsg("argument \"%s\": table \"%s\" has no column \"%s\"",
						argument, get_rel_name(source), column),
				 errhint("Its columns are %s.", column_names(source))));
	rollup_refuse_virtual_column(request, number);
	return number;
}

static void
refuse_type(const char *argument, const char *column, Oid type, const char *hint)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATATYPE_MISMATCH),
			 errmsg("argument \"%s\": column \"%s\" is of type %s",
					argument, column, format_type_be(type)),
			 errhint("%s", hint)));
}

/*
 * A column's expression as a type: exactly what the functions take that will
 * be applied to it, so that no cast of somebody's making comes in between.
 */
static char *
cast_sql(const char *column, const char *type)
{
	return psprintf("%s::pg_catalog.%s", quote_identifier(column), type);
}

/* The text of a value by its output function, whatever casts there may be. */
static char *
output_sql(const char *column)
{
	return psprintf("CASE WHEN %1$s IS NOT NULL THEN pg_catalog.format('%%s'::pg_catalog.text, %1$s) END",
					quote_identifier(column));
}

/* Has a type labels or text that its output function gives whatever the session's settings? */
static bool
is_textual(Oid type)
{
	char		category;
	bool		preferred;

	get_type_category_preferred(type, &category, &preferred);
	return category == TYPCATEGORY_STRING || category == TYPCATEGORY_ENUM || type == UUIDOID;
}

/* The periods of a date or a plain timestamp are cut as it is written. */
static void
refuse_zone(const char *column, Oid type)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("argument \"time_zone\": column \"%s\" is of type %s, which knows no time zone",
					column, format_type_be(type)),
			 errdetail("Its periods are cut as it is written."),
			 getBaseType(type) == DATEOID
			 ? errhint("Leave time_zone out. A zone needs a time of day: (at AT TIME ZONE 'UTC') of a plain timestamp, in a view.")
			 : errhint("Leave time_zone out; or, if it is written in UTC, roll up a view with (%s AT TIME ZONE 'UTC') in place of %s.",
					   quote_identifier(column), quote_identifier(column))));
}

static void
check_at(RollupRequest *request, const char *column)
{
	AttrNumber	number = find_column(request, "at", column);
	Oid			type = get_atttype(request->rollup.source, number);
	Oid			base = getBaseType(type);
	bool		hourly = rollup_every_is_hour(request->rollup.every);

	if (base == DATEOID && hourly)
		refuse_type("at", column, type, "A date has no hours: use every => 'day'.");
	if (base != DATEOID && base != TIMESTAMPOID && base != TIMESTAMPTZOID)
		refuse_type("at", column, type, "Give a column of type date, timestamp or timestamptz.");
	if (request->zone_given && base != TIMESTAMPTZOID)
		refuse_zone(column, type);
	request->at.expression = cast_sql(column, base == DATEOID ? "date" :
									  base == TIMESTAMPOID ? "timestamp" : "timestamptz");
	request->period.expression = rollup_period_sql(request->rollup.extension, request->rollup.every, request->rollup.time_zone,
												   request->at.expression, base);
	request->period.type = hourly && base == TIMESTAMPOID ? "pg_catalog.timestamp" : request->rollup.every->type;
	request->period.comment = psprintf("start of the %s%s", request->rollup.every->word,
									   base == TIMESTAMPTZOID ? psprintf(", in the time zone %s", request->rollup.time_zone) : "");
}

static void
check_score(RollupRequest *request, const char *column)
{
	AttrNumber	number = find_column(request, "score", column);
	Oid			type = get_atttype(request->rollup.source, number);
	Oid			base = getBaseType(type);
	const char *as = NULL;

	switch (base)
	{
		case INT2OID:
			as = "int2";
			break;
		case INT4OID:
			as = "int4";
			break;
		case FLOAT4OID:
		case FLOAT8OID:
			as = "float8";
			break;
		case INT8OID:
		case NUMERICOID:
			as = "numeric";
			break;
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
			as = "text";
			break;
		case JSONBOID:
			as = "jsonb";
			break;
		case BOOLOID:
			as = "bool";
			break;
		default:
			break;
	}
	if (base == BOOLOID && (request->grid.lo != 0 || grid_hi(&request->grid) != GRID_UNIT ||
							request->grid.points != 2 || request->grid.top != 1 || request->grid.reversed))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("argument \"scale\": a boolean is on the scale 0..1, not %s", request->rollup.scale)));
	request->unweightable = base == BOOLOID;
	request->score_type = format_type_be(base);
	if (as != NULL)
		request->score.expression = cast_sql(column, as);
	else if (base == rollup_type(request->rollup.schema, "tally"))
	{
		request->unweightable = true;
		request->score.expression = psprintf("%s::%s.tally", quote_identifier(column), request->rollup.extension);
	}
	else if (base == rollup_type(request->rollup.schema, "rating"))
		request->score.expression = psprintf("%s::%s.rating", quote_identifier(column), request->rollup.extension);
	else if (is_textual(base))
		request->score.expression = output_sql(column);
	else
		refuse_type("score", column, type, "Give a column of numbers, text, jsonb, boolean, rating or tally.");
}

static void
check_weight(RollupRequest *request, const char *column)
{
	AttrNumber	number = find_column(request, "weight", column);
	Oid			type = get_atttype(request->rollup.source, number);

	if (request->unweightable)
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("argument \"weight\": a score of type %s takes no weight", request->score_type),
				 errhint("Roll up a column of 0 and 1, or of weighted tallies.")));
	switch (getBaseType(type))
	{
		case INT2OID:
		case INT4OID:
		case INT8OID:
		case FLOAT4OID:
		case FLOAT8OID:
		case NUMERICOID:
			break;
		default:
			refuse_type("weight", column, type, "Give a column of numbers.");
	}
	request->weight.expression = cast_sql(column, "float8");
	request->weighted = true;
}

/* The type of a segment in the roll-up: plain, whatever it is in the source. */
static const char *
plain_type(Oid base)
{
	switch (base)
	{
		case BOOLOID:
			return "bool";
		case INT2OID:
			return "int2";
		case INT4OID:
			return "int4";
		case INT8OID:
			return "int8";
		case FLOAT4OID:
			return "float4";
		case FLOAT8OID:
			return "float8";
		case NUMERICOID:
			return "numeric";
		case DATEOID:
			return "date";
		case TIMESTAMPOID:
			return "timestamp";
		case TIMESTAMPTZOID:
			return "timestamptz";
		case TEXTOID:
		case VARCHAROID:
		case BPCHAROID:
		case NAMEOID:
			return "text";
		default:
			return NULL;
	}
}

/* " COLLATE ..." of a column that has another than the default. */
static char *
collation_sql(Oid source, AttrNumber number)
{
	Oid			type;
	int32		modifier;
	Oid			collation;

	int			nest;
	char	   *name;

	get_atttypetypmodcoll(source, number, &type, &modifier, &collation);
	if (!OidIsValid(collation) || collation == DEFAULT_COLLATION_OID || getBaseType(type) == NAMEOID)
		return "";
	nest = rollup_pin_search_path();
	name = generate_collation_name(collation);
	rollup_unpin_search_path(nest);
	return psprintf(" COLLATE %s", name);
}

static void
check_segment(RollupRequest *request, RollupColumn *segment, const char *column)
{
	Oid			source = request->rollup.source;
	AttrNumber	number = find_column(request, "by", column);
	Oid			type = get_atttype(source, number);
	Oid			base = getBaseType(type);
	const char *plain = plain_type(base);

	segment->name = pstrdup(quote_identifier(column));
	segment->plain_name = pstrdup(column);
	segment->comment = psprintf("column %s of %s", column, get_rel_name(source));
	if (plain != NULL)
	{
		segment->expression = cast_sql(column, plain);
		segment->type = psprintf("pg_catalog.%s%s", plain, collation_sql(source, number));
	}
	else if (is_textual(base))
	{
		segment->expression = output_sql(column);
		segment->type = "pg_catalog.text";
	}
	else
		refuse_type("by", column, type, "A BI tool may not know this type: segment by a text or number.");
}

/* The person, of any type that has equality. */
static void
check_person(RollupRequest *request, const char *column)
{
	Oid			type = get_atttype(request->rollup.source, find_column(request, "person", column));
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_EQ_OPR | TYPECACHE_LT_OPR);

	if (!OidIsValid(entry->eq_opr) || !OidIsValid(entry->lt_opr))
		refuse_type("person", column, type, "Give a column of numbers, text or uuid.");
	if (request->latest != NULL && getBaseType(get_atttype(request->rollup.source, find_column(request, "score", request->score_column))) == rollup_type(request->rollup.schema, "tally"))
		ereport(ERROR,
				(errcode(ERRCODE_FEATURE_NOT_SUPPORTED),
				 errmsg("argument \"latest\": column \"%s\" has tallies, of which none is the latest answer", request->score_column),
				 errhint("Roll up the answers themselves, or leave it out.")));
	request->who.expression = pstrdup(quote_identifier(column));
}

/* Is a name one of the columns that depend on the metric? */
static bool
is_of_metric(const Metric *metric, const char *name)
{
	const MetricPart *part = metric->row->parts;

	while (part->name != NULL && strcmp(name, part->name) != 0 && strcmp(name, part->weight_name) != 0)
		part++;
	return part->name != NULL || strcmp(name, metric->row->name) == 0;
}

/* Names that the roll-up needs for itself. */
static bool
is_reserved(const Metric *metric, const char *name)
{
	static const char *const reserved[] = {
		"period", "added", "removed", "counted_at", "tally", "complete", "asked", "responses", "response_rate",
		"unread", "weight", "score_sum", "lower", "upper", "previous", "change", "p_value", "p_adjusted", "movement",
		"target", "verdict", "is_total"
	};

	for (size_t i = 0; i < lengthof(reserved); i++)
	{
		if (strcmp(name, reserved[i]) == 0)
			return true;
	}
	return is_of_metric(metric, name) || strncmp(name, "csat_", strlen("csat_")) == 0;
}

static void
check_segment_name(const Metric *metric, const char *name, Datum *names, int position)
{
	if (is_reserved(metric, name))
		ereport(ERROR,
				(errcode(ERRCODE_DUPLICATE_COLUMN),
				 errmsg("argument \"by\": \"%s\" is the name of a column of the roll-up itself", name),
				 errhint("Rename the column of the source, or roll up a view that does, with mode => 'scheduled'.")));
	for (int i = 0; i < position; i++)
	{
		if (strcmp(name, NameStr(*DatumGetName(names[i]))) == 0)
			ereport(ERROR,
					(errcode(ERRCODE_DUPLICATE_COLUMN),
					 errmsg("argument \"by\": column \"%s\" is given twice", name)));
	}
}

static void
check_segments(RollupRequest *request, ArrayType *by)
{
	Datum	   *names;
	bool	   *nulls;

	deconstruct_array(by, NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR, &names, &nulls, &request->nsegments);
	request->segments = palloc0(Max(request->nsegments, 1) * sizeof(RollupColumn));
	for (int i = 0; i < request->nsegments; i++)
	{
		/* NULL is refused by the first */
		check_segment(request, &request->segments[i], nulls[i] ? NULL : NameStr(*DatumGetName(names[i])));
		check_segment_name(&request->rollup.metric, NameStr(*DatumGetName(names[i])), names, i);
	}
}

/* Find the columns, and say how they are read. */
void
rollup_check_columns(RollupRequest *request, Name at, Name score, Name weight, ArrayType *by)
{
	request->at_column = at == NULL ? NULL : NameStr(*at);
	request->score_column = score == NULL ? NULL : NameStr(*score);
	request->weight_column = weight == NULL ? NULL : NameStr(*weight);
	check_at(request, request->at_column);
	check_score(request, request->score_column);
	if (weight != NULL)
		check_weight(request, request->weight_column);
	if (request->person != NULL)
		check_person(request, request->person);
	check_segments(request, by);
}

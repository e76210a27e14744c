/*
 * answer.c
 *		From an answer as it is stored to a point of the scale.
 */
#include "scale/answer.h"

#include "catalog/pg_type.h"
#include "common/shortest_dec.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/numeric.h"

#include "number/decimal.h"

/* A number that is no whole number of thousandths is a code of no scale. */
#define MILLI_NONE	PG_INT64_MIN

/* The scale in words: without its top box, which is of no use in an error. */
static char *
bounds_text(const Grid *grid)
{
	char	   *text = palloc(GRID_TEXT_MAX);

	grid_to_text(grid, text);
	*strstr(text, " top ") = '\0';
	return text;
}

/* As the user would have to write the scale with one more missing code. */
static char *
scale_with_code(const Grid *grid, const RatingScale *scale, const char *code)
{
	bool		has_codes = scale != NULL && strstr(scale_to_text(scale), " missing ") != NULL;

	return psprintf("%s%s%s", scale != NULL ? scale_to_text(scale) : bounds_text(grid),
					has_codes ? ", " : " missing ", code);
}

/*
 * The scale with points between its own, so that the score is one of them: the
 * widest such step of the usual ones.  False where a scale cannot be so fine.
 */
static bool
grid_with_score(const Grid *grid, int64 milli, Grid *finer)
{
	static const int steps[] = {500, 250, 200, 100, 50, 20, 10};
	int64		width = grid_hi(grid) - grid->lo;
	int			i;

	if (milli == MILLI_NONE)
		return false;
	for (i = 0; i < (int) lengthof(steps); i++)
		if (grid->step % steps[i] == 0 && (milli - grid->lo) % steps[i] == 0 &&
			width / steps[i] < GRID_MAX_POINTS)
		{
			*finer = *grid;
			finer->step = steps[i];
			finer->points = width / steps[i] + 1;
			return true;
		}
	return false;
}

static void
raise_off_step(const Grid *grid, int64 milli, const char *written)
{
	Grid		finer;

	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s lies between the points of scale %s", written, bounds_text(grid)),
			 grid_with_score(grid, milli, &finer) ?
			 errhint("If such answers are possible, declare the step, for example '%s'.", bounds_text(&finer)) :
			 errhint("Round it to a point of the scale, or declare a step if such answers are possible.")));
}

static void
raise_off_scale(const Grid *grid, const RatingScale *scale, const char *written)
{
	ereport(ERROR,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is outside scale %s", written, bounds_text(grid)),
			 errhint("If %s means \"no answer\", declare it: %s; otherwise filter it out.",
					 written, quote_literal_cstr(scale_with_code(grid, scale, written)))));
}

/*
 * A number that is no point of the grid: a missing code, or an error.
 * written is the number as the user knows it.
 */
static int
read_off_point(const Grid *grid, const RatingScale *scale,
			   int off, int64 milli, const char *written)
{
	Slice		text = slice_of_cstring(written);	/* NaN is a code by name */
	char	   *shown;

	if (scale != NULL)
	{
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
		if (scale_flag(scale, SCALE_MISSING_ANY) || scale_is_missing_number(scale, milli) ||
			scale_point_of_label(scale, text, database_is_utf8()) == SCALE_POINT_MISSING)
			return POINT_MISSING;
	}
	shown = slice_excerpt(text);
	if (off == POINT_OFF_STEP)
		raise_off_step(grid, milli, shown);
	raise_off_scale(grid, scale, shown);
	return POINT_MISSING;		/* not reached */
}

/* ---------- integers and doubles ---------- */

int
answer_off_point(const Grid *grid, const RatingScale *scale, int off, int32 score)
{
	return read_off_point(grid, scale, off, (int64) score * GRID_UNIT, psprintf("%d", score));
}

/* Which side of the grid a number is on that is no whole thousandths. */
static int
off_point_of_double(const Grid *grid, double value)
{
	return value * GRID_UNIT > grid->lo && value * GRID_UNIT < grid_hi(grid) ?
		POINT_OFF_STEP : POINT_OFF_SCALE;
}

static int
read_double(double score, const Grid *grid, const RatingScale *scale)
{
	int64		milli = MILLI_NONE;
	int			point;
	char		written[DOUBLE_SHORTEST_DECIMAL_LEN];

	if (likely(decimal_from_double(score, &milli) == DECIMAL_EXACT))
		point = grid_locate(grid, milli);
	else
		point = off_point_of_double(grid, score);
	if (likely(point >= 0))
		return point;
	double_to_shortest_decimal_buf(score, written);
	return read_off_point(grid, scale, point, milli, written);
}

/* ---------- texts: numbers, labels, codes ---------- */

static void
raise_no_score(const Grid *grid, const RatingScale *scale, Slice text)
{
	bool		labelled = scale != NULL && scale_flag(scale, SCALE_LABELLED);
	char	   *answer = slice_excerpt(text);

	ereport(ERROR,
			(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
			 errmsg("answer \"%s\" is neither a number nor a label of scale %s", answer,
					scale != NULL ? scale_to_text(scale) : bounds_text(grid)),
			 errhint("Name the labels from worst to best, as in 'bad < good'; declare codes for \"no answer\", as in %s, or ignore whatever is not on the scale with 'missing *'.",
					 quote_literal_cstr(scale_with_code(grid, labelled ? scale : NULL, "n/a")))));
}

/* A trimmed text that is not empty, as a number or as a label. */
static int
read_slice(Slice text, const Grid *grid, const RatingScale *scale)
{
	int64		milli = MILLI_NONE;
	DecimalKind kind;
	int			point;

	if (scale != NULL && scale->names > 0)
	{
		point = scale_point_of_label(scale, text, database_is_utf8());
		if (point >= 0)
			return point == SCALE_POINT_MISSING ? POINT_MISSING : point;
	}
	kind = decimal_parse(text, &milli);
	if (kind == DECIMAL_NONE)
	{
		if (scale != NULL && scale_flag(scale, SCALE_MISSING_ANY))
			return POINT_MISSING;
		raise_no_score(grid, scale, text);
	}
	if (kind == DECIMAL_EXACT)
		point = grid_locate(grid, milli);
	else
		point = off_point_of_double(grid, strtod(pnstrdup(text.data, text.len), NULL));
	if (point >= 0)
		return point;
	return read_off_point(grid, scale, point, milli, pnstrdup(text.data, text.len));
}

static int
read_number(Numeric number, const Grid *grid, const RatingScale *scale)
{
	char	   *text = numeric_normalize(number);
	Slice		slice = slice_of_cstring(text);
	int64		milli = MILLI_NONE;
	int			point;

	if (decimal_parse(slice, &milli) == DECIMAL_EXACT)
		point = grid_locate(grid, milli);
	else
		point = off_point_of_double(grid, strtod(text, NULL));	/* NaN is off the scale */
	return point >= 0 ? point : read_off_point(grid, scale, point, milli, text);
}

static int
read_json(Jsonb *jb, const Grid *grid, const RatingScale *scale)
{
	JsonbValue	value;

	if (!JsonbExtractScalar(&jb->root, &value))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("cannot read a score from a jsonb %s",
						JB_ROOT_IS_ARRAY(jb) ? "array" : "object"),
				 errhint("Pick the answer out of it, for example data -> 'score'.")));
	switch (value.type)
	{
		case jbvNull:
			return POINT_MISSING;
		case jbvNumeric:
			return read_number(value.val.numeric, grid, scale);
		case jbvString:
			{
				Slice		text = {value.val.string.val, value.val.string.len};

				text = slice_trim(text);
				return text.len == 0 ? POINT_MISSING : read_slice(text, grid, scale);
			}
		default:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("cannot read a score from a jsonb boolean"),
					 errhint("Cast it and call the function for boolean.")));
	}
	return POINT_MISSING;		/* not reached */
}

/* A text answer as it is written, without blanks around it. */
static bool
text_as_written(Datum answer, Slice *slice)
{
	text	   *t = DatumGetTextPP(answer);

	slice->data = VARDATA_ANY(t);
	slice->len = (int) VARSIZE_ANY_EXHDR(t);
	*slice = slice_trim(*slice);
	return true;
}

/* The same of a jsonb string, number or null; false for anything else. */
static bool
jsonb_as_written(Datum answer, Slice *slice)
{
	Jsonb	   *jb = DatumGetJsonbP(answer);
	JsonbValue	scalar;

	if (!JsonbExtractScalar(&jb->root, &scalar) || scalar.type == jbvBool)
		return false;
	slice->data = "";
	slice->len = 0;
	if (scalar.type == jbvString)
	{
		slice->data = scalar.val.string.val;
		slice->len = scalar.val.string.len;
	}
	else if (scalar.type == jbvNumeric)
	{
		slice->data = numeric_normalize(scalar.val.numeric);
		slice->len = (int) strlen(slice->data);
	}
	*slice = slice_trim(*slice);
	return true;
}

/* ---------- the types ---------- */

static int
parse_text(Datum answer, const Grid *grid, const RatingScale *scale)
{
	Slice		slice;

	text_as_written(answer, &slice);
	if (slice.len == 0)
		return POINT_MISSING;
	if (scale != NULL)
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	return read_slice(slice, grid, scale);
}

static int
parse_numeric(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return read_number(DatumGetNumeric(answer), grid, scale);
}

static int
parse_jsonb(Datum answer, const Grid *grid, const RatingScale *scale)
{
	if (scale != NULL)
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	return read_json(DatumGetJsonbP(answer), grid, scale);
}

static int
read_int2(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_read_integer(DatumGetInt16(answer), grid, scale);
}

static int
read_int4(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_read_integer(DatumGetInt32(answer), grid, scale);
}

static int
read_bool(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_read_integer(DatumGetBool(answer) ? 1 : 0, grid, scale);
}

static int
read_float8(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return read_double(DatumGetFloat8(answer), grid, scale);
}

static int
read_numeric(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_numeric);
}

static int
read_text(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_text);
}

static int
read_jsonb(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_jsonb);
}

const AnswerType int2_answers = {INT2OID, read_int2, NULL};
const AnswerType int4_answers = {INT4OID, read_int4, NULL};
const AnswerType bool_answers = {BOOLOID, read_bool, NULL};
const AnswerType float8_answers = {FLOAT8OID, read_float8, NULL};
const AnswerType numeric_answers = {NUMERICOID, read_numeric, NULL};
const AnswerType text_answers = {TEXTOID, read_text, text_as_written};
const AnswerType jsonb_answers = {JSONBOID, read_jsonb, jsonb_as_written};

const AnswerType *
answer_type_of(Oid type)
{
	static const AnswerType *const types[] = {
		&int2_answers, &int4_answers, &bool_answers, &float8_answers,
		&numeric_answers, &text_answers, &jsonb_answers
	};

	for (size_t i = 0; i < lengthof(types); i++)
	{
		if (types[i]->type == type)
			return types[i];
	}
	return NULL;
}

bool
answer_is_blank(const AnswerType *type, Datum answer)
{
	Slice		slice;

	return type->as_written != NULL && type->as_written(answer, &slice) && slice.len == 0;
}

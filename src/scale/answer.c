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
#include "scale/hint.h"

/* A name's point as a parser returns it. */
static int
point_of_name(int point)
{
	return point == SCALE_POINT_MISSING ? POINT_MISSING : point;
}

/* ---------- numbers ---------- */

/* Which side of the grid a number is on that is no whole thousandths. */
static int
off_point_of_double(const Grid *grid, double value)
{
	return value * GRID_UNIT > grid->lo && value * GRID_UNIT < grid_hi(grid) ?
		POINT_OFF_STEP : POINT_OFF_SCALE;
}

/* The point of a number, looked for on the grid alone; MILLI_NONE stands for a finer one, and NaN is off the scale. */
static inline int
locate(const Grid *grid, const RatingScale *scale, int64 milli, double value)
{
	if (unlikely(scale_matches_numbers(scale)))
		return POINT_OFF_SCALE;
	return likely(milli != MILLI_NONE) ? grid_locate(grid, milli) : off_point_of_double(grid, value);
}

/*
 * A number that locate() did not find: a label or a code of the scale, which is
 * one by its value, or, where it has no thousandths, as it is written (NaN is a
 * code by name); written is NULL of what always has them.
 */
static int
parse_off_point(const Grid *grid, const RatingScale *scale, int off, int64 milli, const char *written)
{
	int			point;

	if (scale == NULL)
		return off;
	scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	point = milli != MILLI_NONE || written == NULL ? scale_point_of_number(scale, milli) :
		scale_point_of_label(scale, slice_of_cstring(written), database_is_utf8());
	if (point >= 0)
		return point_of_name(point);
	return scale_flag(scale, SCALE_MISSING_ANY) ? POINT_MISSING : off;
}

static int
parse_integer(int32 score, const Grid *grid, const RatingScale *scale)
{
	int64		milli = (int64) score * GRID_UNIT;
	int			point = locate(grid, scale, milli, score);

	return point >= 0 ? point : parse_off_point(grid, scale, point, milli, NULL);
}

static char *
double_written(double score)
{
	char	   *written = palloc(DOUBLE_SHORTEST_DECIMAL_LEN);

	double_to_shortest_decimal_buf(score, written);
	return written;
}

static int
parse_double(double score, const Grid *grid, const RatingScale *scale)
{
	int64		milli = MILLI_NONE;
	int			point;

	if (unlikely(decimal_from_double(score, &milli) != DECIMAL_EXACT))
		milli = MILLI_NONE;
	point = locate(grid, scale, milli, score);
	if (likely(point >= 0))
		return point;
	return parse_off_point(grid, scale, point, milli, milli == MILLI_NONE ? double_written(score) : NULL);
}

/* The point of a decimal, from its text; POINT_NO_NUMBER if it is none. */
static int
parse_decimal(Slice text, const Grid *grid, const RatingScale *scale)
{
	int64		milli = MILLI_NONE;
	DecimalKind kind = decimal_parse(text, &milli);
	char	   *written;
	int			point;

	if (kind == DECIMAL_NONE)
		return POINT_NO_NUMBER;
	if (kind == DECIMAL_EXACT && likely((point = locate(grid, scale, milli, 0)) >= 0))
		return point;
	written = pnstrdup(text.data, text.len);
	point = locate(grid, scale, milli, strtod(written, NULL));
	return parse_off_point(grid, scale, point, milli, written);
}

static int
parse_number(Numeric number, const Grid *grid, const RatingScale *scale)
{
	char	   *text = numeric_normalize(number);
	int			point = parse_decimal(slice_of_cstring(text), grid, scale);

	return point != POINT_NO_NUMBER ? point :	/* NaN, Infinity */
		parse_off_point(grid, scale, POINT_OFF_SCALE, MILLI_NONE, text);
}

/* ---------- texts: numbers, labels, codes ---------- */

/* A text as the eye reads it: a label, a code, a number, or one with words around it. */
static int
parse_seen(const Seen *seen, const Grid *grid, const RatingScale *scale)
{
	Slice		number;
	int			point = -1;

	if (scale != NULL && scale->names > 0)
		point = scale_point_of_seen(scale, seen, database_is_utf8());
	if (point >= 0)
		return point_of_name(point);
	point = parse_decimal(seen_ascii(seen), grid, scale);
	if (point == POINT_NO_NUMBER && scale != NULL && scale_flag(scale, SCALE_LABELLED) &&
		seen_number_in_words(seen, &number))
		point = parse_decimal(number, grid, scale);
	return point;
}

/* A text that is not empty. */
static int
parse_slice(Slice text, const Grid *grid, const RatingScale *scale)
{
	Seen		seen;
	int			point = POINT_NO_NUMBER;

	if (scale == NULL || scale->names == 0 || text.len > SEEN_MAX)
		point = parse_decimal(text, grid, scale);
	if (point != POINT_NO_NUMBER)
		return point;
	seen = slice_seen(text, database_is_utf8());
	point = parse_seen(&seen, grid, scale);
	if (point == POINT_NO_NUMBER && ((seen.count == 0 && !seen.too_long) ||
									 (scale != NULL && scale_flag(scale, SCALE_MISSING_ANY))))
		return POINT_MISSING;
	return point;
}

static int
parse_json(Jsonb *jb, const Grid *grid, const RatingScale *scale)
{
	JsonbValue	value;
	Slice		text;

	if (!JsonbExtractScalar(&jb->root, &value))
		return POINT_NO_SCALAR;
	switch (value.type)
	{
		case jbvNull:
			return POINT_MISSING;
		case jbvNumeric:
			return parse_number(value.val.numeric, grid, scale);
		case jbvString:
			text.data = value.val.string.val;
			text.len = value.val.string.len;
			text = slice_trim_seen(text, database_is_utf8());
			return text.len == 0 ? POINT_MISSING : parse_slice(text, grid, scale);
		default:
			return POINT_NO_BOOLEAN;
	}
}

/* ---------- as it is written ---------- */

static bool
int2_as_written(Datum answer, Slice *slice)
{
	*slice = slice_of_cstring(psprintf("%d", DatumGetInt16(answer)));
	return true;
}

static bool
int4_as_written(Datum answer, Slice *slice)
{
	*slice = slice_of_cstring(psprintf("%d", DatumGetInt32(answer)));
	return true;
}

static bool
bool_as_written(Datum answer, Slice *slice)
{
	*slice = slice_of_cstring(DatumGetBool(answer) ? "1" : "0");
	return true;
}

static bool
float8_as_written(Datum answer, Slice *slice)
{
	*slice = slice_of_cstring(double_written(DatumGetFloat8(answer)));
	return true;
}

static bool
numeric_as_written(Datum answer, Slice *slice)
{
	*slice = slice_of_cstring(numeric_normalize(DatumGetNumeric(answer)));
	return true;
}

static bool
text_as_written(Datum answer, Slice *slice)
{
	text	   *t = DatumGetTextPP(answer);

	slice->data = VARDATA_ANY(t);
	slice->len = (int) VARSIZE_ANY_EXHDR(t);
	*slice = slice_trim_seen(*slice, database_is_utf8());
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
	*slice = slice_trim_seen(*slice, database_is_utf8());
	return true;
}

/* ---------- the types ---------- */

static const RatingScale *
checked(const RatingScale *scale)
{
	return scale == NULL ? NULL : DatumGetRatingScale(PointerGetDatum(scale));
}

static int
parse_int2(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_integer(DatumGetInt16(answer), grid, scale);
}

static int
parse_int4(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_integer(DatumGetInt32(answer), grid, scale);
}

static int
parse_boolean(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_integer(DatumGetBool(answer) ? 1 : 0, grid, scale);
}

static int
parse_float8(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_double(DatumGetFloat8(answer), grid, scale);
}

static int
parse_numeric(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_number(DatumGetNumeric(answer), grid, scale);
}

static int
parse_text(Datum answer, const Grid *grid, const RatingScale *scale)
{
	Slice		slice;

	text_as_written(answer, &slice);
	return slice.len == 0 ? POINT_MISSING : parse_slice(slice, grid, checked(scale));
}

static int
parse_jsonb(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return parse_json(DatumGetJsonbP(answer), grid, checked(scale));
}

static pg_noinline int
read_fault(const AnswerType *type, Datum answer, int fault, const Grid *grid, const RatingScale *scale)
{
	answer_raise(type, answer, fault, grid, scale);
	return fault;				/* not reached */
}

int
answer_read_odd_integer(int32 score, const Grid *grid, const RatingScale *scale)
{
	int			point = parse_integer(score, grid, scale);

	return point_is_fault(point) ? read_fault(&int4_answers, Int32GetDatum(score), point, grid, scale) : point;
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
	int			point = parse_double(DatumGetFloat8(answer), grid, scale);

	return unlikely(point_is_fault(point)) ? read_fault(&float8_answers, answer, point, grid, scale) : point;
}

/*
 * The types of variable length.  A column has few different values, and parsing
 * one takes long: what is remembered is a point or POINT_MISSING.
 */
static inline int
point_or_raise(const AnswerType *type, Datum answer, const Grid *grid, const RatingScale *scale)
{
	int			point = type->parse(answer, grid, scale);

	return unlikely(point_is_fault(point)) ? read_fault(type, answer, point, grid, scale) : point;
}

static int
parse_sound_numeric(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return point_or_raise(&numeric_answers, answer, grid, scale);
}

static int
parse_sound_text(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return point_or_raise(&text_answers, answer, grid, scale);
}

static int
parse_sound_jsonb(Datum answer, const Grid *grid, const RatingScale *scale)
{
	return point_or_raise(&jsonb_answers, answer, grid, scale);
}

static int
read_numeric(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_sound_numeric);
}

static int
read_text(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_sound_text);
}

static int
read_jsonb(Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	return answer_memo_read(cache, answer, grid, scale, parse_sound_jsonb);
}

const AnswerType int2_answers = {INT2OID, read_int2, parse_int2, int2_as_written};
const AnswerType int4_answers = {INT4OID, read_int4, parse_int4, int4_as_written};
const AnswerType bool_answers = {BOOLOID, read_bool, parse_boolean, bool_as_written};
const AnswerType float8_answers = {FLOAT8OID, read_float8, parse_float8, float8_as_written};
const AnswerType numeric_answers = {NUMERICOID, read_numeric, parse_numeric, numeric_as_written};
const AnswerType text_answers = {TEXTOID, read_text, parse_text, text_as_written};
const AnswerType jsonb_answers = {JSONBOID, read_jsonb, parse_jsonb, jsonb_as_written};

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

	if (!type->as_written(answer, &slice))
		return false;
	return slice.len == 0 || (slice.len <= SEEN_MAX && slice_seen(slice, database_is_utf8()).count == 0);
}

/*
 * answer.c
 *		From an answer as it is stored to a point of the scale.
 */
#include "scale/answer.h"

#include <math.h>

#include "common/hashfn.h"
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
score_off_point(const Grid *grid, const RatingScale *scale,
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
score_off_point_int(const Grid *grid, const RatingScale *scale, int off, int32 score)
{
	return score_off_point(grid, scale, off, (int64) score * GRID_UNIT, psprintf("%d", score));
}

/* Which side of the grid a number is on that is no whole thousandths. */
static int
off_point_of_double(const Grid *grid, double value)
{
	return value * GRID_UNIT > grid->lo && value * GRID_UNIT < grid_hi(grid) ?
		POINT_OFF_STEP : POINT_OFF_SCALE;
}

int
score_read_float8(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	double		score = PG_GETARG_FLOAT8(arg);
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
	return score_off_point(grid, scale, point, milli, written);
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
	return score_off_point(grid, scale, point, milli, pnstrdup(text.data, text.len));
}

static int
read_numeric(Numeric number, const Grid *grid, const RatingScale *scale)
{
	char	   *text = numeric_normalize(number);
	Slice		slice = slice_of_cstring(text);
	int64		milli = MILLI_NONE;
	int			point;

	if (decimal_parse(slice, &milli) == DECIMAL_EXACT)
		point = grid_locate(grid, milli);
	else
		point = off_point_of_double(grid, strtod(text, NULL));	/* NaN is off the scale */
	return point >= 0 ? point : score_off_point(grid, scale, point, milli, text);
}

static int
read_jsonb(Jsonb *jb, const Grid *grid, const RatingScale *scale)
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
			return read_numeric(value.val.numeric, grid, scale);
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
bool
score_text_slice(Datum value, Slice *slice)
{
	text	   *t = DatumGetTextPP(value);

	slice->data = VARDATA_ANY(t);
	slice->len = (int) VARSIZE_ANY_EXHDR(t);
	*slice = slice_trim(*slice);
	return true;
}

/* The same of a jsonb string, number or null; false for anything else. */
bool
score_jsonb_slice(Datum value, Slice *slice)
{
	Jsonb	   *jb = DatumGetJsonbP(value);
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

bool
score_text_is_blank(Datum value)
{
	Slice		slice;

	return score_text_slice(value, &slice) && slice.len == 0;
}

bool
score_jsonb_is_blank(Datum value)
{
	Slice		slice;

	return score_jsonb_slice(value, &slice) && slice.len == 0;
}

/* ---------- the memory of the text-like types ---------- */

/*
 * A column holds few different answers, and reading '9.0', a label in one of
 * twenty languages or a numeric takes much longer than looking it up by its
 * bytes.  So each call site remembers what it has read on the scale at hand.
 * This is a pure cache: it is lost, and nothing else, where a host calls with
 * a new FmgrInfo for each row.
 */
#define MEMO_SLOTS		64		/* a power of two */
#define MEMO_KEY_MAX	46		/* bytes of an answer worth remembering */

typedef struct MemoSlot
{
	uint8		len;			/* of the key; 0: empty */
	int8		point;			/* what it was read as, or POINT_MISSING */
	char		key[MEMO_KEY_MAX];	/* the bytes of the answer */
} MemoSlot;

typedef struct Memo
{
	Size		scale_size;		/* of the scale or grid that the slots are for */
	Size		scale_room;		/* bytes allocated for it */
	char	   *scale;			/* its bytes */
	MemoSlot	slots[MEMO_SLOTS];
} Memo;

static void
memo_forget(FmgrInfo *flinfo, Memo *memo, const void *scale, Size size)
{
	if (memo->scale == NULL || memo->scale_room < size)
	{
		if (memo->scale != NULL)
			pfree(memo->scale);
		memo->scale = MemoryContextAlloc(flinfo->fn_mcxt, size);
		memo->scale_room = size;
	}
	memcpy(memo->scale, scale, size);
	memo->scale_size = size;
	for (int i = 0; i < MEMO_SLOTS; i++)
		memo->slots[i].len = 0;
}

static Memo *
memo_of_call(FmgrInfo *flinfo)
{
	if (flinfo->fn_extra == NULL)
		flinfo->fn_extra = MemoryContextAllocZero(flinfo->fn_mcxt, sizeof(Memo));
	return flinfo->fn_extra;
}

/* The memo of this call site, emptied if it is for another scale. */
static Memo *
memo_for(FmgrInfo *flinfo, const Grid *grid, const RatingScale *scale)
{
	const void *bytes = scale != NULL ? VARDATA(scale) : (const void *) grid;
	Size		size = scale != NULL ? VARSIZE(scale) - VARHDRSZ : GRID_KEY_SIZE;
	Memo	   *memo = memo_of_call(flinfo);

	if (memo->scale == NULL || memo->scale_size != size || memcmp(memo->scale, bytes, size) != 0)
		memo_forget(flinfo, memo, bytes, size);
	return memo;
}

static inline MemoSlot *
memo_slot(Memo *memo, const char *key, int len)
{
	uint32		hash = (uint32) len;

	for (int i = 0; i < len; i++)
		hash = (hash ^ (unsigned char) key[i]) * 0x01000193;
	return &memo->slots[(hash ^ hash >> 15) % MEMO_SLOTS];
}

/* How one kind of answer is read when it is met for the first time. */
typedef int (*SlowReader) (Datum value, const Grid *grid, const RatingScale *scale);

static inline int
read_remembered(FunctionCallInfo fcinfo, Datum value, const Grid *grid,
				const RatingScale *scale, SlowReader read)
{
	struct varlena *answer = PG_DETOAST_DATUM_PACKED(value);
	const char *key = VARDATA_ANY(answer);
	int			len = (int) VARSIZE_ANY_EXHDR(answer);
	Memo	   *memo;
	MemoSlot   *slot;

	if (len == 0 || len > MEMO_KEY_MAX || fcinfo->flinfo == NULL)
		return read(PointerGetDatum(answer), grid, scale);
	memo = memo_for(fcinfo->flinfo, grid, scale);
	slot = memo_slot(memo, key, len);
	if (likely(slot->len == len && memcmp(slot->key, key, len) == 0))
		return slot->point;
	slot->point = (int8) read(PointerGetDatum(answer), grid, scale);
	slot->len = (uint8) len;
	memcpy(slot->key, key, len);
	return slot->point;
}

static int
slow_text(Datum value, const Grid *grid, const RatingScale *scale)
{
	text	   *t = DatumGetTextPP(value);
	Slice		slice = {VARDATA_ANY(t), (int) VARSIZE_ANY_EXHDR(t)};

	slice = slice_trim(slice);
	if (slice.len == 0)
		return POINT_MISSING;
	if (scale != NULL)
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	return read_slice(slice, grid, scale);
}

static int
slow_numeric(Datum value, const Grid *grid, const RatingScale *scale)
{
	return read_numeric(DatumGetNumeric(value), grid, scale);
}

static int
slow_jsonb(Datum value, const Grid *grid, const RatingScale *scale)
{
	if (scale != NULL)
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	return read_jsonb(DatumGetJsonbP(value), grid, scale);
}

int
score_read_text(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return read_remembered(fcinfo, PG_GETARG_DATUM(arg), grid, scale, slow_text);
}

int
score_read_numeric(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return read_remembered(fcinfo, PG_GETARG_DATUM(arg), grid, scale, slow_numeric);
}

int
score_read_jsonb(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return read_remembered(fcinfo, PG_GETARG_DATUM(arg), grid, scale, slow_jsonb);
}

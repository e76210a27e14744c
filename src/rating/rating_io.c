/*
 * rating_io.c
 *		The type rating: input, output, type modifiers.
 *
 * PostgreSQL hands an input function the modifier in COPY and JSON only.  So a
 * bare 4 is read as a rating whose scale is not known, and the length coercion
 * rating(rating, integer, boolean) gives it the column's scale, or refuses it.
 */
#include "rating/rating.h"

#include "catalog/pg_type.h"
#include "libpq/pqformat.h"
#include "utils/array.h"
#include "utils/builtins.h"

#include "number/decimal.h"
#include "base/wire.h"
#include "scale/hint.h"

PG_FUNCTION_INFO_V1(rating_in);
PG_FUNCTION_INFO_V1(rating_out);
PG_FUNCTION_INFO_V1(rating_recv);
PG_FUNCTION_INFO_V1(rating_send);
PG_FUNCTION_INFO_V1(rating_typmod_in);
PG_FUNCTION_INFO_V1(rating_typmod_out);
PG_FUNCTION_INFO_V1(rating_coerce);

static void
check_stored(Rating r)
{
	if (!rating_valid(r))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored rating is damaged or of a later version")));
}

/* A rating without a scale can be stored, cast and printed, but not read. */
void
rating_raise_unscaled(Rating r)
{
	char		score[RATING_TEXT_MAX];
	int64		milli = rating_bare_score(r);
	bool		stars = milli >= 1 * GRID_UNIT && milli <= 5 * GRID_UNIT;
	const char *type = stars ? "rating(1,5)" : "rating(0,10)";

	rating_to_text(r, score);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("rating %s has no scale", score),
			 errhint("Give it one: write '%s of %s', cast it to %s, or store it in a column of type %s.",
					 score, stars ? "1..5" : "0..10", type, type)));
}

/* The point of a rating, by index from LO, and its scale, both checked. */
int
rating_load(Rating r, Grid *grid)
{
	check_stored(r);
	if (!rating_is_known(r))
		rating_raise_unscaled(r);
	return rating_unpack(r, grid);
}

/* A scale that a type modifier stands for. */
static void
load_typmod(int32 typmod, Grid *grid)
{
	if (!rating_typmod_unpack(typmod, grid))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("invalid type modifier %d for type rating", typmod)));
}

/* A score that is no point of the scale: always false. */
static bool
refuse_score(int64 score, const char *written, int off, const Grid *grid, Node *escontext)
{
	char		scale[GRID_TEXT_MAX];
	char	   *correction;
	bool		certain;

	rating_scale_to_text(grid, scale);
	correction = hint_correction(grid, score, &certain);
	if (off == POINT_OFF_STEP)
		errsave(escontext,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("score %s lies between the points of scale %s", written, scale),
				 errhint("If such answers are possible, use a column of type rating and rating(score, scale) with a scale that has a step, for example '1..5 step 0.5'.")));
	else if (certain)
		errsave(escontext,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("score %s is outside scale %s", written, scale),
				 errhint("%s.", correction)));
	else
		errsave(escontext,
				(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
				 errmsg("score %s is outside scale %s", written, scale),
				 errhint("%s%sStore null where there is no answer; rating(score, '%s missing %s') makes it of a code for \"no answer\".",
						 correction != NULL ? correction : "", correction != NULL ? ". " : "", scale, written)));
	return false;
}

/* The rating of a score in thousandths; false after a soft error. */
static bool
place(int64 score, const Grid *grid, Node *escontext, Rating *result)
{
	int			point = grid_locate(grid, score);
	char		written[MILLI_TEXT_MAX];

	if (point < 0)
	{
		milli_to_text(score, written);
		return refuse_score(score, written, point, grid, escontext);
	}
	*result = rating_pack(grid, point);
	return true;
}

/* A score that is no whole thousandths, or huge: on no scale.  Always false. */
static bool
refuse_inexact(const char *written, Node *escontext)
{
	errsave(escontext,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("score %s is on no scale", written),
			 errdetail("Scores have at most three decimals and lie between -8000 and 8000.")));
	return false;
}

/*
 * The rating of a bare score: on the scale of a type modifier, or without a
 * scale where there is none.  written is read only if the score is not exact.
 * False after a soft error.
 */
bool
rating_place_bare(int64 score, bool exact, const char *written, int32 typmod,
				  Node *escontext, Rating *result)
{
	Grid		grid;

	if (!exact)
		return refuse_inexact(written, escontext);
	if (typmod < 0)
	{
		*result = rating_pack_bare(score);
		return true;
	}
	load_typmod(typmod, &grid);
	return place(score, &grid, escontext, result);
}

/* Same scores with the same meaning?  What counts as satisfied may differ. */
static bool
differ_in_top_only(const Grid *a, const Grid *b)
{
	Grid		other = *a;

	other.top = b->top;
	return grid_equal(&other, b);
}

/*
 * A rating as a column with this type modifier holds it; false after a soft
 * error.  A scale is never changed for another, since the answer would mean
 * another thing; but an explicit cast may change what counts as satisfied.
 */
static bool
apply_typmod(Rating r, int32 typmod, bool is_explicit, Node *escontext, Rating *result)
{
	Grid		wanted;
	Grid		scale;
	int			point;
	char		rating[RATING_TEXT_MAX];
	char		column[GRID_TEXT_MAX];

	*result = r;
	if (typmod < 0)
		return true;
	load_typmod(typmod, &wanted);
	if (!rating_is_known(r))
		return place(rating_bare_score(r), &wanted, escontext, result);
	point = rating_unpack(r, &scale);
	if (grid_equal(&scale, &wanted))
		return true;
	if (is_explicit && differ_in_top_only(&scale, &wanted))
	{
		*result = rating_pack(&wanted, point);
		return true;
	}
	rating_to_text(r, rating);
	rating_scale_to_text(&wanted, column);
	errsave(escontext,
			(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
			 errmsg("rating %s is not on scale %s", rating, column),
			 errhint("A column of type rating, without a modifier, takes ratings on any scale.")));
	return false;
}

/* "4 of 1..5" */
static bool
place_scaled(const RatingText *parsed, Node *escontext, Rating *result)
{
	if (!parsed->exact)
		return refuse_inexact(pnstrdup(parsed->number.data, parsed->number.len), escontext);
	return place(parsed->score, &parsed->grid, escontext, result);
}

Datum
rating_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	int32		typmod = PG_GETARG_INT32(2);
	Node	   *escontext = fcinfo->context;
	Slice		slice = slice_plain_blanks(slice_of_cstring(str), database_is_utf8());
	RatingText	parsed;
	ParseFault	fault = {NULL, NULL};
	Rating		r;
	bool		ok;

	if (!rating_parse(slice, &parsed, &fault))
	{
		errsave(escontext,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "rating", str),
				 fault.detail ? errdetail("%s", fault.detail) : 0,
				 errhint("%s", fault.hint)));
		PG_RETURN_NULL();
	}
	if (parsed.scaled)
		ok = place_scaled(&parsed, escontext, &r) &&
			apply_typmod(r, typmod, false, escontext, &r);
	else
		ok = rating_place_bare(parsed.score, parsed.exact, str, typmod, escontext, &r);
	if (!ok)
		PG_RETURN_NULL();
	PG_RETURN_RATING(r);
}

Datum
rating_out(PG_FUNCTION_ARGS)
{
	Rating		r = PG_GETARG_RATING(0);
	char	   *result = palloc(RATING_TEXT_MAX);

	check_stored(r);
	rating_to_text(r, result);
	PG_RETURN_CSTRING(result);
}

/* Binary: the 64 bits of rating.h. */
Datum
rating_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	int32		typmod = PG_GETARG_INT32(2);
	Rating		r;

	wire_need("rating", buf, sizeof(Rating));
	r = (Rating) pq_getmsgint64(buf);
	wire_end("rating", buf);
	if (!rating_valid(r))
		wire_fault("rating", "The answer is not on its scale, or the scale is not valid.");
	if (!apply_typmod(r, typmod, false, fcinfo->context, &r))
		PG_RETURN_NULL();
	PG_RETURN_RATING(r);
}

Datum
rating_send(PG_FUNCTION_ARGS)
{
	Rating		r = PG_GETARG_RATING(0);
	StringInfoData buf;

	check_stored(r);
	pq_begintypsend(&buf);
	pq_sendint64(&buf, (int64) r);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* The length coercion: rating(rating, typmod, is_explicit) */
Datum
rating_coerce(PG_FUNCTION_ARGS)
{
	Rating		r = PG_GETARG_RATING(0);

	check_stored(r);
	if (!apply_typmod(r, PG_GETARG_INT32(1), PG_GETARG_BOOL(2), fcinfo->context, &r))
		PG_RETURN_NULL();
	PG_RETURN_RATING(r);
}

/* ---------- type modifiers ---------- */

/* The scale that the words in parentheses after the type's name stand for. */
static const char *
typmod_scale(ArrayType *words)
{
	Datum	   *word;
	int			count;
	Slice		first;

	deconstruct_array(words, CSTRINGOID, -2, false, TYPALIGN_CHAR, &word, NULL, &count);
	if (count == 2)
		return psprintf("%s..%s", DatumGetCString(word[0]), DatumGetCString(word[1]));
	if (count != 1)
		return "";
	first = slice_of_cstring(DatumGetCString(word[0]));
	if (first.len > 0 && decimal_prefix(first) == first.len)
		return psprintf("1..%s", first.data);
	return first.data;
}

/* rating(LO, HI); rating(HI) from 1; rating('SCALE') for direction and top box */
Datum
rating_typmod_in(PG_FUNCTION_ARGS)
{
	const char *scale = typmod_scale(PG_GETARG_ARRAYTYPE_P(0));
	Slice		slice = slice_of_cstring(scale);
	ParseFault	fault = {NULL, NULL};
	Grid		grid;
	int32		typmod;

	if (scale_parse_grid(slice, &grid, &fault))
	{
		if (rating_typmod_pack(&grid, &typmod))
			PG_RETURN_INT32(typmod);
		fault.detail = "The scale of a column has whole points.";
	}
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("invalid type modifier for type rating"),
			 errdetail("%s", fault.detail),
			 errhint("Write rating(LO, HI), for example rating(1,5), or rating('LO..HI [reversed] [top K]'); a column of type rating takes ratings on any scale.")));
}

Datum
rating_typmod_out(PG_FUNCTION_ARGS)
{
	Grid		grid;
	char		scale[GRID_TEXT_MAX];

	load_typmod(PG_GETARG_INT32(0), &grid);
	rating_scale_to_text(&grid, scale);
	PG_RETURN_CSTRING(psprintf("('%s')", scale));
}

/*
 * rating_scale.c
 *		The type rating_scale: input, output, comparison.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "mb/pg_wchar.h"
#include "utils/builtins.h"

#include "base/wire.h"
#include "number/decimal.h"
#include "scale/rating_scale.h"

PG_FUNCTION_INFO_V1(rating_scale_in);
PG_FUNCTION_INFO_V1(rating_scale_out);
PG_FUNCTION_INFO_V1(text_to_rating_scale);
PG_FUNCTION_INFO_V1(rating_scale_recv);
PG_FUNCTION_INFO_V1(rating_scale_send);
PG_FUNCTION_INFO_V1(rating_scale_cmp);
PG_FUNCTION_INFO_V1(rating_scale_eq);
PG_FUNCTION_INFO_V1(rating_scale_ne);
PG_FUNCTION_INFO_V1(rating_scale_lt);
PG_FUNCTION_INFO_V1(rating_scale_le);
PG_FUNCTION_INFO_V1(rating_scale_gt);
PG_FUNCTION_INFO_V1(rating_scale_ge);
PG_FUNCTION_INFO_V1(rating_scale_hash);
PG_FUNCTION_INFO_V1(rating_scale_hash_extended);

bool
database_is_utf8(void)
{
	return GetDatabaseEncoding() == PG_UTF8;
}

static inline bool
is_number(Slice name)
{
	int64		unused;

	return decimal_may_begin(name) && decimal_parse(name, &unused) != DECIMAL_NONE;
}

/*
 * Do the names fill the value exactly, and does each stand for a point or for
 * no answer?  Those of points come first, and only if the scale is named; the
 * flags say what they are.
 */
static bool
names_fit(const RatingScale *scale)
{
	const char *cursor = scale->data;
	const char *end = (const char *) scale + VARSIZE(scale);
	bool		named = scale->names > 0 && end > cursor && (uint8) *cursor != SCALE_POINT_MISSING;
	bool		numbers = false;

	for (int i = 0; i < scale->names; i++)
	{
		uint16		len;
		Slice		name;

		if (end - cursor < (ptrdiff_t) (sizeof(uint8) + sizeof(len)))
			return false;
		if ((uint8) *cursor >= scale->grid.points && (uint8) *cursor != SCALE_POINT_MISSING)
			return false;
		memcpy(&len, cursor + 1, sizeof(len));
		name.data = cursor + sizeof(uint8) + sizeof(len);
		name.len = len;
		if (end - name.data < len)
			return false;
		numbers = numbers || ((uint8) *cursor != SCALE_POINT_MISSING && is_number(name));
		cursor = name.data + len;
	}
	return cursor == end && named == scale_flag(scale, SCALE_NAMED) &&
		numbers == scale_flag(scale, SCALE_NUMBER_NAMES) && !(named && scale_flag(scale, SCALE_LABELLED));
}

/* The scale in a datum, detoasted; raises if its bytes are no scale. */
RatingScale *
DatumGetRatingScale(Datum datum)
{
	RatingScale *scale = (RatingScale *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(scale) < offsetof(RatingScale, data) ||
		(scale->grid.format & ~SCALE_FLAGS) != SCALE_VERSION ||
		!grid_valid(&scale->grid) || !names_fit(scale))
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored rating_scale is damaged or of a later version")));
	return scale;
}

/* The scale that a text describes; NULL after a soft error. */
static RatingScale *
scale_from_slice(Slice text, Node *escontext)
{
	ParseFault	fault = {NULL, NULL};
	RatingScale *scale = scale_parse(text, database_is_utf8(), &fault);

	if (scale == NULL)
		errsave(escontext,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "rating_scale", pnstrdup(text.data, text.len)),
				 errdetail("%s", fault.detail),
				 fault.hint ? errhint("%s", fault.hint) : 0));
	return scale;
}

Datum
rating_scale_in(PG_FUNCTION_ARGS)
{
	RatingScale *scale = scale_from_slice(slice_of_cstring(PG_GETARG_CSTRING(0)), fcinfo->context);

	if (scale == NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(scale);
}

/* A scale that was written as text, and what that was parsed to. */
typedef struct Written
{
	RatingScale *scale;			/* after the text, in the same memory */
	Size		len;			/* of the text */
	char		text[FLEXIBLE_ARRAY_MEMBER];
} Written;

static Written *
read_written(text *written, MemoryContext context)
{
	Slice		text = {VARDATA_ANY(written), (int) VARSIZE_ANY_EXHDR(written)};
	RatingScale *scale = scale_from_slice(text, NULL);
	Size		scale_offset = MAXALIGN(offsetof(Written, text) + text.len);
	Written    *read = MemoryContextAlloc(context, scale_offset + VARSIZE(scale));

	read->len = text.len;
	memcpy(read->text, text.data, text.len);
	read->scale = (RatingScale *) ((char *) read + scale_offset);
	memcpy(read->scale, scale, VARSIZE(scale));
	return read;
}

const RatingScale *
rating_scale_remembered(FmgrInfo *flinfo, text *written)
{
	Written    *last = flinfo->fn_extra;
	Size		len = VARSIZE_ANY_EXHDR(written);

	if (last != NULL && last->len == len && memcmp(last->text, VARDATA_ANY(written), len) == 0)
		return last->scale;
	flinfo->fn_extra = read_written(written, flinfo->fn_mcxt);
	if (last != NULL)
		pfree(last);
	return ((Written *) flinfo->fn_extra)->scale;
}

/* The cast from text.  It gives a copy, since a caller may keep it when the next row brings another scale. */
Datum
text_to_rating_scale(PG_FUNCTION_ARGS)
{
	const RatingScale *scale = rating_scale_remembered(fcinfo->flinfo, PG_GETARG_TEXT_PP(0));
	RatingScale *copy = palloc(VARSIZE(scale));

	memcpy(copy, scale, VARSIZE(scale));
	PG_RETURN_POINTER(copy);
}

Datum
rating_scale_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(scale_to_text(PG_GETARG_RATING_SCALE(0)));
}

/* Binary: a version byte, then the text form. */
Datum
rating_scale_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	ParseFault	fault = {NULL, NULL};
	RatingScale *scale;

	wire_need("rating_scale", buf, 1);
	if (pq_getmsgbyte(buf) != SCALE_VERSION)
		wire_fault("rating_scale", "The version is not known.");
	scale = scale_parse(wire_text("rating_scale", buf), database_is_utf8(), &fault);
	if (scale == NULL)
		wire_fault("rating_scale", fault.detail);
	PG_RETURN_POINTER(scale);
}

Datum
rating_scale_send(PG_FUNCTION_ARGS)
{
	char	   *text = scale_to_text(PG_GETARG_RATING_SCALE(0));
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, SCALE_VERSION);
	pq_sendtext(&buf, text, strlen(text));
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* By the order of numbers first, so that 1..5 sorts before 1..10; then by names. */
static int
compare_scales(const RatingScale *a, const RatingScale *b)
{
	int64		keys_a[] = {a->grid.lo, grid_hi(&a->grid), a->grid.step, a->grid.reversed, a->grid.top, a->grid.format};
	int64		keys_b[] = {b->grid.lo, grid_hi(&b->grid), b->grid.step, b->grid.reversed, b->grid.top, b->grid.format};
	int			len_a = VARSIZE(a) - offsetof(RatingScale, data);
	int			len_b = VARSIZE(b) - offsetof(RatingScale, data);
	int			order;

	for (size_t i = 0; i < lengthof(keys_a); i++)
	{
		if (keys_a[i] != keys_b[i])
			return keys_a[i] < keys_b[i] ? -1 : 1;
	}
	order = memcmp(a->data, b->data, Min(len_a, len_b));
	if (order != 0)
		return order < 0 ? -1 : 1;
	return (len_a > len_b) - (len_a < len_b);
}

/* Frees detoasted copies, since sorts and index builds call this, and the hash functions, often. */
static int
compare_args(FunctionCallInfo fcinfo)
{
	RatingScale *a = PG_GETARG_RATING_SCALE(0);
	RatingScale *b = PG_GETARG_RATING_SCALE(1);
	int			order = compare_scales(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

Datum
rating_scale_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

Datum
rating_scale_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

Datum
rating_scale_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

Datum
rating_scale_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

Datum
rating_scale_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

Datum
rating_scale_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

Datum
rating_scale_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

/* The bytes after the varlena header are canonical: equal scales hash alike. */
Datum
rating_scale_hash(PG_FUNCTION_ARGS)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(scale), VARSIZE(scale) - VARHDRSZ);

	PG_FREE_IF_COPY(scale, 0);
	return hash;
}

Datum
rating_scale_hash_extended(PG_FUNCTION_ARGS)
{
	RatingScale *scale = PG_GETARG_RATING_SCALE(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(scale), VARSIZE(scale) - VARHDRSZ,
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(scale, 0);
	return hash;
}

/*
 * tally_io.c
 *		The type tally: input, output, comparison, addition.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "tally/tally.h"
#include "base/wire.h"

PG_FUNCTION_INFO_V1(tally_in);
PG_FUNCTION_INFO_V1(tally_out);
PG_FUNCTION_INFO_V1(tally_recv);
PG_FUNCTION_INFO_V1(tally_send);
PG_FUNCTION_INFO_V1(tally_cmp);
PG_FUNCTION_INFO_V1(tally_eq);
PG_FUNCTION_INFO_V1(tally_ne);
PG_FUNCTION_INFO_V1(tally_lt);
PG_FUNCTION_INFO_V1(tally_le);
PG_FUNCTION_INFO_V1(tally_gt);
PG_FUNCTION_INFO_V1(tally_ge);
PG_FUNCTION_INFO_V1(tally_hash);
PG_FUNCTION_INFO_V1(tally_hash_extended);
PG_FUNCTION_INFO_V1(tally_plus);
PG_FUNCTION_INFO_V1(tally_minus);

/* In binary input and output. */
#define WIRE_WEIGHTED	0x01

/* Raises if these bytes are no tally. */
static void
check_tally(const Tally *t)
{
	bool		whole = tally_is_whole(t);
	const char *defect = whole ? tally_defect(t) : NULL;

	/* A row's transition checks the counter of its point, not their sum. */
	if (defect == tally_overflows)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	if (!whole || defect != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored tally is damaged or of a later version")));
}

/*
 * The tally in a datum, detoasted; raises if its bytes are no tally.  An
 * aggregate of a user's own that has no final function gives its state as it
 * is, and so a table may hold what is not canonical.
 */
Tally *
DatumGetTally(Datum datum)
{
	Tally	   *t = (Tally *) PG_DETOAST_DATUM(datum);
	Tally	   *canonical;

	check_tally(t);
	if (likely(tally_is_canonical(t)))
		return t;
	canonical = tally_canonical(t);
	if ((void *) t != DatumGetPointer(datum))
		pfree(t);
	return canonical;
}

/* Say why two tallies, or a tally and an answer, could not be put together. */
void
tally_raise(TallyFault fault, const Grid *a, const Grid *b)
{
	char		scale_a[GRID_TEXT_MAX];
	char		scale_b[GRID_TEXT_MAX];

	switch (fault)
	{
		case TALLY_OK:
			break;
		case TALLY_SCALES_DIFFER:
			grid_to_text(a, scale_a);
			grid_to_text(b, scale_b);
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("tallies of different scales cannot be put together: %s and %s", scale_a, scale_b),
					 errhint("Group or filter by question, so that every group has one scale.")));
			break;
		case TALLY_TOO_LARGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("tally out of range"),
					 errdetail("A count or a sum of weights would overflow.")));
			break;
		case TALLY_TOO_FEW:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("cannot take more answers out of a tally than it holds"),
					 errhint("Subtract only a tally whose rows are part of the other.")));
			break;
	}
}

Datum
tally_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	ParseFault	fault = {NULL, NULL};
	Tally	   *t = tally_parse(str, &fault);

	if (t == NULL)
	{
		errsave(fcinfo->context,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", "tally", str),
				 errdetail("%s", fault.detail),
				 fault.hint ? errhint("%s", fault.hint) : 0));
		PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(t);
}

Datum
tally_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(tally_to_text(PG_GETARG_TALLY(0)));
}

static Fixed128
recv_fixed128(StringInfo buf)
{
	Fixed128	result;

	for (int i = 1; i >= 0; i--)
		result.limb[i] = (uint64) pq_getmsgint64(buf);
	return result;
}

static Fixed256
recv_fixed256(StringInfo buf)
{
	Fixed256	result;

	for (int i = 3; i >= 0; i--)
		result.limb[i] = (uint64) pq_getmsgint64(buf);
	return result;
}

/* The head of the binary form: which tally it is. */
static Tally *
recv_head(StringInfo buf)
{
	Grid		grid;
	int			flags;

	memset(&grid, 0, sizeof(grid));
	wire_need("tally", buf, 3);
	if (pq_getmsgbyte(buf) != TALLY_VERSION)
		wire_fault("tally", "The version is not known.");
	flags = pq_getmsgbyte(buf);
	if ((flags & ~WIRE_WEIGHTED) != 0)
		wire_fault("tally", "A reserved bit is set.");
	grid.points = (uint8) pq_getmsgbyte(buf);
	if (grid.points == 0)
		return tally_create(NULL, false);
	wire_need("tally", buf, 10);
	grid.top = (uint8) pq_getmsgbyte(buf);
	grid.reversed = (uint8) pq_getmsgbyte(buf);
	grid.lo = (int32) pq_getmsgint(buf, 4);
	grid.step = (int32) pq_getmsgint(buf, 4);
	if (!grid_valid(&grid))
		wire_fault("tally", "The scale is not valid.");
	return tally_create(&grid, (flags & WIRE_WEIGHTED) != 0);
}

/*
 * Binary, in network byte order: version, flags, points; if points, top,
 * reversed, lo, step; missing; the counts; if weighted, for each point the sum
 * of w (16 bytes) and of w^2 (32 bytes).
 */
Datum
tally_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	Tally	   *t = recv_head(buf);

	wire_need("tally", buf, VARSIZE(t) - offsetof(Tally, missing));
	t->missing = pq_getmsgint64(buf);
	for (int i = 0; i < t->grid.points; i++)
		t->count[i] = pq_getmsgint64(buf);
	for (int i = 0; tally_is_weighted(t) && i < t->grid.points; i++)
	{
		tally_weights(t)[i].w = recv_fixed128(buf);
		tally_weights(t)[i].w2 = recv_fixed256(buf);
	}
	wire_end("tally", buf);
	if (tally_defect(t) != NULL)
		wire_fault("tally", tally_defect(t));
	PG_RETURN_POINTER(tally_canonical(t));
}

Datum
tally_send(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, TALLY_VERSION);
	pq_sendbyte(&buf, tally_is_weighted(t) ? WIRE_WEIGHTED : 0);
	pq_sendbyte(&buf, t->grid.points);
	if (tally_has_scale(t))
	{
		pq_sendbyte(&buf, t->grid.top);
		pq_sendbyte(&buf, t->grid.reversed);
		pq_sendint32(&buf, t->grid.lo);
		pq_sendint32(&buf, t->grid.step);
	}
	pq_sendint64(&buf, t->missing);
	for (int i = 0; i < t->grid.points; i++)
		pq_sendint64(&buf, t->count[i]);
	for (int i = 0; tally_is_weighted(t) && i < t->grid.points; i++)
	{
		const PointWeight *weight = &tally_weights_const(t)[i];

		for (int k = 1; k >= 0; k--)
			pq_sendint64(&buf, weight->w.limb[k]);
		for (int k = 3; k >= 0; k--)
			pq_sendint64(&buf, weight->w2.limb[k]);
	}
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* Frees copies, since sorts and index builds call this, and the hash functions, often. */
static int
compare_args(FunctionCallInfo fcinfo)
{
	Tally	   *a = PG_GETARG_TALLY(0);
	Tally	   *b = PG_GETARG_TALLY(1);
	int			order = tally_compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

Datum
tally_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

Datum
tally_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

Datum
tally_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

Datum
tally_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

Datum
tally_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

Datum
tally_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

Datum
tally_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

/* A tally as it is read is canonical: equal ones have equal bytes. */
Datum
tally_hash(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(t), VARSIZE(t) - VARHDRSZ);

	PG_FREE_IF_COPY(t, 0);
	return hash;
}

Datum
tally_hash_extended(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(t), VARSIZE(t) - VARHDRSZ,
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(t, 0);
	return hash;
}

/* a + b or a - b as a canonical value; {} where nothing is left. */
static Datum
add_or_subtract(FunctionCallInfo fcinfo, bool subtract)
{
	Tally	   *a = tally_copy(PG_GETARG_TALLY(0));
	Tally	   *b = PG_GETARG_TALLY(1);
	Grid		scale = a->grid;
	TallyFault	fault = tally_merge(&a, b, subtract);

	if (fault != TALLY_OK)
		tally_raise(fault, &scale, &b->grid);
	if (tally_is_zero(a))
		PG_RETURN_POINTER(tally_create(NULL, false));
	PG_RETURN_POINTER(tally_canonical(a));
}

Datum
tally_plus(PG_FUNCTION_ARGS)
{
	return add_or_subtract(fcinfo, false);
}

Datum
tally_minus(PG_FUNCTION_ARGS)
{
	return add_or_subtract(fcinfo, true);
}

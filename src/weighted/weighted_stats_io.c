/*
 * weighted_stats_io.c
 *		The type weighted_stats: input, output, comparison, addition, readers.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "number/number.h"
#include "weighted/weighted_stats.h"
#include "base/wire.h"

PG_FUNCTION_INFO_V1(weighted_stats_in);
PG_FUNCTION_INFO_V1(weighted_stats_out);
PG_FUNCTION_INFO_V1(weighted_stats_recv);
PG_FUNCTION_INFO_V1(weighted_stats_send);
PG_FUNCTION_INFO_V1(weighted_stats_cmp);
PG_FUNCTION_INFO_V1(weighted_stats_eq);
PG_FUNCTION_INFO_V1(weighted_stats_ne);
PG_FUNCTION_INFO_V1(weighted_stats_lt);
PG_FUNCTION_INFO_V1(weighted_stats_le);
PG_FUNCTION_INFO_V1(weighted_stats_gt);
PG_FUNCTION_INFO_V1(weighted_stats_ge);
PG_FUNCTION_INFO_V1(weighted_stats_hash);
PG_FUNCTION_INFO_V1(weighted_stats_hash_extended);
PG_FUNCTION_INFO_V1(weighted_stats_plus);
PG_FUNCTION_INFO_V1(weighted_stats_minus);
PG_FUNCTION_INFO_V1(weighted_stats_mean_numeric);
PG_FUNCTION_INFO_V1(weighted_stats_stderr_numeric);
PG_FUNCTION_INFO_V1(weighted_stats_responses);
PG_FUNCTION_INFO_V1(weighted_stats_weight);
PG_FUNCTION_INFO_V1(weighted_stats_n_eff_numeric);
PG_FUNCTION_INFO_V1(weighted_stats_coverage_numeric);

static const char *const type_name = "weighted_stats";

/* The summary in a datum, detoasted; raises if its bytes are no summary. */
WeightedStats *
DatumGetWeightedStats(Datum datum)
{
	WeightedStats *s = (WeightedStats *) PG_DETOAST_DATUM(datum);

	if (VARSIZE(s) != sizeof(WeightedStats) ||
		s->grid.format != WEIGHTED_STATS_VERSION ||
		weighted_stats_defect(s) != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_DATA_CORRUPTED),
				 errmsg("stored weighted_stats is damaged or of a later version")));
	return s;
}

/* Say why two summaries, or a summary and a row, could not be put together. */
void
weighted_stats_raise(WeightedFault fault)
{
	switch (fault)
	{
		case WEIGHTED_OK:
			break;
		case WEIGHTED_SCALES_DIFFER:
			ereport(ERROR,
					(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					 errmsg("weighted_stats of different scales cannot be put together"),
					 errhint("Group or filter by question, so that every group has one scale.")));
			break;
		case WEIGHTED_TOO_LARGE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("weighted_stats out of range"),
					 errdetail("A count or a sum of weights would overflow.")));
			break;
		case WEIGHTED_TOO_FEW:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("cannot take more out of a weighted_stats than it holds"),
					 errhint("Subtract only a summary whose rows are part of the other.")));
			break;
		case WEIGHTED_BAD_VALUE:
			ereport(ERROR,
					(errcode(ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE),
					 errmsg("value is out of range for a weighted sum"),
					 errhint("Values are finite and between -1048576 and 1048576.")));
			break;
	}
}

/* -------- input and output -------- */

Datum
weighted_stats_in(PG_FUNCTION_ARGS)
{
	char	   *str = PG_GETARG_CSTRING(0);
	ParseFault	fault = {NULL, NULL};
	WeightedStats *s = weighted_stats_parse(str, &fault);

	if (s == NULL)
	{
		errsave(fcinfo->context,
				(errcode(ERRCODE_INVALID_TEXT_REPRESENTATION),
				 errmsg("invalid input syntax for type %s: \"%s\"", type_name, str),
				 errdetail("%s", fault.detail),
				 fault.hint ? errhint("%s", fault.hint) : 0));
		PG_RETURN_NULL();
	}
	PG_RETURN_POINTER(s);
}

Datum
weighted_stats_out(PG_FUNCTION_ARGS)
{
	PG_RETURN_CSTRING(weighted_stats_to_text(PG_GETARG_WEIGHTED_STATS(0)));
}

static void
recv_limbs(StringInfo buf, uint64 *limb, int n)
{
	while (n-- > 0)
		limb[n] = (uint64) pq_getmsgint64(buf);
}

static void
send_limbs(StringInfo buf, const uint64 *limb, int n)
{
	while (n-- > 0)
		pq_sendint64(buf, limb[n]);
}

static void
recv_grid(StringInfo buf, Grid *grid)
{
	grid->points = (uint8) pq_getmsgbyte(buf);
	grid->top = (uint8) pq_getmsgbyte(buf);
	grid->reversed = (uint8) pq_getmsgbyte(buf);
	grid->lo = (int32) pq_getmsgint(buf, 4);
	grid->step = (int32) pq_getmsgint(buf, 4);
}

/*
 * Binary, in network byte order: version; the scale's points, top, reversed,
 * lo, step, all zero where there is none; n, missing; then the sums w, missing
 * w (16 bytes), wx, wx2, w2, w2x, w2x2 (32 bytes).
 */
Datum
weighted_stats_recv(PG_FUNCTION_ARGS)
{
	StringInfo	buf = (StringInfo) PG_GETARG_POINTER(0);
	WeightedStats *s = weighted_stats_create();

	wire_need(type_name, buf, 1);
	if (pq_getmsgbyte(buf) != WEIGHTED_STATS_VERSION)
		wire_fault(type_name, "The version is not known.");
	wire_need(type_name, buf, 11 + sizeof(WeightedStats) - offsetof(WeightedStats, n));
	recv_grid(buf, &s->grid);
	s->n = pq_getmsgint64(buf);
	s->missing = pq_getmsgint64(buf);
	recv_limbs(buf, s->w.limb, 2);
	recv_limbs(buf, s->missing_w.limb, 2);
	recv_limbs(buf, s->wx.limb, 4);
	recv_limbs(buf, s->wx2.limb, 4);
	recv_limbs(buf, s->w2.limb, 4);
	recv_limbs(buf, s->w2x.limb, 4);
	recv_limbs(buf, s->w2x2.limb, 4);
	wire_end(type_name, buf);
	if (!weighted_stats_has_scale(s) &&
		(s->grid.top != 0 || s->grid.reversed != 0 || s->grid.lo != 0 || s->grid.step != 0))
		wire_fault(type_name, "The scale is not valid.");
	if (weighted_stats_defect(s) != NULL)
		wire_fault(type_name, weighted_stats_defect(s));
	PG_RETURN_POINTER(s);
}

Datum
weighted_stats_send(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendbyte(&buf, WEIGHTED_STATS_VERSION);
	pq_sendbyte(&buf, s->grid.points);
	pq_sendbyte(&buf, s->grid.top);
	pq_sendbyte(&buf, s->grid.reversed);
	pq_sendint32(&buf, s->grid.lo);
	pq_sendint32(&buf, s->grid.step);
	pq_sendint64(&buf, s->n);
	pq_sendint64(&buf, s->missing);
	send_limbs(&buf, s->w.limb, 2);
	send_limbs(&buf, s->missing_w.limb, 2);
	send_limbs(&buf, s->wx.limb, 4);
	send_limbs(&buf, s->wx2.limb, 4);
	send_limbs(&buf, s->w2.limb, 4);
	send_limbs(&buf, s->w2x.limb, 4);
	send_limbs(&buf, s->w2x2.limb, 4);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

/* -------- comparison -------- */

/* Frees detoasted copies, since sorts and index builds call this, and the hash functions, often. */
static int
compare_args(FunctionCallInfo fcinfo)
{
	WeightedStats *a = PG_GETARG_WEIGHTED_STATS(0);
	WeightedStats *b = PG_GETARG_WEIGHTED_STATS(1);
	int			order = weighted_stats_compare(a, b);

	PG_FREE_IF_COPY(a, 0);
	PG_FREE_IF_COPY(b, 1);
	return order;
}

Datum
weighted_stats_cmp(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT32(compare_args(fcinfo));
}

Datum
weighted_stats_eq(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) == 0);
}

Datum
weighted_stats_ne(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) != 0);
}

Datum
weighted_stats_lt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) < 0);
}

Datum
weighted_stats_le(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) <= 0);
}

Datum
weighted_stats_gt(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) > 0);
}

Datum
weighted_stats_ge(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(compare_args(fcinfo) >= 0);
}

/* There is one form of each summary: equal ones have equal bytes. */
Datum
weighted_stats_hash(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);
	Datum		hash = hash_any((unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ);

	PG_FREE_IF_COPY(s, 0);
	return hash;
}

Datum
weighted_stats_hash_extended(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);
	Datum		hash = hash_any_extended((unsigned char *) VARDATA(s), VARSIZE(s) - VARHDRSZ,
										 PG_GETARG_INT64(1));

	PG_FREE_IF_COPY(s, 0);
	return hash;
}

/* -------- addition -------- */

static Datum
add_or_subtract(FunctionCallInfo fcinfo, bool subtract)
{
	WeightedStats *result = weighted_stats_copy(PG_GETARG_WEIGHTED_STATS(0));

	weighted_stats_raise(weighted_stats_merge(result, PG_GETARG_WEIGHTED_STATS(1), subtract));
	PG_RETURN_POINTER(result);
}

Datum
weighted_stats_plus(PG_FUNCTION_ARGS)
{
	return add_or_subtract(fcinfo, false);
}

Datum
weighted_stats_minus(PG_FUNCTION_ARGS)
{
	return add_or_subtract(fcinfo, true);
}

/* -------- readers -------- */

/* A linear function of the mean; not called without values. */
Numeric
weighted_stats_number(const WeightedStats *s, Linear linear)
{
	Ratio		ratio;

	if (weighted_stats_ratio(s, linear, &ratio))
		return number_from_ratio(ratio);
	return number_from_double(weighted_stats_linear(s, linear));
}

/* mean(w): sum wx / sum w; NULL without values */
Datum
weighted_stats_mean_numeric(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);

	if (s->n == 0)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(weighted_stats_number(s, linear_function(1, 0, 1)));
}

/* stderr(w): as R survey::svymean; NULL for fewer than two values */
Datum
weighted_stats_stderr_numeric(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);

	if (s->n < 2)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(weighted_stats_stderr(s)));
}

/* responses(w): how many values; rows left out for their weight are not counted */
Datum
weighted_stats_responses(PG_FUNCTION_ARGS)
{
	PG_RETURN_INT64(PG_GETARG_WEIGHTED_STATS(0)->n);
}

/* weight(w): the sum of the weights of the values, exactly */
Datum
weighted_stats_weight(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);
	char		text[FIXED128_TEXT_MAX];

	fixed128_to_text(&s->w, text);
	PG_RETURN_NUMERIC(number_from_text(text));
}

/* n_eff(w): Kish's effective sample size; NULL without values */
Datum
weighted_stats_n_eff_numeric(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);

	if (s->n == 0)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(weighted_stats_n_eff(s)));
}

/* coverage(w): percent of the weight that has a value; NULL without rows */
Datum
weighted_stats_coverage_numeric(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);

	if (s->n == 0 && s->missing == 0)
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_double(weighted_stats_coverage(s)));
}

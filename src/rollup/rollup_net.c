/*
 * rollup_net.c
 *		The aggregate csat_rollup_net(added, removed): what is left of a cell.
 *
 * Every reader of a roll-up runs it over every row of NAME_changes, so it takes
 * both tallies of a row in one call and reads them where they lie.  A cell's
 * rows come in any order, and an answer may go before it came: until the end
 * the state may hold negative counts, which wrap around zero and back without
 * loss, as do the sums of weights.  If anything is negative at the end, the
 * cell is NULL.
 */
#include "compat.h"

#include "tally/transition.h"
#include "number/limbs.h"
#include "tally/tally.h"

PG_FUNCTION_INFO_V1(csat_rollup_net_accum);
PG_FUNCTION_INFO_V1(csat_rollup_net_accum_inv);
PG_FUNCTION_INFO_V1(csat_rollup_net_combine);
PG_FUNCTION_INFO_V1(csat_rollup_net_final);

/* A tally as it lies in a row: packed, so not aligned. */
typedef struct PackedTally
{
	Grid		grid;
	int64		missing;
	const char *counts;			/* then, if weighted, the weights */
	bool		weighted;
} PackedTally;

pg_noreturn static void
raise_damaged(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_DATA_CORRUPTED),
			 errmsg("stored tally is damaged or of a later version")));
}

/* The tally in a datum; false if it is empty, as most that were removed are. */
static bool
unpack(Datum datum, PackedTally *packed)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);
	const char *bytes;
	Size		size;

	if (VARATT_IS_EXTERNAL(value) || VARATT_IS_COMPRESSED(value))
		value = PG_DETOAST_DATUM(datum);
	bytes = VARDATA_ANY(value);
	size = VARSIZE_ANY_EXHDR(value) + VARHDRSZ;
	if (size < offsetof(Tally, count))
		raise_damaged();
	memcpy(&packed->grid, bytes + offsetof(Tally, grid) - VARHDRSZ, sizeof(Grid));
	memcpy(&packed->missing, bytes + offsetof(Tally, missing) - VARHDRSZ, sizeof(int64));
	packed->counts = bytes + offsetof(Tally, count) - VARHDRSZ;
	packed->weighted = (packed->grid.format & TALLY_WEIGHTED) != 0;
	if (!tally_format_is_known(packed->grid.format) ||
		size != tally_size(packed->grid.points, packed->weighted))
		raise_damaged();
	return packed->grid.points != 0 || packed->missing != 0;
}

/* A count as a weight: its answers weigh 1 each.  It may be negative. */
static PointWeight
weight_of_count(int64 count)
{
	uint64		sign = count < 0 ? ~UINT64CONST(0) : 0;
	PointWeight weight = {{{0, (uint64) count}}, {{0, 0, (uint64) count, sign}}};

	return weight;
}

static Tally *
to_weighted(const Tally *t)
{
	Tally	   *result = tally_with_scale(t, &t->grid, true);

	for (int i = 0; i < t->grid.points; i++)
	{
		result->count[i] = t->count[i];
		tally_weights(result)[i] = weight_of_count(t->count[i]);
	}
	return result;
}

static inline int64
wrapping_add(int64 a, int64 b, bool subtract)
{
	return (int64) (subtract ? (uint64) a - (uint64) b : (uint64) a + (uint64) b);
}

static void
add_weights(Tally *state, const PackedTally *packed, bool subtract)
{
	const char *weights = packed->counts + packed->grid.points * sizeof(int64);

	for (int i = 0; i < packed->grid.points; i++)
	{
		PointWeight *sum = &tally_weights(state)[i];
		PointWeight weight;

		if (packed->weighted)
			memcpy(&weight, weights + i * sizeof(PointWeight), sizeof(PointWeight));
		else
		{
			int64		count;

			memcpy(&count, packed->counts + i * sizeof(int64), sizeof(int64));
			weight = weight_of_count(count);
		}
		if (subtract)
		{
			limbs_subtract(sum->w.limb, weight.w.limb, lengthof(weight.w.limb));
			limbs_subtract(sum->w2.limb, weight.w2.limb, lengthof(weight.w2.limb));
		}
		else
		{
			limbs_add(sum->w.limb, weight.w.limb, lengthof(weight.w.limb));
			limbs_add(sum->w2.limb, weight.w2.limb, lengthof(weight.w2.limb));
		}
	}
}

/* The state with a tally put in or taken out: in place where it can be. */
static Tally *
apply(Tally *state, Datum tally, bool subtract)
{
	PackedTally packed;

	if (!unpack(tally, &packed))
		return state;
	if (packed.grid.points != 0)
	{
		if (!tally_has_scale(state))
			state = tally_with_scale(state, &packed.grid, packed.weighted);
		else if (!grid_equal(&state->grid, &packed.grid))
			tally_raise(TALLY_SCALES_DIFFER, &state->grid, &packed.grid);
		else if (packed.weighted && !tally_is_weighted(state))
			state = to_weighted(state);
	}
	state->missing = wrapping_add(state->missing, packed.missing, subtract);
	for (int i = 0; i < packed.grid.points; i++)
	{
		int64		count;

		memcpy(&count, packed.counts + i * sizeof(int64), sizeof(int64));
		state->count[i] = wrapping_add(state->count[i], count, subtract);
	}
	if (tally_is_weighted(state))
		add_weights(state, &packed, subtract);
	return state;
}

/* The state to change: the executor's own, or a copy of a sound tally. */
static Tally *
state_argument(FunctionCallInfo fcinfo)
{
	Tally	   *state;

	if (!in_aggregate(fcinfo))
		return tally_copy(PG_GETARG_TALLY(0));
	state = (Tally *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0));
	return (void *) state == (void *) PG_GETARG_POINTER(0) ? state : tally_copy(state);
}

/* What a transition returns: the executor gets any state, plain SQL a sound tally. */
static Datum
result_state(FunctionCallInfo fcinfo, Tally *state)
{
	if (in_aggregate(fcinfo))
		PG_RETURN_POINTER(state);
	if (tally_defect(state) != NULL)
		tally_raise(TALLY_TOO_FEW, NULL, NULL);
	PG_RETURN_POINTER(tally_canonical(state));
}

/* A row of changes. */
Datum
csat_rollup_net_accum(PG_FUNCTION_ARGS)
{
	Tally	   *state = apply(state_argument(fcinfo), PG_GETARG_DATUM(1), false);

	return result_state(fcinfo, apply(state, PG_GETARG_DATUM(2), true));
}

/*
 * A row leaves a moving frame.  Rows without an answer and without a scale may
 * be left behind, so then the frame is computed anew.
 */
Datum
csat_rollup_net_accum_inv(PG_FUNCTION_ARGS)
{
	Tally	   *state = apply(state_argument(fcinfo), PG_GETARG_DATUM(1), true);

	state = apply(state, PG_GETARG_DATUM(2), false);
	if (state->missing != 0 && !tally_has_answers(state))
		PG_RETURN_NULL();
	return result_state(fcinfo, state);
}

Datum
csat_rollup_net_combine(PG_FUNCTION_ARGS)
{
	return result_state(fcinfo, apply(state_argument(fcinfo), PG_GETARG_DATUM(1), false));
}

/* The tally, or NULL if more was removed than added. */
Datum
csat_rollup_net_final(PG_FUNCTION_ARGS)
{
	Tally	   *state = in_aggregate(fcinfo) ? (Tally *) PG_DETOAST_DATUM(PG_GETARG_DATUM(0)) : PG_GETARG_TALLY(0);

	if (tally_is_zero(state))
		PG_RETURN_POINTER(tally_create(NULL, false));
	if (tally_defect(state) != NULL)
		PG_RETURN_NULL();
	PG_RETURN_POINTER(tally_canonical(state));
}

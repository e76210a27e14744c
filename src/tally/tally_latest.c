/*
 * tally_latest.c
 *		SQL: tally_latest(score, scale, respondent), each respondent's latest answer.
 *
 * Rows come in the order of their time and, out of a moving frame, leave in
 * the same order.  So of each respondent two things are kept: the latest answer, and how
 * many answers there are in the frame.  When the last of them leaves, so does
 * the respondent.  Memory goes with respondents, not with rows.
 *
 * A row without an answer takes nobody's answer away, and counts for nothing.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/typcache.h"

#include "scale/answer.h"
#include "tally/tally_state.h"

PG_FUNCTION_INFO_V1(tally_latest_accum);
PG_FUNCTION_INFO_V1(tally_latest_accum_inv);
PG_FUNCTION_INFO_V1(tally_latest_final);

#define ARG_RESPONDENT	3
#define FIRST_RESPONDENTS	256

/* A respondent with answers in the frame. */
typedef struct Respondent
{
	Datum		id;
	int64		answers;		/* in the frame */
	uint32		hash;
	int16		point;			/* of the latest */
	char		status;			/* simplehash's */
} Respondent;

typedef struct respondents_hash respondents_hash;

typedef struct LatestState
{
	Tally	   *tally;			/* without scale where there is no answer */
	respondents_hash *respondents;
	const AnswerType *answers;
	TypeCacheEntry *type;		/* of respondents */
	Oid			collation;
	MemoryContext context;		/* of all this */
} LatestState;

/* How simplehash hashes and compares: by the type's own functions. */
static inline uint32
hash_id(const LatestState *state, Datum id)
{
	return murmurhash32(DatumGetUInt32(FunctionCall1Coll(&state->type->hash_proc_finfo, state->collation, id)));
}

static inline bool
same_id(const LatestState *state, Datum a, Datum b)
{
	return DatumGetBool(FunctionCall2Coll(&state->type->eq_opr_finfo, state->collation, a, b));
}

#define SH_PREFIX		respondents
#define SH_ELEMENT_TYPE	Respondent
#define SH_KEY_TYPE		Datum
#define SH_KEY			id
#define SH_HASH_KEY(table, key)	hash_id((const LatestState *) (table)->private_data, key)
#define SH_EQUAL(table, a, b)	same_id((const LatestState *) (table)->private_data, a, b)
#define SH_STORE_HASH
#define SH_GET_HASH(table, entry)	(entry)->hash
#define SH_SCOPE		static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

static TypeCacheEntry *
hashable_type(Oid type)
{
	TypeCacheEntry *entry = lookup_type_cache(type, TYPECACHE_HASH_PROC_FINFO | TYPECACHE_EQ_OPR_FINFO);

	if (!OidIsValid(entry->hash_proc_finfo.fn_oid) || !OidIsValid(entry->eq_opr_finfo.fn_oid))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("could not identify a hash function for type %s", format_type_be(type)),
				 errhint("Give the respondent as a type with hash, such as a number or a text.")));
	return entry;
}

static LatestState *
state_create(FunctionCallInfo fcinfo)
{
	MemoryContext context = aggregate_context(fcinfo);
	MemoryContext caller = MemoryContextSwitchTo(context);
	LatestState *state = palloc0(sizeof(LatestState));

	state->context = context;
	state->answers = answer_type_of(get_fn_expr_argtype(fcinfo->flinfo, ARG_SCORE));
	state->type = hashable_type(get_fn_expr_argtype(fcinfo->flinfo, ARG_RESPONDENT));
	state->collation = PG_GET_COLLATION();
	state->tally = tally_create(NULL, false);
	state->respondents = respondents_create(context, FIRST_RESPONDENTS, state);
	MemoryContextSwitchTo(caller);
	return state;
}

static LatestState *
state_for_update(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(ARG_STATE) ? state_create(fcinfo) : (LatestState *) PG_GETARG_POINTER(ARG_STATE);
}

/* The tally takes the scale of the first answer in it, and forgets it with the last. */
static void
take_scale(LatestState *state, const Grid *grid)
{
	MemoryContext caller;

	if (grid_equal(&state->tally->grid, grid))
		return;
	if (tally_has_answers(state->tally))
		raise_scale_changes(&state->tally->grid, grid);
	caller = MemoryContextSwitchTo(state->context);
	pfree(state->tally);
	state->tally = tally_create(grid, false);
	MemoryContextSwitchTo(caller);
}

/* The row's point, or POINT_MISSING; the tally has the row's scale where it is answered. */
static int
read_row(FunctionCallInfo fcinfo, LatestState *state)
{
	const RatingScale *scale;
	int			point;

	if (PG_ARGISNULL(ARG_SCORE))
		return POINT_MISSING;
	if (PG_ARGISNULL(ARG_SCALE))
	{
		if (!answer_is_blank(state->answers, PG_GETARG_DATUM(ARG_SCORE)))
			raise_null_scale();
		return POINT_MISSING;
	}
	scale = PG_GETARG_RATING_SCALE(ARG_SCALE);
	point = state->answers->read(PG_GETARG_DATUM(ARG_SCORE), answer_cache_of_call(fcinfo), &scale->grid, scale);
	if (point != POINT_MISSING)
		take_scale(state, &scale->grid);
	return point;
}

/* A copy of the respondent that lives as long as the state, in one piece. */
static Datum
keep_id(const LatestState *state, Datum id)
{
	MemoryContext caller;

	if (state->type->typbyval)
		return id;
	caller = MemoryContextSwitchTo(state->context);
	id = state->type->typlen == -1 ? PointerGetDatum(PG_DETOAST_DATUM_COPY(id)) :
		datumCopy(id, false, state->type->typlen);
	MemoryContextSwitchTo(caller);
	return id;
}

static void
answer_given(LatestState *state, Datum id, int point)
{
	bool		found;
	Respondent *respondent = respondents_insert(state->respondents, id, &found);

	if (found)
		state->tally->count[respondent->point]--;
	else
	{
		respondent->id = keep_id(state, id);
		respondent->answers = 0;
	}
	respondent->answers++;
	respondent->point = (int16) point;
	state->tally->count[point]++;
}

/* The earliest answer of a respondent leaves: the latest stays while there is another. */
static void
answer_left(LatestState *state, Datum id)
{
	Respondent *respondent = respondents_lookup(state->respondents, id);
	Datum		kept;

	if (respondent == NULL)
		tally_raise(TALLY_TOO_FEW, NULL, NULL);
	else if (--respondent->answers == 0)
	{
		state->tally->count[respondent->point]--;
		kept = respondent->id;
		respondents_delete_item(state->respondents, respondent);
		if (!state->type->typbyval)
			pfree(DatumGetPointer(kept));
	}
}

Datum
tally_latest_accum(PG_FUNCTION_ARGS)
{
	LatestState *state = state_for_update(fcinfo);
	int			point = read_row(fcinfo, state);

	if (point == POINT_MISSING)
		PG_RETURN_POINTER(state);
	if (PG_ARGISNULL(ARG_RESPONDENT))
		state->tally->count[point]++;	/* one of a kind */
	else
		answer_given(state, PG_GETARG_DATUM(ARG_RESPONDENT), point);
	PG_RETURN_POINTER(state);
}

Datum
tally_latest_accum_inv(PG_FUNCTION_ARGS)
{
	LatestState *state = state_for_update(fcinfo);
	int			point = read_row(fcinfo, state);

	if (point == POINT_MISSING)
		PG_RETURN_POINTER(state);
	if (PG_ARGISNULL(ARG_RESPONDENT))
		state->tally->count[point]--;
	else
		answer_left(state, PG_GETARG_DATUM(ARG_RESPONDENT));
	PG_RETURN_POINTER(state);
}

/* The tally; empty and without scale where nobody answered, whatever the frame held before. */
Datum
tally_latest_final(PG_FUNCTION_ARGS)
{
	const LatestState *state = PG_ARGISNULL(ARG_STATE) ? NULL : (const LatestState *) PG_GETARG_POINTER(ARG_STATE);

	if (state == NULL || !tally_has_answers(state->tally))
		PG_RETURN_POINTER(tally_create(NULL, false));
	PG_RETURN_POINTER(tally_copy(state->tally));
}

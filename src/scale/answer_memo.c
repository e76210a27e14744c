/*
 * answer_memo.c
 *		What the answers of a column were read as, remembered.
 *
 * A column holds few different answers, and reading '9.0', a label in one of
 * twenty languages or a numeric takes much longer than looking it up by its
 * bytes.  So each call site remembers what it has read on the scale at hand.
 * Where a host calls with a new FmgrInfo for each row, the memo is lost, and
 * nothing else.
 */
#include "scale/answer_memo.h"

#include "common/hashfn.h"

#define MEMO_SLOTS		256		/* a power of two; so many that the usual
								 * answers do not collide */
#define MEMO_KEY_MAX	44		/* bytes of an answer worth remembering */

/* Bytes of a scale without labels and missing codes. */
#define NAMELESS_SIZE	(offsetof(RatingScale, data) - VARHDRSZ)

typedef struct MemoSlot
{
	uint16		generation;		/* empty unless it is that of the memo */
	uint8		len;			/* of the key */
	int8		point;			/* what it was read as, or POINT_MISSING */
	char		key[MEMO_KEY_MAX];	/* the bytes of the answer */
} MemoSlot;

typedef struct Memo
{
	Size		scale_size;		/* of the scale or grid that the slots are for */
	Size		scale_room;		/* bytes allocated for it */
	char	   *scale;			/* its bytes */
	uint16		generation;		/* grows with every other scale; never 0 once
								 * there is one */
	MemoSlot	slots[MEMO_SLOTS];
} Memo;

const AnswerCache no_answer_cache = {NULL, NULL};

/* Empty the memo, for another scale. */
static void
memo_forget(AnswerCache cache, Memo *memo, const void *scale, Size size)
{
	if (memo->scale == NULL || memo->scale_room < size)
	{
		if (memo->scale != NULL)
			pfree(memo->scale);
		memo->scale = MemoryContextAlloc(cache.context, size);
		memo->scale_room = size;
	}
	memcpy(memo->scale, scale, size);
	memo->scale_size = size;
	if (++memo->generation == 0)
	{
		memset(memo->slots, 0, sizeof(memo->slots));
		memo->generation = 1;
	}
}

static inline Memo *
memo_of(AnswerCache cache)
{
	if (unlikely(*cache.memo == NULL))
		*cache.memo = MemoryContextAllocZero(cache.context, sizeof(Memo));
	return *cache.memo;
}

/* Are these the bytes that the slots are for?  Most scales have no names: comparing them needs no call. */
static inline bool
memo_is_for(const Memo *memo, const void *scale, Size size)
{
	if (memo->scale_size != size)
		return false;
	if (size == GRID_KEY_SIZE)
		return memcmp(memo->scale, scale, GRID_KEY_SIZE) == 0;
	if (size == NAMELESS_SIZE)
		return memcmp(memo->scale, scale, NAMELESS_SIZE) == 0;
	return memcmp(memo->scale, scale, size) == 0;
}

/* The memo, emptied if it is for another scale. */
static inline Memo *
memo_for(AnswerCache cache, const Grid *grid, const RatingScale *scale)
{
	const void *bytes = scale != NULL ? VARDATA(scale) : (const void *) grid;
	Size		size = scale != NULL ? VARSIZE(scale) - VARHDRSZ : GRID_KEY_SIZE;
	Memo	   *memo = memo_of(cache);

	if (unlikely(!memo_is_for(memo, bytes, size)))
		memo_forget(cache, memo, bytes, size);
	return memo;
}

/* One character, as most grades are, is its own hash. */
static inline uint32
memo_hash(const char *key, int len)
{
	return len == 1 ? (unsigned char) key[0] : hash_bytes((const unsigned char *) key, len);
}

static inline bool
slot_holds(const Memo *memo, const MemoSlot *slot, const char *key, int len)
{
	return slot->generation == memo->generation && slot->len == len && memcmp(slot->key, key, len) == 0;
}

/* pg_detoast_datum_packed() without a call for what need not be detoasted. */
static inline struct varlena *
detoast_packed(Datum datum)
{
	struct varlena *value = (struct varlena *) DatumGetPointer(datum);

	if (likely(!VARATT_IS_COMPRESSED(value) && !VARATT_IS_EXTERNAL(value)))
		return value;
	return PG_DETOAST_DATUM_PACKED(datum);
}

int
answer_memo_read(AnswerCache cache, Datum answer, const Grid *grid,
				 const RatingScale *scale, AnswerParser parse)
{
	struct varlena *value = detoast_packed(answer);
	const char *key = VARDATA_ANY(value);
	int			len = (int) VARSIZE_ANY_EXHDR(value);
	uint32		hash;
	Memo	   *memo;
	MemoSlot   *slot;

	if (len == 0 || len > MEMO_KEY_MAX || cache.memo == NULL)
		return parse(PointerGetDatum(value), grid, scale);
	memo = memo_for(cache, grid, scale);
	hash = memo_hash(key, len);
	slot = &memo->slots[hash % MEMO_SLOTS];
	if (likely(slot_holds(memo, slot, key, len)))
		return slot->point;
	if (slot->generation == memo->generation)	/* taken: the next one */
	{
		slot = &memo->slots[(hash + 1) % MEMO_SLOTS];
		if (slot_holds(memo, slot, key, len))
			return slot->point;
	}
	slot->point = (int8) parse(PointerGetDatum(value), grid, scale);
	slot->generation = memo->generation;
	slot->len = (uint8) len;
	memcpy(slot->key, key, len);
	return slot->point;
}

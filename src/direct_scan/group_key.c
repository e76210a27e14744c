/*
 * group_key.c
 *		The keys that rows are grouped by.
 *
 * All keys are of types whose equality is that of their bytes (see
 * direct_key_type), so that a key is a word, or a text.
 *
 * A key like date_trunc('month', day) is computed once for each day and
 * remembered: there are few days and many rows.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "executor/executor.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "direct_scan/group_key.h"

#define MEMO_SLOTS	4096		/* a power of two */
#define MEMO_BYTES	(1024 * 1024)	/* of remembered texts */

typedef struct KeyMemoSlot
{
	Datum		raw;			/* the column's value */
	Datum		value;			/* the key's */
	bool		isnull;
	bool		filled;
} KeyMemoSlot;

/* What a key was for the values that its one column had. */
typedef struct KeyMemo
{
	Column	   *source;
	MemoryContext context;		/* of keys that are texts */
	KeyMemoSlot of_null;
	KeyMemoSlot slot[MEMO_SLOTS];
} KeyMemo;

/* The one column by value that an expression is made of, or NULL. */
static Column *
only_column(DirectScan *scan, Expr *expr)
{
	List	   *vars = pull_var_clause((Node *) expr, 0);
	const Var  *first;
	Column	   *column;
	ListCell   *cell;

	if (vars == NIL)
		return NULL;
	first = linitial(vars);
	foreach(cell, vars)
		if (((const Var *) lfirst(cell))->varattno != first->varattno)
		return NULL;
	column = column_at_position(&scan->columns, first->varattno - 1);
	return column != NULL && column->by_value ? column : NULL;
}

void
group_key_init(GroupKey *key, DirectScan *scan, Expr *expr)
{
	Column	   *source = only_column(scan, expr);

	operand_init(&key->operand, scan, expr, true);
	if (key->operand.column != NULL || source == NULL)
		return;
	key->memo = palloc0(sizeof(KeyMemo));
	key->memo->source = source;
	key->memo->context = AllocSetContextCreate(CurrentMemoryContext, "csat keys", ALLOCSET_DEFAULT_SIZES);
}

static void
memo_forget(KeyMemo *memo)
{
	MemoryContextReset(memo->context);
	memo->of_null.filled = false;
	for (int i = 0; i < MEMO_SLOTS; i++)
		memo->slot[i].filled = false;
}

static pg_noinline void
memo_fill(GroupKey *key, DirectScan *scan, int row, KeyMemoSlot *slot)
{
	Operand    *operand = &key->operand;
	Datum		value = operand_value(operand, scan, row, &slot->isnull);

	if (!operand->by_value && !slot->isnull)
	{
		MemoryContext before = MemoryContextSwitchTo(key->memo->context);

		value = datumCopy(value, false, operand->length);
		MemoryContextSwitchTo(before);
	}
	slot->raw = key->memo->source->value[row];
	slot->value = value;
	slot->filled = true;
	ResetExprContext(scan->css.ss.ps.ps_ExprContext);
}

static void
compute_remembered(GroupKey *key, DirectScan *scan)
{
	KeyMemo    *memo = key->memo;
	const Column *source = memo->source;

	if (!key->operand.by_value && MemoryContextMemAllocated(memo->context, false) > MEMO_BYTES)
		memo_forget(memo);
	for (int row = 0; row < scan->rows.count; row++)
	{
		Datum		raw = source->value[row];
		KeyMemoSlot *slot = source->isnull[row] ? &memo->of_null :
		&memo->slot[(uint64) raw * HASH_FACTOR / (UINT64CONST(1) << 52)];

		if (unlikely(!slot->filled || slot->raw != raw))
			memo_fill(key, scan, row, slot);
		key->operand.value[row] = slot->value;
		key->operand.isnull[row] = slot->isnull;
	}
}

/* A text in one piece, so that its bytes can be read. */
static void
flatten_texts(Operand *operand, DirectScan *scan)
{
	MemoryContext before = MemoryContextSwitchTo(scan->page_context);

	for (int row = 0; row < scan->rows.count; row++)
		if (!operand->isnull[row])
			operand->value[row] = PointerGetDatum(PG_DETOAST_DATUM_PACKED(operand->value[row]));
	MemoryContextSwitchTo(before);
}

/* The key's values for all rows at hand. */
void
group_key_compute(GroupKey *key, DirectScan *scan)
{
	if (key->memo != NULL)
		compute_remembered(key, scan);
	else
		operand_compute(&key->operand, scan, scan->rows.all, scan->rows.count);
	if (!key->operand.by_value)
		flatten_texts(&key->operand, scan);
}

/* Mix the key into the hashes of all rows at hand. */
void
group_key_hash(const GroupKey *key, DirectScan *scan, uint64 *hash)
{
	const Operand *operand = &key->operand;
	int			count = scan->rows.count;

	if (operand->by_value)
		for (int row = 0; row < count; row++)
			hash[row] = group_mix(hash[row], operand->isnull[row] ? NULL_HASH : (uint64) operand->value[row]);
	else
		for (int row = 0; row < count; row++)
		{
			const struct varlena *text = (const struct varlena *) DatumGetPointer(operand->value[row]);

			hash[row] = group_mix(hash[row], operand->isnull[row] ? NULL_HASH :
								  hash_bytes((const unsigned char *) VARDATA_ANY(text), (int) VARSIZE_ANY_EXHDR(text)));
		}
}

bool
group_text_equal(Datum a, Datum b)
{
	const struct varlena *x = (const struct varlena *) DatumGetPointer(a);
	const struct varlena *y = (const struct varlena *) DatumGetPointer(b);

	return VARSIZE_ANY_EXHDR(x) == VARSIZE_ANY_EXHDR(y) &&
		memcmp(VARDATA_ANY(x), VARDATA_ANY(y), VARSIZE_ANY_EXHDR(x)) == 0;
}

/*
 * group_table.c
 *		The groups met so far, found by their keys.
 *
 * Open addressing with the hash beside the pointer.  When the groups have
 * grown past hash_mem the node hands all of them up and starts anew: what it
 * hands up are partial states, of which a group may have many.
 */
#include "compat.h"

#include "executor/executor.h"
#include "utils/memutils.h"

#include "direct_scan/agg_step.h"
#include "direct_scan/group_key.h"

#define FIRST_SLOTS	256			/* a power of two */
#define ROOM_BYTES	(32 * 1024) /* for groups, allocated at once */

/* state_end: the size of a group with all of its states. */
void
group_table_init(DirectScan *scan, List *keys, Size state_end)
{
	GroupTable *table = &scan->groups;
	ListCell   *cell;

	table->key = palloc0(Max(1, list_length(keys)) * sizeof(GroupKey));
	foreach(cell, keys)
		group_key_init(&table->key[table->keys++], scan, lfirst(cell));
	if (table->keys == 1 && table->key[0].operand.by_value)
		table->near = palloc(NEAR_WORDS * sizeof(ScanGroup *));
	table->size = MAXALIGN(state_end);
}

/* Where the states of a group begin. */
Size
group_states_at(int keys)
{
	return MAXALIGN(offsetof(ScanGroup, key) + keys * sizeof(Datum));
}

Size
group_table_memory(const GroupTable *table)
{
	return MemoryContextMemAllocated(table->context, true);
}

static ScanGroup *
new_group(DirectScan *scan)
{
	GroupTable *table = &scan->groups;
	ScanGroup  *group;

	if (table->room == NULL || table->room_left < table->size)
	{
		table->room_left = Max(table->keys == 0 ? 0 : ROOM_BYTES, table->size);
		table->room = MemoryContextAlloc(table->context, table->room_left);
	}
	group = (ScanGroup *) table->room;
	table->room += table->size;
	table->room_left -= table->size;
	memset(group, 0, table->size);
	if (table->last != NULL)
		table->last->next = group;
	else
		table->first = group;
	table->last = group;
	table->groups++;
	agg_steps_start_group(scan, group);
	return group;
}

/* Forget all groups; without keys there is always one. */
void
group_table_reset(DirectScan *scan)
{
	GroupTable *table = &scan->groups;

	MemoryContextReset(table->context);
	table->groups = 0;
	table->first = table->last = NULL;
	table->room = NULL;
	table->room_left = 0;
	if (table->keys == 0)
	{
		ScanGroup  *only = new_group(scan);

		for (int row = 0; row < PAGE_ROWS; row++)
			scan->rows.group[row] = only;
		return;
	}
	if (table->near != NULL)
		memset(table->near, 0, NEAR_WORDS * sizeof(ScanGroup *));
	table->near_placed = false;
	table->slots = FIRST_SLOTS;
	table->slot = MemoryContextAllocZero(table->context, table->slots * sizeof(GroupSlot));
}

static void
grow(GroupTable *table)
{
	GroupSlot  *old = table->slot;
	uint64		mask = 2 * table->slots - 1;

	table->slot = MemoryContextAllocExtended(table->context, (mask + 1) * sizeof(GroupSlot),
											 MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	for (uint64 i = 0; i < table->slots; i++)
	{
		uint64		at = old[i].hash & mask;

		if (old[i].group == NULL)
			continue;
		while (table->slot[at].group != NULL)
			at = (at + 1) & mask;
		table->slot[at] = old[i];
	}
	table->slots = mask + 1;
	pfree(old);
}

static bool
keys_equal(const GroupTable *table, const ScanGroup *group, int row)
{
	for (int k = 0; k < table->keys; k++)
	{
		const Operand *operand = &table->key[k].operand;
		bool		isnull = (group->nulls >> k & 1) != 0;

		if (isnull != operand->isnull[row])
			return false;
		if (!isnull && (operand->by_value ? group->key[k] != operand->value[row] :
						!group_text_equal(group->key[k], operand->value[row])))
			return false;
	}
	return true;
}

static void
store_keys(GroupTable *table, ScanGroup *group, int row)
{
	for (int k = 0; k < table->keys; k++)
	{
		const Operand *operand = &table->key[k].operand;

		if (operand->isnull[row])
			group->nulls |= UINT64CONST(1) << k;
		else if (operand->by_value)
			group->key[k] = operand->value[row];
		else
		{
			const void *text = DatumGetPointer(operand->value[row]);
			void	   *copy = MemoryContextAlloc(table->context, VARSIZE_ANY(text));

			memcpy(copy, text, VARSIZE_ANY(text));
			group->key[k] = PointerGetDatum(copy);
		}
	}
}

static pg_noinline ScanGroup *
add_group(DirectScan *scan, uint64 hash, int row)
{
	GroupTable *table = &scan->groups;
	ScanGroup  *group = new_group(scan);
	uint64		at;

	store_keys(table, group, row);
	if (table->groups > table->slots / 2)
		grow(table);
	at = hash & (table->slots - 1);
	while (table->slot[at].group != NULL)
		at = (at + 1) & (table->slots - 1);
	table->slot[at].hash = hash;
	table->slot[at].group = group;
	return group;
}

static inline ScanGroup *
find_group(DirectScan *scan, uint64 hash, int row)
{
	const GroupTable *table = &scan->groups;
	uint64		mask = table->slots - 1;

	for (uint64 at = hash & mask; table->slot[at].group != NULL; at = (at + 1) & mask)
		if (table->slot[at].hash == hash && keys_equal(table, table->slot[at].group, row))
			return table->slot[at].group;
	return add_group(scan, hash, row);
}

/*
 * One key by value, as most are.  Its hash is one to one (see group_mix()), so that
 * the group itself is not looked at, but for the word that stands for NULL.
 */
static inline ScanGroup *
find_group_of_word(DirectScan *scan, uint64 hash, int row, Datum word)
{
	const GroupTable *table = &scan->groups;
	uint64		mask = table->slots - 1;

	for (uint64 at = hash & mask; table->slot[at].group != NULL; at = (at + 1) & mask)
		if (table->slot[at].hash == hash && (likely(word != NULL_HASH) || keys_equal(table, table->slot[at].group, row)))
			return table->slot[at].group;
	return add_group(scan, hash, row);
}

/* The first key that is met is in the middle of those that are near. */
static pg_noinline ScanGroup *
find_group_far(DirectScan *scan, int row)
{
	GroupTable *table = &scan->groups;
	const Operand *operand = &table->key[0].operand;
	uint64		word = operand->value[row];
	ScanGroup  *group;

	if (operand->isnull[row])
		return find_group(scan, group_mix(0, NULL_HASH), row);
	group = find_group_of_word(scan, group_mix(0, word), row, word);
	if (!table->near_placed)
		table->near_from = word - NEAR_WORDS / 2;
	table->near_placed = true;
	if (word - table->near_from < NEAR_WORDS)
		table->near[word - table->near_from] = group;
	return group;
}

/*
 * Most keys are codes or days, which lie close together: the word itself says
 * where the group is.  Those that do not, such as months as points in time,
 * are often the same in rows next to each other.
 */
static void
assign_by_word(DirectScan *scan)
{
	const GroupTable *table = &scan->groups;
	const Operand *operand = &table->key[0].operand;
	ScanGroup  *last = NULL;
	uint64		last_word = 0;

	for (int row = 0; row < scan->rows.count; row++)
	{
		uint64		word = operand->value[row];
		uint64		at = word - table->near_from;
		bool		isnull = operand->isnull[row];
		ScanGroup  *group = at < NEAR_WORDS && !isnull ? table->near[at] : NULL;

		if (unlikely(group == NULL))
		{
			if (last == NULL || isnull || word != last_word)
				last = find_group_far(scan, row);
			group = last;
			last_word = word;
			if (isnull)
				last = NULL;
		}
		scan->rows.group[row] = group;
	}
}

static void
assign_by_keys(DirectScan *scan)
{
	uint64		hash[PAGE_ROWS];

	memset(hash, 0, scan->rows.count * sizeof(uint64));
	for (int k = 0; k < scan->groups.keys; k++)
		group_key_hash(&scan->groups.key[k], scan, hash);
	for (int row = 0; row < scan->rows.count; row++)
		scan->rows.group[row] = find_group(scan, hash[row], row);
}

/* Say which group each row at hand is of; the columns have been read. */
void
group_table_assign(DirectScan *scan)
{
	GroupTable *table = &scan->groups;

	for (int k = 0; k < table->keys; k++)
		group_key_compute(&table->key[k], scan);
	if (table->keys == 1 && table->key[0].operand.by_value)
		assign_by_word(scan);
	else if (table->keys > 0)
		assign_by_keys(scan);
}

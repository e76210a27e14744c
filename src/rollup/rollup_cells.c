/*
 * rollup_cells.c
 *		A hash of cells by period and segments.
 */
#include "compat.h"

#include "common/hashfn.h"
#include "utils/datum.h"
#include "utils/memutils.h"

#include "rollup/rollup_cells.h"


static bool keys_equal(const CellKeys *keys, const Cell *cell, const Datum *values, const bool *nulls);

/* simplehash keeps pointers to cells, which stay where they are when it grows. */
typedef struct CellSlot
{
	Cell	   *cell;
	uint32		hash;
	char		status;
} CellSlot;

#define SH_PREFIX slots
#define SH_ELEMENT_TYPE CellSlot
#define SH_KEY_TYPE Cell *
#define SH_KEY cell
#define SH_HASH_KEY(table, key) ((key)->hash)
#define SH_EQUAL(table, a, b) \
	keys_equal((const CellKeys *) (table)->private_data, a, (b)->values, (b)->nulls)
#define SH_STORE_HASH
#define SH_GET_HASH(table, slot) (slot)->hash
#define SH_SCOPE static inline
#define SH_DECLARE
#define SH_DEFINE
#include "lib/simplehash.h"

struct Cells
{
	CellKeys	keys;
	MemoryContext context;		/* of the cells and the hash */
	slots_hash *slots;
	slots_iterator position;	/* of cells_next() */
};

/* What is to know of some columns that make a key. */
CellKeys
cell_keys_of(TupleDesc columns, const AttrNumber *numbers, int n)
{
	CellKeys	keys = {n, palloc(n * sizeof(bool)), palloc(n * sizeof(int16))};

	for (int i = 0; i < n; i++)
	{
		Form_pg_attribute column = TupleDescAttr(columns, numbers[i] - 1);

		keys.by_value[i] = column->attbyval;
		keys.length[i] = column->attlen;
	}
	return keys;
}

/* The hash of a key. */
uint32
cell_hash(const CellKeys *keys, const Datum *values, const bool *nulls)
{
	uint32		hash = 0;

	for (int i = 0; i < keys->n; i++)
	{
		uint32		part = nulls[i] ? 0 : datum_image_hash(values[i], keys->by_value[i], keys->length[i]);

		hash = hash_combine(hash, murmurhash32(part));
	}
	return hash;
}

static bool
keys_equal(const CellKeys *keys, const Cell *cell, const Datum *values, const bool *nulls)
{
	for (int i = 0; i < keys->n; i++)
	{
		if (cell->nulls[i] != nulls[i])
			return false;
		if (!nulls[i] && !datum_image_eq(cell->values[i], values[i], keys->by_value[i], keys->length[i]))
			return false;
	}
	return true;
}

/* No cells, in a context of their own below the one given. */
Cells *
cells_create(const CellKeys *keys, MemoryContext context)
{
	MemoryContext own = AllocSetContextCreate(context, "csat roll-up cells", ALLOCSET_SMALL_SIZES);
	Cells	   *cells = MemoryContextAllocZero(own, sizeof(Cells));

	cells->keys = *keys;
	cells->context = own;
	cells->slots = slots_create(own, 16, &cells->keys);
	return cells;
}

/* A value of a key that lives as long as the cells, and nowhere but here. */
static Datum
copy_value(const CellKeys *keys, int i, Datum value)
{
	if (keys->by_value[i])
		return value;
	if (keys->length[i] == -1)
		return PointerGetDatum(PG_DETOAST_DATUM_COPY(value));
	return datumCopy(value, false, keys->length[i]);
}

static Cell *
new_cell(Cells *cells, const Cell *like)
{
	MemoryContext before = MemoryContextSwitchTo(cells->context);
	const CellKeys *keys = &cells->keys;
	Cell	   *cell = palloc0(sizeof(Cell));

	cell->hash = like->hash;
	cell->values = palloc0(keys->n * sizeof(Datum));
	cell->nulls = palloc(keys->n * sizeof(bool));
	for (int i = 0; i < keys->n; i++)
	{
		cell->nulls[i] = like->nulls[i];
		if (!like->nulls[i])
			cell->values[i] = copy_value(keys, i, like->values[i]);
	}
	MemoryContextSwitchTo(before);
	return cell;
}

/* The cell of a key, new if there was none. */
Cell *
cells_find(Cells *cells, Datum *values, bool *nulls)
{
	Cell		key = {.values = values,.nulls = nulls,.hash = cell_hash(&cells->keys, values, nulls)};
	bool		found;
	CellSlot   *slot = slots_insert(cells->slots, &key, &found);

	if (!found)
		slot->cell = new_cell(cells, &key);
	return slot->cell;
}

/* One cell after the other, in no order; NULL at the end. */
Cell *
cells_next(Cells *cells, bool restart)
{
	CellSlot   *slot;

	if (restart)
		slots_start_iterate(cells->slots, &cells->position);
	slot = slots_iterate(cells->slots, &cells->position);
	return slot == NULL ? NULL : slot->cell;
}

/* Bytes that the cells take up. */
Size
cells_memory(const Cells *cells)
{
	return MemoryContextMemAllocated(cells->context, true);
}

/* Where what belongs to a cell is allocated; deleting it deletes all of them. */
MemoryContext
cells_context(const Cells *cells)
{
	return cells->context;
}

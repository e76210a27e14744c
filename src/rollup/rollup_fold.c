/*
 * rollup_fold.c
 *		Folding: many rows of NAME_changes for one cell become one.
 *
 * Only rows that nobody else holds are taken, so nobody waits.  A snapshot
 * sees either all the rows that were folded or the one that replaces them,
 * since both go and come with the same transaction.
 *
 * A large NAME_changes has mostly cells of one row, which stay as they are.  So
 * there the first of two scans only marks, by the hash of their keys, which
 * cells may have more; the second gathers those.
 */
#include "compat.h"

#include "access/tableam.h"
#include "access/xact.h"
#include "executor/executor.h"
#include "miscadmin.h"
#include "storage/bufmgr.h"
#include "utils/snapmgr.h"

#include "rollup/rollup_count.h"

/* A table of so few blocks is gathered as a whole, without marks. */
#define FEW_BLOCKS		2048

/* Marks for each row that is expected. */
#define MARKS_PER_ROW	8
#define LEAST_MARKS		(1 << 16)
#define MOST_MARKS		(1 << 28)

/* A row of NAME_changes. */
typedef struct ChangeRow
{
	Datum	   *values;			/* of its key */
	bool	   *nulls;
	Tally	   *added;
	Tally	   *removed;
	int64		unread;
} ChangeRow;

typedef struct Fold
{
	CountPlan  *plan;
	Relation	changes;
	Snapshot	snapshot;
	TupleTableSlot *slot;
	ChangeRow	row;			/* the row in the slot */
	uint32		marks;			/* a power of two */
	uint8	   *once;			/* a bit for each mark: a row has it */
	uint8	   *again;			/* more than one has; NULL: nothing was marked */
	Cells	   *cells;			/* whose rows are folded; of each, a list of
								 * ItemPointer */
} Fold;

static bool
test_and_set(uint8 *bits, uint32 i)
{
	bool		was = (bits[i / 8] & 1 << i % 8) != 0;

	bits[i / 8] |= 1 << i % 8;
	return was;
}

static Tally *
tally_of_column(TupleTableSlot *slot, AttrNumber column)
{
	bool		null;
	Datum		value = slot_getattr(slot, column, &null);

	return null ? tally_create(NULL, false) : DatumGetTally(value);
}

static int64
count_of_column(TupleTableSlot *slot, AttrNumber column)
{
	bool		null;
	Datum		value = slot_getattr(slot, column, &null);

	return null ? 0 : DatumGetInt64(value);
}

static void
read_row(Fold *fold)
{
	count_plan_read(fold->plan, fold->slot, fold->row.values, fold->row.nulls);
	fold->row.added = tally_of_column(fold->slot, fold->plan->added);
	fold->row.removed = tally_of_column(fold->slot, fold->plan->removed);
	fold->row.unread = fold->plan->unread > 0 ? count_of_column(fold->slot, fold->plan->unread) : 0;
}

/* What is left of so many added and removed; NULL if more were removed than there are. */
static Tally *
net(const Tally *added, const Tally *removed)
{
	Tally	   *left = tally_copy(added);
	TallyFault	fault = tally_merge(&left, removed, true);

	if (fault == TALLY_TOO_FEW)
		return NULL;
	if (fault != TALLY_OK)
		tally_raise(fault, &added->grid, &removed->grid);
	return left;
}

/* Can a row be told in fewer words even if it is alone? */
static bool
is_wordy(const ChangeRow *row)
{
	return (!tally_is_zero(row->removed) || tally_is_zero(row->added)) && net(row->added, row->removed) != NULL;
}

/* Go through NAME_changes, each row in a memory context of its own. */
static void
scan(Fold *fold, void (*each) (Fold *fold))
{
	MemoryContext row = AllocSetContextCreate(CurrentMemoryContext, "csat roll-up fold row", ALLOCSET_SMALL_SIZES);
	TableScanDesc scan = csat_beginscan(fold->changes, fold->snapshot);

	while (table_scan_getnextslot(scan, ForwardScanDirection, fold->slot))
	{
		MemoryContext before = MemoryContextSwitchTo(row);

		CHECK_FOR_INTERRUPTS();
		read_row(fold);
		each(fold);
		MemoryContextSwitchTo(before);
		MemoryContextReset(row);
	}
	table_endscan(scan);
	ExecClearTuple(fold->slot);
	MemoryContextDelete(row);
}

static uint32
mark_of(const Fold *fold)
{
	return cell_hash(&fold->plan->keys, fold->row.values, fold->row.nulls) & (fold->marks - 1);
}

static void
mark_row(Fold *fold)
{
	uint32		mark = mark_of(fold);

	if (test_and_set(fold->once, mark))
		(void) test_and_set(fold->again, mark);
}

static void
gather_row(Fold *fold)
{
	uint32		mark = fold->again == NULL ? 0 : mark_of(fold);
	MemoryContext before;
	Cell	   *cell;
	ItemPointer place;

	if (fold->again != NULL && !(fold->again[mark / 8] & 1 << mark % 8) && !is_wordy(&fold->row))
		return;
	cell = cells_find(fold->cells, fold->row.values, fold->row.nulls);
	before = MemoryContextSwitchTo(cells_context(fold->cells));
	place = palloc(sizeof(ItemPointerData));
	*place = fold->slot->tts_tid;
	cell->rows = lappend(cell->rows, place);
	MemoryContextSwitchTo(before);
	cell->wordy = list_length(cell->rows) == 1 && is_wordy(&fold->row);
}

static void
add(Tally **sum, const Tally *more)
{
	TallyFault	fault;

	if (*sum == NULL)
		*sum = tally_create(NULL, false);
	fault = tally_merge(sum, more, false);
	if (fault != TALLY_OK)
		tally_raise(fault, &(*sum)->grid, &more->grid);
}

/* Take the rows of a cell that nobody else holds, and add them up in it. */
static List *
take_rows(Fold *fold, Cell *cell)
{
	List	   *taken = NIL;
	ListCell   *place;

	foreach(place, (List *) cell->rows)
	{
		TM_FailureData failure;

		if (table_tuple_lock(fold->changes, lfirst(place), fold->snapshot, fold->slot, GetCurrentCommandId(true),
							 LockTupleExclusive, LockWaitSkip, 0, &failure) != TM_Ok)
			continue;
		read_row(fold);
		add(&cell->added, fold->row.added);
		add(&cell->removed, fold->row.removed);
		cell->unread += fold->row.unread;
		taken = lappend(taken, lfirst(place));
	}
	ExecClearTuple(fold->slot);
	return taken;
}

/* Put one row in the place of those of a cell. */
static void
fold_cell(Fold *fold, Appender *appender, Cell *cell)
{
	List	   *taken = list_length(cell->rows) > 1 || cell->wordy ? take_rows(fold, cell) : NIL;
	Tally	   *left;
	ListCell   *place;

	if (taken == NIL)
		return;
	left = net(cell->added, cell->removed);
	if (list_length(taken) == 1 && (left == NULL || tally_is_zero(cell->removed)) && !tally_is_zero(cell->added))
		return;					/* it is as short as it can be */
	foreach(place, taken)
		simple_table_tuple_delete(fold->changes, lfirst(place), fold->snapshot);
	if (left != NULL)
	{
		cell->added = left;
		cell->removed = NULL;
	}
	append_cell(appender, fold->plan, cell);
}

/* Mark which cells may have more than one row: with so many marks that few cells share one. */
static void
mark_cells(Fold *fold, BlockNumber blocks)
{
	double		rows = Max(fold->changes->rd_rel->reltuples, blocks * 64.0);

	fold->marks = LEAST_MARKS;
	while (fold->marks < MOST_MARKS && fold->marks < rows * MARKS_PER_ROW)
		fold->marks *= 2;
	fold->once = MemoryContextAllocHuge(CurrentMemoryContext, fold->marks / 8);
	fold->again = MemoryContextAllocHuge(CurrentMemoryContext, fold->marks / 8);
	memset(fold->once, 0, fold->marks / 8);
	memset(fold->again, 0, fold->marks / 8);
	scan(fold, mark_row);
}

static void
fold_cells(Fold *fold)
{
	Appender   *appender = append_begin(fold->changes);
	MemoryContext one = AllocSetContextCreate(CurrentMemoryContext, "csat roll-up fold cell", ALLOCSET_SMALL_SIZES);

	for (Cell *cell = cells_next(fold->cells, true); cell != NULL; cell = cells_next(fold->cells, false))
	{
		MemoryContext before = MemoryContextSwitchTo(one);

		CHECK_FOR_INTERRUPTS();
		fold_cell(fold, appender, cell);
		MemoryContextSwitchTo(before);
		MemoryContextReset(one);
	}
	append_end(appender);
}

/*
 * Fold what can be folded without waiting.  READ COMMITTED only; the caller
 * holds RowExclusiveLock.
 */
void
rollup_fold(CountPlan *plan, Relation changes)
{
	MemoryContext own = AllocSetContextCreate(CurrentMemoryContext, "csat roll-up fold", ALLOCSET_DEFAULT_SIZES);
	MemoryContext before = MemoryContextSwitchTo(own);
	Fold		fold = {.plan = plan,.changes = changes};

	fold.snapshot = RegisterSnapshot(GetLatestSnapshot());
	fold.slot = table_slot_create(changes, NULL);
	fold.row.values = palloc(plan->keys.n * sizeof(Datum));
	fold.row.nulls = palloc(plan->keys.n * sizeof(bool));
	fold.cells = cells_create(&plan->keys, own);
	if (RelationGetNumberOfBlocks(changes) > FEW_BLOCKS)
		mark_cells(&fold, RelationGetNumberOfBlocks(changes));
	scan(&fold, gather_row);
	fold_cells(&fold);
	ExecDropSingleTupleTableSlot(fold.slot);
	UnregisterSnapshot(fold.snapshot);
	MemoryContextSwitchTo(before);
	MemoryContextDelete(own);
}

/*
 * page_reader.c
 *		The visible rows of a table, page by page, as core's sequential scan reads them.
 *
 * Core prunes the page, decides what is visible, takes predicate locks and
 * looks for snapshots that are too old: heapgetpage(), heap_prepare_pagescan()
 * from 17 on.  The rows that it names stay where they are while the page is
 * pinned, which it is until the next one is asked for.  No lock is held here.
 *
 * From 17 on the scan's own read stream also decides which page is next.
 * Before that it is ours: synchronised scans, the wrap at the table's end, and
 * the blocks of a parallel scan, as in heapgettup_pagemode().
 */
#include "compat.h"

#include "access/relscan.h"
#include "access/syncscan.h"
#include "access/tableam.h"
#include "miscadmin.h"
#include "pgstat.h"
#include "storage/bufmgr.h"
#if PG_VERSION_NUM >= 170000
#include "storage/read_stream.h"
#endif
#include "utils/rel.h"
#include "utils/snapmgr.h"

#include "direct_scan/direct_state.h"

/* Unless a parallel scan was begun already. */
void
page_reader_begin(PageReader *reader, Snapshot snapshot)
{
	if (reader->scan == NULL)
		reader->scan = csat_beginscan(reader->table, snapshot);
	if (!(reader->scan->rs_flags & SO_ALLOW_PAGEMODE))
		elog(ERROR, "direct scan of table \"%s\" with a snapshot of an unexpected kind",
			 RelationGetRelationName(reader->table));
}

#if PG_VERSION_NUM >= 170000
/* Pin the next page and have core list its visible rows. */
static bool
next_page(PageReader *reader)
{
	HeapScanDesc heap = (HeapScanDesc) reader->scan;

	if (BufferIsValid(heap->rs_cbuf))
		ReleaseBuffer(heap->rs_cbuf);
	heap->rs_dir = ForwardScanDirection;
	heap->rs_cbuf = read_stream_next_buffer(heap->rs_read_stream, NULL);
	if (!BufferIsValid(heap->rs_cbuf))
	{
		heap->rs_cblock = heap->rs_prefetch_block = InvalidBlockNumber;
		heap->rs_inited = false;
		return false;
	}
	heap->rs_cblock = BufferGetBlockNumber(heap->rs_cbuf);
	heap_prepare_pagescan(reader->scan);
	return true;
}
#else
static BlockNumber
next_parallel_block(PageReader *reader)
{
	HeapScanDesc heap = (HeapScanDesc) reader->scan;
	ParallelBlockTableScanDesc shared = (ParallelBlockTableScanDesc) reader->scan->rs_parallel;

	if (!reader->started)
		table_block_parallelscan_startblock_init(reader->table, heap->rs_parallelworkerdata, shared);
	return table_block_parallelscan_nextpage(reader->table, heap->rs_parallelworkerdata, shared);
}

/* The block to read now, around the table from where the scan started. */
static BlockNumber
next_block(PageReader *reader)
{
	HeapScanDesc heap = (HeapScanDesc) reader->scan;
	BlockNumber block;

	if (heap->rs_nblocks == 0)
		return InvalidBlockNumber;
	if (reader->scan->rs_parallel != NULL)
		return next_parallel_block(reader);
	if (!reader->started)
		return heap->rs_startblock;
	block = reader->block + 1;
	if (block >= heap->rs_nblocks)
		block = 0;
	/* Others who scan the table begin where we are. */
	if (reader->scan->rs_flags & SO_ALLOW_SYNC)
		ss_report_location(reader->table, block);
	return block == heap->rs_startblock ? InvalidBlockNumber : block;
}

static bool
next_page(PageReader *reader)
{
	HeapScanDesc heap = (HeapScanDesc) reader->scan;
	BlockNumber block = next_block(reader);

	reader->started = true;
	if (block == InvalidBlockNumber)
	{
		if (BufferIsValid(heap->rs_cbuf))
			ReleaseBuffer(heap->rs_cbuf);
		heap->rs_cbuf = InvalidBuffer;
		return false;
	}
	reader->block = block;
	heapgetpage(reader->scan, block);
	return true;
}
#endif

/* The rows of the next page, which may be none; false at the end of the table. */
bool
page_reader_next(PageReader *reader, PageRows *rows)
{
	HeapScanDesc heap = (HeapScanDesc) reader->scan;
	Page		page;
	int			count;

	CHECK_FOR_INTERRUPTS();
	if (!next_page(reader))
		return false;
	page = BufferGetPage(heap->rs_cbuf);
	count = (int) heap->rs_ntuples;
	for (int i = 0; i < count; i++)
		rows->tuple[i] = (HeapTupleHeader) PageGetItem(page, PageGetItemId(page, heap->rs_vistuples[i]));
	rows->count = count;
	rows->generation++;
	reader->pages++;
	if (pgstat_should_count_relation(reader->table))
		csat_rows_returned(reader->table) += count;
	return true;
}

void
page_reader_restart(PageReader *reader)
{
	reader->started = false;
	if (reader->scan != NULL)
		table_rescan(reader->scan, NULL);
}

void
page_reader_end(PageReader *reader)
{
	if (reader->scan != NULL)
		table_endscan(reader->scan);
	reader->scan = NULL;
}

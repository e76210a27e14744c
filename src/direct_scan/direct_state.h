/*
 * direct_state.h
 *		What a running direct scan consists of.
 *
 * A page is worked through in passes, each over all of its rows: which rows
 * are visible, which satisfy the conditions, what is in the columns, which
 * group each row is of, and then one pass for each aggregate.
 */
#ifndef CSAT_DIRECT_STATE_H
#define CSAT_DIRECT_STATE_H

#include "compat.h"

#include "access/heapam.h"
#include "access/htup_details.h"
#include "nodes/execnodes.h"

#define PAGE_ROWS	MaxHeapTuplesPerPage
#define NULL_BITMAPS	256		/* of the first eight columns */

/* A group: its keys, and at offsets that the steps know its states. */
typedef struct ScanGroup
{
	struct ScanGroup *next;		/* in the order in which they were met */
	uint64		nulls;			/* bit k: key k is null */
	Datum		key[FLEXIBLE_ARRAY_MEMBER];
	/* the states follow */
} ScanGroup;

/* The rows of one page that are still in the running. */
typedef struct PageRows
{
	int			count;
	int			generation;		/* goes up whenever other rows are at hand */
	HeapTupleHeader tuple[PAGE_ROWS];
	uint16		all[PAGE_ROWS]; /* 0, 1, 2 ... */
	ScanGroup  *group[PAGE_ROWS];
} PageRows;

/* A column of the table that is read, and what is in it for the rows at hand. */
typedef struct Column
{
	AttrNumber	number;			/* from 1 */
	int			position;		/* in the tuple of the scan, from 0 */
	int16		length;			/* as attlen */
	char		align;			/* as attalign */
	bool		by_value;
	bool		tabulated;		/* its offset is known by the null bitmap */
	int			generation;		/* of the rows that value and isnull are of */
	int16		offset[NULL_BITMAPS];	/* from the data's begin; -1: null */
	Datum		value[PAGE_ROWS];
	bool		isnull[PAGE_ROWS];
} Column;

/* One attribute of a tuple that is walked. */
typedef struct WalkedAttribute
{
	int16		length;
	bool		by_value;
	char		align;
	Column	   *column;			/* or NULL: only to be passed */
} WalkedAttribute;

typedef struct ColumnReader
{
	TupleDesc	descriptor;
	int			count;
	Column	   *column;
	int			walked;			/* attributes to the last that no table tells,
								 * or 0 */
	WalkedAttribute *walk;
} ColumnReader;

/* The pages of the table, one after the other. */
typedef struct PageReader
{
	Relation	table;
	TableScanDesc scan;
	bool		started;
	BlockNumber block;			/* the one that was read last; before 17 */
	uint64		pages;			/* read so far */
} PageReader;

/* A value that is wanted of every row: a column as it is, or an expression. */
typedef struct Operand
{
	Column	   *column;			/* or NULL */
	ExprState  *expression;
	bool		by_value;
	int16		length;
	bool		keep_values;	/* copy what is not by value */
	Datum	   *value;			/* of the rows at hand: the column's, or its
								 * own */
	bool	   *isnull;
} Operand;

/* A strategy beside those of a btree: the tests for NULL. */
#define RANGE_IS_NULL	101
#define RANGE_NOT_NULL	102

/* A condition that is a range of whole numbers, or about being NULL. */
typedef struct Range
{
	Column	   *column;
	int			strategy;		/* of a btree, or a test for NULL */
	ExprState  *bound;
	Oid			bound_type;
	int64		lo;				/* what passes; none if lo > hi */
	int64		hi;
} Range;

/* What one aggregate does with a row. */
typedef struct AggStep AggStep;

typedef struct GroupKey
{
	Operand		operand;
	struct KeyMemo *memo;		/* of an expression over one column, or NULL */
} GroupKey;

typedef struct GroupSlot
{
	uint64		hash;
	ScanGroup  *group;			/* NULL: free */
} GroupSlot;

/* Of how many words next to each other groups are found without a hash. */
#define NEAR_WORDS	8192

typedef struct GroupTable
{
	MemoryContext context;		/* of the groups and their states */
	int			keys;
	GroupKey   *key;
	Size		size;			/* of a group with its states */
	uint64		slots;			/* a power of two */
	GroupSlot  *slot;
	uint64		groups;
	bool		near_placed;	/* near_from is known */
	uint64		near_from;		/* the first of the words that near is of */
	ScanGroup **near;			/* NEAR_WORDS groups, or NULL where none was
								 * met; of one key by value */
	ScanGroup  *first;
	ScanGroup  *last;
	char	   *room;			/* where the next group goes */
	Size		room_left;
} GroupTable;

typedef struct DirectScan
{
	CustomScanState css;		/* must be first */
	PageReader	pages;
	ColumnReader columns;
	PageRows	rows;
	int			ranges;
	Range	   *range;
	ExprState  *rest;			/* the other conditions, or NULL */
	GroupTable	groups;
	int			steps;
	AggStep    *step;
	AggState   *agg;			/* what transition functions take for their
								 * aggregate */
	MemoryContext page_context; /* what lives as long as the page is worked on */
	Size		memory_limit;	/* of the groups */
	bool		begun;			/* reading of this scan has begun */
	bool		finished;		/* no more pages */
	ScanGroup  *emit;			/* the next group to hand up */
	bool		emitting;
	int			outputs;
	int		   *output;			/* for each: the step whose state it is, or
								 * key k as -1 - k */
	uint64		batches;		/* how often all groups were handed up */
	Size		peak_memory;
} DirectScan;

/* page_reader.c */
extern void page_reader_begin(PageReader *reader, Snapshot snapshot);
extern bool page_reader_next(PageReader *reader, PageRows *rows);
extern void page_reader_restart(PageReader *reader);
extern void page_reader_end(PageReader *reader);

/* column_reader.c */
extern void column_reader_init(ColumnReader *reader, TupleDesc descriptor, List *scan_tlist);
extern Column *column_at_position(ColumnReader *reader, int position);
extern void column_read(ColumnReader *reader, Column *column, PageRows *rows);
extern void columns_read(ColumnReader *reader, PageRows *rows);

/* operand.c */
extern void operand_init(Operand *operand, DirectScan *scan, Expr *expr, bool keep_values);
extern void operand_compute(Operand *operand, DirectScan *scan, const uint16 *row, int count);
extern Datum operand_value(const Operand *operand, DirectScan *scan, int row, bool *isnull);
extern void operand_row(DirectScan *scan, int row);

/* row_filter.c */
extern void row_filter_init(DirectScan *scan, List *ranges, List *rest);
extern void row_filter_begin(DirectScan *scan);
extern void row_filter_apply(DirectScan *scan);

/* group_table.c */
extern void group_table_init(DirectScan *scan, List *keys, Size state_bytes);
extern void group_table_reset(DirectScan *scan);
extern void group_table_assign(DirectScan *scan);
extern Size group_table_memory(const GroupTable *table);
extern Size group_states_at(int keys);

#endif							/* CSAT_DIRECT_STATE_H */

/*
 * column_reader.c
 *		From the tuples of a page to the values of a column.
 *
 * Where all columns before it are of fixed length, the place of one of the
 * first eight columns depends on the null bitmap's first byte alone, and is
 * looked up; the column itself may be of any.  For the others the tuple is
 * walked, once for all of them.
 *
 * Rows are from a page's end to its begin, so they are read from the last to
 * the first: the processor fetches ahead what is read upwards, and waiting for
 * memory is what costs most here.
 */
#include "compat.h"

#include "access/tupmacs.h"
#include "nodes/primnodes.h"

#include "direct_scan/direct_state.h"

#define TABULATED_COLUMNS	8	/* as many as a byte has bits */
#define VARLENA				(-1)	/* as attlen has it */

/* Fill in where the column is for each bitmap, if the bitmap decides that. */
static void
tabulate_offsets(Column *column, TupleDesc descriptor)
{
	int			last = column->number - 1;

	column->tabulated = column->number <= TABULATED_COLUMNS && column->length >= VARLENA;
	for (int i = 0; i < last && column->tabulated; i++)
		column->tabulated = TupleDescAttr(descriptor, i)->attlen > 0;
	if (!column->tabulated)
		return;
	for (int bits = 0; bits < NULL_BITMAPS; bits++)
	{
		int			offset = 0;

		for (int i = 0; i <= last; i++)
		{
			Form_pg_attribute att = TupleDescAttr(descriptor, i);

			if ((bits & (1 << i)) == 0)
				continue;		/* null: takes no room */
			if (att->attlen != VARLENA)
				offset = att_align_nominal(offset, att->attalign);
			if (i < last)
				offset += att->attlen;
		}
		column->offset[bits] = bits & (1 << last) ? (int16) offset : -1;
	}
}

static void
plan_walk(ColumnReader *reader)
{
	for (int i = 0; i < reader->count; i++)
		if (!reader->column[i].tabulated)
			reader->walked = Max(reader->walked, reader->column[i].number);
	reader->walk = palloc0(reader->walked * sizeof(WalkedAttribute));
	for (int i = 0; i < reader->walked; i++)
	{
		Form_pg_attribute att = TupleDescAttr(reader->descriptor, i);

		reader->walk[i].length = att->attlen;
		reader->walk[i].by_value = att->attbyval;
		reader->walk[i].align = att->attalign;
	}
	for (int i = 0; i < reader->count; i++)
		if (!reader->column[i].tabulated)
			reader->walk[reader->column[i].number - 1].column = &reader->column[i];
}

static bool
is_read_already(const ColumnReader *reader, AttrNumber number)
{
	for (int i = 0; i < reader->count; i++)
		if (reader->column[i].number == number)
			return true;
	return false;
}

/*
 * The columns are the Vars in the scan's target list.  One that is handed up
 * twice (SELECT day, day ... GROUP BY 1, 2) is read for its first place, which
 * is where the planner has all expressions look for it.
 */
void
column_reader_init(ColumnReader *reader, TupleDesc descriptor, List *scan_tlist)
{
	ListCell   *cell;

	reader->descriptor = descriptor;
	reader->column = palloc0(Max(1, list_length(scan_tlist)) * sizeof(Column));
	foreach(cell, scan_tlist)
	{
		const Var  *var = (const Var *) lfirst_node(TargetEntry, cell)->expr;
		Column	   *column = &reader->column[reader->count];

		if (!IsA(var, Var) || is_read_already(reader, var->varattno))
			continue;
		column->number = var->varattno;
		column->position = foreach_current_index(cell);
		column->length = TupleDescAttr(descriptor, var->varattno - 1)->attlen;
		column->by_value = TupleDescAttr(descriptor, var->varattno - 1)->attbyval;
		column->align = TupleDescAttr(descriptor, var->varattno - 1)->attalign;
		tabulate_offsets(column, descriptor);
		reader->count++;
	}
	plan_walk(reader);
}

/* The column at a position of the scan's tuple, or NULL. */
Column *
column_at_position(ColumnReader *reader, int position)
{
	for (int i = 0; i < reader->count; i++)
		if (reader->column[i].position == position)
			return &reader->column[i];
	return NULL;
}

/* A tuple from before ALTER TABLE ADD COLUMN has what was the default then. */
static pg_noinline void
read_missing(const ColumnReader *reader, Column *column, int row)
{
	column->value[row] = getmissingattr(reader->descriptor, column->number, &column->isnull[row]);
}

/* A column whose place is looked up; length is the column's, as a constant to the compiler. */
static pg_attribute_always_inline void
read_tabulated(const ColumnReader *reader, Column *column, PageRows *rows, bool by_value, int length)
{
	const AttrNumber number = column->number;

	for (int row = rows->count - 1; row >= 0; row--)
	{
		HeapTupleHeader tuple = rows->tuple[row];
		int			bits = tuple->t_infomask & HEAP_HASNULL ? tuple->t_bits[0] : NULL_BITMAPS - 1;
		int			offset = column->offset[bits];

		if (unlikely(HeapTupleHeaderGetNatts(tuple) < number))
			read_missing(reader, column, row);
		else if (offset < 0)
		{
			column->value[row] = (Datum) 0;
			column->isnull[row] = true;
		}
		else
		{
			const char *data = (const char *) tuple + tuple->t_hoff;

			if (length == VARLENA)
				offset = att_align_pointer(offset, column->align, VARLENA, data + offset);
			column->value[row] = fetch_att(data + offset, by_value, length);
			column->isnull[row] = false;
		}
	}
}

/* All columns of a tuple whose place no table tells. */
static void
walk_tuple(const ColumnReader *reader, HeapTupleHeader tuple, int row)
{
	char	   *data = (char *) tuple + tuple->t_hoff;
	const uint8 *bits = tuple->t_infomask & HEAP_HASNULL ? tuple->t_bits : NULL;
	int			present = Min(HeapTupleHeaderGetNatts(tuple), reader->walked);
	uint32		offset = 0;

	for (int i = 0; i < present; i++)
	{
		const WalkedAttribute *att = &reader->walk[i];
		bool		isnull = bits != NULL && att_isnull(i, bits);

		if (att->column != NULL)
			att->column->isnull[row] = isnull;
		if (isnull)
		{
			if (att->column != NULL)
				att->column->value[row] = (Datum) 0;
			continue;
		}
		offset = att_align_pointer(offset, att->align, att->length, data + offset);
		if (att->column != NULL)
			att->column->value[row] = fetch_att(data + offset, att->by_value, att->length);
		offset = att_addlength_pointer(offset, att->length, data + offset);
	}
	for (int i = present; i < reader->walked; i++)
		if (reader->walk[i].column != NULL)
			read_missing(reader, reader->walk[i].column, row);
}

static void
read_walked(ColumnReader *reader, PageRows *rows)
{
	for (int row = rows->count - 1; row >= 0; row--)
		walk_tuple(reader, rows->tuple[row], row);
	for (int i = 0; i < reader->count; i++)
		if (!reader->column[i].tabulated)
			reader->column[i].generation = rows->generation;
}

/* The column's values for the rows at hand, unless they were read already. */
void
column_read(ColumnReader *reader, Column *column, PageRows *rows)
{
	if (column->generation == rows->generation)
		return;
	column->generation = rows->generation;
	if (!column->tabulated)
		read_walked(reader, rows);
	else if (column->length == VARLENA)
		read_tabulated(reader, column, rows, false, VARLENA);
	else if (!column->by_value)
		read_tabulated(reader, column, rows, false, column->length);
	else if (column->length == sizeof(int32))
		read_tabulated(reader, column, rows, true, sizeof(int32));
	else if (column->length == sizeof(int64))
		read_tabulated(reader, column, rows, true, sizeof(int64));
	else if (column->length == sizeof(int16))
		read_tabulated(reader, column, rows, true, sizeof(int16));
	else
		read_tabulated(reader, column, rows, true, sizeof(char));
}

void
columns_read(ColumnReader *reader, PageRows *rows)
{
	for (int i = 0; i < reader->count; i++)
		column_read(reader, &reader->column[i], rows);
}

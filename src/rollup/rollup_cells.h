/*
 * rollup_cells.h
 *		The cells that rows of answers fall in, while a command counts them.
 *
 * A cell is a period and a value for each segment.  Keys are told apart by
 * their bytes (datum_image_eq), which runs no operator of anybody: two cells
 * for what = takes as one are harmless, since the views add up.
 */
#ifndef CSAT_ROLLUP_CELLS_H
#define CSAT_ROLLUP_CELLS_H

#include "compat.h"

#include "access/tupdesc.h"
#include "tally/tally.h"

/* The columns of a key: how their values are copied and compared. */
typedef struct CellKeys
{
	int			n;				/* the period, then the segments */
	bool	   *by_value;
	int16	   *length;			/* pg_type.typlen */
} CellKeys;

typedef struct Cell
{
	Datum	   *values;			/* of the key */
	bool	   *nulls;
	uint32		hash;			/* of the key */
	Tally	   *added;			/* NULL: no row yet */
	Tally	   *removed;		/* likewise */
	int64		unread;			/* bad answers among them that came, less
								 * those that went */
	void	   *rows;			/* whatever the caller keeps of a cell */
	bool		wordy;			/* likewise */
} Cell;

typedef struct Cells Cells;

extern CellKeys cell_keys_of(TupleDesc columns, const AttrNumber *numbers, int n);
extern uint32 cell_hash(const CellKeys *keys, const Datum *values, const bool *nulls);
extern Cells *cells_create(const CellKeys *keys, MemoryContext context);
extern Cell *cells_find(Cells *cells, Datum *values, bool *nulls);
extern Cell *cells_next(Cells *cells, bool restart);
extern Size cells_memory(const Cells *cells);
extern MemoryContext cells_context(const Cells *cells);

#endif							/* CSAT_ROLLUP_CELLS_H */

/*
 * suppression.h
 *		Which cells of one margin to hide because too few people stand behind them.
 */
#ifndef CSAT_SUPPRESSION_H
#define CSAT_SUPPRESSION_H

#include <stddef.h>
#include <stdint.h>

/* A cell's answers, and the place it goes back to. */
typedef struct Cell
{
	int64_t		responses;		/* >= 0 */
	size_t		row;
} Cell;

/*
 * How many cells, sorted by size, to hide from the smallest on: those under
 * min; and where all of these together are under min, so that total minus the
 * rest would tell, the smallest of the others and its ties.
 */
extern size_t cells_to_hide(Cell *cells, size_t n, int64_t min);

#endif							/* CSAT_SUPPRESSION_H */

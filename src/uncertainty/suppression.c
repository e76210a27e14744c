/*
 * suppression.c
 *		Which cells of one margin to hide because too few people stand behind them.
 *
 * The remainder rule is that of employee surveys (Tivian support 49086).  A tie
 * is hidden whole: which of two equal cells is hidden must not depend on the
 * order of the rows.  An empty cell is hidden too, but has nobody to protect,
 * and so never costs another cell.
 */
#include <stdlib.h>

#include "uncertainty/suppression.h"

static int
compare_cells(const void *a, const void *b)
{
	int64_t		m = ((const Cell *) a)->responses;
	int64_t		n = ((const Cell *) b)->responses;

	return (m > n) - (m < n);
}

size_t
cells_to_hide(Cell *cells, size_t n, int64_t min)
{
	int64_t		together = 0;
	size_t		hidden = 0;

	qsort(cells, n, sizeof(Cell), compare_cells);
	while (hidden < n && cells[hidden].responses < min)
	{
		if (together < min)		/* more change nothing, and may overflow */
			together += cells[hidden].responses;
		hidden++;
	}
	if (together == 0 || together >= min || hidden == n)
		return hidden;
	/* Whatever comes next has min answers, so one size more is enough. */
	min = cells[hidden].responses;
	while (hidden < n && cells[hidden].responses == min)
		hidden++;
	return hidden;
}

/*
 * suppression.c
 *		Which cells of one margin to hide because too few people stand behind them.
 *
 * The remainder rule is that of employee surveys (Tivian support 49086).  A tie
 * is hidden whole: which of two equal cells is hidden must not depend on the
 * order of the rows.  An empty cell is hidden too, but has nobody to protect,
 * and so never costs another cell.
 */
#include "uncertainty/suppression.h"

size_t
cells_to_hide(Cell *cells, size_t n, int64_t min)
{
	int64_t		together = 0;
	size_t		hidden = 0;

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

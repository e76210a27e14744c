/*
 * apportion.c
 *		Shares that are rounded so that they add up.
 */
#include "number/apportion.h"

/* part / whole in units of 10^-decimals, rounded down; what is left over in rest, of the same whole. */
static int64
divide(uint128 part, uint128 whole, int decimals, uint128 *rest)
{
	int64		units = (int64) (part / whole);

	*rest = part % whole;
	while (decimals-- > 0)
	{
		*rest *= 10;
		units = units * 10 + (int64) (*rest / whole);
		*rest %= whole;
	}
	return units;
}

/* The largest remainder, of equal ones that which wins; a remainder of 0 gets nothing. */
static int
largest(const uint128 *rest, int count, bool first_wins)
{
	int			best = -1;

	for (int i = 0; i < count; i++)
	{
		if (rest[i] > 0 &&
			(best < 0 || rest[i] > rest[best] || (rest[i] == rest[best] && !first_wins)))
			best = i;
	}
	return best;
}

void
apportion(const uint128 *amounts, int count, int digits, bool first_wins, int64 *units)
{
	uint128    *rest = palloc(count * sizeof(uint128));
	uint128		whole = 0;
	int			drop = 0;
	int64		left = 100;

	for (int i = 0; i < count; i++)
		whole += amounts[i];
	if (whole >> 120 != 0)
		drop = 8;				/* room for one digit more */
	whole = 0;
	for (int i = 0; i < count; i++)
		whole += amounts[i] >> drop;
	for (int i = 0; i < digits; i++)
		left *= 10;
	for (int i = 0; i < count; i++)
	{
		units[i] = divide(amounts[i] >> drop, whole, digits + 2, &rest[i]);
		left -= units[i];
	}
	for (; left > 0; left--)
	{
		int			winner = largest(rest, count, first_wins);

		units[winner]++;
		rest[winner] = 0;
	}
	pfree(rest);
}

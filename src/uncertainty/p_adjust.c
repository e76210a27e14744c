/*
 * p_adjust.c
 *		P-values of many tests at once; the same numbers as R's p.adjust.
 *
 *	 [Holm] S. Holm, Scandinavian Journal of Statistics 6 (1979) 65-70.
 *	 [BH]	Y. Benjamini, Y. Hochberg, JRSS B 57 (1995) 289-300.
 *	 [BY]	Y. Benjamini, D. Yekutieli, Annals of Statistics 29 (2001) 1165-1188.
 *
 * Holm and Bonferroni bound the chance of one false alarm among all tests, BH
 * and BY the share of false alarms among those raised; BY whatever the tests
 * have to do with each other.
 */
#include <math.h>

#include "uncertainty/p_adjust.h"

static void
adjust_bonferroni(PValue *values, size_t m)
{
	size_t		i;

	for (i = 0; i < m; i++)
		values[i].p = fmin(1.0, m * values[i].p);
}

/* [Holm]: the smallest times m, the next times m - 1, never falling. */
static void
adjust_holm(PValue *values, size_t m)
{
	double		highest = 0.0;
	size_t		i;

	for (i = 0; i < m; i++)
	{
		highest = fmax(highest, (m - i) * values[i].p);
		values[i].p = fmin(1.0, highest);
	}
}

/* [BH], [BY]: the largest times factor, the one before times factor m / (m - 1), never rising. */
static void
adjust_step_up(PValue *values, size_t m, double factor)
{
	double		lowest = 1.0;
	size_t		i;

	for (i = m; i > 0; i--)
	{
		lowest = fmin(lowest, factor * m / i * values[i - 1].p);
		values[i - 1].p = lowest;
	}
}

static double
harmonic(size_t m)
{
	double		sum = 0.0;
	size_t		i;

	for (i = m; i > 0; i--)
		sum += 1.0 / i;
	return sum;
}

void
p_adjust(Adjustment adjustment, PValue *values, size_t m)
{
	switch (adjustment)
	{
		case ADJUST_HOLM:
			adjust_holm(values, m);
			break;
		case ADJUST_BH:
			adjust_step_up(values, m, 1.0);
			break;
		case ADJUST_BY:
			adjust_step_up(values, m, harmonic(m));
			break;
		case ADJUST_BONFERRONI:
			adjust_bonferroni(values, m);
			break;
	}
}

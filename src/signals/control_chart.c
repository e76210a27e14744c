/*
 * control_chart.c
 *		Which periods, or which groups, stand out: Laney's p' chart.
 *
 *	 [Laney]	D. B. Laney, Quality Engineering 14 (2002) 531-537: limits of a p
 *				chart, widened by what periods differ beyond chance, as the moving
 *				range of their z-scores shows it.
 *	 [Spiegelhalter] D. J. Spiegelhalter, Statistics in Medicine 24 (2005)
 *				1185-1202: funnel plots, and overdispersion over groups.
 *	 [WE]		Western Electric, Statistical Quality Control Handbook (1956): eight
 *				in a row on one side.
 *
 * Where periods differ less than chance has it, the limits stay those of chance.
 */
#include "postgres.h"

#include <math.h>

#include "signals/control_chart.h"
#include "signals/sorted_sum.h"

#define RANGE_OF_TWO	1.128	/* d2: mean range of two normal values, in
								 * standard deviations */
#define LIMIT			3.0
#define RUN				8

/* Standard error of a point by chance alone. */
static double
point_error(const Chart *chart, const ChartPoint *point)
{
	return sqrt(chart->variance / point->n);
}

/* z-scores of the points that have answers; returns their number. */
static size_t
standardise(const Chart *chart, const ChartPoint *points, size_t count, double *z)
{
	size_t		k = 0;

	for (size_t i = 0; i < count; i++)
	{
		if (points[i].answered)
			z[k++] = (points[i].score - chart->centre) / point_error(chart, &points[i]);
	}
	return k;
}

/* [Laney] */
static double
sigma_of_ranges(double *z, size_t k)
{
	for (size_t i = 0; i + 1 < k; i++)
		z[i] = fabs(z[i + 1] - z[i]);
	return sorted_sum(z, k - 1) / (double) (k - 1) / RANGE_OF_TWO;
}

/* [Spiegelhalter] */
static double
sigma_of_funnel(double *z, size_t k)
{
	for (size_t i = 0; i < k; i++)
		z[i] *= z[i];
	return sqrt(sorted_sum(z, k) / (double) (k - 1));
}

/* How many times chance the points vary: at least once. */
static double
sigma_z(const Chart *chart, const ChartPoint *points, size_t count, double *scratch)
{
	size_t		k;

	if (chart->variance == 0.0)
		return 1.0;
	k = standardise(chart, points, count, scratch);
	if (k < 2)
		return 1.0;
	return fmax(1.0, chart->ordered ? sigma_of_ranges(scratch, k) : sigma_of_funnel(scratch, k));
}

static void
set_limits(const Chart *chart, ChartPoint *point, double sigma)
{
	double		half = LIMIT * point_error(chart, point) * sigma;

	point->lower = fmax(chart->centre - half, chart->lowest);
	point->upper = fmin(chart->centre + half, chart->highest);
	if (point->score > point->upper)
		point->signal = SIGNAL_ABOVE;
	else if (point->score < point->lower)
		point->signal = SIGNAL_BELOW;
}

/* Which side of the centre a point is on: 1, -1, or 0 on it. */
static int
side_of(const Chart *chart, const ChartPoint *point)
{
	return (point->score > chart->centre) - (point->score < chart->centre);
}

static void
mark_runs(const Chart *chart, ChartPoint *points, size_t count)
{
	int			side = 0;
	int			run = 0;

	for (size_t i = 0; i < count; i++)
	{
		if (!points[i].answered)
			continue;
		run = side_of(chart, &points[i]) == side ? run + 1 : 1;
		side = side_of(chart, &points[i]);
		run = Min(run, RUN);
		if (run == RUN && side != 0 && points[i].signal == SIGNAL_NONE)
			points[i].signal = SIGNAL_RUN;
	}
}

void
control_chart(const Chart *chart, ChartPoint *points, size_t count, double *scratch)
{
	double		sigma = sigma_z(chart, points, count, scratch);

	for (size_t i = 0; i < count; i++)
	{
		points[i].signal = SIGNAL_NONE;
		if (points[i].answered)
			set_limits(chart, &points[i], sigma);
	}
	if (chart->ordered)
		mark_runs(chart, points, count);
}

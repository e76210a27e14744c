/*
 * control_chart.h
 *		Which periods, or which groups, stand out: Laney's p' chart.
 */
#ifndef CSAT_CONTROL_CHART_H
#define CSAT_CONTROL_CHART_H

#include "signals/group.h"

typedef enum ControlSignal
{
	SIGNAL_NONE,
	SIGNAL_ABOVE,				/* outside the limits */
	SIGNAL_BELOW,
	SIGNAL_RUN					/* the eighth in a row on one side of the
								 * centre, or a later one */
} ControlSignal;

/* A period or group of the chart. */
typedef struct ChartPoint
{
	bool		answered;		/* else it is no point of the chart */
	double		score;
	double		n;				/* effective answers, Kish's */
	double		lower;			/* control limits, on the scale */
	double		upper;
	ControlSignal signal;
} ChartPoint;

typedef struct Chart
{
	double		centre;			/* score of all answers */
	double		variance;		/* of what one of them counts, over their
								 * number */
	double		lowest;			/* ends of the scale */
	double		highest;
	bool		ordered;		/* points follow each other in time; else it
								 * is a funnel plot */
} Chart;

/* Fills in limits and signals. Scratch has room for as many doubles as there are points. */
extern void control_chart(const Chart *chart, ChartPoint *points, size_t count, double *scratch);

#endif							/* CSAT_CONTROL_CHART_H */

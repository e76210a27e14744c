/*
 * result_rows.h
 *		What the readers of intervals and comparisons have in common.
 */
#ifndef CSAT_RESULT_ROWS_H
#define CSAT_RESULT_ROWS_H

#include "compat.h"

#include "uncertainty/comparison.h"
#include "uncertainty/method.h"
#include "number/number.h"
#include "uncertainty/sample.h"

extern const Method effective_sizes[];

/* The tally in an argument: false if it has no answers, else its totals too. */
extern bool sample_load(FunctionCallInfo fcinfo, int arg, const Tally **t, Totals *totals);

/* What a row of type score_interval shows beside the score. */
typedef struct ScoreInterval
{
	Bounds		bounds;			/* hold the score */
	double		unit;			/* what 1 is shown as: 100 for shares and nets */
	int64		responses;
	double		n_eff;
	double		error;			/* standard error; NAN: not known */
} ScoreInterval;

extern Datum interval_row(FunctionCallInfo fcinfo, Numeric estimate, ScoreInterval interval);

/* A row of type score_difference; unit is what 1 is shown as. */
extern Datum difference_row(FunctionCallInfo fcinfo, Numeric score, Numeric baseline,
							Difference difference, double unit);

#endif							/* CSAT_RESULT_ROWS_H */

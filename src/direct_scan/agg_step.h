/*
 * agg_step.h
 *		What one aggregate does with the rows of a page.
 *
 * Scores of whole numbers and counts are counted here, in a loop of a few
 * instructions.  For whatever else the aggregate's own transition function is
 * called, as the executor would: the same states and the same errors.
 */
#ifndef CSAT_AGG_STEP_H
#define CSAT_AGG_STEP_H

#include "compat.h"

#include "direct_scan/direct_state.h"
#include "tally/tally.h"

typedef enum StepKind
{
	STEP_CALL,					/* by the transition function */
	STEP_COUNT,					/* count(*), count(x) */
	STEP_TALLY,					/* a tally of whole numbers on a known scale */
	STEP_WEIGHTED				/* the same, each with its weight */
} StepKind;

/* What is known of a transition function. */
typedef struct StepFunction
{
	StepKind	kind;			/* the best that its calls may get */
	bool		is_csat;		/* a score, and not what stands beside it */
} StepFunction;

/* A state that the transition function makes: nodeAgg.c's pergroup. */
typedef struct CalledState
{
	Datum		value;
	bool		isnull;
	bool		none_yet;		/* the first value will be the state */
} CalledState;

struct AggStep
{
	StepKind	kind;
	Size		at;				/* where the state is in a group */
	ExprState  *filter;			/* or NULL */
	int			arguments;
	Operand    *argument;
	FmgrInfo	function;
	FunctionCallInfo call;		/* of the function: state and arguments */
	bool		state_by_value;
	int16		state_length;
	Datum		initial;		/* the state without any row */
	bool		initial_isnull;
	FmgrInfo	serialize;		/* of an internal state; fn_oid invalid if
								 * none */
	/* of STEP_TALLY and STEP_WEIGHTED only */
	Tally	   *zero;			/* what a group begins with: no answers, on
								 * the scale */
	bool		scale_with_rows;	/* no row, no scale: then initial is
									 * handed up */
	int32		lo;				/* the lowest point */
	uint32		points;
	/* of the page at hand */
	int			rows;			/* that pass the filter */
	const uint16 *row;
	uint16		passing[PAGE_ROWS];
};

extern bool agg_step_function(Oid transition, StepFunction *result);
extern void agg_step_init(AggStep *step, DirectScan *scan, Aggref *aggref, List *exprs, Size *at);
extern void agg_steps_start_group(const DirectScan *scan, ScanGroup *group);
extern void agg_step_take_page(AggStep *step, DirectScan *scan);
extern Datum agg_step_state(AggStep *step, DirectScan *scan, ScanGroup *group, bool *isnull);

#endif							/* CSAT_AGG_STEP_H */

/*
 * transition.h
 *		What every transition function begins with, and how it refuses a row.
 *
 * Only it and transition.c call AggCheckCallContext(), or look at what it looks at.
 */
#ifndef CSAT_TRANSITION_H
#define CSAT_TRANSITION_H

#include "compat.h"

#include "nodes/execnodes.h"

#include "number/fixed.h"
#include "scale/grid.h"

/*
 * May argument 0 be changed in place?  The test of AggCheckCallContext(),
 * inline, since it runs once per row.
 */
static inline bool
in_aggregate(FunctionCallInfo fcinfo)
{
	return fcinfo->context != NULL &&
		(IsA(fcinfo->context, AggState) || IsA(fcinfo->context, WindowAggState));
}

/* transition.c: where a state lives that is no value; raises outside of an aggregate */
extern MemoryContext aggregate_context(FunctionCallInfo fcinfo);

/* transition.c: each raises an error */
pg_noreturn extern void raise_no_scale(void);
pg_noreturn extern void raise_null_scale(void);
pg_noreturn extern void raise_null_weight(void);
pg_noreturn extern void raise_bad_weight(double weight);
pg_noreturn extern void raise_scale_changes(const Grid *before, const Grid *after);

#endif							/* CSAT_TRANSITION_H */

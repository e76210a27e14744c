/*
 * direct_node.h
 *		The custom scan, as the planner makes it and the executor runs it.
 */
#ifndef CSAT_DIRECT_NODE_H
#define CSAT_DIRECT_NODE_H

#include "compat.h"

#include "nodes/extensible.h"

#include "direct_scan/direct_state.h"

/* What the plan's custom_exprs are, each a list. */
typedef enum DirectExprs
{
	DIRECT_KEYS,				/* expressions */
	DIRECT_STEPS,				/* of lists: the filter or true, then the
								 * arguments */
	DIRECT_RANGES,				/* of lists: strategy, column, bound */
	DIRECT_REST					/* the other conditions */
} DirectExprs;

/* direct_plan.c: from the path to the plan */
extern const CustomPathMethods direct_path_methods;

/* direct_node.c: from the plan to the running scan */
extern const CustomScanMethods direct_scan_methods;

/* direct_explain.c */
extern void direct_scan_explain(CustomScanState *node, List *ancestors, struct ExplainState *es);

#endif							/* CSAT_DIRECT_NODE_H */

/*
 * recognise.h
 *		Which queries the direct scan can answer, and what it needs to know of them.
 */
#ifndef CSAT_RECOGNISE_H
#define CSAT_RECOGNISE_H

#include "compat.h"

#include "nodes/pathnodes.h"

/* A grouping over one relation that is ours to answer. */
typedef struct DirectQuery
{
	PlannerInfo *root;
	RelOptInfo *input;			/* the relation */
	RelOptInfo *output;			/* the grouped relation, which gets the paths */
	GroupPathExtraData *extra;
	List	   *tables;			/* of RelOptInfo: the relation itself, or its
								 * partitions */
	PathTarget *target;			/* keys and partial aggregates */
	List	   *group_clause;	/* what the final aggregate groups by */
	double		groups;			/* how many there may be */
} DirectQuery;

extern bool direct_query_recognise(DirectQuery *query);

/* Can keys of the type be told apart by their bytes, and are they by value? */
extern bool direct_key_type(Oid type, Oid collation, bool *by_value);

#endif							/* CSAT_RECOGNISE_H */

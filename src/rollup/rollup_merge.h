/*
 * rollup_merge.h
 *		MERGE that moves rows between partitions.
 */
#ifndef CSAT_ROLLUP_MERGE_H
#define CSAT_ROLLUP_MERGE_H

#include "compat.h"

/* rollup_trigger.c */
extern PGDLLEXPORT Datum csat_rollup_append(PG_FUNCTION_ARGS);

/* Have the executor tell us when a query ends. */
extern void rollup_merge_init(void);

#endif							/* CSAT_ROLLUP_MERGE_H */

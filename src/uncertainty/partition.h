/*
 * partition.h
 *		The partition of a window function that looks at the whole of it.
 *
 * A partition may be the whole of a large table, so that reading it can be
 * cancelled.
 */
#ifndef CSAT_PARTITION_H
#define CSAT_PARTITION_H

#include "compat.h"

#include "windowapi.h"

extern WindowObject partition_window(FunctionCallInfo fcinfo);

/*
 * An argument that is the same for the whole partition, for it is read once:
 * 22023 if it may change from row to row, and 22004, with the cure, if it is NULL.
 */
extern Datum partition_option(FunctionCallInfo fcinfo, int arg, const char *name, const char *cure);

#define PARTITION_HAS_DEFAULT	"Leave it out to get its default."

/* The first argument in a row, counted from 0. */
extern Datum partition_value(WindowObject window, int64 row, bool *is_null);

#endif							/* CSAT_PARTITION_H */

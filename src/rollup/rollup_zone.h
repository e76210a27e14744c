/*
 * rollup_zone.h
 *		Time zones by their names in pg_timezone_names.
 */
#ifndef CSAT_ROLLUP_ZONE_H
#define CSAT_ROLLUP_ZONE_H

#include "compat.h"

#include "pgtime.h"

/*
 * A zone by its name, in any case; NULL for what is none.  PostgreSQL also takes
 * POSIX specifications, in which UTC-3 is three hours east of Greenwich, the
 * reverse of what whoever writes it means.
 */
extern pg_tz *rollup_zone_named(const char *name);

#endif							/* CSAT_ROLLUP_ZONE_H */

/*
 * tally_agg.h
 *		The transition functions of the scores, by which an aggregate is known.
 */
#ifndef CSAT_TALLY_AGG_H
#define CSAT_TALLY_AGG_H

#include "compat.h"

extern PGDLLEXPORT Datum tally_accum_int2(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_int4(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_float8(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_numeric(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_text(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_jsonb(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_bool(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_rating(PG_FUNCTION_ARGS);
extern PGDLLEXPORT Datum tally_accum_retention(PG_FUNCTION_ARGS);

#endif							/* CSAT_TALLY_AGG_H */

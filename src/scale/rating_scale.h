/*
 * rating_scale.h
 *		The SQL type rating_scale.
 */
#ifndef CSAT_RATING_SCALE_H
#define CSAT_RATING_SCALE_H

#include "compat.h"

#include "scale/scale.h"

/* The scale in a datum, detoasted and checked. */
extern RatingScale *DatumGetRatingScale(Datum datum);

/* The scale that a text describes, parsed once for as long as it is the same; raises as the type's input does. */
extern const RatingScale *rating_scale_remembered(FmgrInfo *flinfo, text *written);
extern bool database_is_utf8(void);

#define PG_GETARG_RATING_SCALE(n)	DatumGetRatingScale(PG_GETARG_DATUM(n))

#endif							/* CSAT_RATING_SCALE_H */

/*
 * hint.h
 *		What to do about an answer that is not on its scale.
 *
 * A hint corrects first and discards last: read as it says, no answer becomes
 * another one, and none is left out that was given.
 */
#ifndef CSAT_HINT_H
#define CSAT_HINT_H

#include "scale/scale.h"

/* A number that is no whole number of thousandths is a code of no scale. */
#define MILLI_NONE	PG_INT64_MIN

/*
 * How a number off the grid may have been meant, a clause that begins with
 * "If"; NULL if nobody knows.  *certain: it cannot be a code for no answer.
 */
extern char *hint_correction(const Grid *grid, int64 milli, bool *certain);

/* scale is NULL where the grid is a metric's default */
extern char *hint_off_scale(const Grid *grid, const RatingScale *scale, int64 milli, Slice written);
extern char *hint_off_step(const Grid *grid, const RatingScale *scale, int64 milli);
extern char *hint_no_number(const Grid *grid, const RatingScale *scale, Slice text, bool utf8);

/* Of a text that differs from a name of the scale in a sign that looks alike. */
extern char *hint_same_name(const Grid *grid, const RatingScale *scale, ScaleName name, Slice text);

/* A scale in a message. */
extern char *hint_scale(const Grid *grid, const RatingScale *scale);

#endif							/* CSAT_HINT_H */

/*
 * answer.h
 *		From an answer as it is stored to a point of the scale.
 *
 * An answer is read by one of these functions, one for each input type: it
 * takes argument ARG of the call, which is not NULL, and returns the point, by
 * index from LO, or POINT_MISSING.  What is neither is an error (22003 for a
 * number, 22P02 for a text).
 *
 * scale is NULL where the call has none and the grid is a metric's default.
 */
#ifndef CSAT_ANSWER_H
#define CSAT_ANSWER_H

#include "compat.h"

#include "scale/rating_scale.h"

#define POINT_MISSING	(-3)	/* beside POINT_OFF_SCALE and POINT_OFF_STEP */

typedef int (*ScoreReader) (FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale);

extern int	score_read_float8(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale);
extern int	score_read_numeric(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale);
extern int	score_read_text(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale);
extern int	score_read_jsonb(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale);

/* A text or jsonb answer as it is written; false for jsonb that is no answer. */
extern bool score_text_slice(Datum value, Slice *slice);
extern bool score_jsonb_slice(Datum value, Slice *slice);

/* Is a text or jsonb answer blank or null, whatever the scale? */
extern bool score_text_is_blank(Datum value);
extern bool score_jsonb_is_blank(Datum value);

/* The slow road of the integers: a code for "no answer", or an error. */
extern int	score_off_point_int(const Grid *grid, const RatingScale *scale, int off, int32 score);

static inline int
score_read_int(const Grid *grid, const RatingScale *scale, int32 score)
{
	int			point = grid_locate(grid, (int64) score * GRID_UNIT);

	return likely(point >= 0) ? point : score_off_point_int(grid, scale, point, score);
}

static inline int
score_read_int2(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return score_read_int(grid, scale, PG_GETARG_INT16(arg));
}

static inline int
score_read_int4(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return score_read_int(grid, scale, PG_GETARG_INT32(arg));
}

static inline int
score_read_bool(FunctionCallInfo fcinfo, int arg, const Grid *grid, const RatingScale *scale)
{
	return score_read_int(grid, scale, PG_GETARG_BOOL(arg) ? 1 : 0);
}

#endif							/* CSAT_ANSWER_H */

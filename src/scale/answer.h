/*
 * answer.h
 *		From an answer as it is stored to a point of the scale.
 *
 * A reader takes a value that is not NULL, wherever it comes from, and returns
 * its point, by index from LO, or POINT_MISSING.  What is neither is an error
 * (22003 for a number, 22P02 for a text).  scale is NULL where there is none
 * and the grid is a metric's default.
 */
#ifndef CSAT_ANSWER_H
#define CSAT_ANSWER_H

#include "compat.h"

#include "scale/answer_memo.h"
#include "scale/rating_scale.h"

#define POINT_MISSING	(-3)	/* beside POINT_OFF_SCALE and POINT_OFF_STEP */

typedef int (*ScoreReader) (Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale);

/* An answer as it is written, without blanks around it; false for what cannot be an answer. */
typedef bool (*SliceReader) (Datum answer, Slice *slice);

/* How the answers of one SQL type are read. */
typedef struct AnswerType
{
	Oid			type;
	ScoreReader read;
	SliceReader as_written;		/* NULL: a type without texts, of which none
								 * is blank */
} AnswerType;

extern const AnswerType int2_answers;
extern const AnswerType int4_answers;
extern const AnswerType bool_answers;
extern const AnswerType float8_answers;
extern const AnswerType numeric_answers;
extern const AnswerType text_answers;
extern const AnswerType jsonb_answers;

/* NULL for a type that is cast to one of these first; a rating brings its scale and is none of them. */
extern const AnswerType *answer_type_of(Oid type);

/* Is an answer blank or null, whatever the scale? */
extern bool answer_is_blank(const AnswerType *type, Datum answer);

/* An integer that is no point of the grid: POINT_MISSING, or an error. */
extern int	answer_off_point(const Grid *grid, const RatingScale *scale, int off, int32 score);

static inline int
answer_read_integer(int32 score, const Grid *grid, const RatingScale *scale)
{
	int			point = grid_locate(grid, (int64) score * GRID_UNIT);

	return likely(point >= 0) ? point : answer_off_point(grid, scale, point, score);
}

#endif							/* CSAT_ANSWER_H */

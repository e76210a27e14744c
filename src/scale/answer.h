/*
 * answer.h
 *		From an answer as it is stored to a point of the scale.
 *
 * A parser takes a value that is not NULL, wherever it comes from, and returns
 * its point, by index from LO, POINT_MISSING, or why it is neither.  A reader
 * does the same, remembers what it has read, and raises what a parser returns
 * for a fault (22003 for a number, 22P02 for a text).  scale is NULL where there
 * is none and the grid is a metric's default.
 */
#ifndef CSAT_ANSWER_H
#define CSAT_ANSWER_H

#include "compat.h"

#include "scale/answer_memo.h"
#include "scale/rating_scale.h"

/* What is no point, beside POINT_OFF_SCALE and POINT_OFF_STEP. */
#define POINT_MISSING		(-3)	/* no answer */
#define POINT_NO_NUMBER		(-4)	/* a text that is neither number nor label */
#define POINT_NO_SCALAR		(-5)	/* a jsonb array or object */
#define POINT_NO_BOOLEAN	(-6)	/* a jsonb boolean, which is no score */

static inline bool
point_is_fault(int point)
{
	return point < 0 && point != POINT_MISSING;
}

typedef int (*ScoreReader) (Datum answer, AnswerCache cache, const Grid *grid, const RatingScale *scale);

/* An answer as its user knows it, without blanks around it; false for what cannot be an answer. */
typedef bool (*SliceReader) (Datum answer, Slice *slice);

/* How the answers of one SQL type are read. */
typedef struct AnswerType
{
	Oid			type;
	ScoreReader read;
	AnswerParser parse;
	SliceReader as_written;
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

/* Why an answer cannot be read: what an error says. */
typedef struct AnswerFault
{
	int			sqlstate;
	char	   *message;
	char	   *detail;			/* or NULL */
	char	   *hint;
} AnswerFault;

/* answer_fault.c: of an answer whose parser returned a fault */
extern AnswerFault answer_fault(const AnswerType *type, Datum answer, int fault, const Grid *grid, const RatingScale *scale);
pg_noreturn extern void answer_raise(const AnswerType *type, Datum answer, int fault, const Grid *grid,
									 const RatingScale *scale);

/* An integer that is no point of the grid, or stands for a label: a point, POINT_MISSING, or an error. */
extern int	answer_read_odd_integer(int32 score, const Grid *grid, const RatingScale *scale);

static inline int
answer_read_integer(int32 score, const Grid *grid, const RatingScale *scale)
{
	int			point = grid_locate(grid, (int64) score * GRID_UNIT);

	return likely(point >= 0 && !scale_matches_numbers(scale)) ? point : answer_read_odd_integer(score, grid, scale);
}

#endif							/* CSAT_ANSWER_H */

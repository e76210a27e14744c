/*
 * answer_memo.h
 *		What the answers of a column were read as, remembered.
 */
#ifndef CSAT_ANSWER_MEMO_H
#define CSAT_ANSWER_MEMO_H

#include "compat.h"

#include "scale/rating_scale.h"

/*
 * Where a caller lets the readers remember what they have read.  It is a pure
 * cache: losing it, or none at all, costs time and nothing else.
 */
typedef struct AnswerCache
{
	void	  **memo;			/* a pointer of the caller's, NULL at first;
								 * or NULL: remember nothing */
	MemoryContext context;		/* what *memo is allocated in */
} AnswerCache;

extern const AnswerCache no_answer_cache;

/* The cache of a call site, which lives as long as its FmgrInfo. */
static inline AnswerCache
answer_cache_of_call(FunctionCallInfo fcinfo)
{
	AnswerCache cache = {NULL, NULL};

	if (likely(fcinfo->flinfo != NULL))
	{
		cache.memo = &fcinfo->flinfo->fn_extra;
		cache.context = fcinfo->flinfo->fn_mcxt;
	}
	return cache;
}

/* From a value that was detoasted to a point of the scale, or POINT_MISSING. */
typedef int (*AnswerParser) (Datum answer, const Grid *grid, const RatingScale *scale);

/* What the parser makes of an answer of variable length, or has made of it before. */
extern int	answer_memo_read(AnswerCache cache, Datum answer, const Grid *grid,
							 const RatingScale *scale, AnswerParser parse);

#endif							/* CSAT_ANSWER_MEMO_H */

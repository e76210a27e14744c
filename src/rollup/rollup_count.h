/*
 * rollup_count.h
 *		Rows of a source counted into cells, and cells put into NAME_changes.
 *
 * Nothing here is SQL text: the expressions are those of the definition, whose
 * functions are OIDs since the roll-up was made, and rows go into the table by
 * the executor's own routines.
 */
#ifndef CSAT_ROLLUP_COUNT_H
#define CSAT_ROLLUP_COUNT_H

#include "compat.h"

#include "executor/tuptable.h"
#include "utils/rel.h"
#include "utils/tuplestore.h"

#include "rollup/rollup.h"
#include "rollup/rollup_cells.h"
#include "scale/answer.h"

/* How rows of one table are counted for one roll-up; lives as long as its context. */
typedef struct CountPlan
{
	MemoryContext context;		/* of all of it */
	List	   *expressions;	/* planned: the keys, the score, then those of
								 * the weight, the filter and the condition of
								 * bad answers that there are */
	int			weight;			/* places in the list; 0: there is none */
	int			filter;
	int			bad;
	CellKeys	keys;			/* period and segments */
	AttrNumber *key_numbers;	/* their columns in NAME_changes */
	AttrNumber	added;			/* columns of NAME_changes */
	AttrNumber	removed;
	AttrNumber	unread;			/* 0: there is none */
	const AnswerType *answers;	/* how scores are read; NULL: ratings or
								 * tallies */
	bool		tallies;		/* a score is a tally */
	RatingScale *scale;
	void	   *memo;			/* what scores were read as, see AnswerCache */
	uint64		functions;		/* functions_changed when it was planned */
	int			users;			/* how often it is in use, nested */
	bool		dropped;		/* freed with its last user */
} CountPlan;

/* A count that is going on. */
typedef struct Count Count;

extern CountPlan *count_plan_create(const Rollup *rollup, TupleDesc rows, Relation changes);
extern bool count_plan_is_valid(const CountPlan *plan);
extern void count_plan_drop(CountPlan *plan);
extern CountPlan *count_plan_use(CountPlan *plan);
extern void count_plan_leave(CountPlan *plan);
extern void count_plan_read(const CountPlan *plan, TupleTableSlot *slot, Datum *values, bool *nulls);

extern Count *count_begin(CountPlan *plan, Relation changes, const char *table);
extern void count_row(Count *count, TupleTableSlot *slot, bool added);
extern void count_tuplestore(Count *count, Tuplestorestate *rows, TupleDesc columns, bool added);
extern void count_end(Count *count);

/* rollup_append.c: rows into NAME_changes, without a look at the writer's rights to it */
typedef struct Appender Appender;

extern Appender *append_begin(Relation changes);
extern void append_cell(Appender *appender, const CountPlan *plan, const Cell *cell);
extern void append_end(Appender *appender);

#endif							/* CSAT_ROLLUP_COUNT_H */

/*
 * rollup_create.h
 *		What csat_create_rollup was asked for, checked and ready for use in SQL.
 */
#ifndef CSAT_ROLLUP_CREATE_H
#define CSAT_ROLLUP_CREATE_H

#include "access/attnum.h"
#include "scale/grid.h"
#include "utils/array.h"
#include "rollup/rollup.h"

/* A column of the roll-up and where it comes from. */
typedef struct RollupColumn
{
	char	   *name;			/* quoted */
	char	   *plain_name;		/* not quoted; of a segment */
	char	   *expression;		/* over the source's columns */
	const char *type;			/* with its collation, where not the default */
	char	   *comment;
} RollupColumn;

typedef struct RollupRequest
{
	Rollup		rollup;			/* tables and views not yet made: InvalidOid;
								 * those that are kept by "replace" are here */
	char	   *changes_name;	/* schema-qualified */
	char	   *tallies_name;
	char	   *report_name;
	Grid		grid;			/* of the scale */
	const char *at_column;		/* names of columns of the source, not quoted */
	const char *score_column;
	const char *weight_column;	/* NULL: unweighted */
	RollupColumn period;
	RollupColumn at;
	RollupColumn score;
	RollupColumn weight;
	RollupColumn who;			/* of whom the answer is */
	RollupColumn *segments;
	int			nsegments;
	bool		weighted;
	bool		unweightable;	/* the score is a boolean or a tally */
	const char *score_type;		/* its name */
	char		persistence;	/* of the source, and so of the roll-up's
								 * table */
	char	   *filter;			/* NULL: every row */
	Node	   *filter_tree;	/* the same, parsed */
	char	   *target;			/* NULL: look into csat_benchmark */
	bool		lower_is_better;
	bool		zone_given;		/* not the session's */
	int			min_responses;	/* 0: show all */
	const char *person;			/* column of whose answers rows are; NULL: a
								 * row is a person */
	const char *latest;			/* text of an interval: how long an answer of
								 * a person stands; NULL: for its own period */
	bool		bad_is_missing; /* an answer off the scale is counted as
								 * missing, else an error */
	bool		replace;		/* of what there is under the name */
	List	   *afterwards;		/* of char *, grants and comments to be made
								 * again */
	const char *adjust;			/* method of p_adjust; NULL: none */
	bool		year_ago;		/* compare with the same period a year ago,
								 * else with the one before */
} RollupRequest;

/* Arguments of csat_create_rollup. */
enum
{
	ARG_NAME,
	ARG_SOURCE,
	ARG_METRIC,
	ARG_SCORE,
	ARG_SCALE,
	ARG_AT,
	ARG_EVERY,
	ARG_BY,
	ARG_MODE,
	ARG_WEIGHT,
	ARG_FILTER,
	ARG_TARGET,
	ARG_LOWER_IS_BETTER,
	ARG_MIN_RESPONSES,
	ARG_TIME_ZONE,
	ARG_PERSON,
	ARG_LATEST,
	ARG_ON_BAD,
	ARG_REPLACE,
	ARG_ADJUST,
	ARG_BASELINE,
	ARG_WEEK_START,
	ARG_FISCAL_START
};

/* rollup_arguments.c */
extern void rollup_refuse_null(FunctionCallInfo fcinfo, int arg, const char *name, const char *hint);
extern void rollup_take_words(FunctionCallInfo fcinfo, RollupRequest *request);
extern void rollup_take_numbers(FunctionCallInfo fcinfo, RollupRequest *request);

/* rollup_source.c: the source */
extern void rollup_check_source(RollupRequest *request);

/* rollup_columns.c: its columns */
extern void rollup_check_columns(RollupRequest *request, Name at, Name score, Name weight, ArrayType *by);
extern void rollup_refuse_virtual_column(const RollupRequest *request, AttrNumber number);

/* rollup_filter.c */
extern void rollup_check_filter(RollupRequest *request, const char *filter);

/* rollup_create.c */
extern void rollup_drop_if_there(const char *kind, Oid relation);
extern void rollup_drop_relations(const Rollup *rollup);

/* rollup_replace.c */
extern void rollup_make_way(RollupRequest *request);
extern void rollup_make_again(const RollupRequest *request);
extern bool rollup_is_orphan(Oid table, Oid schema);

/* rollup_options.c */
extern char *rollup_options_json(const RollupRequest *request);

/* rollup_tallies_view.c, rollup_bi_view.c, rollup_report_view.c */
extern void rollup_create_tallies_view(const RollupRequest *request);
extern void rollup_create_bi_view(const RollupRequest *request);
extern void rollup_create_report_view(const RollupRequest *request);

#endif							/* CSAT_ROLLUP_CREATE_H */

/*
 * rollup.h
 *		A roll-up: a table of tallies that follows its source, and its views.
 *
 * Four objects make one roll-up called NAME:
 *
 *	NAME_changes	the table: tallies added and removed, per period and segment
 *	NAME_tallies	the view that adds them up, one tally per cell
 *	NAME			the view for BI tools, plain types only
 *	NAME_report		the view for reports, with totals
 *
 * What turns a row of the source into an answer (its period, segments, score,
 * weight, and the filter) is kept as an arm of NAME_tallies that never
 * returns a row, and what else was asked for as a constant beside it.  There
 * PostgreSQL itself keeps it right: a renamed column keeps working, a dump
 * restores it, a column in use cannot be dropped or retyped.  There is no list
 * of roll-ups: csat_rollup reads the catalog.
 */
#ifndef CSAT_ROLLUP_H
#define CSAT_ROLLUP_H

#include "postgres.h"
#include "datatype/timestamp.h"
#include "executor/spi.h"
#include "fmgr.h"
#include "nodes/parsenodes.h"
#include "nodes/pg_list.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#include "rollup/rollup_every.h"
#include "scale/rating_scale.h"
#include "scores/metric_table.h"

/* A column that makes cells: the period, or a segment. */
typedef struct RollupKey
{
	char	   *name;			/* in NAME_changes and the views, not quoted */
	Node	   *expression;		/* over the columns of the source, varno 1 */
} RollupKey;

/* Names as they stand in SQL: quoted where they must be. */
typedef struct Rollup
{
	char	   *name;			/* the view for BI, schema-qualified */
	Oid			source;			/* whose rows are counted */
	Oid			changes;		/* the table NAME_changes */
	Oid			tallies;		/* the view NAME_tallies */
	Oid			view;			/* the view NAME; InvalidOid: it was dropped */
	Oid			report;			/* the view NAME_report; likewise */
	Metric		metric;			/* of a roll-up that is being created: what is
								 * read from the tallies */
	char	   *scale;			/* text of the rating_scale */
	const RollupEvery *every;	/* the length of a period */
	char	   *time_zone;		/* that the periods are cut in */
	bool		live;			/* followed by triggers, else by refresh */
	Oid			schema;			/* that csat is installed in */
	char	   *extension;		/* its name */

	/* what the definition says, trees of the view; not of one being created */
	Query	   *arm;			/* as a whole */
	List	   *keys;			/* of RollupKey *, the period first */
	Node	   *at;				/* the time that the period is cut from */
	Node	   *score;
	Node	   *weight;			/* NULL: unweighted */
	Node	   *person;			/* whose answer it is; NULL: rows are people */
	Node	   *unread;			/* was the answer bad, and counted as missing?
								 * NULL: bad answers are errors */
	Node	   *filter;			/* NULL: every row */
	Jsonb	   *options;		/* what was asked for */
	Oid			tally_type;		/* the type tally */
} Rollup;

/* How a row of the source is read: expressions over its columns, as SQL. */
typedef struct RollupReading
{
	char	   *alias;			/* the source's name inside the expressions */
	char	   *period;
	char	   *period_type;	/* of the period */
	char	   *at;				/* the time that the period is cut from */
	char	   *at_column;		/* its name in the source, not quoted; NULL:
								 * from no column */
	Oid			at_type;		/* date, timestamp or timestamptz */
	List	   *segments;		/* of char *, one expression a segment */
	List	   *names;			/* of char *, the segments' quoted names */
	List	   *plain_names;	/* the same, not quoted */
	char	   *score;
	Oid			score_type;
	char	   *weight;			/* NULL: unweighted */
	char	   *person;			/* NULL: rows are people */
	char	   *latest;			/* an interval: how long an answer of a person
								 * stands; NULL: for its own period */
	char	   *unread;			/* NULL: bad answers are errors */
	char	   *filter;			/* NULL: every row */
	List	   *own;			/* of ObjectAddress *, what statements may use
								 * beside PostgreSQL's and ours */
} RollupReading;

/* Who we were before rollup_become(). */
typedef struct RollupIdentity
{
	Oid			user;
	int			context;		/* security context flags */
	int			nest;			/* GUC nesting level */
} RollupIdentity;

/* rollup_run.c: SQL on somebody's behalf */
extern int	rollup_pin_search_path(void);
extern void rollup_unpin_search_path(int nest);
extern RollupIdentity rollup_become(Oid user);
extern void rollup_be_again(RollupIdentity before);
extern void rollup_run(const char *format,...) pg_attribute_printf(1, 2);
extern void rollup_execute(const char *sql, bool read_only, const List *own);
extern char *rollup_value(const char *query, const List *own);
extern char *rollup_extension_name(Oid schema);
extern char *rollup_relation_name(Oid relation);
extern Oid	rollup_relation_owner(Oid relation);
extern Oid	rollup_relation_named(const char *name);
extern int	rollup_count_columns(Oid relation);
extern Oid	rollup_extension_schema(FunctionCallInfo fcinfo);
extern Oid	rollup_type(Oid schema, const char *name);
extern void rollup_require_read_committed(const char *function);

/* rollup_trusted.c: what is run is looked at first */
extern List *rollup_own_objects(const Rollup *rollup, Node *filter);
extern void rollup_require_trusted_view(Oid view, const List *own);
extern void rollup_explain_ambiguity(ErrorContextCallback *context);
extern SPIPlanPtr rollup_prepare(const char *sql, int nparams, Oid *types, int options, const List *own);

/* rollup_definition.c: what NAME_tallies says */
extern Rollup *rollup_of_tallies(Oid tallies, Oid schema, const char **defect);
extern char *rollup_option(const Rollup *rollup, const char *key);
extern RatingScale *rollup_scale(const char *text);
extern Oid	rollup_function(Oid schema, const char *name, int nargs, const Oid *types);

/* rollup_find.c: which roll-ups there are */
extern Rollup *rollup_under(const char *name, const char *tallies_name, Oid schema);
extern Rollup *rollup_if_named(text *name, Oid schema);
extern Rollup *rollup_by_name(text *name, Oid schema);
extern Oid	rollup_changes_by_name(text *name);
extern List *rollup_dependents(Oid dependents, Oid catalog, Oid object);

/* rollup_defect.c: why it must not be counted for */
extern char *rollup_defect(const Rollup *rollup);
extern void rollup_require_sound(const Rollup *rollup);

/* rollup_source.c: what a source may be */
extern void rollup_check_owner(Oid source);
extern void rollup_check_row_security(Oid source);
extern bool rollup_is_replicated(List *relations);
extern List *rollup_parents(Oid table);
extern void rollup_refuse_in_use(Oid table);

/* rollup_managed.c: tables that another extension keeps */
extern void rollup_refuse_managed(Oid table);

/* rollup_reading.c: how rows are read, as SQL */
extern RollupReading *rollup_reading(const Rollup *rollup);

/* rollup_sql.c: the texts of queries */
extern char *rollup_text_sql(const char *value);
extern char *rollup_nothing_sql(const char *csat);
extern char *rollup_answers_sql(const RollupReading *reading, const char *from, const char *extra);
extern char *rollup_cells_sql(const RollupReading *reading);
extern char *rollup_tally_sql(const Rollup *rollup, const RollupReading *reading);
extern char *rollup_recount_sql(const Rollup *rollup, const RollupReading *reading, const char *condition, bool unread);
extern char *rollup_period_sql(const char *csat, const RollupEvery *every, const char *time_zone, const char *at, Oid type);

/*
 * rollup_people.c: where rows are not people.  NAME_changes has then, of each
 * cell, its people as a summary of clusters, those of the whole period, the
 * p-value of its change, and how it differs from the rest of the period.
 */
#define ROLLUP_PEOPLE_COLUMNS \
	"csat_people, csat_everybody, csat_moved, csat_apart_lower, csat_apart_upper, csat_apart"
extern char *rollup_standing_sql(const Rollup *rollup, const RollupReading *reading);
extern char *rollup_people_sql(const Rollup *rollup, const RollupReading *reading, const char *since);

/* rollup_install.c: where the triggers sit */
extern void rollup_add_triggers(const Rollup *rollup);
extern void rollup_drop_triggers(const Rollup *rollup, List *relations);
extern List *rollup_triggered_tables(const Rollup *rollup);
extern List *rollup_followed_tables(const Rollup *rollup);
extern List *rollup_unwatched_tables(const Rollup *rollup);

/* rollup_bound.c: what a partition's declaration says of its rows */
extern char *rollup_lower_bound(Oid source, const char *column, Oid partition);

/* rollup_refresh.c */
extern void rollup_recount(const Rollup *rollup, const char *since);
extern char *rollup_period_of(const Rollup *rollup, TimestampTz time);
extern char *rollup_since_sql(const Rollup *rollup, const RollupReading *reading, const char *period);

/* rollup_watch.c: what a live roll-up does not see */
extern List *rollup_newcomers(const Rollup *rollup);
extern List *rollup_leavers(const Rollup *rollup);
extern void rollup_refuse_replicated(const Rollup *rollup);
extern void rollup_warn_of_gaps(const Rollup *rollup);
extern void rollup_warn_of_persistence(const Rollup *rollup);
extern void rollup_warn_of_differences(const Rollup *rollup);

/* rollup_fold.c */
struct CountPlan;
extern void rollup_fold(struct CountPlan *plan, Relation changes);

#endif							/* CSAT_ROLLUP_H */

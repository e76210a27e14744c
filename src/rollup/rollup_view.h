/*
 * rollup_view.h
 *		What the views of a roll-up are put together from.
 *
 * Inside of them all names that are not columns of the roll-up begin with
 * csat_, so that a segment may have any other.
 */
#ifndef CSAT_ROLLUP_VIEW_H
#define CSAT_ROLLUP_VIEW_H

#include "lib/stringinfo.h"
#include "rollup/rollup_create.h"

/* rollup_view.c: making a view, its comments */
extern void rollup_create_view(Oid old, const char *name, const char *query, const char *comment);
extern void rollup_comment_column(const char *relation, const char *column, const char *comment);
extern void rollup_comment_keys(const RollupRequest *request, const char *relation);
extern char *rollup_segments_sql(const RollupRequest *request, const char *prefix);

/*
 * rollup_figures.c: the calls that read a figure off the tally that an
 * expression gives; NULL where that is NULL.
 */
extern char *rollup_responses_sql(const RollupRequest *request, const char *tally);
extern char *rollup_asked_sql(const RollupRequest *request, const char *tally);
extern char *rollup_weight_sql(const RollupRequest *request, const char *tally);
extern char *rollup_part_sql(const RollupRequest *request, const MetricPart *part, const char *reader, const char *tally);
extern char *rollup_score_sql(const RollupRequest *request, const char *tally);
extern char *rollup_interval_sql(const RollupRequest *request, const char *tally, const char *people);
extern char *rollup_compare_sql(const RollupRequest *request, const char *tally, const char *baseline);
extern char *rollup_adjusted_sql(const RollupRequest *request, const char *p, const char *period);
extern char *rollup_people_count_sql(const RollupRequest *request, const char *tally, const char *people);
extern char *rollup_suppressed_sql(const RollupRequest *request, const char *tally, const char *people);
extern char *rollup_p_value_sql(const RollupRequest *request, const char *p);

/* rollup_calendar.c: one period and another */
extern char *rollup_bounded_sql(const RollupRequest *request, const char *period, const char *expression);
extern char *rollup_earlier_sql(const RollupRequest *request, const char *period);
extern char *rollup_later_sql(const RollupRequest *request, const char *period);
extern char *rollup_before_sql(const RollupRequest *request, const char *alias, const char *column);
extern char *rollup_before_window_sql(const RollupRequest *request, const char *alias);
extern char *rollup_complete_sql(const RollupRequest *request, const char *period);
extern char *rollup_counted_sql(const RollupRequest *request, const char *period);

#endif							/* CSAT_ROLLUP_VIEW_H */

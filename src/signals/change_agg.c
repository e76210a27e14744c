/*
 * change_agg.c
 *		SQL: score_change(before, after, metric).
 *
 * The state is no value of SQL: it lives in the aggregate's memory, and goes
 * from worker to leader as bytes.
 */
#include "compat.h"

#include <math.h>

#include "libpq/pqformat.h"
#include "utils/builtins.h"

#include "number/number.h"
#include "scores/reader.h"
#include "signals/change.h"
#include "tally/transition.h"
#include "uncertainty/result_rows.h"

#define ALPHA	0.05

PG_FUNCTION_INFO_V1(score_change_accum);
PG_FUNCTION_INFO_V1(score_change_accum_inv);
PG_FUNCTION_INFO_V1(score_change_combine);
PG_FUNCTION_INFO_V1(score_change_serialize);
PG_FUNCTION_INFO_V1(score_change_deserialize);
PG_FUNCTION_INFO_V1(score_change_final);

typedef struct ChangeState
{
	Metric		metric;			/* row is NULL before the first answer */
	ChangeSums	sums;
} ChangeState;

static ChangeState *
state_create(void)
{
	ChangeState *state = palloc0(sizeof(ChangeState));

	state->sums.before = tally_create(NULL, false);
	state->sums.after = tally_create(NULL, false);
	return state;
}

/* The state of the call, made where it has none yet. */
static ChangeState *
state_for_update(FunctionCallInfo fcinfo)
{
	MemoryContext caller;
	ChangeState *state;

	if (!PG_ARGISNULL(0))
		return (ChangeState *) PG_GETARG_POINTER(0);
	caller = MemoryContextSwitchTo(aggregate_context(fcinfo));
	state = state_create();
	MemoryContextSwitchTo(caller);
	return state;
}

static bool
metric_is(const Metric *a, const Metric *b)
{
	return a->row == b->row && a->boxes[0] == b->boxes[0] && a->boxes[1] == b->boxes[1];
}

/* One metric in all rows. */
static void
state_check_metric(ChangeState *state, const Metric *metric)
{
	if (state->metric.row != NULL && !metric_is(&state->metric, metric))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("metric changes inside one group: %s and %s",
						metric_to_text(&state->metric), metric_to_text(metric)),
				 errhint("Group by what the metric depends on.")));
	state->metric = *metric;
}

static void
state_read_metric(FunctionCallInfo fcinfo, ChangeState *state)
{
	Metric		metric;

	if (PG_ARGISNULL(3))
		ereport(ERROR,
				(errcode(ERRCODE_NULL_VALUE_NOT_ALLOWED),
				 errmsg("metric is null on an answered row"),
				 errhint(METRIC_HINT)));
	metric = metric_named(PG_GETARG_TEXT_PP(3));
	state_check_metric(state, &metric);
}

/* The tally in an argument; NULL where it has no answers. */
static const Tally *
answers_in(FunctionCallInfo fcinfo, int arg)
{
	const Tally *t;
	Totals		totals;

	if (PG_ARGISNULL(arg))
		return NULL;
	t = PG_GETARG_TALLY(arg);
	return reader_load(t, &totals) ? t : NULL;
}

/* Add a tally to all those of a period, or take it away. */
static void
merge_period(MemoryContext context, Tally **all, const Tally *t, bool remove)
{
	MemoryContext caller = MemoryContextSwitchTo(context);
	Tally	   *old = *all;
	TallyFault	fault = TALLY_OK;

	if (t != NULL)
		fault = tally_merge(all, t, remove);
	if (fault != TALLY_OK)
		tally_raise(fault, &old->grid, &t->grid);
	if (remove && !tally_has_answers(*all))
		*all = tally_create(NULL, false);
	if (*all != old)
		pfree(old);
	MemoryContextSwitchTo(caller);
}

static void
state_merge(FunctionCallInfo fcinfo, ChangeState *state, const Tally *before, const Tally *after, bool remove)
{
	MemoryContext context = aggregate_context(fcinfo);

	merge_period(context, &state->sums.before, before, remove);
	merge_period(context, &state->sums.after, after, remove);
	if (tally_has_scale(state->sums.before) && tally_has_scale(state->sums.after) &&
		!grid_equal(&state->sums.before->grid, &state->sums.after->grid))
		tally_raise(TALLY_SCALES_DIFFER, &state->sums.before->grid, &state->sums.after->grid);
}

static void
state_count(ChangeState *state, int64 people)
{
	if (pg_add_s64_overflow(state->sums.people, people, &state->sums.people))
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	if (state->sums.people == 0)
		state->metric.row = NULL;
}

static Datum
accumulate(FunctionCallInfo fcinfo, bool remove)
{
	ChangeState *state = state_for_update(fcinfo);
	ChangePerson person = {answers_in(fcinfo, 1), answers_in(fcinfo, 2)};

	if (person.before == NULL && person.after == NULL)
		PG_RETURN_POINTER(state);
	state_read_metric(fcinfo, state);
	state_merge(fcinfo, state, person.before, person.after, remove);
	change_take(&state->sums, &state->metric, &person, remove);
	state_count(state, remove ? -1 : 1);
	PG_RETURN_POINTER(state);
}

Datum
score_change_accum(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, false);
}

Datum
score_change_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate(fcinfo, true);
}

Datum
score_change_combine(PG_FUNCTION_ARGS)
{
	ChangeState *state = state_for_update(fcinfo);
	const ChangeState *more = (ChangeState *) PG_GETARG_POINTER(1);

	if (PG_ARGISNULL(1) || more->metric.row == NULL)
		PG_RETURN_POINTER(state);
	state_check_metric(state, &more->metric);
	state_merge(fcinfo, state, more->sums.before, more->sums.after, false);
	change_add_sums(&state->sums, &more->sums);
	state_count(state, more->sums.people);
	PG_RETURN_POINTER(state);
}

static void
send_tally(StringInfo buf, const Tally *t)
{
	pq_sendint32(buf, VARSIZE(t));
	pq_sendbytes(buf, (const char *) t, VARSIZE(t));
}

static Tally *
receive_tally(StringInfo buf)
{
	int			size = pq_getmsgint(buf, 4);
	Tally	   *t = palloc(size);

	pq_copymsgbytes(buf, (char *) t, size);
	return t;
}

/* From worker to leader: the metric as text, people, products, and both tallies as they lie in memory. */
Datum
score_change_serialize(PG_FUNCTION_ARGS)
{
	const ChangeState *state = (ChangeState *) PG_GETARG_POINTER(0);
	const char *metric = state->metric.row == NULL ? "" : metric_to_text(&state->metric);
	StringInfoData buf;

	pq_begintypsend(&buf);
	pq_sendint32(&buf, strlen(metric));
	pq_sendbytes(&buf, metric, strlen(metric));
	pq_sendint64(&buf, state->sums.people);
	pq_sendbytes(&buf, (const char *) state->sums.product, sizeof(state->sums.product));
	send_tally(&buf, state->sums.before);
	send_tally(&buf, state->sums.after);
	PG_RETURN_BYTEA_P(pq_endtypsend(&buf));
}

static Metric
receive_metric(StringInfo buf)
{
	Metric		none = {NULL, {0, 0}};
	int			len = pq_getmsgint(buf, 4);

	if (len == 0)
		return none;
	return metric_named(cstring_to_text_with_len(pq_getmsgbytes(buf, len), len));
}

Datum
score_change_deserialize(PG_FUNCTION_ARGS)
{
	bytea	   *bytes = PG_GETARG_BYTEA_PP(0);
	ChangeState *state = palloc0(sizeof(ChangeState));
	StringInfoData buf;

	initStringInfo(&buf);
	appendBinaryStringInfo(&buf, VARDATA_ANY(bytes), VARSIZE_ANY_EXHDR(bytes));
	state->metric = receive_metric(&buf);
	state->sums.people = pq_getmsgint64(&buf);
	pq_copymsgbytes(&buf, (char *) state->sums.product, sizeof(state->sums.product));
	state->sums.before = receive_tally(&buf);
	state->sums.after = receive_tally(&buf);
	pq_getmsgend(&buf);
	PG_RETURN_POINTER(state);
}

/* Bounds and test: none where the error is not known. */
static Difference
difference_of(Estimate change, double range)
{
	Difference	difference = {.value = change.value,.statistic = NAN,.p_value = NAN};

	difference.bounds = bounds_clamped(estimate_bounds(change, ALPHA), -range, range);
	if (!(change.error > 0.0))
		return difference;
	difference.statistic = change.value / change.error;
	difference.p_value = two_sided_probability(difference.statistic, change.df);
	return difference;
}

static double
range_of(const Metric *metric, const Grid *grid)
{
	return metric_highest(metric, grid) - metric_lowest(metric, grid);
}

Datum
score_change_final(PG_FUNCTION_ARGS)
{
	ChangeState *state = PG_ARGISNULL(0) ? NULL : (ChangeState *) PG_GETARG_POINTER(0);
	Totals		before;
	Totals		after;
	Estimate	change;

	if (state == NULL || !reader_load(state->sums.before, &before) || !reader_load(state->sums.after, &after))
		PG_RETURN_NULL();
	change = change_of(&state->sums, &state->metric);
	return difference_row(fcinfo, number_from_ratio(metric_score(&state->metric, state->sums.after, &after)),
						  number_from_ratio(metric_score(&state->metric, state->sums.before, &before)),
						  difference_of(change, range_of(&state->metric, &state->sums.before->grid)), 1.0);
}

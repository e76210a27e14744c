/*
 * weighted_stats_agg.c
 *		From rows to a weighted_stats: the aggregates weighted_stats, gap, csi,
 *		acsi and sci.
 *
 * Each transition function turns its arguments into a Row, a value with a
 * weight; one pair of functions puts rows in and takes them out.
 */
#include "compat.h"

#include <math.h>

#include "tally/transition.h"
#include "number/decimal.h"
#include "base/float_array.h"
#include "number/number.h"
#include "rating/rating.h"
#include "scale/answer.h"
#include "weighted/weighted_stats.h"

PG_FUNCTION_INFO_V1(weighted_stats_accum);
PG_FUNCTION_INFO_V1(weighted_stats_accum_inv);
PG_FUNCTION_INFO_V1(gap_accum);
PG_FUNCTION_INFO_V1(gap_accum_inv);
PG_FUNCTION_INFO_V1(csi_accum_float8);
PG_FUNCTION_INFO_V1(csi_accum_inv_float8);
PG_FUNCTION_INFO_V1(csi_accum_text);
PG_FUNCTION_INFO_V1(csi_accum_inv_text);
PG_FUNCTION_INFO_V1(csi_accum_jsonb);
PG_FUNCTION_INFO_V1(csi_accum_inv_jsonb);
PG_FUNCTION_INFO_V1(csi_accum_float8_written);
PG_FUNCTION_INFO_V1(csi_accum_inv_float8_written);
PG_FUNCTION_INFO_V1(csi_accum_rating);
PG_FUNCTION_INFO_V1(csi_accum_inv_rating);
PG_FUNCTION_INFO_V1(acsi_accum);
PG_FUNCTION_INFO_V1(acsi_accum_inv);
PG_FUNCTION_INFO_V1(sci_accum);
PG_FUNCTION_INFO_V1(sci_accum_inv);
PG_FUNCTION_INFO_V1(weighted_stats_combine);
PG_FUNCTION_INFO_V1(weighted_stats_combine_inv);
PG_FUNCTION_INFO_V1(weighted_stats_percent_of_maximum);
PG_FUNCTION_INFO_V1(weighted_stats_rescaled);

/* acsi and sci ask three questions: arguments 1 to 3. */
#define QUESTIONS	3

/* What a row of the query comes to. */
typedef struct Row
{
	bool		answered;		/* has it a value? */
	double		value;
	const Grid *grid;			/* the scale of the value, or NULL */
	bool		weighed;		/* has it a weight? */
	Fixed128	w;
} Row;

static const Grid acsi_grid = {
	.lo = GRID_UNIT,
	.step = GRID_UNIT,
	.points = 10,
	.top = 2
};
static const Grid sci_grid = {
	.lo = GRID_UNIT,
	.step = GRID_UNIT,
	.points = 5,
	.top = 2
};

/* -------- rows in and out -------- */

/* The state, to be changed in place: that of the executor, or a copy. */
static inline WeightedStats *
state_for_update(FunctionCallInfo fcinfo)
{
	WeightedStats *state = (WeightedStats *) PG_GETARG_POINTER(0);

	if (likely(in_aggregate(fcinfo) && VARATT_IS_4B_U(state)))
		return state;
	return weighted_stats_copy(PG_GETARG_WEIGHTED_STATS(0));
}

/* Read the weight of a row into it; false if that is 0, which leaves it out. */
static inline bool
read_weight(FunctionCallInfo fcinfo, int arg, Row *row)
{
	row->weighed = !PG_ARGISNULL(arg);
	if (!row->weighed)
		return true;
	if (unlikely(!fixed_weight_from_double(PG_GETARG_FLOAT8(arg), &row->w)))
		raise_bad_weight(PG_GETARG_FLOAT8(arg));
	return !fixed128_is_zero(&row->w);
}

static inline void
weigh_one(Row *row)
{
	row->weighed = true;
	row->w = fixed128_from_count(1);
}

/* The scale of the values comes with the first of them. */
static inline void
check_scale(WeightedStats *state, const Grid *grid)
{
	if (likely(grid_equal(&state->grid, grid)))
		return;
	if (state->n > 0)
		raise_scale_changes(&state->grid, grid);
	state->grid = *grid;
	state->grid.format = WEIGHTED_STATS_VERSION;
}

/*
 * Put a row in or take it out.  A row with neither value nor weight tells
 * nothing, not even how much is missing, and is left out.
 */
static pg_attribute_always_inline Datum
take_row(FunctionCallInfo fcinfo, const Row *row, bool remove)
{
	WeightedStats *state = state_for_update(fcinfo);
	WeightedFault fault = WEIGHTED_OK;

	if (!row->answered)
	{
		if (row->weighed)
			fault = remove ? weighted_stats_remove_missing(state, &row->w) :
				weighted_stats_add_missing(state, &row->w);
	}
	else
	{
		if (!row->weighed)
			raise_null_weight();
		if (row->grid != NULL)
			check_scale(state, row->grid);
		else if (unlikely(weighted_stats_has_scale(state)))
			weighted_stats_raise(WEIGHTED_SCALES_DIFFER);
		fault = remove ? weighted_stats_remove_value(state, &row->w, row->value) :
			weighted_stats_add_value(state, &row->w, row->value);
	}
	/* called by hand, it may be asked to take out a row that never went in */
	if (fault == WEIGHTED_OK && !in_aggregate(fcinfo) && weighted_stats_defect(state) != NULL)
		fault = remove ? WEIGHTED_TOO_FEW : WEIGHTED_TOO_LARGE;
	if (unlikely(fault != WEIGHTED_OK))
		weighted_stats_raise(fault);
	PG_RETURN_POINTER(state);
}

/* -------- weighted_stats(value, weight) -------- */

static pg_attribute_always_inline Datum
accumulate_value(FunctionCallInfo fcinfo, bool remove)
{
	Row			row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!read_weight(fcinfo, 2, &row))
		PG_RETURN_POINTER(state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1);
	if (row.answered)
		row.value = PG_GETARG_FLOAT8(1);
	return take_row(fcinfo, &row, remove);
}

Datum
weighted_stats_accum(PG_FUNCTION_ARGS)
{
	return accumulate_value(fcinfo, false);
}

Datum
weighted_stats_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_value(fcinfo, true);
}

/* -------- gap(perception, expectation [, weight]) = csi(...) -------- */

/*
 * The difference as it is written: 4.2 - 4.8 is -0.6, which it is not for the
 * doubles that stand for them.
 */
static double
difference(double perception, double expectation)
{
	double		gap = perception - expectation;
	int64		a;
	int64		b;

	if (fabs(gap) <= FIXED_MAX_VALUE && gap == (int64) gap)
		return gap;
	if (decimal_from_double(perception, &a) == DECIMAL_EXACT &&
		decimal_from_double(expectation, &b) == DECIMAL_EXACT)
		return (double) (a - b) / GRID_UNIT;
	return gap;
}

static pg_attribute_always_inline Datum
accumulate_gap(FunctionCallInfo fcinfo, bool remove)
{
	Row			row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (PG_NARGS() <= 3)
		weigh_one(&row);
	else if (!read_weight(fcinfo, 3, &row))
		PG_RETURN_POINTER(state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1) && !PG_ARGISNULL(2);
	if (row.answered)
		row.value = difference(PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	return take_row(fcinfo, &row, remove);
}

Datum
gap_accum(PG_FUNCTION_ARGS)
{
	return accumulate_gap(fcinfo, false);
}

Datum
gap_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_gap(fcinfo, true);
}

/* -------- csi(score, scale, weight) -------- */

/* A percentage of the maximum has a meaning only if 0 is nothing and more is better. */
static void
check_index_scale(const Grid *grid)
{
	char		scale[GRID_TEXT_MAX];

	if (!grid->reversed && grid->lo >= 0)
		return;
	grid_to_text(grid, scale);
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("csi is not defined on scale %s", scale),
			 errdetail("It is a percentage of the maximum, so that low must be bad and no score below zero."),
			 errhint("Weight rescaled scores instead: mean(weighted_stats(rescale(score, scale)::float8, weight)).")));
}

/*
 * A number inside the bounds is a value, whether or not it is a point of the
 * scale: it may be a mean.  False for a code that means no answer.
 */
static bool
read_number(FunctionCallInfo fcinfo, const RatingScale *scale, double *value)
{
	const Grid *grid = &scale->grid;
	int64		milli;

	*value = PG_GETARG_FLOAT8(1);
	if (unlikely(scale->names > 0) && decimal_from_double(*value, &milli) == DECIMAL_EXACT &&
		scale_is_missing_number(DatumGetRatingScale(PointerGetDatum(scale)), milli))
		return false;
	if (*value * GRID_UNIT >= grid->lo && *value * GRID_UNIT <= grid_hi(grid))
		return true;
	(void) score_read_float8(fcinfo, 1, grid, scale);	/* a code, or an error */
	return false;
}

/* As csat() reads an answer: a number on the scale, a label, or a code. */
static bool
read_answer(FunctionCallInfo fcinfo, ScoreReader read, const RatingScale *scale, double *value)
{
	int			point = read(fcinfo, 1, &scale->grid, scale);

	if (point == POINT_MISSING)
		return false;
	*value = (double) grid_value(&scale->grid, point) / GRID_UNIT;
	return true;
}

/* read and is_blank are NULL for numbers. */
static pg_attribute_always_inline Datum
accumulate_index(FunctionCallInfo fcinfo, ScoreReader read, bool (*is_blank) (Datum), bool remove)
{
	Row			row = {0};
	const WeightedStats *state;
	const RatingScale *scale;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!read_weight(fcinfo, 3, &row))
		PG_RETURN_POINTER(state_for_update(fcinfo));
	if (PG_ARGISNULL(1) || (is_blank != NULL && is_blank(PG_GETARG_DATUM(1))))
		return take_row(fcinfo, &row, remove);
	if (PG_ARGISNULL(2))
		raise_null_scale();
	state = (const WeightedStats *) PG_GETARG_POINTER(0);
	scale = (const RatingScale *) PG_DETOAST_DATUM(PG_GETARG_DATUM(2));
	/* equal to the state's, a scale is sound and fit for an index */
	if (unlikely(!in_aggregate(fcinfo) || !VARATT_IS_4B_U(state) || state->n == 0 ||
				 !grid_equal(&state->grid, &scale->grid)))
	{
		scale = DatumGetRatingScale(PointerGetDatum(scale));
		check_index_scale(&scale->grid);
	}
	row.grid = &scale->grid;
	row.answered = read != NULL ? read_answer(fcinfo, read, scale, &row.value) :
		read_number(fcinfo, scale, &row.value);
	return take_row(fcinfo, &row, remove);
}

Datum
csi_accum_float8(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, NULL, NULL, false);
}

Datum
csi_accum_inv_float8(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, NULL, NULL, true);
}

Datum
csi_accum_text(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, score_read_text, score_text_is_blank, false);
}

Datum
csi_accum_inv_text(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, score_read_text, score_text_is_blank, true);
}

Datum
csi_accum_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, score_read_jsonb, score_jsonb_is_blank, false);
}

Datum
csi_accum_inv_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate_index(fcinfo, score_read_jsonb, score_jsonb_is_blank, true);
}

/*
 * (state, number, text, weight): the scale is written as text.  Without it
 * csi(perception, expectation, weight) would claim a scale that is a literal.
 */
static pg_attribute_always_inline Datum
accumulate_written_index(FunctionCallInfo fcinfo, bool remove)
{
	LOCAL_FCINFO(row, 4);
	Datum		result;

	InitFunctionCallInfoData(*row, fcinfo->flinfo, 4, fcinfo->fncollation, fcinfo->context, NULL);
	memcpy(row->args, fcinfo->args, 4 * sizeof(NullableDatum));
	if (!PG_ARGISNULL(2))
		row->args[2].value = PointerGetDatum(rating_scale_remembered(fcinfo->flinfo, PG_GETARG_TEXT_PP(2)));
	result = accumulate_index(row, NULL, NULL, remove);
	fcinfo->isnull = row->isnull;
	return result;
}

Datum
csi_accum_float8_written(PG_FUNCTION_ARGS)
{
	return accumulate_written_index(fcinfo, false);
}

Datum
csi_accum_inv_float8_written(PG_FUNCTION_ARGS)
{
	return accumulate_written_index(fcinfo, true);
}

/* -------- csi(rating, weight) -------- */

/* A rating as 0..100 from worst to best, so that those of all scales add up. */
static double
rescaled_rating(Rating r)
{
	Grid		grid;
	int			point = rating_load(r, &grid);
	int			last = grid.points - 1;

	return 100.0 * (grid.reversed ? last - point : point) / last;
}

static Datum
accumulate_rating(FunctionCallInfo fcinfo, bool remove)
{
	Row			row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!read_weight(fcinfo, 2, &row))
		PG_RETURN_POINTER(state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1);
	if (row.answered)
		row.value = rescaled_rating(PG_GETARG_RATING(1));
	return take_row(fcinfo, &row, remove);
}

Datum
csi_accum_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, false);
}

Datum
csi_accum_inv_rating(PG_FUNCTION_ARGS)
{
	return accumulate_rating(fcinfo, true);
}

/* -------- acsi and sci: three questions on one scale -------- */

/*
 * The points of the three answers; false if one is missing, since a customer
 * counts only with all three.
 */
static bool
read_questions(FunctionCallInfo fcinfo, const Grid *standard, Row *row, int *point)
{
	const RatingScale *scale = NULL;
	bool		complete = true;

	row->grid = standard;
	if (PG_ARGISNULL(1) || PG_ARGISNULL(2) || PG_ARGISNULL(3))
		return false;
	if (PG_NARGS() > QUESTIONS + 1)
	{
		if (PG_ARGISNULL(QUESTIONS + 1))
			raise_null_scale();
		scale = PG_GETARG_RATING_SCALE(QUESTIONS + 1);
		row->grid = &scale->grid;
	}
	for (int i = 0; i < QUESTIONS; i++)
	{
		point[i] = score_read_float8(fcinfo, i + 1, row->grid, scale);
		complete = complete && point[i] != POINT_MISSING;
	}
	return complete;
}

static void
raise_bad_weights(void)
{
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("weights of acsi must be three finite numbers, none negative and not all zero"),
			 errhint("Give one weight for each of satisfaction, expectancy and ideal, for example ARRAY[0.3885, 0.3190, 0.2925].")));
}

/* The weights of the questions, equal if the call has none; returns their sum. */
static double
read_question_weights(FunctionCallInfo fcinfo, double *weight)
{
	double		sum = 0;

	for (int i = 0; i < QUESTIONS; i++)
		weight[i] = 1;
	if (PG_NARGS() <= QUESTIONS + 2)
		return QUESTIONS;
	if (PG_ARGISNULL(QUESTIONS + 2) ||
		!float_array_read(PG_GETARG_DATUM(QUESTIONS + 2), weight, QUESTIONS))
		raise_bad_weights();
	for (int i = 0; i < QUESTIONS; i++)
	{
		if (!(weight[i] >= 0) || isinf(weight[i]))
			raise_bad_weights();
		sum += weight[i];
	}
	if (!(sum > 0) || isinf(sum))
		raise_bad_weights();
	return sum;
}

/* A customer's value is the weighted mean of the three answers. */
static Datum
accumulate_acsi(FunctionCallInfo fcinfo, bool remove)
{
	Row			row = {0};
	int			point[QUESTIONS];
	double		weight[QUESTIONS];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	weigh_one(&row);
	row.answered = read_questions(fcinfo, &acsi_grid, &row, point);
	if (row.answered)
	{
		double		weights = read_question_weights(fcinfo, weight);
		double		sum = 0;

		for (int i = 0; i < QUESTIONS; i++)
			sum += weight[i] * grid_value(row.grid, point[i]);
		row.value = sum / (weights * GRID_UNIT);
	}
	return take_row(fcinfo, &row, remove);
}

Datum
acsi_accum(PG_FUNCTION_ARGS)
{
	return accumulate_acsi(fcinfo, false);
}

Datum
acsi_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_acsi(fcinfo, true);
}

/* A customer's value is the best of the scale if all three are, else the worst. */
static Datum
accumulate_sci(FunctionCallInfo fcinfo, bool remove)
{
	Row			row = {0};
	int			point[QUESTIONS];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	weigh_one(&row);
	row.answered = read_questions(fcinfo, &sci_grid, &row, point);
	if (row.answered)
	{
		int			last = row.grid->points - 1;
		int			best = row.grid->reversed ? 0 : last;
		bool		secure = point[0] == best && point[1] == best && point[2] == best;

		row.value = (double) grid_value(row.grid, secure ? best : last - best) / GRID_UNIT;
	}
	return take_row(fcinfo, &row, remove);
}

Datum
sci_accum(PG_FUNCTION_ARGS)
{
	return accumulate_sci(fcinfo, false);
}

Datum
sci_accum_inv(PG_FUNCTION_ARGS)
{
	return accumulate_sci(fcinfo, true);
}

/* -------- whole states -------- */

static Datum
merge_state(FunctionCallInfo fcinfo, bool subtract)
{
	WeightedStats *state = state_for_update(fcinfo);
	WeightedFault fault;

	/*
	 * the first value that a strict aggregate of a user's own meets is its
	 * state, unchecked
	 */
	if (unlikely(VARSIZE(state) != sizeof(WeightedStats)))
		(void) PG_GETARG_WEIGHTED_STATS(0);
	fault = weighted_stats_merge(state, PG_GETARG_WEIGHTED_STATS(1), subtract);
	if (unlikely(fault != WEIGHTED_OK))
		weighted_stats_raise(fault);
	PG_RETURN_POINTER(state);
}

/* Combine two states of any aggregate here; sum(weighted_stats). */
Datum
weighted_stats_combine(PG_FUNCTION_ARGS)
{
	return merge_state(fcinfo, false);
}

/* The inverse of sum(weighted_stats). */
Datum
weighted_stats_combine_inv(PG_FUNCTION_ARGS)
{
	return merge_state(fcinfo, true);
}

/* -------- final functions -------- */

/* The states of csi, acsi and sci have a scale; a summary given by hand need not. */
static void
check_has_scale(const WeightedStats *s)
{
	if (!weighted_stats_has_scale(s))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("summary has no scale"),
				 errhint("Read it with mean(w).")));
}

/* csi(score, scale, weight): 100 sum(ws) / (sum(w) max) */
Datum
weighted_stats_percent_of_maximum(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);

	if (s->n == 0)
		PG_RETURN_NULL();
	check_has_scale(s);
	check_index_scale(&s->grid);
	PG_RETURN_NUMERIC(weighted_stats_number(s, linear_function(100 * GRID_UNIT, 0, grid_hi(&s->grid))));
}

/* acsi and sci: the mean as 0..100, from worst to best */
Datum
weighted_stats_rescaled(PG_FUNCTION_ARGS)
{
	WeightedStats *s = PG_GETARG_WEIGHTED_STATS(0);
	int64		lo = s->grid.lo;
	int64		hi = grid_hi(&s->grid);

	if (s->n == 0)
		PG_RETURN_NULL();
	check_has_scale(s);
	if (s->grid.reversed)
		PG_RETURN_NUMERIC(weighted_stats_number(s, linear_function(-100 * GRID_UNIT, 100 * hi, hi - lo)));
	PG_RETURN_NUMERIC(weighted_stats_number(s, linear_function(100 * GRID_UNIT, -100 * lo, hi - lo)));
}

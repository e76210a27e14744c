/*
 * index_agg.c
 *		From rows to a weighted_stats and to an index: the aggregates csi, acsi
 *		and sci.
 */
#include "compat.h"

#include <math.h>

#include "base/float_array.h"
#include "number/decimal.h"
#include "rating/rating.h"
#include "scale/answer.h"
#include "tally/tally.h"
#include "weighted/weighted_row.h"

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
PG_FUNCTION_INFO_V1(weighted_stats_percent_of_maximum);
PG_FUNCTION_INFO_V1(weighted_stats_rescaled);
PG_FUNCTION_INFO_V1(tally_percent_of_maximum);

/* acsi and sci ask three questions: arguments 1 to 3. */
#define QUESTIONS	3

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

/* As csat() reads an answer: a number on the scale, a label, or a code. */
static bool
read_answer(FunctionCallInfo fcinfo, const AnswerType *type, const RatingScale *scale, double *value)
{
	AnswerCache cache = type == &float8_answers ? no_answer_cache : answer_cache_of_call(fcinfo);
	int			point = type->read(PG_GETARG_DATUM(1), cache, &scale->grid, scale);

	if (point == POINT_MISSING)
		return false;
	*value = (double) grid_value(&scale->grid, point) / GRID_UNIT;
	return true;
}

/*
 * A number inside the bounds is a value, whether or not it is a point of the
 * scale: it may be a mean; but where labels are numbers, it is one of these.
 * False for a code that means no answer.
 */
static bool
read_number(FunctionCallInfo fcinfo, const RatingScale *scale, double *value)
{
	Datum		answer = PG_GETARG_DATUM(1);
	const Grid *grid = &scale->grid;
	int64		milli;

	if (unlikely(scale_matches_numbers(scale)))
		return read_answer(fcinfo, &float8_answers, scale, value);
	*value = DatumGetFloat8(answer);
	if (unlikely(scale->names > 0) && decimal_from_double(*value, &milli) == DECIMAL_EXACT &&
		scale_is_missing_number(DatumGetRatingScale(PointerGetDatum(scale)), milli))
		return false;
	if (*value * GRID_UNIT >= grid->lo && *value * GRID_UNIT <= grid_hi(grid))
		return true;
	(void) float8_answers.read(answer, no_answer_cache, grid, scale);	/* a code, or an error */
	return false;
}

/* The scale as it is, unchecked; NULL if it is null. */
static inline const RatingScale *
scale_argument(FunctionCallInfo fcinfo)
{
	return PG_ARGISNULL(2) ? NULL : (const RatingScale *) PG_DETOAST_DATUM(PG_GETARG_DATUM(2));
}

/* A scale that is fit for an index: the state's is, so that one equal to it is. */
static inline const RatingScale *
index_scale(FunctionCallInfo fcinfo, const RatingScale *scale)
{
	const WeightedStats *state = (const WeightedStats *) PG_GETARG_POINTER(0);

	if (likely(in_aggregate(fcinfo) && VARATT_IS_4B_U(state) && state->n > 0 &&
			   grid_equal(&state->grid, &scale->grid)))
		return scale;
	scale = DatumGetRatingScale(PointerGetDatum(scale));
	check_index_scale(&scale->grid);
	return scale;
}

/*
 * The value of an answer, which is not null, and its scale; false if there is
 * none.  A text that is read to a point was read on a scale that was checked.
 */
static pg_attribute_always_inline bool
read_value(FunctionCallInfo fcinfo, const AnswerType *type, const RatingScale *scale, WeightedRow *row)
{
	Datum		answer = PG_GETARG_DATUM(1);

	if (unlikely(scale == NULL))
	{
		if (type == NULL || !answer_is_blank(type, answer))
			raise_null_scale();
		return false;
	}
	if (type != NULL && !read_answer(fcinfo, type, scale, &row->value))
		return false;
	scale = index_scale(fcinfo, scale);
	row->grid = &scale->grid;
	return type != NULL || read_number(fcinfo, scale, &row->value);
}

/* One row, (state, score, scale, weight), in or out; type is NULL for numbers. */
static pg_attribute_always_inline Datum
accumulate_index(FunctionCallInfo fcinfo, const AnswerType *type, const RatingScale *scale, bool remove)
{
	WeightedRow row = {0};

	if (!weighted_row_weigh(fcinfo, 3, &row))
		PG_RETURN_POINTER(weighted_state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1) && read_value(fcinfo, type, scale, &row);
	return weighted_row_take(fcinfo, &row, remove);
}

static pg_attribute_always_inline Datum
accumulate_scaled_index(FunctionCallInfo fcinfo, const AnswerType *type, bool remove)
{
	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	return accumulate_index(fcinfo, type, scale_argument(fcinfo), remove);
}

Datum
csi_accum_float8(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, NULL, false);
}

Datum
csi_accum_inv_float8(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, NULL, true);
}

Datum
csi_accum_text(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, &text_answers, false);
}

Datum
csi_accum_inv_text(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, &text_answers, true);
}

Datum
csi_accum_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, &jsonb_answers, false);
}

Datum
csi_accum_inv_jsonb(PG_FUNCTION_ARGS)
{
	return accumulate_scaled_index(fcinfo, &jsonb_answers, true);
}

/*
 * (state, number, text, weight): the scale is written as text.  Without it
 * csi(perception, expectation, weight) would claim a scale that is a literal.
 */
static pg_attribute_always_inline Datum
accumulate_written_index(FunctionCallInfo fcinfo, bool remove)
{
	const RatingScale *scale = NULL;

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!PG_ARGISNULL(2))
		scale = rating_scale_remembered(fcinfo->flinfo, PG_GETARG_TEXT_PP(2));
	return accumulate_index(fcinfo, NULL, scale, remove);
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
	WeightedRow row = {0};

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	if (!weighted_row_weigh(fcinfo, 2, &row))
		PG_RETURN_POINTER(weighted_state_for_update(fcinfo));
	row.answered = !PG_ARGISNULL(1);
	if (row.answered)
		row.value = rescaled_rating(PG_GETARG_RATING(1));
	return weighted_row_take(fcinfo, &row, remove);
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
read_questions(FunctionCallInfo fcinfo, const Grid *standard, WeightedRow *row, int *point)
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
		point[i] = float8_answers.read(PG_GETARG_DATUM(i + 1), no_answer_cache, row->grid, scale);
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
	WeightedRow row = {0};
	int			point[QUESTIONS];
	double		weight[QUESTIONS];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	weighted_row_weigh_one(&row);
	row.answered = read_questions(fcinfo, &acsi_grid, &row, point);
	if (row.answered)
	{
		double		weights = read_question_weights(fcinfo, weight);
		double		sum = 0;

		for (int i = 0; i < QUESTIONS; i++)
			sum += weight[i] * grid_value(row.grid, point[i]);
		row.value = sum / (weights * GRID_UNIT);
	}
	return weighted_row_take(fcinfo, &row, remove);
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
	WeightedRow row = {0};
	int			point[QUESTIONS];

	if (PG_ARGISNULL(0))
		PG_RETURN_NULL();
	weighted_row_weigh_one(&row);
	row.answered = read_questions(fcinfo, &sci_grid, &row, point);
	if (row.answered)
	{
		int			last = row.grid->points - 1;
		int			best = row.grid->reversed ? 0 : last;
		bool		secure = point[0] == best && point[1] == best && point[2] == best;

		row.value = (double) grid_value(row.grid, secure ? best : last - best) / GRID_UNIT;
	}
	return weighted_row_take(fcinfo, &row, remove);
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

/* -------- final functions -------- */

/* The states of csi, acsi and sci have a scale; one written in a query need not. */
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

/*
 * csi(integer, scale, weight), whose state is a weighted tally: integers are
 * points of the scale, and a sum of weights for each point is made in less
 * time than the sums of products.  Those are made here, once: in thousandths.
 */
Datum
tally_percent_of_maximum(PG_FUNCTION_ARGS)
{
	const Tally *t = PG_GETARG_TALLY(0);
	WeightedStats *s = weighted_stats_create();

	if (!tally_has_answers(t))
		PG_RETURN_NULL();
	check_index_scale(&t->grid);
	for (int point = 0; point < t->grid.points; point++)
	{
		PointWeight sum = tally_point_weight(t, point);
		Fixed256	shifted = {{0, sum.w.limb[0], sum.w.limb[1], 0}};
		Fixed256	product = fixed256_times(&shifted, (uint64) grid_value(&t->grid, point));

		if (!fixed128_add(&s->w, &sum.w) || !fixed256_add(&s->wx, &product))
			tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	}
	PG_RETURN_NUMERIC(weighted_stats_number(s, linear_function(100, 0, grid_hi(&t->grid))));
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

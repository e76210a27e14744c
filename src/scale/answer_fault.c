/*
 * answer_fault.c
 *		Why an answer cannot be read, and what to do about it.
 */
#include "scale/answer.h"

#include "utils/jsonb.h"

#include "scale/hint.h"

/* The answer as its user knows it, and its thousandths if it has some. */
static Slice
written_of(const AnswerType *type, Datum answer, int64 *milli)
{
	Slice		text = {"", 0};
	Seen		seen;
	Slice		number;

	(void) type->as_written(answer, &text);
	seen = slice_seen(text, database_is_utf8());
	number = seen_ascii(&seen);
	if (decimal_parse(number, milli) == DECIMAL_NONE && seen_number_in_words(&seen, &number))
		text = number;
	if (decimal_parse(number, milli) != DECIMAL_EXACT)
		*milli = MILLI_NONE;
	return text;
}

/* Of a label or code that differs from an answer in a sign which may look the same: where that is; else NULL. */
static char *
odd_sign(const RatingScale *scale, Slice text, ScaleName *twin)
{
	bool		utf8 = database_is_utf8();
	Seen		seen;
	const char *cursor;

	if (scale == NULL || !utf8)
		return NULL;
	seen = slice_seen(text, utf8);
	cursor = scale->data;
	for (int i = 0; i < scale->names; i++)
	{
		ScaleName	name = scale_next_name(&cursor);
		Seen		named = slice_seen(name.text, utf8);
		char	   *difference = seen_difference(&seen, &named);

		*twin = name;
		if (difference != NULL)
			return psprintf("It is not \"%.*s\": %s.", name.text.len, name.text.data, difference);
	}
	return NULL;
}

static AnswerFault
fault_of_number(int fault, const Grid *grid, const RatingScale *scale, Slice written, int64 milli)
{
	AnswerFault result = {ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE, NULL, NULL, NULL};
	bool		named = scale != NULL && scale_flag(scale, SCALE_NAMED);
	const char *on = hint_scale(grid, named ? scale : NULL);
	char	   *shown = slice_excerpt(written);

	if (fault == POINT_OFF_STEP)
	{
		result.message = psprintf("score %s lies between the points of scale %s", shown, on);
		result.hint = hint_off_step(grid, scale, milli);
	}
	else
	{
		result.message = psprintf("score %s is outside scale %s", shown, on);
		result.hint = hint_off_scale(grid, scale, milli, written);
	}
	return result;
}

static AnswerFault
fault_of_text(const Grid *grid, const RatingScale *scale, Slice text)
{
	AnswerFault result = {ERRCODE_INVALID_TEXT_REPRESENTATION, NULL, NULL, NULL};
	ScaleName	twin;

	result.message = psprintf("answer \"%s\" is neither a number nor a label of scale %s",
							  slice_excerpt(text), hint_scale(grid, scale));
	result.detail = odd_sign(scale, text, &twin);
	result.hint = result.detail != NULL ? hint_same_name(grid, scale, twin, text) :
		hint_no_number(grid, scale, text, database_is_utf8());
	return result;
}

static AnswerFault
fault_of_json(Datum answer, int fault)
{
	AnswerFault result = {ERRCODE_INVALID_PARAMETER_VALUE, NULL, NULL, NULL};
	const char *kind = "boolean";

	if (fault == POINT_NO_SCALAR)
		kind = JB_ROOT_IS_ARRAY(DatumGetJsonbP(answer)) ? "array" : "object";
	result.message = psprintf("cannot read a score from a jsonb %s", kind);
	result.hint = pstrdup(fault == POINT_NO_SCALAR ? "Pick the answer out of it, for example data -> 'score'." :
						  "Cast it and call the function for boolean.");
	return result;
}

AnswerFault
answer_fault(const AnswerType *type, Datum answer, int fault, const Grid *grid, const RatingScale *scale)
{
	int64		milli;
	Slice		written;

	if (fault == POINT_NO_SCALAR || fault == POINT_NO_BOOLEAN)
		return fault_of_json(answer, fault);
	if (scale != NULL)
		scale = DatumGetRatingScale(PointerGetDatum(scale));	/* checked */
	if (fault == POINT_NO_NUMBER)
	{
		(void) type->as_written(answer, &written);
		return fault_of_text(grid, scale, written);
	}
	written = written_of(type, answer, &milli);
	return fault_of_number(fault, grid, scale, written, milli);
}

void
answer_raise(const AnswerType *type, Datum answer, int fault, const Grid *grid, const RatingScale *scale)
{
	AnswerFault why = answer_fault(type, answer, fault, grid, scale);

	ereport(ERROR,
			(errcode(why.sqlstate),
			 errmsg_internal("%s", why.message),
			 why.detail != NULL ? errdetail_internal("%s", why.detail) : 0,
			 errhint("%s", why.hint)));
}

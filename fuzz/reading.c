/*
 * reading: a text answer on a scale
 *
 * The first line is the text of a scale, the rest an answer.  What score_reading
 * says of it, without an error, is what the readers do with it.
 */
#include "lib/type.h"

#include "utils/builtins.h"

#include "rating/rating.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

extern Datum rating_scale_in(PG_FUNCTION_ARGS);
extern Datum score_reading_text(PG_FUNCTION_ARGS);
extern Datum rating_with_scale_text(PG_FUNCTION_ARGS);

/* An answer, and what becomes of it. */
typedef struct Reading
{
	char	   *scale_text;
	Datum		args[2];		/* answer and scale */
	text	   *said;			/* by score_reading */
	bool		missing;		/* read as no answer */
	Rating		rating;			/* what it was read as, unless missing */
} Reading;

static void
read_scale(void *arg)
{
	Reading    *reading = arg;
	Datum		text = CStringGetDatum(reading->scale_text);

	reading->args[1] = fuzz_call(rating_scale_in, &text, 1, NULL);
}

static void
say(void *arg)
{
	Reading    *reading = arg;

	reading->said = (text *) DatumGetPointer(fuzz_call(score_reading_text, reading->args, 2, NULL));
}

static void
read_answer(void *arg)
{
	Reading    *reading = arg;

	reading->rating = DatumGetRating(fuzz_call(rating_with_scale_text, reading->args, 2, &reading->missing));
}

static bool
says(const Reading *reading, const char *prefix)
{
	size_t		len = strlen(prefix);

	return VARSIZE(reading->said) - VARHDRSZ >= len && memcmp(VARDATA(reading->said), prefix, len) == 0;
}

static void
try_answer(Reading *reading)
{
	int			raised;

	fuzz_check(fuzz_try(say, reading) == 0, "score_reading never fails");
	raised = fuzz_try(read_answer, reading);
	fuzz_check(raised == 0 || raised == ERRCODE_INVALID_TEXT_REPRESENTATION || raised == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE,
			   "an answer is refused for a reason");
	fuzz_check((raised != 0) == says(reading, "off the scale: "), "what is said to be off the scale is refused");
	fuzz_check(raised != 0 || reading->missing == says(reading, "missing"), "what is said to be missing is no answer");
	fuzz_check(raised != 0 || reading->missing || rating_valid(reading->rating), "an answer is a point of the scale");
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	Reading		reading = {0};
	char	   *answer;

	reading.scale_text = fuzz_cstring(data, size);
	answer = strchr(reading.scale_text, '\n');
	if (answer != NULL)
	{
		*answer++ = '\0';
		reading.args[0] = PointerGetDatum(cstring_to_text(answer));
		if (fuzz_try(read_scale, &reading) == 0)
			try_answer(&reading);
	}
	fuzz_reset();
	return 0;
}

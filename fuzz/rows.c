/*
 * rows: transition functions with any state, scale, answer and weight
 *
 * The first character says whether the state is changed in place, as in an
 * aggregate (1), or a value (0), and of which type it is (0 and 1: tally, 2 and
 * 3: weighted_stats).  The rest of the first line is the text of the state, the
 * second line that of a scale.  Each line behind them is a row: one character
 * for what is called, then the answer and, behind a '@', its weight.  A row in
 * front of a line that begins with '!' is taken out again, as a trial.
 */
#include "lib/type.h"

#include <stdlib.h>

#include "nodes/execnodes.h"

#include "tally/tally.h"
#include "weighted/weighted_stats.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

extern Datum rating_scale_in(PG_FUNCTION_ARGS);
extern Datum tally_in(PG_FUNCTION_ARGS);
extern Datum weighted_stats_in(PG_FUNCTION_ARGS);
extern Datum tally_accum_int4(PG_FUNCTION_ARGS);
extern Datum tally_accum_inv_int4(PG_FUNCTION_ARGS);
extern Datum tally_accum_bool(PG_FUNCTION_ARGS);
extern Datum tally_accum_inv_bool(PG_FUNCTION_ARGS);
extern Datum tally_accum_float8(PG_FUNCTION_ARGS);
extern Datum tally_accum_inv_float8(PG_FUNCTION_ARGS);
extern Datum tally_accum_text(PG_FUNCTION_ARGS);
extern Datum tally_accum_inv_text(PG_FUNCTION_ARGS);
extern Datum tally_accum_retention(PG_FUNCTION_ARGS);
extern Datum tally_combine(PG_FUNCTION_ARGS);
extern Datum tally_combine_inv(PG_FUNCTION_ARGS);
extern Datum tally_final(PG_FUNCTION_ARGS);
extern Datum weighted_stats_accum(PG_FUNCTION_ARGS);
extern Datum weighted_stats_accum_inv(PG_FUNCTION_ARGS);
extern Datum csi_accum_text(PG_FUNCTION_ARGS);
extern Datum csi_accum_float8(PG_FUNCTION_ARGS);
extern Datum csi_accum_inv_text(PG_FUNCTION_ARGS);
extern Datum weighted_stats_combine(PG_FUNCTION_ARGS);
extern Datum weighted_stats_combine_inv(PG_FUNCTION_ARGS);

/* How the text of an answer is handed over. */
typedef enum AnswerKind
{
	ANSWER_INT,
	ANSWER_BOOL,
	ANSWER_DOUBLE,
	ANSWER_TEXT,
	ANSWER_TWO_BOOLS,
	ANSWER_STATE
} AnswerKind;

/* What a row calls, by its first character. */
typedef struct Call
{
	char		letter;
	bool		of_tally;		/* or of a weighted_stats */
	AnswerKind	kind;
	PGFunction	add;
	PGFunction	remove;			/* may be the same */
} Call;

static const Call calls[] = {
	{'i', true, ANSWER_INT, tally_accum_int4, tally_accum_inv_int4},
	{'b', true, ANSWER_BOOL, tally_accum_bool, tally_accum_inv_bool},
	{'d', true, ANSWER_DOUBLE, tally_accum_float8, tally_accum_inv_float8},
	{'t', true, ANSWER_TEXT, tally_accum_text, tally_accum_inv_text},
	{'r', true, ANSWER_TWO_BOOLS, tally_accum_retention, tally_accum_retention},
	{'s', true, ANSWER_STATE, tally_combine, tally_combine_inv},
	{'v', false, ANSWER_DOUBLE, weighted_stats_accum, weighted_stats_accum_inv},
	{'c', false, ANSWER_TEXT, csi_accum_text, csi_accum_inv_text},
	{'e', false, ANSWER_DOUBLE, csi_accum_float8, csi_accum_float8},
	{'w', false, ANSWER_STATE, weighted_stats_combine, weighted_stats_combine_inv}
};

/* A run over the lines of an input. */
typedef struct Run
{
	char	   *rest;			/* the lines that are not read yet */
	bool		of_tally;		/* is the state a tally? */
	Datum		state;
	Datum		scale;
	bool		in_aggregate;	/* may the state be changed in place? */
	char		letter;
	char	   *answer;
	char	   *weight;			/* NULL if there is none */
} Run;

static char *
next_line(Run *run)
{
	char	   *line = run->rest;
	char	   *end = strchr(line, '\n');

	if (end == NULL)
		run->rest = line + strlen(line);
	else
	{
		*end = '\0';
		run->rest = end + 1;
	}
	return line;
}

static void
read_head(void *arg)
{
	Run		   *run = arg;
	Datum		text = CStringGetDatum(next_line(run));

	run->state = fuzz_call(run->of_tally ? tally_in : weighted_stats_in, &text, 1, NULL);
	text = CStringGetDatum(next_line(run));
	run->scale = fuzz_call(rating_scale_in, &text, 1, NULL);
}

static Datum
text_datum(const char *text)
{
	int			size = (int) strlen(text) + VARHDRSZ;
	char	   *value = palloc(size);

	SET_VARSIZE(value, size);
	memcpy(VARDATA(value), text, size - VARHDRSZ);
	return PointerGetDatum(value);
}

/* Fill in the arguments of a call; returns how many there are. */
static int
arguments(const Run *run, const Call *call, Datum *args)
{
	Datum		text = CStringGetDatum(run->answer);
	int			n = 0;

	args[n++] = run->state;
	switch (call->kind)
	{
		case ANSWER_INT:
			args[n++] = Int32GetDatum((int32) strtol(run->answer, NULL, 10));
			break;
		case ANSWER_BOOL:
			args[n++] = BoolGetDatum(run->answer[0] == 't');
			return n;
		case ANSWER_DOUBLE:
			args[n++] = Float8GetDatum(strtod(run->answer, NULL));
			break;
		case ANSWER_TEXT:
			args[n++] = text_datum(run->answer);
			break;
		case ANSWER_TWO_BOOLS:
			args[n++] = BoolGetDatum(true);
			args[n++] = BoolGetDatum(run->answer[0] == 't');
			return n;
		case ANSWER_STATE:
			args[n++] = fuzz_call(run->of_tally ? tally_in : weighted_stats_in, &text, 1, NULL);
			return n;
	}
	if (call->add == weighted_stats_accum)
		args[n++] = Float8GetDatum(run->weight ? strtod(run->weight, NULL) : 1);
	else
	{
		args[n++] = run->scale;
		if (run->weight || !run->of_tally)
			args[n++] = Float8GetDatum(run->weight ? strtod(run->weight, NULL) : 1);
	}
	return n;
}

static Datum
transition(const Run *run, PGFunction function, Datum *args, int nargs, bool *is_null)
{
	LOCAL_FCINFO(fcinfo, 5);
	AggState	aggregate;

	aggregate.ss.ps.type = T_AggState;
	InitFunctionCallInfoData(*fcinfo, NULL, nargs, InvalidOid, run->in_aggregate ? (Node *) &aggregate : NULL, NULL);
	for (int i = 0; i < nargs; i++)
	{
		fcinfo->args[i].value = args[i];
		fcinfo->args[i].isnull = false;
	}
	args[0] = function(fcinfo);
	*is_null = fcinfo->isnull;
	return args[0];
}

/* One row in; if it was let in, it can be taken out again. */
static void
take_row(void *arg)
{
	Run		   *run = arg;

	for (size_t i = 0; i < lengthof(calls); i++)
	{
		Datum		args[5];
		bool		is_null;
		int			nargs;

		if (calls[i].letter != run->letter || calls[i].of_tally != run->of_tally)
			continue;
		nargs = arguments(run, &calls[i], args);
		run->state = transition(run, calls[i].add, args, nargs, &is_null);
		fuzz_check(!is_null, "a row makes no state null");
		if (run->rest[0] == '!' && !run->in_aggregate)
		{
			args[0] = run->state;
			transition(run, calls[i].remove, args, nargs, &is_null);
		}
		return;
	}
}

static bool
is_proper(int sqlstate)
{
	return sqlstate == ERRCODE_INVALID_TEXT_REPRESENTATION ||
		sqlstate == ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE ||
		sqlstate == ERRCODE_INVALID_PARAMETER_VALUE ||
		sqlstate == ERRCODE_NULL_VALUE_NOT_ALLOWED;
}

/* Whatever was done to it, the state is one. */
static void
check_state(void *arg)
{
	Run		   *run = arg;

	int64		responses;

	if (run->of_tally)
	{
		/* nobody has so many rows: it takes an initial state next to the limit */
		if (!tally_responses((Tally *) DatumGetPointer(run->state), &responses))
			return;
		fuzz_check(tally_defect((Tally *) DatumGetPointer(run->state)) == NULL, "a state is a tally");
		fuzz_call(tally_final, &run->state, 1, NULL);
	}
	else
		fuzz_check(weighted_stats_defect((WeightedStats *) DatumGetPointer(run->state)) == NULL,
				   "a state is a weighted_stats");
}

static void
run_lines(Run *run)
{
	while (run->rest[0] != '\0')
	{
		char	   *line = next_line(run);
		int			raised;

		run->letter = line[0];
		run->answer = line[0] != '\0' ? line + 1 : line;
		run->weight = strchr(line, '@');
		if (run->weight != NULL)
			*run->weight++ = '\0';
		raised = fuzz_try(take_row, run);
		fuzz_check(raised == 0 || is_proper(raised), "a row is refused for a reason");
		/* a query ends with the first error */
		if (raised != 0)
			return;
		fuzz_check(fuzz_try(check_state, run) == 0, "a state can be read");
	}
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	Run			run = {0};

	if (size == 0)
		return 0;
	run.in_aggregate = (data[0] & 1) != 0;
	run.of_tally = (data[0] & 2) == 0;
	run.rest = fuzz_cstring(data + 1, size - 1);
	if (fuzz_try(read_head, &run) == 0)
		run_lines(&run);
	fuzz_reset();
	return 0;
}

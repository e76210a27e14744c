/*
 * types.c
 *		csat's types, each as a table of its functions.
 */
#include "type.h"

extern Datum rating_scale_in(PG_FUNCTION_ARGS);
extern Datum rating_scale_out(PG_FUNCTION_ARGS);
extern Datum rating_scale_recv(PG_FUNCTION_ARGS);
extern Datum rating_scale_send(PG_FUNCTION_ARGS);
extern Datum rating_scale_cmp(PG_FUNCTION_ARGS);
extern Datum rating_scale_hash(PG_FUNCTION_ARGS);
extern Datum tally_in(PG_FUNCTION_ARGS);
extern Datum tally_out(PG_FUNCTION_ARGS);
extern Datum tally_recv(PG_FUNCTION_ARGS);
extern Datum tally_send(PG_FUNCTION_ARGS);
extern Datum tally_cmp(PG_FUNCTION_ARGS);
extern Datum tally_hash(PG_FUNCTION_ARGS);
extern Datum weighted_stats_in(PG_FUNCTION_ARGS);
extern Datum weighted_stats_out(PG_FUNCTION_ARGS);
extern Datum weighted_stats_recv(PG_FUNCTION_ARGS);
extern Datum weighted_stats_send(PG_FUNCTION_ARGS);
extern Datum weighted_stats_cmp(PG_FUNCTION_ARGS);
extern Datum weighted_stats_hash(PG_FUNCTION_ARGS);

extern Datum rating_in(PG_FUNCTION_ARGS);
extern Datum rating_out(PG_FUNCTION_ARGS);
extern Datum rating_recv(PG_FUNCTION_ARGS);
extern Datum rating_send(PG_FUNCTION_ARGS);

const FuzzType fuzz_rating = {
	.in = rating_in, .out = rating_out, .recv = rating_recv, .send = rating_send,
	.by_value = true, .refusal = ERRCODE_NUMERIC_VALUE_OUT_OF_RANGE
};

const FuzzType fuzz_rating_scale = {
	.in = rating_scale_in, .out = rating_scale_out, .recv = rating_scale_recv, .send = rating_scale_send,
	.cmp = rating_scale_cmp, .hash = rating_scale_hash
};

const FuzzType fuzz_tally = {
	.in = tally_in, .out = tally_out, .recv = tally_recv, .send = tally_send,
	.cmp = tally_cmp, .hash = tally_hash
};

const FuzzType fuzz_weighted_stats = {
	.in = weighted_stats_in, .out = weighted_stats_out, .recv = weighted_stats_recv, .send = weighted_stats_send,
	.cmp = weighted_stats_cmp, .hash = weighted_stats_hash
};

/*
 * rollup_view.c
 *		Making a view of a roll-up, and what its columns are.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

/* Make a view, say what it is. */
void
rollup_create_view(const char *name, const char *query, const char *comment)
{
	ErrorContextCallback context;

	rollup_explain_ambiguity(&context);
	rollup_run("CREATE VIEW %s AS %s", name, query);
	error_context_stack = context.previous;
	rollup_run("COMMENT ON VIEW %s IS %s", name, quote_literal_cstr(comment));
}

void
rollup_comment_column(const char *relation, const char *column, const char *comment)
{
	rollup_run("COMMENT ON COLUMN %s.%s IS %s", relation, column, quote_literal_cstr(comment));
}

/* Say what the period and the segments are. */
void
rollup_comment_keys(const RollupRequest *request, const char *relation)
{
	rollup_comment_column(relation, "period", request->period.comment);
	for (int i = 0; i < request->nsegments; i++)
		rollup_comment_column(relation, request->segments[i].name, request->segments[i].comment);
}

/* ", t.region, t.product" */
char *
rollup_segments_sql(const RollupRequest *request, const char *prefix)
{
	StringInfoData sql;

	initStringInfo(&sql);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&sql, ", %s%s", prefix, request->segments[i].name);
	return sql.data;
}

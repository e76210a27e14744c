/*
 * rollup_tallies_view.c
 *		NAME_tallies: a tally for each cell, and the definition of the roll-up.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "rollup/rollup_view.h"

/* Nothing is read of a live roll-up that does not follow its source. */
static char *
followed_sql(const RollupRequest *request)
{
	if (!request->rollup.live)
		return "";
	return psprintf(" WHERE %s.csat_rollup_followed(%s::pg_catalog.regclass, %s::pg_catalog.regclass)",
					request->rollup.extension,
					quote_literal_cstr(rollup_relation_name(request->rollup.source)),
					quote_literal_cstr(request->changes_name));
}

/*
 * NAME_tallies.  Its first arm never returns a row: it is the definition of
 * the roll-up, see rollup_definition.c.  It comes first so that a reader locks
 * the source before NAME_changes, in the order of a TRUNCATE of the source.
 */
void
rollup_create_tallies_view(const RollupRequest *request)
{
	const char *csat = request->rollup.extension;
	const char *name = request->tallies_name;
	char	   *segments = rollup_segments_sql(request, "");
	StringInfoData arm;
	StringInfoData query;

	initStringInfo(&arm);
	appendStringInfo(&arm, "SELECT %s AS period, %s AS csat_at", request->period.expression, request->at.expression);
	for (int i = 0; i < request->nsegments; i++)
		appendStringInfo(&arm, ", %s AS %s", request->segments[i].expression, request->segments[i].name);
	appendStringInfo(&arm, ", %s AS csat_score%s%s%s, NULL::%s.tally AS added, NULL::%s.tally AS removed",
					 request->score.expression,
					 request->weighted ? ", " : "", request->weighted ? request->weight.expression : "",
					 request->weighted ? " AS csat_weight" : "", csat, csat);
	appendStringInfo(&arm, " FROM %s WHERE false AND %s.csat_rollup_options(%s::pg_catalog.jsonb)",
					 rollup_relation_name(request->rollup.source), csat,
					 quote_literal_cstr(rollup_options_json(request)));
	if (request->filter != NULL)
		appendStringInfo(&arm, " AND (%s)", request->filter);

	initStringInfo(&query);
	appendStringInfo(&query,
					 "SELECT period%s, %s.csat_rollup_net(added, removed) AS tally"
					 " FROM (%s UNION ALL SELECT period, NULL%s, NULL%s, added, removed FROM %s%s) AS answers"
					 " GROUP BY period%s"
					 " HAVING (%s.csat_rollup_net(added, removed) OPERATOR(%s.<>) %s) IS NOT FALSE",
					 segments, csat,
					 arm.data, segments, request->weighted ? ", NULL" : "", request->changes_name, followed_sql(request),
					 segments, csat, csat, rollup_nothing_sql(csat));
	rollup_create_view(name, query.data,
					   psprintf("tallies of the roll-up %s, to be added up with sum(tally) and read with %s(tally)",
								request->rollup.name, request->rollup.metric.row->name));
	rollup_comment_keys(request, name);
	rollup_comment_column(name, "tally", "answers of the period and segment; NULL if more were removed than added");
}

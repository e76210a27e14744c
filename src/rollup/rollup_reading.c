/*
 * rollup_reading.c
 *		How a row of the source becomes an answer, as SQL for recounts and checks.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "access/table.h"
#include "nodes/makefuncs.h"
#include "nodes/nodeFuncs.h"
#include "nodes/parsenodes.h"
#include "optimizer/clauses.h"
#include "optimizer/optimizer.h"
#include "rewrite/rewriteHandler.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/ruleutils.h"

#include "rollup/rollup.h"

/* The name of the first column that a time is taken from, or NULL if it is from none. */
static char *
time_column(Oid source, Node *expression)
{
	Bitmapset  *used = NULL;
	int			column;

	pull_varattnos(expression, 1, &used);
	column = bms_next_member(used, -1);
	return column < 0 ? NULL : get_attname(source, column + FirstLowInvalidHeapAttributeNumber, false);
}

/* How the roll-up reads its source; the search_path is pinned. */
RollupReading *
rollup_reading(const Rollup *rollup)
{
	RollupReading *reading = palloc0(sizeof(RollupReading));
	char	   *alias = get_rel_name(rollup->source);
	List	   *context = deparse_context_for(alias, rollup->source);
	const RollupKey *period = linitial(rollup->keys);
	ListCell   *cell;

	reading->alias = pstrdup(quote_identifier(alias));
	reading->period = deparse_expression(period->expression, context, true, true);
	reading->period_type = format_type_be_qualified(exprType(period->expression));
	reading->at = deparse_expression(rollup->at, context, true, true);
	reading->at_type = exprType(rollup->at);
	reading->at_column = time_column(rollup->source, rollup->at);
	reading->score = deparse_expression(rollup->score, context, true, true);
	reading->score_type = exprType(rollup->score);
	if (rollup->weight != NULL)
		reading->weight = deparse_expression(rollup->weight, context, true, true);
	if (rollup->person != NULL)
	{
		reading->person = deparse_expression(rollup->person, context, true, true);
		reading->latest = rollup_option(rollup, "latest");
	}
	if (rollup->unread != NULL)
		reading->unread = deparse_expression(rollup->unread, context, true, true);
	if (rollup->filter != NULL)
		reading->filter = deparse_expression(rollup->filter, context, true, true);
	for_each_from(cell, rollup->keys, 1)
	{
		const RollupKey *key = lfirst(cell);

		reading->segments = lappend(reading->segments, deparse_expression(key->expression, context, true, true));
		reading->names = lappend(reading->names, pstrdup(quote_identifier(key->name)));
		reading->plain_names = lappend(reading->plain_names, key->name);
	}
	reading->own = rollup_own_objects(rollup, rollup->filter);
	return reading;
}

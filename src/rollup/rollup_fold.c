/*
 * rollup_fold.c
 *		Folding: many rows of NAME_changes for one cell become one.
 */
#include "compat.h"

#include "executor/spi.h"

#include "rollup/rollup.h"

/*
 * Only rows that nobody else holds are taken, so nobody waits.  A snapshot
 * sees either all the rows that were folded or the one that replaces them,
 * since both go and come with the same transaction.
 */
static const char fold_sql[] =
"WITH csat_taken AS MATERIALIZED ("
"  SELECT c.ctid AS csat_tid, c.* FROM %1$s AS c"
"   WHERE c.ctid = ANY (ARRAY("
"     SELECT csat_tid FROM ("
"       SELECT x.ctid AS csat_tid, added, removed,"
"              pg_catalog.count(*) OVER (PARTITION BY %2$s) AS csat_rows"
"         FROM %1$s AS x) AS csat_cells"
"      WHERE csat_rows > 1"
"         OR (removed OPERATOR(%3$s.<>) '{}'::%3$s.tally OR added OPERATOR(%3$s.=) '{}'::%3$s.tally)"
"        AND %3$s.csat_rollup_cell(added, removed) IS NOT NULL))"
"   FOR UPDATE SKIP LOCKED),"
" csat_gone AS ("
"  DELETE FROM %1$s AS c USING csat_taken AS t WHERE c.ctid = t.csat_tid)"
" INSERT INTO %1$s (%2$s, added, removed)"
" SELECT %2$s,"
"        CASE WHEN csat_net IS NULL THEN csat_in ELSE csat_net END,"
"        CASE WHEN csat_net IS NULL THEN csat_out ELSE '{}'::%3$s.tally END"
"   FROM (SELECT %2$s, csat_in, csat_out,"
"                %3$s.csat_rollup_cell(csat_in, csat_out) AS csat_net"
"           FROM (SELECT %2$s, %3$s.sum(added) AS csat_in, %3$s.sum(removed) AS csat_out"
"                   FROM csat_taken GROUP BY %2$s) AS csat_sums OFFSET 0) AS csat_nets"
"  WHERE csat_net IS NULL OR csat_net OPERATOR(%3$s.<>) '{}'::%3$s.tally";

/*
 * Fold what can be folded without waiting; the caller is the source's owner,
 * READ COMMITTED, and connected to SPI.
 */
void
rollup_fold(const Rollup *rollup)
{
	RollupReading *reading = rollup_reading(rollup);

	rollup_execute(psprintf(fold_sql, rollup_relation_name(rollup->changes),
							rollup_cells_sql(reading), rollup->extension), false, reading->own);
}

/*
 * direct_scan.h
 *		Scores straight off the pages of a table, without the executor's rows.
 *
 * Where a query asks for csat's scores over one plain table, the planner is
 * offered a custom scan that tallies page by page and hands up partial states:
 *
 *		Finalize Aggregate
 *		  ->  Custom Scan (CsatDirectScan) on answers
 *
 * What a row is, and which are visible, stays core's to say; so do HAVING,
 * final functions, and all that comes above.
 */
#ifndef CSAT_DIRECT_SCAN_H
#define CSAT_DIRECT_SCAN_H

#define DIRECT_SCAN_NAME	"CsatDirectScan"

/* Define the setting and take place in the planner: from _PG_init(). */
extern void direct_scan_init(void);

#endif							/* CSAT_DIRECT_SCAN_H */

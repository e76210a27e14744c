/*
 * csat.c
 *		The module: its magic block, and what it does when it is loaded.
 */
#include "compat.h"

#include "direct_scan/direct_scan.h"
#include "rollup/rollup_merge.h"

#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(
					.name = "csat",
					.version = "1.0"
);
#else
PG_MODULE_MAGIC;
#endif

extern PGDLLEXPORT void _PG_init(void);

void
_PG_init(void)
{
	direct_scan_init();
	rollup_merge_init();
}

/*
 * csat.c
 *		The module: its magic block, nothing else.
 */
#include "compat.h"

#ifdef PG_MODULE_MAGIC_EXT
PG_MODULE_MAGIC_EXT(
					.name = "csat",
					.version = "1.0"
);
#else
PG_MODULE_MAGIC;
#endif

/*
 * group_key.h
 *		The keys that rows are grouped by: their values, hashes and equality.
 */
#ifndef CSAT_GROUP_KEY_H
#define CSAT_GROUP_KEY_H

#include "direct_scan/direct_state.h"

/* Of 0 and 1 to keys - 1: room for as many keys as a bitmap has bits. */
#define GROUP_MAX_KEYS	64

extern void group_key_init(GroupKey *key, DirectScan *scan, Expr *expr);
extern void group_key_compute(GroupKey *key, DirectScan *scan);
extern void group_key_hash(const GroupKey *key, DirectScan *scan, uint64 *hash);
extern bool group_text_equal(Datum a, Datum b);

#endif							/* CSAT_GROUP_KEY_H */

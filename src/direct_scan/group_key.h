/*
 * group_key.h
 *		The keys that rows are grouped by: their values, hashes and equality.
 */
#ifndef CSAT_GROUP_KEY_H
#define CSAT_GROUP_KEY_H

#include "direct_scan/direct_state.h"

/* Of 0 and 1 to keys - 1: room for as many keys as a bitmap has bits. */
#define GROUP_MAX_KEYS	64

/* What stands for NULL where keys are hashed; it may be a key, too. */
#define NULL_HASH	UINT64CONST(0x8B72E5D1A90F3C46)

#define HASH_FACTOR	UINT64CONST(0x9E3779B97F4A7C15)

/* One to one for a given hash: different words never give the same. */
static inline uint64
group_mix(uint64 hash, uint64 word)
{
	hash = (hash ^ word) * HASH_FACTOR;
	return hash ^ hash >> 32;
}

extern void group_key_init(GroupKey *key, DirectScan *scan, Expr *expr);
extern void group_key_compute(GroupKey *key, DirectScan *scan);
extern void group_key_hash(const GroupKey *key, DirectScan *scan, uint64 *hash);
extern bool group_text_equal(Datum a, Datum b);

#endif							/* CSAT_GROUP_KEY_H */

/*
 * rollup_bound.c
 *		The least time that the rows of a new partition can have had.
 *
 * A refresh that finds a partition without triggers must count anew whatever
 * may have come and gone in it.  Rows that went leave nothing to look at, but
 * where the source is partitioned by the time of its answers, the partition's
 * bound says how early they can have been.
 */
#include "compat.h"

#include "access/relation.h"
#include "catalog/partition.h"
#include "catalog/pg_class.h"
#include "catalog/pg_type.h"
#include "nodes/parsenodes.h"
#include "nodes/primnodes.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/partcache.h"
#include "utils/rel.h"
#include "utils/syscache.h"
#include "utils/timestamp.h"

#include "rollup/rollup.h"

/* Is a partitioned table cut into ranges of a column, before any other? */
static bool
is_ranged_by(Oid table, const char *column)
{
	Relation	relation = relation_open(table, NoLock);
	PartitionKey key = RelationGetPartitionKey(relation);
	bool		ranged = key != NULL && key->strategy == PARTITION_STRATEGY_RANGE &&
	key->partattrs[0] == get_attnum(table, column);

	relation_close(relation, NoLock);
	return ranged;
}

/* The bound that a partition was declared with. */
static PartitionBoundSpec *
declared_bound(Oid partition)
{
	HeapTuple	tuple = SearchSysCache1(RELOID, ObjectIdGetDatum(partition));
	PartitionBoundSpec *bound = NULL;
	Datum		declared;
	bool		null;

	if (!HeapTupleIsValid(tuple))
		return NULL;
	declared = SysCacheGetAttr(RELOID, tuple, Anum_pg_class_relpartbound, &null);
	if (!null)
		bound = stringToNode(TextDatumGetCString(declared));
	ReleaseSysCache(tuple);
	return bound;
}

/* The first value of a range's lower end as text, or NULL if it has none. */
static char *
lower_end(const PartitionBoundSpec *bound)
{
	PartitionRangeDatum *first;
	Const	   *value;
	Oid			output;
	bool		varlena;

	if (bound == NULL || bound->is_default || bound->lowerdatums == NIL)
		return NULL;
	first = linitial_node(PartitionRangeDatum, bound->lowerdatums);
	if (first->kind != PARTITION_RANGE_DATUM_VALUE)
		return NULL;
	value = castNode(Const, first->value);
	if (value->consttype == TIMESTAMPTZOID) /* not every DateStyle prints what
											 * it reads */
		return pstrdup(timestamptz_to_str(DatumGetTimestampTz(value->constvalue)));
	getTypeOutputInfo(value->consttype, &output, &varlena);
	return OidOutputFunctionCall(output, value->constvalue);
}

/*
 * The least value that a column of the source can have in a partition of it,
 * as text; NULL if nothing is known.  The caller holds locks on all of them.
 */
char *
rollup_lower_bound(Oid source, const char *column, Oid partition)
{
	while (partition != source && get_rel_relispartition(partition))
	{
		Oid			parent = get_partition_parent(partition, true);

		if (is_ranged_by(parent, column))
			return lower_end(declared_bound(partition));
		partition = parent;
	}
	return NULL;
}

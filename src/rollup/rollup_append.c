/*
 * rollup_append.c
 *		Rows into NAME_changes, as the executor puts them there.
 *
 * The table belongs to who owns the source, whose trigger this is, so the
 * writer's own rights to it are not asked for; there is no SQL that could be
 * anybody else's.
 */
#include "compat.h"

#include "catalog/pg_class.h"
#include "executor/executor.h"
#include "nodes/execnodes.h"

#include "rollup/rollup_count.h"

struct Appender
{
	EState	   *estate;			/* of an executor that runs no plan */
	ResultRelInfo target;
	TupleTableSlot *slot;
	Datum		nothing;		/* the empty tally */
};

/* Begin to append; the caller holds RowExclusiveLock. */
Appender *
append_begin(Relation changes)
{
	Appender   *appender = palloc0(sizeof(Appender));

	appender->estate = CreateExecutorState();
	InitResultRelInfo(&appender->target, changes, 0, NULL, 0);
	if (changes->rd_rel->relhasindex)
		ExecOpenIndices(&appender->target, false);
	appender->slot = MakeSingleTupleTableSlot(RelationGetDescr(changes), &TTSOpsVirtual);
	appender->nothing = PointerGetDatum(tally_create(NULL, false));
	return appender;
}

/* A tally as it is stored; NULL and one without answers are the empty one. */
static Datum
stored(const Appender *appender, Tally *tally)
{
	if (tally == NULL || tally_is_zero(tally))
		return appender->nothing;
	return PointerGetDatum(tally_canonical(tally));
}

/* Append a cell, unless as much came as went. */
void
append_cell(Appender *appender, const CountPlan *plan, const Cell *cell)
{
	TupleTableSlot *slot = appender->slot;
	Datum		added = stored(appender, cell->added);
	Datum		removed = stored(appender, cell->removed);

	if (cell->unread == 0 && tally_compare((Tally *) DatumGetPointer(added), (Tally *) DatumGetPointer(removed)) == 0)
		return;
	ExecClearTuple(slot);
	memset(slot->tts_isnull, true, slot->tts_tupleDescriptor->natts * sizeof(bool));
	for (int i = 0; i < plan->keys.n; i++)
	{
		slot->tts_values[plan->key_numbers[i] - 1] = cell->values[i];
		slot->tts_isnull[plan->key_numbers[i] - 1] = cell->nulls[i];
	}
	slot->tts_values[plan->added - 1] = added;
	slot->tts_isnull[plan->added - 1] = false;
	slot->tts_values[plan->removed - 1] = removed;
	slot->tts_isnull[plan->removed - 1] = false;
	if (plan->unread > 0)
	{
		slot->tts_values[plan->unread - 1] = Int64GetDatum(cell->unread);
		slot->tts_isnull[plan->unread - 1] = false;
	}
	ExecStoreVirtualTuple(slot);
	ExecSimpleRelationInsert(&appender->target, appender->estate, slot);
	ResetPerTupleExprContext(appender->estate);
}

void
append_end(Appender *appender)
{
	ExecDropSingleTupleTableSlot(appender->slot);
	if (appender->target.ri_NumIndices > 0)
		ExecCloseIndices(&appender->target);
	FreeExecutorState(appender->estate);
	pfree(appender);
}

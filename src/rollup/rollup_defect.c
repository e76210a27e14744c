/*
 * rollup_defect.c
 *		Why a roll-up must not be counted for, if so.
 *
 * What counting does, it does in the name of whoever writes to the source, and
 * puts rows in NAME_changes without a look at his rights there.  That is sound
 * as long as source, definition and table are one role's, who could have had
 * the same done by a trigger of his own.
 */
#include "compat.h"

#include "access/relation.h"
#include "access/sysattr.h"
#include "catalog/pg_attribute.h"
#include "catalog/pg_class.h"
#include "catalog/pg_inherits.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "nodes/nodeFuncs.h"
#include "optimizer/optimizer.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/syscache.h"

#include "rollup/rollup.h"
#include "scale/answer.h"

/* Has somebody put something on the table that would run when a row comes? */
static bool
has_more_than_rows(Relation table)
{
	TriggerDesc *triggers = table->trigdesc;

	for (int i = 0; triggers != NULL && i < triggers->numtriggers; i++)
	{
		if (!triggers->triggers[i].tgisinternal)
			return true;
	}
	return table->rd_rules != NULL || table->rd_rel->relrowsecurity;
}

static bool
has_column(Relation table, const char *name, Oid type)
{
	AttrNumber	number = get_attnum(RelationGetRelid(table), name);

	return number > 0 && get_atttype(RelationGetRelid(table), number) == type;
}

static char *
defect_of_columns(const Rollup *rollup, Relation changes)
{
	ListCell   *cell;

	foreach(cell, rollup->keys)
	{
		const RollupKey *key = lfirst(cell);

		if (!has_column(changes, key->name, exprType(key->expression)))
			return psprintf("its table has no column \"%s\" of type %s", key->name,
							format_type_be(exprType(key->expression)));
	}
	if (rollup->unread != NULL && !has_column(changes, "unread", INT8OID))
		return "its table has no column \"unread\" of type bigint";
	if (!has_column(changes, "added", rollup->tally_type) || !has_column(changes, "removed", rollup->tally_type))
		return "its table has no columns \"added\" and \"removed\" of type tally";
	return NULL;
}

static char *
defect_of_table(const Rollup *rollup, Relation changes, char persistence)
{
	if (changes->rd_rel->relkind != RELKIND_RELATION || changes->rd_rel->relispartition ||
		has_superclass(RelationGetRelid(changes)) || has_subclass(RelationGetRelid(changes)))
		return "its table is not a plain table";
	if ((changes->rd_rel->relpersistence == RELPERSISTENCE_TEMP) != (persistence == RELPERSISTENCE_TEMP))
		return "its table is not as permanent as its source";
	if (has_more_than_rows(changes))
		return "its table has triggers, rules or row-level security";
	return defect_of_columns(rollup, changes);
}

/* A column that is computed when it is read is not in what triggers see. */
static bool
reads_virtual_column(const Rollup *rollup)
{
	Bitmapset  *used = NULL;
	int			column = -1;

	pull_varattnos((Node *) rollup->arm->targetList, 1, &used);
	pull_varattnos(rollup->filter, 1, &used);
	while ((column = bms_next_member(used, column)) >= 0)
	{
		if (get_attgenerated(rollup->source, column + FirstLowInvalidHeapAttributeNumber) == ATTRIBUTE_GENERATED_VIRTUAL)
			return true;
	}
	return false;
}

static char *
defect_of_reading(const Rollup *rollup)
{
	Oid			score = exprType(rollup->score);

	if (answer_type_of(score) == NULL && score != rollup->tally_type && score != rollup_type(rollup->schema, "rating"))
		return psprintf("scores of type %s cannot be read", format_type_be(score));
	if (rollup->weight != NULL && exprType(rollup->weight) != FLOAT8OID)
		return "its weights are not of type double precision";
	if ((rollup->filter != NULL && exprType(rollup->filter) != BOOLOID) ||
		(rollup->unread != NULL && exprType(rollup->unread) != BOOLOID))
		return "its filter is not a condition";
	if (rollup->live && reads_virtual_column(rollup))
		return "it reads a column that is computed when it is read";
	return NULL;
}

/* What is wrong, as half a sentence, or NULL. */
char *
rollup_defect(const Rollup *rollup)
{
	Relation	source = try_relation_open(rollup->source, AccessShareLock);
	Relation	changes = try_relation_open(rollup->changes, AccessShareLock);
	char	   *defect;

	if (source == NULL || changes == NULL)
		defect = "its source or its table was dropped";
	else if (source->rd_rel->relowner != changes->rd_rel->relowner ||
			 source->rd_rel->relowner != rollup_relation_owner(rollup->tallies))
		defect = "its source, its table and its view of tallies do not have one owner";
	else
		defect = defect_of_table(rollup, changes, source->rd_rel->relpersistence);
	if (defect == NULL)
		defect = defect_of_reading(rollup);
	if (source != NULL)
		relation_close(source, NoLock);
	if (changes != NULL)
		relation_close(changes, NoLock);
	return defect;
}

/* Refuse what a command cannot be carried out with. */
void
rollup_require_sound(const Rollup *rollup)
{
	char	   *defect = rollup_defect(rollup);

	if (defect != NULL)
		ereport(ERROR,
				(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
				 errmsg("roll-up %s is damaged: %s", rollup->name, defect),
				 errhint("Set that right, as with ALTER ... OWNER TO, or make it again with csat_create_rollup and replace => true.")));
}

/*
 * rollup_registry.c
 *		The table csat_rollup: which roll-ups there are.
 *
 * Everybody may read it, only its owner writes it.  A role that owns a table
 * registers its roll-ups through csat_create_rollup, which checks the role's
 * rights first and then, like any command that writes a catalog, writes on its
 * behalf.
 */
#include "compat.h"

#include "catalog/namespace.h"
#include "commands/sequence.h"
#include "executor/spi.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/varlena.h"

#include "rollup/rollup.h"

#define REGISTRY_FIELDS \
	"id, name, source, changes, tallies, view, metric, scale, every, time_zone, mode"

static Oid
oid_column(HeapTuple row, TupleDesc columns, int column)
{
	bool		null;
	Datum		value = SPI_getbinval(row, columns, column, &null);

	return null ? InvalidOid : DatumGetObjectId(value);
}

/* The roll-up of a row of csat_rollup; lives as long as the SPI connection. */
static Rollup *
rollup_from_row(HeapTuple row, TupleDesc columns, Oid schema)
{
	Rollup	   *rollup = palloc0(sizeof(Rollup));
	char	   *every;
	bool		null;

	rollup->id = DatumGetInt32(SPI_getbinval(row, columns, 1, &null));
	rollup->name = SPI_getvalue(row, columns, 2);
	rollup->source = oid_column(row, columns, 3);
	rollup->changes = oid_column(row, columns, 4);
	rollup->tallies = oid_column(row, columns, 5);
	rollup->view = oid_column(row, columns, 6);
	rollup->scale = SPI_getvalue(row, columns, 8);
	every = SPI_getvalue(row, columns, 9);
	rollup->every = rollup_every_named(every, strlen(every));
	rollup->time_zone = SPI_getvalue(row, columns, 10);
	rollup->live = strcmp(SPI_getvalue(row, columns, 11), "live") == 0;
	rollup->schema = schema;
	rollup->extension = rollup_extension_name(schema);
	return rollup;
}

/* The owner of csat_rollup, who alone may write it. */
Oid
rollup_registrar(Oid schema)
{
	return rollup_relation_owner(get_relname_relid("csat_rollup", schema));
}

static RollupIdentity
become_registrar(Oid schema)
{
	return rollup_become(rollup_registrar(schema));
}

/*
 * The newest roll-up that satisfies a condition, or NULL.  Read as the
 * registry's owner: whoever writes to a source with a live roll-up needs no
 * right to anything of csat.
 */
static Rollup *
rollup_where(const char *condition, Oid schema)
{
	RollupIdentity before = become_registrar(schema);
	Rollup	   *rollup = NULL;
	char	   *query = psprintf("SELECT " REGISTRY_FIELDS
								 " FROM %s.csat_rollup WHERE %s ORDER BY id DESC LIMIT 1",
								 rollup_extension_name(schema), condition);

	rollup_execute(query, false, NIL);
	if (SPI_processed > 0)
		rollup = rollup_from_row(SPI_tuptable->vals[0], SPI_tuptable->tupdesc, schema);
	rollup_be_again(before);
	return rollup;
}

Rollup *
rollup_by_id(int32 id, Oid schema)
{
	return rollup_where(psprintf("id = %d", id), schema);
}

/*
 * The roll-up of a name as a user writes it: that of the view which the name
 * finds, else (its view was dropped) that which was created under the name.
 */
Rollup *
rollup_by_name(text *name, Oid schema)
{
	RangeVar   *range = makeRangeVarFromNameList(textToQualifiedNameList(name));
	Oid			view = RangeVarGetRelid(range, NoLock, true);
	Rollup	   *rollup = NULL;

	if (OidIsValid(view))
		rollup = rollup_where(psprintf("view = %u", view), schema);
	if (rollup == NULL)
	{
		Oid			home = RangeVarGetCreationNamespace(range);
		char	   *full = quote_qualified_identifier(get_namespace_name(home), range->relname);

		rollup = rollup_where(psprintf("name = %s AND NOT EXISTS (SELECT FROM pg_catalog.pg_class c"
									   " WHERE c.oid = view)", quote_literal_cstr(full)), schema);
	}
	if (rollup == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("roll-up \"%s\" does not exist", text_to_cstring(name)),
				 errhint("The table csat_rollup lists the roll-ups of this database.")));
	return rollup;
}

static bool
belongs_to_other(Oid relation, Oid owner)
{
	return SearchSysCacheExists1(RELOID, ObjectIdGetDatum(relation)) &&
		rollup_relation_owner(relation) != owner;
}

/*
 * What a roll-up runs as the owner of its source is decided by who owns its
 * table and its views: by triggers on the one, by the text of the others.  So
 * they are one role, also after ALTER ... OWNER TO and whatever is registered.
 */
void
rollup_check_one_owner(const Rollup *rollup)
{
	Oid			owner;

	if (!SearchSysCacheExists1(RELOID, ObjectIdGetDatum(rollup->source)))
		return;
	owner = rollup_relation_owner(rollup->source);
	if (!belongs_to_other(rollup->changes, owner) &&
		!belongs_to_other(rollup->tallies, owner) &&
		!belongs_to_other(rollup->view, owner))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
			 errmsg("roll-up %s does not belong to the owner of its source", rollup->name),
			 errdetail("What its owner put there would run with the rights of the source's owner."),
			 errhint("Give its table and views to the owner of the source with ALTER ... OWNER TO, or drop them.")));
}

int32
rollup_next_id(Oid schema)
{
	Oid			sequence = get_relname_relid("csat_rollup_id_seq", schema);

	if (!OidIsValid(sequence))
		elog(ERROR, "the sequence of csat_rollup does not exist");
	return (int32) nextval_internal(sequence, false);
}

/* Note a new roll-up, and forget those whose tables are long gone. */
void
rollup_register(const Rollup *rollup)
{
	RollupIdentity before = become_registrar(rollup->schema);

	rollup_execute(psprintf("DELETE FROM %s.csat_rollup WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_class c"
							" WHERE c.oid IN (changes, tallies, view))", rollup->extension), false, NIL);
	rollup_execute(psprintf("INSERT INTO %s.csat_rollup (" REGISTRY_FIELDS ")"
							" VALUES (%d, %s, %u, %u, %u, %u, %s, %s, %s, %s, %s)",
							rollup->extension, rollup->id, quote_literal_cstr(rollup->name),
							rollup->source, rollup->changes, rollup->tallies, rollup->view,
							quote_literal_cstr(metric_to_text(&rollup->metric)), quote_literal_cstr(rollup->scale),
							quote_literal_cstr(rollup->every->word), quote_literal_cstr(rollup->time_zone),
							rollup->live ? "'live'" : "'scheduled'"), false, NIL);
	rollup_be_again(before);
}

void
rollup_forget(const Rollup *rollup)
{
	RollupIdentity before = become_registrar(rollup->schema);

	rollup_execute(psprintf("DELETE FROM %s.csat_rollup WHERE id = %d", rollup->extension, rollup->id), false, NIL);
	rollup_be_again(before);
}

/* Was a roll-up created under a name (schema-qualified, quoted)? */
bool
rollup_is_registered(const char *name, Oid schema)
{
	return rollup_where(psprintf("name = %s", quote_literal_cstr(name)), schema) != NULL;
}

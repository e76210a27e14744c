/*
 * rollup_find.c
 *		Which roll-ups there are, by what the catalog records of them.
 *
 * SQL: csat_rollups(), behind the view csat_rollup.
 */
#include "compat.h"

#include "access/genam.h"
#include "access/relation.h"
#include "access/table.h"
#include "catalog/dependency.h"
#include "catalog/indexing.h"
#include "catalog/namespace.h"
#include "catalog/pg_class.h"
#include "catalog/pg_depend.h"
#include "catalog/pg_proc.h"
#include "catalog/pg_rewrite.h"
#include "catalog/pg_type.h"
#include "rewrite/rewriteHandler.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgroids.h"
#include "utils/lsyscache.h"
#include "utils/syscache.h"
#include "utils/tuplestore.h"
#include "utils/varlena.h"

#include "base/composite.h"
#include "rollup/rollup.h"

PG_FUNCTION_INFO_V1(csat_rollups);

/* The relation whose rule this is, or InvalidOid. */
static Oid
relation_of_rule(Oid rule)
{
	Relation	rules = table_open(RewriteRelationId, AccessShareLock);
	ScanKeyData key;
	SysScanDesc scan;
	HeapTuple	tuple;
	Oid			relation = InvalidOid;

	ScanKeyInit(&key, Anum_pg_rewrite_oid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(rule));
	scan = systable_beginscan(rules, RewriteOidIndexId, true, NULL, 1, &key);
	tuple = systable_getnext(scan);
	if (HeapTupleIsValid(tuple))
		relation = ((Form_pg_rewrite) GETSTRUCT(tuple))->ev_class;
	systable_endscan(scan);
	table_close(rules, AccessShareLock);
	return relation;
}

/* The objects of one catalog that depend on an object of another, each once. */
List *
rollup_dependents(Oid dependents, Oid catalog, Oid object)
{
	Relation	depend = table_open(DependRelationId, AccessShareLock);
	ScanKeyData keys[2];
	SysScanDesc scan;
	HeapTuple	tuple;
	List	   *found = NIL;

	ScanKeyInit(&keys[0], Anum_pg_depend_refclassid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(catalog));
	ScanKeyInit(&keys[1], Anum_pg_depend_refobjid, BTEqualStrategyNumber, F_OIDEQ, ObjectIdGetDatum(object));
	scan = systable_beginscan(depend, DependReferenceIndexId, true, NULL, 2, keys);
	while (HeapTupleIsValid(tuple = systable_getnext(scan)))
	{
		Form_pg_depend dependency = (Form_pg_depend) GETSTRUCT(tuple);

		if (dependency->classid == dependents)
			found = list_append_unique_oid(found, dependency->objid);
	}
	systable_endscan(scan);
	table_close(depend, AccessShareLock);
	return found;
}

/* The views whose queries use an object, each once, in the order of their OIDs. */
static List *
views_using(Oid catalog, Oid object)
{
	List	   *views = NIL;
	ListCell   *cell;

	foreach(cell, rollup_dependents(RewriteRelationId, catalog, object))
	{
		Oid			view = relation_of_rule(lfirst_oid(cell));

		if (OidIsValid(view) && view != object)
			views = list_append_unique_oid(views, view);
	}
	list_sort(views, list_oid_cmp);
	return views;
}

/* The views that read a relation. */
static List *
views_over(Oid relation)
{
	return views_using(RelationRelationId, relation);
}

/* The oldest view over NAME_tallies with a column that only one of ours has. */
static Oid
view_with_column(const Rollup *rollup, const char *column)
{
	ListCell   *cell;

	foreach(cell, views_over(rollup->tallies))
	{
		if (get_attnum(lfirst_oid(cell), column) > 0 && get_attnum(lfirst_oid(cell), "period") > 0)
			return lfirst_oid(cell);
	}
	return InvalidOid;
}

/* The name that a roll-up goes by where its view NAME was dropped. */
static char *
name_of_tallies(const Rollup *rollup)
{
	char	   *name = get_rel_name(rollup->tallies);
	size_t		length = strlen(name);

	if (length > strlen("_tallies") && strcmp(name + length - strlen("_tallies"), "_tallies") == 0)
		name[length - strlen("_tallies")] = '\0';
	return quote_qualified_identifier(get_namespace_name(get_rel_namespace(rollup->tallies)), name);
}

/* The roll-up of a view of tallies with its other views, or NULL. */
static Rollup *
find_rollup(Oid tallies, Oid schema)
{
	const char *defect;
	Rollup	   *rollup = rollup_of_tallies(tallies, schema, &defect);

	if (rollup == NULL)
		return NULL;
	rollup->view = view_with_column(rollup, "verdict");
	rollup->report = view_with_column(rollup, "is_total");
	rollup->name = OidIsValid(rollup->view) ? rollup_relation_name(rollup->view) : name_of_tallies(rollup);
	return rollup;
}

/* The relations that a query reads, in sub-selects of its FROM as well. */
static List *
relations_read(Query *query)
{
	List	   *relations = NIL;
	ListCell   *cell;

	foreach(cell, query->rtable)
	{
		RangeTblEntry *entry = lfirst_node(RangeTblEntry, cell);

		if (entry->rtekind == RTE_RELATION)
			relations = list_append_unique_oid(relations, entry->relid);
		else if (entry->rtekind == RTE_SUBQUERY && entry->subquery != NULL)
			relations = list_concat_unique_oid(relations, relations_read(entry->subquery));
	}
	return relations;
}

/* The roll-up that a view is NAME, NAME_tallies or NAME_report of, or NULL. */
static Rollup *
rollup_of_view(Oid view, Oid schema)
{
	Relation	relation = relation_open(view, AccessShareLock);
	List	   *relations = NIL;
	Rollup	   *rollup = NULL;
	ListCell   *cell;

	if (relation->rd_rel->relkind == RELKIND_VIEW)
		relations = lcons_oid(view, relations_read(get_view_query(relation)));
	relation_close(relation, AccessShareLock);
	foreach(cell, relations)
	{
		if (rollup == NULL && get_rel_relkind(lfirst_oid(cell)) == RELKIND_VIEW)
			rollup = find_rollup(lfirst_oid(cell), schema);
	}
	if (rollup != NULL && view != rollup->view && view != rollup->tallies && view != rollup->report)
		return NULL;
	return rollup;
}

/* The roll-up whose NAME is a view of this name, or whose NAME_tallies of that; names are qualified and quoted.  NULL: none. */
Rollup *
rollup_under(const char *name, const char *tallies_name, Oid schema)
{
	Oid			view = rollup_relation_named(name);
	Rollup	   *rollup = OidIsValid(view) ? rollup_of_view(view, schema) : NULL;

	if (rollup == NULL)
	{
		view = rollup_relation_named(tallies_name);
		rollup = OidIsValid(view) ? rollup_of_view(view, schema) : NULL;
	}
	return rollup;
}

/* The relation NAME_changes of a name as a user writes it; InvalidOid if there is none. */
Oid
rollup_changes_by_name(text *name)
{
	RangeVar   *range = makeRangeVarFromNameList(textToQualifiedNameList(name));

	range->relname = psprintf("%s_changes", range->relname);
	return RangeVarGetRelid(range, NoLock, true);
}

/*
 * The roll-up of a name as a user writes it: that of the view which the name
 * finds, else (its view was dropped) that of NAME_tallies.  NULL: there is none.
 */
Rollup *
rollup_if_named(text *name, Oid schema)
{
	RangeVar   *range = makeRangeVarFromNameList(textToQualifiedNameList(name));
	Oid			view = RangeVarGetRelid(range, NoLock, true);
	Rollup	   *rollup = NULL;

	if (OidIsValid(view))
		rollup = rollup_of_view(view, schema);
	else
	{
		range->relname = psprintf("%s_tallies", range->relname);
		view = RangeVarGetRelid(range, NoLock, true);
		if (OidIsValid(view))
			rollup = rollup_of_view(view, schema);
	}
	return rollup;
}

/* The same, which must be there. */
Rollup *
rollup_by_name(text *name, Oid schema)
{
	Rollup	   *rollup = rollup_if_named(name, schema);

	if (rollup == NULL)
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_OBJECT),
				 errmsg("roll-up \"%s\" does not exist", text_to_cstring(name)),
				 errhint("The view csat_rollup lists the roll-ups of this database. If only its table NAME_changes is left, "
						 "csat_create_rollup with replace => true takes it over.")));
	return rollup;
}

static Datum
names_of_segments(const Rollup *rollup)
{
	int			n = 0;
	Datum	   *names = palloc(list_length(rollup->keys) * sizeof(Datum));
	ListCell   *cell;

	for_each_from(cell, rollup->keys, 1)
	{
		NameData   *name = palloc0(sizeof(NameData));

		namestrcpy(name, ((RollupKey *) lfirst(cell))->name);
		names[n++] = NameGetDatum(name);
	}
	return PointerGetDatum(construct_array(names, n, NAMEOID, NAMEDATALEN, false, TYPALIGN_CHAR));
}

static Datum
text_or_null(char *value, bool *null)
{
	*null = value == NULL;
	return *null ? (Datum) 0 : CStringGetTextDatum(value);
}

/* csat_rollups(): a row for each roll-up */
Datum
csat_rollups(PG_FUNCTION_ARGS)
{
	RowColumn	columns[] = {
		{"name", TEXTOID}, {"source", REGCLASSOID}, {"metric", TEXTOID}, {"mode", TEXTOID},
		{"every", TEXTOID}, {"by", NAMEARRAYOID}, {"at", TEXTOID}, {"options", JSONBOID}
	};
	ReturnSetInfo *result = composite_rows(fcinfo, columns, lengthof(columns));
	Oid			schema = rollup_extension_schema(fcinfo);
	Oid			jsonb[] = {JSONBOID};
	ListCell   *cell;

	foreach(cell, views_using(ProcedureRelationId, rollup_function(schema, "csat_rollup_options", 1, jsonb)))
	{
		Rollup	   *rollup = find_rollup(lfirst_oid(cell), schema);
		Datum		values[lengthof(columns)];
		bool		nulls[lengthof(columns)] = {false};

		if (rollup == NULL)
			continue;
		values[0] = CStringGetTextDatum(rollup->name);
		values[1] = ObjectIdGetDatum(rollup->source);
		values[2] = text_or_null(rollup_option(rollup, "metric"), &nulls[2]);
		values[3] = text_or_null(rollup_option(rollup, "mode"), &nulls[3]);
		values[4] = text_or_null(rollup_option(rollup, "every"), &nulls[4]);
		values[5] = names_of_segments(rollup);
		values[6] = text_or_null(rollup_option(rollup, "at"), &nulls[6]);
		values[7] = JsonbPGetDatum(rollup->options);
		tuplestore_putvalues(result->setResult, result->setDesc, values, nulls);
	}
	return (Datum) 0;
}

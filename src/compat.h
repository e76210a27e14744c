/*
 * compat.h
 *		What differs between the PostgreSQL majors that csat builds on, in one place.
 */
#ifndef CSAT_COMPAT_H
#define CSAT_COMPAT_H

#include "postgres.h"
#include "fmgr.h"

#if PG_VERSION_NUM >= 160000
#include "nodes/miscnodes.h"
#include "varatt.h"
#else
/* Before 16 there are no soft errors: an input function always raises. */
#define errsave(context, ...) ereport(ERROR, __VA_ARGS__)

/*
 * From 16 on, PGXS hides a module's symbols and fmgr.h marks the entry points. The Makefile hides them on 15 too, so
 * mark them here: this is 16's declaration.
 */
#undef PGDLLEXPORT
#define PGDLLEXPORT __attribute__((visibility("default")))
#undef PG_FUNCTION_INFO_V1
#define PG_FUNCTION_INFO_V1(funcname) \
extern PGDLLEXPORT Datum funcname(PG_FUNCTION_ARGS); \
extern PGDLLEXPORT const Pg_finfo_record * CppConcat(pg_finfo_,funcname)(void); \
const Pg_finfo_record * \
CppConcat(pg_finfo_,funcname) (void) \
{ \
	static const Pg_finfo_record my_finfo = { 1 }; \
	return &my_finfo; \
} \
extern int no_such_variable
#endif

/* Before 18 a function that does not return was marked at its end. */
#ifndef pg_noreturn
#define pg_noreturn __attribute__((noreturn))
#endif

/* Before 16 every kind of object had its own test of ownership. */
#if PG_VERSION_NUM < 160000
#include "utils/acl.h"
#define object_ownercheck(catalog, object, role) pg_class_ownercheck(object, role)
#endif

/* Before 18 every generated column was stored. */
#if PG_VERSION_NUM < 180000
#define ATTRIBUTE_GENERATED_VIRTUAL	'v'
#endif

#if PG_VERSION_NUM < 190000
/* Before 19 a system cache was known by a plain number. */
typedef int SysCacheIdentifier;

/* Before 19 no window function can be called with IGNORE NULLS. */
#define WinCheckAndInitializeNullTreatment(window, allowed, fcinfo) ((void) 0)
#endif

/* The majors on which all that shows the direct scan to be right was run on a server with assertions. */
#define CSAT_DIRECT_SCAN_DEFAULT	(PG_MAJORVERSION_NUM == 15 || PG_MAJORVERSION_NUM == 18)

/* 19 wants to know whether a scan only reads, and then keeps more in the visibility map. */
#if PG_VERSION_NUM >= 190000
#define csat_beginscan(table, snapshot)	table_beginscan(table, snapshot, 0, NULL, SO_NONE)
#define direct_beginscan_parallel(table, shared)	table_beginscan_parallel(table, shared, SO_NONE)
#else
#define csat_beginscan(table, snapshot)	table_beginscan(table, snapshot, 0, NULL)
#define direct_beginscan_parallel(table, shared)	table_beginscan_parallel(table, shared)
#endif

/* 16 renamed the counters of a table. */
#if PG_VERSION_NUM >= 160000
#define csat_rows_returned(table)	((table)->pgstat_info->counts.tuples_returned)
#else
#define csat_rows_returned(table)	((table)->pgstat_info->t_counts.t_tuples_returned)
#endif

/* Before 16 every kind of object had its own list of rights. */
#if PG_VERSION_NUM < 160000
#define object_aclcheck(catalog, object, role, mode)	pg_proc_aclcheck(object, role, mode)
#endif

/* From 18 on a query's range table has an entry for its grouping, which is no table to tell names apart by. */
#if PG_VERSION_NUM >= 180000
#define csat_explained_tables(es)	((es)->rtable_size)
#else
#define csat_explained_tables(es)	list_length((es)->rtable)
#endif

/* 16 takes the relations themselves, 19 one struct of the lists of paths. */
#if PG_VERSION_NUM >= 160000
#define csat_adjust_to_child(root, node, child, parent)	adjust_appendrel_attrs_multilevel(root, node, child, parent)
#else
#define csat_adjust_to_child(root, node, child, parent) \
	adjust_appendrel_attrs_multilevel(root, node, (child)->relids, (parent)->relids)
#endif
#if PG_VERSION_NUM >= 190000
#define csat_create_append_path(root, rel, serial, shared, workers) \
	create_append_path(root, rel, (AppendPathInput) {.subpaths = (serial), .partial_subpaths = (shared)}, \
					   NIL, NULL, workers, (workers) > 0, -1)
#else
#define csat_create_append_path(root, rel, serial, shared, workers) \
	create_append_path(root, rel, serial, shared, NIL, NULL, workers, (workers) > 0, -1)
#endif

/* 18 notes in the range table of a query that it groups. */
#if PG_VERSION_NUM >= 180000
#define csat_is_grouping(entry)	((entry)->rtekind == RTE_GROUP)
#else
#define csat_is_grouping(entry)	false
#endif

/* 16 lets columns be missing, which those of partitions and children never are. */
#if PG_VERSION_NUM >= 160000
#define csat_map_by_name(from, to)	build_attrmap_by_name_if_req(from, to, false)
#else
#define csat_map_by_name(from, to)	build_attrmap_by_name_if_req(from, to)
#endif

/* 16 can report that a list of names is none without raising. */
#if PG_VERSION_NUM >= 160000
#define csat_no_escontext	,NULL
#else
#define csat_no_escontext
#endif

/* 16 may truncate as the owner of the table, for logical replication. */
#if PG_VERSION_NUM >= 160000
#define csat_truncate(relations, oids, logged)	ExecuteTruncateGuts(relations, oids, logged, DROP_RESTRICT, false, false)
#else
#define csat_truncate(relations, oids, logged)	ExecuteTruncateGuts(relations, oids, logged, DROP_RESTRICT, false)
#endif

#endif							/* CSAT_COMPAT_H */

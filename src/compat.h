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

#endif							/* CSAT_COMPAT_H */

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

#if PG_VERSION_NUM < 190000
/* Before 19 no window function can be called with IGNORE NULLS. */
#define WinCheckAndInitializeNullTreatment(window, allowed, fcinfo) ((void) 0)
#endif

#endif							/* CSAT_COMPAT_H */

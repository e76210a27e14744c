/*
 * shim.h
 *		So much of PostgreSQL's backend as csat's types and transition functions
 *		need to run in a process of their own, under the sanitizers.
 *
 * Memory comes from malloc, one block for each palloc, so that a read or write
 * one byte past a value is seen.  Whatever else of the backend a harness would
 * call is left unresolved and ends it.
 */
#ifndef CSAT_FUZZ_SHIM_H
#define CSAT_FUZZ_SHIM_H

#include "compat.h"

#include "lib/stringinfo.h"

/* A part of a run that may raise an error. */
typedef void (*FuzzBody) (void *arg);

/* The SQLSTATE that it raised, or 0.  Runs may be nested. */
extern int	fuzz_try(FuzzBody body, void *arg);

/* Free all that was allocated since the run began. */
extern void fuzz_reset(void);

/* Ends the process, with a report, if a property does not hold. */
extern void fuzz_check(bool holds, const char *property);

/* The function, called with these arguments that are not null; where is_null is given, whether it returned null. */
extern Datum fuzz_call(PGFunction function, Datum *args, int nargs, bool *is_null);

/* The bytes as a C string, for an input function. */
extern char *fuzz_cstring(const uint8 *data, size_t size);

/* The bytes as a message, for a receive function. */
extern StringInfo fuzz_message(const char *data, int size);

#endif							/* CSAT_FUZZ_SHIM_H */

/*
 * wire.h
 *		What binary input has in common: bytes that are not trusted.
 */
#ifndef CSAT_WIRE_H
#define CSAT_WIRE_H

#include "compat.h"
#include "lib/stringinfo.h"

#include "base/scan.h"

pg_noreturn extern void wire_fault(const char *type, const char *detail);
extern void wire_need(const char *type, StringInfo buf, int bytes);
extern void wire_end(const char *type, StringInfo buf);
extern Slice wire_text(const char *type, StringInfo buf);

#endif							/* CSAT_WIRE_H */

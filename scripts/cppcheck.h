/*
 * cppcheck.h
 *		What cppcheck must know of PostgreSQL, whose headers it does not read: that an error does not come back.
 */
#define ERROR	21
#define WARNING 19
#define NOTICE	18
#define ereport(elevel, ...) do { if ((elevel) >= ERROR) abort(); } while (0)
#define PG_RETURN_POINTER(x)	return PointerGetDatum(x)
#define FLEXIBLE_ARRAY_MEMBER
#define INT64CONST(x)	x##L
#define UINT64CONST(x)	x##UL

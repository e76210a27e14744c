/*
 * method.h
 *		Names of statistical methods as people write them.
 *
 * Case, spaces, hyphens and underscores do not matter: 'Clopper-Pearson',
 * 'clopper_pearson' and 'clopperpearson' are one.
 */
#ifndef CSAT_METHOD_H
#define CSAT_METHOD_H

#include "compat.h"

/* One name of a method; several names may have the same value. */
typedef struct Method
{
	const char *name;			/* canonical spelling; NULL ends a list */
	int			value;
} Method;

/* The value of the method that a text names.  22023, with the list as hint, if none does. */
extern int	method_named(const Method *methods, text *given);

#endif							/* CSAT_METHOD_H */

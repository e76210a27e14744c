/*
 * method.c
 *		Names of statistical methods as people write them.
 */
#include "compat.h"

#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "uncertainty/method.h"

static bool
is_separator(char c)
{
	return c == ' ' || c == '-' || c == '_';
}

static bool
is_same_name(const char *a, const char *b)
{
	for (;; a++, b++)
	{
		while (is_separator(*a))
			a++;
		while (is_separator(*b))
			b++;
		if (pg_ascii_tolower((unsigned char) *a) != pg_ascii_tolower((unsigned char) *b))
			return false;
		if (*a == '\0')
			return true;
	}
}

static char *
list_of_methods(const Method *methods)
{
	StringInfoData list;

	initStringInfo(&list);
	for (; methods->name != NULL; methods++)
		appendStringInfo(&list, "%s\"%s\"", list.len > 0 ? ", " : "", methods->name);
	return list.data;
}

int
method_named(const Method *methods, text *given)
{
	char	   *name = text_to_cstring(given);
	const Method *method;

	for (method = methods; method->name != NULL; method++)
		if (is_same_name(method->name, name))
			return method->value;
	ereport(ERROR,
			(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
			 errmsg("unknown method \"%s\"", name),
			 errhint("Methods that fit here: %s.", list_of_methods(methods))));
	return -1;					/* keep compilers quiet */
}

/*
 * rollup_zone.c
 *		Time zones by their names in pg_timezone_names.
 */
#include "rollup/rollup_zone.h"

/*
 * A POSIX specification has an offset in it, so a digit, and PostgreSQL calls
 * its zone by the specification in capitals; a zone of a file has its file's
 * name, in which there are small letters almost always.
 */
static bool
may_be_posix(const char *name)
{
	bool		digit = false;

	for (; *name != '\0'; name++)
	{
		if (*name >= 'a' && *name <= 'z')
			return false;
		digit = digit || (*name >= '0' && *name <= '9');
	}
	return digit;
}

/* Is there a file for the zone?  Looks at all of them. */
static bool
is_listed(const char *name)
{
	pg_tzenum  *names = pg_tzenumerate_start();
	pg_tz	   *zone;
	bool		found = false;

	while (!found && (zone = pg_tzenumerate_next(names)) != NULL)
		found = strcmp(pg_get_timezone_name(zone), name) == 0;
	pg_tzenumerate_end(names);
	return found;
}

pg_tz *
rollup_zone_named(const char *name)
{
	pg_tz	   *zone = name[0] == '\0' ? NULL : pg_tzset(name);

	if (zone != NULL && may_be_posix(pg_get_timezone_name(zone)) &&
		!is_listed(pg_get_timezone_name(zone)))
		return NULL;
	return zone;
}

/*
 * float_array.c
 *		Arguments of type double precision[].
 */
#include "base/float_array.h"

#include "catalog/pg_type.h"
#include "utils/array.h"

/* The elements, in a new array, and how many; -1 if one of them is NULL. */
int
float_array_values(Datum array, double **values)
{
	Datum	   *element;
	bool	   *is_null;
	int			count;

	deconstruct_array(DatumGetArrayTypeP(array), FLOAT8OID, sizeof(float8),
					  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE, &element, &is_null, &count);
	*values = palloc(Max(count, 1) * sizeof(double));
	for (int i = 0; i < count; i++)
	{
		if (is_null[i])
			return -1;
		(*values)[i] = DatumGetFloat8(element[i]);
	}
	return count;
}

/* Exactly so many elements, none of them NULL; else false. */
bool
float_array_read(Datum array, double *values, int count)
{
	double	   *found;

	if (float_array_values(array, &found) != count)
		return false;
	memcpy(values, found, count * sizeof(double));
	return true;
}

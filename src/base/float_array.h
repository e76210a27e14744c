/*
 * float_array.h
 *		Arguments of type double precision[].
 */
#ifndef CSAT_FLOAT_ARRAY_H
#define CSAT_FLOAT_ARRAY_H

#include "compat.h"

extern int	float_array_values(Datum array, double **values);
extern bool float_array_read(Datum array, double *values, int count);

#endif							/* CSAT_FLOAT_ARRAY_H */

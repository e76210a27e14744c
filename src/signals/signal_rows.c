/*
 * signal_rows.c
 *		Rows of the composite types of signals: figures as numeric, NULL where unknown.
 */
#include "signals/signal_rows.h"

#include <math.h>

#include "number/number.h"

void
put_number(double value, Datum *datum, bool *is_null)
{
	*is_null = isnan(value);
	*datum = *is_null ? (Datum) 0 : NumericGetDatum(number_from_double(value));
}

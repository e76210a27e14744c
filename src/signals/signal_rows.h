/*
 * signal_rows.h
 *		Rows of the composite types of signals: figures as numeric, NULL where unknown.
 */
#ifndef CSAT_SIGNAL_ROWS_H
#define CSAT_SIGNAL_ROWS_H

#include "compat.h"

/* A figure as a column of a row: NULL where it is NAN. */
extern void put_number(double value, Datum *datum, bool *is_null);

#endif							/* CSAT_SIGNAL_ROWS_H */

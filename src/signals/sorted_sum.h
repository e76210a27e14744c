/*
 * sorted_sum.h
 *		A sum of doubles that does not depend on their order.
 */
#ifndef CSAT_SORTED_SUM_H
#define CSAT_SORTED_SUM_H

#include <stddef.h>

/* Sorts the terms, and adds them up from the smallest. */
extern double sorted_sum(double *terms, size_t n);

#endif							/* CSAT_SORTED_SUM_H */

/*
 * p_adjust.h
 *		P-values of many tests at once.
 */
#ifndef CSAT_P_ADJUST_H
#define CSAT_P_ADJUST_H

#include <stddef.h>

typedef enum Adjustment
{
	ADJUST_HOLM,
	ADJUST_BH,
	ADJUST_BY,
	ADJUST_BONFERRONI
} Adjustment;

/* A p-value and the place it goes back to. */
typedef struct PValue
{
	double		p;
	size_t		row;
} PValue;

/* Adjusts m p-values, all in 0..1 and sorted by size; they stay so. */
extern void p_adjust(Adjustment adjustment, PValue *values, size_t m);

#endif							/* CSAT_P_ADJUST_H */

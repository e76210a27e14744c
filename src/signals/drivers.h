/*
 * drivers.h
 *		Which items go with an outcome, and how much: associations, never causes.
 *
 * Pure, but for palloc.
 */
#ifndef CSAT_DRIVERS_H
#define CSAT_DRIVERS_H

#include "signals/cross_products.h"

/* NAN where a figure is unknown. */
typedef struct Driver
{
	double		correlation;	/* with the outcome, -1..1; NAN: the item is
								 * constant */
	double		importance;		/* relative weight in percent of R squared */
	double		mean;
} Driver;

/*
 * One driver for each item, and R squared, 0..1.  NULL where there are fewer
 * than items + 2 cases, or the outcome is constant.
 */
extern Driver *drivers_of(const CrossProducts *sums, double *r_squared);

#endif							/* CSAT_DRIVERS_H */

/*
 * stratified.h
 *		The mean over strata that were sampled apart.
 *
 * Pure, but for palloc.
 */
#ifndef CSAT_STRATIFIED_H
#define CSAT_STRATIFIED_H

#include "weighted/weighted_stats.h"

/* A stratum; the clusters sampled in it are the values of its summary. */
typedef struct Stratum
{
	const WeightedStats *stats; /* has values */
	double		share;			/* of the population > 0; NAN: as the weights
								 * have it */
} Stratum;

typedef struct Stratified
{
	double		mean;
	double		error;			/* standard error; NAN if a stratum has one
								 * cluster */
	double		n_eff;			/* clusters of one unstratified sample that
								 * would be as precise; Kish's where nothing
								 * varies */
	int64		clusters;
	int64		df;				/* clusters - strata */
} Stratified;

/* At least one stratum; shares are those of all strata or of none. */
extern Stratified stratified_mean(const Stratum *strata, int count);

#endif							/* CSAT_STRATIFIED_H */

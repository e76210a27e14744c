/*
 * sample_size.h
 *		How many answers a wanted precision takes.
 *
 * Pure arithmetic on the unit scale: margins and shares are 0..1, a net score's
 * margin 0..2.  Results are whole, at least 1, and infinite never.
 */
#ifndef CSAT_SAMPLE_SIZE_H
#define CSAT_SAMPLE_SIZE_H

typedef struct SampleDesign
{
	double		margin;			/* half the interval's width, or the
								 * difference to find, > 0 */
	double		alpha;			/* 1 - confidence, inside 0..1 */
	double		power;			/* chance to find the difference, inside 0..1;
								 * NAN: one score */
	double		population;		/* people there are >= 1; infinite: any number */
} SampleDesign;

/* For a share expected at this size; with power, in each of two groups. */
extern double share_sample_size(SampleDesign design, double expected);

/* For a net score whose single answer has this variance, 0..1. */
extern double net_sample_size(SampleDesign design, double variance);

#endif							/* CSAT_SAMPLE_SIZE_H */

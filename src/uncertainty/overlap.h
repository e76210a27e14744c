/*
 * overlap.h
 *		Two groups of answers, and the answers that are in both.
 */
#ifndef CSAT_OVERLAP_H
#define CSAT_OVERLAP_H

#include "compat.h"

#include "scores/metric.h"

/* A tally, its totals, and how many could have answered. */
typedef struct Group
{
	const Tally *tally;
	Totals		totals;
	double		population;		/* infinite: not known, or large */
} Group;

typedef enum OverlapKind
{
	OVERLAP_PARTIAL,			/* or none at all, or both the same */
	OVERLAP_FIRST_INSIDE,		/* all of the first is in the second */
	OVERLAP_SECOND_INSIDE
} OverlapKind;

typedef struct Overlap
{
	OverlapKind kind;
	const Tally *tally;			/* the answers in both; NULL: none */
	Totals		totals;			/* of the tally */
	double		correlation;	/* S_O / sqrt(S_1 S_2), S the sum of squared
								 * weights; 0..1 */
	Group		rest;			/* where one is inside the other: what is in
								 * that one alone */
	double		rest_of_whole;	/* weight of the rest in the whole */
} Overlap;

/* The group in argument `tally`, its population in argument `population`; false if it has no answers. */
extern bool group_load(FunctionCallInfo fcinfo, int tally, int population, Group *group);

/* The overlap in an argument, checked to be part of both groups. */
extern void overlap_load(FunctionCallInfo fcinfo, int arg, const Group *first, const Group *second, Overlap *overlap);

/* 22023 if more answered than could have. */
extern void check_population(int64 responses, double population);

#endif							/* CSAT_OVERLAP_H */

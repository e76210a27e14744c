/*
 * apportion.h
 *		Shares that are rounded so that they add up.
 */
#ifndef CSAT_APPORTION_H
#define CSAT_APPORTION_H

#include "postgres.h"

/* Percents with at most so many decimals: more than anybody reads. */
#define APPORTION_MAX_DIGITS	10

/*
 * count amounts, not all of them 0, as percents of their sum in units of
 * 10^-digits, which add up to exactly 100: rounded down first, and one unit
 * more for each of the largest remainders (Hamilton's method).  Of equal
 * remainders the last comes first, or with first_wins the first.
 */
extern void apportion(const uint128 *amounts, int count, int digits, bool first_wins, int64 *units);

#endif							/* CSAT_APPORTION_H */

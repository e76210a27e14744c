/*
 * fold.h
 *		Letters without regard to case, the same on every server.
 */
#ifndef CSAT_FOLD_H
#define CSAT_FOLD_H

#include "postgres.h"

/* The small letter of a capital, and itself of anything else. */
extern uint32 fold_code_point(uint32 c);

#endif							/* CSAT_FOLD_H */

/*
 * fold.h
 *		Comparing labels without regard to case, the same on every server.
 */
#ifndef CSAT_FOLD_H
#define CSAT_FOLD_H

#include "base/scan.h"

extern bool slice_equal_folded(Slice a, Slice b, bool utf8);

#endif							/* CSAT_FOLD_H */

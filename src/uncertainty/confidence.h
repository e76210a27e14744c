/*
 * confidence.h
 *		The confidence that a caller asks for.
 */
#ifndef CSAT_CONFIDENCE_H
#define CSAT_CONFIDENCE_H

#include "compat.h"

/* alpha = 1 - confidence; 22023 unless 0 < confidence < 1. */
extern double alpha_of_confidence(double confidence);

#endif							/* CSAT_CONFIDENCE_H */

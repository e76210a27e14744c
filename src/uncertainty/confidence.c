/*
 * confidence.c
 *		The confidence that a caller asks for.
 */
#include "compat.h"

#include "uncertainty/confidence.h"

double
alpha_of_confidence(double confidence)
{
	if (!(confidence > 0.0 && confidence < 1.0))
		ereport(ERROR,
				(errcode(ERRCODE_INVALID_PARAMETER_VALUE),
				 errmsg("confidence %g is not between 0 and 1", confidence),
				 confidence > 1.0 && confidence < 100.0 ?
				 errhint("Write %g for %g percent.", confidence / 100.0, confidence) :
				 errhint("Write 0.95 for 95 percent.")));
	return 1.0 - confidence;
}

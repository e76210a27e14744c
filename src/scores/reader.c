/*
 * reader.c
 *		What every function that reads a tally begins with.
 */
#include "scores/reader.h"

bool
reader_load(const Tally *t, Totals *totals)
{
	MetricFault fault = metric_load(t, totals);

	if (fault == METRIC_OVERFLOW)
		tally_raise(TALLY_TOO_LARGE, NULL, NULL);
	return fault == METRIC_OK;
}

Datum
reader_percent(const Tally *t, const Totals *totals, PointRange range)
{
	return NumericGetDatum(number_from_ratio(metric_share(t, totals, range)));
}

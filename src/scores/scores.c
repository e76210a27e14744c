/*
 * scores.c
 *		The scores that are read off a tally: csat, nps, ces and their parts.
 *
 * Units: percent 0..100, nets -100..100, means on the scale asked.  A tally
 * without answers gives NULL.
 */
#include "scores/metric_table.h"
#include "scores/reader.h"

PG_FUNCTION_INFO_V1(tally_csat);
PG_FUNCTION_INFO_V1(tally_nps);
PG_FUNCTION_INFO_V1(tally_mean);
PG_FUNCTION_INFO_V1(tally_ces_easy);
PG_FUNCTION_INFO_V1(tally_rescaled);
PG_FUNCTION_INFO_V1(tally_top_box);
PG_FUNCTION_INFO_V1(tally_bottom_box);
PG_FUNCTION_INFO_V1(tally_net_box);
PG_FUNCTION_INFO_V1(tally_share);
PG_FUNCTION_INFO_V1(tally_promoters);
PG_FUNCTION_INFO_V1(tally_passives);
PG_FUNCTION_INFO_V1(tally_detractors);
PG_FUNCTION_INFO_V1(tally_promoter_percent);
PG_FUNCTION_INFO_V1(tally_passive_percent);
PG_FUNCTION_INFO_V1(tally_detractor_percent);

/* The metric of the tally in argument 0.  A scale without it is an error, answers or not. */
static Datum
score(FunctionCallInfo fcinfo, Metric metric)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (tally_has_scale(t))
		metric_check(&metric, &t->grid);
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_ratio(metric_score(&metric, t, &totals)));
}

/* csat(t [, top]): percent of answers in the scale's top box, or in the top K */
Datum
tally_csat(PG_FUNCTION_ARGS)
{
	if (PG_NARGS() > 1)
		return score(fcinfo, metric_with_boxes(METRIC_TOP_BOX, PG_GETARG_INT32(1), 0));
	return score(fcinfo, metric_of(METRIC_CSAT));
}

/* nps(t): percent promoters minus percent detractors.  Reichheld, HBR 12/2003. */
Datum
tally_nps(PG_FUNCTION_ARGS)
{
	return score(fcinfo, metric_of(METRIC_NPS));
}

/* mean(t), ces(t): the mean score on the raw scale */
Datum
tally_mean(PG_FUNCTION_ARGS)
{
	return score(fcinfo, metric_of(METRIC_MEAN_SCORE));
}

/* ces_easy(t): percent of answers on the good side of the midpoint */
Datum
tally_ces_easy(PG_FUNCTION_ARGS)
{
	return score(fcinfo, metric_of(METRIC_CES_EASY));
}

/* top_box(t, boxes) */
Datum
tally_top_box(PG_FUNCTION_ARGS)
{
	return score(fcinfo, metric_with_boxes(METRIC_TOP_BOX, PG_GETARG_INT32(1), 0));
}

/* net_box(t, top_boxes, bottom_boxes): percent in the one minus percent in the other */
Datum
tally_net_box(PG_FUNCTION_ARGS)
{
	return score(fcinfo, metric_with_boxes(METRIC_NET_BOX, PG_GETARG_INT32(1), PG_GETARG_INT32(2)));
}

/* Percent of the answers that some boxes hold. */
static Datum
percent_in(FunctionCallInfo fcinfo, BoxesOf boxes_of, const int *boxes)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = {0, -1};
	Totals		totals;

	if (tally_has_scale(t))
		range = boxes_of(&t->grid, boxes).good;
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	return reader_percent(t, &totals, range);
}

/* bottom_box(t, boxes) */
Datum
tally_bottom_box(PG_FUNCTION_ARGS)
{
	int			boxes = PG_GETARG_INT32(1);

	return percent_in(fcinfo, boxes_bottom, &boxes);
}

/* share(t, lo, hi): percent of answers with lo <= score <= hi */
Datum
tally_share(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = boxes_between(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	return reader_percent(t, &totals, range);
}

/* rescaled(t): the mean as 0..100 from worst to best.  POMP: Cohen et al. 1999. */
Datum
tally_rescaled(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_ratio(metric_rescaled(t, &totals)));
}

/* How many answers one group of NPS has. */
static Datum
count_in(FunctionCallInfo fcinfo, BoxesOf boxes_of)
{
	Tally	   *t = PG_GETARG_TALLY(0);

	if (!tally_has_scale(t))
		PG_RETURN_INT64(0);
	PG_RETURN_INT64(metric_count(t, boxes_of(&t->grid, NULL).good));
}

Datum
tally_promoters(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, boxes_promoters);
}

Datum
tally_passives(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, boxes_passives);
}

Datum
tally_detractors(PG_FUNCTION_ARGS)
{
	return count_in(fcinfo, boxes_detractors);
}

Datum
tally_promoter_percent(PG_FUNCTION_ARGS)
{
	return percent_in(fcinfo, boxes_promoters, NULL);
}

Datum
tally_passive_percent(PG_FUNCTION_ARGS)
{
	return percent_in(fcinfo, boxes_passives, NULL);
}

Datum
tally_detractor_percent(PG_FUNCTION_ARGS)
{
	return percent_in(fcinfo, boxes_detractors, NULL);
}

/*
 * scores.c
 *		The scores that are read off a tally: csat, nps, ces and their parts.
 *
 * Units: percent 0..100, nets -100..100, means on the scale asked.  A tally
 * without answers gives NULL.
 */
#include "scores/boxes.h"

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

static Numeric
net_percent(const Tally *t, const Totals *totals, PointRange good, PointRange bad)
{
	return number_from_ratio(metric_percent(t, totals, good, bad));
}

/* So many boxes from one end of a scale. */
typedef PointRange (*BoxRange) (const Grid *grid, int boxes);

static Datum
box_percent(FunctionCallInfo fcinfo, const Tally *t, int boxes, BoxRange boxes_of)
{
	Totals		totals;

	if (tally_has_scale(t))
		reader_check_boxes(&t->grid, boxes);
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, boxes_of(&t->grid, boxes), no_points));
}

/* csat(t [, top]): percent of answers in the scale's top box, or in the top K */
Datum
tally_csat(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);

	return box_percent(fcinfo, t, PG_NARGS() > 1 ? PG_GETARG_INT32(1) : t->grid.top, grid_top_box);
}

/* nps(t): percent promoters minus percent detractors.  Reichheld, HBR 12/2003. */
Datum
tally_nps(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (tally_has_scale(t))
		reader_check_nps(&t->grid);
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, grid_promoters(&t->grid), grid_detractors(&t->grid)));
}

/* mean(t), ces(t): the mean score on the raw scale */
Datum
tally_mean(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(number_from_ratio(metric_mean(t, &totals)));
}

/* ces_easy(t): percent of answers on the good side of the midpoint */
Datum
tally_ces_easy(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, grid_easy(&t->grid), no_points));
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

/* top_box(t, boxes) */
Datum
tally_top_box(PG_FUNCTION_ARGS)
{
	return box_percent(fcinfo, PG_GETARG_TALLY(0), PG_GETARG_INT32(1), grid_top_box);
}

/* bottom_box(t, boxes) */
Datum
tally_bottom_box(PG_FUNCTION_ARGS)
{
	return box_percent(fcinfo, PG_GETARG_TALLY(0), PG_GETARG_INT32(1), grid_bottom_box);
}

/* net_box(t, top_boxes, bottom_boxes): percent in the one minus percent in the other */
Datum
tally_net_box(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	int			top_boxes = PG_GETARG_INT32(1);
	int			bottom_boxes = PG_GETARG_INT32(2);
	Totals		totals;

	if (tally_has_scale(t))
		reader_check_net_boxes(&t->grid, top_boxes, bottom_boxes);
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, grid_top_box(&t->grid, top_boxes),
								  grid_bottom_box(&t->grid, bottom_boxes)));
}

/* share(t, lo, hi): percent of answers with lo <= score <= hi */
Datum
tally_share(PG_FUNCTION_ARGS)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	PointRange	range = reader_range(&t->grid, PG_GETARG_FLOAT8(1), PG_GETARG_FLOAT8(2));
	Totals		totals;

	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, range, no_points));
}

/* The answers of one group of NPS: their number, or their percent. */
typedef PointRange (*NpsGroup) (const Grid *grid);

static Datum
nps_group_count(FunctionCallInfo fcinfo, NpsGroup group)
{
	Tally	   *t = PG_GETARG_TALLY(0);

	if (!tally_has_scale(t))
		PG_RETURN_INT64(0);
	reader_check_nps(&t->grid);
	PG_RETURN_INT64(metric_count(t, group(&t->grid)));
}

static Datum
nps_group_percent(FunctionCallInfo fcinfo, NpsGroup group)
{
	Tally	   *t = PG_GETARG_TALLY(0);
	Totals		totals;

	if (tally_has_scale(t))
		reader_check_nps(&t->grid);
	if (!reader_load(t, &totals))
		PG_RETURN_NULL();
	PG_RETURN_NUMERIC(net_percent(t, &totals, group(&t->grid), no_points));
}

Datum
tally_promoters(PG_FUNCTION_ARGS)
{
	return nps_group_count(fcinfo, grid_promoters);
}

Datum
tally_passives(PG_FUNCTION_ARGS)
{
	return nps_group_count(fcinfo, grid_passives);
}

Datum
tally_detractors(PG_FUNCTION_ARGS)
{
	return nps_group_count(fcinfo, grid_detractors);
}

Datum
tally_promoter_percent(PG_FUNCTION_ARGS)
{
	return nps_group_percent(fcinfo, grid_promoters);
}

Datum
tally_passive_percent(PG_FUNCTION_ARGS)
{
	return nps_group_percent(fcinfo, grid_passives);
}

Datum
tally_detractor_percent(PG_FUNCTION_ARGS)
{
	return nps_group_percent(fcinfo, grid_detractors);
}

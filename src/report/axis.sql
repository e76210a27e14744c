-- axis.sql: from where to where a picture goes, and its few ticks.

CREATE TYPE csat_report_axis AS (low numeric, high numeric, ticks numeric[], digits integer);
COMMENT ON TYPE csat_report_axis IS 'ends of an axis, its ticks and their decimals';

CREATE FUNCTION csat_report_axis_of(figures numeric[], low numeric, high numeric, net boolean) RETURNS csat_report_axis
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH drawn AS (
    SELECT min(v) AS low, max(v) AS high, (csat_report_axis_of.high - csat_report_axis_of.low) * CASE WHEN net THEN 0.1
      ELSE 0.2 END AS span
    FROM unnest(figures) AS v
  ), widened AS (
    SELECT CASE WHEN drawn.high - drawn.low < span THEN (drawn.low + drawn.high - span) / 2 ELSE drawn.low END AS low,
           CASE WHEN drawn.high - drawn.low < span THEN (drawn.low + drawn.high + span) / 2 ELSE drawn.high END AS high
    FROM drawn
  ), held AS (
    -- within the metric's range; net scores hold their zero always
    SELECT least(greatest(w.low, csat_report_axis_of.low), CASE WHEN net THEN 0 END) AS low,
           greatest(least(w.high, csat_report_axis_of.high), CASE WHEN net THEN 0 END) AS high
    FROM widened AS w
  ), steps AS (
    SELECT step, greatest(floor(h.low / step) * step, csat_report_axis_of.low) AS low,
           least(ceil(h.high / step) * step, csat_report_axis_of.high) AS high
    FROM held AS h, unnest('{0.01,0.02,0.05,0.1,0.2,0.5,1,2,5,10,20,25,50,100,200,500,1000,2000,5000}'::numeric[]) AS step
    WHERE step >= 0.1 OR csat_report_axis_of.high - csat_report_axis_of.low <= 1
  )
  SELECT ROW(s.low, s.high, ARRAY(SELECT generate_series(ceil(s.low / step) * step, s.high, step)),
             CASE WHEN step < 0.1 THEN 2 WHEN step < 1 THEN 1 ELSE 0 END)::csat_report_axis
  FROM steps AS s
  WHERE round((s.high - s.low) / step) < 6
  ORDER BY step
  LIMIT 1;
END;
COMMENT ON FUNCTION csat_report_axis_of(figures numeric[], low numeric, high numeric, net boolean) IS
  'the axis for figures of a metric with that range: at most six ticks, wide enough that noise stays small';

CREATE FUNCTION csat_report_apart(places numeric[], gap numeric) RETURNS numeric[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  place numeric;
  kept numeric[] := '{}';
BEGIN
  FOREACH place IN ARRAY coalesce(places, '{}') LOOP
    IF NOT EXISTS (SELECT FROM unnest(kept) AS k WHERE abs(k - place) < gap) THEN
      kept := kept || place;
    END IF;
  END LOOP;
  RETURN kept;
END $$;
COMMENT ON FUNCTION csat_report_apart(places numeric[],
  gap numeric) IS 'those of places that are at least a gap from all kept before them';

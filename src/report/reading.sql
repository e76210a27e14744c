-- reading.sql: the one place that reads a roll-up: its definition in csat_rollup, its figures in NAME and NAME_report. All of it as
-- the caller, who needs to read those two and nothing else. The text that is run here names relations and columns by format alone,
-- and calls nothing that is not PostgreSQL's.

CREATE TYPE csat_report_definition AS (
  name text,
  view regclass,
  report regclass,
  metric text,
  mode text,
  every text,
  by name[],
  options jsonb);
COMMENT ON TYPE csat_report_definition IS 'a roll-up as a report needs to know it';

CREATE FUNCTION csat_report_definition_of(rollup regclass) RETURNS csat_report_definition LANGUAGE sql STABLE
BEGIN ATOMIC
  -- NAME_report stands beside NAME and has its owner: somebody else's view of that name is not read
  WITH found AS (
    SELECT c.relname, v.oid::regclass AS report, r.metric, r.mode, r.every, coalesce(r.by, '{}') AS by, r.options
    FROM csat_rollup AS r JOIN pg_class AS c ON c.oid = to_regclass(r.name)
      JOIN pg_class AS v ON v.relnamespace = c.relnamespace AND v.relname = (c.relname || '_report')::name AND v.relowner = c.relowner
    WHERE c.oid = rollup
  )
  SELECT ROW(relname, rollup, report, metric, mode, every, by, options)::csat_report_definition FROM found
  UNION ALL
  SELECT csat_report_refuse('42704', format('%s is no roll-up with a report', rollup::text),
    'csat_rollup lists the roll-ups of this database.')::csat_report_definition
  WHERE rollup IS NOT NULL AND NOT EXISTS (SELECT FROM found);
END;
COMMENT ON FUNCTION csat_report_definition_of(rollup regclass) IS 'the definition of a roll-up and the view that its report reads';

CREATE FUNCTION csat_report_rows(definition csat_report_definition, since timestamptz, until timestamptz,
  every_cell boolean) RETURNS SETOF csat_report_row LANGUAGE plpgsql STABLE ROWS 100
-- nothing is known of how many rows the views have: joined by hash, that does not matter
SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
  time_zone text := coalesce(definition.options ->> 'time_zone', current_setting('TimeZone'));
  -- an hour's period is a timestamptz, of which the report shows the clock of the roll-up's zone
  period text := CASE definition.every WHEN 'hour' THEN format('r.period AT TIME ZONE %L', time_zone) ELSE 'r.period::timestamp' END;
  segments text := coalesce((SELECT string_agg(format('%L, v.%I', b, b), ', ') FROM unnest(definition."by") AS b), '');
BEGIN
  RETURN QUERY EXECUTE format($query$
    WITH r AS MATERIALIZED (
      SELECT * FROM %2$s AS r WHERE r.period >= $1 AND r.period <= $2
    ), v AS (
      SELECT v.period, jsonb_build_object(%4$s) AS segments, v.change, CASE WHEN %5$L THEN v.p_value ELSE v.p_adjusted END AS p,
        v.movement
      FROM %3$s AS v
      WHERE v.period >= CASE WHEN $3 THEN $1 ELSE (SELECT max(r.period) FROM r WHERE r.complete) END AND v.period <= $2
    )
    SELECT %1$s, r.complete, r.segments, r.is_total, r.hidden, r.asked, r.responses, r.score, r.lower, r.upper,
           r.difference, r.difference_lower, r.difference_upper, r.p_adjusted, r.tally, v.change, v.p, v.movement
    FROM r LEFT JOIN v ON v.period = r.period AND v.segments = r.segments AND r.is_total = %5$L$query$,
    period, definition.report, definition.view, segments, cardinality(definition."by") = 0) USING since, until, every_cell;
END $$;
COMMENT ON FUNCTION csat_report_rows(definition csat_report_definition, since timestamptz, until timestamptz, every_cell boolean) IS
  'the rows of NAME_report between two times, with what NAME says of the latest cells, or of every one';

CREATE TYPE csat_report_frame AS (
  definition csat_report_definition,
  segment jsonb,
  at timestamp,
  periods integer,
  least integer,
  by name[],
  every_cell boolean,
  length interval,
  back interval,
  year interval,
  span interval);
COMMENT ON TYPE csat_report_frame IS
  'what is asked of a roll-up: all or a segment, up to when, how many periods, the fewest answers; and how far back periods lie that are compared';

CREATE FUNCTION csat_report_frame_of(definition csat_report_definition, segment jsonb, at date, periods integer,
  min_responses integer) RETURNS csat_report_frame
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- A year of weeks is 52 of them. Hours and days are looked up a year before only where they are compared with that, since all
  -- between is read.
  SELECT ROW(definition, segment, at::timestamp, periods, greatest(min_responses, (definition.options ->> 'min_responses')::integer),
             CASE WHEN segment IS NULL THEN definition.by ELSE '{}' END,
               segment IS NOT NULL OR cardinality(definition.by) = 0 OR at IS NOT NULL,
             length, CASE WHEN by_year THEN year ELSE length END, year,
             (periods + 2) * length + CASE WHEN by_year OR definition.every NOT IN ('hour', 'day') THEN year
               ELSE interval '0' END)::csat_report_frame
  FROM (SELECT csat_report_length(definition.every) AS length, definition.options ->> 'baseline' IS NOT DISTINCT FROM 'year' AS by_year,
               CASE definition.every WHEN 'week' THEN interval '364 days' ELSE interval '1 year' END AS year) AS f;
END;
COMMENT ON FUNCTION csat_report_frame_of(definition csat_report_definition, segment jsonb, at date, periods integer,
  min_responses integer) IS
  'what is asked of a roll-up, put together';

CREATE FUNCTION csat_report_recent(f csat_report_frame) RETURNS csat_report_row[] LANGUAGE sql STABLE
BEGIN ATOMIC
  -- What is needed reaches a span back from the last period. That is not known before all is read, so what is so far back from
  -- now, and as much again, is tried first.
  WITH recent AS MATERIALIZED (
    SELECT r FROM csat_report_rows(f.definition, CASE WHEN f.at IS NULL THEN now() - 2 * f.span ELSE f.at - f.span END,
      coalesce(f.at, 'infinity'), f.every_cell) AS r
  ), enough AS (
    SELECT f.at IS NOT NULL OR coalesce(max((r).period) - f.span - interval '2 days' >= now() - 2 * f.span, false) AS enough FROM recent
  ), read AS MATERIALIZED (
    SELECT r FROM recent WHERE (SELECT enough FROM enough)
    UNION ALL
    SELECT r FROM csat_report_rows(f.definition, '-infinity', 'infinity', f.every_cell) AS r WHERE NOT (SELECT enough FROM enough)
  )
  SELECT coalesce(array_agg(r), '{}') FROM read WHERE (r).period >= (SELECT max((r).period) - f.span FROM read);
END;
COMMENT ON FUNCTION csat_report_recent(f csat_report_frame) IS 'the rows of a roll-up that a report needs';

CREATE FUNCTION csat_report_check(periods integer, min_responses integer,
  format text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF periods NOT BETWEEN 1 AND 1000 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('periods must be between 1 and 1000, not %s', periods);
  ELSIF min_responses < 0 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('min_responses must not be negative, as %s is', min_responses);
  ELSIF format NOT IN ('page', 'mail') THEN
    RAISE invalid_parameter_value USING MESSAGE = format('unknown format of a report: "%s"', format), HINT = 'Formats: page, mail.';
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION csat_report_check(periods integer, min_responses integer,
  format text) IS 'true, or an error that says which argument of a report cannot be';

CREATE FUNCTION csat_report_check_segment(definition csat_report_definition,
  segment jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF segment IS NOT NULL AND (jsonb_typeof(segment) <> 'object' OR cardinality(definition."by") = 0
      OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(CASE jsonb_typeof(segment) WHEN 'object' THEN segment ELSE '{}' END) AS k)
         IS DISTINCT FROM (SELECT array_agg(b::text ORDER BY b::text) FROM unnest(definition."by") AS b)) THEN
    RAISE invalid_parameter_value USING MESSAGE = format('%s is no segment of this roll-up', segment),
      HINT = CASE WHEN cardinality(definition."by") = 0 THEN 'It has no segments.'
                  ELSE format('A segment is an object with a value for each of %s.', array_to_string(definition."by", ', ')) END;
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION csat_report_check_segment(definition csat_report_definition,
  segment jsonb) IS 'true, or an error that says what a segment of a roll-up is';

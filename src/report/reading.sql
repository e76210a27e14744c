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
  WITH found AS (
    SELECT c.relname, to_regclass(format('%I.%I', c.relnamespace::regnamespace, c.relname || '_report')) AS report, r.metric, r.mode, r.every, coalesce(r.by, '{}') AS by, r.options
    FROM csat_rollup AS r JOIN pg_class AS c ON c.oid = to_regclass(r.name)
    WHERE c.oid = rollup
  )
  SELECT ROW(relname, rollup, report, metric, mode, every, by, options)::csat_report_definition FROM found WHERE report IS NOT NULL
  UNION ALL
  SELECT csat_report_refuse('42704', format('"%s" is no roll-up with a report', rollup::text), 'csat_rollup lists the roll-ups of this database.')::csat_report_definition
  WHERE rollup IS NOT NULL AND NOT EXISTS (SELECT FROM found WHERE report IS NOT NULL);
END;
COMMENT ON FUNCTION csat_report_definition_of(rollup regclass) IS 'the definition of a roll-up and the view that its report reads';

CREATE FUNCTION csat_report_rows(definition csat_report_definition, since timestamptz, until timestamptz, every_cell boolean) RETURNS SETOF csat_report_row LANGUAGE plpgsql STABLE ROWS 100
SET search_path = pg_catalog, pg_temp AS $$
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
      SELECT v.period, jsonb_build_object(%4$s) AS segments, v.change, CASE WHEN %5$L THEN v.p_value ELSE v.p_adjusted END AS p, v.movement
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

CREATE FUNCTION csat_report_check(periods integer, min_responses integer, format text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
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
COMMENT ON FUNCTION csat_report_check(periods integer, min_responses integer, format text) IS 'true, or an error that says which argument of a report cannot be';

CREATE FUNCTION csat_report_check_segment(definition csat_report_definition, segment jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
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
COMMENT ON FUNCTION csat_report_check_segment(definition csat_report_definition, segment jsonb) IS 'true, or an error that says what a segment of a roll-up is';

-- Window functions of the extension take their options from parameters alone; these two give them such.
CREATE FUNCTION csat_report_control(tallies tally[], metric text) RETURNS score_control[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(control ORDER BY k)
  FROM (SELECT k, score_control(t, metric) OVER (ORDER BY k) AS control FROM unnest(tallies) WITH ORDINALITY AS u (t, k)) AS c;
END;
COMMENT ON FUNCTION csat_report_control(tallies tally[], metric text) IS 'score_control over the periods of an array';

CREATE FUNCTION csat_report_suppressed(responses bigint[], minimum integer) RETURNS boolean[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(hide ORDER BY k)
  FROM (SELECT k, suppressed(n, minimum) OVER () AS hide FROM unnest(responses) WITH ORDINALITY AS u (n, k)) AS s;
END;
COMMENT ON FUNCTION csat_report_suppressed(responses bigint[], minimum integer) IS 'suppressed over the cells of an array';

CREATE FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb, first_id integer, segment jsonb, at date)
RETURNS csat_report_data LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH facts AS MATERIALIZED (
    SELECT split_part(definition.metric, ' ', 1) AS word, CASE WHEN segment IS NULL THEN definition.by ELSE '{}' END AS by,
           coalesce((definition.options ->> 'min_responses')::integer, 0) AS hidden_below,
           greatest(csat_report_read.min_responses, (definition.options ->> 'min_responses')::integer) AS least,
           coalesce(definition.options ->> 'baseline', 'previous') AS baseline, definition.options ->> 'person' IS NOT NULL AS person,
           csat_report_length(definition.every) AS length, segment IS NOT NULL OR cardinality(definition.by) = 0 OR at IS NOT NULL AS every_cell,
           -- a year of weeks is 52 of them; hours and days are not looked up a year before, for that would read all between
           y.year, CASE WHEN definition.every IN ('hour', 'day') AND definition.options ->> 'baseline' IS DISTINCT FROM 'year' THEN interval '0' ELSE y.year END
             + (csat_report_read.periods + 2) * csat_report_length(definition.every) AS span
    FROM (SELECT CASE definition.every WHEN 'week' THEN interval '364 days' ELSE interval '1 year' END AS year) AS y
  ), times AS MATERIALIZED (
    -- What is needed reaches back a span from the last period. That is not known before all is read, so what is so far back from now, and
    -- as much again, is tried first.
    SELECT CASE WHEN at IS NULL THEN now() - 2 * span ELSE at - span END AS since, coalesce(at::timestamptz, 'infinity') AS until, span FROM facts
  ), recent AS MATERIALIZED (
    SELECT r.* FROM facts AS f, times AS t, LATERAL csat_report_rows(definition, t.since, t.until, f.every_cell) AS r
  ), read AS (
    SELECT * FROM recent
    WHERE at IS NOT NULL OR (SELECT max(r.period) - t.span - interval '2 days' >= t.since FROM recent AS r, times AS t GROUP BY t.span, t.since)
    UNION ALL
    SELECT r.* FROM facts AS f, LATERAL csat_report_rows(definition, '-infinity', 'infinity', f.every_cell) AS r
    WHERE NOT (at IS NOT NULL OR coalesce((SELECT max(r.period) - t.span - interval '2 days' >= t.since FROM recent AS r, times AS t GROUP BY t.span, t.since), false))
  ), numbered AS MATERIALIZED (
    SELECT csat_report_period_number(r.period, definition.every) AS number,
           csat_report_period_number(r.period - CASE WHEN f.baseline = 'year' THEN f.year ELSE f.length END, definition.every) AS before_number,
           csat_report_period_number(r.period - f.year, definition.every) AS year_number, r.period, r.complete, r.segments, r.is_total, r.hidden, r.asked, r.responses, r.score, r.lower, r.upper, r.difference, r.difference_lower, r.difference_upper, r.p_rest, r.tally, r.change, r.p_change, r.movement
    FROM facts AS f, read AS r
  ), ends AS MATERIALIZED (
    -- up to the first period that still runs, if any does
    SELECT coalesce(min(number) FILTER (WHERE NOT complete), max(number)) AS last, min(number) AS first,
           CASE WHEN at IS NULL THEN max(number) FILTER (WHERE complete) ELSE max(number) FILTER (WHERE period = at) END AS latest
    FROM numbered WHERE is_total
  ), left_over AS (
    -- cells that the view hides stand for what the others leave of the total, in equal parts
    SELECT c.*, coalesce(c.responses, trunc((t.responses - sum(c.responses) OVER w) / nullif(count(*) FILTER (WHERE c.responses IS NULL) OVER w, 0))::bigint) AS at_least
    FROM numbered AS c JOIN numbered AS t ON t.is_total AND t.number = c.number CROSS JOIN ends AS e
    WHERE NOT c.is_total AND cardinality(definition.by) > 0
      AND (segment IS NOT NULL OR c.number = e.latest OR c.number = (SELECT before_number FROM numbered WHERE is_total AND number = e.latest))
    WINDOW w AS (PARTITION BY c.number)
  ), cells AS MATERIALIZED (
    -- what the report hides beyond what the view hides
    SELECT c.*, c.hidden OR f.least > f.hidden_below AND s.hide[c.k] AS unseen
    FROM (SELECT l.*, row_number() OVER (PARTITION BY l.number ORDER BY l.segments) AS k FROM left_over AS l) AS c
      JOIN (SELECT l.number, csat_report_suppressed(array_agg(l.at_least ORDER BY l.segments), f.least) AS hide FROM left_over AS l, facts AS f GROUP BY l.number, f.least) AS s USING (number)
      CROSS JOIN facts AS f
  ), totals AS MATERIALIZED (
    SELECT n.*, NOT n.hidden AND n.score IS NOT NULL AND n.responses >= f.least AS shown
    FROM numbered AS n, facts AS f WHERE n.is_total AND segment IS NULL
    UNION ALL
    SELECT c.number, c.before_number, c.year_number, c.period, c.complete, c.segments, true, c.unseen, c.asked, c.responses, c.score, c.lower, c.upper, c.difference, c.difference_lower, c.difference_upper, c.p_rest, c.tally, c.change, c.p_change, c.movement,
           NOT c.unseen AND c.score IS NOT NULL
    FROM cells AS c
    WHERE segment IS NOT NULL AND NOT EXISTS (SELECT FROM unnest(definition.by) AS b WHERE c.segments ->> b::text IS DISTINCT FROM segment ->> b::text)
  ), benchmark AS (
    -- the newest target for everybody, where the roll-up has none of its own
    SELECT b.value AS target, b.lower_is_better FROM csat_benchmark AS b
    WHERE b.kind = 'target' AND b.metric = definition.metric AND b.segment IS NULL
    ORDER BY b.as_of DESC NULLS LAST, b.value LIMIT 1
  ), target AS (
    SELECT coalesce((definition.options ->> 'target')::numeric, b.target) AS target,
           CASE WHEN definition.options ->> 'target' IS NOT NULL THEN coalesce((definition.options ->> 'lower_is_better')::boolean, false) ELSE b.lower_is_better END AS lower_is_better
    FROM facts LEFT JOIN benchmark AS b ON true
  ), changes AS (
    -- NAME has the change of a whole that has no segments; of others it is computed, where rows are people
    SELECT t.number, NOT (t.hidden OR b.hidden) AND t.shown AND b.shown AS compared,
           CASE WHEN cardinality(f.by) = 0 THEN t.change ELSE c.difference END AS change,
           CASE WHEN cardinality(f.by) = 0 THEN t.p_change ELSE c.p_value END AS p_change,
           CASE WHEN cardinality(f.by) = 0 THEN t.movement
                WHEN c.difference IS NULL THEN NULL WHEN c.p_value < 0.05 AND c.difference > 0 THEN 'up' WHEN c.p_value < 0.05 AND c.difference < 0 THEN 'down' ELSE 'unclear' END AS movement,
           c.lower, c.upper
    FROM totals AS t JOIN totals AS b ON b.number = t.before_number CROSS JOIN facts AS f
      CROSS JOIN ends AS e
      CROSS JOIN LATERAL csat_report_compare(CASE WHEN t.shown AND b.shown AND NOT f.person THEN t.tally END, b.tally, definition.metric) AS c
    WHERE t.complete AND b.complete AND t.number >= least(e.latest, e.last - csat_report_read.periods + 1)
  ), charted AS (
    SELECT c.numbers[k] AS number, (c.controls[k]).signal, (c.controls[k]).centre
    FROM (SELECT array_agg(t.number ORDER BY t.number) AS numbers, csat_report_control(array_agg(t.tally ORDER BY t.number), definition.metric) AS controls
          FROM totals AS t, ends AS e WHERE t.shown AND t.complete AND t.number > e.last - csat_report_read.periods HAVING count(*) >= 8) AS c,
      generate_subscripts(c.numbers, 1) AS k
  ), filled AS MATERIALIZED (
    SELECT n AS number, coalesce(t.period, p.period - (e.last - n) * f.length) AS period, coalesce(t.complete, true) AS complete, coalesce(t.shown, false) AS shown, t.before_number, t.year_number,
           ROW(n, coalesce(t.period, p.period - (e.last - n) * f.length), coalesce(t.complete, true),
               CASE WHEN t.shown THEN t.asked END, CASE WHEN t.shown THEN t.responses END, CASE WHEN t.shown THEN t.score END,
               CASE WHEN t.shown THEN t.lower END, CASE WHEN t.shown THEN t.upper END,
               CASE WHEN c.compared THEN c.change END, CASE WHEN c.compared THEN c.lower END, CASE WHEN c.compared THEN c.upper END,
               CASE WHEN c.compared THEN c.p_change END, CASE WHEN c.compared THEN c.movement END, g.target,
               CASE WHEN t.shown AND t.complete THEN csat_verdict(t.lower, t.upper, g.target, g.lower_is_better) END,
               s.signal, s.centre, CASE WHEN t.shown THEN t.tally END)::csat_report_period AS cell
    FROM ends AS e CROSS JOIN facts AS f CROSS JOIN target AS g
      CROSS JOIN LATERAL generate_series(least(e.first, e.last), e.last) AS n
      CROSS JOIN LATERAL (SELECT t.period FROM numbered AS t WHERE t.is_total AND t.number = e.last) AS p
      LEFT JOIN totals AS t ON t.number = n LEFT JOIN changes AS c ON c.number = n LEFT JOIN charted AS s ON s.number = n
    WHERE n > e.last - csat_report_read.periods OR n IN (SELECT unnest(ARRAY[number, before_number, year_number]) FROM numbered WHERE is_total AND number = e.latest)
  ), segments AS (
    SELECT ROW(n.name, c.unseen, CASE WHEN NOT c.unseen THEN c.responses END, CASE WHEN NOT c.unseen THEN c.score END,
               CASE WHEN NOT c.unseen THEN c.lower END, CASE WHEN NOT c.unseen THEN c.upper END, CASE WHEN NOT c.unseen THEN c.difference END,
               CASE WHEN NOT c.unseen THEN c.difference_lower END, CASE WHEN NOT c.unseen THEN c.difference_upper END,
               c.p_rest, b.score, CASE WHEN both_shown THEN c.change END, d.lower, d.upper, c.p_change, CASE WHEN both_shown THEN c.movement END)::csat_report_segment AS segment, n.name
    FROM cells AS c JOIN ends AS e ON c.number = e.latest JOIN facts AS f ON cardinality(f.by) > 0
      LEFT JOIN cells AS b ON b.number = c.before_number AND b.segments = c.segments AND NOT b.unseen
      CROSS JOIN LATERAL (SELECT b.score IS NOT NULL AND NOT c.unseen AS both_shown) AS s
      CROSS JOIN LATERAL csat_report_compare(CASE WHEN both_shown AND NOT f.person THEN c.tally END, b.tally, definition.metric) AS d
      CROSS JOIN LATERAL (SELECT string_agg(coalesce(c.segments ->> b.by::text, words ->> 'segment none'), ' / ' ORDER BY k) AS name
                          FROM unnest(definition.by) WITH ORDINALITY AS b (by, k)) AS n
  ), points AS (
    SELECT min(p.score) AS low, max(p.score) AS high FROM totals AS t, LATERAL distribution(CASE WHEN t.number = (SELECT max(o.number) FROM totals AS o WHERE o.shown) THEN t.tally END) AS p
  )
  SELECT ROW(definition.name, coalesce(csat_report_read.title, definition.name), csat_report_read.first_id, words, definition.metric,
             csat_report_say(words ->> ('metric ' || f.word), 'k', split_part(definition.metric, ' ', 2), 'l', split_part(definition.metric, ' ', 3)),
             csat_report_say(words ->> ('short ' || f.word), 'k', split_part(definition.metric, ' ', 2), 'l', split_part(definition.metric, ' ', 3)),
             definition.mode, definition.every, coalesce((definition.options ->> 'fiscal_start')::integer, 1), f.baseline,
             replace(coalesce(definition.options ->> 'adjust', 'holm'), 'fdr', 'bh'), f.person,
             g.target, f.least, CASE WHEN f.word IN ('ces', 'mean') THEN p.low WHEN f.word IN ('nps', 'net_box') THEN -100 ELSE 0 END,
             CASE WHEN f.word IN ('ces', 'mean') THEN p.high ELSE 100 END,
             f.word IN ('nps', 'net_box'), CASE WHEN f.word IN ('ces', 'mean') THEN 2 ELSE 1 END, (definition.options ->> 'scale')::rating_scale,
             coalesce((SELECT array_agg(cell ORDER BY number) FROM filled, ends WHERE number > ends.last - csat_report_read.periods), '{}'),
             (SELECT cell FROM filled JOIN ends ON number = latest), before.cell,
             csat_report_period_name(before.period, definition.every, CASE WHEN f.baseline = 'year' THEN 'long' ELSE 'plain' END,
                                     coalesce((definition.options ->> 'fiscal_start')::integer, 1), words),
             (SELECT y.cell FROM ends AS e JOIN filled AS l ON l.number = e.latest JOIN filled AS y ON y.number = l.year_number AND y.shown AND y.complete),
             coalesce((SELECT array_agg(segment ORDER BY name COLLATE "C") FROM segments), '{}'))::csat_report_data
  FROM facts AS f CROSS JOIN target AS g CROSS JOIN points AS p
    LEFT JOIN (SELECT b.period, b.cell FROM ends AS e JOIN filled AS l ON l.number = e.latest JOIN filled AS b ON b.number = l.before_number AND b.shown AND b.complete) AS before ON true;
END;
COMMENT ON FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb, first_id integer, segment jsonb, at date) IS
  'all that a report says of a roll-up: its last periods, the latest complete one and its segments; or of one segment, or up to a period';

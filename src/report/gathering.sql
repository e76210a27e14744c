-- gathering.sql: from the rows of a roll-up to what a report says of it: what is hidden, what changed, what stands out.

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

CREATE FUNCTION csat_report_number_of(f csat_report_frame, period timestamp) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_period_number(period, (f.definition).every);
END;
COMMENT ON FUNCTION csat_report_number_of(f csat_report_frame, period timestamp) IS 'number of a period of a roll-up';

CREATE FUNCTION csat_report_ends(f csat_report_frame, rows csat_report_row[], OUT first timestamp, OUT last timestamp,
  OUT latest timestamp) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- up to the first period that still runs, if any does; what a report is about is the latest complete one, or that which is
  -- asked for
  SELECT min(r.period), coalesce(min(r.period) FILTER (WHERE NOT r.complete), max(r.period)),
         CASE WHEN f.at IS NULL THEN max(r.period) FILTER (WHERE r.complete) ELSE max(r.period) FILTER (WHERE r.period = f.at) END
  FROM unnest(rows) AS r WHERE r.is_total;
END;
COMMENT ON FUNCTION csat_report_ends(f csat_report_frame,
  rows csat_report_row[]) IS 'the first and the last period to show, and the one that a report is about';

CREATE FUNCTION csat_report_cells(f csat_report_frame, rows csat_report_row[],
  of timestamp) RETURNS SETOF csat_report_row LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- The report's own minimum hides by the rule of the view. Cells that the view hides stand for what the others leave of the
  -- total, in equal parts.
  WITH cells AS (
    SELECT c.*, row_number() OVER (ORDER BY c.segments) AS k,
      coalesce(c.responses, trunc((t.responses - sum(c.responses) OVER ()) / nullif(count(*) FILTER (WHERE c.responses IS NULL) OVER (),
      0))::bigint) AS at_least
    FROM unnest(rows) AS c JOIN unnest(rows) AS t ON t.is_total AND t.period = c.period
    WHERE NOT c.is_total AND c.period = of
  ), own AS (
    SELECT csat_report_suppressed(array_agg(at_least ORDER BY k), f.least) AS hide FROM cells
      WHERE f.least > coalesce(((f.definition).options ->> 'min_responses')::integer, 0)
  )
  SELECT c.period, c.complete, c.segments, c.is_total, s.hide,
    CASE WHEN NOT s.hide THEN c.asked END, CASE WHEN NOT s.hide THEN c.responses END, CASE WHEN NOT s.hide THEN c.score END,
    CASE WHEN NOT s.hide THEN c.lower END, CASE WHEN NOT s.hide THEN c.upper END,
    CASE WHEN NOT s.hide THEN c.difference END, CASE WHEN NOT s.hide THEN c.difference_lower END,
    CASE WHEN NOT s.hide THEN c.difference_upper END, c.p_rest, CASE WHEN NOT s.hide THEN c.tally END,
    CASE WHEN NOT s.hide THEN c.change END, c.p_change, CASE WHEN NOT s.hide THEN c.movement END
  FROM cells AS c, own AS o, LATERAL (SELECT c.hidden OR coalesce(o.hide[c.k], false) OR c.score IS NULL AS hide) AS s;
END;
COMMENT ON FUNCTION csat_report_cells(f csat_report_frame, rows csat_report_row[], of timestamp) IS
  'the segments of a period, without figures where they are hidden; the p-values stay, since they say how many comparisons there were';

CREATE FUNCTION csat_report_wholes(f csat_report_frame,
  rows csat_report_row[]) RETURNS SETOF csat_report_row LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- over all segments, or one of them as if it were all
  SELECT t.period, t.complete, t.segments, true, s.hide,
    CASE WHEN NOT s.hide THEN t.asked END, CASE WHEN NOT s.hide THEN t.responses END, CASE WHEN NOT s.hide THEN t.score END,
    CASE WHEN NOT s.hide THEN t.lower END, CASE WHEN NOT s.hide THEN t.upper END, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric,
    CASE WHEN NOT s.hide THEN t.tally END, t.change, t.p_change, t.movement
  FROM unnest(rows) AS t, LATERAL (SELECT t.hidden OR t.score IS NULL OR t.responses < f.least AS hide) AS s
  WHERE f.segment IS NULL AND t.is_total
  UNION ALL
  SELECT c.*
  FROM unnest(rows) AS t, LATERAL csat_report_cells(f, rows, t.period) AS c
  WHERE f.segment IS NOT NULL AND t.is_total
    AND NOT EXISTS (SELECT FROM unnest((f.definition).by) AS b WHERE c.segments ->> b::text IS DISTINCT FROM f.segment ->> b::text);
END;
COMMENT ON FUNCTION csat_report_wholes(f csat_report_frame,
  rows csat_report_row[]) IS 'the periods of a roll-up as a whole, without figures where they are hidden';

CREATE FUNCTION csat_report_target_of(definition csat_report_definition, OUT target numeric,
  OUT lower_is_better boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  -- the roll-up's own, else the newest for everybody
  SELECT t.target, t.lower_is_better
  FROM (SELECT 1 AS k, (definition.options ->> 'target')::numeric AS target,
               coalesce((definition.options ->> 'lower_is_better')::boolean, false) AS lower_is_better, NULL::date AS as_of
        UNION ALL
        SELECT 2, b.value, b.lower_is_better, b.as_of
        FROM csat_benchmark AS b WHERE b.kind = 'target' AND b.metric = definition.metric AND b.segment IS NULL) AS t
  WHERE t.target IS NOT NULL
  ORDER BY k, as_of DESC NULLS LAST, target
  LIMIT 1;
END;
COMMENT ON FUNCTION csat_report_target_of(definition csat_report_definition) IS 'the target of a roll-up as a whole';

CREATE FUNCTION csat_report_change(f csat_report_frame, t csat_report_row, b csat_report_row, OUT change numeric, OUT lower numeric,
  OUT upper numeric, OUT p_change numeric, OUT movement text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- NAME has the change of a whole that has no segments; of others it is computed, where rows are people
  SELECT CASE WHEN known THEN t.change ELSE c.difference END, c.lower, c.upper, CASE WHEN known THEN t.p_change ELSE c.p_value END,
         CASE WHEN known THEN t.movement WHEN c.difference IS NULL THEN NULL WHEN c.p_value < 0.05 AND c.difference > 0 THEN 'up'
              WHEN c.p_value < 0.05 AND c.difference < 0 THEN 'down' ELSE 'unclear' END
  FROM (SELECT cardinality(f.by) = 0 AS known) AS k,
    csat_report_compare(CASE WHEN (f.definition).options ->> 'person' IS NULL THEN t.tally END, b.tally, (f.definition).metric) AS c
  WHERE NOT t.hidden AND NOT b.hidden AND t.complete AND b.complete;
END;
COMMENT ON FUNCTION csat_report_change(f csat_report_frame, t csat_report_row,
  b csat_report_row) IS 'how a period differs from the one that it is compared with';

CREATE FUNCTION csat_report_signals_of(metric text, wholes csat_report_row[]) RETURNS TABLE (period timestamp, signal text,
  centre numeric) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- of eight periods at least
  SELECT c.periods[k], (c.controls[k]).signal, (c.controls[k]).centre
  FROM (SELECT array_agg(w.period ORDER BY w.period) AS periods,
               csat_report_control(array_agg(w.tally ORDER BY w.period), metric) AS controls
        FROM unnest(wholes) AS w WHERE w.complete AND NOT w.hidden HAVING count(*) >= 8) AS c, generate_subscripts(c.periods, 1) AS k;
END;
COMMENT ON FUNCTION csat_report_signals_of(metric text, wholes csat_report_row[]) IS 'which periods stand out in a control chart';

CREATE FUNCTION csat_report_periods(f csat_report_frame, wholes csat_report_row[], first timestamp,
  last timestamp) RETURNS csat_report_period[] LANGUAGE sql STABLE
BEGIN ATOMIC
  -- by the calendar, so that what has no rows is a gap
  WITH signals AS (
    SELECT s.* FROM csat_report_signals_of((f.definition).metric,
      ARRAY(SELECT w FROM unnest(wholes) AS w WHERE w.period BETWEEN first AND last)) AS s
  )
  SELECT coalesce(array_agg(ROW(
      n, coalesce(w.period, last - (n_last - n) * f.length), coalesce(w.complete, true), w.asked, w.responses, w.score, w.lower, w.upper,
      c.change, c.lower, c.upper, c.p_change, c.movement, g.target,
      CASE WHEN w.complete THEN csat_verdict(w.lower, w.upper, g.target, g.lower_is_better) END,
      s.signal, s.centre, w.tally)::csat_report_period ORDER BY n), '{}')
  FROM (SELECT csat_report_number_of(f, first) AS n_first, csat_report_number_of(f, last) AS n_last) AS e
    CROSS JOIN LATERAL generate_series(n_first, n_last) AS n
    LEFT JOIN unnest(wholes) AS w ON csat_report_number_of(f, w.period) = n
    LEFT JOIN unnest(wholes) AS b ON csat_report_number_of(f, b.period) = csat_report_number_of(f, w.period - f.back)
    LEFT JOIN signals AS s ON s.period = w.period
    LEFT JOIN csat_report_target_of(f.definition) AS g ON true
    LEFT JOIN LATERAL csat_report_change(f, w, b) AS c ON true;
END;
COMMENT ON FUNCTION csat_report_periods(f csat_report_frame, wholes csat_report_row[], first timestamp,
  last timestamp) IS 'the periods of a report from one to another';

CREATE FUNCTION csat_report_segments_of(f csat_report_frame, rows csat_report_row[], latest timestamp,
  words jsonb) RETURNS csat_report_segment[] LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH before AS MATERIALIZED (
    SELECT b.*
    FROM csat_report_cells(f, rows, (SELECT max(r.period) FROM unnest(rows) AS r
                                     WHERE r.is_total AND csat_report_number_of(f, r.period) = csat_report_number_of(f, latest - f.back))) AS b
  )
  SELECT coalesce(array_agg(ROW(
      n.name, c.hidden, c.responses, c.score, c.lower, c.upper, c.difference, c.difference_lower, c.difference_upper, c.p_rest, b.score,
      CASE WHEN b.score IS NOT NULL THEN c.change END, d.lower, d.upper, c.p_change,
      CASE WHEN b.score IS NOT NULL THEN c.movement END)::csat_report_segment ORDER BY n.name COLLATE "C"), '{}')
  FROM csat_report_cells(f, rows, latest) AS c LEFT JOIN before AS b ON b.segments = c.segments
    CROSS JOIN LATERAL csat_report_compare(CASE WHEN (f.definition).options ->> 'person' IS NULL THEN c.tally END, b.tally,
      (f.definition).metric) AS d
    CROSS JOIN LATERAL (SELECT string_agg(coalesce(c.segments ->> s.by::text, words ->> 'segment none'), ' / ' ORDER BY k) AS name
      FROM unnest(f.by) WITH ORDINALITY AS s (by, k)) AS n
  WHERE cardinality(f.by) > 0;
END;
COMMENT ON FUNCTION csat_report_segments_of(f csat_report_frame, rows csat_report_row[], latest timestamp, words jsonb) IS
  'the segments of a period, with what they were in the one that it is compared with';

CREATE FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb,
  first_id integer, segment jsonb, at date)
RETURNS csat_report_data LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH frame AS MATERIALIZED (
    SELECT csat_report_frame_of(definition, segment, at, periods, min_responses) AS f, split_part(definition.metric, ' ', 1) AS word,
           split_part(definition.metric, ' ', 2) AS k, split_part(definition.metric, ' ', 3) AS l,
             coalesce((definition.options ->> 'fiscal_start')::integer, 1) AS fiscal_start
  ), read AS MATERIALIZED (
    SELECT f, csat_report_recent(f) AS rows FROM frame
  ), whole AS MATERIALIZED (
    SELECT f, rows, ARRAY(SELECT w FROM csat_report_wholes(f, rows) AS w) AS wholes, e.first, e.last, e.latest FROM read,
      csat_report_ends(f, rows) AS e
  ), drawn AS MATERIALIZED (
    SELECT f, rows, wholes, latest, greatest(first, last - (periods - 1) * (f).length) AS first, last FROM whole
  ), data AS MATERIALIZED (
    SELECT f, rows, latest, csat_report_periods(f, wholes, first, last) AS periods,
           (csat_report_periods(f, wholes, latest, latest))[1] AS of_latest,
           (csat_report_periods(f, wholes, latest - (f).back, latest - (f).back))[1] AS before,
           (csat_report_periods(f, wholes, latest - (f).year, latest - (f).year))[1] AS year_ago,
           (SELECT min(p.score) FROM distribution(t.tally) AS p) AS low, (SELECT max(p.score) FROM distribution(t.tally) AS p) AS high
    FROM drawn LEFT JOIN LATERAL (SELECT w.tally FROM unnest(wholes) AS w WHERE w.tally IS NOT NULL
      ORDER BY w.period DESC LIMIT 1) AS t ON true
  )
  SELECT ROW(definition.name, coalesce(csat_report_read.title, definition.name), csat_report_read.first_id, words, definition.metric,
             csat_report_say(words ->> ('metric ' || word), 'k', k, 'l', l),
               csat_report_say(words ->> ('short ' || word), 'k', k, 'l', l),
             definition.mode, definition.every, fiscal_start, coalesce(definition.options ->> 'baseline', 'previous'),
             replace(coalesce(definition.options ->> 'adjust', 'holm'), 'fdr', 'bh'), definition.options ->> 'person' IS NOT NULL,
             (csat_report_target_of(definition)).target, (d.f).least,
             CASE WHEN word IN ('ces', 'mean') THEN d.low WHEN word IN ('nps', 'net_box') THEN -100 ELSE 0 END,
             CASE WHEN word IN ('ces', 'mean') THEN d.high ELSE 100 END,
             word IN ('nps', 'net_box'), CASE WHEN word IN ('ces', 'mean') THEN 2 ELSE 1 END,
               (definition.options ->> 'scale')::rating_scale,
             d.periods, d.of_latest, CASE WHEN (d.before).score IS NOT NULL AND (d.before).complete THEN d.before END,
             CASE WHEN (d.before).score IS NOT NULL THEN csat_report_period_name((d.before).period, definition.every,
               CASE definition.options ->> 'baseline' WHEN 'year' THEN 'long' ELSE 'plain' END, fiscal_start, words) END,
             CASE WHEN (d.year_ago).score IS NOT NULL AND (d.year_ago).complete THEN d.year_ago END,
             csat_report_segments_of(d.f, d.rows, d.latest, words))::csat_report_data
  FROM frame, data AS d;
END;
COMMENT ON FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb,
  first_id integer, segment jsonb, at date) IS
  'all that a report says of a roll-up: its last periods, the latest complete one and its segments; or of one segment, or up to a period';

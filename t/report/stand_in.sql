-- stand_in.sql: roll-ups as tables and views, for tests of reports alone: NAME_tallies is a table, NAME and NAME_report are views of
-- the columns that a roll-up's have, at a time that is said. CALL stand_in(name, metric, every, by, today, options) makes both and writes the definition.

CREATE TABLE stand_ins (name text, metric text, mode text, every text, by name[], options jsonb);

CREATE OR REPLACE FUNCTION csat_report_definition_of(rollup regclass) RETURNS csat_report_definition LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH found AS (
    SELECT c.relname, to_regclass(format('%I.%I', c.relnamespace::regnamespace, c.relname || '_report')) AS report, r.metric, r.mode, r.every, r.by, r.options
    FROM (SELECT 'public.' || quote_ident(name) AS name, metric, mode, every, by, options FROM stand_ins UNION ALL SELECT name, metric, mode, every, by, options FROM csat_rollup) AS r
      JOIN pg_class AS c ON c.oid = to_regclass(r.name) WHERE c.oid = rollup
  )
  SELECT ROW(relname, rollup, report, metric, mode, every, by, options)::csat_report_definition FROM found WHERE report IS NOT NULL
  UNION ALL
  SELECT csat_report_refuse('42704', format('%s is no roll-up with a report', rollup::text), 'csat_rollup lists the roll-ups of this database.')::csat_report_definition
  WHERE rollup IS NOT NULL AND NOT EXISTS (SELECT FROM found WHERE report IS NOT NULL);
END;

CREATE FUNCTION stand_in_ci(t tally, metric text) RETURNS score_interval LANGUAGE sql
BEGIN ATOMIC
  SELECT CASE split_part(metric, ' ', 1) WHEN 'csat' THEN csat_ci(t) WHEN 'nps' THEN nps_ci(t) WHEN 'ces_easy' THEN ces_easy_ci(t)
    WHEN 'top_box' THEN top_box_ci(t, split_part(metric, ' ', 2)::integer)
    WHEN 'net_box' THEN net_box_ci(t, split_part(metric, ' ', 2)::integer, split_part(metric, ' ', 3)::integer) ELSE mean_ci(t) END;
END;

CREATE PROCEDURE stand_in(name text, metric text, every text, by name[], today timestamp, options jsonb) LANGUAGE plpgsql AS $$
DECLARE
  segments text := coalesce((SELECT string_agg(format('%L, t.%I', b, b), ', ') FROM unnest(by) AS b), '');
  columns text := coalesce((SELECT string_agg(format(', r.segments ->> %L AS %I', b, b), '') FROM unnest(by) AS b), '');
  least integer := coalesce((options ->> 'min_responses')::integer, 0);
  adjusted text := CASE options ->> 'adjust' WHEN 'none' THEN 'd.p_value' ELSE format('p_adjust(d.p_value, %L) OVER (PARTITION BY PERIOD)', coalesce(options ->> 'adjust', 'holm')) END;
BEGIN
  INSERT INTO stand_ins VALUES (name, metric, coalesce(options ->> 'mode', 'live'), every, by, options);
  EXECUTE format($view$
    CREATE VIEW %1$I AS
    WITH cells AS (
      SELECT t.period, jsonb_build_object(%3$s) AS segments, t.tally, %4$s > 0 AND suppressed(responses(t.tally), %4$s) OVER (PARTITION BY t.period) AS hidden,
             sum(t.tally) OVER (PARTITION BY t.period) AS whole
      FROM %2$I AS t
    ), both_kinds AS (
      SELECT period, segments, false AS is_total, hidden, tally, whole - tally AS rest FROM cells WHERE %5$L
      UNION ALL SELECT period, '{}', true, responses(sum(tally)) < %4$s, sum(tally), NULL FROM cells GROUP BY period
    )
    SELECT b.period, b.period + %6$L::interval <= %7$L::timestamp AS complete, b.segments, b.is_total, b.hidden,
           CASE WHEN NOT b.hidden THEN responses(b.tally) + missing(b.tally) END AS asked, CASE WHEN NOT b.hidden THEN responses(b.tally) END AS responses,
           i.estimate AS score, i.lower, i.upper, d.difference, d.lower AS difference_lower, d.upper AS difference_upper,
           %9$s AS p_adjusted, CASE WHEN NOT b.hidden THEN b.tally END AS tally
    FROM both_kinds AS b, stand_in_ci(CASE WHEN NOT b.hidden THEN b.tally END, %8$L) AS i, csat_report_compare(CASE WHEN NOT b.hidden THEN b.tally END, b.rest, %8$L) AS d$view$,
    name || '_report', name || '_tallies', segments, least, cardinality(by) > 0, csat_report_length(every), today, metric, replace(adjusted, 'PERIOD', 'b.period'));
  EXECUTE format($view$
    CREATE VIEW %1$I AS
    SELECT r.period%3$s, r.complete, r.asked, r.responses, r.score AS %8$I, r.lower, r.upper, b.score AS previous, d.difference AS change, d.p_value,
           %9$s AS p_adjusted,
           CASE WHEN d.difference IS NULL OR NOT r.complete THEN NULL WHEN %9$s < 0.05 THEN CASE WHEN d.difference > 0 THEN 'up' ELSE 'down' END ELSE 'unclear' END AS movement,
           %6$L::numeric AS target, csat_verdict(r.lower, r.upper, %6$L::numeric) AS verdict
    FROM %2$I AS r LEFT JOIN %2$I AS b ON b.period = r.period - %4$L::interval AND b.segments = r.segments AND b.is_total = r.is_total,
      csat_report_compare(r.tally, b.tally, %7$L) AS d
    WHERE r.is_total = %5$L$view$,
    name, name || '_report', columns, CASE options ->> 'baseline' WHEN 'year' THEN interval '1 year' ELSE csat_report_length(every) END,
    cardinality(by) = 0, options ->> 'target', metric, split_part(metric, ' ', 1), replace(adjusted, 'PERIOD', 'r.period'));
END $$;

-- Rows that are not people: intervals by people, changes of the same people, and answers that stand until the next.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE polls (at timestamptz, d date, shop text, kind text, person integer, score integer, w numeric);
INSERT INTO polls
SELECT t, t::date, 's' || p % 3, CASE WHEN k % 2 = 0 THEN 'x' END, CASE WHEN p % 17 = 0 THEN NULL ELSE p END,
       CASE WHEN (p + k + m) % 19 = 0 THEN NULL ELSE ((p * 7) % 9 + (k * m + p) % 3) END, 1 + p % 2
  FROM generate_series(0, 4) AS m, generate_series(1, 60) AS p, generate_series(1, 1 + (p * m) % 4) AS k,
       LATERAL (SELECT timestamptz '2025-01-03' + m * interval '1 month' + (p * 37 + k * 11) % 600 * interval '1 hour' AS t) AS t
 WHERE (p + m) % 5 > 0;
INSERT INTO polls VALUES (NULL, NULL, 's1', NULL, 7, 3, 1), (NULL, NULL, 's1', NULL, 7, 10, 1);
SELECT csat_create_rollup('p', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{shop,kind}', mode => 'scheduled', person => 'person');
SELECT period, shop, kind, responses, round(nps, 1) AS nps, round(lower, 1) AS lower, round(upper, 1) AS upper, round(change, 1) AS change, round(p_value, 4) AS p_value, movement
  FROM p WHERE period = '2025-03-01' ORDER BY shop, kind;
-- A person is one of a kind where nobody is named.
CREATE VIEW people AS SELECT date_trunc('month', at)::date AS period, shop, kind, coalesce(person::text, 'nobody ' || ctid) AS person, tally(score, '0..10') AS t FROM polls GROUP BY 1, 2, 3, 4;
CREATE FUNCTION differs(view text, metric text, shift interval) RETURNS TABLE (cells bigint, "interval" bigint, change bigint, rest bigint, totals bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format($q$
    WITH cells AS (SELECT period, shop, kind, sum(t) AS t, weighted_stats(%1$I(t), weight(t)) AS w FROM people GROUP BY 1, 2, 3),
    changes AS (
      SELECT period, shop, kind, score_change(b, a, %1$L) AS c FROM (
        SELECT period, shop, kind, person, sum(a) AS a, sum(b) AS b FROM (
          SELECT period, shop, kind, person, t AS a, NULL::tally AS b FROM people UNION ALL SELECT (period + %3$L::interval)::date, shop, kind, person, NULL, t FROM people) AS s GROUP BY 1, 2, 3, 4) AS s GROUP BY 1, 2, 3),
    wholes AS (SELECT period, person, sum(t) AS t FROM people GROUP BY 1, 2),
    rests AS (
      SELECT c.period, c.shop, c.kind, score_change(w.t - coalesce(p.t, '{}'), p.t, %1$L) AS c
        FROM cells AS c JOIN wholes AS w ON w.period IS NOT DISTINCT FROM c.period
        LEFT JOIN people AS p ON (p.period, p.shop, p.kind, p.person) IS NOT DISTINCT FROM (c.period, c.shop, c.kind, w.person) GROUP BY 1, 2, 3)
    SELECT count(*), count(*) FILTER (WHERE (v.lower, v.upper) IS DISTINCT FROM (i.lower, i.upper)),
           count(*) FILTER (WHERE round(v.p_value, 12) IS DISTINCT FROM CASE WHEN v.change IS NOT NULL THEN round((h.c).p_value, 12) END),
           count(*) FILTER (WHERE v.period IS NOT NULL AND (round(r.difference, 9), round(r.difference_lower, 9), round(r.difference_upper, 9)) IS DISTINCT FROM (round((e.c).difference, 9), round((e.c).lower, 9), round((e.c).upper, 9))),
           (SELECT count(*) FROM %2$I AS r JOIN (SELECT period, sum(t) AS t, weighted_stats(%1$I(t), weight(t)) AS w FROM wholes GROUP BY 1) AS w ON w.period IS NOT DISTINCT FROM r.period, %1$s_ci(w.t, clusters => w.w) AS i
             WHERE r.is_total AND (r.tally, r.lower, r.upper) IS DISTINCT FROM (w.t, i.lower, i.upper))
      FROM cells AS c JOIN %4$I AS v ON (v.period, v.shop, v.kind) IS NOT DISTINCT FROM (c.period, c.shop, c.kind)
      JOIN %2$I AS r ON r.period IS NOT DISTINCT FROM c.period AND r.segments = jsonb_build_object('shop', c.shop, 'kind', c.kind)
      LEFT JOIN changes AS h ON (h.period, h.shop, h.kind) IS NOT DISTINCT FROM (c.period, c.shop, c.kind)
      LEFT JOIN rests AS e ON (e.period, e.shop, e.kind) IS NOT DISTINCT FROM (c.period, c.shop, c.kind)
      LEFT JOIN LATERAL %1$s_ci(c.t, clusters => c.w) AS i ON true$q$, metric, view || '_report', shift, view);
END $$;
SELECT * FROM differs('p', 'nps', '1 month');
SELECT count(*) FROM csat_check_rollup('p');
-- other metrics, weights of answers apart
SELECT csat_create_rollup('pm', 'polls', 'mean', 'score', '0..10', 'at', 'month', by => '{shop,kind}', mode => 'scheduled', person => 'person', baseline => 'previous', adjust => 'none');
SELECT csat_create_rollup('pc', 'polls', 'csat', 'score', '0..10', 'at', 'month', by => '{shop,kind}', mode => 'scheduled', person => 'person', on_bad => 'missing');
SELECT csat_create_rollup('pw', 'polls', 'top_box 3', 'score', '0..10', 'd', 'week', mode => 'scheduled', person => 'person', weight => 'w', week_start => 'sunday');
SELECT 'mean' AS metric, d.* FROM differs('pm', 'mean', '1 month') AS d UNION ALL SELECT 'csat', d.* FROM differs('pc', 'csat', '1 month') AS d;
SELECT count(*) > 15 AS weeks, bool_and(lower <= top_box AND top_box <= upper) AS sane FROM pw;
-- by rows it would be narrower
SELECT csat_create_rollup('r', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled');
SELECT csat_create_rollup('q', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'person');
SELECT period, responses, round(r.upper - r.lower, 1) AS by_rows, round(q.upper - q.lower, 1) AS by_people FROM r JOIN q USING (period, responses) ORDER BY period;
-- refreshed from a period on, with the people of the one before
UPDATE polls SET score = 10 - score WHERE at >= '2025-03-01' AND at < '2025-04-01';
SELECT csat_refresh_rollup('p', since => '2025-03-15');
SELECT * FROM differs('p', 'nps', '1 month');
SELECT csat_refresh_rollup('p', since => '2025-05-15');
SELECT * FROM differs('p', 'nps', '1 month');
SELECT count(*) FROM csat_check_rollup('p');
-- a year ago
SELECT csat_create_rollup('py', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{shop,kind}', mode => 'scheduled', person => 'person', baseline => 'year');
INSERT INTO polls SELECT at + interval '1 year', d + 365, shop, kind, person, 10 - score, w FROM polls WHERE at < '2025-03-01';
SELECT csat_refresh_rollup('py', since => '2026-01-15');
SELECT * FROM differs('py', 'nps', '1 year');
-- Small cells are those of few people, however many answers these gave.
SELECT csat_create_rollup('few', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{shop,kind}', mode => 'scheduled', person => 'person', min_responses => 20);
WITH counts AS (SELECT period, shop, kind, count(nps(t)) AS people, sum(t) AS t FROM people GROUP BY 1, 2, 3)
SELECT count(*) FILTER (WHERE people < 20) AS small, count(*) FILTER (WHERE people < 20 AND responses(t) >= 20) AS that_look_large,
       count(*) FILTER (WHERE people < 20 AND (v.responses IS NOT NULL OR NOT r.hidden)) AS shown
  FROM counts AS c JOIN few AS v ON (v.period, v.shop, v.kind) IS NOT DISTINCT FROM (c.period, c.shop, c.kind)
  JOIN few_report AS r ON r.period IS NOT DISTINCT FROM c.period AND r.segments = jsonb_build_object('shop', c.shop, 'kind', c.kind);
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;

-- With latest, an answer of a person stands for so long, or until the next.
DELETE FROM polls WHERE at >= '2026-01-01';
SET intervalstyle = 'sql_standard';
SELECT csat_create_rollup('l_' || every, 'polls', 'nps', 'score', '0..10', 'at', every, by => '{shop}', mode => 'scheduled', person => 'person', latest => '45 days', time_zone => 'Europe/Amsterdam')
  FROM unnest('{month,week}'::text[]) AS every;
RESET intervalstyle;
SELECT period, shop, asked, responses, round(nps, 1) AS nps, movement FROM l_month WHERE shop = 's1' ORDER BY period;
CREATE FUNCTION latest(view text, length interval) RETURNS TABLE (periods bigint, cells bigint, wrong bigint) LANGUAGE plpgsql AS $$
BEGIN
  RETURN QUERY EXECUTE format($q$
    SELECT count(DISTINCT period), count(*), count(*) FILTER (WHERE t.tally IS DISTINCT FROM l.tally)
      FROM %I AS t FULL JOIN (
        SELECT p.period, a.shop, tally(a.score, '0..10') AS tally
          FROM (SELECT generate_series(min(period), max(period), %L::interval)::date AS period FROM %1$I) AS p,
               LATERAL (SELECT DISTINCT ON (coalesce(person::text, 'nobody ' || ctid)) shop, score FROM polls
                         WHERE score IS NOT NULL AND at AT TIME ZONE 'Europe/Amsterdam' < p.period + %2$L::interval
                           AND at AT TIME ZONE 'Europe/Amsterdam' >= p.period + %2$L::interval - interval '45 days'
                         ORDER BY coalesce(person::text, 'nobody ' || ctid), at DESC, score::text COLLATE "C" DESC) AS a
         GROUP BY 1, 2) AS l USING (period, shop)$q$, view || '_tallies', length);
END $$;
SELECT * FROM latest('l_month', '1 month');
SELECT * FROM latest('l_week', '7 days');
SELECT (SELECT count(*) FROM csat_check_rollup('l_month')) AS month, (SELECT count(*) FROM csat_check_rollup('l_week')) AS week, (SELECT count(*) FROM csat_check_rollup('l_week', since => '2025-04-01')) AS since;
UPDATE polls SET score = 10 WHERE at >= '2025-03-20' AND at < '2025-03-25';
SELECT csat_refresh_rollup('l_month', since => '2025-03-20'), csat_refresh_rollup('l_week', since => '2025-03-20');
SELECT (SELECT count(*) FROM csat_check_rollup('l_month')) AS month, (SELECT count(*) FROM csat_check_rollup('l_week')) AS week;
-- hours, dates, plain timestamps
CREATE TABLE hours (at timestamp, z timestamptz, d date, who text, score integer);
INSERT INTO hours SELECT t, t AT TIME ZONE 'UTC', t::date, 'w' || i % 5, i % 11 FROM generate_series(0, 99) AS i, LATERAL (SELECT timestamp '2025-03-30 00:10' + i * interval '17 minutes' AS t) AS t;
SELECT csat_create_rollup('h_at', 'hours', 'nps', 'score', '0..10', 'at', 'hour', mode => 'scheduled', person => 'who', latest => '2 hours');
SELECT csat_create_rollup('h_z', 'hours', 'nps', 'score', '0..10', 'z', 'hour', mode => 'scheduled', person => 'who', latest => '2 hours', time_zone => 'Europe/Amsterdam');
SELECT csat_create_rollup('h_d', 'hours', 'nps', 'score', '0..10', 'd', 'day', mode => 'scheduled', person => 'who', latest => '1 day');
SELECT (SELECT count(*) FROM h_at) AS at, (SELECT count(*) FROM h_z) AS z, (SELECT count(*) FROM h_d) AS d, (SELECT max(responses) FROM h_at) AS people;
SELECT (SELECT count(*) FROM csat_check_rollup('h_at')) AS at, (SELECT count(*) FROM csat_check_rollup('h_z')) AS z, (SELECT count(*) FROM csat_check_rollup('h_d')) AS d;
SELECT options ->> 'person' AS person, options ->> 'latest' AS latest FROM csat_rollup ORDER BY name COLLATE "C";

-- what is refused
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', person => 'person')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'customer')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', latest => '90 days')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'person', latest => '0 days')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'person', latest => '-1 day')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'person', latest => '200 years')$$);
ALTER TABLE polls ADD COLUMN note json;
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', mode => 'scheduled', person => 'note')$$);
ALTER TABLE polls ADD COLUMN daily tally;
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'daily', '0..10', 'at', 'month', mode => 'scheduled', person => 'person', latest => '9 days')$$);
-- the column is in use, and may be renamed; replace takes the people away again
DROP VIEW people;
ALTER TABLE polls DROP COLUMN person;
ALTER TABLE polls RENAME person TO customer;
SELECT csat_refresh_rollup('l_month');
SELECT count(*) FROM csat_check_rollup('l_month');
SELECT csat_create_rollup('l_month', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{shop}', mode => 'scheduled', replace => true);
SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'l_month_changes'::regclass AND attnum > 0;
SELECT csat_create_rollup('l_month', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{shop}', mode => 'scheduled', person => 'customer', replace => true);
SELECT string_agg(attname, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'l_month_changes'::regclass AND attnum > 0;
SELECT count(*) AS without_comment FROM pg_attribute WHERE attrelid IN ('l_month'::regclass, 'l_month_tallies'::regclass, 'l_month_report'::regclass) AND attnum > 0 AND col_description(attrelid, attnum) IS NULL;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP FUNCTION differs, latest;
DROP TABLE polls, hours;

-- NAME_report: cells and totals of each period, a cell against the rest, and nothing that gives a hidden cell away.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE polls (at date, region text, product text, score integer, w numeric);
INSERT INTO polls SELECT date '2025-01-15' + m * interval '1 month', 'r' || r, CASE r % 2 WHEN 0 THEN 'p' END,
       CASE WHEN i % 9 = 0 THEN NULL WHEN r = 1 THEN 9 + i % 2 ELSE (i * 7 + r) % 11 END, 1 + i % 3
  FROM generate_series(0, 1) AS m, generate_series(1, 4) AS r, generate_series(1, 30 + r * 5 + m * 3) AS i;

-- columns in this order, each with a comment; one row a cell and one a period
SELECT csat_create_rollup('n', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{region,product}');
SELECT attname AS column, atttypid::regtype AS type, col_description(attrelid, attnum) AS comment FROM pg_attribute WHERE attrelid = 'n_report'::regclass AND attnum > 0 ORDER BY attnum;
SELECT obj_description('n_report'::regclass);
SELECT period, complete, segments, is_total, hidden, asked, responses, round(score, 1) AS score, round(lower, 1) AS lower, round(upper, 1) AS upper,
       round(difference, 1) AS difference, round(difference_lower, 1) AS difference_lower, round(difference_upper, 1) AS difference_upper, round(p_adjusted, 4) AS p_adjusted, tally
  FROM n_report ORDER BY period, is_total, segments;
-- by hand
SELECT count(*) AS rows, count(*) FILTER (WHERE (r.asked, r.responses, r.score, r.lower, r.upper, r.tally) IS DISTINCT FROM (responses(t.tally) + missing(t.tally), responses(t.tally), nps(t.tally), i.lower, i.upper, t.tally)) AS figures,
       count(*) FILTER (WHERE (r.difference, r.difference_lower, r.difference_upper) IS DISTINCT FROM (t.difference, t.lower, t.upper)) AS differences,
       count(*) FILTER (WHERE round(r.p_adjusted, 20) IS DISTINCT FROM round(t.p_adjusted, 20)) AS p
  FROM n_report AS r FULL JOIN (
    SELECT t.period, jsonb_build_object('region', t.region, 'product', t.product) AS segments, false AS is_total, t.tally, d.difference, d.lower, d.upper, p_adjust(d.p_value) OVER (PARTITION BY period) AS p_adjusted
      FROM (SELECT t.*, sum(t.tally) OVER (PARTITION BY period) - t.tally AS rest FROM n_tallies AS t) AS t, nps_compare(t.tally, t.rest) AS d
    UNION ALL SELECT period, '{}', true, sum(tally), NULL, NULL, NULL, NULL FROM n_tallies GROUP BY period) AS t USING (period, segments, is_total)
  LEFT JOIN LATERAL nps_ci(t.tally) AS i ON true;
-- it follows
INSERT INTO polls VALUES ('2025-02-20', 'r1', NULL, 0, 1), ('2025-02-20', 'r9', NULL, NULL, 1);
SELECT segments, is_total, asked, responses, difference FROM n_report WHERE period = '2025-02-01' AND (is_total OR segments @> '{"region": "r9"}') ORDER BY is_total;
-- without segments the cell is the whole, and there is no rest
SELECT csat_create_rollup('whole', 'polls', 'mean', 'score', '0..10', 'at', 'month', weight => 'w', mode => 'scheduled', adjust => 'none');
SELECT period, complete, segments, is_total, hidden, responses, round(score, 3) AS score, difference, p_adjusted FROM whole_report ORDER BY period, is_total;

-- Hiding: under min_responses, and what the total would tell.
CREATE TABLE cells (at date, region text, n integer, note text);
INSERT INTO cells VALUES
  ('2025-01-01', 'a', 50, 'none is small'), ('2025-01-01', 'b', 20, NULL), ('2025-01-01', 'c', 5, NULL),
  ('2025-02-01', 'a', 50, 'one is small: the next goes with it'), ('2025-02-01', 'b', 20, NULL), ('2025-02-01', 'c', 3, NULL),
  ('2025-03-01', 'a', 50, 'two are small, and enough together'), ('2025-03-01', 'b', 4, NULL), ('2025-03-01', 'c', 3, NULL),
  ('2025-04-01', 'a', 50, 'two are small, and not enough together'), ('2025-04-01', 'b', 3, NULL), ('2025-04-01', 'c', 1, NULL), ('2025-04-01', 'd', 9, NULL),
  ('2025-05-01', 'a', 50, 'an empty one is nobody''s'), ('2025-05-01', 'b', 20, NULL), ('2025-05-01', 'c', 0, NULL),
  ('2025-06-01', 'a', 50, 'an empty one does not help a small one'), ('2025-06-01', 'b', 4, NULL), ('2025-06-01', 'c', 0, NULL),
  ('2025-07-01', 'a', 4, 'one cell, small'),
  ('2025-08-01', 'a', 50, 'one cell'),
  ('2025-09-01', 'a', 2, 'two cells, together too small'), ('2025-09-01', 'b', 2, NULL),
  ('2025-10-01', 'a', 3, 'two cells, together enough'), ('2025-10-01', 'b', 2, NULL),
  ('2025-11-01', 'a', 20, 'a tie goes as a whole'), ('2025-11-01', 'b', 20, NULL), ('2025-11-01', 'c', 1, NULL), ('2025-11-01', 'd', 21, NULL),
  ('2025-12-01', 'a', 0, 'nobody');
CREATE TABLE few (at date, region text, score integer);
INSERT INTO few SELECT at, region, CASE WHEN i > n THEN NULL ELSE (i * 7 + ascii(region)) % 11 END FROM cells, generate_series(1, n + 2) AS i;
SELECT csat_create_rollup('f', 'few', 'nps', 'score', '0..10', 'at', 'month', by => '{region}', min_responses => 5, target => 0);
SELECT to_char(r.period, 'Mon') AS period, max(note) AS note, string_agg(CASE WHEN hidden THEN r.segments ->> 'region' END, '' ORDER BY r.segments ->> 'region') AS hidden,
       string_agg(CASE WHEN NOT hidden THEN r.segments ->> 'region' END, '' ORDER BY r.segments ->> 'region') AS shown, bool_or(hidden) FILTER (WHERE is_total) AS total_hidden, max(responses) FILTER (WHERE is_total) AS total
  FROM f_report AS r LEFT JOIN cells AS c ON c.at = r.period AND c.region = r.segments ->> 'region' GROUP BY r.period ORDER BY r.period;
-- what is hidden has no figure at all; what is shown has all of its own
SELECT count(*) FILTER (WHERE hidden AND NOT (asked, responses, score, lower, upper, difference, difference_lower, difference_upper, p_adjusted, tally) IS NULL) AS leaks,
       count(*) FILTER (WHERE NOT hidden AND (asked, responses, tally) IS NULL) AS holes FROM f_report;
-- NAME hides the same cells
SELECT count(*) AS cells, count(*) FILTER (WHERE r.hidden <> (v.responses IS NULL)) AS different FROM f AS v JOIN f_report AS r ON r.period = v.period AND r.segments = jsonb_build_object('region', v.region);
SELECT col_description('f'::regclass, 5) AS asked, col_description('n'::regclass, 6) AS without;

-- The same of many random periods: what the shown cells leave of a total is nobody, or two cells and min answers.
CREATE TABLE many (at date, region text, score integer);
SELECT setseed(0.5);
INSERT INTO many SELECT date '2000-01-01' + m, 'r' || r, (random() * 10)::integer
  FROM generate_series(0, 149) AS m, generate_series(1, 6) AS r, LATERAL generate_series(1, CASE WHEN random() < 0.3 THEN 0 ELSE (exp(random() * 4.5))::integer END + 0 * m * r) AS i;
SELECT csat_create_rollup('y', 'many', 'csat', 'score', '0..10', 'at', 'day', by => '{region}', min_responses => 5, weight => NULL);
WITH truth AS (
  SELECT t.period, t.region, responses(t.tally) AS n, r.hidden, v.responses IS NULL AS hidden_in_view
    FROM y_tallies AS t JOIN y_report AS r ON r.period = t.period AND r.segments = jsonb_build_object('region', t.region) JOIN y AS v ON (v.period, v.region) = (t.period, t.region)
), margins AS (
  SELECT period, sum(n) FILTER (WHERE hidden) AS hidden_answers, count(*) FILTER (WHERE hidden AND n > 0) AS hidden_cells, count(*) FILTER (WHERE NOT hidden) AS shown,
         count(*) FILTER (WHERE n < 5 AND NOT hidden) AS small_shown, count(*) FILTER (WHERE hidden <> hidden_in_view) AS different, sum(n) AS n FROM truth GROUP BY period
)
SELECT count(*) AS periods, count(*) FILTER (WHERE hidden_cells > 0) AS with_hidden, sum(small_shown) AS small_shown, sum(different) AS different,
       count(*) FILTER (WHERE NOT t.hidden AND hidden_cells > 0 AND (hidden_cells < 2 OR hidden_answers < 5)) AS given_away,
       count(*) FILTER (WHERE t.hidden AND shown > 0) AS needlessly, count(*) FILTER (WHERE t.hidden <> (m.n < 5)) AS wrong_totals
  FROM margins AS m JOIN y_report AS t ON t.period = m.period AND t.is_total;
-- and the figures that are shown are those of the tallies, whatever is hidden beside them
SELECT count(*) AS shown, count(*) FILTER (WHERE (r.score, r.difference, r.tally) IS DISTINCT FROM (csat(t.tally), d.difference, t.tally)) AS wrong
  FROM y_report AS r JOIN (SELECT *, sum(tally) OVER (PARTITION BY period) - tally AS rest FROM y_tallies) AS t ON r.period = t.period AND r.segments = jsonb_build_object('region', t.region)
  LEFT JOIN LATERAL csat_compare(t.tally, t.rest) AS d ON true WHERE NOT r.hidden;

-- A cell that is unknown makes its total unknown, not wrong.
INSERT INTO f_changes SELECT '2025-01-01', 'x', '{}', '0..10 {0,0,0,0,0,0,0,0,0,0,9}';
INSERT INTO n_changes SELECT '2025-01-01', 'x', NULL, '{}', '0..10 {0,0,0,0,0,0,0,0,0,0,9}';
SELECT segments, is_total, hidden, responses, difference FROM f_report WHERE period = '2025-01-01' AND (is_total OR segments ->> 'region' = 'x') ORDER BY is_total;
SELECT segments, is_total, hidden, responses, difference FROM n_report WHERE period = '2025-01-01' AND (is_total OR segments ->> 'region' = 'x') ORDER BY is_total;

-- Readers need a grant on NAME and NAME_report, and get none on what is below, whatever the default privileges.
SET client_min_messages = warning;
DROP ROLE IF EXISTS report_owner, report_reader;
RESET client_min_messages;
CREATE ROLE report_owner;
CREATE ROLE report_reader;
GRANT CREATE ON SCHEMA public TO report_owner;
SET ROLE report_owner;
ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO PUBLIC, report_reader;
CREATE TABLE mine (at date, region text, score integer);
RESET ROLE;
INSERT INTO mine SELECT * FROM few;
SET ROLE report_owner;
SELECT csat_create_rollup('o', 'mine', 'csat', 'score', '0..10', 'at', 'month', by => '{region}', min_responses => 5);
SELECT c.relname, string_agg(DISTINCT CASE WHEN a.grantee IS NULL THEN 'nobody' ELSE coalesce(g.rolname, 'PUBLIC') END, ', ') AS others FROM pg_class AS c LEFT JOIN LATERAL aclexplode(c.relacl) AS a ON a.grantee <> c.relowner LEFT JOIN pg_roles AS g ON g.oid = a.grantee
 WHERE c.relname LIKE 'o\_%' OR c.relname = 'o' GROUP BY 1, a.grantee IS NULL ORDER BY 1;
SET ROLE report_reader;
SELECT count(*) FROM o;
SELECT count(*) FROM o_report;
SELECT count(*) FROM o_tallies;
SELECT count(*) FROM o_changes;
RESET ROLE;
SELECT csat_create_rollup('p', 'mine', 'csat', 'score', '0..10', 'at', 'month');
SELECT relname, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relname ~ '^p(_(report|tallies|changes))?$' ORDER BY 1;
-- dropped with the rest
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
SELECT count(*) FROM pg_class WHERE relname ~ '_(report|tallies|changes)$' AND relnamespace = 'public'::regnamespace;
-- the name must be free and fit
CREATE VIEW q_report AS SELECT 1 AS one;
SELECT csat_create_rollup('q', 'few', 'csat', 'score', '0..10', 'at', 'month');
SELECT csat_create_rollup(repeat('q', 55), 'few', 'csat', 'score', '0..10', 'at', 'month');
SELECT relname FROM pg_class WHERE relname LIKE 'qqq%' AND relkind = 'v' ORDER BY 1;
SELECT csat_drop_rollup(repeat('q', 55));
DROP VIEW q_report;
DROP TABLE polls, cells, few, many, mine;
DROP OWNED BY report_owner, report_reader;
DROP ROLE report_owner, report_reader;

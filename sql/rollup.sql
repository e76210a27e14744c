-- Live roll-ups: what is made, what it shows, and that it follows the source.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TYPE rollup_region AS ENUM ('north', 'south');
CREATE TABLE answers (
  id integer PRIMARY KEY,
  answered_at timestamptz NOT NULL,
  region rollup_region,
  product varchar(10) NOT NULL,
  score smallint);
INSERT INTO answers
SELECT i, timestamptz '2025-01-31 20:00' + i * interval '41 minutes',
       CASE WHEN i % 3 < 2 THEN (ARRAY['north', 'south'])[i % 3 + 1]::rollup_region END,
       'p' || i % 2, NULLIF((i * 7) % 12, 11)
  FROM generate_series(1, 3000) AS i;

SELECT csat_create_rollup('answers_daily', 'answers', 'nps', 'score', '0..10', 'answered_at', 'day',
                          by => '{region,product}', time_zone => 'Europe/Amsterdam');

-- three objects, five triggers, a row of csat_rollup
\d answers_daily
\d answers_daily_tallies
\d answers_daily_changes
SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgrelid = 'answers'::regclass ORDER BY 1;
SELECT * FROM csat_rollup;

-- every column says what it is
SELECT attnum, attname, col_description(attrelid, attnum) FROM pg_attribute
 WHERE attrelid = 'answers_daily'::regclass AND attnum > 0 ORDER BY 1;
SELECT count(*) AS without_comment FROM pg_attribute
 WHERE attrelid IN ('answers_daily'::regclass, 'answers_daily_tallies'::regclass) AND attnum > 0
   AND col_description(attrelid, attnum) IS NULL;

-- nothing but plain types for a BI tool
SELECT DISTINCT atttypid::regtype FROM pg_attribute WHERE attrelid = 'answers_daily'::regclass AND attnum > 0 ORDER BY 1;

-- The test's own recomputation, by hand: days of Amsterdam, an enum as text.
CREATE VIEW by_hand AS
SELECT (answered_at AT TIME ZONE 'Europe/Amsterdam')::date AS period, region::text, product::text,
       tally(score, '0..10') AS tally
  FROM answers GROUP BY 1, 2, 3;
CREATE VIEW differences AS
SELECT 'only in roll-up' AS what, d.* FROM (TABLE answers_daily_tallies EXCEPT ALL TABLE by_hand) AS d
UNION ALL
SELECT 'only in source', d.* FROM (TABLE by_hand EXCEPT ALL TABLE answers_daily_tallies) AS d;
SELECT count(*) FROM answers_daily_tallies;
TABLE differences;

-- The view is read off the same tallies.
SELECT period, asked, responses, promoters, passives, detractors, round(nps, 6) AS nps, round(lower, 6) AS lower,
       round(upper, 6) AS upper, round(previous, 6) AS previous, round(change, 6) AS change, round(p_value, 6) AS p_value,
       movement, target, verdict
  FROM answers_daily WHERE product = 'p1' AND region = 'north' ORDER BY period LIMIT 3;
SELECT sum(asked) AS asked, sum(responses) AS responses, sum(promoters) AS promoters, sum(passives) AS passives,
       sum(detractors) AS detractors, nps(sum(tally)) = 100.0 * (sum(promoters) - sum(detractors)) / sum(responses) AS same_score
  FROM answers_daily JOIN answers_daily_tallies USING (period, product)
 WHERE answers_daily.region IS NOT DISTINCT FROM answers_daily_tallies.region;
SELECT count(*) AS asked, count(score) AS responses FROM answers;

-- Statements of every kind: each appends, none updates.
SELECT count(*) FROM answers_daily_changes;
INSERT INTO answers VALUES (4001, '2025-03-30 00:30+00', 'north', 'p0', 9);
INSERT INTO answers VALUES (4002, '2025-03-30 00:45+00', 'north', 'p0', 10), (4003, '2025-03-30 00:45+00', 'south', 'p0', NULL);
SELECT region, product, added, removed FROM answers_daily_changes WHERE period = '2025-03-30' ORDER BY region, product, added;
UPDATE answers SET score = 0 WHERE id = 4001;
UPDATE answers SET answered_at = answered_at + interval '1 day' WHERE id BETWEEN 4002 AND 4003;
DELETE FROM answers WHERE id = 4001;
SELECT count(*) FROM answers_daily_changes;
TABLE differences;

-- A statement that changes nothing that is counted appends nothing.
UPDATE answers SET id = -id;
UPDATE answers SET id = -id WHERE false;
DELETE FROM answers WHERE false;
SELECT count(*) FROM answers_daily_changes;

-- Larger statements, and all of them undone.
BEGIN;
UPDATE answers SET score = 10 - score, region = NULLIF(region, 'south');
TABLE differences;
SAVEPOINT a;
DELETE FROM answers WHERE score > 3;
TABLE differences;
ROLLBACK TO a;
TABLE differences;
TRUNCATE answers;
SELECT count(*) FROM answers_daily_changes;
TABLE differences;
ROLLBACK;
TABLE differences;

-- Folding changes nothing that can be seen, and the second time nothing at all.
SELECT count(*) > (SELECT count(*) FROM answers_daily_tallies) AS unfolded FROM answers_daily_changes;
SELECT csat_refresh_rollup('answers_daily');
SELECT count(*) = (SELECT count(*) FROM answers_daily_tallies) AS folded FROM answers_daily_changes;
SELECT count(*) FROM answers_daily_changes WHERE removed <> '{}';
TABLE differences;
CREATE TEMP TABLE before AS SELECT ctid AS tid, * FROM answers_daily_changes;
SELECT csat_refresh_rollup('answers_daily');
SELECT count(*) AS touched FROM (SELECT ctid AS tid, * FROM answers_daily_changes EXCEPT ALL TABLE before) AS d;
DROP TABLE before;

-- A cell that has lost all its rows is gone.
DELETE FROM answers WHERE answered_at < '2025-02-03';
SELECT min(period) FROM answers_daily;
TABLE differences;
SELECT csat_refresh_rollup('answers_daily');
SELECT count(*) = (SELECT count(*) FROM answers_daily_tallies) AS folded FROM answers_daily_changes;

-- What goes past the triggers shows: in the check, and as NULL where a cell would be negative.
SELECT * FROM csat_check_rollup('answers_daily');
SET session_replication_role = replica;
DELETE FROM answers WHERE id = (SELECT min(id) FROM answers WHERE region = 'south' AND score = 10);
INSERT INTO answers VALUES (5001, '2025-06-01 12:00', 'north', 'p9', 7), (5002, '2025-06-01 12:00', 'north', 'p9', 7);
RESET session_replication_role;
SELECT * FROM csat_check_rollup('answers_daily');
DELETE FROM answers WHERE id = 5001;
SELECT * FROM answers_daily_tallies WHERE product = 'p9';
SELECT * FROM answers_daily WHERE product = 'p9';
SELECT * FROM csat_check_rollup('answers_daily') WHERE segments @> '{"product": "p9"}';
SELECT csat_refresh_rollup('answers_daily');
SELECT period, region, product, added, removed FROM answers_daily_changes WHERE product = 'p9';
SELECT csat_refresh_rollup('answers_daily', rebuild => true);
SELECT * FROM csat_check_rollup('answers_daily');
TABLE differences;

-- TRUNCATE of the source truncates the table of changes.
TRUNCATE answers;
SELECT count(*) FROM answers_daily_changes;
SELECT pg_relation_size('answers_daily_changes');
INSERT INTO answers VALUES (1, '2025-01-01', NULL, 'p', 3);
TABLE differences;

-- Only the dependency on its columns is seen of the source: a reader's plan does not touch it.
CREATE FUNCTION scanned(query text) RETURNS SETOF text LANGUAGE plpgsql AS $$
DECLARE line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
    IF line ~ 'Scan' AND line !~ 'Subquery' THEN RETURN NEXT substring(line FROM 'Scan.* on ([a-z_]+)'); END IF;
  END LOOP;
END $$;
SELECT * FROM scanned('SELECT period, sum(tally) FROM answers_daily_tallies GROUP BY period');
DROP FUNCTION scanned;

-- Dropped, it leaves the source alone.
DROP VIEW differences, by_hand;
SELECT csat_drop_rollup('answers_daily');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'answers'::regclass;
SELECT count(*) FROM pg_class WHERE relname LIKE 'answers_daily%';
SELECT count(*) FROM csat_rollup;
DROP TABLE answers;
DROP TYPE rollup_region;

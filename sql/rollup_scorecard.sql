-- csat_scorecard: several roll-ups as one long table, read as the caller.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE SCHEMA "Odd ""Place";
CREATE TABLE polls (at date, "Region's" text, score integer, hours numeric);
INSERT INTO polls SELECT date '2025-01-10' + m * interval '1 month', CASE r WHEN 3 THEN NULL ELSE 'r' || r END, (i * 7 + r) % 11, 1 + i % 7 FROM generate_series(0, 1) AS m, generate_series(1, 3) AS r, generate_series(1, 20 + r + m) AS i;
SELECT csat_create_rollup('n', 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{Region''s}', target => 0);
SELECT csat_create_rollup('"Odd ""Place"."t %s"', 'polls', 'top_box 2', 'score', '0..10', 'at', 'quarter', mode => 'scheduled', min_responses => 5);
SELECT csat_create_rollup('m', 'polls', 'mean', 'hours', '1..7', 'at', 'fiscal year', fiscal_start => 4, baseline => 'year');
SELECT rollup, metric, period, complete, segments, asked, responses, round(score, 2) AS score, round(lower, 2) AS lower, round(upper, 2) AS upper,
       round(previous, 2) AS previous, round(change, 2) AS change, round(p_adjusted, 3) AS p_adjusted, movement, target, verdict
  FROM csat_scorecard('n', '"Odd ""Place"."t %s"', 'public.m');
-- by hand
SELECT count(*) FROM (
  (SELECT period, segments, asked, responses, score, lower, upper, previous, change, p_adjusted, movement, target, verdict FROM csat_scorecard('n'))
  EXCEPT ALL SELECT period, jsonb_build_object('Region''s', "Region's"), asked, responses, nps, lower, upper, previous, change, p_adjusted, movement, target, verdict FROM n) AS d;
SELECT count(*) AS again FROM csat_scorecard(VARIADIC '{n,n}');
SELECT count(*) AS none FROM csat_scorecard(VARIADIC '{}');
SELECT count(*) AS null FROM csat_scorecard(VARIADIC NULL);
-- one of its views stands for a roll-up as well
SELECT count(*) FROM csat_scorecard('n_report');
SELECT count(*) FROM csat_scorecard('n', NULL);
SELECT count(*) FROM csat_scorecard('nothing');
SELECT count(*) FROM csat_scorecard('polls');
SELECT count(*) FROM csat_scorecard('n; DROP TABLE polls');
SELECT csat_create_rollup('h', 'polls', 'csat', 'score', '0..10', 'at', 'day');
SELECT count(*) > 0 AS days FROM csat_scorecard('h');
CREATE TABLE hourly (at timestamptz, score integer);
SELECT csat_create_rollup('hh', 'hourly', 'csat', 'score', '0..10', 'at', 'hour');
SELECT * FROM csat_scorecard('hh');
-- renamed and dropped views
ALTER VIEW n RENAME TO renamed;
SELECT count(*) FROM csat_scorecard('renamed');
DROP VIEW renamed;
SELECT count(*) FROM csat_scorecard('n');
-- as its caller
SET client_min_messages = warning;
DROP ROLE IF EXISTS scorecard_reader;
RESET client_min_messages;
CREATE ROLE scorecard_reader;
GRANT SELECT ON m TO scorecard_reader;
SET ROLE scorecard_reader;
SELECT count(*) FROM csat_scorecard('m');
SELECT count(*) FROM csat_scorecard('m', 'h');
SELECT count(*) FROM csat_scorecard('"Odd ""Place"."t %s"');
RESET ROLE;
-- what looks like a roll-up and runs something else is not read
GRANT CREATE ON SCHEMA public TO scorecard_reader;
SET ROLE scorecard_reader;
CREATE TABLE trap (at date, score integer);
SELECT csat_create_rollup('bait', 'trap', 'csat', 'score', '0..10', 'at', 'day');
CREATE FUNCTION spring() RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'run by %', current_user; RETURN 'met'; END $$;
CREATE OR REPLACE VIEW bait AS SELECT period, true AS complete, responses(tally) AS asked, responses(tally) AS responses, 1.0 AS response_rate, responses(tally) AS satisfied, csat(tally) AS csat, 1.0 AS lower, 1.0 AS upper,
  1.0 AS previous, 1.0 AS change, 1.0 AS p_value, 1.0 AS p_adjusted, spring() AS movement, 1.0 AS target, spring() AS verdict FROM bait_tallies;
INSERT INTO trap VALUES ('2025-01-01', 5);
RESET ROLE;
SELECT count(verdict) FROM csat_scorecard('bait');
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP FUNCTION spring;
DROP TABLE polls, hourly, trap;
DROP SCHEMA "Odd ""Place";
DROP OWNED BY scorecard_reader;
DROP ROLE scorecard_reader;

-- How fast are the scores? Each line is a ratio of two queries over the same
-- rows in the same session, run in turn; the fastest run of each counts.
-- Below 1 we are faster than the peer. Tables are narrow, so that the scan,
-- which is the same for both, hides as little as it can.
--
--   make bench                                     beside a server of its own
--   psql -f bench/bench.sql -v rows=2000000 -v rounds=5
--
-- It makes a schema csat_bench and drops it at the end.

\set QUIET 1
\pset footer off
\if :{?rows} \else \set rows 2000000 \endif
\if :{?rounds} \else \set rounds 7 \endif
SET client_min_messages = warning;
SELECT n.nspname AS csat_schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'csat' \gset
DROP SCHEMA IF EXISTS csat_bench CASCADE;
CREATE SCHEMA csat_bench;
SET search_path = csat_bench, :"csat_schema";
-- This is about the ordinary plan; see direct_scan.sql.
SET csat.direct_scan = off;

CREATE TABLE result (id serial, what text, jit text, ratio numeric, target numeric, ours_ms numeric, peer_ms numeric);

-- Milliseconds so far: of this backend's processor time where the system tells
-- (Linux does, to a superuser), since other work on the machine does not count
-- in it; else, or for queries with workers, of the clock.
CREATE FUNCTION spent(clock boolean) RETURNS double precision LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(CASE WHEN NOT clock THEN split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1)::double precision / 1e6 END,
                  1000 * extract(epoch FROM clock_timestamp())::double precision)
$$;

-- Runs two queries in turn and notes the ratio of their fastest runs.
CREATE PROCEDURE compare(what text, jit_setting text, target numeric, rounds integer, ours text, peer text, clock boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
  started double precision;
  ours_ms double precision := 'infinity';
  peer_ms double precision := 'infinity';
BEGIN
  PERFORM set_config('jit', jit_setting, false);
  FOR i IN 0..rounds LOOP
    started := spent(clock);
    EXECUTE ours;
    IF i > 0 THEN ours_ms := least(ours_ms, spent(clock) - started); END IF;
    started := spent(clock);
    EXECUTE peer;
    IF i > 0 THEN peer_ms := least(peer_ms, spent(clock) - started); END IF;
  END LOOP;
  INSERT INTO result (what, jit, ratio, target, ours_ms, peer_ms)
  VALUES (what, jit_setting, round((ours_ms / peer_ms)::numeric, 2), target, round(ours_ms::numeric), round(peer_ms::numeric));
END $$;

-- The queries to compare, each with jit off and on.
CREATE TABLE pair (id serial, what text, target numeric, ours text, peer text);
CREATE VIEW calls AS
SELECT id, format('CALL compare(%L, %L, %L, %%s, %L, %L)', what, jit, target, ours, peer) AS call
FROM pair, unnest(ARRAY['off', 'on']) AS jit;

-- Answers on 0..10 and on 1..5; one in ten is missing.
CREATE TABLE answer AS
SELECT CASE WHEN i % 10 <> 0 THEN (hashint4(i * 3) & 1048575) % 11 END AS score,
       CASE WHEN i % 10 <> 0 THEN 1 + (hashint4(i * 7) & 1048575) % 5 END AS star,
       0.5 + ((hashint4(i * 5) & 1023) / 1000.0)::double precision AS w
FROM generate_series(1, :rows) AS i;
CREATE TABLE answer_numeric AS SELECT score::numeric FROM answer;
CREATE TABLE answer_text AS SELECT score::text FROM answer;
CREATE TABLE answer_small AS SELECT score::smallint, star::smallint, w FROM answer;
CREATE TABLE answer_grouped AS
SELECT star, (hashint4((random() * 1e9)::int) & 2147483647) % 1000 AS segment, (random() * 1e6)::int AS customer FROM answer;
CREATE TABLE answer_dated AS
SELECT row_number() OVER () AS id, timestamptz '2025-01-01' + row_number() OVER () * interval '26 seconds' AS at, score
FROM answer LIMIT 1000000;
VACUUM ANALYZE;

INSERT INTO pair (what, target, ours, peer) VALUES
('csat(int) / avg(int)', 1.00, 'SELECT csat(star) FROM answer', 'SELECT avg(star) FROM answer'),
('csat(int) / count(int)', 1.20, 'SELECT csat(star) FROM answer', 'SELECT count(star) FROM answer'),
('csat(int, scale) / count(int)', 1.35, 'SELECT csat(star, ''1..5'') FROM answer', 'SELECT count(star) FROM answer'),
('ces(int) / avg(int)', 1.00, 'SELECT ces(star) FROM answer', 'SELECT avg(star) FROM answer'),
('nps(int) / hand-written', 0.80, 'SELECT nps(score) FROM answer',
  'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer'),
('nps(numeric) / hand-written', 1.00, 'SELECT nps(score) FROM answer_numeric',
  'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer_numeric'),
('nps(text) / hand-written', 1.00, 'SELECT nps(score) FROM answer_text',
  'SELECT 100.0 * (count(*) FILTER (WHERE score::int >= 9) - count(*) FILTER (WHERE score::int <= 6)) / nullif(count(score), 0) FROM answer_text'),
('weighted csat / hand-written', 1.00, 'SELECT csat(star, ''1..5'', w) FROM answer',
  'SELECT 100.0 * sum(w) FILTER (WHERE star >= 4) / nullif(sum(w) FILTER (WHERE star IS NOT NULL), 0) FROM answer'),
('weighted nps / hand-written', 1.00, 'SELECT nps(score, ''0..10'', w) FROM answer',
  'SELECT 100.0 * (sum(w) FILTER (WHERE score >= 9) - sum(w) FILTER (WHERE score <= 6)) / nullif(sum(w) FILTER (WHERE score IS NOT NULL), 0) FROM answer'),
('weighted nps (smallint) / hand-written', 1.00, 'SELECT nps(score, ''0..10'', w) FROM answer_small',
  'SELECT 100.0 * (sum(w) FILTER (WHERE score >= 9) - sum(w) FILTER (WHERE score <= 6)) / nullif(sum(w) FILTER (WHERE score IS NOT NULL), 0) FROM answer_small'),
('csi / hand-written', 1.00, 'SELECT csi(star, ''1..5'', w) FROM answer',
  'SELECT 100.0 * sum(w * star) / nullif(5 * sum(w) FILTER (WHERE star IS NOT NULL), 0) FROM answer'),
('csi (smallint) / hand-written', 1.00, 'SELECT csi(star, ''1..5'', w) FROM answer_small',
  'SELECT 100.0 * sum(w * star) / nullif(5 * sum(w) FILTER (WHERE star IS NOT NULL), 0) FROM answer_small'),
('csat, 1,000 groups / avg', 1.00, 'SELECT segment, csat(star) FROM answer_grouped GROUP BY segment',
  'SELECT segment, avg(star) FROM answer_grouped GROUP BY segment'),
('csat, 1,000,000 groups / avg', NULL, 'SELECT count(v) FROM (SELECT csat(star) AS v FROM answer_grouped GROUP BY customer) q',
  'SELECT count(v) FROM (SELECT avg(star) AS v FROM answer_grouped GROUP BY customer) q'),
('six figures from one tally / hand-written', NULL,
  'SELECT nps(t), responses(t), missing(t), promoters(t), passives(t), detractors(t) FROM (SELECT tally(score, ''0..10'') AS t FROM answer OFFSET 0) q',
  'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0), count(score), count(*) FILTER (WHERE score IS NULL), count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score BETWEEN 7 AND 8), count(*) FILTER (WHERE score <= 6) FROM answer'),
('six aggregates, one transition / one', 1.10, 'SELECT csat(star), csat_ci(star), csat(star), csat_ci(star), csat(star), csat_ci(star) FROM answer', 'SELECT csat(star) FROM answer'),
('sliding nps, 30 days / avg', 1.05,
  'SELECT count(v) FROM (SELECT nps(score) OVER (ORDER BY at RANGE BETWEEN interval ''30 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q',
  'SELECT count(v) FROM (SELECT avg(score) OVER (ORDER BY at RANGE BETWEEN interval ''30 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q'),
('sliding nps, frame of 10,000 / of 100 rows', 1.10,
  'SELECT count(v) FROM (SELECT nps(score) OVER (ORDER BY id ROWS 9999 PRECEDING) AS v FROM answer_dated) q',
  'SELECT count(v) FROM (SELECT nps(score) OVER (ORDER BY id ROWS 99 PRECEDING) AS v FROM answer_dated) q'),
('latest answer of 100,000 people, 90 days / avg', 2.50,
  'SELECT count(v) FROM (SELECT tally_latest(score, ''0..10'', mod(id, 100000)) OVER (ORDER BY at RANGE BETWEEN interval ''90 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q',
  'SELECT count(v) FROM (SELECT avg(score) OVER (ORDER BY at RANGE BETWEEN interval ''90 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q'),
('latest answer of 100,000 people, 90 days / 9 days', 1.20,
  'SELECT count(v) FROM (SELECT tally_latest(score, ''0..10'', mod(id, 100000)) OVER (ORDER BY at RANGE BETWEEN interval ''90 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q',
  'SELECT count(v) FROM (SELECT tally_latest(score, ''0..10'', mod(id, 100000)) OVER (ORDER BY at RANGE BETWEEN interval ''9 days'' PRECEDING AND CURRENT ROW) AS v FROM answer_dated) q');

-- ---- section: intervals, comparisons
INSERT INTO pair (what, target, ours, peer) VALUES
('nps, its interval and counts / hand-written', 0.60,
  'SELECT c.estimate, c.lower, c.upper, c.responses, missing(t), promoters(t), passives(t), detractors(t) FROM (SELECT tally(score, ''0..10'') AS t FROM answer OFFSET 0) q, nps_ci(t) c',
  'SELECT 100.0 * (p - d) / n, 100 * greatest(-1, center - half), 100 * least(1, center + half), n, missing, p, a, d
   FROM (SELECT *, 1.959963984540054 * sqrt(((p + d + 1.5) / (n + 3) - center * center) / (n + 3)) AS half
         FROM (SELECT *, (p - d)::float8 / (n + 3) AS center
               FROM (SELECT count(score) AS n, count(*) FILTER (WHERE score IS NULL) AS missing, count(*) FILTER (WHERE score >= 9) AS p, count(*) FILTER (WHERE score BETWEEN 7 AND 8) AS a,
                         count(*) FILTER (WHERE score <= 6) AS d FROM answer) q) q) q'),
('1,000 segments: score, interval, difference to the rest, adjusted p, suppression / tally', 1.20,
  'SELECT segment, c.responses, c.estimate, c.lower, c.upper, c.difference, c.p
   FROM (SELECT segment, t, c.difference, p_adjust(c.p_value) OVER () AS p, suppressed(responses(t)) OVER () AS hidden
         FROM (SELECT segment, t, sum(t) OVER () - t AS rest
               FROM (SELECT segment, tally(star, ''1..5'') AS t FROM answer_grouped GROUP BY segment) AS segments) AS s, csat_compare(t, rest) AS c) AS s
       LEFT JOIN LATERAL (SELECT i.*, difference, p FROM csat_ci(t) AS i) AS c ON NOT hidden',
  'SELECT segment, tally(star, ''1..5'') FROM answer_grouped GROUP BY segment');
-- ---- end of section

SET max_parallel_workers_per_gather = 0;
SET work_mem = '1GB';
SELECT format(call, :rounds) FROM calls ORDER BY id, call \gexec

-- Leader and one worker: what they gain us, over what they gain count(*).
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
CALL compare('nps, serial / with a worker', 'off', NULL, :rounds,
  'SET max_parallel_workers_per_gather = 0; SELECT nps(score) FROM answer', 'SET max_parallel_workers_per_gather = 1; SELECT nps(score) FROM answer', true);
CALL compare('count(*), serial / with a worker', 'off', NULL, :rounds,
  'SET max_parallel_workers_per_gather = 0; SELECT count(*) FROM answer', 'SET max_parallel_workers_per_gather = 1; SELECT count(*) FROM answer', true);
INSERT INTO result (what, jit, ratio, target)
SELECT 'gain of count(*) from a worker / of nps', 'off', round(c.ratio / n.ratio, 2), round(1 / 0.95, 2)
FROM result c, result n WHERE c.what LIKE 'count(*), serial%' AND n.what LIKE 'nps, serial%';

SELECT what, jit, ratio, target, CASE WHEN ratio <= target THEN 'met' WHEN ratio > target THEN 'missed' ELSE '' END AS verdict, ours_ms, peer_ms
FROM result ORDER BY id;
DROP SCHEMA csat_bench CASCADE;

-- How fast are the scores? Each line is a ratio of two queries over the same
-- rows in the same session, run in turn; the minimum of the runs of each is
-- compared. Below 1 we are faster than the peer.
--
--   psql -f bench/bench.sql [-v rows=5000000] [-v rounds=5]
--
-- It makes a schema csat_bench and drops it at the end.

\set QUIET 1
\pset footer off
\if :{?rows} \else \set rows 5000000 \endif
\if :{?rounds} \else \set rounds 5 \endif
SET client_min_messages = warning;
SELECT n.nspname AS csat_schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'csat' \gset
DROP SCHEMA IF EXISTS csat_bench CASCADE;
CREATE SCHEMA csat_bench;
SET search_path = csat_bench, :"csat_schema";

CREATE TABLE result (id serial, what text, peer text, jit text, ratio numeric, target numeric, ours_ms numeric, peer_ms numeric);

-- Runs two queries in turn and notes the ratio of their fastest runs.
CREATE PROCEDURE compare(what text, ours text, peer text, target numeric, rounds integer, jit_setting text DEFAULT 'off', peer_name text DEFAULT NULL)
LANGUAGE plpgsql AS $$
DECLARE
  started timestamptz;
  ours_ms double precision := 'infinity';
  peer_ms double precision := 'infinity';
BEGIN
  PERFORM set_config('jit', jit_setting, false);
  FOR i IN 0..rounds LOOP
    started := clock_timestamp();
    EXECUTE ours;
    IF i > 0 THEN ours_ms := least(ours_ms, 1000 * extract(epoch FROM clock_timestamp() - started)); END IF;
    started := clock_timestamp();
    EXECUTE peer;
    IF i > 0 THEN peer_ms := least(peer_ms, 1000 * extract(epoch FROM clock_timestamp() - started)); END IF;
  END LOOP;
  INSERT INTO result (what, peer, jit, ratio, target, ours_ms, peer_ms)
  VALUES (what, coalesce(peer_name, peer), jit_setting, round((ours_ms / peer_ms)::numeric, 2), target, round(ours_ms::numeric), round(peer_ms::numeric));
END $$;

-- Answers: 0..10 and 1..5 as integer, numeric and text; one in ten is missing.
CREATE TABLE answer AS
SELECT i AS id,
       timestamptz '2025-01-01' + i * interval '6 seconds' AS at,
       (hashint4(i) & 1023) % 1000 AS segment,
       (hashint4(i) & 2147483647) % 1000000 AS customer,
       CASE WHEN i % 10 <> 0 THEN 1 + (hashint4(i * 7) & 1048575) % 5 END AS star,
       CASE WHEN i % 10 <> 0 THEN (hashint4(i * 3) & 1048575) % 11 END AS score,
       CASE WHEN i % 10 <> 0 THEN (hashint4(i * 3) & 1048575) % 11 END::numeric AS score_numeric,
       CASE WHEN i % 10 <> 0 THEN (hashint4(i * 3) & 1048575) % 11 END::text AS score_text,
       0.5 + ((hashint4(i * 5) & 1023) / 1000.0)::double precision AS w
FROM generate_series(1, :rows) i;
VACUUM ANALYZE answer;

SET max_parallel_workers_per_gather = 0;
SET work_mem = '512MB';

SELECT format('CALL compare(%L, %L, %L, %s, %s, %L)', what, ours, peer, target, :rounds, jit)
FROM unnest(ARRAY['off', 'on']) jit, (VALUES
  (1, 'csat(int) / avg', 'SELECT csat(star) FROM answer', 'SELECT avg(star) FROM answer', 1.00),
  (2, 'csat(int) / count', 'SELECT csat(star) FROM answer', 'SELECT count(star) FROM answer', 1.20),
  (3, 'csat(int, scale) / count', 'SELECT csat(star, ''1..5'') FROM answer', 'SELECT count(star) FROM answer', 1.35),
  (4, 'ces(int) / avg', 'SELECT ces(star) FROM answer', 'SELECT avg(star) FROM answer', 1.00),
  (5, 'nps(int) / hand-written', 'SELECT nps(score) FROM answer',
      'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer', 0.80),
  (6, 'nps(numeric) / hand-written', 'SELECT nps(score_numeric) FROM answer',
      'SELECT 100.0 * (count(*) FILTER (WHERE score_numeric >= 9) - count(*) FILTER (WHERE score_numeric <= 6)) / nullif(count(score_numeric), 0) FROM answer', 1.00),
  (7, 'nps(text) / hand-written', 'SELECT nps(score_text) FROM answer',
      'SELECT 100.0 * (count(*) FILTER (WHERE score_text::int >= 9) - count(*) FILTER (WHERE score_text::int <= 6)) / nullif(count(score_text), 0) FROM answer', 1.00),
  (8, 'weighted nps / hand-written', 'SELECT nps(score, ''0..10'', w) FROM answer',
      'SELECT 100.0 * (sum(w) FILTER (WHERE score >= 9) - sum(w) FILTER (WHERE score <= 6)) / nullif(sum(w) FILTER (WHERE score IS NOT NULL), 0) FROM answer', 1.00),
  (9, 'weighted csat / hand-written', 'SELECT csat(star, ''1..5'', w) FROM answer',
      'SELECT 100.0 * sum(w) FILTER (WHERE star >= 4) / nullif(sum(w) FILTER (WHERE star IS NOT NULL), 0) FROM answer', 1.00),
  (10, 'csat, 1,000 groups / avg', 'SELECT segment, csat(star) FROM answer GROUP BY segment', 'SELECT segment, avg(star) FROM answer GROUP BY segment', 1.00),
  (11, 'csat, 1,000,000 groups / avg', 'SELECT count(v) FROM (SELECT csat(star) AS v FROM answer GROUP BY customer) q', 'SELECT count(v) FROM (SELECT avg(star) AS v FROM answer GROUP BY customer) q', 1.20),
  (12, 'six figures from one tally / hand-written', 'SELECT nps(t), responses(t), missing(t), promoters(t), passives(t), detractors(t) FROM (SELECT tally(score, ''0..10'') AS t FROM answer OFFSET 0) q',
      'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0), count(score), count(*) FILTER (WHERE score IS NULL), count(*) FILTER (WHERE score >= 9), count(*) FILTER (WHERE score BETWEEN 7 AND 8), count(*) FILTER (WHERE score <= 6) FROM answer', 0.60)
) AS v (n, what, ours, peer, target)
ORDER BY n, jit \gexec

-- A window of 30 days that slides over days, and over rows.
CREATE TABLE daily AS SELECT * FROM answer WHERE id <= least(:rows, 1000000);
VACUUM ANALYZE daily;
SELECT format('CALL compare(%L, %L, %L, %s, %s, %L)', what, ours, peer, target, :rounds, jit)
FROM unnest(ARRAY['off', 'on']) jit, (VALUES
  (1, 'sliding nps, 30 days / avg', 'SELECT count(v) FROM (SELECT nps(score) OVER w AS v FROM daily WINDOW w AS (ORDER BY at RANGE BETWEEN interval ''30 days'' PRECEDING AND CURRENT ROW)) q',
      'SELECT count(v) FROM (SELECT avg(score) OVER w AS v FROM daily WINDOW w AS (ORDER BY at RANGE BETWEEN interval ''30 days'' PRECEDING AND CURRENT ROW)) q', 1.05),
  (2, 'sliding nps, 10,000 rows / 100 rows', 'SELECT count(v) FROM (SELECT nps(score) OVER w AS v FROM daily WINDOW w AS (ORDER BY id ROWS 9999 PRECEDING)) q',
      'SELECT count(v) FROM (SELECT nps(score) OVER w AS v FROM daily WINDOW w AS (ORDER BY id ROWS 99 PRECEDING)) q', 1.10)
) AS v (n, what, ours, peer, target)
ORDER BY n, jit \gexec

-- Two workers: how much faster they make us, over how much faster they make count(*).
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
CALL compare('two workers: nps', 'SET LOCAL max_parallel_workers_per_gather = 1; SELECT nps(score) FROM answer', 'SET LOCAL max_parallel_workers_per_gather = 0; SELECT nps(score) FROM answer', NULL, :rounds, 'off', 'serial');
CALL compare('two workers: count(*)', 'SET LOCAL max_parallel_workers_per_gather = 1; SELECT count(*) FROM answer', 'SET LOCAL max_parallel_workers_per_gather = 0; SELECT count(*) FROM answer', NULL, :rounds, 'off', 'serial');

\pset format aligned
SELECT what, jit, ratio, target, CASE WHEN ratio <= target THEN 'met' WHEN ratio > target THEN 'MISSED' END AS verdict, ours_ms, peer_ms FROM result ORDER BY id;
DROP SCHEMA csat_bench CASCADE;

-- How fast is the direct scan? Each line is a query with it, against the same query in the ordinary plan, against what one
-- would write by hand, and against count(score), in turn in one session, and against what is written by hand in DuckDB, where
-- bench/run has brought it; the fastest run of each counts.
--
--   ROWS=10000000 bench/run bench/direct_scan.sql
--
-- `chosen` says whether the planner takes the direct scan: where it does not, both are the ordinary plan.
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
SET jit = off;
SET max_parallel_workers_per_gather = 0;
SET work_mem = '256MB';

-- Milliseconds of this backend's processor so far, where the system tells; else of the clock.
CREATE FUNCTION spent() RETURNS double precision LANGUAGE sql VOLATILE AS $$
  SELECT coalesce(split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1)::double precision / 1e6,
                  1000 * extract(epoch FROM clock_timestamp())::double precision)
$$;

CREATE FUNCTION once(setting text, query text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  started double precision;
BEGIN
  PERFORM set_config('csat.direct_scan', setting, false);
  started := spent();
  EXECUTE query;
  RETURN spent() - started;
END $$;

CREATE TABLE answer AS
SELECT i AS id, CASE WHEN i % 10 <> 0 THEN (hashint4(i * 3) & 1048575) % 11 END AS score, (hashint4(i) & 1048575) % 1000 AS segment,
  date '2020-01-01' + i / 5000 AS day, 'segment ' || (hashint4(i * 5) & 1048575) % 200 AS name, (i % 100 + 1) / 64.0::double precision AS w
FROM generate_series(1, :rows) i;
CREATE TABLE wide AS
SELECT md5(i::text) AS a, repeat('x', i % 90) AS b, md5((i / 2)::text) AS c, 'd' AS d, i % 11 AS score, i % 1000 AS segment
FROM generate_series(1, :rows / 4) i;
CREATE TABLE lonely AS SELECT i % 11 AS score, (hashint4(i) & 2147483647) % (:rows / 5) AS segment FROM generate_series(1, :rows) i;
VACUUM ANALYZE answer;
VACUUM ANALYZE wide;
VACUUM ANALYZE lonely;

CREATE TABLE pair (id serial, what text, ours text, by_hand text, target numeric, duckdb_target numeric);
INSERT INTO pair (what, target, duckdb_target, ours, by_hand) VALUES
  ('whole table', 0.30, 1.10, 'SELECT nps(score) FROM answer',
   'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer'),
  ('by 1,000 segments', 0.15, 1.10, 'SELECT segment, nps(score) FROM answer GROUP BY 1',
   'SELECT segment, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer GROUP BY 1'),
  ('the same and count(*)', NULL, NULL, 'SELECT segment, nps(score), count(*) FROM answer GROUP BY 1',
   'SELECT segment, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0), count(*) FROM answer GROUP BY 1'),
  ('by day', NULL, NULL, 'SELECT day, nps(score) FROM answer GROUP BY 1',
   'SELECT day, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer GROUP BY 1'),
  ('by month', 0.10, NULL, 'SELECT date_trunc(''month'', day), nps(score) FROM answer GROUP BY 1',
   'SELECT date_trunc(''month'', day), 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer GROUP BY 1'),
  ('by a name', NULL, NULL, 'SELECT name, nps(score) FROM answer GROUP BY 1',
   'SELECT name, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer GROUP BY 1'),
  ('half of the segments', NULL, NULL, 'SELECT nps(score) FROM answer WHERE segment < 500',
   'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM answer WHERE segment < 500'),
  ('weighted', NULL, NULL, 'SELECT nps(score, ''0..10'', w) FROM answer',
   'SELECT 100 * (sum(w) FILTER (WHERE score >= 9) - sum(w) FILTER (WHERE score <= 6)) / nullif(sum(w) FILTER (WHERE score IS NOT NULL), 0) FROM answer'),
  ('with averages', NULL, NULL, 'SELECT nps(score), avg(score), sum(segment), max(day) FROM answer',
   'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0), avg(score), sum(segment), max(day) FROM answer'),
  ('behind four texts', NULL, NULL, 'SELECT nps(score) FROM wide',
   'SELECT 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM wide'),
  ('5 rows a group', 1.03, NULL, 'SELECT segment, nps(score) FROM lonely GROUP BY 1',
   'SELECT segment, 100.0 * (count(*) FILTER (WHERE score >= 9) - count(*) FILTER (WHERE score <= 6)) / nullif(count(score), 0) FROM lonely GROUP BY 1');

CREATE FUNCTION is_direct(query text) RETURNS boolean LANGUAGE plpgsql SET csat.direct_scan = on AS $$
DECLARE
  line text;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
    IF line ~ 'CsatDirectScan' THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;

-- DuckDB before and after.
CREATE TABLE of_duckdb (id integer, ms double precision);
\getenv duckdb CSAT_DUCKDB
\if :{?duckdb}
\setenv CSAT_DUCKDB_ROUNDS :rounds
\copy (SELECT string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'answer'::regclass AND attnum > 0) TO PROGRAM 'cat > "$CSAT_DUCKDB"/answer.columns'
\copy (SELECT string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'wide'::regclass AND attnum > 0) TO PROGRAM 'cat > "$CSAT_DUCKDB"/wide.columns'
\copy (SELECT string_agg(attname || ' ' || format_type(atttypid, NULL), ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'lonely'::regclass AND attnum > 0) TO PROGRAM 'cat > "$CSAT_DUCKDB"/lonely.columns'
\copy answer TO PROGRAM 'cat > "$CSAT_DUCKDB"/answer.csv' CSV
\copy wide TO PROGRAM 'cat > "$CSAT_DUCKDB"/wide.csv' CSV
\copy lonely TO PROGRAM 'cat > "$CSAT_DUCKDB"/lonely.csv' CSV
\copy (SELECT id, by_hand FROM pair ORDER BY id) TO PROGRAM 'cat > "$CSAT_DUCKDB"/queries.tsv'
\copy of_duckdb FROM PROGRAM 'node "$CSAT_DUCKDB"/duckdb.mjs "$CSAT_DUCKDB" "$CSAT_DUCKDB_ROUNDS"'
\endif

-- Each query in turn, ours with and without the direct scan; the first round warms up.
CREATE TABLE run AS
SELECT p.id, round, kind, 0.0::double precision AS ms
FROM pair p, generate_series(0, :rounds) round, unnest(ARRAY['1 direct', '2 ordinary', '3 by hand', '4 count']) kind;
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT run.ctid AS at, kind, ours, by_hand FROM run JOIN pair USING (id) ORDER BY id, round, kind LOOP
    UPDATE run SET ms = once(CASE WHEN r.kind = '1 direct' THEN 'on' ELSE 'off' END,
      CASE WHEN r.kind IN ('1 direct', '2 ordinary') THEN r.ours WHEN r.kind = '3 by hand' THEN r.by_hand
           ELSE 'SELECT count(score) FROM ' || CASE WHEN r.ours LIKE '%wide%' THEN 'wide' WHEN r.ours LIKE '%lonely%' THEN 'lonely' ELSE 'answer' END END)
    WHERE ctid = r.at;
  END LOOP;
END $$;
\if :{?duckdb}
\copy of_duckdb FROM PROGRAM 'node "$CSAT_DUCKDB"/duckdb.mjs "$CSAT_DUCKDB" "$CSAT_DUCKDB_ROUNDS"'
\endif
SELECT what, is_direct(ours) AS chosen, round(direct::numeric) AS direct_ms, round(ordinary::numeric) AS ordinary_ms,
  round(hand::numeric) AS by_hand_ms, round(counting::numeric) AS count_ms, round(duck::numeric) AS duckdb_ms,
  round((direct / ordinary)::numeric, 2) AS ratio, target, round((direct / duck)::numeric, 2) AS to_duckdb, duckdb_target
FROM pair JOIN (
  SELECT id, min(ms) FILTER (WHERE kind LIKE '1%') AS direct, min(ms) FILTER (WHERE kind LIKE '2%') AS ordinary,
    min(ms) FILTER (WHERE kind LIKE '3%') AS hand, min(ms) FILTER (WHERE kind LIKE '4%') AS counting
  FROM run WHERE round > 0 GROUP BY 1) fastest USING (id)
  LEFT JOIN (SELECT id, min(ms) AS duck FROM of_duckdb GROUP BY 1) d USING (id)
ORDER BY id;
DROP SCHEMA csat_bench CASCADE;

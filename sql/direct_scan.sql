-- The direct scan: the same rows as the ordinary plan, and taken where it should be.
CREATE SCHEMA direct_scan;
SET search_path = direct_scan, public;
SET csat.direct_scan = on;
-- Tables this small are scanned directly only if rows cost much more than beginning does.
SET cpu_tuple_cost = 10;
SET max_parallel_workers_per_gather = 0;

-- One line a query: is it a direct scan, and how many rows differ from the ordinary plan's?
CREATE FUNCTION compared(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  line text;
  way text := 'ordinary plan';
  differing bigint;
BEGIN
  FOR line IN EXECUTE 'EXPLAIN ' || query LOOP
    IF line LIKE '%CsatDirectScan%' THEN way := 'direct scan'; END IF;
  END LOOP;
  query := format('SELECT q::text FROM (%s) q', query);
  EXECUTE 'CREATE TEMP TABLE direct AS ' || query;
  PERFORM set_config('csat.direct_scan', 'off', true);
  EXECUTE 'CREATE TEMP TABLE ordinary AS ' || query;
  PERFORM set_config('csat.direct_scan', 'on', true);
  SELECT count(*) INTO differing FROM
    ((TABLE direct EXCEPT ALL TABLE ordinary) UNION ALL (TABLE ordinary EXCEPT ALL TABLE direct)) d;
  SELECT format('%s, %s rows, %s differ', way, count(*), differing) INTO line FROM direct;
  DROP TABLE direct, ordinary;
  RETURN line;
END $$;

CREATE TYPE mood AS ENUM ('bad', 'good');
CREATE TABLE answers (
  note text, score integer, small smallint, segment integer, big bigint, day date, at timestamptz, happy boolean,
  feeling mood, name text, tag varchar(20), price numeric, w double precision, gone integer, star text);
INSERT INTO answers
  SELECT CASE WHEN i % 7 = 0 THEN NULL ELSE repeat('x', i % 40) END, CASE WHEN i % 10 = 0 THEN NULL ELSE i * 7 % 11 END,
    CASE WHEN i % 11 = 0 THEN NULL ELSE 1 + i % 5 END, CASE WHEN i % 13 = 0 THEN NULL ELSE i % 17 END, (i % 50)::bigint << 33,
    date '2026-01-01' + i / 50, timestamptz '2026-01-01 00:00+00' + i * interval '1 hour',
    CASE WHEN i % 3 = 0 THEN NULL ELSE i % 2 = 0 END, CASE WHEN i % 2 = 0 THEN 'good' ELSE 'bad' END::mood,
    CASE WHEN i % 9 = 0 THEN NULL ELSE 'name ' || i % 23 END, 'tag ' || i % 3, i % 4 / 2.0, (i % 5) / 4.0, i, (1 + i % 5)::text
  FROM generate_series(1, 3000) i;
ALTER TABLE answers DROP COLUMN gone, ADD COLUMN later integer DEFAULT 7, ADD COLUMN latest text DEFAULT 'of before';
INSERT INTO answers (score, small, segment, later, latest) SELECT i % 11, 5, 99, NULL, 'new' FROM generate_series(1, 50) i;
ANALYZE answers;

-- what EXPLAIN says
EXPLAIN (COSTS OFF) SELECT nps(score) FROM answers;
EXPLAIN (COSTS OFF) SELECT segment, date_trunc('month', day), csat(small), csat_ci(small), count(*) FROM answers
  WHERE day > '2026-01-03' AND name <> 'name 3' GROUP BY 1, 2;
CREATE FUNCTION explained(query text) RETURNS jsonb LANGUAGE plpgsql AS $$
DECLARE
  plan jsonb;
BEGIN
  EXECUTE 'EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) ' || query INTO plan;
  RETURN jsonb_path_query_first(plan, '$.**{0 to last} ? (@."Custom Plan Provider" == "CsatDirectScan")');
END $$;
SELECT p -> 'Node Type' AS node, p -> 'Relation Name' AS "table", p -> 'Group Key' AS keys, p -> 'Filter' AS filter,
  p -> 'Rows Removed by Filter' AS removed, (p ->> 'Actual Rows')::numeric::int AS rows, p -> 'Batches' AS batches,
  (p ->> 'Peak Memory Usage')::int BETWEEN 1 AND 999 AS memory,
  (p ->> 'Shared Hit Blocks')::int + (p ->> 'Shared Read Blocks')::int = pg_relation_size('answers') / current_setting('block_size')::int AS pages
  FROM explained('SELECT name, nps(score) FROM answers WHERE segment IS NOT NULL AND segment < 5 GROUP BY 1') p;

-- no key, one key, several keys, of each type
SELECT q, compared(q) FROM unnest(ARRAY[
  'SELECT nps(score) FROM answers',
  'SELECT csat(small), csat_ci(small), ces(small, ''1..5''), ces_easy(small, ''1..5''), tally(small, ''1..5'') FROM answers',
  'SELECT nps(score), nps_ci(score), tally(score, ''0..10'') FROM answers WHERE false AND score > 3',
  'SELECT nps(score) FROM answers WHERE segment = 12345',
  'SELECT segment, small, nps(score) FROM answers WHERE segment = 12345 GROUP BY 1, 2',
  'SELECT segment, nps(score), nps_ci(score) FROM answers GROUP BY 1',
  'SELECT small, csat(small) FROM answers GROUP BY 1',
  'SELECT big % 10, nps(score) FROM answers GROUP BY 1',
  'SELECT day, nps(score) FROM answers GROUP BY 1',
  'SELECT at, nps(score) FROM answers WHERE at < ''2026-01-02 00:00+00'' GROUP BY 1',
  'SELECT happy, nps(score) FROM answers GROUP BY 1',
  'SELECT feeling, nps(score) FROM answers GROUP BY 1',
  'SELECT name, nps(score) FROM answers GROUP BY 1',
  'SELECT tag, nps(score) FROM answers GROUP BY 1',
  'SELECT later, latest, nps(score) FROM answers GROUP BY 1, 2',
  'SELECT segment, happy, feeling, name, tag, nps(score) FROM answers GROUP BY 1, 2, 3, 4, 5',
  'SELECT feeling, feeling, nps(score) FROM answers GROUP BY 1, 2', 'SELECT name, happy, name, feeling, nps(score), happy, feeling FROM answers GROUP BY 1, 2, 3, 4, 6, 7',
  'SELECT date_trunc(''month'', day), nps(score) FROM answers GROUP BY 1',
  'SELECT to_char(day, ''YYYY-MM''), lower(tag), nps(score) FROM answers GROUP BY 1, 2',
  'SELECT coalesce(segment, -1), nps(score) FROM answers GROUP BY 1',
  'SELECT segment, small, nps(score) FROM answers WHERE segment = 5 GROUP BY 1, 2',
  'SELECT segment + 1, segment, nps(score) FROM answers WHERE segment + 1 > 3 GROUP BY segment'
]) WITH ORDINALITY u (q, n) ORDER BY n;

-- arguments, filters, conditions, and what stands beside scores
SELECT q, compared(q) FROM unnest(ARRAY[
  'SELECT nps(score) FILTER (WHERE small > 2), nps(score) FROM answers',
  'SELECT segment, csat(score, ''0..10'') FILTER (WHERE name LIKE ''name 1%'') FROM answers GROUP BY 1',
  'SELECT segment, csat(score, ''0..10'') FILTER (WHERE false) FROM answers GROUP BY 1',
  'SELECT segment, nps(score, ''0..10'', w), tally(small, ''1..5'', w) FROM answers WHERE w IS NOT NULL GROUP BY 1',
  'SELECT tag, csat(star), csat(star::numeric), csat(star::double precision), csat(to_jsonb(star)), csat(happy) FROM answers GROUP BY 1',
  'SELECT tag, csat(small::int, ''1..5 missing 9''::rating_scale) FROM answers WHERE small <> 3 AND small <> 4 GROUP BY 1',
  'SELECT tag, tally(score, ''0..8 missing 9, 10'') FROM answers GROUP BY 1',
  'SELECT tag, tally(score + 0.0, ''0..10 step 0.5'') FROM answers GROUP BY 1',
  'SELECT tag, nps(score), count(*), count(score), count(name || tag) FROM answers GROUP BY 1',
  'SELECT nps(score), sum(small), sum(segment), sum(big), avg(small), avg(segment), avg(big) FROM answers',
  'SELECT tag, nps(score), sum(small), sum(segment), sum(big), avg(small), avg(segment), avg(big) FROM answers GROUP BY 1',
  'SELECT tag, nps(score), min(small), max(segment), min(big), max(day), min(at) FROM answers GROUP BY 1',
  'SELECT name, nps(score), max(day) FROM answers WHERE happy GROUP BY 1 HAVING nps(score) > -50 AND count(*) > 5',
  'SELECT nps(score) FROM answers WHERE segment BETWEEN 3 AND 9 AND 5 > small AND day >= ''2026-01-10''',
  'SELECT nps(score) FROM answers WHERE segment IS NULL AND small = 3',
  'SELECT nps(score) FROM answers WHERE segment < NULL::int',
  'SELECT nps(score) FROM answers WHERE big > 9223372036854775807 OR big < -9223372036854775807',
  'SELECT nps(score) FROM answers WHERE big > 9223372036854775807',
  'SELECT nps(score) FROM answers WHERE segment IN (1, 3, 5) AND note IS NOT NULL',
  'SELECT day, nps(score), rank() OVER (ORDER BY nps(score), day) FROM answers GROUP BY 1 ORDER BY 3 LIMIT 5',
  'SELECT segment, csi(score, ''0..10'', w), nps(score, ''0..10'', w) FROM answers WHERE w IS NOT NULL GROUP BY 1',
  'SELECT retention(happy, small > 2) FROM answers'
]) WITH ORDINALITY u (q, n) ORDER BY n;

-- what is not ours
CREATE AGGREGATE from_five(integer) (SFUNC = tally_accum, STYPE = tally, INITCOND = '0..10 {5,0,0,0,0,0,0,0,0,0,0}', COMBINEFUNC = tally_combine);
CREATE TABLE parent (score integer, segment integer);
CREATE TABLE child () INHERITS (parent);
INSERT INTO child SELECT i % 11, i % 3 FROM generate_series(1, 50) i;
CREATE VIEW guarded WITH (security_barrier) AS SELECT * FROM answers WHERE segment < 10;
SELECT q, compared(q) FROM unnest(ARRAY[
  'SELECT count(*) FROM answers',
  'SELECT nps(DISTINCT score) FROM answers',
  'SELECT nps(score ORDER BY day) FROM answers',
  'SELECT nps(score), avg(w) FROM answers',
  'SELECT price, nps(score) FROM answers GROUP BY 1',
  'SELECT tag, nps(score) FROM answers GROUP BY ROLLUP (1)',
  'SELECT nps(score) FROM answers WHERE segment IN (SELECT segment FROM answers WHERE small = 3)',
  'SELECT nps(score) FROM answers WHERE random() < 2',
  'SELECT nps(score) FROM answers WHERE ctid <> ''(0,1)''',
  'SELECT nps(score) FROM answers TABLESAMPLE SYSTEM (100)',
  'SELECT nps(a.score) FROM answers a JOIN answers b USING (at)',
  'SELECT tableoid, nps(score) FROM answers GROUP BY 1',
  'SELECT nps(score) FROM parent',
  'SELECT nps(score) FROM guarded WHERE note IS NOT NULL',
  'SELECT from_five(score) FROM answers',
  'SELECT day, generate_series(1, 2), nps(score) FROM answers GROUP BY 1, 2'
]) WITH ORDINALITY u (q, n) ORDER BY n;
SET enable_seqscan = off;
SELECT compared('SELECT nps(score) FROM answers');
RESET enable_seqscan;

-- errors are those of the ordinary plan
UPDATE answers SET score = 11 WHERE at = '2026-01-05 00:00+00';
SELECT nps(score) FROM answers;
SELECT segment, nps(score, '0..10') FROM answers GROUP BY 1;
SELECT csat(star, 'bad < good') FROM answers;
SELECT segment, nps(score, '0..10', -w) FROM answers GROUP BY 1;
SELECT compared('SELECT tally(score, ''0..10 missing 11'') FROM answers');
-- numbers that are labels, and a scale for texts
SELECT compared('SELECT tally(score, ''10 < 9 < 8 < 7 < 6 < 5 < 4 < 3 < 2 < 1 < 0 missing 11'') FROM answers'), compared('SELECT tally(score, ''0..10 labelled missing 11'') FROM answers');

-- our own rows, subtransactions, cursors over what was there before
BEGIN;
DELETE FROM answers WHERE score = 11;
SELECT compared('SELECT segment, nps(score) FROM answers GROUP BY 1');
SAVEPOINT s;
UPDATE answers SET score = 0;
DECLARE before CURSOR FOR SELECT nps(score) FROM answers;
SELECT compared('SELECT nps(score), min(score), max(score) FROM answers');
ROLLBACK TO s;
UPDATE answers SET score = 10 WHERE segment = 3;
SELECT compared('SELECT segment, nps(score) FROM answers GROUP BY 1');
DECLARE c SCROLL CURSOR FOR SELECT segment, nps(score), count(*) FROM answers WHERE segment < 4 GROUP BY 1 ORDER BY 1;
UPDATE answers SET score = 0;
FETCH ALL FROM c;
FETCH BACKWARD 2 FROM c;
ROLLBACK;

-- rescans, parameters, generic plans
SELECT s, (SELECT nps(score) FROM answers WHERE segment = s AND score <= 10) FROM generate_series(0, 3) s;
SET plan_cache_mode = force_generic_plan;
PREPARE scored(integer, rating_scale) AS SELECT small, tally(score, $2), count(*) FROM answers WHERE segment > $1 AND score <= 10 GROUP BY 1 ORDER BY 1;
EXPLAIN (COSTS OFF) EXECUTE scored(14, '0..10');
EXECUTE scored(14, '0..10');
EXECUTE scored(NULL, '0..10');
RESET plan_cache_mode;

-- more groups than the memory may hold are handed up in parts
CREATE TABLE many AS SELECT i % 11 AS score, i % 9000 AS segment, 'a long enough name ' || i % 9000 AS name FROM generate_series(1, 200000) i;
ANALYZE many;
SET work_mem = '64kB';
SET hash_mem_multiplier = 1;
SELECT compared('SELECT segment, nps(score), count(*) FROM many GROUP BY 1');
SELECT compared('SELECT name, nps(score), avg(segment) FROM many GROUP BY 1');
RESET work_mem;
RESET hash_mem_multiplier;

-- hardly more rows than groups: the ordinary plan
SELECT compared('SELECT segment * 100 + score, nps(score) FROM many GROUP BY 1');
-- nothing is known of a key: the ordinary plan
CREATE TABLE unknown AS TABLE many;
SELECT compared('SELECT segment, nps(score) FROM unknown GROUP BY 1'), compared('SELECT nps(score) FROM unknown');

-- texts that are stored outside, as keys and scores
CREATE TABLE wide (filler text, name text, score text);
ALTER TABLE wide ALTER filler SET STORAGE external, ALTER name SET STORAGE extended;
INSERT INTO wide SELECT repeat('f', 3000), repeat('name ' || i % 3, 1500), '1' FROM generate_series(1, 200) i;
INSERT INTO wide SELECT repeat('f', 3000), md5((i % 9)::text) || repeat(md5((i % 3)::text), 200), '1' FROM generate_series(1, 200) i;
INSERT INTO wide SELECT NULL, 'name ' || i % 3, '2' FROM generate_series(1, 3000) i;
ANALYZE wide;
SELECT compared('SELECT name, csat(score) FROM wide GROUP BY 1'), compared('SELECT length(name), csat(score) FILTER (WHERE filler LIKE ''f%''), count(filler) FROM wide GROUP BY 1');

-- partitions: columns in another order, one of them empty, two levels; pruned when planned and when run
CREATE TABLE parted (day date, segment integer, score integer, name text) PARTITION BY RANGE (day);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE parted_2 (name text, filler bigint, score integer, segment integer, day date);
ALTER TABLE parted_2 DROP COLUMN filler;
ALTER TABLE parted ATTACH PARTITION parted_2 FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
CREATE TABLE parted_3 PARTITION OF parted FOR VALUES FROM ('2026-03-01') TO ('2026-04-01') PARTITION BY LIST (segment);
CREATE TABLE parted_3a PARTITION OF parted_3 FOR VALUES IN (0, 1, 2);
CREATE TABLE parted_3b PARTITION OF parted_3 DEFAULT;
CREATE TABLE parted_4 PARTITION OF parted DEFAULT;
INSERT INTO parted SELECT date '2026-01-01' + i % 90, i % 7, i % 11, 'name ' || i % 5 FROM generate_series(1, 20000) i;
ANALYZE parted;
EXPLAIN (COSTS OFF) SELECT name, nps(score) FROM parted WHERE day >= '2026-02-10' GROUP BY 1;
SELECT q, compared(q) FROM unnest(ARRAY[
  'SELECT nps(score) FROM parted',
  'SELECT segment, nps(score), count(*), max(day) FROM parted GROUP BY 1',
  'SELECT date_trunc(''month'', day), name, nps(score) FROM parted WHERE segment > 2 GROUP BY 1, 2',
  'SELECT name, nps(score) FROM parted WHERE day = ''2026-02-10'' GROUP BY 1',
  'SELECT nps(score) FROM parted WHERE day = ''2027-02-10'' AND day = ''2026-02-10''',
  'SELECT nps(score) FROM parted_3 WHERE segment = 1'
]) WITH ORDINALITY u (q, n) ORDER BY n;
SET plan_cache_mode = force_generic_plan;
PREPARE parted_at(date) AS SELECT nps(score), count(*) FROM parted WHERE day = $1;
EXPLAIN (COSTS OFF) EXECUTE parted_at('2026-02-10');
EXECUTE parted_at('2026-02-10');
EXECUTE parted_at(NULL);
RESET plan_cache_mode;
SET enable_partitionwise_aggregate = on;
SELECT compared('SELECT name, nps(score) FROM parted GROUP BY 1'), compared('SELECT day, nps(score) FROM parted GROUP BY 1');
RESET enable_partitionwise_aggregate;

-- workers
SET max_parallel_workers_per_gather = 2;
SET min_parallel_table_scan_size = 0;
SET parallel_setup_cost = 0;
SET parallel_tuple_cost = 0;
EXPLAIN (COSTS OFF) SELECT segment, nps(score) FROM many GROUP BY 1;
EXPLAIN (COSTS OFF) SELECT name, nps(score) FROM parted GROUP BY 1;
SELECT q, compared(q) FROM unnest(ARRAY[
  'SELECT nps(score) FROM many',
  'SELECT segment % 10, nps(score), count(*), avg(segment), sum(segment::bigint) FROM many GROUP BY 1',
  'SELECT nps(score), avg(score::bigint) FROM parted',
  'SELECT segment, name, nps(score) FROM parted GROUP BY 1, 2'
]) WITH ORDINALITY u (q, n) ORDER BY n;
SELECT s, (SELECT nps(score) FROM many WHERE segment > s) FROM generate_series(8900, 8990, 30) s;
SET max_parallel_workers_per_gather = 0;
RESET min_parallel_table_scan_size;
RESET parallel_setup_cost;
RESET parallel_tuple_cost;

-- the owner of an aggregate must be allowed to call its transition function
CREATE ROLE direct_scan_owner;
CREATE AGGREGATE owned(integer) (SFUNC = tally_accum, STYPE = tally, INITCOND = '0..10 {0,0,0,0,0,0,0,0,0,0,0}', COMBINEFUNC = tally_combine);
ALTER AGGREGATE owned(integer) OWNER TO direct_scan_owner;
SELECT compared('SELECT owned(score) FROM many');
REVOKE EXECUTE ON FUNCTION tally_accum(tally, integer) FROM PUBLIC;
SELECT owned(score) FROM many;
GRANT EXECUTE ON FUNCTION tally_accum(tally, integer) TO PUBLIC;
DROP AGGREGATE owned(integer);
DROP ROLE direct_scan_owner;

SET client_min_messages = warning;
DROP SCHEMA direct_scan CASCADE;

-- The same answers give the same tally, bit for bit: in a sliding frame or
-- computed anew, serial or parallel, in any order, in any grouping, in parts
-- that travelled as text or as binary.

-- 150 rows in 3 partitions of one scale each. Every 5th row is unanswered, some
-- of these without scale or weight; weights run from 1e-6 to 1e6, some are 0;
-- days have ties and gaps. The numbers only look random.
SET jit = off;
CREATE TABLE ex AS
SELECT id, g, date '2025-01-01' + (id / 3 + CASE WHEN id > 75 THEN 40 ELSE 0 END) AS day,
       CASE WHEN r % 5 > 0 THEN 1 + r % 7 % 5 END AS score,
       CASE WHEN r % 5 = 0 AND r % 2 = 0 THEN NULL ELSE (ARRAY['1..5', '0..10 missing 11', '1..5 top 1 reversed']::rating_scale[])[g + 1] END AS scale,
       CASE WHEN r % 5 = 0 AND r % 3 = 0 THEN NULL WHEN r % 23 = 0 THEN 0 ELSE (r % 1000 + 1) * 10.0::float8 ^ (r % 10 - 6)::float8 END AS w,
       CASE r % 4 WHEN 0 THEN true WHEN 1 THEN false WHEN 2 THEN true END AS yes
FROM (SELECT id, id % 3 AS g, (id * 7919::bigint + id * id * 104729::bigint) % 100003 AS r FROM generate_series(1, 150) id) a;
ALTER TABLE ex ADD PRIMARY KEY (id);
ALTER TABLE ex ADD t tally, ADD tw tally;
UPDATE ex SET t = x.t, tw = x.tw FROM (SELECT id, CASE WHEN id % 11 > 0 THEN tally(score, scale) END AS t, tally(score, scale, w) AS tw FROM ex GROUP BY id) x WHERE ex.id = x.id;
-- zero tallies with a scale among them, which no aggregate returns but a table may hold
UPDATE ex SET t = '1..5 {0,0,0,0,0}' WHERE g = 0 AND id % 4 = 0;
ANALYZE ex;
SELECT count(*), count(score), count(scale), count(w), count(*) FILTER (WHERE w = 0) AS zero, min(w) FILTER (WHERE w > 0), max(w) FROM ex;

-- ---------------------------------------------------------------------------
-- Moving frames equal recomputation over the rows in the frame.
-- ---------------------------------------------------------------------------
CREATE FUNCTION differing_frames(call text, frame text, OUT rows bigint, OUT differ bigint) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($q$
    WITH framed AS MATERIALIZED (
      SELECT array_agg(id) OVER win AS ids, (%1$s OVER win)::text AS moving
      FROM ex WINDOW win AS (PARTITION BY g ORDER BY day %2$s))
    SELECT count(*), count(*) FILTER (WHERE moving IS DISTINCT FROM (SELECT (%1$s)::text FROM ex WHERE id = ANY (ids))) FROM framed
    $q$, call, frame) INTO rows, differ;
END $$;
CREATE TABLE calls (call text);
INSERT INTO calls VALUES
  ('tally(score, scale)'), ('tally(score, scale) FILTER (WHERE score <> 3)'), ('tally(score, scale, w)'), ('tally(score, scale, w) FILTER (WHERE id % 3 <> 1)'),
  ('tally(score::text, scale, w)'), ('tally(to_jsonb(score), scale)'), ('tally(score::numeric, scale)'), ('tally(score::float8, scale)'), ('tally(score::smallint, scale)'),
  ('csat(score)'), ('nps(score, ''0..10'', w)'), ('ces(score)'), ('ces_easy(score) FILTER (WHERE yes)'), ('csat(yes)'), ('tally(yes)'),
  ('sum(t)'), ('sum(tw)');
CREATE TABLE frames (frame text);
INSERT INTO frames VALUES
  ('ROWS BETWEEN 5 PRECEDING AND CURRENT ROW'), ('ROWS BETWEEN 1 PRECEDING AND CURRENT ROW'), ('ROWS BETWEEN 3 PRECEDING AND 3 FOLLOWING'), ('ROWS BETWEEN 1 FOLLOWING AND 6 FOLLOWING'),
  ('ROWS BETWEEN 20 PRECEDING AND 10 PRECEDING'), ('ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING'), ('ROWS UNBOUNDED PRECEDING'),
  ('RANGE BETWEEN INTERVAL ''29 days'' PRECEDING AND CURRENT ROW'), ('RANGE BETWEEN CURRENT ROW AND INTERVAL ''7 days'' FOLLOWING'), ('RANGE BETWEEN INTERVAL ''9 days'' PRECEDING AND INTERVAL ''3 days'' PRECEDING'),
  ('GROUPS BETWEEN 2 PRECEDING AND 1 FOLLOWING'), ('GROUPS BETWEEN 1 FOLLOWING AND 3 FOLLOWING'), ('GROUPS CURRENT ROW'),
  ('ROWS BETWEEN 4 PRECEDING AND 4 FOLLOWING EXCLUDE CURRENT ROW'), ('RANGE BETWEEN INTERVAL ''9 days'' PRECEDING AND CURRENT ROW EXCLUDE GROUP'), ('GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES');
SET enable_seqscan = off;
SELECT call, count(*) AS frames, sum(rows) AS rows, sum(differ) AS differ, min(frame) FILTER (WHERE differ > 0) AS for_example
FROM calls, frames, differing_frames(call, frame)
WHERE frame ~ '^ROWS BETWEEN 1 ' OR call !~ 'score::|to_jsonb'	-- the types of answers differ in how they are read only
GROUP BY call ORDER BY call COLLATE "C";
RESET enable_seqscan;
-- the scale may change from row to row of a partition where no frame holds two
CREATE TABLE changing (id integer, score integer, scale rating_scale);
INSERT INTO changing VALUES (1, 4, '1..5'), (2, NULL, NULL), (3, 8, '0..10'), (4, NULL, '0..10'), (5, NULL, NULL), (6, 2, '1..3'), (7, 3, '1..3'), (8, NULL, NULL), (9, NULL, NULL), (10, NULL, '1..7');
SELECT id, tally(score, scale) OVER (ORDER BY id ROWS 1 PRECEDING) AS moving,
       (SELECT tally(score, scale) FROM changing c WHERE c.id BETWEEN changing.id - 1 AND changing.id) AS anew FROM changing ORDER BY id;
-- a zero tally lends its scale to the missing rows beside it, also once answers have left
WITH zeros (id, t) AS (VALUES (1, '1..3 {1,0,0}'::tally), (2, '1..3 {0,0,0}'), (3, '{} missing 1'), (4, '0..1 {0,1}'), (5, NULL), (6, '{}'), (7, '1..3 {0,0,0} missing 2'), (8, '1..3 {0,0,0}'), (9, '{}'))
SELECT id, sum(t) OVER (ORDER BY id ROWS 1 PRECEDING) AS moving, (SELECT sum(t) FROM zeros c WHERE c.id BETWEEN zeros.id - 1 AND zeros.id) AS anew
FROM zeros ORDER BY id;
-- a metric over a sliding sum of daily tallies is the metric over the rows
SELECT count(*), count(*) FILTER (WHERE by_tally IS DISTINCT FROM by_rows) AS differ FROM (
  SELECT day, csat(sum(t) OVER last_week) AS by_tally,
         (SELECT csat(score, '1..5') FROM ex e WHERE g = 0 AND e.day BETWEEN d.day - 6 AND d.day) AS by_rows
  FROM (SELECT day, tally(score, '1..5') AS t FROM ex WHERE g = 0 GROUP BY day) d
  WINDOW last_week AS (ORDER BY day RANGE BETWEEN INTERVAL '6 days' PRECEDING AND CURRENT ROW)) x;

-- ---------------------------------------------------------------------------
-- Parallel, partitionwise, sorted, hashed, shuffled: all the same.
-- ---------------------------------------------------------------------------
CREATE TABLE many AS
SELECT (ex.id + 150 * i) AS id, g, score, scale, w, yes, t, tw, (ex.id * 31 + i) % 17 AS key FROM ex, generate_series(0, 63) i;
ANALYZE many;
CREATE FUNCTION plan_of(query text) RETURNS SETOF text LANGUAGE plpgsql SET csat.direct_scan = off AS $$
BEGIN
  RETURN QUERY EXECUTE 'EXPLAIN (COSTS OFF) ' || query;
END $$;
-- the nodes of a plan that aggregate
CREATE FUNCTION aggregate_nodes(query text) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(DISTINCT substring(line FROM '(Finalize|Partial)'), ', ' ORDER BY substring(line FROM '(Finalize|Partial)')) FROM plan_of(query) line
$$;
CREATE FUNCTION result_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE result text;
BEGIN
  EXECUTE format('SELECT string_agg(q::text, E''\n'' ORDER BY q::text COLLATE "C") FROM (%s) q', query) INTO result;
  RETURN result;
END $$;
CREATE TABLE queries (n serial, query text, serial text);
INSERT INTO queries (query) VALUES
  ('SELECT g, tally(score, scale), tally(score, scale, w), tally(score::text, scale, w), tally(yes), csat(yes), csat(score), nps(score, ''0..10'', w), ces(score), ces_easy(score) FROM many GROUP BY g'),
  ('SELECT key, g, tally(score, scale, w) FROM many GROUP BY key, g'),
  ('SELECT tally(score, ''0..10 missing 11'', w), tally(score, ''0..10''), csat(score), mean(tally(score, ''0..10'', w)), n_eff(tally(score, ''0..10'', w)) FROM many'),
  ('SELECT g, tally(score, scale, w) FILTER (WHERE yes) FROM many WHERE key <> 3 GROUP BY g HAVING csat(score) > 1'),
  ('SELECT g, sum(t), sum(tw), sum(t) FILTER (WHERE yes) FROM many GROUP BY g'),
  ('SELECT tally(score, scale), csat(score) FROM many WHERE false');
SET max_parallel_workers_per_gather = 0;
UPDATE queries SET serial = result_of(query);
SELECT n, aggregate_nodes(query), length(serial) FROM queries ORDER BY n;
RESET max_parallel_workers_per_gather;
-- parallel, the leader only gathering
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET parallel_leader_participation = off;
SET max_parallel_workers_per_gather = 4;
SELECT n, aggregate_nodes(query), result_of(query) IS NOT DISTINCT FROM serial AS same FROM queries WHERE n < 6 ORDER BY n;
SET parallel_leader_participation = on; SET enable_hashagg = off;
SELECT n, aggregate_nodes(query), result_of(query) IS NOT DISTINCT FROM serial AS same FROM queries WHERE n < 6 ORDER BY n;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET parallel_leader_participation; RESET max_parallel_workers_per_gather; RESET enable_hashagg;
SELECT n, result_of(replace(query, 'many', '(SELECT * FROM many ORDER BY (id * 7907) % 9601) many')) IS NOT DISTINCT FROM serial AS shuffled,
       result_of(replace(query, 'many', '(SELECT * FROM many ORDER BY w DESC NULLS LAST, id) many')) IS NOT DISTINCT FROM serial AS by_weight FROM queries ORDER BY n;
-- partitionwise: each partition is aggregated for itself, then combined
CREATE TABLE parted (LIKE many) PARTITION BY HASH (id);
CREATE TABLE parted_0 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE parted_2 PARTITION OF parted FOR VALUES WITH (MODULUS 3, REMAINDER 2);
INSERT INTO parted SELECT * FROM many;
ANALYZE parted;
SET enable_partitionwise_aggregate = on; SET max_parallel_workers_per_gather = 0;
SELECT n, aggregate_nodes(replace(query, 'many', 'parted')), result_of(replace(query, 'many', 'parted')) IS NOT DISTINCT FROM serial AS same FROM queries WHERE n IN (1, 2) ORDER BY n;
RESET enable_partitionwise_aggregate; RESET max_parallel_workers_per_gather;

-- GROUPING SETS: every set is what a plain GROUP BY gives, sorted or hashed.
CREATE VIEW cubed AS SELECT g, yes, tally(score, '0..10 missing 11', w) AS t, csat(score) AS c, grouping(g, yes) AS level FROM many GROUP BY CUBE (g, yes);
CREATE VIEW plain AS
  SELECT g, yes, tally(score, '0..10 missing 11', w) AS t, csat(score) AS c, 0 AS level FROM many GROUP BY g, yes
  UNION ALL SELECT g, NULL, tally(score, '0..10 missing 11', w), csat(score), 1 FROM many GROUP BY g
  UNION ALL SELECT NULL, yes, tally(score, '0..10 missing 11', w), csat(score), 2 FROM many GROUP BY yes
  UNION ALL SELECT NULL, NULL, tally(score, '0..10 missing 11', w), csat(score), 3 FROM many;
SELECT result_of('SELECT * FROM cubed') = result_of('SELECT * FROM plain') AS same;
SET enable_hashagg = off;
SELECT result_of('SELECT * FROM cubed') = result_of('SELECT * FROM plain') AS same;
RESET enable_hashagg;
SELECT count(*), count(*) FILTER (WHERE a.t = b.t) AS summed FROM plain a JOIN LATERAL (SELECT sum(t) AS t FROM plain WHERE level = 0 AND (a.level = 2 OR a.level = 3 OR g = a.g) AND (a.level IN (1, 3) OR yes IS NOT DISTINCT FROM a.yes)) b ON true;

-- ---------------------------------------------------------------------------
-- Parts that travel: 16 shards, as text, as binary, and in any order.
-- ---------------------------------------------------------------------------
CREATE TABLE shards AS SELECT g, key % 16 AS shard, tally(score, scale) AS t, tally(score, scale, w) AS tw FROM many GROUP BY 1, 2;
\copy shards TO 'results/shards.bin' (FORMAT binary)
\copy shards TO 'results/shards.txt'
CREATE TABLE by_binary (LIKE shards);
CREATE TABLE by_text (LIKE shards);
\copy by_binary FROM 'results/shards.bin' (FORMAT binary)
\copy by_text FROM 'results/shards.txt'
SELECT g, direct.t::text = s.t AND direct.t::text = b.t AND direct.t::text = x.t AS counts, direct.tw::text = s.tw AND direct.tw::text = b.tw AND direct.tw::text = x.tw AS weights
FROM (SELECT g, tally(score, scale) AS t, tally(score, scale, w) AS tw FROM many GROUP BY g) direct
JOIN (SELECT g, sum(t)::text AS t, sum(tw)::text AS tw FROM shards GROUP BY g) s USING (g)
JOIN (SELECT g, sum(t ORDER BY shard DESC)::text AS t, sum(tw ORDER BY shard DESC)::text AS tw FROM by_binary GROUP BY g) b USING (g)
JOIN (SELECT g, sum(t ORDER BY tw)::text AS t, sum(tw ORDER BY tw)::text AS tw FROM by_text GROUP BY g) x USING (g) ORDER BY g;
-- taking parts out again leaves the others, down to the last bit and to {}
SELECT g, bool_and((whole - part = rest) AND (whole - rest = part)) AS exact, bool_and(whole - part - rest = '{}') AS empty FROM (
  SELECT s.g, s.tw AS part, (SELECT sum(tw) FROM shards o WHERE o.g = s.g) AS whole, (SELECT sum(tw) FROM shards o WHERE o.g = s.g AND o.shard <> s.shard) AS rest FROM shards s) x GROUP BY g ORDER BY g;
-- small weights do not vanish beside large ones, as in a sum of doubles
SELECT tally(1, '1..2', w) = tally(1, '1..2', w ORDER BY w DESC) AS any_order, weight(tally(1, '1..2', w)) FROM (VALUES (1e9::float8), (1e-9), (3e-9), (7e8), (8.67e-19)) v (w);

DROP VIEW cubed, plain;
DROP TABLE ex, calls, frames, changing, many, parted, queries, shards, by_binary, by_text;
DROP FUNCTION differing_frames(text, text), plan_of(text), aggregate_nodes(text), result_of(text);

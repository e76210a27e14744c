-- weighted_stats: exact sums of weighted values. That its text and binary forms
-- lose nothing and trust nothing, that + and - are exact, that no plan changes
-- a bit, and that stderr is R's.

-- ---------- text ----------

SELECT weighted_stats(v, w) FROM (VALUES (4, 1.0), (3, 2), (NULL, 0.5), (5, 0), (NULL, NULL)) t(v, w);
SELECT weighted_stats(v, w) FROM (VALUES (NULL::float8, 2.0)) t(v, w);
SELECT weighted_stats(v, w) FROM (VALUES (1.0, 1.0)) t(v, w) WHERE false;
SELECT weighted_stats(v, 1) FROM (VALUES (0.1), (-0.2)) t(v);

-- every spelling of a summary is stored in one way
SELECT t::weighted_stats FROM (VALUES
  ('{}'), ('  { }  '),
  ('{N 2, W 3.0, wx 10.00, wx2 34, w2 5, w2x 16, w2x2 52} MISSING 01:.50'),
  ('{ n 2 ,w 3,wx 10,wx2 34,w2 5,w2x 16,w2x2 52 }missing 1:0.5 '),
  ('1..5 {n 1, w 2, wx 8, wx2 32, w2 4, w2x 16, w2x2 64}'),
  ('{n 1, w .125, wx -.0625, wx2 .03125, w2 .015625, w2x -.0078125, w2x2 .00390625}'),
  ('{} missing 3:7')) v(t);

-- what is not one, part by part, and relation by relation
SELECT t, regexp_replace(refusal(format('SELECT %L::weighted_stats', t)), ' / Write .*', '')
FROM (VALUES
  (''), ('{'), ('}'), ('{n 1}'), ('x {}'), ('5..1 {}'), ('{} 7'), ('{} missing 3'), ('{} missing 3:'),
  ('{} missing -1:1'), ('{} missing 0:1'), ('{} missing 1:0'), ('{} missing 1:2147483649'), ('{} missing 9223372036854775807:0.4'),
  ('{} missing 99999999999999999999:1'),
  ('{n 0, w 0, wx 0, wx2 0, w2 0, w2x 0, w2x2 1}'),
  ('1..5 {}'),
  ('{n 1, w 0, wx 0, wx2 0, w2 0, w2x 0, w2x2 0}'),
  ('{n -1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1}'),
  ('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1e1}'),
  ('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 +1}'),
  ('{n 1, w 9223372036854775808, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 2147483649, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 2, wx 2, wx2 2, w2 2, w2x 4, w2x2 4}'),
  ('{n 1, w 2, wx 2, wx2 2, w2 4294967297, w2x 4, w2x2 4}'),
  ('{n 1, w 1, wx 1, wx2 -1, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 1, wx 1048577, wx2 1048577, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 1, wx 1, wx2 1099511627777, w2 1, w2x 1, w2x2 1}'),
  ('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1048577, w2x2 1}'),
  ('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1099511627777}'),
  ('{n 2, w 2, wx 4, wx2 7.9, w2 2, w2x 4, w2x2 8}'),
  ('{n 2, w 2, wx 4, wx2 8, w2 2, w2x 4, w2x2 7.9}'),
  ('1..5 {n 1, w 1, wx 6, wx2 36, w2 1, w2x 6, w2x2 36}'),
  ('{n 9223372036854775807, w 9223372036854775807, wx 0, wx2 0, w2 9223372036854775807, w2x 0, w2x2 0} missing 1:1')
  ) v(t);
-- the hint, once
SELECT refusal($$SELECT 'nothing'::weighted_stats$$);

-- ---------- binary ----------

-- A bytea column and one of ours look the same to COPY, so every byte can be forged.
CREATE TABLE wire_probe (w weighted_stats);
CREATE VIEW wire AS SELECT weighted_stats_send('1..5 {n 2, w 3, wx 10, wx2 34, w2 5, w2x 16, w2x2 52} missing 1:0.5') AS b;
SELECT length(b) FROM wire;
-- as it is
\copy (SELECT b FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- a version of the future
\copy (SELECT set_byte(b, 0, 2) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- no points, but the rest of a scale
\copy (SELECT set_byte(b, 1, 0) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- a scale that there is not
\copy (SELECT set_byte(b, 1, 1) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- values below their scale
\copy (SELECT set_byte(b, 6, 39) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- a negative count
\copy (SELECT set_byte(b, 12, 255) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- rows without a value that weigh next to nothing, but something
\copy (SELECT set_byte(b, 20, 63) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- more weight than the count can have
\copy (SELECT set_byte(b, 28, 1) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- weight for no row
\copy (SELECT set_byte(b, 27, 0) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- sums that no values have
\copy (SELECT set_byte(b, 107, 33) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- a negative sum of squares
\copy (SELECT set_byte(b, 188, 128) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- weights whose squares are too small
\copy (SELECT set_byte(b, 139, 1) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- too short
\copy (SELECT substr(b, 1, 219) FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- too long
\copy (SELECT b || '\x00' FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
-- nothing; the code is that of all these
\set VERBOSITY sqlstate
\copy (SELECT ''::bytea FROM wire) TO 'results/weighted_probe.bin' (FORMAT binary)
\copy wire_probe FROM 'results/weighted_probe.bin' (FORMAT binary)
\set VERBOSITY default
SELECT w FROM wire_probe;
DROP TABLE wire_probe;
DROP VIEW wire;

-- ---------- rows that are refused ----------

SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('weighted_stats(1, -1)'), ('weighted_stats(1, ''NaN'')'), ('weighted_stats(1, ''inf'')'),
  ('weighted_stats(1, 2147483648)'), ('weighted_stats(1, 2147483648.000001)'),
  ('weighted_stats(NULL, -1)'),
  ('weighted_stats(1, NULL)'), ('weighted_stats(NULL, NULL)'),
  ('weighted_stats(''NaN'', 1)'), ('weighted_stats(''inf'', 1)'),
  ('weighted_stats(1048576, 1)'), ('weighted_stats(-1048576.1, 1)'),
  ('weighted_stats(1e300, 0)')) v(call);

-- ---------- readers ----------

SELECT mean(w), round(stderr(w), 15) AS stderr, responses(w), round(n_eff(w), 10) AS n_eff, coverage(w)
FROM (SELECT weighted_stats(v, w) FROM (VALUES (5, 1), (4, 2), (2, 1.5), (5, 0.5), (3, 1), (1, 2), (4, 1), (5, 1), (NULL, 2.5)) t(v, w)) s(w);
-- nothing to read
SELECT w, mean(w), stderr(w), responses(w), n_eff(w), coverage(w)
FROM (VALUES ('{}'::weighted_stats), ('{} missing 2:3'), ('{n 1, w 2, wx 8, wx2 32, w2 4, w2x 16, w2x2 64}')) v(w);
-- equal weights, whatever they are, weigh nothing: n_eff = n, and equal values have no error
SELECT DISTINCT n_eff(w), mean(w), stderr(w) FROM (SELECT weighted_stats(0.1, 1.0 / k) w FROM generate_series(1, 30) i, generate_series(1, 7) k GROUP BY k) s;
-- a mean far from zero does not swallow the spread
SELECT round(mean(w), 9) AS mean, round(stderr(w), 12) AS stderr
FROM (SELECT weighted_stats(1000000 + (i % 2) / 1024.0, 1) FROM generate_series(1, 100) i) s(w);
SELECT round(stddev_samp((i % 2) / 1024.0) / 10, 12) AS stderr FROM generate_series(1, 100) i;

-- R 4.2.2, survey 4.1-1:
--   i <- 1:40
--   few   <- data.frame(x = (i*7) %% 5 + 1, w = c(.5, 1, 1.5, 2)[(i-1) %% 4 + 1])
--   far   <- data.frame(x = 1e6 + ((i*13) %% 11)/1000, w = 1/(0.3 + ((i*5) %% 9)/10))
--   wide  <- data.frame(x = ((i*3) %% 7) - 2.5, w = 10^((i*11) %% 13 - 6))
--   m <- svymean(~x, svydesign(ids = ~1, weights = ~w, data = d)); c(coef(m), SE(m), sum(d$w)^2/sum(d$w^2))
WITH design AS (
  SELECT 'few' AS name, weighted_stats((i * 7) % 5 + 1, (ARRAY[0.5, 1, 1.5, 2])[(i - 1) % 4 + 1]) AS w FROM generate_series(1, 40) i
  UNION ALL
  SELECT 'far', weighted_stats(1e6::float8 + ((i * 13) % 11) / 1000.0::float8, 1 / (0.3::float8 + ((i * 5) % 9) / 10.0::float8)) FROM generate_series(1, 40) i
  UNION ALL
  SELECT 'wide', weighted_stats(((i * 3) % 7) - 2.5, 10.0::float8 ^ ((i * 11) % 13 - 6)) FROM generate_series(1, 40) i)
SELECT name,
  abs(mean(w) - r.mean) <= 1e-9 AS mean, abs(stderr(w) - r.stderr) <= 1e-9 AS stderr, abs(n_eff(w) - r.n_eff) <= 1e-9 AS n_eff
FROM design JOIN (VALUES
  ('few', 3, 0.24806946917841688, 33.333333333333336),
  ('far', 1000000.0050393617, 0.00054473118158219536, 33.592865796245661),
  ('wide', -0.78737210517167844, 0.87390154741502901, 3.8771719990689841)) r(name, mean, stderr, n_eff) USING (name);

-- multiplying the weights changes no figure: 2^k to the bit, 1/3 to 1e-9
SELECT count(DISTINCT mean(w)) AS mean, count(DISTINCT stderr(w)) AS stderr, count(DISTINCT n_eff(w)) AS n_eff
FROM (SELECT weighted_stats(i % 5, (1 + i % 3) * 2.0::float8 ^ k) w FROM generate_series(1, 40) i, generate_series(-20, 20, 5) k GROUP BY k) s;
SELECT max(mean(w)) - min(mean(w)) < 1e-9 AS mean, max(stderr(w)) - min(stderr(w)) < 1e-9 AS stderr
FROM (SELECT weighted_stats(i % 5, (1 + i % 3) * k) w FROM generate_series(1, 40) i, unnest('{1e-6, 0.3333333333333333, 1, 1e6}'::float8[]) k GROUP BY k) s;

-- ---------- sums and differences ----------

CREATE TABLE weighing AS
SELECT i AS id, i % 7 AS shard,
  CASE WHEN i % 13 = 0 THEN NULL ELSE (i * 7919 % 1001) / 100.0::float8 - 5 END AS value,
  CASE WHEN i % 29 = 0 THEN 0 ELSE 10.0::float8 ^ (i * 31 % 13 - 6) / (1 + i % 3) END AS weight
FROM generate_series(1, 5000) i;
ANALYZE weighing;
CREATE TABLE direct AS SELECT weighted_stats(value, weight) AS w FROM weighing;
SELECT w, round(mean(w), 12) AS mean, responses(w) FROM direct;

-- the order of the rows changes no bit
SELECT (SELECT weighted_stats(value, weight) FROM (SELECT * FROM weighing ORDER BY id DESC) s) = w AS backwards,
       (SELECT weighted_stats(value, weight ORDER BY hashint4(id)) FROM weighing) = w AS shuffled,
       (SELECT weighted_stats(value, weight)::text FROM (SELECT * FROM weighing ORDER BY weight, value) s) = w::text AS sorted
FROM direct;
-- nor do shards, as they are, through text or through binary
CREATE TABLE shards AS SELECT shard, weighted_stats(value, weight) AS w FROM weighing GROUP BY shard;
CREATE TABLE arrived (shard int, w weighted_stats);
\copy shards TO 'results/weighted_stats.bin' (FORMAT binary)
\copy arrived FROM 'results/weighted_stats.bin' (FORMAT binary)
SELECT (SELECT sum(w) FROM shards) = w AS sharded,
       (SELECT sum(w::text::weighted_stats) FROM shards) = w AS text,
       (SELECT sum(w) FROM arrived) = w AS "binary",
       (SELECT sum(w ORDER BY shard DESC) FROM shards) = w AS reordered
FROM direct;
SELECT count(*) FROM shards JOIN arrived USING (shard) WHERE shards.w = arrived.w AND weighted_stats_send(shards.w) = weighted_stats_send(arrived.w);
-- nor do parallel workers
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT weighted_stats(value, weight) FROM weighing;
SELECT (SELECT weighted_stats(value, weight) FROM weighing) = w AS parallel FROM direct;
SET LOCAL parallel_leader_participation = off;
SELECT (SELECT weighted_stats(value, weight) FROM weighing) = w AS workers FROM direct;
COMMIT;

-- what was added can be taken out again, to the last bit
SELECT bool_and(a.w + b.w - b.w = a.w) AS plus_minus, bool_and(a.w + b.w = b.w + a.w) AS commutes FROM shards a, shards b;
SELECT w - w AS nothing, w - '{}' = w AS minus_nothing, w + '{}' = w AS plus_nothing FROM direct;
SELECT bool_and(d.w - s.w = (SELECT weighted_stats(value, weight) FROM weighing WHERE shard <> s.shard)) AS rest FROM direct d, shards s;
SELECT sum(w) FROM shards WHERE false;
SELECT sum(w) FROM (VALUES ('{}'::weighted_stats), (NULL)) v(w);
-- what is not there cannot
SELECT command, refusal('SELECT ' || command) FROM (VALUES
  ($$'{}'::weighted_stats - '{} missing 1:1'$$),
  ($$'{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'::weighted_stats - '{n 2, w 2, wx 2, wx2 2, w2 2, w2x 2, w2x2 2}'$$),
  ($$'{n 2, w 2, wx 2, wx2 2, w2 2, w2x 2, w2x2 2}'::weighted_stats - '{n 1, w 1, wx 9, wx2 81, w2 1, w2x 9, w2x2 81}'$$),
  ($$'{n 2, w 2, wx 2, wx2 2, w2 2, w2x 2, w2x2 2}'::weighted_stats - '{n 1, w 2, wx 2, wx2 2, w2 4, w2x 4, w2x2 4}'$$),
  ($$'1..5 {n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'::weighted_stats + '1..7 {n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}'$$),
  ($$'{n 9223372036854775807, w 9223372036854775807, wx 0, wx2 0, w2 9223372036854775807, w2x 0, w2x2 0}'::weighted_stats + '{} missing 1:1'$$),
  ($$'{n 9223372036854775806, w 9223372036854775807, wx 0, wx2 0, w2 9223372036854775810, w2x 0, w2x2 0}'::weighted_stats + '{n 1, w 1, wx 0, wx2 0, w2 1, w2x 0, w2x2 0}'$$)
  ) v(command);

-- ---------- sliding ----------

-- a frame that slides gives what its rows give
SELECT count(*) AS frames, count(*) FILTER (WHERE slid IS DISTINCT FROM computed) AS wrong FROM (
  SELECT weighted_stats(value, weight) OVER (ORDER BY id ROWS BETWEEN 4 PRECEDING AND 2 FOLLOWING) AS slid,
    (SELECT weighted_stats(value, weight) FROM weighing n WHERE n.id BETWEEN w.id - 4 AND least(w.id + 2, 600)) AS computed
  FROM weighing w WHERE id <= 600) s;
SELECT count(*) AS frames, count(*) FILTER (WHERE slid IS DISTINCT FROM computed) AS wrong FROM (
  SELECT sum(w) OVER (ORDER BY shard ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS slid,
    (SELECT sum(w) FROM shards n WHERE n.shard BETWEEN s.shard - 1 AND s.shard) AS computed
  FROM shards s) s;
-- and when nothing is left in it, it prints so
SELECT array_agg(DISTINCT f::text) FROM (
  SELECT weighted_stats(CASE WHEN i = 1 THEN 5 END, CASE WHEN i = 1 THEN 0.1 END) OVER (ORDER BY i ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) f
  FROM generate_series(1, 5) i) s;

-- ---------- comparison ----------

SELECT count(*) AS summaries, count(DISTINCT w) AS different FROM (SELECT w FROM shards UNION ALL SELECT w FROM arrived) s;
SET enable_sort = off;
SELECT count(*) FROM (SELECT w FROM shards UNION SELECT w FROM arrived) s;
RESET enable_sort;
SELECT bool_and((a.w < b.w) = (b.w > a.w) AND (a.w <= b.w) = NOT (a.w > b.w) AND (a.w = b.w) = (a.shard = b.shard)
  AND (a.w <> b.w) = (a.shard <> b.shard) AND (a.w >= b.w) = (b.w <= a.w)
  AND (a.w <> b.w OR weighted_stats_hash(a.w) = weighted_stats_hash(b.w))) AS ordered FROM shards a, arrived b;
CREATE INDEX ON shards (w);
CREATE INDEX ON shards USING hash (w);
SELECT opcname, amname, amvalidate(c.oid) FROM pg_opclass c JOIN pg_am a ON a.oid = opcmethod WHERE opcintype = 'weighted_stats'::regtype ORDER BY 2;

DROP TABLE weighing, direct, shards, arrived;

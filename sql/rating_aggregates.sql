-- Scores over ratings: as over the scores with their scale, and never over two scales.

-- Three questions on three scales, one row in nine without an answer.
CREATE TABLE question (q integer, scale rating_scale, lo integer, hi integer);
INSERT INTO question VALUES (1, '1..5', 1, 5), (2, '0..10', 0, 10), (3, '1..6 reversed top 1', 1, 6);
CREATE TABLE answer AS
SELECT i, q, scale, score, rating(score, scale) AS r, 0.25 * (hashint4(i + 7) & 15) AS w
FROM (SELECT i, q, scale, CASE WHEN i % 9 <> 0 THEN lo + (hashint4(i) & 65535) % (hi - lo + 1) END AS score
      FROM generate_series(1, 3000) i JOIN question ON q = 1 + i % 3) a;
CREATE UNIQUE INDEX ON answer (i);
ANALYZE answer;

-- a rating scores as its number on its scale, to the last bit
SELECT q, tally(r) AS tally, tally(r) = tally(score, scale) AS "tally", csat(r) = csat(score, scale) AS csat, ces(r) = ces(score, scale) AS ces, ces_easy(r) = ces_easy(score, scale) AS ces_easy,
  csat_ci(r) = csat_ci(score, scale) AS csat_ci, ces_ci(r) = ces_ci(score, scale) AS ces_ci, ces_easy_ci(r) = ces_easy_ci(score, scale) AS ces_easy_ci
FROM answer GROUP BY q ORDER BY q;
SELECT q, tally(r, w) = tally(score, scale, w) AS "tally", csat(r, w) = csat(score, scale, w) AS csat, ces(r, w) = ces(score, scale, w) AS ces, ces_easy(r, w) = ces_easy(score, scale, w) AS ces_easy,
  csat_ci(r, w) = csat_ci(score, scale, w) AS csat_ci, ces_ci(r, w) = ces_ci(score, scale, w) AS ces_ci, ces_easy_ci(r, w) = ces_easy_ci(score, scale, w) AS ces_easy_ci
FROM answer GROUP BY q ORDER BY q;
SELECT nps(r) = nps(score, scale) AS nps, nps_ci(r) = nps_ci(score, scale) AS nps_ci, nps(r, w) = nps(score, scale, w) AS nps_weighted, nps_ci(r, w) = nps_ci(score, scale, w) AS nps_ci_weighted
FROM answer WHERE q = 2;

-- FILTER, GROUPING SETS, HAVING
SELECT q, csat(r) FILTER (WHERE i <= 1500) = csat(score, scale) FILTER (WHERE i <= 1500) AS filtered FROM answer GROUP BY GROUPING SETS ((q), (q, scale)) ORDER BY q, 2;

-- no answers: null, and the tally says how many were asked
SELECT csat(r), nps(r), ces(r), csi(r, w), tally(r) FROM answer WHERE score IS NULL;
SELECT csat(r), nps(r), ces(r), csi(r, w), tally(r) FROM answer WHERE false;
SELECT csat(NULL::rating), tally(NULL::rating), tally(NULL::rating, NULL);

-- two scales in one group, a rating without a scale, a bad weight
SELECT q AS query, f.* FROM unnest(ARRAY['SELECT csat(r) FROM answer', 'SELECT nps(r) FROM answer WHERE q <> 3', 'SELECT ces(r, w) FROM answer', 'SELECT tally(r) FROM answer',
  'SELECT csat_ci(r) FROM answer', $$SELECT csat(r) FROM (VALUES (rating '4 of 1..5'), ('4 of 1..5 top 1')) AS v (r)$$]) AS q, fault(q) AS f;
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[$$SELECT csat(rating '4')$$, $$SELECT tally(rating '4')$$, $$SELECT tally(rating '4', 1)$$, $$SELECT csi(rating '4', 1)$$,
  $$SELECT nps(rating '4 of 1..5')$$, $$SELECT csat(rating '4 of 1..5', -1)$$, $$SELECT csat(rating '4 of 1..5', NULL)$$, $$SELECT csi(rating '4 of 1..5', 'NaN')$$, $$SELECT csi(rating '4 of 1..5', NULL)$$]) AS q, fault(q) AS f;

-- every score has both forms; none has a scale argument beside a rating
SELECT p.oid::regprocedure AS aggregate, obj_description(p.oid, 'pg_proc') AS comment
FROM pg_proc p WHERE prokind = 'a' AND 'rating'::regtype = ANY (proargtypes) ORDER BY proname COLLATE "C", pronargs;

-- ---------- moving frames equal recomputation ----------

CREATE FUNCTION moving(call text, frame text, OUT rows bigint, OUT differ bigint)
LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($q$
    SELECT count(*), count(*) FILTER (WHERE moving::text IS DISTINCT FROM anew::text)
    FROM (SELECT %1$s OVER (PARTITION BY q ORDER BY i ROWS BETWEEN %2$s) AS moving,
                 array_agg(i) OVER (PARTITION BY q ORDER BY i ROWS BETWEEN %2$s) AS members
          FROM answer WHERE i <= 300) f,
    LATERAL (SELECT %1$s AS anew FROM answer WHERE i = ANY (members)) a $q$, call, frame) INTO rows, differ;
END $$;
SELECT call, frame, m.* FROM unnest(ARRAY['csat(r)', 'tally(r)', 'tally(r, w)', 'ces(r, w)', 'csi(r, w)']) AS call,
  unnest(ARRAY['3 PRECEDING AND CURRENT ROW', '1 FOLLOWING AND 2 FOLLOWING', '1 PRECEDING AND 1 PRECEDING']) AS frame, moving(call, frame) AS m;
-- a frame may move from one scale to the next, if it never holds both
SELECT i, tally(r) OVER (ORDER BY i ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM (VALUES (1, rating '4 of 1..5'), (2, '5 of 1..5'), (3, NULL), (4, NULL), (5, '9 of 0..10')) AS v (i, r);

-- ---------- parallel and by text equal serial ----------

CREATE TABLE serial_score AS SELECT q, tally(r) AS t, tally(r, w) AS weighted, csi(r, w) AS csi FROM answer GROUP BY q;
ALTER TABLE answer SET (parallel_workers = 2);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0;
SET csat.direct_scan = off;
EXPLAIN (COSTS OFF) SELECT csi(r, w) FROM answer;
EXPLAIN (COSTS OFF) SELECT csat(r) FROM answer WHERE q = 1;
RESET csat.direct_scan;
SELECT tally(r) = (SELECT t FROM serial_score WHERE q = 1) AS "tally", tally(r, w) = (SELECT weighted FROM serial_score WHERE q = 1) AS weighted,
  csi(r, w) = (SELECT csi FROM serial_score WHERE q = 1) AS csi FROM answer WHERE q = 1;
SELECT tally(r) = (SELECT t FROM serial_score WHERE q = 3) AS "tally", tally(r, w) = (SELECT weighted FROM serial_score WHERE q = 3) AS weighted,
  csi(r, w) = (SELECT csi FROM serial_score WHERE q = 3) AS csi FROM answer WHERE q = 3;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size;
-- shards that send their states as text
SELECT q, sum(p.t::text::tally) = s.t AS "tally", sum(p.weighted::text::tally) = s.weighted AS weighted
FROM (SELECT q, i % 4 AS shard, tally(r) AS t, tally(r, w) AS weighted FROM answer GROUP BY q, shard) p JOIN serial_score s USING (q) GROUP BY q, s.t, s.weighted ORDER BY q;

-- ---------- csi over mixed scales ----------

-- all worst is 0 and all best is 100, whatever the scales, directions and weights
SELECT csi(r, w) AS worst FROM (VALUES (rating '1 of 1..5', 3), ('0 of 0..10', 0.7), ('6 of 1..6 reversed', 1e-6), ('1 of 1..4', 1e6), ('-2 of -2..2', 5), ('0 of 0..1', 1)) AS v (r, w);
SELECT csi(r, w) AS best FROM (VALUES (rating '5 of 1..5', 3), ('10 of 0..10', 0.7), ('1 of 1..6 reversed', 1e-6), ('4 of 1..4', 1e6), ('2 of -2..2', 5), ('1 of 0..1', 1)) AS v (r, w);
-- by hand: 4 of 1..5 is 75, 7 of 0..10 is 70, 2 of 1..6 reversed is 80; (2 x 75 + 1 x 70 + 1 x 80) / 4 = 75
SELECT csi(r, w) FROM (VALUES (rating '4 of 1..5', 2), ('7 of 0..10', 1), ('2 of 1..6 reversed', 1), (NULL, 9), ('1 of 1..5', 0)) AS v (r, w);
-- it is the weighted mean of rescale()
SELECT count(*) AS customers, bool_and(abs(csi - by_hand) < 1e-9) AS agree
FROM (SELECT i / 30, csi(r, w) AS csi, sum(rescale(r) * w) / nullif(sum(w) FILTER (WHERE r IS NOT NULL), 0) AS by_hand FROM answer GROUP BY 1) a;

DROP TABLE question, answer, serial_score;
DROP FUNCTION moving;

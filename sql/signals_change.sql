-- The same people before and after: score_change. That it equals R's survey is shown by t/045_signals.pl.
\pset null '(null)'

-- By hand: five people, one answer each time, differences 1, 1, 0, 2, -1: mean .6, s^2 = 1.3, t = .6 / sqrt(1.3 / 5)
CREATE TABLE pairs (person integer, before integer, after integer);
INSERT INTO pairs VALUES (1, 3, 4), (2, 2, 3), (3, 5, 5), (4, 1, 3), (5, 4, 3);
CREATE VIEW people AS SELECT person, tally(before, '1..5') AS before, tally(after, '1..5') AS after FROM pairs GROUP BY person;
SELECT (score_change(before, after, 'mean')).* FROM people;
SELECT 0.6 / sqrt(1.3 / 5) AS t_by_hand;
-- a paired t test, where nobody is missing
SELECT round(mean(w) / stderr(w) - (SELECT (score_change(before, after, 'mean')).statistic FROM people), 12) AS paired FROM (SELECT weighted_stats(after - before, 1) AS w FROM pairs) AS s;
-- the difference is that of the scores as they are shown
SELECT (score_change(b, a, 'nps')).difference = nps(sum(a)) - nps(sum(b)) AS nps_itself
FROM (VALUES ('0..10 {1,0,0,0,0,0,0,1,0,2,0}'::tally, '0..10 {0,0,0,0,0,0,0,1,0,0,2}'::tally), ('0..10 {0,0,0,0,0,0,0,3,0,0,0}', NULL)) AS v (b, a);
-- who answered once counts once, who answered never not at all
SELECT (score_change(before, after, 'mean')).* FROM (SELECT before, after FROM people
  UNION ALL VALUES ('1..5 {0,0,1,0,0}'::tally, NULL::tally), (NULL, '1..5 {0,0,0,0,2}'), (NULL, NULL), ('{}', '{} missing 2'), ('1..5 {0,0,0,0,0}', NULL)) AS p;
-- all moved alike: the difference is known, its error is not; nobody moved; one person; nobody before
SELECT what, (c).* FROM (
  SELECT 'all by one' AS what, score_change(before, before_and_one, 'mean') AS c FROM (SELECT tally(before, '1..6') AS before, tally(before + 1, '1..6') AS before_and_one FROM pairs GROUP BY person) AS s
  UNION ALL SELECT 'nobody', score_change(before, before, 'mean') FROM people
  UNION ALL SELECT 'weighted, nobody', score_change(t, t, 'mean') FROM (SELECT tally(before, '1..5', 0.1 * person) AS t FROM pairs GROUP BY person) AS s
  UNION ALL SELECT 'one person', score_change(before, after, 'mean') FROM people WHERE person = 1
  UNION ALL SELECT 'nobody before', score_change(NULL, after, 'mean') FROM people
  UNION ALL SELECT 'no rows', score_change(before, after, 'mean') FROM people WHERE false) AS q;
-- bounds end where differences do
SELECT (score_change(b, a, 'csat')).* FROM (VALUES ('1..5 {1,0,0,0,0}'::tally, '1..5 {0,0,0,0,1}'::tally), ('1..5 {1,0,0,0,0}', '1..5 {0,0,0,0,1}'), ('1..5 {0,0,0,0,1}', '1..5 {0,0,0,0,1}')) AS v (b, a);
-- errors
SELECT refusal($$SELECT score_change(before, after, 'happiness') FROM people$$), refusal($$SELECT score_change(before, after, 'nps') FROM people$$);
SELECT refusal($$SELECT score_change(before, after, NULL) FROM people$$), refusal($$SELECT score_change(before, after, CASE person WHEN 1 THEN 'csat' ELSE 'mean' END) FROM people$$);
SELECT refusal($$SELECT score_change('1..5 {1,0,0,0,0}', '1..7 {1,0,0,0,0,0,0}', 'mean')$$);
SELECT refusal($$SELECT score_change(b, NULL, 'mean') FROM (VALUES ('1..5 {1,0,0,0,0}'::tally), ('1..7 {1,0,0,0,0,0,0}')) AS v (b)$$);
-- who refuses it first depends on the server
SELECT refusal($$SELECT score_change_accum(NULL, before, after, 'csat') FROM people$$) ~ '(does not exist|type internal)' AS refused;
-- a metric is the same however it is written; NULL for who did not answer need not have one
SELECT (score_change(before, after, CASE person WHEN 1 THEN 'top_box 2' ELSE ' TOP_BOX  2 ' END)).difference FROM people;
SELECT (score_change(before, after, m)).difference FROM (SELECT before, after, 'csat' AS m FROM people UNION ALL VALUES (NULL::tally, NULL::tally, NULL)) AS s;

-- ---------------------------------------------------------------------------
-- Serial, parallel, shuffled and sliding: bit for bit.
-- ---------------------------------------------------------------------------
CREATE TABLE many AS
SELECT i AS person, i % 5 AS g, CASE WHEN i % 7 < 5 THEN tally((i * 31 + j * i) % 11, '0..10', w) END AS before, CASE WHEN i % 6 < 4 THEN tally((i * 17 + j) % 11, '0..10', w) END AS after
FROM generate_series(1, 4000) AS i, generate_series(0, 1) AS j, LATERAL (SELECT CASE WHEN i % 3 = 0 THEN 1 ELSE 10.0::float8 ^ (i % 13 - 6) / 3 END) AS v (w) GROUP BY i;
ALTER TABLE many SET (parallel_workers = 4);
ANALYZE many;
SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT g, score_change(before, after, 'nps')::text AS c, score_change(after, before, 'mean')::text AS m FROM many GROUP BY g;
SELECT bool_and(s.c = x.c AND s.m = x.m) AS shuffled FROM serial AS s JOIN (SELECT g, score_change(before, after, 'nps')::text AS c, score_change(after, before, 'mean')::text AS m
  FROM (SELECT * FROM many ORDER BY person * 7907 % 4001) AS o GROUP BY g) AS x USING (g);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT score_change(before, after, 'nps') FROM many;
SELECT bool_and(s.c = x.c AND s.m = x.m) AS parallel FROM serial AS s JOIN (SELECT g, score_change(before, after, 'nps')::text AS c, score_change(after, before, 'mean')::text AS m FROM many GROUP BY g) AS x USING (g);
SELECT score_change(before, after, 'nps') IS NULL AS none FROM many WHERE person < 0;
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;
SELECT count(*), count(*) FILTER (WHERE moving IS DISTINCT FROM anew) AS differ FROM (
  SELECT score_change(before, after, 'nps') OVER w::text AS moving,
    (SELECT score_change(before, after, 'nps')::text FROM many AS o WHERE o.person BETWEEN m.person - 6 AND m.person) AS anew
  FROM many AS m WHERE person <= 300 WINDOW w AS (ORDER BY person ROWS 6 PRECEDING)) AS s;
-- the scale may change where no frame holds two
SELECT score_change(b, a, 'mean') OVER (ORDER BY i ROWS CURRENT ROW) FROM (VALUES (1, '1..5 {1,0,0,0,0}'::tally, '1..5 {0,0,0,0,1}'::tally), (2, '1..3 {1,0,0}', '1..3 {0,0,1}'), (3, NULL, NULL)) AS v (i, b, a);
-- weights from 1e-6 to 1e9 beside each other lose nothing
SELECT (score_change(b, a, 'mean')).statistic = (score_change(b, a, 'mean' ORDER BY i DESC)).statistic AS any_order
FROM (SELECT i, tally(i % 5 + 1, '1..5', 10.0 ^ (i % 16 - 6)) AS b, tally(i * i % 5 + 1, '1..5', 10.0 ^ (i % 16 - 6)) AS a FROM generate_series(1, 40) AS i GROUP BY i) AS s;
DROP VIEW people;
DROP TABLE pairs, many, serial;

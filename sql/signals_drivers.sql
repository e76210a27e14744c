-- Which items go with an outcome: score_drivers. That it equals R is shown by t/045_signals.pl.
\pset null '(null)'

CREATE TABLE answers AS
SELECT i, (a + b + i * 7919 % 5)::float8 AS score, a, b, c, i % 3 AS g
FROM (SELECT i, i * 31 % 7 AS a, (i * 31 % 7 + i * 17 % 5) / 2.0 AS b, i * 13 % 11 AS c FROM generate_series(1, 500) AS i) AS v;
SELECT item, round(correlation, 4) AS correlation, round(importance, 2) AS importance, mean, responses, round(r_squared, 4) AS r_squared
FROM unnest((SELECT score_drivers(score, a, b, c) FROM answers)) AS d;
-- importance adds up to 100; one item has all of it, and its squared correlation is R squared
SELECT round(sum(importance), 10) AS hundred FROM unnest((SELECT score_drivers(score, a, b, c) FROM answers)) AS d;
SELECT importance, round(correlation ^ 2 - r_squared, 14) AS difference FROM unnest((SELECT score_drivers(score, a) FROM answers)) AS d;
-- it is unsigned: turned around, an item is as important and correlates the other way
SELECT round(x.importance - y.importance, 10) AS importance, round(x.correlation + y.correlation, 14) AS correlation
FROM unnest((SELECT score_drivers(score, a, b, c) FROM answers)) AS x JOIN unnest((SELECT score_drivers(score, 10 - a, 10 - b, 10 - c) FROM answers)) AS y USING (item);
-- twins share; a combination of others adds nothing to R squared
SELECT item, round(importance, 8) AS importance, round(r_squared, 10) AS r_squared FROM unnest((SELECT score_drivers(score, a, c, a) FROM answers)) AS d;
SELECT round(min(x.r_squared) - min(y.r_squared), 12) AS difference FROM unnest((SELECT score_drivers(score, a, b, a + b) FROM answers)) AS x, unnest((SELECT score_drivers(score, a, b) FROM answers)) AS y;
-- a constant item, though its mean is known; the others are as without it
SELECT item, round(correlation, 6) AS correlation, importance, mean, responses, round(r_squared, 12) AS r_squared FROM unnest((SELECT score_drivers(i % 4, 4.2, i % 2) FROM answers WHERE i <= 8)) AS d;
SELECT * FROM unnest((SELECT score_drivers(i % 4, 4.2) FROM answers WHERE i <= 8)) AS d;
-- complete cases only
SELECT count(*), min(responses) FROM unnest((SELECT score_drivers(CASE WHEN i % 10 > 0 THEN score END, CASE WHEN i % 10 <> 1 THEN a END, b) FROM answers)) AS d;
-- too few cases: items + 2 are needed; a constant outcome; no rows
SELECT score_drivers(score, a, b, c) IS NULL AS four_cases FROM answers WHERE i <= 4;
SELECT score_drivers(score, a, b, c) IS NULL AS five_cases FROM answers WHERE i <= 5;
SELECT score_drivers(7, a, b) AS constant, score_drivers(NULL, a, b) AS no_outcome, score_drivers(score, NULL) AS no_item FROM answers;
SELECT score_drivers(score, a) AS no_rows FROM answers WHERE false;
-- an array of items; arrays of other lengths are another question
SELECT score_drivers(score, VARIADIC ARRAY[a, b]::float8[])::text = score_drivers(score, a, b)::text AS same FROM answers;
SELECT refusal($$SELECT score_drivers(score, VARIADIC CASE i WHEN 9 THEN ARRAY[a] ELSE ARRAY[a, b] END::float8[]) FROM answers$$);
SELECT refusal($$SELECT score_drivers(score, VARIADIC '{}'::float8[]) FROM answers$$), refusal($$SELECT score_drivers(score, VARIADIC array_fill(a::float8, '{101}')) FROM answers$$);
SELECT score_drivers(score, VARIADIC NULL::float8[]) FROM answers;
SELECT refusal($$SELECT score_drivers(score, a * 1e6) FROM answers$$), refusal($$SELECT score_drivers('NaN', a) FROM answers$$), refusal($$SELECT score_drivers('-Infinity', a) FROM answers$$);
-- values near a large number lose nothing
SELECT round(min(x.r_squared) - min(y.r_squared), 12) AS difference FROM unnest((SELECT score_drivers(score + 1000000, a + 1000000, b) FROM answers)) AS x, unnest((SELECT score_drivers(score, a, b) FROM answers)) AS y;
-- a hundred items
SELECT count(*), round(sum(importance), 8) AS hundred FROM unnest((SELECT score_drivers(score, VARIADIC (SELECT array_agg(((i * j) % 101)::float8) FROM generate_series(1, 100) AS j)) FROM answers)) AS d;

-- Serial, parallel, shuffled and sliding: bit for bit.
CREATE TABLE many AS SELECT i, i % 4 AS g, i % 11 + i / 7.0 AS y, sin(i) AS a, CASE WHEN i % 13 > 0 THEN ln(i) END AS b, 1e5 + i % 3 / 3.0 AS c FROM generate_series(1, 5000) AS i;
ALTER TABLE many SET (parallel_workers = 4);
ANALYZE many;
SET max_parallel_workers_per_gather = 0;
CREATE TEMP TABLE serial AS SELECT g, score_drivers(y, a, b, c)::text AS d FROM many GROUP BY g;
SELECT bool_and(s.d = x.d) AS shuffled FROM serial AS s JOIN (SELECT g, score_drivers(y, a, b, c)::text AS d FROM (SELECT * FROM many ORDER BY i * 7907 % 5003) AS o GROUP BY g) AS x USING (g);
SET parallel_setup_cost = 0; SET parallel_tuple_cost = 0; SET min_parallel_table_scan_size = 0; SET max_parallel_workers_per_gather = 4; SET parallel_leader_participation = off;
EXPLAIN (COSTS OFF) SELECT score_drivers(y, a, b, c) FROM many;
SELECT bool_and(s.d = x.d) AS parallel FROM serial AS s JOIN (SELECT g, score_drivers(y, a, b, c)::text AS d FROM many GROUP BY g) AS x USING (g);
RESET parallel_setup_cost; RESET parallel_tuple_cost; RESET min_parallel_table_scan_size; RESET max_parallel_workers_per_gather; RESET parallel_leader_participation;
SELECT count(*), count(*) FILTER (WHERE moving IS DISTINCT FROM anew) AS differ FROM (
  SELECT (score_drivers(y, a, b) OVER (ORDER BY i ROWS 20 PRECEDING))::text AS moving, (SELECT score_drivers(y, a, b)::text FROM many AS o WHERE o.i BETWEEN m.i - 20 AND m.i) AS anew
  FROM many AS m WHERE i <= 200) AS s;
SELECT score_drivers(y, VARIADIC x) OVER (ORDER BY i ROWS CURRENT ROW) FROM (VALUES (1, 1, '{1}'::float8[]), (2, 2, '{1,2}')) AS v (i, y, x);
DROP TABLE answers, many, serial;

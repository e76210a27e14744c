-- The indices: csi and gap, SERVQUAL, acsi, sci and the secure index, retention
-- and churn, lifetime value and return. That they give the published numbers,
-- refuse what has no meaning, and depend on no plan.

-- ---------- csi(score, scale, weight) ----------

-- five attributes of a published example: 6.0333 of 10; the same as text and jsonb
SELECT csi(s, '1..10', w), csi(s::text, '1..10', w) = csi(s, '1..10', w) AS text, csi(to_jsonb(s), '1..10', w) = csi(s, '1..10', w) AS jsonb
FROM (VALUES (8, 7), (4, 5), (8, 9), (3, 3), (4, 6)) v(s, w);
-- 3.87 of 5, with fractional scores inside the bounds
SELECT csi(s, '1..5', w) AS percent, csi(s, '1..5', w) * 5 / 100 AS of_5 FROM (VALUES (4.2, 0.4), (3.8, 0.3), (3.5, 0.3)) v(s, w);
-- a missing answer takes its weight out of the denominator: 109 / 21 of 10
SELECT csi(s, '1..10', w), csi(s::text, '1..10', w), csi(coalesce(s::text, ' '), '1..10', w) AS blank,
  csi(coalesce(s, 99), '1..10 missing 99', w) AS code, csi(coalesce(s, 99), '1..10 missing *', w) AS "any"
FROM (VALUES (8, 7), (4, 5), (NULL, 9), (3, 3), (4, 6)) v(s, w);
-- nothing weighs anything, or nothing is there
SELECT csi(s, '1..10', w) FROM (VALUES (3, 0), (4, 0)) v(s, w);
SELECT csi(s, '1..10', w) FROM (VALUES (3, 1)) v(s, w) WHERE false;
SELECT csi(NULL::integer, '1..10', 1), csi(NULL::integer, NULL, NULL), csi(5, '1..10', 0), csi(5, NULL, 0);
-- labels, and numbers of every type
SELECT csi(a, 'bad < fair < good', w) FROM (VALUES ('good', 2), ('Fair', 1), ('', 5)) v(a, w);
SELECT csi('9'::text, '1..10', '2'), csi(9, '1..10', 2), csi(9.5, '1..10', 2), csi(9::smallint, '1..10', 2::bigint), csi('9'::varchar, '1..10', 2::real);
-- a missing code that lies between two points
SELECT csi(s, '1..5 missing 2.5', 1) FROM (VALUES (2.5), (4)) v(s);
-- what has no meaning
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ($$csi(11, '1..10', 1)$$), ($$csi(0.99, '1..10', 1)$$), ($$csi('NaN'::float8, '1..10', 1)$$),
  ($$csi('inf'::float8, '1..10', 1)$$), ($$csi('x'::text, '1..10', 1)$$), ($$csi('[1]'::jsonb, '1..10', 1)$$),
  ($$csi(5, '1..10 reversed', 1)$$), ($$csi(5, '-5..5', 1)$$),
  ($$csi(5, '1..10', -1)$$), ($$csi(5, '1..10', NULL)$$), ($$csi(5, NULL, 1)$$),
  ($$csi(3, s, 1) FROM (VALUES ('1..5'::rating_scale), ('1..7')) v(s)$$),
  ($$weighted_stats_percent_of_maximum('{n 1, w 1, wx 1, wx2 1, w2 1, w2x 1, w2x2 1}')$$),
  ($$weighted_stats_percent_of_maximum('-5..0 {n 1, w 1, wx -1, wx2 1, w2 1, w2x -1, w2x2 1}')$$)
  ) v(call);

-- ---------- gap and csi(perception, expectation, weight) ----------

SELECT csi(p, e, w), gap(p, e, w), csi(p, e, w * 1000) AS normalised, gap(p, e) AS unweighted
FROM (VALUES (4.2, 4.8, 0.4), (3.8, 4.0, 0.3), (4.5, 4.2, 0.2), (3.0, 3.5, 0.1)) v(p, e, w);
-- half an answer is none
SELECT gap(p, e, w), gap(p, e) FROM (VALUES (4, 5, 1), (NULL, 5, 7), (4, NULL, 7), (5, 4, 3)) v(p, e, w);
SELECT gap(NULL, 1.0, 1), gap(1.0, NULL), csi(NULL::float8, NULL::float8, NULL);
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('gap(4, 5, -1)'), ('gap(4, 5, NULL)'), ('gap(''inf'', ''inf'')'), ('gap(1e6, -1e6, 1)')) v(call);

-- ---------- three orders of aggregation ----------

-- Two respondents, two attributes, importance and score: 6.5667 pooled, 6.5181
-- respondent first, 6.5 attribute first. They differ since importances do.
CREATE TABLE answer (respondent int, attribute int, importance int, score int);
INSERT INTO answer VALUES (1, 1, 8, 9), (1, 2, 9, 5), (2, 1, 6, 7), (2, 2, 4, 8);
SELECT
  (SELECT csi(score, '1..10', importance) FROM answer) AS pooled,
  (SELECT avg(c) FROM (SELECT csi(score, '1..10', importance) c FROM answer GROUP BY respondent) r) AS respondent_first,
  (SELECT csi(score, '1..10', weight) FROM (SELECT score, avg(importance) OVER (PARTITION BY attribute) AS weight FROM answer) a) AS attribute_first;
-- With one importance for an attribute, and every answer there, they agree.
SELECT
  (SELECT round(csi(score, '1..10', attribute), 12) FROM answer) =
  (SELECT round(avg(c), 12) FROM (SELECT csi(score, '1..10', attribute) c FROM answer GROUP BY respondent) r) AS respondent_first,
  (SELECT csi(score, '1..10', attribute) FROM answer) =
  (SELECT csi(score, '1..10', weight) FROM (SELECT score, avg(attribute) OVER (PARTITION BY attribute) AS weight FROM answer) a) AS attribute_first;
DROP TABLE answer;

-- ---------- SERVQUAL ----------

-- 12manage.com: -0.858
SELECT servqual(-0.65, -1.10, -0.83, -0.70, -1.01);
SELECT servqual(tangibles => -0.65, reliability => -1.10, responsiveness => -0.83, assurance => -0.70, empathy => -1.01, weights => ARRAY[11, 32, 22, 19, 16]);
SELECT servqual(5.5, 4.8, 5.2, 6.0, 4.6) AS servperf, servqual(1, 2, 3, 4, 5, '{20,20,20,20,20}'), servqual(1, 1, 1, 1, 1, ARRAY[100/3.0, 100/3.0, 100/3.0, 0, 0]) AS thirds;
SELECT servqual(NULL, 1, 1, 1, 1), servqual(1, 1, 1, 1, 1, NULL);
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('servqual(1, 1, 1, 1, 1, ARRAY[20, 20, 20, 20, 19])'), ('servqual(1, 1, 1, 1, 1, ARRAY[0.2, 0.2, 0.2, 0.2, 0.2])'),
  ('servqual(1, 1, 1, 1, 1, ARRAY[50, 50])'), ('servqual(1, 1, 1, 1, 1, ARRAY[120, -20, 0, 0, 0])'),
  ('servqual(1, 1, 1, 1, 1, ARRAY[25, 25, 25, 25, NULL])'), ('servqual(1, 1, 1, 1, 1, ''{}'')'),
  ('servqual(1, 1, 1, 1, 1, ''{NaN,25,25,25,25}'')'), ('servqual(''NaN'', 1, 1, 1, 1)')) v(call);

-- ---------- acsi ----------

-- verint.com: 70.37 with equal weights, 70.98 with those of the State of Ohio; the ends of the scale
SELECT acsi(8, 7, 7), acsi(8, 7, 7, '1..10', ARRAY[0.3885, 0.3190, 0.2925]) AS ohio, acsi(1, 1, 1) AS worst, acsi(10, 10, 10) AS best;
-- the mean over respondents is that of the item means; incomplete rows are no answers
SELECT round(acsi(s, e, i), 10) AS acsi,
  round((avg(s) FILTER (WHERE complete) + avg(e) FILTER (WHERE complete) + avg(i) FILTER (WHERE complete) - 3) / 27 * 100, 10) AS of_means,
  count(*) FILTER (WHERE complete) AS complete
FROM (SELECT s, e, i, num_nulls(s, e, i) = 0 AS complete FROM (VALUES (9, 8, 7), (6, 6, 5), (10, 10, 9), (NULL, 8, 8), (3, 2, NULL)) v(s, e, i)) v;
-- other scales, either direction; weights need not sum to 1
SELECT acsi(4, 5, 3, '1..5'), acsi(2, 1, 3, '1..5 reversed') AS reversed, acsi(4, 5, 3, '1..5', '{1,0,0}') AS first, acsi(4, 5, 3, '1..5', '{3,3,3}') AS equal, acsi(4, 99, 3, '1..5 missing 99') AS code;
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('acsi(11, 7, 7)'), ('acsi(8.5, 7, 7)'), ('acsi(8, 7, 7, NULL)'),
  ('acsi(8, 7, 7, ''1..10'', ''{1,1}'')'), ('acsi(8, 7, 7, ''1..10'', ''{1,-1,1}'')'), ('acsi(8, 7, 7, ''1..10'', ''{0,0,0}'')'),
  ('acsi(8, 7, 7, ''1..10'', ''{1,NULL,1}'')'), ('acsi(8, 7, 7, ''1..10'', ''{1,inf,1}'')'), ('acsi(8, 7, 7, ''1..10'', NULL)'),
  ($$acsi(3, 3, 3, s) FROM (VALUES ('1..5'::rating_scale), ('1..7')) v(s)$$)) v(call);

-- ---------- sci, secure_index, secure_class ----------

-- one of five customers gives the best answer three times: Burke's secure customer
SELECT sci(a, b, c), sci(a, b, c, '1..5') = sci(a, b, c) AS same, sci(6 - a, 6 - b, 6 - c, '1..5 reversed') = sci(a, b, c) AS reversed
FROM (VALUES (5, 5, 5), (5, 5, 4), (5, 4, 4), (4, 4, 4), (3, 4, 2), (NULL, 5, 5)) v(a, b, c);
SELECT sci(a, a, a) AS nobody FROM (VALUES (NULL::int)) v(a);
SELECT a, b, c, secure_index('1..5', a, b, c), secure_class(secure_index('1..5', a, b, c)), secure_index('1..5 reversed', 6 - a, 6 - b, 6 - c) = secure_index('1..5', a, b, c) AS reversed
FROM (VALUES (5, 5, 5), (5, 5, 4), (4, 4, 4), (5, 4, 3), (1, 1, 1), (5, NULL, 5)) v(a, b, c);
SELECT secure_index('1..5', VARIADIC ARRAY[5, 4]), secure_index('1..5 missing 9', 5, 9), secure_index('0..10', 7, 7, 7) = 0.7 AS exact, secure_index('0..10 step 0.1', 8.9, 9.1, 9) = 0.9 AS step;
-- the borders belong to the better class, exactly, whatever the type
SELECT i, secure_class(i), secure_class(i::float8) = secure_class(i) AS double FROM (VALUES (0), (0.6999999999), (0.7), (0.89), (0.8999999999), (0.9), (1)) v(i);
SELECT secure_class(0.69999999999999999999999), secure_class(0.7::float8), secure_class('0.9'), secure_class(NULL::numeric);
-- every index that three answers on 0..10 can have is in the class that its integers say
SELECT count(*) AS sums, count(*) FILTER (WHERE secure_class(secure_index('0..10', a, b, c)) <>
  CASE WHEN (a + b + c) * 10 >= 9 * 30 THEN 'secure' WHEN (a + b + c) * 10 >= 7 * 30 THEN 'neutral' ELSE 'at risk' END) AS wrong
FROM generate_series(0, 10) a, generate_series(0, 10) b, generate_series(0, 10) c;
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('secure_index(''1..5'', 6)'), ('secure_index(''1..5'', 4.5)'), ('secure_class(70)'), ('secure_class(-0.1)'), ('secure_class(''NaN''::numeric)'),
  ('sci(6, 5, 5)'), ('sci(5, 5, 5, NULL)')) v(call);

-- ---------- retention and churn ----------

SELECT retention(at_start, at_end), churn(at_start, at_end), retention(at_start, at_end) + churn(at_start, at_end) AS sum
FROM (VALUES (true, true), (true, true), (true, false), (true, NULL), (false, true), (NULL, true)) v(at_start, at_end);
SELECT retention(false, true) AS nobody_at_the_start, churn(NULL, true);
SELECT retention_rate(200, 220, 40), churn_rate(200, 220, 40), retention_rate(0, 40, 40), retention_rate(at_start => 200::float8, at_end => 220, new => 40) = 90 AS double;
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('retention_rate(200, 250, 40)'), ('churn_rate(200, 20, 40)'), ('retention_rate(-1, 0, 0)'), ('retention_rate(''NaN'', 1, 1)')) v(call);

-- ---------- money ----------

-- m = 100, r = 0.8, d = 0.1: 266.67
SELECT lifetime_value(100, 0.8, 0.1), lifetime_value(100, 0, 0.1) AS none, lifetime_value(margin => 100::float8, retention => 0.8::float8, discount => 0.1::float8) = lifetime_value(100, 0.8, 0.1) AS double;
-- 1,500 customers, ten points, 4,000 each
SELECT csat_gain(1500, 10, 4000), csat_gain(1500, -2.5, 4000), csat_gain(customers => 1500, points => 10, value_per_customer => 4000.50);
SELECT csat_roi(600000, 150000), csat_roi(csat_gain(1500, 10, 4000), 800000), csat_roi(1, 0);
SELECT call, refusal('SELECT ' || call) FROM (VALUES
  ('lifetime_value(100, 80, 0.1)'), ('lifetime_value(100, 0.8, 10)'), ('lifetime_value(100, 1, 0)'), ('lifetime_value(100, -0.1, 0)'),
  ('csat_gain(-1, 10, 4000)'), ('csat_gain(1500, 1000, 4000)'), ('csat_gain(1500, ''NaN'', 4000)'), ('csat_roi(1, -1)')) v(call);

-- ---------- no plan changes a bit ----------

CREATE TABLE survey AS
SELECT i AS id, i % 5 AS branch,
  CASE WHEN i % 11 = 0 THEN NULL ELSE 1 + i % 5 END AS s,
  CASE WHEN i % 17 = 0 THEN NULL ELSE 1 + i / 3 % 5 END AS e,
  1 + i / 7 % 5 AS p,
  10.0::float8 ^ (i * 29 % 13 - 6) / 3 AS w
FROM generate_series(1, 4000) i;
ANALYZE survey;
CREATE VIEW figures AS
SELECT csi(s, '1..5', w) AS csi, csi(s::text, '1..5', w) AS csi_text, csi(to_jsonb(s), '1..5', w) AS csi_jsonb, csi(s, e, w) AS csi_gap, gap(s, e, w) AS gap, gap(s, e) AS gap_unweighted,
  acsi(s, e, p, '1..5') AS acsi, acsi(s, e, p) AS acsi_default, acsi(s, e, p, '1..5', '{0.3885,0.3190,0.2925}') AS acsi_weighted,
  sci(s, e, p) AS sci, sci(s, e, p, '1..5') AS sci_scale, retention(s < 5, e > 2) AS retention, churn(s < 5, e > 2) AS churn FROM survey;
CREATE TABLE serial AS SELECT * FROM figures;
SELECT csi, csi_text = csi AS text, csi_jsonb = csi AS jsonb, csi_gap = gap AS gap, round(acsi, 6) AS acsi, round(sci, 6) AS sci, retention FROM serial;
BEGIN;
SET LOCAL parallel_setup_cost = 0;
SET LOCAL parallel_tuple_cost = 0;
SET LOCAL min_parallel_table_scan_size = 0;
SET LOCAL max_parallel_workers_per_gather = 2;
EXPLAIN (COSTS OFF) SELECT * FROM figures;
SELECT (SELECT to_jsonb(f) FROM figures f) = to_jsonb(s) AS parallel FROM serial s;
SET LOCAL parallel_leader_participation = off;
SELECT (SELECT to_jsonb(f) FROM figures f) = to_jsonb(s) AS workers FROM serial s;
COMMIT;
-- a frame that slides gives what its rows give
SELECT count(*) AS frames, count(*) FILTER (WHERE slid IS DISTINCT FROM computed) AS wrong FROM (
  SELECT jsonb_build_array(csi(s, '1..5', w) OVER f, csi(s::text, '1..5', w) OVER f, csi(to_jsonb(s), '1..5', w) OVER f, gap(s, e, w) OVER f, gap(s, e) OVER f,
    acsi(s, e, p, '1..5') OVER f, acsi(s, e, p) OVER f, acsi(s, e, p, '1..5', '{0.3885,0.3190,0.2925}') OVER f,
    sci(s, e, p) OVER f, sci(s, e, p, '1..5') OVER f, retention(s < 5, e > 2) OVER f, churn(s < 5, e > 2) OVER f) AS slid,
    (SELECT jsonb_build_array(csi(s, '1..5', w), csi(s::text, '1..5', w), csi(to_jsonb(s), '1..5', w), gap(s, e, w), gap(s, e),
      acsi(s, e, p, '1..5'), acsi(s, e, p), acsi(s, e, p, '1..5', '{0.3885,0.3190,0.2925}'),
      sci(s, e, p), sci(s, e, p, '1..5'), retention(s < 5, e > 2), churn(s < 5, e > 2))
     FROM survey n WHERE n.id BETWEEN o.id - 2 AND least(o.id + 1, 500)) AS computed
  FROM survey o WHERE id <= 500
  WINDOW f AS (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING)) x;
-- a frame may pass from one scale to another, if it does not hold both
SELECT csi(3, scale, 1) OVER (ORDER BY i ROWS BETWEEN CURRENT ROW AND CURRENT ROW) AS csi
FROM (VALUES (1, '1..5'::rating_scale), (2, '1..4'), (3, '1..3')) v(i, scale);

DROP TABLE serial;
DROP VIEW figures;
DROP TABLE survey;

-- csi of integers: sums for each point, the same digits as the sums of doubles; points of the scale only
CREATE TABLE whole AS SELECT i, CASE WHEN i % 9 > 0 THEN i * 7 % 11 END AS score, CASE WHEN i % 13 > 0 THEN i % 6 / 7.0::float8 END AS weight
FROM generate_series(1, 1000) i;
SELECT count(*) AS frames, count(*) FILTER (WHERE a IS DISTINCT FROM b OR a IS DISTINCT FROM c) AS differ, min(a), max(a)
FROM (
  SELECT csi(score, '0..10', weight) OVER w AS a, csi(score::float8, '0..10'::rating_scale, weight) OVER w AS b, csi(score::smallint, '0..10', weight) OVER w AS c
  FROM whole WHERE weight IS NOT NULL WINDOW w AS (ORDER BY i ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)) f;
SELECT csi(score, '0..10', weight) FROM whole;
SELECT csi(score, '-5..10', 1) FROM whole;
SELECT csi(score, '0..10 step 5', 1) FROM whole;
SELECT csi(score, '0..6 missing *', 1), csi(score::float8, '0..6 missing *'::rating_scale, 1) FROM whole;
SELECT csi(score, '0..10', 1) AS none FROM whole WHERE false;
DROP TABLE whole;

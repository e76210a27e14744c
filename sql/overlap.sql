-- Comparisons of groups that are not simply two samples apart: answers in both, populations of known size, effective sizes,
-- few answers (mid-p), and scores of clusters.

-- mid-p, against sums of binomial coefficients
CREATE FUNCTION choose(n integer, k integer) RETURNS numeric LANGUAGE sql IMMUTABLE AS
$$ SELECT CASE WHEN k < 0 OR k > n THEN 0 ELSE (factorial(n) / (factorial(k) * factorial(n - k))) END $$;
CREATE FUNCTION mid_p(x integer, n1 integer, y integer, n2 integer) RETURNS numeric LANGUAGE sql AS $$
  SELECT least(1, 2 * least(sum(w) FILTER (WHERE k < x), sum(w) FILTER (WHERE k > x)) / sum(w) + sum(w) FILTER (WHERE k = x) / sum(w))
  FROM (SELECT k, choose(n1, k) * choose(n2, x + y - k) AS w FROM generate_series(0, n1) k) t $$;
CREATE FUNCTION hits(x bigint, n bigint) RETURNS tally LANGUAGE sql AS $$ SELECT tally_from_counts(ARRAY[n - x, x], '0..1') $$;
SELECT count(*), max(abs(c.p_value - mid_p(x, n1, y, n2)) / mid_p(x, n1, y, n2)) < 1e-12 AS equal
FROM generate_series(1, 12, 3) n1, generate_series(2, 40, 9) n2, generate_series(0, n1) x, generate_series(0, n2, 3) y,
  csat_compare(hits(x, n1), hits(y, n2), method => 'mid-p') c
WHERE x + y BETWEEN 1 AND n1 + n2 - 1;
-- the bounds stay Newcombe's; the test has no statistic; where nothing varies there is no test
SELECT m, round(c.lower, 4) AS lower, round(c.upper, 4) AS upper, round(c.statistic, 4) AS z, round(c.p_value, 6) AS p
FROM unnest('{newcombe,mid-p,Mid P}'::text[]) m, csat_compare(hits(7, 10), hits(2, 12), method => m) c;
SELECT (csat_compare(hits(3, 3), hits(5, 5), method => 'mid-p')).p_value;
-- many answers: close to z; far apart: 0, and quickly
SELECT round(a.p_value, 4) AS mid_p, round(b.p_value, 4) AS z
FROM csat_compare(hits(500100, 1000000), hits(499000, 1000000), method => 'mid-p') a, csat_compare(hits(500100, 1000000), hits(499000, 1000000)) b;
SELECT a.p_value AS apart, round(b.p_value, 6) AS huge, round(c.p_value, 6) AS as_z
FROM csat_compare(hits(1000000, 1000000), hits(1, 1000000), method => 'mid-p') a,
  csat_compare(hits(3000000000000, 6000000000000), hits(3000004000000, 6000000000000), method => 'mid-p') b,
  csat_compare(hits(3000000000000, 6000000000000), hits(3000004000000, 6000000000000)) c;

-- an empty overlap changes nothing; a tally that is missing, or has only missing answers, is an empty one
SELECT csat_compare(hits(7, 10), hits(2, 12)) = csat_compare(hits(7, 10), hits(2, 12), overlap => o) AS same
FROM (VALUES (tally '{}'), ('0..1 {0,0}'), ('0..1 {0,0} missing 3'), (NULL)) v (o);

-- two windows that share answers: the formula, written out
CREATE TABLE windows AS SELECT tally '0..10 {10,2,3,4,5,8,9,20,30,25,14}' AS a, tally '0..10 {8,3,3,5,6,9,12,18,20,21,9}' AS b,
  tally '0..10 {7,1,2,3,4,6,8,15,18,19,8}' AS o;
SELECT abs(c.statistic - (p1 - p2)::float8 / sqrt(p::float8 * (1 - p::float8) * (1 / n1 + 1 / n2 - 2 * n0 / (n1 * n2)))) < 1e-12 AS csat_test
FROM windows, LATERAL (SELECT csat(a) / 100 AS p1, csat(b) / 100 AS p2, responses(a)::float8 AS n1, responses(b)::float8 AS n2,
    responses(o)::float8 AS n0, csat(a + b - o) / 100 AS p) s,
  csat_compare(a, b, overlap => o) c;
SELECT abs(c.upper / 100 - (d + sqrt(x^2 + y^2 - 2 * r * x * y))) < 1e-12 AS newcombe_upper
FROM windows, csat_ci(a) i, csat_ci(b) j, csat_compare(a, b, overlap => o) c,
  LATERAL (SELECT (i.estimate - j.estimate)::float8 / 100 AS d, (i.upper - i.estimate)::float8 / 100 AS x, (j.estimate - j.lower)::float8 / 100 AS y,
    responses(o) / sqrt(responses(a)::float8 * responses(b)) AS r) v;
SELECT m, round(c.difference, 3) AS difference, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.p_value, 5) AS p
FROM windows, LATERAL (
  SELECT 'csat', (csat_compare(a, b)).* UNION ALL SELECT 'csat, overlapping', (csat_compare(a, b, overlap => o)).*
  UNION ALL SELECT 'csat, wald', (csat_compare(a, b, method => 'wald', overlap => o)).*
  UNION ALL SELECT 'nps', (nps_compare(a, b)).* UNION ALL SELECT 'nps, overlapping', (nps_compare(a, b, overlap => o)).*
  UNION ALL SELECT 'nps, wald', (nps_compare(a, b, method => 'wald', overlap => o)).*
  UNION ALL SELECT 'mean', (mean_compare(a, b)).* UNION ALL SELECT 'mean, overlapping', (mean_compare(a, b, overlap => o)).*
  UNION ALL SELECT 'ces_easy', (ces_easy_compare(a, b, overlap => o)).*
  UNION ALL SELECT 'top box', (top_box_compare(a, b, 3, overlap => o)).*
  UNION ALL SELECT 'net box', (net_box_compare(a, b, 2, 7, overlap => o)).*) c (m, difference, lower, upper, statistic, p_value);

-- part against whole is part against rest: the same p, and the rest in proportion; whichever comes first
CREATE FUNCTION alike(c score_difference, d score_difference, f numeric) RETURNS boolean LANGUAGE sql AS $$
  SELECT abs(c.difference - d.difference * f) < 1e-9 AND abs(c.lower - d.lower * f) < 1e-9 AND abs(c.upper - d.upper * f) < 1e-9
    AND c.p_value = d.p_value AND c.statistic = d.statistic $$;
SELECT f, alike(nps_compare(o, a, overlap => o), nps_compare(o, a - o), f) AS nps,
  alike(nps_compare(a, o, overlap => o), nps_compare(a - o, o), f) AS nps_whole_first,
  alike(csat_compare(o, a, overlap => o), csat_compare(o, a - o), f) AS csat,
  alike(mean_compare(o, a, overlap => o), mean_compare(o, a - o), f) AS mean,
  (csat_compare(o, a, overlap => o, method => 'mid-p')).p_value = (csat_compare(o, a - o, method => 'mid-p')).p_value AS mid_p
FROM windows, LATERAL (SELECT round(responses(a - o)::numeric / responses(a), 15)) v (f);
-- all of both in both: no test
SELECT c.difference, c.p_value FROM windows, LATERAL (
  SELECT (nps_compare(a, a, overlap => a)).* UNION ALL SELECT (csat_compare(a, a, overlap => a)).* UNION ALL SELECT (mean_compare(a, a, overlap => a)).*) c;
-- weights: half the answers twice as heavy
SELECT round(c.statistic, 9) AS z, round(r, 9) AS r
FROM (SELECT tally(s, '1..5', w) AS a, tally(s, '1..5', w) FILTER (WHERE s > 2) AS o FROM generate_series(1, 5) s, generate_series(1, 4) k,
    LATERAL (SELECT (1 + k % 2)::numeric) v (w)) t,
  (SELECT tally(s, '1..5', 1.5) AS more FROM generate_series(2, 4) s) u,
  csat_compare(a, o + more, overlap => o) c, LATERAL (SELECT (n_eff(o) / sqrt(n_eff(a) * n_eff(o + more)))) v (r);

-- populations: everybody was asked on one side, on both
SELECT round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.p_value, 6) AS p
FROM (VALUES (NULL::float8, NULL::float8), (12, NULL), (12, 20), (10, 12), (1e6, 1e6)) v (p1, p2),
  csat_compare(hits(7, 10), hits(2, 12), population => p1, baseline_population => p2) c;
SELECT round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.p_value, 6) AS p
FROM windows, (VALUES (NULL::float8, NULL::float8), (200, NULL), (200, 300), (130, 114)) v (p1, p2),
  nps_compare(a, b, population => p1, baseline_population => p2) c;
SELECT round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.p_value, 6) AS p
FROM windows, (VALUES (NULL::float8, NULL::float8), (200, 300), (130, 114)) v (p1, p2),
  mean_compare(a, b, population => p1, baseline_population => p2) c;
-- a part's population and the whole's leave that of the rest
SELECT alike(nps_compare(o, a, overlap => o, population => 100, baseline_population => 160),
  nps_compare(o, a - o, population => 100, baseline_population => 60), round(responses(a - o)::numeric / responses(a), 15)) FROM windows;

-- effective sizes by name
SELECT m, round(c.statistic, 6) AS z FROM unnest('{kish,linear,survey}'::text[]) m,
  (SELECT tally(s, '1..5', w) FILTER (WHERE k < 4) AS a, tally(s, '1..5', w) FILTER (WHERE k >= 4) AS b
   FROM generate_series(1, 5) s, generate_series(1, 7) k, LATERAL (SELECT (s * k % 4 + 1) / 2.0) v (w)) t, csat_compare(a, b, n_eff => m) c;

-- clusters: forty shops of fifteen answers
CREATE TABLE shops AS SELECT shop, tally(score, '0..10') AS t
FROM generate_series(1, 40) shop, generate_series(1, 15) i, LATERAL (SELECT (6 + shop * 7 % 5 - 2 + i * i % 3 - (i * shop) % 4)) v (score) GROUP BY shop;
SELECT m, round(c.estimate, 3) AS nps, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, c.responses, round(c.n_eff, 3) AS n_eff, round(c.stderr, 4) AS stderr
FROM (SELECT sum(t) AS t, weighted_stats(nps(t)::float8, weight(t)::float8) AS w FROM shops) s, LATERAL (
  SELECT 'rows', (nps_ci(t)).* UNION ALL SELECT 'clusters', (nps_ci(t, clusters => w)).* UNION ALL SELECT 't', (nps_ci(t, method => 't', clusters => w)).*
  UNION ALL SELECT 'mean of clusters', (mean_ci(w)).* UNION ALL SELECT 'half asked', (nps_ci(t, population => 1200, clusters => w)).*) c (m, estimate, lower, upper, responses, n_eff, stderr);
SELECT m, round(c.estimate, 3) AS mean, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.n_eff, 3) AS n_eff, round(c.stderr, 4) AS stderr
FROM (SELECT sum(t) AS t, weighted_stats(mean(t)::float8, weight(t)::float8) AS w FROM shops) s, LATERAL (
  SELECT 'rows', (mean_ci(t)).* UNION ALL SELECT 'clusters', (mean_ci(t, clusters => w)).* UNION ALL SELECT 't', (mean_ci(t, method => 't', clusters => w)).*
  UNION ALL SELECT 'mean of clusters', (mean_ci(w)).*) c (m, estimate, lower, upper, responses, n_eff, stderr);
-- v / se^2 (z / t)^2, t read off the interval of the clusters
SELECT abs(c.n_eff - p * (1 - p) / (k.stderr / 100)^2 * (1.959963984540054 / ((k.upper - k.estimate) / k.stderr))^2) < 1e-9 AS size
FROM (SELECT sum(t) AS t, weighted_stats(top_box(t, 2)::float8, weight(t)::float8) AS w FROM shops) s, top_box_ci(t, 2, clusters => w) c, mean_ci(w) k,
  LATERAL (SELECT c.estimate / 100) v (p);
-- never more than the answers; clusters that agree: their number; one: nothing is known
SELECT m, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.n_eff, 3) AS n_eff, round(c.stderr, 4) AS stderr
FROM (VALUES ('alike', '{80,80,80,80}'::float8[]), ('closer than chance', '{79,81,80,80}'), ('one', '{80}')) v (m, scores),
  LATERAL (SELECT weighted_stats(s, 25) AS w FROM unnest(scores) s) s, csat_ci(hits(80, 100), clusters => w) c;
SELECT responses(w), weight(w) FROM (SELECT weighted_stats(v, 0.1) AS w FROM (VALUES (1::float8), (2), (NULL)) t (v)) s;
SELECT weight(weighted_stats '{}');

-- two weighted means: Welch on the linearised errors
SELECT round(c.difference, 6) AS difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, round(c.statistic, 6) AS t, round(c.p_value, 6) AS p
FROM (SELECT weighted_stats(nps(t)::float8, weight(t)::float8) FILTER (WHERE shop <= 15) AS a, weighted_stats(nps(t)::float8, weight(t)::float8) FILTER (WHERE shop > 15) AS b
      FROM shops) s, mean_compare(a, b) c;
SELECT mean_compare(weighted_stats '{}', w), mean_compare(w, w, 0.9) FROM (SELECT weighted_stats(v::float8, 1) AS w FROM generate_series(1, 5) v) s;

-- NULL in, NULL out; what is refused
SELECT csat_compare(NULL, a), csat_compare(a, NULL), csat_compare(a, b, NULL), csat_compare(a, b, method => NULL), csat_compare(a, b, n_eff => NULL), top_box_compare(a, b, NULL),
  net_box_compare(a, b, 1, NULL) FROM windows;
SELECT refusal(format('SELECT csat_compare(a, b, %s) FROM windows', what)) FROM unnest(ARRAY['overlap => a', 'overlap => ''0..10 {0,0,0,0,0,0,0,0,0,0,90}''',
  'overlap => ''1..5 {0,0,0,0,1}''', 'population => 100', 'baseline_population => ''NaN''', 'n_eff => ''kisch''', 'method => ''mid-p'', overlap => o',
  'method => ''mid-p'', population => 500', 'confidence => 95']) AS what;
SELECT refusal('SELECT nps_compare(o, a, overlap => o, population => 150, baseline_population => 160) FROM windows');
DROP TABLE windows, shops;
DROP FUNCTION choose, mid_p, hits, alike;

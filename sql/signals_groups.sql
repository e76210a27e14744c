-- One score against a target, and several groups at once: score_test, score_homogeneity, score_trend, score_split, stratified_ci.
-- That they equal R is shown by t/045_signals.pl; here is what they do at the edges.
\pset null '(null)'

-- ---------------------------------------------------------------------------
-- score_test
-- ---------------------------------------------------------------------------

-- 107 answers of which 74 are satisfied: prop.test(74, 107, p = 0.6, correct = FALSE) has X-squared 3.739875, p .05313
SELECT round(difference, 4) AS difference, round(statistic ^ 2, 6) AS x_squared, round(p_value, 5) AS p_value
FROM score_test('1..5 {14,9,10,32,42}', 60, 'csat');
-- greater and less are halves of it
SELECT alternative, round(p_value, 5) AS p_value FROM unnest('{two-sided,greater,LESS}'::text[]) AS alternative,
  score_test('1..5 {14,9,10,32,42}', 60, 'csat', alternative);
-- lower and upper are the default interval less the target; two-sided p is below .05 where that leaves the target out
CREATE TABLE tested AS
SELECT metric, target, t, (score_test(t, target, metric)).*,
  CASE metric WHEN 'csat' THEN csat_ci(t) WHEN 'nps' THEN nps_ci(t) WHEN 'mean' THEN mean_ci(t) END AS i
FROM (VALUES ('csat', 1.0, 99.0), ('nps', -99, 99), ('mean', 0, 10)) AS m (metric, lo, hi),
  (VALUES ('0..10 {0,0,0,0,0,0,0,0,0,0,1}'::tally), ('0..10 {1,0,0,0,0,0,0,0,0,0,0}'), ('0..10 {0,0,0,0,1,0,0,1,0,0,2}'),
          ('0..10 {3,0,1,0,0,9,4,12,20,30,25}'), ('0..10 {0,0,0,0,0,0,0,0,0,5,7}'), ('0..10 {0,0,0,0,1:0.5:0.25,0,0,0,0,2:3:4.5,1}')) AS v (t),
  LATERAL generate_series(0, 40) AS step, LATERAL (SELECT lo + (hi - lo) * step / 40) AS g (target);
SELECT metric, count(*), count(*) FILTER (WHERE (p_value < 0.05) <> ((i).lower > target OR (i).upper < target)) AS disagree,
  max(abs(lower - ((i).lower - target::numeric)) + abs(upper - ((i).upper - target::numeric))) < 1e-12 AS same_bounds FROM tested GROUP BY metric ORDER BY metric;
DROP TABLE tested;
-- every other answer refutes a share of 0 or 100, so that there is no p
SELECT target, c.* FROM unnest('{0,100}'::float8[]) AS target, score_test('1..5 {0,0,0,4,2}', target, 'csat') AS c;
-- the one answer is a promoter, and the three that are added must not prove the opposite
SELECT alternative, c.p_value FROM unnest('{two-sided,less,greater}'::text[]) AS alternative,
  score_test('0..10 {0,0,0,0,0,0,0,0,0,0,1}', 99, 'nps', alternative) AS c;
-- five equal answers are not certain
SELECT round(statistic, 3) AS t, round(p_value, 3) AS p FROM score_test('1..5 {0,0,0,0,5}', 4.5, 'mean');
SELECT score_test('{}', 50, 'csat'), score_test('1..5 {0,0,0,0,0} missing 3', 50, 'csat'), score_test(NULL, 50, 'csat'), score_test('1..5 {1,0,0,0,2}', NULL, 'csat');
SELECT refusal($$SELECT score_test('1..5 {1,2,3,4,5}', 101, 'csat')$$), refusal($$SELECT score_test('1..5 {1,2,3,4,5}', 'NaN', 'mean')$$);
SELECT refusal($$SELECT score_test('1..5 {1,2,3,4,5}', 50, 'csat', 'bigger')$$), refusal($$SELECT score_test('1..5 {1,2,3,4,5}', 50, 'happiness')$$);
SELECT refusal($$SELECT score_test('1..5 {1,2,3,4,5}', 50, 'nps')$$);

-- ---------------------------------------------------------------------------
-- score_homogeneity
-- ---------------------------------------------------------------------------

-- R's example of smokers among patients, help(prop.test): X-squared 12.6004, df 3, p .005585
CREATE TABLE patients (clinic integer, smokers tally);
INSERT INTO patients VALUES (1, '0..1 top 1 {3,83}'), (2, '0..1 top 1 {3,90}'), (3, '0..1 top 1 {7,129}'), (4, '0..1 top 1 {12,70}');
SELECT round(statistic, 4) AS x_squared, df, round(p_value, 6) AS p_value FROM score_homogeneity((SELECT array_agg(smokers) FROM patients), 'top_box 1');
-- two groups: the square of csat_compare, weighted too; groups in any order, bit for bit; those without answers are left out
SELECT abs(h.statistic - c.statistic ^ 2) < 1e-12 AS squared, abs(h.p_value - c.p_value) < 1e-12 AS same_p, h.df
FROM (VALUES ('1..5 {5,5,10,40,40}'::tally, '1..5 {3,8,10,30,20}'::tally), ('1..5 {2:3:5,1,1,4:2.5:2,3}', '1..5 {1,2,2,3:7:17,1}')) AS v (a, b),
  csat_compare(a, b) AS c, score_homogeneity(ARRAY[b, NULL, '{}', a, '1..5 {0,0,0,0,0} missing 1'], 'csat') AS h;
SELECT count(DISTINCT score_homogeneity(ARRAY[a, b, c], metric)::text) AS any_order, metric
FROM (VALUES ('0..10 {1,2,3,4,5,6,7,8,9,10,11}'::tally), ('0..10 {9,1,0,0,0,3,3,8,1,20,7}'), ('0..10 {0,0,1,0,2,0,4,0,0,0,9}')) AS v (a),
  (VALUES ('0..10 {1,2,3,4,5,6,7,8,9,10,11}'::tally), ('0..10 {9,1,0,0,0,3,3,8,1,20,7}'), ('0..10 {0,0,1,0,2,0,4,0,0,0,9}')) AS w (b),
  (VALUES ('0..10 {1,2,3,4,5,6,7,8,9,10,11}'::tally), ('0..10 {9,1,0,0,0,3,3,8,1,20,7}'), ('0..10 {0,0,1,0,2,0,4,0,0,0,9}')) AS x (c),
  unnest('{nps,mean,top_box 2}'::text[]) AS metric
WHERE a <> b AND b <> c AND a <> c GROUP BY metric ORDER BY metric;
-- one group; nothing varies, though the answers do; no groups
SELECT score_homogeneity('{"1..5 {1,2,3,4,5}"}', 'csat'), score_homogeneity('{"1..5 {0,0,0,3,5}","1..5 {0,0,0,1,1}"}', 'csat') AS all_satisfied,
  score_homogeneity('{}', 'csat'), score_homogeneity(NULL, 'csat'), score_homogeneity('{"1..5 {1,2,3,4,5}"}', NULL);
SELECT score_homogeneity('{"1..5 {0,0,0,0,5}","1..5 {1,0,0,0,0}"}', 'csat') AS apart;
SELECT refusal($$SELECT score_homogeneity('{"1..5 {1,2,3,4,5}","1..7 {1,2,3,4,5,6,7}"}', 'csat')$$);
SELECT refusal($$SELECT score_homogeneity('{"1..5 {1,2,3,4,5}","1..5 {1,2,3,4,5}"}', 'nps')$$), refusal($$SELECT score_homogeneity('{}', 'top_box')$$);

-- ---------------------------------------------------------------------------
-- score_trend
-- ---------------------------------------------------------------------------

-- help(prop.trend.test): X-squared 8.2249, p .004132. But clinics lie off the line by more than chance, and so it shows less
SELECT round(statistic, 4) AS x_squared, round(p_value, 6) AS p_value, round(dispersion, 4) AS dispersion, round(p_adjusted, 4) AS p_adjusted
FROM score_trend((SELECT array_agg(smokers ORDER BY clinic) FROM patients), '{1,2,3,4}', 'top_box 1');
-- two groups: a slope and a test, and nothing to know dispersion by
SELECT * FROM score_trend('{"0..10 {0,0,0,0,0,5,0,0,5,0,10}","0..10 {0,0,0,0,0,2,0,0,5,0,12}"}', '{3,5}', 'nps');
-- no dispersion above chance: z, and p_adjusted is p_value
SELECT dispersion < 1 AS steady, p_adjusted = p_value AS same, lower < slope AND slope < upper AS around
FROM score_trend('{"1..5 {5,5,10,40,40}","1..5 {5,5,10,44,36}","1..5 {4,6,12,40,38}"}', '{1,2,3}', 'csat');
-- x in another unit and from another start scales the slope and nothing else
SELECT abs(a.slope - 30 * b.slope) < 1e-12 AS slope, abs(a.p_adjusted - b.p_adjusted) < 1e-12 AS p
FROM score_trend('{"1..5 {5,5,10,40,40}","1..5 {5,9,10,44,16}","1..5 {4,6,12,40,38}"}', '{1,2,3}', 'csat') AS a,
  score_trend('{"1..5 {4,6,12,40,38}","1..5 {5,5,10,40,40}","1..5 {5,9,10,44,16}"}', '{1700060,1700000,1700030}', 'csat') AS b;
-- groups without answers are left out, with their x; fewer than two x, or nothing varies: NULL
SELECT score_trend(ARRAY['1..5 {1,2,3,4,5}', NULL, '{}', '1..5 {5,4,3,2,1}']::tally[], '{1,7,8,2}', 'csat')::text
  = score_trend(ARRAY['1..5 {1,2,3,4,5}', '1..5 {5,4,3,2,1}']::tally[], '{1,2}', 'csat')::text AS left_out;
SELECT score_trend('{"1..5 {1,2,3,4,5}","1..5 {5,4,3,2,1}"}', '{4,4}', 'csat') AS one_x, score_trend('{"1..5 {1,2,3,4,5}"}', '{4}', 'csat') AS one,
  score_trend('{"1..5 {0,0,0,3,5}","1..5 {0,0,0,1,1}"}', '{1,2}', 'csat') AS all_satisfied, score_trend('{}', '{}', 'csat') AS none;
SELECT refusal($$SELECT score_trend('{"1..5 {1,2,3,4,5}","1..5 {5,4,3,2,1}"}', '{1}', 'csat')$$);
SELECT refusal($$SELECT score_trend('{"1..5 {1,2,3,4,5}"}', '{NULL}', 'csat')$$), refusal($$SELECT score_trend('{"1..5 {1,2,3,4,5}"}', '{Infinity}', 'csat')$$);

-- ---------------------------------------------------------------------------
-- score_split
-- ---------------------------------------------------------------------------

-- by hand: shares .5 and .5, then .8 and .2; scores 80 and 40, then 70 and 60. rate = .65 (-10) + .35 (20) = .5, change 68 - 60 = 8
SELECT * FROM score_split('{"1..5 {20,0,0,80,0}","1..5 {60,0,0,40,0}"}', '{"1..5 {48,0,0,112,0}","1..5 {16,0,0,24,0}"}', 'csat');
-- Simpson: every segment fell, the whole rose
SELECT round(change, 2) AS change, round(rate, 2) AS rate, round(mix, 2) AS mix
FROM score_split('{"0..10 {0,0,0,0,0,10,0,0,0,90,0}","0..10 {0,0,0,0,0,60,0,0,0,40,0}"}', '{"0..10 {0,0,0,0,0,30,0,0,0,150,0}","0..10 {0,0,0,0,0,14,0,0,0,6,0}"}', 'nps');
-- nothing but the mix: no segment moved; what is in one period only is wholly mix; rate and mix add up, digit by digit
SELECT rate, change = mix AS mix FROM score_split('{"1..5 {1,0,0,1,0}","1..5 {1,0,0,3,0}"}', '{"1..5 {7,0,0,7,0}","1..5 {1,0,0,3,0}"}', 'csat');
SELECT rate, change = mix AS mix FROM score_split(ARRAY['1..5 {1,0,0,1,0}', NULL]::tally[], ARRAY['{}', '1..5 {1,0,0,3,0}']::tally[], 'csat');
SELECT change = rate + mix AS adds_up, change = mean(a1 + a2) - mean(b1 + b2) AS change
FROM (VALUES ('1..5 {1,2,3:2.5:2.25,4,5}'::tally, '1..5 {5,1,1,1,1}'::tally, '1..5 {0,7,0,0,1}'::tally, '1..5 {1:0.1:0.01,2,0,0,9}'::tally)) AS v (b1, b2, a1, a2),
  score_split(ARRAY[b1, b2], ARRAY[a1, a2], 'mean');
SELECT score_split('{"1..5 {1,2,3,4,5}"}', '{"{}"}', 'csat') AS no_after, score_split('{}', '{}', 'csat') AS none, score_split(NULL, '{}', 'csat');
SELECT refusal($$SELECT score_split('{"1..5 {1,2,3,4,5}"}', '{}', 'csat')$$);
SELECT refusal($$SELECT score_split('{"1..5 {1,2,3,4,5}"}', '{"0..10 {1,2,3,4,5,6,7,8,9,10,11}"}', 'mean')$$);

-- ---------------------------------------------------------------------------
-- stratified_ci
-- ---------------------------------------------------------------------------

CREATE TABLE strata AS
SELECT region, weighted_stats(x, w) AS w
FROM (SELECT i % 3 AS region, i * i % 7 + 3 * (i % 3) AS x, 1 + i % 4 * 0.25 AS w FROM generate_series(1, 40) AS i) AS v GROUP BY region;
-- one stratum is mean_ci; strata that differ take their difference out of the error; shares come in any unit
SELECT max(abs(s.estimate - m.estimate) + abs(s.lower - m.lower) + abs(s.upper - m.upper) + abs(s.n_eff - m.n_eff) + abs(s.stderr - m.stderr)) < 1e-12 AS one_stratum,
  bool_and(s.responses = m.responses) AS responses
FROM strata, mean_ci(w) AS m, LATERAL (SELECT (stratified_ci(ARRAY[w])).* UNION ALL SELECT (stratified_ci(ARRAY[w], '{7}')).*) AS s;
SELECT round(stderr(sum(w)), 4) AS unstratified, (SELECT round(stderr, 4) FROM stratified_ci(array_agg(w))) AS stratified,
  (SELECT round(stderr, 4) FROM stratified_ci(array_agg(w), '{5,3,2}')) AS standardised,
  stratified_ci(array_agg(w), '{5,3,2}')::text = stratified_ci(array_agg(w), '{0.5,0.3,0.2}')::text AS any_unit,
  stratified_ci(array_agg(w ORDER BY region))::text = stratified_ci(array_agg(w ORDER BY region DESC))::text AS any_order,
  (stratified_ci(array_agg(w), confidence => 0.99)).upper > (stratified_ci(array_agg(w))).upper AS wider FROM strata;
-- strata far apart: the error is theirs inside, to all digits
SELECT stderr FROM stratified_ci((SELECT array_agg(w) FROM (SELECT weighted_stats(x * 1000000 + d / 1024.0, 1) AS w
  FROM generate_series(0, 1) AS x, generate_series(0, 3) AS d GROUP BY x) AS s));
SELECT sqrt(4 * (4 / 3.0) * 2 * 1.25) / 8 / 1024 AS by_hand;
-- one cluster does not know its error; nothing varies inside; an empty stratum has no share; a share of 0 leaves one out
SELECT * FROM stratified_ci((SELECT array_agg(w) FROM (SELECT w FROM strata UNION ALL SELECT weighted_stats(5, 1)) AS s));
SELECT * FROM stratified_ci((SELECT array_agg(w) FROM (SELECT weighted_stats(x, 1) AS w FROM (VALUES (0, 0.1::float8), (0, 0.1), (1, 0.7), (1, 0.7)) AS v (h, x) GROUP BY h) AS s));
SELECT stratified_ci(array_agg(w) || '{}'::weighted_stats, '{1,1,1,1}') AS share_of_nobody, stratified_ci(array_agg(w) || NULL::weighted_stats, '{1,1,1,1}') AS share_of_null,
  stratified_ci(array_agg(w) || '{}'::weighted_stats, '{1,1,1,0}')::text = stratified_ci(array_agg(w), '{1,1,1}')::text AS left_out,
  stratified_ci(array_agg(w) || '{}'::weighted_stats)::text = stratified_ci(array_agg(w))::text AS no_stratum FROM strata;
SELECT stratified_ci('{}'), stratified_ci('{}', '{}'), stratified_ci('{"{}"}'), stratified_ci(NULL), stratified_ci((SELECT array_agg(w) FROM strata), confidence => NULL);
SELECT refusal(format('SELECT stratified_ci((SELECT array_agg(w) FROM strata), %L)', shares)) FROM unnest(ARRAY['{1,1}', '{1,-1,1}', '{1,NULL,1}', '{1,NaN,1}', '{0,0,0}']) AS shares;
SELECT refusal($$SELECT stratified_ci((SELECT array_agg(w) FROM strata), confidence => 1)$$);
DROP TABLE patients, strata;

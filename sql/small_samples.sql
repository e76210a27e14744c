-- A few answers are never certain; no score lies outside its interval; the standard error; intervals in words.

-- two fives: not [5, 5], and a target of 4.5 is not met
SELECT round(c.lower, 4) AS lower, c.upper, csat_verdict(c.lower, c.upper, 4.5) FROM mean_ci(tally '1..5 {0,0,0,0,2}') AS c;
-- nor on other scales, of other answers, of one answer, from the aggregate, weighted, or of a low confidence
SELECT t, round(c.estimate, 4) AS mean, round(c.lower, 4) AS lower, round(c.upper, 4) AS upper, c.responses, c.stderr
FROM unnest('{"1..7 {0,0,0,0,0,0,2}","1..7 {2,0,0,0,0,0,0}","1..5 {0,0,3,0,0}","1..5 reversed {0,0,0,0,2}","0..1 {0,4}",
    "1..5 {0,1,0,0,0}","0.2..1 step 0.2 {0,0,0,0,2}","1..4 {0:0:0,0:0:0,0:0:0,3:1.5:0.75}","-3..3 {0,0,0,0,0,0,20}"}'::tally[]) AS t,
    ces_ci(t) AS c;
SELECT interval_label(ces_ci(score)) AS ces, interval_label(ces_ci(score, '1..7', 0.1)) AS weighted
    FROM (VALUES (7), (7)) AS v (score);
SELECT interval_label(c, 3) FROM mean_ci(tally '1..5 {0,0,0,0,2}', confidence => 0.5) AS c;
-- the formula, over every tally of up to six answers: bounds that were neither stretched nor cut lie around m', as far
-- apart as Student's quantile of n + 1 degrees of freedom says
CREATE TABLE few AS
SELECT format('1..5 {%s,%s,%s,%s,%s}', a, b, c, d, e)::tally AS t, a + b + c + d + e AS n,
    a + 7 * b + 11 * c + 13 * d + 17 * e AS mix
FROM generate_series(0, 6) AS a, generate_series(0, 6) AS b, generate_series(0, 6) AS c, generate_series(0, 6) AS d,
    generate_series(0, 6) AS e
WHERE a + b + c + d + e BETWEEN 1 AND 6;
WITH described AS (
    SELECT n, mean(t)::float8 AS m, coalesce(variance(t)::float8 * (n - 1) / n, 0) AS s2, (mean_ci(t)).* FROM few),
enlarged AS (
    SELECT *, (n * m + 6) / (n + 2) AS center FROM described),
bound AS (
    SELECT *, (n * (s2 + (m - center) ^ 2) + 2 * (2 + (3 - center) ^ 2)) / (n + 1) AS v FROM enlarged)
SELECT n, count(*) AS tallies, count(*) FILTER (WHERE lower > 1 AND lower < estimate) AS lower_bounds,
    round(min((center - lower) / sqrt(v / (n + 2))) FILTER (WHERE lower > 1 AND lower < estimate)::numeric, 6) AS least,
    round(max((center - lower) / sqrt(v / (n + 2))) FILTER (WHERE lower > 1 AND lower < estimate)::numeric, 6) AS most,
    round(max((upper - center) / sqrt(v / (n + 2))) FILTER (WHERE upper < 5 AND upper > estimate)::numeric, 6) AS above
FROM bound GROUP BY n ORDER BY n;
-- the middle answers of a scale that was turned round are as certain
SELECT count(*) FILTER (WHERE abs(c.lower + d.upper - 6) > 1e-12) AS not_mirrored
FROM few, mean_ci(t) AS c, mean_ci(format('1..5 {%s,%s,%s,%s,%s}', (counts(t))[5], (counts(t))[4], (counts(t))[3],
    (counts(t))[2], (counts(t))[1])::tally) AS d;

-- t by name says nothing where nothing varies, unless everybody was asked
SELECT t, population, c.lower, c.upper, c.stderr, csat_verdict(c.lower, c.upper, 4.5)
FROM unnest('{"1..5 {0,0,0,0,2}","1..5 {0,0,0,0,1}","1..5 {0:0:0,0:0:0,0:0:0,0:0:0,3:1.5:0.75}"}'::tally[]) AS t,
    unnest('{NULL,1000}'::float8[]) AS population, mean_ci(t, method => 't', population => population) AS c;
SELECT method, c.lower, c.upper FROM unnest('{t,adjusted t}'::text[]) AS method,
    mean_ci(tally '1..5 {0,0,0,0,2}', method => method, population => 2) AS c;
SELECT method, round(c.lower, 6) AS lower, c.upper, c.stderr FROM unnest('{adjusted wald,score,t}'::text[]) AS method,
    nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,4}', method => method) AS c;
-- nor does a summary: shops that all score 80, a single one, clusters without answers beside them
SELECT name, population, c.estimate, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, c.responses,
    round(c.stderr, 6) AS stderr, csat_verdict(c.lower, c.upper, 75)
FROM (SELECT 'agree', weighted_stats(80, 1) FROM generate_series(1, 5)
      UNION ALL SELECT 'agree in decimals', weighted_stats(80.1, 0.3) FROM generate_series(1, 5)
      UNION ALL SELECT 'one', weighted_stats(80, 2)
      UNION ALL SELECT 'agree but for the missing', weighted_stats(x, 1) FROM unnest('{80,NULL,80,NULL}'::float8[]) AS x
      UNION ALL SELECT 'vary', weighted_stats(x, 1) FROM unnest('{80,80,80,80,81}'::float8[]) AS x) AS s (name, w),
    unnest('{NULL,5}'::float8[]) AS population, mean_ci(w, population => population) AS c;
SELECT name, c.lower, c.upper
FROM (SELECT 'one' AS name, weighted_stats(80, 2) AS w UNION ALL SELECT 'two', weighted_stats(x, 1)
    FROM unnest('{80,80}'::float8[]) AS x) AS s, mean_ci(w, population => responses(w)) AS c;

-- two 7s are no proof against 200 mixed answers; Welch's own test is, by name
SELECT method, round(c.difference, 3) AS difference, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper,
    round(c.statistic, 3) AS t, c.p_value < 1e-30 AS certain, round(c.p_value, 4) AS p
FROM unnest('{adjusted welch,Welch}'::text[]) AS method,
    ces_compare(tally '1..7 {0,0,0,0,0,0,2}', tally '1..7 {20,20,30,30,30,40,30}', method => method) AS c;
SELECT a, round(c.difference, 3) AS difference, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.p_value, 4) AS p
FROM unnest('{"1..5 {0,0,0,0,1}","1..5 {0,0,0,0,3}","1..5 {4,0,0,0,0}",
    "1..5 {0:0:0,0:0:0,0:0:0,0:0:0,2:0.2:0.02}","1..5 {40,40,40,40,40}"}'::tally[]) AS a,
    mean_compare(a, '1..5 {40,40,40,40,40}') AS c;
-- where all answers of both agree, Welch's own test has nothing to go by
SELECT b, method, round(c.lower, 3) AS lower, round(c.upper, 3) AS upper, round(c.statistic, 3) AS t, round(c.p_value, 4) AS p
FROM unnest('{"1..5 {0,0,0,0,30}","1..5 {30,0,0,0,0}"}'::tally[]) AS b, unnest('{adjusted welch,welch}'::text[]) AS method,
    mean_compare('1..5 {0,0,0,0,2}', b, method => method) AS c;

-- one promoter: 100 lies in its interval, and the verdict says what the score says
SELECT interval_label(c) AS nps, csat_verdict(c.lower, c.upper, 99) FROM nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,1}') AS c;
SELECT interval_label(c) FROM nps_ci(tally '0..10 {1,0,0,0,0,0,0,0,0,0,0}') AS c
UNION ALL SELECT interval_label(c) FROM net_box_ci(tally '1..7 {0,0,0,0,0,0,2}', 2, 3) AS c
UNION ALL SELECT interval_label(c) FROM net_box_ci(tally '1..5 reversed {2,0,0,0,0}', 1, 2) AS c
UNION ALL SELECT interval_label(c) FROM nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,5}', confidence => 0.2) AS c
UNION ALL SELECT interval_label(c) FROM nps_ci(tally '0..10 {0,0,0,0,0,0,0,0,0,0,3:0.3:0.03}') AS c
UNION ALL SELECT interval_label(nps_ci(score)) FROM (VALUES (9)) AS v (score);
-- every score of up to six answers lies in its interval, whatever the method, the size and the confidence
SELECT kind, count(*) AS intervals,
    count(*) FILTER (WHERE NOT (i).lower <= (i).estimate OR NOT (i).upper >= (i).estimate) AS outside,
    count(*) FILTER (WHERE (i).lower < least OR (i).upper > most) AS off_the_scale
FROM few, unnest('{0.2,0.95,0.999}'::float8[]) AS confidence, unnest('{kish,survey}'::text[]) AS size,
    LATERAL (SELECT 'net ' || method AS kind, net_box_ci(t, 1, 2, confidence, method, size) AS i, -100 AS least, 100 AS most
             FROM unnest('{adjusted wald,score,t,wald}'::text[]) AS method
             UNION ALL SELECT 'mean ' || method, mean_ci(t, confidence, method, size), 1, 5
             FROM unnest('{adjusted t,t}'::text[]) AS method
             UNION ALL SELECT 'share ' || method, top_box_ci(t, 2, confidence, method, size), 0, 100
             FROM unnest('{wilson,wilson cc,agresti-coull,clopper-pearson,jeffreys,wald}'::text[]) AS method) AS s
GROUP BY kind ORDER BY kind;
-- every difference of two lies in its interval, except against the test; interval and test agree; nothing leaves the range
CREATE TABLE pair AS
SELECT a.t AS a, b.t AS b FROM few AS a, few AS b WHERE a.mix % 23 = 0 AND b.mix % 19 = 0
UNION ALL
SELECT a.t, b
FROM few AS a, unnest('{"1..5 {200,0,0,0,0}","1..5 {0,0,0,2,198}","1..5 {1,1,4,30,164}","1..5 {30,40,60,40,30}"}'::tally[]) AS b
WHERE a.n <= 4;
SELECT kind, count(*) AS differences,
    count(*) FILTER (WHERE difference NOT BETWEEN lower AND upper AND p_value >= 1 - confidence) AS outside,
    count(*) FILTER (WHERE difference NOT BETWEEN lower AND upper) AS against_the_test,
    count(*) FILTER (WHERE difference NOT BETWEEN lower AND upper AND sign(difference) = sign(statistic)) AS without_need,
    count(*) FILTER (WHERE (p_value < 1 - confidence) <> (0 NOT BETWEEN lower AND upper)) AS disagree,
    count(*) FILTER (WHERE lower < -most OR upper > most) AS out_of_range
FROM pair, unnest('{0.55,0.95}'::float8[]) AS confidence,
    LATERAL (SELECT 'net' AS kind, 200 AS most, c.* FROM net_box_compare(a, b, 1, 2, confidence) AS c
             UNION ALL SELECT 'net wald', 200, c.* FROM net_box_compare(a, b, 1, 2, confidence, 'wald') AS c
             UNION ALL SELECT 'mean', 4, c.* FROM mean_compare(a, b, confidence) AS c
             UNION ALL SELECT 'mean welch', 4, c.* FROM mean_compare(a, b, confidence, 'welch') AS c) AS s
GROUP BY kind ORDER BY kind;
SELECT count(*) FILTER (WHERE c.difference NOT BETWEEN c.lower AND c.upper) AS outside,
    count(*) FILTER (WHERE c.lower < -100 OR c.upper > 100) AS out_of_range
FROM pair, top_box_compare(a, b, 2) AS c;
-- the three answers more turn the sign of one promoter against 99 percent: the interval stays that of the test
SELECT round(c.difference, 2) AS difference, round(c.lower, 2) AS lower, round(c.upper, 2) AS upper,
    round(c.statistic, 3) AS z, round(c.p_value, 4) AS p
FROM nps_compare(tally '0..10 {0,0,0,0,0,0,0,0,0,0,1}', tally '0..10 {0,0,0,0,0,0,0,10,0,0,990}') AS c
UNION ALL
SELECT round(c.difference, 2), round(c.lower, 2), round(c.upper, 2), round(c.statistic, 3), round(c.p_value, 4)
FROM nps_compare(tally '0..10 {0,0,0,0,0,0,0,0,0,0,8}', tally '0..10 {8,0,0,0,0,0,0,0,0,0,0}') AS c
UNION ALL
SELECT round(c.difference, 2), round(c.lower, 2), round(c.upper, 2), round(c.statistic, 3), round(c.p_value, 4)
FROM nps_compare(tally '0..10 {0,0,0,0,0,0,0,0,0,0,1}', tally '0..10 {1,0,0,0,0,0,0,0,0,0,0}') AS c;

-- the standard error: 100 sqrt(v / n_eff); that of the mean; 0 where nothing varies or everybody was asked
SELECT round((csat_ci(t)).stderr, 8) AS csat, round(100 * sqrt(0.8 * 0.2 / 20), 8) AS by_hand,
    round((nps_ci(t)).stderr, 8) AS nps,
    round(100 * sqrt((0.8 + 0.15 - 0.65 ^ 2) / 20), 8) AS by_hand, round((mean_ci(t)).stderr, 8) AS mean,
    round(stddev(t) / sqrt(20.0), 8) AS by_hand,
    round((mean_ci(t, method => 't')).stderr, 8) AS t
FROM (SELECT tally '0..10 {1,0,0,0,0,0,2,0,1,6,10}') AS v (t);
SELECT n_eff, round((csat_ci(t, n_eff => n_eff)).stderr, 8) AS csat,
    round((csat_ci(t, n_eff => n_eff, population => 16)).stderr, 8) AS of_16,
    (csat_ci(t, n_eff => n_eff, population => 8)).stderr AS of_8,
    round((mean_ci(t, n_eff => n_eff)).stderr, 8) AS mean,
    round((mean_ci(t, n_eff => n_eff, population => 16)).stderr, 8) AS of_16,
    (mean_ci(t, n_eff => n_eff, population => 8)).stderr AS of_8
FROM (SELECT tally(s, '1..5', w) AS t
      FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w)) AS v,
    unnest('{kish,linear,survey}'::text[]) AS n_eff;
SELECT n, count(*) FILTER (WHERE (csat_ci(t, n_eff => 'survey')).stderr IS DISTINCT FROM 0) AS csat,
    count(*) FILTER (WHERE (net_box_ci(t, 1, 1)).stderr IS DISTINCT FROM 0) AS net,
    count(*) FILTER (WHERE (mean_ci(t)).stderr IS DISTINCT FROM 0) AS mean
FROM (SELECT n, format('1..5 {0,0,0,0,%s}', n)::tally AS t FROM generate_series(1, 4) AS n) AS s GROUP BY n ORDER BY n;

-- rounded: what is shown; in words, whatever is known
SELECT r.* FROM csat_ci(tally '1..5 {14,9,10,32,42}') AS c, rounded(c, 1) AS r;
SELECT rounded(csat_ci(tally '1..5 {14,9,10,32,42}', n_eff => 'survey'), 0),
    rounded(mean_ci(tally '1..5 {0,0,0,0,2}', method => 't'), 2), rounded(NULL, 2) IS NULL AS "null";
SELECT digits, interval_label(c, digits) FROM unnest('{0,1,2,-1}'::integer[]) AS digits,
    csat_ci(tally '1..5 {700,460,400,500,499}') AS c;
SELECT interval_label(nps_ci(tally '0..10 {9,0,0,0,0,0,0,3,0,0,2}')) AS negative,
    interval_label(mean_ci(tally '1..5 {0,0,0,0,2}', method => 't'), 2) AS none,
    interval_label(csat_ci(tally '{}')) AS empty, interval_label(NULL) AS "null", interval_label('(50,,,,,)') AS estimate,
    interval_label('(50,40,60,,,)') AS responses, interval_label('(,,,,,)') AS nothing;
SELECT interval_label(c) FROM csat_ci(tally '{}') AS c;
DROP TABLE pair, few;

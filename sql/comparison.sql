-- Comparisons of two groups: signed difference, interval, test.

SELECT round(c.difference, 6) AS difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper,
    round(c.statistic, 6) AS statistic, round(c.p_value, 9) AS p_value
FROM csat_compare(tally '1..5 {14,0,0,0,56}', tally '1..5 {32,0,0,48,0}') AS c
UNION ALL
SELECT round(c.difference, 6), round(c.lower, 6), round(c.upper, 6), round(c.statistic, 6), round(c.p_value, 9)
FROM csat_compare(tally '1..5 {14,0,0,0,56}', tally '1..5 {32,0,0,48,0}', method => 'Wald') AS c;
SELECT method, round(c.difference, 6) AS difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper,
    round(c.statistic, 6) AS statistic, round(c.p_value, 9) AS p_value
FROM unnest('{adjusted wald,wald}'::text[]) AS method,
    nps_compare(tally '0..10 {10,0,0,0,0,0,0,0,0,0,20}', tally '0..10 {18,0,0,0,0,0,0,0,0,0,12}', method => method) AS c;
SELECT round(c.difference, 6) AS difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper,
    round(c.statistic, 6) AS statistic, round(c.p_value, 9) AS p_value
FROM unnest('{adjusted welch,welch}'::text[]) AS method,
    mean_compare(tally '1..10 {0,0,0,0,1,1,2,3,2,1}', tally '1..10 {0,0,0,1,1,2,2,1,1,0}', method => method) AS c;

-- the other names read the same figures
SELECT top_box_compare(a, b, 2) = csat_compare(a, b) AS top_box, ces_compare(a, b) = mean_compare(a, b) AS ces
FROM (SELECT tally '1..5 {1,2,3,4,5}', tally '1..5 {3,3,3,3,3}') AS v (a, b);
SELECT net_box_compare(a, b, 2, 7) = nps_compare(a, b) AS net_box
FROM (SELECT tally '0..10 {1,2,3,4,5,6,7,8,9,10,11}', tally '0..10 {3,3,3,3,3,3,3,3,3,3,3}') AS v (a, b);

-- the difference is that of the scores; swapping the groups changes its sign, not the p-value
CREATE TABLE pair AS
SELECT format('0..10 {%s,0,0,0,0,0,%s,%s,0,0,%s}', i % 4, i % 7, i % 5, i % 11)::tally AS a,
    format('0..10 {%s,0,0,0,0,0,0,%s,0,0,%s}', i % 3, i % 13, 1 + i % 6)::tally AS b
FROM generate_series(1, 400) AS i WHERE i % 4 + i % 7 + i % 5 + i % 11 > 1;
SELECT count(*) FILTER (WHERE c.difference <> nps(a) - nps(b)) AS not_the_difference,
    count(*) FILTER (WHERE c.difference <> -d.difference OR c.statistic <> -d.statistic
        OR abs(c.lower + d.upper) > 1e-12 OR c.p_value <> d.p_value) AS not_signed,
    count(*) FILTER (WHERE NOT (-200 <= c.lower AND c.lower <= c.upper AND c.upper <= 200)) AS out_of_range,
    count(*) FILTER (WHERE (c.p_value < 0.05) <> (0 NOT BETWEEN c.lower AND c.upper)) AS test_and_interval_disagree
FROM pair, nps_compare(a, b) AS c, nps_compare(b, a) AS d;
SELECT count(*) FILTER (WHERE c.difference <> csat(a) - csat(b)) AS not_the_difference,
    count(*) FILTER (WHERE c.difference <> -d.difference OR c.statistic <> -d.statistic
        OR abs(c.lower + d.upper) > 1e-12 OR c.p_value <> d.p_value) AS not_signed,
    count(*) FILTER (WHERE NOT (-100 <= c.lower AND c.lower <= c.difference
        AND c.difference <= c.upper AND c.upper <= 100)) AS out_of_range
FROM pair, csat_compare(a, b) AS c, csat_compare(b, a) AS d;
SELECT count(*) FILTER (WHERE c.difference <> mean(a) - mean(b)) AS not_the_difference,
    count(*) FILTER (WHERE abs(c.lower + d.upper) > 1e-12 OR c.p_value <> d.p_value) AS not_signed,
    count(*) FILTER (WHERE NOT (-10 <= c.lower AND c.lower <= c.upper AND c.upper <= 10)) AS out_of_range
FROM pair, mean_compare(a, b) AS c, mean_compare(b, a) AS d;
-- a higher confidence is a wider interval and the same test
SELECT bool_and(w.lower <= c.lower AND c.upper <= w.upper AND w.p_value = c.p_value) AS wider
FROM pair, nps_compare(a, b) AS c, nps_compare(a, b, confidence => 0.99) AS w;

-- where all answers agree a share has no test, but still an interval; what has answers added has both
SELECT c.difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, c.statistic, c.p_value
FROM csat_compare(tally '1..5 {5,0,0,0,0}', tally '1..5 {9,0,0,0,0}') AS c;
SELECT c.difference, round(c.lower, 6) AS lower, round(c.upper, 6) AS upper, c.statistic, round(c.p_value, 6) AS p_value
FROM nps_compare(tally '0..10 {5,0,0,0,0,0,0,0,0,0,0}', tally '0..10 {9,0,0,0,0,0,0,0,0,0,0}') AS c;
SELECT c.* FROM nps_compare(tally '0..10 {5,0,0,0,0,0,0,0,0,0,0}', tally '0..10 {9,0,0,0,0,0,0,0,0,0,0}', method => 'wald') AS c;
SELECT c.* FROM mean_compare(tally '1..5 {5,0,0,0,0}', tally '1..5 {9,0,0,0,0}') AS c;
-- one answer tells Welch's own test nothing about its spread
SELECT c.* FROM mean_compare(tally '1..5 {1,0,0,0,0}', tally '1..5 {3,3,0,0,0}', method => 'welch') AS c;
-- no answers, nothing to compare
SELECT csat_compare(tally '{}', tally '1..5 {1,2,3,4,5}') IS NULL AS empty,
    nps_compare(tally '0..10 {1,0,0,0,0,0,0,0,0,0,0}', NULL) IS NULL AS "null",
    mean_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {0,0,0,0,0} missing 2') IS NULL AS unanswered;

-- weights count by their effective number: equal weights change nothing, unequal ones widen
SELECT abs((e).lower - (p).lower) < 1e-12 AND abs((e).p_value - (p).p_value) < 1e-12 AS equal_weights,
    (u).upper - (u).lower > (p).upper - (p).lower AS unequal_weights
FROM (SELECT nps_compare(tally(s, '0..10', 2.5) FILTER (WHERE g), tally(s, '0..10', 2.5) FILTER (WHERE NOT g)) AS e,
          nps_compare(tally(s, '0..10') FILTER (WHERE g), tally(s, '0..10') FILTER (WHERE NOT g)) AS p,
          nps_compare(tally(s, '0..10', w) FILTER (WHERE g), tally(s, '0..10', w) FILTER (WHERE NOT g)) AS u
      FROM (SELECT i * 7 % 11 AS s, i % 3 = 0 AS g, (1 + i % 5)::float8 AS w FROM generate_series(1, 90) AS i) AS v) AS s;

-- each segment against everybody else, in one pass
SELECT shop, round(nps(t), 2) AS nps, round(c.difference, 2) AS difference, round(c.lower, 2) AS lower,
    round(c.upper, 2) AS upper, round(c.p_value, 5) AS p_value
FROM (SELECT i % 3 AS shop, tally(i * i % 11, '0..10') AS t, sum(tally(i * i % 11, '0..10')) OVER () AS everybody
      FROM generate_series(1, 300) AS i GROUP BY 1) AS s,
    nps_compare(t, everybody - t) AS c
ORDER BY shop;

-- what is refused
SELECT csat_compare(tally '1..5 {1,2,3,4,5}', tally '1..7 {1,2,3,4,5,6,7}');
SELECT csat_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 top 1 {1,2,3,4,5}');
SELECT csat_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {1,2,3,4,5}', 95);
SELECT csat_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {1,2,3,4,5}', method => 'wilson');
SELECT nps_compare(tally '0..10 {1,0,0,0,0,0,0,0,0,0,0}', tally '0..10 {1,0,0,0,0,0,0,0,0,0,0}', method => 'score');
SELECT mean_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {1,2,3,4,5}', method => 'z');
SELECT nps_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {1,2,3,4,5}');
SELECT net_box_compare(tally '1..5 {1,2,3,4,5}', tally '1..5 {1,2,3,4,5}', 3, 3);
DROP TABLE pair;

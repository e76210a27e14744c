-- How many answers: for one score, and with power for a difference of two.

-- the textbook's 385 and 1068, and 278 of 1000 people
SELECT csat_sample_size(5) AS five_points, csat_sample_size(3) AS three_points, csat_sample_size(5, population => 1000) AS of_1000,
    csat_sample_size(5, 0.99) AS sure, csat_sample_size(5, expected => 80) AS eighty_expected;
-- R: power.prop.test(p1 = .75, p2 = .80, power = .8) is 1093.74 a group
SELECT csat_sample_size(5, expected => 75, power => 0.8) AS to_find_5, csat_sample_size(5, expected => 98, power => 0.8) AS downwards,
    csat_sample_size(5, expected => 75, power => 0.8, population => 2000) AS of_2000;
-- worst case, uniform thirds, and two groups
SELECT nps_sample_size(10) AS worst, nps_sample_size(10, variance => 0.67) AS thirds,
    nps_sample_size(10, variance => 0.67, power => 0.8) AS to_find_10, nps_sample_size(10, population => 500) AS of_500;
-- it is what the interval takes: that many answers reach the margin, ten fewer do not
SELECT n, round((c.upper - c.lower) / 2, 3) AS half_width
FROM (SELECT nps_sample_size(10) AS n) AS s, LATERAL (VALUES (n + n % 2), (n - 10)) AS v (answers),
    nps_ci(format('0..10 {%s,0,0,0,0,0,0,0,0,0,%s}', answers / 2, answers / 2)::tally) AS c;
-- never none, never more than there are
SELECT csat_sample_size(99) AS a_guess, csat_sample_size(0.001, population => 300) AS everybody,
    csat_sample_size(NULL) AS "null", csat_sample_size(5, NULL) AS "null", nps_sample_size(5, variance => NULL) AS "null";

SELECT csat_sample_size(0);
SELECT csat_sample_size(100);
SELECT csat_sample_size(5, 95);
SELECT csat_sample_size(5, expected => 0);
SELECT csat_sample_size(5, power => 80);
SELECT csat_sample_size(5, population => 0);
SELECT csat_sample_size(60, power => 0.8);
SELECT csat_sample_size(1e-9);
SELECT nps_sample_size(10, variance => 1.5);
SELECT nps_sample_size(200);

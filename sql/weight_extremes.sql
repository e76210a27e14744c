-- Weights: what they are worth, exactly. R's figures are in t/044_survey.pl; here what must hold of any weights.

-- 'linear' is sum w^2 (x - m)^2 / W^2 turned into a size; 'survey' has n / (n - 1) in it, as svymean; without weights n and n - 1
SELECT size, round((csat_ci(t, n_eff => size)).n_eff, 6) AS csat,
    round((net_box_ci(t, 1, 2, n_eff => size)).n_eff, 6) AS net, round((mean_ci(t, n_eff => size)).n_eff, 6) AS mean,
    (csat_ci(u, n_eff => size)).n_eff AS csat, (net_box_ci(u, 1, 2, n_eff => size)).n_eff AS net,
    (mean_ci(u, n_eff => size)).n_eff AS mean, (csat_ci(e, n_eff => size)).n_eff AS equal_weights
FROM unnest('{kish,linear,survey,Survey}'::text[]) AS size,
    (SELECT tally(s, '1..5', w) AS t, tally(s, '1..5') AS u, tally(s, '1..5', 0.1) AS e
     FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w)) AS v;
-- where all agree Kish's takes its place; one answer is worth nothing to a survey, and everything is possible
SELECT size, (csat_ci(t, n_eff => size)).n_eff AS csat, (nps_ci(u, n_eff => size)).n_eff AS nps,
    interval_label(csat_ci(one, method => method, n_eff => size)) AS one,
    interval_label(nps_ci(promoter, n_eff => size)) AS promoter,
    interval_label(mean_ci(one, n_eff => size)) AS mean
FROM unnest('{kish,linear,survey}'::text[]) AS size, unnest('{wilson,wilson cc,wald}'::text[]) AS method,
    (SELECT tally(5, '1..5', w) AS t, tally(10, '0..10', w) AS u FROM unnest('{1,2,3}'::float8[]) AS w) AS v,
    (SELECT tally '1..5 {0,0,0,0,1}' AS one, tally '0..10 {0,0,0,0,0,0,0,0,0,0,1}' AS promoter) AS o ORDER BY method, size;
-- Korn and Graubard's interval by its name: method clopper-pearson of size survey
SELECT round(c.lower, 8) AS lower, round(c.upper, 8) AS upper, round(c.n_eff, 8) AS n_eff
FROM (SELECT tally(s, '1..5', w) AS t
      FROM unnest('{5,4,2,5,3,1,4,5}'::int[], '{1,2,1.5,0.5,1,2,1,1}'::float8[]) AS v (s, w)) AS v,
    csat_ci(t, method => 'clopper-pearson', n_eff => 'survey') AS c;

-- variances: exact, whatever the weights
SELECT variance(tally(s, '0..4', w)) FROM unnest('{2,0}'::int[], '{1e6,1e-6}'::float8[]) AS v (s, w)
UNION ALL SELECT variance(tally(s, '1..5', w)) FROM unnest('{1,3,5,5}'::int[], '{1,1,1,1e9}'::float8[]) AS v (s, w)
UNION ALL SELECT variance(tally(s, '1..5', w))
    FROM unnest('{1,1,1,1,5}'::int[], '{2147483648,1e-9,1e-9,1e-9,1e-9}'::float8[]) AS v (s, w)
UNION ALL SELECT variance(tally(s, '-8000..-7900', w)) FROM unnest('{-8000,-7900}'::int[], '{1e9,1e-9}'::float8[]) AS v (s, w)
UNION ALL SELECT variance(tally(s, '0.1..0.5 step 0.1', 1e-9)) FROM unnest('{0.1,0.3,0.5}'::numeric[]) AS v (s)
UNION ALL SELECT variance(tally '1..2 {4611686018427387903,1}')
UNION ALL SELECT variance(tally(5, '1..5', w)) FROM unnest('{1e-6,1e9}'::float8[]) AS w;
-- against numeric, which loses nothing: weights from 1e-6 to 1e9 side by side
CREATE TABLE mixed AS
SELECT k, 1 + i * i % 7 * k % 5 AS s, (1 + (i * 37 + k * 11) % 97 / 97.0) * 10.0 ^ (((i * 7 + k) % 6) * 3 - 6) AS w
FROM generate_series(1, 12) AS i, generate_series(1, 60) AS k;
CREATE FUNCTION near(numeric, numeric) RETURNS boolean LANGUAGE sql RETURN abs($1 - $2) <= 1e-12 * abs($2);
WITH total AS (
    SELECT k, count(*)::numeric AS n, sum(w) AS w, sum(w * s) / sum(w) AS m, sum(w * w) AS w2,
        sum(w * (s >= 4)::integer) / sum(w) AS p,
        sum(w * ((s >= 5)::integer - (s <= 2)::integer)) / sum(w) AS net, tally(s, '1..5', w) AS t, weighted_stats(s, w) AS stats
    FROM mixed GROUP BY k),
spread AS (
    SELECT k, sum(x.w * (s - m) ^ 2) AS s2, sum(x.w ^ 2 * (s - m) ^ 2) AS s2_w2,
        sum(x.w * ((s >= 4)::integer - p) ^ 2) AS p2, sum(x.w ^ 2 * ((s >= 4)::integer - p) ^ 2) AS p2_w2,
        sum(x.w * ((s >= 5)::integer - (s <= 2)::integer - net) ^ 2) AS net2,
        sum(x.w ^ 2 * ((s >= 5)::integer - (s <= 2)::integer - net) ^ 2) AS net2_w2
    FROM mixed AS x JOIN total USING (k) GROUP BY k)
SELECT count(*) AS tallies, count(DISTINCT round(variance(t), 6)) > 40 AS unlike,
    count(*) FILTER (WHERE NOT near(variance(t), s2 / (w - w2 / w))) AS variance,
    count(*) FILTER (WHERE NOT near(n_eff(t), w * w / w2)) AS n_eff,
    count(*) FILTER (WHERE NOT near((mean_ci(t)).n_eff, s2 * w / s2_w2)) AS linear_mean,
    count(*) FILTER (WHERE NOT near((mean_ci(t)).stderr, sqrt(n / (n - 1) * s2_w2) / w)) AS mean_stderr,
    count(*) FILTER (WHERE NOT near((csat_ci(t, n_eff => 'linear')).n_eff, p2 * w / p2_w2)) AS linear_share,
    count(*) FILTER (WHERE NOT near((csat_ci(t, n_eff => 'survey')).stderr, 100 * sqrt(n / (n - 1) * p2_w2) / w)) AS share_stderr,
    count(*) FILTER (WHERE NOT near((net_box_ci(t, 1, 2, n_eff => 'survey')).stderr,
        100 * sqrt(n / (n - 1) * net2_w2) / w)) AS net_stderr,
    count(*) FILTER (WHERE NOT near((mean_ci(stats)).n_eff, s2 * w / s2_w2)) AS linear_stats,
    count(*) FILTER (WHERE NOT near(stderr(stats), sqrt(n / (n - 1) * s2_w2) / w)) AS stderr_stats
FROM total JOIN spread USING (k) WHERE s2 > 0 AND p2 > 0 AND net2 > 0;
-- comparisons of such groups: a weight of 1e-6 beside 1e9 changes them by what it weighs, and swapping them only the sign
SELECT count(*) FILTER (WHERE abs(c.p_value - d.p_value) > 1e-12 OR abs(c.lower + d.upper) > 1e-12) AS not_signed,
    count(*) FILTER (WHERE c.difference NOT BETWEEN c.lower AND c.upper) AS outside
FROM (SELECT k, tally(s, '1..5', w) AS t FROM mixed GROUP BY k) AS a
    JOIN (SELECT k - 1 AS k, tally(s, '1..5', w) AS t FROM mixed GROUP BY k) AS b USING (k),
    mean_compare(a.t, b.t) AS c, mean_compare(b.t, a.t) AS d;
SELECT method, round(a.lower, 9) = round(b.lower, 9) AND round(a.p_value, 9) = round(b.p_value, 9) AS a_constant_changes_nothing
FROM (SELECT tally(s, '1..5', w) FILTER (WHERE k = 1) AS t1, tally(s, '1..5', w) FILTER (WHERE k = 2) AS t2,
    tally(s, '1..5', w / 3) FILTER (WHERE k = 1) AS u1, tally(s, '1..5', w / 3) FILTER (WHERE k = 2) AS u2 FROM mixed) AS s,
    unnest('{adjusted welch,welch}'::text[]) AS method, mean_compare(t1, t2, method => method) AS a,
    mean_compare(u1, u2, method => method) AS b;

-- percentiles: equal weights are none, a constant factor changes nothing, to the last digit
SELECT w, percentile(tally(s, '1..5', w), 0.3) AS p30, percentile(tally(s, '1..5', w), 0.7) AS p70,
    percentile(tally(s, '1..5'), 0.3) AS plain, percentile(tally(s, '1..5'), 0.7) AS plain
FROM unnest('{1,1,1,2,2,2,2,4,4,4}'::int[]) AS s, unnest('{0.1,0.3,0.5,2,1e-6,1e-18,1e9}'::float8[]) AS w GROUP BY w ORDER BY w;
SELECT f, percentile(tally(s, '1..5', w), f) AS weighted, percentile(tally(s, '1..5', w / 3), f) AS third,
    percentile(tally(s, '1..5', w * 1e-6), f) AS small, percentile(tally(s, '1..5', w * 1e7), f) AS large
FROM unnest('{1,2,3,4,5}'::int[], '{0.1,0.2,0.3,0.6,0.3}'::float8[]) AS v (s, w),
    unnest('{0,0.25,0.3,0.5,0.7,0.75,0.999,1}'::float8[]) AS f GROUP BY f ORDER BY f;
-- all tallies of up to six answers, with weights that are no binary fractions, are percentile_cont's
CREATE TABLE few AS
SELECT format('1..5 {%s,%s,%s,%s,%s}', a, b, c, d, e)::tally AS t
FROM generate_series(0, 6) AS a, generate_series(0, 6) AS b, generate_series(0, 6) AS c, generate_series(0, 6) AS d,
    generate_series(0, 6) AS e
WHERE a + b + c + d + e BETWEEN 1 AND 6;
SELECT count(*) AS tallies, sum(wrong) AS unlike_percentile_cont, sum(unlike) AS unlike_unweighted
FROM (SELECT t, count(*) FILTER (WHERE abs(percentile(t, f)::float8 - cont) > 1e-12) AS wrong,
    count(*) FILTER (WHERE percentile(t, f) <> percentile(u, f)) AS unlike
      FROM few, unnest('{0,0.025,0.1,0.2,0.25,0.3,0.4,0.5,0.6,0.7,0.75,0.8,0.9,0.975,1,0.3333333333333333}'::float8[]) AS f,
          unnest('{0.1,0.3,0.7,1.1,1e-7}'::float8[]) AS w,
          LATERAL (SELECT tally(s, '1..5', w) AS u, percentile_cont(f) WITHIN GROUP (ORDER BY s) AS cont
                   FROM generate_series(1, 5) AS s, generate_series(1, (counts(t))[s])) AS each_answer
      GROUP BY t) AS s;
-- the last place is the last answer's, however little it weighs
SELECT percentile(tally(s, '0..2', w), 1) AS most, percentile(tally(s, '0..2', w), 0.5) AS middle,
    median(tally(s, '0..2', w)) FROM unnest('{0,2}'::int[], '{1e9,1e-6}'::float8[]) AS v (s, w);
-- many answers: the place is exact where the fraction is a decimal
SELECT f, percentile(tally '1..2 {299999,700001}', f) AS below, percentile(tally '1..2 {300000,700000}', f) AS at,
    percentile(tally '1..2 {300001,699999}', f) AS above,
    percentile(tally '1..2 {4611686018427387903,4611686018427387904}', 0.5) AS largest FROM unnest('{0.3,0.7}'::float8[]) AS f;
DROP TABLE mixed, few;
DROP FUNCTION near;

-- How often does a 95 percent interval hold the truth? Not simulated but enumerated: every sample of n answers, each
-- with its probability. The figures are those of docs/statistics.md.

CREATE TABLE log_factorial AS
SELECT n, sum(CASE WHEN n > 0 THEN ln(n::float8) ELSE 0 END) OVER (ORDER BY n) AS value FROM generate_series(0, 100) AS n;

-- Shares of 50, 70, 80, 90 and 95 percent: mean and worst coverage over the five.
CREATE TABLE share_interval AS
SELECT n, x, method, (c).lower, (c).upper
FROM (SELECT n, x, method, csat_ci(format('0..1 top 1 {%s,%s}', n - x, x)::tally, method => method) AS c
      FROM unnest('{5,10,20,30,100}'::integer[]) AS n, generate_series(0, n) AS x,
          unnest('{wald,wilson,agresti-coull,clopper-pearson,jeffreys,wilson cc}'::text[]) AS method) AS s;
CREATE TABLE share_coverage AS
SELECT method, i.n, p,
    sum(exp(a.value - b.value - c.value + x * ln(p) + (i.n - x) * ln(1 - p))) FILTER (WHERE 100 * p BETWEEN lower AND upper) AS coverage
FROM share_interval AS i JOIN log_factorial AS a USING (n) JOIN log_factorial AS b ON b.n = x JOIN log_factorial AS c ON c.n = i.n - x,
    unnest('{0.5,0.7,0.8,0.9,0.95}'::float8[]) AS p
GROUP BY method, i.n, p;
CREATE FUNCTION mean_and_min(float8[]) RETURNS text LANGUAGE sql
    RETURN (SELECT format('%s (%s)', round(avg(v)::numeric, 3), round(min(v)::numeric, 3)) FROM unnest($1) AS v);
SELECT n, mean_and_min(array_agg(coverage) FILTER (WHERE method = 'wald')) AS wald,
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'wilson')) AS wilson,
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'agresti-coull')) AS "agresti-coull",
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'clopper-pearson')) AS "clopper-pearson",
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'jeffreys')) AS jeffreys,
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'wilson cc')) AS "wilson cc"
FROM share_coverage GROUP BY n ORDER BY n;

-- Net scores of six populations (detractors, passives, promoters): the same, and the mean width in points.
CREATE TABLE population (down float8, middle float8, up float8);
INSERT INTO population VALUES (.15, .25, .60), (.20, .35, .45), (.50, .30, .20), (.05, .15, .80), (.50, .05, .45), (.10, .80, .10);
CREATE TABLE net_interval AS
SELECT n, d, c, method, (i).lower, (i).upper
FROM (SELECT n, d, c, method, nps_ci(format('0..10 {%s,0,0,0,0,0,0,%s,0,0,%s}', d, n - d - c, c)::tally, method => method) AS i
      FROM unnest('{5,10,20,30,50}'::integer[]) AS n, generate_series(0, n) AS d, generate_series(0, n - d) AS c,
          unnest('{wald,t,adjusted wald,score}'::text[]) AS method) AS s;
CREATE TABLE net_coverage AS
SELECT method, n, down, middle, up,
    sum(p) FILTER (WHERE 100 * (up - down) BETWEEN lower - 1e-9 AND upper + 1e-9) AS coverage, sum(p * (upper - lower)) AS width
FROM (SELECT i.*, population.*, exp(a.value - b.value - e.value - g.value + d * ln(down) + c * ln(up) + (i.n - d - c) * ln(middle)) AS p
      FROM net_interval AS i JOIN log_factorial AS a USING (n) JOIN log_factorial AS b ON b.n = d JOIN log_factorial AS e ON e.n = c
          JOIN log_factorial AS g ON g.n = i.n - d - c, population) AS s
GROUP BY method, n, down, middle, up;
SELECT n, mean_and_min(array_agg(coverage) FILTER (WHERE method = 'wald')) AS wald,
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 't')) AS t,
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'adjusted wald')) AS "adjusted wald",
    mean_and_min(array_agg(coverage) FILTER (WHERE method = 'score')) AS score,
    format('%s / %s / %s', round((avg(width) FILTER (WHERE method = 'wald'))::numeric, 1),
        round((avg(width) FILTER (WHERE method = 'adjusted wald'))::numeric, 1),
        round((avg(width) FILTER (WHERE method = 'score'))::numeric, 1)) AS "width: wald / adjusted wald / score"
FROM net_coverage GROUP BY n ORDER BY n;
DROP TABLE log_factorial, share_interval, share_coverage, population, net_interval, net_coverage;
DROP FUNCTION mean_and_min;

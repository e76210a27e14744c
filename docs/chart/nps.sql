-- The data of docs/chart/nps.png: a year of answers, rolled up, as the view shows it.
\set QUIET 1
SET client_min_messages = warning;
CREATE TEMPORARY TABLE answers (answered_on date, region text, score integer);
INSERT INTO answers
SELECT date '2024-01-01' + i % 366, r.region,
       CASE WHEN (i * 7919 + r.seed) % 100 < r.base + (i % 366) * r.trend / 366 THEN 9 + i % 2
            WHEN (i * 104729 + r.seed) % 100 < 45 THEN 7 + i % 2 ELSE (i * 31) % 7 END
FROM generate_series(1, 2400) AS i, (VALUES ('north', 3, 38, 0), ('south', 58, 22, 52)) AS r (region, seed, base, trend);
\o /dev/null
SELECT csat_create_rollup('nps_monthly', 'answers', 'nps', 'score', '0..10', 'answered_on', 'month', by => '{region}', target => 20);
\o
COPY (SELECT period, region, responses, nps, lower, upper, target, verdict FROM nps_monthly ORDER BY region, period) TO STDOUT (FORMAT csv, HEADER);

-- demo.sql: what csat does, on the sample that load.sql brings. `make demo` runs it; so does the regression test `demo`.

SET datestyle = ISO;

\echo
\echo '== A score: 3,000 people were asked whether they would recommend us =='
SELECT round(nps(score), 1) AS nps FROM answers;

\echo '== The same from raw exports: labels in Dutch, text with a code 11 for no answer =='
SELECT round(csat(label, 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden'), 1) AS csat,
       round(nps(export, '0..10 missing 11'), 1) AS nps
FROM answers;

\echo '== A score you can trust: with its 95 % interval, its answers, and who did not answer =='
SELECT round(estimate, 1) AS nps, round(lower, 1) AS lower, round(upper, 1) AS upper, responses, missing(t)
FROM (SELECT tally(score, '0..10') AS t FROM answers) a, nps_ci(t);

\echo '== By month and segment =='
WITH t AS (
  SELECT date_trunc('month', answered_at)::date AS month, segment, tally(score, '0..10') AS t
  FROM answers WHERE answered_at >= '2025-10-01' GROUP BY 1, 2
)
SELECT month, segment, round(nps(t), 1) AS nps, responses(t), missing(t) FROM t ORDER BY month, segment;

\echo '== The last 30 days, at the end of each month: daily tallies, added up over a sliding frame =='
WITH days AS (
  SELECT answered_at::date AS day, tally(score, '0..10') AS t FROM answers GROUP BY 1
), sliding AS (
  SELECT day, sum(t) OVER (ORDER BY day RANGE BETWEEN INTERVAL '29 days' PRECEDING AND CURRENT ROW) AS t FROM days
)
SELECT day, round(nps(t), 1) AS nps_30_days, responses(t)
FROM sliding
WHERE day = (date_trunc('month', day) + INTERVAL '1 month - 1 day')::date
ORDER BY day;

\echo '== Did it move? Each segment against the rest =='
WITH segments AS (
  SELECT segment, tally(score, '0..10') AS t FROM answers GROUP BY segment
), rest AS (
  SELECT segment, t, sum(t) OVER () - t AS others FROM segments
)
SELECT segment, round(nps(t), 1) AS nps, round(nps(others), 1) AS others,
       round(difference, 1) AS difference, round(lower, 1) AS lower, round(upper, 1) AS upper, round(p_value, 4) AS p_value
FROM rest, nps_compare(t, others)
ORDER BY segment;

\echo '== The shape behind each score, 0 to 10 =='
WITH t AS (SELECT segment, tally(export, '0..10 missing 11') AS t FROM answers GROUP BY segment)
SELECT segment, round(nps(t), 1) AS nps, responses(t), missing(t), sparkline(t) FROM t ORDER BY segment;

\echo '== The query that everybody copies, beside ours: which is right? Three people scored: 10, 3 and 4 =='
CREATE TEMP TABLE few (score text, label text);
INSERT INTO few VALUES ('10', 'Zeer tevreden'), ('3', 'ontevreden '), ('4', 'tevreden'), ('11', ''), ('11', NULL), ('', '  '), (NULL, NULL);

SELECT round(100.0 * (sum(CASE WHEN NULLIF(score, '')::int >= 9 THEN 1 ELSE 0 END)
                    - sum(CASE WHEN NULLIF(score, '')::int <= 6 THEN 1 ELSE 0 END)) / count(*), 1) AS copied_nps,
       round(nps(score, '0..10 missing 11'), 1) AS nps,
       round(100.0 * sum(CASE WHEN label IN ('Tevreden', 'Zeer tevreden') THEN 1 ELSE 0 END) / count(*), 1) AS copied_csat,
       round(csat(label, 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden'), 1) AS csat
FROM few;
\echo 'One promoter and two detractors of three answers are -33.3, two satisfied of three are 66.7: the copied query counts'
\echo 'the code 11 as a promoter, people who said nothing as passive, and misses a label over a capital.'
\echo

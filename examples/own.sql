-- own.sql: what `make demo CSV=...` shows of a table of the reader's own, in which every column is text.
-- Variables: score, scale, at and by (empty where not given), order (of day and month in dates).

\set ECHO none
SET datestyle = ISO, :order;
SELECT :'scale'::rating_scale::text ~ '^[01][.][.]10( |$)' AS is_nps, :'at' <> '' AS has_at, :'by' <> '' AS has_by \gset own_
\if :own_is_nps
  \set metric nps
\else
  \set metric csat
\endif
\set interval_of :metric '_ci'
\set compare :metric '_compare'
\set ECHO queries

\echo
\echo '== A score =='
SELECT round(:metric(:"score", :'scale'), 1) AS :metric FROM answers;

\echo '== A score you can trust: with its 95 % interval, its answers, and the rows without one =='
SELECT round(estimate, 1) AS :metric, round(lower, 1) AS lower, round(upper, 1) AS upper, responses, missing(t)
FROM (SELECT tally(:"score", :'scale') AS t FROM answers) a, :interval_of(t);

\echo '== How the answers fall =='
SELECT d.score, d.label, d.responses, round(d.percent, 1) AS percent
FROM (SELECT tally(:"score", :'scale') AS t FROM answers) a, distribution(t, :'scale') d;

\if :own_has_at
\echo '== By month =='
WITH t AS (
  SELECT date_trunc('month', NULLIF(btrim(:"at"), '')::timestamp)::date AS month, tally(:"score", :'scale') AS t
  FROM answers GROUP BY 1
)
SELECT month, round(estimate, 1) AS :metric, round(lower, 1) AS lower, round(upper, 1) AS upper, responses, missing(t)
FROM t, :interval_of(t)
ORDER BY month DESC LIMIT 24;
\endif

\if :own_has_by
\echo '== Each group against the rest, largest first =='
WITH t AS (
  SELECT :"by", tally(:"score", :'scale') AS t FROM answers GROUP BY 1
), rest AS (
  SELECT :"by", t, sum(t) OVER () - t AS others FROM t
)
SELECT :"by", round(:metric(t), 1) AS :metric, responses(t), sparkline(t),
       round(difference, 1) AS difference, round(lower, 1) AS lower, round(upper, 1) AS upper, round(p_value, 4) AS p_value
FROM rest, :compare(t, others)
ORDER BY responses(t) DESC, 1 LIMIT 20;
\echo 'Differences are with the rest; where the interval holds 0, nothing has been shown to differ.'
\endif

\echo 'Intervals and p-values take each row for one person.'

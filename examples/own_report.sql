-- own_report.sql: the roll-up that the report of a table of the reader's own is made of, in which every column is text.
-- Variables as in own.sql. By month, or by week where the answers are of four months or less.

SET datestyle = ISO, :order;
SELECT :'scale'::rating_scale::text ~ '^[01][.][.]10( |$)' AS is_nps, :'by' <> '' AS has_by \gset own_
\if :own_is_nps
  \set metric nps
\else
  \set metric csat
\endif
\if :own_has_by
CREATE TABLE dated_answers AS SELECT :"score" AS score, NULLIF(btrim(:"at"), '')::timestamp AS answered_at, :"by" AS answer_group FROM answers;
\set segments {answer_group}
\else
CREATE TABLE dated_answers AS SELECT :"score" AS score, NULLIF(btrim(:"at"), '')::timestamp AS answered_at FROM answers;
\set segments {}
\endif
DELETE FROM dated_answers WHERE answered_at IS NULL;
SELECT CASE WHEN max(answered_at) - min(answered_at) > interval '120 days' THEN 'month' ELSE 'week' END AS every FROM dated_answers \gset
SELECT csat_create_rollup('answers_report', 'dated_answers', :'metric', 'score', :'scale', 'answered_at', :'every',
                          by => :'segments', mode => 'scheduled');

-- on_bad: what becomes of an answer that is not on the scale. The application's insert fails, or the roll-up counts it as missing.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE polls (at date, shop text, score integer, words text, w numeric);
INSERT INTO polls VALUES ('2025-01-01', 'a', 5, 'five', 1), ('2025-01-01', 'a', 99, NULL, 1), ('2025-01-01', 'b', NULL, '4', NULL), ('2025-01-01', 'b', 2, '2', NULL);
-- an error, in one line that says where
SELECT csat_create_rollup('strict', 'polls', 'csat', 'score', '1..5', 'at', 'month', by => '{shop}');
DELETE FROM polls WHERE score = 99;
SELECT csat_create_rollup('strict', 'polls', 'csat', 'score', '1..5', 'at', 'month', by => '{shop}');
\set SHOW_CONTEXT errors
INSERT INTO polls VALUES ('2025-01-01', 'a', 99, NULL, 1);
INSERT INTO polls VALUES ('2025-01-01', 'a', 1, NULL, 1), ('2025-01-01', 'a', 99, NULL, 1);
SELECT csat_drop_rollup('strict');

\set SHOW_CONTEXT never
INSERT INTO polls VALUES ('2025-01-01', 'a', 99, NULL, 1);
SELECT csat_create_rollup('mild', 'polls', 'csat', 'score', '1..5 missing 9', 'at', 'month', by => '{shop}', on_bad => 'missing');
SELECT csat_create_rollup('worded', 'polls', 'mean', 'words', '1..5', 'at', 'month', on_bad => 'missing', min_responses => 2);
SELECT csat_create_rollup('weighted', 'polls', 'csat', 'score', '1..5', 'at', 'month', weight => 'w', on_bad => 'missing', mode => 'scheduled');
SELECT csat_create_rollup('weighted_live', 'polls', 'csat', 'score', '1..5', 'at', 'month', weight => 'w', on_bad => 'missing');
\d mild_changes
SELECT * FROM mild_tallies ORDER BY 1, 2;
SELECT period, shop, asked, responses, unread FROM mild ORDER BY 1, 2;
SELECT period, asked, responses, unread, mean FROM worded;
SELECT period, asked, responses, unread, csat FROM weighted;
INSERT INTO polls VALUES ('2025-01-02', 'a', -3, 'awful', 1);
INSERT INTO polls VALUES ('2025-01-02', 'a', 9, '', 1), ('2025-01-02', 'b', 77, '5', NULL), ('2025-02-02', 'b', 5, '5', 2), ('2025-02-02', 'b', 6, '6', 1);
UPDATE polls SET score = 4 WHERE score = 99;
UPDATE polls SET score = 0 WHERE score = 2;
DELETE FROM polls WHERE score = 77;
SELECT csat_refresh_rollup('weighted');
SELECT name, (SELECT count(*) FROM csat_check_rollup(name)) AS differences FROM csat_rollup ORDER BY 1;
SELECT * FROM mild_tallies ORDER BY 1, 2;
SELECT period, asked, responses, unread, mean FROM worded ORDER BY 1;
TABLE weighted_tallies EXCEPT ALL TABLE weighted_live_tallies;
SELECT period, asked, responses, unread, csat FROM weighted ORDER BY 1;
SELECT csat_refresh_rollup('mild'), csat_refresh_rollup('worded'), csat_refresh_rollup('weighted_live');
SELECT * FROM mild_changes ORDER BY 1, 2;
SELECT * FROM csat_check_rollup('mild');
SELECT csat_refresh_rollup('mild', rebuild => true);
SELECT * FROM mild_tallies ORDER BY 1, 2;
TRUNCATE polls;
SELECT count(*) FROM mild_tallies;
-- a weight that is none stays an error
INSERT INTO polls VALUES ('2025-01-02', 'a', 3, '3', -1);
SELECT csat_create_rollup('bad', 'polls', 'csat', 'score', '1..5', 'at', 'month', on_bad => 'ignore');
SELECT csat_rollup_reads(5, '1..5') AS good, csat_rollup_reads(9, '1..5 missing 9') AS missing, csat_rollup_reads('x'::text, '1..5') AS bad, csat_rollup_reads(NULL::integer, '1..5') AS nothing,
       csat_rollup_reads('"4"'::jsonb, '1..5') AS good_too, csat_rollup_reads('[]'::jsonb, '1..5') AS bad_too, csat_rollup_reads(2.5, '1..5') AS between, csat_rollup_reads(5, NULL) AS no_scale;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP TABLE polls;

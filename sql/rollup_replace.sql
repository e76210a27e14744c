-- csat_create_rollup(..., replace => true): one statement that says what a roll-up is, whatever there is under its name.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE SCHEMA again;
SET search_path = again, public;
CREATE ROLE again_reader;
GRANT USAGE ON SCHEMA again TO again_reader;
CREATE TABLE answers (at date, region text, product text, score integer);
INSERT INTO answers SELECT date '2025-01-01' + i % 60, chr(97 + i % 3), 'p' || i % 2, 1 + i % 5 FROM generate_series(1, 600) AS i;

-- where there is nothing it makes one; what follows keeps grants, comments and what depends on the views
SELECT csat_create_rollup('monthly', 'answers', 'csat', 'score', '1..5', 'at', 'month', by => '{region}', replace => true);
GRANT SELECT ON monthly TO again_reader;
COMMENT ON VIEW monthly IS 'ours';
COMMENT ON COLUMN monthly.csat IS 'our %s "score"';
CREATE VIEW on_top AS SELECT period, region, csat, verdict FROM monthly;
SELECT 'monthly'::regclass::oid AS view, 'monthly_tallies'::regclass::oid AS tallies, 'monthly_changes'::regclass::oid AS changes \gset
INSERT INTO answers VALUES ('2025-03-01', 'a', 'p0', 5);
SELECT csat_create_rollup('monthly', 'answers', 'csat', 'score', '1..5', 'at', 'month', by => '{region}', target => 45, min_responses => 3, filter => $$product = 'p0'$$, replace => true);
SELECT 'monthly'::regclass::oid = :view AS view, 'monthly_tallies'::regclass::oid = :tallies AS tallies, 'monthly_changes'::regclass::oid = :changes AS changes;
SELECT has_table_privilege('again_reader', 'monthly', 'SELECT') AS granted, obj_description('monthly'::regclass) AS comment,
       (SELECT col_description('monthly'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'monthly'::regclass AND attname = 'csat') AS of_csat,
       (SELECT col_description('monthly'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'monthly'::regclass AND attname = 'responses') AS of_responses;
SELECT period, region, round(csat, 1) AS csat, verdict FROM on_top ORDER BY 1, 2;
SELECT options FROM csat_rollup WHERE name = 'again.monthly';
SELECT * FROM csat_check_rollup('monthly');
INSERT INTO answers VALUES ('2025-03-01', 'a', 'p0', 5), ('2025-03-01', 'a', 'p1', 5);
SELECT * FROM csat_check_rollup('monthly');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'answers'::regclass;

-- another scale: the same columns, counted anew
SELECT csat_create_rollup('monthly', 'answers', 'csat', 'score', '1..5 top 1', 'at', 'month', by => '{region}', replace => true);
SELECT region, round(csat, 1) AS csat FROM on_top WHERE period = '2025-01-01' ORDER BY 1;
-- another metric or segment: other columns, which what depends on them stops; without that, grants are made again
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region}', replace => true);
SELECT region, round(csat, 1) AS csat FROM on_top WHERE period = '2025-01-01' ORDER BY 1;
DROP VIEW on_top;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}', replace => true);
SELECT has_table_privilege('again_reader', 'monthly', 'SELECT') AS granted, has_table_privilege('again_reader', 'monthly_tallies', 'SELECT') AS tallies;
SELECT period, region, product, round(mean, 2) AS mean FROM monthly ORDER BY 1, 2, 3 LIMIT 2;
SELECT * FROM csat_check_rollup('monthly');
-- live to scheduled and back
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}', mode => 'scheduled', replace => true);
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'answers'::regclass;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}', replace => true);
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'answers'::regclass;

-- ---- As dbt does: a new table takes the old one's name; then the old one goes, with the views.
CREATE TABLE answers_new AS SELECT * FROM answers WHERE at < '2025-02-01';
ALTER TABLE answers RENAME TO answers_backup;
ALTER TABLE answers_new RENAME TO answers;
-- the hook before the drop: the roll-up moves to the new table
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}', replace => true);
SELECT source, (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'answers_backup'::regclass) AS of_old FROM csat_rollup WHERE name = 'again.monthly';
DROP TABLE answers_backup;
SELECT * FROM csat_check_rollup('monthly');
-- the hook after the drop: only the table of changes is left, and is taken over
CREATE TABLE answers_new AS SELECT * FROM answers;
ALTER TABLE answers RENAME TO answers_backup;
ALTER TABLE answers_new RENAME TO answers;
SET client_min_messages = warning;
DROP TABLE answers_backup CASCADE;
RESET client_min_messages;
SELECT to_regclass('monthly') AS view, to_regclass('monthly_tallies') AS tallies, to_regclass('monthly_changes') AS changes;
SELECT csat_refresh_rollup('monthly');
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}');
SELECT 'monthly_changes'::regclass::oid AS changes \gset
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', by => '{region,product}', replace => true);
SELECT 'monthly_changes'::regclass::oid = :changes AS taken_over;
SELECT * FROM csat_check_rollup('monthly');
INSERT INTO answers VALUES ('2025-01-05', 'a', 'p0', 5);
SELECT * FROM csat_check_rollup('monthly');
-- one that does not fit is dropped; drop takes it away too
SET client_min_messages = warning;
DROP VIEW monthly_tallies CASCADE;
RESET client_min_messages;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
SELECT * FROM csat_check_rollup('monthly');
SET client_min_messages = warning;
DROP VIEW monthly_tallies CASCADE;
RESET client_min_messages;
SELECT csat_drop_rollup('monthly');
SELECT to_regclass('monthly_changes') AS left;

-- ---- What is not a roll-up's does not make way.
CREATE VIEW monthly AS SELECT 1 AS one;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
DROP VIEW monthly;
CREATE TABLE monthly_changes (period date);
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
DROP TABLE monthly_changes;
CREATE VIEW monthly_tallies AS SELECT 1 AS one;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
DROP VIEW monthly_tallies;
-- nor another's
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month');
GRANT CREATE ON SCHEMA again TO again_reader;
SET ROLE again_reader;
CREATE TABLE mine (at date, score integer);
SELECT csat_create_rollup('again.monthly', 'mine', 'mean', 'score', '1..5', 'at', 'month', replace => true);
SELECT csat_drop_rollup('again.monthly');
RESET ROLE;
SELECT source FROM csat_rollup WHERE name = 'again.monthly';
-- nor for a superuser
SET ROLE again_reader;
SELECT csat_create_rollup('again.hers', 'mine', 'mean', 'score', '1..5', 'at', 'month');
RESET ROLE;
SELECT csat_create_rollup('again.hers', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
-- a table of changes of hers is not taken over by whoever comes
SELECT csat_drop_rollup('monthly');
SET ROLE again_reader;
CREATE TABLE monthly_changes (period date, added tally NOT NULL, removed tally NOT NULL);
RESET ROLE;
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => true);
SELECT csat_create_rollup('monthly', 'answers', 'mean', 'score', '1..5', 'at', 'month', replace => NULL);

RESET search_path;
SET client_min_messages = warning;
DROP SCHEMA again CASCADE;
DROP OWNED BY again_reader;
DROP ROLE again_reader;

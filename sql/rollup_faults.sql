-- What made roll-ups count wrongly, or a table unwritable, in a year of use. Each is right, refused, or said.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE SCHEMA year;
SET search_path = year, public;
CREATE PROCEDURE try(what text) LANGUAGE plpgsql AS $$
BEGIN EXECUTE what; RAISE NOTICE 'done: %', what;
EXCEPTION WHEN others THEN RAISE NOTICE '% %: %', SQLSTATE, SQLERRM, what; END $$;

-- ---- MERGE that moves rows between partitions, with every set of arms.
CREATE TABLE visits (id integer, shop text, at date, score integer) PARTITION BY LIST (shop);
CREATE TABLE visits_a PARTITION OF visits FOR VALUES IN ('a');
CREATE TABLE visits_b PARTITION OF visits FOR VALUES IN ('b') PARTITION BY RANGE (id);
CREATE TABLE visits_b1 PARTITION OF visits_b FOR VALUES FROM (0) TO (50);
CREATE TABLE visits_b2 PARTITION OF visits_b DEFAULT;
SELECT csat_create_rollup('weekly', 'visits', 'csat', 'score', '1..5', 'at', 'week', by => '{shop}');
INSERT INTO visits SELECT i, chr(97 + i % 2), '2025-01-01', 1 + i % 5 FROM generate_series(1, 100) AS i;
-- other triggers of the same tables fire for the arms that there are, and no others
CREATE TABLE fired (what text);
CREATE FUNCTION fired() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO year.fired VALUES (TG_OP || ' ' || TG_TABLE_NAME); RETURN NULL; END $$;
CREATE TRIGGER fired_i AFTER INSERT ON visits FOR EACH STATEMENT EXECUTE FUNCTION fired();
CREATE TRIGGER fired_u AFTER UPDATE ON visits FOR EACH STATEMENT EXECUTE FUNCTION fired();
CREATE TRIGGER fired_d AFTER DELETE ON visits FOR EACH STATEMENT EXECUTE FUNCTION fired();
\set settings 'SET timezone = \'UTC\'; SET datestyle = \'ISO, YMD\'; SET search_path = year, public;'
\c -
:settings
MERGE INTO visits AS v USING (SELECT generate_series(1, 20) AS id) AS s ON v.id = s.id WHEN MATCHED THEN UPDATE SET shop = CASE shop WHEN 'a' THEN 'b' ELSE 'a' END, score = 6 - score;
SELECT * FROM csat_check_rollup('weekly');
MERGE INTO visits AS v USING (SELECT generate_series(10, 120) AS id) AS s ON v.id = s.id WHEN MATCHED THEN UPDATE SET shop = CASE shop WHEN 'a' THEN 'b' ELSE 'a' END WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'b', '2025-01-02', 5);
SELECT * FROM csat_check_rollup('weekly');
MERGE INTO visits AS v USING (SELECT generate_series(30, 60) AS id) AS s ON v.id = s.id WHEN MATCHED AND v.id % 3 = 0 THEN DELETE WHEN MATCHED THEN UPDATE SET shop = CASE shop WHEN 'a' THEN 'b' ELSE 'a' END;
SELECT * FROM csat_check_rollup('weekly');
MERGE INTO visits AS v USING (SELECT generate_series(40, 130) AS id) AS s ON v.id = s.id WHEN MATCHED AND v.id % 3 = 1 THEN DELETE WHEN MATCHED THEN UPDATE SET shop = 'a', id = 200 + v.id WHEN NOT MATCHED THEN INSERT VALUES (s.id, 'a', '2025-01-02', 5);
SELECT * FROM csat_check_rollup('weekly');
-- below the top, and where nothing is moved
MERGE INTO visits_b AS v USING (SELECT generate_series(1, 400) AS id) AS s ON v.id = s.id WHEN MATCHED THEN UPDATE SET id = CASE WHEN v.id < 50 THEN v.id + 1000 ELSE v.id % 50 END;
SELECT * FROM csat_check_rollup('weekly');
MERGE INTO visits AS v USING (SELECT generate_series(1, 20) AS id) AS s ON v.id = s.id WHEN MATCHED THEN UPDATE SET score = 1;
MERGE INTO visits AS v USING (SELECT -1 AS id) AS s ON v.id = s.id WHEN MATCHED THEN UPDATE SET score = 1;
SELECT * FROM csat_check_rollup('weekly');
-- rows updated where they are, after others were inserted: in a session that has csat not loaded yet, it is refused, and repeated
\c -
:settings
\set merge 'MERGE INTO visits AS v USING (VALUES (700), (3), (701), (4), (5)) AS s (id) ON v.id = s.id WHEN MATCHED THEN UPDATE SET score = 5 - v.score % 5 WHEN NOT MATCHED THEN INSERT VALUES (s.id, \'b\', \'2025-01-02\', 5);'
:merge
SELECT * FROM csat_check_rollup('weekly');
:merge
SELECT * FROM csat_check_rollup('weekly');
:merge
SELECT * FROM csat_check_rollup('weekly');
\c -
:settings
:merge
SELECT * FROM csat_check_rollup('weekly');
SELECT what, count(*) FROM fired GROUP BY 1 ORDER BY 1;
SELECT csat(sum(tally)) = (SELECT csat(score, '1..5') FROM visits) AS same FROM weekly_tallies;

-- ---- TRUNCATE ... CASCADE that reaches two partitioned sources.
CREATE TABLE orders (id integer PRIMARY KEY, at date, score integer) PARTITION BY RANGE (id);
CREATE TABLE orders_1 PARTITION OF orders DEFAULT;
CREATE TABLE lines (order_id integer REFERENCES orders, at date, score integer) PARTITION BY RANGE (order_id);
CREATE TABLE lines_1 PARTITION OF lines DEFAULT;
SELECT csat_create_rollup('of_orders', 'orders', 'csat', 'score', '1..5', 'at', 'day'), csat_create_rollup('of_lines', 'lines', 'csat', 'score', '1..5', 'at', 'day'),
       csat_create_rollup('of_lines_again', 'lines', 'nps', 'score', '0..10', 'at', 'day');
INSERT INTO orders SELECT i, '2025-01-01', 1 + i % 5 FROM generate_series(1, 50) AS i;
INSERT INTO lines SELECT i, '2025-01-01', 1 + i % 5 FROM generate_series(1, 50) AS i;
SET client_min_messages = warning;
TRUNCATE orders CASCADE;
SELECT (SELECT count(*) FROM of_orders_changes) AS orders, (SELECT count(*) FROM of_lines_changes) AS lines, (SELECT count(*) FROM of_lines_again_changes) AS again;
INSERT INTO orders SELECT i, '2025-01-01', 1 + i % 5 FROM generate_series(1, 50) AS i;
INSERT INTO lines SELECT i, '2025-01-01', 1 + i % 5 FROM generate_series(1, 50) AS i;
BEGIN;
TRUNCATE lines_1, orders CASCADE;
INSERT INTO lines_1 SELECT NULL WHERE false;
ROLLBACK;
SELECT csat_check_rollup(name) FROM csat_rollup WHERE name LIKE 'year.of%';
TRUNCATE lines_1, orders_1, orders CASCADE;
SELECT csat_check_rollup(name) FROM csat_rollup WHERE name LIKE 'year.of%';
SELECT count(*) FROM of_lines_tallies;
RESET client_min_messages;

-- ---- A source that comes under a parent later, a child with a second parent, SET UNLOGGED: said at refresh and at check.
CREATE TABLE polls (at date, score integer);
CREATE TABLE polls_child () INHERITS (polls);
SELECT csat_create_rollup('of_polls', 'polls', 'csat', 'score', '1..5', 'at', 'day');
CREATE TABLE above (at date, score integer);
ALTER TABLE polls INHERIT above;
SELECT csat_refresh_rollup('of_polls');
SELECT csat_check_rollup('of_polls');
CALL try($$SELECT csat_create_rollup('twice', 'polls', 'csat', 'score', '1..5', 'at', 'week')$$);
ALTER TABLE polls NO INHERIT above;
ALTER TABLE polls_child INHERIT above;
SELECT csat_refresh_rollup('of_polls');
CALL try($$SELECT csat_create_rollup('twice', 'polls', 'csat', 'score', '1..5', 'at', 'week')$$);
ALTER TABLE polls_child NO INHERIT above;
ALTER TABLE polls SET UNLOGGED;
INSERT INTO polls VALUES ('2025-01-01', 5);
SELECT csat_refresh_rollup('of_polls');
SELECT csat_check_rollup('of_polls');
ALTER TABLE of_polls_changes SET UNLOGGED;
SELECT csat_check_rollup('of_polls');
SELECT period, responses FROM of_polls;

-- ---- In the middle of a statement that writes the source nothing is counted anew, and nothing is made.
CREATE FUNCTION meanwhile(what text) RETURNS integer LANGUAGE plpgsql AS $$ BEGIN EXECUTE what; RETURN 5; END $$;
CALL try($$INSERT INTO polls SELECT '2025-01-01', meanwhile('SELECT csat_refresh_rollup(''of_polls'', rebuild => true)')$$);
CALL try($$INSERT INTO polls SELECT '2025-01-01', meanwhile('SELECT csat_create_rollup(''more'', ''polls'', ''csat'', ''score'', ''1..5'', ''at'', ''day'')')$$);
CALL try($$INSERT INTO polls SELECT '2025-01-01', meanwhile('SELECT csat_drop_rollup(''of_polls'')')$$);
SELECT csat_check_rollup('of_polls');

-- ---- Triggers that were renamed, copied or made again: none counts twice, and refresh makes none twice.
ALTER TRIGGER csat_of_polls_changes_insert ON polls RENAME TO zz;
SELECT csat_refresh_rollup('of_polls', rebuild => true);
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'polls'::regclass;
CREATE TRIGGER aa AFTER INSERT ON polls REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('of_polls_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
INSERT INTO polls VALUES ('2025-01-02', 5);
SELECT period, responses FROM of_polls;
SELECT csat_drop_rollup('of_polls');
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'polls'::regclass;

-- ---- Default privileges give nobody the tallies, which NAME may hide, or the changes.
CREATE ROLE year_reader;
CREATE ROLE "Year's ""other""";
ALTER DEFAULT PRIVILEGES IN SCHEMA year GRANT ALL ON TABLES TO year_reader, PUBLIC, "Year's ""other""";
SELECT csat_create_rollup('kept', 'polls', 'csat', 'score', '1..5', 'at', 'day', min_responses => 5);
SELECT r.relname, has_table_privilege('year_reader', r.oid, 'SELECT') AS reads, has_table_privilege('year_reader', r.oid, 'INSERT') AS writes
  FROM pg_class AS r WHERE relname IN ('kept', 'kept_tallies', 'kept_changes') ORDER BY 1;
ALTER DEFAULT PRIVILEGES IN SCHEMA year REVOKE ALL ON TABLES FROM year_reader, PUBLIC, "Year's ""other""";
SELECT csat_drop_rollup('kept');

-- ---- A roll-up over tallies that were made elsewhere.
CREATE TABLE made (day date, region text, t tally);
INSERT INTO made VALUES ('2025-01-01', 'a', '1..5 {1,2,3,4,5} missing 2'), ('2025-01-01', 'a', '1..5 {1,0,0,0,0}'), ('2025-01-02', 'a', NULL), ('2025-01-02', 'b', '{}');
SELECT csat_create_rollup('of_made', 'made', 'csat', 't', '1..5', 'day', 'month', by => '{region}');
INSERT INTO made VALUES ('2025-01-03', 'a', '1..5 {0,0,0,0,1}'), ('2025-01-04', NULL, '1..5 {0,0,0,0,7}');
UPDATE made SET t = '1..5 {9,9,9,9,9}' WHERE region = 'a' AND day = '2025-01-01';
INSERT INTO made VALUES ('2025-01-05', 'a', NULL);
SELECT * FROM of_made_tallies ORDER BY 1, 2;
SELECT csat_check_rollup('of_made');
CALL try($$INSERT INTO made VALUES ('2025-01-05', 'a', '0..10 {0,0,0,0,0,0,0,0,0,0,1}')$$);
CALL try($$SELECT csat_create_rollup('weighted', 'made', 'csat', 't', '1..5', 'day', 'month', weight => 't')$$);
SELECT csat_refresh_rollup('of_made', rebuild => true);
SELECT * FROM of_made_tallies ORDER BY 1, 2;

-- ---- Erasure: an answer that was erased is gone from the table of changes after the next fold, and so is an empty cell.
CREATE TABLE erased (id integer, at date, region text, score integer);
SELECT csat_create_rollup('of_erased', 'erased', 'csat', 'score', '1..5', 'at', 'day', by => '{region}');
INSERT INTO erased VALUES (1, '2025-01-01', 'a', 5), (2, '2025-01-01', 'a', 3);
INSERT INTO erased VALUES (3, '2025-01-02', 'her village', 1);
DELETE FROM erased WHERE id IN (1, 3);
SELECT * FROM of_erased_changes ORDER BY 1, 3, 4;
SELECT csat_refresh_rollup('of_erased');
SELECT * FROM of_erased_changes;

-- ---- Tables whose rows another extension keeps are refused for live mode.
CREATE SCHEMA _timescaledb_catalog;
CREATE TABLE _timescaledb_catalog.hypertable (id integer, schema_name name, table_name name);
INSERT INTO _timescaledb_catalog.hypertable VALUES (1, 'year', 'polls');
CALL try($$SELECT csat_create_rollup('unlisted', 'polls', 'csat', 'score', '1..5', 'at', 'day')$$);
ALTER EXTENSION csat ADD TABLE _timescaledb_catalog.hypertable;
CALL try($$SELECT csat_create_rollup('hyper', 'polls', 'csat', 'score', '1..5', 'at', 'day')$$);
SELECT csat_create_rollup('hyper', 'polls', 'csat', 'score', '1..5', 'at', 'day', mode => 'scheduled');
SELECT csat_refresh_rollup('unlisted');
ALTER EXTENSION csat DROP TABLE _timescaledb_catalog.hypertable;
SELECT csat_refresh_rollup('unlisted');
SET client_min_messages = warning;
DROP SCHEMA _timescaledb_catalog CASCADE;

-- ---- A roll-up on a temporary table is in nobody's way, nor is one over a materialized view that groups by a key.
CREATE TEMPORARY TABLE mine (at date, score integer);
SELECT csat_create_rollup('of_mine', 'mine', 'csat', 'score', '1..5', 'at', 'day');
CALL try($$SELECT csat_create_rollup('year.of_mine', 'mine', 'csat', 'score', '1..5', 'at', 'day')$$);
CREATE TABLE keyed (id integer PRIMARY KEY, at date, score integer);
CREATE MATERIALIZED VIEW grouped AS SELECT id, at, score FROM keyed GROUP BY id;
SELECT csat_create_rollup('of_grouped', 'grouped', 'csat', 'score', '1..5', 'at', 'day', mode => 'scheduled');
\c -
SELECT name, source, mode FROM csat_rollup WHERE name !~ '^pg_temp' ORDER BY 1;
SET client_min_messages = warning;
DROP SCHEMA year CASCADE;
DROP ROLE year_reader, "Year's ""other""";
SELECT count(*) FROM csat_rollup WHERE name !~ '^pg_temp';

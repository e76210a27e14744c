-- What happens to a roll-up when the things around it change.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE notes (id integer, junk text, at date, score integer, grp text, w real);
ALTER TABLE notes DROP junk;
INSERT INTO notes VALUES (1, '2025-01-01', 5, 'a', 1), (2, '2025-01-02', 1, 'b', 2);
SELECT csat_create_rollup('notes_daily', 'notes', 'csat', 'score', '1..5', 'at', 'day', by => '{grp}', weight => 'w',
                          filter => $$grp <> 'test' AND score IS NOT NULL$$);

-- A column that is used cannot be dropped or retyped; one that is not can.
ALTER TABLE notes DROP score;
ALTER TABLE notes DROP at;
ALTER TABLE notes DROP w;
\set VERBOSITY terse
ALTER TABLE notes ALTER grp TYPE varchar(10);
\set VERBOSITY default
ALTER TABLE notes ADD more text;
ALTER TABLE notes DROP id;
INSERT INTO notes VALUES ('2025-01-03', 4, 'a', 3, 'x'), ('2025-01-03', 4, 'test', 3, 'x');
SELECT * FROM notes_daily_tallies ORDER BY 1;

-- Renamed columns, tables and schemas keep working, in sessions that have written before and in new ones.
ALTER TABLE notes RENAME score TO points;
ALTER TABLE notes RENAME grp TO "Grp of 'notes'";
INSERT INTO notes VALUES ('2025-01-04', 4, 'a', 3, 'x');
INSERT INTO notes VALUES ('2025-01-04', 4, 'a', 3, 'x'), ('2025-01-04', 4, 'test', 3, 'x');
ALTER TABLE notes RENAME TO remarks;
CREATE SCHEMA elsewhere;
ALTER TABLE remarks SET SCHEMA elsewhere;
UPDATE elsewhere.remarks SET points = 1 WHERE at = '2025-01-04';
ALTER TABLE notes_daily_changes RENAME TO "Changes";
ALTER VIEW notes_daily_tallies SET SCHEMA elsewhere;
ALTER VIEW notes_daily RENAME TO remarks_daily;
DELETE FROM elsewhere.remarks WHERE at = '2025-01-03';
\c -
SET datestyle = 'ISO, YMD';
\set SHOW_CONTEXT never
INSERT INTO elsewhere.remarks VALUES ('2025-01-05', 5, 'c', 1, 'x');
SELECT * FROM elsewhere.notes_daily_tallies ORDER BY 1;
SELECT * FROM csat_check_rollup('remarks_daily');
SELECT csat_refresh_rollup('remarks_daily');
SELECT csat_refresh_rollup('remarks_daily', rebuild => true);
SELECT * FROM csat_check_rollup('remarks_daily');
SELECT count(*) FROM "Changes";
SELECT name, source FROM csat_rollup;

-- The view for BI may go; the roll-up lives on under the name of its view of tallies.
DROP VIEW remarks_daily;
INSERT INTO elsewhere.remarks VALUES ('2025-01-06', 5, 'c', 1, 'x');
SELECT * FROM csat_check_rollup('elsewhere.notes_daily');
-- The view of tallies is the definition: it goes only with the triggers.
DROP VIEW elsewhere.notes_daily_tallies;
SELECT csat_drop_rollup('elsewhere.notes_daily');
DROP TABLE elsewhere.remarks;
DROP SCHEMA elsewhere;

-- Drop and swap, as some loaders do: refused, so that nobody reads a dead roll-up.
CREATE TABLE notes (at date, score integer);
SELECT csat_create_rollup('notes_daily', 'notes', 'csat', 'score', '1..5', 'at', 'day');
CREATE TABLE notes_new (LIKE notes);
DROP TABLE notes;
-- forced, it takes the views and so the readers along
SET client_min_messages = warning;
DROP TABLE notes CASCADE;
RESET client_min_messages;
ALTER TABLE notes_new RENAME TO notes;
SELECT * FROM notes_daily;
SELECT csat_refresh_rollup('notes_daily');
SELECT csat_check_rollup('notes_daily');
SELECT csat_create_rollup('notes_daily', 'notes', 'csat', 'score', '1..5', 'at', 'day');
SELECT csat_drop_rollup('notes_daily');
SELECT csat_create_rollup('notes_daily', 'notes', 'csat', 'score', '1..5', 'at', 'day');
-- what is left of a roll-up by hand-made drops can be dropped
SET client_min_messages = warning;
DROP TABLE notes_daily_changes CASCADE;
RESET client_min_messages;
INSERT INTO notes VALUES ('2025-01-01', 5);
SELECT csat_drop_rollup('notes_daily');
SELECT count(*) FROM csat_rollup;

-- What depends on the views stops the drop.
SELECT csat_create_rollup('notes_daily', 'notes', 'csat', 'score', '1..5', 'at', 'day');
CREATE VIEW on_top AS SELECT * FROM notes_daily;
SELECT csat_drop_rollup('notes_daily');
INSERT INTO notes VALUES ('2025-01-01', 5);
TABLE on_top;
DROP VIEW on_top;

-- The table of changes persists as its source does.
CREATE UNLOGGED TABLE unlogged_notes (LIKE notes);
CREATE TEMPORARY TABLE temporary_notes (LIKE notes);
SET client_min_messages = warning;
SELECT csat_create_rollup('u', 'unlogged_notes', 'csat', 'score', '1..5', 'at', 'day');
SELECT csat_create_rollup('t', 'temporary_notes', 'csat', 'score', '1..5', 'at', 'day');
RESET client_min_messages;
SELECT relname, relpersistence FROM pg_class WHERE relname IN ('notes_daily_changes', 'u_changes', 't_changes') ORDER BY 1;
INSERT INTO unlogged_notes VALUES ('2025-01-01', 5), ('2025-01-01', 4);
INSERT INTO temporary_notes VALUES ('2025-01-01', 5), ('2025-01-01', 4);
INSERT INTO temporary_notes VALUES ('2025-01-01', 3);
SELECT period, responses, csat FROM t;
SELECT csat_refresh_rollup('t');
SELECT csat_check_rollup('t');
\c -
SET datestyle = 'ISO, YMD';
\set SHOW_CONTEXT never
-- the temporary one is gone with its session, and forgotten by the next creation
SELECT name FROM csat_rollup WHERE name !~ '^pg_temp' ORDER BY 1;
SELECT csat_drop_rollup('u');
SELECT csat_create_rollup('u', 'unlogged_notes', 'csat', 'score', '1..5', 'at', 'day');
SELECT name FROM csat_rollup ORDER BY 1;
SELECT csat_drop_rollup('u');
DROP TABLE unlogged_notes;

-- Another schema, quoted, and an empty search_path.
CREATE SCHEMA "Bi Views";
SET search_path = '';
SELECT public.csat_create_rollup('"Bi Views"."Notes"', 'public.notes', 'csat', 'score', '1..5', 'at', 'day');
INSERT INTO public.notes VALUES ('2025-01-02', 5);
SELECT * FROM "Bi Views"."Notes_tallies" ORDER BY 1;
SELECT public.csat_refresh_rollup('"Bi Views"."Notes"');
SELECT public.csat_check_rollup('"Bi Views"."Notes"');
SELECT public.csat_create_rollup('homeless', 'public.notes', 'csat', 'score', '1..5', 'at', 'day');
RESET search_path;
SELECT csat_drop_rollup('"Bi Views"."Notes"');
DROP SCHEMA "Bi Views";

-- A sub-transaction that fails in the middle leaves user, settings and roll-up as they were.
SELECT current_user = session_user AS self, current_setting('search_path');
DO $$ BEGIN INSERT INTO notes VALUES ('2025-01-01', 77); EXCEPTION WHEN numeric_value_out_of_range THEN RAISE NOTICE '%', SQLERRM; END $$;
SELECT current_user = session_user AS self, current_setting('search_path');
INSERT INTO notes VALUES ('2025-01-01', 2);
SELECT csat_check_rollup('notes_daily');

-- DROP EXTENSION CASCADE leaves the source writable and the user's table there, without tallies.
\set VERBOSITY terse
DROP EXTENSION csat;
\set VERBOSITY default
SET client_min_messages = warning;
DROP EXTENSION csat CASCADE;
RESET client_min_messages;
INSERT INTO notes VALUES ('2025-01-01', 99);
\d notes_daily_changes
SELECT to_regclass('notes_daily') AS view, to_regclass('notes_daily_tallies') AS tallies;
DROP TABLE notes, notes_daily_changes;
CREATE EXTENSION csat;

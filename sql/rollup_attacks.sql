-- What somebody with few rights, or a clever schema, could try on a roll-up: each comes to nothing.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE ROLE attack_owner;
CREATE ROLE attack_writer;
CREATE ROLE attack_truncator;
CREATE ROLE attack_mallory;
CREATE SCHEMA fort AUTHORIZATION attack_owner;
CREATE SCHEMA camp AUTHORIZATION attack_mallory;
GRANT USAGE ON SCHEMA fort TO PUBLIC;

-- ---- Whose code runs as whom: a domain's check, a generated column, an index of the source are the writer's to run, as without
-- a roll-up; so is an index of the table of changes. Nothing of the source is run twice.
SET ROLE attack_owner;
CREATE TABLE fort.ran (what text, who text);
GRANT INSERT ON fort.ran TO PUBLIC;
CREATE FUNCTION fort.ran(what text) RETURNS void LANGUAGE sql AS 'INSERT INTO fort.ran VALUES (what, current_user)';
CREATE FUNCTION fort.note(what text, value anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM fort.ran(what); RETURN value; END $$;
CREATE DOMAIN fort.points AS integer CHECK (fort.note('domain of the score', VALUE) IS NOT NULL OR VALUE IS NULL);
CREATE DOMAIN fort.place AS text CHECK (fort.note('domain of a segment', VALUE) IS NOT NULL OR VALUE IS NULL);
CREATE TABLE fort.answers (id integer PRIMARY KEY, at timestamptz, region fort.place, score fort.points, w integer,
  twice integer GENERATED ALWAYS AS (fort.note('generated column', id) * 2) STORED);
CREATE INDEX ON fort.answers ((fort.note('index of the source', id)));
SELECT csat_create_rollup('fort.daily', 'fort.answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', weight => 'w', filter => 'twice IS NOT NULL');
CREATE INDEX ON fort.daily_changes ((fort.note('index of the changes', region)));
CREATE VIEW fort.by_hand AS SELECT (at AT TIME ZONE 'UTC')::date AS period, region::text, tally(score::integer, '0..10', w::float8) AS tally FROM fort.answers GROUP BY 1, 2;
CREATE VIEW fort.differences AS
SELECT d.* FROM ((TABLE fort.daily_tallies EXCEPT ALL TABLE fort.by_hand) UNION ALL (TABLE fort.by_hand EXCEPT ALL TABLE fort.daily_tallies)) AS d;
GRANT INSERT, UPDATE, DELETE, SELECT ON fort.answers TO attack_writer;
GRANT TRUNCATE ON fort.answers TO attack_truncator;
TRUNCATE fort.ran;
SET ROLE attack_writer;
INSERT INTO fort.answers VALUES (1, '2025-01-01', 'a', 9, 1);
INSERT INTO fort.answers VALUES (2, '2025-01-01', 'a', 3, 1), (3, '2025-01-02', 'b', 10, 2);
UPDATE fort.answers SET region = 'c' WHERE id < 3;
DELETE FROM fort.answers WHERE id = 2;
RESET ROLE;
SELECT DISTINCT what, who FROM fort.ran ORDER BY 1;
TABLE fort.differences;

-- ---- Few rights: what a role may write is followed, and it gets no right by it.
CREATE ROLE attack_few;
GRANT INSERT (id, at, score, w) ON fort.answers TO attack_few;
SET ROLE attack_few;
INSERT INTO fort.answers (id, at, score, w) VALUES (10, '2025-01-03', 9, 1);
COPY fort.answers (id, at, score, w) FROM stdin;
11	2025-01-03	8	1
12	2025-01-03	0	1
\.
SELECT * FROM fort.daily;
RESET ROLE;
GRANT SELECT (id), UPDATE (score) ON fort.answers TO attack_few;
SET ROLE attack_few;
INSERT INTO fort.answers (id, at, score, w) VALUES (10, '2025-01-03', 1, 1), (13, '2025-01-03', 2, 1) ON CONFLICT (id) DO UPDATE SET score = 10;
UPDATE fort.answers SET score = 7 WHERE id = 11;
MERGE INTO fort.answers AS a USING (VALUES (12, 5), (14, 6)) AS v (id, s) ON a.id = v.id
  WHEN MATCHED THEN UPDATE SET score = v.s WHEN NOT MATCHED THEN INSERT (id, at, score, w) VALUES (v.id, '2025-01-04', v.s, 1);
RESET ROLE;
SELECT count(*) FROM fort.answers WHERE id BETWEEN 10 AND 14;
TABLE fort.differences;
-- an error tells a writer of what she wrote, and nothing of it stays
SET ROLE attack_few;
INSERT INTO fort.answers (id, at, score) VALUES (15, '2025-01-03', 77);
RESET ROLE;
-- who may only truncate empties the roll-up with the table, and reads neither
BEGIN;
SET ROLE attack_truncator;
TRUNCATE fort.answers;
SAVEPOINT s;
SELECT * FROM fort.daily_tallies;
ROLLBACK TO s;
TRUNCATE fort.daily_changes;
ROLLBACK TO s;
RESET ROLE;
SELECT (SELECT count(*) FROM fort.daily_changes) AS changes, (SELECT count(*) FROM fort.differences) AS differences;
ROLLBACK;

-- ---- Ways round the table: views that write through, INSTEAD OF triggers, rules.
SET ROLE attack_owner;
CREATE VIEW fort.through AS SELECT id, at, region, score, w FROM fort.answers;
CREATE VIEW fort.instead AS SELECT id, score FROM fort.answers;
CREATE FUNCTION fort.instead() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO fort.answers (id, at, score, w) VALUES (NEW.id, '2025-01-05', NEW.score, 1); RETURN NEW; END $$;
CREATE TRIGGER instead INSTEAD OF INSERT ON fort.instead FOR EACH ROW EXECUTE FUNCTION fort.instead();
GRANT SELECT, INSERT, UPDATE, DELETE ON fort.through, fort.instead TO attack_mallory;
SET ROLE attack_mallory;
INSERT INTO fort.through VALUES (20, '2025-01-05', 'v', 9, 1), (21, '2025-01-05', 'v', 8, 1);
UPDATE fort.through SET region = 'x' WHERE id = 20;
DELETE FROM fort.through WHERE id = 21;
RESET ROLE;
GRANT INSERT ON fort.answers TO attack_mallory;
SET ROLE attack_mallory;
INSERT INTO fort.instead VALUES (22, 9), (23, 8);
RESET ROLE;
REVOKE INSERT ON fort.answers FROM attack_mallory;
TABLE fort.differences;
SET ROLE attack_owner;
CREATE RULE also AS ON INSERT TO fort.answers WHERE NEW.id = 30 DO ALSO UPDATE fort.answers SET score = 0 WHERE id IN (20, 30);
CREATE RULE never AS ON DELETE TO fort.answers WHERE OLD.id < 20 DO INSTEAD NOTHING;
SET ROLE attack_writer;
INSERT INTO fort.answers VALUES (30, '2025-01-05', 'v', 9, 1);
DELETE FROM fort.answers;
RESET ROLE;
SELECT count(*) > 0 AS some_left FROM fort.answers;
TABLE fort.differences;
DROP RULE also ON fort.answers;
DROP RULE never ON fort.answers;

-- ---- Tables of the writer's own, found first: by the names of the transition tables, of the registry, of catalogs, in pg_temp;
-- settings that change how SQL is read and values are written. In a new session, whose plans are made under all of that.
\c -
\set SHOW_CONTEXT never
GRANT TEMPORARY ON DATABASE :DBNAME TO attack_writer;
SET ROLE attack_writer;
CREATE TEMPORARY TABLE csat_new AS SELECT 1 AS id, now() AS at, 'trap' AS region, 10 AS score, 1 AS w, 2 AS twice;
CREATE TEMPORARY TABLE csat_old AS TABLE csat_new;
CREATE TEMPORARY TABLE csat_rollup AS SELECT 'fort.daily' AS name;
CREATE TEMPORARY TABLE daily_tallies (period date, region text, tally text);
CREATE TEMPORARY TABLE daily_changes (period date, region text, added text, removed text);
CREATE TEMPORARY TABLE pg_class (relname text);
CREATE TYPE pg_temp.date AS ENUM ('x');
SET search_path = pg_temp, pg_catalog;
-- 19 has no other strings
DO $$ BEGIN
	PERFORM set_config('standard_conforming_strings', 'off', false);
EXCEPTION WHEN feature_not_supported THEN NULL;
END $$;
SET quote_all_identifiers = on;
SET transform_null_equals = on;
SET datestyle = 'SQL, DMY';
SET timezone = 'Pacific/Kiritimati';
SET extra_float_digits = -15;
SET default_transaction_isolation = 'serializable';
INSERT INTO fort.answers VALUES (40, '2025-01-05 12:00+00', E'd\\e', 9, 1);
INSERT INTO fort.answers VALUES (41, '2025-01-05 12:00+00', E'd\\e', 9, 1), (42, '2025-01-06 12:00+00', 'f', 9, 1);
UPDATE fort.answers SET score = 1 WHERE id = 41;
DELETE FROM fort.answers WHERE id = 42;
RESET ROLE;
RESET ALL;
\c -
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
TABLE fort.differences;

-- ---- Names made of SQL, of formats and of what we use ourselves.
SET ROLE attack_owner;
CREATE TABLE fort."x'); DROP TABLE fort.ran; --%s" ("$1" timestamptz, "%s%n""'" text, "csat_new" integer, "f) FROM y --" boolean);
SELECT csat_create_rollup($$fort."r'); --%d"$$, $$fort."x'); DROP TABLE fort.ran; --%s"$$, 'csat', 'csat_new', '1..5', '$1', 'day', by => ARRAY['%s%n"''']::name[], filter => $$"f) FROM y --"$$);
INSERT INTO fort."x'); DROP TABLE fort.ran; --%s" VALUES ('2025-01-01', '%s', 5, true);
INSERT INTO fort."x'); DROP TABLE fort.ran; --%s" VALUES ('2025-01-01', '%s', 4, true), ('2025-01-01', '%s', 4, false);
TRUNCATE ONLY fort."x'); DROP TABLE fort.ran; --%s";
INSERT INTO fort."x'); DROP TABLE fort.ran; --%s" VALUES ('2025-01-01', E'\\', 5, true), ('2025-01-01', E'\\', 1, true);
SELECT csat_refresh_rollup($$fort."r'); --%d"$$), csat_refresh_rollup($$fort."r'); --%d"$$, rebuild => true);
SELECT * FROM csat_check_rollup($$fort."r'); --%d"$$);
SELECT * FROM fort."r'); --%d_tallies";
SELECT csat_drop_rollup($$fort."r'); --%d"$$);
DROP TABLE fort."x'); DROP TABLE fort.ran; --%s";
CREATE TABLE fort.csat_new (csat_old date, csat_answers integer);
SELECT csat_create_rollup('fort.csat_old', 'fort.csat_new', 'csat', 'csat_answers', '1..5', 'csat_old', 'day');
INSERT INTO fort.csat_new VALUES ('2025-01-01', 5), ('2025-01-01', 4);
UPDATE fort.csat_new SET csat_answers = 3;
SELECT * FROM fort.csat_old_tallies;
DROP TABLE fort.csat_new CASCADE;
RESET ROLE;

-- ---- Reading what one may not: a roll-up of a view runs as the view's owner, whoever refreshes or checks it.
SET ROLE attack_mallory;
CREATE VIEW camp.peek AS SELECT at::date, region::text, score::integer FROM fort.answers;
SELECT csat_create_rollup('camp.peeked', 'camp.peek', 'nps', 'score', '0..10', 'at', 'day', mode => 'scheduled');
RESET ROLE;
-- a superuser who creates or refreshes it lends her nothing
SELECT csat_create_rollup('camp.peeked', 'camp.peek', 'nps', 'score', '0..10', 'at', 'day', mode => 'scheduled');
SET ROLE attack_mallory;
CREATE TABLE camp.bait (at date, score integer);
INSERT INTO camp.bait VALUES ('2025-01-01', 9);
CREATE VIEW camp.lure AS SELECT at, current_user::text AS who, score FROM camp.bait;
SELECT csat_create_rollup('camp.lured', 'camp.lure', 'nps', 'score', '0..10', 'at', 'day', by => '{who}', mode => 'scheduled');
CREATE OR REPLACE VIEW camp.lure AS SELECT at, current_user::text AS who, score FROM camp.bait UNION ALL SELECT at::date, region, score FROM fort.answers;
RESET ROLE;
SELECT csat_refresh_rollup('camp.lured');
SELECT csat_check_rollup('camp.lured');
SET ROLE attack_mallory;
CREATE OR REPLACE VIEW camp.lure AS SELECT at, current_user::text AS who, score FROM camp.bait;
RESET ROLE;
SELECT csat_refresh_rollup('camp.lured');
SELECT who FROM camp.lured;
-- reading the view for BI tools is no way to a cell that it blanks, with a function that tells what it sees
SET ROLE attack_owner;
SELECT csat_create_rollup('fort.guarded', 'fort.answers', 'nps', 'score', '0..10', 'at', 'week', by => '{region}', min_responses => 1000);
GRANT SELECT ON fort.guarded TO attack_mallory;
SET ROLE attack_mallory;
CREATE FUNCTION camp.leak(anyelement) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN IF $1 IS NOT NULL THEN RAISE NOTICE 'leaked %', $1; END IF; RETURN true; END $$;
SELECT count(nps) FROM fort.guarded WHERE camp.leak(nps) AND camp.leak(responses) AND camp.leak(promoters) AND camp.leak(lower) AND camp.leak(asked) AND camp.leak(previous);
RESET ROLE;
SELECT csat_drop_rollup('fort.guarded');

-- ---- Row-level security that comes later: rows are written and counted, and nobody reads what was kept from him.
SET ROLE attack_writer;
INSERT INTO fort.answers VALUES (50, '2025-01-07', 'a', 9, 1);
RESET ROLE;
ALTER TABLE fort.answers ENABLE ROW LEVEL SECURITY;
CREATE POLICY all_of_it ON fort.answers USING (true);
SET ROLE attack_writer;
INSERT INTO fort.answers VALUES (51, '2025-01-07', 'a', 9, 1);
UPDATE fort.answers SET score = 1 WHERE id = 50;
RESET ROLE;
SELECT count(*) FROM fort.daily;
SELECT csat_refresh_rollup('fort.daily');
ALTER TABLE fort.answers DISABLE ROW LEVEL SECURITY;
TABLE fort.differences;

-- ---- Triggers that the owner disables, or that only fire for replicas: told of by refresh and check, mended by rebuilding.
SET ROLE attack_owner;
ALTER TABLE fort.answers DISABLE TRIGGER csat_daily_changes_delete;
ALTER TABLE fort.answers ENABLE REPLICA TRIGGER csat_daily_changes_insert;
DELETE FROM fort.answers WHERE id = 51;
INSERT INTO fort.answers VALUES (52, '2025-01-07', 'a', 0, 1);
SELECT count(*) FROM fort.daily;
SELECT * FROM csat_check_rollup('fort.daily');
SELECT csat_refresh_rollup('fort.daily');
ALTER TABLE fort.answers ENABLE TRIGGER ALL;
SELECT csat_refresh_rollup('fort.daily', rebuild => true);
SELECT * FROM csat_check_rollup('fort.daily');

-- ---- Another relation under the source's name: the roll-up keeps to its table, and to who writes it by whatever name.
ALTER TABLE fort.answers RENAME TO replies;
CREATE VIEW fort.answers AS SELECT id, at, region, score, w FROM fort.replies;
INSERT INTO fort.answers VALUES (60, '2025-01-08', 'a', 9, 1);
SELECT * FROM csat_check_rollup('fort.daily');
SELECT csat_create_rollup('fort.again', 'fort.answers', 'nps', 'score', '0..10', 'at', 'day');
DROP VIEW fort.answers;
CREATE TABLE fort.answers (LIKE fort.replies);
INSERT INTO fort.answers (id, at, score) VALUES (61, '2025-01-08', 9);
SELECT csat_refresh_rollup('fort.daily', rebuild => true);
SELECT source FROM csat_rollup WHERE name = 'fort.daily';
TABLE fort.differences;
RESET ROLE;

-- ---- Partitions and children of others: only who owns the parent adds them.
SET ROLE attack_owner;
CREATE TABLE fort.visits (at date, score integer) PARTITION BY RANGE (at);
CREATE TABLE fort.visits_1 PARTITION OF fort.visits FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE fort.family (at date, score integer);
SELECT csat_create_rollup('fort.visited', 'fort.visits', 'csat', 'score', '1..5', 'at', 'month');
SELECT csat_create_rollup('fort.famous', 'fort.family', 'csat', 'score', '1..5', 'at', 'month');
SET ROLE attack_mallory;
CREATE TABLE camp.visits_2 (at date, score integer);
ALTER TABLE fort.visits ATTACH PARTITION camp.visits_2 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
CREATE TABLE camp.visits_3 PARTITION OF fort.visits FOR VALUES FROM ('2025-03-01') TO ('2025-04-01');
CREATE TABLE camp.child () INHERITS (fort.family);
ALTER TABLE camp.visits_2 INHERIT fort.family;
-- one that she was given: her rows count; her code, which planning runs, runs as the source's owner, not as the superuser who
-- refreshes and checks
RESET ROLE;
ALTER TABLE fort.visits ATTACH PARTITION camp.visits_2 FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
SELECT csat_refresh_rollup('fort.visited');
SET ROLE attack_mallory;
CREATE FUNCTION camp.note(what text, value integer) RETURNS integer LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM fort.ran(what); RETURN value; END $$;
CREATE INDEX ON camp.visits_2 ((camp.note('index of a partition', 1) + score));
ALTER TABLE camp.visits_2 ADD CHECK (camp.note('check of a partition', 1) = 1);
INSERT INTO camp.visits_2 VALUES ('2025-02-01', 5);
\c -
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
TRUNCATE fort.ran;
SELECT csat_refresh_rollup('fort.visited', rebuild => true);
SELECT csat_check_rollup('fort.visited');
SELECT DISTINCT what, who FROM fort.ran ORDER BY 1;
-- taking the triggers off it helps nobody: the check tells, and a refresh does not get past her
SET ROLE attack_mallory;
DROP TRIGGER csat_visited_changes_insert ON camp.visits_2;
INSERT INTO camp.visits_2 VALUES ('2025-02-01', 1);
SET ROLE attack_owner;
SELECT csat_check_rollup('fort.visited');
SELECT csat_refresh_rollup('fort.visited');
RESET ROLE;
SELECT csat_refresh_rollup('fort.visited');
SELECT csat_check_rollup('fort.visited');

-- ---- The view of tallies holds how rows are read, and is its owner's to replace: with what a transition table does not have,
-- with constants, with another table, with nothing. What cannot be is refused; the server stays up.
SET ROLE attack_owner;
CREATE TABLE fort.own (at date, score integer) PARTITION BY RANGE (at);
CREATE TABLE fort.own_rest PARTITION OF fort.own DEFAULT;
SELECT csat_create_rollup('fort.owned', 'fort.own', 'csat', 'score', '1..5', 'at', 'day');
CREATE PROCEDURE fort.read_as(period text, at text, score text, filter text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW fort.owned_tallies AS SELECT a.period, csat_rollup_net(a.added, a.removed) AS tally
    FROM (SELECT %s AS period, %s AS csat_at, %s AS csat_score, NULL::tally AS added, NULL::tally AS removed FROM fort.own
            WHERE false AND csat_rollup_options(''{"metric": "csat", "scale": "1..5", "every": "day", "mode": "live", "time_zone": "UTC"}'') AND %s
          UNION ALL SELECT period, NULL, NULL, added, removed FROM fort.owned_changes) AS a GROUP BY a.period', period, at, score, filter);
END $$;
CREATE PROCEDURE fort.try(what text) LANGUAGE plpgsql AS $$
BEGIN EXECUTE what; RAISE NOTICE 'done: %', what;
EXCEPTION WHEN others THEN RAISE NOTICE '% %: %', SQLSTATE, SQLERRM, what; END $$;
CREATE PROCEDURE fort.use() LANGUAGE plpgsql AS $$
BEGIN
  CALL fort.try($q$INSERT INTO fort.own VALUES ('2025-01-01', 3)$q$);
  CALL fort.try($q$INSERT INTO fort.own_rest VALUES ('2025-01-01', 3), ('2025-01-02', 4)$q$);
  CALL fort.try($q$TRUNCATE fort.own_rest$q$);
  CALL fort.try($q$SELECT csat_refresh_rollup('fort.owned', rebuild => true)$q$);
  CALL fort.try($q$CREATE TABLE fort.own_new PARTITION OF fort.own FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')$q$);
  CALL fort.try($q$SELECT csat_refresh_rollup('fort.owned')$q$);
  CALL fort.try($q$SELECT csat_check_rollup('fort.owned')$q$);
  CALL fort.try($q$DROP TABLE fort.own_new$q$);
END $$;
CALL fort.read_as('at', 'at', '(tableoid::bigint % 5 + 1)::integer', 'true');
CALL fort.use();
CALL fort.read_as('at', 'at', 'score', 'ctid IS NOT NULL AND xmin IS NOT NULL');
CALL fort.use();
CALL fort.read_as('at', 'at', 'score', 'own IS NOT NULL');
CALL fort.use();
CALL fort.read_as($$'2025-01-01'::date$$, $$'2025-01-01'::date$$, '3', 'true');
CALL fort.use();
CALL fort.read_as('at', 'at', '(SELECT max(score) FROM fort.own)', 'true');
CALL fort.use();
CALL fort.read_as('at', $$'at'::text$$, $$ARRAY['x']$$, 'true');
CALL fort.use();
CREATE OR REPLACE VIEW fort.owned_tallies AS SELECT NULL::date AS period, NULL::tally AS tally FROM fort.own, fort.own AS again;
CALL fort.use();
CREATE OR REPLACE VIEW fort.owned_tallies AS SELECT NULL::date AS period, NULL::tally AS tally;
CALL fort.use();
SELECT csat_drop_rollup('fort.owned');
RESET ROLE;

-- ---- Forged calls, which anybody may make: on a view, for another event, for each row.
SET ROLE attack_mallory;
CREATE VIEW camp.forged AS SELECT * FROM camp.bait;
CREATE TRIGGER forged AFTER INSERT ON camp.forged FOR EACH STATEMENT WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
INSERT INTO camp.forged VALUES ('2025-01-01', 9);
DROP TRIGGER forged ON camp.forged;
CREATE TRIGGER forged INSTEAD OF INSERT ON camp.forged FOR EACH ROW EXECUTE FUNCTION csat_rollup_append();
INSERT INTO camp.forged VALUES ('2025-01-01', 9);
CREATE TRIGGER forged BEFORE INSERT ON camp.bait FOR EACH STATEMENT WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
INSERT INTO camp.bait VALUES ('2025-01-01', 9);
DROP TRIGGER forged ON camp.bait;
CREATE TRIGGER forged AFTER INSERT ON camp.bait FOR EACH STATEMENT WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_truncate();
INSERT INTO camp.bait VALUES ('2025-01-01', 9);
DROP TRIGGER forged ON camp.bait;
CREATE TRIGGER forged AFTER INSERT ON camp.bait REFERENCING NEW TABLE AS "csat_new; DROP" FOR EACH STATEMENT WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
INSERT INTO camp.bait VALUES ('2025-01-01', 9);
DROP TRIGGER forged ON camp.bait;
CREATE CONSTRAINT TRIGGER forged AFTER INSERT ON camp.bait DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
INSERT INTO camp.bait VALUES ('2025-01-01', 9);
DROP TRIGGER forged ON camp.bait;
CREATE TRIGGER forged AFTER TRUNCATE ON camp.bait FOR EACH STATEMENT WHEN ('fort.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_truncate();
TRUNCATE camp.bait;
DROP TRIGGER forged ON camp.bait;
RESET ROLE;
TABLE fort.differences;

DROP VIEW fort.differences;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
SET client_min_messages = warning;
DROP SCHEMA fort, camp CASCADE;
DROP OWNED BY attack_owner, attack_writer, attack_truncator, attack_mallory, attack_few CASCADE;
DROP ROLE attack_owner, attack_writer, attack_truncator, attack_mallory, attack_few;

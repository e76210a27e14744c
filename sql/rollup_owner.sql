-- A roll-up runs as the owner of its source. Who owned it before, or writes the registry, cannot make it run anything else.
\set SHOW_CONTEXT never
SELECT setval('csat_rollup_id_seq', 1, false);
CREATE ROLE rollup_alice;
CREATE ROLE rollup_boss;
CREATE ROLE rollup_keeper;
CREATE SCHEMA desk AUTHORIZATION rollup_alice;
GRANT USAGE ON SCHEMA desk TO PUBLIC;
GRANT CREATE ON SCHEMA desk TO rollup_boss, rollup_keeper;
SET ROLE rollup_alice;
CREATE TABLE desk.answers (at timestamptz, score integer);
SELECT csat_create_rollup('desk.daily', 'desk.answers', 'nps', 'score', '0..10', 'at', 'day');
CREATE TABLE desk.ran (who text);
GRANT INSERT ON desk.ran TO PUBLIC;
CREATE FUNCTION desk.steal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO desk.ran VALUES (current_user); RETURN NEW; END $$;
RESET ROLE;

-- The table gets a new owner, the roll-up does not: it runs no more, and says why.
ALTER TABLE desk.answers OWNER TO rollup_boss;
SET ROLE rollup_alice;
CREATE TRIGGER steal BEFORE INSERT ON desk.daily_changes FOR EACH ROW EXECUTE FUNCTION desk.steal();
RESET ROLE;
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
DELETE FROM desk.answers;
TRUNCATE desk.answers;
SELECT csat_refresh_rollup('desk.daily');
SELECT csat_refresh_rollup('desk.daily', rebuild => true);
SELECT csat_check_rollup('desk.daily');
RESET ROLE;
SELECT * FROM desk.ran;
-- as the hint says; what a new owner takes over with it, he can look at
DROP TRIGGER steal ON desk.daily_changes;
ALTER TABLE desk.daily_changes OWNER TO rollup_boss;
ALTER VIEW desk.daily_tallies OWNER TO rollup_boss;
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
RESET ROLE;
ALTER VIEW desk.daily OWNER TO rollup_boss;
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
SELECT responses, nps FROM desk.daily;
RESET ROLE;

-- Who keeps the registry (a restore without superuser needs that right) points a roll-up at a table of her own,
-- or writes SQL where words are expected.
GRANT SELECT, INSERT, UPDATE, DELETE ON csat_rollup TO rollup_keeper;
SET ROLE rollup_keeper;
CREATE TABLE desk.trap (period date, added tally, removed tally);
CREATE TRIGGER steal BEFORE INSERT ON desk.trap FOR EACH ROW EXECUTE FUNCTION desk.steal();
UPDATE csat_rollup SET changes = 'desk.trap';
-- a session without a plan from before
\c -
\set SHOW_CONTEXT never
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
RESET ROLE;
SET ROLE rollup_keeper;
UPDATE csat_rollup SET changes = 'desk.daily_changes', every = $$day') || desk.note($$, time_zone = $$UTC') || desk.note('$$, scale = '0..10';
\c -
\set SHOW_CONTEXT never
SET ROLE rollup_boss;
SELECT csat_refresh_rollup('desk.daily', rebuild => true);
SELECT csat_refresh_rollup('desk.daily', since => '2025-01-01', rebuild => true);
RESET ROLE;
UPDATE csat_rollup SET every = 'day';
SET ROLE rollup_boss;
SELECT csat_refresh_rollup('desk.daily', since => '2025-01-01', rebuild => true);
INSERT INTO desk.answers VALUES ('2025-01-02', 9);
RESET ROLE;
SELECT * FROM desk.ran;
REVOKE ALL ON csat_rollup FROM rollup_keeper;

UPDATE csat_rollup SET every = 'day', time_zone = 'UTC';
SELECT csat_drop_rollup('desk.daily');
SET client_min_messages = warning;
DROP SCHEMA desk CASCADE;
DROP OWNED BY rollup_alice, rollup_boss, rollup_keeper;
DROP ROLE rollup_alice, rollup_boss, rollup_keeper;

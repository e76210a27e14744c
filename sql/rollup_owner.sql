-- What counts for a roll-up is decided by who owns its source, its table and its view of tallies: one role.
\set SHOW_CONTEXT never
CREATE ROLE rollup_alice;
CREATE ROLE rollup_boss;
CREATE SCHEMA desk AUTHORIZATION rollup_alice;
GRANT USAGE ON SCHEMA desk TO PUBLIC;
GRANT CREATE ON SCHEMA desk TO rollup_boss;
SET ROLE rollup_alice;
CREATE TABLE desk.answers (at timestamptz, score integer);
SELECT csat_create_rollup('desk.daily', 'desk.answers', 'nps', 'score', '0..10', 'at', 'day');
CREATE TABLE desk.ran (who text);
GRANT INSERT ON desk.ran TO PUBLIC;
CREATE FUNCTION desk.steal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO desk.ran VALUES (current_user); RETURN NEW; END $$;
RESET ROLE;

-- The table gets a new owner, the roll-up does not: the table can be written to, and the roll-up says that it stands still.
ALTER TABLE desk.answers OWNER TO rollup_boss;
SET ROLE rollup_alice;
CREATE TRIGGER steal BEFORE INSERT ON desk.daily_changes FOR EACH ROW EXECUTE FUNCTION desk.steal();
SELECT csat_refresh_rollup('desk.daily', rebuild => true);
RESET ROLE;
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
INSERT INTO desk.answers VALUES ('2025-01-01', 8);
DELETE FROM desk.answers;
TRUNCATE desk.answers;
SELECT csat_refresh_rollup('desk.daily');
SELECT csat_refresh_rollup('desk.daily', rebuild => true);
SELECT csat_check_rollup('desk.daily');
RESET ROLE;
SELECT * FROM desk.daily;
SELECT * FROM desk.ran;
-- a trigger on the table of changes alone is enough: what is written there would run it
ALTER TABLE desk.daily_changes OWNER TO rollup_boss;
ALTER VIEW desk.daily_tallies OWNER TO rollup_boss;
ALTER VIEW desk.daily OWNER TO rollup_boss;
SET ROLE rollup_boss;
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
SELECT * FROM desk.daily;
RESET ROLE;
SELECT * FROM desk.ran;
-- as the hint says: set right, and counted anew
DROP TRIGGER steal ON desk.daily_changes;
SET ROLE rollup_boss;
SELECT csat_refresh_rollup('desk.daily', rebuild => true);
INSERT INTO desk.answers VALUES ('2025-01-01', 9);
SELECT responses, nps FROM desk.daily;
SELECT * FROM csat_check_rollup('desk.daily');
RESET ROLE;

-- So too for rules, row-level security and inheritance of the table of changes, and for a column that is not ours.
CREATE PROCEDURE desk.try(what text, back text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE what;
  INSERT INTO desk.answers VALUES ('2025-01-02', 9);
  BEGIN
    PERFORM FROM desk.daily;
    RAISE NOTICE 'read after %', what;
  EXCEPTION WHEN object_not_in_prerequisite_state THEN RAISE NOTICE '%', SQLERRM;
  END;
  EXECUTE back;
  PERFORM csat_refresh_rollup('desk.daily', rebuild => true);
END $$;
CALL desk.try('CREATE RULE r AS ON INSERT TO desk.daily_changes DO INSTEAD NOTHING', 'DROP RULE r ON desk.daily_changes');
CALL desk.try('ALTER TABLE desk.daily_changes ENABLE ROW LEVEL SECURITY', 'ALTER TABLE desk.daily_changes DISABLE ROW LEVEL SECURITY');
CALL desk.try('CREATE TABLE desk.child () INHERITS (desk.daily_changes)', 'DROP TABLE desk.child');
CALL desk.try('ALTER TABLE desk.daily_changes ADD more text', 'ALTER TABLE desk.daily_changes DROP more');
CALL desk.try('CREATE INDEX i ON desk.daily_changes (period)', 'DROP INDEX desk.i');
SELECT * FROM csat_check_rollup('desk.daily');

SELECT csat_drop_rollup('desk.daily');
SET client_min_messages = warning;
DROP SCHEMA desk CASCADE;
DROP OWNED BY rollup_alice, rollup_boss;
DROP ROLE rollup_alice, rollup_boss;

-- What csat_create_rollup and its companions refuse, and what they say.
\set SHOW_CONTEXT never
\set VERBOSITY default
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE polls (at timestamptz, day date, score integer, grp text, target text, w text, props json, box box, flag boolean);
-- The call that is right, with one argument replaced.
CREATE PROCEDURE attempt(args text) LANGUAGE plpgsql AS $$
DECLARE code text; message text; detail text; hint text; context text;
BEGIN
  EXECUTE 'SELECT csat_create_rollup(' || args || ')';
  RAISE EXCEPTION 'not refused';
EXCEPTION WHEN others THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT, context = PG_EXCEPTION_CONTEXT;
  RAISE NOTICE E'%\n  % %', args, code, concat(message, E'\n  detail: ' || NULLIF(detail, ''), E'\n  hint: ' || NULLIF(hint, ''),
    E'\n  context: ' || substring(context FROM '^argument.*csat_create_rollup'));
END $$;
CREATE PROCEDURE attempts() LANGUAGE plpgsql AS $$
DECLARE args text;
BEGIN
  FOREACH args IN ARRAY ARRAY[
    -- name
    $a$NULL, 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'', 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'a b', 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'nowhere.p', 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'a.b.c', 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$repeat('x', 56), 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'polls', 'polls', 'csat', 'score', '1..5', 'at', 'day'$a$,
    -- source
    $a$'p', NULL, 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 'nothing', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 0, 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 'csat_rollup_pkey', 'csat', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 'pg_class', 'csat', 'reltype', '1..5', 'oid', 'day'$a$,
    -- metric
    $a$'p', 'polls', 'csi', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 'polls', NULL, 'score', '1..5', 'at', 'day'$a$,
    -- score
    $a$'p', 'polls', 'csat', 'points', '1..5', 'at', 'day'$a$,
    $a$'p', 'polls', 'csat', NULL, '1..5', 'at', 'day'$a$,
    $a$'p', 'polls', 'csat', 'box', '1..5', 'at', 'day'$a$,
    $a$'p', 'polls', 'csat', 'ctid', '1..5', 'at', 'day'$a$,
    -- scale
    $a$'p', 'polls', 'csat', 'score', NULL, 'at', 'day'$a$,
    $a$'p', 'polls', 'csat', 'score', '5..1', 'at', 'day'$a$,
    $a$'p', 'polls', 'nps', 'score', '1..5', 'at', 'day'$a$,
    $a$'p', 'polls', 'csat', 'flag', '1..5', 'at', 'day'$a$,
    -- at
    $a$'p', 'polls', 'csat', 'score', '1..5', 'score', 'day'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', NULL, 'day'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'when', 'day'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'day', 'hour'$a$,
    -- every
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'fortnight'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', NULL$a$,
    -- by
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => '{grp,region}'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => '{grp,grp}'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => '{grp,NULL}'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => NULL$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => '{target}'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', by => '{props}'$a$,
    -- mode
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', mode => 'lively'$a$,
    -- weight
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', weight => 'w'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', weight => 'kilos'$a$,
    $a$'p', 'polls', 'csat', 'flag', '0..1', 'at', 'day', weight => 'score'$a$,
    -- filter
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'at < now()'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'random() < 0.5'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'day < current_date'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'score'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'score > 1, true'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'true) FROM pg_class; --'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'score > (SELECT 1)'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'count(*) > 1'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'row_number() OVER () > 1'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'generate_series(1, 2) > 1'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'polls IS NOT NULL'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'ctid IS NOT NULL'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'points > 1'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => 'score >'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', filter => ''$a$,
    -- target, min_responses, time_zone
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', target => 'NaN'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', target => 'Infinity'$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', min_responses => -1$a$,
    $a$'p', 'polls', 'csat', 'score', '1..5', 'at', 'day', time_zone => 'Mars/Olympus'$a$
  ] LOOP
    CALL attempt(args);
  END LOOP;
END $$;
CALL attempts();

-- What is stored already must be on the scale.
INSERT INTO polls (at, score) VALUES ('2025-01-01', 6);
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day');
DELETE FROM polls;

-- Nothing is left of a refused roll-up.
SELECT count(*) FROM csat_rollup;
SELECT relname FROM pg_class WHERE relname LIKE 'p\_%' AND relnamespace = 'public'::regnamespace;
SELECT count(*) FROM pg_trigger WHERE tgrelid = 'polls'::regclass;

-- Sources that triggers cannot follow, which a schedule can.
CREATE VIEW polls_view AS SELECT * FROM polls;
SELECT csat_create_rollup('p', 'polls_view', 'csat', 'score', '1..5', 'at', 'day');
ALTER TABLE polls ENABLE ROW LEVEL SECURITY;
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day');
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day', mode => 'scheduled');
ALTER TABLE polls DISABLE ROW LEVEL SECURITY;

-- Generated columns are followed if they are stored; from 18 on there are others, which triggers do not see.
CREATE TABLE stored (day date, raw integer, score integer GENERATED ALWAYS AS (raw / 2) STORED);
SELECT csat_create_rollup('g', 'stored', 'csat', 'score', '1..5', 'day', 'day');
INSERT INTO stored VALUES ('2025-01-01', 8);
INSERT INTO stored VALUES ('2025-01-01', 8), ('2025-01-01', 4);
SELECT * FROM g_tallies;
SELECT csat_drop_rollup('g');
DROP TABLE stored;
DO $$
BEGIN
  IF current_setting('server_version_num')::integer < 180000 THEN
    RAISE feature_not_supported;
  END IF;
  EXECUTE 'CREATE TABLE computed (day date, raw integer, score integer GENERATED ALWAYS AS (raw / 2) VIRTUAL)';
  PERFORM csat_create_rollup('g', 'computed', 'csat', 'raw', '1..5', 'day', 'day', filter => 'score > 0');
EXCEPTION WHEN feature_not_supported THEN
  RAISE NOTICE 'refused';
END $$;

-- Isolation levels that cannot see what was committed while they waited for the lock.
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day');
ROLLBACK;
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day');
BEGIN ISOLATION LEVEL SERIALIZABLE;
SELECT csat_refresh_rollup('p');
ROLLBACK;
BEGIN ISOLATION LEVEL REPEATABLE READ;
SELECT * FROM csat_check_rollup('p');
COMMIT;

-- Names of roll-ups.
SELECT csat_create_rollup('p', 'polls', 'csat', 'score', '1..5', 'at', 'day');
SELECT csat_refresh_rollup('q');
SELECT csat_refresh_rollup('polls');
SELECT csat_refresh_rollup(NULL);
SELECT csat_refresh_rollup('p', since => '2025-01-01');
SELECT csat_check_rollup('q');
SELECT csat_drop_rollup('public.q');

-- Row-level security that comes later stops the writers rather than be lost.
ALTER TABLE polls ENABLE ROW LEVEL SECURITY;
INSERT INTO polls (at, score) VALUES ('2025-01-01', 5);
SELECT csat_refresh_rollup('p');
SELECT csat_check_rollup('p');
ALTER TABLE polls DISABLE ROW LEVEL SECURITY;
INSERT INTO polls (at, score) VALUES ('2025-01-01', 5);
SELECT csat_check_rollup('p');

-- The trigger functions are nothing to be called.
SELECT csat_rollup_append();
CREATE TRIGGER mine AFTER INSERT ON polls FOR EACH ROW EXECUTE FUNCTION csat_rollup_append('1');
INSERT INTO polls (at, score) VALUES ('2025-01-01', 5);
DROP TRIGGER mine ON polls;
CREATE TRIGGER mine AFTER INSERT ON polls FOR EACH STATEMENT EXECUTE FUNCTION csat_rollup_append('1');
INSERT INTO polls (at, score) VALUES ('2025-01-01', 5);
DROP TRIGGER mine ON polls;
CREATE TABLE elsewhere (LIKE polls);
CREATE TRIGGER mine AFTER INSERT ON elsewhere REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT EXECUTE FUNCTION csat_rollup_append('1');
INSERT INTO elsewhere (at, score) VALUES ('2025-01-01', 5);
DROP TRIGGER mine ON elsewhere;
CREATE TRIGGER mine BEFORE TRUNCATE ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION csat_rollup_truncate('1');
TRUNCATE elsewhere;
DROP TRIGGER mine ON elsewhere;
CREATE TRIGGER mine BEFORE TRUNCATE ON elsewhere FOR EACH STATEMENT EXECUTE FUNCTION csat_rollup_truncate('one', 'two');
TRUNCATE elsewhere;
SELECT csat_check_rollup('p');

SELECT csat_drop_rollup('p');
DROP VIEW polls_view;
DROP TABLE polls, elsewhere;
DROP PROCEDURE attempt, attempts;

-- What a role could do who may create in the schema that csat is installed in, or name it: each comes to nothing. In a database of
-- its own, which the attacker owns.
\set SHOW_CONTEXT never
SELECT current_database() AS here \gset
CREATE ROLE names_m LOGIN;
CREATE DATABASE rollup_names OWNER names_m;
\c rollup_names
\set SHOW_CONTEXT never
SET datestyle = 'ISO, YMD';
SET client_min_messages = warning;

-- ---- The name of the schema is SQL. Each is made, csat is in it, and the attacker, who owns the database, makes a roll-up.
CREATE PROCEDURE use_schema(schema name) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE 'SET search_path = ' || quote_ident(schema) || ', public';
  PERFORM csat_create_rollup('public.r', 'public.a', 'csat', 'score', '1..5', 'at', 'day', by => '{region}', filter => 'region IS NOT NULL');
  INSERT INTO public.a VALUES ('2025-01-01', 'x', 5);
  INSERT INTO public.a VALUES ('2025-01-01', 'x', 5), ('2025-01-02', 'y', 1);
  UPDATE public.a SET score = 2 WHERE score = 1;
  TRUNCATE ONLY public.a;
  INSERT INTO public.a VALUES ('2025-01-01', 'x', 5), ('2025-01-02', 'x', 4), ('2025-01-03', 'x', NULL);
  PERFORM csat_refresh_rollup('public.r'), csat_refresh_rollup('public.r', rebuild => true);
  RAISE WARNING '%: csat %, wrong cells %', schema, (SELECT string_agg(csat::text, ' ' ORDER BY period) FROM public.r), (SELECT count(*) FROM csat_check_rollup('public.r'));
  PERFORM csat_drop_rollup('public.r');
EXCEPTION WHEN OTHERS THEN RAISE WARNING '%: % %', schema, SQLSTATE, SQLERRM;
END $$;
CREATE PROCEDURE try_schema(schema name) LANGUAGE plpgsql AS $$
DECLARE
  more text;
BEGIN
  CREATE SCHEMA s;
  CREATE EXTENSION csat SCHEMA s;
  EXECUTE 'ALTER SCHEMA s RENAME TO ' || quote_ident(schema);
  CALL use_schema(schema);
  SET search_path = public;
  SELECT string_agg(rolname, ' ') INTO more FROM pg_roles WHERE rolsuper AND rolname LIKE 'names%';
  IF more IS NOT NULL THEN RAISE WARNING 'superuser: %', more; END IF;
  IF pg_has_role('names_m', 'pg_read_all_data', 'member') THEN RAISE WARNING 'member of pg_read_all_data'; END IF;
  DROP EXTENSION csat CASCADE;
  EXECUTE 'DROP SCHEMA ' || quote_ident(schema) || ' CASCADE';
END $$;
SET SESSION AUTHORIZATION names_m;
CREATE TABLE public.a (at date, region text, score integer);
CREATE TEMPORARY SEQUENCE s;
CALL try_schema('s''||chr(34));ALTER ROLE names_m SUPERUSER;SELECT 7--');
CALL try_schema('s''||chr(34));CREATE ROLE names_x SUPERUSER;SELECT 7--');
CALL try_schema('s''||chr(34));GRANT pg_read_all_data TO names_m;SELECT 7--');
CALL try_schema('''||pg_read_file(''PG_VERSION'')||''');
CALL try_schema('it''s');
CALL try_schema('a"b');
CALL try_schema('%s%1$s%n');
CALL try_schema('E\''\"$$');
CALL try_schema('SELECT');
RESET SESSION AUTHORIZATION;

-- ---- Functions of somebody who may create in the schema of csat, while a superuser makes roll-ups of his own tables.
CREATE SCHEMA home;
CREATE EXTENSION csat SCHEMA home;
GRANT CREATE, USAGE ON SCHEMA home TO names_m;
CREATE TABLE ran (what text, who text);
GRANT INSERT, SELECT ON ran TO PUBLIC;
CREATE TABLE answers (at date, small smallint, score integer, number numeric, words text, w numeric);
GRANT SELECT, INSERT, UPDATE, DELETE ON answers TO names_m;
-- a function of the attacker's that notes who ran it
CREATE PROCEDURE plant(head text, value text) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format('CREATE FUNCTION home.%s LANGUAGE plpgsql AS %L', head,
    format('BEGIN INSERT INTO public.ran VALUES (%L, current_user); RETURN %s; END', head, value));
END $$;
CREATE PROCEDURE uproot() LANGUAGE plpgsql AS $$
DECLARE
  f regprocedure;
BEGIN
  FOR f IN SELECT oid FROM pg_proc WHERE proowner = 'names_m'::regrole AND pronamespace = 'home'::regnamespace LOOP
    EXECUTE 'DROP FUNCTION ' || f || ' CASCADE';
  END LOOP;
END $$;
CREATE PROCEDURE roll_up(name text, metric text, score text, scale text, weight text DEFAULT NULL, filter text DEFAULT NULL, mode text DEFAULT 'live') LANGUAGE plpgsql AS $$
DECLARE
  hint text;
BEGIN
  PERFORM home.csat_create_rollup(name, 'answers', metric, score::name, scale::home.rating_scale, 'at', 'day', weight => weight::name, filter => filter, mode => mode);
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RAISE WARNING '%: % % HINT: %', name, SQLSTATE, SQLERRM, hint;
END $$;
CREATE PROCEDURE write() LANGUAGE plpgsql AS $$
DECLARE
  hint text;
BEGIN
  INSERT INTO answers VALUES ('2025-01-01', 5, 5, 5, '5', 2);
  INSERT INTO answers VALUES ('2025-01-01', 4, 4, 4, '4', 1), ('2025-01-02', 1, 1, 1, '1', 1);
  UPDATE answers SET small = 2, score = 2, number = 2, words = '2' WHERE score = 1;
  DELETE FROM answers WHERE score = 2;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS hint = PG_EXCEPTION_HINT;
  RAISE WARNING 'write: % % HINT: %', SQLSTATE, SQLERRM, hint;
END $$;
-- made before the functions are there
CALL roll_up('r1', 'csat', 'score', '1..5');
CALL roll_up('r2', 'nps', 'small', '1..10', 'w');
CALL roll_up('r3', 'ces', 'number', '1..7');
CALL roll_up('r4', 'ces_easy', 'words', '1..7', 'w');

-- the accumulator of live triggers
SET SESSION AUTHORIZATION names_m;
CALL plant('tally_accum(text, integer, home.rating_scale) RETURNS home.tally', $$'1..5 {0,0,0,0,9}'::home.tally$$);
CALL plant('tally_accum(text, smallint, home.rating_scale, double precision) RETURNS home.tally', $$'1..10 {0,0,0,0,0,0,0,0,0,9}'::home.tally$$);
CALL plant('tally_accum(text, numeric, home.rating_scale) RETURNS home.tally', $$'1..7 {0,0,0,0,0,0,9}'::home.tally$$);
CALL plant('tally_accum(varchar, text, home.rating_scale, double precision) RETURNS home.tally', $$'1..7 {0,0,0,0,0,0,9}'::home.tally$$);
CALL plant('tally_accum(anyelement, integer, home.rating_scale) RETURNS home.tally', $$'1..5 {0,0,0,0,9}'::home.tally$$);
CALL write();
RESET SESSION AUTHORIZATION;
SELECT * FROM ran ORDER BY what;
TABLE r1_tallies;
TABLE r2_tallies;
TABLE r3_tallies;
TABLE r4_tallies;
CALL uproot();
TRUNCATE ran;

-- the readers of a view for BI tools, run as whoever reads
SET SESSION AUTHORIZATION names_m;
CALL plant('responses(home.tally, integer, integer) RETURNS bigint', '666');
CALL plant('responses(home.tally, numeric, numeric) RETURNS bigint', '666');
CALL plant('weight(home.tally, integer, integer) RETURNS numeric', '666');
CALL plant('weight(home.tally, VARIADIC integer[]) RETURNS numeric', '666');
CALL plant('top_box_compare(home.tally, home.tally, bigint) RETURNS home.score_difference', 'NULL');
CALL plant('csat_verdict(numeric, numeric, numeric, text) RETURNS text', $$'met'$$);
CALL plant('csat_period(varchar, timestamptz, varchar) RETURNS date', $$'2025-01-01'$$);
RESET SESSION AUTHORIZATION;
CALL roll_up('v1', 'csat', 'score', '1..5');
CALL roll_up('v2', 'nps', 'small', '1..10', 'w', mode => 'scheduled');
CALL roll_up('v3', 'ces', 'number', '1..7', mode => 'scheduled');
CALL roll_up('v4', 'ces_easy', 'words', '1..7', 'w');
SELECT satisfied, responses FROM v1;
SELECT promoters, promoter_weight, detractor_weight FROM v2;
SELECT score_sum FROM v3;
SELECT easy, easy_weight FROM v4;
SELECT * FROM ran ORDER BY what;
SELECT count(home.csat_drop_rollup(name)) FROM home.csat_rollup WHERE name LIKE 'public.v%';
CALL uproot();
TRUNCATE ran;

-- functions that made calls of ours ambiguous
SET SESSION AUTHORIZATION names_m;
CALL plant('nps_ci(home.tally) RETURNS home.score_interval', 'NULL');
CALL plant('csat_ci(home.tally, double precision) RETURNS home.score_interval', 'NULL');
CALL plant('csat_compare(home.tally, home.tally) RETURNS home.score_difference', 'NULL');
CALL plant('ces_compare(home.tally, home.tally, double precision) RETURNS home.score_difference', 'NULL');
CALL plant('top_box_compare(home.tally, home.tally, integer) RETURNS home.score_difference', 'NULL');
RESET SESSION AUTHORIZATION;
CALL roll_up('v1', 'csat', 'score', '1..5');
CALL roll_up('v2', 'nps', 'small', '1..10', 'w');
CALL roll_up('v3', 'ces', 'number', '1..7');
CALL roll_up('v4', 'ces_easy', 'words', '1..7', 'w');
-- the defaults that the views write out are those of the functions
CALL uproot();
SELECT v.period, ROW(v.lower, v.upper) = ROW(i.lower, i.upper) AS interval FROM v1 AS v JOIN v1_tallies USING (period), home.csat_ci(tally) AS i
UNION ALL SELECT v.period, ROW(v.lower, v.upper) = ROW(i.lower, i.upper) FROM v2 AS v JOIN v2_tallies USING (period), home.nps_ci(tally) AS i
UNION ALL SELECT v.period, ROW(v.lower, v.upper) = ROW(i.lower, i.upper) FROM v3 AS v JOIN v3_tallies USING (period), home.ces_ci(tally) AS i
UNION ALL SELECT v.period, ROW(v.lower, v.upper) = ROW(i.lower, i.upper) FROM v4 AS v JOIN v4_tallies USING (period), home.ces_easy_ci(tally) AS i;
SELECT count(home.csat_drop_rollup(name)) FROM home.csat_rollup WHERE name LIKE 'public.v%';
TABLE ran;

-- a filter calls what its owner meant, and nothing that fits better and came later
CREATE FUNCTION home.counts_as(anyelement) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS 'BEGIN RETURN true; END';
CALL roll_up('f1', 'csat', 'score', '1..5', filter => 'home.counts_as(score)');
CALL write();
SELECT count(*) FROM home.csat_check_rollup('f1');
SET SESSION AUTHORIZATION names_m;
CALL plant('counts_as(integer) RETURNS boolean', 'true');
\c -
\set SHOW_CONTEXT never
SET datestyle = 'ISO, YMD';
SET client_min_messages = warning;
SET SESSION AUTHORIZATION names_m;
CALL write();
RESET SESSION AUTHORIZATION;
SELECT count(*) FROM home.csat_check_rollup('f1');
SELECT home.csat_refresh_rollup('f1', rebuild => true);
TABLE ran;
CALL uproot();
CALL write();
SELECT count(*) FROM home.csat_check_rollup('f1');
SELECT count(home.csat_drop_rollup(name)) FROM home.csat_rollup WHERE name LIKE 'public.f%';
DROP FUNCTION home.counts_as;

-- what can still be done by who may create there: make a call fit two functions, which fails, and says what to do
SET SESSION AUTHORIZATION names_m;
CALL plant('missing(home.tally, integer DEFAULT 0) RETURNS bigint', '666');
CALL plant('tally_accum(home.tally, integer, home.rating_scale, integer DEFAULT 0) RETURNS home.tally', 'NULL');
CALL write();
RESET SESSION AUTHORIZATION;
CALL roll_up('v1', 'csat', 'score', '1..5');
TABLE ran;
CALL uproot();

-- what its owner writes into the view of tallies himself runs as whoever writes to his table, as a trigger of his would; what runs
-- as him for others (recounts, checks) can call his own functions in the filter only
CREATE FUNCTION better(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 5';
CREATE OR REPLACE VIEW r1_tallies AS SELECT a.period, home.csat_rollup_net(a.added, a.removed) AS tally
  FROM (SELECT at AS period, at AS csat_at, better(score) AS csat_score, NULL::home.tally AS added, NULL::home.tally AS removed FROM answers
         WHERE false AND home.csat_rollup_options('{"metric": "csat", "scale": "1..5", "every": "day", "mode": "live", "time_zone": "UTC"}')
        UNION ALL SELECT period, NULL, NULL, added, removed FROM r1_changes) AS a GROUP BY a.period;
INSERT INTO answers (at, score) VALUES ('2025-01-01', 5);
SELECT home.csat_refresh_rollup('r1', rebuild => true);

\c :here
SET client_min_messages = warning;
DROP DATABASE rollup_names;
DROP ROLE IF EXISTS names_x;
DROP ROLE names_m;

-- Who may do what, and what writing to a source with a roll-up cannot be made to do.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE ROLE rollup_owners;
CREATE ROLE rollup_olga IN ROLE rollup_owners;
CREATE ROLE rollup_writer;
CREATE ROLE rollup_reader;
CREATE ROLE rollup_mallory;
CREATE SCHEMA shop AUTHORIZATION rollup_owners;
GRANT USAGE ON SCHEMA shop TO PUBLIC;
-- everybody may create objects beside the extension, as in the databases of old
GRANT CREATE ON SCHEMA public TO rollup_mallory;

-- What there is can be read by all, and written by nobody: it is the catalog.
SELECT has_table_privilege('rollup_mallory', 'csat_rollup', 'SELECT') AS reads,
       has_table_privilege('rollup_mallory', 'csat_rollup', 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') AS writes;
SELECT count(*) AS security_definer FROM pg_proc WHERE prosecdef AND proname LIKE 'csat%';

-- A member of the owning role creates; everything belongs to the role.
SET ROLE rollup_olga;
CREATE TYPE shop.mood AS ENUM ('sad', 'happy');
CREATE TABLE shop.answers (id integer, at timestamptz, mood shop.mood, region varchar(20), score integer);
ALTER TYPE shop.mood OWNER TO rollup_owners;
ALTER TABLE shop.answers OWNER TO rollup_owners;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON shop.answers TO rollup_writer;
GRANT INSERT ON shop.answers TO rollup_mallory;
INSERT INTO shop.answers VALUES (1, '2025-01-01', 'sad', 'north', 3);
SELECT csat_create_rollup('shop.daily', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day', by => '{mood,region}');
GRANT SELECT ON shop.daily TO rollup_reader;
RESET ROLE;
SELECT relname, relowner::regrole FROM pg_class WHERE relname LIKE 'daily%' AND relnamespace = 'shop'::regnamespace ORDER BY 1;

-- Others do not, whoever they are.
SET ROLE rollup_writer;
SELECT csat_create_rollup('d2', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day');
SELECT csat_refresh_rollup('shop.daily');
SELECT csat_refresh_rollup('shop.daily', rebuild => true);
SELECT csat_check_rollup('shop.daily');
SELECT csat_drop_rollup('shop.daily');
-- A writer needs no right to the roll-up, and gets none.
INSERT INTO shop.answers VALUES (2, '2025-01-01', 'happy', 'north', 10);
UPDATE shop.answers SET score = 9 WHERE id = 2;
SELECT * FROM shop.daily_changes;
SELECT * FROM shop.daily;
INSERT INTO shop.daily_changes VALUES ('2025-01-01', 'sad', 'x', '{}', '{}');
DELETE FROM csat_rollup;
SELECT name, source, metric FROM csat_rollup;
RESET ROLE;
-- A reader needs no right to the source.
SET ROLE rollup_reader;
SELECT period, mood, region, responses, nps FROM shop.daily ORDER BY mood;
SELECT * FROM shop.daily_tallies;
SELECT * FROM shop.answers;
RESET ROLE;

-- Mallory hangs the trigger functions on a table of her own, for Olga's roll-up: they count nothing.
SET ROLE rollup_mallory;
CREATE TABLE public.mine (id integer, at timestamptz, mood text, region varchar(20), score integer);
CREATE TRIGGER steal AFTER INSERT ON public.mine REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('shop.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
CREATE TRIGGER steal_all BEFORE TRUNCATE ON public.mine FOR EACH STATEMENT WHEN ('shop.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_truncate();
INSERT INTO public.mine VALUES (3, '2025-01-01', 'sad', 'north', 0);
INSERT INTO public.mine VALUES (4, '2025-01-01', 'sad', 'north', 0);
TRUNCATE public.mine;
SELECT csat_rollup_append();
-- nor can she roll up, or trigger, what is Olga's
CREATE TRIGGER steal AFTER INSERT ON shop.answers REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('shop.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
SELECT csat_create_rollup('stolen', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day');
RESET ROLE;
-- with the right to make triggers there, she counts nothing twice, and Olga's triggers stay those that count
GRANT TRIGGER ON shop.answers TO rollup_mallory;
SET ROLE rollup_mallory;
CREATE TRIGGER a_first AFTER INSERT ON shop.answers REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('shop.daily_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
CREATE TRIGGER other AFTER INSERT ON shop.answers REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('shop.daily_tallies'::regclass IS NULL) EXECUTE FUNCTION csat_rollup_append();
RESET ROLE;
SET ROLE rollup_writer;
INSERT INTO shop.answers VALUES (3, '2025-01-01', 'happy', 'west', 10);
DELETE FROM shop.answers WHERE id = 3;
RESET ROLE;
SELECT * FROM csat_check_rollup('shop.daily');
-- a view of her own that reads Olga's table is no definition that counts for it
SET ROLE rollup_mallory;
CREATE TABLE public.forged_changes (period date, added tally, removed tally);
RESET ROLE;
GRANT SELECT ON shop.answers TO rollup_mallory;
SET ROLE rollup_mallory;
CREATE VIEW public.forged_tallies AS
SELECT period, csat_rollup_net(added, removed) AS tally
  FROM (SELECT at::date AS period, at AS csat_at, score AS csat_score, NULL::tally AS added, NULL::tally AS removed
          FROM shop.answers WHERE false AND csat_rollup_options('{"metric": "nps", "scale": "0..10", "every": "day", "mode": "live", "time_zone": "UTC"}')
        UNION ALL SELECT period, NULL, NULL, added, removed FROM public.forged_changes) AS answers GROUP BY period;
CREATE TRIGGER forged AFTER INSERT ON shop.answers REFERENCING NEW TABLE AS csat_new FOR EACH STATEMENT WHEN ('public.forged_tallies'::regclass IS NOT NULL) EXECUTE FUNCTION csat_rollup_append();
RESET ROLE;
INSERT INTO shop.answers VALUES (3, '2025-01-01', 'happy', 'west', 10);
DELETE FROM shop.answers WHERE id = 3;
SELECT * FROM public.forged_changes;
SELECT csat_refresh_rollup('public.forged', rebuild => true);
DROP VIEW public.forged_tallies CASCADE;
DROP TRIGGER a_first ON shop.answers;
DROP TRIGGER other ON shop.answers;
REVOKE SELECT, TRIGGER ON shop.answers FROM rollup_mallory;

-- Shadowing: better matches for everything that the trigger calls, in the extension's own schema and first in the
-- search_path of who writes; a cast of the enum that the view shows as text.  Each would note that it ran.
SET ROLE rollup_mallory;
CREATE TABLE public.ran (what text, who text);
GRANT INSERT ON public.ran TO PUBLIC;
CREATE FUNCTION public.note(what text) RETURNS void LANGUAGE sql VOLATILE AS 'INSERT INTO public.ran VALUES (what, current_user)';
CREATE FUNCTION public.format(text, shop.mood) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('format'); RETURN 'x'; END $$;
CREATE FUNCTION public.format(text, VARIADIC shop.mood[]) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('format'); RETURN 'x'; END $$;
CREATE FUNCTION public.tally(varchar, rating_scale) RETURNS tally LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('tally'); RETURN '{}'; END $$;
CREATE FUNCTION public.csat_period(varchar, timestamptz, varchar) RETURNS date LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('period'); RETURN now(); END $$;
CREATE FUNCTION public.text(varchar) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('text'); RETURN 'x'; END $$;
CREATE FUNCTION public.equal(text, text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('='); RETURN true; END $$;
CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.equal);
CREATE FUNCTION public.differ(tally, tally) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('<>'); RETURN false; END $$;
RESET ROLE;
CREATE SCHEMA evil AUTHORIZATION rollup_mallory;
GRANT USAGE ON SCHEMA evil TO PUBLIC;
SET ROLE rollup_mallory;
CREATE OPERATOR evil.<> (LEFTARG = tally, RIGHTARG = tally, FUNCTION = public.differ);
CREATE OPERATOR evil.= (LEFTARG = text, RIGHTARG = text, FUNCTION = public.equal);
CREATE FUNCTION evil.date_trunc(text, timestamp) RETURNS timestamp LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('date_trunc'); RETURN now(); END $$;
CREATE TABLE evil.csat_rollup (name text);
CREATE FUNCTION public.csat_rollup_options(json) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('options'); RETURN true; END $$;
CREATE VIEW evil.pg_class AS SELECT * FROM pg_catalog.pg_class WHERE false;
RESET ROLE;
-- the enum is given a cast, by its owner, to a function of Mallory's making
CREATE FUNCTION evil.mood_text(shop.mood) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM public.note('cast'); RETURN 'x'; END $$;
CREATE CAST (shop.mood AS text) WITH FUNCTION evil.mood_text(shop.mood) AS IMPLICIT;
SET ROLE rollup_writer;
SET search_path = evil, public, pg_catalog;
INSERT INTO shop.answers VALUES (4, '2025-01-02', 'sad', 'south', 10), (5, '2025-01-02', 'happy', 'south', 10);
INSERT INTO shop.answers VALUES (6, '2025-01-02', 'sad', 'south', 9);
UPDATE shop.answers SET score = 0 WHERE id OPERATOR(pg_catalog.=) 6;
RESET ROLE;
SELECT pg_catalog.count(*) FROM public.csat_check_rollup('shop.daily');
SELECT public.csat_refresh_rollup('shop.daily');
SELECT public.csat_refresh_rollup('shop.daily', rebuild => true);
SELECT public.csat_create_rollup('shop.again', 'shop.answers', 'nps', 'score', '0..10', 'at', 'week', by => '{mood,region}');
INSERT INTO shop.answers VALUES (7, '2025-01-02', 'sad', 'south', 9);
SELECT public.csat_drop_rollup('shop.again');
RESET search_path;
DROP OPERATOR public.= (text, text);
SELECT * FROM shop.daily_tallies ORDER BY 1, 2, 3;
SELECT * FROM public.ran;
-- the trap does snap when it is stepped on
SELECT length(mood || '') FROM (SELECT 'sad'::shop.mood::text AS mood) AS m;
SELECT * FROM public.ran;

-- A filter is the owner's code: as a trigger of his would, it runs as whoever writes; recounted, as the owner.
CREATE FUNCTION shop.counts(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RAISE NOTICE 'as %', current_user;
  RETURN coalesce($1 <> 'test', true);
END $$;
-- so everybody must be allowed to call it
REVOKE EXECUTE ON FUNCTION shop.counts(text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION shop.counts(text) TO rollup_owners;
SET ROLE rollup_olga;
SELECT csat_create_rollup('shop.counted', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day', filter => $$shop.counts(region)$$);
RESET ROLE;
GRANT EXECUTE ON FUNCTION shop.counts(text) TO PUBLIC;
SET ROLE rollup_olga;
SET search_path = shop, public;
SELECT csat_create_rollup('counted', 'answers', 'nps', 'score', '0..10', 'at', 'day', filter => $$counts(region)$$);
RESET ROLE;
SET ROLE rollup_writer;
SET search_path = evil, pg_catalog;
INSERT INTO shop.answers VALUES (8, '2025-01-03', 'sad', 'test', 9);
INSERT INTO shop.answers VALUES (9, '2025-01-03', 'sad', 'real', 9), (10, '2025-01-03', 'sad', NULL, 9);
RESET ROLE;
RESET search_path;
SELECT * FROM shop.counted_tallies WHERE period = '2025-01-03';
SELECT csat_drop_rollup('shop.counted');

-- Superusers refreshing the roll-ups of others run the others' code as the others.
CREATE OR REPLACE FUNCTION shop.counts(text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF current_user <> 'rollup_owners' THEN RAISE EXCEPTION 'runs as %', current_user; END IF;
  RETURN true;
END $$;
SELECT csat_create_rollup('shop.counted', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day', filter => $$shop.counts(region)$$);
SELECT csat_create_rollup('shop.planned', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day', filter => $$shop.counts(region)$$, mode => 'scheduled');
SELECT csat_refresh_rollup('shop.counted', rebuild => true);
SELECT csat_refresh_rollup('shop.planned');
SELECT csat_check_rollup('shop.counted');
-- constants are folded, so code runs, when a filter is looked at
SELECT csat_create_rollup('shop.folded', 'shop.answers', 'nps', 'score', '0..10', 'at', 'day', filter => $$shop.counts('x')$$);

-- A partition of somebody else's is not followed without its owner.
CREATE TABLE shop.parted (at date, score integer) PARTITION BY RANGE (at);
ALTER TABLE shop.parted OWNER TO rollup_owners;
CREATE TABLE shop.part PARTITION OF shop.parted DEFAULT;
ALTER TABLE shop.part OWNER TO rollup_mallory;
SET ROLE rollup_olga;
SELECT csat_create_rollup('shop.parts', 'shop.parted', 'csat', 'score', '1..5', 'at', 'day');
RESET ROLE;

SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
SET client_min_messages = warning;
DROP SCHEMA shop, evil CASCADE;
DROP OWNED BY rollup_mallory CASCADE;
DROP ROLE rollup_olga, rollup_owners, rollup_writer, rollup_reader, rollup_mallory;

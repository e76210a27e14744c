-- The extension in a schema of its own, with an odd name, and nothing on the
-- search path: every call works qualified. All is rolled back.
BEGIN;
SET LOCAL client_min_messages = warning;
DROP EXTENSION csat CASCADE;
CREATE SCHEMA "Odd ""schema""";
CREATE EXTENSION csat SCHEMA "Odd ""schema""";
-- tables that a user may well have
CREATE TABLE public.rating (id integer);
CREATE TABLE public.tally (id integer);
CREATE TABLE public.answer AS SELECT i AS id, 1 + i % 5 AS s, 0.5 + i % 3 AS w FROM generate_series(1, 20) i;
SET LOCAL search_path = '';
SELECT pg_catalog.current_schemas(false);
SELECT "Odd ""schema""".csat(s), "Odd ""schema""".csat(s, '1..5', w), "Odd ""schema""".nps(s), "Odd ""schema""".ces(s), "Odd ""schema""".ces_easy(s), "Odd ""schema""".csat(s > 3),
       "Odd ""schema""".tally(s, '1..5'), "Odd ""schema""".sum("Odd ""schema""".tally(1, '1..5')) OVER () FROM public.answer;
SELECT "Odd ""schema""".csat(t), "Odd ""schema""".csat(t, 1), "Odd ""schema""".mean(t), "Odd ""schema""".median(t), "Odd ""schema""".percentile(t, 0.9), "Odd ""schema""".stddev(t), "Odd ""schema""".counts(t),
       "Odd ""schema""".scale_of(t), "Odd ""schema""".net_box(t, 2, 2), "Odd ""schema""".sparkline(t), t::jsonb, t OPERATOR("Odd ""schema""".-) t, t OPERATOR("Odd ""schema""".=) t
FROM (SELECT "Odd ""schema""".tally(s, '1..5') AS t FROM public.answer) a;
SELECT d.* FROM "Odd ""schema""".distribution('1..3 {1,2,3}', 'low < middle < high') d;
SELECT "Odd ""schema""".nps_group(9), "Odd ""schema""".csat_group('good', 'bad < good'), "Odd ""schema""".rescale(3, '1..5');
SELECT pg_catalog.count(*) FROM (SELECT "Odd ""schema""".tally(s, '1..5') OVER (ORDER BY id ROWS 2 PRECEDING) AS t FROM public.answer) a WHERE "Odd ""schema""".responses(t) OPERATOR(pg_catalog.=) 3;

-- A report of a roll-up whose name and schema want quotes, too.
CREATE SCHEMA "Their ""own""";
CREATE TABLE "Their ""own""".answers AS SELECT date '2023-01-01' + i AS at, i % 6 AS s, CASE WHEN i % 2 = 0 THEN 'a' ELSE 'b' END AS "Se""g" FROM pg_catalog.generate_series(1, 395) AS i;
SELECT "Odd ""schema""".csat_create_rollup('"Their ""own"""."My ""score"" <b>"', '"Their ""own""".answers', 'csat', 's', '0..5', 'at', 'month', by => '{"Se\"g"}');
SELECT pg_catalog.regexp_count(page, 'My &quot;score&quot; &lt;b&gt;'), pg_catalog.regexp_count(page, '<tr') FROM "Odd ""schema""".csat_report('"Their ""own"""."My ""score"" <b>"') AS page;
SELECT pg_catalog.regexp_count("Odd ""schema""".csat_chart_segments('"Their ""own"""."My ""score"" <b>"'), '<circle') AS dots;

-- Every aggregate, over no row, over a row of NULL, and in a moving frame.
CREATE FUNCTION public.call_all() RETURNS TABLE (aggregates bigint, failed text) LANGUAGE plpgsql SET search_path = '' AS $$
DECLARE
  a record;
  call text;
BEGIN
  aggregates := 0;
  FOR a IN SELECT p.oid::regprocedure AS signature, p.pronamespace::regnamespace || '.' || pg_catalog.quote_ident(p.proname) AS name, p.proargtypes, p.provariadic <> 0 AS variadic
           FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_extension e ON e.extname = 'csat' AND p.pronamespace = e.extnamespace WHERE p.prokind = 'a' LOOP
    SELECT pg_catalog.format('%s(%s)', a.name, pg_catalog.string_agg(CASE WHEN a.variadic AND n = pg_catalog.array_length(a.proargtypes, 1) THEN 'VARIADIC ' ELSE '' END
      || 'NULL::' || pg_catalog.replace(pg_catalog.format_type(t, NULL), 'anyelement', 'text'), ', ' ORDER BY n)) INTO call FROM pg_catalog.unnest(a.proargtypes) WITH ORDINALITY AS v (t, n);
    BEGIN
      EXECUTE 'SELECT ' || call || ' FROM public.answer WHERE false';
      EXECUTE 'SELECT ' || call || ' FROM public.answer';
      EXECUTE 'SELECT ' || call || ' OVER (ORDER BY id ROWS 3 PRECEDING) FROM public.answer';
      aggregates := aggregates + 1;
    EXCEPTION WHEN OTHERS THEN
      failed := pg_catalog.concat_ws('; ', failed, a.signature || ': ' || SQLERRM);
    END;
  END LOOP;
  RETURN NEXT;
END $$;
SELECT aggregates > 90 AS all_called, failed FROM public.call_all();

-- Types of this schema in tables, indexes, defaults.
CREATE TABLE public.kept (s "Odd ""schema""".rating_scale PRIMARY KEY DEFAULT '1..5', t "Odd ""schema""".tally UNIQUE);
INSERT INTO public.kept (t) VALUES ('1..5 {1,2,3,4,5}');
SELECT s, t FROM public.kept GROUP BY s, t ORDER BY s, t;
ROLLBACK;
-- and the extension is back where it was
SELECT extnamespace::regnamespace, csat(5) FROM pg_extension WHERE extname = 'csat' GROUP BY 1;

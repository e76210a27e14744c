-- Answers in a column of every type, and a call of every aggregate that csat has, from the catalog: for scripts/with-citus and
-- scripts/with-timescaledb. Makes the table one_table, the tables calls and groupings, and results(table), which runs them all.

CREATE TABLE one_table AS
SELECT i AS id, i % 97 AS customer, timestamptz '2025-01-01' + i * interval '25 minutes' AS answered_at, 'region ' || i % 5 AS region,
  star::smallint AS s_smallint, star AS s_integer, star::double precision AS s_float8, star::numeric AS s_numeric, star::text AS s_text,
  to_jsonb(star) AS s_jsonb, star > 3 AS s_boolean, i % 3 > 0 AS s_boolean_2,
  CASE WHEN star IS NOT NULL THEN (star || ' of 0..10')::rating END AS s_rating,
  (1 + i * 7 % 5)::double precision AS x, (1 + i * 3 % 10 / 2)::double precision AS y, (1 + i * 13 % 17) * 10.0::double precision ^ (i % 9 - 4) AS w,
  (i % 4)::numeric AS frequency, tally_from_counts(ARRAY[i % 3, i % 2, 1, 0, i % 5], '1..5', i % 2) AS t,
  tally_from_counts(ARRAY[1, i % 4, 0, i % 2, 2], '1..5') AS u
FROM (SELECT i, nullif(i * 31 % 6, 0) AS star FROM generate_series(1, 20000) AS i) AS made;
ALTER TABLE one_table ADD COLUMN s weighted_stats;
UPDATE one_table SET s = single.s FROM (SELECT id AS of, weighted_stats(x, w) AS s FROM one_table GROUP BY id) AS single WHERE id = of;
ANALYZE one_table;

-- What is given for an argument of that type, at that place, in a call of that aggregate.
CREATE FUNCTION argument_of(aggregate text, type regtype, place bigint, arguments bigint) RETURNS text LANGUAGE sql AS $$
  SELECT CASE
    WHEN type = 'rating_scale'::regtype THEN CASE WHEN aggregate LIKE 'nps%' THEN '''0..10''' ELSE '''1..5''' END
    WHEN aggregate = 'csi' AND type = 'text'::regtype AND place = 2 THEN '''1..5'''::text
    WHEN aggregate = 'score_change' AND place = 3 THEN '''mean'''
    WHEN aggregate = 'tally_frequencies' AND place = arguments THEN 'frequency'
    WHEN type = 'double precision[]'::regtype THEN CASE WHEN aggregate = 'acsi' THEN 'ARRAY[0.5, 0.3, 0.2]' ELSE 'VARIADIC ARRAY[x, y]' END
    WHEN type = 'anyelement'::regtype THEN 'customer ORDER BY id'
    WHEN type = 'weighted_stats'::regtype THEN 's'
    WHEN type = 'tally'::regtype THEN CASE place WHEN 1 THEN 't' ELSE 'u' END
    WHEN type = 'boolean'::regtype AND place = 2 THEN 's_boolean_2'
    WHEN type = 'double precision'::regtype AND place > 1 THEN CASE WHEN place < arguments THEN 'x' WHEN aggregate IN ('acsi', 'sci', 'gap') THEN 'y' ELSE 'w' END
    WHEN type = 'double precision'::regtype THEN 's_float8'
    ELSE 's_' || type::text END
$$;
CREATE TABLE calls AS
SELECT row_number() OVER (ORDER BY p.oid::regprocedure::text COLLATE "C") AS n, p.proname::text AS aggregate, p.oid::regprocedure::text AS signature,
  format('%s(%s)', p.proname, string_agg(argument_of(p.proname, type::regtype, place, p.pronargs), ', ' ORDER BY place)) AS call,
  typtype <> 'p' AS is_real_state
FROM pg_aggregate a JOIN pg_proc p ON p.oid = a.aggfnoid JOIN pg_type ON pg_type.oid = a.aggtranstype
  JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
  JOIN pg_extension e ON d.refclassid = 'pg_extension'::regclass AND d.refobjid = e.oid AND extname = 'csat', unnest(p.proargtypes) WITH ORDINALITY AS u (type, place)
WHERE p.proname <> 'csat_rollup_net' -- only for the views of roll-ups, which are on one server
GROUP BY p.oid, p.proname, typtype;

CREATE TABLE groupings AS
SELECT * FROM (VALUES (1, 'none', 'NULL'), (2, 'customer', 'customer'), (3, 'region', 'region'),
  (4, 'region and month', 'region, date_trunc(''month'', answered_at)')) AS g (n, grouping_name, keys);

-- All rows of every call by every grouping, as one text: to the last digit.
CREATE FUNCTION results(answers text) RETURNS TABLE (call text, grouping_name text, result text) LANGUAGE plpgsql AS $$
DECLARE
  made text;
BEGIN
  FOR call, grouping_name, made IN
    SELECT c.call, g.grouping_name, format('SELECT ROW(%s, %s)::text AS line FROM %s', g.keys, c.call, answers) ||
      CASE WHEN g.keys = 'NULL' THEN '' ELSE ' GROUP BY ' || g.keys END
    FROM calls c, groupings g ORDER BY c.n, g.n LOOP
    result := '';
    BEGIN
      FOR made IN EXECUTE made LOOP result := result || made || E'\n'; END LOOP;
      SELECT string_agg(line, E'\n' ORDER BY line COLLATE "C") INTO result FROM string_to_table(result, E'\n') AS line;
    EXCEPTION WHEN OTHERS THEN
      result := SQLSTATE || ' ' || SQLERRM;
    END;
    RETURN NEXT;
  END LOOP;
END $$;

-- Each check is a line: what, whether it holds, and where not, what there was.
CREATE TABLE checks (n serial, what text, ok boolean, seen text);
CREATE FUNCTION note(what text, ok boolean, seen text DEFAULT NULL) RETURNS void LANGUAGE sql AS $$
  INSERT INTO checks (what, ok, seen) VALUES (what, coalesce(ok, false), seen)
$$;
-- Live roll-ups of tables that another extension keeps are refused, and the hint says what is not.
CREATE PROCEDURE check_refusal(source regclass) LANGUAGE plpgsql AS $$
DECLARE
  state text := 'not refused';
  hint text;
BEGIN
  BEGIN
    PERFORM csat_create_rollup('live_one', source, 'csat', 's_integer', '1..5', 'answered_at', 'month');
  EXCEPTION WHEN OTHERS THEN
    GET STACKED DIAGNOSTICS state = RETURNED_SQLSTATE, hint = PG_EXCEPTION_HINT;
  END;
  PERFORM note('a live roll-up is refused, with a hint', state = '0A000' AND hint LIKE '%mode => ''scheduled''%', state || ' ' || coalesce(hint, ''));
END $$;
CREATE PROCEDURE compare_with_one_table(what text, answers text) LANGUAGE plpgsql AS $$
BEGIN
  IF to_regclass('expected') IS NULL THEN
    CREATE TABLE expected AS SELECT * FROM results('one_table');
    PERFORM note('calls of one table are no errors', count(*) = 0, string_agg(format('%s by %s: %s', call, grouping_name, result), E'\n'))
      FROM expected WHERE result ~ '^[0-9A-Z]{5} ';
  END IF;
  PERFORM note(format('%s: %s by %s', what, call, e.grouping_name), e.result = r.result,
               CASE WHEN e.result <> r.result THEN left(format('%s, not %s', r.result, e.result), 400) END)
    FROM expected e JOIN results(answers) r USING (call, grouping_name);
END $$;

-- All aggregates with the same arguments share one transition in a query.

-- Sharing can be seen in the arguments, which are evaluated once for each
-- transition. seen() counts; it poses as immutable, since the planner shares
-- nothing that is volatile.
CREATE SEQUENCE evaluations;
CREATE FUNCTION seen(x anyelement) RETURNS anyelement LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM nextval('evaluations'); RETURN x; END $$;
CREATE TABLE answer AS SELECT 1 + i % 5 AS s, (1 + i % 5)::text AS label, i % 2 = 0 AS yes, 0.5 + i % 3 AS w, tally(1 + i % 5, '1..5') AS t FROM generate_series(1, 10) i GROUP BY i;
-- how often the argument of these calls is evaluated, for 10 rows
CREATE FUNCTION evaluations(calls text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE before bigint = nextval('evaluations');
BEGIN
  EXECUTE 'SELECT ' || calls || ' FROM answer';
  RETURN nextval('evaluations') - before - 1;
END $$;

SELECT calls, evaluations(calls) FROM (VALUES
  (1, 'csat(seen(s), ''1..5'')'),
  (2, 'csat(seen(s), ''1..5''), csat(seen(s), ''1..5'')'),
  (3, 'csat(seen(s), ''1..5''), ces(seen(s), ''1..5''), ces_easy(seen(s), ''1..5''), tally(seen(s), ''1..5'')'),
  (4, 'csat(seen(s), ''1..5''), csat_ci(seen(s), ''1..5''), ces_ci(seen(s), ''1..5''), ces_easy_ci(seen(s), ''1..5''), tally(seen(s), ''1..5'')'),
  (5, 'responses(tally(seen(s), ''1..5'')), mean(tally(seen(s), ''1..5'')), round(csat(seen(s), ''1..5''), 1)'),
  (6, 'csat(seen(s), ''1..5'', w), ces(seen(s), ''1..5'', w), csat_ci(seen(s), ''1..5'', w), tally(seen(s), ''1..5'', w)'),
  (7, 'csat(seen(label), ''1..5''), ces(seen(label), ''1..5''), tally(seen(label), ''1..5'')'),
  (8, 'csat(to_jsonb(seen(s)), ''1..5''), tally(to_jsonb(seen(s)), ''1..5'')'),
  (9, 'csat(seen(s::numeric), ''1..5''), tally(seen(s::numeric), ''1..5'')'),
  (10, 'csat(seen(s::float8), ''1..5''), tally(seen(s::float8), ''1..5'')'),
  (11, 'csat(seen(s::smallint), ''1..5''), tally(seen(s::smallint), ''1..5'')'),
  (12, 'csat(seen(s)), csat_ci(seen(s))'),
  (13, 'ces(seen(s)), ces_easy(seen(s)), ces_ci(seen(s)), ces_easy_ci(seen(s))'),
  (14, 'nps(seen(s)), nps_ci(seen(s))'),
  (15, 'csat(seen(yes)), tally(seen(yes)), csat_ci(seen(yes))'),
  (16, 'sum(seen(t)), csat(sum(seen(t))), nps(tally(s, ''0..10''))'),
  (17, 'csat(seen(s), ''1..5'') FILTER (WHERE yes), tally(seen(s), ''1..5'') FILTER (WHERE yes)'),
  -- what cannot be shared: another scale, another filter, another default scale
  (18, 'csat(seen(s), ''1..5''), csat(seen(s), ''1..5 top 1'')'),
  (19, 'csat(seen(s), ''1..5''), csat(seen(s), ''1..5'') FILTER (WHERE yes)'),
  (20, 'csat(seen(s)), ces(seen(s))')) v (n, calls) ORDER BY n;

-- What the planner asks for: one transition function, state and start for each list of arguments, and
-- final functions that leave the state alone. The metrics without a scale differ in their start, which is their scale.
SELECT pg_get_function_identity_arguments(a.aggfnoid) AS arguments, count(*) AS aggregates, count(DISTINCT (aggtransfn, aggmtransfn, aggminvtransfn, aggcombinefn, aggtransspace)) AS transitions,
       count(DISTINCT agginitval) AS starts, bool_and(aggfinalmodify = 'r' AND aggmfinalmodify = 'r' AND NOT aggfinalextra AND NOT aggmfinalextra) AS state_left_alone
FROM pg_aggregate a JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = a.aggfnoid AND d.deptype = 'e' JOIN pg_extension e ON e.oid = d.refobjid AND e.extname = 'csat'
JOIN pg_proc p ON p.oid = a.aggfnoid
WHERE p.proname IN ('csat', 'nps', 'ces', 'ces_easy', 'tally', 'csat_ci', 'nps_ci', 'ces_ci', 'ces_easy_ci') AND aggtranstype = 'tally'::regtype AND p.proargtypes[0] <> 0
  AND NOT EXISTS (SELECT FROM unnest(p.proargtypes) t WHERE t = to_regtype('rating'))
GROUP BY 1 ORDER BY 1;

DROP TABLE answer;
DROP FUNCTION evaluations(text), seen(anyelement);
DROP SEQUENCE evaluations;

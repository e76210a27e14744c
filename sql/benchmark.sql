-- Targets: verdicts, and the table of benchmarks.

SELECT csat_verdict(80, 90, 80) AS met, csat_verdict(70, 79, 80) AS missed, csat_verdict(70, 90, 80) AS undecided,
    csat_verdict(80, 80, 80) AS exactly, csat_verdict(NULL, 90, 80) AS unknown, csat_verdict(70, 90, NULL) AS no_target;
-- churn and effort: less is better
SELECT csat_verdict(2, 5, 5, true) AS met, csat_verdict(5.1, 7, 5, lower_is_better => true) AS missed,
    csat_verdict(4, 6, 5, lower_is_better => true) AS undecided;
-- numbers of other types
SELECT csat_verdict(80.5::float8, 90::float8, 80::float8) AS float8, csat_verdict(80.5, 90, 80) AS numeric, csat_verdict(70::float8, 79.5, 80) AS mixed,
    csat_verdict(80, 90, 80::smallint) AS integer, csat_verdict('70', '90', '80') AS literal, csat_verdict(NULL, 90, 80) AS "null",
    csat_verdict(lower => 2::real, upper => 5::real, target => 6, lower_is_better => true) AS named;
SELECT c.estimate, round(c.lower, 2) AS lower, round(c.upper, 2) AS upper, csat_verdict(c.lower, c.upper, 80)
FROM csat_ci(tally '1..5 {2,3,5,40,60}') AS c;

-- public figures come with the extension, each with its source
SELECT metric, segment, value, lower_is_better, as_of, responses FROM csat_benchmark WHERE kind = 'reference' ORDER BY metric, value, segment;
-- a reader can look each one up: a rule of thumb that says so, or a publisher and a year, and nothing at second hand
SELECT metric, segment, source AS not_to_be_checked FROM csat_benchmark
WHERE source IS NULL OR source !~ '^rule of thumb: ' AND (source !~ '\m(19|20)\d\d\M' OR as_of IS NULL) OR source ~* 'pull request|issue|quoted|github';
-- your own targets stand beside them; a second one for the same thing is refused
INSERT INTO csat_benchmark (metric, segment, value, responses) VALUES ('csat', NULL, 85, NULL), ('csat', 'Utrecht', 82, 1250);
SELECT metric, segment, kind, value, lower_is_better, responses FROM csat_benchmark WHERE kind = 'target' ORDER BY segment;
\set VERBOSITY terse
INSERT INTO csat_benchmark (metric, value) VALUES ('csat', 90);
INSERT INTO csat_benchmark (metric, kind, value) VALUES ('csat', 'wish', 90);
INSERT INTO csat_benchmark (metric, segment, value, responses) VALUES ('csat', 'Delft', 90, 0);
\set VERBOSITY default
-- pg_dump keeps the targets and leaves the figures to the extension
SELECT condition FROM pg_extension, unnest(extconfig, extcondition) AS c (relation, condition)
WHERE extname = 'csat' AND relation = 'csat_benchmark'::regclass;
-- all read, the owner writes
SELECT has_table_privilege('public', c.oid, 'select') AS read, has_table_privilege('public', c.oid, 'insert') AS insert,
    has_table_privilege('public', c.oid, 'update') AS update, has_table_privilege('public', c.oid, 'delete') AS delete
FROM pg_class AS c WHERE oid = 'csat_benchmark'::regclass;
DELETE FROM csat_benchmark WHERE kind = 'target';

-- The view for BI tools: each metric, weights, periods, targets, small cells.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE FUNCTION columns_of(view regclass) RETURNS text LANGUAGE sql AS $$
  SELECT string_agg(attname || ' ' || atttypid::regtype, ', ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = view AND attnum > 0 $$;

CREATE TABLE survey (at timestamptz, unit text, csat integer, nps integer, effort numeric, w numeric);
INSERT INTO survey
SELECT timestamptz '2025-01-01' + i * interval '6 hours', CASE WHEN i < 600 THEN 'east' ELSE 'west' END,
       i % 5 + 1, CASE WHEN i < 300 OR i > 1100 THEN i % 11 ELSE 10 - i % 4 END, (i % 13) / 2.0 + 1, (i % 3) + 0.5
  FROM generate_series(0, 1199) AS i;
DELETE FROM survey WHERE at >= '2025-05-01' AND at < '2025-06-01' AND unit = 'east';
DELETE FROM survey WHERE at >= '2025-07-01' AND at < '2025-08-01';

-- csat
SELECT csat_create_rollup('s_csat', 'survey', 'csat', 'csat', '1..5', 'at', 'month', target => 30, min_responses => 5);
SELECT columns_of('s_csat');
SELECT period, asked, responses, satisfied, round(csat, 4) AS csat, round(lower, 4) AS lower, round(upper, 4) AS upper,
       round(previous, 4) AS previous, round(change, 4) AS change, round(p_value, 4) AS p_value, movement, target, verdict
  FROM s_csat ORDER BY 1;
-- The period before is that of the calendar: none before August, whose July has no answers.
SELECT period, previous FROM s_csat WHERE previous IS NULL ORDER BY 1;
-- Everything is read with the functions of the same name.
SELECT count(*) AS rows, count(*) FILTER (WHERE v.csat = csat(t.tally) AND v.satisfied = responses(t.tally, 4, 5)
         AND (v.lower, v.upper) = (i.lower, i.upper) AND v.verdict = csat_verdict(i.lower, i.upper, 30)) AS equal
  FROM s_csat AS v JOIN s_csat_tallies AS t USING (period), csat_ci(t.tally) AS i WHERE v.responses >= 5;
SELECT count(*) AS rows, count(*) FILTER (WHERE v.p_value = d.p_value AND v.previous = csat(b.tally)
         AND v.change = csat(t.tally) - csat(b.tally)) AS equal
  FROM s_csat AS v JOIN s_csat_tallies AS t USING (period)
  JOIN s_csat_tallies AS b ON b.period = (v.period - interval '1 month')::date, csat_compare(t.tally, b.tally) AS d
 WHERE v.responses >= 5 AND responses(b.tally) >= 5;

-- nps, weighted, by unit: weights beside the counts, the score from the weights
SELECT csat_create_rollup('s_nps', 'survey', 'nps', 'nps', '0..10', 'at', 'quarter', by => '{unit}', weight => 'w');
SELECT columns_of('s_nps');
SELECT period, unit, responses, weight, promoters, promoter_weight, passives, passive_weight, detractors, detractor_weight,
       round(nps, 4) AS nps, round(change, 4) AS change, movement
  FROM s_nps ORDER BY unit, period;
SELECT count(*) FROM s_nps WHERE nps <> 100 * (promoter_weight - detractor_weight) / weight
   OR promoter_weight + passive_weight + detractor_weight <> weight OR promoters + passives + detractors <> responses;
-- up, down and unclear all occur
SELECT movement, count(*) FROM s_nps GROUP BY 1 ORDER BY 1;

-- ces, mean: the sum of scores adds up; ces_easy; half points
SELECT csat_create_rollup('s_ces', 'survey', 'ces', 'effort', '1..7 step 0.5', 'at', 'year', lower_is_better => true, target => 4.2);
SELECT columns_of('s_ces');
SELECT period, asked, responses, score_sum, round(ces, 4) AS ces, round(lower, 4) AS lower, round(upper, 4) AS upper, target, verdict FROM s_ces;
SELECT sum(effort), round(avg(effort), 4) FROM survey;
SELECT csat_create_rollup('s_easy', 'survey', 'ces_easy', 'effort', '1..7 step 0.5', 'at', 'quarter');
SELECT columns_of('s_easy');
SELECT period, responses, easy, round(ces_easy, 4) AS ces_easy, round(change, 4) AS change, round(p_value, 4) AS p_value FROM s_easy ORDER BY 1;
SELECT date_trunc('quarter', at)::date AS period, count(*) FILTER (WHERE effort > 4) AS easy FROM survey GROUP BY 1 ORDER BY 1;

-- a reversed scale: low is good
SELECT csat_create_rollup('s_reversed', 'survey', 'csat', 'csat', '1..5 reversed', 'at', 'year');
SELECT period, responses, satisfied, csat FROM s_reversed;

-- A roll-up without a target of its own takes the user's of csat_benchmark, never a public figure.
SELECT count(*) > 0 AS public_figures FROM csat_benchmark WHERE metric = 'nps' AND kind = 'reference';
SELECT count(*) FROM s_nps WHERE target IS NOT NULL OR verdict IS NOT NULL;
BEGIN;
INSERT INTO csat_benchmark (metric, segment, kind, value, as_of) VALUES
  ('nps', NULL, 'target', 40, '2024-01-01'), ('nps', NULL, 'target', 45, '2025-01-01'), ('nps', 'west', 'target', 30, '2025-01-01'), ('csat', NULL, 'target', 1, NULL);
SELECT period, unit, round(nps, 2) AS nps, target, verdict FROM s_nps ORDER BY unit, period;
-- its own wins
SELECT DISTINCT target FROM s_csat;
ROLLBACK;

-- Small cells are blank as a whole, and the next period does not tell their score either.
SELECT csat_create_rollup('s_small', 'survey', 'nps', 'nps', '0..10', 'at', 'week', by => '{unit}', min_responses => 28, target => 0);
SELECT * FROM s_small WHERE unit = 'east' AND period BETWEEN '2025-04-20' AND '2025-06-10' ORDER BY period;
SELECT count(*) FROM s_small WHERE responses < 28 OR (nps IS NULL) <> (responses IS NULL) OR (asked IS NULL) <> (responses IS NULL);
SELECT responses(tally) FROM s_small_tallies WHERE unit = 'east' AND period = '2025-04-28';

-- Hours are points in time; days, weeks and quarters are dates of the roll-up's zone, whatever the session's.
SELECT csat_create_rollup('s_hour', 'survey', 'csat', 'csat', '1..5', 'at', 'hour', time_zone => 'Asia/Kathmandu');
SELECT columns_of('s_hour');
SELECT csat_create_rollup('s_day', 'survey', 'csat', 'csat', '1..5', 'at', 'day', time_zone => 'America/New_York');
SELECT csat_create_rollup('s_week', 'survey', 'csat', 'csat', '1..5', 'at', 'week', time_zone => 'America/New_York');
SET timezone = 'Asia/Tokyo';
SET datestyle = 'SQL, DMY';
INSERT INTO survey VALUES ('2026-01-01 04:59:59+00', 'east', 5), ('2026-01-01 05:00:00+00', 'east', 4), ('2026-01-05 05:00:00+00', 'east', 3);
RESET timezone;
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
SELECT period, counts(tally) FROM s_hour_tallies WHERE period >= '2026-01-01' ORDER BY 1;
SELECT period, counts(tally) FROM s_day_tallies WHERE period >= '2025-12-31' ORDER BY 1;
SELECT period, counts(tally) FROM s_week_tallies WHERE period >= '2025-12-20' ORDER BY 1;
SELECT (SELECT count(*) FROM csat_check_rollup('s_hour')) AS hour, (SELECT count(*) FROM csat_check_rollup('s_day')) AS day,
       (SELECT count(*) FROM csat_check_rollup('s_week')) AS week;
SELECT count(*) AS hours, count(previous) AS with_previous FROM s_hour WHERE period >= '2026-01-01';

-- csat_period is date_trunc in a time zone
SELECT zone, every, count(*) FILTER (WHERE csat_period(every, t, zone) <> date_trunc(every, t AT TIME ZONE zone)::date) AS wrong, count(*)
  FROM (VALUES ('Europe/Amsterdam'), ('America/Havana'), ('Pacific/Apia'), ('Asia/Kathmandu'), ('UTC')) AS z (zone),
       (VALUES ('day'), ('week'), ('month'), ('quarter'), ('year')) AS e (every),
       (SELECT timestamptz '1890-01-01' + i * interval '11 days 05:07:11.5' FROM generate_series(1, 5000) AS i
        UNION ALL SELECT timestamptz '2000-01-01 BC' + i * interval '1013 days 05:07:11.5' FROM generate_series(1, 1500) AS i
        UNION ALL SELECT timestamptz '2025-10-25' + i * interval '17 minutes' FROM generate_series(1, 1000) AS i) AS t (t)
 GROUP BY zone, every ORDER BY zone, every;
SELECT csat_period('day', 'infinity', 'UTC'), csat_period('month', '-infinity', 'UTC');
SELECT csat_period('decade', now(), 'UTC');
SELECT csat_period('day', now(), 'Mars/Olympus');
SELECT csat_period('day', now(), '');

-- All kinds of columns, all shown as plain ones; odd names.
CREATE TYPE mood AS ENUM ('grim', 'glad');
CREATE DOMAIN short AS varchar(5);
CREATE DOMAIN five AS integer CHECK (VALUE BETWEEN 1 AND 5);
CREATE SCHEMA "Odd ""Schema";
CREATE TABLE "Odd ""Schema"."my 'Answers'" ("At %s" date, "Score %1$s" five, m mood, d short, u uuid, b boolean, n name, c char(4), "Big %" numeric(4,1), t text COLLATE "C");
SELECT csat_create_rollup('"Odd ""Schema"."r %s"', '"Odd ""Schema"."my ''Answers''"', 'csat', 'Score %1$s', '1..5', 'At %s', 'day', by => '{m,d,u,b,n,c,Big %,t}');
SELECT columns_of('"Odd ""Schema"."r %s"');
INSERT INTO "Odd ""Schema"."my 'Answers'" VALUES ('2025-01-01', 5, 'glad', 'x', '00000000-0000-0000-0000-000000000001', true, 'n', 'c', 1.5, 't'), ('2025-01-01', 5, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO "Odd ""Schema"."my 'Answers'" VALUES ('2025-01-01', 4, 'glad', 'x', '00000000-0000-0000-0000-000000000001', true, 'n', 'c', 1.50, 't');
SELECT period, m, d, u, b, n, c, "Big %", t, responses, csat FROM "Odd ""Schema"."r %s" ORDER BY m;
SELECT * FROM csat_check_rollup('"Odd ""Schema"."r %s"');
SELECT csat_refresh_rollup('"Odd ""Schema"."r %s"');
SELECT csat_refresh_rollup('"Odd ""Schema"."r %s"', rebuild => true);
SELECT * FROM csat_check_rollup('"Odd ""Schema"."r %s"');
SELECT csat_drop_rollup('"Odd ""Schema"."r %s"');

-- Every type of answer: the tallies are those of the aggregate over the column.
CREATE TABLE kinds (at date, i2 smallint, i4 integer, i8 bigint, f4 real, f8 double precision, n numeric, t text, v varchar(9), c char(9), j jsonb, b boolean, m mood);
INSERT INTO kinds SELECT date '2025-01-01' + i % 2, i % 2 + 1, i % 2 + 1, i % 2 + 1, i % 2 + 1, i % 2 + 1, i % 2 + 1, ' ' || i % 2 + 1, i % 2 + 1, i % 2 + 1, to_jsonb(i % 2 + 1), i % 2 = 0, (ARRAY['grim', 'glad'])[i % 2 + 1]::mood
  FROM generate_series(1, 11) AS i;
SELECT count(csat_create_rollup('k_' || c, 'kinds', 'csat', c::name, CASE c WHEN 'b' THEN '0..1' WHEN 'm' THEN 'grim < glad' ELSE '1..2' END::rating_scale, 'at', 'day'))
  FROM unnest('{i2,i4,i8,f4,f8,n,t,v,c,j,b,m}'::text[]) AS c;
INSERT INTO kinds VALUES ('2025-01-01', 1, 1, 1, 1, 1, 1, '1', '1', '1', '1', false, 'grim');
UPDATE kinds SET at = at + 1 WHERE at = '2025-01-02';
DO $$
DECLARE c text; n bigint;
BEGIN
  FOREACH c IN ARRAY '{i2,i4,i8,f4,f8,n,t,v,c,j,b,m}'::text[] LOOP
    EXECUTE format('SELECT count(*) FROM csat_check_rollup(%L)', 'k_' || c) INTO n;
    IF n > 0 THEN RAISE NOTICE '% differs', c; END IF;
  END LOOP;
END $$;
SELECT * FROM k_m_tallies JOIN k_b_tallies USING (period) JOIN k_j_tallies USING (period) ORDER BY 1;

-- A rating brings its scale: another than the roll-up's is refused where it is written.
CREATE TABLE rated (at date, r rating, w numeric);
SELECT csat_create_rollup('r_plain', 'rated', 'csat', 'r', '1..5', 'at', 'day');
SELECT csat_create_rollup('r_weighted', 'rated', 'csat', 'r', '1..5', 'at', 'day', weight => 'w');
INSERT INTO rated VALUES ('2025-01-01', '4 of 1..5', 2), ('2025-01-01', NULL, 1), ('2025-01-02', NULL, 1);
INSERT INTO rated VALUES ('2025-01-01', '5 of 1..5', 1);
INSERT INTO rated VALUES ('2025-01-01', '9 of 0..10', 1);
INSERT INTO rated VALUES ('2025-01-01', '1 of 1..5', 1), ('2025-01-01', '9 of 0..10', 1);
UPDATE rated SET r = '3 of 1..5' WHERE r = '4 of 1..5';
DELETE FROM rated WHERE r = '5 of 1..5';
SELECT * FROM r_plain_tallies JOIN r_weighted_tallies USING (period) ORDER BY 1;
SELECT (SELECT count(*) FROM csat_check_rollup('r_plain')) AS plain, (SELECT count(*) FROM csat_check_rollup('r_weighted')) AS weighted;

SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP TABLE "Odd ""Schema"."my 'Answers'";
DROP SCHEMA "Odd ""Schema";
DROP TABLE survey, kinds, rated;
DROP FUNCTION columns_of;
DROP TYPE mood;
DROP DOMAIN short, five;

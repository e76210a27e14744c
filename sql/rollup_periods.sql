-- Periods that begin elsewhere, times that no period is cut from, and which periods have ended.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE visits (d date, t timestamp, z timestamptz, store text, score integer);
INSERT INTO visits SELECT d::date, d, d AT TIME ZONE 'UTC', CASE WHEN i % 3 = 0 THEN 'a' ELSE 'b' END, i % 5 + 1
  FROM generate_series(0, 799) AS i, LATERAL (SELECT timestamp '2023-11-17 05:00' + i * interval '25 hours') AS s (d);

-- csat_period counts weeks from any day, years from any month
SELECT first, csat_period('week', '2025-06-11 12:00', 'UTC', first) AS week, csat_period('fiscal quarter', '2025-06-11 12:00', 'UTC', first) AS quarter,
       csat_period('fiscal year', '2025-06-11 12:00', 'UTC', first) AS year
  FROM generate_series(1, 7) AS first;
SELECT first, csat_period('fiscal quarter', '2025-06-11', 'UTC', first) AS quarter, csat_period('fiscal year', '2025-06-11', 'UTC', first) AS year
  FROM generate_series(8, 12) AS first;
-- the same by hand, for every day of 60 years and of 60 around the year 1
SELECT every, count(*) FILTER (WHERE period <> by_hand) AS wrong, count(*)
  FROM (SELECT 'week' AS every, csat_period('week', at, 'UTC', first) AS period, (date_trunc('week', at - (first - 1) * interval '1 day') + (first - 1) * interval '1 day')::date AS by_hand
          FROM (SELECT timestamptz '1990-01-01' + i * interval '1 day' AS at FROM generate_series(1, 21900) AS i
                UNION ALL SELECT timestamptz '0030-01-01 BC' + i * interval '1 day' FROM generate_series(1, 21900) AS i) AS t, generate_series(1, 7) AS first
        UNION ALL
        SELECT every, csat_period('fiscal ' || every, at, 'UTC', first), (date_trunc(every, at - (first - 1) * interval '1 month') + (first - 1) * interval '1 month')::date
          FROM (SELECT timestamptz '1990-01-01' + i * interval '1 month' AS at FROM generate_series(1, 720) AS i
                UNION ALL SELECT timestamptz '0030-01-01 BC' + i * interval '1 month' FROM generate_series(1, 720) AS i) AS t, generate_series(1, 12) AS first, unnest('{quarter,year}'::text[]) AS every) AS p
 GROUP BY every ORDER BY every;
SELECT zone, count(*) FILTER (WHERE csat_hour(at, zone) <> date_trunc('hour', at, zone)) AS wrong, count(*)
  FROM unnest('{UTC,Europe/Amsterdam,Asia/Kathmandu,Australia/Lord_Howe,America/St_Johns}'::text[]) AS zone,
       (SELECT timestamptz '2025-01-01' + i * interval '7 minutes 13.7 seconds' AS at FROM generate_series(1, 80000) AS i) AS t
 GROUP BY zone ORDER BY zone;
SELECT csat_hour('infinity', 'UTC'), csat_hour('-infinity', 'UTC'), csat_hour('2025-03-30 02:30+02', 'Europe/Amsterdam'), csat_hour('2025-06-01 12:59:59.999999+00', 'Asia/Kathmandu');
SELECT csat_period('week', now(), 'UTC', 8);
SELECT csat_period('week', now(), 'UTC', 0);
SELECT csat_period('month', now(), 'UTC', 2);
SELECT csat_period('fiscal year', now(), 'UTC', 13);
SELECT csat_period('hour', now(), 'UTC');
SELECT csat_period('fortnight', now(), 'UTC');
SELECT csat_hour(now(), 'Mars/Olympus');

-- roll-ups by them, over each kind of time: as csat_period has it, live and by recomputation
SELECT csat_create_rollup('v_' || at || '_' || i, 'visits', 'csat', 'score', '1..5', at, every, by => '{store}', week_start => week_start, fiscal_start => fiscal_start)
  FROM unnest('{d,t,z}'::name[]) AS at,
       (VALUES (1, 'week', 'Sunday', NULL), (2, 'week', 'saturday', NULL), (3, 'fiscal quarter', 'monday', 2), (4, 'FISCAL YEAR', 'monday', 7)) AS e (i, every, week_start, fiscal_start);
INSERT INTO visits SELECT d + 365, t + interval '365 days', z + interval '365 days', store, score FROM visits;
SELECT count(*) AS rollups, sum((SELECT count(*) FROM csat_check_rollup(name))) AS differences FROM csat_rollup;
SELECT r.period, to_char(r.period, 'FMDay') AS day, sum(r.responses) AS responses FROM v_d_1 AS r GROUP BY 1 ORDER BY 1 LIMIT 3;
SELECT count(*) FILTER (WHERE to_char(period, 'dy') <> 'sun') AS w1 FROM v_z_1;
SELECT count(*) FILTER (WHERE to_char(period, 'dy') <> 'sat') AS w2 FROM v_t_2;
SELECT DISTINCT to_char(period, 'MM-DD') AS quarters FROM v_z_3 ORDER BY 1;
SELECT period, sum(responses) AS responses FROM v_t_4 GROUP BY 1 ORDER BY 1;
SELECT options ->> 'week_start' AS week_start, options ->> 'fiscal_start' AS fiscal_start, every, count(*) FROM csat_rollup GROUP BY 1, 2, 3 ORDER BY 3, 1;
SELECT col_description('v_z_3'::regclass, 1) AS period;
SELECT obj_description('v_z_3'::regclass) AS view;
-- refreshed from a period on
SELECT csat_create_rollup('s_week', 'visits', 'csat', 'score', '1..5', 'z', 'week', mode => 'scheduled', week_start => 'wednesday');
SELECT csat_create_rollup('s_fiscal', 'visits', 'csat', 'score', '1..5', 't', 'fiscal year', mode => 'scheduled', fiscal_start => 12);
UPDATE visits SET score = 5 WHERE z >= '2024-12-10';
SELECT csat_refresh_rollup('s_week', since => '2024-12-10'), csat_refresh_rollup('s_fiscal', since => '2024-12-10');
SELECT (SELECT count(*) FROM csat_check_rollup('s_week')) AS week, (SELECT count(*) FROM csat_check_rollup('s_fiscal')) AS fiscal;

-- what goes with what
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'month', week_start => 'sunday')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'week', week_start => 'sun')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'week', week_start => NULL)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'quarter', fiscal_start => 4)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'fiscal quarter')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'fiscal year', fiscal_start => 0)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'fiscal year', fiscal_start => 13)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'visits', 'csat', 'score', '1..5', 'd', 'fortnight')$$);
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;

-- Times that no period is cut from are refused where they are written; no time, and no end, are periods.
SELECT csat_create_rollup('e_' || at || '_' || every, 'visits', 'csat', 'score', '1..5', at, every, time_zone => CASE at WHEN 'z' THEN 'America/New_York' END)
  FROM unnest('{d,t,z}'::name[]) AS at, unnest('{hour,day,week,month,year}'::text[]) AS every WHERE (at, every) <> ('d', 'hour');
SELECT refusal(format('INSERT INTO visits (%I, score) VALUES (%L, 1)', kind, at)) AS refusal, kind, at
  FROM unnest('{d,t,z}'::name[]) AS kind, unnest('{4714-12-25 BC,4713-06-01 BC,294276-12-31}'::text[]) AS at;
SELECT refusal($$INSERT INTO visits (t, score) VALUES ('4714-11-24 00:00 BC', 1)$$);
SELECT refusal($$INSERT INTO visits (z, score) VALUES ('294276-12-31 23:59:59.999999+00', 1)$$);
SELECT refusal($$INSERT INTO visits (d, score) VALUES ('5874897-12-31', 1)$$);
INSERT INTO visits VALUES ('-infinity', '-infinity', '-infinity', 'a', 1), ('infinity', 'infinity', 'infinity', 'a', 2), (NULL, NULL, NULL, 'a', 3);
INSERT INTO visits VALUES ('4712-02-01 BC', '4712-02-01 BC', '4712-02-01 BC', 'a', 4), ('294274-12-31', '294274-12-31', '294274-12-31', 'a', 5);
SELECT count(*) AS rollups, sum((SELECT count(*) FROM csat_check_rollup(name))) AS differences FROM csat_rollup;
SELECT period, complete, responses, previous, movement, verdict FROM e_z_month WHERE period NOT BETWEEN '2000-01-01' AND '2100-01-01' OR period IS NULL ORDER BY period;
SELECT period, complete, responses FROM e_t_hour WHERE period NOT BETWEEN '2000-01-01' AND '2100-01-01' OR period IS NULL ORDER BY period;
SELECT period, complete, is_total, responses FROM e_d_year_report WHERE period NOT BETWEEN '2000-01-01' AND '2100-01-01' OR period IS NULL ORDER BY period, is_total;
-- and one such row in the table below makes no view fail
INSERT INTO e_z_week_changes SELECT '4714-11-24 BC', added, removed FROM e_z_week_changes LIMIT 1;
INSERT INTO e_z_week_changes SELECT '5874897-12-31', added, removed FROM e_z_week_changes LIMIT 1;
INSERT INTO e_z_hour_changes SELECT '4714-11-24 00:00+00 BC', added, removed FROM e_z_hour_changes LIMIT 1;
INSERT INTO e_z_hour_changes SELECT '294276-12-31 23:00+00', added, removed FROM e_z_hour_changes LIMIT 1;
SELECT count(*) > 0 AS read FROM (SELECT * FROM e_z_week UNION ALL SELECT * FROM e_d_week) AS v WHERE upper IS NOT NULL AND (complete OR complete IS NULL);
SELECT count(*) > 0 AS read FROM e_z_hour WHERE upper IS NOT NULL AND (complete OR complete IS NULL);
SELECT period, complete, previous FROM e_z_week WHERE period < '4000-01-01 BC' OR period > '290000-01-01' ORDER BY 1;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
-- a year ago likewise
SELECT csat_create_rollup('y_' || at || '_' || every, 'visits', 'csat', 'score', '1..5', at, every, baseline => 'year', mode => 'scheduled', time_zone => CASE at WHEN 'z' THEN 'America/New_York' END)
  FROM unnest('{d,z}'::name[]) AS at, unnest('{hour,day,week,month,year}'::text[]) AS every WHERE (at, every) <> ('d', 'hour');
INSERT INTO y_z_week_changes SELECT '4714-11-24 BC', added, removed FROM y_z_week_changes LIMIT 1;
INSERT INTO y_z_week_changes SELECT '5874897-12-31', added, removed FROM y_z_week_changes LIMIT 1;
INSERT INTO y_z_hour_changes SELECT '294276-12-31 23:00+00', added, removed FROM y_z_hour_changes LIMIT 1;
SELECT period, complete, previous FROM y_z_week WHERE period < '4000-01-01 BC' OR period > '290000-01-01' OR period IS NULL ORDER BY 1;
SELECT count(*) > 0 AS read FROM y_z_hour WHERE upper IS NOT NULL;

-- The same period a year ago: by the calendar, weeks 52 weeks ago, hours by the zone's clock.
SELECT v.every, count(*) AS rows, count(*) FILTER (WHERE v.previous IS NOT NULL) AS compared, count(*) FILTER (WHERE v.previous IS DISTINCT FROM csat(b.tally)) AS wrong
  FROM (SELECT 'day' AS every, period::timestamp, previous, (period - interval '1 year')::date::timestamp AS before FROM y_z_day
        UNION ALL SELECT 'week', period, previous, period - 364 FROM y_z_week WHERE period BETWEEN '2000-01-01' AND '2100-01-01'
        UNION ALL SELECT 'month', period, previous, (period - interval '1 year')::date FROM y_z_month
        UNION ALL SELECT 'year', period, previous, (period - interval '1 year')::date FROM y_z_year
        UNION ALL SELECT 'hour', period AT TIME ZONE 'America/New_York', previous, period AT TIME ZONE 'America/New_York' - interval '1 year' FROM y_z_hour WHERE period BETWEEN '2000-01-01' AND '2100-01-01') AS v
  LEFT JOIN (SELECT 'day' AS every, period::timestamp, tally FROM y_z_day_tallies UNION ALL SELECT 'week', period, tally FROM y_z_week_tallies WHERE period BETWEEN '2000-01-01' AND '2100-01-01'
             UNION ALL SELECT 'month', period, tally FROM y_z_month_tallies UNION ALL SELECT 'year', period, tally FROM y_z_year_tallies
             UNION ALL SELECT 'hour', period AT TIME ZONE 'America/New_York', tally FROM y_z_hour_tallies) AS b ON b.every = v.every AND b.period = v.before
 WHERE v.period BETWEEN '2000-01-01' AND '2100-01-01'
 GROUP BY v.every ORDER BY v.every;
SELECT col_description('y_z_week'::regclass, attnum) AS previous FROM pg_attribute WHERE attrelid = 'y_z_week'::regclass AND attname = 'previous'
UNION ALL SELECT col_description('y_z_month'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'y_z_month'::regclass AND attname = 'previous';
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;

-- A period is complete when it has ended on the clock of the roll-up's zone; before that nothing has moved and nothing is met.
CREATE TABLE fresh (at timestamptz, d date, score integer);
INSERT INTO fresh SELECT now() - interval '1 year' * k, (now() - interval '1 year' * k)::date, CASE k WHEN 0 THEN 10 ELSE i % 10 END FROM generate_series(0, 2) AS k, generate_series(1, 50) AS i;
SELECT csat_create_rollup('f_live', 'fresh', 'nps', 'score', '0..10', 'at', 'year', target => 0);
SELECT csat_create_rollup('f_scheduled', 'fresh', 'nps', 'score', '0..10', 'at', 'year', target => 0, mode => 'scheduled');
SELECT complete, change > 0 AS rose, p_adjusted < 0.01 AS surely, movement, verdict FROM f_live ORDER BY period;
SELECT complete, change > 0 AS rose, p_adjusted < 0.01 AS surely, movement, verdict FROM f_scheduled ORDER BY period;
SELECT complete, is_total, score > 0 AS good FROM f_live_report ORDER BY period, is_total;
-- east of Greenwich a day is over sooner
SELECT csat_create_rollup('f_day', 'fresh', 'nps', 'score', '0..10', 'at', 'day', time_zone => 'Pacific/Kiritimati');
SELECT csat_create_rollup('f_hour', 'fresh', 'nps', 'score', '0..10', 'at', 'hour', time_zone => 'Asia/Kathmandu');
SELECT complete = (period + interval '1 hour' <= now()) AS right FROM f_hour ORDER BY period;
SELECT complete = ((period + 1) AT TIME ZONE 'Pacific/Kiritimati' <= now()) AS right FROM f_day ORDER BY period;
-- A scheduled one tells what was complete when it was counted. What a later refresh left alone is as it was.
SELECT count(*) FILTER (WHERE counted_at = now()) AS now, count(*) FROM f_scheduled_changes;
UPDATE f_scheduled_changes SET counted_at = date_trunc('year', now()) - interval '6 months';
SELECT complete, movement, verdict FROM f_scheduled ORDER BY period;
SELECT csat_refresh_rollup('f_scheduled', since => now());
SELECT complete, movement, verdict FROM f_scheduled ORDER BY period;
SELECT csat_refresh_rollup('f_scheduled');
SELECT complete, movement, verdict FROM f_scheduled ORDER BY period;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
DROP TABLE visits, fresh;

-- Reports and pictures of roll-ups. Here what they say; how they look is for t/120_report.pl, in a browser.
-- Rolled back at the end: roll-ups are stood in for by tables of tallies, see t/report/stand_in.sql.
\getenv top PG_ABS_SRCDIR
\set stand_in :top '/t/report/stand_in.sql'
\set SHOW_CONTEXT never
\set ON_ERROR_ROLLBACK on
BEGIN;
SET LOCAL timezone = 'UTC';
\pset format unaligned
SET LOCAL datestyle = 'ISO, YMD';
\i :stand_in

-- what a person reads of a page: its text without that of pictures, a line for each that has any, references as signs
CREATE FUNCTION said(page text) RETURNS SETOF text LANGUAGE sql AS $$
  SELECT btrim(line)
  FROM string_to_table(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    regexp_replace(regexp_replace(regexp_replace(page, '<(style|title|desc|text)[^>]*>[^<]*</(style|title|desc|text)>', '', 'g'), '</(td|th|dt|b)>\s*', ' | ', 'g'), '<[^>]*>|&nbsp; [|] ', '', 'g'),
    '&#x2212;', '-'), '&#x2013;', '--'), '&#x25B2;&#xA0;', '^ '), '&#x25BC;&#xA0;', 'v '), '&#x2192;', '->'), '&#x2019;', ''''), '&lt;', '<'), '&gt;', '>'), '&amp;', '&'), E'\n') AS line
  WHERE btrim(line, ' |') <> '' $$;
-- the marks of a picture
CREATE FUNCTION marks(svg text) RETURNS SETOF text LANGUAGE sql AS $$ SELECT string_to_table(regexp_replace(svg, '<style>.*</style>', ''), E'\n') $$;

-- three shops over ten months, of which the last still runs; the smallest is hidden, and with it the next
CREATE TABLE nps_monthly_tallies (period date, shop text, tally tally);
INSERT INTO nps_monthly_tallies
SELECT (date '2025-02-01' + make_interval(months => m))::date, shop, tally_from_counts(counts, '0..10', 10 + m)
FROM generate_series(0, 9) AS m, LATERAL (VALUES
  ('Delft', ARRAY[2, 1, 1, 2, 3, 4, 6, 12, 17, 20 + m, 16 + 2 * m]), ('Gouda', ARRAY[9, 2, 3, 4, 4, 9, 10, 12 + m, 9, 8, 5]),
  ('Leiden', ARRAY[0, 0, 1, 0, 0, 1, 0, 3, 2, 4, 4]), ('<b>"Tiel"&', ARRAY[0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1])) AS s (shop, counts);
CALL stand_in('nps_monthly', 'nps', 'month', '{shop}', '2025-11-13', '{"target": 20, "min_responses": 5, "scale": "0..10"}');
SELECT said(csat_report('nps_monthly', title => 'Would you <recommend> us?'));

-- the same in other languages: what differs is words and signs
SELECT said(csat_report('nps_monthly', lang => 'nl')) LIMIT 24;
SELECT said(csat_report('nps_monthly', lang => 'de')) LIMIT 24;
-- every language says everything, with the same figures in it
SELECT lang, word FROM (SELECT DISTINCT lang FROM csat_report_word) AS l, (SELECT word FROM csat_report_word WHERE lang = 'en') AS w
WHERE NOT EXISTS (SELECT FROM csat_report_word AS o WHERE o.lang = l.lang AND o.word = w.word);
SELECT o.lang, o.word FROM csat_report_word AS o JOIN csat_report_word AS en ON en.word = o.word AND en.lang = 'en'
WHERE o.word !~ '^period ' AND ARRAY(SELECT m[1] FROM regexp_matches(o.text, '\{[a-zA-Z]+\}', 'g') AS m WHERE m[1] <> '{units}' ORDER BY 1)
  <> ARRAY(SELECT m[1] FROM regexp_matches(en.text, '\{[a-zA-Z]+\}', 'g') AS m WHERE m[1] <> '{units}' ORDER BY 1)
ORDER BY 1, 2;
-- a language of one's own: what it does not say is said in English
INSERT INTO csat_report_word VALUES ('fy', 'months', 'jannewaris febrewaris maart april maaie juny july augustus septimber oktober novimber desimber'), ('fy', 'lead up', 'Sûnt {q} {d} omheech.');
SELECT said(csat_report('nps_monthly', lang => 'fy')) LIMIT 3;

-- for mail: no picture, no class, no style sheet
SELECT said(csat_report('nps_monthly', format => 'mail'));
SELECT csat_report('nps_monthly', format => 'mail') ~* '<svg|<style|class=|<script|url\(|http' AS has_what_mail_has_not,
       csat_report('nps_monthly') ~* '<script|url\(|https?:|@import|@font-face|<link|<img' AS fetches;

-- a scale with labels, no segments, a mean, a target that is met; and several on one page
CREATE TABLE satisfaction_tallies AS
SELECT (date '2025-01-01' + make_interval(months => m))::date AS period, tally_from_counts(ARRAY[2, 6 - m % 3, 20, 60 + m, 40 + m % 4], '1..5', 30) AS tally FROM generate_series(0, 6) AS m;
CALL stand_in('satisfaction', 'csat', 'month', '{}', '2025-12-01', '{"target": 70, "scale": "Bad < Poor < Fair < Good & well < Very good", "mode": "scheduled"}');
SELECT said(csat_report('satisfaction', periods => 3));
CREATE TABLE effort_tallies AS SELECT period, tally_from_counts(ARRAY[0, 1] || counts(tally), '1..7') AS tally FROM satisfaction_tallies;
CALL stand_in('effort', 'ces', 'quarter', '{}', '2025-12-01', '{"target": 6, "scale": "1..7"}');
DELETE FROM effort_tallies WHERE extract(month FROM period) NOT IN (1, 4, 7);
SELECT said(csat_report('{nps_monthly,satisfaction,effort}'::text[], title => 'All of them')) LIMIT 36;
SELECT count(*) AS ids, count(DISTINCT id[1]) FROM regexp_matches(csat_report('{nps_monthly,satisfaction,effort}'::text[]), ' id="([^"]*)"', 'g') AS id;
SELECT said(csat_report('{nps_monthly,satisfaction}'::text[], format => 'mail')) LIMIT 8;

-- other metrics: which answers count as good and bad
SELECT metric, place, score, side FROM unnest('{csat,ces_easy,top_box 1,net_box 1 2,mean}'::text[]) WITH ORDINALITY AS m (metric, k),
  csat_report_boxes(tally '1..5 reversed {5,4,3,2,1}', metric, NULL) ORDER BY k, place;

-- nothing yet; only a period that runs; few
CREATE TABLE nothing_tallies AS SELECT * FROM nps_monthly_tallies WHERE false;
CALL stand_in('nothing', 'nps', 'month', '{shop}', '2025-11-13', '{}');
SELECT said(csat_report('nothing'));
CREATE TABLE first_tallies AS SELECT * FROM nps_monthly_tallies WHERE period = '2025-11-01';
CALL stand_in('first', 'nps', 'month', '{shop}', '2025-11-13', '{}');
SELECT said(csat_report('first'));
CREATE TABLE few_tallies AS SELECT period, 'x'::text AS shop, tally '0..10 {0,0,0,0,0,0,0,0,1,1,0}' AS tally FROM nps_monthly_tallies WHERE shop = 'Delft';
CALL stand_in('few', 'nps', 'month', '{shop}', '2025-11-13', '{}');
SELECT said(csat_report('few', periods => 3));

-- the report's own minimum hides like the view's: two at least, or their remainder tells
SELECT s.name, s.hidden, s.responses, s.score IS NULL AS no_score, s.change IS NULL AS no_change
FROM csat_report_read(csat_report_definition_of('nps_monthly'), NULL, 3, 20, csat_report_words('en'), 1, NULL, NULL) AS d, unnest(d.segments) AS s;
-- and what is hidden is nowhere
SELECT csat_report('nps_monthly', min_responses => 20) ~ '>(16|15)<' AS tells;

-- the pictures alone
SELECT marks(csat_chart_distribution(tally '1..5 {2,6,20,60,40}', 'csat'));
SELECT marks(csat_chart_segments('nps_monthly'));
SELECT marks(csat_chart_segments('nps_monthly', '2025-03-01')) LIMIT 2;
SELECT marks(csat_chart_trend('nps_monthly', periods => 4));
SELECT marks(csat_chart_trend('nps_monthly', '{"shop": "Gouda"}', 2)) LIMIT 3;
SELECT marks(csat_chart_trend('nothing'));
SELECT marks(csat_chart_distribution('{}', 'nps'));
SELECT interval_bar(nps_ci(t), -100, 100, 21), interval_bar(csat(t, 2), NULL, NULL, 0, 100, 11), interval_bar(-300, -400, 500, -100, 100, 5), interval_bar(NULL, 1, 2, 0, 5) IS NULL AS none
FROM (VALUES (tally '0..10 {2,0,1,1,2,5,9,20,35,15,10}')) AS v (t);

-- weeks, fiscal years, a year's comparison
SELECT every, csat_report_period_name(p, every, 'long', 4, w), csat_report_period_name(p, every, 'short', 4, w), csat_report_period_name(p, every, 'plain', 4, w), csat_report_period_name(p, every, 'tick', 4, w)
FROM csat_report_words('en') AS w, (VALUES ('hour', timestamp '2026-01-01 09:00'), ('day', '2026-01-01'), ('week', '2025-12-29'), ('week', '2025-12-28'), ('month', '2026-01-01'),
  ('quarter', '2026-01-01'), ('fiscal quarter', '2026-01-01'), ('year', '2026-01-01'), ('fiscal year', '2026-04-01')) AS v (every, p);
CREATE TABLE quarterly_tallies AS SELECT (date '2023-01-01' + make_interval(months => 3 * m))::date AS period, tally_from_counts(ARRAY[5, 5, 5 + m, 40, 30 + 4 * m], '1..5') AS tally FROM generate_series(0, 9) AS m;
CALL stand_in('quarterly', 'net_box 2 1', 'quarter', '{}', '2025-07-01', '{"baseline": "year"}');
SELECT said(csat_report('quarterly', periods => 5)) LIMIT 12;

-- the same bytes whatever the session's settings, and whatever is in front of the search path
CREATE TEMP TABLE before AS SELECT md5(csat_report('nps_monthly')) AS page;
SET LOCAL timezone = 'Asia/Tokyo';
SET LOCAL datestyle = 'German, DMY';
SET LOCAL extra_float_digits = 0;
SET LOCAL intervalstyle = 'sql_standard';
SELECT page = md5(csat_report('nps_monthly')) AS same FROM before;
SET LOCAL search_path = '';
SELECT page = md5(public.csat_report('public.nps_monthly')) AS same FROM pg_temp.before;
RESET search_path;

-- roll-ups as they are say what their stand-ins say
CREATE TABLE answers (at date, shop text, score integer, mood text);
INSERT INTO answers SELECT date '2024-01-01' + i % 400, (ARRAY['Delft', 'Gouda', NULL, 'Tiel'])[1 + i * i % 7 / 2], CASE WHEN i % 9 > 0 THEN (i * 7 + i / 50) % 11 END, (ARRAY['bad', 'fair', 'good'])[1 + (i / 7) % 3]
FROM generate_series(1, 3000) AS i;
SELECT csat_create_rollup('real_nps', 'answers', 'nps', 'score', '0..10', 'at', 'month', by => '{shop}', target => 5, min_responses => 5);
SELECT csat_create_rollup('real_csat', 'answers', 'csat', 'mood', 'bad < fair < good', 'at', 'week', mode => 'scheduled');
SELECT csat_create_rollup('real_box', 'answers', 'top_box 3', 'score', '0..10', 'at', 'fiscal quarter', by => '{shop}', fiscal_start => 2, baseline => 'year', adjust => 'bh', lower_is_better => true, target => 40);
SELECT csat_create_rollup('real_mean', 'answers', 'mean', 'score', '0..10', 'at', 'day', by => '{shop,mood}', adjust => 'none');
CREATE TABLE mock_nps_tallies AS TABLE real_nps_tallies;
CREATE TABLE mock_csat_tallies AS TABLE real_csat_tallies;
CREATE TABLE mock_box_tallies AS TABLE real_box_tallies;
CREATE TABLE mock_mean_tallies AS TABLE real_mean_tallies;
DO $$
DECLARE
  r record;
BEGIN
  FOR r IN SELECT c.relname, d.* FROM csat_rollup AS d JOIN pg_class AS c ON c.oid = to_regclass(d.name) WHERE c.relname LIKE 'real%' LOOP
    CALL stand_in(replace(r.relname, 'real', 'mock'), r.metric, r.every, r."by", 'infinity', r.options || jsonb_build_object('mode', r.mode));
  END LOOP;
END $$;
SELECT kind, periods, replace(csat_report('real_' || kind, periods => periods), 'real_', '') = replace(csat_report('mock_' || kind, periods => periods), 'mock_', '') AS same
FROM (VALUES ('nps', 13), ('csat', 60), ('box', 4), ('mean', 30)) AS v (kind, periods);

-- a reader needs NAME and NAME_report, and no more
CREATE ROLE regress_reader;
GRANT SELECT ON nps_monthly, nps_monthly_report, stand_ins TO regress_reader;
SET LOCAL ROLE regress_reader;
SELECT length(csat_report('nps_monthly')) > 10000 AS reads;
RESET ROLE;
GRANT SELECT ON real_nps, real_nps_report TO regress_reader;
SET LOCAL ROLE regress_reader;
SELECT length(csat_report('real_nps')) > 10000 AS reads, length(csat_chart_trend('real_nps', '{"shop": null}')) > 3000 AS draws;
SELECT count(*) FROM real_nps_tallies;
RESET ROLE;
REVOKE SELECT ON nps_monthly FROM regress_reader;
SET LOCAL ROLE regress_reader;
SELECT csat_report('nps_monthly');
RESET ROLE;
GRANT SELECT ON nps_monthly TO regress_reader;
REVOKE SELECT ON nps_monthly_report FROM regress_reader;
SET LOCAL ROLE regress_reader;
SELECT csat_chart_trend('nps_monthly');
RESET ROLE;

-- what cannot be
SELECT csat_report('no_such_thing');
SELECT csat_report('nps_monthly_tallies');
SELECT csat_report('nps_monthly', periods => 0);
SELECT csat_report('nps_monthly', min_responses => -1);
SELECT csat_report('nps_monthly', lang => 'xx');
SELECT csat_report('nps_monthly', format => 'pdf');
SELECT csat_chart_trend('nps_monthly', '{"region": "north"}');
SELECT csat_chart_trend('nps_monthly', '"north"');
SELECT csat_chart_trend('satisfaction', '{"shop": "Delft"}');
SELECT csat_chart_distribution(tally '1..5 {1,1,1,1,1}', 'nps');
SELECT csat_chart_distribution(tally '1..5 {1,1,1,1,1}', 'nonsense');
SELECT interval_bar(1, 0, 2, 5, 5);
SELECT interval_bar(1, 0, 2, '-Infinity', 5);
SELECT interval_bar(1, 0, 2, 0, 5, 1);
SELECT csat_report(NULL::text) IS NULL AS none, csat_report('nps_monthly', lang => NULL) IS NULL AS no_language, csat_report('{}'::text[]) IS NULL AS of_none;
ROLLBACK;

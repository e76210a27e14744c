-- cases.sql: stand-ins that a report can go wrong on: one segment, forty, three periods, sixty, no answers, all hidden, gaps, names
-- that are long or of other scripts or HTML, scores at both ends, every length of a period, every kind of metric. stand_in.sql is first.

CREATE TABLE answers (respondent integer, answered_at timestamp, country text, segment text, channel text, score smallint, label text, export text);
\copy answers FROM 'examples/answers.csv' (FORMAT csv, HEADER)
CREATE TABLE nps_monthly_tallies AS
SELECT date_trunc('month', answered_at)::date AS period, country, segment, tally(score, '0..10') AS tally FROM answers WHERE answered_at < '2025-11-13' GROUP BY 1, 2, 3;
CALL stand_in('nps_monthly', 'nps', 'month', '{country,segment}', '2025-11-13', '{"target": 30, "scale": "0..10", "min_responses": 5}');
CREATE TABLE satisfaction_monthly_tallies AS
SELECT date_trunc('month', answered_at)::date AS period, segment, tally(label, 'Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden') AS tally
FROM answers WHERE answered_at < '2025-11-13' GROUP BY 1, 2;
CALL stand_in('satisfaction_monthly', 'csat', 'month', '{segment}', '2025-11-13', '{"target": 75, "scale": "Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden"}');
CREATE TABLE effort_monthly_tallies AS
SELECT date_trunc('month', answered_at)::date AS period, tally(1 + score * 6 / 10, '1..7') AS tally FROM answers WHERE answered_at < '2025-11-13' GROUP BY 1;
CALL stand_in('effort_monthly', 'ces', 'month', '{}', '2025-11-13', '{"target": 5, "scale": "1..7", "mode": "scheduled"}');

-- answers made by a formula: so many months to November 2025, segments, answers a point
CREATE FUNCTION made(months integer, segments text[], per integer) RETURNS TABLE (period date, seg text, tally tally) LANGUAGE sql AS $$
  SELECT (date '2025-11-01' - make_interval(months => m - 1))::date, s,
         tally_from_counts((SELECT array_agg(round(per * exp(-power(x - 7 - 1.5 * sin(m * 0.7 + k), 2) / 12) * (1 + ((m * 7 + k * 5 + x * 3) % 5) / 8.0))::bigint ORDER BY x)
                            FROM generate_series(0, 10) AS x), '0..10', per * 2)
  FROM generate_series(1, months) AS m, unnest(segments) WITH ORDINALITY AS u (s, k) $$;


-- months from there to November 2025
CREATE FUNCTION months_before(period date) RETURNS integer LANGUAGE sql AS $$
  SELECT (extract(year FROM age(date '2025-11-01', period)) * 12 + extract(month FROM age(date '2025-11-01', period)))::integer $$;

CREATE TABLE c_seg1_tallies AS SELECT * FROM made(11, '{Only}', 12);
CALL stand_in('c_seg1', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_seg40_tallies AS SELECT * FROM made(13, ARRAY(SELECT 'Region '||g FROM generate_series(1,40) g), 6);
CALL stand_in('c_seg40', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_p3_tallies AS SELECT * FROM made(3, '{North,South,West}', 12);
CALL stand_in('c_p3', 'nps', 'month', '{seg}', '2025-11-13', '{}');

CREATE TABLE c_p60_tallies AS SELECT * FROM made(60, '{North,South,West}', 12);
CALL stand_in('c_p60', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_empty_tallies AS SELECT * FROM made(0, '{North,South,West}', 12);
CALL stand_in('c_empty', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_hidden_tallies AS SELECT period, seg, tally_from_counts('{0,0,0,0,0,0,0,0,1,1,0}','0..10') AS tally FROM made(8, '{North,South}', 1);
CALL stand_in('c_hidden', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30, "min_responses": 5}');

CREATE TABLE c_hidseg_tallies AS SELECT period, seg, tally_from_counts('{0,0,0,0,0,0,1,0,1,1,0}','0..10') AS tally FROM made(8, '{North,South,West}', 1);
CALL stand_in('c_hidseg', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30, "min_responses": 5}');

CREATE TABLE c_long_tallies AS SELECT * FROM made(13, '{Kundenzufriedenheitsbefragungsteilnehmerinnenverzeichnisamts,"A segment whose name is made of many words, sixty in letters","Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunter"}', 12);
CALL stand_in('c_long', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');
CREATE TABLE c_intl_tallies AS SELECT * FROM made(13, ARRAY['العملاء في الرياض','北京客户','<script>alert(1)</script>','"&','Ελλάδα','{p} {x}', 'new
line']||NULL::text, 12); CALL stand_in('c_intl','nps','month','{seg}','2025-11-13','{"target":30}');

CREATE TABLE c_ends_tallies AS SELECT period, seg, CASE seg WHEN 'All ten' THEN tally_from_counts('{0,0,0,0,0,0,0,0,0,0,60}','0..10') WHEN 'All zero' THEN tally_from_counts('{60,0,0,0,0,0,0,0,0,0,0}','0..10') ELSE tally_from_counts('{0,0,0,0,0,0,0,0,60,0,0}','0..10') END AS tally FROM made(11, '{All ten,All zero,All eight}', 1) WHERE seg <> 'All zero' OR extract(month FROM period)::int % 2 = 0;
CALL stand_in('c_ends', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 100}');

CREATE TABLE c_gap_tallies AS SELECT * FROM made(13, '{North,South,West}', 12) WHERE extract(month FROM period) NOT IN (3, 7);
CALL stand_in('c_gap', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_100_tallies AS SELECT period, seg, tally_from_counts('{0,0,0,0,60}','1..5') AS tally FROM made(11, '{A,B}', 1);
CALL stand_in('c_100', 'csat', 'month', '{seg}', '2025-11-13', '{"target": 80, "scale": "1..5"}');

CREATE TABLE c_week_tallies AS SELECT (date '2025-11-10' - 7 * months_before(period))::date AS period, seg, tally FROM made(40, '{North,South,West}', 3);
CALL stand_in('c_week', 'nps', 'week', '{seg}', '2025-11-13', '{"target": 30}');

CREATE TABLE c_quarter_tallies AS SELECT date_trunc('quarter', period)::date AS period, seg, sum(tally) AS tally FROM made(40, '{North,South,West}', 3) GROUP BY 1, 2;
CALL stand_in('c_quarter', 'net_box 2 3', 'quarter', '{seg}', '2025-11-13', '{"target": 30, "baseline": "year"}');

CREATE TABLE c_year_tallies AS SELECT date_trunc('year', period)::date AS period, sum(tally) AS tally FROM made(140, '{North,South,West}', 3) GROUP BY 1;
CALL stand_in('c_year', 'mean', 'year', '{}', '2025-11-13', '{}');

CREATE TABLE c_day_tallies AS SELECT (date '2025-11-13' - months_before(period))::date AS period, seg, tally FROM made(30, '{North,South,West}', 3);
CALL stand_in('c_day', 'top_box 3', 'day', '{seg}', '2025-11-13 10:00', '{"target": 30}');

CREATE TABLE c_fq_tallies AS SELECT (date_trunc('quarter', period - interval '1 month') + interval '1 month')::date AS period, seg, sum(tally) AS tally FROM made(40, '{North,South,West}', 3) GROUP BY 1, 2;
CALL stand_in('c_fq', 'ces_easy', 'fiscal quarter', '{seg}', '2025-11-13', '{"target": 30, "fiscal_start": 2, "adjust": "none"}');


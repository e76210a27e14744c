-- Which periods and groups stand out: score_control and score_shrunk. That they equal R is shown by t/045_signals.pl.
\pset null '(null)'

-- 21 months of 100 answers: from the eighth on one side a run, and two outside of the limits
CREATE TABLE months AS
SELECT m, tally_from_counts(ARRAY[100 - hit, 0, 0, hit, 0], '1..5') AS t
FROM (VALUES (1, 80), (2, 78), (3, 82), (4, 79), (5, 81), (6, 77), (7, 83), (8, 80), (9, 79), (10, 81), (11, 84), (12, 83), (13, 83), (14, 84), (15, 83), (16, 84),
  (17, 83), (18, 85), (19, 83), (20, 99), (21, 60)) AS v (m, hit);
SELECT m, round((c).score, 1) AS score, round((c).centre, 3) AS centre, round((c).lower, 2) AS lower, round((c).upper, 2) AS upper, (c).signal
FROM (SELECT m, score_control(t, 'csat') OVER (ORDER BY m) AS c FROM months) AS s ORDER BY m;
-- the frame does not matter, the partition does; the centre is the score of all; without order no runs
SELECT count(*) FILTER (WHERE a = b) AS same, count(DISTINCT (a).centre) AS centres, bool_and((a).centre = (SELECT csat(sum(t)) FROM months)) AS pooled,
  string_agg(DISTINCT (c).signal, ',') AS funnel FROM (
  SELECT score_control(t, 'csat') OVER (ORDER BY m) AS a, score_control(t, 'csat') OVER (ORDER BY m ROWS CURRENT ROW) AS b, score_control(t, 'csat') OVER () AS c FROM months) AS s;
-- rows without answers are skipped: neither a point nor the end of a run
SELECT bool_and(a::text = b::text) AS same, count(*) FILTER (WHERE b IS NULL) AS nulls FROM (SELECT m, score_control(t, 'csat') OVER (ORDER BY m) AS a FROM months) AS s
RIGHT JOIN (SELECT m, score_control(t, 'csat') OVER (ORDER BY m) AS b FROM (SELECT m, t FROM months UNION ALL SELECT m + 0.5, NULL FROM months UNION ALL SELECT 0.1, '{} missing 3') AS g) AS h USING (m);
-- a point on the centre breaks a run: 8 above but for one on it
SELECT string_agg(coalesce((c).signal, '-'), ' ' ORDER BY m) FROM (SELECT m, score_control(tally_from_counts(ARRAY[100 - hit, 0, 0, hit, 0], '1..5'), 'csat') OVER (ORDER BY m) AS c
  FROM unnest('{51,51,51,51,51,51,51,50,51,51,51,51,51,51,51,51,51,34}'::integer[]) WITH ORDINALITY AS v (hit, m)) AS s;
-- more spread than chance widens the limits; less does not narrow them
SELECT what, round(max((c).upper - (c).centre), 3) AS half, round(max(300 * sqrt((c).centre / 100 * (1 - (c).centre / 100) / 100)), 3) AS by_chance, count((c).signal) AS signals
FROM (SELECT what, score_control(tally_from_counts(ARRAY[100 - hit, 0, 0, hit, 0], '1..5'), 'csat') OVER (PARTITION BY what ORDER BY m) AS c
  FROM (SELECT m, 'wild' AS what, 50 + 15 * (m % 3 - 1) AS hit FROM generate_series(1, 12) AS m UNION ALL SELECT m, 'calm', 50 FROM generate_series(1, 12) AS m) AS v) AS s GROUP BY what;
-- limits end with the scale; one period; nothing varies; nothing answered
SELECT (c).lower, (c).upper FROM (SELECT score_control(t, 'nps') OVER () AS c FROM (VALUES ('0..10 {0,0,0,0,0,1,0,0,0,3,0}'::tally), ('0..10 {0,0,0,0,0,0,0,0,0,3,0}')) AS v (t)) AS s;
SELECT (score_control(t, 'mean') OVER ()).* FROM (VALUES ('1..5 {1,2,3,4,5}'::tally)) AS v (t);
SELECT (score_control(t, 'csat') OVER (ORDER BY i)).* FROM (VALUES (1, '1..5 {0,0,0,2,3}'::tally), (2, '1..5 {0,0,0,0,1}')) AS v (i, t);
SELECT score_control(t, 'csat') OVER () FROM (VALUES (NULL::tally), ('{}'), ('1..5 {0,0,0,0,0}')) AS v (t);
SELECT score_control(t, 'csat') OVER () FROM months WHERE false;
-- rows that rank alike have no order: a funnel plot
SELECT bool_and(a::text = b::text) AS same FROM (SELECT score_control(t, 'csat') OVER (ORDER BY m / 100) AS a, score_control(t, 'csat') OVER () AS b FROM months) AS s;
SELECT refusal($$SELECT score_control(t, 'nps') OVER () FROM months$$), refusal($$SELECT score_control(t, 'x') OVER () FROM months$$);
SELECT refusal($$SELECT score_control(t, NULL) OVER () FROM months$$), refusal($$SELECT score_control(t, m::text) OVER () FROM months$$), refusal($$SELECT score_control(t, 'csat') FROM months$$);
SELECT refusal($$SELECT score_control(t, 'mean') OVER () FROM (VALUES ('1..5 {1,0,0,0,0}'::tally), ('1..3 {1,0,0}')) AS v (t)$$);

-- ---------------------------------------------------------------------------
-- score_shrunk
-- ---------------------------------------------------------------------------

-- a shop of three enthusiasts no longer heads the ranking
SELECT shop, round(nps(t), 1) AS nps, responses(t), round(score_shrunk(t, 'nps') OVER (), 1) AS shrunk
FROM (VALUES ('three fans', '0..10 {0,0,0,0,0,0,0,0,0,1,2}'::tally), ('good', '0..10 {0,0,0,0,5,10,10,20,40,70,60}'), ('poor', '0..10 {1,0,2,3,10,20,24,45,50,40,25}'),
  ('fair', '0..10 {0,1,0,2,5,15,13,30,40,40,30}'), ('nobody', '{}')) AS v (shop, t) ORDER BY score_shrunk(t, 'nps') OVER () DESC NULLS LAST;
-- no difference beyond chance: everybody has the mean of all
SELECT DISTINCT score_shrunk(t, 'csat') OVER () FROM (VALUES ('1..5 {1,0,0,9,0}'::tally), ('1..5 {2,0,0,18,0}'), ('1..5 {1,0,0,9,0}')) AS v (t);
-- groups that agree in themselves and differ: nothing to pull by; one group; one answer a group: nothing to know chance by
SELECT score_shrunk(t, 'csat') OVER () FROM (VALUES ('1..5 {5,0,0,0,0}'::tally), ('1..5 {0,0,0,0,2}')) AS v (t);
SELECT score_shrunk('1..5 {1,0,0,3,0}'::tally, 'csat') OVER ();
SELECT score_shrunk(t, 'csat') OVER () FROM (VALUES ('1..5 {1,0,0,0,0}'::tally), ('1..5 {0,0,0,0,1}')) AS v (t);
SELECT score_shrunk(t, 'csat') OVER () FROM (VALUES (NULL::tally), ('{}')) AS v (t);
-- the order of the rows does not matter, bit for bit
SELECT bool_and(a = b) AS same FROM (SELECT score_shrunk(t, 'csat') OVER (ORDER BY m) AS a, score_shrunk(t, 'csat') OVER (ORDER BY m % 5, -m ROWS CURRENT ROW) AS b FROM months) AS s;
SELECT refusal($$SELECT score_shrunk(t, NULL) OVER () FROM months$$), refusal($$SELECT score_shrunk(t, 'mean') OVER () FROM (VALUES ('1..5 {1,0,0,0,0}'::tally), ('1..3 {1,0,0}')) AS v (t)$$);
DROP TABLE months;

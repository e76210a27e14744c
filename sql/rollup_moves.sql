-- Did it move? Raw and adjusted p-values, small counts, what is compared with what, and names of segments.
\set SHOW_CONTEXT never
SET timezone = 'UTC';
SET datestyle = 'ISO, YMD';
CREATE TABLE polls (at date, region text, score integer, hours numeric, w numeric);
-- eight regions, of which only r1 moves
INSERT INTO polls SELECT date '2025-01-15' + m * interval '1 month', 'r' || r,
       CASE WHEN r = 1 AND m = 2 THEN 9 + i % 2 ELSE (i * 7 + r) % 11 END, 1 + (i * 3 + r + m) % 9 / 2.0, 1 + i % 3
  FROM generate_series(0, 2) AS m, generate_series(1, 8) AS r, generate_series(1, 20 + r * 5 + (m * r) % 7) AS i;

-- p_adjusted is p_adjust over the segments of the period, and movement goes by it
SELECT csat_create_rollup('n_' || a, 'polls', 'nps', 'score', '0..10', 'at', 'month', by => '{region}', adjust => upper(a))
  FROM unnest('{holm,bh,fdr,by,bonferroni,none}'::text[]) AS a;
SELECT v.period, v.region, round(v.change, 2) AS change, round(v.p_value, 4) AS p_value, round(v.p_adjusted, 4) AS p_adjusted, v.movement FROM n_holm AS v
 WHERE period = '2025-03-01' ORDER BY v.p_value;
CREATE FUNCTION differ(view text, method text, OUT rows bigint, OUT raw bigint, OUT adjusted bigint, OUT movement bigint) LANGUAGE plpgsql AS $$
BEGIN
  EXECUTE format($q$
    SELECT count(*), count(*) FILTER (WHERE v.p_value IS DISTINCT FROM d.p_value), count(*) FILTER (WHERE v.p_adjusted IS DISTINCT FROM d.adjusted),
           count(*) FILTER (WHERE v.movement IS DISTINCT FROM CASE WHEN d.difference IS NULL THEN NULL WHEN d.adjusted < 0.05 AND d.difference > 0 THEN 'up'
                                                          WHEN d.adjusted < 0.05 AND d.difference < 0 THEN 'down' ELSE 'unclear' END)
      FROM %1$I AS v JOIN (
        SELECT t.period, t.region, d.difference, d.p_value, %3$s AS adjusted
          FROM %2$I AS t LEFT JOIN %2$I AS b ON b.region = t.region AND b.period = t.period - interval '1 month', nps_compare(t.tally, b.tally) AS d) AS d USING (period, region)$q$,
    view, view || '_tallies', CASE method WHEN 'none' THEN 'd.p_value' ELSE format('p_adjust(d.p_value, %L) OVER (PARTITION BY t.period)', method) END)
  INTO rows, raw, adjusted, movement;
END $$;
SELECT a, d.* FROM unnest('{holm,bh,fdr,by,bonferroni,none}'::text[]) AS a, differ('n_' || a, a) AS d;
SELECT col_description('n_none'::regclass, attnum), col_description('n_bh'::regclass, attnum) FROM pg_attribute WHERE attrelid = 'n_none'::regclass AND attname = 'p_adjusted';
SELECT name, options ->> 'adjust' AS adjust FROM csat_rollup ORDER BY name COLLATE "C";
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', adjust => 'tukey')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', adjust => NULL)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', baseline => 'month')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', baseline => NULL)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', on_bad => 'ignore')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', replace => NULL)$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', person => 'region')$$);
SELECT refusal($$SELECT csat_create_rollup('x', 'polls', 'nps', 'score', '0..10', 'at', 'month', latest => '90 days')$$);

-- Every metric of the table: score, interval and test are those of its functions, the parts add up to it.
CREATE FUNCTION p_of(a tally, b tally, metric text) RETURNS numeric LANGUAGE plpgsql AS $$
DECLARE p numeric; word text := split_part(metric, ' ', 1); boxes text := replace(substring(metric FROM ' .*'), ' ', ', ');
BEGIN
  EXECUTE format('SELECT ((%s_compare($1, $2%s%s)).p_value)', word, boxes,
                 CASE WHEN word IN ('csat', 'ces_easy', 'top_box') THEN format(', method => csat_share_method($1, $2, %L)', metric) END) INTO p USING a, b;
  RETURN p;
END $$;
CREATE FUNCTION check_metric(view text, metric text, again text, OUT rows bigint, OUT score bigint, OUT bounds bigint, OUT p bigint, OUT sums bigint, OUT report bigint) LANGUAGE plpgsql AS $$
DECLARE word text := split_part(metric, ' ', 1); boxes text := replace(substring(metric FROM ' .*'), ' ', ', ');
BEGIN
  EXECUTE format($q$
    SELECT count(*), count(*) FILTER (WHERE v.%1$I IS DISTINCT FROM %1$I(t.tally%2$s)), count(*) FILTER (WHERE (v.lower, v.upper) IS DISTINCT FROM (i.lower, i.upper)),
           count(*) FILTER (WHERE v.p_value IS DISTINCT FROM p_of(t.tally, b.tally, %5$L))
      FROM %3$I AS v JOIN %4$I AS t USING (period, region) LEFT JOIN %4$I AS b ON b.region = t.region AND b.period = t.period - interval '1 month', %1$s_ci(t.tally%2$s) AS i$q$,
    word, boxes, view, view || '_tallies', metric) INTO rows, score, bounds, p;
  EXECUTE format('SELECT count(*) FROM (SELECT v.period, %s AS again FROM %I AS v GROUP BY 1) AS a JOIN %I AS r USING (period) WHERE is_total AND abs(r.score - a.again) > 1e-6',
                 again, view, view || '_report') INTO sums;
  EXECUTE format($q$SELECT count(*) FROM %3$I AS r JOIN (SELECT period, region, tally, sum(tally) OVER (PARTITION BY period) - tally AS rest FROM %4$I) AS t
                      ON t.period = r.period AND r.segments = jsonb_build_object('region', t.region) LEFT JOIN LATERAL %1$s_compare(t.tally, t.rest%2$s) AS d ON true
                    WHERE (r.score, r.difference, r.difference_lower, r.difference_upper, r.tally) IS DISTINCT FROM (%1$I(t.tally%2$s), d.difference, d.lower, d.upper, t.tally)$q$,
                 word, boxes, view || '_report', view || '_tallies') INTO report;
END $$;
CREATE TABLE metrics (i integer, metric text, score name, scale rating_scale, weight name);
INSERT INTO metrics VALUES (1, 'csat', 'score', '0..10', NULL), (2, 'nps', 'score', '0..10', NULL), (3, 'ces', 'hours', '1..7 step 0.5', NULL), (4, 'ces_easy', 'hours', '1..7 step 0.5', NULL),
  (5, 'mean', 'score', '0..10', NULL), (6, 'top_box 3', 'score', '0..10', NULL), (7, 'net_box 2 3', 'score', '0..10', NULL), (8, 'TOP_BOX  1', 'score', '0..10', NULL);
INSERT INTO metrics SELECT i + 8, metric, score, scale, 'w' FROM metrics;
SELECT count(csat_create_rollup('m' || i, 'polls', metric, score, scale, 'at', 'month', by => '{region}', weight => weight)) FROM metrics;
SELECT i, r.metric, weight, substring(col_description(('m' || i)::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = ('m' || i)::regclass AND attname = split_part(r.metric, ' ', 1))) FROM 'averaged: (.*)') AS again
  FROM metrics JOIN csat_rollup AS r ON r.name = 'public.m' || i ORDER BY i;
SELECT i, r.metric, weight, c.*
  FROM metrics JOIN csat_rollup AS r ON r.name = 'public.m' || i,
  check_metric('m' || i, r.metric, substring(col_description(('m' || i)::regclass, (SELECT attnum FROM pg_attribute WHERE attrelid = ('m' || i)::regclass AND attname = split_part(r.metric, ' ', 1))) FROM 'averaged: (.*)')) AS c ORDER BY i;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;

-- Shares of few answers are compared by Fisher's test.
SELECT a, b, csat_share_method(a, b, 'csat') AS method, round((csat_compare(a, b)).p_value, 4) AS z, round((csat_compare(a, b, method => 'mid-p')).p_value, 4) AS mid_p, round(csat_rollup_p(a, b, 'csat')::numeric, 4) AS rollup
  FROM (VALUES ('0..1 top 1 {5,5}'::tally, '0..1 top 1 {0,5}'::tally), ('0..1 top 1 {50,50}', '0..1 top 1 {40,60}'), ('0..1 top 1 {100,0}', '0..1 top 1 {96,4}'), ('0..1 top 1 {10,10}', '0..1 top 1 {10,10}'),
               ('0..1 top 1 {5,4}', '0..1 top 1 {100,101}'), ('0..1 top 1 {5,5}', '0..1 top 1 {100,100}'), ('0..1 top 1 {5,0}', '{}'), ('0..1 top 1 {0,3}', '0..1 top 1 {0,4}')) AS t (a, b);
SELECT csat_share_method('1..5 {1,1,1,1,1}', '1..5 {9,9,9,9,9}', 'top_box 1'), csat_share_method('{}', '1..5 {9,9,9,9,9}', 'csat'), csat_share_method(NULL, '1..5 {9,9,9,9,9}', 'csat');
SELECT csat_share_method('1..5 {1,1,1,1,1}', '1..5 {9,9,9,9,9}', 'mean');
SELECT csat_share_method('1..5 {1,1,1,1,1}', '0..10 {1,1,1,1,1,1,1,1,1,1,1}', 'csat');
SELECT csat_share_method('1..5 {1,1,1,1,1}', '1..5 {9,9,9,9,9}', 'csi');
SELECT csat_rollup_p('1..5 {1,1,1,1,1}', '{}', 'csat'), csat_rollup_p('1..5 {0,0,0,0,5}', '1..5 {0,0,0,0,7}', 'mean'), csat_rollup_p(NULL, '{}', 'csat');

-- A p-value has no more places than a reader takes.
SELECT p, csat_rollup_p_value(p) FROM unnest('{1,0,0.5,0.012345678901234567,1.2345678901234567e-12,1e-27,1e-210,4.9e-324}'::float8[]) AS p;
CREATE TABLE leap (at date, score integer);
INSERT INTO leap SELECT date '2025-01-01' + 40 * (i % 2), CASE i % 2 WHEN 0 THEN 1 ELSE 5 END FROM generate_series(1, 4000) AS i;
SELECT csat_create_rollup('leap_csat', 'leap', 'csat', 'score', '1..5', 'at', 'month');
SELECT csat_create_rollup('leap_mean', 'leap', 'mean', 'score', '1..5', 'at', 'month', adjust => 'none');
SELECT p_value, p_adjusted, movement FROM leap_csat ORDER BY period;
SELECT p_value, p_adjusted, movement FROM leap_mean ORDER BY period;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;

-- Segments may have every name but those of the roll-up's own columns.
CREATE TABLE words (period date, "shown" text, "kept" text, "found" text, counted text, answers text, c text, t text, b text, d text, i text, g text, v text, tally_type text, segments text, is_total text, "right" text, "csat_x" text, mean text, top text, score integer);
SELECT csat_create_rollup('words_w', 'words', 'csat', 'score', '1..5', 'period', 'month', by => '{shown,kept,found,counted,answers,c,t,b,d,i,g,v,segments,right,mean,top}', min_responses => 2);
INSERT INTO words (period, shown, kept, found, counted, answers, c, t, b, d, i, g, v, segments, "right", mean, top, score) SELECT '2025-01-01', 's', 'k', 'f', 'c', 'a', 'c', 't', 'b', 'd', 'i', 'g', 'v', 's', 'r', 'm', 't', 5 FROM generate_series(1, 3);
SELECT * FROM csat_check_rollup('words_w');
SELECT period, shown, "right", responses, csat FROM words_w;
SELECT segments, responses FROM words_w_report WHERE NOT is_total;
SELECT csat_refresh_rollup('words_w'), csat_refresh_rollup('words_w', rebuild => true);
SELECT csat_create_rollup('words_s', 'words', 'csat', 'score', '1..5', 'period', 'month', by => '{shown,kept,found,counted,answers,c,t,b,d,i,g,v,segments,right,mean,top}', mode => 'scheduled', baseline => 'year');
SELECT * FROM csat_check_rollup('words_s');
SELECT period, shown, counted, responses FROM words_s;
SELECT count(csat_drop_rollup(name)) FROM csat_rollup;
SELECT name, refusal(format($$SELECT csat_create_rollup('x', 'words', 'top_box 2', 'score', '1..5', 'period', 'month', by => '{%s}')$$, name))
  FROM unnest('{period,is_total,csat_x,top}'::text[]) AS name;
DROP TABLE polls, metrics, leap, words;
DROP FUNCTION differ, p_of, check_metric;

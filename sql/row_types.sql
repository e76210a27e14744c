-- Composite types that are not as we created them: whatever builds a row looks, and refuses one that it does not fit.

CREATE FUNCTION rows_now() RETURNS SETOF text LANGUAGE sql AS $$
  SELECT split_part(answer_of(query), E'\n', 1) FROM unnest(ARRAY[
    $q$SELECT mean_ci('1..5 {0,0,3,0,0}'::tally, population => 3)$q$, $q$SELECT round(upper, 6) FROM nps_ci('0..10 {1,2,3,4,5,6,7,8,9,10,11}'::tally)$q$,
    $q$SELECT (csat_ci('1..5 {0,0,0,0,5}'::tally)).stderr$q$, $q$SELECT (csat_ci(5)).upper$q$,
    $q$SELECT (mean_ci(weighted_stats(x, 1))).estimate FROM (VALUES (1), (2)) v (x)$q$,
    $q$SELECT mean_compare('1..5 {0,1,0,0,0}', '1..5 {0,0,1,0,0}', method => 'welch')$q$,
    $q$SELECT round(p_value::numeric, 6) FROM csat_compare('1..5 {1,2,3,4,5}', '1..5 {5,4,3,2,1}')$q$,
    $q$SELECT df FROM score_homogeneity('{"1..5 {1,2,3,4,5}","1..5 {5,4,3,2,1}"}', 'csat')$q$,
    $q$SELECT round(slope, 3) FROM score_trend('{"1..5 {1,2,3,4,5}","1..5 {5,4,3,2,1}","1..5 {1,1,1,1,1}"}', '{1,2,3}', 'csat')$q$,
    $q$SELECT (score_control('1..5 {1,2,3,4,5}', 'csat') OVER ()).score$q$,
    $q$SELECT round(mix, 3) FROM score_split('{"1..5 {1,2,3,4,5}"}', '{"1..5 {5,4,3,2,1}"}', 'csat')$q$,
    $q$SELECT (score_drivers(x, y))[1].responses FROM (VALUES (1::float8, 2::float8), (2, 3), (4, 3), (3, 1)) v (x, y)$q$]) WITH ORDINALITY AS q (query, i) ORDER BY i
$$;
SELECT rows_now();

-- a column more
BEGIN;
ALTER TYPE score_interval ADD ATTRIBUTE note text;
SELECT rows_now();
SELECT answer_of($$SELECT csat_ci('1..5 {1,2,3,4,5}'::tally)$$);
-- taken away again, it leaves a gap in the type and nothing in the row
ALTER TYPE score_interval DROP ATTRIBUTE note;
ALTER TYPE score_difference ADD ATTRIBUTE a text, ADD ATTRIBUTE b integer;
ALTER TYPE score_difference DROP ATTRIBUTE a, DROP ATTRIBUTE b;
SELECT rows_now();
ROLLBACK;

-- the rows of signals
BEGIN;
ALTER TYPE score_homogeneity DROP ATTRIBUTE p_value;
ALTER TYPE score_trend ALTER ATTRIBUTE dispersion TYPE text;
ALTER TYPE score_control RENAME ATTRIBUTE centre TO middle;
ALTER TYPE score_split DROP ATTRIBUTE rate, ADD ATTRIBUTE rate numeric;
ALTER TYPE score_driver ADD ATTRIBUTE note text;
SELECT rows_now();
ROLLBACK;

-- a column less; one of another type; two that changed places, which would be the wrong numbers under the right names
-- (the functions that read the columns would hold them fast)
BEGIN;
ALTER EXTENSION csat DROP FUNCTION rounded(score_interval, integer);
ALTER EXTENSION csat DROP FUNCTION interval_label(score_interval, integer);
DROP FUNCTION rounded(score_interval, integer), interval_label(score_interval, integer);
DO $$
DECLARE
  reader regprocedure;
BEGIN
  -- what draws reports, too
  FOR reader IN SELECT oid FROM pg_proc WHERE prosqlbody IS NOT NULL AND proname ~ '^(csat_report|csat_chart|interval_bar)' LOOP
    EXECUTE format('ALTER EXTENSION csat DROP FUNCTION %s', reader);
  END LOOP;
END $$;
SET LOCAL client_min_messages = warning;
DROP FUNCTION csat_report_change, csat_report_segments_of, interval_bar(score_interval, numeric, numeric, integer) CASCADE;
ALTER TYPE score_interval DROP ATTRIBUTE stderr;
ALTER TYPE score_difference ALTER ATTRIBUTE p_value TYPE double precision;
SELECT rows_now();
ALTER TYPE score_interval ADD ATTRIBUTE stderr numeric;
ALTER TYPE score_difference DROP ATTRIBUTE p_value, ADD ATTRIBUTE p_value numeric;
SELECT rows_now();
ALTER TYPE score_difference DROP ATTRIBUTE lower, ADD ATTRIBUTE lower numeric;
ALTER TYPE score_interval ALTER ATTRIBUTE estimate TYPE numeric(5, 1);
SELECT rows_now();
ROLLBACK;
SELECT rows_now();

-- sets of rows
SELECT * FROM distribution('1..3 {1,0,3} missing 2', 'bad < fair < good');
SELECT score, percent FROM distribution('1..3 {0,0,0}');
SELECT distribution('1..2 {1,2}'), row_number() OVER ();
SELECT count(*) FROM distribution('{} missing 3');
SELECT count(*) FROM distribution(NULL::tally);
SELECT distribution('1..2 {1,2}', '1..3');
SELECT (SELECT sum(responses) FROM distribution(t)) FROM (VALUES ('1..2 {1,2}'::tally), ('1..3 {1,2,3}')) v (t);

DROP FUNCTION rows_now;

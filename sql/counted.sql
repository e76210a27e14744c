-- Answers that were counted already: counts, frequencies, jsonb, and percents that add up.
CREATE TEMP TABLE counted (score integer, n bigint);
INSERT INTO counted VALUES (10, 18), (8, 11), (3, 2);

-- 18 promoters, 11 passives, 2 detractors are 31 people
SELECT responses(t), round(nps(t), 2) AS nps, round(lower, 1) AS lower, round(upper, 1) AS upper
FROM (SELECT tally_frequencies(score, '0..10', n) AS t FROM counted) AS f, LATERAL nps_ci(t);
SELECT tally_frequencies(score, '0..10', n) = tally_from_counts('{0,0,0,2,0,0,0,0,11,0,18}', '0..10') AS from_counts,
       tally_frequencies(score, '0..10', n) = (SELECT tally(score, '0..10') FROM counted, generate_series(1, n)) AS from_rows
FROM counted;
-- the other thing: three people who weigh that much
SELECT responses(t), n_eff(t) FROM (SELECT tally(score, '0..10', n) AS t FROM counted) AS w;

-- every type of answer, codes and blanks, sums of bigint, frequencies as they come
SELECT tally_frequencies(s::smallint, '1..5 missing 9', n) AS int2, tally_frequencies(s::float8, '1..5 missing 9', n) AS float8,
       tally_frequencies(s::numeric, '1..5 missing 9', n::integer) AS numeric, tally_frequencies(s::text, '1..5 missing 9', n) AS text,
       tally_frequencies(to_jsonb(s), '1..5 missing 9', n) AS jsonb
FROM (VALUES (4, 3), (5, 2), (9, 7), (NULL, 5), (1, 0), (NULL, NULL)) AS v (s, n);
SELECT tally_frequencies(label, 'bad < fine < good', n) AS labels FROM (VALUES ('good', 4), (' Fine', 2), ('', 3)) v (label, n);
SELECT tally_frequencies(yes, n) AS boolean FROM (VALUES (true, 4), (false, 2), (NULL, 3)) v (yes, n);
SELECT tally_frequencies(rating(s, '1..5'), n) AS rating FROM (VALUES (5, 4), (3, 2)) v (s, n);
SELECT tally_frequencies(score, '0..10', total) AS sums FROM (SELECT score, sum(n) AS total FROM counted GROUP BY score) AS s;
SELECT tally_frequencies(score, '0..10', 3.0) AS decimals, tally_frequencies(score, '0..10', 1e3) AS thousand FROM counted;
SELECT tally_frequencies(score, '0..10', n) AS nothing FROM counted WHERE false;

-- errors
\set VERBOSITY verbose
\set SHOW_CONTEXT never
CREATE FUNCTION error_of(query text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  code text; message text; hint text; detail text;
BEGIN
  EXECUTE query INTO message;
  RETURN 'no error: ' || message;
EXCEPTION WHEN OTHERS THEN
  GET STACKED DIAGNOSTICS code = RETURNED_SQLSTATE, message = MESSAGE_TEXT, detail = PG_EXCEPTION_DETAIL, hint = PG_EXCEPTION_HINT;
  RETURN concat_ws(E'\n    ', code || ' ' || message, nullif(detail, ''), nullif(hint, ''));
END $$;
\set VERBOSITY default
\pset format unaligned
\pset tuples_only
SELECT call || E'\n  ' || error_of('SELECT ' || call) FROM unnest(ARRAY[
  $$tally_frequencies(5, '1..5', 1.5)$$, $$tally_frequencies(5, '1..5', -1)$$, $$tally_frequencies(5, '1..5', NULL)$$, $$tally_frequencies(5, '1..5', 'NaN')$$,
  $$tally_frequencies(5, '1..5', 'Infinity')$$, $$tally_frequencies(5, '1..5', 1e30)$$, $$tally_frequencies(7, '1..5', 1)$$, $$tally_frequencies(7, '1..5', 0)$$,
  $$tally_frequencies(5, NULL::rating_scale, 1)$$, $$tally_frequencies(5, '1..5', 9223372036854775807) FROM generate_series(1, 2)$$,
  $$tally_frequencies(NULL::integer, '1..5', 9223372036854775807) FROM generate_series(1, 2)$$, $$tally_frequencies(NULL::integer, '1..5', NULL)$$,
  $$tally_from_counts('{1,2,3}', '1..5')$$, $$tally_from_counts('{1,2,3,4,5,6}', '1..5')$$, $$tally_from_counts('{1,2,-3,4,5}', '1..5')$$,
  $$tally_from_counts('{1,2,NULL,4,5}', '1..5')$$, $$tally_from_counts('{1,2,3,4,5}', '1..5', -1)$$, $$tally_from_counts('{1,2,3,4,5}', '1..5', NULL)$$,
  $$tally_from_counts(NULL, '1..5')$$, $$tally_from_counts('{1,2,3,4,5}', NULL)$$, $$tally_from_counts('{{1,2,3,4,5}}', '1..5')$$, $$tally_from_counts('{}', '1..5')$$,
  $$tally_from_counts('{9223372036854775807,1,0,0,0}', '1..5')$$, $$tally_from_counts('{1,2,3,4,5}', '1..5 missing 9', missing => 3)$$, $$tally_from_counts('{0,0,0,0,0}', '1..5')$$]) AS call;
\pset format aligned
\pset tuples_only off

-- a frame that slides equals one that is computed anew, and so do parts put together
SELECT count(*) AS frames, count(*) FILTER (WHERE sliding::text <> anew::text) AS differ
FROM (SELECT tally_frequencies(s, '1..5', f) OVER w AS sliding,
             (SELECT tally_frequencies(s2, '1..5', f2) FROM (SELECT i2, (i2 * 7 % 6) AS r2, CASE WHEN i2 * 7 % 6 > 0 THEN i2 * 7 % 6 END AS s2, i2 * 11 % 4 AS f2
                FROM generate_series(1, 300) i2) AS again WHERE i2 BETWEEN i - 5 AND i) AS anew
      FROM (SELECT i, CASE WHEN i * 7 % 6 > 0 THEN i * 7 % 6 END AS s, i * 11 % 4 AS f FROM generate_series(1, 300) i) AS rows
      WINDOW w AS (ORDER BY i ROWS BETWEEN 5 PRECEDING AND CURRENT ROW)) AS frames;
SELECT sum(t) = (SELECT tally_frequencies(score, '0..10', n) FROM counted) AS parts
FROM (SELECT tally_frequencies(score, '0..10', n) AS t FROM counted GROUP BY score) AS each;

-- jsonb and back, without loss
SELECT t::jsonb::tally::text = t::text AS same, t::jsonb::tally
FROM unnest(ARRAY['1..5 {1,2,3,4,5} missing 7', '{}', '{} missing 3', '0..10 {0,0,0,0,0,0,0,0,0,0,0}', '1..5 step 0.5 reversed top 3 {1,2,3,4,5,6,7,8,9}',
  '0..1 top 1 {0:0:0,9223372036854775806}', '1..3 {1:0.5:0.25,0,2:0.000000001:0.0000000000000000005}']::tally[]) AS t;
SELECT count(*) AS weighted, count(*) FILTER (WHERE t::jsonb::tally::text <> t::text) AS differ
FROM (SELECT tally(x % 5 + 1, '1..5', (x * x % 97) / 7.0) AS t FROM generate_series(1, 500) x GROUP BY x % 50) AS w;
\pset format unaligned
\pset tuples_only
SELECT j || E'\n  ' || error_of(format('SELECT %L::jsonb::tally', j)) FROM unnest(ARRAY[
  '[]', '5', 'null', '{}', '{"scale": "1..3", "responses": 3, "missing": 0}', '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1, "4": 1}}', '{"scale": "1..3", "responses": 4, "missing": 0, "counts": {"1": 1, "2": 1, "3": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": -1, "counts": {"1": 1, "2": 1, "3": 1}}', '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1.5, "3": 1}}',
  '{"scale": "1..x", "responses": 3, "missing": 0, "counts": {}}', '{"scale": 7, "responses": 3, "missing": 0, "counts": {}}',
  '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1, "3": 1}, "more": 1}', '{"scale": "1..3", "responses": "3", "missing": 0, "counts": {"1": 1, "2": 1, "3": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1, "3": 1}, "weights": {"1": 1, "2": 1, "3": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": 0, "counts": {"1": 1, "2": 1, "3": 1}, "weights": {"1": 9, "2": 1, "3": 1}, "squared_weights": {"1": 1, "2": 1, "3": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": 99999999999999999999, "counts": {"1": 1, "2": 1, "3": 1}}',
  '{"scale": "1..3", "responses": 3, "missing": 0, "counts": [1, 1, 1]}']) AS j;
\pset format aligned
\pset tuples_only off

-- percents that are rounded add up to 100: one more for the largest remainders, ties to the better point
SELECT string_agg(percent::text, ' ' ORDER BY score) AS thirds, sum(percent) FROM distribution(tally '1..3 {1,1,1}', digits => 0);
SELECT string_agg(percent::text, ' ' ORDER BY score) AS reversed, sum(percent) FROM distribution(tally '1..3 reversed {1,1,1}', digits => 0);
SELECT string_agg(percent::text, ' ' ORDER BY score) AS sevenths, sum(percent) FROM distribution(tally '1..5 {1,1,2,2,1}', digits => 1);
SELECT string_agg(round(percent)::text, ' ' ORDER BY score) AS each_for_itself, sum(round(percent)) FROM distribution(tally '1..3 {1,1,4}');
SELECT score, label, responses, percent FROM distribution(tally '1..3 {1,1,4}', 'bad < fine < good', 0);
SELECT count(*) AS tallies, count(*) FILTER (WHERE total <> 100) AS do_not_add_up, max(off) AS farthest
FROM (SELECT sum(d.percent) AS total, max(abs(d.percent - e.percent)) AS off
      FROM (SELECT g, tally_from_counts(array_agg((g * p * p * 37 + p * 11) % 101), '0..10') AS t FROM generate_series(1, 200) g, generate_series(0, 10) p GROUP BY g) AS t,
           LATERAL distribution(t, digits => g % 4) d JOIN LATERAL distribution(t) e USING (score) GROUP BY g) AS sums;
SELECT string_agg(percent::text, ' ' ORDER BY score) AS weighted FROM distribution(tally '1..3 {1:0.3:0.09,1:0.3:0.09,1:0.3:0.09}', digits => 2);
SELECT string_agg(percent::text, ' ' ORDER BY score) AS nobody, count(*) FROM distribution(tally '1..3 {0,0,0}', digits => 0);
SELECT count(*) AS rows FROM distribution(NULL);
SELECT * FROM distribution(tally '1..3 {1,1,1}', digits => -1);
SELECT * FROM distribution(tally '1..3 {1,1,1}', digits => 11);
DROP FUNCTION error_of;

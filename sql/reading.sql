-- How an answer is read: whatever type its column has, whatever stands around its number, however it looks;
-- and what is said of one that cannot be read.
\pset null '(null)'
-- unaligned, since psql 18 counts characters of no width otherwise than those before
\pset format unaligned

-- A label that is a number is matched by its value, whatever the type of the answer.
CREATE TABLE five AS SELECT unnest(ARRAY[1, 1, 2, 5]) AS c;
SELECT csat(c, '5 < 4 < 3 < 2 < 1') AS "integer", csat(c::smallint, '5 < 4 < 3 < 2 < 1') AS "smallint", csat(c::bigint, '5 < 4 < 3 < 2 < 1') AS "bigint",
       csat(c::numeric, '5 < 4 < 3 < 2 < 1') AS "numeric", csat(c::float8, '5 < 4 < 3 < 2 < 1') AS "double", csat(c::real, '5 < 4 < 3 < 2 < 1') AS "real",
       csat(to_jsonb(c), '5 < 4 < 3 < 2 < 1') AS "jsonb", csat(to_jsonb(c::text), '5 < 4 < 3 < 2 < 1') AS "jsonb text", csat(c::text, '5 < 4 < 3 < 2 < 1') AS "text" FROM five;
SELECT tally(c, '1 < 3 < 5') FROM unnest(ARRAY['1', '3', '3.0', '5']) c;
-- weighted; by row; as ratings; in the indices
SELECT csat(tally(c, '5 < 4 < 3 < 2 < 1', 2)) AS weighted_integer, csat(tally(c::text, '5 < 4 < 3 < 2 < 1', 2)) AS weighted_text,
       array_agg(csat_group(c, '5 < 4 < 3 < 2 < 1')) AS groups, array_agg(rescale(c, '5 < 4 < 3 < 2 < 1')) AS rescaled,
       array_agg(rescale(c::text, '5 < 4 < 3 < 2 < 1')) AS rescaled_text, array_agg(rating(c, '5 < 4 < 3 < 2 < 1')) AS ratings,
       csi(c, '5 < 4 < 3 < 2 < 1'::rating_scale, 1) = csi(c::text, '5 < 4 < 3 < 2 < 1'::rating_scale, 1) AS csi, secure_index('5 < 4 < 3 < 2 < 1', 1, 5) AS secure FROM five;
SELECT acsi(1, 1, 2, '5 < 4 < 3 < 2 < 1') = acsi(5, 5, 4, '1..5') AS acsi, sci(1, 1, 2, '5 < 4 < 3 < 2 < 1') = sci(5, 5, 4, '1..5') AS sci;
-- synonyms are labels too: codes beside words, and an NPS of groups over plain numbers
SELECT tally(c, 'bad | 0 < good | 1') AS codes, tally(c::text, 'bad | 0 < good | 1') AS as_text FROM unnest(ARRAY[0, 1, 1]) c;
SELECT net_box(tally(s, 'Detractor | 0 | 1 | 2 | 3 | 4 | 5 | 6 < Passive | 7 | 8 < Promoter | 9 | 10'), 1, 1) = nps(s) AS nps FROM generate_series(0, 10) s;
-- halves, negative and unusual numbers; the order is the labels', not the numbers'
SELECT tally(c, '1.5 < -2 < 0.25') AS float8, tally(c::text, '1.5 < -2 < 0.25') AS text, tally(c::numeric, '1.50 < -2.0 < .25') AS numeric
FROM unnest(ARRAY[-2, 0.25, 0.25, 1.5]::float8[]) c;
-- where no label is a number, a number is the place of a label; a missing code that is a number changes nothing
SELECT tally(c, 'bad < fair < good') AS place, tally(c::text, 'bad < fair < good missing 9') AS place_of_text FROM unnest(ARRAY[1, 3, 3]) c;
SELECT tally(c, '9 < 2 < 4 missing 1, 8') AS codes FROM unnest(ARRAY[9, 2, 1, 8, 4]) c;
SELECT tally(c, '5 < 4 < 3 missing *') AS anything FROM unnest(ARRAY[5, 9, 3]) c;
-- moving frames and parallel plans take the same way
SELECT c, csat(c, '5 < 4 < 3 < 2 < 1') OVER (ORDER BY i ROWS 1 PRECEDING) FROM (SELECT row_number() OVER () AS i, c FROM five) a;
-- a scale from a column: one of numbers after one without
SELECT s, tally(c, s) FROM five, unnest(ARRAY['1..5', '5 < 4 < 3 < 2 < 1', 'e < d < c < b < a']::rating_scale[]) s GROUP BY s ORDER BY s;

-- The number in a text with words.
SELECT tally(a, '0..10 labelled') AS ten FROM unnest(ARRAY['10 - Extremely likely', 'Extremely likely - 10', '0 - Not at all likely', '10', ' 9.0 ', '7: likely', '(6) hm', '']) a;
SELECT tally(a, '1..5 labelled top 1') AS stars FROM unnest(ARRAY['5 stars', '1 star', '(4) Satisfied', 'Tevreden (4)', '★ 3', '5★', '5️⃣', '４ 点', '3、普通', '2. Poor', 'No. 2', 'Very good-5', 'Very good...5']) a;
SELECT tally(a, '1..5 step 0.5 labelled missing 9, n/a') AS half FROM unnest(ARRAY['4.5 stars', '9 - Don''t know', 'n/a', '2.50 (poor)', '3']) a;
SELECT tally(a, '-2..2 labelled') AS signs FROM unnest(ARRAY['-2 Bad', '−1: poor', '(-1) poor', '+2 good', 'Good [+2]', '0 - so so']) a;
SELECT nps(a, '0..10 labelled') AS nps, nps(to_jsonb(a), '0..10 labelled') AS jsonb FROM unnest(ARRAY['10 - Extremely likely', '9', '3 - No']) a;
SELECT nps(9, '0..10 labelled') AS "integer", nps(9.0, '0..10 labelled') AS "numeric", nps('9'::jsonb, '0..10 labelled') AS "jsonb",
       nps_group('10 - yes', '0..10 labelled'), csat_group('5 stars', '1..5 labelled'), rescale('5 stars', '1..5 labelled'), rating('5 stars', '1..5 labelled'),
       csi('10 stars'::text, '1..10 labelled', 1);
SELECT s, s::text::rating_scale = s AS same FROM unnest(ARRAY['0..10 labelled', '1..5 step 0.5 reversed labelled top 1 missing 99, n/a', '1..7 LABELLED missing *', '"labelled" < good']::rating_scale[]) s;
SELECT '0..10 labelled'::rating_scale = '0..10'::rating_scale AS same, '0..10'::rating_scale < '0..10 labelled' AS less, scale_of(tally('9 - y'::text, '0..10 labelled')) AS of_tally;
-- tallies of plain and of labelled answers add up
SELECT tally('9'::text, '0..10') + tally('9 - likely'::text, '0..10 labelled') AS sum;
-- what is no such text
SELECT a, score_reading(a, '0..10 labelled') FROM unnest(ARRAY['24/7 support', '4½ stars', '4,5 stars', '.5 stars', 'I gave 9 to it', '9 or 10', '٩ نجوم', '5² x', 'likely', '-1 - Not asked', 'Not asked -1', '11 - x']) a;

-- Alike to the eye: blanks, marks without width, accents apart, apostrophes, dashes, emoji.
SELECT score_reading(a, '0..10') FROM unnest(ARRAY[U&' 9\00a0', U&'\feff9', U&'9\200b', U&'\20099\202f', U&'\30009', U&'9\200e', U&'\ff19', U&'\2009', U&'\200d']) a;
SELECT count(*), tally(a, 'Très bien|ok < Don''t know < Semi-good') FROM unnest(ARRAY[U&'Tre\0300s bien', U&'TRE\0300S BIEN', U&'Tr\00e8s\00a0bien', U&'Très  bien', U&'T\200bres\0300 bien\00ad'] ) a WHERE a !~ U&'s\0300';
SELECT tally(a, 'Don''t know < Semi-good < "So ""so"""') FROM unnest(ARRAY[U&'Don\2019t know', U&'DON\2018T KNOW', 'don`t know', U&'don\00b4t  know', U&'semi\2010good', U&'semi\2011good', U&'semi\2013good', U&'so \201cso\201d']) a;
SELECT tally(a, U&'\+01f44e < \+01f44d') FROM unnest(ARRAY[U&'\+01f44d\+01f3fd', U&'\+01f44e\+01f3ff', U&'\+01f44d\fe0f', U&'\+01f44d']) a;
SELECT tally(a, U&'\2639\fe0f < \263a\fe0f missing \+01f937\200d\2642\fe0f') FROM unnest(ARRAY[U&'\263a', U&'\2639\fe0e', U&'\+01f937\+01f3fb\200d\2642']) a;
SELECT tally(a, U&'하나 < 둘 missing 없음') FROM unnest(ARRAY[U&'\1112\1161\1102\1161', U&'\1103\116e\11af', '없음']) a;
-- also in the scale, which is pasted from anywhere
SELECT U&'\feff0..10\00a0missing\00a099'::rating_scale, U&'bad\00a0<\3000good'::rating_scale, U&'\ff15 < \ff14'::rating_scale, tally(5, U&'\ff15 < \ff14');
SELECT rating U&'4\00a0of\00a01..5', csat(to_jsonb(U&'\00a05'::text), '1..5'), nps_group(U&'9\00a0');
SELECT answer_of($$SELECT U&'cafe\0301 < caf\00e9'::rating_scale$$);
SELECT answer_of($$SELECT U&'a < \200b'::rating_scale$$);
SELECT answer_of($$SELECT '1 < 1.0'::rating_scale$$);
-- the label is printed as it was written
SELECT U&'\+01f44e\+01f3fb < \+01f44d\fe0f'::rating_scale;
-- what differs all the same: the error shows where
SELECT answer_of(format('SELECT tally(%L::text, ''bad < good missing none'')', a)) FROM unnest(ARRAY[U&'b\0430d', U&'g\043e\043ed', U&'good\e000', U&'n\03bfne', 'god', 'b-d', U&'\+01f600']) a;
SELECT score_reading(U&'\0430'::text, 'a < b'), score_reading(U&'\+01f600'::text, U&'\+01f621 < \+01f610');
SELECT score_reading('Tres bien'::text, 'Tres mal < Très bien');

-- What a column holds.
SELECT a, score_reading(a, '0..10') FROM unnest(ARRAY['9', ' 9.0', '', NULL, '11', '99', '-1', '9,5', '8.5', '9 - likely', '9/10', '9 out of 10', 'n/a', 'likely', repeat('free text ', 10)]) a;
SELECT a, score_reading(a, 'bad < ok < good missing n/a') FROM unnest(ARRAY['OK', '3', 'N/A', 'god', '9', '1.5']) a;
SELECT score_reading(4, '1..5') AS "integer", score_reading(4::smallint, '1..5') AS "smallint", score_reading(4::bigint, '1..5') AS "bigint", score_reading(4.5, '1..5 step 0.5') AS "numeric",
       score_reading(4::float8, '1..5') AS "double", score_reading('"4"'::jsonb, '1..5') AS "jsonb", score_reading('null'::jsonb, '1..5') AS "null", score_reading(true, '0..1') AS "boolean",
       score_reading(9, '1..5 missing 9') AS code, score_reading(1, '5 < 4 < 3 < 2 < 1') AS number_label, score_reading(4, NULL) AS no_scale, score_reading(NULL::integer, '1..5') AS no_answer;
SELECT score_reading('NaN'::float8, '1..5'), score_reading('Infinity'::numeric, '1..5'), score_reading('[4]'::jsonb, '1..5'), score_reading('{}'::jsonb, '1..5'), score_reading('true'::jsonb, '1..5'), score_reading(2.5, '1..5');
SELECT score, count(*), score_reading(score, '0..10') FROM unnest(ARRAY[10, 10, 11, 3, NULL, 99]) score GROUP BY 1 ORDER BY 1;

-- What one answer adds.
SELECT s, score_points(s, '0..10', 'nps') AS nps, score_points(s, '0..10', 'csat') AS csat, score_points(s, '0..10', 'mean') AS mean, score_points(s, '0..10', 'top_box 3') AS top3,
       score_points(s, '0..10', 'net_box 2 6') AS net, score_points(s, '0..10', 'ces_easy') AS easy, score_points(s, '0..10', 'ces') AS ces FROM generate_series(0, 10) s;
SELECT score_points('9'::text, '0..10', 'nps') AS "text", score_points('9'::jsonb, '0..10', 'nps') AS "jsonb", score_points(9.0, '0..10', 'nps') AS "numeric", score_points(9::float8, '0..10', 'nps') AS "double",
       score_points(9::smallint, '0..10', 'nps') AS "smallint", score_points(true, '0..1', 'csat') AS "boolean", score_points('4 of 1..5'::rating, 'csat') AS "rating",
       score_points('good', 'bad < good', 'mean') AS label, score_points(2.5, '1..5 step 0.5', 'mean') AS half, score_points(99, '0..10 missing 99', 'nps') AS code, score_points('', '0..10', 'nps') AS blank,
       score_points(NULL::integer, '0..10', 'nps') AS no_answer, score_points(9, NULL, 'nps') AS no_scale, score_points(9, '0..10', NULL) AS no_metric;
-- the mean of what is added is the score
SELECT m, round(avg(score_points(s, '0..10', m)), 10) AS mean, round(CASE m WHEN 'nps' THEN nps(s) WHEN 'csat' THEN csat(s, '0..10') WHEN 'ces_easy' THEN ces_easy(s, '0..10') ELSE ces(s, '0..10') END, 10) AS score
FROM (SELECT i * i % 11 AS s FROM generate_series(1, 100) i) a, unnest(ARRAY['nps', 'csat', 'ces', 'ces_easy', 'mean']) m GROUP BY m ORDER BY m;
SELECT answer_of(q) FROM unnest(ARRAY[$$SELECT score_points(11, '0..10', 'nps')$$, $$SELECT score_points(3, '1..5', 'nps')$$, $$SELECT score_points(3, '1..5', 'nonsense')$$,
  $$SELECT score_points(3, '1..5', 'top_box 9')$$, $$SELECT score_points('x'::text, '1..5', 'csat')$$]) q;

-- Hints correct first and discard last.
\pset format unaligned
\pset tuples_only on
SELECT q || E'\n' || answer_of('SELECT ' || q) FROM unnest(ARRAY[
  $$nps(11)$$, $$nps(11, '0..10')$$, $$nps(11, '0..10 missing 99')$$, $$nps(11, '1..10')$$, $$csat(5, '0..4')$$, $$csat(2, '0..1')$$, $$rating(11, '0..10')$$, $$csat(6::numeric, '0..5')$$,
  $$csat(0)$$, $$csat(-1)$$, $$csat(0, 'bad < good')$$, $$nps(0, '1..10')$$, $$csat(0::float8, '-1..1 step 2')$$,
  $$csat(9)$$, $$csat(6)$$, $$nps(55)$$, $$nps(99)$$, $$nps(-9)$$, $$csat(7, '9 < 2 < 4')$$, $$csat(1, '9 < 2 < 4 missing 8')$$,
  $$csat('4,5'::text)$$, $$csat('4,0'::text)$$, $$csat('4,5'::text, '1..5 step 0.5')$$, $$csat('4,5 stars'::text)$$, $$csat('"4,5"'::jsonb)$$,
  $$csat('4 stars'::text)$$, $$nps('10 - Extremely likely'::text)$$, $$nps('10 - Extremely likely'::text, '0..10 top 3 missing 99')$$, $$csat('4/5'::text)$$, $$csat('4 of 5'::text)$$,
  $$csat('good'::text)$$, $$csat('gut'::text, 'bad < good')$$, $$csat('gut'::text, 'bad < good missing ?')$$, $$csat('a, b'::text, 'bad < good')$$,
  $$csat(repeat('long ', 20))$$, $$'6'::rating(1,5)$$, $$'11'::rating(0,10)$$, $$'0'::rating(1,5)$$]) q;
-- texts that are no scale, and what they were meant as
SELECT q || E'\n' || answer_of(format('SELECT %L::rating_scale', q)) FROM unnest(ARRAY[
  '1-5', '1 - 5', '1 to 5', '1–5', '0 bis 10', '1 à 5', '1～5', '1...5', '1…5', '1/5', '5-1', '1-5 missing 99', '1 to 5 step 0.5 reversed', '-2 to 2',
  'bad, ok, good', 'bad; ok; good', 'good > ok > bad', 'bad / ok / good', 'bad | good', 'bad, ok, good missing n/a', E'bad\nok\ngood', 'bad,,good', '1, 2, 3', 'bad, ok < good',
  'bad', '0..10 labelled labelled', 'bad < good labelled', '1..5 labeled']) q;
SELECT q || E'\n' || answer_of('SELECT ' || q) FROM unnest(ARRAY[$$'1..5 labelled {1,1,1,1,1}'::tally$$, $$'4 of 1..5 labelled'::rating$$, $$'4'::rating('1..5 labelled')$$]) q;
\pset tuples_only off

-- A roll-up reads as its scale says.
CREATE TABLE export (at timestamptz NOT NULL, answer text);
SELECT csat_create_rollup('by_month', 'export', 'nps', 'answer', '0..10 labelled', at => 'at', every => 'month');
INSERT INTO export VALUES ('2025-03-01', '10 - Extremely likely'), ('2025-03-02', '9'), ('2025-03-03', '3 - Unlikely'), ('2025-03-04', '');
SELECT period, tally FROM by_month_tallies;
SELECT csat_refresh_rollup('by_month');
SELECT period, tally FROM by_month_tallies;
SELECT * FROM csat_check_rollup('by_month');
-- and refuses what it cannot read
INSERT INTO export VALUES ('2025-03-05', 'likely');
SELECT csat_drop_rollup('by_month');
DROP TABLE export;
DROP TABLE five;

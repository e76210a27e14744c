-- rating_scale: what is accepted, its one canonical text, what is refused and
-- with which cure, binary form, order, hashing, indexes.
\pset format unaligned
\pset tuples_only on

-- Every part of the grammar, and the canonical text, in which top always shows.
CREATE TABLE accepted (n serial, written text);
INSERT INTO accepted (written) VALUES
  -- ranges: white space, signs, decimals, default top of 2, or 1 of 2 or 3 points
  ('1..5'), ('  1 .. 5  '), ('0..10'), ('1..2'), ('0..1'), ('1..3'), ('1..4'),
  ('-3..3'), ('-2..+2'), ('-5..-1'), ('1.0..5.00'), ('0..100'), ('-8000..-7999'),
  -- step: canonical decimals, 1 is the default, boxes are whole points
  ('1..10 step 0.5'), ('1..10 step .50'), ('1..5 step 1'), ('0.5..5 step 0.5'),
  ('0..1 step 0.01'), ('0..1000 step 10'), ('1..5 step 2'), ('0..0.1 step 0.001'),
  -- reversed and top, in either order, in any case
  ('1..7 reversed'), ('1..7 REVERSED Top 3'), ('1..7 top 3 reversed'), ('1..5 top 5'),
  ('1..10 top 3'), ('0..10 top 11'),
  -- missing codes: numbers, texts, quotes; a repeated code is kept once
  ('0..10 missing 11'), ('0..10 missing 11, 99 ,-1'), ('0..10 missing 11,11.0'),
  ('0..10 missing *'), ('0..10 missing n/a, "n,a"'), ('0..10 missing "top"'), ('0..10 missing "*", **'),
  ('1..5 missing 4.5'), ('1..10 step 0.5 reversed top 3 missing 0, 99'),
  -- labels, synonyms, codes
  ('bad < good'), ('bad<good'), ('bad < good missing offered, unoffered'),
  ('Zeer ontevreden < Ontevreden < Neutraal < Tevreden < Zeer tevreden'),
  ('Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied'),
  ('a|b|c < d'), ('a < b < c < d top 3 missing *'), ('a < b missing 3'), ('1 < 2 < 3'),
  ('* < ** < ***'), ('topless < stopped < missingness'),
  -- quotes, where and only where they are needed
  ('"top" < "missing data"'), ('"a<b" < "c|d" < "e,f" < "say ""hi"""'),
  ('"1..5" < good'), ('"plain" < " blanks "'), ('"step by step" < stepwise');
SELECT written || '  =>  ' || answer_of(format('SELECT %L::rating_scale', written)) FROM accepted ORDER BY n;

-- The canonical text is a fixed point, through text and through binary.
CREATE TABLE scales AS SELECT n, written::rating_scale AS scale FROM accepted;
SELECT 'not canonical: ' || scale FROM scales WHERE scale::text::rating_scale::text <> scale::text;
SELECT 'not equal to itself read again: ' || scale FROM scales WHERE scale::text::rating_scale <> scale;
\copy scales TO 'results/scale.bin' (FORMAT binary)
CREATE TABLE received (n integer, scale rating_scale);
\copy received FROM 'results/scale.bin' (FORMAT binary)
SELECT count(*) || ' received, of these differ: ' || count(*) FILTER (WHERE r.scale::text <> s.scale::text OR r.scale <> s.scale)
FROM scales s JOIN received r USING (n);

-- The same scale, however it was written, is equal and hashes alike.
SELECT a.written || ' = ' || b.written FROM accepted a, accepted b
WHERE a.n < b.n AND a.written::rating_scale = b.written::rating_scale ORDER BY a.n, b.n;
SELECT 'equal, but hashed apart' FROM scales a JOIN scales b ON a.scale = b.scale
WHERE rating_scale_hash(a.scale) <> rating_scale_hash(b.scale)
   OR rating_scale_hash_extended(a.scale, 42) <> rating_scale_hash_extended(b.scale, 42);
SELECT 'hashes: ' || count(DISTINCT rating_scale_hash(scale)) || ' of ' || count(DISTINCT scale) FROM scales;

-- Bounds, step, direction, top, labels and codes each tell two scales apart.
SELECT a || ' and ' || b || ': ' || (a::rating_scale = b::rating_scale) FROM (VALUES
  ('1..5', '1..6'), ('1..5', '0..5'), ('1..5', '1..5 step 0.5'), ('1..5', '1..5 reversed'),
  ('1..5', '1..5 top 1'), ('1..5', '1..5 missing 9'), ('1..5 missing 8', '1..5 missing 9'),
  ('1..5 missing 9', '1..5 missing *'), ('1..2', 'a < b'), ('a < b', 'a < c'),
  ('a < b', 'a | x < b')) v (a, b);

-- A total order: the six operators agree with the comparison function.
SELECT 'operators disagree: ' || a.scale || ' and ' || b.scale FROM scales a, scales b
WHERE (a.scale < b.scale) <> (rating_scale_cmp(a.scale, b.scale) < 0)
   OR (a.scale <= b.scale) <> (rating_scale_cmp(a.scale, b.scale) <= 0)
   OR (a.scale = b.scale) <> (rating_scale_cmp(a.scale, b.scale) = 0)
   OR (a.scale >= b.scale) <> (rating_scale_cmp(a.scale, b.scale) >= 0)
   OR (a.scale > b.scale) <> (rating_scale_cmp(a.scale, b.scale) > 0)
   OR (a.scale <> b.scale) <> (rating_scale_cmp(a.scale, b.scale) <> 0)
   OR sign(rating_scale_cmp(a.scale, b.scale)) <> -sign(rating_scale_cmp(b.scale, a.scale));
SELECT 'not transitive' FROM scales a, scales b, scales c
WHERE a.scale <= b.scale AND b.scale <= c.scale AND a.scale > c.scale;
SELECT scale FROM (VALUES ('1..10'::rating_scale), ('1..5'), ('0..10'), ('-3..3'), ('a < b'), ('1..5 top 1')) v (scale)
ORDER BY scale;

-- Grouping, DISTINCT, joins and unique indexes, sorted or hashed.
SET enable_hashagg = off;
SELECT count(*) FROM (SELECT DISTINCT scale FROM scales) d;
RESET enable_hashagg;
SET enable_sort = off;
SELECT count(*) FROM (SELECT scale FROM scales GROUP BY scale) d;
RESET enable_sort;
SET enable_hashjoin = off; SET enable_nestloop = off;
SELECT count(*) FROM scales a JOIN scales b USING (scale);
RESET enable_hashjoin; SET enable_mergejoin = off;
SELECT count(*) FROM scales a JOIN scales b USING (scale);
RESET enable_nestloop; RESET enable_mergejoin;
CREATE TABLE question (scale rating_scale PRIMARY KEY);
INSERT INTO question SELECT DISTINCT scale FROM scales;
SELECT answer_of($$INSERT INTO question VALUES ('1 .. 5') RETURNING 'inserted'$$);
CREATE INDEX ON question USING hash (scale);
SET enable_seqscan = off;
SELECT scale FROM question WHERE scale = '1..5 step 1.0';
RESET enable_seqscan;

-- What is refused, and the cure. 5..1 is answered with the scale that is meant.
SELECT answer_of(format('SELECT %L::rating_scale', written)) FROM unnest(ARRAY[
  '5..1', '5..5', '', '   ', '1..', '..5', '1...', '1-5', '1,5', 'satisfied', '1..5 junk', '1..5;',
  '1..5 top', '1..5 top 0', '1..5 top 6', '1..5 top 1.5', '1..5 top -1', '1..5 top 2 top 2', '1..5 top x',
  '1..5 step', '1..5 step 0', '1..5 step -1', '1..5 step 0.3', '1..5 step 3', '1..5 step 0.0001',
  '1..5.5', '1..5 step 1 step 1', '1..5 reversed reversed', '1..5 step 0.5 top 6',
  '0..101', '0..100 step 0.5', '1..1e3', 'NaN..5', '0..9999999999999999999999', '7999..8001',
  '1..5 missing', '1..5 missing ,', '1..5 missing 9,', '1..5 missing 9 top 1', '1..5 missing top',
  '1..5 missing 4', '1..5 missing 4.0', '1..5 step 0.5 missing 4.5', '1..5 missing 9, *', '1..5 missing *, 9',
  'a <', '< a', 'a < < b', 'a | < b', 'a < "b', 'a < ""', 'very "bad" < good',
  'a < A', 'a | a < b', 'a < b | a', 'a < b missing A', 'a < b missing 2', 'a < b top 3',
  'a < b reversed', 'a < b step 2', 'top < bottom', 'step by step < leap']) written;
-- limits: 101 points, 500 names, 1000 bytes a name
SELECT left(answer_of(format('SELECT %L::rating_scale', string_agg('p' || i, ' < '))), 30) FROM generate_series(1, 101) i;
SELECT right(answer_of(format('SELECT %L::rating_scale', string_agg('p' || i, ' < '))), 40) FROM generate_series(1, 102) i;
SELECT right(answer_of(format('SELECT %L::rating_scale', '1..5 missing ' || string_agg('c' || i, ','))), 10) FROM generate_series(1, 500) i;
SELECT right(answer_of(format('SELECT %L::rating_scale', '1..5 missing ' || string_agg('c' || i, ','))), 60) FROM generate_series(1, 501) i;
SELECT length(answer_of(format('SELECT %L::rating_scale', repeat('x', 1000) || ' < y')));
SELECT right(answer_of(format('SELECT %L::rating_scale', repeat('x', 1001) || ' < y')), 40);

DROP TABLE accepted, scales, received, question;

-- tally: its text form, {} and zero with a scale, +, - and sum, order, hashing,
-- binary, and the same for weighted tallies.
\pset format unaligned
\pset tuples_only on

-- What is accepted, and its canonical text.
CREATE TABLE accepted (n serial, written text);
INSERT INTO accepted (written) VALUES
  ('{}'), (' { } '), ('{} missing 3'), ('{} missing 0'),
  ('1..5 top 2 {12,30,80,210,168} missing 7'), ('1..5 {12,30,80,210,168}'), ('  1..5{1,2, 3 ,4,5}missing 2 '),
  ('1..5 {0,0,0,0,0}'), ('1..5 top 2 {0,0,0,0,0} missing 0'), ('1..5 {0,0,0,0,0} missing 4'),
  ('0..1 {3,4}'), ('1..3 reversed top 2 {1,2,3} MISSING 4'), ('1..2 step 0.5 {1,2,3}'), ('1..5 {007,0,0,0,1}'),
  ('0..10 {0,0,0,0,0,0,0,0,0,0,9223372036854775807}'), ('{} missing 9223372036854775807'),
  -- weighted: count, sum of w, sum of w^2; unweighted where each answer weighs 1
  ('1..2 {2:3:5,1:0.5:0.25}'), ('1..2 {2:3.0:5.00,1:.5:.25}'), ('1..2 {2:2:2,3:3:3}'), ('1..2 {2:2:2,3:3:4}'),
  ('1..2 {0,1:0.5:0.25} missing 2'), ('1..2 {0:0:0,1:0.5:0.25}'),
  ('1..2 {1:2147483648:4611686018427387904,0}'), ('1..2 {3:0.3:0.03,0}'),
  ('1..2 {2:4:8,2:4:16}');
SELECT written || '  =>  ' || answer_of(format('SELECT %L::tally', written)) FROM accepted ORDER BY n;

-- The canonical text is a fixed point, through text and through binary.
CREATE TABLE tallies AS SELECT n, written::tally AS t FROM accepted;
SELECT 'text changed: ' || t FROM tallies WHERE t::text::tally::text <> t::text OR t::text::tally <> t;
\copy tallies TO 'results/tally.bin' (FORMAT binary)
CREATE TABLE received (n integer, t tally);
\copy received FROM 'results/tally.bin' (FORMAT binary)
SELECT count(*) || ' received, of these differ: ' || count(*) FILTER (WHERE r.t::text <> s.t::text OR r.t <> s.t)
FROM tallies s JOIN received r USING (n);
-- What a user compresses or keeps out of line is the same value.
CREATE TABLE wide (n integer, t tally);
ALTER TABLE wide ALTER t SET STORAGE external;
INSERT INTO wide SELECT i, ('0..100 {' || array_to_string(array_agg(p * i || ':' || p * i * 1.5 || ':' || p * i * 2.25 ORDER BY p), ',') || '}')::tally
FROM generate_series(0, 100) p, generate_series(1, 3) i GROUP BY i;
SELECT n, responses(t), weight(t), sum(t) = t AS summed, t + '{}' = t AS plus FROM wide GROUP BY n, t ORDER BY n;

-- What is refused.
SELECT answer_of(format('SELECT %L::tally', written)) FROM unnest(ARRAY[
  '', '1..5', '1..5 top 2', '{', '{}}', '{1}', '{} 3', '{} missing', '{} missing x', '{} missing -1', '{} missing 1.5',
  '{} missing 1 2', '{} missing 9223372036854775808',
  '1..5 {1,2,3,4}', '1..5 {1,2,3,4,5,6}', '1..5 {1,2,3,4,}', '1..5 {1,2,3,4,-5}', '1..5 {1,2,3,4,5.0}', '1..5 {1,2,3,4,1e3}',
  '1..5 {1,2,3,4,+5}', '1..5 {1,2,3,4,9223372036854775808}', '1..5 {9223372036854775807,1,0,0,0}', '0..1 {1,0} missing 9223372036854775807',
  '5..1 {1,2,3,4,5}', '1..5 top 9 {1,2,3,4,5}', 'bad < good {1,2}', '1..5 missing 9 {1,2,3,4,5}', '1..5 [1,2,3,4,5]',
  -- sums of weights that no answers can have
  '1..2 {1:2,0}', '1..2 {1:2:4:8,0}', '1..2 {0:1:1,0}', '1..2 {1:0:0,0}', '1..2 {1:1:0,0}', '1..2 {1:-1:1,0}', '1..2 {1:1:-1,0}',
  '1..2 {1:NaN:1,0}', '1..2 {1:1e3:1,0}', '1..2 {1:4294967296:1,0}', '1..2 {1:1:4611686018427387905,0}', '1..2 {2:4:7.9,0}', '1..2 {2:1:1.1,0}',
  '1..2 {1:99999999999999999999999999999999999999999:1,0}']) written;

-- {} is neutral to every tally; a zero tally with a scale to those of its scale.
-- What + and - return is {} whenever it holds no answer and no missing row.
SELECT a || '  ' || o || '  ' || b || '  =>  ' || answer_of(format('SELECT %L::tally %s %L::tally', a, o, b)) FROM (VALUES
  ('{}', '+', '{}'), ('{}', '-', '{}'),
  ('{}', '+', '1..3 {1,2,3} missing 4'), ('1..3 {1,2,3} missing 4', '+', '{}'), ('1..3 {1,2,3}', '-', '{}'),
  ('1..3 {0,0,0}', '+', '{}'), ('1..3 {0,0,0}', '+', '1..3 {0,0,0}'), ('1..3 {0,0,0}', '-', '1..3 {0,0,0}'),
  ('1..3 {0,0,0}', '+', '1..3 {1,2,3}'), ('1..3 {1,2,3}', '-', '1..3 {0,0,0}'),
  ('1..3 {0,0,0}', '+', '{} missing 2'), ('{} missing 2', '+', '1..3 {0,0,0}'), ('{} missing 2', '+', '{} missing 3'),
  ('1..3 {1,2,3} missing 4', '+', '1..3 {10,20,30} missing 40'), ('1..3 {11,22,33} missing 44', '-', '1..3 {1,2,3} missing 4'),
  ('1..3 {1,2,3} missing 4', '-', '1..3 {1,2,3} missing 4'), ('1..3 {1,2,3} missing 4', '-', '1..3 {1,2,3} missing 3'),
  ('1..3 {1,2,3} missing 4', '-', '{} missing 4'), ('{} missing 4', '-', '{} missing 3'), ('{} missing 4', '-', '{} missing 4'),
  -- labels and codes are no part of a tally's scale: see the aggregates
  -- scales differ: bounds, step, direction, top
  ('1..5 {1,2,3,4,5}', '+', '0..4 {1,2,3,4,5}'), ('1..2 step 0.5 {1,2,3}', '+', '1..3 {1,2,3}'),
  ('1..3 {1,2,3}', '-', '1..3 reversed {1,2,3}'), ('1..3 {1,2,3}', '+', '1..3 top 2 {1,2,3}'), ('1..3 {1,2,3}', '+', '1..3 top 2 {0,0,0}'),
  -- more than there is
  ('1..3 {1,2,3}', '-', '1..3 {2,0,0}'), ('1..3 {1,2,3}', '-', '{} missing 1'), ('{}', '-', '1..3 {1,2,3}'), ('{}', '-', '{} missing 1'),
  -- more than fits
  ('{} missing 9223372036854775807', '+', '{} missing 1'), ('0..1 {9223372036854775806,0}', '+', '0..1 {1,0}'),
  ('0..1 {9223372036854775807,0}', '+', '0..1 {1,0}'), ('0..1 {9223372036854775807,0}', '+', '0..1 {0,1}'),
  ('0..1 {9223372036854775807,0}', '+', '{} missing 1'),
  -- weights: an unweighted answer weighs 1, and where all weigh 1 the weights go
  ('0..1 {1,2}', '+', '0..1 {1:0.5:0.25,0}'), ('0..1 {2:1.5:1.25,2}', '-', '0..1 {1:0.5:0.25,0}'), ('0..1 {2:1.5:1.25,2}', '-', '0..1 {1,0}'),
  ('0..1 {1:0.1:0.01,0}', '+', '0..1 {1:0.2:0.04,0}'), ('0..1 {2:3:5,0}', '-', '0..1 {2:3:5,0}'),
  ('0..1 {2:3:5,0}', '-', '0..1 {1:2:4,0}'),
  ('0..1 {2:3:5,0}', '-', '0..1 {1:3:9,0}'), ('0..1 {2:3:5,0}', '-', '0..1 {2:2:3,0}'), ('0..1 {2:3:5,0}', '-', '0..1 {1:4:16,0}'),
  ('0..1 {2:3:5,0}', '-', '0..1 {1:1.5:2.25,0}'), ('0..1 {2:3:5,0}', '-', '0..1 {2,0}')) v (a, o, b);

-- + is commutative and associative, - undoes it, bit for bit.
CREATE TABLE parts AS
  SELECT i, ('1..3 {' || i || ':' || i * 0.7 || ':' || i * 0.49 || ',' || i * i || ',' || 7 * i || ':' || 3.5 * i || ':' || 2.3 * i || '} missing ' || i % 3)::tally AS t
  FROM generate_series(1, 12) i;
SELECT 'order matters' FROM parts a, parts b, parts c
WHERE a.t + b.t <> b.t + a.t OR (a.t + b.t) + c.t <> a.t + (b.t + c.t) OR (a.t + b.t) - b.t <> a.t OR (a.t + b.t + c.t) - (a.t + c.t) <> b.t;

-- sum: NULL tallies count for nothing, and over no rows it is {}, not NULL.
SELECT sum(t) FROM parts;
SELECT sum(t) IS NULL, sum(t) FROM parts WHERE false;
SELECT sum(t) FROM (VALUES ('1..3 {1,2,3}'::tally), (NULL), ('1..3 {0,0,0}'), ('{}'), ('1..3 {9,8,7} missing 6')) v (t);
SELECT sum(NULL::tally), sum('1..3 {0,0,0}'::tally), sum('{} missing 2'::tally);
SELECT sum(t) FILTER (WHERE i > 10), sum(DISTINCT t) = sum(t), sum(t ORDER BY i DESC) = sum(t) FROM parts;
SELECT answer_of($$SELECT sum(t) FROM (VALUES ('1..3 {1,2,3}'::tally), ('1..5 {1,2,3,4,5}')) v (t)$$);
-- a running sum, and the rest as the difference
SELECT i, sum(t) OVER (ORDER BY i) FROM parts WHERE i <= 2 ORDER BY i;
SELECT count(*) FROM (SELECT sum(t) OVER () - t + t = sum(t) OVER () AS same FROM parts) s WHERE same;

-- A total order, hashing, indexes, GROUP BY, DISTINCT, UNION, =.
SELECT 'operators disagree: ' || a.t || ' and ' || b.t FROM tallies a, tallies b
WHERE (a.t < b.t) <> (tally_cmp(a.t, b.t) < 0) OR (a.t <= b.t) <> (tally_cmp(a.t, b.t) <= 0)
   OR (a.t = b.t) <> (tally_cmp(a.t, b.t) = 0) OR (a.t >= b.t) <> (tally_cmp(a.t, b.t) >= 0)
   OR (a.t > b.t) <> (tally_cmp(a.t, b.t) > 0) OR (a.t <> b.t) <> (tally_cmp(a.t, b.t) <> 0)
   OR tally_cmp(a.t, b.t) <> -tally_cmp(b.t, a.t)
   OR (a.t = b.t) <> (a.t::text = b.t::text);
SELECT 'not transitive' FROM tallies a, tallies b, tallies c WHERE a.t <= b.t AND b.t <= c.t AND a.t > c.t;
SELECT 'equal, but hashed apart' FROM tallies a JOIN tallies b ON a.t = b.t
WHERE tally_hash(a.t) <> tally_hash(b.t) OR tally_hash_extended(a.t, 42) <> tally_hash_extended(b.t, 42);
SELECT count(DISTINCT tally_hash(t)) || ' hashes of ' || count(DISTINCT t) || ' tallies' FROM tallies;
SET enable_hashagg = off;
SELECT count(*) FROM (SELECT t FROM tallies GROUP BY t) d;
RESET enable_hashagg; SET enable_sort = off;
SELECT count(*) FROM (SELECT t FROM tallies GROUP BY t) d;
RESET enable_sort;
SELECT count(*) FROM (SELECT t FROM tallies UNION SELECT t FROM received) d;
SELECT count(*) FROM (SELECT t FROM tallies EXCEPT SELECT t FROM received) d;
SET enable_hashjoin = off; SET enable_nestloop = off;
SELECT count(*) FROM tallies a JOIN tallies b USING (t);
RESET enable_hashjoin; SET enable_mergejoin = off;
SELECT count(*) FROM tallies a JOIN tallies b USING (t);
RESET enable_nestloop; RESET enable_mergejoin;
CREATE TABLE indexed (t tally PRIMARY KEY);
INSERT INTO indexed SELECT DISTINCT t FROM tallies;
CREATE INDEX ON indexed USING hash (t);
SET enable_seqscan = off;
SELECT t FROM indexed WHERE t = '1..2 {2:3.00:5,1:.5:.25}';
RESET enable_seqscan;
SELECT answer_of($$INSERT INTO indexed VALUES ('1..5 {12,30,80,210,168} missing 7') RETURNING 'inserted'$$);
SELECT ROW(t) IS DISTINCT FROM ROW(t) FROM indexed WHERE t = '{}';

DROP TABLE accepted, tallies, received, wide, parts, indexed;

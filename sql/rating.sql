-- The type rating: an answer that knows its scale.

-- ---------- text ----------

-- canonical: blanks and case do not matter, top and step are shown where they are not the default
SELECT r AS written, r::rating AS read, r::rating::text::rating::text = r::rating::text AS same
FROM unnest(ARRAY['4 of 1..5', '  4   OF   1 .. 5  ', '4.0 of 1..5 step 1 top 2', '4 of 1..5 top 1', '4.5 of 1..5 step 0.5',
  '1 of 1..6 reversed', '1 of 1..6 top 1 reversed', '1 of 1..3', '0 of 0..1 top 1', '-2 of -2..2', '10 of 0..10',
  '4', ' -1 ', '+99', '4.50', '.5', '5.', '99999999999']) AS r;

-- the extremes of every field keep their bits
SELECT r FROM unnest(ARRAY['-8000 of -8000..-7900', '8000 of 7900..8000 top 101', '8000 of -2000..8000 step 100 reversed',
  '-0.001 of -0.1..0 step 0.001', '0.1 of 0..0.1 step 0.001 top 1', '7999.999 of 7999.998..8000 step 0.001']::rating[]) AS r;

-- what is no rating
SELECT r AS written, f.* FROM unnest(ARRAY['', 'x', 'NaN', '4 of', '4of 1..5', '4 of 5', '4 of 1..5 missing 9', '4 of bad < good',
  '1..5', '4 of 5..1', '4 of 1..5 top 6', '4 1..5', '1e1', '7 of 1..5', '4.5 of 1..5', '4.0001 of 1..5', '4.0001', '1e400',
  '999999999999999999999999']) AS r, fault(format('SELECT %L::rating', r)) AS f;

-- and softly so: from PostgreSQL 16 on these codes are what the server says
SELECT CASE WHEN current_setting('server_version_num')::int >= 160000 THEN '(pg_input_error_info(r, type)).sql_error_code' ELSE 'code' END AS soft_code \gset
SELECT r AS written, type, :soft_code AS soft_error
FROM (VALUES ('x', 'rating', '22P02'), ('7 of 1..5', 'rating', '22003'), ('4.0001', 'rating', '22003'), ('4.0001 of 1..5', 'rating', '22003'), ('9', 'rating(1,5)', '22003'),
  ('4.5', 'rating(1,5)', '22003'), ('4 of 0..10', 'rating(1,5)', '22003'), ('4', 'rating(1,5)', NULL), ('4 of 1..5', 'rating', NULL)) AS v (r, type, code);

-- ---------- the type modifier ----------

CREATE TABLE typed (a rating(1,5), b rating(0,10) DEFAULT 7, c rating(5), d rating('1..6 reversed'), e rating('1..5 top 1'), f rating(-2,2), g rating, h rating(1,5)[]);
\d typed
SELECT t AS type, f.code, f.message, f.hint IS NOT NULL AS has_hint
FROM unnest(ARRAY['rating(5,1)', 'rating(1)', 'rating(1,5,9)', 'rating(0,200)', 'rating(1,x)', 'rating(0.5,5)', 'rating(1,4.5)', 'rating(''1..5 step 0.5'')', 'rating('''')', 'rating(-9000,1)']) AS t,
  fault(format('SELECT NULL::%s', t)) AS f;
-- the modifier is a number that anybody may pass
SELECT m, f.code, f.message FROM unnest(ARRAY[0, 1, 2147483647]) AS m, fault(format('SELECT rating(rating %L, %s, true)', '4', m)) AS f;
-- small where the scale is, since some readers take it for a width
SELECT attname, atttypmod FROM pg_attribute WHERE attrelid = 'typed'::regclass AND attnum > 0 ORDER BY attnum;

-- ---------- every way into a column ----------

INSERT INTO typed (a, b, c, d, e, f, g, h) VALUES ('4', '10', '5 of 1..5', '1', '5', '-2', '3 of 1..3', '{1,5,NULL,2 of 1..5}');
INSERT INTO typed (a, b) VALUES (4, 10.0), (4::smallint, 10::bigint), (4.0::real, 10.0::double precision);
INSERT INTO typed (a, h) VALUES ('3', ARRAY[1, 2]);
PREPARE unknown_parameter AS INSERT INTO typed (a, b) VALUES ($1, $2);
EXECUTE unknown_parameter ('2', '9');
PREPARE integer_parameter (integer, numeric) AS INSERT INTO typed (a, b) VALUES ($1, $2);
EXECUTE integer_parameter (2, 9);
INSERT INTO typed (a, b) SELECT 1, 8;
UPDATE typed SET c = 2 WHERE a = '1 of 1..5';
DO $$ DECLARE r rating(1,5) := 5; BEGIN INSERT INTO typed (a, b) VALUES (r, NULL); END $$;
COPY typed (a, b, h) FROM stdin;
4	10	{4,5}
3 of 1..5	0 of 0..10	\N
\N	\N	{}
\.
COPY typed (a, b) FROM stdin WITH (FORMAT csv, HEADER);
a,b
5,
,6
\.
INSERT INTO typed (a, b, h) SELECT a, b, h FROM json_populate_record(NULL::typed, '{"a": 4, "b": "9", "h": [1, "2"]}');
INSERT INTO typed (a, b, h) SELECT a, b, h FROM jsonb_populate_record(NULL::typed, '{"a": "4 of 1..5", "h": null}');
SELECT * FROM typed;

-- bad data is refused at the door
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[
  $$INSERT INTO typed (a) VALUES ('9')$$, 'INSERT INTO typed (a) VALUES (9)', 'INSERT INTO typed (a) VALUES (4.5)',
  'INSERT INTO typed (a) VALUES (1e20)', $$INSERT INTO typed (a) VALUES ('NaN'::float8)$$, $$INSERT INTO typed (a) VALUES ('infinity'::numeric)$$,
  'INSERT INTO typed (a) VALUES (9223372036854775807)', $$INSERT INTO typed (a) VALUES ('4 of 0..10')$$,
  $$INSERT INTO typed (a) VALUES ('4 of 1..5 top 1')$$, $$INSERT INTO typed (d) VALUES ('4 of 1..6')$$, $$INSERT INTO typed (h) VALUES ('{4,9}')$$,
  'UPDATE typed SET a = 6', 'UPDATE typed SET a = b', 'EXECUTE integer_parameter (9, 9)',
  $$SELECT * FROM json_populate_record(NULL::typed, '{"a": 9}')$$,
  'INSERT INTO typed (a) VALUES (true)', $$INSERT INTO typed (a) VALUES ('4'::text)$$]) AS q, fault(q) AS f;
\set VERBOSITY terse
COPY typed (a) FROM stdin;
9
\.
\set VERBOSITY default
INSERT INTO typed (a) VALUES (99);
INSERT INTO typed (a) VALUES ('4 of 0..10');
INSERT INTO typed (a) VALUES (4.5);

-- an explicit cast may change what counts as satisfied, but not the scale
SELECT '4 of 1..5 top 1'::rating(1,5) AS recounted;
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[$$SELECT '4 of 0..10'::rating(1,5)$$, $$SELECT '4 of 1..5 reversed'::rating(1,5)$$]) AS q, fault(q) AS f;

-- a column without a modifier takes any scale, and a score without one
CREATE TABLE loose (r rating);
INSERT INTO loose VALUES ('4 of 1..5'), ('4 of 0..10'), ('4'), (4), (NULL);
SELECT * FROM loose;

-- ALTER COLUMN TYPE, CREATE TABLE AS, domains, partition keys
CREATE TABLE plain (i smallint, n numeric, t text);
INSERT INTO plain VALUES (1, 1.0, ' 9 '), (5, 5, 'n/a'), (NULL, NULL, '');
ALTER TABLE plain ALTER i TYPE rating(1,5), ALTER n TYPE rating(1,5), ALTER t TYPE rating(0,10) USING rating(t, '0..10 missing n/a');
CREATE TABLE copied AS SELECT * FROM plain;
\d copied
SELECT * FROM copied;
SELECT f.code, f.message FROM fault('ALTER TABLE plain ALTER i TYPE rating(0,10)') AS f;
ALTER TABLE plain ALTER i TYPE rating, ALTER n TYPE integer USING n::integer;
SELECT i, n FROM plain;
SELECT f.code, f.message FROM fault('ALTER TABLE loose ALTER r TYPE rating(1,5)') AS f;
CREATE DOMAIN star AS rating(1,5) CHECK (VALUE <> '3 of 1..5'::rating(1,5));
SELECT '4'::star AS literal, 4::integer::star AS cast_integer, ARRAY['1', '2']::star[] AS array_of;
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[$$SELECT '9'::star$$, $$SELECT '3'::star$$, 'SELECT 9::integer::star']) AS q, fault(q) AS f;
CREATE TABLE by_list (r rating(1,5)) PARTITION BY LIST (r);
CREATE TABLE by_list_low PARTITION OF by_list FOR VALUES IN (1, '2', '3 of 1..5');
CREATE TABLE by_list_high PARTITION OF by_list FOR VALUES IN (4, 5);
INSERT INTO by_list VALUES (1), ('3'), (5);
SELECT tableoid::regclass, * FROM by_list ORDER BY r;
CREATE TABLE by_range (r rating(0,10)) PARTITION BY RANGE (r);
CREATE TABLE by_range_low PARTITION OF by_range FOR VALUES FROM (0) TO (7);
CREATE TABLE by_range_high PARTITION OF by_range FOR VALUES FROM ('7') TO (MAXVALUE);
INSERT INTO by_range VALUES (6), (7), (10);
SELECT tableoid::regclass, * FROM by_range ORDER BY r;
EXPLAIN (COSTS OFF) SELECT * FROM by_range WHERE r < '3 of 0..10';
CREATE TABLE by_hash (r rating(1,5)) PARTITION BY HASH (r);
CREATE TABLE by_hash_0 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE by_hash_1 PARTITION OF by_hash FOR VALUES WITH (MODULUS 2, REMAINDER 1);
INSERT INTO by_hash SELECT i FROM generate_series(1, 5) i;
SELECT count(*) FROM by_hash WHERE r = '4 of 1..5';

-- ---------- constructors ----------

-- every type of score, one rating; no answer is null
SELECT rating(4, '1..5') AS "integer", rating(4::smallint, '1..5') AS "smallint", rating(4::bigint, '1..5') AS "bigint", rating(4::real, '1..5') AS "real",
  rating(4::double precision, '1..5') AS "double", rating(4.0, '1..5') AS "numeric", rating(' 4.0 ', '1..5') AS literal, rating('4'::text, '1..5') AS "text",
  rating('4'::varchar, '1..5') AS "varchar", rating('4'::jsonb, '1..5') AS jsonb_number, rating('"4"'::jsonb, '1..5') AS jsonb_string \gx
SELECT rating(4.5, '1..5 step 0.5'), rating(2, '1..6 reversed'), rating(5, '1..5 top 1'),
  rating('tevreden', 'Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied') AS nl,
  rating('Satisfied', 'Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied') AS en;
SELECT rating(99, '1..5 missing 99') IS NULL AS code, rating('', '1..5') IS NULL AS blank, rating('null'::jsonb, '1..5') IS NULL AS json_null,
  rating('whatever', '1..5 missing *') IS NULL AS any_code, rating(NULL::integer, '1..5') IS NULL AS "null";
SELECT q AS query, f.* FROM unnest(ARRAY[$$SELECT rating(99, '1..5')$$, $$SELECT rating('good', '1..5')$$, $$SELECT rating('[4]'::jsonb, '1..5')$$, $$SELECT rating('NaN'::float8, '1..5')$$]) AS q, fault(q) AS f;

-- the name of the type and of the function do not collide
SELECT rating(4, '1..5') AS call, '4'::rating(1,5) AS cast, rating(1,5) '4' AS literal, CAST('4' AS rating(1,5)) AS standard, rating '4 of 1..5' AS bare, rating('4 of 1..5') AS function_style;

-- ---------- reading one ----------

SELECT r, r::integer, r::numeric, r::double precision, r::text, r::rating_scale, rating_scale(r), rescale(r), csat_group(r)
FROM unnest(ARRAY['4 of 1..5', '3.5 of 1..5 step 0.5', '-2.5 of -5..5 step 0.5', '2 of 1..6 reversed', '5 of 1..5 top 1']::rating[]) AS r;
SELECT r, nps_group(r) FROM unnest(ARRAY['6 of 0..10', '7 of 0..10', '9 of 0..10']::rating[]) AS r;
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[$$SELECT nps_group('4 of 1..5'::rating)$$, $$SELECT avg('4 of 1..5'::rating)$$, $$SELECT '4 of 1..5'::rating + 1$$]) AS q, fault(q) AS f;

-- without a scale a rating can be stored and cast, not read or compared
SELECT q AS query, f.code, f.message FROM unnest(ARRAY[
  $$SELECT rating '4' = '4 of 1..5'$$, $$SELECT rating '4 of 1..5' < '4'$$, $$SELECT rating_cmp('4', '4')$$, $$SELECT rating '4' <> '5'$$, $$SELECT rating '4' >= '5'$$,
  'SELECT r FROM loose ORDER BY r', 'SELECT r, count(*) FROM loose GROUP BY r', 'SELECT DISTINCT r FROM loose', 'CREATE INDEX ON loose (r)', 'CREATE INDEX ON loose USING hash (r)',
  'SELECT max(rating_hash(r)) FROM loose', $$SELECT rating_hash_extended('4', 0)$$,
  $$SELECT rating '4'::integer$$, $$SELECT rating '4'::numeric$$, $$SELECT rating '4'::double precision$$, $$SELECT rating_scale(rating '4')$$,
  $$SELECT csat_group(rating '4')$$, $$SELECT nps_group(rating '4')$$, $$SELECT rescale(rating '4')$$]) AS q, fault(q) AS f;
SELECT * FROM typed WHERE a = '4';
SELECT nps(rating '9');

-- ---------- order, hashing, statistics ----------

-- by scale, then by score, whatever the sign and the step
SELECT r FROM unnest(ARRAY['10 of 0..10', '2 of 1..5', '1 of 1..5 step 0.5', '1.5 of 1..5 step 0.5', '-1 of -2..2', '1 of 1..5 top 1', '5 of 1..5', '1 of 1..5', '1 of 1..5 reversed', '9 of 1..10', '2 of -2..2', '2 of 0..10']::rating[]) AS r ORDER BY r;

CREATE TABLE many AS
SELECT i, rating(s.lo + (hashint4(i) & 65535) % (s.hi - s.lo + 1), format('%s..%s', s.lo, s.hi)::rating_scale) AS r
FROM generate_series(1, 6000) i, LATERAL (SELECT CASE i % 3 WHEN 0 THEN 0 ELSE 1 END AS lo, (ARRAY[10, 5, 7])[i % 3 + 1] AS hi) s;

-- the order of the operators is that of the scale's bounds and the score
SELECT count(*) AS pairs, bool_and((a.r < b.r) = (a.k < b.k) AND (a.r = b.r) = (a.k = b.k) AND (a.r > b.r) = (a.k > b.k)
  AND (a.r <= b.r) = (a.k <= b.k) AND (a.r >= b.r) = (a.k >= b.k) AND (a.r <> b.r) = (a.k <> b.k) AND rating_cmp(a.r, b.r) = sign(btarraycmp(a.k, b.k))) AS agree
FROM (SELECT DISTINCT r, ARRAY[c[1], c[2], r::numeric] AS k FROM many, LATERAL (SELECT regexp_matches(r::text, 'of (\d+)\.\.(\d+)')::numeric[] AS c) x) a,
     (SELECT DISTINCT r, ARRAY[c[1], c[2], r::numeric] AS k FROM many, LATERAL (SELECT regexp_matches(r::text, 'of (\d+)\.\.(\d+)')::numeric[] AS c) x) b;

-- grouped by hash and by sort, joined by each of the three methods
CREATE TABLE distinct_ratings AS SELECT DISTINCT r FROM many;
ANALYZE many, distinct_ratings;
SET enable_sort = off;
EXPLAIN (COSTS OFF) SELECT r, count(*) FROM many GROUP BY r;
CREATE TABLE hashed AS SELECT r, count(*) AS n FROM many GROUP BY r;
RESET enable_sort;
SET enable_hashagg = off;
SELECT count(*) AS groups, sum(n) AS rows, count(*) FILTER (WHERE h.n IS DISTINCT FROM s.n) AS differ FROM hashed h FULL JOIN (SELECT r, count(*) AS n FROM many GROUP BY r) s USING (r, n);
RESET enable_hashagg;
SET enable_nestloop = off; SET enable_mergejoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many JOIN distinct_ratings USING (r);
SELECT count(*) FROM many JOIN distinct_ratings USING (r);
SET enable_mergejoin = on; SET enable_hashjoin = off;
EXPLAIN (COSTS OFF) SELECT count(*) FROM many JOIN distinct_ratings USING (r);
SELECT count(*) FROM many JOIN distinct_ratings USING (r);
RESET enable_nestloop; RESET enable_mergejoin; RESET enable_hashjoin;

-- both kinds of index
CREATE INDEX many_btree ON many (r);
CREATE UNIQUE INDEX ON distinct_ratings (r);
SET enable_seqscan = off; SET enable_bitmapscan = off;
EXPLAIN (COSTS OFF) SELECT * FROM many WHERE r BETWEEN '2 of 1..5' AND '4 of 1..5' ORDER BY r;
SELECT count(*) FROM many WHERE r BETWEEN '2 of 1..5' AND '4 of 1..5';
DROP INDEX many_btree;
CREATE INDEX many_hash ON many USING hash (r);
EXPLAIN (COSTS OFF) SELECT * FROM many WHERE r = '4 of 1..5';
SELECT count(*) = (SELECT n FROM hashed WHERE r::text = '4 of 1..5') AS same FROM many WHERE r = '4 of 1..5';
RESET enable_seqscan; RESET enable_bitmapscan;
INSERT INTO distinct_ratings VALUES ('4 of 1..5');

-- operator classes are sound, and equal ratings have equal bytes
SELECT opcname, amname, amvalidate(o.oid) AS valid FROM pg_opclass o JOIN pg_am a ON a.oid = opcmethod WHERE opcintype = 'rating'::regtype ORDER BY amname;
SELECT amproc::regproc FROM pg_amproc p JOIN pg_opfamily f ON f.oid = amprocfamily JOIN pg_am a ON a.oid = opfmethod AND amname = 'btree' WHERE opfname = 'rating_ops' AND amprocnum = 4;

-- most common values, a histogram, and estimates from them
CREATE TABLE skewed AS SELECT CASE WHEN i % 10 = 0 THEN NULL WHEN i % 2 = 0 THEN rating(5, '1..5') ELSE rating(i % 97, '0..100') END AS r FROM generate_series(1, 10000) i;
ANALYZE skewed;
SELECT null_frac, n_distinct, most_common_vals::text::rating[] @> ARRAY['5 of 1..5']::rating[] AS mode_is_known, most_common_freqs[1] AS frequency FROM pg_stats WHERE tablename = 'skewed';
-- ratings without a scale do not make ANALYZE fail; to the statistics they are nulls
ANALYZE loose;
SELECT null_frac, n_distinct FROM pg_stats WHERE tablename = 'loose';

-- ---------- binary ----------

CREATE TABLE copy_of_many (LIKE many);
\copy many to 'results/rating.bin' (format binary)
\copy copy_of_many from 'results/rating.bin' (format binary)
SELECT count(*) AS rows, count(*) FILTER (WHERE m.r IS DISTINCT FROM c.r OR m.r::text <> c.r::text) AS differ FROM many m FULL JOIN copy_of_many c USING (i);
-- a bare score in binary takes the column's scale too, and is refused if it does not fit
\copy loose to 'results/rating.bin' (format binary)
TRUNCATE loose;
\copy loose from 'results/rating.bin' (format binary)
SELECT * FROM loose;
CREATE TABLE strict (r rating(1,5));
\set VERBOSITY terse
\copy strict from 'results/rating.bin' (format binary)
\copy (SELECT rating '4' UNION ALL SELECT '5 of 1..5') to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
SELECT * FROM strict;
-- bytes that are no rating: off the scale, no scale, too short, too long, a score too large
\copy (SELECT int8 '-1') to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
\copy (SELECT ('x8' || repeat('0', 15))::bit(64)::int8) to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
\copy (SELECT int4 '1') to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
\copy (SELECT '123456789'::text) to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
\copy (SELECT int8 '4000000000000000000') to 'results/rating.bin' (format binary)
\copy strict from 'results/rating.bin' (format binary)
\set VERBOSITY default

DROP TABLE typed, loose, plain, copied, by_list, by_range, by_hash, many, distinct_ratings, hashed, skewed, copy_of_many, strict;
DROP DOMAIN star;

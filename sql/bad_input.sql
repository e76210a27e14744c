-- What bad input gets: SQLSTATE, message, DETAIL, HINT. Never a wrong number,
-- never a lost row.
\pset format unaligned
\pset tuples_only on

CREATE FUNCTION ask(queries text[]) RETURNS SETOF text LANGUAGE sql AS
$$ SELECT q || E'\n' || answer_of('SELECT ' || q) FROM unnest(queries) q $$;

-- A score off the scale, NaN, infinity: 22003, and the hint declares the code.
SELECT ask(ARRAY[
  $$nps(99)$$, $$nps(-1)$$, $$csat(0)$$, $$ces(8)$$, $$ces_easy(0::smallint)$$, $$nps(11::bigint)$$, $$csat(5.5)$$, $$csat(0.99)$$,
  $$csat('NaN'::float8)$$, $$csat('Infinity'::float8)$$, $$csat('-Infinity'::float8)$$, $$csat('NaN'::real)$$, $$csat('NaN'::numeric)$$, $$csat('Infinity'::numeric)$$,
  $$csat(1e300::float8)$$, $$csat(1e-300::float8)$$, $$csat(1e100::numeric)$$, $$csat('99999999999999999999')$$, $$csat('6')$$, $$csat('6'::jsonb)$$, $$csat('"6"'::jsonb)$$, $$csat('1e400'::jsonb)$$,
  $$nps(99, '0..10')$$, $$nps(99, '0..10 missing 11')$$, $$nps(99, '0..10 missing 11', 1)$$, $$nps('99'::text, '0..10 missing 11')$$, $$tally(4, 'a < b < c')$$, $$tally(0, '1..5 reversed')$$,
  $$nps(2147483647)$$, $$nps(-2147483648)$$, $$nps(9223372036854775807)$$]);

-- Between two points: 22003, and the hint names step.
SELECT ask(ARRAY[
  $$csat(4.5)$$, $$csat(4.5::float8)$$, $$csat('4.5')$$, $$csat('4.5'::jsonb)$$, $$csat(4.5, '1..5')$$, $$csat(4.25, '1..5 step 0.5')$$, $$csat(4.0000001)$$, $$csat(4.0000001::float8)$$, $$csat(1, '0..10 step 2')$$,
  $$csat(4.5, 'a < b < c < d < e')$$, $$csat(4.25, '1..5 reversed')$$, $$csat(3.87)$$]);

-- Neither number nor label: 22P02, and the hint says how it may have been meant.
SELECT ask(ARRAY[
  $$nps('N/A')$$, $$csat('very good')$$, $$csat('4,5')$$, $$csat('4 stars')$$, $$csat('0x4')$$, $$csat('4e0')$$, $$csat('--4')$$, $$csat('NaN')$$, $$csat('"high"'::jsonb)$$,
  $$csat('so-so'::text, 'bad < good')$$, $$csat('so-so'::text, 'bad < good missing offered')$$, $$nps('promoter')$$,
  $$csat(repeat('heel erg ontevreden é ', 100))$$]);

-- jsonb that is no answer: the hint names ->.
SELECT ask(ARRAY[$$nps('{"score": 9}'::jsonb)$$, $$nps('[9]'::jsonb)$$, $$nps('[]'::jsonb)$$, $$nps('true'::jsonb)$$, $$nps('{"score": 9}'::jsonb, '0..10 missing *')$$]);

-- Malformed literals: 22P02 (all their faults are in scale and tally).
SELECT ask(ARRAY[$$csat(4, '5..1')$$, $$csat(4, '1-5')$$, $$csat('1..5 {1,2}'::tally)$$, $$tally(4, '')$$]);

-- The scale changes inside one group: 22023.
SELECT ask(ARRAY[
  $$csat(s, c) FROM (VALUES (4, '1..5'::rating_scale), (9, '0..10')) v (s, c)$$, $$csat(s, c) FROM (VALUES (4, '1..5'::rating_scale), (4, '1..5 reversed')) v (s, c)$$,
  $$sum(t) FROM (VALUES ('1..5 {1,1,1,1,1}'::tally), ('0..4 {1,1,1,1,1}')) v (t)$$, $$tally(4, '1..5') + tally(4, '1..5 top 1')$$,
  $$nps(s, '1..5') FROM generate_series(1, 5) s$$]);

-- Weights: negative, not finite, absurd: 22003; NULL weight or scale on an answer: 22004.
SELECT ask(ARRAY[
  $$csat(4, '1..5', -1)$$, $$csat(4, '1..5', -1e-300)$$, $$csat(4, '1..5', 'NaN')$$, $$csat(4, '1..5', 'Infinity')$$, $$csat(4, '1..5', 2147483648.1)$$, $$csat(4, '1..5', 1e300)$$, $$csat(4, '1..5', 2147483648)$$,
  $$csat(NULL, '1..5', -1)$$, $$csat(4, '1..5', NULL)$$, $$csat('4', '1..5', NULL)$$, $$csat('', '1..5', NULL)$$, $$csat(NULL::integer, '1..5', NULL)$$, $$csat(99, '1..5 missing 99', NULL)$$,
  $$csat(4, NULL)$$, $$csat('4'::text, NULL)$$, $$csat('4'::jsonb, NULL)$$, $$csat(''::text, NULL)$$, $$csat('null'::jsonb, NULL)$$, $$csat('" "'::jsonb, NULL)$$, $$csat(NULL::integer, NULL)$$, $$csat(4, NULL, 1)$$, $$csat(4, NULL, NULL)$$]);

-- Counters never wrap: 22003 near 2^63 in a transition, a combination, a sum, a reader.
CREATE TABLE full_tally AS SELECT '1..2 {9223372036854775807,0}'::tally AS t;
SELECT ask(ARRAY[
  $$sum(t) FROM (SELECT t FROM full_tally UNION ALL SELECT t FROM full_tally) u$$, $$sum(t) FROM (SELECT t FROM full_tally UNION ALL SELECT '1..2 {1,0}') u$$,
  $$sum(t) FROM (SELECT t FROM full_tally UNION ALL SELECT '1..2 {0,1}') u$$, $$sum(t) FROM (SELECT t FROM full_tally UNION ALL SELECT '{} missing 1') u$$,
  $$tally_accum(t, 1, '1..2') FROM full_tally$$, $$tally_accum(t, 2, '1..2') FROM full_tally$$, $$tally_accum(t, NULL::integer, '1..2') FROM full_tally$$, $$tally_accum('1..2 {0,0} missing 9223372036854775807', NULL::integer)$$, $$tally_accum('{}', NULL::integer)$$,
  $$tally_accum('{} missing 9223372036854775807', 1, '1..2')$$,
  $$tally_accum_inv('1..2 {0,1}', 1, '1..2')$$, $$tally_accum_inv('1..2 {0,0}', NULL::integer)$$, $$tally_accum_inv('1..2 {2:3:5,0}', 1, '1..2', 4)$$,
  $$csat(t) FROM full_tally$$, $$mean(t) FROM full_tally$$, $$responses(t) FROM full_tally$$, $$response_rate(t) FROM full_tally$$, $$variance(t) FROM full_tally$$, $$median(t) FROM full_tally$$,
  $$csat('0..10 {4611686018427387904,0,0,0,0,0,0,0,0,0,4611686018427387903}'::tally)$$, $$nps('0..10 {4611686018427387904,0,0,0,0,0,0,0,0,0,4611686018427387903}'::tally)$$,
  $$mean('0..100 step 10 {4611686018427387904,0,0,0,0,0,0,0,0,0,4611686018427387903}'::tally)$$]);
-- so do the sums of weights, below 2^63 on a point and in all
SELECT ask(ARRAY[
  $$'1..2 {4294967295:9223372034707292160:19807040619342712361531211776,0}'::tally + '1..2 {1:2147483647:4611686014132420609,0}'$$,
  $$'1..2 {4294967295:9223372034707292160:19807040619342712361531211776,0}'::tally + '1..2 {1:2147483648:4611686018427387904,0}'$$,
  $$mean('1..2 {4294967295:9223372034707292160:19807040619342712361531211776,4294967295:9223372034707292160:19807040619342712361531211776}'::tally)$$,
  $$tally_accum('1..2 {4294967295:9223372034707292160:19807040619342712361531211776,0}', 1, '1..2', 2147483648)$$]);

-- Malformed binary: 22P03. A bytea column and one of ours look the same to COPY.
-- A TAP test tries every prefix and every changed byte.
\set VERBOSITY sqlstate
CREATE TABLE scale_probe (x rating_scale);
CREATE TABLE tally_probe (x tally);
SELECT rating_scale_send('1..2'), tally_send('1..2 {1,2} missing 3'), tally_send('{}');
\copy (SELECT '\x01312e2e3220746f702031'::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
-- a version that is not known; text that is no scale; nothing
\copy (SELECT '\x02312e2e3220746f702031'::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT '\x01312e2e31'::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT ''::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
-- a zero byte and bytes that are no UTF-8 inside the text
\copy (SELECT '\x0161003c62'::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT '\x0161ff3c62'::bytea) TO 'results/probe.bin' (FORMAT binary)
\copy scale_probe FROM 'results/probe.bin' (FORMAT binary)
SELECT x FROM scale_probe;
\copy (SELECT tally_send('1..2 {1,2} missing 3')) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
-- version, reserved flag, points, negative count, sum beyond bigint, too short, too long
\copy (SELECT set_byte(tally_send('1..2 {1,2} missing 3'), 0, 9)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT set_byte(tally_send('1..2 {1,2} missing 3'), 1, 128)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT set_byte(tally_send('1..2 {1,2} missing 3'), 2, 102)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT set_byte(tally_send('1..2 {1,2} missing 3'), 13, 255)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT set_byte(tally_send('1..2 {9223372036854775807,0}'), 36, 1)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT substr(tally_send('1..2 {1,2} missing 3'), 1, 36)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
\copy (SELECT tally_send('1..2 {1,2} missing 3') || '\x00') TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
SELECT x FROM tally_probe;
-- a weighted tally in which all weights are 1 is taken, and stored unweighted
SELECT encode(tally_send('1..2 {1:2:4,0}'), 'hex');
\copy (SELECT overlay(overlay(tally_send('1..2 {1:2:4,0}') PLACING '\x0000000000000001' FROM 38) PLACING '\x00000000000000000000000000000001' FROM 54)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
-- sums of weights that no answers have
\copy (SELECT set_byte(tally_send('1..2 {1:2:4,0}'), 44, 3)) TO 'results/probe.bin' (FORMAT binary)
\copy tally_probe FROM 'results/probe.bin' (FORMAT binary)
SELECT x, x = '1..2 {1,0}' FROM tally_probe;

DROP TABLE full_tally, scale_probe, tally_probe;
DROP FUNCTION ask(text[]);

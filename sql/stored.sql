-- What lies in a table need not be what our functions return: the state of an aggregate of a user's own, or bytes of a later version.

-- An aggregate without final function gives its state as it is: rows without a scale are marked in it, and there are weights that
-- are all 1. Such a state is the tally that it stands for, whoever reads it.
CREATE AGGREGATE state_of(integer, rating_scale) (SFUNC = tally_accum, STYPE = tally, INITCOND = '{}');
CREATE AGGREGATE state_of(integer, rating_scale, double precision) (SFUNC = tally_accum, STYPE = tally, INITCOND = '{}');
CREATE TABLE state AS
  SELECT 1 AS id, state_of(s, CASE WHEN s IS NOT NULL THEN '1..3'::rating_scale END) AS t FROM (VALUES (1), (NULL), (3)) v (s)
  UNION ALL SELECT 2, state_of(s, '1..3', 1) FROM (VALUES (1), (2), (NULL)) v (s)
  UNION ALL SELECT 3, state_of(s, CASE WHEN s IS NOT NULL THEN '1..3'::rating_scale END, 0.5) FROM (VALUES (3), (NULL)) v (s)
  UNION ALL SELECT 4, state_of(NULL, '1..3', 1)
  UNION ALL SELECT 5, state_of(NULL, NULL)
  UNION ALL SELECT 6, state_of(NULL, NULL, 1);
CREATE TABLE canonical AS SELECT id, t::text::tally AS t FROM state;
SELECT id, c.t FROM canonical c ORDER BY id;
SELECT s.id AS not_alike FROM state s JOIN canonical c USING (id)
WHERE s.t <> c.t OR tally_cmp(s.t, c.t) <> 0 OR tally_cmp(c.t, s.t) <> 0 OR tally_hash(s.t) <> tally_hash(c.t)
   OR tally_hash_extended(s.t, 1) <> tally_hash_extended(c.t, 1) OR tally_send(s.t) <> tally_send(c.t) OR s.t::text <> c.t::text
   OR s.t::jsonb <> c.t::jsonb OR n_eff(s.t)::text <> n_eff(c.t)::text OR weight(s.t)::text <> weight(c.t)::text
   OR s.t + s.t <> c.t + c.t OR s.t - s.t <> c.t - c.t OR tally_final(s.t)::text <> tally_final(c.t)::text;

SET enable_nestloop = off; SET enable_mergejoin = off;
SELECT count(*) AS hash_join FROM state s JOIN canonical c USING (t);
SET enable_mergejoin = on; SET enable_hashjoin = off;
SELECT count(*) AS merge_join FROM state s JOIN canonical c USING (t);
RESET enable_nestloop; RESET enable_mergejoin; RESET enable_hashjoin;
SET enable_sort = off;
SELECT count(*) AS hashed FROM (SELECT t FROM state UNION SELECT t FROM canonical) u;
RESET enable_sort; SET enable_hashagg = off;
SELECT count(*) AS sorted FROM (SELECT t FROM state UNION SELECT t FROM canonical) u;
RESET enable_hashagg;

CREATE INDEX state_hash ON state USING hash (t);
CREATE INDEX state_btree ON state (t);
SET enable_seqscan = off; SET enable_bitmapscan = off;
BEGIN; DROP INDEX state_btree;
SELECT id FROM state WHERE t = '1..3 {1,0,1} missing 1';
SELECT id FROM state WHERE t = '1..3 {1,1,0} missing 1';
ROLLBACK; BEGIN; DROP INDEX state_hash;
SELECT id FROM state WHERE t = '1..3 {1,0,1} missing 1';
SELECT id FROM state WHERE t = '1..3 {1,1,0} missing 1';
ROLLBACK;
RESET enable_seqscan; RESET enable_bitmapscan;

-- summed, sliding over frames, and with an aggregate whose first value is its state
SELECT (SELECT sum(t) FROM state WHERE id < 3) = (SELECT sum(t) FROM canonical WHERE id < 3) AS sums;
SELECT s.frame::text = c.frame::text AS same
FROM (SELECT id, sum(t) OVER (ORDER BY id ROWS 1 PRECEDING) AS frame FROM state) s
JOIN (SELECT id, sum(t) OVER (ORDER BY id ROWS 1 PRECEDING) AS frame FROM canonical) c USING (id) ORDER BY id;
CREATE AGGREGATE my_sum(tally) (SFUNC = tally_combine, STYPE = tally);
SELECT my_sum(t) FROM state;
DROP AGGREGATE my_sum(tally);
DROP TABLE state, canonical;
DROP AGGREGATE state_of(integer, rating_scale);
DROP AGGREGATE state_of(integer, rating_scale, double precision);

-- Bits that no version has given a meaning: refused, in each type. The format is the twelfth byte behind the length.
SET client_min_messages = warning;
CREATE TYPE bytes;
CREATE FUNCTION bytes_in(cstring) RETURNS bytes LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION bytes_out(bytes) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE bytes (INPUT = bytes_in, OUTPUT = bytes_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
RESET client_min_messages;
CREATE CAST (tally AS bytes) WITHOUT FUNCTION;
CREATE CAST (bytes AS tally) WITHOUT FUNCTION;
CREATE CAST (weighted_stats AS bytes) WITHOUT FUNCTION;
CREATE CAST (bytes AS weighted_stats) WITHOUT FUNCTION;
CREATE CAST (rating_scale AS bytea) WITHOUT FUNCTION;
CREATE CAST (bytea AS rating_scale) WITHOUT FUNCTION;
CREATE FUNCTION with_bit(stored bytea, mark integer) RETURNS bytea IMMUTABLE LANGUAGE sql AS 'SELECT set_byte(stored, 11, get_byte(stored, 11) # mark)';
-- every bit that is not the version, and every later version
CREATE TABLE odd AS
  SELECT mark, with_bit('1..3 {1,2,3}'::tally::bytes::text::bytea, mark)::text::bytes AS tally,
         with_bit('{n 1, w 1, wx 3, wx2 9, w2 1, w2x 3, w2x2 9}'::weighted_stats::bytes::text::bytea, mark)::text::bytes AS weighted_stats,
         with_bit('1..5'::rating_scale::bytea, mark) AS rating_scale
  FROM unnest(ARRAY[2, 4, 8, 16, 32, 64, 128]) AS mark;
SELECT mark, answer_of(format('SELECT %L::bytes::tally::text', tally)) AS tally FROM odd ORDER BY mark;
SELECT mark, answer_of(format('SELECT %L::bytes::weighted_stats::text', weighted_stats)) AS weighted_stats FROM odd ORDER BY mark;
SELECT mark, answer_of(format('SELECT %L::bytea::rating_scale::text', rating_scale)) AS rating_scale FROM odd ORDER BY mark;
-- by whichever way they come in
SELECT answer_of(format('SELECT %s FROM (SELECT %L::bytes::tally AS t OFFSET 0) o', call, tally)) AS answer, call
FROM odd, unnest(ARRAY['tally_hash(t)', 't = t', 'csat(t)', 'sum(t)', 'counts(t)', 'tally_accum(t, 3)',
  $$csat_rollup_net_accum(t, '{}', '{}')$$, 'csat_rollup_net_final(t)', $$csat_rollup_net(t, '{}')$$, $$csat_rollup_net('{}', t)$$]) AS call
WHERE mark = 64;
DROP TABLE odd;
DROP FUNCTION with_bit;
\set VERBOSITY terse
SET client_min_messages = warning;
DROP TYPE bytes CASCADE;
DROP CAST (rating_scale AS bytea);
DROP CAST (bytea AS rating_scale);
RESET client_min_messages;
\set VERBOSITY default

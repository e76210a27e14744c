/* csat--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION csat" to load this file. \quit

-- In the order of the folders of src/: scale, rating, tally, scores, weighted, uncertainty, signals, rollup, each needing only
-- what stands above it. The aggregates that count answers come behind these, since their final functions are scores and
-- intervals.
-- Each object is followed by its comment. Names are not qualified: while the script runs, the search path is the extension's
-- schema alone.

-- ---------------------------------------------------------------------------
-- section scale: rating_scale, what the answers to a question can be
-- ---------------------------------------------------------------------------

CREATE TYPE rating_scale;

CREATE FUNCTION rating_scale_in(cstring) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'rating_scale_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_in(cstring) IS 'I/O';

CREATE FUNCTION rating_scale_out(rating_scale) RETURNS cstring
  AS 'MODULE_PATHNAME', 'rating_scale_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_out(rating_scale) IS 'I/O';

CREATE FUNCTION rating_scale_recv(internal) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'rating_scale_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_recv(internal) IS 'I/O';

CREATE FUNCTION rating_scale_send(rating_scale) RETURNS bytea
  AS 'MODULE_PATHNAME', 'rating_scale_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_send(rating_scale) IS 'I/O';

-- Not of category S: every type casts to a string type, so that rating_scale(NULL::mood) would be a cast and not the function.
CREATE TYPE rating_scale (
  INPUT = rating_scale_in, OUTPUT = rating_scale_out,
  RECEIVE = rating_scale_recv, SEND = rating_scale_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended);
COMMENT ON TYPE rating_scale IS
  'what the answers to a question can be: ''1..5'', ''0..10 missing 11'', ''bad < good missing offered''';

CREATE FUNCTION rating_scale_lt(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_lt(rating_scale, rating_scale) IS 'implementation of < operator';

CREATE FUNCTION rating_scale_le(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_le(rating_scale, rating_scale) IS 'implementation of <= operator';

CREATE FUNCTION rating_scale_eq(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_eq(rating_scale, rating_scale) IS 'implementation of = operator';

CREATE FUNCTION rating_scale_ge(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_ge(rating_scale, rating_scale) IS 'implementation of >= operator';

CREATE FUNCTION rating_scale_gt(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_gt(rating_scale, rating_scale) IS 'implementation of > operator';

CREATE FUNCTION rating_scale_ne(rating_scale, rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_scale_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_ne(rating_scale, rating_scale) IS 'implementation of <> operator';

CREATE FUNCTION rating_scale_cmp(rating_scale, rating_scale) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_scale_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_cmp(rating_scale, rating_scale) IS 'less-equal-greater';

CREATE FUNCTION rating_scale_hash(rating_scale) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_scale_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_hash(rating_scale) IS 'hash';

CREATE FUNCTION rating_scale_hash_extended(rating_scale, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'rating_scale_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale_hash_extended(rating_scale, bigint) IS 'hash';

CREATE OPERATOR < (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR < (rating_scale, rating_scale) IS 'less than';

CREATE OPERATOR <= (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <= (rating_scale, rating_scale) IS 'less than or equal';

CREATE OPERATOR = (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR = (rating_scale, rating_scale) IS 'equal';

CREATE OPERATOR >= (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >= (rating_scale, rating_scale) IS 'greater than or equal';

CREATE OPERATOR > (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR > (rating_scale, rating_scale) IS 'greater than';

CREATE OPERATOR <> (LEFTARG = rating_scale, RIGHTARG = rating_scale, FUNCTION = rating_scale_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <> (rating_scale, rating_scale) IS 'not equal';

CREATE OPERATOR CLASS rating_scale_ops DEFAULT FOR TYPE rating_scale USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 rating_scale_cmp(rating_scale, rating_scale), FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS rating_scale_ops USING btree IS 'order of rating_scale';
COMMENT ON OPERATOR FAMILY rating_scale_ops USING btree IS 'order of rating_scale';

CREATE OPERATOR CLASS rating_scale_ops DEFAULT FOR TYPE rating_scale USING hash AS
  OPERATOR 1 =, FUNCTION 1 rating_scale_hash(rating_scale), FUNCTION 2 rating_scale_hash_extended(rating_scale, bigint);
COMMENT ON OPERATOR CLASS rating_scale_ops USING hash IS 'hashing of rating_scale';
COMMENT ON OPERATOR FAMILY rating_scale_ops USING hash IS 'hashing of rating_scale';

-- A scale that lies in a column of text, or comes as a parameter of type text: implicit, so that it fits wherever a scale does.
-- The function parses a scale once for as long as it stays the same. A bare literal is no text, and is read as a scale when the
-- query is parsed.
CREATE FUNCTION rating_scale(text) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'text_to_rating_scale' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale(text) IS 'scale as it is written';

CREATE CAST (text AS rating_scale) WITH FUNCTION rating_scale(text) AS IMPLICIT;
COMMENT ON CAST (text AS rating_scale) IS 'scale as it is written';

CREATE CAST (varchar AS rating_scale) WITH FUNCTION rating_scale(text) AS IMPLICIT;
COMMENT ON CAST (varchar AS rating_scale) IS 'scale as it is written';

CREATE CAST (bpchar AS rating_scale) WITH INOUT AS IMPLICIT;
COMMENT ON CAST (bpchar AS rating_scale) IS 'scale as it is written';

-- The scale of an enum, as enum_range.
CREATE FUNCTION rating_scale(anyenum) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'enum_scale' LANGUAGE C STABLE PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale(anyenum) IS 'labels of an enum as a scale, from worst to best: rating_scale(NULL::mood)';

-- ---------------------------------------------------------------------------
-- section rating: one answer with its scale
-- ---------------------------------------------------------------------------

CREATE TYPE rating;

CREATE FUNCTION rating_in(cstring, oid, integer) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_in(cstring, oid, integer) IS 'I/O';

CREATE FUNCTION rating_out(rating) RETURNS cstring
  AS 'MODULE_PATHNAME', 'rating_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_out(rating) IS 'I/O';

CREATE FUNCTION rating_recv(internal, oid, integer) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_recv(internal, oid, integer) IS 'I/O';

CREATE FUNCTION rating_send(rating) RETURNS bytea
  AS 'MODULE_PATHNAME', 'rating_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_send(rating) IS 'I/O';

CREATE FUNCTION rating_typmod_in(cstring[]) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_typmod_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_typmod_in(cstring[]) IS 'I/O typmod';

CREATE FUNCTION rating_typmod_out(integer) RETURNS cstring
  AS 'MODULE_PATHNAME', 'rating_typmod_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_typmod_out(integer) IS 'I/O typmod';

CREATE FUNCTION rating_typanalyze(internal) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_typanalyze' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_typanalyze(internal) IS 'statistics of the ratings that have a scale';

CREATE TYPE rating (
  INPUT = rating_in, OUTPUT = rating_out, RECEIVE = rating_recv, SEND = rating_send,
  TYPMOD_IN = rating_typmod_in, TYPMOD_OUT = rating_typmod_out, ANALYZE = rating_typanalyze,
  INTERNALLENGTH = 8, PASSEDBYVALUE, ALIGNMENT = double);
COMMENT ON TYPE rating IS 'one answer with its scale: ''4 of 1..5''; a column of type rating(1,5) takes answers on 1..5 alone';

-- The length coercion gives a bare score the scale of its column. An integer
-- behind the value is the column's type modifier, -1 for none.
CREATE FUNCTION rating(rating, integer, boolean) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_coerce' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(rating, integer, boolean) IS 'adjust to the scale of a column, or refuse';

CREATE CAST (rating AS rating) WITH FUNCTION rating(rating, integer, boolean) AS IMPLICIT;
COMMENT ON CAST (rating AS rating) IS 'to the scale of a column';

CREATE FUNCTION rating_from_int2(smallint) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_int2' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_int2(smallint) IS 'score that takes the scale of a column';

CREATE CAST (smallint AS rating) WITH FUNCTION rating_from_int2(smallint) AS ASSIGNMENT;
COMMENT ON CAST (smallint AS rating) IS 'score on the scale of a column';

CREATE FUNCTION rating_from_int4(integer) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_int4(integer) IS 'score that takes the scale of a column';

CREATE CAST (integer AS rating) WITH FUNCTION rating_from_int4(integer) AS ASSIGNMENT;
COMMENT ON CAST (integer AS rating) IS 'score on the scale of a column';

CREATE FUNCTION rating_from_int8(bigint) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_int8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_int8(bigint) IS 'score that takes the scale of a column';

CREATE CAST (bigint AS rating) WITH FUNCTION rating_from_int8(bigint) AS ASSIGNMENT;
COMMENT ON CAST (bigint AS rating) IS 'score on the scale of a column';

CREATE FUNCTION rating_from_float4(real) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_float4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_float4(real) IS 'score that takes the scale of a column';

CREATE CAST (real AS rating) WITH FUNCTION rating_from_float4(real) AS ASSIGNMENT;
COMMENT ON CAST (real AS rating) IS 'score on the scale of a column';

CREATE FUNCTION rating_from_float8(double precision) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_float8(double precision) IS 'score that takes the scale of a column';

CREATE CAST (double precision AS rating) WITH FUNCTION rating_from_float8(double precision) AS ASSIGNMENT;
COMMENT ON CAST (double precision AS rating) IS 'score on the scale of a column';

CREATE FUNCTION rating_from_numeric(numeric) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_from_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_from_numeric(numeric) IS 'score that takes the scale of a column';

CREATE CAST (numeric AS rating) WITH FUNCTION rating_from_numeric(numeric) AS ASSIGNMENT;
COMMENT ON CAST (numeric AS rating) IS 'score on the scale of a column';

-- Casts from rating are explicit, so that avg() cannot mix scales unasked.
CREATE FUNCTION rating_to_int4(rating) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_to_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_to_int4(rating) IS 'score of a rating, rounded';

CREATE CAST (rating AS integer) WITH FUNCTION rating_to_int4(rating);
COMMENT ON CAST (rating AS integer) IS 'score of a rating, rounded';

CREATE FUNCTION rating_to_float8(rating) RETURNS double precision
  AS 'MODULE_PATHNAME', 'rating_to_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_to_float8(rating) IS 'score of a rating';

CREATE CAST (rating AS double precision) WITH FUNCTION rating_to_float8(rating);
COMMENT ON CAST (rating AS double precision) IS 'score of a rating';

CREATE FUNCTION rating_to_numeric(rating) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rating_to_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_to_numeric(rating) IS 'score of a rating';

CREATE CAST (rating AS numeric) WITH FUNCTION rating_to_numeric(rating);
COMMENT ON CAST (rating AS numeric) IS 'score of a rating';

CREATE FUNCTION rating_scale(rating) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'rating_to_scale' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_scale(rating) IS 'scale of a rating, without labels and missing codes';

CREATE CAST (rating AS rating_scale) WITH FUNCTION rating_scale(rating);
COMMENT ON CAST (rating AS rating_scale) IS 'scale of a rating';

CREATE FUNCTION rating(score integer, scale rating_scale) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_with_scale_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(score integer, scale rating_scale) IS 'answer with its scale; null for no answer';

CREATE FUNCTION rating(score double precision, scale rating_scale) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_with_scale_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(score double precision, scale rating_scale) IS 'answer with its scale; null for no answer';

CREATE FUNCTION rating(score numeric, scale rating_scale) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_with_scale_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(score numeric, scale rating_scale) IS 'answer with its scale; null for no answer';

CREATE FUNCTION rating(score text, scale rating_scale) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_with_scale_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(score text, scale rating_scale) IS 'answer with its scale; null for no answer';

CREATE FUNCTION rating(score jsonb, scale rating_scale) RETURNS rating
  AS 'MODULE_PATHNAME', 'rating_with_scale_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating(score jsonb, scale rating_scale) IS 'answer with its scale; null for no answer';

CREATE FUNCTION rating_lt(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_lt(rating, rating) IS 'implementation of < operator';

CREATE FUNCTION rating_le(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_le(rating, rating) IS 'implementation of <= operator';

CREATE FUNCTION rating_eq(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_eq(rating, rating) IS 'implementation of = operator';

CREATE FUNCTION rating_ge(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_ge(rating, rating) IS 'implementation of >= operator';

CREATE FUNCTION rating_gt(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_gt(rating, rating) IS 'implementation of > operator';

CREATE FUNCTION rating_ne(rating, rating) RETURNS boolean
  AS 'MODULE_PATHNAME', 'rating_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_ne(rating, rating) IS 'implementation of <> operator';

CREATE FUNCTION rating_cmp(rating, rating) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_cmp(rating, rating) IS 'less-equal-greater';

CREATE FUNCTION rating_sortsupport(internal) RETURNS void
  AS 'MODULE_PATHNAME', 'rating_sortsupport' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_sortsupport(internal) IS 'sort support';

CREATE FUNCTION rating_hash(rating) RETURNS integer
  AS 'MODULE_PATHNAME', 'rating_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_hash(rating) IS 'hash';

CREATE FUNCTION rating_hash_extended(rating, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'rating_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rating_hash_extended(rating, bigint) IS 'hash';

CREATE OPERATOR < (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR < (rating, rating) IS 'less than';

CREATE OPERATOR <= (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <= (rating, rating) IS 'less than or equal';

CREATE OPERATOR = (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR = (rating, rating) IS 'equal';

CREATE OPERATOR >= (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >= (rating, rating) IS 'greater than or equal';

CREATE OPERATOR > (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR > (rating, rating) IS 'greater than';

CREATE OPERATOR <> (LEFTARG = rating, RIGHTARG = rating, FUNCTION = rating_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <> (rating, rating) IS 'not equal';

CREATE OPERATOR CLASS rating_ops DEFAULT FOR TYPE rating USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 rating_cmp(rating, rating), FUNCTION 2 rating_sortsupport(internal),
  FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS rating_ops USING btree IS 'order of ratings: by scale, then by score';
COMMENT ON OPERATOR FAMILY rating_ops USING btree IS 'order of ratings: by scale, then by score';

CREATE OPERATOR CLASS rating_ops DEFAULT FOR TYPE rating USING hash AS
  OPERATOR 1 =, FUNCTION 1 rating_hash(rating), FUNCTION 2 rating_hash_extended(rating, bigint);
COMMENT ON OPERATOR CLASS rating_ops USING hash IS 'hashing of ratings';
COMMENT ON OPERATOR FAMILY rating_ops USING hash IS 'hashing of ratings';

-- ---------------------------------------------------------------------------
-- section tally: how many answers fell on each point of one scale
-- ---------------------------------------------------------------------------

CREATE TYPE tally;

CREATE FUNCTION tally_in(cstring) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_in(cstring) IS 'I/O';

CREATE FUNCTION tally_out(tally) RETURNS cstring
  AS 'MODULE_PATHNAME', 'tally_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_out(tally) IS 'I/O';

CREATE FUNCTION tally_recv(internal) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_recv(internal) IS 'I/O';

CREATE FUNCTION tally_send(tally) RETURNS bytea
  AS 'MODULE_PATHNAME', 'tally_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_send(tally) IS 'I/O';

CREATE TYPE tally (
  INPUT = tally_in, OUTPUT = tally_out, RECEIVE = tally_recv, SEND = tally_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE tally IS
  'how many answers fell on each point of one scale, and how many rows had none: ''1..5 top 2 {12,30,80,210,168} missing 7''';

CREATE FUNCTION tally_lt(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_lt(tally, tally) IS 'implementation of < operator';

CREATE FUNCTION tally_le(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_le(tally, tally) IS 'implementation of <= operator';

CREATE FUNCTION tally_eq(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_eq(tally, tally) IS 'implementation of = operator';

CREATE FUNCTION tally_ge(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_ge(tally, tally) IS 'implementation of >= operator';

CREATE FUNCTION tally_gt(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_gt(tally, tally) IS 'implementation of > operator';

CREATE FUNCTION tally_ne(tally, tally) RETURNS boolean
  AS 'MODULE_PATHNAME', 'tally_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_ne(tally, tally) IS 'implementation of <> operator';

CREATE FUNCTION tally_cmp(tally, tally) RETURNS integer
  AS 'MODULE_PATHNAME', 'tally_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_cmp(tally, tally) IS 'less-equal-greater';

CREATE FUNCTION tally_hash(tally) RETURNS integer
  AS 'MODULE_PATHNAME', 'tally_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_hash(tally) IS 'hash';

CREATE FUNCTION tally_hash_extended(tally, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_hash_extended(tally, bigint) IS 'hash';

CREATE OPERATOR < (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR < (tally, tally) IS 'less than';

CREATE OPERATOR <= (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <= (tally, tally) IS 'less than or equal';

CREATE OPERATOR = (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR = (tally, tally) IS 'equal';

CREATE OPERATOR >= (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >= (tally, tally) IS 'greater than or equal';

CREATE OPERATOR > (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR > (tally, tally) IS 'greater than';

CREATE OPERATOR <> (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <> (tally, tally) IS 'not equal';

CREATE OPERATOR CLASS tally_ops DEFAULT FOR TYPE tally USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 tally_cmp(tally, tally), FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS tally_ops USING btree IS 'order of tally';
COMMENT ON OPERATOR FAMILY tally_ops USING btree IS 'order of tally';

CREATE OPERATOR CLASS tally_ops DEFAULT FOR TYPE tally USING hash AS
  OPERATOR 1 =, FUNCTION 1 tally_hash(tally), FUNCTION 2 tally_hash_extended(tally, bigint);
COMMENT ON OPERATOR CLASS tally_ops USING hash IS 'hashing of tally';
COMMENT ON OPERATOR FAMILY tally_ops USING hash IS 'hashing of tally';

CREATE FUNCTION tally_plus(tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_plus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_plus(tally, tally) IS 'implementation of + operator';

CREATE FUNCTION tally_minus(tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_minus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_minus(tally, tally) IS 'implementation of - operator';

CREATE OPERATOR + (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_plus, COMMUTATOR = +);
COMMENT ON OPERATOR + (tally, tally) IS 'all answers of both';

CREATE OPERATOR - (LEFTARG = tally, RIGHTARG = tally, FUNCTION = tally_minus);
COMMENT ON OPERATOR - (tally, tally) IS 'the answers of the left without those of the right';

CREATE FUNCTION tally_combine(tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_combine(tally, tally) IS 'aggregate combine function; transition function of sum(tally)';

CREATE FUNCTION tally_combine_inv(tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_combine_inv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_combine_inv(tally, tally) IS 'aggregate inverse transition function of sum(tally)';

CREATE FUNCTION tally_final(tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_final(tally) IS 'aggregate final function of tally(...) and sum(tally)';

CREATE AGGREGATE sum(tally) (
  SFUNC = tally_combine, STYPE = tally, SSPACE = 640, INITCOND = '{}', FINALFUNC = tally_final,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_combine, MINVFUNC = tally_combine_inv, MSTYPE = tally, MSSPACE = 640,
  MINITCOND = '{}', MFINALFUNC = tally_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(tally) IS 'all answers of all tallies, which must be of one scale';

-- ---------------------------------------------------------------------------
-- section scores: the numbers read off a tally, and the indices
-- ---------------------------------------------------------------------------

-- numbers of a tally

CREATE FUNCTION csat(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_csat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat(t tally) IS 'percent of answers in the top box of the scale';

CREATE FUNCTION csat(t tally, top integer) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_csat' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat(t tally, top integer) IS 'percent of answers in the top K boxes';

CREATE FUNCTION nps(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_nps' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps(t tally) IS 'Net Promoter Score, -100..100: percent promoters (9, 10) minus percent detractors (0 to 6)';

CREATE FUNCTION ces(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces(t tally) IS 'Customer Effort Score: the mean score';

CREATE FUNCTION ces_easy(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_ces_easy' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy(t tally) IS 'percent of answers on the good side of the midpoint: 5-7 of 1..7';

CREATE FUNCTION mean(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_mean' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(t tally) IS 'mean score, on the scale as asked';

CREATE FUNCTION median(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_percentile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION median(t tally) IS 'median score, as percentile_cont(0.5)';

CREATE FUNCTION percentile(t tally, fraction double precision) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_percentile' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION percentile(tally, double precision) IS
  'score at a fraction of the answers, 0..1, as percentile_cont; weighted: by cumulative weight';

CREATE FUNCTION variance(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_variance' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION variance(t tally) IS 'variance of the scores, of the sample (n - 1)';

CREATE FUNCTION stddev(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_stddev' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stddev(t tally) IS 'standard deviation of the scores, of the sample (n - 1)';

CREATE FUNCTION rescaled(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_rescaled' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescaled(t tally) IS 'mean score as 0..100 from worst to best (percent of maximum possible, POMP)';

CREATE FUNCTION top_box(t tally, boxes integer) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_top_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION top_box(t tally, boxes integer) IS 'percent of answers in the best boxes';

CREATE FUNCTION bottom_box(t tally, boxes integer) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_bottom_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION bottom_box(t tally, boxes integer) IS 'percent of answers in the worst boxes';

CREATE FUNCTION net_box(t tally, top_boxes integer, bottom_boxes integer) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_net_box' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION net_box(tally, integer, integer) IS 'percent in the best boxes minus percent in the worst, -100..100';

CREATE FUNCTION share(t tally, lo double precision, hi double precision) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_share' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION share(t tally, lo double precision, hi double precision) IS 'percent of answers with lo <= score <= hi';

CREATE FUNCTION promoters(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_promoters' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION promoters(t tally) IS 'number of promoters: 9 and 10 of 0..10';

CREATE FUNCTION passives(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_passives' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION passives(t tally) IS 'number of passives: 7 and 8 of 0..10';

CREATE FUNCTION detractors(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_detractors' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION detractors(t tally) IS 'number of detractors: 0 to 6 of 0..10';

CREATE FUNCTION promoter_percent(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_promoter_percent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION promoter_percent(t tally) IS 'percent of answers that are promoters';

CREATE FUNCTION passive_percent(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_passive_percent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION passive_percent(t tally) IS 'percent of answers that are passives';

CREATE FUNCTION detractor_percent(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_detractor_percent' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION detractor_percent(t tally) IS 'percent of answers that are detractors';

CREATE FUNCTION responses(t tally, lo double precision DEFAULT '-Infinity', hi double precision DEFAULT 'Infinity') RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_response_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(tally, double precision, double precision) IS
  'number of answers, or of those with lo <= score <= hi';

CREATE FUNCTION missing(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_missing' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION missing(t tally) IS 'number of rows without an answer';

CREATE FUNCTION response_rate(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_response_rate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION response_rate(t tally) IS 'percent of all rows that are answered';

CREATE FUNCTION weight(t tally, lo double precision DEFAULT '-Infinity', hi double precision DEFAULT 'Infinity') RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_weight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weight(tally, double precision, double precision) IS
  'sum of the weights of the answers, or of those with lo <= score <= hi; their number where unweighted';

CREATE FUNCTION n_eff(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_n_eff' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n_eff(tally) IS 'effective sample size of Kish: square of the sum of weights over the sum of squared weights';

CREATE FUNCTION design_effect(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_design_effect' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION design_effect(t tally) IS 'answers per effective answer, from the weights: n / n_eff';

CREATE FUNCTION scale_of(t tally) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'tally_scale_of' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scale_of(t tally) IS 'scale of a tally, without labels and missing codes';

CREATE FUNCTION counts(t tally) RETURNS bigint[]
  AS 'MODULE_PATHNAME', 'tally_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION counts(t tally) IS 'answers on each point, from the lowest to the highest';

CREATE FUNCTION distribution(t tally, scale rating_scale DEFAULT NULL, digits integer DEFAULT NULL,
    OUT score numeric, OUT label text, OUT responses bigint, OUT percent numeric)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tally_distribution' LANGUAGE C IMMUTABLE PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION distribution(tally, rating_scale, integer) IS
  'one row for each point, from the lowest, with its label if a scale is given; with digits, percents that add up to 100';

CREATE FUNCTION sparkline(t tally) RETURNS text
  AS 'MODULE_PATHNAME', 'tally_sparkline' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sparkline(t tally) IS 'bars for the answers on each point; needs a UTF8 database';

CREATE FUNCTION tally_to_jsonb(tally) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_to_jsonb(tally) IS 'tally as a jsonb object';

CREATE CAST (tally AS jsonb) WITH FUNCTION tally_to_jsonb(tally);
COMMENT ON CAST (tally AS jsonb) IS 'scale, responses, missing and counts by score';

CREATE FUNCTION tally_from_jsonb(jsonb) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_from_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_from_jsonb(jsonb) IS 'tally of the jsonb that the cast of a tally gives';

CREATE CAST (jsonb AS tally) WITH FUNCTION tally_from_jsonb(jsonb);
COMMENT ON CAST (jsonb AS tally) IS 'the way back of the cast of a tally to jsonb, without loss';

-- one answer at a time

CREATE FUNCTION nps_group(score integer, scale rating_scale DEFAULT '0..10') RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(integer, rating_scale) IS 'promoter, passive or detractor; null for no answer';

CREATE FUNCTION nps_group(score double precision, scale rating_scale DEFAULT '0..10') RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(double precision, rating_scale) IS 'promoter, passive or detractor; null for no answer';

CREATE FUNCTION nps_group(score text, scale rating_scale DEFAULT '0..10') RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(text, rating_scale) IS 'promoter, passive or detractor; null for no answer';

CREATE FUNCTION nps_group(score jsonb, scale rating_scale DEFAULT '0..10') RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(jsonb, rating_scale) IS 'promoter, passive or detractor; null for no answer';

CREATE FUNCTION nps_group(rating) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(rating) IS 'promoter, passive or detractor';

CREATE FUNCTION csat_group(score integer, scale rating_scale DEFAULT '1..5') RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(integer, rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';

CREATE FUNCTION csat_group(score double precision, scale rating_scale DEFAULT '1..5') RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(double precision, rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';

CREATE FUNCTION csat_group(score text, scale rating_scale DEFAULT '1..5') RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(text, rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';

CREATE FUNCTION csat_group(score jsonb, scale rating_scale DEFAULT '1..5') RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(jsonb, rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';

CREATE FUNCTION csat_group(rating) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(rating) IS 'satisfied, neutral or dissatisfied';

CREATE FUNCTION rescale(score double precision, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(double precision, rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';

CREATE FUNCTION rescale(score text, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(score text, scale rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';

CREATE FUNCTION rescale(score jsonb, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(score jsonb, scale rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';

CREATE FUNCTION rescale(rating) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(rating) IS 'score as 0..100 from worst to best';

CREATE FUNCTION score_reading(answer smallint, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_int2' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(smallint, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer integer, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_int4' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(integer, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer double precision, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(double precision, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer numeric, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_numeric' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(numeric, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer text, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(text, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer jsonb, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_jsonb' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(jsonb, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_reading(answer boolean, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'score_reading_bool' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_reading(boolean, rating_scale) IS
  'score, "missing", or why the answer has none and what to do; never an error';

CREATE FUNCTION score_points(answer smallint, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_int2' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(smallint, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer integer, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(integer, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer double precision, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(double precision, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer numeric, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(numeric, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer text, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(text, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer jsonb, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(jsonb, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer boolean, scale rating_scale, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_bool' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(boolean, rating_scale, text) IS 'what one answer adds to a score; null for no answer';

CREATE FUNCTION score_points(answer rating, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_points_rating' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_points(rating, text) IS 'what one answer adds to a score';

-- customers who stayed, and who left

CREATE FUNCTION tally_accum_retention(tally, boolean, boolean) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_accum_retention' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tally_accum_retention(tally, boolean, boolean) IS 'aggregate transition function';

CREATE FUNCTION tally_accum_retention_inv(tally, boolean, boolean) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_accum_retention_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tally_accum_retention_inv(tally, boolean, boolean) IS 'aggregate inverse transition function';

CREATE AGGREGATE retention(active_at_start boolean, active_at_end boolean) (
  SFUNC = tally_accum_retention, STYPE = tally, SSPACE = 112, INITCOND = '0..1 top 1 {0,0}', FINALFUNC = csat,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum_retention, MINVFUNC = tally_accum_retention_inv, MSTYPE = tally, MSSPACE = 112,
  MINITCOND = '0..1 top 1 {0,0}', MFINALFUNC = csat,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE retention(boolean, boolean) IS
  'percent of the customers active at the start who are active at the end; NULL at the end is not active';

CREATE FUNCTION tally_churn(tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_churn' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_churn(tally) IS 'aggregate final function of churn';

CREATE AGGREGATE churn(active_at_start boolean, active_at_end boolean) (
  SFUNC = tally_accum_retention, STYPE = tally, SSPACE = 112, INITCOND = '0..1 top 1 {0,0}', FINALFUNC = tally_churn,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum_retention, MINVFUNC = tally_accum_retention_inv, MSTYPE = tally, MSSPACE = 112,
  MINITCOND = '0..1 top 1 {0,0}', MFINALFUNC = tally_churn,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE churn(boolean, boolean) IS
  'percent of the customers active at the start who are not active at the end; NULL at the end is not active';

-- Indices of one row. Where numbers are money or rates they are computed in
-- numeric, as they are written; double precision is taken as well.
CREATE FUNCTION servqual(tangibles double precision, reliability double precision, responsiveness double precision,
  assurance double precision, empathy double precision, weights double precision[] DEFAULT '{20,20,20,20,20}') RETURNS numeric
  AS 'MODULE_PATHNAME', 'servqual' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION servqual(double precision, double precision, double precision, double precision, double precision,
  double precision[]) IS
  'mean of the five dimension gaps of SERVQUAL, weighted by weights that sum to 100';

CREATE FUNCTION secure_index(scale rating_scale, VARIADIC scores double precision[]) RETURNS numeric
  AS 'MODULE_PATHNAME', 'secure_index' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION secure_index(rating_scale, VARIADIC double precision[]) IS
  'mean of the scores from 0, worst, to 1, best; NULL unless all are answered';

CREATE FUNCTION secure_class(index numeric) RETURNS text
  AS 'MODULE_PATHNAME', 'secure_class' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION secure_class(index numeric) IS 'at risk (below 0.7), neutral, or secure (0.9 and above)';

CREATE FUNCTION secure_class(index double precision) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT secure_class(index::numeric); END;
COMMENT ON FUNCTION secure_class(index double precision) IS 'at risk (below 0.7), neutral, or secure (0.9 and above)';

CREATE FUNCTION retention_rate(at_start numeric, at_end numeric, new numeric) RETURNS numeric
  AS 'MODULE_PATHNAME', 'retention_rate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION retention_rate(numeric, numeric, numeric) IS
  'percent of the customers at the start who stayed: 100 (at_end - new) / at_start';

CREATE FUNCTION retention_rate(at_start double precision, at_end double precision, new double precision) RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT retention_rate(at_start::numeric, at_end::numeric, new::numeric); END;
COMMENT ON FUNCTION retention_rate(double precision, double precision, double precision) IS
  'percent of the customers at the start who stayed: 100 (at_end - new) / at_start';

CREATE FUNCTION churn_rate(at_start numeric, at_end numeric, new numeric) RETURNS numeric
  AS 'MODULE_PATHNAME', 'churn_rate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION churn_rate(numeric, numeric, numeric) IS
  'percent of the customers at the start who left: 100 - retention_rate';

CREATE FUNCTION churn_rate(at_start double precision, at_end double precision, new double precision) RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT churn_rate(at_start::numeric, at_end::numeric, new::numeric); END;
COMMENT ON FUNCTION churn_rate(double precision, double precision, double precision) IS
  'percent of the customers at the start who left: 100 - retention_rate';

CREATE FUNCTION lifetime_value(margin numeric, retention numeric, discount numeric) RETURNS numeric
  AS 'MODULE_PATHNAME', 'lifetime_value' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION lifetime_value(numeric, numeric, numeric) IS
  'm r / (1 + d - r): what a customer brings, from the margin of a period, retention and discount as fractions';

CREATE FUNCTION lifetime_value(margin double precision, retention double precision, discount double precision) RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT lifetime_value(margin::numeric, retention::numeric, discount::numeric); END;
COMMENT ON FUNCTION lifetime_value(double precision, double precision, double precision) IS
  'm r / (1 + d - r): what a customer brings, from the margin of a period, retention and discount as fractions';

CREATE FUNCTION csat_gain(customers numeric, points numeric, value_per_customer numeric) RETURNS numeric
  AS 'MODULE_PATHNAME', 'csat_gain' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_gain(numeric, numeric, numeric) IS
  'value of a rise of csat by so many points: customers x points / 100 x value, per period of the value';

CREATE FUNCTION csat_gain(customers double precision, points double precision, value_per_customer double precision)
  RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT csat_gain(customers::numeric, points::numeric, value_per_customer::numeric); END;
COMMENT ON FUNCTION csat_gain(double precision, double precision, double precision) IS
  'value of a rise of csat by so many points: customers x points / 100 x value, per period of the value';

CREATE FUNCTION csat_roi(gain numeric, cost numeric) RETURNS numeric
  AS 'MODULE_PATHNAME', 'csat_roi' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_roi(numeric, numeric) IS 'return on an investment in satisfaction, percent: 100 (gain - cost) / cost';

CREATE FUNCTION csat_roi(gain double precision, cost double precision) RETURNS numeric
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT csat_roi(gain::numeric, cost::numeric); END;
COMMENT ON FUNCTION csat_roi(double precision, double precision) IS
  'return on an investment in satisfaction, percent: 100 (gain - cost) / cost';

-- ---------------------------------------------------------------------------
-- section weighted: weighted_stats, exact sums of weighted values, and the indices over rows
-- ---------------------------------------------------------------------------

CREATE TYPE weighted_stats;

CREATE FUNCTION weighted_stats_in(cstring) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_in' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_in(cstring) IS 'I/O';

CREATE FUNCTION weighted_stats_out(weighted_stats) RETURNS cstring
  AS 'MODULE_PATHNAME', 'weighted_stats_out' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_out(weighted_stats) IS 'I/O';

CREATE FUNCTION weighted_stats_recv(internal) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_recv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_recv(internal) IS 'I/O';

CREATE FUNCTION weighted_stats_send(weighted_stats) RETURNS bytea
  AS 'MODULE_PATHNAME', 'weighted_stats_send' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_send(weighted_stats) IS 'I/O';

CREATE TYPE weighted_stats (
  INPUT = weighted_stats_in, OUTPUT = weighted_stats_out,
  RECEIVE = weighted_stats_recv, SEND = weighted_stats_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
COMMENT ON TYPE weighted_stats IS
  'sums of weights and weighted values, exactly: ''{n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73} missing 1:0.5''';

CREATE FUNCTION weighted_stats_lt(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_lt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_lt(weighted_stats, weighted_stats) IS 'implementation of < operator';

CREATE FUNCTION weighted_stats_le(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_le' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_le(weighted_stats, weighted_stats) IS 'implementation of <= operator';

CREATE FUNCTION weighted_stats_eq(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_eq' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_eq(weighted_stats, weighted_stats) IS 'implementation of = operator';

CREATE FUNCTION weighted_stats_ge(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_ge' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_ge(weighted_stats, weighted_stats) IS 'implementation of >= operator';

CREATE FUNCTION weighted_stats_gt(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_gt' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_gt(weighted_stats, weighted_stats) IS 'implementation of > operator';

CREATE FUNCTION weighted_stats_ne(weighted_stats, weighted_stats) RETURNS boolean
  AS 'MODULE_PATHNAME', 'weighted_stats_ne' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_ne(weighted_stats, weighted_stats) IS 'implementation of <> operator';

CREATE FUNCTION weighted_stats_cmp(weighted_stats, weighted_stats) RETURNS integer
  AS 'MODULE_PATHNAME', 'weighted_stats_cmp' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_cmp(weighted_stats, weighted_stats) IS 'less-equal-greater';

CREATE FUNCTION weighted_stats_hash(weighted_stats) RETURNS integer
  AS 'MODULE_PATHNAME', 'weighted_stats_hash' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_hash(weighted_stats) IS 'hash';

CREATE FUNCTION weighted_stats_hash_extended(weighted_stats, bigint) RETURNS bigint
  AS 'MODULE_PATHNAME', 'weighted_stats_hash_extended' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_hash_extended(weighted_stats, bigint) IS 'hash';

CREATE OPERATOR < (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_lt,
  COMMUTATOR = >, NEGATOR = >=, RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
COMMENT ON OPERATOR < (weighted_stats, weighted_stats) IS 'less than';

CREATE OPERATOR <= (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_le,
  COMMUTATOR = >=, NEGATOR = >, RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
COMMENT ON OPERATOR <= (weighted_stats, weighted_stats) IS 'less than or equal';

CREATE OPERATOR = (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_eq,
  COMMUTATOR = =, NEGATOR = <>, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
COMMENT ON OPERATOR = (weighted_stats, weighted_stats) IS 'equal';

CREATE OPERATOR >= (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_ge,
  COMMUTATOR = <=, NEGATOR = <, RESTRICT = scalargesel, JOIN = scalargejoinsel);
COMMENT ON OPERATOR >= (weighted_stats, weighted_stats) IS 'greater than or equal';

CREATE OPERATOR > (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_gt,
  COMMUTATOR = <, NEGATOR = <=, RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
COMMENT ON OPERATOR > (weighted_stats, weighted_stats) IS 'greater than';

CREATE OPERATOR <> (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_ne,
  COMMUTATOR = <>, NEGATOR = =, RESTRICT = neqsel, JOIN = neqjoinsel);
COMMENT ON OPERATOR <> (weighted_stats, weighted_stats) IS 'not equal';

CREATE OPERATOR CLASS weighted_stats_ops DEFAULT FOR TYPE weighted_stats USING btree AS
  OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >,
  FUNCTION 1 weighted_stats_cmp(weighted_stats, weighted_stats), FUNCTION 4 btequalimage(oid);
COMMENT ON OPERATOR CLASS weighted_stats_ops USING btree IS 'order of weighted_stats';
COMMENT ON OPERATOR FAMILY weighted_stats_ops USING btree IS 'order of weighted_stats';

CREATE OPERATOR CLASS weighted_stats_ops DEFAULT FOR TYPE weighted_stats USING hash AS
  OPERATOR 1 =, FUNCTION 1 weighted_stats_hash(weighted_stats), FUNCTION 2 weighted_stats_hash_extended(weighted_stats, bigint);
COMMENT ON OPERATOR CLASS weighted_stats_ops USING hash IS 'hashing of weighted_stats';
COMMENT ON OPERATOR FAMILY weighted_stats_ops USING hash IS 'hashing of weighted_stats';

CREATE FUNCTION weighted_stats_plus(weighted_stats, weighted_stats) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_plus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_plus(weighted_stats, weighted_stats) IS 'implementation of + operator';

CREATE FUNCTION weighted_stats_minus(weighted_stats, weighted_stats) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_minus' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_minus(weighted_stats, weighted_stats) IS 'implementation of - operator';

CREATE OPERATOR + (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_plus, COMMUTATOR = +);
COMMENT ON OPERATOR + (weighted_stats, weighted_stats) IS 'all rows of both';

CREATE OPERATOR - (LEFTARG = weighted_stats, RIGHTARG = weighted_stats, FUNCTION = weighted_stats_minus);
COMMENT ON OPERATOR - (weighted_stats, weighted_stats) IS 'the rows of the first that are not in the second; exact';

CREATE FUNCTION mean(w weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_mean_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean(w weighted_stats) IS 'weighted mean of the values; NULL without values';

CREATE FUNCTION stderr(w weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_stderr_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION stderr(weighted_stats) IS
  'standard error of the weighted mean, linearised, as R survey::svymean; NULL below two values. Rows must be people, not '
  'items of one person';

CREATE FUNCTION responses(w weighted_stats) RETURNS bigint
  AS 'MODULE_PATHNAME', 'weighted_stats_responses' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(w weighted_stats) IS 'how many values';

CREATE FUNCTION weight(w weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_weight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weight(weighted_stats) IS 'sum of the weights of the values';

CREATE FUNCTION n_eff(w weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_n_eff_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n_eff(w weighted_stats) IS 'effective sample size after Kish: (sum of w)^2 / sum of w^2';

CREATE FUNCTION coverage(w weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_coverage_numeric' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION coverage(w weighted_stats) IS 'percent of all weight that has a value, 0..100';

-- Transition functions count rows without a value, so none is strict.

CREATE FUNCTION weighted_stats_accum(weighted_stats, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_accum(weighted_stats, double precision, double precision) IS 'aggregate transition function';

CREATE FUNCTION weighted_stats_accum_inv(weighted_stats, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_accum_inv(weighted_stats, double precision, double precision) IS
  'aggregate inverse transition function';

CREATE FUNCTION weighted_stats_combine(weighted_stats, weighted_stats) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_combine(weighted_stats, weighted_stats) IS
  'aggregate combine function; transition function of sum(weighted_stats)';

CREATE FUNCTION weighted_stats_combine_inv(weighted_stats, weighted_stats) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'weighted_stats_combine_inv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_combine_inv(weighted_stats, weighted_stats) IS
  'aggregate inverse transition function of sum(weighted_stats)';

CREATE AGGREGATE weighted_stats(value double precision, weight double precision) (
  SFUNC = weighted_stats_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}',
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = weighted_stats_accum, MINVFUNC = weighted_stats_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224, MINITCOND = '{}',
  PARALLEL = SAFE);
COMMENT ON AGGREGATE weighted_stats(double precision, double precision) IS
  'exact sums of weighted values, to be read with mean, stderr, n_eff, coverage; weight 0 leaves a row out';

CREATE AGGREGATE sum(weighted_stats) (
  SFUNC = weighted_stats_combine, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}',
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = weighted_stats_combine, MINVFUNC = weighted_stats_combine_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}',
  PARALLEL = SAFE);
COMMENT ON AGGREGATE sum(weighted_stats) IS 'all rows of all summaries';

-- perception less expectation

CREATE FUNCTION gap_accum(weighted_stats, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'gap_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION gap_accum(weighted_stats, double precision, double precision) IS 'aggregate transition function';

CREATE FUNCTION gap_accum_inv(weighted_stats, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'gap_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION gap_accum_inv(weighted_stats, double precision, double precision) IS 'aggregate inverse transition function';

CREATE FUNCTION gap_accum(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'gap_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION gap_accum(weighted_stats, double precision, double precision, double precision) IS
  'aggregate transition function';

CREATE FUNCTION gap_accum_inv(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'gap_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION gap_accum_inv(weighted_stats, double precision, double precision, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE gap(perception double precision, expectation double precision) (
  SFUNC = gap_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = mean,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = gap_accum, MINVFUNC = gap_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224, MINITCOND = '{}', MFINALFUNC = mean,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE gap(double precision, double precision) IS
  'mean of perception minus expectation; below 0 where expectations are not met';

CREATE AGGREGATE gap(perception double precision, expectation double precision, weight double precision) (
  SFUNC = gap_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = mean,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = gap_accum, MINVFUNC = gap_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224, MINITCOND = '{}', MFINALFUNC = mean,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE gap(double precision, double precision, double precision) IS
  'weighted mean of perception minus expectation; below 0 where expectations are not met';

CREATE AGGREGATE csi(perception double precision, expectation double precision, weight double precision) (
  SFUNC = gap_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = mean,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = gap_accum, MINVFUNC = gap_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224, MINITCOND = '{}', MFINALFUNC = mean,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(double precision, double precision, double precision) IS
  'weighted mean of perception minus expectation; below 0 where expectations are not met';

-- importance-weighted satisfaction

CREATE FUNCTION weighted_stats_percent_of_maximum(weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_percent_of_maximum' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_percent_of_maximum(weighted_stats) IS 'aggregate final function of csi(score, scale, weight)';

CREATE FUNCTION csi_accum(weighted_stats, double precision, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum(weighted_stats, double precision, rating_scale, double precision) IS
  'aggregate transition function';

CREATE FUNCTION csi_accum_inv(weighted_stats, double precision, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_inv_float8' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum_inv(weighted_stats, double precision, rating_scale, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE csi(score double precision, scale rating_scale, weight double precision) (
  SFUNC = csi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_percent_of_maximum,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = csi_accum, MINVFUNC = csi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(double precision, rating_scale, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

CREATE FUNCTION csi_accum(weighted_stats, text, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum(weighted_stats, text, rating_scale, double precision) IS 'aggregate transition function';

CREATE FUNCTION csi_accum_inv(weighted_stats, text, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_inv_text' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum_inv(weighted_stats, text, rating_scale, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE csi(score text, scale rating_scale, weight double precision) (
  SFUNC = csi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_percent_of_maximum,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = csi_accum, MINVFUNC = csi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(text, rating_scale, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

CREATE FUNCTION csi_accum(weighted_stats, jsonb, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_jsonb' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum(weighted_stats, jsonb, rating_scale, double precision) IS 'aggregate transition function';

CREATE FUNCTION csi_accum_inv(weighted_stats, jsonb, rating_scale, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_inv_jsonb' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum_inv(weighted_stats, jsonb, rating_scale, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE csi(score jsonb, scale rating_scale, weight double precision) (
  SFUNC = csi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_percent_of_maximum,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = csi_accum, MINVFUNC = csi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(jsonb, rating_scale, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

-- for a scale written as a bare literal, which csi(perception, expectation, weight) would else claim
CREATE FUNCTION csi_accum(weighted_stats, double precision, text, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_float8_written' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum(weighted_stats, double precision, text, double precision) IS 'aggregate transition function';

CREATE FUNCTION csi_accum_inv(weighted_stats, double precision, text, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_inv_float8_written' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum_inv(weighted_stats, double precision, text, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE csi(score double precision, scale text, weight double precision) (
  SFUNC = csi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_percent_of_maximum,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = csi_accum, MINVFUNC = csi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(double precision, text, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

CREATE FUNCTION csi_accum(weighted_stats, rating, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum(weighted_stats, rating, double precision) IS 'aggregate transition function';

CREATE FUNCTION csi_accum_inv(weighted_stats, rating, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'csi_accum_inv_rating' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csi_accum_inv(weighted_stats, rating, double precision) IS 'aggregate inverse transition function';

CREATE AGGREGATE csi(answer rating, weight double precision) (
  SFUNC = csi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = mean,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = csi_accum, MINVFUNC = csi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224, MINITCOND = '{}', MFINALFUNC = mean,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(rating, double precision) IS
  'importance-weighted satisfaction index over answers on any scales: 0 where all are the worst, 100 where all are the best';

-- American Customer Satisfaction Index and Secure Customer Index

CREATE FUNCTION weighted_stats_rescaled(weighted_stats) RETURNS numeric
  AS 'MODULE_PATHNAME', 'weighted_stats_rescaled' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weighted_stats_rescaled(weighted_stats) IS 'aggregate final function of acsi and sci';

CREATE FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision) IS
  'aggregate transition function';

CREATE FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE acsi(satisfaction double precision, expectancy double precision, ideal double precision) (
  SFUNC = acsi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_rescaled,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = acsi_accum, MINVFUNC = acsi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_rescaled,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE acsi(double precision, double precision, double precision) IS
  'index of the American Customer Satisfaction Index, 0..100, over customers who answered all three; scale 1..10, equal weights';

CREATE FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision, rating_scale)
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision, rating_scale) IS
  'aggregate transition function';

CREATE FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale)
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale) IS
  'aggregate inverse transition function';

CREATE AGGREGATE acsi(satisfaction double precision, expectancy double precision, ideal double precision, scale rating_scale) (
  SFUNC = acsi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_rescaled,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = acsi_accum, MINVFUNC = acsi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_rescaled,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE acsi(double precision, double precision, double precision, rating_scale) IS
  'index of the American Customer Satisfaction Index, 0..100, over customers who answered all three; equal weights';

CREATE FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision, rating_scale, double precision[])
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum(weighted_stats, double precision, double precision, double precision, rating_scale,
    double precision[]) IS
  'aggregate transition function';

CREATE FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale,
    double precision[])
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'acsi_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION acsi_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale,
    double precision[]) IS
  'aggregate inverse transition function';

CREATE AGGREGATE acsi(satisfaction double precision, expectancy double precision, ideal double precision,
    scale rating_scale, weights double precision[]) (
  SFUNC = acsi_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_rescaled,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = acsi_accum, MINVFUNC = acsi_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_rescaled,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE acsi(double precision, double precision, double precision, rating_scale, double precision[]) IS
  'index of the American Customer Satisfaction Index, 0..100, over customers who answered all three; weights of the three '
  'questions';

CREATE FUNCTION sci_accum(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'sci_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sci_accum(weighted_stats, double precision, double precision, double precision) IS
  'aggregate transition function';

CREATE FUNCTION sci_accum_inv(weighted_stats, double precision, double precision, double precision) RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'sci_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sci_accum_inv(weighted_stats, double precision, double precision, double precision) IS
  'aggregate inverse transition function';

CREATE AGGREGATE sci(satisfaction double precision, recommend double precision, repurchase double precision) (
  SFUNC = sci_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_rescaled,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = sci_accum, MINVFUNC = sci_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_rescaled,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE sci(double precision, double precision, double precision) IS
  'Secure Customer Index: percent of customers in the top point of all three; scale 1..5';

CREATE FUNCTION sci_accum(weighted_stats, double precision, double precision, double precision, rating_scale)
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'sci_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sci_accum(weighted_stats, double precision, double precision, double precision, rating_scale) IS
  'aggregate transition function';

CREATE FUNCTION sci_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale)
  RETURNS weighted_stats
  AS 'MODULE_PATHNAME', 'sci_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION sci_accum_inv(weighted_stats, double precision, double precision, double precision, rating_scale) IS
  'aggregate inverse transition function';

CREATE AGGREGATE sci(satisfaction double precision, recommend double precision, repurchase double precision, scale rating_scale) (
  SFUNC = sci_accum, STYPE = weighted_stats, SSPACE = 224, INITCOND = '{}', FINALFUNC = weighted_stats_rescaled,
  COMBINEFUNC = weighted_stats_combine,
  MSFUNC = sci_accum, MINVFUNC = sci_accum_inv, MSTYPE = weighted_stats, MSSPACE = 224,
  MINITCOND = '{}', MFINALFUNC = weighted_stats_rescaled,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE sci(double precision, double precision, double precision, rating_scale) IS
  'Secure Customer Index: percent of customers in the top point of all three';

-- ---------------------------------------------------------------------------
-- section uncertainty: intervals, comparisons, targets, sample sizes
-- ---------------------------------------------------------------------------

CREATE TYPE score_interval AS (
  estimate numeric, lower numeric, upper numeric, responses bigint, n_eff numeric, stderr numeric
);
COMMENT ON TYPE score_interval IS
  'a score with its confidence interval, the answers it rests on, their effective number, and the standard error of the score';

CREATE TYPE score_difference AS (
  difference numeric, lower numeric, upper numeric, statistic numeric, p_value numeric
);
COMMENT ON TYPE score_difference IS 'a difference of two scores with its confidence interval and a two-sided test';

-- intervals

CREATE FUNCTION csat_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
  n_eff text DEFAULT 'kish', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'csat_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci(tally, double precision, text, text, double precision, weighted_stats) IS
  'percent in the top box with its confidence interval; rows must be people: with several answers per person it is far too '
  'narrow';

CREATE FUNCTION top_box_ci(t tally, boxes integer, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
  n_eff text DEFAULT 'kish', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'top_box_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_ci(tally, integer, double precision, text, text, double precision, weighted_stats) IS
  'percent in the best boxes with its confidence interval; rows must be people: with several answers per person it is far '
  'too narrow';

CREATE FUNCTION ces_easy_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'wilson',
  n_eff text DEFAULT 'kish', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'ces_easy_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy_ci(tally, double precision, text, text, double precision, weighted_stats) IS
  'percent easy with its confidence interval; rows must be people: with several answers per person it is far too narrow';

CREATE FUNCTION nps_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald',
  n_eff text DEFAULT 'kish', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'nps_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci(tally, double precision, text, text, double precision, weighted_stats) IS
  'net promoter score with its confidence interval; rows must be people: with several answers per person it is far too narrow';

CREATE FUNCTION net_box_ci(t tally, top_boxes integer, bottom_boxes integer, confidence double precision DEFAULT 0.95,
  method text DEFAULT 'adjusted wald', n_eff text DEFAULT 'kish', population double precision DEFAULT NULL,
  clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'net_box_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION net_box_ci(tally, integer, integer, double precision, text, text, double precision, weighted_stats) IS
  'percent in the best less percent in the worst boxes with its confidence interval; rows must be people: with several '
  'answers per person it is far too narrow';

CREATE FUNCTION mean_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted t',
  n_eff text DEFAULT 'linear', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'mean_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_ci(tally, double precision, text, text, double precision, weighted_stats) IS
  'mean score with its confidence interval; rows must be people: with several answers per person it is far too narrow';

CREATE FUNCTION ces_ci(t tally, confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted t',
  n_eff text DEFAULT 'linear', population double precision DEFAULT NULL, clusters weighted_stats DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'mean_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci(tally, double precision, text, text, double precision, weighted_stats) IS
  'mean effort score with its confidence interval; rows must be people: with several answers per person it is far too narrow';

CREATE FUNCTION mean_ci(w weighted_stats, confidence double precision DEFAULT 0.95, method text DEFAULT 't',
  n_eff text DEFAULT 'linear', population double precision DEFAULT NULL)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'weighted_stats_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_ci(weighted_stats, double precision, text, text, double precision) IS
  'weighted mean with its confidence interval, none where nothing varies; rows must be people: with several values per person '
  'it is far too narrow';

-- intervals to show

CREATE FUNCTION rounded(i score_interval, digits integer) RETURNS score_interval
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT ROW(round((i).estimate, digits), round((i).lower, digits), round((i).upper, digits),
    (i).responses, (i).n_eff, round((i).stderr, digits))::score_interval;
END;
COMMENT ON FUNCTION rounded(score_interval, integer) IS
  'the interval with its score, bounds and standard error rounded; responses and n_eff stay';

CREATE FUNCTION interval_label(i score_interval, digits integer DEFAULT 1) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT round((i).estimate, digits)::text ||
    coalesce(' (' || round((i).lower, digits)::text || ' to ' || round((i).upper, digits)::text || ')', ' (no interval)') ||
    coalesce(', n ' || (i).responses::text, '');
END;
COMMENT ON FUNCTION interval_label(score_interval, integer) IS 'the interval in words: 23.4 (20.3 to 26.5), n 2559';

-- final functions of the aggregates csat_ci, nps_ci, ces_ci, ces_easy_ci

CREATE FUNCTION csat_ci_final(tally) RETURNS score_interval
  AS 'MODULE_PATHNAME', 'csat_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_ci_final(tally) IS 'reads csat_ci off a state';

CREATE FUNCTION nps_ci_final(tally) RETURNS score_interval
  AS 'MODULE_PATHNAME', 'nps_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_ci_final(tally) IS 'reads nps_ci off a state';

CREATE FUNCTION ces_ci_final(tally) RETURNS score_interval
  AS 'MODULE_PATHNAME', 'mean_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_ci_final(tally) IS 'reads ces_ci off a state';

CREATE FUNCTION ces_easy_ci_final(tally) RETURNS score_interval
  AS 'MODULE_PATHNAME', 'ces_easy_ci' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy_ci_final(tally) IS 'reads ces_easy_ci off a state';

CREATE FUNCTION churn_ci_final(tally) RETURNS score_interval
  AS 'MODULE_PATHNAME', 'churn_ci_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION churn_ci_final(tally) IS 'reads churn_ci off a state';

CREATE AGGREGATE retention_ci(active_at_start boolean, active_at_end boolean) (
  SFUNC = tally_accum_retention, STYPE = tally, SSPACE = 112, INITCOND = '0..1 top 1 {0,0}', FINALFUNC = csat_ci_final,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum_retention, MINVFUNC = tally_accum_retention_inv, MSTYPE = tally, MSSPACE = 112,
  MINITCOND = '0..1 top 1 {0,0}', MFINALFUNC = csat_ci_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE retention_ci(boolean, boolean) IS
  'retention with its 95 percent Wilson interval; rows must be customers, one row each';

CREATE AGGREGATE churn_ci(active_at_start boolean, active_at_end boolean) (
  SFUNC = tally_accum_retention, STYPE = tally, SSPACE = 112, INITCOND = '0..1 top 1 {0,0}', FINALFUNC = churn_ci_final,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum_retention, MINVFUNC = tally_accum_retention_inv, MSTYPE = tally, MSSPACE = 112,
  MINITCOND = '0..1 top 1 {0,0}', MFINALFUNC = churn_ci_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE churn_ci(boolean, boolean) IS
  'churn with its 95 percent Wilson interval; rows must be customers, one row each';

-- comparisons

CREATE FUNCTION csat_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'newcombe', n_eff text DEFAULT 'kish',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'csat_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_compare(tally, tally, double precision, text, text, double precision, double precision, tally) IS
  'difference in percent in the top box, with interval and test; rows must be people: with several answers per person '
  'everything looks significant';

CREATE FUNCTION top_box_compare(t tally, baseline tally, boxes integer, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'newcombe', n_eff text DEFAULT 'kish',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'top_box_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION top_box_compare(tally, tally, integer, double precision, text, text,
  double precision, double precision, tally) IS
  'difference in percent in the best boxes, with interval and test; rows must be people: with several answers per person '
  'everything looks significant';

CREATE FUNCTION ces_easy_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'newcombe', n_eff text DEFAULT 'kish',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'ces_easy_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_easy_compare(tally, tally, double precision, text, text, double precision, double precision, tally) IS
  'difference in percent on the good side of the midpoint, with interval and test; rows must be people: with several answers '
  'per person everything looks significant';

CREATE FUNCTION nps_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'adjusted wald', n_eff text DEFAULT 'kish',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'nps_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_compare(tally, tally, double precision, text, text, double precision, double precision, tally) IS
  'difference in net promoter score, with interval and test; rows must be people: with several answers per person everything '
  'looks significant';

CREATE FUNCTION net_box_compare(t tally, baseline tally, top_boxes integer, bottom_boxes integer,
    confidence double precision DEFAULT 0.95, method text DEFAULT 'adjusted wald', n_eff text DEFAULT 'kish',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'net_box_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION net_box_compare(tally, tally, integer, integer, double precision, text, text,
  double precision, double precision, tally) IS
  'difference in percent in the best less percent in the worst boxes, with interval and test; rows must be people: with '
  'several answers per person everything looks significant';

CREATE FUNCTION mean_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'adjusted welch', n_eff text DEFAULT 'linear',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'mean_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION mean_compare(tally, tally, double precision, text, text, double precision, double precision, tally) IS
  'difference in mean score, with interval and test; rows must be people: with several answers per person everything looks '
  'significant';

CREATE FUNCTION ces_compare(t tally, baseline tally, confidence double precision DEFAULT 0.95,
    method text DEFAULT 'adjusted welch', n_eff text DEFAULT 'linear',
    population double precision DEFAULT NULL, baseline_population double precision DEFAULT NULL, overlap tally DEFAULT NULL)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'mean_compare' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION ces_compare(tally, tally, double precision, text, text, double precision, double precision, tally) IS
  'difference in mean effort score, with interval and test; rows must be people: with several answers per person everything '
  'looks significant';

CREATE FUNCTION mean_compare(w weighted_stats, baseline weighted_stats, confidence double precision DEFAULT 0.95)
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'weighted_stats_compare_means' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION mean_compare(weighted_stats, weighted_stats, double precision) IS
  'difference of two weighted means, with interval and test: of clusters that answered in one of the two only';

CREATE FUNCTION csat_share_method(t tally, baseline tally, metric text) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_share_method' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_share_method(tally, tally, text) IS
  'the test by which two shares are compared: mid-p where an expected count is below 5, else newcombe; argument method of csat_compare';

CREATE FUNCTION csat_rollup_p(t tally, baseline tally, metric text) RETURNS double precision
  AS 'MODULE_PATHNAME', 'csat_rollup_p' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_p(tally, tally, text) IS
  'p-value of a difference as roll-ups test it: by the default of METRIC_compare, of shares by csat_share_method';

-- window functions over the segments of a report

CREATE FUNCTION p_adjust(p numeric, method text DEFAULT 'holm') RETURNS numeric
  AS 'MODULE_PATHNAME', 'csat_p_adjust_numeric' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION p_adjust(numeric, text) IS
  'p-value adjusted for the number of tests in the partition: holm, bh (= fdr), by or bonferroni';

CREATE FUNCTION p_adjust(p double precision, method text DEFAULT 'holm') RETURNS numeric
  AS 'MODULE_PATHNAME', 'csat_p_adjust_float8' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION p_adjust(double precision, text) IS
  'p-value adjusted for the number of tests in the partition: holm, bh (= fdr), by or bonferroni';

CREATE FUNCTION suppressed(responses bigint, min integer DEFAULT 5) RETURNS boolean
  AS 'MODULE_PATHNAME', 'csat_suppressed' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION suppressed(bigint, integer) IS
  'is this cell of the partition to be hidden, having fewer than min responses or being needed so that no hidden cell '
  'follows from the total';

-- sum(bigint) is numeric
CREATE FUNCTION suppressed(responses double precision, min integer DEFAULT 5) RETURNS boolean
  AS 'MODULE_PATHNAME', 'csat_suppressed_float8' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION suppressed(double precision, integer) IS
  'is this cell of the partition to be hidden, having fewer than min responses or being needed so that no hidden cell '
  'follows from the total';

-- targets

CREATE FUNCTION csat_verdict(lower numeric, upper numeric, target numeric, lower_is_better boolean DEFAULT false) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE
    WHEN lower_is_better AND upper <= target OR NOT lower_is_better AND lower >= target THEN 'met'
    WHEN lower_is_better AND lower > target OR NOT lower_is_better AND upper < target THEN 'missed'
    ELSE 'undecided'
  END;
END;
COMMENT ON FUNCTION csat_verdict(numeric, numeric, numeric, boolean) IS
  'is the target met, missed or undecided, given the bounds of an interval';

CREATE FUNCTION csat_verdict(lower double precision, upper double precision, target double precision,
    lower_is_better boolean DEFAULT false)
  RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  BEGIN ATOMIC SELECT csat_verdict(lower::numeric, upper::numeric, target::numeric, lower_is_better); END;
COMMENT ON FUNCTION csat_verdict(double precision, double precision, double precision, boolean) IS
  'is the target met, missed or undecided, given the bounds of an interval';

CREATE TABLE csat_benchmark (
  metric          text NOT NULL,
  segment         text,
  kind            text NOT NULL DEFAULT 'target' CHECK (kind IN ('reference', 'target')),
  value           numeric NOT NULL,
  lower_is_better boolean NOT NULL DEFAULT false,
  source          text,
  as_of           date,
  responses       bigint CHECK (responses > 0),
  UNIQUE NULLS NOT DISTINCT (metric, segment, kind, as_of)
);
COMMENT ON TABLE csat_benchmark IS
  'scores to compare with: public figures (kind reference, replaced by updates) and your own targets (kind target, kept by '
  'pg_dump)';
COMMENT ON COLUMN csat_benchmark.metric IS 'csat, nps, ces, csi, churn, ...';
COMMENT ON COLUMN csat_benchmark.segment IS 'whose score this is; NULL for everybody';
COMMENT ON COLUMN csat_benchmark.kind IS 'reference: a public figure, for information only; target: yours, decides verdicts';
COMMENT ON COLUMN csat_benchmark.value IS 'the score, on the scale of the metric';
COMMENT ON COLUMN csat_benchmark.lower_is_better IS 'true where a score under the value is the good one, such as churn';
COMMENT ON COLUMN csat_benchmark.source IS 'who published the figure, where and in which year';
COMMENT ON COLUMN csat_benchmark.as_of IS 'the day the figure is of, the last one of its month, quarter or year, where known';
COMMENT ON COLUMN csat_benchmark.responses IS 'how many answers the figure rests on; NULL where that is not known';

-- What the publishers themselves say, so that a reader can look it up.
INSERT INTO csat_benchmark (metric, segment, kind, value, lower_is_better, source, as_of, responses) VALUES
  ('csat', 'common target', 'reference', 80, false, 'rule of thumb: CSAT about 80 percent', NULL, NULL),
  ('nps', 'common target', 'reference', 50, false, 'rule of thumb: NPS not below 50', NULL, NULL),
  ('churn', 'common target', 'reference', 5, true, 'rule of thumb: churn not above 5 percent', NULL, NULL),
  ('acsi', 'United States, all sectors', 'reference', 77.8, false,
    'American Customer Satisfaction Index, U.S. Overall Customer Satisfaction, fourth quarter of 2023', '2023-12-31', NULL),
  ('csi', 'United Kingdom, all sectors', 'reference', 76.8, false,
    'The Institute of Customer Service, UK Customer Satisfaction Index, January 2021', '2021-01-31', 45000),
  ('nps', 'United States, grocery, average', 'reference', 30.1, false,
    'Qualtrics XM Institute, U.S. consumer benchmark study, 2023: the highest of 22 industries', '2023-12-31', NULL),
  ('nps', 'United States, consumer payments, average', 'reference', -6.1, false,
    'Qualtrics XM Institute, U.S. consumer benchmark study, 2023: the lowest of 22 industries', '2023-12-31', NULL);

GRANT SELECT ON csat_benchmark TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON csat_benchmark TO @extowner@ WITH GRANT OPTION;
SELECT pg_catalog.pg_extension_config_dump('csat_benchmark', $$WHERE kind <> 'reference'$$);

-- planning

CREATE FUNCTION csat_sample_size(margin double precision, confidence double precision DEFAULT 0.95,
  expected double precision DEFAULT 50, population double precision DEFAULT NULL, power double precision DEFAULT NULL)
  RETURNS bigint
  AS 'MODULE_PATHNAME' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION csat_sample_size(double precision, double precision, double precision, double precision, double precision) IS
  'answers needed to know a percentage to within margin points; with power, answers per group needed to find a difference of '
  'margin points';

CREATE FUNCTION nps_sample_size(margin double precision, confidence double precision DEFAULT 0.95,
  variance double precision DEFAULT 1, population double precision DEFAULT NULL, power double precision DEFAULT NULL)
  RETURNS bigint
  AS 'MODULE_PATHNAME', 'csat_nps_sample_size' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION nps_sample_size(double precision, double precision, double precision, double precision, double precision) IS
  'answers needed to know a net score to within margin points; with power, answers per group needed to find a difference of '
  'margin points';

-- ---------------------------------------------------------------------------
-- section signals: did it move, who stands out, and why
-- ---------------------------------------------------------------------------

-- the mean over strata

CREATE FUNCTION stratified_ci(strata weighted_stats[], shares double precision[] DEFAULT NULL,
    confidence double precision DEFAULT 0.95)
  RETURNS score_interval
  AS 'MODULE_PATHNAME', 'stratified_ci' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION stratified_ci(weighted_stats[], double precision[], double precision) IS
  'mean over strata that were sampled apart, with interval; with shares, of strata that make up so much of the population';

-- the same people, or shops, before and after

CREATE FUNCTION score_change_accum(internal, tally, tally, text) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_change_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_change_accum(internal, tally, tally, text) IS 'aggregate transition function';

CREATE FUNCTION score_change_accum_inv(internal, tally, tally, text) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_change_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_change_accum_inv(internal, tally, tally, text) IS 'aggregate inverse transition function';

CREATE FUNCTION score_change_combine(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_change_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_change_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION score_change_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME', 'score_change_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_change_serialize(internal) IS 'aggregate serialisation function';

CREATE FUNCTION score_change_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_change_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_change_deserialize(bytea, internal) IS 'aggregate deserialisation function';

CREATE FUNCTION score_change_final(internal) RETURNS score_difference
  AS 'MODULE_PATHNAME', 'score_change_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_change_final(internal) IS 'aggregate final function';

CREATE AGGREGATE score_change(before tally, after tally, metric text) (
  SFUNC = score_change_accum, STYPE = internal, SSPACE = 1024, FINALFUNC = score_change_final,
  COMBINEFUNC = score_change_combine, SERIALFUNC = score_change_serialize, DESERIALFUNC = score_change_deserialize,
  MSFUNC = score_change_accum, MINVFUNC = score_change_accum_inv, MSTYPE = internal, MSSPACE = 1024,
  MFINALFUNC = score_change_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE score_change(tally, tally, text) IS
  'change of a score among the same people or clusters, one row each, with interval and test; either tally may be null';

-- one score against a target

CREATE FUNCTION score_test(t tally, target double precision, metric text, alternative text DEFAULT 'two-sided')
  RETURNS score_difference
  AS 'MODULE_PATHNAME', 'score_test' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_test(tally, double precision, text, text) IS
  'score less a target, with interval and test; alternative two-sided, greater or less; rows must be people';

-- several groups at once

CREATE TYPE score_homogeneity AS (statistic numeric, df integer, p_value numeric);
COMMENT ON TYPE score_homogeneity IS 'a test of one score in several groups';

CREATE FUNCTION score_homogeneity(tallies tally[], metric text) RETURNS score_homogeneity
  AS 'MODULE_PATHNAME', 'score_homogeneity' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_homogeneity(tally[], text) IS
  'do groups have one score? chi-squared test over all of them; rows must be people';

CREATE TYPE score_trend AS (
  slope numeric, lower numeric, upper numeric, statistic numeric, p_value numeric, dispersion numeric, p_adjusted numeric
);
COMMENT ON TYPE score_trend IS
  'the slope of a score over groups that stand on a line, with interval and test, and how far groups lie off the line';

CREATE FUNCTION score_trend(tallies tally[], x double precision[], metric text) RETURNS score_trend
  AS 'MODULE_PATHNAME', 'score_trend' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_trend(tally[], double precision[], text) IS
  'does a score rise or fall over x? interval and p_adjusted count what groups differ beyond chance; rows must be people';

CREATE TYPE score_split AS (change numeric, rate numeric, mix numeric);
COMMENT ON TYPE score_split IS 'a change of a score: what segments did (rate), and how their mix changed';

CREATE FUNCTION score_split(before tally[], after tally[], metric text) RETURNS score_split
  AS 'MODULE_PATHNAME', 'score_split' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_split(tally[], tally[], text) IS
  'splits a change into the scores of segments and their mix, by Kitagawa; one tally a segment, in the same order';

-- window functions over periods or groups

CREATE TYPE score_control AS (score numeric, centre numeric, lower numeric, upper numeric, signal text);
COMMENT ON TYPE score_control IS 'a period or group in a control chart: its score, the centre, its control limits and the signal';

CREATE FUNCTION score_control(t tally, metric text) RETURNS score_control
  AS 'MODULE_PATHNAME', 'score_control' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_control(tally, text) IS
  'which periods of the partition stand out: Laney control chart in the order of the window, funnel plot without';

CREATE FUNCTION score_shrunk(t tally, metric text) RETURNS numeric
  AS 'MODULE_PATHNAME', 'score_shrunk' LANGUAGE C WINDOW IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_shrunk(tally, text) IS
  'score for a ranking of the partition: the fewer answers a group has, the closer to the mean of all groups';

-- what goes with an outcome

CREATE TYPE score_driver AS (
  item integer, correlation numeric, importance numeric, mean numeric, responses bigint, r_squared numeric
);
COMMENT ON TYPE score_driver IS
  'an item that goes with an outcome: its correlation, and its share of what all items together tell of the outcome';

CREATE FUNCTION score_drivers_accum(internal, double precision, double precision[]) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_drivers_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_accum(internal, double precision, double precision[]) IS 'aggregate transition function';

CREATE FUNCTION score_drivers_accum_inv(internal, double precision, double precision[]) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_drivers_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_accum_inv(internal, double precision, double precision[]) IS
  'aggregate inverse transition function';

CREATE FUNCTION score_drivers_combine(internal, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_drivers_combine' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_combine(internal, internal) IS 'aggregate combine function';

CREATE FUNCTION score_drivers_serialize(internal) RETURNS bytea
  AS 'MODULE_PATHNAME', 'score_drivers_serialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_serialize(internal) IS 'aggregate serialisation function';

CREATE FUNCTION score_drivers_deserialize(bytea, internal) RETURNS internal
  AS 'MODULE_PATHNAME', 'score_drivers_deserialize' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_deserialize(bytea, internal) IS 'aggregate deserialisation function';

CREATE FUNCTION score_drivers_final(internal) RETURNS score_driver[]
  AS 'MODULE_PATHNAME', 'score_drivers_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION score_drivers_final(internal) IS 'aggregate final function';

CREATE AGGREGATE score_drivers(outcome double precision, VARIADIC items double precision[]) (
  SFUNC = score_drivers_accum, STYPE = internal, SSPACE = 2048, FINALFUNC = score_drivers_final,
  COMBINEFUNC = score_drivers_combine, SERIALFUNC = score_drivers_serialize, DESERIALFUNC = score_drivers_deserialize,
  MSFUNC = score_drivers_accum, MINVFUNC = score_drivers_accum_inv, MSTYPE = internal, MSSPACE = 2048,
  MFINALFUNC = score_drivers_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE score_drivers(double precision, double precision[]) IS
  'which items go with an outcome, and how much: relative weights after Johnson; an association, not a cause';

-- ---------------------------------------------------------------------------
-- section aggregates: from answers to scores and intervals
-- ---------------------------------------------------------------------------

-- Every score takes every type of answer, with no scale, with a scale, or with a scale and a weight: metrics x answer types x
-- forms, from the tables below. A boolean needs no scale, and a rating has its own. All aggregates with the same arguments have
-- the same transition function and initial state, so that a query computes it once for all of them.
DO $matrix$
DECLARE
  answer record;
  form record;
  metric record;
  args text;
BEGIN
  FOR answer IN
    SELECT * FROM (VALUES
      -- type              C function   kind of answer
      ('smallint',         'int2',      'score'),
      ('integer',          'int4',      'score'),
      ('double precision', 'float8',    'score'),
      ('numeric',          'numeric',   'score'),
      ('text',             'text',      'score'),
      ('jsonb',            'jsonb',     'score'),
      ('boolean',          'bool',      'boolean'),
      ('rating',           'rating',    'rating')) AS v (type, symbol, kind)
  LOOP
    FOR form IN
      SELECT * FROM (VALUES
        -- of kind    more arguments                    bytes of a state   where the scale is from
        ('score',     '',                               112,               'metric'),
        ('score',     ', rating_scale',                 112,               'row'),
        ('score',     ', rating_scale, double precision', 640,             'row'),
        ('boolean',   '',                               112,               'boolean'),
        ('rating',    '',                               112,               'row'),
        ('rating',    ', double precision',             640,               'row')) AS v (kind, more, space, scale)
      WHERE v.kind = answer.kind
    LOOP
      args := answer.type || form.more;
      EXECUTE pg_catalog.format($sql$
        CREATE FUNCTION tally_accum(tally, %1$s) RETURNS tally
          AS 'MODULE_PATHNAME', 'tally_accum_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
        COMMENT ON FUNCTION tally_accum(tally, %1$s) IS 'aggregate transition function';
        CREATE FUNCTION tally_accum_inv(tally, %1$s) RETURNS tally
          AS 'MODULE_PATHNAME', 'tally_accum_inv_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
        COMMENT ON FUNCTION tally_accum_inv(tally, %1$s) IS 'aggregate inverse transition function';
        $sql$, args, answer.symbol);

      FOR metric IN
        SELECT * FROM (VALUES
          -- name          final function       state without a scale argument          what it is
          ('tally',        'tally_final',       NULL,                                   'the tally of the answers'),
          ('csat',         'csat',              '1..5 top 2 {0,0,0,0,0}',               'percent of answers in the top box'),
          ('nps',          'nps',               '0..10 top 2 {0,0,0,0,0,0,0,0,0,0,0}',  'Net Promoter Score, -100..100'),
          ('ces',          'ces',               '1..7 top 2 {0,0,0,0,0,0,0}',           'Customer Effort Score, the mean score'),
          ('ces_easy',     'ces_easy',          '1..7 top 2 {0,0,0,0,0,0,0}',
           'percent of answers on the good side of the midpoint'),
          ('csat_ci',      'csat_ci_final',     '1..5 top 2 {0,0,0,0,0}',
           'csat with its 95 percent Wilson interval; rows must be people, one answer each'),
          ('nps_ci',       'nps_ci_final',      '0..10 top 2 {0,0,0,0,0,0,0,0,0,0,0}',
           'nps with its 95 percent adjusted Wald interval; rows must be people, one answer each'),
          ('ces_ci',       'ces_ci_final',      '1..7 top 2 {0,0,0,0,0,0,0}',
           'ces with its 95 percent adjusted t interval; rows must be people, one answer each'),
          ('ces_easy_ci',  'ces_easy_ci_final', '1..7 top 2 {0,0,0,0,0,0,0}',
           'ces_easy with its 95 percent Wilson interval; rows must be people, one answer each')
          ) AS v (name, final, zero, what)
        WHERE form.scale = 'row' OR (form.scale = 'metric' AND v.zero IS NOT NULL)
           OR (form.scale = 'boolean' AND v.name IN ('tally', 'csat', 'csat_ci'))
      LOOP
        EXECUTE pg_catalog.format($sql$
          CREATE AGGREGATE %1$I(%2$s) (
            SFUNC = tally_accum, STYPE = tally, SSPACE = %3$s, INITCOND = %4$L, FINALFUNC = %5$I,
            COMBINEFUNC = tally_combine,
            MSFUNC = tally_accum, MINVFUNC = tally_accum_inv, MSTYPE = tally, MSSPACE = %3$s,
            MINITCOND = %4$L, MFINALFUNC = %5$I,
            PARALLEL = SAFE);
          COMMENT ON AGGREGATE %1$I(%2$s) IS %6$L;
          $sql$, metric.name, args, form.space,
          CASE form.scale WHEN 'row' THEN '{}' WHEN 'boolean' THEN '0..1 top 1 {0,0}' ELSE metric.zero END,
          metric.final,
          CASE WHEN form.scale = 'row' OR form.scale = 'metric' AND metric.name ~ '_ci$' THEN metric.what
               WHEN form.scale = 'metric' THEN metric.what || '; default scale ' || split_part(metric.zero, ' ', 1)
               WHEN metric.name = 'csat' THEN 'percent true'
               WHEN metric.name = 'csat_ci'
               THEN 'percent true with its 95 percent Wilson interval; rows must be people, one answer each'
               ELSE 'the tally of false (0) and true (1)' END);
      END LOOP;
    END LOOP;
  END LOOP;
END
$matrix$;

-- An integer is a point of the scale, so its state is that of a weighted tally, and shared with nps, csat and tally.
CREATE FUNCTION tally_percent_of_maximum(tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_percent_of_maximum' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_percent_of_maximum(tally) IS 'aggregate final function of csi(integer, scale, weight)';

CREATE AGGREGATE csi(score integer, scale rating_scale, weight double precision) (
  SFUNC = tally_accum, STYPE = tally, SSPACE = 640, INITCOND = '{}', FINALFUNC = tally_percent_of_maximum,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum, MINVFUNC = tally_accum_inv, MSTYPE = tally, MSSPACE = 640,
  MINITCOND = '{}', MFINALFUNC = tally_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(integer, rating_scale, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

CREATE AGGREGATE csi(score smallint, scale rating_scale, weight double precision) (
  SFUNC = tally_accum, STYPE = tally, SSPACE = 640, INITCOND = '{}', FINALFUNC = tally_percent_of_maximum,
  COMBINEFUNC = tally_combine,
  MSFUNC = tally_accum, MINVFUNC = tally_accum_inv, MSTYPE = tally, MSSPACE = 640,
  MINITCOND = '{}', MFINALFUNC = tally_percent_of_maximum,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csi(smallint, rating_scale, double precision) IS
  'importance-weighted satisfaction index, percent of the maximum score; on 1..5 it cannot be below 20';

-- answers that were counted already
CREATE FUNCTION tally_from_counts(counts bigint[], scale rating_scale, missing bigint DEFAULT 0) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_from_counts' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tally_from_counts(bigint[], rating_scale, bigint) IS
  'tally of answers that were counted elsewhere: one count for each point, from the lowest to the highest';

DO $frequencies$
DECLARE
  answer record;
BEGIN
  FOR answer IN
    SELECT * FROM (VALUES
      -- arguments but the frequency     C function   state without a row
      ('smallint, rating_scale',         'int2',      '{}'),
      ('integer, rating_scale',          'int4',      '{}'),
      ('double precision, rating_scale', 'float8',    '{}'),
      ('numeric, rating_scale',          'numeric',   '{}'),
      ('text, rating_scale',             'text',      '{}'),
      ('jsonb, rating_scale',            'jsonb',     '{}'),
      ('boolean',                        'bool',      '0..1 top 1 {0,0}'),
      ('rating',                         'rating',    '{}')) AS v (args, symbol, zero)
  LOOP
    EXECUTE pg_catalog.format($sql$
      CREATE FUNCTION tally_accum_frequency(tally, %1$s, numeric) RETURNS tally
        AS 'MODULE_PATHNAME', 'tally_frequency_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
      COMMENT ON FUNCTION tally_accum_frequency(tally, %1$s, numeric) IS 'aggregate transition function';
      CREATE FUNCTION tally_accum_frequency_inv(tally, %1$s, numeric) RETURNS tally
        AS 'MODULE_PATHNAME', 'tally_frequency_inv_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
      COMMENT ON FUNCTION tally_accum_frequency_inv(tally, %1$s, numeric) IS 'aggregate inverse transition function';
      CREATE AGGREGATE tally_frequencies(%1$s, numeric) (
        SFUNC = tally_accum_frequency, STYPE = tally, SSPACE = 112, INITCOND = %3$L, FINALFUNC = tally_final,
        COMBINEFUNC = tally_combine,
        MSFUNC = tally_accum_frequency, MINVFUNC = tally_accum_frequency_inv, MSTYPE = tally, MSSPACE = 112,
        MINITCOND = %3$L, MFINALFUNC = tally_final,
        PARALLEL = SAFE);
      COMMENT ON AGGREGATE tally_frequencies(%1$s, numeric) IS
        'the tally of answers that were counted already: each row stands for so many';
      $sql$, answer.args, answer.symbol, answer.zero);
  END LOOP;
END
$frequencies$;

-- each respondent's latest answer: the order of the rows is that of ORDER BY, in the call or in the window

CREATE FUNCTION tally_latest_final(internal) RETURNS tally
  AS 'MODULE_PATHNAME', 'tally_latest_final' LANGUAGE C IMMUTABLE PARALLEL SAFE;
COMMENT ON FUNCTION tally_latest_final(internal) IS 'aggregate final function of tally_latest';

DO $latest$
DECLARE
  score text;
BEGIN
  FOREACH score IN ARRAY '{smallint,integer,double precision,numeric,text,jsonb}'::text[] LOOP
    EXECUTE pg_catalog.format($sql$
      CREATE FUNCTION tally_latest_accum(internal, %1$s, rating_scale, anyelement) RETURNS internal
        AS 'MODULE_PATHNAME', 'tally_latest_accum' LANGUAGE C IMMUTABLE PARALLEL SAFE;
      COMMENT ON FUNCTION tally_latest_accum(internal, %1$s, rating_scale, anyelement) IS 'aggregate transition function';
      CREATE FUNCTION tally_latest_accum_inv(internal, %1$s, rating_scale, anyelement) RETURNS internal
        AS 'MODULE_PATHNAME', 'tally_latest_accum_inv' LANGUAGE C IMMUTABLE PARALLEL SAFE;
      COMMENT ON FUNCTION tally_latest_accum_inv(internal, %1$s, rating_scale, anyelement) IS
        'aggregate inverse transition function';
      CREATE AGGREGATE tally_latest(score %1$s, scale rating_scale, respondent anyelement) (
        SFUNC = tally_latest_accum, STYPE = internal, SSPACE = 8192, FINALFUNC = tally_latest_final,
        MSFUNC = tally_latest_accum, MINVFUNC = tally_latest_accum_inv, MSTYPE = internal, MSSPACE = 8192,
        MFINALFUNC = tally_latest_final,
        PARALLEL = SAFE);
      COMMENT ON AGGREGATE tally_latest(%1$s, rating_scale, anyelement) IS
        'the tally of each respondent''s latest answer, by the order of the rows';
      $sql$, score);
  END LOOP;
END
$latest$;

-- ---------------------------------------------------------------------------
-- section rollup: tallies that follow a table
-- ---------------------------------------------------------------------------

CREATE FUNCTION csat_rollup_options(options jsonb) RETURNS boolean
  AS 'MODULE_PATHNAME', 'csat_rollup_options' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_options(jsonb) IS 'true: marks the definition of a roll-up in its view of tallies, and holds its options';

CREATE FUNCTION csat_rollup_reads(answer anyelement, scale rating_scale) RETURNS boolean
  AS 'MODULE_PATHNAME', 'csat_rollup_reads' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_reads(anyelement, rating_scale) IS 'is the answer a point of the scale? NULL if it is missing; never an error';

CREATE FUNCTION csat_rollup_followed(source regclass, changes regclass) RETURNS boolean
  AS 'MODULE_PATHNAME', 'csat_rollup_followed' LANGUAGE C STABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_followed(regclass, regclass) IS
  'true if what is written to the source of a live roll-up is counted, otherwise an error';

CREATE FUNCTION csat_rollups(OUT name text, OUT source regclass, OUT metric text, OUT mode text, OUT every text,
    OUT by name[], OUT at text, OUT options jsonb) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'csat_rollups' LANGUAGE C STABLE;
COMMENT ON FUNCTION csat_rollups() IS 'the roll-ups of this database, by what the catalog records of them';

CREATE VIEW csat_rollup AS SELECT name, source, metric, mode, every, by, at, options FROM csat_rollups();
COMMENT ON VIEW csat_rollup IS 'the roll-ups of this database, read off the catalog';
COMMENT ON COLUMN csat_rollup.name IS 'the view NAME, schema-qualified';
COMMENT ON COLUMN csat_rollup.source IS 'table or view whose answers are counted';
COMMENT ON COLUMN csat_rollup.metric IS 'a word of the table of metrics, such as nps or top_box 2';
COMMENT ON COLUMN csat_rollup.mode IS 'live (followed by triggers) or scheduled (recomputed by csat_refresh_rollup)';
COMMENT ON COLUMN csat_rollup.every IS 'length of a period';
COMMENT ON COLUMN csat_rollup.by IS 'columns that the answers are segmented by';
COMMENT ON COLUMN csat_rollup.at IS 'column of the time that periods are cut from';
COMMENT ON COLUMN csat_rollup.options IS 'all that csat_create_rollup was asked for';
GRANT SELECT ON csat_rollup TO PUBLIC;

CREATE FUNCTION csat_rollup_p_value(p double precision) RETURNS numeric
  AS 'MODULE_PATHNAME', 'csat_rollup_p_value' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_p_value(double precision) IS 'a p-value as numeric of at most 28 places, as many as every reader takes';

CREATE FUNCTION csat_rollup_net_accum(tally, tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'csat_rollup_net_accum' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_net_accum(tally, tally, tally) IS 'aggregate transition function of csat_rollup_net';

CREATE FUNCTION csat_rollup_net_accum_inv(tally, tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'csat_rollup_net_accum_inv' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_net_accum_inv(tally, tally, tally) IS 'aggregate inverse transition function of csat_rollup_net';

CREATE FUNCTION csat_rollup_net_combine(tally, tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'csat_rollup_net_combine' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_net_combine(tally, tally) IS 'aggregate combine function of csat_rollup_net';

CREATE FUNCTION csat_rollup_net_final(tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'csat_rollup_net_final' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_net_final(tally) IS 'aggregate final function of csat_rollup_net';

CREATE AGGREGATE csat_rollup_net(added tally, removed tally) (
  SFUNC = csat_rollup_net_accum, STYPE = tally, SSPACE = 160, INITCOND = '{}', FINALFUNC = csat_rollup_net_final,
  COMBINEFUNC = csat_rollup_net_combine,
  MSFUNC = csat_rollup_net_accum, MINVFUNC = csat_rollup_net_accum_inv, MSTYPE = tally, MSSPACE = 160,
  MINITCOND = '{}', MFINALFUNC = csat_rollup_net_final,
  PARALLEL = SAFE);
COMMENT ON AGGREGATE csat_rollup_net(tally, tally) IS 'sum(added) - sum(removed), or NULL where that would be negative';

CREATE FUNCTION csat_period(every text, at timestamptz, time_zone text, first integer DEFAULT 1) RETURNS date
  AS 'MODULE_PATHNAME', 'csat_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_period(text, timestamptz, text, integer) IS
  'first day of the day, week, month, quarter, year, fiscal quarter or fiscal year that a time falls in, in a time zone; first: the '
  'day that weeks begin on, 1 Monday to 7 Sunday, or the month that fiscal years begin with';

CREATE FUNCTION csat_hour(at timestamptz, time_zone text) RETURNS timestamptz
  AS 'MODULE_PATHNAME', 'csat_hour' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_hour(timestamptz, text) IS 'first moment of the hour that a time falls in, on the clock of a time zone';

CREATE FUNCTION csat_rollup_append() RETURNS trigger
  AS 'MODULE_PATHNAME', 'csat_rollup_append' LANGUAGE C;
COMMENT ON FUNCTION csat_rollup_append() IS 'trigger of live roll-ups: appends what a statement added and removed';

CREATE FUNCTION csat_rollup_truncate() RETURNS trigger
  AS 'MODULE_PATHNAME', 'csat_rollup_truncate' LANGUAGE C;
COMMENT ON FUNCTION csat_rollup_truncate() IS 'trigger of live roll-ups: follows TRUNCATE';

CREATE FUNCTION csat_create_rollup(name text, source regclass, metric text, score name, scale rating_scale,
    at name, every text, by name[] DEFAULT '{}', mode text DEFAULT 'live', weight name DEFAULT NULL,
    filter text DEFAULT NULL, target numeric DEFAULT NULL, lower_is_better boolean DEFAULT false,
    min_responses integer DEFAULT NULL, time_zone text DEFAULT NULL, person name DEFAULT NULL, latest interval DEFAULT NULL,
    on_bad text DEFAULT 'error', replace boolean DEFAULT false, adjust text DEFAULT 'holm', baseline text DEFAULT 'previous',
    week_start text DEFAULT 'monday', fiscal_start integer DEFAULT NULL) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_create_rollup' LANGUAGE C;
COMMENT ON FUNCTION csat_create_rollup(text, regclass, text, name, rating_scale, name, text, name[], text, name, text,
    numeric, boolean, integer, text, name, interval, text, boolean, text, text, text, integer) IS
  'make a table of tallies that follows a table of answers, and its views for SQL and BI tools';

CREATE FUNCTION csat_refresh_rollup(name text, since timestamptz DEFAULT NULL, rebuild boolean DEFAULT false) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_refresh_rollup' LANGUAGE C;
COMMENT ON FUNCTION csat_refresh_rollup(text, timestamptz, boolean) IS
  'fold the changes of a live roll-up, recompute a scheduled one; rebuild recomputes a live one too';

CREATE FUNCTION csat_check_rollup(name text, since timestamptz DEFAULT NULL,
    OUT period text, OUT segments jsonb, OUT rollup tally, OUT source tally)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'csat_check_rollup' LANGUAGE C;
COMMENT ON FUNCTION csat_check_rollup(text, timestamptz) IS
  'periods and segments where a roll-up differs from its source; no rows: it is right';

CREATE FUNCTION csat_scorecard(VARIADIC names text[], OUT rollup text, OUT metric text, OUT period date, OUT complete boolean,
    OUT segments jsonb, OUT asked bigint, OUT responses bigint, OUT score numeric, OUT lower numeric, OUT upper numeric,
    OUT previous numeric, OUT change numeric, OUT p_adjusted numeric, OUT movement text, OUT target numeric, OUT verdict text)
  RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'csat_scorecard' LANGUAGE C STABLE STRICT;
COMMENT ON FUNCTION csat_scorecard(text[]) IS 'the figures of several roll-ups as one long table, read as the caller';

CREATE FUNCTION csat_drop_rollup(name text) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_drop_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION csat_drop_rollup(text) IS 'drop a roll-up: its triggers, views and table';

-- ---------------------------------------------------------------------------
-- section report: pages and pictures. Written in src/report/, put here by scripts/report-section
-- ---------------------------------------------------------------------------

-- data.sql: what a report is drawn from, read once: the functions that draw see nothing but this.

CREATE TYPE csat_report_row AS (
  period timestamp,
  complete boolean,
  segments jsonb,
  is_total boolean,
  hidden boolean,
  asked bigint,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  difference numeric,
  difference_lower numeric,
  difference_upper numeric,
  p_rest numeric,
  tally tally,
  change numeric,
  p_change numeric,
  movement text);
COMMENT ON TYPE csat_report_row IS 'a row of a roll-up''s NAME_report, with what NAME says of its cell';

CREATE TYPE csat_report_period AS (
  number integer,
  period timestamp,
  complete boolean,
  asked bigint,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  change numeric,
  change_lower numeric,
  change_upper numeric,
  p_change numeric,
  movement text,
  target numeric,
  verdict text,
  signal text,
  centre numeric,
  tally tally);
COMMENT ON TYPE csat_report_period IS 'a period of a report, over all segments; its score is NULL where it is not shown';

CREATE TYPE csat_report_segment AS (
  name text,
  hidden boolean,
  responses bigint,
  score numeric,
  lower numeric,
  upper numeric,
  difference numeric,
  difference_lower numeric,
  difference_upper numeric,
  p_rest numeric,
  previous numeric,
  change numeric,
  change_lower numeric,
  change_upper numeric,
  p_change numeric,
  movement text);
COMMENT ON TYPE csat_report_segment IS 'a segment in the period that a report is about; p_rest and p_change are adjusted';

CREATE TYPE csat_report_data AS (
  name text,
  title text,
  first_id integer,
  words jsonb,
  metric text,
  metric_name text,
  short_name text,
  mode text,
  every text,
  fiscal_start integer,
  baseline text,
  adjust text,
  person boolean,
  target numeric,
  min_responses integer,
  low numeric,
  high numeric,
  net boolean,
  digits integer,
  scale rating_scale,
  periods csat_report_period[],
  latest csat_report_period,
  before csat_report_period,
  before_name text,
  year_ago csat_report_period,
  segments csat_report_segment[]);
COMMENT ON TYPE csat_report_data IS 'what a report says of one roll-up, before it is drawn';

-- words.sql: what a report says, in each language. A sentence has {names} where figures go, in whatever order the language wants.
-- A new language is a column here; a database may add one of its own by rows of csat_report_word. Texts are HTML, so that & is
-- &amp;. What is not ASCII is written plainly here, and becomes a reference such as &#x2212; in the install script, which has to
-- work in databases of every encoding.

CREATE TABLE csat_report_word (
  lang text NOT NULL,
  word text NOT NULL,
  text text NOT NULL,
  PRIMARY KEY (lang, word));
COMMENT ON TABLE csat_report_word IS 'words and sentences of reports; a language is a row for each word that en has';
COMMENT ON COLUMN csat_report_word.lang IS 'language, as in the lang attribute of HTML: en, nl, de';
COMMENT ON COLUMN csat_report_word.word IS 'name of the word or sentence';
COMMENT ON COLUMN csat_report_word.text IS 'how it is said, as HTML; {name} stands for a figure or a name';

INSERT INTO csat_report_word
SELECT l.lang, w.word, l.text
FROM (VALUES
-- numbers
('decimal', '.', ',', ','),
('thousands', ',', '.', '.'),
('percent', '%', '%', '&#xA0;%'),
('to', 'to', 'tot', 'bis'),
('and', 'and', 'en', 'und'),
-- periods: in a sentence, in a table, without the year, below an axis
('months',
 'January February March April May June July August September October November December',
 'januari februari maart april mei juni juli augustus september oktober november december',
 'Januar Februar M&#xE4;rz April Mai Juni Juli August September Oktober November Dezember'),
('months short',
 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
 'jan feb mrt apr mei jun jul aug sep okt nov dec',
 'Jan Feb M&#xE4;r Apr Mai Jun Jul Aug Sep Okt Nov Dez'),
('period hour',
 '{d} {month} {y}, {h}|{d} {mon} {h}|{h}|{h}',
 '{d} {month} {y}, {h}|{d} {mon} {h}|{h}|{h}',
 '{d}. {month} {y}, {h}|{d}. {mon} {h}|{h}|{h}'),
('period day',
 '{d} {month} {y}|{d} {mon} {y}|{d} {month}|{d} {mon}',
 '{d} {month} {y}|{d} {mon} {y}|{d} {month}|{d} {mon}',
 '{d}. {month} {y}|{d}. {mon} {y}|{d}. {month}|{d}. {mon}'),
('period week',
 'week {w} of {wy}|W{w} {wy}|week {w}|W{w}',
 'week {w} van {wy}|wk {w} {wy}|week {w}|wk {w}',
 'Woche {w} von {wy}|KW {w} {wy}|Woche {w}|KW {w}'),
('period month', '{month} {y}|{mon} {y}|{month}|{mon}', '{month} {y}|{mon} {y}|{month}|{mon}', '{month} {y}|{mon} {y}|{month}|{mon}'),
('period quarter', 'Q{q} {y}|Q{q} {y}|Q{q}|Q{q}', 'Q{q} {y}|Q{q} {y}|Q{q}|Q{q}', 'Q{q} {y}|Q{q} {y}|Q{q}|Q{q}'),
('period year', '{y}|{y}|{y}|{y}', '{y}|{y}|{y}|{y}', '{y}|{y}|{y}|{y}'),
('in hour', 'in the hour from {p}', 'in het uur vanaf {p}', 'in der Stunde ab {p}'),
('in day', 'on {p}', 'op {p}', 'am {p}'),
('in week', 'in {p}', 'in {p}', 'in {p}'),
('in month', 'in {p}', 'in {p}', 'im {p}'),
('in quarter', 'in {p}', 'in {p}', 'im {p}'),
('in year', 'in {p}', 'in {p}', '{p}'),
('unit hour', 'Hour', 'Uur', 'Stunde'),
('unit day', 'Day', 'Dag', 'Tag'),
('unit week', 'Week', 'Week', 'Woche'),
('unit month', 'Month', 'Maand', 'Monat'),
('unit quarter', 'Quarter', 'Kwartaal', 'Quartal'),
('unit year', 'Year', 'Jaar', 'Jahr'),
('units hour', 'hours', 'uur', 'Stunden'),
('units day', 'days', 'dagen', 'Tage'),
('units week', 'weeks', 'weken', 'Wochen'),
('units month', 'months', 'maanden', 'Monate'),
('units quarter', 'quarters', 'kwartalen', 'Quartale'),
('units year', 'years', 'jaar', 'Jahre'),
('each hour', 'each hour', 'per uur', 'je Stunde'),
('each day', 'each day', 'per dag', 'je Tag'),
('each week', 'each week', 'per week', 'je Woche'),
('each month', 'each month', 'per maand', 'je Monat'),
('each quarter', 'each quarter', 'per kwartaal', 'je Quartal'),
('each year', 'each year', 'per jaar', 'je Jahr'),
('per hour', 'an hour', 'per uur', 'je Stunde'),
('per day', 'a day', 'per dag', 'am Tag'),
('per week', 'a week', 'per week', 'je Woche'),
('per month', 'a month', 'per maand', 'im Monat'),
('per quarter', 'a quarter', 'per kwartaal', 'im Quartal'),
('per year', 'a year', 'per jaar', 'im Jahr'),
('runs hour', 'the hour still runs', 'het uur loopt nog', 'die Stunde l&#xE4;uft noch'),
('runs day', 'the day still runs', 'de dag loopt nog', 'der Tag l&#xE4;uft noch'),
('runs week', 'the week still runs', 'de week loopt nog', 'die Woche l&#xE4;uft noch'),
('runs month', 'the month still runs', 'de maand loopt nog', 'der Monat l&#xE4;uft noch'),
('runs quarter', 'the quarter still runs', 'het kwartaal loopt nog', 'das Quartal l&#xE4;uft noch'),
('runs year', 'the year still runs', 'het jaar loopt nog', 'das Jahr l&#xE4;uft noch'),
('none hour', 'No hour', 'Geen uur', 'Keine Stunde'),
('none day', 'No day', 'Geen dag', 'Kein Tag'),
('none week', 'No week', 'Geen week', 'Keine Woche'),
('none month', 'No month', 'Geen maand', 'Kein Monat'),
('none quarter', 'No quarter', 'Geen kwartaal', 'Kein Quartal'),
('none year', 'No year', 'Geen jaar', 'Kein Jahr'),
('before hour', 'the hour before', 'het uur ervoor', 'die Stunde davor'),
('before day', 'the day before', 'de dag ervoor', 'der Tag davor'),
('before week', 'the week before', 'de week ervoor', 'die Woche davor'),
('before month', 'the month before', 'de maand ervoor', 'der Monat davor'),
('before quarter', 'the quarter before', 'het kwartaal ervoor', 'das Quartal davor'),
('before year', 'the year before', 'het jaar ervoor', 'das Jahr davor'),
('before a year', 'the same period a year before', 'dezelfde periode een jaar eerder', 'derselbe Zeitraum ein Jahr davor'),
-- metrics: in full, in short, and how they are computed
('metric csat', 'Satisfied customers', 'Tevreden klanten', 'Zufriedene Kunden'),
('metric nps', 'Net Promoter Score', 'Net Promoter Score', 'Net Promoter Score'),
('metric ces', 'Customer effort', 'Klantinspanning', 'Kundenaufwand'),
('metric ces_easy', 'Customers who found it easy', 'Klanten die het makkelijk vonden', 'Kunden, die es leicht fanden'),
('metric mean', 'Mean score', 'Gemiddelde score', 'Mittlerer Wert'),
('metric top_box', 'Best {k} answers', 'Beste {k} antwoorden', 'Beste {k} Antworten'),
('metric net_box',
 'Best {k} less worst {l} answers',
 'Beste {k} min slechtste {l} antwoorden',
 'Beste {k} minus schlechteste {l} Antworten'),
('short csat', 'CSAT', 'CSAT', 'CSAT'),
('short nps', 'NPS', 'NPS', 'NPS'),
('short ces', 'CES', 'CES', 'CES'),
('short ces_easy', 'CES easy', 'CES easy', 'CES easy'),
('short mean', 'Mean', 'Gemiddeld', 'Mittel'),
('short top_box', 'Top {k}', 'Top {k}', 'Top {k}'),
('short net_box', 'Net {k}/{l}', 'Netto {k}/{l}', 'Netto {k}/{l}'),
('formula csat',
 'CSAT = percentage in the best {k} of {n} points.',
 'CSAT = percentage in de beste {k} van {n} punten.',
 'CSAT = Prozent in den besten {k} von {n} Punkten.'),
('formula nps',
 'NPS = percentage of promoters (9, 10) less detractors (0 to 6).',
 'NPS = percentage promotors (9, 10) min criticasters (0 tot en met 6).',
 'NPS = Prozent Promotoren (9, 10) minus Detraktoren (0 bis 6).'),
('formula ces',
 'CES = mean of {lo} to {hi}, {best} is best.',
 'CES = gemiddelde van {lo} tot en met {hi}, {best} is best.',
 'CES = Mittel von {lo} bis {hi}, {best} ist am besten.'),
('formula ces_easy',
 'CES easy = percentage on the good side of the midpoint of {lo} to {hi}.',
 'CES easy = percentage aan de goede kant van het midden van {lo} tot en met {hi}.',
 'CES easy = Prozent auf der guten Seite der Mitte von {lo} bis {hi}.'),
('formula mean',
 'Mean of {lo} to {hi}, {best} is best.',
 'Gemiddelde van {lo} tot en met {hi}, {best} is best.',
 'Mittel von {lo} bis {hi}, {best} ist am besten.'),
('formula top_box',
 'Percentage in the best {k} of {n} points.',
 'Percentage in de beste {k} van {n} punten.',
 'Prozent in den besten {k} von {n} Punkten.'),
('formula net_box',
 'Percentage in the best {k} less that in the worst {l} of {n} points.',
 'Percentage in de beste {k} min dat in de slechtste {l} van {n} punten.',
 'Prozent in den besten {k} minus Prozent in den schlechtesten {l} von {n} Punkten.'),
('group promoter', 'Promoters', 'Promotors', 'Promotoren'),
('group passive', 'Passives', 'Passieven', 'Passive'),
('group detractor', 'Detractors', 'Criticasters', 'Detraktoren'),
-- the headline
('lead', '{s} was {v} {in} ({l} to {u}).', '{s} was {v} {in} ({l} tot {u}).', '{s} lag {in} bei {v} ({l} bis {u}).'),
('lead alone', '{s} was {v} {in}.', '{s} was {v} {in}.', '{s} lag {in} bei {v}.'),
('lead none',
 '{p} has too few answers for a score.',
 '{p} heeft te weinig antwoorden voor een score.',
 '{p} hat zu wenige Antworten f&#xFC;r einen Wert.'),
('lead empty', 'There are no answers yet.', 'Er zijn nog geen antwoorden.', 'Es gibt noch keine Antworten.'),
('lead runs', 'The first period still runs: {p}.', 'De eerste periode loopt nog: {p}.', 'Der erste Zeitraum l&#xE4;uft noch: {p}.'),
('target met', 'The target of {t} is met.', 'Het doel van {t} is gehaald.', 'Das Ziel von {t} ist erreicht.'),
('target missed', 'The target of {t} is missed.', 'Het doel van {t} is niet gehaald.', 'Das Ziel von {t} ist verfehlt.'),
('target undecided',
 'The target of {t} lies within that range: undecided.',
 'Het doel van {t} ligt daarbinnen: onbeslist.',
 'Das Ziel von {t} liegt darin: offen.'),
('lead up', 'Up {d} since {q}.', 'Sinds {q} {d} omhoog.', 'Seit {q} um {d} gestiegen.'),
('lead down', 'Down {d} since {q}.', 'Sinds {q} {d} omlaag.', 'Seit {q} um {d} gefallen.'),
('lead unclear', 'No clear change since {q}.', 'Geen duidelijke verandering sinds {q}.', 'Keine klare Ver&#xE4;nderung seit {q}.'),
-- the key figures
('interval', '95% interval', '95%-interval', '95-%-Intervall'),
('interval of', '95% interval {l} to {u}', '95%-interval {l} tot {u}', '95-%-Intervall {l} bis {u}'),
('interval none', 'no interval', 'geen interval', 'kein Intervall'),
('target', 'Target', 'Doel', 'Ziel'),
('is met', 'met: the whole interval reaches it', 'gehaald: het hele interval haalt het', 'erreicht: das ganze Intervall erreicht es'),
('is missed',
 'missed: the whole interval falls short',
 'niet gehaald: het hele interval blijft achter',
 'verfehlt: das ganze Intervall bleibt zur&#xFC;ck'),
('is undecided', 'undecided: inside the interval', 'onbeslist: het ligt in het interval', 'offen: es liegt im Intervall'),
('target none', 'none set', 'geen', 'keines'),
('since', 'Since {q}', 'Sinds {q}', 'Seit {q}'),
('change up', '{l} to {u}: up', '{l} tot {u}: omhoog', '{l} bis {u}: gestiegen'),
('change down', '{l} to {u}: down', '{l} tot {u}: omlaag', '{l} bis {u}: gefallen'),
('change unclear', '{l} to {u}: unclear', '{l} tot {u}: onduidelijk', '{l} bis {u}: unklar'),
('change none', 'no period before', 'geen periode ervoor', 'kein Zeitraum davor'),
('moved up', 'up', 'omhoog', 'gestiegen'),
('moved down', 'down', 'omlaag', 'gefallen'),
('moved unclear', 'unclear', 'onduidelijk', 'unklar'),
('answers', 'Answers', 'Antwoorden', 'Antworten'),
('answers small', 'answers', 'antwoorden', 'Antworten'),
('answers column', 'Answers', 'Antw.', 'Antw.'),
('of asked', 'of {a} asked, {r}', 'van {a} gevraagden, {r}', 'von {a} Befragten, {r}'),
-- the trend
('trend hour', 'Hour by hour', 'Uur na uur', 'Stunde f&#xFC;r Stunde'),
('trend day', 'Day by day', 'Dag na dag', 'Tag f&#xFC;r Tag'),
('trend week', 'Week by week', 'Week na week', 'Woche f&#xFC;r Woche'),
('trend month', 'Month by month', 'Maand na maand', 'Monat f&#xFC;r Monat'),
('trend quarter', 'Quarter by quarter', 'Kwartaal na kwartaal', 'Quartal f&#xFC;r Quartal'),
('trend year', 'Year by year', 'Jaar na jaar', 'Jahr f&#xFC;r Jahr'),
('trend note',
 'Line: {s} of {each}. Band: its 95% interval.',
 'Lijn: {s} {each}. Band: het 95%-interval.',
 'Linie: {s} {each}. Band: 95-%-Intervall.'),
('trend target', 'Dashed: target.', 'Streepjes: doel.', 'Gestrichelt: Ziel.'),
('trend open', 'Open dot: {runs}.', 'Open punt: {runs}.', 'Offener Punkt: {runs}.'),
('trend ring', 'Ring: outside the usual variation.', 'Ring: buiten de gewone schommeling.', 'Ring: au&#xDF;erhalb der &#xFC;blichen Schwankung.'),
('trend run',
 'Thick line: the mean, beside a run of eight or more.',
 'Dikke lijn: het gemiddelde, bij een reeks van acht of meer.',
 'Dicke Linie: das Mittel, bei einer Folge von acht oder mehr.'),
('trend hidden',
 'Gaps: too few answers, not shown.',
 'Gaten: te weinig antwoorden, niet getoond.',
 'L&#xFC;cken: zu wenige Antworten, nicht gezeigt.'),
('signal none',
 '{none} stands out from the usual variation.',
 '{none} valt buiten de gewone schommeling.',
 '{none} f&#xE4;llt aus der &#xFC;blichen Schwankung.'),
('signal few',
 'Fewer than eight {units}: too few to tell a signal.',
 'Minder dan acht {units}: te weinig voor een signaal.',
 'Weniger als acht {units}: zu wenige f&#xFC;r ein Signal.'),
('signals above', 'Above the usual variation: {x}.', 'Boven de gewone schommeling: {x}.', '&#xDC;ber der &#xFC;blichen Schwankung: {x}.'),
('signals below', 'Below the usual variation: {x}.', 'Onder de gewone schommeling: {x}.', 'Unter der &#xFC;blichen Schwankung: {x}.'),
('run above',
 'Eight {units} or more above the mean: {x}.',
 'Acht {units} of meer boven het gemiddelde: {x}.',
 'Acht {units} oder mehr &#xFC;ber dem Mittel: {x}.'),
('run below',
 'Eight {units} or more below the mean: {x}.',
 'Acht {units} of meer onder het gemiddelde: {x}.',
 'Acht {units} oder mehr unter dem Mittel: {x}.'),
('label above', 'unusually high', 'ongewoon hoog', 'ungew&#xF6;hnlich hoch'),
('label below', 'unusually low', 'ongewoon laag', 'ungew&#xF6;hnlich niedrig'),
('label target', 'target {t}', 'doel {t}', 'Ziel {t}'),
('label open', '{v} so far', '{v} tot nu', '{v} bisher'),
('strip',
 'Answered (filled) of asked (outline), at most {x} {per}',
 'Beantwoord (gevuld) van gevraagd (omlijnd), ten hoogste {x} {per}',
 'Beantwortet (gef&#xFC;llt) von befragt (umrandet), h&#xF6;chstens {x} {per}'),
('strip rate', ', and the response rate in percent', ', en de respons in procenten', ', und der R&#xFC;cklauf in Prozent'),
('rate',
 '{r} of those asked answered {in}, {R} over all {units} shown.',
 '{r} van de gevraagden antwoordde {in}, {R} over alle getoonde {units}.',
 '{r} der Befragten antworteten {in}, {R} im ganzen gezeigten Zeitraum.'),
-- segments
('segments', 'Segments', 'Segmenten', 'Segmente'),
('segment', 'Segment', 'Segment', 'Segment'),
('segment all', 'All', 'Alle', 'Alle'),
('segment none', '(none)', '(geen)', '(keines)'),
('segments alike',
 'No segment clearly differs from the rest.',
 'Geen segment verschilt duidelijk van de rest.',
 'Kein Segment weicht klar vom Rest ab.'),
('segments higher', 'Higher than the rest: {x}.', 'Hoger dan de rest: {x}.', 'H&#xF6;her als der Rest: {x}.'),
('segments lower', 'Lower than the rest: {x}.', 'Lager dan de rest: {x}.', 'Niedriger als der Rest: {x}.'),
('segments note',
 '{p}. Dot: {s}, line: its 95% interval. Filled: differs from the rest of the answers, {adjust}.',
 '{p}. Punt: {s}, lijn: 95%-interval. Gevuld: verschilt van de overige antwoorden, {adjust}.',
 '{p}. Punkt: {s}, Linie: 95-%-Intervall. Gef&#xFC;llt: weicht von den &#xFC;brigen Antworten ab, {adjust}.'),
('segments hidden',
 'Not shown, to protect answers of fewer than {m} people: {x}.',
 'Niet getoond, om antwoorden van minder dan {m} mensen te beschermen: {x}.',
 'Nicht gezeigt, um Antworten von weniger als {m} Personen zu sch&#xFC;tzen: {x}.'),
('segments all hidden',
 'None of {k} segments is shown for {p}, to protect answers of fewer than {m} people.',
 'Geen van {k} segmenten is getoond voor {p}, om antwoorden van minder dan {m} mensen te beschermen.',
 'Keines von {k} Segmenten ist f&#xFC;r {p} gezeigt, um Antworten von weniger als {m} Personen zu sch&#xFC;tzen.'),
('segments one',
 'There is one segment: the trend above is its picture.',
 'Er is &#xE9;&#xE9;n segment: het verloop hierboven is zijn beeld.',
 'Es gibt ein Segment: der Verlauf oben ist sein Bild.'),
('rest', 'Against the rest', 'Tegen de rest', 'Gegen den Rest'),
('higher', 'higher', 'hoger', 'h&#xF6;her'),
('lower', 'lower', 'lager', 'niedriger'),
('adjust holm',
 'after Holm&#x2019;s adjustment for {k} comparisons',
 'na Holms correctie voor {k} vergelijkingen',
 'nach Holms Korrektur f&#xFC;r {k} Vergleiche'),
('adjust bh',
 'after Benjamini and Hochberg&#x2019;s adjustment for {k} comparisons',
 'na de correctie van Benjamini en Hochberg voor {k} vergelijkingen',
 'nach der Korrektur von Benjamini und Hochberg f&#xFC;r {k} Vergleiche'),
('adjust by',
 'after Benjamini and Yekutieli&#x2019;s adjustment for {k} comparisons',
 'na de correctie van Benjamini en Yekutieli voor {k} vergelijkingen',
 'nach der Korrektur von Benjamini und Yekutieli f&#xFC;r {k} Vergleiche'),
('adjust bonferroni',
 'after Bonferroni&#x2019;s adjustment for {k} comparisons',
 'na Bonferroni&#x2019;s correctie voor {k} vergelijkingen',
 'nach Bonferronis Korrektur f&#xFC;r {k} Vergleiche'),
('adjust none', 'not adjusted for {k} comparisons', 'zonder correctie voor {k} vergelijkingen', 'ohne Korrektur f&#xFC;r {k} Vergleiche'),
-- what moved
('moved', 'What moved', 'Wat bewoog', 'Was sich bewegt hat'),
('moved none',
 'None of {k} segments moved clearly between {q} and {p}.',
 'Geen van de {k} segmenten bewoog duidelijk tussen {q} en {p}.',
 'Keines von {k} Segmenten hat sich von {q} bis {p} klar bewegt.'),
('moved some',
 'Moved between {q} and {p}: {x}; {k} compared.',
 'Bewogen tussen {q} en {p}: {x}; {k} vergeleken.',
 'Bewegt von {q} bis {p}: {x}; {k} verglichen.'),
('moved names up', '{x} up', '{x} omhoog', '{x} gestiegen'),
('moved names down', '{x} down', '{x} omlaag', '{x} gefallen'),
('moved note',
 'Dot: change of {s}, line: its 95% interval, taken alone. Filled: moved, {adjust}.',
 'Punt: verandering van {s}, lijn: 95%-interval, op zichzelf. Gevuld: bewoog, {adjust}.',
 'Punkt: Ver&#xE4;nderung des {s}, Linie: 95-%-Intervall, f&#xFC;r sich. Gef&#xFC;llt: bewegt, {adjust}.'),
('moved more', '{n} more with no clear change.', 'Nog {n} zonder duidelijke verandering.', '{n} weitere ohne klare Ver&#xE4;nderung.'),
('moved nothing',
 'There is nothing to compare: no segment is shown in both {q} and {p}.',
 'Er is niets te vergelijken: geen segment is in {q} &#xE9;n {p} getoond.',
 'Nichts ist zu vergleichen: kein Segment ist in {q} und {p} gezeigt.'),
('change', 'Change', 'Verschil', '&#xC4;nderung'),
('p adjusted', 'p adjusted', 'p gecorrigeerd', 'p korrigiert'),
-- how people answered
('distribution', 'How people answered', 'Hoe er is geantwoord', 'Wie geantwortet wurde'),
('distribution net',
 'Bars share one scale. The mark is the score: the right arm less the left.',
 'De balken hebben &#xE9;&#xE9;n schaal. Het merk is de score: de rechterarm min de linker.',
 'Die Balken haben eine Skala. Die Marke ist der Wert: rechter Arm minus linker.'),
('distribution share',
 'Bars share one scale. Answers in the middle stand apart.',
 'De balken hebben &#xE9;&#xE9;n schaal. De middelste antwoorden staan apart.',
 'Die Balken haben eine Skala. Die mittleren Antworten stehen f&#xFC;r sich.'),
('all shown', 'All shown', 'Alles', 'Alle'),
('histogram', 'Of 100 answers {in}, by point', 'Van 100 antwoorden {in}, per punt', 'Von 100 Antworten {in}, je Punkt'),
('histogram alone', 'Of 100 answers, by point', 'Van 100 antwoorden, per punt', 'Von 100 Antworten, je Punkt'),
('point', 'Point', 'Punt', 'Punkt'),
('share', 'Share', 'Deel', 'Anteil'),
-- the figures
('figures', 'The figures', 'De cijfers', 'Die Zahlen'),
('asked', 'Asked', 'Gevraagd', 'Befragt'),
('response', 'Response', 'Respons', 'R&#xFC;cklauf'),
('verdict met', 'met', 'gehaald', 'erreicht'),
('verdict missed', 'missed', 'niet gehaald', 'verfehlt'),
('verdict undecided', 'undecided', 'onbeslist', 'offen'),
('runs', 'runs', 'loopt', 'l&#xE4;uft'),
('score', 'Score', 'Score', 'Wert'),
('trend', 'Trend', 'Verloop', 'Verlauf'),
-- how it was computed
('how', 'How this was computed', 'Hoe dit is berekend', 'Wie das berechnet ist'),
('how range', ', {first} to {last}', ', {first} tot en met {last}', ', {first} bis {last}'),
('how of',
 '{name}, {mode}{range}. {formula} Intervals: {ci}, 95%; they do not cover those who did not answer. Changes: {before}, {cmp}. Verdicts on the target are each taken alone.',
 '{name}, {mode}{range}. {formula} Intervallen: {ci}, 95%; ze dekken niet wie niet antwoordde. Veranderingen: {before}, {cmp}. Het oordeel over het doel staat telkens op zichzelf.',
 '{name}, {mode}{range}. {formula} Intervalle: {ci}, 95&#xA0;%; sie decken nicht, wer nicht geantwortet hat. Ver&#xE4;nderungen: {before}, {cmp}. Das Urteil &#xFC;ber das Ziel steht jeweils f&#xFC;r sich.'),
('how many',
 'P-values of segments are taken {adjust}.',
 'P-waarden van segmenten gelden {adjust}.',
 'P-Werte von Segmenten gelten {adjust}.'),
('how signals',
 'Signals: Laney&#x2019;s chart at 3 sigma and runs of eight.',
 'Signalen: Laneys kaart bij 3 sigma en reeksen van acht.',
 'Signale: Laneys Karte bei 3 Sigma und Folgen von acht.'),
('how hidden',
 'Segments with fewer than {m} answers are hidden, and the next smallest where the total would tell.',
 'Segmenten met minder dan {m} antwoorden zijn verborgen, en het volgende kleinste waar het totaal ze zou verraden.',
 'Segmente mit weniger als {m} Antworten sind verborgen, und das n&#xE4;chstkleinste, wo die Summe sie verriete.'),
('mode live', 'live', 'live', 'live'),
('mode scheduled', 'as of its last refresh', 'zoals laatst ververst', 'Stand der letzten Auffrischung'),
('ci csat', 'Wilson', 'Wilson', 'Wilson'),
('ci nps', 'adjusted Wald', 'gecorrigeerde Wald', 'korrigiertes Wald'),
('ci mean', 'adjusted t', 'gecorrigeerde t', 'korrigiertes t'),
('ci person', 'by person', 'per persoon', 'nach Personen'),
('cmp csat', 'Newcombe', 'Newcombe', 'Newcombe'),
('cmp nps', 'adjusted Wald', 'gecorrigeerde Wald', 'korrigiertes Wald'),
('cmp mean', 'adjusted Welch', 'gecorrigeerde Welch', 'korrigiertes Welch'),
('cmp person', 'of the same people', 'van dezelfde mensen', 'derselben Personen'),
-- several roll-ups, and mail
('scorecard', 'Scorecard', 'Scorekaart', '&#xDC;bersicht'),
('scorecard verdict', 'Target {v}: {x}.', 'Doel {v}: {x}.', 'Ziel {v}: {x}.'),
('scorecard moved', 'Moved since {q}: {x}.', 'Bewogen sinds {q}: {x}.', 'Bewegt seit {q}: {x}.'),
('scorecard note',
 'Line: the periods shown, dashed: target, dot: the latest complete period.',
 'Lijn: de getoonde periodes, streepjes: doel, punt: de laatste volle periode.',
 'Linie: die gezeigten Zeitr&#xE4;ume, gestrichelt: Ziel, Punkt: der letzte volle Zeitraum.'),
('mail key', 'Dark: {s}. Light: its 95% interval.', 'Donker: {s}. Licht: het 95%-interval.', 'Dunkel: {s}. Hell: 95-%-Intervall.'),
('mail zero', 'Line: zero.', 'Lijn: nul.', 'Linie: null.'),
('mail target', 'Dashes: target, {t}.', 'Streepjes: doel, {t}.', 'Gestrichelt: Ziel, {t}.'),
('mail more', 'More are in the report as a page.', 'Meer staat in het rapport als pagina.', 'Mehr steht im Bericht als Seite.')
) AS w (word, en, nl, de),
  LATERAL (VALUES ('en', w.en), ('nl', w.nl), ('de', w.de)) AS l (lang, text);

GRANT SELECT ON csat_report_word TO PUBLIC;
GRANT INSERT, UPDATE, DELETE ON csat_report_word TO @extowner@ WITH GRANT OPTION;
SELECT pg_catalog.pg_extension_config_dump('csat_report_word', $$WHERE lang NOT IN ('en', 'nl', 'de')$$);

CREATE FUNCTION csat_report_refuse(code text, message text, hint text) RETURNS text LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = code, MESSAGE = message, HINT = coalesce(hint, '');
END $$;
COMMENT ON FUNCTION csat_report_refuse(code text, message text, hint text) IS 'an error, for functions in SQL';

CREATE FUNCTION csat_report_words(lang text) RETURNS jsonb LANGUAGE sql STABLE PARALLEL SAFE
BEGIN ATOMIC
  -- what a language does not say is said in English
  SELECT CASE WHEN count(w.word) > 0 THEN jsonb_object_agg(en.word, coalesce(w.text, en.text))
    ELSE csat_report_refuse('22023', format('there are no words for language "%s"', csat_report_words.lang),
      format('Languages: %s. Rows of csat_report_word add one.',
        (SELECT string_agg(DISTINCT o.lang, ', ' ORDER BY o.lang) FROM csat_report_word AS o)))::jsonb END
  FROM csat_report_word AS en LEFT JOIN csat_report_word AS w ON w.word = en.word AND w.lang = csat_report_words.lang
  WHERE en.lang = 'en';
END;
COMMENT ON FUNCTION csat_report_words(lang text) IS 'the words of a language by name, as HTML; in English what it does not say';

-- numbers.sql: figures, names and sentences as text. They call nothing of ours but what is inlined, so that a page costs little.

CREATE FUNCTION csat_report_escape(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(replace(replace(replace(t, '&', '&amp;'), '<', '&lt;'), '>', '&gt;'), '"', '&quot;');
END;
COMMENT ON FUNCTION csat_report_escape(t text) IS 'text as it stands in HTML, in attributes too';

CREATE FUNCTION csat_report_name(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<bdi>' || replace(replace(replace(replace(regexp_replace(t, '[\x01-\x1f\x7f]+', ' ', 'g'), '&', '&amp;'), '<', '&lt;'), '>',
    '&gt;'), '"', '&quot;') || '</bdi>';
END;
COMMENT ON FUNCTION csat_report_name(t text) IS 'a name of the user''s in HTML, kept apart from what stands beside it, whatever direction it is read in';

CREATE FUNCTION csat_report_say(sentence text, VARIADIC figures text[]) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  part text;
  said text;
  place integer;
BEGIN
  -- one pass, so that a name with braces in it stays a name
  FOREACH part IN ARRAY string_to_array(sentence, '{') LOOP
    IF said IS NULL THEN
      said := part;
      CONTINUE;
    END IF;
    place := array_position(figures, split_part(part, '}', 1));
    said := said || coalesce(figures[place + 1], '') || substr(part, strpos(part, '}') + 1);
  END LOOP;
  RETURN said;
END $$;
COMMENT ON FUNCTION csat_report_say(sentence text,
  VARIADIC figures text[]) IS 'a sentence with its {names} replaced; figures are name, value, name, value ...';

CREATE FUNCTION csat_report_number(v numeric, digits integer, words jsonb,
  signed boolean) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  size numeric := round(abs(v), digits);
BEGIN
  IF v IS NULL THEN
    RETURN '&#x2013;';
  END IF;
  RETURN CASE WHEN size = 0 THEN '' WHEN v < 0 THEN '&#x2212;' WHEN signed THEN '+' ELSE '' END
    || replace(replace(replace(to_char(size, 'FM999,999,999,999,999,990' || CASE WHEN digits > 0 THEN '.' || repeat('0', digits)
      ELSE '' END),
                               ',', '_'), '.', words ->> 'decimal'), '_', words ->> 'thousands');
END $$;
COMMENT ON FUNCTION csat_report_number(v numeric, digits integer, words jsonb,
  signed boolean) IS 'a figure in a language: rounded half away from zero, a dash for NULL';

CREATE FUNCTION csat_report_percent(v numeric, digits integer, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_number(v, digits, words, false) || (words ->> 'percent');
END;
COMMENT ON FUNCTION csat_report_percent(v numeric, digits integer, words jsonb) IS 'a percentage in a language';

CREATE FUNCTION csat_report_range(lower numeric, upper numeric, digits integer,
  words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN lower IS NULL THEN '&#x2013;' ELSE csat_report_number(lower, digits, words, false) || ' ' || (words ->> 'to') || ' '
    || csat_report_number(upper, digits, words, false) END;
END;
COMMENT ON FUNCTION csat_report_range(lower numeric, upper numeric, digits integer, words jsonb) IS 'an interval in a language';

CREATE FUNCTION csat_report_target(target numeric, digits integer, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_number(target, CASE WHEN target = trunc(target) THEN 0 ELSE digits END, words, false);
END;
COMMENT ON FUNCTION csat_report_target(target numeric, digits integer,
  words jsonb) IS 'a target in a language: without decimals where it is whole';

CREATE FUNCTION csat_report_p(p numeric, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN p < 0.001 THEN '&lt;' ELSE '' END || csat_report_number(greatest(p, CASE WHEN p IS NOT NULL THEN 0.001 END), 3, words,
    false);
END;
COMMENT ON FUNCTION csat_report_p(p numeric, words jsonb) IS 'a p-value in a language, three decimals';

CREATE FUNCTION csat_report_at(v numeric) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT trim_scale(round(v, 2))::text;
END;
COMMENT ON FUNCTION csat_report_at(v numeric) IS 'a coordinate: two decimals at most';

CREATE FUNCTION csat_report_list(names text[], most integer, words jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  n integer := coalesce(cardinality(names), 0);
BEGIN
  RETURN
    CASE WHEN n <= 1 THEN coalesce(names[1], '')
    WHEN n > most THEN array_to_string(names[:most], ', ') || ', +' || n - most
    ELSE array_to_string(names[:n - 1], ', ') || ' ' || (words ->> 'and') || ' ' || names[n] END;
END $$;
COMMENT ON FUNCTION csat_report_list(names text[], most integer,
  words jsonb) IS 'names as a list: A, B and C, or the first of them and how many more';

CREATE FUNCTION csat_report_capital(t text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT overlay(t PLACING upper(left(t, 1)) FROM 1 FOR 1);
END;
COMMENT ON FUNCTION csat_report_capital(t text) IS 'a sentence with a capital at its start';

-- calendar.sql: periods as numbers that follow each other without gaps, and by their names.

CREATE FUNCTION csat_report_unit(every text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(every, 'fiscal ', '');
END;
COMMENT ON FUNCTION csat_report_unit(every text) IS 'hour, day, week, month, quarter or year, of a fiscal period too';

CREATE FUNCTION csat_report_length(every text) RETURNS interval LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE csat_report_unit(every)
    WHEN 'hour' THEN '1 hour'::interval WHEN 'day' THEN '1 day'::interval WHEN 'week' THEN '7 days'::interval
    WHEN 'month' THEN '1 month'::interval WHEN 'quarter' THEN '3 months'::interval WHEN 'year' THEN '1 year'::interval END;
END;
COMMENT ON FUNCTION csat_report_length(every text) IS 'how long a period is';

CREATE FUNCTION csat_report_period_number(period timestamp, every text) RETURNS integer LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  -- months and what is made of them by the year; the rest from a Monday on
  SELECT CASE csat_report_unit(every)
    WHEN 'hour' THEN (extract(epoch FROM period - '2001-01-01'::timestamp) / 3600)::integer
    WHEN 'day' THEN period::date - '2001-01-01'::date
    WHEN 'week' THEN floor((period::date - '2001-01-01'::date) / 7.0)::integer
    ELSE (extract(year FROM period)::integer * 12 + extract(month FROM period)::integer - 1)
      / CASE csat_report_unit(every) WHEN 'quarter' THEN 3 WHEN 'year' THEN 12 ELSE 1 END END;
END;
COMMENT ON FUNCTION csat_report_period_number(period timestamp, every text) IS 'number of a period; the next one has the next number';

CREATE FUNCTION csat_report_period_name(period timestamp, every text, form text, fiscal_start integer, words jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  unit text := replace(every, 'fiscal ', '');
  -- a week is that of its Thursday, as ISO has it, from whichever day it is counted
  thursday timestamp := period + interval '3 days';
  -- a fiscal year is named by the years that it begins and ends in
  fiscal boolean := every LIKE 'fiscal %' AND fiscal_start > 1;
  begins timestamp := period - make_interval(months => CASE WHEN fiscal THEN fiscal_start - 1 ELSE 0 END);
  year text := to_char(begins, 'FMYYYY');
BEGIN
  IF fiscal THEN
    year := year || '/' || to_char(begins + interval '1 year', 'YY');
  END IF;
  RETURN replace(replace(replace(replace(replace(replace(replace(replace(
    split_part(words ->> ('period ' || unit), '|', array_position('{long,short,plain,tick}', form)),
    '{d}', to_char(period, 'FMDD')),
    '{month}', split_part(words ->> 'months', ' ', extract(month FROM period)::integer)),
    '{mon}', split_part(words ->> 'months short', ' ', extract(month FROM period)::integer)),
    '{y}', year),
    '{wy}', to_char(thursday, 'FMIYYY')),
    '{w}', to_char(thursday, 'FMIW')),
    '{q}', to_char(begins, 'Q')),
    '{h}', to_char(period, 'HH24:MI'));
END $$;
COMMENT ON FUNCTION csat_report_period_name(period timestamp, every text, form text, fiscal_start integer, words jsonb) IS
  'name of a period: long in a sentence, short in a table, plain without its year, tick below an axis';

CREATE FUNCTION csat_report_name_of(d csat_report_data, period timestamp, form text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_period_name(period, d.every, form, d.fiscal_start, d.words);
END;
COMMENT ON FUNCTION csat_report_name_of(d csat_report_data, period timestamp, form text) IS 'name of a period of a report';

CREATE FUNCTION csat_report_in(d csat_report_data, period timestamp) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(d.words ->> ('in ' || csat_report_unit(d.every)), '{p}',
                 csat_report_period_name(period, d.every, 'long', d.fiscal_start, d.words));
END;
COMMENT ON FUNCTION csat_report_in(d csat_report_data, period timestamp) IS 'a period in a sentence: in October 2025';

-- axis.sql: from where to where a picture goes, and its few ticks.

CREATE TYPE csat_report_axis AS (low numeric, high numeric, ticks numeric[], digits integer);
COMMENT ON TYPE csat_report_axis IS 'ends of an axis, its ticks and their decimals';

CREATE FUNCTION csat_report_axis_of(figures numeric[], low numeric, high numeric, net boolean) RETURNS csat_report_axis
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH drawn AS (
    SELECT min(v) AS low, max(v) AS high, (csat_report_axis_of.high - csat_report_axis_of.low) * CASE WHEN net THEN 0.1
      ELSE 0.2 END AS span
    FROM unnest(figures) AS v
  ), widened AS (
    SELECT CASE WHEN drawn.high - drawn.low < span THEN (drawn.low + drawn.high - span) / 2 ELSE drawn.low END AS low,
           CASE WHEN drawn.high - drawn.low < span THEN (drawn.low + drawn.high + span) / 2 ELSE drawn.high END AS high
    FROM drawn
  ), held AS (
    -- within the metric's range; net scores hold their zero always
    SELECT least(greatest(w.low, csat_report_axis_of.low), CASE WHEN net THEN 0 END) AS low,
           greatest(least(w.high, csat_report_axis_of.high), CASE WHEN net THEN 0 END) AS high
    FROM widened AS w
  ), steps AS (
    SELECT step, greatest(floor(h.low / step) * step, csat_report_axis_of.low) AS low,
           least(ceil(h.high / step) * step, csat_report_axis_of.high) AS high
    FROM held AS h, unnest('{0.01,0.02,0.05,0.1,0.2,0.5,1,2,5,10,20,25,50,100,200,500,1000,2000,5000}'::numeric[]) AS step
    WHERE step >= 0.1 OR csat_report_axis_of.high - csat_report_axis_of.low <= 1
  )
  SELECT ROW(s.low, s.high, ARRAY(SELECT generate_series(ceil(s.low / step) * step, s.high, step)),
             CASE WHEN step < 0.1 THEN 2 WHEN step < 1 THEN 1 ELSE 0 END)::csat_report_axis
  FROM steps AS s
  WHERE round((s.high - s.low) / step) < 6
  ORDER BY step
  LIMIT 1;
END;
COMMENT ON FUNCTION csat_report_axis_of(figures numeric[], low numeric, high numeric, net boolean) IS
  'the axis for figures of a metric with that range: at most six ticks, wide enough that noise stays small';

CREATE FUNCTION csat_report_apart(places numeric[], gap numeric) RETURNS numeric[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  place numeric;
  kept numeric[] := '{}';
BEGIN
  FOREACH place IN ARRAY coalesce(places, '{}') LOOP
    IF NOT EXISTS (SELECT FROM unnest(kept) AS k WHERE abs(k - place) < gap) THEN
      kept := kept || place;
    END IF;
  END LOOP;
  RETURN kept;
END $$;
COMMENT ON FUNCTION csat_report_apart(places numeric[],
  gap numeric) IS 'those of places that are at least a gap from all kept before them';

-- marks.sql: what pictures are put together from. Text never scales: x is in percent of whatever width there is, y in pixels, so
-- that no width has to be known and letters stay 12 pixels high on a phone and on paper. Each mark ends its line.

CREATE FUNCTION csat_report_text(x numeric, y numeric, t text, class text, dx integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<text x="' || csat_report_at(x) || '%" y="' || csat_report_at(y) || '"'
    || CASE WHEN dx <> 0 THEN ' dx="' || dx || '"' ELSE '' END
    || CASE WHEN class <> '' THEN ' class="' || class || '"' ELSE '' END || '>' || t || E'</text>\n';
END;
COMMENT ON FUNCTION csat_report_text(x numeric, y numeric, t text, class text, dx integer) IS 'text in a picture, x in percent';

CREATE FUNCTION csat_report_line(x1 numeric, x2 numeric, y1 numeric, y2 numeric,
  class text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<line' || CASE WHEN x1 <> 0 THEN ' x1="' || csat_report_at(x1) || '%"' ELSE '' END || ' x2="' || csat_report_at(x2)
    || '%" y1="' || csat_report_at(y1) || '" y2="' || csat_report_at(y2) || '" class="' || class || E'"/>\n';
END;
COMMENT ON FUNCTION csat_report_line(x1 numeric, x2 numeric, y1 numeric, y2 numeric, class text) IS 'a line in a picture, x in percent';

CREATE FUNCTION csat_report_bar(x numeric, width numeric, y numeric, height numeric,
  class text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<rect x="' || csat_report_at(x) || '%" width="' || csat_report_at(width) || '%" y="' || csat_report_at(y)
    || '" height="' || csat_report_at(height) || '" class="' || class || E'"/>\n';
END;
COMMENT ON FUNCTION csat_report_bar(x numeric, width numeric, y numeric, height numeric,
  class text) IS 'a bar in a picture, x and width in percent';

CREATE FUNCTION csat_report_picture(class text, height integer, id integer, title text, description text,
  body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<svg class="%s" height="%s" role="img" aria-labelledby="t%s d%s">\n<title id="t%s">%s</title>\n<desc id="d%s">%s</desc>\n%s</svg>\n',
                class, height, id, id, id, title, id, description, body);
END;
COMMENT ON FUNCTION csat_report_picture(class text, height integer, id integer, title text, description text, body text) IS
  'a picture in a page: with a title and every figure in words';

CREATE FUNCTION csat_report_place(axis csat_report_axis, v numeric) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT (v - axis.low) / nullif(axis.high - axis.low, 0) * 100;
END;
COMMENT ON FUNCTION csat_report_place(axis csat_report_axis, v numeric) IS 'where a figure lies on an axis, in percent';

-- metrics.sql: the functions of a metric by its word, and what its answers are called.

CREATE FUNCTION csat_report_score(t tally, metric text) RETURNS numeric LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE split_part(metric, ' ', 1)
    WHEN 'csat' THEN csat(t) WHEN 'nps' THEN nps(t) WHEN 'ces_easy' THEN ces_easy(t)
    WHEN 'top_box' THEN top_box(t, split_part(metric, ' ', 2)::integer)
    WHEN 'net_box' THEN net_box(t, split_part(metric, ' ', 2)::integer, split_part(metric, ' ', 3)::integer)
    WHEN 'ces' THEN ces(t) WHEN 'mean' THEN mean(t)
    -- which knows what a metric is, and says so
    ELSE (score_test(t, 0, metric)).difference END;
END;
COMMENT ON FUNCTION csat_report_score(t tally, metric text) IS 'the score of a metric, by its word';

CREATE FUNCTION csat_report_compare(t tally, baseline tally, metric text) RETURNS score_difference LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE split_part(metric, ' ', 1)
    WHEN 'csat' THEN csat_compare(t, baseline, method => csat_share_method(t, baseline, metric))
    WHEN 'ces_easy' THEN ces_easy_compare(t, baseline, method => csat_share_method(t, baseline, metric))
    WHEN 'top_box' THEN top_box_compare(t, baseline, split_part(metric, ' ', 2)::integer,
      method => csat_share_method(t, baseline, metric))
    WHEN 'nps' THEN nps_compare(t, baseline)
    WHEN 'net_box' THEN net_box_compare(t, baseline, split_part(metric, ' ', 2)::integer, split_part(metric, ' ', 3)::integer)
    ELSE mean_compare(t, baseline) END;
END;
COMMENT ON FUNCTION csat_report_compare(t tally, baseline tally,
  metric text) IS 'the comparison of two tallies by a metric''s word, as roll-ups make it';

CREATE FUNCTION csat_report_boxes(t tally, metric text, scale rating_scale)
RETURNS TABLE (place integer, score numeric, label text, responses bigint, percent numeric, side integer)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- the points from worst to best, each on its side of zero: what the metric counts as good, as bad, or neither
  WITH grid AS (
    SELECT scale_of(t) AS scale, split_part(metric, ' ', 1) AS word,
           regexp_replace(scale_of(t)::text, 'top [0-9]+', 'top ' || CASE WHEN metric LIKE '%_box %' THEN split_part(metric, ' ', 2)
             ELSE '1' END)::rating_scale AS best,
           regexp_replace(scale_of(t)::text, 'top [0-9]+', 'top ' || CASE WHEN metric LIKE 'net_box %' THEN split_part(metric, ' ', 3)
             ELSE '1' END)::rating_scale AS worst
  )
  SELECT row_number() OVER (ORDER BY goodness)::integer, p.score, p.label, p.responses, p.percent,
         CASE word
           WHEN 'nps' THEN CASE nps_group(p.score::float8, grid.scale) WHEN 'promoter' THEN 1 WHEN 'passive' THEN 0 ELSE -1 END
           WHEN 'csat' THEN CASE csat_group(p.score::float8, grid.scale) WHEN 'satisfied' THEN 1 WHEN 'neutral' THEN 0 ELSE -1 END
           WHEN 'top_box' THEN CASE csat_group(p.score::float8, best) WHEN 'satisfied' THEN 1 WHEN 'neutral' THEN 0 ELSE -1 END
           WHEN 'net_box' THEN CASE WHEN csat_group(p.score::float8, best) = 'satisfied' THEN 1
                                    WHEN csat_group(p.score::float8, worst) = 'dissatisfied' THEN -1 ELSE 0 END
           ELSE sign(goodness - 50)::integer END
  FROM grid, distribution(t, csat_report_boxes.scale) AS p, LATERAL (SELECT rescale(p.score::float8, grid.scale) AS goodness) AS g
  ORDER BY 1;
END;
COMMENT ON FUNCTION csat_report_boxes(t tally, metric text,
  scale rating_scale) IS 'the points of a tally from worst to best, and on which side of zero a metric puts them';

CREATE FUNCTION csat_report_points(scores numeric[], words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE cardinality(scores) WHEN 1 THEN first WHEN 2 THEN first || ' ' || (words ->> 'and') || ' ' || last ELSE first || ' '
    || (words ->> 'to') || ' ' || last END
  FROM (SELECT csat_report_number(min(s), max(scale(s)), words, false) AS first,
    csat_report_number(max(s), max(scale(s)), words, false) AS last
        FROM (SELECT trim_scale(s) AS s FROM unnest(scores) AS s) AS t) AS ends;
END;
COMMENT ON FUNCTION csat_report_points(scores numeric[], words jsonb) IS 'points of a scale in words: 4 and 5';

CREATE FUNCTION csat_report_sides(t tally, metric text, words jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN metric = 'nps' THEN ARRAY[words ->> 'group detractor', words ->> 'group passive', words ->> 'group promoter']
    ELSE ARRAY[csat_report_points(array_agg(score) FILTER (WHERE side = -1), words),
      csat_report_points(array_agg(score) FILTER (WHERE side = 0), words),
               csat_report_points(array_agg(score) FILTER (WHERE side = 1), words)] END
  FROM csat_report_boxes(t, metric, NULL);
END;
COMMENT ON FUNCTION csat_report_sides(t tally, metric text,
  words jsonb) IS 'what the bad side, the middle and the good side of a metric are called';

-- trend.sql: the score over time with its band, its target, its signals, and the period that still runs; below it how many were
-- asked and answered. Gaps are gaps: band and line run over periods that follow each other.

CREATE FUNCTION csat_report_runs(d csat_report_data) RETURNS TABLE (first_place numeric, last_place numeric, first timestamp,
  last timestamp, above boolean)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH sides AS (
    SELECT p.period, p.ordinality - 0.5 AS place, sign(p.score - p.centre) AS side, row_number() OVER (ORDER BY p.ordinality) AS k
    FROM unnest(d.periods) WITH ORDINALITY AS p
    WHERE p.complete AND p.score IS NOT NULL AND p.centre IS NOT NULL
  ), runs AS (
    SELECT s.*, k - row_number() OVER (PARTITION BY side ORDER BY k) AS run FROM sides AS s
  )
  SELECT min(place), max(place), min(period), max(period), side > 0
  FROM runs WHERE side <> 0
  GROUP BY side, run HAVING count(*) >= 8
  ORDER BY min(place);
END;
COMMENT ON FUNCTION csat_report_runs(d csat_report_data) IS 'runs of eight periods or more on one side of the mean';

CREATE FUNCTION csat_report_calendar(d csat_report_data, y numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- As many labels as there is room for, 16 at most on paper and 5 on a phone, where the calendar has them: quarters, halves,
  -- years.
  WITH unit AS (
    SELECT csat_report_unit(d.every) AS unit, cardinality(d.periods) AS n, d.every LIKE 'fiscal %' AND d.fiscal_start > 1 AS fiscal
  ), room AS (
    -- steps of the unit; when a step makes years; how wide a label and a year are, in letters of 7 px
    SELECT unit, n, CASE unit WHEN 'hour' THEN '{1,3,6,12,24,168,672,8736}' WHEN 'day' THEN '{1,7,14,28,91,182,364,1820}'
             WHEN 'week' THEN '{1,2,4,13,26,52,104,520}' WHEN 'month' THEN '{1,2,3,6,12,24,60,120}'
             WHEN 'quarter' THEN '{1,2,4,8,20,40}' ELSE '{1,2,5,10,20,50}' END::integer[] AS steps,
           CASE unit WHEN 'month' THEN 12 WHEN 'quarter' THEN 4 WHEN 'year' THEN 1 WHEN 'week' THEN 52 ELSE 1000000 END AS year,
           CASE unit WHEN 'hour' THEN 5 WHEN 'day' THEN 7 WHEN 'week' THEN 5 WHEN 'year' THEN CASE WHEN fiscal THEN 7 ELSE 4 END
             ELSE 4 END * 7 + 4 AS label_width,
           CASE WHEN fiscal OR unit = 'hour' THEN 7 ELSE 4 END * 7 + 4 AS year_width
    FROM unit
  ), step AS (
    SELECT unit, n, year, year_width,
           coalesce((SELECT min(s) FROM unnest(steps) AS s WHERE ceil(n::numeric / s) <= least(16, 534 / label_width)),
             (SELECT max(s) FROM unnest(steps) AS s)) AS wide,
           coalesce((SELECT min(s) FROM unnest(steps) AS s WHERE ceil(n::numeric / s) <= least(5, 210 / label_width)),
             (SELECT max(s) FROM unnest(steps) AS s)) AS slim
    FROM room
  ), places AS (
    SELECT p.period, (p.ordinality - 0.5) * 100 / n AS x, unit, wide, slim, wide >= year AS by_year, year_width,
           -- weeks are counted from the first of their year, quarters from that of the fiscal year
           CASE unit WHEN 'week' THEN extract(isoyear FROM thursday)::integer * 52 + least(extract(week FROM thursday)::integer, 52) - 1
                ELSE csat_report_period_number(p.period - make_interval(months => CASE unit WHEN 'quarter' THEN d.fiscal_start - 1
                  ELSE 0 END), d.every) END AS place,
           unit = 'week' AND extract(week FROM thursday) = 53 AS odd,
           CASE unit WHEN 'week' THEN extract(isoyear FROM thursday)::text
             WHEN 'hour' THEN csat_report_period_name(p.period, 'day', 'tick', 1, d.words)
                ELSE csat_report_period_name(p.period, CASE WHEN d.every LIKE 'fiscal %' THEN 'fiscal year' ELSE 'year' END, 'tick',
                  d.fiscal_start, d.words) END AS year_name
    FROM unnest(d.periods) WITH ORDINALITY AS p, step, LATERAL (SELECT p.period + interval '3 days' AS thursday) AS t
  ), labels AS (
    SELECT x, on_slim, on_wide OR on_slim AND by_year AS on_wide, year_width,
           CASE WHEN by_year THEN year_name ELSE csat_report_name_of(d, period, 'tick') END AS label,
           CASE WHEN NOT by_year AND unit <> 'year' THEN year_name END AS year_name
    FROM places, LATERAL (SELECT place % slim = 0 AND NOT (odd AND slim > 1) AS on_slim, place % wide = 0
      AND NOT (odd AND wide > 1) AS on_wide) AS l
  ), years AS (
    -- a year stands below its first label, on paper and on a phone; not where the next one begins too soon
    SELECT x, class, year_name, coalesce(lead(x) OVER (PARTITION BY class ORDER BY x) - x, 100) * CASE class WHEN 'w' THEN 5.34
      ELSE 2.10 END >= year_width AS fits
    FROM (SELECT min(x) AS x, 'w' AS class, year_name, year_width FROM labels WHERE on_wide AND year_name IS NOT NULL GROUP BY year_name,
      year_width
          UNION ALL SELECT min(x), 'nw', year_name, year_width FROM labels WHERE on_slim AND year_name IS NOT NULL GROUP BY year_name,
            year_width) AS f
  ), marks AS (
    SELECT x, 1 AS k, csat_report_line(x, x, y, y + 5, CASE WHEN NOT on_slim THEN 'ax w' WHEN NOT on_wide THEN 'ax nw' ELSE 'ax' END)
      || csat_report_text(x, y + 18, label, CASE WHEN NOT on_slim THEN 'w m' WHEN NOT on_wide THEN 'nw m' ELSE 'm' END, 0) AS mark
    FROM labels WHERE on_slim OR on_wide
    UNION ALL
    SELECT x, CASE class WHEN 'w' THEN 2 ELSE 3 END, csat_report_text(x, y + 33, year_name, class || ' m', 0) FROM years WHERE fits
  )
  SELECT string_agg(mark, '' ORDER BY x, k) FROM marks;
END;
COMMENT ON FUNCTION csat_report_calendar(d csat_report_data, y numeric) IS 'the names of periods below a picture that begins at y';

CREATE FUNCTION csat_report_trend_marks(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, p.score IS NOT NULL AND p.complete AS solid, cardinality(d.periods) AS n
    FROM unnest(d.periods) WITH ORDINALITY AS p
    WHERE p.score IS NOT NULL
  ), axis AS (
    SELECT a.* FROM csat_report_axis_of(
      ARRAY(SELECT unnest(ARRAY[s.score, s.lower, s.upper]) FROM shown AS s) || d.target, d.low, d.high, d.net) AS a
  ), points AS (
    SELECT s.*, (s.ordinality - 0.5) AS place, (s.ordinality - 0.5) * 100 / n AS x, 22 + (a.high - s.score) / (a.high - a.low) * 200 AS y,
           22 + (a.high - coalesce(s.upper, s.score)) / (a.high - a.low) * 200 AS top,
           22 + (a.high - coalesce(s.lower, s.score)) / (a.high - a.low) * 200 AS bottom,
           s.ordinality - row_number() OVER (PARTITION BY s.solid ORDER BY s.ordinality) AS stretch
    FROM shown AS s, axis AS a
  ), stretches AS (
    SELECT min(place) AS first, count(*) > 1 AS joined,
           string_agg(place || ' ' || csat_report_at(top), E'\nL' ORDER BY place) AS tops,
           string_agg(place || ' ' || csat_report_at(bottom), E'\nL' ORDER BY place DESC) AS bottoms,
           string_agg(place || ' ' || csat_report_at(y), E'\nL' ORDER BY place) AS line, stretch
    FROM points WHERE solid GROUP BY stretch
  ), running AS (
    SELECT r.*, b.y AS y_before FROM points AS r LEFT JOIN points AS b ON b.ordinality = r.ordinality - 1 AND b.solid
    WHERE NOT r.solid
  ), labelled AS (
    -- the latest score, and what signals say, newest first; a label too close to one that is there already is left out,
    -- on a phone sooner than on paper
    SELECT p.*, p.signal IS NOT DISTINCT FROM 'below' AS below, p.number = (d.latest).number AS latest,
           concat_ws(', ', CASE WHEN p.number = (d.latest).number THEN csat_report_number(p.score, d.digits, d.words, false) END,
                     d.words ->> ('label ' || p.signal)) AS label
    FROM points AS p
    WHERE p.solid AND (p.number = (d.latest).number OR p.signal IN ('above', 'below'))
  ), kept AS (
    SELECT below, kept, csat_report_apart(kept, 75) AS kept_slim
    FROM (SELECT below, csat_report_apart(array_agg(x ORDER BY x DESC), 22) AS kept FROM labelled GROUP BY below) AS k
  ), margin AS (
    SELECT 22 + (a.high - d.target) / (a.high - a.low) * 200 + 4 AS y,
      replace(d.words ->> 'label target', '{t}', csat_report_target(d.target, d.digits, d.words)) AS label, 'k' AS class
    FROM axis AS a WHERE d.target IS NOT NULL
    UNION ALL
    SELECT y + 4, replace(d.words ->> 'label open', '{v}', csat_report_number(score, d.digits, d.words, false)), '' FROM running
  ), spread AS (
    -- two labels that would touch stand 8 px from their middle
    SELECT CASE WHEN max(y) OVER () - min(y) OVER () < 16 AND count(*) OVER () = 2
                THEN avg(y) OVER () + CASE row_number() OVER (ORDER BY y, class) WHEN 1 THEN -8 ELSE 8 END ELSE y END AS y, label, class
    FROM margin
  ), marks AS (
    SELECT 1 AS layer, tick AS place,
           csat_report_line(0, 100, y, y, CASE WHEN d.net AND tick = 0 THEN 'zero' ELSE 'grid' END)
           || csat_report_text(0, y + 4, csat_report_number(tick, digits, d.words, false), 'e', -8) AS mark
    FROM axis, unnest(ticks) AS tick, LATERAL (SELECT 22 + (high - tick) / (high - low) * 200 AS y) AS t
    UNION ALL
    SELECT 2, 0, '<svg width="100%" height="262" viewBox="0 0 ' || cardinality(d.periods) || E' 262" preserveAspectRatio="none">\n'
      || coalesce((SELECT string_agg('<path class="band" d="M' || tops || E'\nL' || bottoms || E'Z"/>\n<path class="line" d="M' || line
        || E'"/>\n', '' ORDER BY first) FROM stretches WHERE joined), '')
      || coalesce((SELECT '<path class="line dash" d="M' || place - 1 || ' ' || csat_report_at(y_before) || 'L' || place || ' '
        || csat_report_at(y) || E'"/>\n' FROM running), '')
      || E'</svg>\n'
    UNION ALL
    SELECT 3, 0, csat_report_line(0, 100, y, y, 'target') FROM axis,
      LATERAL (SELECT 22 + (high - d.target) / (high - low) * 200 AS y) AS t
    WHERE d.target IS NOT NULL
    UNION ALL
    SELECT 4, place,
           CASE WHEN p.solid AND s.joined THEN '' ELSE csat_report_line(x, x, top, bottom, 'wh') END
           || '<circle cx="' || csat_report_at(x) || '%" cy="' || csat_report_at(y) || '" r="'
           || CASE WHEN p.number = (d.latest).number THEN '4.5' WHEN NOT p.solid THEN '4' WHEN n > 26 THEN '2' ELSE '3' END
           || '" class="' || CASE WHEN p.solid THEN 'dot' ELSE 'open' END || '"><title>'
           || csat_report_name_of(d, p.period, 'long') || ': ' || csat_report_number(p.score, d.digits, d.words, false)
           || ' (' || csat_report_range(p.lower, p.upper, d.digits, d.words) || '), ' || (d.words ->> 'answers small') || ' '
           || csat_report_number(p.responses, 0, d.words, false) || E'</title></circle>\n'
           || CASE WHEN p.signal IN ('above', 'below') THEN '<circle cx="' || csat_report_at(x) || '%" cy="' || csat_report_at(y)
             || E'" r="8" class="ring"/>\n' ELSE '' END
    FROM points AS p LEFT JOIN stretches AS s ON p.solid AND s.stretch = p.stretch
    UNION ALL
    SELECT 5, r.first_place, csat_report_line(r.first_place * 100 / cardinality(d.periods), r.last_place * 100 / cardinality(d.periods),
      c.y, c.y, 'run')
    FROM csat_report_runs(d) AS r, axis AS a,
      LATERAL (SELECT 22 + (a.high - max(p.centre)) / (a.high - a.low) * 200 AS y FROM points AS p) AS c
    UNION ALL
    SELECT 6, -x, csat_report_text(x, CASE WHEN below THEN least(greatest(bottom + 16, y + 20), 216)
      ELSE greatest(least(top - 7, y - 11), 14) END, label,
                                   CASE WHEN latest THEN 'lab b ' WHEN x = ANY (kept_slim) THEN 'lab ' ELSE 'lab w ' END ||
                                     CASE WHEN x > 75 THEN 'e' WHEN x < 25 THEN 's' ELSE 'm' END,
                                   CASE WHEN x > 75 THEN 8 WHEN x < 25 THEN -8 ELSE 0 END)
    FROM labelled JOIN kept USING (below) WHERE x = ANY (kept)
    UNION ALL
    SELECT 7, y, csat_report_text(100, y, label, class, 8) FROM spread
    UNION ALL
    SELECT 8, 0, csat_report_calendar(d, 222)
  )
  SELECT string_agg(mark, '' ORDER BY layer, place) FROM marks WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_trend_marks(d csat_report_data) IS 'the score over time, 262 px high; NULL where no period is shown';

CREATE FUNCTION csat_report_strip_marks(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, cardinality(d.periods) AS n, max(p.asked) OVER () AS most
    FROM unnest(d.periods) WITH ORDINALITY AS p WHERE p.score IS NOT NULL
  ), bars AS (
    SELECT s.*, (ordinality - 0.85) * 100 / n AS x, 70.0 / n AS width, 40.0 * asked / nullif(most, 0) AS asked_height,
      40.0 * responses / nullif(most, 0) AS answered_height
    FROM shown AS s
  )
  SELECT csat_report_line(0, 100, 56, 56, 'ax') || string_agg(
    csat_report_bar(x, width, 56 - asked_height, asked_height, 'asked')
    || csat_report_bar(x, width, 56 - answered_height, answered_height, CASE WHEN complete THEN 'answ' ELSE 'answ o' END)
    || CASE WHEN n <= 16 THEN csat_report_text(x + width / 2, 52 - asked_height,
      csat_report_number(100.0 * responses / asked, 0, d.words, false), 'w m', 0) ELSE '' END, '' ORDER BY x)
  FROM bars;
END;
COMMENT ON FUNCTION csat_report_strip_marks(d csat_report_data) IS 'how many were asked and answered, 60 px high, below the trend';

CREATE FUNCTION csat_report_trend_words(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(csat_report_name_of(d, p.period, 'short') || ' ' || csat_report_number(p.score, d.digits, d.words, false), E';\n'
    ORDER BY p.number)
  FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_trend_words(d csat_report_data) IS 'the score over time in words';

CREATE FUNCTION csat_report_trend(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT max(p.asked) AS most, bool_or(NOT p.complete) AS running, bool_or(p.signal IN ('above', 'below')) AS ring,
           string_agg(csat_report_name_of(d, p.period, 'short') || ' ' || p.responses || '/' || p.asked, E';\n'
             ORDER BY p.number) AS counts,
           count(*) < cardinality(d.periods) AS gaps
    FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL
  )
  SELECT '<div class="fig">' || csat_report_picture('plot', 262, d.first_id, d.short_name || ': '
    || (d.words ->> ('trend ' || csat_report_unit(d.every))),
                                                    csat_report_trend_words(d), marks)
    || '<p class="cap">' || csat_report_say(d.words ->> 'strip', 'x', csat_report_number(most, 0, d.words, false), 'per',
      d.words ->> ('per ' || csat_report_unit(d.every)))
    || CASE WHEN cardinality(d.periods) <= 16 THEN '<span class="w">' || (d.words ->> 'strip rate') || '</span>' ELSE '' END || '</p>'
    || csat_report_picture('plot', 60, d.first_id + 1, d.words ->> 'answers', counts, csat_report_strip_marks(d))
    || E'</div>\n<p class="cap">'
    || concat_ws(' ', csat_report_say(d.words ->> 'trend note', 's', d.short_name, 'each',
      d.words ->> ('each ' || csat_report_unit(d.every))),
                 CASE WHEN d.target IS NOT NULL THEN d.words ->> 'trend target' END,
                 CASE WHEN running THEN replace(d.words ->> 'trend open', '{runs}',
                   d.words ->> ('runs ' || csat_report_unit(d.every))) END,
                 CASE WHEN ring THEN d.words ->> 'trend ring' END,
                 CASE WHEN EXISTS (SELECT FROM csat_report_runs(d)) THEN d.words ->> 'trend run' END,
                 CASE WHEN gaps THEN d.words ->> 'trend hidden' END)
    || '</p>'
  FROM shown, csat_report_trend_marks(d) AS marks
  WHERE marks IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_trend(d csat_report_data) IS 'the trend in a page, with what was asked and answered, and a caption';

-- segments.sql: a table with a picture in each row: dots with intervals, for segments and for what moved. Names wrap in any script,
-- forty rows are as good as one, and who cannot see the pictures has the figures. Filled is what differs after adjustment.

CREATE FUNCTION csat_report_references(axis csat_report_axis, zero boolean, whole numeric,
  target numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT coalesce(string_agg('<line x1="' || csat_report_at(csat_report_place(axis, v)) || '%" x2="'
    || csat_report_at(csat_report_place(axis, v))
                             || '%" y2="100%" class="' || class || E'"/>\n', '' ORDER BY k), '')
  FROM (VALUES (1, CASE WHEN zero THEN 0 END, 'zero'), (2, whole, 'all'), (3, target, 'target')) AS r (k, v, class)
  WHERE v IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_references(axis csat_report_axis, zero boolean, whole numeric, target numeric) IS
  'the lines that every row''s picture has: zero, the score of all, the target';

CREATE FUNCTION csat_report_dot(axis csat_report_axis, score numeric, lower numeric, upper numeric, class text,
  lines text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<svg aria-hidden="true">\n' || lines
    || coalesce('<line x1="' || csat_report_at(csat_report_place(axis, lower)) || '%" x2="'
      || csat_report_at(csat_report_place(axis, upper)) || E'%" y1="50%" y2="50%" class="wh"/>\n', '')
    || '<circle cx="' || csat_report_at(csat_report_place(axis, score)) || '%" cy="50%" r="4.5" class="' || class || '"/></svg>';
END;
COMMENT ON FUNCTION csat_report_dot(axis csat_report_axis, score numeric, lower numeric, upper numeric, class text, lines text) IS
  'the picture of a row: a dot with its interval';

CREATE FUNCTION csat_report_scale_of(axis csat_report_axis, gap numeric, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- zero first, then both ends, then the others as far as there is room; a phone has room for zero and the ends
  WITH ends AS (
    SELECT axis.ticks[1] AS first, axis.ticks[cardinality(axis.ticks)] AS last
  ), wanted AS (
    SELECT array_agg(csat_report_place(axis, v) ORDER BY k, v) AS places
    FROM (SELECT v, CASE WHEN v = 0 THEN 1 WHEN v = first THEN 2 WHEN v = last THEN 3 ELSE 4 END AS k FROM unnest(axis.ticks) AS v,
      ends) AS t
  ), kept AS (
    SELECT v, csat_report_place(axis, v) AS x, v IN (first, last) AS is_end
    FROM unnest(axis.ticks) AS v, ends, wanted
    WHERE csat_report_place(axis, v) = ANY (csat_report_apart(places, gap))
  )
  SELECT '<svg height="22" role="img" aria-label="' || csat_report_range(min(first), min(last), axis.digits, words) || E'">\n'
    || string_agg(csat_report_text(x, 16, csat_report_number(v, axis.digits, words, false),
         CASE WHEN v = 0 OR is_end AND NOT EXISTS (SELECT FROM kept AS o WHERE (o.is_end OR o.v = 0) AND o.v <> k.v
           AND abs(o.x - k.x) < 30) THEN 'm' ELSE 'w m' END, 0), '' ORDER BY x)
    || '</svg>'
  FROM kept AS k, ends;
END;
COMMENT ON FUNCTION csat_report_scale_of(axis csat_report_axis, gap numeric,
  words jsonb) IS 'the axis of pictures in rows, for the head of their column';

CREATE FUNCTION csat_report_dots(head text[], scale text, longest integer, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<table class="dots' || CASE WHEN longest > 14 THEN ' st' ELSE '' END || CASE WHEN longest > 24 THEN ' lg' ELSE '' END
    || E'"><thead><tr>\n<th scope="col" class="nm">' || head[1] || E'</th>\n<th scope="col" class="w n' || head[2] || '">' || head[3]
    || E'</th>\n<th scope="col" class="pic">' || scale || E'</th>\n<th scope="col" class="n sc">' || head[4]
    || E'</th>\n<th scope="col" class="w n in">' || head[5] || E'</th>\n<th scope="col" class="w n rs">' || head[6]
    || E'</th></tr></thead>\n<tbody>\n' || rows || E'</tbody></table>\n';
END;
COMMENT ON FUNCTION csat_report_dots(head text[], scale text, longest integer, rows text) IS
  'a table of pictures in rows; head is name, class and head of the second column, score, interval, and the last';

CREATE FUNCTION csat_report_dots_row(class text, name text, small text, second text, picture text, score text, score_small text,
  bounds text, last text)
RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<tr' || class || '><th scope="row">' || name || '<small class="s">' || small || E'</small></th>\n<td class="w n">' || second
    || E'</td>\n<td class="pic">' || picture || E'</td>\n<td class="n">' || score || '<small class="s">' || score_small
    || E'</small></td>\n<td class="w n in">' || bounds || E'</td>\n<td class="w n">' || last || E'</td></tr>\n';
END;
COMMENT ON FUNCTION csat_report_dots_row(class text, name text, small text, second text, picture text, score text, score_small text,
  bounds text, last text) IS
  'a row of such a table; what a phone has no columns for stands small below name and score';

CREATE FUNCTION csat_report_section(class text, heading text, findings text, body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<section' || CASE WHEN class <> '' THEN ' class="' || class || '"' ELSE '' END || E'>\n<div class="txt"><h2>' || heading
    || E'</h2>\n'
    || findings || E'</div>\n<div class="pict">\n' || coalesce(body, '') || E'</div>\n</section>\n';
END;
COMMENT ON FUNCTION csat_report_section(class text, heading text, findings text,
  body text) IS 'a section of a page: what is found on the left, its picture on the right';

CREATE FUNCTION csat_report_adjusted(d csat_report_data, tests bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT replace(d.words ->> ('adjust ' || d.adjust), '{k}', csat_report_number(tests, 0, d.words, false));
END;
COMMENT ON FUNCTION csat_report_adjusted(d csat_report_data, tests bigint) IS 'how p-values were adjusted, and for how many comparisons';

CREATE FUNCTION csat_report_differing(d csat_report_data) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- which segments are higher than the rest, and which lower
  WITH differing AS (
    SELECT csat_report_list(array_agg(said ORDER BY score DESC, name COLLATE "C") FILTER (WHERE difference > 0), 4, d.words) AS higher,
           csat_report_list(array_agg(said ORDER BY score DESC, name COLLATE "C") FILTER (WHERE difference < 0), 4, d.words) AS lower
    FROM unnest(d.segments) AS s,
      LATERAL (SELECT csat_report_name(name) || ' ' || csat_report_number(difference, d.digits, d.words, true)
                 || ' (' || csat_report_range(difference_lower, difference_upper, d.digits, d.words) || ')' AS said) AS t
    WHERE p_rest < 0.05 AND NOT hidden
  )
  SELECT coalesce(nullif(array_remove(ARRAY[
           CASE WHEN higher <> '' THEN replace(d.words ->> 'segments higher', '{x}', higher) END,
           CASE WHEN lower <> '' THEN replace(d.words ->> 'segments lower', '{x}', lower) END], NULL), '{}'),
         ARRAY[d.words ->> 'segments alike'])
  FROM differing;
END;
COMMENT ON FUNCTION csat_report_differing(d csat_report_data) IS 'which segments differ from the rest, as sentences';

CREATE FUNCTION csat_report_hidden(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_say(d.words ->> 'segments hidden', 'm', d.min_responses::text,
                         'x', csat_report_list(array_agg(csat_report_name(name) ORDER BY name COLLATE "C"), 12, d.words))
  FROM unnest(d.segments) WHERE hidden HAVING count(*) > 0;
END;
COMMENT ON FUNCTION csat_report_hidden(d csat_report_data) IS 'which segments are hidden, as a sentence; NULL where none is';

CREATE FUNCTION csat_report_segments(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH counted AS (
    SELECT count(*) AS segments, count(*) FILTER (WHERE NOT hidden) AS shown, max(length(name)) FILTER (WHERE NOT hidden) AS longest,
           count(p_rest) AS tests,
           array_agg(score) FILTER (WHERE NOT hidden) || array_agg(lower) FILTER (WHERE NOT hidden)
             || array_agg(upper) FILTER (WHERE NOT hidden) AS figures
    FROM unnest(d.segments)
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(c.figures || (d.latest).score || (d.latest).lower || (d.latest).upper || d.target, d.low, d.high,
      d.net) AS a FROM counted AS c
  ), lines AS MATERIALIZED (
    SELECT a, csat_report_references(a, d.net, (d.latest).score, d.target) AS lines FROM axis
  ), rows AS (
    SELECT 0 AS k, NULL::numeric AS score, ''::text AS name,
           csat_report_dots_row(' class="tot"', d.words ->> 'segment all', csat_report_number((d.latest).responses, 0, d.words, false),
             csat_report_number((d.latest).responses, 0, d.words, false),
               csat_report_dot(a, (d.latest).score, (d.latest).lower, (d.latest).upper, 'dot', lines),
             csat_report_number((d.latest).score, d.digits, d.words, false),
               csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words),
             csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words), '') AS line
    FROM lines WHERE (d.latest).score IS NOT NULL
    UNION ALL
    SELECT 1, s.score, s.name,
           csat_report_dots_row('', csat_report_name(s.name),
             csat_report_number(s.responses, 0, d.words, false) || coalesce('; ' || arrow || (d.words ->> side), ''),
             csat_report_number(s.responses, 0, d.words, false),
             csat_report_dot(a, s.score, s.lower, s.upper, CASE WHEN arrow IS NULL THEN 'open' ELSE 'dot' END, lines),
             csat_report_number(s.score, d.digits, d.words, false), csat_report_range(s.lower, s.upper, d.digits, d.words),
             csat_report_range(s.lower, s.upper, d.digits, d.words),
             CASE WHEN s.difference IS NULL THEN '' WHEN arrow IS NULL THEN csat_report_number(s.difference, d.digits, d.words, true)
                  ELSE '<b>' || arrow || csat_report_number(s.difference, d.digits, d.words, true) || '</b>' END)
    FROM lines, unnest(d.segments) AS s,
      LATERAL (SELECT CASE WHEN s.p_rest < 0.05 AND s.difference > 0 THEN '&#x25B2;&#xA0;' WHEN s.p_rest < 0.05
        AND s.difference < 0 THEN '&#x25BC;&#xA0;' END AS arrow,
                      CASE WHEN s.difference > 0 THEN 'higher' ELSE 'lower' END AS side) AS t
    WHERE NOT s.hidden
  )
  SELECT
    CASE WHEN c.segments = 0 THEN ''
    WHEN c.shown = 0 THEN csat_report_section('', d.words ->> 'segments', '<p>' || csat_report_say(d.words ->> 'segments all hidden',
      'k', c.segments::text, 'm', d.min_responses::text, 'p', csat_report_name_of(d, (d.latest).period, 'long')) || E'</p>\n', '')
    WHEN c.segments = 1 THEN csat_report_section('', d.words ->> 'segments', '<p>' || (d.words ->> 'segments one') || E'</p>\n', '')
    ELSE csat_report_section('', d.words ->> 'segments', '<p>' || array_to_string(csat_report_differing(d), E'</p>\n<p>') || E'</p>\n',
      csat_report_dots(ARRAY[d.words ->> 'segment', '', d.words ->> 'answers column', d.short_name, d.words ->> 'interval',
        d.words ->> 'rest'],
        csat_report_scale_of(a, CASE WHEN c.longest > 24 THEN 27 ELSE 20 END, d.words), c.longest,
        (SELECT string_agg(line, '' ORDER BY k, score DESC, name COLLATE "C") FROM rows))
      || '<p class="cap">' || csat_report_capital(csat_report_say(d.words ->> 'segments note', 'p',
        csat_report_name_of(d, (d.latest).period, 'long'), 's', d.short_name,
           'adjust', csat_report_adjusted(d, c.tests)))
      || coalesce(' ' || csat_report_hidden(d), '') || '</p>') END
  FROM counted AS c, axis;
END;
COMMENT ON FUNCTION csat_report_segments(d csat_report_data) IS 'the segments of the latest complete period against the rest, as a section; empty where there are none';

-- moved.sql: which segments changed since the period before, after adjustment; where none did, those that came closest.

CREATE FUNCTION csat_report_moved_words(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH names AS (
    SELECT count(*) AS compared, csat_report_name_of(d, (d.latest).period, CASE d.baseline WHEN 'year' THEN 'long' ELSE 'plain' END) AS p,
           csat_report_list(array_agg(csat_report_name(name) ORDER BY change DESC, name COLLATE "C") FILTER (WHERE movement = 'up'), 4,
             d.words) AS up,
           csat_report_list(array_agg(csat_report_name(name) ORDER BY change, name COLLATE "C") FILTER (WHERE movement = 'down'), 4,
             d.words) AS down
    FROM unnest(d.segments) WHERE change IS NOT NULL
  )
  SELECT
    CASE WHEN compared = 0 THEN csat_report_say(d.words ->> 'moved nothing', 'q', d.before_name, 'p', p)
    WHEN up = '' AND down = '' THEN csat_report_say(d.words ->> 'moved none', 'k', compared::text, 'q', d.before_name, 'p', p)
    ELSE csat_report_say(d.words ->> 'moved some', 'q', d.before_name, 'p', p, 'k', compared::text,
      'x', concat_ws('; ', CASE WHEN up <> '' THEN replace(d.words ->> 'moved names up', '{x}', up) END,
                           CASE WHEN down <> '' THEN replace(d.words ->> 'moved names down', '{x}', down) END)) END
  FROM names;
END;
COMMENT ON FUNCTION csat_report_moved_words(d csat_report_data) IS 'which segments moved, as a sentence';

CREATE FUNCTION csat_report_moved(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH compared AS (
    SELECT s.*, movement IN ('up', 'down') AS moved, count(*) OVER () AS n,
      count(*) FILTER (WHERE movement IN ('up', 'down')) OVER () AS n_moved,
           row_number() OVER (ORDER BY movement IN ('up', 'down') DESC,
             abs(change) / greatest(change_upper - change_lower, 1e-9) DESC NULLS LAST, name COLLATE "C") AS k
    FROM unnest(d.segments) AS s WHERE s.change IS NOT NULL
  ), drawn AS (
    SELECT * FROM compared WHERE k <= least(greatest(n_moved, 6), 12)
  ), axis AS MATERIALIZED (
    SELECT max(length(name)) AS longest, csat_report_axis_of(array_agg(change) || array_agg(change_lower) || array_agg(change_upper),
      d.low - d.high, d.high - d.low, true) AS a FROM drawn
  ), rows AS (
    SELECT change, name,
           csat_report_dots_row('', csat_report_name(name), pair, pair,
             csat_report_dot(a, change, change_lower, change_upper, CASE WHEN moved THEN 'dot' ELSE 'open' END,
               csat_report_references(a, true, NULL, NULL)),
             CASE WHEN moved THEN '<b>' || CASE movement WHEN 'up' THEN '&#x25B2;&#xA0;' ELSE '&#x25BC;&#xA0;' END
               || csat_report_number(change, d.digits, d.words, true) || '</b>'
                  ELSE csat_report_number(change, d.digits, d.words, true) END,
             csat_report_range(change_lower, change_upper, d.digits, d.words),
               csat_report_range(change_lower, change_upper, d.digits, d.words),
             csat_report_p(p_change, d.words)) AS line
    FROM drawn, axis, LATERAL (SELECT csat_report_number(previous, d.digits, d.words, false) || ' &#x2192; '
      || csat_report_number(score, d.digits, d.words, false) AS pair) AS b
  )
  SELECT
    CASE WHEN cardinality(d.segments) <= 1 OR (d.before).score IS NULL OR NOT EXISTS (SELECT FROM unnest(d.segments) AS s
      WHERE NOT s.hidden) THEN ''
    WHEN longest IS NULL THEN csat_report_section('', d.words ->> 'moved', '<p>' || csat_report_moved_words(d) || E'</p>\n', '')
    ELSE csat_report_section('', d.words ->> 'moved', '<p>' || csat_report_moved_words(d) || E'</p>\n',
      csat_report_dots(ARRAY[d.words ->> 'segment', ' ft', csat_report_name_of(d, (d.before).period, form) || ' &#x2192; '
        || csat_report_name_of(d, (d.latest).period, form),
                             d.words ->> 'change', d.words ->> 'interval', d.words ->> 'p adjusted'],
        csat_report_scale_of(a, CASE WHEN longest > 24 THEN 34 ELSE 25 END, d.words), longest,
        (SELECT string_agg(line, '' ORDER BY change DESC, name COLLATE "C") FROM rows))
      || '<p class="cap">' || csat_report_say(d.words ->> 'moved note', 's', d.short_name, 'adjust',
        csat_report_adjusted(d, (SELECT count(p_change) FROM unnest(d.segments))))
      || coalesce((SELECT ' ' || replace(d.words ->> 'moved more', '{n}', (count(*) - least(greatest(max(n_moved), 6), 12))::text)
        FROM compared
                   HAVING count(*) > least(greatest(max(n_moved), 6), 12)), '') || '</p>') END
  FROM axis, (SELECT CASE d.baseline WHEN 'year' THEN 'short' ELSE 'tick' END AS form) AS f;
END;
COMMENT ON FUNCTION csat_report_moved(d csat_report_data) IS 'what moved since the period before, as a section; empty where nothing can be compared';

-- distribution.sql: how people answered. Two arms from one zero line, the middle apart on the same scale, so that the score of a
-- net is a length: the right arm less the left. Below it every point.

CREATE FUNCTION csat_report_arms(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- the latest period, the one before, the same a year before, and all together
  WITH complete AS (
    SELECT p.* FROM unnest(d.periods) AS p WHERE p.complete AND p.score IS NOT NULL
  ), rows AS (
    SELECT 1 AS k, csat_report_name_of(d, (d.latest).period, 'short') AS name, (d.latest).tally AS t
    UNION ALL
    SELECT 2, csat_report_name_of(d, (d.before).period, 'short'), (d.before).tally WHERE (d.before).score IS NOT NULL
    UNION ALL
    SELECT 3, csat_report_name_of(d, (d.year_ago).period, 'short'), (d.year_ago).tally
    WHERE (d.year_ago).score IS NOT NULL AND (d.year_ago).number IS DISTINCT FROM (d.before).number
    UNION ALL
    SELECT 4, d.words ->> 'all shown', sum(c.tally) FROM complete AS c HAVING count(*) > 2
  ), points AS (
    SELECT r.k, b.place, b.side, coalesce(b.percent, 0) AS percent, count(*) OVER (PARTITION BY r.k) AS n,
           -- outward from zero, what stands between a point and the line
           coalesce(sum(b.percent) OVER (PARTITION BY r.k, b.side ORDER BY b.place * -b.side ROWS BETWEEN 1 FOLLOWING
             AND UNBOUNDED FOLLOWING), 0) AS inner_sum,
           b.place * b.side = max(b.place * b.side) OVER (PARTITION BY r.k, b.side) AS outermost
    FROM rows AS r, csat_report_boxes(r.t, d.metric, NULL) AS b
  ), arms AS (
    SELECT k, coalesce(sum(percent) FILTER (WHERE side = -1), 0) AS bad, coalesce(sum(percent) FILTER (WHERE side = 0), 0) AS middle,
           coalesce(sum(percent) FILTER (WHERE side = 1), 0) AS good
    FROM points GROUP BY k
  ), room AS (
    SELECT greatest(max(bad), 12) + 14 AS bad, greatest(max(good), 12) + 14 AS good, max(middle) > 0 AS has_middle,
           CASE WHEN max(middle) > 0 THEN 22 + greatest(max(middle), 12) ELSE 0 END AS middle
    FROM arms
  ), sides AS (
    SELECT csat_report_sides((d.latest).tally, d.metric, d.words) AS sides
  ), wide AS (
    -- the head of the right arm has room before that of the middle, in a picture of 210 px too
    SELECT bad, middle, has_middle, sides,
           CASE WHEN has_middle THEN greatest(good, (7.0 * length(sides[3]) + 8) / greatest(202 - 7 * length(sides[3]),
             50) * (bad + middle)) ELSE good END AS good
    FROM room, sides
  ), layout AS (
    SELECT has_middle, 100 / (bad + good + middle) AS u, 100 * bad / (bad + good + middle) AS zero,
      100 * (bad + good + 8) / (bad + good + middle) AS middle, sides
    FROM wide
  ), bars AS (
    -- of nps the groups are what counts; of fine scales too
    SELECT k, string_agg(csat_report_bar(CASE side WHEN 1 THEN zero + inner_sum * u ELSE zero - (inner_sum + percent) * u END, percent * u,
      4, 16,
                                         CASE side WHEN 1 THEN 'pos' ELSE 'neg' END || CASE WHEN outermost THEN '' ELSE '2' END), ''
                                           ORDER BY place) AS bars
    FROM points, layout WHERE side <> 0 AND percent > 0 AND d.metric <> 'nps' AND n <= 11 GROUP BY k
    UNION ALL
    SELECT k, CASE WHEN bad > 0 THEN csat_report_bar(zero - bad * u, bad * u, 4, 16, 'neg') ELSE '' END
      || CASE WHEN good > 0 THEN csat_report_bar(zero, good * u, 4, 16, 'pos') ELSE '' END
    FROM arms, layout WHERE d.metric = 'nps' OR (SELECT max(n) FROM points) > 11
  ), lines AS (
    SELECT r.k, E'<tr>\n<th scope="row">' || r.name || E'</th>\n<td class="pic"><svg height="24" role="img" aria-label="'
      || concat_ws(', ', sides[1] || ': ' || csat_report_percent(a.bad, 1, d.words), sides[2] || ': '
        || csat_report_percent(a.middle, 1, d.words),
                   sides[3] || ': ' || csat_report_percent(a.good, 1, d.words)) || E'">\n'
      || coalesce(b.bars, '')
      || csat_report_text(zero - a.bad * u, 16.5, csat_report_number(a.bad, 0, d.words, false), 'k e', -5)
      || csat_report_text(zero + a.good * u, 16.5, csat_report_number(a.good, 0, d.words, false), 'k', 5)
      || CASE WHEN has_middle THEN csat_report_bar(l.middle, a.middle * u, 4, 16, 'neu')
           || csat_report_text(l.middle + a.middle * u, 16.5, csat_report_number(a.middle, 0, d.words, false), 'k', 5) ELSE '' END
      || csat_report_line(zero, zero, 0, 24, 'zero')
      || CASE WHEN d.net THEN csat_report_line(zero + score * u, zero + score * u, 1, 23, 'mark') ELSE '' END
      || E'</svg></td>\n<td class="n">' || csat_report_number(score, d.digits, d.words, false) || E'</td></tr>\n' AS line
    FROM rows AS r JOIN arms AS a USING (k) LEFT JOIN bars AS b USING (k), layout AS l,
      LATERAL (SELECT csat_report_score(r.t, d.metric) AS score) AS s
  )
  SELECT '<table class="dist"><thead><tr>' || E'\n<th scope="col" class="nm"><span class="w">'
    || (d.words ->> ('unit ' || csat_report_unit(d.every)))
    || E'</span></th>\n<th scope="col" class="pic"><svg height="22" role="img" aria-label="'
      || concat_ws(', ', sides[1], sides[2], sides[3]) || E'">\n'
    || coalesce(csat_report_text(zero, 16, sides[1], 'e', -5), '') || coalesce(csat_report_text(zero, 16, sides[3], '', 5), '')
    || CASE WHEN has_middle THEN csat_report_text(l.middle, 16, sides[2], '', 0) ELSE '' END
    || E'</svg></th>\n<th scope="col" class="n sc">' || d.short_name || E'</th></tr></thead>\n<tbody>\n'
    || (SELECT string_agg(line, '' ORDER BY k) FROM lines) || E'</tbody></table>\n'
  FROM layout AS l;
END;
COMMENT ON FUNCTION csat_report_arms(d csat_report_data) IS 'diverging bars of the latest complete period and those that it is compared with';

CREATE FUNCTION csat_report_histogram_marks(t tally, metric text, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH points AS (
    SELECT *, coalesce(percent, 0) AS p, coalesce(84 * percent / nullif(max(percent) OVER (), 0), 0) AS height,
      100.0 / count(*) OVER () AS pitch
    FROM csat_report_boxes(t, metric, NULL)
  ), groups AS (
    SELECT side, min(place) AS first, max(place) AS last, min(pitch) AS pitch, sum(p) AS p,
      (csat_report_sides(t, metric, words))[side + 2] AS name
    FROM points GROUP BY side
  )
  SELECT (SELECT string_agg(
            csat_report_bar((place - 1) * pitch + 0.7, pitch - 1.4, 102 - height, height, CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu'
              ELSE 'pos' END)
            || csat_report_text((place - 0.5) * pitch, 97 - height, csat_report_number(p, 0, words, false), 'k m', 0)
            || csat_report_text((place - 0.5) * pitch, 118, csat_report_number(score, 0, words, false), 'm', 0), '' ORDER BY place)
              FROM points)
    || csat_report_line(0, 100, 102, 102, 'ax')
    || (SELECT string_agg(
          csat_report_line((first - 1) * pitch + 0.7, last * pitch - 0.7, 126, 126, 'axk')
          || csat_report_text((first - 1 + last) * pitch / 2, 142, name, 'm', 0)
          || csat_report_text((first - 1 + last) * pitch / 2, 157, csat_report_percent(p, 1, words), 'k m', 0), '' ORDER BY first)
            FROM groups);
END;
COMMENT ON FUNCTION csat_report_histogram_marks(t tally, metric text,
  words jsonb) IS 'answers of 100 on each point, with the groups of nps, 162 px high';

CREATE FUNCTION csat_report_key(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH points AS (
    SELECT *, count(*) OVER () AS n, abs(place - (count(*) OVER () + 1) / 2.0) = (count(*) OVER () - 1) / 2.0 AS outermost
      FROM csat_report_boxes((d.latest).tally, d.metric, d.scale)
  ), rows AS (
    SELECT place, concat_ws(' ', csat_report_number(score, scale(trim_scale(score)), d.words, false), csat_report_name(label)) AS name,
      responses, percent,
           CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END || CASE WHEN side = 0 OR outermost THEN '' ELSE '2' END AS class
    FROM points WHERE n <= 11
    UNION ALL
    SELECT side, (csat_report_sides((d.latest).tally, d.metric, d.words))[side + 2], sum(responses)::bigint, sum(percent),
           CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END
    FROM points WHERE n > 11 GROUP BY side
  )
  SELECT E'<table class="key"><thead><tr>\n<th scope="col">' || (d.words ->> 'point') || ', '
    || csat_report_name_of(d, (d.latest).period, 'long')
    || E'</th>\n<th scope="col" class="n">' || (d.words ->> 'answers') || E'</th>\n<th scope="col" class="n">' || (d.words ->> 'share')
      || E'</th></tr></thead>\n<tbody>\n'
    || string_agg('<tr><th scope="row"><svg width="10" height="10" aria-hidden="true"><rect width="10" height="10" class="' || class
      || '"/></svg> ' || name
         || E'</th>\n<td class="n">' || csat_report_number(responses, 0, d.words, false) || E'</td>\n<td class="n">'
           || csat_report_percent(percent, 1, d.words) || E'</td></tr>\n',
         '' ORDER BY place DESC)
    || E'</tbody></table>\n'
  FROM rows;
END;
COMMENT ON FUNCTION csat_report_key(d csat_report_data) IS 'every point with its colour, label, answers and share, best first';

CREATE FUNCTION csat_report_distribution(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN (d.latest).score IS NULL THEN '' ELSE
    csat_report_section('', d.words ->> 'distribution', '<p>'
      || (d.words ->> CASE WHEN d.net THEN 'distribution net' ELSE 'distribution share' END) || E'</p>\n',
      csat_report_arms(d) || CASE WHEN d.metric = 'nps' THEN '<p class="cap">' || title || '</p>'
        || csat_report_picture('hist', 162, d.first_id + 2, title,
             (SELECT string_agg(csat_report_number(score, 0, d.words, false) || ': ' || csat_report_percent(percent, 1, d.words), E';\n'
               ORDER BY place)
              FROM csat_report_boxes((d.latest).tally, d.metric, NULL)),
             csat_report_histogram_marks((d.latest).tally, d.metric, d.words))
      ELSE csat_report_key(d) END) END
  FROM replace(d.words ->> 'histogram', '{in}', csat_report_in(d, (d.latest).period)) AS title;
END;
COMMENT ON FUNCTION csat_report_distribution(d csat_report_data) IS 'how people answered, as a section';

-- figures.sql: the figures behind the pictures, newest first, the score before the counts.

CREATE FUNCTION csat_report_figures(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH heads AS (
    SELECT ARRAY[d.words ->> ('unit ' || csat_report_unit(d.every)), d.short_name, d.words ->> 'interval', d.words ->> 'change', 'p',
      d.words ->> 'target',
                 d.words ->> 'answers column', d.words ->> 'asked', d.words ->> 'response']
      || CASE WHEN d.metric = 'nps' THEN ARRAY[d.words ->> 'group promoter', d.words ->> 'group passive',
        d.words ->> 'group detractor'] END AS heads
  ), rows AS (
    SELECT p.number, p.period,
      CASE WHEN p.score IS NULL THEN array_fill('&#x2013;'::text, ARRAY[cardinality(heads) - 1]) ELSE
        ARRAY['<b>' || csat_report_number(p.score, d.digits, d.words, false) || '</b>',
          csat_report_range(p.lower, p.upper, d.digits, d.words)]
        || CASE WHEN p.complete THEN ARRAY[csat_report_number(p.change, d.digits, d.words, true), csat_report_p(p.p_change, d.words),
                                           coalesce(d.words ->> ('verdict ' || p.verdict), '&#x2013;')]
                ELSE ARRAY['&#x2013;', '&#x2013;', d.words ->> 'runs'] END
        || ARRAY[csat_report_number(p.responses, 0, d.words, false), csat_report_number(p.asked, 0, d.words, false),
          csat_report_percent(100.0 * p.responses / p.asked, 1, d.words)]
        || CASE WHEN d.metric = 'nps' THEN ARRAY[csat_report_number(promoters(p.tally), 0, d.words, false),
          csat_report_number(passives(p.tally), 0, d.words, false),
                                                 csat_report_number(detractors(p.tally), 0, d.words, false)] END END AS cells
    FROM unnest(d.periods) AS p, heads
  )
  SELECT csat_report_section('full', d.words ->> 'figures', '',
    '<div class="scroll" tabindex="0" role="region" aria-label="' || (d.words ->> 'figures')
      || E'"><table class="tab"><thead><tr>\n<th scope="col">' || heads[1]
    || E'</th>\n<th scope="col" class="n">' || array_to_string(heads[2:], E'</th>\n<th scope="col" class="n">')
      || E'</th></tr></thead>\n<tbody>\n'
    || (SELECT string_agg('<tr' || CASE WHEN number = (d.latest).number THEN ' class="cur"' ELSE '' END || '><th scope="row">'
      || csat_report_name_of(d, period, 'short')
          || E'</th>\n<td>' || array_to_string(cells, E'</td>\n<td>') || E'</td></tr>\n', '' ORDER BY number DESC) FROM rows)
    || '</tbody></table></div>')
  FROM heads;
END;
COMMENT ON FUNCTION csat_report_figures(d csat_report_data) IS 'the figures of every period, as a section';

-- headline.sql: what happened, in words. A sentence is chosen by verdict and movement, never by the sign of a difference.

CREATE FUNCTION csat_report_lead(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT
    CASE WHEN cardinality(d.periods) = 0 THEN d.words ->> 'lead empty'
    WHEN (d.latest).period IS NULL THEN csat_report_capital(replace(d.words ->> 'lead runs', '{p}',
      csat_report_name_of(d, (d.periods[1]).period, 'long')))
    WHEN (d.latest).score IS NULL THEN csat_report_capital(replace(d.words ->> 'lead none', '{p}',
      csat_report_name_of(d, (d.latest).period, 'long')))
    ELSE concat_ws(' ',
      '<b>' || csat_report_say(d.words ->> CASE WHEN (d.latest).lower IS NULL THEN 'lead alone' ELSE 'lead' END, 's', d.short_name,
        'v', csat_report_number((d.latest).score, d.digits, d.words, false), 'in', csat_report_in(d, (d.latest).period),
        'l', csat_report_number((d.latest).lower, d.digits, d.words, false), 'u',
          csat_report_number((d.latest).upper, d.digits, d.words, false)) || '</b>',
      replace(d.words ->> ('target ' || (d.latest).verdict), '{t}', csat_report_target(d.target, d.digits, d.words)),
      csat_report_say(d.words ->> ('lead ' || (d.latest).movement), 'd',
        csat_report_number(abs((d.latest).change), d.digits, d.words, false), 'q', d.before_name)) END;
END;
COMMENT ON FUNCTION csat_report_lead(d csat_report_data) IS 'the headline: the score of the latest complete period, its target, its change';

CREATE FUNCTION csat_report_key_figures(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH cells (k, name, figure, words) AS (
    VALUES
      (1, d.metric_name, csat_report_number((d.latest).score, d.digits, d.words, false),
       CASE WHEN (d.latest).lower IS NULL THEN d.words ->> 'interval none'
            ELSE csat_report_say(d.words ->> 'interval of', 'l', csat_report_number((d.latest).lower, d.digits, d.words, false), 'u',
              csat_report_number((d.latest).upper, d.digits, d.words, false)) END),
      (2, d.words ->> 'target', csat_report_target(d.target, d.digits, d.words),
        d.words ->> coalesce('is ' || (d.latest).verdict, 'target none')),
      (3, CASE WHEN (d.latest).change IS NULL THEN d.words ->> 'change' ELSE replace(d.words ->> 'since', '{q}', d.before_name) END,
       csat_report_number((d.latest).change, d.digits, d.words, true),
       CASE WHEN (d.latest).change IS NULL THEN d.words ->> 'change none'
            WHEN (d.latest).change_lower IS NULL THEN d.words ->> ('moved ' || (d.latest).movement)
            ELSE csat_report_say(d.words ->> ('change ' || (d.latest).movement), 'l',
              csat_report_number((d.latest).change_lower, d.digits, d.words, false),
                                 'u', csat_report_number((d.latest).change_upper, d.digits, d.words, false)) END),
      (4, d.words ->> 'answers', csat_report_number((d.latest).responses, 0, d.words, false),
       csat_report_say(d.words ->> 'of asked', 'a', csat_report_number((d.latest).asked, 0, d.words, false), 'r',
         csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1, d.words)))
  )
  SELECT CASE WHEN (d.latest).score IS NULL THEN '' ELSE
    E'<dl class="kf">\n' || string_agg('<div><dt>' || name || E'</dt>\n<dd><b>' || figure || '</b> <span>' || words
      || E'</span></dd></div>\n', '' ORDER BY k) || E'</dl>\n' END
  FROM cells;
END;
COMMENT ON FUNCTION csat_report_key_figures(d csat_report_data) IS 'score, target, change and answers of the latest complete period';

CREATE FUNCTION csat_report_signals(d csat_report_data) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH complete AS (
    SELECT p.*, csat_report_name_of(d, p.period, 'long') AS name FROM unnest(d.periods) AS p WHERE p.complete AND p.score IS NOT NULL
  ), unusual AS (
    SELECT csat_report_list(array_agg(name ORDER BY number) FILTER (WHERE signal = 'above'), 4, d.words) AS above,
           csat_report_list(array_agg(name ORDER BY number) FILTER (WHERE signal = 'below'), 4, d.words) AS below, count(*) AS n
    FROM complete
  ), runs AS (
    -- the last two on either side
    SELECT above, string_agg(csat_report_name_of(d, first, 'long') || ' ' || (d.words ->> 'to') || ' '
      || csat_report_name_of(d, last, 'long'), '; ' ORDER BY first) AS runs
    FROM (SELECT *, row_number() OVER (PARTITION BY above ORDER BY first DESC) AS k FROM csat_report_runs(d)) AS r
    WHERE k <= 2 GROUP BY above
  ), said AS (
    SELECT array_remove(ARRAY[
      CASE WHEN above <> '' THEN replace(d.words ->> 'signals above', '{x}', above) END,
      CASE WHEN below <> '' THEN replace(d.words ->> 'signals below', '{x}', below) END,
      (SELECT csat_report_say(d.words ->> 'run above', 'units', d.words ->> ('units ' || csat_report_unit(d.every)), 'x', runs)
        FROM runs AS r WHERE r.above),
      (SELECT csat_report_say(d.words ->> 'run below', 'units', d.words ->> ('units ' || csat_report_unit(d.every)), 'x', runs)
        FROM runs AS r WHERE NOT r.above)], NULL) AS said, n
    FROM unusual
  )
  SELECT
    CASE WHEN n < 8 THEN ARRAY[replace(d.words ->> 'signal few', '{units}', d.words ->> ('units ' || csat_report_unit(d.every)))]
    WHEN said = '{}' THEN ARRAY[replace(d.words ->> 'signal none', '{none}', d.words ->> ('none ' || csat_report_unit(d.every)))]
    ELSE said END
  FROM said;
END;
COMMENT ON FUNCTION csat_report_signals(d csat_report_data) IS 'what stands out from the usual variation, as sentences';

CREATE FUNCTION csat_report_rate(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- a hidden period is in no total: what is left of it would tell
  SELECT csat_report_say(d.words ->> 'rate', 'r', csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1,
    d.words), 'in', csat_report_in(d, (d.latest).period),
                         'R', csat_report_percent(100.0 * sum(responses) / nullif(sum(asked), 0), 1, d.words), 'units',
                           d.words ->> ('units ' || csat_report_unit(d.every)))
  FROM unnest(d.periods) WHERE score IS NOT NULL HAVING (d.latest).score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_rate(d csat_report_data) IS 'the response rate, as a sentence';

CREATE FUNCTION csat_report_how(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH facts AS (
    SELECT split_part(d.metric, ' ', 1) AS word, CASE split_part(d.metric, ' ', 1) WHEN 'nps' THEN 'nps' WHEN 'net_box' THEN 'nps'
      WHEN 'ces' THEN 'mean' WHEN 'mean' THEN 'mean' ELSE 'csat' END AS kind,
           (SELECT count(*) FROM csat_report_boxes((d.latest).tally, d.metric, NULL)) AS n,
           (SELECT count(*) FROM csat_report_boxes((d.latest).tally, d.metric, NULL) WHERE side = 1) AS best,
           CASE WHEN scale_of((d.latest).tally)::text LIKE '% reversed%' THEN d.low ELSE d.high END AS top
  )
  SELECT replace(csat_report_say(d.words ->> 'how of', 'name', '<code>' || csat_report_escape(d.name) || '</code>', 'mode',
    d.words ->> ('mode ' || d.mode),
      'range', CASE cardinality(d.periods) WHEN 0 THEN '' WHEN 1 THEN ', ' || csat_report_name_of(d, (d.periods[1]).period, 'long')
                 ELSE csat_report_say(d.words ->> 'how range', 'first', csat_report_name_of(d, (d.periods[1]).period, 'long'), 'last',
                   csat_report_name_of(d, (d.periods[cardinality(d.periods)]).period, 'long')) END,
      'formula', csat_report_say(d.words ->> ('formula ' || word), 'k', CASE WHEN word = 'csat' THEN best::text
        ELSE split_part(d.metric, ' ', 2) END,
                                 'l', split_part(d.metric, ' ', 3), 'n', n::text, 'lo',
                                   csat_report_number(d.low, scale(trim_scale(d.low)), d.words, false),
                                 'hi', csat_report_number(d.high, scale(trim_scale(d.high)), d.words, false), 'best',
                                   csat_report_number(top, scale(trim_scale(top)), d.words, false)),
      'ci', d.words ->> ('ci ' || CASE WHEN d.person THEN 'person' ELSE kind END), 'cmp',
        d.words ->> ('cmp ' || CASE WHEN d.person THEN 'person' ELSE kind END),
      'before', d.words ->> CASE WHEN d.baseline = 'year' THEN 'before a year' ELSE 'before ' || csat_report_unit(d.every) END)
    || CASE WHEN cardinality(d.segments) > 1 THEN ' ' || replace(d.words ->> 'how many', '{adjust}',
      csat_report_adjusted(d, (SELECT count(p_rest) FROM unnest(d.segments)))) ELSE '' END
    || ' ' || (d.words ->> 'how signals')
    || CASE WHEN cardinality(d.segments) > 1 THEN ' ' || replace(d.words ->> 'how hidden', '{m}', d.min_responses::text) ELSE '' END, '. ',
      E'.\n')
  FROM facts;
END;
COMMENT ON FUNCTION csat_report_how(d csat_report_data) IS 'how a report was computed, in one line';

-- style.sql: the style sheet, as it is in report.css.

CREATE FUNCTION csat_report_style() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT $css$
:root{color-scheme:light dark;--paper:#fff;--ink:#1b1b1b;--mute:#595959;--rule:#c8c8c8;--grid:#e4e4e4;--blue:#1f5f99;--band:#d5e3f1;--neg:#a8480a;--neg2:#c9762f;--pos:#1f5f99;--pos2:#4f8bc2;--neu:#8a8a8a}
@media (prefers-color-scheme:dark){:root{--paper:#15181b;--ink:#ebe9e4;--mute:#a9a9a5;--rule:#4a4f54;--grid:#2c3135;--blue:#7db4e6;--band:#24394c;--neg:#e39250;--neg2:#b9702f;--pos:#7db4e6;--pos2:#4a85ba;--neu:#8f9194}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;text-size-adjust:100%}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/22px -apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums lining-nums;overflow-wrap:break-word}
main{max-width:1080px;margin:0 auto;padding:24px 16px 32px}
.ey{margin:0;color:var(--mute);font-size:14px;line-height:20px}
h1,.h1,.lead{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,"Noto Serif",Georgia,serif}

.lead{margin:0 0 20px;font-size:24px;line-height:33px;text-wrap:balance}
.lead b{font-weight:600}
.kf{display:grid;grid-template-columns:1fr 1fr;gap:0 24px;margin:0;border-top:2px solid var(--ink)}
.kf div{padding:8px 0 12px}
.kf dt{color:var(--mute);font-size:13px;line-height:18px}
.kf dd{margin:0}
.kf b{display:block;font-size:26px;line-height:34px;font-weight:600}
.kf span{display:block;font-size:13px;line-height:18px}
section,footer{border-top:1px solid var(--rule);padding:14px 0 22px}
h2,h3{margin:0 0 4px;font-size:16px;line-height:22px;font-weight:600}
h1,.h1{margin:2px 0 10px;font-size:20px;line-height:28px;font-weight:600}
.txt p{margin:0 0 6px}
.pict{min-width:0}
.cap{margin:6px 0 0;color:var(--mute);font-size:13px;line-height:18px;max-width:60em}
.fig{padding:0 84px 0 34px}
.fig .cap{margin:10px 0 0 -34px;width:calc(100% + 118px)}
svg{display:block;width:100%;overflow:visible}
svg text{font-size:12px;fill:var(--mute)}
svg .k{fill:var(--ink)}
svg .lab{fill:var(--ink);font-size:13px;paint-order:stroke;stroke:var(--paper);stroke-width:4px;stroke-linejoin:round}
svg .b{font-weight:700;font-size:14px}
.m{text-anchor:middle}.e{text-anchor:end}
.grid{stroke:var(--grid)}.zero{stroke:var(--ink)}.ax{stroke:var(--mute)}.axk{stroke:var(--mute);stroke-width:2}
.all{stroke:var(--blue)}
.target{stroke:var(--ink);stroke-dasharray:5 4}
.band{fill:var(--band)}
.line{fill:none;stroke:var(--blue);stroke-width:2;stroke-linejoin:round;vector-effect:non-scaling-stroke}
.dash{stroke-dasharray:3 4}
.dot{fill:var(--blue);stroke:var(--blue);stroke-width:2}
.open{fill:var(--paper);stroke:var(--blue);stroke-width:2}
.tot .dot{fill:var(--ink);stroke:var(--ink)}.tot .wh{stroke:var(--ink)}
.run{stroke:var(--ink);stroke-width:3}
.ring{fill:none;stroke:var(--ink);stroke-width:1.5}
.wh{stroke:var(--blue);stroke-width:2}
.asked{fill:none;stroke:var(--neu)}
.answ{fill:var(--neu)}.answ.o{fill-opacity:.45}
.neg{fill:var(--neg)}.neg2{fill:var(--neg2)}.pos{fill:var(--pos)}.pos2{fill:var(--pos2)}.neu{fill:var(--neu)}
.dist rect{stroke:var(--paper)}
.mark{stroke:var(--ink);stroke-width:3;paint-order:stroke}
table{border-collapse:collapse;width:100%}
th{font-weight:400;text-align:start}
thead th{overflow-wrap:normal}
thead th.n{white-space:normal}
thead th{color:var(--mute);font-size:13px;line-height:18px;vertical-align:bottom;border-bottom:1px solid var(--rule);padding:0 0 3px}
.n,.tab td{text-align:end;white-space:nowrap}

.dots,.dist,.card{table-layout:fixed}
tbody th,tbody td{padding:3px 0;vertical-align:middle;font-size:14px;line-height:20px}
.dots .pic{position:relative;padding:0}
.dots .pic svg{position:absolute;bottom:0;left:8px;width:calc(100% - 16px)}
.dots tbody .pic svg{height:100%}
.dist tbody td.pic{padding:0}
.dist tbody th{padding-inline-end:6px}
.dots .nm{width:32%}.dots .sc{width:25%}
.card .pic{padding:0}
.dots th[scope=row]{padding-inline-end:14px}
.dist .nm{width:22%}.dist .sc{width:14%}
.tot th,.tot td{font-weight:600;border-bottom:1px solid var(--grid)}
small{display:block;color:var(--mute);font-size:12px;line-height:16px;font-weight:400;white-space:normal}
.hist{margin-top:4px;max-width:600px}
.key{max-width:420px;margin-top:14px}
.key svg{display:inline-block;width:10px;margin-inline-end:4px}
.card .nm{width:40%}.card .sc{width:28%}
.card td,.card tbody th{border-bottom:1px solid var(--grid);padding:8px 0}
.card td.pic{padding-inline:12px}
.card thead .pic{padding:0 12px 3px}
a{color:inherit;text-decoration-color:var(--mute);text-underline-offset:3px}
article{border-top:2px solid var(--ink);margin-top:28px;padding-top:18px}
.scroll{overflow-x:auto}
.tab thead th,.tab tbody td{white-space:nowrap;padding-inline-start:7px}
.tab thead th:first-child,.tab tbody th{padding-inline-start:0;white-space:nowrap;position:sticky;left:0;background:var(--paper)}
.tab tbody td,.tab tbody th{font-size:13px;line-height:18px;border-bottom:1px solid var(--grid)}
footer{border-top:2px solid var(--ink);font-size:13px;line-height:19px;color:var(--mute);padding-bottom:0}
footer h2{font-size:13px;line-height:19px;color:var(--ink)}
footer p{margin:0 0 6px;max-width:64em}
code{font-family:ui-monospace,Consolas,"DejaVu Sans Mono",monospace;font-size:.92em}
:focus-visible{outline:2px solid var(--blue);outline-offset:2px}
@media (max-width:699px){
.w{display:none}
.lead{font-size:20px;line-height:28px}
.st tr>*{width:auto!important}
.st tr{display:grid;grid-template-columns:minmax(0,1fr) 30%;align-items:center}
.st .nm,.st th[scope=row]{grid-column:1/3;border:0}
.st th[scope=row]{padding:6px 0 0}
.st th[scope=row] small{display:inline;margin-inline-start:6px}
.st .pic{height:100%;min-height:22px}
.st thead .sc{padding-top:4px}
}
@media (min-width:700px){
.s,.nw{display:none}
main{padding:36px 24px 40px}
.kf{grid-template-columns:repeat(4,1fr)}
.dots .pic svg{left:18px;width:calc(100% - 36px)}
.dots .nm{width:19%}.dots.lg .nm{width:27%}.dots .sc{width:9%}.dots .w{width:9%}.dots .in{width:17%}.dots .rs{width:12%}.dots .ft{width:15%}
.dots .n{padding-inline-start:8px}
.dist .nm{width:12%}.dist .sc{width:9%}
.card .nm{width:32%}.card .sc{width:16%}.card .w{width:15%}
}
@media (min-width:1000px){
section{display:grid;grid-template-columns:220px minmax(0,1fr);column-gap:40px}
section.full{display:block}
section.full .txt{margin-bottom:6px}
}
@media (min-width:1200px){
section{grid-template-columns:232px minmax(0,1fr)}
.dots .nm{width:18%}.dots.lg .nm{width:28%}.dots .sc{width:8%}.dots .w{width:8%}.dots .in{width:15%}.dots .rs{width:10%}.dots .ft{width:14%}
}
@media print{
@page{size:A4;margin:12mm 14mm}
:root{--paper:#fff;--ink:#000;--mute:#4a4a4a;--rule:#b0b0b0;--grid:#dcdcdc;--blue:#1f5f99;--band:#d5e3f1;--neg:#a8480a;--neg2:#c9762f;--pos:#1f5f99;--pos2:#4f8bc2;--neu:#8a8a8a}
body{font-size:10pt;line-height:13.5pt;-webkit-print-color-adjust:exact;print-color-adjust:exact}
main{padding:0;max-width:none;zoom:.9}
section{padding:8px 0 10px;break-inside:avoid}
section:has(.tab),section:has(.dots tr:nth-child(20)){break-inside:auto}
h2,h3{break-after:avoid}tr{break-inside:avoid}thead{display:table-header-group}
.lead{font-size:16pt;line-height:21pt;margin-bottom:8px}
h1,.h1{margin-bottom:4px}
.kf div{padding:5px 0 6px}.kf b{font-size:17pt;line-height:22pt}
.txt p{margin-bottom:3px}
tbody th,tbody td{font-size:9.5pt;line-height:12.5pt;padding:2px 0}
.cap,.kf span,.kf dt{font-size:8.5pt;line-height:11pt}
.scroll{overflow:visible}
.tab thead th:first-child,.tab tbody th{position:static}
.tab tbody td,.tab tbody th{padding-top:1px;padding-bottom:1px}
footer,footer h2{font-size:8pt;line-height:11pt;padding-top:6px}
.tab tbody td,.tab tbody th{font-size:8.5pt}.tab thead th{font-size:8pt}
a{text-decoration:none}
article{margin-top:12px;padding-top:10px}article+article{break-before:page;border:0;margin:0;padding:0}
.tab thead th{white-space:normal;overflow-wrap:anywhere;hyphens:auto}
}
$css$::text;
END;
COMMENT ON FUNCTION csat_report_style() IS 'the style sheet of a page';

CREATE FUNCTION csat_report_picture_style() RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- of the same sheet, what a picture that stands alone needs: the colours, light and dark, and the marks
  WITH rules AS (
    SELECT rule, k FROM string_to_table(csat_report_style(), E'\n') WITH ORDINALITY AS r (rule, k)
  )
  SELECT E'svg{font-family:"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",Arial,sans-serif;font-variant-numeric:tabular-nums;\n'
    || (SELECT (regexp_match(rule, '^:root\{(?:color-scheme:light dark;)?(.*)\}$'))[1] FROM rules WHERE rule LIKE ':root{color%')
      || E'}\n'
    || (SELECT (regexp_match(rule, '^(@media \(prefers-color-scheme:dark\)\{):root(\{.*\}\})$'))[1] || 'svg'
      || (regexp_match(rule, '^(@media \(prefers-color-scheme:dark\)\{):root(\{.*\}\})$'))[2] FROM rules
      WHERE rule LIKE '@media (prefers%')
    || E'\n' || (SELECT string_agg(rule, E'\n' ORDER BY k) FROM rules
                 WHERE rule ~ '^(svg (text|\.)|\.(m|grid|all|target|band|line|dash|dot|open|ring|run|wh|asked|answ|neg|mark|zero)\{)')
    || E'\n.nw{display:none}\n';
END;
COMMENT ON FUNCTION csat_report_picture_style() IS 'the style sheet of a picture that stands alone';

-- page.sql: the page: headline and key figures, a section for each question, how it was computed.

CREATE FUNCTION csat_report_page(title text, lang text, body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<!DOCTYPE html>\n<html lang="' || csat_report_escape(lang) || E'">\n<head>\n<meta charset="utf-8">\n'
    || E'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light dark">\n<title>'
    || csat_report_escape(title) || E'</title>\n<style>' || csat_report_style() || E'</style>\n</head>\n<body>\n<main>\n' || body
      || E'</main>\n</body>\n</html>\n';
END;
COMMENT ON FUNCTION csat_report_page(title text, lang text, body text) IS 'an HTML page that needs nothing but itself';

CREATE FUNCTION csat_report_body(d csat_report_data, heading text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<header>\n<p class="ey">' || d.metric_name || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'long'), '')
    || E'</p>\n'
    || replace(heading, '{title}', csat_report_escape(d.title)) || E'\n<p class="lead">' || csat_report_lead(d) || E'</p>\n'
      || csat_report_key_figures(d) || E'</header>\n'
    || CASE WHEN cardinality(d.periods) = 0 THEN '' ELSE
         CASE WHEN trend IS NULL THEN '' ELSE csat_report_section('', d.words ->> ('trend ' || csat_report_unit(d.every)),
           '<p>' || concat_ws(E'</p>\n<p>', array_to_string(csat_report_signals(d), E'</p>\n<p>'), csat_report_rate(d)) || E'</p>\n',
             trend) END
         || CASE WHEN (d.latest).period IS NULL THEN '' ELSE csat_report_segments(d) || csat_report_moved(d)
           || csat_report_distribution(d) END
         || csat_report_figures(d) END
  FROM csat_report_trend(d) AS trend;
END;
COMMENT ON FUNCTION csat_report_body(d csat_report_data, heading text) IS 'what a page says of one roll-up';

-- scorecard.sql: several roll-ups on one page: a line for each, then a page's content for each.

CREATE FUNCTION csat_report_spark(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- 34 px high, a line for the months shown; here alone the axis fits the figures
  WITH shown AS (
    SELECT p.*, p.complete AS solid FROM unnest(d.periods) WITH ORDINALITY AS p WHERE p.score IS NOT NULL
  ), range AS (
    SELECT least(min(score), d.target) AS low, greatest(max(score), d.target) AS high FROM shown
  ), padded AS (
    SELECT low - coalesce(nullif(high - low, 0), 1) * 0.15 AS low, high + coalesce(nullif(high - low, 0), 1) * 0.15 AS high FROM range
  ), points AS (
    SELECT s.*, ordinality - 0.5 AS place, (high - score) / (high - low) * 34 AS y,
      ordinality - row_number() OVER (PARTITION BY solid ORDER BY ordinality) AS stretch
    FROM shown AS s, padded
  ), lines AS (
    SELECT string_agg('<path class="line" d="M' || line || E'"/>\n', '' ORDER BY stretch) AS lines
    FROM (SELECT stretch, string_agg(place || ' ' || csat_report_at(y), E'\nL' ORDER BY place) AS line FROM points
      WHERE solid GROUP BY stretch HAVING count(*) > 1) AS l
  )
  SELECT '<svg height="34" class="sp" role="img" aria-label="' || (d.words ->> 'trend') || ': '
    || (SELECT string_agg(csat_report_number(score, d.digits, d.words, false), E';\n' ORDER BY number) FROM shown) || E'">\n'
    || coalesce((SELECT csat_report_line(0, 100, y, y, 'target') FROM padded,
      LATERAL (SELECT (high - d.target) / (high - low) * 34 AS y) AS t WHERE d.target IS NOT NULL), '')
    || '<svg width="100%" height="34" viewBox="0 0 ' || cardinality(d.periods) || E' 34" preserveAspectRatio="none">\n'
      || coalesce(lines, '') || E'</svg>\n'
    || coalesce((SELECT '<circle cx="' || csat_report_at(place * 100 / cardinality(d.periods)) || '%" cy="' || csat_report_at(y)
      || E'" r="3.5" class="dot"/>\n'
                 FROM points WHERE number = (d.latest).number), '')
    || '</svg>'
  FROM lines WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_spark(d csat_report_data) IS 'the trend in a line of a scorecard; NULL where no period is shown';

CREATE FUNCTION csat_report_card_row(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<tr>\n<th scope="row"><a href="#r' || d.first_id || '">' || csat_report_escape(d.title) || '</a><small>' || d.metric_name
    || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'short'), '')
    || CASE WHEN (d.latest).score IS NOT NULL THEN ', ' || csat_report_number((d.latest).responses, 0, d.words, false) || ' '
      || (d.words ->> 'answers small') ELSE '' END || '</small>'
    || '<small class="s">' || CASE WHEN d.target IS NULL THEN '' ELSE replace(d.words ->> 'label target', '{t}', target) || ': '
      || verdict || '; ' END || change || E'</small></th>\n<td class="pic">'
    || coalesce(csat_report_spark(d), '') || E'</td>\n<td class="n"><b>' || csat_report_number((d.latest).score, d.digits, d.words, false)
      || '</b><small>'
    || csat_report_range((d.latest).lower, (d.latest).upper, d.digits, d.words) || E'</small></td>\n<td class="w n">' || target
      || '<small>' || verdict
    || E'</small></td>\n<td class="w n">' || change || '<small>'
      || csat_report_range((d.latest).change_lower, (d.latest).change_upper, d.digits, d.words)
    || E'</small></td></tr>\n'
  FROM (SELECT csat_report_target(d.target, d.digits, d.words) AS target,
    coalesce(d.words ->> ('verdict ' || (d.latest).verdict), '&#x2013;') AS verdict,
               CASE (d.latest).movement WHEN 'up' THEN '&#x25B2;&#xA0;' WHEN 'down' THEN '&#x25BC;&#xA0;' ELSE '' END
                 || csat_report_number((d.latest).change, d.digits, d.words, true) AS change) AS t;
END;
COMMENT ON FUNCTION csat_report_card_row(d csat_report_data) IS 'a roll-up''s line in a scorecard';

CREATE FUNCTION csat_report_card_lead(ds csat_report_data[]) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH names AS (
    -- a metric that comes twice is called by its title
    SELECT CASE WHEN count(*) OVER (PARTITION BY d.short_name) > 1 THEN csat_report_name(d.title) ELSE d.short_name END AS name, d.k,
      d.words, (d.latest).verdict, (d.latest).movement, d.before_name
    FROM unnest(ds) WITH ORDINALITY AS d (name, title, first_id, words, metric, metric_name, short_name, mode, every, fiscal_start,
      baseline, adjust, person, target, min_responses,
                                          low, high, net, digits, scale, periods, latest, before, before_name, year_ago, segments, k)
  ), verdicts AS (
    SELECT array_position('{met,missed,undecided}', verdict) AS place,
      min(csat_report_say((ds[1]).words ->> 'scorecard verdict', 'v', (ds[1]).words ->> ('verdict ' || verdict), 'x', list)) AS said
    FROM (SELECT verdict, csat_report_list(array_agg(name ORDER BY k), 12, (ds[1]).words) AS list FROM names
      WHERE verdict IS NOT NULL GROUP BY verdict) AS v
    GROUP BY verdict
  ), moved AS (
    SELECT CASE movement WHEN 'unclear' THEN 3 WHEN 'down' THEN 2 ELSE 1 END AS place, before_name, array_agg(name ORDER BY k) AS names,
      min(k) AS k, movement
    FROM names WHERE movement IS NOT NULL GROUP BY movement, before_name
  )
  SELECT concat_ws(' ', (SELECT '<b>' || string_agg(said, ' ' ORDER BY place) || '</b>' FROM verdicts),
    coalesce((SELECT string_agg(csat_report_say((ds[1]).words ->> 'scorecard moved', 'q', before_name, 'x',
                csat_report_say((ds[1]).words ->> ('moved names ' || movement), 'x', csat_report_list(names, 12, (ds[1]).words))), ' '
                  ORDER BY k, place)
              FROM moved WHERE place < 3),
             (SELECT string_agg(replace((ds[1]).words ->> 'lead unclear', '{q}', before_name), ' ' ORDER BY k) FROM moved)),
    CASE WHEN NOT EXISTS (SELECT FROM names WHERE verdict IS NOT NULL OR movement IS NOT NULL) THEN (ds[1]).words ->> 'lead empty' END);
END;
COMMENT ON FUNCTION csat_report_card_lead(ds csat_report_data[]) IS 'the headline of a scorecard: targets met and missed, scores that moved';

CREATE FUNCTION csat_report_card(ds csat_report_data[], title text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<header>\n<h1>' || csat_report_escape(title) || E'</h1>\n<p class="lead">' || csat_report_card_lead(ds) || E'</p>\n</header>\n'
    || E'<section class="full"><div class="pict"><table class="card"><thead><tr>\n<th scope="col" class="nm">' || (w ->> 'score')
      || E'</th>\n<th scope="col" class="pic">' || (w ->> 'trend')
    || E'</th>\n<th scope="col" class="n sc">' || (w ->> 'score') || E'</th>\n<th scope="col" class="w n">' || (w ->> 'target')
      || E'</th>\n<th scope="col" class="w n">' || (w ->> 'change')
    || E'</th></tr></thead>\n<tbody>\n' || (SELECT string_agg(csat_report_card_row(ds[k]), '' ORDER BY k)
      FROM generate_subscripts(ds, 1) AS k)
    || E'</tbody></table>\n<p class="cap">' || (w ->> 'scorecard note') || E'</p></div></section>\n'
  FROM (SELECT (ds[1]).words AS w) AS words;
END;
COMMENT ON FUNCTION csat_report_card(ds csat_report_data[], title text) IS 'the head of a page about several roll-ups: a line for each';

-- mail.sql: the same for mail clients, which know neither SVG nor style sheets: tables of 600 px, every style inline, an interval
-- as the cells of a table. 30 periods and 20 segments at most, so that Gmail does not clip it.

CREATE FUNCTION csat_report_mail_text(tag text, style text, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<' || tag || ' style="' || style || E'font-family:Segoe UI,Helvetica,Arial,sans-serif;">' || t || '</' || tag || E'>\n';
END;
COMMENT ON FUNCTION csat_report_mail_text(tag text, style text, t text) IS 'a heading or paragraph of a mail';

CREATE FUNCTION csat_report_mail_paragraph(t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_text('p', 'margin:0 0 6px;font-size:14px;line-height:20px;color:#595959;word-break:break-word;', t);
END;
COMMENT ON FUNCTION csat_report_mail_paragraph(t text) IS 'a paragraph of a mail';

CREATE FUNCTION csat_report_mail_cell(align text, style text, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<td align="' || align || E'" valign="middle"\n style="padding:4px 8px 4px 0;border-bottom:1px solid #e3e3e3;font-size:14px;line-height:20px;color:#1b1b1b;\nfont-family:Segoe UI,Helvetica,Arial,sans-serif;'
    || style || '">' || t || E'</td>\n';
END;
COMMENT ON FUNCTION csat_report_mail_cell(align text, style text, t text) IS 'a cell of a mail''s table';

CREATE FUNCTION csat_report_mail_head(align text, gap integer, t text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<th scope="col" align="' || align || E'" valign="bottom"\n style="padding:4px ' || gap || 'px 4px 0;text-align:' || align
    || E';border-bottom:1px solid #1b1b1b;font-size:12px;font-weight:normal;color:#595959;\nfont-family:Segoe UI,Helvetica,Arial,sans-serif;">' || t || E'</th>\n';
END;
COMMENT ON FUNCTION csat_report_mail_head(align text, gap integer, t text) IS 'the head of a column of a mail''s table';

CREATE FUNCTION csat_report_mail_table(width text, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<table width="100%" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;border-collapse:collapse;' || width
    || E'">\n' || rows || '</table>';
END;
COMMENT ON FUNCTION csat_report_mail_table(width text, rows text) IS 'a table of a mail';

CREATE FUNCTION csat_report_mail_layout(width text, rows text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT overlay(csat_report_mail_table(width, rows) PLACING '<table role="presentation" ' FROM 1 FOR 7);
END;
COMMENT ON FUNCTION csat_report_mail_layout(width text, rows text) IS 'a table of a mail that is no table to who listens';

CREATE FUNCTION csat_report_mail_piece(width numeric, color text, border text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<td width="' || csat_report_at(width) || '%"' || CASE WHEN color <> '' THEN ' bgcolor="' || color || '"' ELSE '' END
    || E'\n style="width:' || csat_report_at(width) || '%;height:12px;line-height:12px;font-size:1px;padding:0;' || border
      || E'">&nbsp;</td>\n';
END;
COMMENT ON FUNCTION csat_report_mail_piece(width numeric, color text, border text) IS 'a piece of a bar in a mail';

CREATE FUNCTION csat_report_mail_bar(axis csat_report_axis, score numeric, lower numeric, upper numeric, zero boolean,
  target numeric) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- dark where the score is, light where its interval lies, a line at zero and at the target
  WITH places AS (
    SELECT csat_report_place(axis, score) AS s, csat_report_place(axis, coalesce(lower, score)) AS l,
      csat_report_place(axis, coalesce(upper, score)) AS u,
           CASE WHEN zero THEN csat_report_place(axis, 0) END AS z, csat_report_place(axis, target) AS t
  ), cuts AS (
    SELECT DISTINCT least(greatest(round(c, 4), 0), 100) AS x FROM places, unnest(ARRAY[0, 100, l, u, s - 1.2, s + 1.2, z, t]) AS c
      WHERE c IS NOT NULL
  ), pieces AS (
    SELECT x, lead(x) OVER (ORDER BY x) AS next FROM cuts
  )
  SELECT csat_report_mail_layout('table-layout:fixed;', E'<tr>\n' || string_agg(csat_report_mail_piece(next - x,
      CASE WHEN (x + next) / 2 BETWEEN s - 1.2 AND s + 1.2 THEN '#1f5f99' WHEN (x + next) / 2 BETWEEN l AND u THEN '#b9d2ea'
        ELSE '#ffffff' END,
      CASE WHEN abs(x - z) < 0.01 THEN 'border-left:1px solid #1b1b1b;' WHEN abs(x - t) < 0.01 THEN 'border-left:1px dashed #595959;'
        ELSE '' END), '' ORDER BY x) || E'</tr>\n')
  FROM pieces, places WHERE next - x >= 0.05;
END;
COMMENT ON FUNCTION csat_report_mail_bar(axis csat_report_axis, score numeric, lower numeric, upper numeric, zero boolean,
  target numeric) IS
  'a score with its interval as the cells of a table';

CREATE FUNCTION csat_report_mail_scale(axis csat_report_axis, words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_layout('', E'<tr>\n' || string_agg('<td align="' || side
    || '" style="padding:0;font-size:12px;color:#595959;font-family:Segoe UI,Helvetica,Arial,sans-serif;">'
    || csat_report_number(v, axis.digits, words, false) || E'</td>\n', '' ORDER BY side) || E'</tr>\n')
  FROM (VALUES ('left', axis.low), ('right', axis.high)) AS e (side, v);
END;
COMMENT ON FUNCTION csat_report_mail_scale(axis csat_report_axis, words jsonb) IS 'the ends of an axis, for the head of a column of bars';

CREATE FUNCTION csat_report_mail_trend(d csat_report_data, most integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT p.*, row_number() OVER (ORDER BY p.number DESC) AS k FROM unnest(d.periods) AS p WHERE p.score IS NOT NULL
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(array_agg(score) || array_agg(lower) || array_agg(upper) || d.target, d.low, d.high, d.net) AS a FROM shown
      WHERE k <= most
  ), rows AS (
    SELECT k, E'<tr>\n'
      || csat_report_mail_cell('left', bold || 'white-space:nowrap;', csat_report_name_of(d, period, 'short') ||
        CASE WHEN complete THEN '' ELSE ' (' || (d.words ->> 'runs') || ')' END)
      || csat_report_mail_cell('left', 'width:44%;', csat_report_mail_bar(a, score, lower, upper, d.net, d.target))
      || csat_report_mail_cell('right', bold || 'white-space:nowrap;', csat_report_number(score, d.digits, d.words, false))
      || csat_report_mail_cell('right', 'color:#595959;font-size:12px;padding-right:0;',
        csat_report_range(lower, upper, d.digits, d.words)) || E'</tr>\n' AS line
    FROM shown, axis, LATERAL (SELECT CASE WHEN number = (d.latest).number THEN 'font-weight:bold;' ELSE '' END AS bold) AS b
    WHERE k <= most
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;',
    d.words ->> ('trend ' || csat_report_unit(d.every)))
    || csat_report_mail_paragraph(array_to_string(csat_report_signals(d), ' '))
    || csat_report_mail_table('', E'<thead><tr>\n' || csat_report_mail_head('left', 8, d.words ->> ('unit ' || csat_report_unit(d.every)))
      || csat_report_mail_head('left', 8, csat_report_mail_scale(a, d.words))
         || csat_report_mail_head('right', 8, d.short_name) || csat_report_mail_head('right', 0, d.words ->> 'interval')
           || E'</tr></thead>\n<tbody>\n'
         || (SELECT string_agg(line, '' ORDER BY k) FROM rows) || E'</tbody>\n')
    || csat_report_mail_paragraph('<span style="font-size:12px;">'
      || concat_ws(' ', replace(d.words ->> 'mail key', '{s}', d.short_name), CASE WHEN d.net THEN d.words ->> 'mail zero' END,
         replace(d.words ->> 'mail target', '{t}', csat_report_target(d.target, d.digits, d.words))) || '</span>')
  FROM axis WHERE EXISTS (SELECT FROM shown);
END;
COMMENT ON FUNCTION csat_report_mail_trend(d csat_report_data, most integer) IS 'the trend in a mail, newest first';

CREATE FUNCTION csat_report_mail_segments(d csat_report_data, most integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH shown AS (
    SELECT s.*, row_number() OVER (ORDER BY s.score DESC, s.name COLLATE "C") AS k, count(*) OVER () AS n FROM unnest(d.segments) AS s
      WHERE NOT s.hidden
  ), axis AS MATERIALIZED (
    SELECT csat_report_axis_of(array_agg(score) || array_agg(lower) || array_agg(upper) || d.target, d.low, d.high, d.net) AS a FROM shown
  ), rows AS (
    SELECT k, E'<tr>\n' || csat_report_mail_cell('left', 'word-break:break-word;', csat_report_name(name))
      || csat_report_mail_cell('left', 'width:44%;', csat_report_mail_bar(a, score, lower, upper, d.net, d.target))
      || csat_report_mail_cell('right', 'white-space:nowrap;' || CASE WHEN arrow <> '' THEN 'font-weight:bold;' ELSE '' END, arrow
        || csat_report_number(score, d.digits, d.words, false))
      || csat_report_mail_cell('right', 'color:#595959;font-size:12px;padding-right:0;', csat_report_number(responses, 0, d.words, false))
        || E'</tr>\n' AS line
    FROM shown, axis, LATERAL (SELECT CASE WHEN p_rest < 0.05 AND difference > 0 THEN '&#x25B2;&#xA0;' WHEN p_rest < 0.05 AND difference < 0 THEN '&#x25BC;&#xA0;'
      ELSE '' END AS arrow) AS b
    -- the best and the worst, where there are too many
    WHERE n <= most OR k <= most / 2 OR k > n - most / 2
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'segments')
    || csat_report_mail_paragraph(array_to_string(csat_report_differing(d), ' '))
    || csat_report_mail_table('', E'<thead><tr>\n' || csat_report_mail_head('left', 8, d.words ->> 'segment')
      || csat_report_mail_head('left', 8, csat_report_mail_scale(a, d.words))
         || csat_report_mail_head('right', 8, d.short_name) || csat_report_mail_head('right', 0, d.words ->> 'answers')
           || E'</tr></thead>\n<tbody>\n'
         || (SELECT string_agg(line, '' ORDER BY k) FROM rows) || E'</tbody>\n')
    || csat_report_mail_paragraph(concat_ws(' ', '<br>' || csat_report_hidden(d),
      CASE WHEN (SELECT count(*) FROM shown) > most THEN d.words ->> 'mail more' END))
    || CASE WHEN (d.before).score IS NULL THEN '' ELSE
         csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'moved')
           || csat_report_mail_paragraph(csat_report_moved_words(d)) END
  FROM axis WHERE (SELECT count(*) FROM shown) > 1;
END;
COMMENT ON FUNCTION csat_report_mail_segments(d csat_report_data, most integer) IS 'the segments in a mail, and what moved';

CREATE FUNCTION csat_report_mail_distribution(d csat_report_data) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  WITH sides AS (
    SELECT side, coalesce(sum(percent), 0) AS percent FROM csat_report_boxes((d.latest).tally, d.metric, NULL) GROUP BY side
  )
  SELECT csat_report_mail_text('h2', 'margin:24px 0 4px;font-size:16px;line-height:22px;color:#1b1b1b;', d.words ->> 'distribution')
    || csat_report_mail_table('', E'<tbody>\n' || string_agg(E'<tr>\n'
      || csat_report_mail_cell('left', '', (csat_report_sides((d.latest).tally, d.metric, d.words))[side + 2])
         || csat_report_mail_cell('left', 'width:60%;', csat_report_mail_layout('table-layout:fixed;', E'<tr>\n'
              || csat_report_mail_piece(percent, CASE side WHEN 1 THEN '#1f5f99' WHEN 0 THEN '#8c8c8c' ELSE '#b3530b' END, '')
              || CASE WHEN percent < 100 THEN csat_report_mail_piece(100 - percent, '', '') ELSE '' END || E'</tr>\n'))
         || csat_report_mail_cell('right', 'padding-right:0;', csat_report_percent(percent, 1, d.words)) || E'</tr>\n', ''
           ORDER BY side DESC) || E'</tbody>\n')
  FROM sides HAVING (d.latest).score IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report_mail_distribution(d csat_report_data) IS 'how people answered in a mail';

CREATE FUNCTION csat_report_mail_title(tag text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
BEGIN ATOMIC
  SELECT '<' || tag || E' style="margin:2px 0 8px;font-size:22px;line-height:28px;font-weight:bold;color:#1b1b1b;word-break:break-word;\nfont-family:Cambria,Georgia,serif;">{title}</' || tag || '>';
END;
COMMENT ON FUNCTION csat_report_mail_title(tag text) IS 'the title of a mail, to be filled in';

CREATE FUNCTION csat_report_mail_body(d csat_report_data, heading text,
  of_several integer) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_mail_text('p', 'margin:0;font-size:13px;line-height:18px;color:#595959;', d.metric_name
    || coalesce(', ' || csat_report_name_of(d, (d.latest).period, 'long'), ''))
    || replace(heading, '{title}', csat_report_escape(d.title)) || E'\n'
    || '<p style="margin:0 0 12px;font-size:18px;line-height:26px;color:#1b1b1b;font-family:Cambria,Georgia,serif;">'
      || csat_report_lead(d) || E'</p>\n'
    || CASE WHEN (d.latest).score IS NULL THEN '' ELSE csat_report_mail_paragraph((d.words ->> 'answers') || ': '
      || csat_report_number((d.latest).responses, 0, d.words, false) || ' '
         || csat_report_say(d.words ->> 'of asked', 'a', csat_report_number((d.latest).asked, 0, d.words, false),
                            'r', csat_report_percent(100.0 * (d.latest).responses / nullif((d.latest).asked, 0), 1, d.words)) || '.') END
    || coalesce(csat_report_mail_trend(d, greatest(CASE of_several WHEN 1 THEN 30 ELSE 24 END / of_several, 4)), '')
      || coalesce(csat_report_mail_segments(d, greatest(CASE of_several WHEN 1 THEN 20 ELSE 15 END / of_several, 4)), '')
      || coalesce(csat_report_mail_distribution(d), '');
END;
COMMENT ON FUNCTION csat_report_mail_body(d csat_report_data, heading text, of_several integer) IS 'what a mail says of one roll-up';

CREATE FUNCTION csat_report_mail(title text, lang text, body text, how text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT E'<!DOCTYPE html>\n<html lang="' || csat_report_escape(lang) || E'">\n<head>\n<meta charset="utf-8">\n'
    || E'<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="color-scheme" content="light">\n<title>'
      || csat_report_escape(title)
    || E'</title>\n</head>\n<body style="margin:0;padding:0;background-color:#ffffff;">\n'
    || csat_report_mail_layout('', E'<tr><td align="center" style="padding:16px;">\n'
         || replace(csat_report_mail_layout('', E'<tr><td align="left">\n' || body
              || csat_report_mail_text('p', 'margin:24px 0 0;padding-top:8px;border-top:1px solid #1b1b1b;font-size:12px;line-height:18px;color:#595959;', how)
              || E'</td></tr>\n'), E'<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;border-collapse:collapse;">\n<tr><td align="left">',
              E'<table role="presentation" width="600" cellpadding="0" cellspacing="0" border="0"\n style="width:100%;max-width:600px;border-collapse:collapse;">\n<tr><td align="left">')
         || E'</td></tr>\n')
    || E'\n</body>\n</html>\n';
END;
COMMENT ON FUNCTION csat_report_mail(title text, lang text, body text, how text) IS 'a mail';

-- reading.sql: the one place that reads a roll-up: its definition in csat_rollup, its figures in NAME and NAME_report. All of it as
-- the caller, who needs to read those two and nothing else. The text that is run here names relations and columns by format alone,
-- and calls nothing that is not PostgreSQL's.

CREATE TYPE csat_report_definition AS (
  name text,
  view regclass,
  report regclass,
  metric text,
  mode text,
  every text,
  by name[],
  options jsonb);
COMMENT ON TYPE csat_report_definition IS 'a roll-up as a report needs to know it';

CREATE FUNCTION csat_report_definition_of(rollup regclass) RETURNS csat_report_definition LANGUAGE sql STABLE
BEGIN ATOMIC
  -- NAME_report stands beside NAME and has its owner: somebody else's view of that name is not read
  WITH found AS (
    SELECT c.relname, v.oid::regclass AS report, r.metric, r.mode, r.every, coalesce(r.by, '{}') AS by, r.options
    FROM csat_rollup AS r JOIN pg_class AS c ON c.oid = to_regclass(r.name)
      JOIN pg_class AS v ON v.relnamespace = c.relnamespace AND v.relname = (c.relname || '_report')::name AND v.relowner = c.relowner
    WHERE c.oid = rollup
  )
  SELECT ROW(relname, rollup, report, metric, mode, every, by, options)::csat_report_definition FROM found
  UNION ALL
  SELECT csat_report_refuse('42704', format('%s is no roll-up with a report', rollup::text),
    'csat_rollup lists the roll-ups of this database.')::csat_report_definition
  WHERE rollup IS NOT NULL AND NOT EXISTS (SELECT FROM found);
END;
COMMENT ON FUNCTION csat_report_definition_of(rollup regclass) IS 'the definition of a roll-up and the view that its report reads';

CREATE FUNCTION csat_report_rows(definition csat_report_definition, since timestamptz, until timestamptz,
  every_cell boolean) RETURNS SETOF csat_report_row LANGUAGE plpgsql STABLE ROWS 100
-- nothing is known of how many rows the views have: joined by hash, that does not matter
SET search_path = pg_catalog, pg_temp SET enable_nestloop = off AS $$
DECLARE
  time_zone text := coalesce(definition.options ->> 'time_zone', current_setting('TimeZone'));
  -- an hour's period is a timestamptz, of which the report shows the clock of the roll-up's zone
  period text := CASE definition.every WHEN 'hour' THEN format('r.period AT TIME ZONE %L', time_zone) ELSE 'r.period::timestamp' END;
  segments text := coalesce((SELECT string_agg(format('%L, v.%I', b, b), ', ') FROM unnest(definition."by") AS b), '');
BEGIN
  RETURN QUERY EXECUTE format($query$
    WITH r AS MATERIALIZED (
      SELECT * FROM %2$s AS r WHERE r.period >= $1 AND r.period <= $2
    ), v AS (
      SELECT v.period, jsonb_build_object(%4$s) AS segments, v.change, CASE WHEN %5$L THEN v.p_value ELSE v.p_adjusted END AS p,
        v.movement
      FROM %3$s AS v
      WHERE v.period >= CASE WHEN $3 THEN $1 ELSE (SELECT max(r.period) FROM r WHERE r.complete) END AND v.period <= $2
    )
    SELECT %1$s, r.complete, r.segments, r.is_total, r.hidden, r.asked, r.responses, r.score, r.lower, r.upper,
           r.difference, r.difference_lower, r.difference_upper, r.p_adjusted, r.tally, v.change, v.p, v.movement
    FROM r LEFT JOIN v ON v.period = r.period AND v.segments = r.segments AND r.is_total = %5$L$query$,
    period, definition.report, definition.view, segments, cardinality(definition."by") = 0) USING since, until, every_cell;
END $$;
COMMENT ON FUNCTION csat_report_rows(definition csat_report_definition, since timestamptz, until timestamptz, every_cell boolean) IS
  'the rows of NAME_report between two times, with what NAME says of the latest cells, or of every one';

CREATE TYPE csat_report_frame AS (
  definition csat_report_definition,
  segment jsonb,
  at timestamp,
  periods integer,
  least integer,
  by name[],
  every_cell boolean,
  length interval,
  back interval,
  year interval,
  span interval);
COMMENT ON TYPE csat_report_frame IS
  'what is asked of a roll-up: all or a segment, up to when, how many periods, the fewest answers; and how far back periods lie that are compared';

CREATE FUNCTION csat_report_frame_of(definition csat_report_definition, segment jsonb, at date, periods integer,
  min_responses integer) RETURNS csat_report_frame
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- A year of weeks is 52 of them. Hours and days are looked up a year before only where they are compared with that, since all
  -- between is read.
  SELECT ROW(definition, segment, at::timestamp, periods, greatest(min_responses, (definition.options ->> 'min_responses')::integer),
             CASE WHEN segment IS NULL THEN definition.by ELSE '{}' END,
               segment IS NOT NULL OR cardinality(definition.by) = 0 OR at IS NOT NULL,
             length, CASE WHEN by_year THEN year ELSE length END, year,
             (periods + 2) * length + CASE WHEN by_year OR definition.every NOT IN ('hour', 'day') THEN year
               ELSE interval '0' END)::csat_report_frame
  FROM (SELECT csat_report_length(definition.every) AS length, definition.options ->> 'baseline' IS NOT DISTINCT FROM 'year' AS by_year,
               CASE definition.every WHEN 'week' THEN interval '364 days' ELSE interval '1 year' END AS year) AS f;
END;
COMMENT ON FUNCTION csat_report_frame_of(definition csat_report_definition, segment jsonb, at date, periods integer,
  min_responses integer) IS
  'what is asked of a roll-up, put together';

CREATE FUNCTION csat_report_recent(f csat_report_frame) RETURNS csat_report_row[] LANGUAGE sql STABLE
BEGIN ATOMIC
  -- What is needed reaches a span back from the last period. That is not known before all is read, so what is so far back from
  -- now, and as much again, is tried first.
  WITH recent AS MATERIALIZED (
    SELECT r FROM csat_report_rows(f.definition, CASE WHEN f.at IS NULL THEN now() - 2 * f.span ELSE f.at - f.span END,
      coalesce(f.at, 'infinity'), f.every_cell) AS r
  ), enough AS (
    SELECT f.at IS NOT NULL OR coalesce(max((r).period) - f.span - interval '2 days' >= now() - 2 * f.span, false) AS enough FROM recent
  ), read AS MATERIALIZED (
    SELECT r FROM recent WHERE (SELECT enough FROM enough)
    UNION ALL
    SELECT r FROM csat_report_rows(f.definition, '-infinity', 'infinity', f.every_cell) AS r WHERE NOT (SELECT enough FROM enough)
  )
  SELECT coalesce(array_agg(r), '{}') FROM read WHERE (r).period >= (SELECT max((r).period) - f.span FROM read);
END;
COMMENT ON FUNCTION csat_report_recent(f csat_report_frame) IS 'the rows of a roll-up that a report needs';

CREATE FUNCTION csat_report_check(periods integer, min_responses integer,
  format text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF periods NOT BETWEEN 1 AND 1000 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('periods must be between 1 and 1000, not %s', periods);
  ELSIF min_responses < 0 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('min_responses must not be negative, as %s is', min_responses);
  ELSIF format NOT IN ('page', 'mail') THEN
    RAISE invalid_parameter_value USING MESSAGE = format('unknown format of a report: "%s"', format), HINT = 'Formats: page, mail.';
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION csat_report_check(periods integer, min_responses integer,
  format text) IS 'true, or an error that says which argument of a report cannot be';

CREATE FUNCTION csat_report_check_segment(definition csat_report_definition,
  segment jsonb) RETURNS boolean LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF segment IS NOT NULL AND (jsonb_typeof(segment) <> 'object' OR cardinality(definition."by") = 0
      OR (SELECT array_agg(k ORDER BY k) FROM jsonb_object_keys(CASE jsonb_typeof(segment) WHEN 'object' THEN segment ELSE '{}' END) AS k)
         IS DISTINCT FROM (SELECT array_agg(b::text ORDER BY b::text) FROM unnest(definition."by") AS b)) THEN
    RAISE invalid_parameter_value USING MESSAGE = format('%s is no segment of this roll-up', segment),
      HINT = CASE WHEN cardinality(definition."by") = 0 THEN 'It has no segments.'
                  ELSE format('A segment is an object with a value for each of %s.', array_to_string(definition."by", ', ')) END;
  END IF;
  RETURN true;
END $$;
COMMENT ON FUNCTION csat_report_check_segment(definition csat_report_definition,
  segment jsonb) IS 'true, or an error that says what a segment of a roll-up is';

-- gathering.sql: from the rows of a roll-up to what a report says of it: what is hidden, what changed, what stands out.

-- Window functions of the extension take their options from parameters alone; these two give them such.
CREATE FUNCTION csat_report_control(tallies tally[], metric text) RETURNS score_control[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(control ORDER BY k)
  FROM (SELECT k, score_control(t, metric) OVER (ORDER BY k) AS control FROM unnest(tallies) WITH ORDINALITY AS u (t, k)) AS c;
END;
COMMENT ON FUNCTION csat_report_control(tallies tally[], metric text) IS 'score_control over the periods of an array';

CREATE FUNCTION csat_report_suppressed(responses bigint[], minimum integer) RETURNS boolean[] LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT array_agg(hide ORDER BY k)
  FROM (SELECT k, suppressed(n, minimum) OVER () AS hide FROM unnest(responses) WITH ORDINALITY AS u (n, k)) AS s;
END;
COMMENT ON FUNCTION csat_report_suppressed(responses bigint[], minimum integer) IS 'suppressed over the cells of an array';

CREATE FUNCTION csat_report_number_of(f csat_report_frame, period timestamp) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_period_number(period, (f.definition).every);
END;
COMMENT ON FUNCTION csat_report_number_of(f csat_report_frame, period timestamp) IS 'number of a period of a roll-up';

CREATE FUNCTION csat_report_ends(f csat_report_frame, rows csat_report_row[], OUT first timestamp, OUT last timestamp,
  OUT latest timestamp) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- up to the first period that still runs, if any does; what a report is about is the latest complete one, or that which is
  -- asked for
  SELECT min(r.period), coalesce(min(r.period) FILTER (WHERE NOT r.complete), max(r.period)),
         CASE WHEN f.at IS NULL THEN max(r.period) FILTER (WHERE r.complete) ELSE max(r.period) FILTER (WHERE r.period = f.at) END
  FROM unnest(rows) AS r WHERE r.is_total;
END;
COMMENT ON FUNCTION csat_report_ends(f csat_report_frame,
  rows csat_report_row[]) IS 'the first and the last period to show, and the one that a report is about';

CREATE FUNCTION csat_report_cells(f csat_report_frame, rows csat_report_row[],
  of timestamp) RETURNS SETOF csat_report_row LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- The report's own minimum hides by the rule of the view. Cells that the view hides stand for what the others leave of the
  -- total, in equal parts.
  WITH cells AS (
    SELECT c.*, row_number() OVER (ORDER BY c.segments) AS k,
      coalesce(c.responses, trunc((t.responses - sum(c.responses) OVER ()) / nullif(count(*) FILTER (WHERE c.responses IS NULL) OVER (),
      0))::bigint) AS at_least
    FROM unnest(rows) AS c JOIN unnest(rows) AS t ON t.is_total AND t.period = c.period
    WHERE NOT c.is_total AND c.period = of
  ), own AS (
    SELECT csat_report_suppressed(array_agg(at_least ORDER BY k), f.least) AS hide FROM cells
      WHERE f.least > coalesce(((f.definition).options ->> 'min_responses')::integer, 0)
  )
  SELECT c.period, c.complete, c.segments, c.is_total, s.hide,
    CASE WHEN NOT s.hide THEN c.asked END, CASE WHEN NOT s.hide THEN c.responses END, CASE WHEN NOT s.hide THEN c.score END,
    CASE WHEN NOT s.hide THEN c.lower END, CASE WHEN NOT s.hide THEN c.upper END,
    CASE WHEN NOT s.hide THEN c.difference END, CASE WHEN NOT s.hide THEN c.difference_lower END,
    CASE WHEN NOT s.hide THEN c.difference_upper END, c.p_rest, CASE WHEN NOT s.hide THEN c.tally END,
    CASE WHEN NOT s.hide THEN c.change END, c.p_change, CASE WHEN NOT s.hide THEN c.movement END
  FROM cells AS c, own AS o, LATERAL (SELECT c.hidden OR coalesce(o.hide[c.k], false) OR c.score IS NULL AS hide) AS s;
END;
COMMENT ON FUNCTION csat_report_cells(f csat_report_frame, rows csat_report_row[], of timestamp) IS
  'the segments of a period, without figures where they are hidden; the p-values stay, since they say how many comparisons there were';

CREATE FUNCTION csat_report_wholes(f csat_report_frame,
  rows csat_report_row[]) RETURNS SETOF csat_report_row LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- over all segments, or one of them as if it were all
  SELECT t.period, t.complete, t.segments, true, s.hide,
    CASE WHEN NOT s.hide THEN t.asked END, CASE WHEN NOT s.hide THEN t.responses END, CASE WHEN NOT s.hide THEN t.score END,
    CASE WHEN NOT s.hide THEN t.lower END, CASE WHEN NOT s.hide THEN t.upper END, NULL::numeric, NULL::numeric, NULL::numeric, NULL::numeric,
    CASE WHEN NOT s.hide THEN t.tally END, t.change, t.p_change, t.movement
  FROM unnest(rows) AS t, LATERAL (SELECT t.hidden OR t.score IS NULL OR t.responses < f.least AS hide) AS s
  WHERE f.segment IS NULL AND t.is_total
  UNION ALL
  SELECT c.*
  FROM unnest(rows) AS t, LATERAL csat_report_cells(f, rows, t.period) AS c
  WHERE f.segment IS NOT NULL AND t.is_total
    AND NOT EXISTS (SELECT FROM unnest((f.definition).by) AS b WHERE c.segments ->> b::text IS DISTINCT FROM f.segment ->> b::text);
END;
COMMENT ON FUNCTION csat_report_wholes(f csat_report_frame,
  rows csat_report_row[]) IS 'the periods of a roll-up as a whole, without figures where they are hidden';

CREATE FUNCTION csat_report_target_of(definition csat_report_definition, OUT target numeric,
  OUT lower_is_better boolean) LANGUAGE sql STABLE
BEGIN ATOMIC
  -- the roll-up's own, else the newest for everybody
  SELECT t.target, t.lower_is_better
  FROM (SELECT 1 AS k, (definition.options ->> 'target')::numeric AS target,
               coalesce((definition.options ->> 'lower_is_better')::boolean, false) AS lower_is_better, NULL::date AS as_of
        UNION ALL
        SELECT 2, b.value, b.lower_is_better, b.as_of
        FROM csat_benchmark AS b WHERE b.kind = 'target' AND b.metric = definition.metric AND b.segment IS NULL) AS t
  WHERE t.target IS NOT NULL
  ORDER BY k, as_of DESC NULLS LAST, target
  LIMIT 1;
END;
COMMENT ON FUNCTION csat_report_target_of(definition csat_report_definition) IS 'the target of a roll-up as a whole';

CREATE FUNCTION csat_report_change(f csat_report_frame, t csat_report_row, b csat_report_row, OUT change numeric, OUT lower numeric,
  OUT upper numeric, OUT p_change numeric, OUT movement text)
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- NAME has the change of a whole that has no segments; of others it is computed, where rows are people
  SELECT CASE WHEN known THEN t.change ELSE c.difference END, c.lower, c.upper, CASE WHEN known THEN t.p_change ELSE c.p_value END,
         CASE WHEN known THEN t.movement WHEN c.difference IS NULL THEN NULL WHEN c.p_value < 0.05 AND c.difference > 0 THEN 'up'
              WHEN c.p_value < 0.05 AND c.difference < 0 THEN 'down' ELSE 'unclear' END
  FROM (SELECT cardinality(f.by) = 0 AS known) AS k,
    csat_report_compare(CASE WHEN (f.definition).options ->> 'person' IS NULL THEN t.tally END, b.tally, (f.definition).metric) AS c
  WHERE NOT t.hidden AND NOT b.hidden AND t.complete AND b.complete;
END;
COMMENT ON FUNCTION csat_report_change(f csat_report_frame, t csat_report_row,
  b csat_report_row) IS 'how a period differs from the one that it is compared with';

CREATE FUNCTION csat_report_signals_of(metric text, wholes csat_report_row[]) RETURNS TABLE (period timestamp, signal text,
  centre numeric) LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  -- of eight periods at least
  SELECT c.periods[k], (c.controls[k]).signal, (c.controls[k]).centre
  FROM (SELECT array_agg(w.period ORDER BY w.period) AS periods,
               csat_report_control(array_agg(w.tally ORDER BY w.period), metric) AS controls
        FROM unnest(wholes) AS w WHERE w.complete AND NOT w.hidden HAVING count(*) >= 8) AS c, generate_subscripts(c.periods, 1) AS k;
END;
COMMENT ON FUNCTION csat_report_signals_of(metric text, wholes csat_report_row[]) IS 'which periods stand out in a control chart';

CREATE FUNCTION csat_report_periods(f csat_report_frame, wholes csat_report_row[], first timestamp,
  last timestamp) RETURNS csat_report_period[] LANGUAGE sql STABLE
BEGIN ATOMIC
  -- by the calendar, so that what has no rows is a gap
  WITH signals AS (
    SELECT s.* FROM csat_report_signals_of((f.definition).metric,
      ARRAY(SELECT w FROM unnest(wholes) AS w WHERE w.period BETWEEN first AND last)) AS s
  )
  SELECT coalesce(array_agg(ROW(
      n, coalesce(w.period, last - (n_last - n) * f.length), coalesce(w.complete, true), w.asked, w.responses, w.score, w.lower, w.upper,
      c.change, c.lower, c.upper, c.p_change, c.movement, g.target,
      CASE WHEN w.complete THEN csat_verdict(w.lower, w.upper, g.target, g.lower_is_better) END,
      s.signal, s.centre, w.tally)::csat_report_period ORDER BY n), '{}')
  FROM (SELECT csat_report_number_of(f, first) AS n_first, csat_report_number_of(f, last) AS n_last) AS e
    CROSS JOIN LATERAL generate_series(n_first, n_last) AS n
    LEFT JOIN unnest(wholes) AS w ON csat_report_number_of(f, w.period) = n
    LEFT JOIN unnest(wholes) AS b ON csat_report_number_of(f, b.period) = csat_report_number_of(f, w.period - f.back)
    LEFT JOIN signals AS s ON s.period = w.period
    LEFT JOIN csat_report_target_of(f.definition) AS g ON true
    LEFT JOIN LATERAL csat_report_change(f, w, b) AS c ON true;
END;
COMMENT ON FUNCTION csat_report_periods(f csat_report_frame, wholes csat_report_row[], first timestamp,
  last timestamp) IS 'the periods of a report from one to another';

CREATE FUNCTION csat_report_segments_of(f csat_report_frame, rows csat_report_row[], latest timestamp,
  words jsonb) RETURNS csat_report_segment[] LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH before AS MATERIALIZED (
    SELECT b.*
    FROM csat_report_cells(f, rows, (SELECT max(r.period) FROM unnest(rows) AS r
                                     WHERE r.is_total AND csat_report_number_of(f, r.period) = csat_report_number_of(f, latest - f.back))) AS b
  )
  SELECT coalesce(array_agg(ROW(
      n.name, c.hidden, c.responses, c.score, c.lower, c.upper, c.difference, c.difference_lower, c.difference_upper, c.p_rest, b.score,
      CASE WHEN b.score IS NOT NULL THEN c.change END, d.lower, d.upper, c.p_change,
      CASE WHEN b.score IS NOT NULL THEN c.movement END)::csat_report_segment ORDER BY n.name COLLATE "C"), '{}')
  FROM csat_report_cells(f, rows, latest) AS c LEFT JOIN before AS b ON b.segments = c.segments
    CROSS JOIN LATERAL csat_report_compare(CASE WHEN (f.definition).options ->> 'person' IS NULL THEN c.tally END, b.tally,
      (f.definition).metric) AS d
    CROSS JOIN LATERAL (SELECT string_agg(coalesce(c.segments ->> s.by::text, words ->> 'segment none'), ' / ' ORDER BY k) AS name
      FROM unnest(f.by) WITH ORDINALITY AS s (by, k)) AS n
  WHERE cardinality(f.by) > 0;
END;
COMMENT ON FUNCTION csat_report_segments_of(f csat_report_frame, rows csat_report_row[], latest timestamp, words jsonb) IS
  'the segments of a period, with what they were in the one that it is compared with';

CREATE FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb,
  first_id integer, segment jsonb, at date)
RETURNS csat_report_data LANGUAGE sql STABLE
BEGIN ATOMIC
  WITH frame AS MATERIALIZED (
    SELECT csat_report_frame_of(definition, segment, at, periods, min_responses) AS f, split_part(definition.metric, ' ', 1) AS word,
           split_part(definition.metric, ' ', 2) AS k, split_part(definition.metric, ' ', 3) AS l,
             coalesce((definition.options ->> 'fiscal_start')::integer, 1) AS fiscal_start
  ), read AS MATERIALIZED (
    SELECT f, csat_report_recent(f) AS rows FROM frame
  ), whole AS MATERIALIZED (
    SELECT f, rows, ARRAY(SELECT w FROM csat_report_wholes(f, rows) AS w) AS wholes, e.first, e.last, e.latest FROM read,
      csat_report_ends(f, rows) AS e
  ), drawn AS MATERIALIZED (
    SELECT f, rows, wholes, latest, greatest(first, last - (periods - 1) * (f).length) AS first, last FROM whole
  ), data AS MATERIALIZED (
    SELECT f, rows, latest, csat_report_periods(f, wholes, first, last) AS periods,
           (csat_report_periods(f, wholes, latest, latest))[1] AS of_latest,
           (csat_report_periods(f, wholes, latest - (f).back, latest - (f).back))[1] AS before,
           (csat_report_periods(f, wholes, latest - (f).year, latest - (f).year))[1] AS year_ago,
           (SELECT min(p.score) FROM distribution(t.tally) AS p) AS low, (SELECT max(p.score) FROM distribution(t.tally) AS p) AS high
    FROM drawn LEFT JOIN LATERAL (SELECT w.tally FROM unnest(wholes) AS w WHERE w.tally IS NOT NULL
      ORDER BY w.period DESC LIMIT 1) AS t ON true
  )
  SELECT ROW(definition.name, coalesce(csat_report_read.title, definition.name), csat_report_read.first_id, words, definition.metric,
             csat_report_say(words ->> ('metric ' || word), 'k', k, 'l', l),
               csat_report_say(words ->> ('short ' || word), 'k', k, 'l', l),
             definition.mode, definition.every, fiscal_start, coalesce(definition.options ->> 'baseline', 'previous'),
             replace(coalesce(definition.options ->> 'adjust', 'holm'), 'fdr', 'bh'), definition.options ->> 'person' IS NOT NULL,
             (csat_report_target_of(definition)).target, (d.f).least,
             CASE WHEN word IN ('ces', 'mean') THEN d.low WHEN word IN ('nps', 'net_box') THEN -100 ELSE 0 END,
             CASE WHEN word IN ('ces', 'mean') THEN d.high ELSE 100 END,
             word IN ('nps', 'net_box'), CASE WHEN word IN ('ces', 'mean') THEN 2 ELSE 1 END,
               (definition.options ->> 'scale')::rating_scale,
             d.periods, d.of_latest, CASE WHEN (d.before).score IS NOT NULL AND (d.before).complete THEN d.before END,
             CASE WHEN (d.before).score IS NOT NULL THEN csat_report_period_name((d.before).period, definition.every,
               CASE definition.options ->> 'baseline' WHEN 'year' THEN 'long' ELSE 'plain' END, fiscal_start, words) END,
             CASE WHEN (d.year_ago).score IS NOT NULL AND (d.year_ago).complete THEN d.year_ago END,
             csat_report_segments_of(d.f, d.rows, d.latest, words))::csat_report_data
  FROM frame, data AS d;
END;
COMMENT ON FUNCTION csat_report_read(definition csat_report_definition, title text, periods integer, min_responses integer, words jsonb,
  first_id integer, segment jsonb, at date) IS
  'all that a report says of a roll-up: its last periods, the latest complete one and its segments; or of one segment, or up to a period';

-- report.sql: what people call for a page: the report of one roll-up, or of several. Compiling would take ten times as long as
-- running.

CREATE FUNCTION csat_report(rollup text, title text DEFAULT NULL, periods integer DEFAULT 13, min_responses integer DEFAULT 5,
  lang text DEFAULT 'en', format text DEFAULT 'page')
RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(csat_report_definition_of(rollup::regclass), title, periods, min_responses, csat_report_words(lang), 1, NULL,
      NULL) AS d
    WHERE rollup IS NOT NULL AND lang IS NOT NULL AND csat_report_check(periods, min_responses, format)
  )
  SELECT CASE format
    WHEN 'mail' THEN csat_report_mail((d).title, lang, csat_report_mail_body(d, csat_report_mail_title('h1'), 1), csat_report_how(d))
    ELSE csat_report_page((d).title, lang, csat_report_body(d, '<h1>{title}</h1>')
           || '<footer><h2>' || ((d).words ->> 'how') || E'</h2>\n<p>' || csat_report_how(d) || E'</p></footer>\n') END
  FROM data;
END;
COMMENT ON FUNCTION csat_report(rollup text, title text, periods integer, min_responses integer, lang text, format text) IS
  'a roll-up as one HTML page, with pictures, that needs nothing but itself; format mail is for mail clients';

CREATE FUNCTION csat_report(rollups text[], title text DEFAULT NULL, periods integer DEFAULT 13, min_responses integer DEFAULT 5,
  lang text DEFAULT 'en', format text DEFAULT 'page')
RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH words AS MATERIALIZED (
    SELECT csat_report_words(lang) AS words WHERE lang IS NOT NULL AND csat_report_check(periods, min_responses, format)
  ), data AS MATERIALIZED (
    SELECT k, csat_report_read(csat_report_definition_of(r::regclass), NULL, periods, min_responses, words, (3 * k - 2)::integer, NULL,
      NULL) AS d
    FROM words, unnest(rollups) WITH ORDINALITY AS u (r, k)
  ), bodies AS (
    -- a heading less for each level
    SELECT string_agg(replace(replace(replace(replace(
             CASE format WHEN 'mail' THEN csat_report_mail_body(d, csat_report_mail_title('h1'), cardinality(rollups))
                         ELSE E'<article>\n' || csat_report_body(d, '<h1 class="h1" id="r' || (d).first_id || '">{title}</h1>')
                           || E'</article>\n' END,
             '<h2', '<h3'), '</h2>', '</h3>'), '<h1', '<h2'), '</h1>', '</h2>'), '' ORDER BY k) AS body,
           string_agg('<p>' || csat_report_how(d) || E'</p>\n', '' ORDER BY k) AS how,
             string_agg(csat_report_how(d), E'<br>\n' ORDER BY k) AS how_mail,
           array_agg(d ORDER BY k) AS ds
    FROM data
  )
  SELECT CASE format
    WHEN 'mail' THEN csat_report_mail(t, lang, replace(csat_report_mail_title('h1'), '{title}', csat_report_escape(t))
      || E'\n<p style="margin:0 0 24px;font-size:18px;line-height:26px;color:#1b1b1b;font-family:Cambria,Georgia,serif;">'
        || csat_report_card_lead(ds) || E'</p>\n' || body, how_mail)
    ELSE csat_report_page(t, lang, csat_report_card(ds, t) || body || '<footer><h2>' || (words ->> 'how') || E'</h2>\n' || how
      || E'</footer>\n') END
  FROM bodies, words, LATERAL (SELECT coalesce(title, words ->> 'scorecard') AS t) AS t
  WHERE ds IS NOT NULL;
END;
COMMENT ON FUNCTION csat_report(rollups text[], title text, periods integer, min_responses integer, lang text, format text) IS
  'several roll-ups as one HTML page: a scorecard, then each of them';

-- pictures.sql: the pictures alone, as SVG with its own style sheet, for notebooks, SQLPage and PostgREST; and a bar for psql.

CREATE FUNCTION csat_report_alone(height integer, x integer, width integer, title text, description text,
  body text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT format(E'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 %s" width="720" height="%s" style="max-width:100%%;height:auto" role="img" aria-label="%s">\n'
    '<title>%s</title>\n<desc>%s</desc>\n<style>%s</style>\n<rect width="720" height="%s" style="fill:var(--paper)"/>\n<svg x="%s" width="%s" height="%s" overflow="visible">\n%s</svg>\n</svg>\n',
    height, height, title, title, description, csat_report_picture_style(), height, x, width, height, body);
END;
COMMENT ON FUNCTION csat_report_alone(height integer, x integer, width integer, title text, description text,
  body text) IS 'a picture that stands alone, 720 wide';

CREATE FUNCTION csat_report_nothing(words jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT csat_report_alone(60, 34, 596, words ->> 'lead empty', '', csat_report_text(50, 34, words ->> 'lead empty', 'k m', 0));
END;
COMMENT ON FUNCTION csat_report_nothing(words jsonb) IS 'the picture of no answers';

CREATE FUNCTION csat_chart_trend(rollup text, segment jsonb DEFAULT NULL,
  periods integer DEFAULT 13) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(definition, NULL, periods, 5, csat_report_words('en'), 1, segment, NULL) AS d
    FROM csat_report_definition_of(rollup::regclass) AS definition
    WHERE rollup IS NOT NULL AND csat_report_check(periods, 5, 'page') AND csat_report_check_segment(definition, segment)
  )
  SELECT CASE WHEN marks IS NULL THEN csat_report_nothing((d).words)
    ELSE csat_report_alone(262, 34, 596, concat_ws(': ', (d).short_name || ', '
    || lower((d).words ->> ('trend ' || csat_report_unit((d).every))),
      (SELECT csat_report_escape(string_agg(coalesce(v, (d).words ->> 'segment none'), ' / ' ORDER BY k))
        FROM jsonb_each_text(segment) AS s (k, v))),
    csat_report_trend_words(d), marks) END
  FROM data, csat_report_trend_marks(d) AS marks;
END;
COMMENT ON FUNCTION csat_chart_trend(rollup text, segment jsonb,
  periods integer) IS 'the score of a roll-up, or of one of its segments, over time, as SVG';

CREATE FUNCTION csat_chart_segments(rollup text, period date DEFAULT NULL) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH data AS MATERIALIZED (
    SELECT csat_report_read(csat_report_definition_of(rollup::regclass), NULL, 1, 5, csat_report_words('en'), 1, NULL, period) AS d
    WHERE rollup IS NOT NULL
  ), shown AS (
    SELECT s.*, row_number() OVER (ORDER BY s.score DESC, s.name COLLATE "C") AS k FROM data, unnest((d).segments) AS s WHERE NOT s.hidden
  ), axis AS MATERIALIZED (
    SELECT d, csat_report_axis_of((SELECT array_agg(score) || array_agg(lower) || array_agg(upper) FROM shown) || ((d).latest).score
      || ((d).latest).lower || ((d).latest).upper || (d).target,
                                  (d).low, (d).high, (d).net) AS a, 22 * ((SELECT count(*) FROM shown)::integer + 1) + 30 AS height
    FROM data
  ), rows AS (
    SELECT k, name, score, lower, upper, CASE WHEN p_rest < 0.05 THEN 'dot' ELSE 'open' END AS class,
           CASE WHEN p_rest < 0.05 AND difference > 0 THEN '&#x25B2;&#xA0;' WHEN p_rest < 0.05 AND difference < 0 THEN '&#x25BC;&#xA0;' ELSE '' END AS arrow
    FROM shown
    UNION ALL
    SELECT 0, (d).words ->> 'segment all', ((d).latest).score, ((d).latest).lower, ((d).latest).upper, 'dot', '' FROM data
      WHERE ((d).latest).score IS NOT NULL
  ), marks AS (
    SELECT 1 AS layer, tick AS k, csat_report_text(csat_report_place(a, tick), 16, csat_report_number(tick, (a).digits, (d).words, false),
      'm', 0) AS mark
    FROM axis, unnest((a).ticks) AS tick
    UNION ALL
    SELECT 2, r.k, csat_report_line(csat_report_place(a, v), csat_report_place(a, v), 24, height - 6, class)
    FROM axis, LATERAL (VALUES (1, CASE WHEN (d).net THEN 0 END, 'zero'), (2, ((d).latest).score, 'all'),
      (3, (d).target, 'target')) AS r (k, v, class) WHERE v IS NOT NULL
    UNION ALL
    SELECT 3, k, '<text x="0" dx="-14" y="' || 44 + 22 * k || '" class="k e">'
      || csat_report_escape(CASE WHEN length(name) <= 28 THEN name ELSE left(name, 27) END)
      || CASE WHEN length(name) <= 28 THEN '' ELSE '&#x2026;' END || '<title>' || csat_report_escape(name) || E'</title></text>\n'
      || coalesce(csat_report_line(csat_report_place(a, lower), csat_report_place(a, upper), 40 + 22 * k, 40 + 22 * k, 'wh'), '')
      || '<circle cx="' || csat_report_at(csat_report_place(a, score)) || '%" cy="' || 40 + 22 * k || '" r="4.5" class="' || class
        || E'"/>\n'
      || '<text x="100%" dx="150" y="' || 44 + 22 * k || '" class="k e">' || arrow
        || csat_report_number(score, (d).digits, (d).words, false)
      || ' (' || csat_report_range(lower, upper, (d).digits, (d).words) || E')</text>\n'
    FROM rows, axis
  )
  SELECT CASE WHEN EXISTS (SELECT FROM shown) THEN
    csat_report_alone(height, 200, 355, (d).short_name || ': ' || ((d).words ->> 'segments') || ', '
      || csat_report_name_of(d, ((d).latest).period, 'long'),
      (SELECT string_agg(csat_report_escape(name) || ' ' || arrow || csat_report_number(score, (d).digits, (d).words, false), E';\n'
        ORDER BY k) FROM rows),
      (SELECT string_agg(mark, '' ORDER BY layer, k) FROM marks))
    ELSE csat_report_nothing((d).words) END
  FROM axis;
END;
COMMENT ON FUNCTION csat_chart_segments(rollup text,
  period date) IS 'the segments of a roll-up in its latest complete period, or another, as SVG';

CREATE FUNCTION csat_chart_distribution(t tally, metric text) RETURNS text LANGUAGE sql STABLE SET jit = off
BEGIN ATOMIC
  WITH words AS (
    SELECT csat_report_words('en') AS words
  ), points AS (
    SELECT *, count(*) OVER () AS n, coalesce(percent, 0) AS p, 100 / greatest(max(percent) OVER (), 1) AS u
      FROM csat_report_boxes(t, metric, NULL)
  ), described AS (
    SELECT string_agg(csat_report_number(score, scale(trim_scale(score)), words, false) || ': ' || csat_report_percent(percent, 1, words),
      E';\n' ORDER BY place) AS description, max(n) AS n FROM points, words
  ), bars AS (
    -- a row for each point, best first, in the colour of its side
    SELECT string_agg(
      csat_report_text(0, y + 12, csat_report_number(score, scale(trim_scale(score)), words, false), 'k e', -10)
      || CASE WHEN p > 0 THEN csat_report_bar(0, p * u, y, 16, CASE side WHEN -1 THEN 'neg' WHEN 0 THEN 'neu' ELSE 'pos' END) ELSE '' END
      || csat_report_text(p * u, y + 12, csat_report_percent(p, 1, words), 'k', 8), '' ORDER BY place DESC) AS bars
    FROM points, words, LATERAL (SELECT 10 + 22 * (n - place) AS y) AS l
  )
  SELECT CASE WHEN csat_report_score(t, metric) IS NULL THEN csat_report_nothing(words)
    WHEN metric = 'nps' THEN csat_report_alone(162, 4, 712, words ->> 'histogram alone', description,
      csat_report_histogram_marks(t, metric, words))
    ELSE csat_report_alone((22 * n + 14)::integer, 60, 590, words ->> 'histogram alone', description, bars) END
  FROM words, described, bars WHERE t IS NOT NULL AND metric IS NOT NULL;
END;
COMMENT ON FUNCTION csat_chart_distribution(t tally,
  metric text) IS 'how people answered, by point, in the colours of what the metric counts as good and bad, as SVG';

-- bar.sql: a score with its interval as a line of text, for psql and plain mail.

CREATE FUNCTION interval_bar(estimate numeric, lower numeric, upper numeric, low numeric, high numeric,
  width integer DEFAULT 41) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  signs text;
  bar text := '';
  place integer;
  at integer;
  first integer;
  last integer;
  zero integer;
BEGIN
  IF NOT (high - low > 0 AND high - low < 'Infinity') THEN
    RAISE invalid_parameter_value USING MESSAGE = format('an axis from %s to %s has no length', low, high);
  ELSIF width NOT BETWEEN 2 AND 1000 THEN
    RAISE invalid_parameter_value USING MESSAGE = format('width must be between 2 and 1000, not %s', width);
  ELSIF estimate IS NULL OR low IS NULL OR high IS NULL OR width IS NULL THEN
    RETURN NULL;
  ELSIF getdatabaseencoding() <> 'UTF8' THEN
    RAISE feature_not_supported USING MESSAGE = 'interval_bar needs a database with encoding UTF8';
  END IF;
  -- what a line is made of: an end, the line, the score, the other end, zero; in bytes, since the install script is ASCII
  signs := convert_from('\xe2949ce29480e2978fe294a4e29482', 'UTF8');
  at := round((least(greatest(estimate, low), high) - low) / (high - low) * (width - 1));
  first := round((least(greatest(coalesce(lower, estimate), low), high) - low) / (high - low) * (width - 1));
  last := round((least(greatest(coalesce(upper, estimate), low), high) - low) / (high - low) * (width - 1));
  zero := CASE WHEN low < 0 AND high > 0 THEN round((0 - low) / (high - low) * (width - 1)) END;
  FOR place IN 0 .. width - 1 LOOP
    bar := bar || CASE WHEN place = at THEN substr(signs, 3, 1) WHEN place = first THEN substr(signs, 1, 1)
      WHEN place = last THEN substr(signs, 4, 1)
      WHEN place BETWEEN first AND last THEN substr(signs, 2, 1) WHEN place = zero THEN substr(signs, 5, 1) ELSE ' ' END;
  END LOOP;
  RETURN bar;
END $$;
COMMENT ON FUNCTION interval_bar(estimate numeric, lower numeric, upper numeric, low numeric, high numeric, width integer) IS
  'a score and its interval as a line of text on an axis from low to high';

CREATE FUNCTION interval_bar(i score_interval, low numeric, high numeric,
  width integer DEFAULT 41) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT interval_bar(i.estimate, i.lower, i.upper, low, high, width);
END;
COMMENT ON FUNCTION interval_bar(i score_interval, low numeric, high numeric,
  width integer) IS 'a score_interval as a line of text on an axis from low to high';

-- end of section report

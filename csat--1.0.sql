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

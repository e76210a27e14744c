/* csat--1.0.sql */

-- complain if script is sourced in psql, rather than via CREATE EXTENSION
\echo Use "CREATE EXTENSION csat" to load this file. \quit

-- Order: types with their input and output; comparison and operator classes;
-- readers; transition functions and aggregates. Each object is followed by its
-- comment. Names are not qualified: while the script runs, the search path is
-- the extension's schema alone.

-- ---------------------------------------------------------------------------
-- section: rating_scale, what the answers to a question can be
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

-- category S lets a bare literal resolve to a scale where a number would fit too
CREATE TYPE rating_scale (
  INPUT = rating_scale_in, OUTPUT = rating_scale_out,
  RECEIVE = rating_scale_recv, SEND = rating_scale_send,
  INTERNALLENGTH = VARIABLE, ALIGNMENT = int4, STORAGE = extended, CATEGORY = 'S');
COMMENT ON TYPE rating_scale IS 'what the answers to a question can be: ''1..5'', ''0..10 missing 11'', ''bad < good missing offered''';

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

-- ---------------------------------------------------------------------------
-- section: tally, how many answers fell on each point of one scale
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
COMMENT ON TYPE tally IS 'how many answers fell on each point of one scale, and how many rows had none: ''1..5 top 2 {12,30,80,210,168} missing 7''';

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

-- ---------------------------------------------------------------------------
-- section: readers, the numbers read off a tally
-- ---------------------------------------------------------------------------

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
COMMENT ON FUNCTION percentile(t tally, fraction double precision) IS 'score at a fraction of the answers, 0..1, as percentile_cont; weighted: by cumulative weight';
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
COMMENT ON FUNCTION net_box(t tally, top_boxes integer, bottom_boxes integer) IS 'percent in the best boxes minus percent in the worst, -100..100';
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
CREATE FUNCTION responses(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_response_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(t tally) IS 'number of answers';
CREATE FUNCTION responses(t tally, lo double precision, hi double precision) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_response_count' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION responses(t tally, lo double precision, hi double precision) IS 'number of answers with lo <= score <= hi';
CREATE FUNCTION missing(t tally) RETURNS bigint
  AS 'MODULE_PATHNAME', 'tally_missing' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION missing(t tally) IS 'number of rows without an answer';
CREATE FUNCTION response_rate(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_response_rate' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION response_rate(t tally) IS 'percent of all rows that are answered';
CREATE FUNCTION weight(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_weight' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weight(t tally) IS 'sum of the weights; the number of answers where unweighted';
CREATE FUNCTION n_eff(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_n_eff' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION n_eff(t tally) IS 'effective sample size of Kish: square of the sum of weights over the sum of squared weights';
CREATE FUNCTION design_effect(t tally) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_design_effect' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION design_effect(t tally) IS 'answers per effective answer, from the weights: n / n_eff';
CREATE FUNCTION scale_of(t tally) RETURNS rating_scale
  AS 'MODULE_PATHNAME', 'tally_scale_of' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION scale_of(t tally) IS 'scale of a tally, without labels and missing codes';
CREATE FUNCTION counts(t tally) RETURNS bigint[]
  AS 'MODULE_PATHNAME', 'tally_counts' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION counts(t tally) IS 'answers on each point, from the lowest to the highest';
CREATE FUNCTION distribution(t tally, OUT score numeric, OUT label text, OUT responses bigint, OUT percent numeric) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tally_distribution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION distribution(t tally, OUT score numeric, OUT label text, OUT responses bigint, OUT percent numeric) IS 'one row for each point of the scale, from the lowest';
CREATE FUNCTION distribution(t tally, scale rating_scale, OUT score numeric, OUT label text, OUT responses bigint, OUT percent numeric) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'tally_distribution' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE ROWS 10;
COMMENT ON FUNCTION distribution(t tally, scale rating_scale, OUT score numeric, OUT label text, OUT responses bigint, OUT percent numeric) IS 'one row for each point of the scale, from the lowest, with its label';
CREATE FUNCTION sparkline(t tally) RETURNS text
  AS 'MODULE_PATHNAME', 'tally_sparkline' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION sparkline(t tally) IS 'bars for the answers on each point; needs a UTF8 database';
CREATE FUNCTION tally_to_jsonb(tally) RETURNS jsonb
  AS 'MODULE_PATHNAME', 'tally_to_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION tally_to_jsonb(tally) IS 'tally as a jsonb object';
CREATE CAST (tally AS jsonb) WITH FUNCTION tally_to_jsonb(tally);
COMMENT ON CAST (tally AS jsonb) IS 'scale, responses, missing and counts by score';

-- ---------------------------------------------------------------------------
-- section: row helpers, one answer at a time
-- ---------------------------------------------------------------------------

CREATE FUNCTION nps_group(score integer) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score integer) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score integer, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score integer, scale rating_scale) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score double precision) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score double precision) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score double precision, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score double precision, scale rating_scale) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score text) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score text) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score text, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score text, scale rating_scale) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score jsonb) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score jsonb) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION nps_group(score jsonb, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'nps_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION nps_group(score jsonb, scale rating_scale) IS 'promoter, passive or detractor; null for no answer';
CREATE FUNCTION csat_group(score integer) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score integer) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score integer, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_int4' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score integer, scale rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score double precision) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score double precision) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score double precision, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score double precision, scale rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score text) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score text) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score text, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score text, scale rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score jsonb) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score jsonb) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION csat_group(score jsonb, scale rating_scale) RETURNS text
  AS 'MODULE_PATHNAME', 'csat_group_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_group(score jsonb, scale rating_scale) IS 'satisfied, neutral or dissatisfied; null for no answer';
CREATE FUNCTION rescale(score double precision, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_float8' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(score double precision, scale rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';
CREATE FUNCTION rescale(score text, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_text' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(score text, scale rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';
CREATE FUNCTION rescale(score jsonb, scale rating_scale) RETURNS numeric
  AS 'MODULE_PATHNAME', 'rescale_jsonb' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION rescale(score jsonb, scale rating_scale) IS 'score as 0..100 from worst to best; null for a missing code';

-- ---------------------------------------------------------------------------
-- section: aggregates
-- ---------------------------------------------------------------------------

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

-- Every score takes every type of answer, with no scale, with a scale, or with
-- a scale and a weight: metrics x answer types x forms, from the two tables
-- below. All aggregates with the same arguments have the same transition
-- function and initial state, so that a query computes it once for all of them.
DO $matrix$
DECLARE
  answer record;
  form record;
  metric record;
  args text;
BEGIN
  FOR answer IN
    SELECT * FROM (VALUES
      -- type              C function   has forms with a scale
      ('smallint',         'int2',      true),
      ('integer',          'int4',      true),
      ('double precision', 'float8',    true),
      ('numeric',          'numeric',   true),
      ('text',             'text',      true),
      ('jsonb',            'jsonb',     true),
      ('boolean',          'bool',      false)) AS v (type, symbol, scaled)
  LOOP
    FOR form IN
      SELECT * FROM (VALUES
        -- more arguments                    bytes of a state
        ('',                                 112, false),
        (', rating_scale',                   112, true),
        (', rating_scale, double precision', 640, true)) AS v (more, space, scaled)
      WHERE answer.scaled OR NOT v.scaled
    LOOP
      args := answer.type || form.more;
      EXECUTE format($sql$
        CREATE FUNCTION tally_accum(tally, %1$s) RETURNS tally
          AS 'MODULE_PATHNAME', 'tally_accum_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
        COMMENT ON FUNCTION tally_accum(tally, %1$s) IS 'aggregate transition function';
        CREATE FUNCTION tally_accum_inv(tally, %1$s) RETURNS tally
          AS 'MODULE_PATHNAME', 'tally_accum_inv_%2$s' LANGUAGE C IMMUTABLE PARALLEL SAFE;
        COMMENT ON FUNCTION tally_accum_inv(tally, %1$s) IS 'aggregate inverse transition function';
        $sql$, args, answer.symbol);

      FOR metric IN
        SELECT * FROM (VALUES
          -- name       final function  state without a scale argument   what it is
          ('tally',    'tally_final', NULL,                            'the tally of the answers'),
          ('csat',     'csat',        '1..5 top 2 {0,0,0,0,0}',        'percent of answers in the top box; default scale 1..5'),
          ('nps',      'nps',         '0..10 top 2 {0,0,0,0,0,0,0,0,0,0,0}', 'Net Promoter Score, -100..100; default scale 0..10'),
          ('ces',      'ces',         '1..7 top 2 {0,0,0,0,0,0,0}',    'Customer Effort Score, the mean score; default scale 1..7'),
          ('ces_easy', 'ces_easy',    '1..7 top 2 {0,0,0,0,0,0,0}',    'percent of answers on the good side of the midpoint; default scale 1..7')
          ) AS v (name, final, zero, what)
        WHERE form.scaled OR (answer.scaled AND v.zero IS NOT NULL)
           OR (NOT answer.scaled AND v.name IN ('tally', 'csat'))
      LOOP
        EXECUTE format($sql$
          CREATE AGGREGATE %1$I(%2$s) (
            SFUNC = tally_accum, STYPE = tally, SSPACE = %3$s, INITCOND = %4$L, FINALFUNC = %5$I,
            COMBINEFUNC = tally_combine,
            MSFUNC = tally_accum, MINVFUNC = tally_accum_inv, MSTYPE = tally, MSSPACE = %3$s,
            MINITCOND = %4$L, MFINALFUNC = %5$I,
            PARALLEL = SAFE);
          COMMENT ON AGGREGATE %1$I(%2$s) IS %6$L;
          $sql$, metric.name, args, form.space,
          CASE WHEN form.scaled THEN '{}' WHEN NOT answer.scaled THEN '0..1 top 1 {0,0}' ELSE metric.zero END,
          metric.final,
          CASE WHEN answer.scaled THEN metric.what
               WHEN metric.name = 'csat' THEN 'percent true'
               ELSE 'the tally of false (0) and true (1)' END);
      END LOOP;
    END LOOP;
  END LOOP;
END
$matrix$;

-- ---- section: roll-ups
-- ---------------------------------------------------------------------------

CREATE SEQUENCE csat_rollup_id_seq AS integer;
COMMENT ON SEQUENCE csat_rollup_id_seq IS 'numbers of roll-ups';

CREATE TABLE csat_rollup (
  id integer PRIMARY KEY,
  name text NOT NULL,
  source regclass NOT NULL,
  changes regclass NOT NULL,
  tallies regclass NOT NULL,
  view regclass NOT NULL,
  metric text NOT NULL,
  scale rating_scale NOT NULL,
  every text NOT NULL,
  time_zone text NOT NULL,
  mode text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT pg_catalog.now());
COMMENT ON TABLE csat_rollup IS 'the roll-ups of this database; written by csat_create_rollup and csat_drop_rollup';
COMMENT ON COLUMN csat_rollup.id IS 'number of the roll-up, argument of its triggers';
COMMENT ON COLUMN csat_rollup.name IS 'name that the roll-up was created under';
COMMENT ON COLUMN csat_rollup.source IS 'table or view whose answers are counted';
COMMENT ON COLUMN csat_rollup.changes IS 'table of the tallies added and removed';
COMMENT ON COLUMN csat_rollup.tallies IS 'view of the tallies, which also holds how rows are read';
COMMENT ON COLUMN csat_rollup.view IS 'view for BI tools';
COMMENT ON COLUMN csat_rollup.metric IS 'csat, nps, ces or ces_easy';
COMMENT ON COLUMN csat_rollup.scale IS 'what the answers can be';
COMMENT ON COLUMN csat_rollup.every IS 'length of a period: hour, day, week, month, quarter or year';
COMMENT ON COLUMN csat_rollup.time_zone IS 'that the periods are cut in';
COMMENT ON COLUMN csat_rollup.mode IS 'live (followed by triggers) or scheduled (recomputed by csat_refresh_rollup)';
COMMENT ON COLUMN csat_rollup.created_at IS 'when the roll-up was created';
GRANT SELECT ON csat_rollup TO PUBLIC;
SELECT pg_catalog.pg_extension_config_dump('csat_rollup', '');
SELECT pg_catalog.pg_extension_config_dump('csat_rollup_id_seq', '');

CREATE FUNCTION csat_rollup_cell(added tally, removed tally) RETURNS tally
  AS 'MODULE_PATHNAME', 'csat_rollup_cell' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_rollup_cell(added tally, removed tally) IS 'added - removed, or NULL where that would be negative';
CREATE FUNCTION weight(t tally, lo double precision, hi double precision) RETURNS numeric
  AS 'MODULE_PATHNAME', 'tally_weight_between' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION weight(t tally, lo double precision, hi double precision) IS 'sum of the weights of the answers with lo <= score <= hi';

CREATE FUNCTION csat_period(every text, at timestamptz, time_zone text) RETURNS date
  AS 'MODULE_PATHNAME', 'csat_period' LANGUAGE C IMMUTABLE STRICT PARALLEL SAFE;
COMMENT ON FUNCTION csat_period(every text, at timestamptz, time_zone text)
  IS 'first day of the day, week (ISO), month, quarter or year that a time falls in, in a time zone';

CREATE FUNCTION csat_rollup_append() RETURNS trigger
  AS 'MODULE_PATHNAME', 'csat_rollup_append' LANGUAGE C;
COMMENT ON FUNCTION csat_rollup_append() IS 'trigger of live roll-ups: appends what a statement added and removed';
CREATE FUNCTION csat_rollup_truncate() RETURNS trigger
  AS 'MODULE_PATHNAME', 'csat_rollup_truncate' LANGUAGE C;
COMMENT ON FUNCTION csat_rollup_truncate() IS 'trigger of live roll-ups: follows TRUNCATE';
REVOKE EXECUTE ON FUNCTION csat_rollup_append(), csat_rollup_truncate() FROM PUBLIC;

CREATE FUNCTION csat_create_rollup(name text, source regclass, metric text, score name, scale rating_scale,
    at name, every text, by name[] DEFAULT '{}', mode text DEFAULT 'live', weight name DEFAULT NULL,
    filter text DEFAULT NULL, target numeric DEFAULT NULL, lower_is_better boolean DEFAULT false,
    min_responses integer DEFAULT NULL, time_zone text DEFAULT pg_catalog.current_setting('TimeZone')) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_create_rollup' LANGUAGE C;
COMMENT ON FUNCTION csat_create_rollup(text, regclass, text, name, rating_scale, name, text, name[], text, name, text, numeric, boolean, integer, text)
  IS 'make a table of tallies that follows a table of answers, and its views for SQL and BI tools';
CREATE FUNCTION csat_refresh_rollup(name text, since timestamptz DEFAULT NULL, rebuild boolean DEFAULT false) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_refresh_rollup' LANGUAGE C;
COMMENT ON FUNCTION csat_refresh_rollup(text, timestamptz, boolean)
  IS 'fold the changes of a live roll-up, recompute a scheduled one; rebuild recomputes a live one too';
CREATE FUNCTION csat_check_rollup(name text, OUT period text, OUT segments jsonb, OUT rollup tally, OUT source tally) RETURNS SETOF record
  AS 'MODULE_PATHNAME', 'csat_check_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION csat_check_rollup(text)
  IS 'periods and segments where a roll-up differs from its source; no rows: it is right';
CREATE FUNCTION csat_drop_rollup(name text) RETURNS void
  AS 'MODULE_PATHNAME', 'csat_drop_rollup' LANGUAGE C STRICT;
COMMENT ON FUNCTION csat_drop_rollup(text) IS 'drop a roll-up: its triggers, views and table';

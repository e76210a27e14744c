-- What does a rating cost? COPY into rating(1,5) against COPY into a smallint
-- with a CHECK, and csat(rating) against csat(integer). The two of a pair run
-- in turn; their fastest runs are compared. Below 1 we are faster.
--
--   psql -f bench/rating.sql [-v rows=1000000] [-v rounds=5]
--
-- It makes a schema csat_bench_rating and drops it at the end. COPY reads a
-- file that the server writes into its data directory and removes; needs a
-- superuser.

\set QUIET 1
\pset footer off
\if :{?rows} \else \set rows 1000000 \endif
\if :{?rounds} \else \set rounds 5 \endif
SET client_min_messages = warning;
SELECT n.nspname AS csat_schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'csat' \gset
DROP SCHEMA IF EXISTS csat_bench_rating CASCADE;
CREATE SCHEMA csat_bench_rating;
SET search_path = csat_bench_rating, :"csat_schema";
SET max_parallel_workers_per_gather = 0;
SET csat.direct_scan = off;

CREATE TABLE result (id serial, what text, peer text, ratio numeric, target numeric, ours_ms numeric, peer_ms numeric);

CREATE FUNCTION milliseconds(query text) RETURNS double precision LANGUAGE plpgsql AS $$
DECLARE
  started timestamptz := clock_timestamp();
BEGIN
  EXECUTE query;
  RETURN 1000 * extract(epoch FROM clock_timestamp() - started);
END $$;

CREATE PROCEDURE compare(what text, peer text, ours text, theirs text, target numeric, rounds integer, before text DEFAULT 'SELECT 1')
LANGUAGE plpgsql AS $$
DECLARE
  ours_ms double precision := 'infinity';
  peer_ms double precision := 'infinity';
BEGIN
  FOR i IN 1..rounds LOOP
    EXECUTE before;
    ours_ms := least(ours_ms, milliseconds(ours));
    EXECUTE before;
    peer_ms := least(peer_ms, milliseconds(theirs));
  END LOOP;
  INSERT INTO result (what, peer, ratio, target, ours_ms, peer_ms)
  VALUES (what, peer, round((ours_ms / peer_ms)::numeric, 2), target, round(ours_ms::numeric), round(peer_ms::numeric));
END $$;

CREATE TABLE answer AS
SELECT 1 + (hashint4(i) & 1048575) % 5 AS score FROM generate_series(1, :rows) i;
CREATE TABLE with_rating (score rating(1,5));
CREATE TABLE with_check (score smallint CHECK (score BETWEEN 1 AND 5));
SELECT current_setting('data_directory') || '/csat_bench_rating.copy' AS file \gset
COPY answer TO :'file';

SELECT format('CALL compare(%L, %L, %L, %L, %L, %s, %L)', what, peer, ours, theirs, target, :rounds, before)
FROM (VALUES
  ('COPY into rating(1,5)', 'COPY into smallint with a CHECK',
   format('COPY with_rating FROM %L', :'file'), format('COPY with_check FROM %L', :'file'), 1.5, 'TRUNCATE with_rating, with_check')
) AS v (what, peer, ours, theirs, target, before) \gexec

TRUNCATE with_rating;
INSERT INTO with_rating SELECT score FROM answer;
VACUUM ANALYZE with_rating, answer;
SELECT format('CALL compare(%L, %L, %L, %L, %L, %s)', what, peer, ours, theirs, target, :rounds)
FROM (VALUES
  ('csat(rating)', 'csat(integer)', 'SELECT csat(score) FROM with_rating', 'SELECT csat(score) FROM answer', 1.1),
  ('sort of rating', 'sort of bigint', 'SELECT score FROM with_rating ORDER BY score OFFSET 1e9', 'SELECT score FROM answer ORDER BY score::bigint OFFSET 1e9', NULL)
) AS v (what, peer, ours, theirs, target) \gexec

\pset format aligned
SELECT what, peer, ratio, target, ours_ms, peer_ms FROM result ORDER BY id;
COPY (SELECT) TO PROGRAM 'rm -f csat_bench_rating.copy';
DROP SCHEMA csat_bench_rating CASCADE;

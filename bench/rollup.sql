-- What does a live roll-up cost who writes, and what does it save who reads?
-- Ours and the peer's run in turn on the same data; the fastest runs are compared.
--
--   psql -f bench/rollup.sql [-v rows=10000000] [-v rounds=15]
--
-- rows is the number of raw answers that a folded year of tallies is compared
-- with. It makes a schema csat_bench_rollup and drops it at the end.

\set QUIET 1
\pset footer off
\if :{?rows} \else \set rows 10000000 \endif
\if :{?rounds} \else \set rounds 15 \endif
SET client_min_messages = warning;
SELECT n.nspname AS csat_schema FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'csat' \gset
DROP SCHEMA IF EXISTS csat_bench_rollup CASCADE;
CREATE SCHEMA csat_bench_rollup;
SET search_path = csat_bench_rollup, :"csat_schema";
SET max_parallel_workers_per_gather = 0;
SET jit = off;
-- Raw rows in the ordinary plan; direct_scan.sql says what the other one saves.
SET csat.direct_scan = off;

CREATE TABLE result (id serial, what text, peer text, ratio numeric, bound text, ours_ms numeric, peer_ms numeric);

-- The source: as applications have it, and without its key, where an insert is at its cheapest.
CREATE TABLE bare (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT now(), region text, score integer);
CREATE TABLE live (LIKE bare INCLUDING ALL);
CREATE TABLE bare_heap (at timestamptz NOT NULL, region text, score integer);
CREATE TABLE live_heap (LIKE bare_heap INCLUDING ALL);
SELECT csat_create_rollup('r_' || t, ('csat_bench_rollup.' || t)::regclass, 'nps', 'score', '0..10', 'at', 'day',
                          by => '{region}', time_zone => 'Europe/Amsterdam') FROM unnest('{live,live_heap}'::text[]) AS t;

-- Milliseconds so far: of this backend's processor time where the system tells, else of the clock. The machine may have
-- other work to do.
CREATE FUNCTION so_far() RETURNS double precision LANGUAGE plpgsql AS $$
BEGIN
  RETURN coalesce(split_part(pg_read_file('/proc/self/schedstat', 0, 100, true), ' ', 1)::double precision / 1e6,
                  1000 * extract(epoch FROM clock_timestamp()));
END $$;

-- Run ours and the peer's in turn, often, each in the transaction it is called in or one for each statement.
CREATE PROCEDURE compare(what text, peer text, ours text, theirs text, bound text, rounds integer, times integer, autocommit boolean DEFAULT false)
LANGUAGE plpgsql AS $$
DECLARE
  ours_ms double precision := 'infinity';
  peer_ms double precision := 'infinity';
  started double precision;
BEGIN
  FOR i IN 1 .. rounds LOOP
    started := so_far();
    FOR j IN 1 .. times LOOP EXECUTE theirs USING i, j; IF autocommit THEN COMMIT; END IF; END LOOP;
    peer_ms := least(peer_ms, so_far() - started);
    COMMIT;
    started := so_far();
    FOR j IN 1 .. times LOOP EXECUTE ours USING i, j; IF autocommit THEN COMMIT; END IF; END LOOP;
    ours_ms := least(ours_ms, so_far() - started);
    COMMIT;
  END LOOP;
  INSERT INTO result (what, peer, ratio, bound, ours_ms, peer_ms)
  VALUES (what, peer, round((ours_ms / NULLIF(peer_ms, 0))::numeric, 4), bound, round(ours_ms::numeric, 3), round(peer_ms::numeric, 3));
  COMMIT;
END $$;

-- The same where the peer takes long: ours is run so many times more often.
CREATE PROCEDURE compare_times(what text, peer text, ours text, theirs text, bound text, rounds integer, times integer)
LANGUAGE plpgsql AS $$
DECLARE
  ours_ms double precision := 'infinity';
  peer_ms double precision := 'infinity';
  started double precision;
BEGIN
  FOR i IN 1 .. rounds LOOP
    started := so_far();
    EXECUTE theirs;
    peer_ms := least(peer_ms, so_far() - started);
    started := so_far();
    FOR j IN 1 .. times LOOP EXECUTE ours; END LOOP;
    ours_ms := least(ours_ms, (so_far() - started) / times);
  END LOOP;
  INSERT INTO result (what, peer, ratio, bound, ours_ms, peer_ms)
  VALUES (what, peer, round((ours_ms / NULLIF(peer_ms, 0))::numeric, 5), bound, round(ours_ms::numeric, 3), round(peer_ms::numeric, 3));
END $$;

\set batch 'INSERT INTO %s (at, region, score) SELECT timestamptz ''2025-01-01'' + $1 * interval ''1 hour'' + k * interval ''1 second'', ''r'' || k %% 5, k %% 11 FROM generate_series(1, 1000) AS k'
\set single 'INSERT INTO %s (at, region, score) VALUES (timestamptz ''2025-01-01'' + $1 * interval ''1 hour'' + $2 * interval ''1 second'', ''r'' || $2 %% 5, $2 %% 11)'
CALL compare('insert, batches of 1,000', 'without roll-up', format(:'batch', 'live'), format(:'batch', 'bare'), '<= 1.2', :rounds, 60);
CALL compare('insert, batches of 1,000, no key', 'without roll-up', format(:'batch', 'live_heap'), format(:'batch', 'bare_heap'), '', :rounds, 60);
CALL compare('insert, single rows, one transaction', 'without roll-up', format(:'single', 'live'), format(:'single', 'bare'), '<= 1.3', :rounds, 16000);
CALL compare('insert, single rows, autocommit', 'without roll-up', format(:'single', 'live'), format(:'single', 'bare'), '<= 2', 5, 2000, true);

-- Reading: a folded year of day x segment tallies, and the same with 10,000 rows that no fold has seen.
CREATE TABLE year AS
SELECT timestamptz '2025-01-01' + (i % 525600) * interval '1 minute' AS at, 'r' || i % 10 AS region, (i * 7) % 11 AS score
  FROM generate_series(1, :rows) AS i;
VACUUM ANALYZE year;
SELECT csat_create_rollup('r_year', 'csat_bench_rollup.year', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', time_zone => 'UTC');
VACUUM ANALYZE r_year_changes;
\set read 'SELECT nps(sum(tally)) FROM r_year_tallies'
CREATE TABLE tallies AS TABLE r_year_tallies;
VACUUM ANALYZE tallies;
CALL compare_times('nps(sum(tally)) of a folded year', 'nps of ' || :rows || ' raw rows', 'SELECT nps(sum(tally)) FROM tallies', 'SELECT nps(score) FROM year', '<= 0.002', 5, 100);
CALL compare_times('the same from the live roll-up', 'nps of ' || :rows || ' raw rows', :'read', 'SELECT nps(score) FROM year', '<= 0.002', 5, 50);
-- What the executor takes to bring the cells' rows together, with nothing counted.
CALL compare_times('only grouping its cells', 'nps of ' || :rows || ' raw rows', 'SELECT count(*) FROM (SELECT period, region FROM r_year_changes GROUP BY 1, 2) AS cell', 'SELECT nps(score) FROM year', '', 5, 50);
SELECT csat_create_rollup('r_plain', 'csat_bench_rollup.year', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', time_zone => 'UTC', adjust => 'none');
VACUUM ANALYZE r_plain_changes;
CREATE TABLE folded AS TABLE r_year_changes;
INSERT INTO r_year_changes SELECT * FROM r_year_changes ORDER BY random() LIMIT 3650;
INSERT INTO r_year_changes SELECT * FROM folded;
INSERT INTO r_year_changes SELECT * FROM folded ORDER BY period LIMIT 2700;
ANALYZE r_year_changes;
SELECT count(*) - (SELECT count(*) FROM r_year_tallies) AS backlog FROM r_year_changes;
CALL compare('read with a backlog of 10,000', 'folded read', :'read', 'SELECT nps(sum(tally)) FROM r_plain_tallies', '<= 2.5', 10, 100);

-- One segment of the view for BI tools: the p-value adjusted over segments looks at them all.
SELECT csat_refresh_rollup('r_year', rebuild => true);
VACUUM ANALYZE r_year_changes;
\set segment 'SELECT count(v) FROM (SELECT * FROM %I WHERE region = ''r3'' OFFSET 0) AS v'
CALL compare('one segment of NAME, 365 of 3,650 cells', 'adjust => none', format(:'segment', 'r_year'), format(:'segment', 'r_plain'), '<= 6', 10, 10);

\pset title 'Roll-ups: ours to the peer, fastest of the rounds'
SELECT what, peer, ratio, bound, ours_ms, peer_ms FROM result ORDER BY id;
DROP SCHEMA csat_bench_rollup CASCADE;

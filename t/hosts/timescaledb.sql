-- Every aggregate over a hypertable of TimescaleDB, as rows and compressed, beside the same rows in one table, and continuous
-- aggregates of tallies, one on top of the other.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset tuples_only on
\pset format unaligned
SET client_min_messages = error;
CREATE EXTENSION timescaledb;
\ir answers.sql
SELECT 'TimescaleDB ' || extversion || ', PostgreSQL ' || current_setting('server_version') FROM pg_extension WHERE extname = 'timescaledb';
SET client_min_messages = warning;

CREATE TABLE answers (LIKE one_table);
ALTER TABLE answers ALTER answered_at SET NOT NULL;
SELECT create_hypertable('answers', 'answered_at', chunk_time_interval => interval '20 days') \gset
INSERT INTO answers SELECT * FROM one_table;
ANALYZE answers;
SELECT note('there are many chunks', count(*) > 10) FROM show_chunks('answers') \gset
CALL compare_with_one_table('hypertable', 'answers');
SET max_parallel_workers_per_gather = 0;
CALL compare_with_one_table('hypertable, no workers', 'answers');
RESET max_parallel_workers_per_gather;
SET enable_partitionwise_aggregate = on;
CALL compare_with_one_table('hypertable, partitionwise', 'answers');
RESET enable_partitionwise_aggregate;

-- Continuous aggregates, which like compression are not in the edition under the Apache licence, such as Debian's.
SELECT current_setting('timescaledb.license') = 'timescale' AS community \gset
\if :community
CREATE MATERIALIZED VIEW hourly WITH (timescaledb.continuous) AS
SELECT time_bucket('1 hour', answered_at) AS hour, region, tally(s_integer, '1..5', w) AS tally FROM answers GROUP BY 1, 2 WITH NO DATA;
CREATE MATERIALIZED VIEW daily WITH (timescaledb.continuous) AS
SELECT time_bucket('1 day', hour) AS day, region, sum(tally) AS tally FROM hourly GROUP BY 1, 2 WITH NO DATA;
CALL refresh_continuous_aggregate('hourly', NULL, NULL);
CALL refresh_continuous_aggregate('daily', NULL, NULL);
CREATE FUNCTION days_that_differ() RETURNS bigint LANGUAGE sql AS $$
  SELECT count(*) FROM daily d FULL JOIN (SELECT time_bucket('1 day', answered_at) AS day, region, tally(s_integer, '1..5', w) AS counted FROM answers GROUP BY 1, 2) a USING (day, region)
  WHERE tally IS DISTINCT FROM counted
$$;
SELECT note('continuous aggregates, stacked', days_that_differ() = 0 AND (SELECT count(*) FROM daily) > 1000) \gset
SELECT note('scores of continuous aggregates', (SELECT csat(sum(tally)) FROM daily) = (SELECT csat(s_integer, '1..5', w) FROM one_table)) \gset
UPDATE answers SET s_integer = 6 - s_integer WHERE id % 100 = 0;
DELETE FROM answers WHERE id % 333 = 0;
INSERT INTO answers SELECT * FROM one_table WHERE id % 50 = 0;
SELECT note('they are not up to date yet', days_that_differ() > 0) \gset
CALL refresh_continuous_aggregate('hourly', NULL, NULL);
CALL refresh_continuous_aggregate('daily', NULL, NULL);
SELECT note('refreshed after writes', days_that_differ() = 0) \gset
-- A refresh by MERGE is off unless asked for, and looks for `=` in pg_catalog alone: not for types of any extension.
SELECT note('a refresh is not by MERGE', current_setting('timescaledb.enable_merge_on_cagg_refresh', true) IS DISTINCT FROM 'on') \gset

\else
INSERT INTO checks (what) VALUES ('continuous aggregates: not in this edition of TimescaleDB'), ('compressed chunks: not in this edition of TimescaleDB');
\endif

-- Roll-ups: not live; scheduled ones count all chunks.
CALL check_refusal('answers');
SELECT csat_create_rollup('monthly', 'answers', 'csat', 's_integer', '1..5', 'answered_at', 'month', by => '{region}', mode => 'scheduled') \gset
DELETE FROM answers WHERE id % 7 = 0;
SELECT csat_refresh_rollup('monthly') \gset
SELECT note('a scheduled roll-up counts all rows', (SELECT tally(s_integer, '1..5') FROM answers) = (SELECT sum(tally) FROM monthly_tallies)) \gset

\if :community
-- Compressed chunks: the table anew, as it was.
TRUNCATE answers;
INSERT INTO answers SELECT * FROM one_table;
ALTER TABLE answers SET (timescaledb.compress, timescaledb.compress_segmentby = 'region');
SELECT note('chunks are compressed', count(compress_chunk(c)) > 10) FROM show_chunks('answers') AS c \gset
CALL compare_with_one_table('compressed', 'answers');
\endif
\ir report.sql

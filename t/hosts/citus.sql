-- Every aggregate over a table that Citus distributes, beside the same rows in one table.
\set QUIET 1
\set ON_ERROR_STOP 1
\pset tuples_only on
\pset format unaligned
SET client_min_messages = warning;
\ir answers.sql
SELECT 'Citus ' || extversion || ', PostgreSQL ' || current_setting('server_version') FROM pg_extension WHERE extname = 'citus';

CREATE TABLE answers (LIKE one_table);
SELECT create_distributed_table('answers', 'customer', shard_count => 8) \gset
INSERT INTO answers SELECT * FROM one_table;
SELECT note('shards are on both workers', count(DISTINCT nodename || nodeport) = 2) FROM citus_shards WHERE table_name = 'answers'::regclass \gset
CALL compare_with_one_table('distributed', 'answers');

-- A state of a real type goes to the workers: they send tallies, not rows.
CREATE FUNCTION is_partial(call text) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
  line text;
BEGIN
  FOR line IN EXECUTE format('EXPLAIN (VERBOSE, COSTS OFF) SELECT region, %s FROM answers GROUP BY region', call) LOOP
    IF line ~ 'worker(_binary)?_partial_agg' THEN RETURN true; END IF;
  END LOOP;
  RETURN false;
END $$;
SELECT count(note('on the workers: ' || call, is_partial(call))) FROM calls WHERE is_real_state \gset

-- Roll-ups: not live; scheduled ones count the rows of all workers.
CALL check_refusal('answers');
-- (Citus warns that the views of a roll-up are on the coordinator only.)
SET client_min_messages = error;
SELECT csat_create_rollup('monthly', 'answers', 'csat', 's_integer', '1..5', 'answered_at', 'month', by => '{region}', mode => 'scheduled') \gset
INSERT INTO answers SELECT * FROM one_table WHERE id <= 500;
SELECT csat_refresh_rollup('monthly') \gset
SELECT note('a scheduled roll-up counts all rows', (SELECT tally(s_integer, '1..5') FROM answers) = (SELECT sum(tally) FROM monthly_tallies)) \gset
\ir report.sql

# Reports on a schedule, for real: pg_cron folds a roll-up, refreshes another, and writes a report table.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

chomp(my $share = `pg_config --sharedir`);
plan skip_all => 'pg_cron is not installed' unless -f "$share/extension/pg_cron.control";

my $node = PostgreSQL::Test::Cluster->new('cron');
$node->init;
$node->append_conf(
	'postgresql.conf', q{
shared_preload_libraries = 'pg_cron'
cron.database_name = 'postgres'
cron.use_background_workers = on
max_worker_processes = 20
});
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION csat;
	CREATE EXTENSION pg_cron;
	CREATE TABLE answers (at timestamptz, region text, score integer);
	CREATE TABLE loaded (at timestamptz, region text, score integer);
	SELECT csat_create_rollup('live', 'answers', 'nps', 'score', '0..10', 'at', 'month', by => '{region}');
	SELECT csat_create_rollup('planned', 'loaded', 'nps', 'score', '0..10', 'at', 'month', by => '{region}', mode => 'scheduled');
	CREATE TABLE report AS SELECT now() AS reported_at, * FROM live WITH NO DATA;

	SELECT cron.schedule('fold', '* * * * *', $$SELECT csat_refresh_rollup('live')$$);
	SELECT cron.schedule('refresh', '* * * * *', $$SELECT csat_refresh_rollup('planned')$$);
	SELECT cron.schedule('report', '* * * * *', $$INSERT INTO report SELECT now(), * FROM live$$);
});
$node->safe_psql('postgres', q{
	INSERT INTO answers VALUES ('2025-01-01', 'a', 9), ('2025-01-01', 'b', 0);
	INSERT INTO answers VALUES ('2025-01-02', 'a', 10);
	INSERT INTO loaded TABLE answers});
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM live_changes), (SELECT count(*) FROM planned_changes)'), '3|0', 'before');

ok($node->poll_query_until('postgres', q{
	SELECT count(DISTINCT jobid) = 3 FROM cron.job_run_details WHERE status = 'succeeded'}), 'the jobs have run');
is($node->safe_psql('postgres', q{SELECT count(*) FROM cron.job_run_details WHERE status = 'failed'}), '0', 'none failed');
is($node->safe_psql('postgres', 'SELECT count(*) FROM live_changes'), '2', 'the live roll-up is folded');
is($node->safe_psql('postgres', 'SELECT region, responses FROM planned ORDER BY 1'), "a|2\nb|1", 'the scheduled one is filled');
is($node->safe_psql('postgres', 'SELECT DISTINCT region, responses, round(nps) FROM report ORDER BY 1'), "a|2|100\nb|1|-100", 'the report is written');

done_testing();

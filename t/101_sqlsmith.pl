# Random queries over a database that holds our types and functions: the server stays up. Runs sqlsmith, a package of its
# own, for CSAT_SQLSMITH_SECONDS (45).
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($sqlsmith) = grep { -x } map { "$_/sqlsmith" } split /:/, $ENV{PATH};
plan skip_all => 'sqlsmith is not installed' unless $sqlsmith;
my $seconds = $ENV{CSAT_SQLSMITH_SECONDS} || 45;

my $node = PostgreSQL::Test::Cluster->new('sqlsmith');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
restart_after_crash = off
log_min_messages = warning
track_functions = all
log_min_error_statement = panic
CONF
$node->start;
$node->safe_psql('postgres', <<'SQL');
CREATE ROLE smith LOGIN;
ALTER ROLE smith SET statement_timeout = '2s';
CREATE EXTENSION csat;
CREATE TABLE answers AS
	SELECT i, i % 11 AS score, (i % 5 + 1)::smallint AS stars, i % 10 / 2.0 AS half, (i % 7)::float8 AS f, (i % 4)::text AS t,
		i % 3 = 0 AS yes, to_jsonb(i % 5) AS j, 1 + i % 3 / 4.0::float8 AS w, rating(i % 11, '0..10') AS r, (i % 5 + 1)::rating(1,5) AS r5, '0..10 missing 11'::rating_scale AS scale
	FROM generate_series(1, 200) AS i;
CREATE TABLE tallies AS SELECT stars, tally(score, '0..10') AS t, tally(score, '0..10', w) AS tw, weighted_stats(f, w) AS s FROM answers GROUP BY stars;
INSERT INTO tallies VALUES (6, '{}', '{} missing 3', '{}'), (7, '1..5 {1,2,3,4,5}', '1..2 step 0.5 {1,2,3}', NULL);
CREATE TABLE scales AS SELECT v::rating_scale AS scale FROM unnest(ARRAY['1..5', '1..7 reversed', 'bad < good missing *']) AS v;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO smith;
SQL
my $pid = slurp_file($node->data_dir . '/postmaster.pid');

my $target = sprintf 'host=%s port=%d dbname=postgres user=smith', $node->host, $node->port;
my ($out, $err, $queries, $succeeded) = ('', '', 0, 0);

# It reads the catalog first, which takes a server that plans every query in parallel longer than all queries after it.
for my $attempt (1 .. 4)
{
	IPC::Run::run([ 'timeout', $seconds, $sqlsmith, "--target=$target", '--exclude-catalog', '--verbose' ], '<', \undef, '>', \$out, '2>', \$err);

	# A dot is a query that succeeded, e one with an error, t one that took too long.
	my @progress = "$err$out" =~ /^[.etSC]+$/mg;
	$queries = length join '', @progress;
	$succeeded = () = join('', @progress) =~ /\./g;
	last if $succeeded > 0;
	$seconds *= 2;
}
my $calls = $node->safe_psql('postgres', 'SELECT pg_stat_force_next_flush(); SELECT coalesce(sum(calls), 0) || \' calls of \' || count(*) FROM pg_stat_user_functions');
diag("count: $queries random queries by sqlsmith in $seconds s, $succeeded without an error, with ", $calls =~ s/^\n//r, ' of our functions');
cmp_ok($succeeded, '>', 0, 'sqlsmith ran queries') or diag(substr "$out$err", -2000);
is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server is up');
is(slurp_file($node->data_dir . '/postmaster.pid'), $pid, 'and was so all the time');
my $log = slurp_file($node->logfile);
unlike($log, qr/PANIC|terminated by signal|TRAP/, 'no crash in its log');
# What PostgreSQL reports as an internal error is its own business, unless it names ours.
unlike($log, qr/stored (tally|rating_scale|rating|weighted_stats) is damaged/, 'no value of ours was damaged');

done_testing();

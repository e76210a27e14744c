# A dump keeps the user's targets and leaves the public figures to the extension, so that an update can correct them.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('targets');
$node->init;
$node->start;
$node->safe_psql('postgres', 'CREATE DATABASE before');
$node->safe_psql('postgres', 'CREATE DATABASE after');

$node->safe_psql(
	'before', q{
	CREATE SCHEMA stats;
	CREATE EXTENSION csat SCHEMA stats;
	INSERT INTO stats.csat_benchmark (metric, segment, value, source, responses) VALUES ('nps', 'Utrecht', 41.5, 'plan for the year', 1250);
	UPDATE stats.csat_benchmark SET value = 0 WHERE metric = 'acsi';
});

my $dump = PostgreSQL::Test::Utils::tempdir() . '/dump.sql';
$node->command_ok([ 'pg_dump', '--no-sync', '-d', $node->connstr('before'), '-f', $dump ], 'dump');
unlike(slurp_file($dump), qr/United States/, 'no public figure is in the dump');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('after'), '-f', $dump ], 'restore');

is($node->safe_psql('after', q{SELECT * FROM stats.csat_benchmark WHERE kind = 'target'}),
	'nps|Utrecht|target|41.5|f|plan for the year||1250', 'the target is back');
is($node->safe_psql('after', q{SELECT value FROM stats.csat_benchmark WHERE metric = 'acsi'}),
	'77.8', 'the public figure is the extension\'s');

# Anybody may read, only the owner may write.
$node->safe_psql('after', 'CREATE ROLE analyst LOGIN; GRANT USAGE ON SCHEMA stats TO analyst');
my $as_analyst = 'SET ROLE analyst;';
is($node->safe_psql('after', "$as_analyst SELECT count(*) > 5 FROM stats.csat_benchmark"), 't', 'others read');
my ($status, $out, $err) = $node->psql('after', "$as_analyst DELETE FROM stats.csat_benchmark");
like($err, qr/permission denied for table csat_benchmark/, 'others do not write');

done_testing();

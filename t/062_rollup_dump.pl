# Roll-ups through dump and restore, replication, and the crash of an unlogged source.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init(allows_streaming => 'logical');
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(before plain custom two_steps late early_fired late_fired subscriber);

# Column numbers that the restored tables will not have, names that have changed since, an own schema, a reader's grant.
$node->safe_psql(
	'before', q{
	CREATE ROLE reader;
	CREATE SCHEMA stats;
	CREATE EXTENSION csat SCHEMA stats;
	CREATE TABLE answers (gone text, score integer, gone_too text, at timestamptz, region text, wt integer);
	ALTER TABLE answers DROP gone;
	INSERT INTO answers SELECT i % 11, NULL, timestamptz '2025-01-01' + i * interval '1 hour', chr(97 + i % 3), i % 5 FROM generate_series(1, 500) AS i;
	SELECT stats.csat_create_rollup('dropped', 'answers', 'nps', 'score', '0..10', 'at', 'day');
	SELECT stats.csat_create_rollup('live', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', weight => 'wt', filter => $$region <> 'b'$$, target => 10, time_zone => 'Europe/Amsterdam');
	SELECT stats.csat_create_rollup('planned', 'answers', 'csat', 'score', '0..10 top 3', 'at', 'month', mode => 'scheduled');
	SELECT stats.csat_drop_rollup('dropped');
	ALTER TABLE answers DROP gone_too;
	ALTER TABLE answers RENAME score TO points;
	ALTER TABLE answers RENAME TO replies;
	INSERT INTO replies VALUES (9, '2025-02-01', 'a', 2);
	UPDATE replies SET points = NULL WHERE points = 3;
	GRANT SELECT ON live TO reader;
});

my $look = 'SELECT * FROM live ORDER BY period, region';
my $seen = $node->safe_psql('before', $look);
isnt($seen, '', 'there is something to lose');

my $dir = PostgreSQL::Test::Utils::tempdir();
$node->command_ok([ 'pg_dump', '--no-sync', '-d', $node->connstr('before'), '-f', "$dir/plain.sql" ], 'dump, plain');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$dir/plain.sql" ], 'restore, plain');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-d', $node->connstr('before'), '-f', "$dir/custom.dump" ], 'dump, custom');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('custom'), "$dir/custom.dump" ], 'restore, custom');

for my $db (qw(plain custom))
{
	my $differ = sub { $node->safe_psql($db, qq{SELECT count(*) FROM stats.csat_check_rollup('$_[0]')}) };
	is($node->safe_psql($db, $look), $seen, "$db: the view shows what it showed");
	is($node->safe_psql($db, 'SELECT name, source, changes, mode FROM stats.csat_rollup ORDER BY id'),
		"public.live|replies|live_changes|live\npublic.planned|replies|planned_changes|scheduled", "$db: the registry is back");
	is($differ->('live'), '0', "$db: nothing was counted twice");
	$node->safe_psql($db, q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); INSERT INTO replies SELECT * FROM replies WHERE points > 7;
		UPDATE replies SET region = 'b' WHERE points = 1; DELETE FROM replies WHERE points = 2});
	is($differ->('live'), '0', "$db: it follows the restored table");
	isnt($differ->('planned'), '0', "$db: the scheduled one waits");
	$node->safe_psql($db, q{SELECT stats.csat_refresh_rollup('live'), stats.csat_refresh_rollup('planned')});
	is($differ->('live') . $differ->('planned'), '00', "$db: and refresh works");
	is($node->safe_psql($db, q{SELECT has_table_privilege('reader', 'live', 'SELECT'), has_table_privilege('reader', 'live_changes', 'SELECT')}), 't|f', "$db: rights");
	$node->safe_psql($db, q{SELECT stats.csat_create_rollup('another', 'replies', 'nps', 'points', '0..10', 'at', 'day')});
	is($node->safe_psql($db, 'SELECT count(DISTINCT id) FROM stats.csat_rollup'), '3', "$db: numbers go on");
	$node->safe_psql($db, q{SELECT stats.csat_drop_rollup(name) FROM stats.csat_rollup});
	is($node->safe_psql($db, q{SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'csat%'}), '0', "$db: dropped");
}

# Schema and data in two steps. With --disable-triggers the table of changes is restored beside its source and nothing is counted
# twice. Without, the triggers find no roll-up if the source's data comes before the registry's, and the restore fails; if it
# comes after, rows are counted once more, which the check finds and rebuilding mends.
$node->safe_psql('late', q{CREATE EXTENSION csat; CREATE TABLE replies (at date, score integer); SELECT csat_create_rollup('live', 'replies', 'nps', 'score', '0..10', 'at', 'day'); INSERT INTO replies VALUES ('2025-01-01', 9)});
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-d', $node->connstr('late'), '-f', "$dir/late.dump" ], 'dump of a source behind the registry');

sub restore_schema { my ($db, $dump) = @_; $node->command_ok([ 'pg_restore', '--exit-on-error', '--schema-only', '-d', $node->connstr($db), "$dir/$dump.dump" ], "$db: restore the schema") }
sub restore_data { my ($db, $dump, @how) = @_; return [ 'pg_restore', '--exit-on-error', '--data-only', @how, '-d', $node->connstr($db), "$dir/$dump.dump" ] }

restore_schema('two_steps', 'custom');
$node->command_ok(restore_data('two_steps', 'custom', '--disable-triggers'), 'two steps: then the data without triggers');
is($node->safe_psql('two_steps', $look), $seen, 'two steps: the view shows what it showed');
is($node->safe_psql('two_steps', q{SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'}), '0', 'two steps: triggers are enabled again');
is($node->safe_psql('two_steps', q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); SELECT count(*) FROM stats.csat_check_rollup('live')}), '0', 'two steps: and follow the table');
restore_schema('early_fired', 'custom');
$node->command_fails_like(restore_data('early_fired', 'custom'), qr/trigger "csat_rollup_\d+_insert" on table "replies" belongs to no roll-up/, 'with triggers, before the registry: refused');
restore_schema('late_fired', 'late');
$node->command_ok(restore_data('late_fired', 'late'), 'with triggers, after the registry');
is($node->safe_psql('late_fired', q{SELECT rollup, source FROM csat_check_rollup('live')}), '0..10 top 2 {0,0,0,0,0,0,0,0,0,2,0}|0..10 top 2 {0,0,0,0,0,0,0,0,0,1,0}', 'with triggers: the check finds what was counted twice');
is($node->safe_psql('late_fired', q{SELECT csat_refresh_rollup('live', rebuild => true); SELECT count(*) FROM csat_check_rollup('live')}), "\n0", 'with triggers: rebuilding mends it');

# A table that logical replication writes: no trigger sees that, a schedule does.
$node->safe_psql('before', q{CREATE PUBLICATION p FOR TABLE replies; SELECT pg_create_logical_replication_slot('s', 'pgoutput')});
my $connection = $node->connstr('before');
$node->safe_psql(
	'subscriber', qq{
	CREATE EXTENSION csat;
	CREATE TABLE replies (points integer, at timestamptz, region text, wt integer);
	CREATE SUBSCRIPTION s CONNECTION \$\$$connection\$\$ PUBLICATION p WITH (create_slot = false, copy_data = false)});
my ($status, $out, $err) = $node->psql('subscriber', q{SELECT csat_create_rollup('live', 'replies', 'nps', 'points', '0..10', 'at', 'day')});
like($err, qr/logical replication writes it.*HINT:.*scheduled/s, 'live mode is refused on a subscriber');
$node->safe_psql('subscriber', q{SELECT csat_create_rollup('planned', 'replies', 'nps', 'points', '0..10', 'at', 'day', mode => 'scheduled')});
$node->safe_psql('before', q{INSERT INTO replies VALUES (9, '2025-03-01', 'a', 2), (8, '2025-03-01', 'a', 2)});
$node->wait_for_catchup('s');
$node->safe_psql('subscriber', q{SELECT csat_refresh_rollup('planned')});
is($node->safe_psql('subscriber', 'SELECT period, responses, promoters FROM planned'), '2025-03-01|2|1', 'a scheduled roll-up counts what came');
$node->safe_psql('subscriber', 'DROP SUBSCRIPTION s');

# An unlogged source and its roll-up are emptied by the same crash.
$node->safe_psql(
	'before', q{
	CREATE UNLOGGED TABLE volatile (at date, score integer);
	SELECT stats.csat_create_rollup('vol', 'volatile', 'csat', 'score', '1..5', 'at', 'day');
	INSERT INTO volatile VALUES ('2025-01-01', 5);
	INSERT INTO replies VALUES (7, '2025-03-02', 'a', 2)});
$node->stop('immediate');
$node->start;
is($node->safe_psql('before', q{SELECT (SELECT count(*) FROM volatile), (SELECT count(*) FROM vol_changes)}), '0|0', 'both are empty after a crash');
$node->safe_psql('before', q{INSERT INTO volatile VALUES ('2025-01-01', 5)});
is($node->safe_psql('before', q{SELECT count(*) FROM stats.csat_check_rollup('vol')}), '0', 'and agree');
is($node->safe_psql('before', q{SELECT count(*) FROM stats.csat_check_rollup('live')}), '0', 'the logged one lost nothing');

done_testing();

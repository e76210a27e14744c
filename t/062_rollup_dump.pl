# Roll-ups through dump and restore, replication, and the crash of an unlogged source.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use IPC::Run;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('dump');
$node->init(allows_streaming => 'logical');
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(before plain custom two_steps fired sections single alone alone_1 other without subscriber);

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
	SELECT stats.csat_create_rollup('second', 'answers', 'csat', 'score', '0..10 top 3', 'at', 'week');
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
	is($node->safe_psql($db, 'SELECT name, source, mode FROM stats.csat_rollup ORDER BY 1'),
		"public.live|replies|live\npublic.planned|replies|scheduled\npublic.second|replies|live", "$db: the roll-ups are back");
	is($differ->('live'), '0', "$db: nothing was counted twice");
	$node->safe_psql($db, q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); INSERT INTO replies SELECT * FROM replies WHERE points > 7;
		UPDATE replies SET region = 'b' WHERE points = 1; DELETE FROM replies WHERE points = 2});
	is($differ->('live'), '0', "$db: it follows the restored table");
	isnt($differ->('planned'), '0', "$db: the scheduled one waits");
	$node->safe_psql($db, q{SELECT stats.csat_refresh_rollup('live'), stats.csat_refresh_rollup('planned')});
	is($differ->('live') . $differ->('planned'), '00', "$db: and refresh works");
	is($node->safe_psql($db, q{SELECT has_table_privilege('reader', 'live', 'SELECT'), has_table_privilege('reader', 'live_changes', 'SELECT')}), 't|f', "$db: rights");
	$node->safe_psql($db, q{SELECT stats.csat_create_rollup('another', 'replies', 'nps', 'points', '0..10', 'at', 'day')});
	is($node->safe_psql($db, 'SELECT count(*) FROM stats.csat_rollup'), '4', "$db: another beside them");
	$node->safe_psql($db, q{SELECT stats.csat_drop_rollup(name) FROM stats.csat_rollup});
	is($node->safe_psql($db, q{SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'csat%'}), '0', "$db: dropped");
}

# Schema and data in two steps. With --disable-triggers the table of changes is restored beside its source and nothing is counted
# twice. Without, rows are counted once more, which the check finds and rebuilding mends.
sub restore_schema { my ($db, $dump) = @_; $node->command_ok([ 'pg_restore', '--exit-on-error', '--schema-only', '-d', $node->connstr($db), "$dir/$dump.dump" ], "$db: restore the schema") }
sub restore_data { my ($db, $dump, @how) = @_; return [ 'pg_restore', '--exit-on-error', '--data-only', @how, '-d', $node->connstr($db), "$dir/$dump.dump" ] }

restore_schema('two_steps', 'custom');
$node->command_ok(restore_data('two_steps', 'custom', '--disable-triggers'), 'two steps: then the data without triggers');
is($node->safe_psql('two_steps', $look), $seen, 'two steps: the view shows what it showed');
is($node->safe_psql('two_steps', q{SELECT count(*) FROM pg_trigger WHERE tgenabled <> 'O'}), '0', 'two steps: triggers are enabled again');
is($node->safe_psql('two_steps', q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); SELECT count(*) FROM stats.csat_check_rollup('live')}), '0', 'two steps: and follow the table');
restore_schema('fired', 'custom');
$node->command_ok(restore_data('fired', 'custom'), 'with triggers');
isnt($node->safe_psql('fired', q{SELECT count(*) FROM stats.csat_check_rollup('live')}), '0', 'with triggers: the check finds what was counted twice');
is($node->safe_psql('fired', q{SELECT stats.csat_refresh_rollup('live', rebuild => true); SELECT count(*) FROM stats.csat_check_rollup('live')}), "\n0", 'with triggers: rebuilding mends it');

# By sections, as parallel restores do; in one transaction.
$node->command_ok([ 'pg_restore', '--exit-on-error', "--section=$_", '-d', $node->connstr('sections'), "$dir/custom.dump" ], "sections: $_") for qw(pre-data data post-data);
$node->command_ok([ 'pg_restore', '-1', '-d', $node->connstr('single'), "$dir/custom.dump" ], 'in one transaction');
for my $db (qw(sections single))
{
	is($node->safe_psql($db, $look), $seen, "$db: the view shows what it showed");
	is($node->safe_psql($db, q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); SELECT count(*) FROM stats.csat_check_rollup('live')}), '0', "$db: and follows");
}

# The source alone: its triggers name a view that is not there, so they are not made, each with an error; the table is there and
# can be written to. --exit-on-error and -1 stop at the first of them, which the guide says.
$node->safe_psql('alone', 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-t', 'replies', '-d', $node->connstr('before'), '-f', "$dir/alone.dump" ], 'dump of the source alone');
my ($out_alone, $err_alone);
IPC::Run::run([ 'pg_restore', '-d', $node->connstr('alone'), "$dir/alone.dump" ], '>', \$out_alone, '2>', \$err_alone);
my @refused = $err_alone =~ /ERROR:  (.*)/g;
is(scalar(@refused), 10, 'alone: one error for each trigger of its two live roll-ups') or diag $err_alone;
like($_, qr/relation "public\.\w+_tallies" does not exist/, 'alone: which says what is missing') for $refused[0];
is($node->safe_psql('alone', q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); UPDATE replies SET points = 0; DELETE FROM replies WHERE points = 1; SELECT count(*) > 500 FROM replies}), 't', 'alone: it can be written to');
$node->command_fails([ 'pg_restore', '-1', '-d', $node->connstr('alone_1'), "$dir/alone.dump" ], 'alone: not in one transaction');
# Into a database where a view of that name is something else.
$node->safe_psql('other', 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats; CREATE VIEW live_tallies AS SELECT 1 AS one; CREATE VIEW second_tallies AS SELECT 1 AS one');
IPC::Run::run([ 'pg_restore', '-d', $node->connstr('other'), "$dir/alone.dump" ], '>', \$out_alone, '2>', \$err_alone);
my ($said_rc, $said_out, $said) = $node->psql('other', q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); SELECT count(*) > 500 FROM replies});
is($said_out, 't', 'other: written to all the same');
is(scalar(() = $said =~ /WARNING:  trigger "\w+" counts nothing/g), 2, 'other: each trigger says once that it counts nothing') or diag $said;
# Everything but the source, or but the table of changes: what is left out is missing, and no more.
$node->safe_psql('without', 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats');
$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-n', 'public', '-T', 'live_changes', '-d', $node->connstr('before'), '-f', "$dir/without.dump" ], 'dump without a table of changes');
IPC::Run::run([ 'pg_restore', '-d', $node->connstr('without'), "$dir/without.dump" ], '>', \$out_alone, '2>', \$err_alone);
is($node->safe_psql('without', q{INSERT INTO replies VALUES (10, '2025-02-02', 'a', 1); SELECT count(*) > 500 FROM replies}), 't', 'without: the source can be written to');
is($node->safe_psql('without', q{SELECT name FROM stats.csat_rollup ORDER BY 1}), "public.planned\npublic.second", 'without: the others are there');

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

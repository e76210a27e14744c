# A standby and a logical subscriber hold the same values, bit for bit, and read them; a crash loses none that was committed.
# A roll-up is read on a standby as on its primary; on a subscriber, it is right or says that it cannot be.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

my $primary = PostgreSQL::Test::Cluster->new('primary');
$primary->init(allows_streaming => 'logical', extra => [ '--encoding=UTF8', '--locale=C' ]);
$primary->append_conf('postgresql.conf', "max_prepared_transactions = 2\nrestart_after_crash = on");
$primary->start;
my $columns = 'id integer PRIMARY KEY, scale rating_scale, five rating(1,5), free rating, t tally, w weighted_stats';
my $rows = q{SELECT i, ('1..' || 4 + i % 90 || ' missing ' || 200 + i)::rating_scale, i % 5 + 1, rating(i % 11, '0..10'),
	(SELECT tally(s % 11, '0..10', s / 3.0::float8) FROM generate_series(1, i % 90) AS s),
	(SELECT weighted_stats(s / 7.0::float8, s / 3.0::float8) FROM generate_series(1, i % 90) AS s) FROM generate_series(%d, %d) AS i};
my $bits = q{SELECT id, rating_scale_send(scale), rating_send(five), rating_send(free), tally_send(t), weighted_stats_send(w) FROM kept ORDER BY id};
my $scores = q{SELECT nps(sum(t)), csat(five), csi(free, 1), mean(sum(w)), count(DISTINCT scale) FROM kept};

$primary->safe_psql('postgres', "CREATE EXTENSION csat; CREATE TABLE kept ($columns); CREATE INDEX ON kept (five); CREATE INDEX ON kept USING hash (t); INSERT INTO kept " . sprintf $rows, 1, 300);
$primary->safe_psql('postgres', q{CREATE TABLE answers (id serial PRIMARY KEY, at date, region text, score integer);
	SELECT csat_create_rollup('daily', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', target => 10);
	INSERT INTO answers (at, region, score) SELECT date '2025-01-01' + i % 9, chr(97 + i % 3), i % 11 FROM generate_series(1, 200) AS i});
$primary->backup('backup');

# ---- a physical standby ----

my $standby = PostgreSQL::Test::Cluster->new('standby');
$standby->init_from_backup($primary, 'backup', has_streaming => 1);
$standby->start;
$primary->safe_psql('postgres', 'INSERT INTO kept ' . sprintf($rows, 301, 600) . '; DELETE FROM kept WHERE id % 7 = 0; UPDATE kept SET t = t + t, five = NULL WHERE id % 5 = 0');
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($standby->safe_psql('postgres', $bits), $primary->safe_psql('postgres', $bits), 'a standby has every bit');
is($standby->safe_psql('postgres', $scores), $primary->safe_psql('postgres', $scores), 'and computes the same');
is($standby->safe_psql('postgres', "SET enable_seqscan = off; SELECT count(*) FROM kept WHERE five = '4'::rating(1,5); SELECT count(*) FROM kept k WHERE EXISTS (SELECT FROM kept WHERE t = k.t)"),
	$primary->safe_psql('postgres', "SELECT count(*) FROM kept WHERE five = '4'::rating(1,5); SELECT count(*) FROM kept WHERE t IS NOT NULL"), 'with its indexes');

# A roll-up on it: every figure, what is uncommitted not seen, folds followed; checked there, and not refreshed.
my $figures = 'SELECT * FROM daily ORDER BY period, region';
my $tallies = 'SELECT period, region, tally_send(tally) FROM daily_tallies ORDER BY period, region';
sub same_on_standby
{
	my ($name) = @_;
	$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
	is($standby->safe_psql('postgres', "$figures; $tallies"), $primary->safe_psql('postgres', "$figures; $tallies"), "a roll-up on a standby: $name");
	is($standby->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('daily')}), '0', 'which the check finds right there');
}
same_on_standby('as it was backed up');
$primary->safe_psql('postgres', q{INSERT INTO answers (at, region, score) SELECT '2025-02-01', 'd', i % 11 FROM generate_series(1, 50) AS i; UPDATE answers SET region = 'e' WHERE id % 9 = 0; DELETE FROM answers WHERE id % 10 = 0});
same_on_standby('written since');
is($standby->safe_psql('postgres', q{SELECT sum(responses) FROM daily}), $primary->safe_psql('postgres', q{SELECT count(score) FROM answers}), 'with every answer');
$primary->safe_psql('postgres', q{SELECT csat_refresh_rollup('daily')});
same_on_standby('folded');
my $reader = Wire->connect($standby);
for ([ refresh => q{csat_refresh_rollup('daily')} ], [ rebuild => q{csat_refresh_rollup('daily', rebuild => true)} ], [ drop => q{csat_drop_rollup('daily')} ],
	[ create => q{csat_create_rollup('second', 'answers', 'nps', 'score', '0..10', 'at', 'day')} ])
{
	my ($sqlstate, $error) = $reader->try("SELECT $_->[1]");
	like($sqlstate, qr/^(25006|55000)$/, "no $_->[0] on a standby: $error");
}
same_on_standby('after those attempts');

# ---- a logical subscriber ----

my $subscriber = PostgreSQL::Test::Cluster->new('subscriber');
$subscriber->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$subscriber->start;
$primary->safe_psql('postgres', 'CREATE PUBLICATION all_kept FOR TABLE kept');
# In a schema of its own, where the publisher has it in public; a binary copy would want the types in the same place.
for my $binary ('false', 'true')
{
	my $name = "as_binary_$binary";
	$subscriber->safe_psql('postgres', "CREATE DATABASE $name");
	$subscriber->safe_psql($name, ($binary eq 'true' ? 'CREATE EXTENSION csat;' : 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats; SET search_path = public, stats;')
		  . "CREATE TABLE kept ($columns)");
	my $publisher = $primary->connstr('postgres');
	$subscriber->safe_psql($name, qq{CREATE SUBSCRIPTION $name CONNECTION \$\$$publisher\$\$ PUBLICATION all_kept WITH (binary = $binary)});
	$subscriber->poll_query_until($name, q{SELECT count(1) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')});
	$primary->safe_psql('postgres', 'DELETE FROM kept WHERE id > 600; INSERT INTO kept ' . sprintf($rows, 601, 700) . '; UPDATE kept SET t = t - t, five = 1, w = w + w WHERE id % 11 = 0; DELETE FROM kept WHERE id % 13 = 0');
	$primary->wait_for_catchup($name);
	is($subscriber->safe_psql($name, "SET search_path = public, stats; $bits"), $primary->safe_psql('postgres', $bits), "a subscriber has every bit, binary = $binary");
}

# A publication of everything takes in the roll-up's own tables, where folding and rebuilding delete: nobody fails for it.
$primary->safe_psql('postgres', 'CREATE PUBLICATION everything FOR ALL TABLES');
my $writer = Wire->connect($primary);
$writer->query("DO \$\$ BEGIN FOR i IN 1 .. 2100 LOOP INSERT INTO answers (at, region, score) VALUES ('2025-03-01', 'f', i % 11); END LOOP; END \$\$");
cmp_ok(($writer->query('SELECT count(*) FROM daily_changes'))[0][0], '<', 2100, 'a published roll-up is folded by its writers');
$writer->query($_) for q{SELECT csat_refresh_rollup('daily')}, q{SELECT csat_refresh_rollup('daily', rebuild => true)};
$primary->safe_psql('postgres', 'DROP PUBLICATION everything');

# A database restored from the schema and then subscribed to, as for an upgrade: a roll-up comes with its source as long as its
# table of changes is published too. It is not folded meanwhile; after the subscription it goes on by itself.
my $dump = PostgreSQL::Test::Utils::tempdir() . '/roll-up.sql';
$primary->safe_psql('postgres', 'CREATE PUBLICATION moving FOR TABLE answers, daily_changes');
$primary->command_ok([ 'pg_dump', '--no-sync', '--schema-only', '-d', $primary->connstr('postgres'), '-f', $dump ], 'dump the schema');
$subscriber->safe_psql('postgres', 'CREATE DATABASE upgraded');
$subscriber->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $subscriber->connstr('upgraded'), '-f', $dump ], 'restore it elsewhere');
$subscriber->safe_psql('upgraded', q{CREATE SUBSCRIPTION moving CONNECTION $$} . $primary->connstr('postgres') . q{$$ PUBLICATION moving});
$subscriber->poll_query_until('upgraded', q{SELECT count(1) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')});
$primary->safe_psql('postgres', q{INSERT INTO answers (at, region, score) SELECT '2025-04-01', 'g', i % 11 FROM generate_series(1, 50) AS i; UPDATE answers SET region = 'h' WHERE id % 9 = 0; DELETE FROM answers WHERE id % 11 = 0;
	SELECT csat_refresh_rollup('daily'); INSERT INTO answers (at, region, score) VALUES ('2025-04-02', NULL, NULL), (NULL, 'a', 3); DELETE FROM answers WHERE id % 13 = 0});
$primary->wait_for_catchup('moving');
is($subscriber->safe_psql('upgraded', $tallies), $primary->safe_psql('postgres', $tallies), 'a roll-up that is replicated with its source is the same');
my ($status, $out, $err) = $subscriber->psql('upgraded', q{SELECT csat_refresh_rollup('daily')});
like($err, qr/cannot refresh the live roll-up public.daily: logical replication writes its source.*HINT: +Create it anew with mode => 'scheduled', or drop the subscription/s, 'it is not folded there');
$subscriber->safe_psql('upgraded', 'DROP SUBSCRIPTION moving');
is($subscriber->safe_psql('upgraded', q{INSERT INTO answers VALUES (1000001, '2025-05-01', 'a', 9); DELETE FROM answers WHERE id % 7 = 0; SELECT csat_refresh_rollup('daily'); SELECT count(*) FROM csat_check_rollup('daily')}), "\n0", 'and goes on by itself once the subscription is gone');

# A subscription that comes after a roll-up, without its table of changes: the triggers do not fire, so the roll-up falls behind.
# Checking says so, refreshing refuses, and rebuilding after the subscription mends it.
$subscriber->safe_psql('postgres', q{CREATE DATABASE late});
$subscriber->safe_psql('late', q{CREATE EXTENSION csat; CREATE TABLE answers (id serial PRIMARY KEY, at date, region text, score integer);
	SELECT csat_create_rollup('daily', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}')});
$primary->safe_psql('postgres', 'CREATE PUBLICATION late FOR TABLE answers');
$subscriber->safe_psql('late', q{CREATE SUBSCRIPTION late CONNECTION $$} . $primary->connstr('postgres') . q{$$ PUBLICATION late});
$subscriber->poll_query_until('late', q{SELECT count(1) = 0 FROM pg_subscription_rel WHERE srsubstate NOT IN ('r', 's')});
$primary->safe_psql('postgres', q{INSERT INTO answers (at, region, score) VALUES ('2025-06-01', 'a', 10)});
$primary->wait_for_catchup('late');
(undef, $out, $err) = $subscriber->psql('late', q{SELECT count(*) > 10 FROM csat_check_rollup('daily')});
is($out, 't', 'the check finds what a later subscription brought');
like($err, qr/WARNING: +logical replication writes the source of the live roll-up public.daily without firing its triggers/, 'and says why');
for (q{csat_refresh_rollup('daily')}, q{csat_refresh_rollup('daily', rebuild => true)})
{
	($status, $out, $err) = $subscriber->psql('late', "SELECT $_");
	like($err, qr/cannot refresh the live roll-up public.daily/, "refused: $_");
}
is($subscriber->safe_psql('late', q{INSERT INTO answers VALUES (2000001, '2025-05-01', 'a', 9); SELECT responses FROM daily}), '1', 'what is written there is followed as ever');
$subscriber->safe_psql('late', q{DROP SUBSCRIPTION late; SELECT csat_refresh_rollup('daily', rebuild => true)});
is($subscriber->safe_psql('late', q{SELECT count(*) FROM csat_check_rollup('daily')}), '0', 'rebuilt after the subscription, it is right');

# ---- a crash ----

my $committed = $primary->safe_psql('postgres', $bits);
my $session = Wire->connect($primary);
$session->query('BEGIN');
$session->query(q{UPDATE kept SET t = '{}', five = 1});
my $witness = Wire->connect($primary);
kill 'KILL', $session->pid;
eval { $witness->until_ready };    # ends when the server has noticed
$primary->poll_query_until('postgres', 'SELECT 1', '1');
is($primary->safe_psql('postgres', $bits), $committed, 'after SIGKILL of a session that was writing, nothing is lost and nothing is half written');

$primary->safe_psql('postgres', q{BEGIN; UPDATE kept SET t = t + '0..10 {1,0,0,0,0,0,0,0,0,0,0}', five = 5 WHERE id < 100 AND t IS NOT NULL; PREPARE TRANSACTION 'half'});
$primary->stop('immediate');
$primary->start;
is($primary->safe_psql('postgres', $bits), $committed, 'after an immediate shutdown too');
$primary->safe_psql('postgres', q{COMMIT PREPARED 'half'});
is($primary->safe_psql('postgres', q{SELECT count(*) FROM kept WHERE five = '5 of 1..5' AND id < 100 AND responses(t, 0, 0) = 0}), '0', 'a prepared transaction is committed as a whole');
$primary->wait_for_catchup($standby, 'replay', $primary->lsn('insert'));
is($standby->safe_psql('postgres', $bits), $primary->safe_psql('postgres', $bits), 'and the standby follows');

done_testing();

# A standby and a logical subscriber hold the same values, bit for bit, and read them; a crash loses none that was committed.
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

# ---- a crash ----

my $committed = $primary->safe_psql('postgres', $bits);
my $session = Wire->connect($primary);
$session->query('BEGIN');
$session->query(q{UPDATE kept SET t = '{}', five = 1});
kill 'KILL', $session->pid;
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

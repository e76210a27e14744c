# Roll-ups and locks: writers never wait for each other because of one, nor fail; creation and rebuilding wait for writers.
use strict;
use warnings;

use PostgreSQL::Test::BackgroundPsql;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('isolation');
$node->init;
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (id serial PRIMARY KEY, at date, region text, score integer);
	INSERT INTO answers (at, region, score) SELECT '2025-01-01', 'a', i % 11 FROM generate_series(1, 100) AS i;
	SELECT csat_create_rollup('live', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}');
});

my $insert = q{INSERT INTO answers (at, region, score) VALUES ('2025-01-01', 'a', 9)};
my $look = q{SELECT (SELECT sum(responses(tally)) FROM live_tallies) || ' ' || (SELECT count(*) FROM answers) || ' ' || (SELECT count(*) FROM csat_check_rollup('live'))};
my $rows = q{SELECT count(*) FROM live_changes};

# A session that gives up at once if it has to wait for a lock.
sub session
{
	my $psql = $node->background_psql('postgres', on_error_stop => 0);
	$psql->query_safe(q{SET lock_timeout = '1ms'});
	return $psql;
}

# Run something that takes a lock it will have to wait for; say so when it waits.
sub start_waiting
{
	my ($sql) = @_;
	my $psql = $node->background_psql('postgres', on_error_stop => 0);
	$psql->query_until(qr/go/, "\\echo go\n$sql;\n\\echo finished\n");
	$node->poll_query_until('postgres', q{SELECT count(*) > 0 FROM pg_locks WHERE NOT granted}) or die 'it does not wait';
	return $psql;
}

# Writers of one cell, none committed, at every isolation level; each sees what it sees of the source.
my ($a, $b, $c) = map { session() } 1 .. 3;
$a->query_safe('BEGIN');
$b->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ');
$c->query_safe('BEGIN ISOLATION LEVEL SERIALIZABLE');
$_->query_safe($insert) for $a, $b, $c;
$_->query_safe($insert) for $a, $b, $c;
is($_->query_safe($look), '102 102 0', 'a writer sees its own rows only') for $a, $b, $c;

# A fold beside them neither waits nor takes what is not its own.
is($node->safe_psql('postgres', $look), '100 100 0', 'nobody else sees them');
$node->safe_psql('postgres', $insert) for 1 .. 5;
$node->safe_psql('postgres', q{SET lock_timeout = '1ms'; SELECT csat_refresh_rollup('live')});
is($node->safe_psql('postgres', $rows), '1', 'a fold folds what is committed');
is($b->query_safe($look), '102 102 0', 'an older snapshot goes on seeing what was folded since');
is($a->query_safe($look), '107 107 0', 'READ COMMITTED sees the fold');

# They go on writing, and commit.
$_->query_safe($insert) for $a, $b, $c;
$_->query_safe('COMMIT') for $a, $b, $c;
is($node->safe_psql('postgres', $look), '114 114 0', 'all have committed');

# Two folds at once: the second finds the rows of the first taken, and leaves them.
$a->query_safe('BEGIN');
$a->query_safe(q{SELECT csat_refresh_rollup('live')});
$b->query_safe($insert) for 1 .. 3;
$b->query_safe(q{SELECT csat_refresh_rollup('live')});
is($b->query_safe($look), '117 117 0', 'a fold beside a fold');
$b->query_safe($insert);
is($a->query_safe($look), '118 118 0', 'and writers beside both');
$a->query_safe('ROLLBACK');
is($node->safe_psql('postgres', $look), '118 118 0', 'a fold that is undone was not there');
$a->query_safe('BEGIN');
$a->query_safe(q{SELECT csat_refresh_rollup('live')});
$a->query_safe('COMMIT');
is($node->safe_psql('postgres', $rows), '1', 'the next folds all');

# A REPEATABLE READ writer whose snapshot is older than a fold, an update of other rows and a fold by a trigger.
$b->query_safe('BEGIN ISOLATION LEVEL REPEATABLE READ');
is($b->query_safe($look), '118 118 0', 'a snapshot');
$node->safe_psql('postgres', "$insert; UPDATE answers SET score = 0 WHERE id < 10; SELECT csat_refresh_rollup('live')");
$node->safe_psql('postgres', "DO \$\$ BEGIN FOR i IN 1 .. 4100 LOOP $insert; END LOOP; END \$\$");
cmp_ok($node->safe_psql('postgres', $rows), '<', 4000, 'a trigger folded');
$b->query_safe($insert);
$b->query_safe('UPDATE answers SET score = 10 WHERE id BETWEEN 20 AND 30');
$b->query_safe('DELETE FROM answers WHERE id BETWEEN 40 AND 49');
is($b->query_safe($look), '109 109 0', 'it sees and changes what was there then');
$b->query_safe('COMMIT');
is($node->safe_psql('postgres', $look), '4210 4210 0', 'and commits');

# SERIALIZABLE writers of different rows do not fail because of the roll-up, nor does a reader of it.
$a->query_safe('BEGIN ISOLATION LEVEL SERIALIZABLE');
$b->query_safe('BEGIN ISOLATION LEVEL SERIALIZABLE');
$_->query_safe($insert) for $a, $b;
$a->query_safe('COMMIT');
is($b->query_safe('COMMIT; SELECT 1'), '1', 'serializable writers');

# Creation waits for a writer and sees what it wrote.
$a->query_safe('BEGIN');
$a->query_safe($insert);
my $waiter = start_waiting(q{SELECT csat_create_rollup('second', 'answers', 'csat', 'score', '0..10', 'at', 'day')});
$a->query_safe('COMMIT');
$waiter->query_until(qr/finished/, '');
is($node->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('second')}), '0', 'creation locks before it looks');
$waiter->quit;

# So does rebuilding, which also heeds a fold that is not committed.
$a->query_safe('BEGIN');
$a->query_safe($insert);
$waiter = start_waiting(q{SELECT csat_refresh_rollup('second', rebuild => true)});
$a->query_safe('COMMIT');
$waiter->query_until(qr/finished/, '');
$waiter->quit;
$node->safe_psql('postgres', $insert) for 1 .. 3;
$a->query_safe('BEGIN');
$a->query_safe(q{SELECT csat_refresh_rollup('second')});
$waiter = start_waiting(q{SELECT csat_refresh_rollup('second', rebuild => true)});
$a->query_safe('COMMIT');
$waiter->query_until(qr/finished/, '');
$waiter->quit;
is($node->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('second')}), '0', 'rebuilding locks before it looks');

# A reader and a TRUNCATE of the source take their locks in one order: no deadlock.
$a->query_safe('BEGIN');
$a->query_safe('SELECT count(*) FROM second');
$waiter = start_waiting('TRUNCATE answers');
$a->query_safe('SELECT count(*) FROM second_tallies');
$a->query_safe('SELECT count(*) FROM live');
$a->query_safe('COMMIT');
$waiter->query_until(qr/finished/, '');
is($node->safe_psql('postgres', $look . ' FROM live_tallies'), '', 'nothing is left of a truncated source');
$waiter->quit;

# Two refreshes that both found a new partition: the second finds, once it has the lock, that there is nothing left to do.
$node->safe_psql('postgres', q{
	CREATE TABLE visits (at date, score integer) PARTITION BY RANGE (at);
	CREATE TABLE visits_1 PARTITION OF visits DEFAULT;
	SELECT csat_create_rollup('visited', 'visits', 'csat', 'score', '1..5', 'at', 'day');
	CREATE TABLE visits_2 PARTITION OF visits FOR VALUES FROM ('2025-02-01') TO ('2025-03-01');
	INSERT INTO visits_2 VALUES ('2025-02-02', 5)});
$a->query_safe('BEGIN');
$a->query_safe(q{INSERT INTO visits VALUES ('2025-01-01', 4)});
my @waiters = map { start_waiting(q{SELECT csat_refresh_rollup('visited')}) } 1 .. 2;
$node->poll_query_until('postgres', q{SELECT count(*) = 2 FROM pg_locks WHERE NOT granted}) or die 'they do not wait';
$a->query_safe('COMMIT');
for (@waiters)
{
	$_->query_until(qr/finished/, '');
	is($_->{stderr}, '', 'a refresh beside another that follows a new partition');
	$_->quit;
}
is($node->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('visited'); SELECT sum(responses) FROM visited}), "0\n2", 'which is followed');

# A prepared transaction, committed by another session.
$node->append_conf('postgresql.conf', 'max_prepared_transactions = 1');
$_->quit for $a, $b, $c;
$node->restart;
$node->safe_psql('postgres', "BEGIN; $insert; PREPARE TRANSACTION 'p'");
is($node->safe_psql('postgres', q{SELECT count(*) FROM live_tallies}), '0', 'prepared');
$node->safe_psql('postgres', "COMMIT PREPARED 'p'");
is($node->safe_psql('postgres', $look), '1 1 0', 'committed');

# A writer whose snapshot is older than the roll-up: it writes as ever, and is counted.
$node->safe_psql('postgres', q{CREATE TABLE later (at date, score integer); INSERT INTO later VALUES ('2025-01-01', 9)});
my $older = $node->background_psql('postgres', on_error_stop => 0);
$older->query_safe(q{BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM answers});
$node->safe_psql('postgres', q{SELECT csat_create_rollup('of_later', 'later', 'nps', 'score', '0..10', 'at', 'day')});
$older->query_safe(q{INSERT INTO later VALUES ('2025-01-01', 3), ('2025-01-02', 10)});
$older->query_safe(q{UPDATE later SET score = 8 WHERE score = 3});
$older->query_safe('COMMIT');
$older->quit;
is($node->safe_psql('postgres', q{SELECT (SELECT sum(responses(tally)) FROM of_later_tallies), (SELECT count(*) FROM csat_check_rollup('of_later'))}), '3|0', 'a snapshot older than the roll-up writes, and is counted');

done_testing();

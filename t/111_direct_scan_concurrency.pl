# The direct scan among others: writers, VACUUM, aborts, serializable transactions, a standby, synchronised scans, cancelling, and
# what PostgreSQL counts of it.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

my $rounds = $ENV{CSAT_DIRECT_ROUNDS} || 60;

my $node = PostgreSQL::Test::Cluster->new('direct_concurrency');
$node->init(allows_streaming => 1, extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
shared_buffers = 1MB
autovacuum = off
max_parallel_workers_per_gather = 0
jit = off
CONF
$node->start;
$node->safe_psql('postgres', q{CREATE EXTENSION csat;
	CREATE TABLE answers (id serial PRIMARY KEY, score integer, segment integer, note text) WITH (fillfactor = 70);
	INSERT INTO answers (score, segment, note) SELECT i % 11, i % 20, repeat('x', i % 50) FROM generate_series(1, 60000) i;
	CREATE TABLE doctors (id integer, on_call integer, filler text);
	INSERT INTO doctors SELECT i, 1, repeat('x', 100) FROM generate_series(1, 2000) i;
	VACUUM ANALYZE});

my $query = 'SELECT segment, nps(score), tally(score, \'0..10\'), count(*), sum(score), max(id) FROM answers GROUP BY segment ORDER BY segment';
sub rows_of
{
	my ($wire, $setting, $sql) = @_;
	$wire->query("SET csat.direct_scan = $setting");
	return join "\n", map { join '|', map { $_ // '' } @$_ } $wire->query($sql);
}
sub is_direct
{
	my ($wire, $sql) = @_;
	$wire->query('SET csat.direct_scan = on');
	return scalar grep { $_->[0] =~ /CsatDirectScan/ } $wire->query("EXPLAIN $sql");
}

my $reader = Wire->connect($node);
ok(is_direct($reader, $query), 'a direct scan');

# ---- one snapshot, whatever others do meanwhile ----

my @writers = map {
	my $script = $node->basedir . "/writer$_.sql";
	append_to_file($script, $_) for q{
\set id random(1, 60000)
BEGIN;
UPDATE answers SET score = (score + 1) % 11, note = note || 'y' WHERE id BETWEEN :id AND :id + 30;
DELETE FROM answers WHERE id = :id + 40;
INSERT INTO answers (score, segment, note) SELECT i % 11, i, 'new' FROM generate_series(1, 19) i;
} . ($_ == 1 ? "COMMIT;\n" : "SAVEPOINT s;\nUPDATE answers SET score = 0 WHERE id < 100;\nROLLBACK" . ($_ == 2 ? " TO s;\nCOMMIT" : '') . ";\n");
	$script } 1 .. 3;
my $pgbench = IPC::Run::start([ 'pgbench', '-n', '-c', 3, '-T', 600, '-h', $node->host, '-p', $node->port, (map { ('-f', $_) } @writers), 'postgres' ], '>', \my $bench_out, '2>', \my $bench_err);
my $vacuum = Wire->connect($node);
my ($different, %seen) = (0);
my $round = 0;
while (++$round <= $rounds || (keys %seen <= $rounds / 2 && $round < 20 * $rounds))    # however slowly others write
{
	$reader->query('BEGIN ISOLATION LEVEL REPEATABLE READ');
	my $first = rows_of($reader, 'on', $query);
	$vacuum->query($round % 10 ? 'SELECT pg_sleep(0.02)' : 'VACUUM answers');
	$different++ if $first ne rows_of($reader, 'off', $query);
	$different++ if $first ne rows_of($reader, 'on', $query);
	$seen{$first} = 1;
	$reader->query('COMMIT');
}
is($different, 0, "of $rounds pairs or more of scans under writers, aborts and VACUUM none differ");
cmp_ok(scalar keys %seen, '>', $rounds / 2, 'and the writers did write');
$pgbench->signal('TERM');  # not INT, which what runs in a shell's background ignores
$pgbench->finish;
unlike($bench_err, qr/ERROR|FATAL/, 'without errors');

# ---- serializable: write skew is seen through a direct scan ----

my $sum = "SELECT tally(on_call, '0..1'), count(*) FROM doctors";
my ($alice, $bob) = map { Wire->connect($node) } 1, 2;
ok(is_direct($alice, $sum), 'doctors are scanned directly');
for my $wire ($alice, $bob)
{
	$wire->query('SET csat.direct_scan = on');
	$wire->query('BEGIN ISOLATION LEVEL SERIALIZABLE');
	$wire->query($sum);
}
$alice->query('UPDATE doctors SET on_call = 0 WHERE id = 1');
$bob->query('UPDATE doctors SET on_call = 0 WHERE id = 2');
my ($first_state) = $alice->try('COMMIT');
my ($second_state) = $bob->try('COMMIT');
is("$first_state|$second_state", '|40001', 'write skew: the second to commit fails');

# ---- synchronised scans: the table is larger than a quarter of the buffers, and others are in the middle of it ----

my $other = Wire->connect($node);
my $whole = rows_of($reader, 'off', $query);
$other->query('BEGIN');
$other->query('DECLARE c CURSOR FOR SELECT * FROM answers');
for my $part (1 .. 6)
{
	$other->query('FETCH 7000 FROM c');
	is(rows_of($reader, 'on', $query), $whole, "a scan that starts where another is ($part)");
}
$other->query('ROLLBACK');

# ---- what is counted, and cancelling ----

sub counted
{
	my ($setting) = @_;
	my $wire = Wire->connect($node);
	my $counters = q{SELECT seq_scan || ' ' || seq_tup_read FROM pg_stat_user_tables WHERE relname = 'doctors'};
	my $flush = $node->pg_version >= 15 ? 'SELECT pg_stat_force_next_flush()' : 'SELECT 1';
	$wire->query($_) for $flush, 'SELECT pg_stat_clear_snapshot()';
	my ($scans, $rows) = split / /, ($wire->query($counters))[0][0];
	$wire->query("SET csat.direct_scan = $setting");
	$wire->query($sum);
	$wire->query($_) for $flush, 'SELECT pg_stat_clear_snapshot()';
	my ($scans_after, $rows_after) = split / /, ($wire->query($counters))[0][0];
	return $scans_after - $scans . ' ' . ($rows_after - $rows);
}
is(counted('on'), counted('off'), 'pg_stat_user_tables counts scans and rows as ever');
like(counted('on'), qr/^1 20\d\d$/, 'one scan and its rows');

my $slow = q{SELECT segment, nps(score) FILTER (WHERE length(repeat(note || score, 2000)) > 5) FROM answers GROUP BY 1};
ok(is_direct($reader, $slow), 'a slow direct scan');
$reader->query(q{SET statement_timeout = '30ms'});
my ($state, $error) = $reader->try($slow);
is("$state $error", '57014 canceling statement due to statement timeout', 'ends at statement_timeout');
$reader->query('RESET statement_timeout');

# ---- a standby ----

$node->backup('backup');
my $standby = PostgreSQL::Test::Cluster->new('direct_standby');
$standby->init_from_backup($node, 'backup', has_streaming => 1);
$standby->start;
$node->safe_psql('postgres', q{UPDATE answers SET score = 10 WHERE segment = 3; VACUUM answers; DELETE FROM answers WHERE segment = 4; DROP TABLE doctors});
$node->wait_for_catchup($standby, 'replay', $node->lsn('insert'));
my $there = Wire->connect($standby);
ok(is_direct($there, $query), 'a direct scan on a standby');
is(rows_of($there, 'on', $query), rows_of($reader, 'off', $query), 'which reads what the primary has');
is(rows_of($there, 'on', $query), rows_of($there, 'off', $query), 'as the ordinary plan does there');

done_testing();

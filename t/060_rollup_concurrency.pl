# Live roll-ups under fire: 8 sessions, more than 10,000 random statements, folds beside them, a crash in the middle.
# Every snapshot must see in the roll-up exactly what it sees in the source.
use strict;
use warnings;

use POSIX qw(:sys_wait_h);
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep);

my $sessions = 8;
my $per_round = 660;    # statements of a session in each of the two rounds that end by themselves
my ($snapshots, $differing, $statements) = (0, 0, 0);
srand($ENV{CSAT_SEED} // 42);

my $node = PostgreSQL::Test::Cluster->new('rollup');
$node->init(extra => ['--no-locale']);
$node->append_conf('postgresql.conf', "max_connections = 40\nshared_buffers = 64MB\nautovacuum_naptime = 1s\nlog_min_messages = error");
# A MERGE that inserts and updates may be the first statement of a session.
$node->append_conf('postgresql.conf', "session_preload_libraries = 'csat'");
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (id serial PRIMARY KEY, session integer, at timestamptz, region text, score integer, w numeric);
	CREATE INDEX ON answers (session);
	CREATE TABLE parts (id serial, session integer, at timestamptz, region text, score integer, w numeric) PARTITION BY LIST (region);
	CREATE TABLE parts_a PARTITION OF parts FOR VALUES IN ('a');
	CREATE TABLE parts_b PARTITION OF parts DEFAULT;
	SELECT csat_create_rollup('live', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', weight => 'w', time_zone => 'Europe/Amsterdam');
	SELECT csat_create_rollup('live_parts', 'parts', 'csat', 'score', '0..10', 'at', 'week', by => '{region}', time_zone => 'Europe/Amsterdam');
	SELECT csat_create_rollup('planned', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', mode => 'scheduled', time_zone => 'Europe/Amsterdam');
	-- the test's own recomputation
	CREATE VIEW live_by_hand AS SELECT (at AT TIME ZONE 'Europe/Amsterdam')::date AS period, region, tally(score, '0..10', w::float8) AS tally FROM answers GROUP BY 1, 2 HAVING count(*) FILTER (WHERE w > 0) > 0;
	CREATE VIEW parts_by_hand AS SELECT date_trunc('week', at AT TIME ZONE 'Europe/Amsterdam')::date AS period, region, tally(score, '0..10') AS tally FROM parts GROUP BY 1, 2;
	CREATE VIEW differences AS
	SELECT 'live' AS what, d.* FROM ((TABLE live_tallies EXCEPT ALL TABLE live_by_hand) UNION ALL (TABLE live_by_hand EXCEPT ALL TABLE live_tallies)) AS d
	UNION ALL
	SELECT 'parts', d.* FROM ((TABLE live_parts_tallies EXCEPT ALL TABLE parts_by_hand) UNION ALL (TABLE parts_by_hand EXCEPT ALL TABLE live_parts_tallies)) AS d;
});

sub pick { return $_[ int rand @_ ] }

# The values of one row, of a session's own.
sub row
{
	my ($session) = @_;
	return sprintf "(%d, timestamptz '2025-03-20' + interval '%d minutes', '%s', %s, %s)",
	  $session, int rand 30000, pick('a', 'b', 'c'), pick(0 .. 10, 'NULL'), pick(1, 1, 0.5, '1e-6', 0);
}

# One statement that changes rows. A session updates its own rows, so that sessions have nothing to fight about
# but the roll-up.
sub change
{
	my ($session) = @_;
	my $table = pick('answers', 'answers', 'parts');
	my $columns = '(session, at, region, score, w)';
	my $few = "session = $session AND id % " . pick(5 .. 40) . ' = ' . int rand 5;
	return pick(
		sub { "INSERT INTO $table $columns VALUES " . row($session) },
		sub { "INSERT INTO $table $columns VALUES " . join ', ', map { row($session) } 1 .. 1 + int rand 6 },
		sub { "INSERT INTO $table $columns SELECT $session, at + interval '1 day', region, 10 - score, w FROM $table WHERE $few LIMIT 20" },
		sub { "UPDATE $table SET score = " . pick(0 .. 10, 'NULL') . " WHERE $few" },
		sub { "UPDATE $table SET region = '" . pick('a', 'b', 'c') . "', at = at - interval '9 hours' WHERE $few" },
		sub { "DELETE FROM $table WHERE $few" },
		sub { "MERGE INTO $table AS t USING (SELECT id FROM $table WHERE $few LIMIT 5) AS s ON t.id = s.id WHEN MATCHED AND t.score > 5 THEN DELETE WHEN MATCHED THEN UPDATE SET score = 10" },
		# rows that a MERGE moves between partitions, without and with arms of their own
		sub { "MERGE INTO $table AS t USING (SELECT id FROM $table WHERE $few LIMIT 9) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET region = '" . pick('a', 'b', 'c') . "', score = 10 - score" },
		sub { "MERGE INTO $table AS t USING (SELECT id FROM $table WHERE $few LIMIT 9) AS s ON t.id = s.id AND t.id % 2 = 0 WHEN MATCHED THEN UPDATE SET region = '" . pick('a', 'b', 'c') . "' WHEN NOT MATCHED THEN INSERT $columns VALUES " . row($session) }
	)
	  ->();
}

# A script of about so many statements: transactions of all isolation levels, savepoints, rollbacks, rare truncations.
sub script
{
	my ($session, $statements) = @_;
	my @lines = ("SET statement_timeout = '60s';");
	while (@lines < $statements)
	{
		my $dice = rand;
		if ($dice < 0.4)
		{
			push @lines, change($session) . ';';
		}
		elsif ($dice < 0.404)
		{
			# not of one partition: PostgreSQL shows that to older snapshots at once, and a roll-up cannot
			push @lines, 'TRUNCATE ' . pick('answers', 'parts') . ';';
		}
		elsif ($dice < 0.408)
		{
			# enough single rows for the trigger to fold by itself now and then
			push @lines, "DO \$\$ BEGIN FOR i IN 1 .. 700 LOOP INSERT INTO answers (session, at, region, score, w) "
			  . "VALUES ($session, timestamptz '2025-04-10' + i * interval '1 minute', 'a', i % 11, 1); END LOOP; END \$\$;",
			  "DELETE FROM answers WHERE session = $session AND at > '2025-04-10';";
		}
		else
		{
			push @lines, 'BEGIN ISOLATION LEVEL ' . pick('READ COMMITTED', 'REPEATABLE READ') . ';';
			for (1 .. 1 + int rand 5)
			{
				my @part = map { change($session) . ';' } 1 .. 1 + int rand 3;
				push @lines, rand() < 0.4 ? ('SAVEPOINT s;', @part, pick('ROLLBACK TO s;', 'RELEASE s;')) : @part;
			}
			push @lines, pick('COMMIT;', 'COMMIT;', 'ROLLBACK;');
		}
	}
	return join("\n", @lines) . "\n";
}

# Start a psql on a script; what it says goes to a file.
my $scripts = 0;

sub start
{
	my ($sql) = @_;
	my $file = PostgreSQL::Test::Utils::tempdir() . '/script' . $scripts++;
	append_to_file("$file.sql", $sql);
	my $connection = $node->connstr('postgres');
	my $pid = fork // die "fork: $!";
	exec "exec psql -X -q -A -t -d '$connection' -f $file.sql >$file.out 2>&1" or die "exec: $!" unless $pid;
	return { pid => $pid, log => "$file.out" };
}

sub is_running
{
	my ($run) = @_;
	$run->{ended} //= 1 if !$run->{ended} && waitpid($run->{pid}, WNOHANG) != 0;
	return !$run->{ended};
}

sub errors_of
{
	my ($run) = @_;
	waitpid $run->{pid}, 0 unless $run->{ended};
	return grep { /ERROR|FATAL|PANIC|server closed/ } split /\n/, slurp_file($run->{log});
}

# One look in one snapshot, while the others write: no rows is what we want.
my $look = q{
	BEGIN ISOLATION LEVEL REPEATABLE READ;
	SELECT 'differs', * FROM differences;
	SELECT 'check', c.* FROM csat_check_rollup('live') AS c;
	SELECT 'check', c.* FROM csat_check_rollup('live_parts') AS c;
	SELECT 'negative', count(*) FROM live_tallies WHERE tally IS NULL HAVING count(*) > 0;
	COMMIT;
};

# The sessions that write, each a script of its own.
sub start_writers
{
	$statements += $sessions * $per_round;
	return map { start(script($_, $per_round)) } 1 .. $sessions;
}

# Writers, two folders and a watcher until the writers end or, given seconds, the server crashes. Where a look takes so long
# that the writers are through before there were a few, others follow.
sub round
{
	my ($name, $crash_after) = @_;
	my $before = $statements;
	my @writers = start_writers();
	my @folders = map { start("SELECT csat_refresh_rollup('live'); SELECT csat_refresh_rollup('live_parts');\n" x ($crash_after ? 2000 : 40)) } 1 .. 2;
	my ($looks, $seen) = (0, '');
	my $end = time + ($crash_after // 120);
	while (time < $end || $looks < 3)    # a slow server is looked at as often
	{
		if (!grep { is_running($_) } @writers)
		{
			last if $looks >= 3;
			push @writers, start_writers();
		}
		my ($status, $out) = $node->psql('postgres', $look, timeout => 60);
		$seen .= "$out\n" if $out ne '';
		$looks++;
		sleep 0.05;
	}
	$node->stop('immediate') if $crash_after;
	$statements = $before if $crash_after;    # not all of them were run
	my @errors = map { errors_of($_) } @writers, @folders;
	$snapshots += $looks;
	$differing += () = $seen =~ /\n/g;
	is($seen, '', "$name: the roll-up equals recomputation in $looks snapshots while others write");
	cmp_ok($looks, '>=', 3, "$name: that was more than a few");
	return @errors;
}

# What the server's log says of sessions that ended badly.
sub crashes
{
	return grep { /TRAP|runtime error|PANIC|terminated by signal|Failed process/ } split /\n/, slurp_file($node->logfile);
}

my @errors = round('first round');
diag($_) for crashes();    # a server that went down takes the test along
is_deeply(\@errors, [], 'nobody failed or waited for good because of the roll-up');
is($node->safe_psql('postgres', $look), '', 'and at the end');
cmp_ok($node->safe_psql('postgres', 'SELECT last_value FROM answers_id_seq'), '>', 1000, 'with answers to speak of');

round('crash', 4);
$node->start;
is($node->safe_psql('postgres', $look), '', 'after a crash and recovery');

@errors = round('second round');
diag($_) for crashes();    # a server that went down takes the test along
is_deeply(\@errors, [], 'nobody failed after the crash either');
is($node->safe_psql('postgres', $look), '', 'and at the end');

# Folding leaves one row a cell; nothing changes by it.
my $before = $node->safe_psql('postgres', 'SELECT * FROM live_tallies ORDER BY period, region');
$node->safe_psql('postgres', q{SELECT csat_refresh_rollup('live')});
is($node->safe_psql('postgres', 'SELECT * FROM live_tallies ORDER BY period, region'), $before, 'folding is not seen');
is($node->safe_psql('postgres', 'SELECT (SELECT count(*) FROM live_changes) - (SELECT count(*) FROM live_tallies)'), '0', 'one row is left of each cell');

# The scheduled roll-up of the same table equals it after refresh, and may differ before.
isnt($node->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('planned')}), '0', 'a scheduled roll-up waits for its refresh');
$node->safe_psql('postgres', q{SELECT csat_refresh_rollup('planned')});
is($node->safe_psql('postgres', q{SELECT count(*) FROM csat_check_rollup('planned')}), '0', 'and is exact after it');
diag("count: $statements statements from $sessions sessions beside folds, compared in $snapshots snapshots, 1 crash of the server, $differing cells wrong");
cmp_ok($statements, '>=', 10_000, 'ten thousand statements');
is_deeply([ crashes() ], [], 'no session ended badly');

done_testing();

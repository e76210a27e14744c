# Roll-ups in a server that dies: SIGKILL of a session in the middle of writing to a source, folding, rebuilding, creating,
# dropping or truncating, and immediate shutdowns of the whole, with other sessions writing beside it. After each, every answer
# that was acknowledged is in the source and counted in the roll-up, nothing is half there, and writing goes on.
# CSAT_FAULTS says how many faults (40), CSAT_SEED repeats a run's order of them.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(sleep time);
use Wire;

my $faults = $ENV{CSAT_FAULTS} || 40;
my $seed = $ENV{CSAT_SEED} // 7;
srand $seed;

my $node = PostgreSQL::Test::Cluster->new('crashes');
$node->init(extra => ['--no-locale']);
$node->append_conf('postgresql.conf', "restart_after_crash = on\nlog_min_messages = panic\nlog_min_error_statement = panic\nshared_buffers = 32MB\nautovacuum_naptime = 1s");
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE answers (id bigserial PRIMARY KEY, client integer, at timestamptz, region text, score integer, w numeric);
	CREATE TABLE visits (id bigserial, client integer, at timestamptz, region text, score integer, w numeric) PARTITION BY LIST (region);
	CREATE TABLE visits_a PARTITION OF visits FOR VALUES IN ('a');
	CREATE TABLE visits_b PARTITION OF visits DEFAULT;
	SELECT csat_create_rollup('live', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', weight => 'w', time_zone => 'UTC');
	SELECT csat_create_rollup('seen', 'visits', 'csat', 'score', '0..10', 'at', 'week', by => '{region}', time_zone => 'UTC');
	SELECT csat_create_rollup('planned', 'answers', 'ces', 'score', '0..10', 'at', 'day', mode => 'scheduled', time_zone => 'UTC');
	-- to be truncated
	CREATE TABLE scratch (at date, score integer);
	SELECT csat_create_rollup('scratched', 'scratch', 'csat', 'score', '0..10', 'at', 'day');
	INSERT INTO answers (client, at, region, score, w) SELECT 0, timestamptz '2025-01-01' + i * interval '1 hour', chr(97 + i % 3), i % 11, 1 + i % 2 FROM generate_series(1, 3000) AS i;
	INSERT INTO visits SELECT * FROM answers;
	-- the test's own recomputation, and all that a fault may not leave behind
	CREATE VIEW live_by_hand AS SELECT (at AT TIME ZONE 'UTC')::date AS period, region, tally(score, '0..10', w::float8) AS tally FROM answers GROUP BY 1, 2;
	CREATE VIEW seen_by_hand AS SELECT date_trunc('week', at AT TIME ZONE 'UTC')::date AS period, region, tally(score, '0..10') AS tally FROM visits GROUP BY 1, 2;
	CREATE VIEW wrong AS
	SELECT 'live' AS what, d.*::text AS cell FROM ((TABLE live_tallies EXCEPT ALL TABLE live_by_hand) UNION ALL (TABLE live_by_hand EXCEPT ALL TABLE live_tallies)) AS d
	UNION ALL SELECT 'seen', d.*::text FROM ((TABLE seen_tallies EXCEPT ALL TABLE seen_by_hand) UNION ALL (TABLE seen_by_hand EXCEPT ALL TABLE seen_tallies)) AS d
	UNION ALL SELECT 'check ' || name, c.*::text FROM csat_rollup, csat_check_rollup(name) AS c WHERE mode = 'live'
	UNION ALL SELECT 'not registered', relname FROM pg_class WHERE relname LIKE '%\_changes' AND relname NOT IN (SELECT split_part(name, '.', 2) || '_changes' FROM csat_rollup)
	UNION ALL SELECT 'registered and not there', name FROM csat_rollup AS r WHERE to_regclass(name) IS NULL
	UNION ALL SELECT 'trigger of nothing', tgname FROM pg_trigger WHERE tgname ~ '^csat_.*_changes_' AND NOT EXISTS (SELECT FROM csat_rollup WHERE tgname ~ ('^csat_' || split_part(name, '.', 2) || '_changes_'));
});

sub pick { return $_[ int rand @_ ] }
my $some = q{timestamptz '2025-03-01' + i * interval '17 minutes', chr(97 + i % 4), i % 11, 1 + i % 3};

# What a session may be doing when it is killed.
my %doing = (
	'writing row by row' => sub { map {; "INSERT INTO answers (client, at, region, score, w) VALUES (-1, '2025-05-05', 'a', $_ % 11, 1)" } 1 .. 2000 },
	'writing in bulk' => sub { my $table = pick('answers', 'visits'); ("INSERT INTO $table (client, at, region, score, w) SELECT -1, $some FROM generate_series(1, 5000) AS i") x 20 },
	'updating' => sub { my $table = pick('answers', 'visits'); map {; "UPDATE $table SET score = 10 - score, region = chr(97 + $_ % 3), at = at + interval '1 day' WHERE id % 3 = $_ % 3 AND client <= 0" } 1 .. 20 },
	'deleting' => sub { my $table = pick('answers', 'visits'); map {; "DELETE FROM $table WHERE client = -1 AND id % 41 = $_" } 0 .. 40 },
	'a transaction' => sub { ('BEGIN', (map { ("INSERT INTO answers (client, at, region, score, w) SELECT -1, $some FROM generate_series(1, 500) AS i", "SAVEPOINT s$_", 'UPDATE visits SET score = 3 WHERE id % 7 = 1 AND client <= 0') } 1 .. 10), 'COMMIT') },
	'folding' => sub { (q{SELECT csat_refresh_rollup('live')}, q{SELECT csat_refresh_rollup('seen')}, "INSERT INTO answers (client, at, region, score, w) VALUES (-1, '2025-05-05', 'a', 3, 1)") x 200 },
	'rebuilding' => sub { map {; "SELECT csat_refresh_rollup('$_', rebuild => true)" } ('live', 'seen') x 20 },
	'refreshing' => sub { (q{SELECT csat_refresh_rollup('planned')}) x 50 },
	'creating' => sub { map { my $n = $_; map {; ("SELECT csat_create_rollup('new_$_$n', '$_', 'nps', 'score', '0..10', 'at', 'day', by => '{region}')") } qw(answers visits) } 1 .. 4 },
	'dropping' => sub { map {; "SELECT csat_create_rollup('gone$_', 'visits', 'nps', 'score', '0..10', 'at', 'day')", "SELECT csat_drop_rollup('gone$_')" } 1 .. 10 },
	'truncating' => sub { ("INSERT INTO scratch SELECT '2025-01-01', i % 11 FROM generate_series(1, 500) AS i", 'TRUNCATE scratch') x 50 });

# A session that is sent a list of statements at once and answers when it can.
sub set_to_work
{
	my (@statements) = @_;
	my $wire = Wire->connect($node);
	$wire->send(join '', map { Wire::message('Q', "$_\0") } @statements);
	return { wire => $wire, left => scalar @statements };
}

# The answers that have come, until the connection ends, or so many; those that are errors are told of.
my %errors;

sub take_answers
{
	my ($worker, $each, $at_most) = @_;
	for (my $n = 0; $worker->{left} && (!defined $at_most || $n < $at_most); $n++)
	{
		my ($sqlstate, $error) = eval { $worker->{wire}->until_ready } or last;
		last if $sqlstate =~ /^57/ && $error =~ /crash|shutdown|terminating/;
		$errors{"$sqlstate $error"}++ if $sqlstate;
		$each->() if $each && !$sqlstate;
		$worker->{left}--;
	}
	return $worker->{left};
}

# Clients that insert single rows and remember which of them were acknowledged: client N's k-th row has id n * 1000000 + k.
my ($clients, %acknowledged) = (0);

sub start_clients
{
	return map {
		my ($n, $table) = (++$clients, $_ % 2 ? 'answers' : 'visits');
		my $worker = set_to_work(map {
				sprintf "INSERT INTO $table (client, at, region, score, w) VALUES (%d, timestamptz '2025-02-01' + interval '%d hours', '%s', %d, 1)",
				  $n * 1_000_000 + $_, int rand 2000, pick('a' .. 'c'), int rand 11
			} 1 .. 400);
		+{ %$worker, n => $n, table => $table };
	} 1 .. 3;
}

sub count_acknowledged
{
	my ($client, $at_most) = @_;
	take_answers($client, sub { $acknowledged{ $client->{table} }{ $client->{n} }++ }, $at_most);
}

sub wait_for_server
{
	my $until = time + 60;
	while (time < $until)
	{
		return if eval { Wire->connect($node); 1 };
		sleep 0.02;
	}
	die 'the server does not come back';
}

# Rows of clients that were acknowledged and are not there.
sub lost
{
	my $lost = 0;
	for my $table (keys %acknowledged)
	{
		my %there = map { split /\|/ } split /\n/, $node->safe_psql('postgres', "SELECT client / 1000000, count(*) FROM $table WHERE client > 0 GROUP BY 1");
		for my $n (keys %{ $acknowledged{$table} })
		{
			my $missing = $acknowledged{$table}{$n} - ($there{$n} // 0);
			$lost += $missing if $missing > 0;
		}
	}
	return $lost;
}

my $look = q{SELECT * FROM wrong};
is($node->safe_psql('postgres', $look), '', 'the roll-ups are right to begin with');
$node->safe_psql('postgres', q{SET session_replication_role = replica; INSERT INTO answers VALUES (0, -1, '2025-01-01', 'a', 3, 1)});
isnt($node->safe_psql('postgres', $look), '', 'and the test would see it if they were not');
$node->safe_psql('postgres', q{SET session_replication_role = replica; DELETE FROM answers WHERE id = 0});

my @kinds = sort keys %doing;
my (%injected, @wrong);
my ($in_the_middle, $shutdowns, $done) = (0, 0, 0);
my $started = time;
for my $fault (1 .. $faults)
{
	my $kind = $kinds[ ($fault - 1) % @kinds ];
	my @clients = start_clients();
	my $witness = Wire->connect($node);
	my $victim = set_to_work($doing{$kind}->());
	# However slow the server, there are answers to lose, and most faults find a session that has begun.
	count_acknowledged($_, 10) for @clients;
	take_answers($victim, sub { $done++ }, 1) if $fault % 3;
	sleep rand 0.12;
	if ($fault % 4 == 0)
	{
		$node->stop('immediate');
		$node->start;
		$shutdowns++;
	}
	else
	{
		kill 'KILL', $victim->{wire}->pid or die "no session to kill: $!";
		eval { $witness->until_ready };    # its connection ends when the server has noticed
	}
	$in_the_middle++ if take_answers($victim, sub { $done++ }) > 0;
	count_acknowledged($_) for @clients;
	$injected{$kind}++;
	wait_for_server();

	push @wrong, "after fault $fault, $kind: $_" for split /\n/, $node->safe_psql('postgres', $look);
	# Writing goes on, in every way there is; so do folding and rebuilding.
	$node->safe_psql('postgres', q{INSERT INTO answers (client, at, region, score, w) VALUES (-1, now(), 'a', 9, 1); INSERT INTO visits (client, at, region, score) VALUES (-1, now(), 'a', 9), (-1, now(), 'b', 9);
		UPDATE visits SET region = 'b' WHERE id % 100 = 1; DELETE FROM answers WHERE client = -1 AND id % 100 = 1;
		SELECT csat_refresh_rollup('live'), csat_refresh_rollup('seen'), csat_refresh_rollup('planned')});
	push @wrong, "in use after fault $fault, $kind: $_" for split /\n/, $node->safe_psql('postgres', "$look UNION ALL SELECT 'check ' || name, c.*::text FROM csat_rollup, csat_check_rollup(name) AS c WHERE mode <> 'live'");
	$node->safe_psql('postgres', q{SELECT csat_drop_rollup(name) FROM csat_rollup WHERE name ~ 'new_|gone'; DELETE FROM answers WHERE client = -1 AND id % 2 = 0; DELETE FROM visits WHERE client = -1 AND id % 2 = 0});
}

my $acknowledged = 0;
$acknowledged += $_ for map { values %$_ } values %acknowledged;
my $lost = lost();
diag(sprintf 'count: %d faults injected into roll-ups (%d sessions killed, %d immediate shutdowns; %d in the middle of work) in %d s (CSAT_SEED=%d), %d answers lost of %d acknowledged, %d cells wrong',
	$faults, $faults - $shutdowns, $shutdowns, $in_the_middle, time - $started, $seed, $lost, $acknowledged, scalar @wrong);
diag("$done statements of the sessions at fault were done before; ", join ', ', map { "$_ $injected{$_}" } sort keys %injected);
is_deeply(\@wrong, [], 'after every fault the roll-ups equal recomputation, and nothing is half there');
is($lost, 0, 'no answer that was acknowledged is lost');
is_deeply(\%errors, {}, 'nobody got an error but that the server went away');
cmp_ok($in_the_middle, '>', $faults / 2, 'most faults came in the middle of work');
cmp_ok($done, '>=', int(2 * $faults / 3), 'and not before it began');
cmp_ok($acknowledged, '>', $faults * 20, 'with answers to lose');
unlike(slurp_file($node->logfile), qr/PANIC|TRAP|terminated by signal (?!9)/, 'no crash but those that were made');

done_testing();

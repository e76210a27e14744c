# Memory does not grow with the number of rows, groups, frames or errors of a session. What a query may need is measured on
# a tenth of the work, in a session of its own; ten times as much work may not need more. CSAT_GROWTH_ROWS (500000) is the
# number of rows of the larger run; 10000000 is the size to run by hand.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

plan skip_all => 'memory is read from /proc' unless -r '/proc/self/status';
my $rows = $ENV{CSAT_GROWTH_ROWS} || 500_000;
my @growth;
my $slack = 1024;    # kB: what malloc does with holes

my $node = PostgreSQL::Test::Cluster->new('growth');
$node->init;
# Every sort and tuplestore goes to disk, where its size is not memory; no hash table of groups.
$node->append_conf('postgresql.conf', <<'CONF');
work_mem = 64kB
enable_hashagg = off
max_parallel_workers_per_gather = 0
jit = off
log_statement = none
log_min_messages = panic
log_min_error_statement = panic
CONF
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# The most memory of its own that a session has had while it ran, in kB.
sub peak
{
	my ($work, @arguments) = @_;
	my $wire = Wire->connect($node);
	$work->($wire, @arguments);
	my ($kilobytes) = slurp_file('/proc/' . $wire->pid . '/status') =~ /VmHWM:\s+(\d+) kB/;
	return $kilobytes;
}

sub growth
{
	my ($work, $large) = @_;
	peak($work, 1000);    # the buffers that any run touches
	my $small = peak($work, $large / 10);
	return peak($work, $large) - $small;
}

sub no_growth
{
	my ($name, $work, $large) = @_;
	my $growth = growth($work, $large);
	push @growth, "$large $name: $growth kB";
	cmp_ok($growth, '<', $slack, "$name: $large need no more memory than " . $large / 10 . " ($growth kB)");
}

my $answers = q{(SELECT generate_series(1, %d) AS i) AS s, LATERAL (SELECT i % 5 + 1 AS stars, i % 12 AS score, 0.1 + i % 7 AS w) AS a};

sub of_query
{
	my ($sql) = @_;
	return sub { my ($wire, $n) = @_; $wire->query(sprintf "SELECT count(q) FROM ($sql) AS q", $n) };
}

cmp_ok(growth(of_query('SELECT array_agg(i) FROM (SELECT generate_series(1, %d) AS i) AS s'), $rows), '>', $slack, 'growth would be noticed');

no_growth('transitions', of_query(<<"SQL"), $rows);
	SELECT csat(stars), nps(score % 11), tally(score, '0..10 missing 11', w), csat(stars::text), csat(stars::numeric), csat(to_jsonb(stars)),
		csat(CASE stars WHEN 1 THEN 'a' WHEN 2 THEN 'b' WHEN 3 THEN 'c' ELSE 'n/a' END, 'a < b < c missing n/a'),
		weighted_stats(score, w), gap(stars, score, w), csi(stars, '1..5', w), acsi(stars, stars, stars, '1..5'), retention(stars > 1, stars > 3),
		csat(rating(stars, '1..5')), csi(rating(score % 11, '0..10'), w)
	FROM $answers
SQL
no_growth('transitions on a scale that changes from row to row', of_query(<<"SQL"), $rows / 5);
	SELECT tally(stars::text, CASE i % 2 WHEN 0 THEN '1..5'::rating_scale ELSE '1..5 missing 9' END) FROM $answers
SQL
no_growth('groups', of_query(<<"SQL"), $rows / 5);
	SELECT i, nps(score % 11), tally(stars, '1..5', w), sum(tally('1..5 {1,2,3,4,5}')), weighted_stats(score, w) FROM $answers GROUP BY i
SQL
no_growth('sliding frames', of_query(<<"SQL"), $rows / 5);
	SELECT nps(score % 11) OVER frame, tally(stars, '1..5', w) OVER frame, weighted_stats(score, w) OVER frame,
		csat_ci(stars::text, '1..5 missing n/a') OVER frame,
		tally_latest(stars, '1..5', i % 20) OVER frame, tally_latest(stars, '1..5', 'new person ' || i) OVER frame
	FROM $answers WINDOW frame AS (ORDER BY i ROWS 30 PRECEDING)
SQL
no_growth('values read and written', of_query(<<"SQL"), $rows / 10);
	SELECT ('1..5 {1,2,3,4,' || i || '} missing 1')::tally + '1..5 {1:0.3:0.09,0,0,0,0}', ('1..7 missing ' || 7 + i)::rating_scale,
		nps_ci(t), sparkline(t), t::jsonb, (SELECT sum(percent) FROM distribution(t))
	FROM (SELECT generate_series(1, %d) AS i) AS s, LATERAL (SELECT tally('0..10 {1,1,1,1,1,1,1,1,1,1,1}') + NULLIF('{}'::tally, NULL) AS t) AS v
SQL

# One session, one error after the other, each of another kind.
my @mistakes = (
	q{SELECT '1..'::rating_scale}, q{SELECT '1..5 {1,2}'::tally}, q{SELECT '{n 1}'::weighted_stats}, q{SELECT '6'::rating(1,5)}, q{SELECT csat('4'::rating)}, q{SELECT csat(9)},
	q{SELECT csat('good'::text, 'bad < better')}, q{SELECT nps(tally '1..5 {1,1,1,1,1}')}, q{SELECT tally '{}' - '{} missing 1'},
	q{SELECT csat(3, '1..5', -1)}, q{SELECT csat_ci(tally '1..5 {1,1,1,1,1}', 95)}, q{SELECT csat(s, s.c::rating_scale) FROM (VALUES (1, '1..5'), (2, '1..7')) AS s (s, c)});
sub errors
{
	my ($wire, $n) = @_;
	for my $i (1 .. $n / 50)
	{
		my @answers = $wire->pipeline(map { Wire::message('Q', "$_\0") } (@mistakes) x 5);
		die "no error: $mistakes[$_ % @mistakes]" for grep { !$answers[$_][0] } 0 .. $#answers;
	}
	# what the session still holds, beside what malloc keeps
	$wire->{held} = ($wire->query('SELECT sum(total_bytes) FROM pg_backend_memory_contexts'))[0][0];
}
no_growth('errors in one session', \&errors, $rows / 25);

my $wire = Wire->connect($node);
errors($wire, 1000);
my $before = $wire->{held};
errors($wire, $rows / 25);
cmp_ok($wire->{held}, '<', $before + 65536, 'and its memory contexts are as large as before, but for caches');

diag('count: growth over a tenth of ', join ', ', @growth);
done_testing();

# Pure noise moves nothing: 21 segments of 3 to 200 answers, another size each month, over 65 months in which nothing changes.
# In how many months does a roll-up say of any segment that it moved? docs/rollups.md tells these figures.
# CSAT_HISTORIES says how many such histories are looked at for each metric; the figures are of 200.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $histories = $ENV{CSAT_HISTORIES} // 40;
my $node = PostgreSQL::Test::Cluster->new('noise');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', "jit = off\nwork_mem = '256MB'\nfsync = off\nmax_parallel_workers_per_gather = 0");
$node->start;

# A cell is a row of the source. Histories come one after another, a month apart, which is compared with nothing; every other one is
# of people who mostly like it, the rest of people who say anything.
$node->safe_psql('postgres', qq{
	CREATE EXTENSION csat;
	SELECT setseed(0.16);
	CREATE TABLE cells AS
	SELECT (timestamp '0500-01-01' + month * interval '1 month')::date AS at, segment, tally(score, '0..10') AS t
	FROM (SELECT month, segment, CASE WHEN month / 66 % 2 = 1 THEN floor(r * 11) WHEN r < 0.08 THEN floor(r * 75) WHEN r < 0.16 THEN 6 WHEN r < 0.4 THEN 7 + floor(random() * 2) ELSE 9 + floor(random() * 2) END::int AS score
		FROM (SELECT history * 66 + month AS month, segment, random() AS r
			FROM (SELECT history, month, segment, (3 * exp(ln(200 / 3.0) * random()))::int AS size
				FROM generate_series(0, $histories - 1) AS history, generate_series(0, 64) AS month, generate_series(1, 21) AS segment OFFSET 0) AS sizes,
				LATERAL generate_series(1, size) OFFSET 0) AS draws) AS answers
	GROUP BY month, segment});

# The share of months, of those that have one before, in which any segment moved.
sub moved
{
	my ($metric, $options) = @_;
	$node->safe_psql('postgres', "SELECT csat_create_rollup('r', 'cells', '$metric', 't', '0..10', 'at', 'month', by => '{segment}', mode => 'scheduled'$options)");
	my ($months, $share) = split /\|/, $node->safe_psql('postgres', q{
		SELECT count(moved), round(avg(moved::int), 4) FROM (
			SELECT period, bool_or(movement <> 'unclear') AS moved FROM r GROUP BY period HAVING count(change) > 0) AS m});
	$node->safe_psql('postgres', "SELECT csat_drop_rollup('r')");
	is($months, 64 * $histories, "$metric: each month of a history is compared with the one before");
	return $share;
}

for my $metric ('csat', 'nps', 'ces', 'ces_easy', 'mean', 'top_box 1', 'net_box 2 3')
{
	my $share = moved($metric, '');
	cmp_ok($share, '<=', .055, "$metric: in $share of the months something moved, though nothing does");
}

# What it is for: without the adjustment something moves in two months of five.
my $share = moved('nps', ", adjust => 'none'");
cmp_ok($share, '>', .3, "nps, adjust => none: in $share of the months");

done_testing();

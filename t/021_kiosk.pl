# A survey of kiosks, 207 people and 24 items: its indices, gaps and quadrants equal those of an independent oracle, and what
# items taken for people do to an interval.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib 't/lib';
use Worked qw(oracle);

my $oracle = oracle('t/worked/kiosk.json');
my $node = PostgreSQL::Test::Cluster->new('kiosk');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', q{
	CREATE EXTENSION csat;
	CREATE TABLE kiosk (resp int, item int, expectation int, perception int, importance int, satisfaction int, gender text);
	\copy kiosk FROM 't/worked/kiosk.csv' WITH (FORMAT csv, HEADER)});

sub figure { return $node->safe_psql('postgres', "SELECT $_[0]"); }

# One index in three orders of aggregation, in all and for women and men.
my %order = (
	pooled => "csi(satisfaction, '1..7', importance) FROM kiosk WHERE %s",
	'respondent first' => "avg(csi) FROM (SELECT csi(satisfaction, '1..7', importance) FROM kiosk WHERE %s GROUP BY resp) AS r",
	'attribute first' => "csi(satisfaction, '1..7', weight) FROM (SELECT satisfaction, avg(importance) OVER (PARTITION BY item) AS weight FROM kiosk WHERE %s) AS i");
my %wanted = (
	pooled => [ 71.48458227698839, 71.50028886188417, 71.43990479968267 ],
	'respondent first' => [ 71.01818028733479, 70.8929439196672, 71.37301666239286 ],
	'attribute first' => [ 70.70862149322197, 70.64749201870121, 70.95312951454694 ]);
my @groups = ('true', "gender = 'F'", "gender = 'M'");
for my $order (sort keys %order)
{
	for my $n (0 .. 2)
	{
		my $got = figure(sprintf $order{$order}, $groups[$n]);
		cmp_ok(abs($got - $wanted{$order}[$n]), '<=', 1e-9, "$order, $groups[$n]: $got");
	}
}
ok(figure(sprintf $order{pooled}, $groups[1]) > figure(sprintf $order{pooled}, $groups[2]), 'pooled, women rank before men');
ok(figure(sprintf $order{'attribute first'}, $groups[1]) < figure(sprintf $order{'attribute first'}, $groups[2]), 'attribute first, after them');

for my $row (@{ $oracle->{csi} })
{
	my $where = $row->{group}{gender} ? "gender = '$row->{group}{gender}'" : 'true';
	my $items = "(SELECT *, avg(importance) OVER (PARTITION BY item) AS weight FROM kiosk WHERE $where) AS i";
	my %got = (
		csi_pct => "csi(satisfaction, '1..7', weight) FROM $items",
		csi_0_100 => "mean(weighted_stats(rescale(satisfaction, '1..7')::float8, weight)) FROM $items",
		weighted_gap => "csi(perception, expectation, weight) FROM $items");
	for my $what (sort keys %got)
	{
		my $value = figure($got{$what});
		cmp_ok(abs($value - $row->{expected}{$what}), '<=', 1e-12 * abs($row->{expected}{$what}), "$what where $where: $value");
	}
}

# Importance and performance: the quadrants.
my %quadrant = map { split /\|/ } split /\n/, $node->safe_psql('postgres', q{
	SELECT item, CASE WHEN importance >= avg(importance) OVER () THEN CASE WHEN performance >= avg(performance) OVER () THEN 'keep up' ELSE 'concentrate here' END
		ELSE CASE WHEN performance >= avg(performance) OVER () THEN 'possible overkill' ELSE 'low priority' END END
	FROM (SELECT item, avg(importance) AS importance, avg(satisfaction) AS performance FROM kiosk GROUP BY item) AS i});
my @wrong = grep { $quadrant{ $_->{group}{item} } ne $_->{expected}{quadrant} } @{ $oracle->{'ipa_quadrant.item'} };
is(scalar(@wrong), 0, 'every item is in its quadrant') or diag(map { "$_->{group}{item}: $quadrant{$_->{group}{item}}, wanted $_->{expected}{quadrant}\n" } @wrong);

# Rows must be people: 4,968 answers of 207 people to 24 items. Items taken for people know too much.
$node->safe_psql('postgres', 'CREATE VIEW gap AS SELECT resp, perception::float8 - expectation::float8 AS gap FROM kiosk WHERE perception IS NOT NULL');
my ($items, $people, $same, $ratio) = split /\|/, $node->safe_psql('postgres', q{
	SELECT i.responses, p.responses, round(i.estimate, 9) = round(p.estimate, 9), (p.upper - p.lower) / (i.upper - i.lower)
	FROM (SELECT weighted_stats(gap, 1) AS w FROM gap) AS a, mean_ci(a.w) AS i,
		(SELECT weighted_stats(mean, 1) AS w FROM (SELECT avg(gap) AS mean FROM gap GROUP BY resp) AS p) AS b, mean_ci(b.w) AS p});
is("$items answers of $people people", '4968 answers of 207 people', 'the kiosk survey');
is($same, 't', 'the score is the same by item and by person');
cmp_ok($ratio, '>', 2, "the honest interval is $ratio times as wide");
my ($gap) = map { $_->{expected} } @{ $oracle->{'servqual_gap.all'} };
my @got = split /\|/, figure('responses(w), mean(w), stderr(w) FROM (SELECT weighted_stats(gap, 1) AS w FROM gap) AS s');
for my $what ([ n => $got[0] ], [ mean_gap => $got[1] ], [ se_gap => $got[2] ])
{
	my ($name, $value) = @$what;
	cmp_ok(abs($value - $gap->{$name}), '<=', 1e-12 * abs $gap->{$name}, "$name: $value");
}

done_testing();

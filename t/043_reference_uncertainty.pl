# Intervals, comparisons and weighted scores equal the answers of independent oracles over response data whose licences do not
# let it into the tree. Where it is not at hand there is nothing to compare.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib 't/lib';
use Worked qw(oracle);

my $shared = $ENV{CSAT_SHARED} || '../shared';
plan skip_all => "no response data in $shared/data: set CSAT_SHARED" unless -f "$shared/data/reference.json";

my $node = PostgreSQL::Test::Cluster->new('reference');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

sub clamped
{
	my ($value, $bound) = @_;
	return $value > $bound ? $bound : $value < -$bound ? -$bound : $value;
}

my %query = map { $_->{id} => $_ } @{ oracle("$shared/data/reference.json")->{queries} };

sub load
{
	my ($table, $file) = @_;
	open my $in, '<', "$shared/data/$file" or die "$file: $!";
	my $header = <$in>;
	$header =~ s/[\r\n"]//g;
	my $columns = join ', ', map { "\"$_\" text" } split /,/, $header;
	my $path = PostgreSQL::Test::Utils::tempdir() . "/$table.csv";
	append_to_file($path, do { local $/; <$in> });
	$node->safe_psql('postgres', "CREATE TABLE $table ($columns)");
	$node->safe_psql('postgres', "\\copy $table FROM '$path' WITH (FORMAT csv)");
}

# Compare one query's rows, keyed by group, with the reference: columns in the order given.
sub compare
{
	my ($id, $sql, @columns) = @_;
	my %got = map { my ($key, @values) = split /\|/; ($key => \@values) } split /\n/, $node->safe_psql('postgres', $sql);
	my ($bad, $points) = (0, 0);
	for my $row (@{ $query{$id}{rows} })
	{
		my $key = join ',', map { $row->{group}{$_} } sort keys %{ $row->{group} };
		my $values = $got{$key};
		for my $n (0 .. $#columns)
		{
			my $wanted = $row->{expected}{ $columns[$n] };
			next unless defined $wanted;
			$wanted = clamped($wanted, 100) if $columns[$n] =~ /^ci_/;
			my $value = $values->[$n] // 'nan';
			$points++;
			next if $wanted eq $value || abs($wanted - $value) <= 1e-12 * abs($wanted) + 1e-13;
			diag("$id, $key, $columns[$n]: got $value, wanted $wanted") if !$bad++;
		}
	}
	ok($points && !$bad, "$id: $points figures");
}

load('olist', 'olist_reviews.csv');
load('bus', 'bus_satisfaction.csv');
load('telco', 'telco_churn.csv');

my $wilson = 'responses(t), csat(t), (c).lower, (c).upper';
my @wilson = qw(n top2_pct wilson_lo wilson_hi);
compare('olist.csat.all', "SELECT '', $wilson FROM (SELECT tally(review_score, '1..5') t, csat_ci(review_score) c FROM olist) s", @wilson);
compare('olist.csat.status', "SELECT k, $wilson FROM (SELECT order_status k, tally(review_score, '1..5') t, csat_ci(review_score) c FROM olist GROUP BY 1) s", @wilson);
compare('olist.csat.month', "SELECT k, $wilson FROM (SELECT left(review_creation_date, 7) k, tally(review_score, '1..5') t, csat_ci(review_score) c FROM olist GROUP BY 1) s", @wilson);
compare('olist.star_nps.month', "SELECT k, responses(t), net_box(t, 1, 3), c.lower, c.upper
	FROM (SELECT left(review_creation_date, 7) k, tally(review_score, '1..5') t FROM olist GROUP BY 1) s, net_box_ci(t, 1, 3, method => 'wald') c",
	qw(n nps ci_lo ci_hi));
compare('olist.benchmark_2018_vs_2017', "SELECT right(a.m, 2), responses(b.t), responses(a.t), c.difference, c.statistic, c.p_value, c.lower, c.upper
	FROM (SELECT left(review_creation_date, 7) m, tally(review_score, '1..5') t FROM olist GROUP BY 1) a
	JOIN (SELECT left(review_creation_date, 7) m, tally(review_score, '1..5') t FROM olist GROUP BY 1) b
	ON left(a.m, 4) = '2018' AND left(b.m, 4) = '2017' AND right(a.m, 2) = right(b.m, 2), csat_compare(a.t, b.t) c",
	qw(n_2017 n_2018 diff_pct z_pooled p_two_sided newcombe_lo newcombe_hi));
compare('olist.rolling30_csat', "SELECT DISTINCT d, responses(t), csat(t), (csat_ci(t)).lower, (csat_ci(t)).upper, mean(t), net_box(t, 1, 3)
	FROM (SELECT left(review_creation_date, 10)::date d, tally(review_score, '1..5')
		OVER (ORDER BY left(review_creation_date, 10)::date RANGE BETWEEN INTERVAL '29 days' PRECEDING AND CURRENT ROW) t FROM olist) s",
	@wilson, qw(mean star_nps));
compare('bus.csat.all', "SELECT '', $wilson FROM (SELECT tally(satisfaction, l) t, csat_ci(satisfaction, l) c
	FROM bus, (SELECT 'Very unsatisfied < Unsatisfied < Neutral < Satisfied < Very satisfied'::rating_scale l) x) s", @wilson);
compare('telco.csat', "SELECT concat(customer_status, contract), $wilson FROM (SELECT customer_status, contract,
	tally(satisfaction_score, '1..5') t, csat_ci(satisfaction_score) c FROM telco GROUP BY GROUPING SETS ((), (1), (2))) s", @wilson);
compare('telco.value_weighted_csat', "SELECT contract, responses(t), csat(t), (csat_ci(t)).n_eff
	FROM (SELECT contract, tally(satisfaction_score, '1..5', cltv::float8) t FROM telco GROUP BY GROUPING SETS ((), (1))) s",
	qw(n csat_by_value_pct n_eff));

compare('telco.retention', "SELECT concat(contract, internet_type), (r).responses, (r).estimate, (r).lower, (r).upper, (c).estimate, (c).lower, (c).upper
	FROM (SELECT contract, internet_type, retention_ci(customer_status <> 'Joined', customer_status = 'Stayed') r,
		churn_ci(customer_status <> 'Joined', customer_status = 'Stayed') c FROM telco GROUP BY GROUPING SETS ((), (1), (2))) s",
	qw(customers_start retention_pct retention_lo retention_hi churn_pct churn_lo churn_hi));

done_testing();

# Effective sizes, standard errors, intervals, variances and percentiles of weighted answers equal R's.
# t/survey/reference.R wrote the figures.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $tolerance = 1e-9;
my $node = PostgreSQL::Test::Cluster->new('survey');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# The call for each figure, of a tally t and the argument; boxes are two top and, of the scale's K, K - 4 or 5 bottom ones.
my %call = (
	share_n_survey => q{(top_box_ci(t, 2, n_eff => 'survey')).n_eff},
	share_n_linear => q{(top_box_ci(t, 2, n_eff => 'linear')).n_eff},
	share_stderr => q{(top_box_ci(t, 2, n_eff => 'survey')).stderr},
	share_stderr_of => q{(top_box_ci(t, 2, n_eff => 'survey', population => argument)).stderr},
	share_beta_lower => q{(top_box_ci(t, 2, argument, 'clopper-pearson', 'survey')).lower},
	share_beta_upper => q{(top_box_ci(t, 2, argument, 'clopper-pearson', 'survey')).upper},
	net_stderr => q{(net_box_ci(t, 2, bottom, n_eff => 'survey')).stderr},
	net_t_lower => q{(net_box_ci(t, 2, bottom, argument, 't', 'survey')).lower},
	net_t_upper => q{(net_box_ci(t, 2, bottom, argument, 't', 'survey')).upper},
	mean_stderr => q{(mean_ci(t)).stderr},
	mean_stderr_of => q{(mean_ci(t, population => argument)).stderr},
	mean_t_lower => q{(mean_ci(t, argument, 't')).lower},
	mean_t_upper => q{(mean_ci(t, argument, 't')).upper},
	mean_n_survey => q{(mean_ci(t, n_eff => 'survey')).n_eff},
	mean_n_kish => q{n_eff(t)},
	variance => q{variance(t)},
	percentile => q{percentile(t, argument)});

my %count;
for my $line (split /\n/, slurp_file('t/survey/reference.txt'))
{
	my ($scale, $scores, $weights, $what, $argument, $expected) = split /\t/, $line;
	my ($lo, $hi) = $scale =~ /^(\d+)\.\.(\d+)$/;
	my $bottom = $hi - 4 - $lo + 1;
	my $got = $node->safe_psql('postgres',
		    "SELECT $call{$what} FROM (SELECT tally(score, '$scale', weight) AS t, $argument\:\:float8 AS argument, $bottom AS bottom"
		  . " FROM unnest('$scores'::float8[], '$weights'::float8[]) AS answer (score, weight)) AS s");

	$count{$what}++;
	cmp_ok(abs($got - $expected), '<=', $tolerance * (abs($expected) || 1), "$what($argument) of $scores")
	  or diag("weights $weights: $got, in R $expected");
}
is_deeply([ sort keys %count ], [ sort keys %call ], 'every figure was compared');
$node->stop;
done_testing();

# Every csat, nps and ces score of the worked examples, computed by our SQL over the rows.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib 't/lib';
use Worked qw(examples);

my $node = PostgreSQL::Test::Cluster->new('examples');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

sub close_to
{
	my ($got, $expected, $tolerance, $name) = @_;
	ok($got ne '' && abs($got - $expected) <= $tolerance, $name)
	  or diag("got $got, expected $expected within $tolerance");
}

# The answers of an example, as the rows of a table a (s).
sub answers
{
	my ($input) = @_;
	my @scores;
	if (ref $input eq 'ARRAY')
	{
		@scores = map { [ $_, 1 ] } @$input;
	}
	elsif ($input->{counts})
	{
		@scores = map { [ $_, $input->{counts}{$_} ] } sort keys %{ $input->{counts} };
	}
	elsif (exists $input->{d})
	{
		@scores = ([ 3, $input->{d} ], [ 7, $input->{p} ], [ 10, $input->{c} ], [ undef, $input->{null} || 0 ]);
	}
	elsif (exists $input->{n_4_or_5})
	{
		@scores = ([ 4, $input->{n_4_or_5} ], [ 2, $input->{n} - $input->{n_4_or_5} ]);
	}
	elsif (exists $input->{n_9_or_10})
	{
		@scores = ([ 9, $input->{n_9_or_10} ], [ 8, $input->{n} - $input->{n_9_or_10} ]);
	}
	elsif (exists $input->{sum})
	{
		# any answers with this sum: n - 1 of the mean rounded down, one with the rest
		my $low = int($input->{sum} / $input->{n});
		my $extra = $input->{sum} - $low * $input->{n};
		@scores = ([ $low, $input->{n} - $extra ], [ $low + 1, $extra ]);
	}
	elsif (exists $input->{good})
	{
		@scores = map { [ "'$_'", $input->{$_} ] } sort keys %$input;
	}
	my $values = join ', ', map { sprintf '(%s, %d)', defined $_->[0] ? $_->[0] : 'NULL', $_->[1] } @scores;
	my $type = $values =~ /'/ ? 'text' : 'numeric';
	return "(SELECT s::$type AS s FROM (VALUES $values) v (s, n), generate_series(1, n)) a";
}

# Rows of (respondent, day, score), the last answer of each in 90 days or all of them.
sub of_90_days
{
	my ($input, $latest) = @_;
	my $n = 0;
	my $values = join ', ', map { sprintf "('%s', %d, %d, %d)", @$_, ++$n } @{ $input->{rows} };
	my $window = "SELECT * FROM (VALUES $values) v (who, day, s, n) WHERE day > -90";
	return $latest ? "(SELECT DISTINCT ON (who) s FROM ($window) w ORDER BY who, n DESC) a" : "($window) a";
}

my $variance = "(promoter_percent(t) + detractor_percent(t)) / 100 - (nps(t) / 100) ^ 2 FROM (SELECT tally(s, '0..10') AS t FROM";
my %score = (
	'csat top2_1to5' => sub { 'csat(s) FROM ' . answers(@_) },
	'csat top2_1to5_nulls' => sub { 'csat(s) FROM ' . answers(@_) },
	'csat topbox_1to5' => sub { "csat(s, '1..5 top 1') FROM " . answers(@_) },
	'csat mean_1to5' => sub { "mean(tally(s, '1..5')) FROM " . answers(@_) },
	'csat pomp_1to5' => sub { "rescaled(tally(s, '1..5')) FROM " . answers(@_) },
	'csat good_bad' => sub { "csat(s, 'bad < good') FROM " . answers(@_) },
	'csat zendesk_good_bad_unoffered' => sub { "csat(s, 'bad < good missing offered, unoffered') FROM " . answers(@_) },
	'csat top2_1to10' => sub { "csat(s, '1..10') FROM " . answers(@_) },
	'csat mean_1to10' => sub { "mean(tally(s, '1..10')) FROM " . answers(@_) },
	'csat mean_1to10_rapportcijfer' => sub { "mean(tally(s, '1..10')) FROM " . answers(@_) },
	'csat pomp_0_half_1' => sub { "rescaled(tally(s, '0..2')) FROM " . answers(@_) },
	'csat top2_1to7' => sub { "csat(s, '1..7') FROM " . answers(@_) },
	'nps score' => sub { 'nps(s) FROM ' . answers(@_) },
	'nps score_nulls' => sub { 'nps(s) FROM ' . answers(@_) },
	'nps score_noninteger' => sub { "nps(s, '0..10 step 0.5') FROM " . answers(@_) },
	'nps nps_eu' => sub { "net_box(tally(s, '0..10'), 3, 6) FROM " . answers(@_) },
	'nps variance_unit' => sub { "$variance " . answers(@_) . ') v' },
	'nps latest_per_respondent_90d' => sub { 'nps(s) FROM ' . of_90_days($_[0], 1) },
	'nps all_responses_90d' => sub { 'nps(s) FROM ' . of_90_days($_[0], 0) },
	'ces ces2_pct_5to7' => sub { 'ces_easy(s) FROM ' . answers(@_) },
	'ces mean_1to5' => sub { "ces(s, '1..5') FROM " . answers(@_) },
	'ces mean_nulls' => sub { "ces(s, '1..5') FROM " . answers(@_) },
	'ces ces1_mean_1to5_lower_better' => sub { "ces(s, '1..5 reversed') FROM " . answers(@_) },
	'ces ces1_pct_low_effort_12' => sub { "csat(s, '1..5 reversed') FROM " . answers(@_) });
$score{'nps se'} = sub { "100 * sqrt(((promoter_percent(t) + detractor_percent(t)) / 100 - (nps(t) / 100) ^ 2) / responses(t)) FROM (SELECT tally(s, '0..10') AS t FROM " . answers(@_) . ') v' };

for my $row (examples('scores'))
{
	my $key = "$row->{metric} $row->{variant}";
	if (!$score{$key})
	{
		fail("no query for the worked example $key");
		next;
	}
	my $got = $node->safe_psql('postgres', 'SELECT ' . $score{$key}->($row->{data}));
	close_to($got, $row->{expected}, $row->{tolerance}, "$key: $row->{input}");
}

$node->stop;
done_testing();

# csi, SERVQUAL, acsi, sci, retention, lifetime value and return equal the worked examples.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib 't/lib';
use Worked qw(examples);

my $node = PostgreSQL::Test::Cluster->new('indices');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

sub array { return 'ARRAY[' . join(',', map { $_ // 'NULL' } @{ $_[0] }) . ']::float8[]'; }

# An aggregate over parallel arrays.
sub over
{
	my ($call, %arrays) = @_;
	my @names = sort keys %arrays;
	return sprintf '(SELECT %s FROM unnest(%s) AS v(%s))', $call, join(', ', map { array($arrays{$_}) } @names), join(', ', @names);
}

# (respondent, attribute, importance, score), from [[[w, ...], [s, ...]], ...]
sub answers
{
	my ($respondents) = @_;
	my @rows;
	for my $r (0 .. $#$respondents)
	{
		my ($w, $s) = @{ $respondents->[$r] };
		push @rows, map { "($r, $_, $w->[$_], $s->[$_])" } 0 .. $#$w;
	}
	return '(VALUES ' . join(', ', @rows) . ') AS a(respondent, attribute, importance, score)';
}

# Each returns the SQL of the number that the example is about, or nothing if it knows none.
my %reader = (
	csi => sub {
		my ($variant, $x) = @_;
		return over("csi(s, '1..10', w) / 10", %$x) if $variant =~ /^(importance_weighted_mean|index_missing_score)$/;
		return over("csi(s, '1..10', w)", %$x) if $variant eq 'index_zero_weight';
		return over("mean(weighted_stats(rescale(s, '$x->{min}..$x->{max}')::float8, w))", w => $x->{w}, s => $x->{s})
		  if $variant eq 'index_pomp';
		return over('csi(p, e, w)', %$x) if $variant eq 'gap';
		return "(SELECT csi(score, '1..10', importance) / 10 FROM " . answers($x->{resp}) . ')' if $variant eq 'pooled_pairs';
		return "(SELECT csi(score, '1..10', w) / 10 FROM (SELECT score, avg(importance) OVER (PARTITION BY attribute) AS w FROM "
		  . answers($x->{resp}) . ') AS i)'
		  if $variant eq 'ratio_of_attribute_means';
		return "(SELECT avg(csi) / 10 FROM (SELECT csi(score, '1..10', importance) FROM " . answers($x->{resp}) . ' GROUP BY respondent) AS r)'
		  if $variant =~ /respondent/;
		return;
	},
	servqual => sub {
		my ($variant, $x) = @_;
		return 'servqual(' . join(', ', @$x) . ')' if ref $x eq 'ARRAY' && @$x == 5 && $variant !~ /mean/;
		return 'servqual(' . join(', ', @{ $x->{gaps} || $x->{gap} || $x->{g} }) . ', ' . array($x->{weights} || $x->{w}) . ')'
		  if ref $x eq 'HASH' && ($x->{gaps} || $x->{gap} || $x->{g}) && ($x->{weights} || $x->{w});
		return over('gap(x, 0)', x => $x) if $variant =~ /mean/ && ref $x eq 'ARRAY';
		return;
	},
	acsi => sub {
		my ($variant, $x) = @_;
		my $weights = $x->{w} ? ", '1..10', " . array($x->{w}) : '';
		return "(SELECT acsi($x->{s}, $x->{e}, $x->{p}$weights))" if defined $x->{s} && !ref $x->{s};
		return;
	},
	sci => sub {
		my ($variant, $x) = @_;
		return "secure_class($x->{index})" if $variant eq 'class';
		return "secure_index('1..5', " . join(', ', @$x) . ')' if $variant eq 'customer_index';
		return '(SELECT sci(a, b, c) FROM (VALUES ' . join(', ', map { '(' . join(', ', @$_) . ')' } @{ $x->{rows} }) . ') AS v(a, b, c))'
		  if $variant eq 'burke_share';
		return;
	},
	retention => sub {
		my ($variant, $x) = @_;
		return "retention_rate($x->{S}, $x->{E}, $x->{N})" if $variant eq 'rate';
		return "churn_rate($x->{S}, $x->{E}, $x->{N})" if $variant eq 'churn';
		return;
	},
	clv => sub {
		my ($variant, $x) = @_;
		return if $variant !~ /^perpetuity/;
		my $call = "lifetime_value($x->{m}, $x->{r}, $x->{d})";
		return $variant eq 'perpetuity_start' ? "($call + $x->{m})" : $call;    # the first margin now, or a period ahead
	},
	roi => sub {
		my ($variant, $x) = @_;
		return "csat_gain($x->{n}, $x->{pp}, $x->{value})" if $variant eq 'monthly_gain';
		return "csat_roi($x->{gain}, $x->{cost})" if $variant eq 'roi_pct';
		return;
	});

for my $row (examples('indices'))
{
	my $name = "$row->{metric} $row->{variant} of $row->{input}";
	my $sql = $reader{ $row->{metric} }->($row->{variant}, $row->{data});
	if (!defined $sql)
	{
		fail("no query for the worked example $name");
		next;
	}
	my $got = $node->safe_psql('postgres', "SELECT coalesce($sql" . ($row->{variant} eq 'class' ? '' : '::text') . ", 'NULL')");
	if ($row->{expected} !~ /^-?[\d.]+(e[+-]?\d+)?$/) { is($got, $row->{expected}, $name); }
	else { cmp_ok(abs($got - $row->{expected}), '<=', $row->{tolerance}, $name) or diag("got $got, wanted $row->{expected}, with $sql"); }
}

done_testing();

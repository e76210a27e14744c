# Intervals, differences, adjusted p-values, suppression, sample sizes and weighted scores equal the worked examples.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

use lib 't/lib';
use Worked qw(examples);

my $node = PostgreSQL::Test::Cluster->new('worked');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# A list, or R's "rep(c(1,2),3)".
sub numbers
{
	my ($value) = @_;
	return @$value if ref $value;
	my ($list, $times) = $value =~ /^rep\(c\(([^)]*)\),(\d+)\)$/ or die "not a vector: $value";
	return (split(/,/, $list)) x $times;
}

# Tallies as SQL.
sub share_tally
{
	my ($hits, $n) = @_;
	return sprintf "'0..1 top 1 {%d,%d}'::tally", $n - $hits, $hits;
}

sub net_tally
{
	my ($counts) = @_;
	return sprintf "'0..10 {%d,0,0,0,0,0,0,%d,0,0,%d}'::tally", @$counts{qw(d p c)};
}

sub answers_tally
{
	my ($scale, $data) = @_;
	my ($lo, $hi) = $scale =~ /^(\d+)\.\.(\d+)$/;
	my %count;
	if (ref $data eq 'HASH') { %count = %{ $data->{counts} }; }
	else { $count{$_}++ for grep { defined } @$data; }
	return sprintf "'%s {%s}'::tally", $scale, join ',', map { $count{$_} || 0 } $lo .. $hi;
}

sub weighted
{
	my ($scale, $answers, $weights) = @_;
	return sprintf "(SELECT tally(s, '%s', w) FROM unnest(ARRAY[%s]::int[], ARRAY[%s]::float8[]) AS v(s, w))",
	  $scale, join(',', numbers($answers)), join(',', numbers($weights));
}

# The NPS of the latest answer of each respondent, or of all answers, in the 90 days that end today: day 0. The first by
# the recipe of docs/benchmarks.md, adding what came and taking away what went.
sub rows_within_90_days
{
	my ($which, $rows) = @_;
	my $n = 0;
	my $values = join ', ', map { sprintf "('%s', %d, %d, %d)", @$_, ++$n } @$rows;
	return "(SELECT nps(score, '0..10') FROM (VALUES $values) AS v (respondent, day, score, id) WHERE day > -90)" if $which eq 'all';
	return "(SELECT nps(sum(came) - sum(went)) FROM (
		SELECT CASE WHEN came <= 0 THEN tally(score, '0..10') ELSE '{}' END AS came,
			CASE WHEN went <= 0 THEN tally(score, '0..10') ELSE '{}' END AS went
		FROM (SELECT score, day AS came, least(lead(day) OVER (PARTITION BY respondent ORDER BY day, id), day + 90) AS went
			FROM (VALUES $values) AS v (respondent, day, score, id)) AS spell
		WHERE went > came GROUP BY came, went) AS change)";
}

sub clamped
{
	my ($value, $bound) = @_;
	return $value > $bound ? $bound : $value < -$bound ? -$bound : $value;
}

my %side = (low => 'lower', high => 'upper');
my %net_method = (wald => 'wald', adjwald => 'adjusted wald', score => 'score');

# Each returns the SQL of a number and what that number should be, or nothing if it knows none.
my %reader = (
	prop_ci => sub {
		my ($variant, $x, $expected) = @_;
		my ($method, $percent, $side) = $variant =~ /^(\w+?)_(\d+):(\w+)$/ or return;
		return (sprintf("(csat_ci(%s, confidence => %s, method => '%s')).%s / 100",
				share_tally($x->{x}, $x->{n}), $percent / 100, $method, $side{$side}), $expected);
	},
	csat => sub {
		my ($variant, $x, $expected) = @_;
		return ("(csat_ci(" . share_tally($x->{x}, $x->{n}) . ")).$side{$1}", $expected)
		  if $variant =~ /^wilson_ci95_pct:(\w+)$/;
		return ("(mean_ci(" . answers_tally('1..5', $x) . ", method => 't')).$side{$1}", $expected)
		  if $variant =~ /^mean_t_ci95:(\w+)$/;
		return;
	},
	ces => sub {
		my ($variant, $x, $expected) = @_;
		return ("(ces_ci(" . answers_tally('1..7', $x) . ", method => 't')).$side{$1}", $expected)
		  if $variant =~ /^mean_t_ci95:(\w+)$/;
		return ("(ces_easy_ci(" . answers_tally('1..7', $x) . ")).$side{$1}", $expected)
		  if $variant =~ /^pct_5to7_wilson_ci95:(\w+)$/;
		return;
	},
	nps => sub {
		my ($variant, $x, $expected) = @_;
		return (sprintf("(nps_ci(%s, method => '%s')).%s", net_tally($x), $net_method{$1}, $side{$2}),
			clamped($expected, 100))
		  if $variant =~ /^(wald|adjwald|score)_ci95(?:_unclamped)?:(\w+)$/;
		return (rows_within_90_days($1, $x->{rows}), $expected) if $variant =~ /^(latest|all)_\w*90d$/;
		return ("nps_sample_size($x->{moe}, variance => $x->{var})", $expected) if $variant eq 'samplesize_moe';
		return;
	},
	nps_diff => sub {
		my ($variant, $x, $expected) = @_;
		my ($method, $what) = $variant =~ /^(wald|adjwald)_(.*)$/ or return;
		my $sql = sprintf "nps_compare(%s, %s, method => '%s')", net_tally($x->{x}), net_tally($x->{y}),
		  $net_method{$method};
		return ("($sql).$side{$1}", clamped($expected, 200)) if $what =~ /^ci95:(\w+)$/;
		return ("($sql).p_value", $expected) if $what eq 'p';
		# Adjusted figures are not reported by themselves: they are the middle and the width of the interval.
		return ("(($sql).lower + ($sql).upper) / 2", $expected) if $what eq 'delta';
		return ("(($sql).lower + ($sql).upper) / 2 / ($sql).statistic", $expected) if $what eq 'se';
		return;
	},
	csat_diff => sub {
		my ($variant, $x, $expected) = @_;
		my $sql = sprintf 'csat_compare(%s, %s)', share_tally(@$x{qw(x1 n1)}), share_tally(@$x{qw(x2 n2)});
		return ("($sql).$side{$1} / 100", $expected) if $variant =~ /^newcombe_ci95:(\w+)$/;
		return ("($sql).statistic", $expected) if $variant eq 'pooled_z';
		return ("($sql).p_value", $expected) if $variant eq 'pooled_p';
		return;
	},
	mean_ci => sub {
		my ($variant, $x, $expected) = @_;
		return ("(mean_ci(" . answers_tally('1..10', $x) . ", method => 't')).$side{$1}", $expected)
		  if $variant =~ /^t_ci95:(\w+)$/;
		return;
	},
	mean_diff => sub {
		my ($variant, $x, $expected) = @_;
		my $sql = sprintf q{mean_compare(%s, %s, method => 'welch')}, map { answers_tally('1..10', $x->{$_}) } qw(x y);
		return ("($sql).statistic", $expected) if $variant eq 'welch_t';
		return ("($sql).p_value", $expected) if $variant eq 'welch_p';
		return;
	},
	weighted => sub {
		my ($variant, $x, $expected) = @_;
		my $shares = $x->{y} && weighted('0..1 top 1', $x->{y}, $x->{w});
		my $scores = $x->{s} && weighted('1..5', $x->{s}, $x->{w}) if $x->{s} && !grep { $_ > 5 || $_ < 1 } numbers($x->{s});
		my $net = ($x->{s} || $x->{x}) && weighted('0..10', $x->{s} || $x->{x}, $x->{w});
		my $mean = $x->{x} && weighted('0..10', $x->{x}, $x->{w});
		my $any = $shares || $scores || $net || weighted('1..5', [ map { 3 } numbers($x->{w}) ], $x->{w});
		return ("n_eff($any)", $expected) if $variant eq 'kish_neff';
		return ("design_effect($any)", $expected) if $variant eq 'kish_deff';
		return ("csat($shares)", $expected) if $variant eq 'csat_pct';
		return (sprintf("(csat_ci(%s)).%s / 100", $shares || $scores, $side{$1}), $expected)
		  if $variant =~ /^wilson_kish_ci95:(\w+)$/;
		return ("mean(" . ($mean || $scores) . ")", $expected) if $variant eq 'mean';
		return ("(mean_ci($mean, method => 't', n_eff => 'kish')).$side{$1}", $expected) if $variant =~ /^mean_kish_t_ci95:(\w+)$/;
		return ("(mean_ci($scores, method => 't')).$side{$1}", $expected) if $variant =~ /^mean_svymean_t_ci95:(\w+)$/;
		return ("nps($net)", $expected) if $variant eq 'nps';
		return ("(nps_ci($net, n_eff => 'survey')).stderr", $expected) if $variant eq 'nps_svymean_se';
		return ("(nps_ci($net)).$side{$1}", $expected) if $variant =~ /^nps_adjwald_kish_ci95:(\w+)$/;
		return ("csat($scores)", $expected) if $variant eq 'weight_zero';
		return;
	},
	fpc => sub {
		my ($variant, $x, $expected) = @_;
		my $population = $variant eq 'mean_se' ? 40 : 'NULL';
		my $sql = 'mean_ci(' . answers_tally('1..5', $x) . ", population => $population)";
		return ("($sql).stderr", $expected);
	},
	samplesize => sub {
		my ($variant, $x, $expected) = @_;
		return (sprintf('csat_sample_size(%s, expected => %s, population => %s)', $x->{moe} * 100, $x->{p} * 100,
				$x->{N} || 'NULL'), $expected);
	},
	benchmark => sub {
		my ($variant, $x, $expected) = @_;
		my ($value, $lower) = exists $x->{nps} ? ($x->{nps}, 'false') : ($x->{churn}, 'true');
		return ("(csat_verdict($value, $value, $x->{target}, $lower) = 'met')::int", $expected eq 'true' ? 1 : 0);
	});

# Those whose answer is a list.
my %list_reader = (
	p_adjust => sub {
		my ($variant, $x, $expected) = @_;
		my $window = 'SELECT p_adjust(p, \'%s\') OVER () AS q, i FROM unnest(ARRAY[' . join(',', @$x) . ']) WITH ORDINALITY AS v(p, i)';
		return (sprintf("SELECT q FROM ($window) AS a ORDER BY i", $1), decode_json($expected)) if $variant =~ /^(holm|bh)$/;
		return (sprintf("SELECT count(*) FROM ($window) AS a WHERE q <= 0.05", $1), [$expected])
		  if $variant =~ /^(holm|bh)_rejected_0\.05$/;
		return;
	},
	suppress => sub {
		my ($variant, $x, $expected) = @_;
		# Where the row speaks of the threshold alone, every unit is a margin of its own.
		my $over = $variant eq 'remainder_rule' ? '' : 'PARTITION BY i';
		return ("SELECT (NOT hidden)::int FROM (SELECT suppressed(n, $x->{min_n}) OVER ($over) AS hidden, i "
			  . 'FROM unnest(ARRAY[' . join(',', @{ $x->{n} }) . ']::bigint[]) WITH ORDINALITY AS v(n, i)) AS a ORDER BY i',
			[ map { $_ ? 1 : 0 } @{ decode_json($expected) } ]);
	});

# Every example of uncertainty, and those of the rolling 90 days again: here by adding and taking away.
for my $row (examples('uncertainty'), grep { $_->{variant} =~ /_90d$/ } examples('scores'))
{
	my ($metric, $variant) = @$row{qw(metric variant)};
	my $read = $reader{$metric} || $list_reader{$metric};
	my ($sql, $wanted) = $read ? $read->($variant, $row->{data}, $row->{expected}) : ();
	my $name = "$metric $variant of $row->{input}";
	if (!defined $sql)
	{
		fail("no query for the worked example $name");
		next;
	}
	my @wanted = ref $wanted ? @$wanted : ($wanted);
	my @got = split /\n/, $node->safe_psql('postgres', ref $wanted ? $sql : "SELECT $sql");
	my @off = map { abs(($got[$_] // 'nan') - $wanted[$_]) } 0 .. $#wanted;

	if (@got == @wanted && !grep { !($_ <= $row->{tolerance}) } @off) { pass($name); }
	else { fail($name); diag("got @got, wanted @wanted, with $sql"); }
}

done_testing();

# Intervals, differences, adjusted p-values, suppression, sample sizes and weighted scores equal the worked
# examples and the answers of independent oracles. Both lie outside the tree; without them there is nothing to compare.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $shared = $ENV{CSAT_SHARED} || '../shared';
plan skip_all => "no worked examples in $shared" unless -f "$shared/worked-examples.csv";

my $node = PostgreSQL::Test::Cluster->new('worked');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# Rows of a CSV file as hashes; a quoted field may hold commas and doubled quotes.
sub read_csv
{
	my ($file) = @_;
	my @rows;
	my $text = slurp_file($file);
	my @names;
	for my $line (split /\r?\n/, $text)
	{
		my @fields;
		while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)
		{
			my $field = defined $1 ? $1 =~ s/""/"/gr : $2;
			push @fields, $field;
			last if pos($line) == length $line;
		}
		if (!@names) { @names = @fields; next; }
		my %row;
		@row{@names} = @fields;
		push @rows, \%row;
	}
	return @rows;
}

# JSON, or R's "rep(c(1,2),3)".
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

# Each returns the SQL of a number and what that number should be, or nothing if the design has no such method.
my %reader = (
	prop_ci => sub {
		my ($variant, $x, $expected, $about) = @_;
		return if $about =~ /continuity/ || $variant =~ /^mid_p/;
		my ($method, $percent, $side) = $variant =~ /^(\w+?)_(\d+):(\w+)$/ or return;
		return (sprintf("(csat_ci(%s, confidence => %s, method => '%s')).%s / 100",
				share_tally($x->{x}, $x->{n}), $percent / 100, $method, $side{$side}), $expected);
	},
	csat => sub {
		my ($variant, $x, $expected) = @_;
		return ("(csat_ci(" . share_tally($x->{x}, $x->{n}) . ")).$side{$1}", $expected)
		  if $variant =~ /^wilson_ci95_pct:(\w+)$/;
		return ("(mean_ci(" . answers_tally('1..5', $x) . ")).$side{$1}", $expected)
		  if $variant =~ /^mean_t_ci95:(\w+)$/;
		return;
	},
	ces => sub {
		my ($variant, $x, $expected) = @_;
		return ("(ces_ci(" . answers_tally('1..7', $x) . ")).$side{$1}", $expected)
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
		return ("(($sql).upper - ($sql).lower) / 2 / 1.959963984540054", $expected) if $what eq 'se';
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
		return ("(mean_ci(" . answers_tally('1..10', $x) . ")).$side{$1}", $expected)
		  if $variant =~ /^t_ci95:(\w+)$/;
		return;
	},
	mean_diff => sub {
		my ($variant, $x, $expected) = @_;
		my $sql = sprintf 'mean_compare(%s, %s)', map { answers_tally('1..10', $x->{$_}) } qw(x y);
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
		return ("(mean_ci($mean, n_eff => 'kish')).$side{$1}", $expected) if $variant =~ /^mean_kish_t_ci95:(\w+)$/;
		return ("(mean_ci($scores)).$side{$1}", $expected) if $variant =~ /^mean_svymean_t_ci95:(\w+)$/;
		return ("nps($net)", $expected) if $variant eq 'nps';
		# R's standard error over n - 1 from the linear interval over n.
		return ("((nps_ci($net, method => 'wald', n_eff => 'linear')).upper - nps($net)) / 1.959963984540054"
			  . " * sqrt(responses($net) / (responses($net) - 1.0))", $expected) if $variant eq 'nps_svymean_se';
		return ("(nps_ci($net)).$side{$1}", $expected) if $variant =~ /^nps_adjwald_kish_ci95:(\w+)$/;
		return ("csat($scores)", $expected) if $variant eq 'weight_zero';
		return;
	},
	fpc => sub {
		my ($variant, $x, $expected) = @_;
		my $population = $variant eq 'mean_se' ? 40 : 'NULL';
		my $sql = 'mean_ci(' . answers_tally('1..5', $x) . ", population => $population)";
		return ("(($sql).upper - ($sql).lower) / 2 / 2.2621571627409915", $expected);
	},
	samplesize => sub {
		my ($variant, $x, $expected) = @_;
		return (sprintf('csat_sample_size(%s, expected => %s, population => %s)', $x->{moe} * 100, $x->{p} * 100,
				$x->{N} || 'NULL'), $expected);
	},
	benchmark => sub {
		my ($variant, $x, $expected, $about) = @_;
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

my $compared = 0;
for my $row (read_csv("$shared/worked-examples.csv"))
{
	my ($metric, $variant, $about, $data, $expected, $tolerance) =
	  @$row{qw(metric variant input_description input_data expected tolerance)};
	my $read = $reader{$metric} || $list_reader{$metric} or next;
	my $decoded = $data =~ /^[\[{]/ ? decode_json($data) : $data;
	my ($sql, $wanted) = $read->($variant, $decoded, $expected, $about) or next;
	my @wanted = ref $wanted ? @$wanted : ($wanted);
	my @got = split /\n/, $node->safe_psql('postgres', ref $wanted ? $sql : "SELECT $sql");
	my @off = map { abs(($got[$_] // 'nan') - $wanted[$_]) } 0 .. $#wanted;
	my $name = "$metric $variant of $data";

	$compared++;
	if (@got == @wanted && !grep { !($_ <= $tolerance) } @off) { pass($name); }
	else { fail($name); diag("got @got, wanted @wanted, with $sql"); }
}
cmp_ok($compared, '>=', 160, "compared $compared worked examples");

#
# Answers of oracles on real data.
#
my $reference = decode_json(slurp_file("$shared/data/reference.json"));
my %query = map { $_->{id} => $_ } @{ $reference->{queries} };

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

# Rows must be people: 4,968 answers of 207 people to 24 items. Items taken for people know too much.
load('kiosk', 'kiosk_long.csv');
$node->safe_psql('postgres', 'CREATE VIEW gap AS SELECT resp, perception::float8 - expectation::float8 AS gap FROM kiosk WHERE perception IS NOT NULL');
my ($items, $people, $same, $ratio) = split /\|/, $node->safe_psql('postgres', q{
	SELECT i.responses, p.responses, round(i.estimate, 9) = round(p.estimate, 9), (p.upper - p.lower) / (i.upper - i.lower)
	FROM (SELECT weighted_stats(gap, 1) AS w FROM gap) AS a, mean_ci(a.w) AS i,
		(SELECT weighted_stats(mean, 1) AS w FROM (SELECT avg(gap) AS mean FROM gap GROUP BY resp) AS p) AS b, mean_ci(b.w) AS p});
is("$items answers of $people people", '4968 answers of 207 people', 'the kiosk survey');
is($same, 't', 'the score is the same by item and by person');
cmp_ok($ratio, '>', 2, "the honest interval is $ratio times as wide");
compare('kiosk.servqual_gap.all', "SELECT '', responses(w), mean(w), stderr(w) FROM (SELECT weighted_stats(gap, 1) w FROM gap) s",
	qw(n mean_gap se_gap));

done_testing();

# csi, SERVQUAL, acsi, sci, retention, lifetime value and return equal the worked examples, and the indices of a survey
# of kiosks those of an independent oracle. Both lie outside the tree; without them there is nothing to compare.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $shared = $ENV{CSAT_SHARED} || '../shared';
plan skip_all => "no worked examples in $shared" unless -f "$shared/worked-examples.csv";

my $node = PostgreSQL::Test::Cluster->new('indices');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# The fields of a line of CSV.
sub fields
{
	my ($line) = @_;
	my @fields;
	while ($line =~ /\G(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/g)
	{
		push @fields, defined $1 ? $1 =~ s/""/"/gr : $2;
		last if pos($line) == length $line;
	}
	return @fields;
}

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

# Each returns the SQL of the number that the example is about, or nothing if the design has no such function.
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

my $compared = 0;
open my $examples, '<:encoding(UTF-8)', "$shared/worked-examples.csv" or die $!;
chomp(my $header = <$examples>);
my @names = fields($header =~ s/\r//r);
while (my $line = <$examples>)
{
	my %row;
	@row{@names} = fields($line =~ s/[\r\n]+$//r);
	my $read = $reader{ $row{metric} } or next;
	my $sql = $read->($row{variant}, decode_json($row{input_data}));
	if (!defined $sql)
	{
		note("no function for $row{metric} $row{variant} of $row{input_data}");
		next;
	}
	my $got = $node->safe_psql('postgres', "SELECT coalesce($sql" . ($row{variant} eq 'class' ? '' : '::text') . ", 'NULL')");
	$compared++;
	my $name = "$row{metric} $row{variant} of $row{input_data}";
	if ($row{expected} !~ /^-?[\d.]+(e[+-]?\d+)?$/) { is($got, $row{expected}, $name); }
	else { cmp_ok(abs($got - $row{expected}), '<=', $row{tolerance}, $name) or diag("got $got, wanted $row{expected}, with $sql"); }
}
cmp_ok($compared, '>=', 24, "compared $compared worked examples");

#
# Real answers: 207 people, 24 items of a kiosk.
#
if (!-f "$shared/data/kiosk_long.csv")
{
	note("no kiosk_long.csv in $shared/data");
	done_testing();
	exit;
}
my $path = PostgreSQL::Test::Utils::tempdir() . '/kiosk.csv';
append_to_file($path, slurp_file("$shared/data/kiosk_long.csv"));
$node->safe_psql('postgres', "CREATE TABLE kiosk (resp int, item int, expectation int, perception int, importance int, satisfaction int, gender text, use_frequency text)");
$node->safe_psql('postgres', "\\copy kiosk FROM '$path' WITH (FORMAT csv, HEADER)");

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

my ($reference) = grep { $_->{id} eq 'kiosk.csi' } @{ decode_json(slurp_file("$shared/data/reference.json"))->{queries} };
for my $row (@{ $reference->{rows} })
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
my ($quadrants) = grep { $_->{id} eq 'kiosk.ipa_quadrant.item' } @{ decode_json(slurp_file("$shared/data/reference.json"))->{queries} };
my %quadrant = map { split /\|/ } split /\n/, $node->safe_psql('postgres', q{
	SELECT item, CASE WHEN importance >= avg(importance) OVER () THEN CASE WHEN performance >= avg(performance) OVER () THEN 'keep up' ELSE 'concentrate here' END
		ELSE CASE WHEN performance >= avg(performance) OVER () THEN 'possible overkill' ELSE 'low priority' END END
	FROM (SELECT item, avg(importance) AS importance, avg(satisfaction) AS performance FROM kiosk GROUP BY item) AS i});
my @wrong = grep { $quadrant{ $_->{group}{item} } ne $_->{expected}{quadrant} } @{ $quadrants->{rows} };
is(scalar(@wrong), 0, 'every item is in its quadrant') or diag(map { "$_->{group}{item}: $quadrant{$_->{group}{item}}, wanted $_->{expected}{quadrant}\n" } @wrong);

done_testing();

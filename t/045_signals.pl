# Signals equal R's tests, its package survey, and formulas written out in R, to 1e-9: on answers of our own, t/signals/answers.csv,
# and on response data whose licences do not let it into the tree. t/signals/reference.R wrote the numbers; R is not needed.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $shared = $ENV{CSAT_SHARED} || '../shared';
my %reference = map { split } split /\n/, slurp_file('t/signals/reference.txt');
my %used;

my $node = PostgreSQL::Test::Cluster->new('signals');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# A CSV file as a table; empty fields are NULL.
sub load
{
	my ($table, $columns, $file) = @_;
	my $path = PostgreSQL::Test::Utils::tempdir() . "/$table.csv";
	append_to_file($path, slurp_file($file));
	$node->safe_psql('postgres', "CREATE TABLE $table ($columns)");
	$node->safe_psql('postgres', "\\copy $table FROM '$path' WITH (FORMAT csv, HEADER)");
}

# Rows of a name and a composite value: each of its columns that the reference has is what R says.
sub compare
{
	my ($what, $sql) = @_;
	my ($points, $worst, $where) = (0, 0, '');
	for my $line (split /\n/, $node->safe_psql('postgres', "SELECT name, to_jsonb(value) FROM ($sql) AS q (name, value)"))
	{
		my ($name, $json) = split /\|/, $line, 2;
		my $row = decode_json($json);
		for my $column (sort keys %$row)
		{
			my $wanted = $reference{"$name.$column"};
			next unless defined $wanted;
			$used{"$name.$column"} = 1;
			$points++;
			my $off = defined $row->{$column} ? abs($row->{$column} - $wanted) / (abs($wanted) > 1 ? abs($wanted) : 1) : 9;
			($worst, $where) = ($off, "$name.$column: got " . ($row->{$column} // 'null') . ", R has $wanted") if $off >= $worst;
		}
	}
	ok($points > 0 && $worst < 1e-9, "$what: $points numbers") or diag($where || 'nothing to compare');
}

load('answers', 'person int, shop text, region text, period int, score int, w float8, a int, b int, c int', 't/signals/answers.csv');
$node->safe_psql('postgres', q{
	CREATE TABLE metrics AS SELECT * FROM (VALUES ('csat', 'top_box 3'), ('nps', 'nps'), ('score', 'mean')) AS m (name, metric);
	CREATE TABLE by_shop AS SELECT shop, row_number() OVER (ORDER BY shop COLLATE "C")::float8 AS number, tally(score, '0..10') AS t
	FROM answers GROUP BY shop;
	CREATE TABLE by_period AS SELECT period, tally(score, '0..10') AS t FROM answers GROUP BY period});

compare('homogeneity', q{SELECT 'homogeneity.' || name, score_homogeneity(array_agg(t), metric) FROM by_shop, metrics GROUP BY name, metric
	UNION ALL SELECT 'homogeneity.prop_test', score_homogeneity(array_agg(t), 'top_box 3') FROM by_shop});
compare('trend', q{SELECT 'trend.' || name, score_trend(array_agg(t), array_agg((ARRAY[1, 2, 4, 8])[period]::float8), metric)
	FROM by_period, metrics GROUP BY name, metric
	UNION ALL SELECT 'trend.prop_trend_test', score_trend(array_agg(t), array_agg((ARRAY[1, 2, 4, 8])[period]::float8), 'top_box 3') FROM by_period
	UNION ALL SELECT 'trend_of_shops.' || name, score_trend(array_agg(t), array_agg(number), metric) FROM by_shop, metrics GROUP BY name, metric});

# One tally a shop, as a value with the weight of its answers.
my $clusters = q{SELECT region, name, weighted_stats(CASE metric WHEN 'nps' THEN nps(t) ELSE mean(t) END, weight(t)) AS w
	FROM (SELECT region, shop, tally(score, '0..10', w) AS t FROM answers GROUP BY region, shop) AS s, metrics
	WHERE metric <> 'top_box 3' GROUP BY GROUPING SETS ((region, name, metric), (name, metric))};
compare('clusters', qq{SELECT 'clusters.' || name, mean_ci(w) FROM ($clusters) AS s WHERE region IS NULL});
compare('strata', qq{SELECT 'stratified.' || name, stratified_ci(array_agg(w)) FROM ($clusters) AS s WHERE region IS NOT NULL GROUP BY name});
compare('strata with shares', qq{SELECT 'standardised.' || name,
		stratified_ci(array_agg(w), array_agg(CASE region WHEN 'n' THEN 5 WHEN 's' THEN 3 ELSE 2 END::float8))
	FROM ($clusters) AS s WHERE region IS NOT NULL GROUP BY name});

for my $design ([ 'people', 'person', '1' ], [ 'people_weighted', 'person', 'w' ], [ 'shops_weighted', 'shop', 'w' ])
{
	my ($name, $unit, $weight) = @$design;
	compare("change of $name", qq{SELECT 'change_of_$name.' || name, score_change(before, after, metric)
		FROM (SELECT tally(score, '0..10', $weight) FILTER (WHERE period = 1) AS before,
				tally(score, '0..10', $weight) FILTER (WHERE period = 4) AS after
			FROM answers GROUP BY $unit) AS s, metrics GROUP BY name, metric});
}

compare('control chart', q{SELECT 'laney.nps.' || shop, score_control(t, 'nps') OVER (ORDER BY shop COLLATE "C") FROM by_shop});
compare('funnel plot', q{SELECT 'funnel.nps.' || shop, score_control(t, 'nps') OVER () FROM by_shop});
compare('shrunk', q{SELECT 'shrunk.nps.' || shop, s FROM (SELECT shop, score_shrunk(t, 'nps') OVER () AS score FROM by_shop) AS s});
compare('split', q{SELECT 'split.nps', score_split(array_agg(b), array_agg(a), 'nps')
	FROM (SELECT tally(score, '0..10') FILTER (WHERE period = 1 AND shop <> 's3') AS b,
			tally(score, '0..10') FILTER (WHERE period = 4 AND shop <> 'w2') AS a FROM answers GROUP BY shop) AS s});
compare('drivers', q{SELECT 'drivers.' || (d).item, d FROM unnest((SELECT score_drivers(score, a, b, c) FROM answers)) AS d});

SKIP:
{
	skip "no response data in $shared/data: set CSAT_SHARED", 5 unless -f "$shared/data/kiosk_long.csv";
	load('kiosk', 'resp int, item int, expectation int, perception int, importance int, satisfaction int, gender text, use_frequency text',
		"$shared/data/kiosk_long.csv");
	load('olist', 'review_id text, order_id text, review_score int, created timestamp, answered timestamp, title text, message text,
		status text, purchased text, delivered text, estimated text', "$shared/data/olist_reviews.csv");
	my ($header) = slurp_file("$shared/data/telco_churn.csv") =~ /^([^\r\n]*)/;
	load('telco', join(', ', map { "$_ text" } split /,/, $header), "$shared/data/telco_churn.csv");

	compare('kiosk: perception less expectation of each respondent', q{SELECT 'kiosk.change', score_change(b, a, 'mean')
		FROM (SELECT tally(expectation, '1..7') AS b, tally(perception, '1..7') AS a FROM kiosk GROUP BY resp) AS s});
	compare('kiosk: drivers', q{SELECT 'kiosk.drivers.' || (d).item, d FROM unnest((
		SELECT score_drivers(overall, VARIADIC item) FROM (
			SELECT avg(satisfaction) AS overall, array_agg(perception::float8 ORDER BY item) FILTER (WHERE item <= 6) AS item
			FROM kiosk GROUP BY resp) AS s)) AS d});
	my $olist = q{(SELECT tally(review_score, '1..5') AS t, row_number() OVER (ORDER BY to_char(created, 'YYYY-MM'))::float8 AS month
		FROM olist WHERE created >= '2017-01-01' GROUP BY to_char(created, 'YYYY-MM')) AS s};
	compare('olist: trend', qq{SELECT name, score_trend(array_agg(t), array_agg(month), 'csat')
		FROM $olist, (VALUES ('olist.trend'), ('olist.prop_trend_test')) AS n (name) GROUP BY name});
	compare('olist: homogeneity', qq{SELECT 'olist.homogeneity', score_homogeneity(array_agg(t), 'csat') FROM $olist});
	compare('telco: homogeneity', q{SELECT 'telco.homogeneity', score_homogeneity(array_agg(t), 'mean')
		FROM (SELECT tally(satisfaction_score::int, '1..5') AS t FROM telco GROUP BY contract) AS s});
}

my @unused = grep { !$used{$_} && (-f "$shared/data/kiosk_long.csv" || !/^(kiosk|olist|telco)\./) && !/\.error$/ } sort keys %reference;
is("@unused", '', 'all that R computed was compared');
done_testing();

# Every figure of the csat and nps queries of the reference answers but their intervals (t/043 has those), computed by our SQL
# over response data whose licences do not let it into the tree. Where it is not at hand there is nothing to compare.
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

# The data sets loaded as they are: all text.
for my $table (qw(olist_reviews bus_satisfaction telco_churn))
{
	my $file = "$shared/data/$table.csv";
	open my $csv, '<', $file or die "could not read $file: $!";
	my ($header) = <$csv> =~ /^([\w,]+)/;
	close $csv;
	my $columns = join ', ', map { "$_ text" } split /,/, $header;
	$node->safe_psql('postgres', "CREATE TABLE $table ($columns);\n\\copy $table FROM '$file' (FORMAT csv, HEADER)\nANALYZE $table;");
}
my %reference = map { $_->{id} => $_ } @{ oracle("$shared/data/reference.json")->{queries} };

# Figures of a tally t on 1..5, by the names of the reference.
my %figure = (
	n => 'responses(t)', top2 => 'responses(t, 4, 5)', top2_pct => 'csat(t)', top1 => 'responses(t, 5, 5)', top1_pct => 'csat(t, 1)',
	bottom2 => 'responses(t, 1, 2)', bottom2_pct => 'bottom_box(t, 2)', net_pct => 'net_box(t, 2, 2)', mean => 'mean(t)', sd => 'stddev(t)',
	se_mean => 'stddev(t) / sqrt(responses(t))', promoters => 'responses(t, 5, 5)', passives => 'responses(t, 4, 4)', detractors => 'responses(t, 1, 3)',
	nps => 'net_box(t, 1, 3)', star_nps => 'net_box(t, 1, 3)', n_very_unsatisfied => '(counts(t))[1]', n_unsatisfied => '(counts(t))[2]',
	n_neutral => '(counts(t))[3]', n_satisfied => '(counts(t))[4]', n_very_satisfied => '(counts(t))[5]', median => 'median(t)',
	# by hand from the parts: what the intervals are made of
	se => '100 * sqrt((share(t, 5, 5) + share(t, 1, 3)) / 100 - (net_box(t, 1, 3) / 100) ^ 2) / sqrt(responses(t))',
	# weighted by customer value
	sum_cltv => 'weight(t)', mean_cltv => 'weight(t) / responses(t)', csat_by_value_pct => 'csat(t)', n_eff => 'n_eff(t)');

# One reference query: SQL for (group columns, tally) over all its groups; which figures are compared, to 1e-13, weighted ones to 1e-12.
sub compare
{
	my ($id, $keys, $sql, @figures) = @_;
	my %got;
	my $list = join ', ', (map { "coalesce($_, '-')" } @$keys), map { $figure{$_} } @figures;
	for my $line (split /\n/, $node->safe_psql('postgres', "SELECT $list FROM ($sql) q"))
	{
		my @fields = split /\|/, $line, -1;
		my $key = join '|', splice @fields, 0, scalar @$keys;
		@{ $got{$key} }{@figures} = @fields;
	}
	my $tolerance = $id =~ /weighted/ ? 1e-12 : 1e-13;
	my ($compared, $wrong) = (0, 0);
	for my $row (@{ $reference{$id}{rows} })
	{
		my $key = join '|', map { defined $row->{group}{$_} ? $row->{group}{$_} : '-' } @$keys;
		for my $name (@figures)
		{
			my ($is, $should) = ($got{$key}{$name}, $row->{expected}{$name});
			$is = '' unless defined $is;
			my $ok = defined $should ? $is ne '' && abs($is - $should) <= $tolerance * (abs($should) > 1 ? abs($should) : 1) : $is eq '';
			$compared++;
			next if $ok;
			$wrong++;
			diag("$id, group $key, $name: got $is, expected " . (defined $should ? $should : 'NULL')) if $wrong < 10;
		}
	}
	is(keys %got, @{ $reference{$id}{rows} }, "$id: all groups");
	ok(!$wrong && $compared > 0, "$id: $compared figures");
}

my @csat = qw(n top2 top2_pct top1 top1_pct bottom2 bottom2_pct net_pct mean sd se_mean);
my $olist = "SELECT %s tally(review_score, '1..5') AS t FROM olist_reviews";
compare('olist.csat.all', [], sprintf($olist, ''), @csat);
compare('olist.csat.status', ['order_status'], sprintf($olist, 'order_status,') . ' GROUP BY 1', @csat);
compare('olist.csat.month', ['month'], sprintf($olist, 'left(review_creation_date, 7) AS month,') . ' GROUP BY 1', @csat);
compare('olist.csat.year', ['year'], sprintf($olist, 'left(review_creation_date, 4) AS year,') . ' GROUP BY 1', @csat);
compare('olist.csat.late', ['late'], sprintf($olist, "CASE WHEN order_delivered_customer_date > order_estimated_delivery_date THEN 'late' ELSE 'on time' END AS late,")
	. " WHERE order_delivered_customer_date IS NOT NULL AND order_estimated_delivery_date IS NOT NULL GROUP BY 1", @csat);
compare('olist.csat.dedupe', ['rule'], "SELECT 'distinct review_id' AS rule, tally(review_score, '1..5') AS t FROM (SELECT DISTINCT ON (review_id) review_score FROM olist_reviews ORDER BY review_id) d
	UNION ALL SELECT 'last per order_id', tally(review_score, '1..5') FROM (SELECT DISTINCT ON (order_id) review_score FROM olist_reviews ORDER BY order_id, review_answer_timestamp DESC, review_id DESC) d", @csat);
compare('olist.star_nps.month', ['month'], sprintf($olist, 'left(review_creation_date, 7) AS month,') . ' GROUP BY 1', qw(n promoters passives detractors nps se));
# sliding over the rows themselves, and over daily tallies
my @rolling = qw(n top2 top2_pct mean star_nps);
compare('olist.rolling30_csat', ['date'], "SELECT DISTINCT ON (day) day::text AS date, t FROM (SELECT day, tally(s, '1..5') OVER (ORDER BY day RANGE BETWEEN INTERVAL '29 days' PRECEDING AND CURRENT ROW) AS t
	FROM (SELECT review_creation_date::date AS day, review_score AS s FROM olist_reviews) r) w ORDER BY day", @rolling);
compare('olist.rolling30_csat', ['date'], "SELECT day::text AS date, sum(tally(s, '1..5')) OVER (ORDER BY day RANGE BETWEEN INTERVAL '29 days' PRECEDING AND CURRENT ROW) AS t
	FROM (SELECT review_creation_date::date AS day, review_score AS s FROM olist_reviews) r GROUP BY day", @rolling);

# labels whose alphabetical order is not that of the scale
my $labels = 'Very unsatisfied < Unsatisfied < Neutral < Satisfied < Very satisfied';
my @bus = (@csat, qw(n_very_unsatisfied n_unsatisfied n_neutral n_satisfied n_very_satisfied));
compare('bus.csat.all', [], "SELECT tally(satisfaction, '$labels') AS t FROM bus_satisfaction", @bus);
compare('bus.csat.delay', ['delay_min'], "SELECT delay_min::float::integer::text AS delay_min, tally(satisfaction, '$labels') AS t FROM bus_satisfaction GROUP BY 1", @bus);
compare('bus.freq', [ 'delay_min', 'satisfaction' ], "SELECT delay_min, label AS satisfaction, ('0..1 {0,' || d.responses || '}')::tally AS t FROM
	(SELECT delay_min::float::integer::text AS delay_min, tally(satisfaction, '$labels') AS t FROM bus_satisfaction GROUP BY 1) b, distribution(t, '$labels') d WHERE d.responses > 0", 'n');
is($node->safe_psql('postgres', "SELECT median(t) || ' ' || (SELECT label FROM distribution(t, '$labels') d WHERE d.score = median(t)) FROM (SELECT tally(satisfaction, '$labels') AS t FROM bus_satisfaction) b"),
	'4 ' . $reference{'bus.csat.all'}{rows}[0]{expected}{median_label}, 'the median label');

my $telco = "SELECT %s tally(satisfaction_score, '1..5'%s) AS t FROM telco_churn";
compare('telco.csat', [ 'customer_status', 'contract' ], sprintf($telco, 'customer_status, contract,', '') . ' GROUP BY GROUPING SETS ((), (customer_status), (contract))', @csat);
compare('telco.value_weighted_csat', ['contract'], sprintf($telco, 'contract,', ', cltv::float8') . ' GROUP BY GROUPING SETS ((), (contract))', qw(n sum_cltv mean_cltv csat_by_value_pct n_eff));

# every query about csat or nps has been compared, but for comparisons and intervals, which are tested with those
my @known = qw(olist.csat.all olist.csat.status olist.csat.month olist.csat.year olist.star_nps.month olist.csat.dedupe olist.rolling30_csat
	olist.csat.late bus.csat.all bus.csat.delay bus.freq telco.csat telco.value_weighted_csat olist.benchmark_2018_vs_2017);
is_deeply([ sort @known ], [ grep { /csat|nps|^bus|benchmark/ } sort keys %reference ], 'no query is left out');

$node->stop;
done_testing();

# How often signals raise a false alarm, and how often intervals hold the truth, by simulation with a seed: docs/signals.md and
# docs/statistics.md tell these figures. Each part draws its samples in SQL; the bounds are those that its design has to meet.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('simulation');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', 'jit = off');
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');

# Each share that a query returns lies within bounds: name => [least, most].
sub within
{
	my ($what, $bounds, $sql) = @_;
	my %share = map { split /\|/ } grep { /\|/ } split /\n/, $node->safe_psql('postgres', "SELECT setseed(0.15); $sql");
	for my $name (sort keys %$bounds)
	{
		my ($least, $most) = @{ $bounds->{$name} };
		my $got = $share{$name} // 'nothing';
		ok($got =~ /^[0-9.]+$/ && $got >= $least && $got <= $most, "$what, $name: $got is in $least..$most");
	}
}

# A normal deviate (Box and Muller), a coin, and one answer about a level as a tally.
$node->safe_psql('postgres', q{
	CREATE FUNCTION normal() RETURNS float8 LANGUAGE sql VOLATILE AS 'SELECT sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
	CREATE FUNCTION coin(p float8) RETURNS integer LANGUAGE sql VOLATILE AS 'SELECT (random() < p)::integer';
	CREATE TABLE one AS SELECT array_agg(tally_from_counts(counts, '0..10') ORDER BY i) AS answer
	FROM (SELECT i, array_agg((i = j)::int::bigint ORDER BY j) AS counts FROM generate_series(0, 10) AS i, generate_series(0, 10) AS j GROUP BY i) AS s});

# 250 people with levels of their own, of whom 80 % answer in both periods, 10 % in each alone. Nothing changed.
within('the same people in both periods', { mean => [ .04, .06 ], nps => [ .04, .06 ], 'top_box 3' => [ .04, .06 ] }, q{
	WITH answers AS MATERIALIZED (
		SELECT sample, person, greatest(0, least(10, round(level + normal())))::int AS b, greatest(0, least(10, round(level + normal())))::int AS a
		FROM (SELECT sample, person, 7.5 + 2 * normal() AS level FROM generate_series(1, 3000) AS sample, generate_series(1, 250) AS person OFFSET 0) AS p)
	SELECT metric, round(avg(((c).p_value < 0.05)::int), 4) FROM (
		SELECT metric, score_change(CASE WHEN person <= 225 THEN answer[b + 1] END, CASE WHEN person > 25 THEN answer[a + 1] END, metric) AS c
		FROM answers, one, unnest('{nps,mean,top_box 3}'::text[]) AS metric GROUP BY metric, sample) AS s GROUP BY metric});

# 12 months of 400 answers, whose true shares differ by 2 points (standard deviation) and do not rise or fall.
within('trend over months that differ by 2 points', { adjusted => [ .02, .06 ], plain => [ .10, .50 ] }, q{
	WITH tests AS MATERIALIZED (
		SELECT (score_trend(array_agg(tally_from_counts(ARRAY[400 - hit, hit], '0..1 top 1') ORDER BY month), array_agg(month ORDER BY month), 'csat')).*
		FROM (SELECT sample, month, sum(coin(p)) AS hit
			FROM (SELECT sample, month::float8, 0.8 + 0.02 * normal() AS p FROM generate_series(1, 2000) AS sample, generate_series(1, 12) AS month OFFSET 0) AS m,
				generate_series(1, 400) GROUP BY sample, month) AS s GROUP BY sample)
	SELECT 'adjusted', round(avg((p_adjusted < 0.05)::int), 4) FROM tests UNION ALL SELECT 'plain', round(avg((p_value < 0.05)::int), 4) FROM tests});

# 24 periods of 100 answers; nothing changed. How many charts have a point outside of their limits?
within('control chart of 24 steady periods', { outside => [ .005, .03 ] }, q{
	SELECT 'outside', round(avg(outside::int), 4) FROM (
		SELECT sample, coalesce(bool_or((c).signal IN ('above', 'below')), false) AS outside FROM (
			SELECT sample, score_control(tally_from_counts(ARRAY[100 - hit, hit], '0..1 top 1'), 'csat') OVER (PARTITION BY sample ORDER BY period) AS c
			FROM (SELECT sample, period, sum(coin(0.8)) AS hit FROM generate_series(1, 4000) AS sample, generate_series(1, 24) AS period, generate_series(1, 100)
				GROUP BY sample, period) AS p) AS s GROUP BY sample) AS charts});

# Ten groups of 20 to 110 answers of one population.
within('homogeneity of ten groups', { csat => [ .04, .055 ], nps => [ .04, .055 ], mean => [ .04, .055 ] }, q{
	WITH answers AS MATERIALIZED (
		SELECT sample, g, tally(CASE WHEN r < 0.1 THEN floor(r * 60) WHEN r < 0.4 THEN 7 + floor(random() * 2) ELSE 9 + floor(random() * 2) END::int, '0..10') AS t
		FROM (SELECT sample, g, random() AS r FROM generate_series(1, 4000) AS sample, generate_series(1, 10) AS g, generate_series(11, 10 + 10 * g) OFFSET 0) AS a
		GROUP BY sample, g)
	SELECT metric, round(avg(((h).p_value < 0.05)::int), 4) FROM (
		SELECT metric, score_homogeneity(array_agg(t), CASE metric WHEN 'csat' THEN 'top_box 4' ELSE metric END) AS h
		FROM answers, unnest('{csat,nps,mean}'::text[]) AS metric GROUP BY metric, sample) AS s GROUP BY metric});

# 40 shops of 15 answers, whose true scores differ by 1 on the logit scale: do intervals by rows and by shops hold the mean of all shops?
within('40 shops of 15 answers', { rows => [ .70, .80 ], shops => [ .93, .98 ], clusters => [ .93, .98 ], strata => [ .93, .98 ] }, q{
	CREATE TEMP TABLE shops AS SELECT sample, shop, tally_from_counts(ARRAY[15 - hit, hit], '0..1 top 1') AS t
		FROM (SELECT sample, shop, sum(coin(p)) AS hit
			FROM (SELECT sample, shop, 1 / (1 + exp(-1 - normal())) AS p FROM generate_series(1, 2000) AS sample, generate_series(1, 40) AS shop OFFSET 0) AS s,
				generate_series(1, 15) GROUP BY sample, shop) AS a;
	CREATE TEMP TABLE intervals AS SELECT sample, csat_ci(sum(t)) AS rows, mean_ci(weighted_stats(csat(t), weight(t))) AS shops,
		csat_ci(sum(t), clusters => weighted_stats(csat(t), weight(t))) AS clusters FROM shops GROUP BY sample;
	CREATE TEMP TABLE stratified AS SELECT sample, stratified_ci(array_agg(w)) AS strata
		FROM (SELECT sample, weighted_stats(csat(t), weight(t)) AS w FROM shops GROUP BY sample, shop % 4) AS h GROUP BY sample;
	WITH truth AS (SELECT 100 * sum(exp(-z * z / 2) / (1 + exp(-1 - z))) / sum(exp(-z * z / 2)) AS score FROM (SELECT i / 1000.0::float8 AS z FROM generate_series(-8000, 8000) AS i) AS g)
	SELECT 'rows', round(avg((score BETWEEN (rows).lower AND (rows).upper)::int), 4) FROM intervals, truth
	UNION ALL SELECT 'shops', round(avg((score BETWEEN (shops).lower AND (shops).upper)::int), 4) FROM intervals, truth
	UNION ALL SELECT 'clusters', round(avg((score BETWEEN (clusters).lower AND (clusters).upper)::int), 4) FROM intervals, truth
	UNION ALL SELECT 'strata', round(avg((score BETWEEN (strata).lower AND (strata).upper)::int), 4) FROM stratified, truth});

# Two windows of 30 days a week apart, 10 answers a day: nothing changed. Told apart by their rows alone they never differ.
within('windows that share 23 of 30 days', { csat => [ .02, .06 ], nps => [ .02, .06 ], mean => [ .02, .06 ], 'as if apart' => [ 0, .005 ] }, q{
	WITH windows AS MATERIALIZED (
		SELECT sample, tally(score, '0..10') FILTER (WHERE day <= 30) AS before, tally(score, '0..10') FILTER (WHERE day > 7) AS after,
			tally(score, '0..10') FILTER (WHERE day BETWEEN 8 AND 30) AS shared
		FROM (SELECT sample, day, CASE WHEN r < 0.1 THEN floor(r * 60) WHEN r < 0.4 THEN 7 + floor(random() * 2) ELSE 9 + floor(random() * 2) END::int AS score
			FROM (SELECT sample, day, random() AS r FROM generate_series(1, 3000) AS sample, generate_series(1, 37) AS day, generate_series(1, 10) OFFSET 0) AS a) AS s
		GROUP BY sample)
	SELECT metric, round(avg((p < 0.05)::int), 4) FROM windows, LATERAL (VALUES
		('csat', (top_box_compare(after, before, 4, overlap => shared)).p_value), ('nps', (nps_compare(after, before, overlap => shared)).p_value),
		('mean', (mean_compare(after, before, overlap => shared)).p_value), ('as if apart', (nps_compare(after, before)).p_value)) AS t (metric, p) GROUP BY metric});

# Reports of 21 segments of 3 to 200 answers, each against the rest, after Holm; all are of one population.
within('reports of 21 uneven segments', { csat => [ .01, .055 ], nps => [ .01, .055 ] }, q{
	WITH segments AS MATERIALIZED (
		SELECT report, segment, tally(score, '0..10') AS t
		FROM (SELECT report, segment, CASE WHEN r < 0.04 THEN floor(r * 150) WHEN r < 0.1 THEN 6 WHEN r < 0.3 THEN 8 ELSE 9 + floor(random() * 2) END::int AS score
			FROM (SELECT report, segment, random() AS r FROM generate_series(1, 1200) AS report, generate_series(1, 21) AS segment,
				generate_series(1, (3 * exp(ln(200 / 3.0) * (segment - 1) / 20))::int) OFFSET 0) AS a) AS s
		GROUP BY report, segment),
	tests AS (
		SELECT report, (top_box_compare(t, rest, 4, method => 'mid-p')).p_value AS csat, (nps_compare(t, rest)).p_value AS nps
		FROM (SELECT report, t, sum(t) OVER (PARTITION BY report) - t AS rest FROM segments) AS s),
	adjusted AS (
		SELECT report, p_adjust(csat) OVER (PARTITION BY report) AS csat, p_adjust(nps) OVER (PARTITION BY report) AS nps FROM tests)
	SELECT metric, round(avg(wrong::int), 4) FROM (
		SELECT report, bool_or(csat < 0.05) AS csat, bool_or(nps < 0.05) AS nps FROM adjusted GROUP BY report) AS r,
		LATERAL (VALUES ('csat', csat), ('nps', nps)) AS v (metric, wrong) GROUP BY metric});

done_testing();

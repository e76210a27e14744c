# Scaling out: three servers, tallies made where the rows are, merged by sum: equal bit for bit to one server.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

chomp(my $share = `pg_config --sharedir`);
plan skip_all => 'postgres_fdw is not installed' unless -f "$share/extension/postgres_fdw.control";

my @shards = map {
	my $node = PostgreSQL::Test::Cluster->new("shard$_");
	$node->init(extra => ['--no-locale']);
	$node->start;
	$node;
} 0 .. 2;

# The same 3,000 answers: a third on each server, and all of them on the first as well.
my $answers = q{
	SELECT i AS id, timestamptz '2025-01-01' + i * interval '3 hours' AS at, chr(97 + i % 4) AS region,
	       NULLIF(i * 7 % 12, 11) AS score, (i % 7 + 0.1) * 10.0 ^ (i % 13 - 6) AS w FROM generate_series(1, 3000) AS i};
for my $i (0 .. 2)
{
	$shards[$i]->safe_psql('postgres', qq{
		CREATE EXTENSION csat;
		CREATE TABLE answers AS SELECT * FROM ($answers) AS a WHERE id % 3 = $i;
		ANALYZE});
}
my $front = $shards[0];
my $all = $front->safe_psql('postgres', "CREATE TABLE everything AS $answers; CREATE EXTENSION postgres_fdw; SELECT 1");

for my $i (0 .. 2)
{
	my ($host, $port) = ($shards[$i]->host, $shards[$i]->port);
	my $user = $shards[$i]->safe_psql('postgres', 'SELECT current_user');
	$front->safe_psql('postgres', qq{
		CREATE SERVER shard$i FOREIGN DATA WRAPPER postgres_fdw
		  OPTIONS (host '$host', port '$port', dbname 'postgres', extensions 'csat');
		CREATE USER MAPPING FOR CURRENT_USER SERVER shard$i OPTIONS (user '$user');
		CREATE FOREIGN TABLE answers$i (id integer, at timestamptz, region text, score integer, w double precision)
		  SERVER shard$i OPTIONS (table_name 'answers')});
}

# Each server's tallies are one query there, shipped as a whole.
my $per_shard = join ' UNION ALL ',
  map { "SELECT region, tally(score, '0..10') AS plain, tally(score, '0..10', w) AS weighted FROM answers$_ GROUP BY region" } 0 .. 2;
my $plan = $front->safe_psql('postgres', "EXPLAIN (VERBOSE, COSTS OFF) $per_shard");
my @remote = $plan =~ /Remote SQL: (.*)/g;
is(scalar(@remote), 3, 'three remote queries');
like($_, qr/^SELECT region, public\.tally\(score, '0\.\.10[^']*'::public\.rating_scale\), public\.tally\(score, .*, w\) FROM public\.answers GROUP BY 1$/, 'Remote SQL counts there')
  for @remote;
unlike($plan, qr/^[ >-]*\w*Aggregate/m, 'nothing is counted here');

my $merged = "SELECT region, sum(plain) AS plain, sum(weighted) AS weighted FROM ($per_shard) AS s GROUP BY region";
my $direct = q{SELECT region, tally(score, '0..10') AS plain, tally(score, '0..10', w) AS weighted FROM everything GROUP BY region};
is($front->safe_psql('postgres', "SELECT count(*) FROM ($direct) AS d"), '4', 'four segments');
is($front->safe_psql('postgres', "SELECT region, tally_send(plain), tally_send(weighted) FROM ($merged) AS m ORDER BY 1"),
	$front->safe_psql('postgres', "SELECT region, tally_send(plain), tally_send(weighted) FROM ($direct) AS d ORDER BY 1"),
	'the sum of the shards is the one server, bit for bit');
is($front->safe_psql('postgres', "SELECT region, nps(plain), nps(weighted) FROM ($merged) AS m ORDER BY 1"),
	$front->safe_psql('postgres', q{SELECT region, nps(score), nps(score, '0..10', w) FROM everything GROUP BY 1 ORDER BY 1}), 'and so are the scores');

# FILTER and WHERE go along; a score over one server is computed there.
$plan = $front->safe_psql('postgres', q{
	EXPLAIN (VERBOSE, COSTS OFF) SELECT nps(score) FILTER (WHERE region <> 'a') FROM answers1 WHERE at >= '2025-02-01'});
like($plan, qr/Remote SQL: SELECT public\.nps\(score\) FILTER \(WHERE \(region <> 'a'.*\)\) FROM public\.answers WHERE/, 'a score with FILTER is shipped');

# Without the option, rows travel instead, and the result is the same.
$front->safe_psql('postgres', q{ALTER SERVER shard1 OPTIONS (DROP extensions)});
unlike($front->safe_psql('postgres', q{EXPLAIN (VERBOSE, COSTS OFF) SELECT nps(score) FROM answers1}), qr/Remote SQL: SELECT public.nps/, 'extensions is what ships it');
$front->safe_psql('postgres', q{ALTER SERVER shard1 OPTIONS (ADD extensions 'csat')});

# The servers as partitions of one table, each counted on its own server.
$front->safe_psql('postgres', q{
	CREATE TABLE sharded (id integer, at timestamptz, region text, score integer, w double precision, shard integer) PARTITION BY LIST (shard)});
for my $i (0 .. 2)
{
	$shards[$i]->safe_psql('postgres', "ALTER TABLE answers ADD shard integer NOT NULL DEFAULT $i; ANALYZE");
	$front->safe_psql('postgres', qq{
		CREATE FOREIGN TABLE sharded$i PARTITION OF sharded FOR VALUES IN ($i) SERVER shard$i OPTIONS (table_name 'answers')});
}
$plan = $front->safe_psql('postgres', q{
	SET enable_partitionwise_aggregate = on;
	EXPLAIN (VERBOSE, COSTS OFF) SELECT sum(t) FROM (SELECT shard, tally(score, '0..10', w) AS t FROM sharded GROUP BY shard) AS s});
is(scalar(() = $plan =~ /Remote SQL: SELECT .*public\.tally\(/g), 3, 'one query on the partitioned table counts on all three');
is($front->safe_psql('postgres', q{
	SET enable_partitionwise_aggregate = on;
	SELECT tally_send(sum(t)) FROM (SELECT shard, tally(score, '0..10', w) AS t FROM sharded GROUP BY shard) AS s}),
	$front->safe_psql('postgres', q{SELECT tally_send(tally(score, '0..10', w)) FROM everything}), 'with the same bits');

# Partial tallies carried by hand, as text and as binary COPY, from server to server.
my $dir = PostgreSQL::Test::Utils::tempdir();
$front->safe_psql('postgres', 'CREATE TABLE carried (region text, plain tally, weighted tally)');
for my $format ('text', 'binary')
{
	for my $i (0 .. 2)
	{
		my $query = q{SELECT region, tally(score, '0..10'), tally(score, '0..10', w) FROM answers GROUP BY region};
		$shards[$i]->safe_psql('postgres', "\\copy ($query) TO '$dir/part$i.$format' (FORMAT $format)");
		$front->safe_psql('postgres', "\\copy carried FROM '$dir/part$i.$format' (FORMAT $format)");
	}
	is($front->safe_psql('postgres', 'SELECT region, tally_send(sum(plain)), tally_send(sum(weighted)) FROM carried GROUP BY 1 ORDER BY 1'),
		$front->safe_psql('postgres', "SELECT region, tally_send(plain), tally_send(weighted) FROM ($direct) AS d ORDER BY 1"), "$format COPY");
	$front->safe_psql('postgres', 'TRUNCATE carried');
}

# A roll-up on every server, read together: the tallies travel, a row for each cell.
for my $i (0 .. 2)
{
	$shards[$i]->safe_psql('postgres', q{SELECT csat_create_rollup('daily', 'answers', 'nps', 'score', '0..10', 'at', 'day', by => '{region}', time_zone => 'UTC')});
	$front->safe_psql('postgres', qq{
		CREATE FOREIGN TABLE daily$i (period date, region text, tally tally) SERVER shard$i OPTIONS (table_name 'daily_tallies')});
}
is($front->safe_psql('postgres', q{
	SELECT period, region, sum(tally) FROM (TABLE daily0 UNION ALL TABLE daily1 UNION ALL TABLE daily2) AS d GROUP BY 1, 2 ORDER BY 1, 2}),
	$front->safe_psql('postgres', q{
	SELECT (at AT TIME ZONE 'UTC')::date, region, tally(score, '0..10') FROM everything GROUP BY 1, 2 ORDER BY 1, 2}), 'roll-ups of three servers add up');
like($front->safe_psql('postgres', 'EXPLAIN (VERBOSE, COSTS OFF) SELECT nps(sum(tally)) FROM daily1'), qr/Remote SQL: SELECT public\.nps\(public\.sum\(tally\)\)/, 'and merge where they are');

done_testing();

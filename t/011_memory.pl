# Grouping many answers by few and by many keys stays within the memory that hash aggregation may take, and what
# it spills to disk comes back right.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

# CSAT_MEMORY_ROWS=10000000 groups ten million answers; the default is quick.
my $rows = $ENV{CSAT_MEMORY_ROWS} || 200_000;
my $few = 1_000;
my $many = $rows >= 10_000_000 ? 1_000_000 : $rows / 2;
my $small_kb = $rows >= 1_000_000 ? 8192 : 2048;	# less than the groups of $many keys take
my $small = "${small_kb}kB";

my $node = PostgreSQL::Test::Cluster->new('memory');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', "max_parallel_workers_per_gather = 0\njit = off\nshared_buffers = 128MB\nhash_mem_multiplier = 1\nfsync = off");
$node->start;
$node->safe_psql('postgres', "CREATE EXTENSION csat;
	CREATE UNLOGGED TABLE answer AS
	SELECT (i * 7919::bigint % $few)::integer AS few, (i * 104729::bigint % $many)::integer AS many,
	       CASE WHEN i % 13 > 0 THEN i::bigint * i % 11 END::integer AS s, ((i % 100 + 1) / 64.0)::float8 AS w
	FROM generate_series(1, $rows) i;
	ANALYZE answer;");

# The aggregates on trial, with what one state takes: a header of 24 bytes, 8 for each point of 0..10, 48 more where weighted.
my %states = ("nps(s)" => 112, "tally(s, '0..10', w)" => 640, "csat(s, '0..10'), nps(s, '0..10'), tally(s, '0..10')" => 112);

# What PostgreSQL reserves for a state is what the states of the usual scales take.
is($node->safe_psql('postgres', "SELECT pg_column_size(tally(5, '0..10')), pg_column_size(tally(5, '0..10', 0.5))"), '112|640', 'size of a state on 0..10');
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT aggtransspace::text, ' ') FROM pg_aggregate a JOIN pg_proc p ON p.oid = aggfnoid WHERE proname = 'nps' AND pg_get_function_identity_arguments(p.oid) !~ 'rating.*, double'"), '112', 'SSPACE of nps(score [, scale])');
is($node->safe_psql('postgres', "SELECT string_agg(DISTINCT aggtransspace::text, ' ') FROM pg_aggregate a JOIN pg_proc p ON p.oid = aggfnoid WHERE proname = 'nps' AND pg_get_function_identity_arguments(p.oid) ~ 'rating.*, double'"), '640', 'SSPACE of nps(score, scale, weight)');

# The node of a plan that aggregates, as EXPLAIN (ANALYZE) describes it.
sub aggregate_node
{
	my ($calls, $key, $settings) = @_;
	my $plan = decode_json($node->safe_psql('postgres', "SET enable_sort = off; $settings; EXPLAIN (ANALYZE, TIMING off, FORMAT json) SELECT $key, $calls FROM answer GROUP BY $key"));
	my $agg = $plan->[0]{Plan};
	$agg = $agg->{Plans}[0] while $agg->{'Node Type'} ne 'Aggregate';
	return $agg;
}

# One number that changes if any group of the result does.
sub fingerprint
{
	my ($calls, $key, $settings) = @_;
	return $node->safe_psql('postgres', "$settings; SELECT count(*), sum(hashtextextended(q::text, 0)::numeric) FROM (SELECT $key, $calls FROM answer GROUP BY $key) q");
}

for my $calls (sort keys %states)
{
	my $state = $states{$calls};

	# few groups: a small table in a small memory, no spilling
	my $agg = aggregate_node($calls, 'few', "SET work_mem = '4MB'");
	is($agg->{Strategy}, 'Hashed', "$calls by $few keys: hashed");
	is($agg->{'HashAgg Batches'}, 1, "$calls by $few keys: in one batch");
	cmp_ok($agg->{'Peak Memory Usage'}, '<=', 4096, "$calls by $few keys: $agg->{'Peak Memory Usage'} kB");

	# many groups and memory for them: a group takes little more than its state, rounded up to a power of two
	$agg = aggregate_node($calls, 'many', "SET work_mem = '2GB'");
	is($agg->{'HashAgg Batches'}, 1, "$calls by $many keys with room: in one batch");
	my $bytes = $agg->{'Peak Memory Usage'} * 1024 / $many;
	cmp_ok($bytes, '<=', 2 * $state + 300, sprintf "%s by %d keys: %d bytes a group", $calls, $many, $bytes);

	# many groups without memory for them: the limit holds, the rest is spilled
	$agg = aggregate_node($calls, 'many', "SET work_mem = '$small'");
	cmp_ok($agg->{'HashAgg Batches'}, '>', 1, "$calls by $many keys without room: $agg->{'HashAgg Batches'} batches");
	cmp_ok($agg->{'Disk Usage'}, '>', 0, "$calls by $many keys without room: spills $agg->{'Disk Usage'} kB");
	cmp_ok($agg->{'Peak Memory Usage'}, '<=', $small_kb * 1.25, "$calls by $many keys without room: $agg->{'Peak Memory Usage'} kB of $small_kb");

	my $in_memory = fingerprint($calls, 'many', "SET work_mem = '2GB'; SET enable_sort = off");
	like($in_memory, qr/^$many\|/, "$calls: all groups");
	is(fingerprint($calls, 'many', "SET work_mem = '$small'; SET enable_sort = off"), $in_memory, "$calls: the same when spilled");
	is(fingerprint($calls, 'many', "SET enable_hashagg = off"), $in_memory, "$calls: the same when sorted");
}

# The planner, left alone, hashes what fits: it knows how large a state is.
for my $case ([ 'few', '4MB', 'Hashed' ], [ 'many', '2GB', 'Hashed' ])
{
	my ($key, $memory, $strategy) = @$case;
	my $plan = decode_json($node->safe_psql('postgres', "SET work_mem = '$memory'; EXPLAIN (FORMAT json) SELECT $key, nps(s) FROM answer GROUP BY $key"));
	is($plan->[0]{Plan}{Strategy}, $strategy, "planner: by $key with $memory");
}

# Building an index, by hashing or by sorting, takes no more memory for more rows: what is fetched to be compared is freed.
# Not for ten million rows: there are eleven ratings, and a hash index walks all that are equal for each one more.
my $indexed = $rows < 1_000_000 ? $rows : 1_000_000;
$node->safe_psql('postgres', "CREATE UNLOGGED TABLE kept AS
	SELECT format('1..5 {%s,%s,3,4,5}', i, i % 7)::tally AS tally, format('0..%s missing 100', i % 99 + 1)::rating_scale AS rating_scale,
	       rating(i % 11, '0..10') AS rating, format('{n 1, w 1, wx %s, wx2 %s, w2 1, w2x %s, w2x2 %s}', k, k * k, k, k * k)::weighted_stats AS weighted_stats
	FROM generate_series(1, $indexed) i, LATERAL (SELECT i::bigint % 1000000 AS k) v;
	-- what is large lies elsewhere, and has to be fetched
	CREATE UNLOGGED TABLE toasted (tally tally, filler text);
	ALTER TABLE toasted ALTER COLUMN filler SET STORAGE main;
	INSERT INTO toasted SELECT format('0..100 {%s%s}', i, repeat(',0', 100))::tally, repeat(i::text, 300) FROM generate_series(1, $indexed / 10) i;
	VACUUM ANALYZE");

# By how many kB the memory of a backend grows while it builds an index: the address space, since that has no buffers come and go.
# The library is there before: under a sanitizer it takes some megabytes.
sub growth
{
	my ($method, $table, $column) = @_;
	my $peak = "SELECT substring(pg_read_file('/proc/self/status', 0, 10000) FROM 'VmPeak:\\s+(\\d+) kB')";
	my ($before, $after) = split /\n/, $node->safe_psql('postgres', "LOAD 'csat'; SET maintenance_work_mem = '1MB'; SET max_parallel_maintenance_workers = 0;
		CREATE INDEX ON $table USING $method ($column) WHERE false; $peak; CREATE INDEX ON $table USING $method ($column); $peak");
	return $after - $before;
}

SKIP:
{
	skip 'memory is read in /proc', 10 if !-r '/proc/self/status';
	for my $method ('btree', 'hash')
	{
		for my $case (map({ [ 'kept', $_ ] } sort qw(rating rating_scale tally weighted_stats)), [ 'toasted', 'tally' ])
		{
			my ($table, $column) = @$case;
			my $kb = growth($method, $table, $column);
			cmp_ok($kb, '<=', 4096, "$method index on $column, $table: the backend grows by $kb kB");
		}
	}
}

diag("count: $rows answers grouped by $few and by $many keys, hashed, spilled and sorted");
$node->stop;
done_testing();

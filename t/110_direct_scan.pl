# The direct scan against the ordinary plan: random queries over random tables, every row compared, and every error.
# CSAT_SEED=n makes another run, CSAT_DIRECT_TABLES and CSAT_DIRECT_QUERIES make it longer (5 tables, 60 queries each).
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

my $seed = $ENV{CSAT_SEED} || 20261126;
my $tables = $ENV{CSAT_DIRECT_TABLES} || 5;
my $queries = $ENV{CSAT_DIRECT_QUERIES} || 60;
srand $seed;
note "CSAT_SEED=$seed";

my $node = PostgreSQL::Test::Cluster->new('direct');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', <<'CONF');
restart_after_crash = off
autovacuum = off
cpu_tuple_cost = 10
parallel_setup_cost = 0
parallel_tuple_cost = 0
min_parallel_table_scan_size = 0
max_parallel_workers_per_gather = 0
CONF
$node->start;
$node->safe_psql('postgres', "CREATE EXTENSION csat; CREATE TYPE mood AS ENUM ('bad', 'so so', 'good'); CREATE DOMAIN grade AS integer");
my $session = Wire->connect($node);
my $elder = Wire->connect($node);	# whose snapshot is older than the last changes

sub pick { return $_[ int rand @_ ] }
sub some { my ($p, @list) = @_; return grep { rand() < $p } @list }

# name => type, and the value of row i
my %columns = (
	score => [ 'integer', '(i * 7 + i / 13) % 11' ], small => [ 'smallint', '1 + (i * i) % 5' ], grade => [ 'grade', '1 + i % 7' ],
	words => [ 'text', q{(array['1', ' 2', '3.0', 'n/a', '5', ''])[1 + i % 6]} ], number => [ 'numeric', '(i % 9) / 2.0 + 1' ], float => [ 'double precision', '1 + i % 5' ],
	doc => [ 'jsonb', 'to_jsonb(1 + i % 5)' ], stars => [ 'rating', q{rating(i % 11, '0..10')} ], weight => [ 'double precision', '(i % 7) / 4.0' ],
	segment => [ 'integer', 'i % 37' ], big => [ 'bigint', '((i % 19)::bigint << 40) - (1::bigint << 42)' ], day => [ 'date', q{date '2026-01-01' + (i % 80)} ],
	at => [ 'timestamp', q{timestamp '2026-01-01' + (i % 300) * interval '7 hours'} ], zoned => [ 'timestamptz', q{timestamptz '2026-01-01 00:00+00' + (i % 70) * interval '1 day'} ],
	happy => [ 'boolean', 'i % 3 = 0' ], feeling => [ 'mood', q{(array['bad', 'so so', 'good'])[1 + i % 3]::mood} ],
	name => [ 'text', q{'name ' || i % 29} ], tag => [ 'varchar(30)', q{repeat('t', i % 4)} ], long => [ 'text', q{repeat(md5((i % 5)::text), 40 + i % 5 * 30)} ],
	letter => [ '"char"', 'chr(97 + i % 5)::"char"' ], padded => [ 'char(5)', q{(i % 6)::text} ]);
my @names = sort keys %columns;

# A table with its columns in any order among fillers, some dropped, some added later, and its rows changed a little.
sub make_table
{
	my ($partitioned) = @_;
	my @order = sort { rand() <=> 0.5 } @names;
	my @later = !$partitioned && rand() < 0.5 ? splice(@order, -int(rand 4) - 1) : ();
	my (@definitions, @values, @fillers);
	for my $name (@order)
	{
		if (rand() < pick(0.1, 1.5))
		{
			push @fillers, 'f' . @fillers;
			push @definitions, "$fillers[-1] " . pick('bigint', 'text', 'smallint', 'numeric');
			push @values, pick('NULL', '(i % 100)::text', 'NULL') =~ s/\(i % 100\)::text/(i % 100)/r;
		}
		my ($type, $value) = @{ $columns{$name} };
		my $nulls = pick(0, 0, 3, 10);
		push @definitions, "$name $type";
		push @values, $nulls ? "CASE WHEN (i * 31 + " . int(rand 50) . ") % $nulls = 0 THEN NULL ELSE $value END" : $value;
	}
	my $rows = pick(0, 50, 2000, 5000, 5000);
	my $columns = join ', ', map { s/ .*//sr } @definitions;
	my @sql = ('DROP TABLE IF EXISTS t CASCADE', 'CREATE TABLE t (' . join(', ', @definitions) . ')' . ($partitioned ? ' PARTITION BY LIST (segment)' : ''));
	push @sql, 'CREATE TABLE t_1 PARTITION OF t FOR VALUES IN (0, 1, 2, 3, 4, 5, NULL)', 'CREATE TABLE t_2 PARTITION OF t DEFAULT' if $partitioned;
	push @sql, "INSERT INTO t ($columns) SELECT " . join(', ', map { s/^\((i % 100)\)$/$1/r } @values) . " FROM generate_series(1, $rows) i";
	push @sql, map { "ALTER TABLE t DROP COLUMN $_" } some(0.3, @fillers);
	push @sql, map { "ALTER TABLE t ADD COLUMN $_ $columns{$_}[0] DEFAULT " . ($columns{$_}[1] =~ s/\bi\b/5/gr) } @later;
	push @sql, 'UPDATE t SET score = 12 WHERE ctid = (SELECT max(ctid) FROM t)' if rand() < 0.15;
	push @sql, 'ANALYZE t';
	push @sql, pick('VACUUM t', 'VACUUM FREEZE t') if rand() < 0.4;
	return @sql;
}

my @changes = (
	'UPDATE t SET score = (score + 1) % 11 WHERE segment % 5 = 1', 'DELETE FROM t WHERE segment % 7 = 2',
	'UPDATE t SET name = upper(name), tag = NULL WHERE segment = 3', 'INSERT INTO t SELECT * FROM t WHERE segment < 9',
	'UPDATE t SET weight = 0.5, small = 1 + small % 5 WHERE happy');

my @keys = (
	qw(score small grade segment big day at zoned happy feeling name tag long letter score small segment day happy feeling name number padded),
	q{date_trunc('month', day)}, q{date_trunc('week', at)}, q{extract(year FROM zoned)::int}, 'segment / 3', 'big > 0', 'upper(name)', q{coalesce(tag, '-')},
	q{to_char(day, 'YYYY-MM')}, 'segment % 2 = 0 AND happy', 'day + 1', 'length(long)', q{name || tag}, 'small::int + segment % 2');
my @scores = (
	'nps(score)', 'nps_ci(score)', 'csat(small)', 'csat_ci(small)', 'ces(grade::int)', 'ces_easy(grade)', q{tally(score, '0..10')}, q{tally(score, '0..10 missing 12')},
	q{tally(words, '1..5 missing "n/a"'::rating_scale)}, 'csat(number::float8)', q{tally(number, '1..5 step 0.5')}, q{csat(float)}, q{tally(doc, '1..5')}, 'nps(stars)', 'tally(stars)', 'csat(happy)',
	q{nps(score, '0..10', weight)}, q{tally(small, '1..5', weight)}, q{tally(score, '1..5 missing *')}, q{csat(words, '1..5')}, q{tally(score, scale)}, 'nps(score + small % 1)', 'retention(happy, big > 0)',
	q{nps(stars, weight)}, q{csi(score, '0..10', weight)}, q{csi(small, '1..5', abs(weight))}, q{tally(words, 'a < b missing *')}, q{nps(score) FILTER (WHERE segment % 3 = 1)}, q{csat(small) FILTER (WHERE name > 'name 2' AND happy)}, q{tally(score, '0..10') FILTER (WHERE NULL)});
my @beside = (
	'count(*)', 'count(small)', 'count(name)', 'count(*) FILTER (WHERE happy)', 'sum(small)', 'sum(score)', 'sum(big)', 'avg(small)', 'avg(score)', 'avg(big)', 'min(small)', 'max(score)', 'min(big)', 'max(day)',
	'min(at)', 'max(zoned)', 'count(tag)', 'max(small)', 'avg(float)');
my @conditions = (
	'segment < 12', 'segment >= 5', 'score <> 3', '7 > score', 'score = 4', 'small BETWEEN 2 AND 4', q{day >= '2026-01-20'}, q{at < '2026-02-01'}, q{zoned > '2026-01-10 00:00+00'}, 'happy', 'NOT happy',
	'score IS NOT NULL', 'name IS NULL', 'segment IS NULL OR segment > 30', q{name LIKE '%1%'}, q{feeling = 'good'}, 'big < 0', 'segment IN (1, 2, 3, 20)', 'length(long) > 1500', q{date_trunc('month', day) > '2026-01-15'},
	'segment / 3 = 2', 'score > 99', '100 / nullif(segment, 0) > 5', 'big <= 9223372036854775807', 'small < 32768', 'tag = \'tt\'', 'words IS NOT NULL');

sub make_query
{
	my @by = splice @{ [ sort { rand() <=> 0.5 } @keys ] }, 0, pick(0, 0, 1, 1, 1, 2, 3);
	my @aggregates = splice @{ [ sort { rand() <=> 0.5 } @scores ] }, 0, pick(1, 1, 2, 3);
	push @aggregates, splice @{ [ sort { rand() <=> 0.5 } @beside ] }, 0, pick(0, 0, 1, 3);
	my @where = splice @{ [ sort { rand() <=> 0.5 } @conditions ] }, 0, pick(0, 0, 1, 1, 2, 3);
	s/\bscale\b/'0..10'::rating_scale/ for @aggregates;
	my $sql = 'SELECT ' . join(', ', @by, @aggregates) . ' FROM t';
	$sql .= ' WHERE ' . join ' AND ', @where if @where;
	$sql .= ' GROUP BY ' . join ', ', 1 .. @by if @by;
	$sql .= ' HAVING count(*) > ' . int rand 20 if rand() < 0.15;
	return $sql;
}

# What a query gives: its rows in one order, or its error. Which row is off the scale first may differ. Where rows of a table are
# wrong in two ways, which of these is met first may differ too, as between two plans of core; either is an error of a score.
sub result_of
{
	my ($wire, $sql) = @_;
	my ($sqlstate, $error, @rows) = $wire->try($sql);
	$error =~ s/\bscore \S+/score N/;
	return $sqlstate ? "$sqlstate $error" : join "\n", sort map { join '|', map { $_ // 'NULL' } @$_ } @rows;
}

sub agree
{
	my @results = @_;
	return $results[0] eq $results[1] || 2 == grep { /^22(003|004|P02) (score N (is outside|lies between)|weight is|answer )/ } @results;
}

my ($direct, $all, $rows, $errors, $different) = (0) x 5;
sub compare
{
	my ($wire, $sql) = @_;
	my (@results, $plan);
	for my $setting ('on', 'off')
	{
		$wire->query("SET csat.direct_scan = $setting");
		$plan //= join "\n", map { $_->[0] } $wire->query("EXPLAIN $sql");
		push @results, result_of($wire, $sql);
	}
	$all++;
	return unless $plan =~ /CsatDirectScan/;
	$direct++;
	$rows += $results[0] =~ tr/\n// + 1;
	$errors++ if $results[0] =~ /^[0-9A-Z]{5} /;
	return if agree(@results);
	$different++;
	diag "$sql\n-- direct:\n", substr($results[0], 0, 1000), "\n-- ordinary:\n", substr($results[1], 0, 1000) if $different <= 5;
}

for my $table (1 .. $tables)
{
	my $partitioned = rand() < 0.25;
	for my $sql (make_table($partitioned))
	{
		my ($sqlstate, $error) = $session->try($sql);
		die "$sql: $error" if $sqlstate;
	}
	my $has_errors = ($session->query('SELECT count(*) FROM t WHERE score > 10'))[0][0] > 0;
	unless ($has_errors)
	{
		$elder->query('BEGIN ISOLATION LEVEL REPEATABLE READ');
		$elder->query('SELECT count(*) FROM t');
	}
	$session->query($_) for some(0.4, grep { !$partitioned || !/segment = / } @changes);
	for my $number (1 .. $queries)
	{
		$session->query('SET max_parallel_workers_per_gather = ' . pick(0, 0, 0, 2));
		$session->query('SET work_mem = ' . pick(q{'64kB'}, q{'4MB'}));
		$session->query('SET hash_mem_multiplier = ' . pick(1, 2));
		my $sql = make_query();
		compare($session, $sql);
		if (!$has_errors && $number % 5 == 0)
		{
			# older than the changes: what raises ends the transaction, so only what does not is compared
			$elder->query('SAVEPOINT s');
			compare_elder($sql);
		}
	}
	$elder->query('ROLLBACK') unless $has_errors;
}

sub compare_elder
{
	my ($sql) = @_;
	my @results;
	for my $setting ('on', 'off')
	{
		$elder->query("SET csat.direct_scan = $setting");
		push @results, result_of($elder, $sql);
		$elder->query('ROLLBACK TO s');
	}
	$all++;
	return if agree(@results);
	$different++;
	diag "of an older snapshot: $sql\n-- direct:\n", substr($results[0], 0, 1000), "\n-- ordinary:\n", substr($results[1], 0, 1000) if $different <= 5;
}

is($different, 0, "$all queries, $direct of them direct scans: $rows rows and $errors errors, all as in the ordinary plan (CSAT_SEED=$seed)");
cmp_ok($direct, '>', $all / 10, 'and many were direct scans');
cmp_ok($errors, '<', $direct / 2, 'few of them in vain');

done_testing();

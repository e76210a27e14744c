# The view of a roll-up as drivers see it: JDBC with its metadata, ODBC, psycopg2, node-postgres. Each is skipped where
# it is not installed. CSAT_NODE_MODULES may say where node finds pg.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('readers');
$node->init(extra => ['--encoding=UTF8', '--no-locale']);
$node->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'\n");
$node->start;
$node->safe_psql(
	'postgres', q{
	CREATE EXTENSION csat;
	CREATE TYPE region AS ENUM ('north', 'south');
	CREATE TABLE answers (at date, region region, score integer);
	INSERT INTO answers SELECT date '2025-01-01' + i % 59, (ARRAY['north', 'south'])[i % 2 + 1]::region, (i * 7) % 11 FROM generate_series(1, 600) AS i;
	SELECT csat_create_rollup('nps_monthly', 'answers', 'nps', 'score', '0..10', 'at', 'month', by => '{region}', target => 0);
	CREATE ROLE bi LOGIN;
	GRANT SELECT ON nps_monthly TO bi});
my $rows = $node->safe_psql('postgres', q{
	SELECT period || ' ' || region || ' ' || responses || ' ' || round(nps, 1) || ' ' || verdict FROM nps_monthly ORDER BY period, region});
is(scalar(split /\n/, $rows), 4, 'four rows to read');
my @columns = split /\n/, $node->safe_psql('postgres', q{
	SELECT attname FROM pg_attribute WHERE attrelid = 'nps_monthly'::regclass AND attnum > 0 ORDER BY attnum});
my ($port, $host) = ($node->port, '127.0.0.1');

# A reader's output, or undef if its test of being there fails.
sub output_of
{
	my ($is_there, $command) = @_;
	return undef if system("($is_there) >/dev/null 2>&1") != 0;
	my $output = `$command 2>&1`;
	note($output) if $?;
	return $output;
}

sub has_rows
{
	my ($reader, $output) = @_;
	return is(join("\n", (split /\n/, $output)[ -4 .. -1 ]), $rows, "$reader reads the rows");
}

SKIP:
{
	my $jar = $ENV{CSAT_JDBC} // '/usr/share/java/postgresql.jar';
	my $output = output_of("test -f $jar && command -v javac",
		"java -cp $jar t/readers/Read.java jdbc:postgresql://$host:$port/postgres bi");
	skip 'JDBC: no driver or no JDK (libpostgresql-jdbc-java, default-jdk-headless)', 4 unless defined $output;
	has_rows('JDBC', $output);
	like($output, qr/^VIEW nps_monthly: nps by month/, 'JDBC shows the comment of the view');
	my %types = $output =~ /^(\w+) ([A-Z]+): .+$/mg;
	is_deeply([ sort grep { $_ ne 'VIEW' } keys %types ], [ sort @columns ], 'JDBC knows every column, each with its comment');
	is(join(' ', sort keys %{ { map { $_ => 1 } values %types } }), 'BIGINT BIT DATE NUMERIC VARCHAR', 'and its plain types');
}

SKIP:
{
	my $output = output_of('command -v isql && odbcinst -q -d -n "PostgreSQL Unicode"',
		"echo \"SELECT period || ' ' || region || ' ' || responses || ' ' || round(nps, 1) || ' ' || verdict FROM nps_monthly ORDER BY period, region\""
		  . " | isql -b -x0x7c -k 'DRIVER=PostgreSQL Unicode;Servername=$host;Port=$port;Database=postgres;Username=bi;'");
	skip 'ODBC: no driver (unixodbc, odbc-postgresql)', 2 unless defined $output;
	has_rows('ODBC', $output);
	$output = output_of('true', "echo 'SELECT * FROM nps_monthly ORDER BY period, region' | isql -b -c -x0x7c -k 'DRIVER=PostgreSQL Unicode;Servername=$host;Port=$port;Database=postgres;Username=bi;'");
	my ($header) = grep { /period/ } split /\n/, $output;
	is($header, join('|', @columns), 'ODBC names the columns');
}

SKIP:
{
	my $python = -x '/usr/bin/python3' ? '/usr/bin/python3' : 'python3';
	my $output = output_of("$python -c 'import psycopg2'", "$python t/readers/read.py 'host=$host port=$port dbname=postgres user=bi'");
	skip 'psycopg2 is not installed (python3-psycopg2)', 2 unless defined $output;
	has_rows('psycopg2', $output);
	my %types = $output =~ /^(\w+) (\w+)$/mg;
	is_deeply([ @types{qw(period region responses nps lower verdict)} ], [qw(date str int Decimal Decimal str)], 'psycopg2 makes of them what Python has');
}

SKIP:
{
	local $ENV{NODE_PATH} = $ENV{CSAT_NODE_MODULES} // $ENV{NODE_PATH} // '/usr/share/nodejs';
	local @ENV{qw(PGHOST PGPORT PGUSER PGDATABASE)} = ($host, $port, 'bi', 'postgres');
	my $output = output_of(q{node -e 'require("pg")'}, 'node t/readers/read.js');
	skip 'node-postgres is not installed (npm install pg)', 2 unless defined $output;
	has_rows('node-postgres', $output);
	my %types = $output =~ /^(\w+) (\w+)$/mg;
	is_deeply([ @types{qw(period region responses nps verdict)} ], [qw(Date string string string string)], 'node-postgres hands numbers over as strings, as it always does');
}

done_testing();

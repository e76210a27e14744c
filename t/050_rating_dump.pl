# Dump, restore and binary COPY bring back the same ratings in columns of the same types; so does the extended protocol.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('ratings');
$node->init;
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(before after plain);
my $dir = PostgreSQL::Test::Utils::tempdir();

# A schema that is not on the search path, so that the dump has to name everything in full.
$node->safe_psql(
	'before', q{
	CREATE SCHEMA stats;
	CREATE EXTENSION csat SCHEMA stats;
	SET search_path = public, stats;
	CREATE DOMAIN star AS rating(1,5) CHECK (VALUE <> '3 of 1..5');
	CREATE TABLE reply (
		id integer PRIMARY KEY, five rating(1,5) NOT NULL, ten rating(0,10) DEFAULT 7, grade rating('1..6 reversed'), best rating('1..5 top 1'),
		any_scale rating DEFAULT '4 of 1..7', bare rating DEFAULT 3, many rating(1,5)[], star star,
		CHECK (five >= '1 of 1..5'), CHECK (ten <> rating(10, '0..10')));
	INSERT INTO reply (id, five, grade, best, many, star)
	SELECT i, 1 + i % 5, 1 + i % 6, 1 + i % 5, ARRAY[1 + i % 5, NULL]::rating(1,5)[], CASE WHEN i % 5 <> 2 THEN 1 + i % 5 END FROM generate_series(1, 200) i;
	UPDATE reply SET any_scale = rating(id / 35 * 0.2, '0..20 step 0.2'), bare = -id WHERE id % 7 = 0;
	CREATE INDEX ON reply (five, ten);
	CREATE INDEX ON reply USING hash (ten);
	CREATE TABLE by_five (five rating(1,5), n integer) PARTITION BY LIST (five);
	CREATE TABLE by_five_low PARTITION OF by_five FOR VALUES IN (1, 2, 3);
	CREATE TABLE by_five_high PARTITION OF by_five FOR VALUES IN ('4', '5 of 1..5');
	INSERT INTO by_five SELECT five, count(*) FROM reply GROUP BY five;
	CREATE VIEW score AS SELECT csat(five), nps(ten), tally(best), csi(five, 2) FROM reply;
	CREATE MATERIALIZED VIEW first_ones AS SELECT id, five, ten FROM reply WHERE id < 10;
});

my $columns = q{
	SELECT attrelid::regclass, attname, format_type(atttypid, atttypmod) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
	WHERE relnamespace = 'public'::regnamespace AND attnum > 0 ORDER BY relname COLLATE "C", attnum};
my $rows = q{SELECT reply::text, encode(stats.rating_send(five), 'hex') FROM reply ORDER BY id};
my $rest = q{SELECT score::text FROM score UNION ALL SELECT first_ones::text FROM first_ones
	UNION ALL SELECT tableoid::regclass || ' ' || by_five::text FROM by_five ORDER BY 1};
my %before = map { $_ => $node->safe_psql('before', $_) } $columns, $rows, $rest;

like($before{$columns}, qr/^reply\|grade\|stats\.rating\('1\.\.6 reversed'\)$/m, 'a modifier with a direction is shown');
for my $format (qw(plain custom))
{
	my $dump = "$dir/$format.dump";
	$node->command_ok([ 'pg_dump', '--no-sync', '-F', $format, '-d', $node->connstr('before'), '-f', $dump ], "dump, $format");
	my $database = $format eq 'plain' ? 'plain' : 'after';
	$node->command_ok($format eq 'plain'
		? [ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr($database), '-f', $dump ]
		: [ 'pg_restore', '--exit-on-error', '-d', $node->connstr($database), $dump ], "restore, $format");
	is($node->safe_psql($database, $columns), $before{$columns}, "column types, $format");
	is($node->safe_psql($database, $rows), $before{$rows}, "rows, $format");
	is($node->safe_psql($database, $rest), $before{$rest}, "views, partitions and scores, $format");
}

like(scalar $node->safe_psql('after', '\d public.reply'), qr/^five\|stats\.rating\('1\.\.5'\)\|\|not null\|$/m, '\d shows the modifier');
my ($status, $out, $err) = $node->psql('after', q{INSERT INTO reply (id, five) VALUES (1000, 9)});
like($err, qr/score 9 is outside scale 1\.\.5/, 'the restored column refuses what the first one did');
is($node->safe_psql('after', q{INSERT INTO reply (id, five) VALUES (1000, 4) RETURNING five, ten, any_scale, bare}), '4 of 1..5|7 of 0..10|4 of 1..7|3', 'and has its defaults');

# COPY from one server to the other, in text and in binary.
for my $format (qw(text binary))
{
	$node->safe_psql('before', "\\copy reply to '$dir/reply.$format' (format $format)");
	$node->safe_psql('after', "TRUNCATE reply; \n\\copy reply from '$dir/reply.$format' (format $format)");
	is($node->safe_psql('after', $rows), $before{$rows}, "COPY, $format");
}
# Binary ratings into columns of another scale, and bare ones into a column with a scale.
$node->safe_psql('before', "\\copy (SELECT five FROM reply) to '$dir/five.binary' (format binary)");
$node->safe_psql('before', "\\copy (SELECT stats.rating '2' FROM reply) to '$dir/bare.binary' (format binary)");
($status, $out, $err) = $node->psql('after', "CREATE TABLE ten (r stats.rating(0,10)); \n\\copy ten from '$dir/five.binary' (format binary)");
like($err, qr/rating 2 of 1\.\.5 is not on scale 0\.\.10/, 'binary COPY refuses another scale');
is($node->safe_psql('after', "\\copy ten from '$dir/bare.binary' (format binary)\nSELECT DISTINCT r::text FROM ten"), '2 of 0..10', 'binary COPY gives a bare score the scale of its column');

# Parameters of the extended protocol, whose types the server finds out: as drivers send them.
my $script = "$dir/insert.sql";
append_to_file($script, "\\set score 4\nINSERT INTO reply (id, five, ten, many) VALUES (2000, :score, :score, ARRAY[:score, 1]::stats.rating(1,5)[]);\n");
for my $mode (qw(extended prepared))
{
	$node->safe_psql('after', 'DELETE FROM reply WHERE id = 2000');
	$node->command_ok([ 'pgbench', '-n', '-M', $mode, '-t', '1', '-f', $script, '-d', $node->connstr('after') ], "a parameter, $mode");
	is($node->safe_psql('after', 'SELECT five, ten, many FROM reply WHERE id = 2000'), '4 of 1..5|4 of 0..10|{"4 of 1..5","1 of 1..5"}', "is a rating, $mode");
}
append_to_file("$dir/bad.sql", "\\set score 9\nUPDATE reply SET five = :score WHERE id = 1;\n");
$node->command_checks_all([ 'pgbench', '-n', '-M', 'prepared', '-t', '1', '-f', "$dir/bad.sql", '-d', $node->connstr('after') ],
	2, [qr/./], [qr/score 9 is outside scale 1\.\.5/], 'a parameter off the scale is refused');

done_testing();

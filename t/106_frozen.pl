# Values live in tables, dumps and other servers for years. t/frozen has, for every released version, the text, the binary form
# and the stored bytes of values of every type, as that version wrote them: each is read back as the same value for ever.
# CSAT_FREEZE=1.1 writes the files of a new version; those of a released one are never written again.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

my $node = PostgreSQL::Test::Cluster->new('frozen');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
# A value's stored bytes are those of a type that prints its own, and is aligned alike.
my %stored_as = (rating_scale => 'bytea', tally => 'wide_bytea', weighted_stats => 'wide_bytea', rating => 'xid8');
$node->safe_psql('postgres', <<'SQL');
CREATE TYPE wide_bytea;
CREATE FUNCTION wide_in(cstring) RETURNS wide_bytea LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
CREATE FUNCTION wide_out(wide_bytea) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
CREATE TYPE wide_bytea (INPUT = wide_in, OUTPUT = wide_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended);
SQL
$node->safe_psql('postgres', join '; ', 'CREATE EXTENSION csat', map { "CREATE CAST ($_ AS $stored_as{$_}) WITHOUT FUNCTION; CREATE CAST ($stored_as{$_} AS $_) WITHOUT FUNCTION" } sort keys %stored_as);
my $wire = Wire->connect($node);
my %oid = map { $_->[0] => $_->[1] } $wire->query(q{SELECT typname, oid FROM pg_type});
my $little_endian = unpack('C', pack 'S', 1);

# What is written down of a value: its text, binary form and stored bytes.
sub forms
{
	my ($type, $expression) = @_;
	return @{ ($wire->query("SELECT v, encode(${type}_send(v), 'hex'), v::$stored_as{$type} FROM (SELECT $expression AS v OFFSET 0) AS s"))[0] };
}

sub literal { return "'" . $_[0] =~ s/'/''/gr . "'" }

sub freeze
{
	my ($version) = @_;
	my %values = (
		rating_scale => [
			'1..5', '0..10 missing 11', '1..10 top 3', '1..10 step 0.5', '1..7 reversed top 1 missing 99, -1, n/a', '0..100', '0..1', '-2000..8000 step 100',
			'-3..3 step 0.125 missing *', 'bad < good missing offered, unoffered', 'Ontevreden | Dissatisfied < Neutraal | Neutral < Tevreden | Satisfied',
			'"a < b" | c < "say ""so""" < "missing" top 1 missing "x, y", 9', '0..10 labelled missing 99', '5 < 4 < 3 | 2.5 < 1 missing n/a', 'bad | 0 < good | 1 top 1 missing *',
			"\xc3\x84\xc3\x96 < \xce\xa3\xce\xaf | \xe1\xba\x9e < \xf0\x9f\x98\x80", '1..5 step 0.001' =~ s/step 0.001/step 0.04/r ],
		rating => [ '4', '-0.125', '8000', '1 of 1..5', '5 of 1..5', '4 of 1..5 top 1', '9.5 of 1..10 step 0.5 top 3', '-3 of -3..3 reversed', '0 of 0..10', '100 of 0..100', '8000 of -2000..8000 step 100', '1 of 0..1' ],
		tally => [
			'{}', '{} missing 7', '{} missing 9223372036854775807', '1..5 top 2 {12,30,80,210,168} missing 7', '1..5 top 2 {0,0,0,0,0}', '0..1 {1,2}', '1..2 {1:0.5:0.25,2:3:5}',
			'0..10 {0,0,0,0,0,0,0,0,0,0,9223372036854775807}', '1..3 reversed top 1 {0,1:2147483648:4611686018427387904,0}', '1..3 step 0.5 {1,2,3,4,5}',
			'1..2 {1:0.00000000000000000005:0.0000000000000000000000000000000000000029,0} missing 1', '0..10 {1:0.3:0.09,0,0,0,0,0,0,0,2:0.1:0.01,0,5:7:11}',
			'-3..3 step 1 {1,2,3,4,5,6,7}', '0..100 {' . join(',', map { $_ * $_ } 0 .. 100) . '}', '0..100 top 1 {' . join(',', map { $_ % 3 ? 0 : '3:1.75:1.3125' } 0 .. 100) . '} missing 12' ],
		weighted_stats => [
			'{}', '{} missing 1:0.5', '{n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73} missing 1:0.5', '1..5 top 2 {n 1, w 1, wx 3, wx2 9, w2 1, w2x 3, w2x2 9}',
			'{n 1, w 0.5, wx -2.5, wx2 12.5, w2 0.25, w2x -1.25, w2x2 6.25}', '0..10 {n 1, w 1, wx 0, wx2 0, w2 1, w2x 0, w2x2 0} missing 3:7.25' ]);
	# Sums that come from rows, with all their digits.
	my %computed = (
		tally => [ q{(SELECT tally(i % 11, '0..10', i / 7.0::float8) FROM generate_series(1, 1000) AS i)}, q{(SELECT tally(i % 9 / 2.0 + 1, '1..5 step 0.5', sqrt(i)) FROM generate_series(1, 500) AS i)} ],
		weighted_stats => [ q{(SELECT weighted_stats(sin(i) * 100, sqrt(i)) FROM generate_series(1, 1000) AS i)} ]);
	die "t/frozen/$version is there: what a version has written is not written again\n" if -d "t/frozen/$version";
	mkdir "t/frozen/$version";
	for my $type (sort keys %values)
	{
		open my $file, '>', "t/frozen/$version/$type" or die;
		print $file join("\t", forms($type, $_)), "\n" for (map { literal($_) . "::$type" } @{ $values{$type} }), @{ $computed{$type} // [] };
		close $file;
	}
}

freeze($ENV{CSAT_FREEZE}) if $ENV{CSAT_FREEZE};

# Something to read: files of every type, with values enough. Fewer than there were is a file that was cut.
my %least = (rating_scale => 17, rating => 12, tally => 17, weighted_stats => 7);
for my $type (sort keys %least)
{
	my $lines = eval { scalar(split /\n/, slurp_file("t/frozen/1.0/$type")) } // 0;
	cmp_ok($lines, '>=', $least{$type}, "1.0 wrote $lines values of $type");
}
is($node->safe_psql('postgres', q{SELECT string_agg(typname, ' ' ORDER BY typname) FROM pg_type JOIN pg_depend ON objid = pg_type.oid AND classid = 'pg_type'::regclass AND refclassid = 'pg_extension'::regclass WHERE typtype = 'b' AND typelem = 0}),
	join(' ', sort keys %least), 'that is every type with bytes of its own');

my $frozen = 0;
for my $file (glob 't/frozen/*/*')
{
	my ($version, $type) = $file =~ m{([^/]+)/([^/]+)$};
	my @lines = split /\n/, slurp_file($file);
	$frozen += @lines;
	my @wrong;
	my ($sqlstate, $error) = $wire->prepare("read_$version$type", "SELECT \$1::$type", $oid{$type});
	die "$error\n" if $sqlstate;
	for (@lines)
	{
		my ($text, $binary, $stored) = split /\t/;
		my @forms = forms($type, literal($text) . "::$type");
		push @wrong, "text $text: $forms[0]" if $forms[0] ne $text;
		push @wrong, "binary of $text: $forms[1]" if $forms[1] ne $binary;
		push @wrong, "stored bytes of $text: $forms[2]" if $little_endian && $forms[2] ne $stored;
		$wire->send(Wire::execution("read_$version$type", 1, pack 'H*', $binary));
		($sqlstate, $error, my @rows) = $wire->until_ready;
		push @wrong, "from binary $text: $error" . ($rows[0][0] // '') if $sqlstate || $rows[0][0] ne $text;
		next unless $little_endian;
		($sqlstate, $error, @rows) = $wire->try('SELECT ' . literal($stored) . "::$stored_as{$type}::$type");
		push @wrong, "from stored bytes $text: $error" . ($rows[0][0] // '') if $sqlstate || $rows[0][0] ne $text;
	}
	is_deeply(\@wrong, [], scalar(@lines) . " values of $type as $version wrote them are the same as text, in binary and as stored");
}

diag("count: $frozen values as earlier builds wrote them, each read back as text, in binary and as stored");

# The layout itself: what a tally takes on disk says whether something crept in.
is($node->safe_psql('postgres', q{SELECT pg_column_size('{}'::tally), pg_column_size('1..5 {1,2,3,4,5}'::tally), pg_column_size('1..5 {1:2:4,0,0,0,0}'::tally),
	pg_column_size('{}'::weighted_stats), pg_column_size('4 of 1..5'::rating)}), '24|64|304|224|8', 'sizes in bytes');

done_testing();

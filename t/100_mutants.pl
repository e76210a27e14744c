# Whatever bytes come in, as text, in binary, by COPY or as arguments of any function: the server stays up, and every answer
# is a value or an error that says what is wrong with it. Sends CSAT_MUTANTS values (200000); CSAT_MUTANT_SEED repeats a run.
use strict;
use warnings;

use lib 't/lib';
use Mutant;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use List::Util qw(sum);
use Test::More;
use Time::HiRes 'time';
use Wire;

my $wanted = $ENV{CSAT_MUTANTS} || 200_000;
my $seed = $ENV{CSAT_MUTANT_SEED} // time % 1_000_000 | 0;
srand $seed;

my $node = PostgreSQL::Test::Cluster->new('mutants');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "restart_after_crash = off\nlog_min_messages = panic\nlog_min_error_statement = panic");
$node->start;
$node->safe_psql('postgres', q{CREATE EXTENSION csat; CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy')});
my $wire = Wire->connect($node);
$wire->query("SET statement_timeout = '20s'");

# Class 22 is bad data, 54 a limit of the server. A type modifier may also be no SQL and a roll-up of nothing that is there,
# which is class 42, or not possible as things are.
# Neither a division by zero nor a floating-point exception is an answer.
my $proper = qr/^(22(?!012|P01)|54000)/;

my %values = (
	rating_scale => [
		'1..5', '0..10 missing 11', '1..10 top 3', '1..10 step 0.5', '1..7 reversed top 1 missing 99, -1, n/a', '0..100',
		'-3..3 step .125 missing *', 'bad < good missing offered, unoffered', '"a < b" | c < "say ""so""" < d top 1',
		"\xc3\x84\xc3\x96 < \xce\xa3\xce\xaf | \xe1\xba\x9e < x" ],
	tally => [
		'{}', '{} missing 7', '1..5 top 2 {12,30,80,210,168} missing 7', '1..2 {1:0.5:0.25,2:3:5}', '0..1 {1,2}',
		'0..10 {1,2,3,4,5,6,7,8,9,10,11} missing 3', '0..10 {0,0,0,0,0,0,0,0,0,0,9223372036854775807}',
		'1..3 reversed top 1 {0,1:2147483648:4611686018427387904,0}', '1..7 {0,0,0,0,0,0,0}',
		'0..10 {1:0.3:0.09,0,0,0,0,0,0,0,2:0.1:0.01,0,5:7:11}' ],
	weighted_stats => [
		'{}', '{} missing 1:0.5', '{n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73} missing 1:0.5',
		'1..5 top 2 {n 1, w 1, wx 3, wx2 9, w2 1, w2x 3, w2x2 9}',
		'{n 1, w 0.5, wx -2.5, wx2 12.5, w2 0.25, w2x -1.25, w2x2 6.25}' ],
	rating => [ '4', '4 of 1..5', '9.5 of 1..10 step 0.5 top 3', '-3 of -3..3 reversed', '4 of 1..5 top 1', '0 of 0..10', '11 of 0..100', '2 of 1..5' ]);
my @types = sort keys %values;
$values{score_interval} = [ '(10,5,20,100,90.5,4.2)', '(,,,,,)' ];
$values{int2} = $values{int4} = $values{int8} = [qw(-1 0 1 2 3 4 5 7 9 10 11 32767)];
push @{ $values{int8} }, qw(9223372036854775807 -9223372036854775808);
$values{float8} = [qw(0 1 2 3 4.5 5 9 10 0.95 0.5 95 1e-300 1e300 -1 2147483648 5e-324 Infinity -Infinity NaN -0)];
$values{numeric} = [qw(0 1 2 3.00 4.5 5 10 0.95 1e30 -1e-30 1e-200 1e300 NaN Infinity -Infinity)];
$values{bool} = [qw(t f)];
$values{text} = [
	'', ' ', '3', ' 9.0 ', 'good', 'n/a', 'wilson', 'wilson cc', 'clopper_pearson', 'jeffreys', 'wald', 'adjusted wald', 'score',
	't', 'welch', 'newcombe', 'holm', 'by', 'kish', 'linear', 'x' x 3000, "\xc3\x96" ];
$values{jsonb} = [ '3', '"4"', 'null', 'true', '[1]', '{"a": 1}', '"good"', '4.50', '1e400', '""' ];
$values{_float8} = [ '{1,1,1}', '{0.3885,0.3190,0.2925}', '{20,20,20,20,20}', '{}', '{NULL,1}', '{{1,2},{3,4}}', '{NaN,1,1}' ];
$values{$_} = ['sad'] for qw(anyenum mood);

my %type_oid = map { $_->[0] => $_->[1] } $wire->query(q{SELECT typname, oid FROM pg_type});
# For roll-ups: a source, and words that some of their arguments understand.
$wire->query(q{CREATE TABLE answers (score integer, at timestamptz, region text); INSERT INTO answers VALUES (9, '2025-01-01', 'n'), (3, '2025-02-01', 's')});
my @rollup_words = qw(nps csat ces live scheduled day month year UTC Europe/Amsterdam r1 public.r2 r1 score>3 random()>0);
@values{qw(regclass name _name timestamptz)} = ([qw(answers answers answers pg_class 0)], [qw(score at region nope ctid)], [ '{region}', '{}', '{nope}', '{NULL}' ], [ '2025-01-15', 'infinity' ]);
my (%answers, %bad);
my $sent = 0;

# Send commands and count the answers, each of which came from what is said beside it.
sub send_all
{
	my ($kind, @pairs) = @_;
	my @answer = $wire->pipeline(map { $_->[0] } @pairs);
	$sent += @answer;
	for my $i (0 .. $#answer)
	{
		my ($sqlstate, $error) = @{ $answer[$i] };
		$answers{$kind}{ $sqlstate || 'accepted' }++;
		next if !$sqlstate || $sqlstate =~ $proper;
		next if $kind eq 'damaged value' && $sqlstate eq 'XX001';
		next if $kind eq 'type modifier' && $sqlstate =~ /^(42|0A)/;
		next if $kind eq 'roll-up call' && $sqlstate =~ /^(42|0A|25|3F|23|55)/;
		$bad{"$kind: $sqlstate $error"} //= $pairs[$i][1];
	}
}

# ---- values as text and in binary, as parameters and by COPY; what is accepted is written out again ----

my %binary;
for my $type (@types)
{
	$binary{$type} = [ map { pack 'H*', (($wire->query("SELECT encode(${type}_send('" . s/'/''/gr . "'), 'hex')"))[0][0]) } @{ $values{$type} } ];
	$wire->query("CREATE UNLOGGED TABLE copied_$type (v $type)");
	my ($sqlstate, $error) = $wire->prepare("echo_$type", "SELECT \$1, ${type}_send(\$1)" . ($type eq 'rating' ? '' : ", ${type}_hash(\$1), \$1 = \$1"), $type_oid{$type});
	die "$error\n" if $sqlstate;
}

sub parameters
{
	my ($type, $format) = @_;
	my $valid = $format ? $binary{$type} : $values{$type};
	send_all($format ? 'binary parameter' : 'text parameter', map {
			my $mutant = Mutant::mutant(Mutant::pick(@$valid), @$valid);
			[ Wire::execution("echo_$type", $format, $mutant), "$type " . unpack 'H*', $mutant ]
		} 1 .. 50);
}

sub copies
{
	my ($type, $format) = @_;
	my $valid = $format ? $binary{$type} : $values{$type};
	my $with = $format ? '(FORMAT binary)' : '(FORMAT csv, QUOTE E\'\\x01\', DELIMITER E\'\\x02\')';
	send_all($format ? 'binary COPY' : 'text COPY', map {
			my $mutant = Mutant::mutant(Mutant::pick(@$valid), @$valid);
			my $data = $format ? "PGCOPY\n\xff\r\n\0" . pack('NNnN', 0, 0, 1, length $mutant) . $mutant . pack('n', 0xffff) : "$mutant\n";
			[ Wire::copy("COPY copied_$type FROM STDIN $with", $data), "$type " . unpack 'H*', $mutant ]
		} 1 .. 20);
}

# ---- stored bytes that are not what we wrote: a damaged disk, or a superuser's cast ----

my %stored_as = (rating_scale => 'bytea', tally => 'wide_bytea', weighted_stats => 'wide_bytea', rating => 'xid8');
$wire->query(<<'SQL');
	CREATE TYPE wide_bytea;
	CREATE FUNCTION wide_in(cstring) RETURNS wide_bytea LANGUAGE internal IMMUTABLE STRICT AS 'byteain';
	CREATE FUNCTION wide_out(wide_bytea) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'byteaout';
	CREATE TYPE wide_bytea (INPUT = wide_in, OUTPUT = wide_out, INTERNALLENGTH = VARIABLE, ALIGNMENT = double, STORAGE = extended)
SQL
my %uses = (
	rating_scale => [ '%s', '%s = %s', 'rating_scale_hash(%s)', 'csat(3, %s)', q{csat('good'::text, %s)}, 'nps(9.5, %s)', 'tally(3, %s, 0.5)', 'csi(3, %s, 1)', 'rating(3, %s)', 'nps_group(9, %s)', 'rescale(3.5, %s)', 'acsi(1, 2, 3, %s)' ],
	tally => [ '%s', '%s = %s', 'tally_hash(%s)', 'csat(%s)', 'mean(%s)', 'median(%s)', 'sum(%s)', '%s + %s', '%s::jsonb', 'counts(%s)', 'csat_ci(%s)', 'mean_compare(%s, %s)', 'sparkline(%s)', 'tally_accum(%s, 3)' ],
	weighted_stats => [ '%s', '%s = %s', 'mean(%s)', 'stderr(%s)', 'sum(%s)', '%s - %s', 'mean_ci(%s)', 'weighted_stats_accum(%s, 1, 1)' ],
	rating => [ '%s', '%s = %s', 'csat(%s)', 'tally(%s, 2)', '%s::numeric', 'csi(%s, 1)', 'rating_hash(%s)' ]);
my (%stored, @uses);
for my $type (@types)
{
	$wire->query("CREATE CAST ($type AS $stored_as{$type}) WITHOUT FUNCTION; CREATE CAST ($stored_as{$type} AS $type) WITHOUT FUNCTION");
	$stored{$type} = [ map { (($wire->query("SELECT v::$stored_as{$type} FROM (SELECT '" . s/'/''/gr . "'::$type AS v OFFSET 0) AS s"))[0][0]) } @{ $values{$type} } ];
	for my $use (@{ $uses{$type} })
	{
		my $sql = 'SELECT ' . $use =~ s/%s/v/gr . " FROM (SELECT \$1::$stored_as{$type}::$type AS v OFFSET 0) AS s";
		my ($sqlstate, $error) = $wire->prepare('u' . @uses, $sql);
		die "$error: $sql\n" if $sqlstate;
		push @uses, [ 'u' . @uses, $type, $sql ];
	}
}

sub damage
{
	send_all('damaged value', map {
			my ($statement, $type, $sql) = @{ Mutant::pick(@uses) };
			my $stored = Mutant::pick(@{ $stored{$type} });
			$stored = $type eq 'rating' ? unpack('Q>', Mutant::mutant(pack 'Q>', $stored) . "\0" x 8)
			  : '\\x' . unpack 'H*', Mutant::mutant(pack 'H*', substr $stored, 2);
			[ Wire::execution($statement, 0, $stored), "$sql <- $stored" ]
		} 1 .. 50);
}

# ---- every function, with arguments of which some are mutants ----

my @functions;
for my $function ($wire->query(<<'SQL'))
	SELECT p.oid, p.proname, p.prokind, p.proretset,
		ARRAY(SELECT t.typname FROM unnest(p.proargtypes) WITH ORDINALITY a (type, n) JOIN pg_type t ON t.oid = a.type ORDER BY n),
		p.provariadic <> 0
	FROM pg_proc p JOIN pg_depend d ON d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'e'
	WHERE d.refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	  AND NOT p.proargtypes::regtype[] && ARRAY['internal', 'cstring']::regtype[] AND p.prorettype <> 'trigger'::regtype
	ORDER BY p.oid
SQL
{
	my ($oid, $name, $kind, $is_set, $types, $variadic) = @$function;
	my @types = map { $_ eq 'anyenum' ? 'mood' : $_ } $types =~ /\w+/g;
	next if grep { !$values{$_} } @types or $name eq 'csat_report_refuse';    # whose errors are what it is asked for
	my $call = "$name(" . join(', ', map { ($variadic eq 't' && $_ == @types ? 'VARIADIC ' : '') . "\$$_" } 1 .. @types) . ')';
	my @forms =
	    $is_set eq 't' ? ("SELECT * FROM $call")
	  : $kind eq 'f' ? ("SELECT $call")
	  : $kind eq 'w' ? ("SELECT $call OVER () FROM generate_series(1, 2)")
	  : ("SELECT $call FROM generate_series(1, 2)", "SELECT $call OVER (ORDER BY i ROWS 1 PRECEDING) FROM generate_series(1, 4) AS i");
	for my $sql (@forms)
	{
		my $statement = 'f' . @functions;
		my ($sqlstate, $error) = $wire->prepare($statement, $sql, map { $type_oid{$_} } @types);
		$bad{"$sql: $sqlstate $error"} = 'prepare' if $sqlstate && $sqlstate ne '22023';
		push @functions, [ $statement, $sql, @types ] unless $sqlstate;
	}
}

sub argument
{
	my ($type, $is_rollup) = @_;
	my $value = Mutant::pick(@{ $values{$type} }, $type eq 'text' && $is_rollup ? @rollup_words : ());
	my $chance = rand;
	return undef if $chance < 0.03;
	return $chance < 0.12 ? Mutant::mutant($value) : $value;
}

sub calls
{
	my ($kind, $times, @callable) = @_;
	send_all($kind, map {
			my ($statement, $sql, @types) = @{ Mutant::pick(@callable) };
			my @arguments = map { argument($_, $kind eq 'roll-up call') } @types;
			if ($sql =~ /csat_create_rollup/)    # nothing would come of it if all were random
			{
				my @usual = ('r' . int(rand 3), 'answers', 'nps', 'score', '0..10', 'at', 'day', '{region}', 'live', undef, undef, undef, 'f', undef, 'UTC');
				$arguments[$_] = $usual[$_] for grep { rand() < 0.9 } 0 .. $#usual;
			}
			[ Wire::execution($statement, 0, @arguments), "$sql <- " . join ' ; ', map { $_ // 'NULL' } @arguments ]
		} 1 .. $times);
}

# ---- type modifiers of rating ----

sub modifiers
{
	my @valid = ("'1..5'", '1,5', '0,10', '5', "'1..7 reversed'", "'1..5 top 1'", "'1..5 step 0.5'");
	send_all('type modifier', map {
			my $mutant = Mutant::mutant(Mutant::pick(@valid)) =~ tr/\0//dr;
			[ Wire::message('Q', "SELECT '4'::rating($mutant), format_type(" . $type_oid{rating} . ', ' . int(rand 2**31) . ")\0"), $mutant ]
		} 1 .. 20);
}

my @rollup_functions = grep { $_->[1] =~ /_rollup|csat_report|csat_chart/ } @functions;
my @plain_functions = grep { $_->[1] !~ /_rollup|csat_report|csat_chart/ } @functions;
my $started = time;
while ($sent < $wanted)
{
	for my $type (@types)
	{
		for my $format (0, 1)
		{
			parameters($type, $format) for 1 .. 4;
			copies($type, $format);
		}
		$wire->query("TRUNCATE copied_$type") if rand() < 0.01;
	}
	modifiers();
	damage() for 1 .. 4;
	calls('function call', 50, @plain_functions) for 1 .. 20;
	calls('roll-up call', 20, @rollup_functions) if @rollup_functions;
	$wire->query("INSERT INTO answers SELECT * FROM answers LIMIT 2");
}

diag(sprintf 'count: %d damaged values and calls with them sent in %d s (CSAT_MUTANT_SEED=%d), %d functions in %d forms', $sent, time - $started, $seed,
	scalar(keys %{ { map { $_->[1] =~ /(\w+\()/ => 1 } @functions } }), scalar @functions);
for my $kind (sort keys %answers)
{
	diag("  $kind: ", join ', ', map { "$answers{$kind}{$_} $_" } sort keys %{ $answers{$kind} });
	# Of a few none may be, by chance.
	my $tries = sum(values %{ $answers{$kind} });
	cmp_ok($answers{$kind}{accepted} // 0, '>', $tries < 1000 ? -1 : 0, "$kind: mutants are near enough to be accepted at times");
}
is_deeply(\%bad, {}, 'every answer is a value or a proper error');
is($node->safe_psql('postgres', 'SELECT 1'), '1', 'the server is up');
is(($wire->query('SELECT count(*) > 100 FROM pg_type'))[0][0], 't', 'in the session that took it all');
unlike(slurp_file($node->logfile), qr/PANIC|terminated by signal|TRAP/, 'no crash in its log');

done_testing();

# Objects of another user, ahead of ours or of PostgreSQL's in the search path or in the schema we are installed in, run no
# code and change no result. No function runs with its owner's rights, and PUBLIC may write nothing.
use strict;
use warnings;

use lib 't/lib';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Wire;

my $node = PostgreSQL::Test::Cluster->new('hostile');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->append_conf('postgresql.conf', "log_statement = none");
$node->start;

my $sources = join "\n", map { slurp_file($_) } 'csat--1.0.sql', glob('src/*/*.c');
my $ours = q{(SELECT classid, objid FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
	AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat'))};

# ---- traps: functions and operators that note that they were called ----

# What a trap does goes to the server's log, where no rollback takes it back, with who runs it.
sub trap_body { return "BEGIN RAISE LOG 'SPRUNG % as % in a session of %', \$\$$_[0]\$\$, current_user, session_user; RETURN NULL; END" }

# trap_functions($schema, $exact): one for every function of PostgreSQL that our sources name. With $exact, with the same
# arguments, to be found first; else with texts, a better match for literals than arguments of any type or number.
sub trap_functions
{
	my ($schema, $exact) = @_;
	my %names = map { lc($_) => 1 } $sources =~ /\b(\w+)\s*\(/g;
	my $names = join ', ', map { "'$_'" } sort keys %names;
	my @signatures = $exact
	  ? split /\n/, $node->safe_psql('hostile', qq{
		SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ') RETURNS ' || pg_get_function_result(oid) FROM pg_proc
		WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND proname IN ($names)
		  AND NOT proargtypes::regtype[] && ARRAY['internal', 'cstring', '"any"']::regtype[]
		  AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype)})
	  : map { my $name = $_; map { "$name(" . join(', ', ('text') x $_) . ') RETURNS text' } 1 .. 9 }
	  split /\n/, $node->safe_psql('hostile', "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ($names)");
	return make('', map { "CREATE FUNCTION $schema.$_ LANGUAGE plpgsql AS \$trap\$" . trap_body("function $_") . '$trap$' } @signatures);
}

# The operators of PostgreSQL's most used types, each as a trap; and for texts that meet other types.
sub trap_operators
{
	my ($schema) = @_;
	my @operators = split /\n/, $node->safe_psql('hostile', q{
		SELECT oprname || ' ' || oprleft::regtype || ', ' || oprright::regtype || ', ' || oprresult::regtype FROM pg_operator
		WHERE oprnamespace = 'pg_catalog'::regnamespace AND oprleft <> 0
		  AND ARRAY[oprleft, oprright]::regtype[] <@ ARRAY['smallint', 'integer', 'bigint', 'numeric', 'float8', 'text', 'name', 'oid',
			'boolean', '"char"', 'date', 'timestamptz', 'interval', 'regclass', 'jsonb', 'text[]']::regtype[]});
	my ($n, @sql) = (0);
	for (@operators, '|| text, integer, text', '= text, name, boolean', '= name, varchar, boolean', '+ numeric, integer, numeric')
	{
		my ($name, $left, $right, $result) = /^(\S+) (.+), (.+), (.+)$/;
		my $function = "$schema.trap_" . $n++;
		push @sql, "CREATE FUNCTION $function($left, $right) RETURNS $result LANGUAGE plpgsql AS \$trap\$"
		  . trap_body("operator $name ($left, $right)") . '$trap$; '
		  . "CREATE OPERATOR $schema.$name (LEFTARG = $left, RIGHTARG = $right, FUNCTION = $function)";
	}
	return make('', @sql);
}

# as format_type writes them
my @plain = split /,\s*/, 'text, character varying, character, name, "char", smallint, integer, bigint, numeric, real, double precision, boolean, json, jsonb, date, '
  . 'timestamp with time zone, interval, regclass, text[], integer[], double precision[], anyelement, anyarray, anynonarray, anycompatible, anycompatiblearray';
my @own = qw(home.tally home.rating_scale home.rating home.weighted_stats anyenum);

# Lists of arguments beside those of a function of ours: each argument of another type, all of one type, the first of them alone,
# which is how a function with defaults is called, and any number of them.
sub lists_beside
{
	my ($types, @list) = @_;
	my @lists = map { my $type = $_; [ map { $type } @list ] } @$types;
	for my $at (0 .. $#list)
	{
		my @first = @list[ 0 .. $at - 1 ];
		push @lists, [ @first, $list[$at] ];
		push @lists, map { [ @first, $_, @list[ $at + 1 .. $#list ] ] } @$types;
		push @lists, map { [ @first, "VARIADIC $_" ] } grep { /\[\]|array$/ && !/non/ } @$types;
	}
	return grep { "@$_" !~ /internal|cstring|"any"/ } @lists;
}

# Traps under every name of ours, made by a role that may create in the schema we are in, of the types that there are by now.
sub trap_ours
{
	my ($types, $functions, $operators) = @_;
	my %known = map { $_ => 1 } @$types;
	my $today = sub { !/^home/ || $known{$_} ? $_ : 'text' };
	my (%heads, @sql);
	for (@$functions)
	{
		my ($name, $result, $list) = @$_;
		($result) = map { /trigger|record|cstring|internal/ ? 'text' : $today->() } $result;
		$heads{"home.$name(" . join(', ', @$_) . ')'} //= $result for lists_beside($types, map { $today->() } split /,/, $list);
	}
	# one with just our arguments would keep us from being installed
	my %ours = map { ("home.$_->[0](" . join(', ', split /,/, $_->[2]) . ')') => 1 } @$functions;
	delete @heads{ grep { $ours{s/VARIADIC //r} } keys %heads };
	push @sql, map { "CREATE FUNCTION $_ RETURNS $heads{$_} LANGUAGE plpgsql AS \$trap\$" . trap_body("function $_") . '$trap$' } sort keys %heads;
	for my $name (@$operators)
	{
		my $result = $name =~ /[<>=]/ ? 'boolean' : 'home.tally';
		for my $pair (map { my $own = $_; map { ([ $own, $_ ], [ $_, $own ]) } @$types } grep { /^home/ } @$types)
		{
			my ($arguments, $function) = (join(', ', @$pair), 'home.trap_ours_' . @sql);
			push @sql, "CREATE FUNCTION $function($arguments) RETURNS $result LANGUAGE plpgsql AS \$trap\$" . trap_body("operator $name ($arguments)")
			  . "\$trap\$; CREATE OPERATOR home.$name (LEFTARG = $pair->[0], RIGHTARG = $pair->[1], FUNCTION = $function)";
		}
	}
	return make('SET SESSION AUTHORIZATION intruder', @sql);
}

# Run statements, of which some may not be allowed; how many were.
sub make
{
	my ($first, @sql) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	$wire->query('TRUNCATE trap.statements');
	my ($copied) = $wire->pipeline(Wire::copy('COPY trap.statements (statement) FROM STDIN', join '', map { s/\\/\\\\/gr =~ s/\n/\\n/gr . "\n" } @sql));
	die "@$copied" if $copied->[0];
	$wire->query($_) for "$first;", 'SET search_path = pg_catalog', 'CALL trap.make()';
	my ($row) = $wire->query('SELECT made FROM trap.made');
	return $row->[0];
}

# Which traps were sprung since we last asked, once each.
my $log_read = 0;

sub sprung
{
	my $log = slurp_file($node->logfile, $log_read);
	$log_read += length $log;
	my %what = map { $_ => 1 } $log =~ /LOG:  SPRUNG (.*)/g;
	return join "\n", sort keys %what;
}

$node->safe_psql('postgres', 'CREATE ROLE intruder');
$node->safe_psql('postgres', 'CREATE DATABASE hostile');
$node->safe_psql('hostile', q{CREATE SCHEMA trap; CREATE SCHEMA home; CREATE SCHEMA evil; GRANT CREATE, USAGE ON SCHEMA home TO intruder;
	CREATE TABLE trap.statements (n serial, statement text); CREATE TABLE trap.made (made integer);
	GRANT USAGE ON SCHEMA trap TO PUBLIC; GRANT SELECT ON trap.statements TO PUBLIC; GRANT ALL ON trap.made TO PUBLIC;
	CREATE PROCEDURE trap.make() LANGUAGE plpgsql SET check_function_bodies = off AS $$
	DECLARE s text; made integer := 0;
	BEGIN
		FOR s IN SELECT statement FROM trap.statements ORDER BY n LOOP
			BEGIN EXECUTE s; made := made + 1; EXCEPTION WHEN OTHERS THEN NULL; END;
		END LOOP;
		DELETE FROM trap.made; INSERT INTO trap.made VALUES (made);
	END $$});

# What there will be, from a database where nobody was before us: name, result and arguments of functions, our types as home.TYPE.
$node->safe_psql('postgres', q{CREATE EXTENSION csat; CREATE FUNCTION type(oid) RETURNS text LANGUAGE sql AS
	$$SELECT CASE WHEN EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_type'::regclass AND objid = $1 AND deptype = 'e') THEN 'home.' ELSE '' END || format_type($1, NULL)$$});
my @our_functions = map { [ split /\|/, $_, 3 ] } split /\n/, $node->safe_psql('postgres', qq{
	SELECT p.proname, type(p.prorettype), (SELECT coalesce(string_agg(type(a.type), ',' ORDER BY n), '') FROM unnest(p.proargtypes) WITH ORDINALITY a (type, n))
	FROM pg_proc p JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid ORDER BY p.oid});
my @our_operators = split /\n/, $node->safe_psql('postgres', qq{
	SELECT DISTINCT o.oprname FROM pg_operator o JOIN $ours AS ours ON ours.classid = 'pg_operator'::regclass AND ours.objid = o.oid ORDER BY 1});

# ---- installing into a schema where somebody was before us ----

my $traps = trap_functions('home', 0);
cmp_ok($traps, '>', 50, 'there are functions in the schema we are installed in');
my $more = trap_operators('home');
cmp_ok($more, '>', 50, 'and operators');
$node->safe_psql('hostile', q{SET search_path = home; SELECT format('%s', 'a'::text, 'b'::text)});
isnt(sprung(), '', 'a trap notes that it was called');
my $under_ours = trap_ours(\@plain, \@our_functions, []);
cmp_ok($under_ours, '>', 5000, "and functions of somebody else's under all our names: $under_ours");

# What is bound when it is created would be bound to them, so nothing is created; nor where there are but a few.
my ($refused, $ignored, $why) = $node->psql('hostile', 'CREATE EXTENSION csat SCHEMA home');
isnt($refused, 0, "installing there is refused: $why");
is(sprung(), '', 'and calls none of them');
$node->safe_psql('hostile', q{CREATE SCHEMA den; CREATE FUNCTION den.format(text, text) RETURNS text LANGUAGE plpgsql AS $$BEGIN RETURN 'x'; END$$});
($refused, $ignored, $why) = $node->psql('hostile', 'CREATE EXTENSION csat SCHEMA den');
like($why, qr/csat would use function den\.format\(text,text\), which is not its own.*HINT/s, 'one better match is found out');
# In a schema of its own it is made, and they come afterwards.
$node->safe_psql('hostile', 'ALTER SCHEMA home RENAME TO lair; CREATE SCHEMA home; CREATE EXTENSION csat SCHEMA home');
trap_functions('home', 0);
trap_operators('home');
trap_ours(\@plain, \@our_functions, []);
my $objects = "SELECT count(*) FROM $ours AS ours";
is($node->safe_psql('hostile', $objects), $node->safe_psql('postgres', $objects), 'and makes all that it makes elsewhere');

# ---- roll-ups of a superuser's table, made before and after there is everything of somebody else's under our names ----

my %scales = (csat => '1..5', nps => '1..10', ces => '1..7', ces_easy => '1..7', mean => '1..5', 'top_box 1' => '1..5', 'net_box 1 2' => '1..7');
my @scores = qw(s2 s4 s8 f4 f8 n t v j b e r5 r10 r7);

# Every metric over every type of score, weighted or not: the names of those that can be made.
sub make_matrix
{
	my ($suffix) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	my @made;
	for my $metric (sort keys %scales)
	{
		for my $score (grep { !/^r/ || $scales{$metric} eq '1..' . substr $_, 1 } @scores)
		{
			my $scale = $score eq 'b' ? '0..1' : $scales{$metric};
			for ([ 'live', 'NULL' ], [ 'live', q{'w'} ], [ 'scheduled', $score =~ /[bs]/ ? 'NULL' : q{'w'} ])
			{
				my ($mode, $weight) = @$_;
				my $name = join '_', $metric =~ tr/ /_/r, $score, $mode, $weight eq 'NULL' ? 'plain' : 'weighted';
				my ($sqlstate) = $wire->try(qq{SELECT home.csat_create_rollup('work.${name}_$suffix', 'work.matrix', '$metric', '$score', '$scale', 'at', 'week',
					by => '{region}', weight => $weight, mode => '$mode', filter => 'public.good(s4)', target => 50)});
				push @made, $name unless $sqlstate;
			}
		}
	}
	return @made;
}

# The same statements always, on an empty table, in a session that has no plans yet.
sub write_matrix
{
	my $wire = Wire->connect($node, database => 'hostile');
	$wire->query($_) for 'TRUNCATE work.matrix',
	  q{INSERT INTO work.matrix SELECT ('2025-01-0' || i)::timestamptz, 'a', i, i % 5 + 1, i % 5 + 1, i % 5 + 1, i % 5 + 1, i % 5 + 1, i % 5 + 1, i % 5 + 1, i % 5 + 1, to_jsonb(i % 5 + 1), i % 2 = 0,
		(i % 5 + 1)::text::work.grade, i % 5 + 1, i % 5 + 1, i % 5 + 1 FROM generate_series(1, 9) i},
	  q{INSERT INTO work.matrix (at, region, w, s2, s4, b) VALUES ('2025-01-05', 'b', 2, 4, 4, true)},
	  q{UPDATE work.matrix SET region = 'c', s4 = s4 % 5 + 1 WHERE w = 2}, q{DELETE FROM work.matrix WHERE w = 3}, q{DELETE FROM work.matrix WHERE w > 7},
	  q{INSERT INTO work.matrix_more (at, region, w, s4) VALUES ('2025-01-05', 'd', 2, 4), ('2025-01-05', 'd', 2, 4)}, q{TRUNCATE ONLY work.matrix_more};
}

# What roll-ups show and what is wrong with them, after each way of counting.
sub read_matrix
{
	my ($suffix, @names) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	my %shown;
	for my $name (@names)
	{
		my $roll_up = "work.${name}_$suffix";
		for ($name =~ /live/ ? "SELECT home.csat_check_rollup('$roll_up'::pg_catalog.text, NULL::pg_catalog.timestamptz)" : (), refresh($roll_up), refresh($roll_up, q{'2025-01-06'}, 'true'), refresh($roll_up, 'NULL', 'true'),
			"SELECT home.csat_check_rollup('$roll_up'::pg_catalog.text, NULL::pg_catalog.timestamptz)", "TABLE ${roll_up}_tallies ORDER BY 1, 2", "TABLE $roll_up ORDER BY 1, 2")
		{
			my ($sqlstate, $error, @rows) = $wire->try($_);
			push @{ $shown{$name} }, "$sqlstate $error", map { join '|', map { $_ // 'NULL' } @$_ } @rows;
		}
	}
	return \%shown;
}

$node->safe_psql('hostile', q{CREATE SCHEMA work; CREATE TYPE work.grade AS ENUM ('1', '2', '3', '4', '5', '6', '7', '8', '9', '10');
	CREATE TABLE work.matrix (at timestamptz, region varchar(9), w numeric, s2 smallint, s4 integer, s8 bigint, f4 real, f8 float8, n numeric, t text, v varchar(9), j jsonb, b boolean,
		e work.grade, r5 home.rating(1, 5), r10 home.rating(1, 10), r7 home.rating(1, 7));
	CREATE TABLE work.matrix_more () INHERITS (work.matrix);
	CREATE FUNCTION public.good(anyelement) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true'});
my @matrix = make_matrix('before');
cmp_ok(scalar @matrix, '>', 130, 'roll-ups of every metric and type of score, weighted or not: ' . @matrix);
write_matrix();
my $before = read_matrix('before', @matrix);
is(scalar(grep { /^\d\w{4} / } map { @$_ } values %$before), 0, 'can be used') or diag explain $before;
is(sprung(), '', 'and call nothing that was there before us');

$under_ours += trap_ours([ @plain, @own ], \@our_functions, \@our_operators);
cmp_ok($under_ours, '>', 10000, "now there are more, of our types, and operators: $under_ours");
$traps += $under_ours;
write_matrix();
is_deeply(read_matrix('before', @matrix), $before, 'roll-ups follow and show the same');
is_deeply([ make_matrix('after') ], \@matrix, 'others can be made');
write_matrix();
is_deeply(read_matrix('after', @matrix), $before, 'follow and show the same');
$node->safe_psql('hostile', q{SELECT home.csat_drop_rollup(name) FROM home.csat_rollup});
is(sprung(), '', 'and nothing of somebody else is called, as whoever it may be');

# ---- calling everything while evil comes first, even before pg_catalog ----

# Every call once, in the same order, with its answer. The statements name no type and no operator that could be another's.
sub answers
{
	my ($search_path) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	my @calls;
	my %values = (
		rating_scale => [ '0..10 missing 11', '1..5', 'bad < good missing n/a' ], tally => [ '0..10 {1,2,3,4,5,6,7,8,9,10,11} missing 3', '1..5 {1:0.5:0.25,0,0,3,1}', '0..1 {1,2}' ],
		weighted_stats => [ '{n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73} missing 1:0.5', '1..5 {n 1, w 1, wx 3, wx2 9, w2 1, w2x 3, w2x2 9}' ],
		rating => [ '4 of 1..5', '9 of 0..10', '3' ],
		int2 => [ 4, 1 ], int4 => [ 3, 1 ], int8 => [ 7, 2 ], float8 => [ 0.5, 3, 100 ], numeric => [ 0.5, 0.9 ], bool => [ 't', 'f' ],
		text => [ '3', 'good', 'wilson', 'adjusted wald', 't', 'holm' ], jsonb => [ '3', '"good"' ], _float8 => [ '{1,1,1}', '{20,20,20,20,20}' ]);
	my @functions = $wire->query(qq{
		SELECT p.oid, p.proname, p.prokind, p.proretset, p.provariadic <> 0,
			ARRAY(SELECT t.typname || ':' || t.oid FROM unnest(p.proargtypes) WITH ORDINALITY a (type, n) JOIN pg_type t ON t.oid = a.type ORDER BY n)
		FROM pg_proc p JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid
		WHERE p.prorettype <> 'trigger'::regtype ORDER BY p.oid});
	$wire->query("SET search_path = $search_path");
	for (@functions)
	{
		my ($oid, $name, $kind, $is_set, $variadic, $types) = @$_;
		my @types = map { [ split /:/ ] } $types =~ /(\w+:\d+)/g;
		next if grep { !$values{ $_->[0] } } @types;
		my $call = "home.$name(" . join(', ', map { ($variadic eq 't' && $_ == @types ? 'VARIADIC ' : '') . "\$$_" } 1 .. @types) . ')';
		$call .= ' OVER ()' if $kind eq 'w';
		my ($sqlstate) = $wire->prepare("s$oid", $is_set eq 't' ? "SELECT * FROM $call" : "SELECT $call", map { $_->[1] } @types);
		next if $sqlstate;
		for my $round (0 .. 5)
		{
			$wire->send(Wire::execution("s$oid", 0, map { my $v = $values{ $_->[0] }; $v->[ $round % @$v ] } @types));
			my ($sqlstate, $error, @rows) = $wire->until_ready;
			push @calls, "$call: $sqlstate $error " . join ' ', map { map { $_ // 'NULL' } @$_ } @rows;
		}
	}
	return @calls;
}

# A call that is nobody else's: with all its arguments, each of its type.
sub refresh
{
	my ($roll_up, $since, $rebuild) = @_;
	($since, $rebuild) = ($since // 'NULL', $rebuild // 'false');
	return "SELECT home.csat_refresh_rollup('$roll_up'::pg_catalog.text, $since\::pg_catalog.timestamptz, $rebuild)";
}

# A roll-up's life, in statements that name nothing that could be another's: what each said, and what there was in the end.
sub life_of_roll_up
{
	my ($search_path) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	my @said;
	for ("SET search_path = $search_path", (map { "SELECT home.csat_create_rollup('work.$_', 'work.answers', 'nps', 'score', '0..10', 'at', 'week', by => '{region,mood}', weight => 'w', mode => '$_', filter => 'w OPERATOR(pg_catalog.>) 0', min_responses => 1)" } qw(live scheduled)),
		q{INSERT INTO work.answers VALUES ('2025-01-01', 'n', 'sad', 9, 1)}, q{INSERT INTO work.answers VALUES ('2025-01-09', 's', 'sad', 3, 2), ('2025-01-09', 's', 'happy', 10, 0.5)},
		q{UPDATE work.answers SET score = '10'}, q{DELETE FROM work.more}, q{TRUNCATE work.more}, (map { (refresh("work.$_"), refresh("work.$_", 'NULL', 'true'), "SELECT home.csat_check_rollup('work.$_'::pg_catalog.text, NULL::pg_catalog.timestamptz)") } qw(live scheduled)),
		refresh('work.scheduled', q{'2025-01-01'}), 'TABLE work.live_changes', 'TABLE work.live_tallies', 'TABLE work.live', 'TABLE work.scheduled', 'TRUNCATE work.answers', 'TABLE work.live',
		(map { "SELECT home.csat_drop_rollup('work.$_')" } qw(live scheduled)))
	{
		my ($sqlstate, $error, @rows) = $wire->try($_);
		push @said, "$_: $sqlstate $error", sort map { join '|', map { $_ // 'NULL' } @$_ } @rows;
	}
	return @said;
}

$node->safe_psql('hostile', q{CREATE TYPE work.mood AS ENUM ('sad', 'happy');
	CREATE TABLE work.answers (at timestamptz, region varchar(9), mood work.mood, score integer, w numeric); CREATE TABLE work.more () INHERITS (work.answers)});
my @life = life_of_roll_up('home');
is(scalar(grep { /: \d\w{4} / } @life), 0, 'a roll-up lives') or diag explain \@life;
cmp_ok(scalar(grep { /^20\d\d-/ } @life), '>=', 12, 'and has figures to compare');

my @clean = answers('home');
cmp_ok(scalar(grep { / :? *[^ ]/ && !/: \d\d/ } @clean), '>', 500, 'calls to compare: ' . @clean);
$traps += $more;
$traps += $more = trap_functions('evil', 1);
cmp_ok($more, '>', 50, 'functions ahead of those of PostgreSQL');
$traps += $more = trap_operators('evil');
cmp_ok($more, '>', 100, 'operators ahead of those of PostgreSQL');
$node->safe_psql('hostile', <<'SQL');
	CREATE DOMAIN evil.numeric AS text; CREATE DOMAIN evil.text AS integer; CREATE DOMAIN evil.jsonb AS text;
	CREATE TYPE evil.tally AS (a integer); CREATE TYPE evil.rating_scale AS ENUM ('1..5'); CREATE TYPE evil.weighted_stats AS (a text);
	CREATE TYPE evil.score_interval AS (a text); CREATE TYPE evil.score_difference AS (a text);
	CREATE TABLE evil.csat_benchmark (); CREATE TABLE evil.csat_rollup (); CREATE TABLE evil.pg_class ();
SQL
is_deeply([ answers('evil, home, pg_catalog') ], \@clean, 'every call gives the same with all of that in front');
is_deeply([ answers('evil') ], \@clean, 'and where our own schema is not on the path at all');
is_deeply([ life_of_roll_up('evil, home, pg_catalog') ], [ map { s/^SET search_path = home:/SET search_path = evil, home, pg_catalog:/r } @life ], 'a roll-up lives as well with all of that in front');
is_deeply([ life_of_roll_up('evil') ], [ map { s/^SET search_path = home:/SET search_path = evil:/r } @life ], 'and where our own schema is not on the path');
is(sprung(), '', 'and no trap was sprung');
diag("count: $traps functions and operators in our way, ", 2 * @clean, " calls past them, 0 of them called") if sprung() eq '';

# ---- another schema of the same name, while a roll-up waits for its lock ----

# The owner of a database, who owns the schema too, renames it and makes a look-alike of what a roll-up needs, in which
# whoever writes to it does something for him.
$node->safe_psql('postgres', 'CREATE ROLE rider LOGIN');
$node->safe_psql('postgres', 'CREATE DATABASE race OWNER rider');
my ($waiting, $riding) = map { Wire->connect($node, database => 'race', user => 'rider') } 1 .. 2;
$riding->query($_) for 'CREATE SCHEMA s', 'CREATE EXTENSION csat SCHEMA s', 'CREATE TABLE public.a (at date, score integer)', 'BEGIN', 'LOCK TABLE public.a';
$waiting->send(Wire::message('Q', "SELECT s.csat_create_rollup('public.r', 'public.a', 'csat', 'score', '1..5', 'at', 'day', mode => 'scheduled')\0"));
$node->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = 'race' AND wait_event_type = 'Lock'") or die 'nobody waits';
$riding->query($_) for 'ALTER SCHEMA s RENAME TO gone', 'CREATE SCHEMA s', 'CREATE DOMAIN s.tally AS gone.tally', 'CREATE DOMAIN s.rating_scale AS gone.rating_scale',
  'CREATE AGGREGATE s.csat_rollup_net(gone.tally, gone.tally) (SFUNC = gone.csat_rollup_net_accum, STYPE = gone.tally, INITCOND = $${}$$)',
  'CREATE AGGREGATE s.tally(integer, gone.rating_scale) (SFUNC = gone.tally_accum, STYPE = gone.tally, INITCOND = $${}$$, FINALFUNC = gone.tally_final)',
  'CREATE OPERATOR s.<> (LEFTARG = gone.tally, RIGHTARG = gone.tally, FUNCTION = gone.tally_ne)', 'CREATE VIEW s.csat_benchmark AS TABLE gone.csat_benchmark',
  (map { my ($f, $args, $result) = @$_; my $n = () = $args =~ /,/g; "CREATE FUNCTION s.$f($args) RETURNS $result LANGUAGE sql IMMUTABLE AS 'SELECT gone.$f(" . join(', ', map { "\$$_" } 1 .. $n + 1) . ")'" }
	[ 'responses', 'gone.tally', 'bigint' ], [ 'responses', 'gone.tally, float8, float8', 'bigint' ], [ 'missing', 'gone.tally', 'bigint' ], [ 'csat', 'gone.tally', 'numeric' ],
	[ 'csat_ci', 'gone.tally', 'gone.score_interval' ], [ 'csat_compare', 'gone.tally, gone.tally', 'gone.score_difference' ], [ 'csat_verdict', 'numeric, numeric, numeric, boolean', 'text' ]),
  'CREATE SEQUENCE s.csat_rollup_id_seq', 'CREATE TABLE s.csat_rollup (LIKE gone.csat_rollup INCLUDING DEFAULTS)',
  q{CREATE FUNCTION s.ride() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN EXECUTE format($$ALTER ROLE rider SUPERUSER$$); RETURN NULL; END'},
  'CREATE TRIGGER ride BEFORE INSERT OR DELETE ON s.csat_rollup EXECUTE FUNCTION s.ride()', 'COMMIT';
my ($sqlstate, $error) = $waiting->until_ready;
is("$sqlstate $error", ' ', 'a roll-up waits, and finds us where we are');
is($node->safe_psql('race', q{SELECT rolsuper FROM pg_roles WHERE rolname = 'rider'}), 'f', 'and nobody is a superuser by it');
is($node->safe_psql('race', 'SELECT (SELECT count(*) FROM s.csat_rollup), (SELECT count(*) FROM gone.csat_rollup)'), '0|1', 'it is seen where it should be');
# the same while one waits to be dropped
$riding->query($_) for 'BEGIN', 'LOCK TABLE public.r';
$waiting->send(Wire::message('Q', "SELECT gone.csat_drop_rollup('public.r')\0"));
$node->poll_query_until('postgres', "SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = 'race' AND wait_event_type = 'Lock'") or die 'nobody waits';
$riding->query($_) for 'ALTER SCHEMA gone RENAME TO far', 'CREATE SCHEMA gone', 'CREATE TABLE gone.csat_rollup (LIKE far.csat_rollup INCLUDING DEFAULTS)',
  'CREATE TRIGGER ride BEFORE INSERT OR DELETE ON gone.csat_rollup EXECUTE FUNCTION s.ride()', 'COMMIT';
($sqlstate, $error) = $waiting->until_ready;
is("$sqlstate $error", ' ', 'what is not ours is not used');
is($node->safe_psql('race', q{SELECT rolsuper FROM pg_roles WHERE rolname = 'rider'}), 'f', 'and nobody is a superuser by it');

# A loose function body would look its operators up when it is called.
is($node->safe_psql('hostile', qq{
	SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid
	WHERE l.lanname NOT IN ('c', 'internal') AND p.prosqlbody IS NULL AND NOT coalesce(array_to_string(p.proconfig, ' ') ~ 'search_path=pg_catalog, (home, )?pg_temp', false)}),
	'', 'every body is bound when it is created, or pins its search path');

# ---- privileges ----

is($node->safe_psql('hostile', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid WHERE p.prosecdef}), '', 'no function is SECURITY DEFINER');
is($node->safe_psql('hostile', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid
	WHERE p.prorettype = 'trigger'::regtype AND has_function_privilege('public', p.oid, 'EXECUTE')}), 'home.csat_rollup_append() home.csat_rollup_truncate()', 'PUBLIC may make triggers of the trigger functions, which a restore by an owner does');
is($node->safe_psql('hostile', qq{SELECT string_agg(c.oid::regclass::text, ' ') FROM pg_class c
	JOIN $ours AS ours ON ours.classid = 'pg_class'::regclass AND ours.objid = c.oid
	WHERE c.relkind IN ('r', 'v', 'm', 'p', 'f') AND has_table_privilege('public', c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER')}),
	'', 'PUBLIC may write no table or view');
is($node->safe_psql('hostile', qq{SELECT string_agg(c.oid::regclass::text, ' ') FROM pg_class c
	JOIN $ours AS ours ON ours.classid = 'pg_class'::regclass AND ours.objid = c.oid
	WHERE CASE WHEN c.relkind = 'S' THEN has_sequence_privilege('public', c.oid, 'USAGE, UPDATE') END}), '', 'nor draw from a sequence');
# Our input functions take no bytes on trust, but their owner could be changed to somebody who may replace them.
is($node->safe_psql('hostile', qq{SELECT count(*) FROM pg_cast c JOIN $ours AS ours ON ours.classid = 'pg_cast'::regclass AND ours.objid = c.oid
	WHERE c.castmethod = 'b' AND (c.castsource IN (17, 25) OR c.casttarget IN (17, 25))}), '0', 'no cast makes a value of any bytes');

done_testing();

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

# trap_functions($schema, $exact): one for every function of PostgreSQL that our sources name. With $exact, with the same
# arguments, to be found first; else with texts, a better match for literals than arguments of any type or number.
sub trap_functions
{
	my ($schema, $exact) = @_;
	my %names = map { lc($_) => 1 } $sources =~ /\b(\w+)\s*\(/g;
	my $names = join ', ', map { "'$_'" } sort keys %names;
	my $body = sub { "BEGIN INSERT INTO trap.sprung VALUES (\$\$function $_[0]\$\$); RETURN NULL; END" };
	my @signatures = $exact
	  ? split /\n/, $node->safe_psql('hostile', qq{
		SELECT proname || '(' || pg_get_function_identity_arguments(oid) || ') RETURNS ' || pg_get_function_result(oid) FROM pg_proc
		WHERE pronamespace = 'pg_catalog'::regnamespace AND prokind = 'f' AND proname IN ($names)
		  AND NOT proargtypes::regtype[] && ARRAY['internal', 'cstring', '"any"']::regtype[]
		  AND prorettype NOT IN ('internal'::regtype, 'cstring'::regtype)})
	  : map { my $name = $_; map { "$name(" . join(', ', ('text') x $_) . ') RETURNS text' } 1 .. 9 }
	  split /\n/, $node->safe_psql('hostile', "SELECT DISTINCT proname FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname IN ($names)");
	return make(map { "CREATE FUNCTION $schema.$_ LANGUAGE plpgsql AS \$trap\$" . $body->($_) . '$trap$' } @signatures);
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
		  . "BEGIN INSERT INTO trap.sprung VALUES (\$\$operator $name\$\$); RETURN NULL; END\$trap\$; "
		  . "CREATE OPERATOR $schema.$name (LEFTARG = $left, RIGHTARG = $right, FUNCTION = $function)";
	}
	return make(@sql);
}

# Run statements, of which some may not be allowed; how many were.
sub make
{
	my $sql = join "\n", map { "DO \$do\$ BEGIN EXECUTE \$sql\$$_\$sql\$; RAISE NOTICE 'made'; EXCEPTION WHEN OTHERS THEN NULL; END \$do\$;" } @_;
	my (undef, undef, $err) = $node->psql('hostile', "SET search_path = pg_catalog; $sql", on_error_stop => 0);
	return scalar(() = $err =~ /NOTICE:  made/g);
}

sub sprung { return $node->safe_psql('hostile', 'SELECT DISTINCT what FROM trap.sprung ORDER BY 1') }

$node->safe_psql('postgres', 'CREATE DATABASE hostile');
$node->safe_psql('hostile', 'CREATE SCHEMA trap; CREATE TABLE trap.sprung (what text); CREATE SCHEMA home; CREATE SCHEMA evil');

# ---- installing into a schema where somebody was before us ----

my $traps = trap_functions('home', 0);
cmp_ok($traps, '>', 50, 'there are functions in the schema we are installed in');
my $more = trap_operators('home');
cmp_ok($more, '>', 50, 'and operators');
$node->safe_psql('hostile', q{SET search_path = home; SELECT format('%s', 'a'::text, 'b'::text)});
isnt(sprung(), '', 'a trap notes that it was called');
$node->safe_psql('hostile', 'TRUNCATE trap.sprung');

$node->safe_psql('hostile', 'CREATE EXTENSION csat SCHEMA home');
is(sprung(), '', 'installing calls none of them');
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
my $objects = "SELECT count(*) FROM $ours AS ours";
is($node->safe_psql('hostile', $objects), $node->safe_psql('postgres', $objects), 'and makes all that it makes elsewhere');

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

# A roll-up's life, in statements that name nothing that could be another's: what each said, and what there was in the end.
sub life_of_roll_up
{
	my ($search_path) = @_;
	my $wire = Wire->connect($node, database => 'hostile');
	my @said;
	for ("SET search_path = $search_path", (map { "SELECT home.csat_create_rollup('work.$_', 'work.answers', 'nps', 'score', '0..10', 'at', 'week', by => '{region,mood}', weight => 'w', mode => '$_', filter => 'w OPERATOR(pg_catalog.>) 0', min_responses => 1)" } qw(live scheduled)),
		q{INSERT INTO work.answers VALUES ('2025-01-01', 'n', 'sad', 9, 1)}, q{INSERT INTO work.answers VALUES ('2025-01-09', 's', 'sad', 3, 2), ('2025-01-09', 's', 'happy', 10, 0.5)},
		q{UPDATE work.answers SET score = '10'}, q{DELETE FROM work.more}, q{TRUNCATE work.more}, (map { "SELECT home.csat_refresh_rollup('work.$_'), home.csat_refresh_rollup('work.$_', rebuild => true), home.csat_check_rollup('work.$_')" } qw(live scheduled)),
		q{SELECT home.csat_refresh_rollup('work.scheduled', since => '2025-01-01')}, 'TABLE work.live_changes', 'TABLE work.live_tallies', 'TABLE work.live', 'TABLE work.scheduled', 'TRUNCATE work.answers', 'TABLE work.live',
		(map { "SELECT home.csat_drop_rollup('work.$_')" } qw(live scheduled)))
	{
		my ($sqlstate, $error, @rows) = $wire->try($_);
		push @said, "$_: $sqlstate $error", sort map { join '|', map { $_ // 'NULL' } @$_ } @rows;
	}
	return @said;
}

$node->safe_psql('hostile', q{CREATE SCHEMA work; CREATE TYPE work.mood AS ENUM ('sad', 'happy');
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

# A loose function body would look its operators up when it is called.
is($node->safe_psql('hostile', qq{
	SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid
	WHERE l.lanname NOT IN ('c', 'internal') AND p.prosqlbody IS NULL AND NOT coalesce(array_to_string(p.proconfig, ' ') ~ 'search_path=pg_catalog, home, pg_temp', false)}),
	'', 'every body is bound when it is created, or pins its search path');

# ---- privileges ----

is($node->safe_psql('hostile', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid WHERE p.prosecdef}), '', 'no function is SECURITY DEFINER');
is($node->safe_psql('hostile', qq{SELECT string_agg(p.oid::regprocedure::text, ' ') FROM pg_proc p
	JOIN $ours AS ours ON ours.classid = 'pg_proc'::regclass AND ours.objid = p.oid
	WHERE p.prorettype = 'trigger'::regtype AND has_function_privilege('public', p.oid, 'EXECUTE')}), '', 'PUBLIC may not call trigger functions');
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

# Every version that was ever released can be installed and updated to today's, and is then today's in every object.
# While 1.0 is the only one, the walk is short; that it would notice a difference is proved either way.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('upgrade');
$node->init;
$node->start;

# All that an extension's objects are, in words that do not depend on OIDs.
my $fingerprint = <<'SQL';
	WITH member AS (
		SELECT classid, objid, objsubid FROM pg_depend
		WHERE refclassid = 'pg_extension'::regclass AND deptype = 'e'
		  AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'csat')
	)
	SELECT pg_describe_object(classid, objid, objsubid), obj_description(objid, classid::regclass::name),
		CASE classid
			WHEN 'pg_proc'::regclass THEN (
				SELECT CASE prokind WHEN 'a' THEN
						(SELECT row(aggtransfn, aggfinalfn, aggcombinefn, aggmtransfn, aggminvtransfn, aggmfinalfn,
						            aggtranstype::regtype, aggtransspace, aggmtransspace, agginitval, aggminitval)::text
						 FROM pg_aggregate WHERE aggfnoid = p.oid)
					ELSE pg_get_functiondef(p.oid) END
					|| row(provolatile, proparallel, proisstrict, proacl)::text
				FROM pg_proc p WHERE p.oid = objid)
			WHEN 'pg_type'::regclass THEN (
				SELECT row(typlen, typbyval, typcategory, typispreferred, typinput, typoutput, typreceive, typsend, typmodin,
				           typmodout, typalign, typstorage)::text FROM pg_type t WHERE t.oid = objid)
			WHEN 'pg_operator'::regclass THEN (
				SELECT row(oprcode, oprcom::regoperator, oprnegate::regoperator, oprrest, oprjoin, oprcanmerge, oprcanhash)::text
				FROM pg_operator o WHERE o.oid = objid)
			WHEN 'pg_cast'::regclass THEN (
				SELECT row(castfunc::regprocedure, castcontext, castmethod)::text FROM pg_cast c WHERE c.oid = objid)
			WHEN 'pg_class'::regclass THEN (
				SELECT row(relkind, relacl, CASE relkind WHEN 'v' THEN pg_get_viewdef(c.oid) END,
				           (SELECT array_agg(row(attname, atttypid::regtype, attnotnull)::text ORDER BY attnum)
				            FROM pg_attribute a WHERE a.attrelid = c.oid AND attnum > 0))::text
				FROM pg_class c WHERE c.oid = objid)
		END
	FROM member ORDER BY 1
SQL

# How an object differs from the same object in another database is read more easily line by line.
sub objects
{
	my ($database) = @_;
	return [ split /\n/, $node->safe_psql($database, $fingerprint) ];
}

my ($current) = slurp_file('csat.control') =~ /^default_version\s*=\s*'([^']+)'/m;
my @scripts = map { /^csat--(.+)\.sql$/ ? $1 : () } glob 'csat--*.sql';
my @released = grep { !/--/ } @scripts;
my %from = map { /^(.+)--.+$/ ? ($1 => 1) : () } @scripts;

$node->safe_psql('postgres', 'CREATE DATABASE fresh');
$node->safe_psql('fresh', 'CREATE EXTENSION csat');
my $fresh = objects('fresh');

cmp_ok(scalar @$fresh, '>', 0, 'today\'s version has ' . @$fresh . ' objects');
ok((grep { $_ eq $current } @released) || %from, "there is a way to install $current");

# Does the comparison notice? An object less, another comment, another property.
for my $change ('COMMENT ON EXTENSION csat IS NULL; COMMENT ON TYPE tally IS \'something else\'',
	'ALTER EXTENSION csat DROP TYPE tally', 'ALTER FUNCTION missing(tally) VOLATILE')
{
	$node->safe_psql('postgres', 'CREATE DATABASE changed TEMPLATE fresh');
	$node->safe_psql('changed', $change);
	my $changed = objects('changed');
	ok(join("\n", @$changed) ne join("\n", @$fresh), "the comparison notices: $change");
	$node->safe_psql('postgres', 'DROP DATABASE changed');
}

for my $version (sort @released)
{
	(my $database = "from_$version") =~ s/\W/_/g;
	$node->safe_psql('postgres', "CREATE DATABASE $database");
	$node->safe_psql($database, <<"SQL");
		CREATE EXTENSION csat VERSION '$version';
		CREATE TABLE kept AS SELECT tally(s, '1..5 top 1') AS t, '0..10 missing 11'::rating_scale AS scale FROM generate_series(1, 5) s;
		CREATE VIEW seen AS SELECT csat(t), responses(t) FROM kept;
SQL
	my $before = $node->safe_psql($database, 'SELECT * FROM kept, seen');
	my $steps = $node->safe_psql($database, "SELECT count(*) FROM pg_extension_update_paths('csat') WHERE source = '$version' AND target = '$current' AND path IS NOT NULL");
	ok($version eq $current || $steps == 1, "there is a path from $version to $current");
	$node->safe_psql($database, "ALTER EXTENSION csat UPDATE TO '$current'");
	is_deeply(objects($database), $fresh, "$version, updated, is $current in every object");
	is($node->safe_psql($database, 'SELECT * FROM kept, seen'), $before, "what $version stored reads the same, through a view of then");
	$node->safe_psql($database, 'DROP EXTENSION csat CASCADE');
	is($node->safe_psql($database, "SELECT count(*) FROM pg_depend WHERE refclassid = 'pg_extension'::regclass AND refobjid NOT IN (SELECT oid FROM pg_extension)"),
		'0', "$version, updated and dropped, leaves nothing behind");
}

done_testing();

# Values and roll-ups of an older major of PostgreSQL, carried to this one by pg_upgrade and by dump and restore, have the bits
# that they had and go on. The older major is any other that is installed as Debian does, or the one CSAT_OLD_PG_CONFIG names.
use strict;
use warnings;

use Cwd;
use IPC::Run 'run';
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

sub config { my ($pg_config, $option) = @_; chomp(my $answer = `$pg_config --$option`); return $answer }
sub major { return config($_[0], 'version') =~ /^PostgreSQL (\d+)/ ? $1 : 0 }
sub can_build { return -x config($_[0], 'bindir') . '/initdb' && -e config($_[0], 'includedir-server') . '/postgres.h' }

my $new_config = $ENV{PG_CONFIG} || 'pg_config';
my $new_major = major($new_config);
my @old = grep { major($_) >= 15 && major($_) < $new_major && can_build($_) }
  $ENV{CSAT_OLD_PG_CONFIG} ? $ENV{CSAT_OLD_PG_CONFIG} : glob '/usr/lib/postgresql/*/bin/pg_config';
plan skip_all => "no older PostgreSQL with server headers beside $new_major" unless @old;
my $dir = PostgreSQL::Test::Utils::tempdir();

# Build csat for the older major, in a copy; what its server needs to find it there.
sub stage
{
	my ($old) = @_;
	my $stage = "$dir/stage" . major($old);
	my $source = "$dir/source" . major($old);
	mkdir $source;
	system("tar -c --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude=./tmp_check --exclude=./results . | tar -C $source -x") == 0 or die;
	local @ENV{qw(MAKEFLAGS MAKELEVEL MFLAGS PG_CONFIG)};
	system("make -s -C $source with_llvm=no PG_CONFIG=$old DESTDIR=$stage install >$source/log 2>&1") == 0 or die slurp_file("$source/log");
	my $libdir = config($old, 'pkglibdir');
	return "extension_destdir = '$stage'\ndynamic_library_path = '$stage$libdir:$libdir'\n" if postgres_knows($old, 'extension_destdir');
	return "extension_control_path = '$stage" . config($old, 'sharedir') . ":\$system'\ndynamic_library_path = '$stage$libdir:$libdir'\n";
}

sub postgres_knows
{
	my ($pg_config, $setting) = @_;
	my $bindir = config($pg_config, 'bindir');
	return scalar grep { /^$setting\t/ } `$bindir/postgres --describe-config`;
}

sub old_node
{
	my ($old) = @_;
	# What makes this major's servers find csat is nothing to an older one.
	local $ENV{TEMP_CONFIG};
	delete $ENV{TEMP_CONFIG};
	my $node = PostgreSQL::Test::Cluster->new('old' . major($old), install_path => config($old, 'bindir') =~ s,/bin$,,r);
	$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
	$node->append_conf('postgresql.conf', stage($old));
	return $node;
}

sub new_node
{
	my ($name) = @_;
	my $node = PostgreSQL::Test::Cluster->new($name);
	# An upgrade keeps the setting, and 18 has another default.
	$node->init(extra => [ '--encoding=UTF8', '--locale=C', $new_major >= 18 ? '--no-data-checksums' : () ]);
	return $node;
}

my $fill = <<'SQL';
CREATE SCHEMA stats;
CREATE EXTENSION csat SCHEMA stats;
SET search_path = public, stats;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
-- pg_upgrade makes domains before casts, those of any extension: nothing in a domain may need one of ours.
CREATE DOMAIN stars AS rating(1,5) DEFAULT '4 of 1..5' CHECK (VALUE >= '1 of 1..5');
CREATE TYPE pair AS (t tally, r rating);
CREATE TABLE kept (id integer PRIMARY KEY, scale rating_scale, five rating(1,5) DEFAULT '3', free rating, t tally, w weighted_stats, band score_interval,
	many tally[], star stars, two pair, feels rating_scale DEFAULT rating_scale(NULL::mood));
CREATE INDEX kept_five ON kept (five);
CREATE INDEX kept_t ON kept (t) WHERE id > 0;
CREATE INDEX kept_hash ON kept USING hash (t);
CREATE INDEX kept_score ON kept (round(nps(t))) WHERE id > 0;
INSERT INTO kept (id, scale, five, free, t, w, band, many, star, two)
SELECT i, ('1..' || 4 + i || ' missing ' || 200 + i)::rating_scale, i % 5 + 1, rating(i % 11, '0..10'), t,
	(SELECT weighted_stats(s / 7.0::float8, s / 3.0::float8) FROM generate_series(1, i * 3) AS s),
	(SELECT nps_ci(s % 11, '0..10') FROM generate_series(1, i * 3) AS s), ARRAY[t, NULL, t + t], i % 5 + 1, ROW(t, rating(i % 11, '0..10'))::pair
FROM generate_series(1, 90) AS i, LATERAL (SELECT tally(s % 11, '0..10', s / 3.0::float8) AS t FROM generate_series(1, i * 3) AS s) AS s;
-- large enough to be compressed and moved out of line
ALTER TABLE kept ALTER t SET STORAGE EXTERNAL;
INSERT INTO kept (id, scale, t) VALUES (0, 'bad < "so < so" | "tja" < good missing n/a', (SELECT tally(s % 101, '0..100', s / 9.0::float8) FROM generate_series(1, 5000) AS s));
INSERT INTO csat_benchmark (metric, value) VALUES ('nps', 40);
CREATE TABLE answers (id serial, score integer, at timestamptz, region text) PARTITION BY LIST (region);
CREATE TABLE answers_n PARTITION OF answers FOR VALUES IN ('n');
CREATE TABLE answers_rest PARTITION OF answers DEFAULT;
INSERT INTO answers (score, at, region) SELECT i % 12, timestamptz '2025-01-01' + i * interval '1 hour', (ARRAY['n', 's', 'w'])[i % 3 + 1] FROM generate_series(1, 2000) AS i;
SELECT csat_create_rollup('live', 'answers', 'nps', 'score', '0..10 missing 11', 'at', 'day', by => '{region}', target => 10, time_zone => 'Europe/Amsterdam');
SELECT csat_create_rollup('planned', 'answers', 'csat', 'score', '0..10 top 3 missing 11', 'at', 'month', mode => 'scheduled');
INSERT INTO answers (score, at, region) SELECT 9, '2025-06-01', 'n' FROM generate_series(1, 10);
CREATE VIEW seen AS SELECT id, mean(t), mean(w) AS weighted, csat_ci(t) FROM kept;
CREATE MATERIALIZED VIEW by_score AS SELECT five, csat(five), tally(five) AS t FROM kept GROUP BY five;
SQL
# Every value of every type in binary, and what is read off them.
my @looks = (
	q{SELECT id, rating_scale_send(scale), rating_send(five), rating_send(free), tally_send(t), weighted_stats_send(w), band, many::text, star, two, feels, format_type(atttypid, atttypmod)
		FROM kept, pg_attribute WHERE attrelid = 'kept'::regclass AND attname = 'five' ORDER BY id},
	q{SELECT * FROM seen ORDER BY id},
	q{SELECT * FROM by_score ORDER BY five},
	q{SELECT * FROM live ORDER BY period, region},
	q{SELECT * FROM planned ORDER BY period},
	q{SELECT metric, value FROM csat_benchmark WHERE kind = 'target'},
	q{SELECT name, source, metric, mode FROM csat_rollup ORDER BY 1});

sub in_public { my ($node, $sql) = @_; return $node->safe_psql('kept', "SET search_path = public, stats; $sql") }

sub has_all
{
	my ($node, $before, $what) = @_;
	is(in_public($node, $looks[$_]), $before->[$_], "$what: " . $looks[$_] =~ s/^.*?FROM (\w+).*/$1/sr . ' is what it was') for 0 .. $#looks;
	is(in_public($node, q{SET enable_seqscan = off; SET enable_bitmapscan = off;
		SELECT count(*) FROM kept k WHERE five = (SELECT five FROM kept WHERE id = 7); SELECT count(*) FROM kept AS k WHERE EXISTS (SELECT FROM kept WHERE t = k.t)}), "19\n91", "$what: indexes find it");
	is(in_public($node, q{CREATE EXTENSION amcheck; SELECT count(*) FROM (SELECT bt_index_check(oid, true) FROM pg_class WHERE relname ~ '^kept_' AND relam = (SELECT oid FROM pg_am WHERE amname = 'btree')) AS s}), '4', "$what: every index is in order");
}

sub goes_on
{
	my ($node, $what) = @_;
	my $differ = q{SELECT count(*) FROM csat_check_rollup('live')};
	is(in_public($node, $differ), '0', "$what: no answer of a live roll-up was lost or counted twice");
	in_public($node, q{INSERT INTO answers (score, at, region) SELECT 3, '2025-07-01', 's' FROM generate_series(1, 10);
		UPDATE answers SET score = 11 WHERE id % 7 = 0; DELETE FROM answers WHERE id % 5 = 0; COPY answers (score, at, region) FROM PROGRAM 'echo "9,2025-07-01,n"' (FORMAT csv)});
	is(in_public($node, $differ), '0', "$what: it follows new writes");
	is(in_public($node, q{SELECT csat_refresh_rollup('live') IS NULL, csat_refresh_rollup('planned') IS NULL; SELECT count(*) FROM csat_check_rollup('planned')}) =~ /\n0$/ ? 1 : 0, 1, "$what: and a scheduled one its source");
	is(in_public($node, q{SELECT csat_create_rollup('another', 'answers', 'nps', 'score', '0..10 missing 11', 'at', 'month') IS NULL; SELECT count(*) FROM csat_check_rollup('another'); INSERT INTO kept (id, five, t, star) VALUES (1000, DEFAULT, '{}', DEFAULT); SELECT five, star, feels FROM kept WHERE id = 1000}) =~ s/^.*\n(0\n)/$1/r,
		"0\n3 of 1..5|4 of 1..5|sad < ok < happy top 1", "$what: new ones are made, defaults hold");
	my (undef, undef, $err) = $node->psql('kept', "INSERT INTO public.kept (id, star) VALUES (2000, '6')");
	like($err, qr/score 6 is outside scale 1\.\.5/, "$what: and a modifier");
	in_public($node, 'DROP EXTENSION csat CASCADE');
	is(in_public($node, q{SELECT count(*) > 0 FROM answers; SELECT count(*) FROM kept; SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal}), "t\n92\n0", "$what: it can be dropped");
}

for my $old_config (@old)
{
	my $major = major($old_config);
	my $old = old_node($old_config);
	$old->start;
	$old->safe_psql('postgres', 'CREATE DATABASE kept');
	$old->safe_psql('kept', $fill);
	my $before = [ map { in_public($old, $_) } @looks ];
	cmp_ok(length $_, '>', 10, 'there is something to lose') for $before->[0], $before->[3];

	my $restored = new_node("restored$major");
	$restored->start;
	$restored->safe_psql('postgres', 'CREATE DATABASE kept');
	$restored->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-d', $old->connstr('kept'), '-f', "$dir/dump$major" ], "dump of $major");
	$restored->command_ok([ 'pg_restore', '--exit-on-error', '-d', $restored->connstr('kept'), "$dir/dump$major" ], "restored on $new_major");
	has_all($restored, $before, "dumped from $major to $new_major");
	goes_on($restored, "dumped from $major to $new_major");

	$old->stop;
	my $new = new_node("upgraded$major");
	my $here = getcwd();
	chdir $dir;
	my ($out, $err);
	ok(run([ 'pg_upgrade', '--no-sync', '--old-datadir', $old->data_dir, '--new-datadir', $new->data_dir,
			'--old-bindir', config($old_config, 'bindir'), '--new-bindir', config($new_config, 'bindir'),
			'--socketdir', $new->host, '--old-port', $old->port, '--new-port', $new->port ], '<', \undef, '>', \$out, '2>', \$err), "pg_upgrade from $major to $new_major")
	  or diag("$out$err", map { slurp_file($_) =~ /((?:[^\n]*\n){0,30})\z/ } glob $new->data_dir . '/pg_upgrade_output.d/*/log/pg_upgrade_dump_*.log');
	chdir $here;
	$new->start;
	has_all($new, $before, "upgraded from $major to $new_major");
	goes_on($new, "upgraded from $major to $new_major");
	my $rows = () = join("\n", @$before, '') =~ /\n/g;
	diag("count: $rows rows carried from $major to $new_major twice, by dump and by pg_upgrade, and compared bit for bit");
	$_->stop for $new, $restored;
}

done_testing();

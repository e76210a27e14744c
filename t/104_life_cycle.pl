# An extension's life: installed by somebody who is no superuser, dumped, restored, moved, dropped. Values are compared by
# their binary form, so that nothing can be lost on the way.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('life');
$node->init(extra => [ '--encoding=UTF8', '--locale=C' ]);
$node->start;
my $dir = PostgreSQL::Test::Utils::tempdir();

# What a table of every type holds, in binary.
my $kept = <<'SQL';
CREATE TABLE kept (id integer PRIMARY KEY, scale SCHEMA.rating_scale, five SCHEMA.rating(1,5), free SCHEMA.rating, t SCHEMA.tally, w SCHEMA.weighted_stats, band SCHEMA.score_interval);
CREATE INDEX ON kept (five);
CREATE INDEX ON kept USING hash (t);
SQL
my $fill = <<'SQL';
SET search_path = stats, public;
INSERT INTO kept
SELECT i, ('1..' || 4 + i || ' missing ' || 200 + i)::rating_scale, i % 5 + 1, rating(i % 11, '0..10'),
	(SELECT tally(s % 11, '0..10', s / 3.0::float8) FROM generate_series(1, i * 3) AS s),
	(SELECT weighted_stats(s / 7.0::float8, s / 3.0::float8) FROM generate_series(1, i * 3) AS s),
	(SELECT nps_ci(s % 11, '0..10') FROM generate_series(1, i * 3) AS s)
FROM generate_series(1, 90) AS i;
INSERT INTO kept VALUES (0, 'bad < "so < so" | "tja" < good missing n/a', NULL, '4', '{}', '{}', NULL), (-1, '-3..3 step 0.5 reversed top 1 missing *', 5, '-0.5 of -3..3 step 0.5', '1..5 {0,0,0,0,0}', '{} missing 1:0.5', '(,,,,,)');
SQL

sub fingerprint
{
	my ($database, $schema) = @_;
	return $node->safe_psql($database, qq{SET search_path = $schema, public;
		SELECT id, rating_scale_send(scale), rating_send(five), rating_send(free), tally_send(t), weighted_stats_send(w), band, format_type(atttypid, atttypmod)
		FROM kept, pg_attribute WHERE attrelid = 'kept'::regclass AND attname = 'five' ORDER BY id}) =~ s/\w+\.rating/rating/gr;
}

sub restored_is_whole
{
	my ($database, $schema, $what) = @_;
	is(fingerprint($database, $schema), fingerprint('before', 'stats'), "$what: every value of every type has the bits that it had");
}

$node->safe_psql('postgres', "CREATE DATABASE $_") for qw(before plain custom elsewhere);
$node->safe_psql('before', 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats; ' . $kept =~ s/SCHEMA/stats/gr . $fill
	  . 'CREATE VIEW public.seen AS SELECT id, mean(t), mean(w) AS weighted, csat_ci(t) FROM kept');

# ---- dump and restore ----

my $from = $node->connstr('before');
$node->command_ok([ 'pg_dump', '--no-sync', '-d', $from, '-f', "$dir/plain.sql" ], 'dump, plain');
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('plain'), '-f', "$dir/plain.sql" ], 'restore, plain');
restored_is_whole('plain', 'stats', 'plain');
is($node->safe_psql('plain', 'SELECT * FROM seen ORDER BY id'), $node->safe_psql('before', 'SELECT * FROM seen ORDER BY id'), 'plain: a view shows what it showed');

$node->command_ok([ 'pg_dump', '--no-sync', '-Fc', '-d', $from, '-f', "$dir/custom" ], 'dump, custom');
$node->command_ok([ 'pg_restore', '--exit-on-error', '-d', $node->connstr('custom'), "$dir/custom" ], 'restore, custom');
restored_is_whole('custom', 'stats', 'custom');

# The data alone says nothing about where the extension lives.
$node->safe_psql('elsewhere', 'CREATE SCHEMA scores; CREATE EXTENSION csat SCHEMA scores; ' . $kept =~ s/SCHEMA/scores/gr);
$node->command_ok([ 'pg_restore', '--exit-on-error', '--data-only', '--table=kept', '-d', $node->connstr('elsewhere'), "$dir/custom" ], 'restore into another schema\'s types');
restored_is_whole('elsewhere', 'scores', 'another schema');
# A whole dump moves with one word, since everything in it is qualified.
$node->safe_psql('postgres', 'CREATE DATABASE renamed');
my $renamed = slurp_file("$dir/plain.sql") =~ s/\bstats\b/survey/gr;
append_to_file("$dir/renamed.sql", $renamed);
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', $node->connstr('renamed'), '-f', "$dir/renamed.sql" ], 'restore with the extension in another schema');
restored_is_whole('renamed', 'survey', 'renamed schema');

# ---- moving ----

$node->safe_psql('before', 'CREATE SCHEMA other');
my (undef, undef, $err) = $node->psql('before', 'ALTER EXTENSION csat SET SCHEMA other');
like($err, qr/ERROR: +extension "csat" does not support SET SCHEMA/, 'moving the extension is refused in so many words');
restored_is_whole('before', 'stats', 'after that');

# ---- dropping ----

$node->safe_psql('custom', <<'SQL');
CREATE TABLE answers (id integer, score integer, stars stats.rating(1,5), at timestamptz DEFAULT now());
SELECT stats.csat_create_rollup('daily', 'answers', 'nps', 'score', '0..10', 'at', 'day');
INSERT INTO answers VALUES (1, 9, 5), (2, 3, 1);
CREATE TABLE visits (id integer, score integer, at date) PARTITION BY RANGE (at);
CREATE TABLE visits_old PARTITION OF visits FOR VALUES FROM ('2025-01-01') TO ('2025-02-01');
CREATE TABLE visits_new PARTITION OF visits DEFAULT;
SELECT stats.csat_create_rollup('weekly', 'visits', 'csat', 'score', '1..5', 'at', 'week');
SELECT stats.csat_create_rollup('planned', 'visits', 'csat', 'score', '1..5', 'at', 'week', mode => 'scheduled');
INSERT INTO visits VALUES (1, 5, '2025-01-01'), (2, 1, '2025-02-01');
SQL
my $session = $node->background_psql('custom');    # one that has written before, and keeps its plans
$session->query_safe(q{INSERT INTO visits VALUES (3, 5, '2025-01-01'); DELETE FROM visits WHERE id = 3; INSERT INTO answers (id, score) VALUES (9, 9); DELETE FROM answers WHERE id = 9});
(undef, undef, $err) = $node->psql('custom', 'DROP EXTENSION csat');
like($err, qr/cannot drop extension csat because other objects depend on it/, 'what is in use is not dropped by mistake');
$node->safe_psql('custom', 'DROP EXTENSION csat CASCADE');
is($node->safe_psql('custom', "SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'kept'::regclass AND attnum > 0 AND NOT attisdropped"), 'id', 'CASCADE takes the columns of our types');
is($node->safe_psql('custom', q{INSERT INTO kept VALUES (1000); UPDATE kept SET id = 1001 WHERE id = 1000; DELETE FROM kept WHERE id = 1; SELECT count(*) FROM kept}), '92', 'and leaves the rest, to be read and written');
is($node->safe_psql('custom', q{INSERT INTO answers (id, score) VALUES (3, 10); UPDATE answers SET score = 0 WHERE id = 1; DELETE FROM answers WHERE id = 2; TRUNCATE answers; INSERT INTO answers (id, score) VALUES (4, 4); SELECT id, score FROM answers}), '4|4', 'a source of roll-ups too');
my $still = q{INSERT INTO visits VALUES (3, 99, '2025-01-02'), (4, 2, '2025-03-01'); UPDATE visits SET at = at + 40 WHERE id = 3; UPDATE visits_new SET score = 4 WHERE id = 4; DELETE FROM visits_old; SELECT id, score FROM visits ORDER BY id};
is($node->safe_psql('custom', "BEGIN; $still; TRUNCATE visits_new; TRUNCATE visits; ROLLBACK"), "2|1\n3|99\n4|4", 'one with partitions');
is($session->query_safe($still), "2|1\n3|99\n4|4", 'and by a session that followed them before');
$session->quit;
is($node->safe_psql('custom', q{SELECT count(*) FROM weekly_changes; SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute WHERE attrelid = 'weekly_changes'::regclass AND attnum > 0 AND NOT attisdropped}), "4\nperiod", 'the tables of changes stay, without tallies');
is($node->safe_psql('custom', q{SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal}), '0', 'no trigger is left');
is($node->safe_psql('custom', q{SELECT count(*) FROM pg_proc WHERE probin LIKE '%csat%'}), '0', 'no function either');
$node->safe_psql('custom', 'CREATE EXTENSION csat SCHEMA stats');
is($node->safe_psql('custom', q{SELECT round(stats.nps(i % 11), 6) FROM generate_series(1, 100) AS i}), '-46.000000', 'and it can be installed again');

# ---- an owner who is no superuser ----

$node->safe_psql('postgres', q{CREATE ROLE ann LOGIN; CREATE ROLE bob LOGIN; CREATE DATABASE anns; GRANT CREATE ON DATABASE anns TO ann});
sub as { my ($role, $sql) = @_; my ($status, $out, $err) = $node->psql('anns', $sql, extra_params => [ '-U', $role ]); return $status ? $err : $out }
like(as('bob', 'CREATE EXTENSION csat'), qr/permission denied to create extension "csat"/, 'not everybody installs');
is(as('ann', 'CREATE SCHEMA stats; CREATE EXTENSION csat SCHEMA stats; SELECT extowner::regrole FROM pg_extension WHERE extname = \'csat\''), 'ann', 'who may create in the database does');
is(as('ann', 'GRANT USAGE ON SCHEMA stats TO PUBLIC; SELECT round(stats.csat(i % 5 + 1), 1) FROM generate_series(1, 10) AS i'), '40.0', 'the owner uses it');
is(as('bob', 'SELECT round(stats.csat(i % 5 + 1), 1) FROM generate_series(1, 10) AS i'), '40.0', 'and so does everybody');
is(as('ann', q{INSERT INTO stats.csat_benchmark (metric, value) VALUES ('nps', 40); SELECT value FROM stats.csat_benchmark WHERE kind = 'target'}), '40', 'the owner sets targets');
like(as('bob', q{INSERT INTO stats.csat_benchmark (metric, value) VALUES ('csat', 40)}), qr/permission denied for table csat_benchmark/, 'others do not');
is(as('ann', q{CREATE SCHEMA work; CREATE TABLE work.answers (score integer, at timestamptz); SELECT stats.csat_create_rollup('work.daily', 'work.answers', 'nps', 'score', '0..10', 'at', 'day');
	INSERT INTO work.answers VALUES (10, '2025-01-01'); SELECT responses FROM work.daily}) =~ s/^\n//r, '1', 'the owner keeps roll-ups');
is($node->safe_psql('anns', q{SELECT count(*) FROM pg_proc p JOIN pg_depend d ON d.objid = p.oid AND d.classid = 'pg_proc'::regclass AND d.deptype = 'e' WHERE p.proowner = 'ann'::regrole AND p.probin IS NOT NULL}), '0', 'but owns no C function');
$node->command_ok([ 'pg_dump', '--no-sync', '-U', 'ann', '-d', $node->connstr('anns'), '-f', "$dir/anns.sql" ], 'the owner dumps the database');
$node->safe_psql('postgres', q{CREATE DATABASE anns_too; GRANT CREATE ON DATABASE anns_too TO ann});
$node->command_ok([ 'psql', '-X', '-q', '-v', 'ON_ERROR_STOP=1', '-U', 'ann', '-d', $node->connstr('anns_too'), '-f', "$dir/anns.sql" ], 'and restores it');
is($node->safe_psql('anns_too', q{SET ROLE ann; INSERT INTO work.answers VALUES (0, '2025-01-01'); SELECT responses, nps::integer FROM work.daily; SELECT value FROM stats.csat_benchmark WHERE kind = 'target'; SELECT count(*) FROM stats.csat_check_rollup('work.daily')}),
	"2|0\n40\n0", 'with roll-ups that go on and targets');
is(as('ann', 'DROP EXTENSION csat CASCADE; SELECT count(*) FROM work.answers'), '1', 'and drops the extension');

done_testing();

# plpgsql is an extension that a database need not have: CREATE EXTENSION csat says so, and CASCADE brings it.
use strict;
use warnings;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('plain');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', 'DROP EXTENSION plpgsql; CREATE ROLE analyst LOGIN; GRANT CREATE ON DATABASE postgres TO analyst; GRANT CREATE ON SCHEMA public TO analyst');

my ($status, $out, $error) = $node->psql('postgres', "\\set VERBOSITY verbose\nCREATE EXTENSION csat");
like($error, qr/ERROR:  42704: required extension "plpgsql" is not installed\nHINT:  Use CREATE EXTENSION \.\.\. CASCADE/, 'the extension that is missing is named, with the cure');
is($node->safe_psql('postgres', q{SELECT count(*) FROM pg_type WHERE typname = 'tally'}), '0', 'and nothing of ours is left');

# Both are trusted: whoever may create in the database can do it.
is($node->safe_psql('postgres', "SET client_min_messages = warning; CREATE EXTENSION csat CASCADE; SELECT csat(s, '1..5') FROM generate_series(1, 5) s", extra_params => [ '-U', 'analyst' ]),
	'40.0000000000000000', 'CASCADE brings it, for a role that is no superuser too');
($status, $out, $error) = $node->psql('postgres', 'DROP EXTENSION plpgsql');
like($error, qr/cannot drop extension plpgsql because other objects depend on it\nDETAIL:  extension csat depends on extension plpgsql/, 'what we need is not dropped behind our back');
$node->safe_psql('postgres', 'DROP EXTENSION csat; DROP EXTENSION plpgsql');
pass('after us it can go');

$node->stop;
done_testing();

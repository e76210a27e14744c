# Binary input answers 22P03 or takes a value that is sound, whatever the bytes: every prefix of good values, every
# byte of them changed, and bytes at random.
use strict;
use warnings;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('binary');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
my $file = $node->basedir . '/probe.bin';

# To COPY a bytea and a value of ours look the same: write the one, read the other.
$node->safe_psql('postgres', <<"SQL");
CREATE EXTENSION csat;
CREATE UNLOGGED TABLE probed_rating_scale (x rating_scale);
CREATE UNLOGGED TABLE probed_tally (x tally);
CREATE UNLOGGED TABLE probed_weighted_stats (x weighted_stats);
CREATE TABLE outcome (type text, kind text, bytes bytea, sqlstate text, value text);

CREATE FUNCTION probe(type regtype, kind text, bytes bytea) RETURNS void LANGUAGE plpgsql AS \$\$
DECLARE
	state text := 'accepted';
	taken text;
	again text;
BEGIN
	EXECUTE format('COPY (SELECT %L::bytea) TO %L (FORMAT binary)', bytes, '$file');
	BEGIN
		EXECUTE format('COPY probed_%s FROM %L (FORMAT binary)', type, '$file');
		EXECUTE format('SELECT x::text, x::text::%s::text FROM probed_%s', type, type) INTO taken, again;
		IF again IS DISTINCT FROM taken THEN
			state := 'not canonical: ' || again;
		END IF;
		-- what is taken can be read, compared, hashed, sent
		EXECUTE format('SELECT %s_hash(x), x = x, %s_send(x) FROM probed_%s', type, type, type);
		EXECUTE format('DELETE FROM probed_%s', type);
		IF type = 'tally'::regtype THEN
			PERFORM csat(x), mean(x), median(x), n_eff(x), variance(x), x + x - x FROM (SELECT taken::tally AS x) t WHERE responses(x) < 2 ^ 60 AND weight(x) < 2 ^ 60 AND missing(x) < 2 ^ 60;
			IF n_eff(taken::tally) > responses(taken::tally) * (1 + 1e-8) THEN
				state := 'unsound';
			END IF;
		END IF;
	EXCEPTION WHEN OTHERS THEN
		state := SQLSTATE;
	END;
	INSERT INTO outcome VALUES (type, kind, bytes, state, taken);
END \$\$;
SQL

my %good = (
	rating_scale => [ '1..5', '1..10 step 0.5 reversed top 3 missing 0, 99', 'slecht | bad < neutraal < goed | bon marché missing n/a', '0..10 missing *' ],
	tally => [ '{}', '{} missing 7', '1..2 {1,2} missing 3', '-1..1 step 0.5 reversed {1,2,3,4,5}', '1..2 {2:3:5,1:0.5:0.25} missing 1' ],
	weighted_stats => ['{}']);
push @{ $good{weighted_stats} }, $node->safe_psql('postgres', 'SELECT weighted_stats(v, w) FROM (VALUES (1.5, 2.0), (-3, 0.5), (NULL, 1)) x (v, w)');

for my $type (sort keys %good)
{
	for my $literal (@{ $good{$type} })
	{
		my $send = "(SELECT ${type}_send('$literal') AS b) g";
		$node->safe_psql('postgres', "SELECT probe('$type', 'good', b) FROM $send;
			SELECT probe('$type', 'prefix', substr(b, 1, n)) FROM $send, generate_series(0, length(b) - 1) n;
			SELECT probe('$type', 'longer', b || e) FROM $send, unnest(ARRAY['\\x00', '\\x01', '\\xff', '\\x0000000000000000']::bytea[]) e;
			SELECT probe('$type', 'changed', set_byte(b, n, v)) FROM $send, generate_series(0, length(b) - 1) n, unnest(ARRAY[0, 2, 255]) v WHERE v <> get_byte(b, n);
			SELECT probe('$type', 'changed', set_byte(b, n, get_byte(b, n) # 4)) FROM $send, generate_series(0, length(b) - 1) n;");
	}
}
$node->safe_psql('postgres', "SELECT setseed(0.5);
	SELECT probe(type::regtype, 'random', (SELECT decode(string_agg(lpad(to_hex((random() * 255)::integer), 2, '0'), ''), 'hex') || decode(repeat('00', i % 2), 'hex') FROM generate_series(1, 1 + i % 60)))
	FROM unnest(ARRAY['rating_scale', 'tally', 'weighted_stats']) type, generate_series(1, 100) i;
	-- a good head, then anything
	SELECT probe('tally', 'random', substr(tally_send('1..2 {2:3:5,1:0.5:0.25} missing 1'), 1, 29) || (SELECT decode(string_agg(lpad(to_hex((random() * random() * (i + 0 * k))::integer), 2, '0'), ''), 'hex') FROM generate_series(1, 104) k))
	FROM generate_series(1, 100) i;");

for my $type (sort keys %good)
{
	is($node->safe_psql('postgres', "SELECT count(*) FROM outcome WHERE type = '$type' AND kind = 'good' AND sqlstate <> 'accepted'"), '0', "$type: good values are taken");
	is($node->safe_psql('postgres', "SELECT DISTINCT sqlstate FROM outcome WHERE type = '$type' AND kind = 'longer'"), '22P03', "$type: bytes behind the value")
	  if $type ne 'rating_scale';
	is($node->safe_psql('postgres', "SELECT kind, sqlstate, bytes, value FROM outcome WHERE type = '$type' AND sqlstate NOT IN ('22P03', 'accepted') LIMIT 5"), '', "$type: 22P03, or a sound value");
	my $count = $node->safe_psql('postgres', "SELECT count(*) FILTER (WHERE sqlstate = '22P03') || ' refused, ' || count(*) FILTER (WHERE sqlstate = 'accepted') || ' taken' FROM outcome WHERE type = '$type'");
	cmp_ok((split ' ', $count)[0], '>', 100, "$type: $count");
}
diag('count: ', $node->safe_psql('postgres', 'SELECT count(*) FROM outcome'), ' binary values tried by receive functions');
# a prefix of a tally is never one; a prefix of a scale's text may be a scale
is($node->safe_psql('postgres', "SELECT DISTINCT sqlstate FROM outcome WHERE type <> 'rating_scale' AND kind = 'prefix'"), '22P03', 'no prefix is a value');

$node->stop;
done_testing();

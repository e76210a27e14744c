# Databases that are not UTF8: labels in LATIN1 and SQL_ASCII, binary that changes the encoding on its way, and what
# needs UTF8.
use strict;
use warnings;
use utf8;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my $node = PostgreSQL::Test::Cluster->new('encodings');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
$node->safe_psql('postgres', "CREATE DATABASE $_ TEMPLATE template0 ENCODING '$_' LOCALE 'C'") for qw(utf8 latin1 sql_ascii);

# The client writes and reads UTF-8 throughout.
$ENV{PGCLIENTENCODING} = 'UTF8';
sub ask
{
	my ($database, $query) = @_;
	utf8::encode($query);
	my ($status, $out, $err) = $node->psql($database, $query, on_error_stop => 0);
	$out = $err if $out eq '';
	utf8::decode($out);
	return $out;
}

my $file = $node->basedir . '/scales.bin';
for my $database (qw(utf8 latin1 sql_ascii))
{
	is(ask($database, 'CREATE EXTENSION csat; SHOW server_encoding'), uc $database, "a database in $database");
	is(ask($database, "SELECT csat('5'), csat('Goed'::text, 'slecht < goed')"), '100.0000000000000000|100.0000000000000000', "$database: scores");
	is(ask($database, "SELECT 'Geïrriteerd < Één en al tevreden missing n.v.t., België'::rating_scale"),
		'Geïrriteerd < Één en al tevreden top 1 missing n.v.t., België', "$database: labels are printed as they were written");
	is(ask($database, "SELECT tally(s, 'Geïrriteerd < Één en al tevreden missing België') FROM unnest(ARRAY['geïrriteerd', 'Één EN AL tevreden', ' GeïRRiteerd ', 'BELGIë']) s"),
		'1..2 top 1 {2,1} missing 1', "$database: capitals of ASCII match");
	my $accented = ask($database, "SELECT tally('GEÏRRITEERD'::text, 'Geïrriteerd < Tevreden missing *')");
	is($accented, $database eq 'utf8' ? '1..2 top 1 {1,0}' : '1..2 top 1 {0,0} missing 1', "$database: other capitals match in UTF8 alone");
	like(ask($database, "SELECT tally('né'::text, 'ne < nee')"), qr/answer "né" is neither a number nor a label of scale ne < nee/, "$database: an error names the answer");
	like(ask($database, "SELECT 'é < É < é'::rating_scale"), $database eq 'utf8' ? qr/The label "É" is written twice/ : qr/The label "é" is written twice/, "$database: a label is new or not");
	is(ask($database, "SELECT d.label FROM distribution('1..2 {1,2}', 'naïef < wijs') d LIMIT 1"), 'naïef', "$database: labels of a distribution");
	like(ask($database, "SELECT csat(repeat('é', 200))"), qr/answer "é{20,60}\.\.\." is neither/, "$database: a long answer is cut between characters")
	  if $database ne 'sql_ascii';

	my $sparkline = ask($database, "\\set VERBOSITY verbose\nSELECT sparkline('1..3 {0,1,2}')");
	like($sparkline, $database eq 'utf8' ? qr/^▁▅█$/ : qr/0A000: sparkline needs a database with encoding UTF8/, "$database: sparkline");
	my $bar = ask($database, "\\set VERBOSITY verbose\nSELECT interval_bar(1, 0, 2, 0, 4, 5)");
	like($bar, $database eq 'utf8' ? qr/^├●┤  $/ : qr/0A000: interval_bar needs a database with encoding UTF8/, "$database: interval_bar");
	# pages and pictures are ASCII but for names
	is(ask($database, "SELECT csat_report_number(-1234.5, 1, csat_report_words('de'), false), csat_report_words('de') ->> 'percent', md5(csat_chart_distribution(tally '1..5 {1,2,3,4,5}', 'csat'))"),
		ask('utf8', "SELECT '&#x2212;1.234,5', '&#xA0;%', md5(csat_chart_distribution(tally '1..5 {1,2,3,4,5}', 'csat'))"), "$database: words and pictures of reports");
}

# binary from one encoding to another: the text inside follows the client's
ask('utf8', "\\copy (SELECT 'Geïrriteerd < Één en al tevreden'::rating_scale) TO '$file' (FORMAT binary)");
is(ask('latin1', "CREATE TABLE received (s rating_scale); \n\\copy received FROM '$file' (FORMAT binary)\nSELECT s, s = 'Geïrriteerd < Één en al tevreden' FROM received"),
	'Geïrriteerd < Één en al tevreden top 1|t', 'binary from UTF8 to LATIN1');
ask('latin1', "\\copy (SELECT 'Geïrriteerd < Één en al tevreden'::rating_scale) TO '$file' (FORMAT binary)");
is(ask('utf8', "CREATE TABLE received (s rating_scale); \n\\copy received FROM '$file' (FORMAT binary)\nSELECT s, s = 'Geïrriteerd < Één en al tevreden' FROM received"),
	'Geïrriteerd < Één en al tevreden top 1|t', 'and back');
# an encoding whose characters do not begin and end as those of UTF-8 do: an error shows whole ones, wherever it has to cut
ask('postgres', "CREATE DATABASE euc_jp TEMPLATE template0 ENCODING 'EUC_JP' LOCALE 'C'");
is(ask('euc_jp', "CREATE EXTENSION csat; SELECT csat('満足'::text, '不満 < 満足')"), '100.0000000000000000', 'EUC_JP: labels');
for my $before ('', 'a')
{
	my $long = $before . 'の' x 40;
	like(ask('euc_jp', "\\set VERBOSITY verbose\nSELECT '1..5 $long'::rating_scale"),
		qr/22P02: .*\nDETAIL: +Unexpected "${before}の{10,30}\.\.\."/s, "EUC_JP: a long scale is cut between characters, after '$before'");
	like(ask('euc_jp', "\\set VERBOSITY verbose\nSELECT csat('$long')"),
		qr/22P02: answer "${before}の{10,30}\.\.\." is neither/, "EUC_JP: and so is a long answer, after '$before'");
}

like(ask('latin1', "SELECT 'плохо < хорошо'::rating_scale"), qr/has no equivalent in encoding "LATIN1"/, 'letters that LATIN1 lacks');

$node->stop;
done_testing();

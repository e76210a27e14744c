# `make demo` and `make try` on exports as survey tools write them, and in the environment of somebody who uses other servers:
# nothing of theirs reaches the throw-away server, and nothing of ours another one.
use strict;
use warnings;
use utf8;

use File::Temp ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

plan skip_all => 'needs a staged build: scripts/test-here makes one' unless $ENV{CSAT_STAGE};
plan skip_all => 'this PostgreSQL loads extensions only from its own directories' unless slurp_file($ENV{TEMP_CONFIG}) =~ /^extension_/m;

my $dir = File::Temp->newdir;

# What a command prints, and its exit code, with these variables beside its environment.
sub run_with
{
	my ($variables, @command) = @_;
	local %ENV = (%ENV, %$variables);
	my ($said, $code) = ('');
	IPC::Run::run(\@command, '<', \(delete $ENV{STDIN} // ''), '>&', \$said);
	$code = $? >> 8;
	utf8::decode($said);
	return ($code, $said);
}

sub file
{
	my ($name, $text) = @_;
	utf8::encode($text);
	open my $out, '>:raw', "$dir/$name" or die $!;
	print $out $text;
	close $out;
	return "$dir/$name";
}

# In bytes, since the log of PostgreSQL's test modules takes no characters.
sub show
{
	my ($said) = @_;
	utf8::encode($said);
	diag($said);
}

sub demo
{
	my ($file, %variables) = @_;
	my ($code, $said) = run_with({ CSV => $file, %variables }, 'scripts/demo');
	show($said) if $code;
	return $said;
}

# ---- other servers ----

my $decoy = PostgreSQL::Test::Cluster->new('decoy');
$decoy->init;
$decoy->append_conf('postgresql.conf', "listen_addresses = '127.0.0.1'\nlog_connections = on\nlog_statement = all\n");
$decoy->start;
my ($port, $seen) = ($decoy->port, -s $decoy->logfile);
my $there = "host=127.0.0.1 port=$port dbname=postgres";
file('.psqlrc', "\\connect \"$there\"\n\\set ECHO all\n");
my %hostile = (
	PGHOST => '127.0.0.1', PGHOSTADDR => '127.0.0.1', PGPORT => $port, PGDATABASE => 'postgres', PGUSER => 'nobody',
	PGSERVICE => 'decoy', PGSERVICEFILE => file('services', join "\n", '[decoy]', split(/ /, $there), ''),
	PGPASSFILE => file('passwords', '*:*:*:*:secret'), PGPASSWORD => 'secret', PGSYSCONFDIR => "$dir", PGDATA => "$dir/data",
	PGOPTIONS => '-c default_transaction_read_only=on', PGTZ => 'Asia/Tokyo', PGDATESTYLE => 'German', PGCLIENTENCODING => 'LATIN1',
	PGSSLMODE => 'verify-full', PGGSSENCMODE => 'require', PGTARGETSESSIONATTRS => 'standby', PGCHANNELBINDING => 'require',
	PGREQUIREAUTH => 'scram-sha-256', PGREQUIREPEER => 'nobody', PGCONNECT_TIMEOUT => 'soon', PG_COLOR => 'always',
	PSQLRC => "$dir/.psqlrc", HOME => "$dir");

my ($code, $said) = run_with(\%hostile, qw(bash -c), '. scripts/lib.sh; for v in "${!PG@}"; do echo $v; done');
is($said =~ s,^PG_TEST_\w+\n,,gmr, "PG_CONFIG\n", 'lib.sh forgets every setting of a connection');
my ($calm_code, $calm) = run_with({}, 'scripts/demo');
show($calm) if $calm_code;
($code, $said) = run_with(\%hostile, 'scripts/demo');
is("$calm_code $code", '0 0', 'the demo comes to its end');
like(slurp_file('report.html'), qr/<h1>Would you recommend us\?<\/h1>.*NPS was .*<\/html>/s, 'and has written a report');
is($said, $calm, 'and shows the same whatever the environment says');
($code, $said) = run_with({ %hostile, CSV => file('few.csv', "score\n9\n7\n"), STDIN => "SELECT count(*) || ' of port ' || current_setting('port') FROM answers;\n" },
	qw(scripts/demo --try));
like($said, qr/^ 2 of port 5432$/m, 'make try is at the throw-away server, and needs no column');
is(slurp_file($decoy->logfile, $seen) =~ s/.*?(checkpoint|listening|ready|starting).*\n//gr, '', 'nobody has called at the other server');

# ---- columns ----

my $question = 'How likely is it that you would recommend our company, its people and its products to a friend or a colleague?';
my @ids = map { qq("{""ImportId"":""$_""}") } qw(startDate status finished recordedDate _recordId QID1 QID2);
my $qualtrics = file('qualtrics.csv', join "\n",
	'StartDate,Status,Finished,RecordedDate,ResponseId,Q1,Q2',
	"Start Date,Response Type,Finished,Recorded Date,Response ID,\"$question\",Which shop?",
	join(',', @ids),
	'2025-01-02 10:00:00,IP Address,True,2025-01-02 10:05:00,R_1,9,north',
	'2025-01-03 10:00:00,Survey Preview,True,2025-01-03 10:05:00,R_2,0,north',
	'2025-02-02 10:00:00,IP Address,False,2025-02-09 10:05:00,R_3,3,south',
	'2025-02-03 10:00:00,IP Address,True,2025-02-03 10:05:00,R_4,10,south', '');

# What SCORE=WANTED means in a file, before any server is there.
sub column
{
	my ($file, $wanted) = @_;
	my $script = '. scripts/lib.sh; . scripts/own.sh; make_work; read_own >&2; choose_columns; echo "$SCORE"';
	my ($code, $said) = run_with({ CSV => $file, SCORE => $wanted }, 'bash', '-c', $script);
	$said =~ s/^Its first .*\n//;
	chomp $said;
	return $said;
}

is(column($qualtrics, 'Q1'), 'Q1', 'a column by its name');
is(column($qualtrics, $question), 'Q1', 'by its whole question');
is(column($qualtrics, uc($question) =~ s/ /  /r), 'Q1', 'whatever the capitals and blanks');
is(column($qualtrics, 6), 'Q1', 'by its number');
like(column($qualtrics, 8), qr/^SCORE=8: there is no such column .*^ +6  Q1   How likely is it/ms, 'there is no eighth, and what there is is shown');
my $long = file('long.csv', "id,\"$question\",\"$question (again)\"\n1,9,8\n");
my $cut = substr $question, 0, 58;
is(column($long, $question), $cut, 'a question longer than a name can be');
is(column($long, "$question (again)"), "$cut 3", 'and another that begins with it');
my $digits = file('digits.csv', "7,b,2\n1,9,8\n");
is(column($digits, 2), '2', 'a column that is called 2 is meant before the second');
is(column($digits, 7), '7', 'and one called 7 before none');
is(column($digits, 1), '7', 'a number is that of the column where none is called so');
my $monkey = file('monkey.csv', join "\n", 'Respondent ID,Start Date,How satisfied are you with:,,Which one?,', ',,Price,Staff,Response,Other',
	'1,01/31/2025 09:00:00 AM,5,4,a,', '2,02/28/2025 01:00:00 PM,3,2,b,c', '');
like(column($monkey, 'how satisfied are you with:'), qr/more than one column .* is called so.*\n +3  How.* - Price\n +4  How.* - Staff$/, 'a question of two parts names neither');
is(column($monkey, 'Staff'), 'How satisfied are you with: - Staff', 'a part by its own text');
is(column($monkey, 'Which one?'), 'Which one?', 'a question beside its other answers');
like((run_with({ CSV => $monkey, HEADER => 'two' }, 'scripts/demo'))[1], qr/^HEADER=two: say how many header rows/, 'HEADER is a number');
like((run_with({ CSV => $monkey, FINISHED => 'no' }, 'scripts/demo'))[1], qr/^FINISHED=no: only FINISHED=1/, 'FINISHED is 1');
like((run_with({ HEADER => 2 }, 'scripts/demo'))[1], qr/^HEADER, SCORE.* tell about a file/, 'HEADER without a file');

# ---- rows ----

$said = demo($qualtrics, SCORE => $question, SCALE => '0..10', AT => 'StartDate', BY => 'which shop?', REPORT => "$dir/own.html");
like($said, qr/^A page with pictures of it, by one call of csat_report:  \Q$dir\E\/own\.html\n*\z/m, 'where the report is, is said');
like(slurp_file("$dir/own.html"), qr/<title>Q1<\/title>.*NPS<\/p>|<title>Q1<\/title>.*Net Promoter Score.*<\/html>/s, 'and it is there');
like($said, qr/^Its first 3 rows are taken for its header, as Qualtrics writes it/m, 'three header rows are recognised, and said');
like($said, qr/^4 rows of .*\nAmong them are 1 of people who did not finish, and 1 previews, tests or spam\.\nThey count/m,
	'rows that are no full answers are pointed out');
like($said, qr/^ +0\.0 \| .* \| +4 \| +0$/m, 'and count');
like($said, qr/^ 2025-02-01 .* 2 \| +0\n 2025-01-01 .* 2 \| +0$/m, 'by month');
like($said, qr/^ north /m, 'by shop');
$said = demo($qualtrics, SCORE => 6, SCALE => '0..10', FINISHED => 1);
like($said, qr/^These are left out: 2 rows remain\.$/m, 'FINISHED=1 leaves them out, and says so');
like($said, qr/^ +100\.0 \| .* \| +2 \| +0$/m, 'and they do not count');

$said = demo($monkey, SCORE => 'Price', AT => 'Start Date');
like($said, qr/^Its first 2 rows are taken for its header, as SurveyMonkey writes it/m, 'two header rows are recognised');
like($said, qr/^Dates are read as MDY\.$/m, 'months before days');
unlike($said, qr/^Among them/m, 'and nothing is said of rows that nothing is known about');

# What is said of the rows of a file as it is loaded: on the server that is there already.
sub loaded
{
	my ($name, $text) = @_;
	my ($code, $said) = run_with({ CSV => file($name, $text), SERVER => $decoy->connstr('postgres') }, 'bash', '-c', <<'SCRIPT');
. scripts/lib.sh
. scripts/own.sh
sql() { psql -X -q -v ON_ERROR_STOP=1 -d "$SERVER" "$@"; }
value() { sql -A -t "${@:2}" <<<"$1"; }
make_work
read_own
sql -c 'DROP TABLE IF EXISTS answers' 2>&-
load_own
SCRIPT
	return $said =~ /^Among them are (\d+) of people who did not finish, and (\d+) previews/m ? "$1 $2" : $said =~ /^\d+ rows/m ? 'nothing' : $said;
}

my $coded = slurp_file($qualtrics) =~ s/IP Address/0/gr =~ s/Survey Preview/1/gr =~ s/True/1/gr =~ s/False/0/gr;
is(loaded('coded.csv', $coded), '1 1', 'the codes of Qualtrics');
is(loaded('old.csv', "V1,V7,V10,Q1\nResponseID,Status,Finished,How likely?\nR_1,0,1,9\nR_2,0,0,9\n"), '1 0', 'those of old');
is(loaded('words.csv', "id,Response Status,score\n1,Completed,9\n2,Partial,8\n3,In progress,7\n4,,6\n"), '2 0', 'a status in words');
is(loaded('lime.csv', "id,submitdate,score\n1,2025-01-01 10:00:00,9\n2,,8\n"), '1 0', 'a date of sending that is not there');
is(loaded('both.csv', "id,Finished,Distribution Channel\n1,FALSE,preview\n2,TRUE,email\n"), '1 1', 'a row that is both');
is(loaded('crm.csv', "id,status,score\n1,1,9\n2,2,8\n3,0,10\n"), 'nothing', 'a status that is a number means nothing elsewhere');
is(loaded('whole.csv', "id,Finished,\"it's \"\"Finished\"\"\"\n1,True,no\n"), 'nothing', 'where all have finished nothing is said');

my $crm = file('crm.csv', "id;status;score\n1;1;9,5\n2;2;8\n3;1;10,0\n");
$said = demo($crm, SCORE => 'score', SCALE => '0..10 step 0.5');
like($said, qr/^2 of the scores have a decimal comma: 7,5 is read as 7\.5\.$/m, 'decimal commas become points, and that is said');
like($said, qr/^ +66\.7$/m, 'and the score is right');

my $two = file('two.csv', "\x{FEFF}id;stérkte\nNummer;Wie stark?\n1;9\n2;10\n");
like((run_with({ CSV => $two, SCORE => 2 }, 'scripts/demo'))[1], qr/ Wie stark\? .*say how many header rows it has in all: HEADER=2$/ms, 'a heading among the answers is no score');
$said = demo($two, SCORE => 'WIE STARK?', HEADER => 2);
like($said, qr/^2 rows of .*^ +100\.0$/ms, 'HEADER=2 takes it for one');

$decoy->stop;
done_testing();

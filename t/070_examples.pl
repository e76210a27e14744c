# The sample is what its script makes; a person's own file is read whatever wrote it, and what is wrong with it is said.
use strict;
use warnings;
use utf8;

use File::Temp ();
use PostgreSQL::Test::Utils;
use Test::More;

is(`examples/make-answers`, slurp_file('examples/answers.csv'), 'make-answers makes answers.csv, byte for byte');

my $dir = File::Temp->newdir;

# What scripts/read-csv makes of some bytes, given how many header rows they have or not: its exit code, the columns or complaint, and the normalised text.
sub read_csv
{
	my ($bytes, $header) = (@_, '');
	open my $out, '>:raw', "$dir/in.csv" or die $!;
	print $out $bytes;
	close $out;
	unlink "$dir/out.csv";
	my $said = `scripts/read-csv $dir/in.csv $dir/out $header 2>&1`;
	my $code = $? >> 8;
	utf8::decode($said);
	$said =~ s/^\Q$dir\E\/in\.csv: //;
	my $text = -f "$dir/out.csv" ? slurp_file("$dir/out.csv") : '';
	utf8::decode($text);
	return ($code, $said, $text);
}

my @read = (
	[ 'a plain file',           "id,score\n1,9\n",                        "id\nscore\n",  "id,score\n1,9\n" ],
	[ 'CR LF and blank ends',   "id,score\r\n1,9\r\n\r\n",                "id\nscore\n",  "id,score\n1,9\n" ],
	[ 'semicolons',             "id;\"score, of 10\"\n1;9\n",             "id\nscore, of 10\n", "id;\"score, of 10\"\n1;9\n" ],
	[ 'a byte order mark',      "\xEF\xBB\xBFid,score\n1,9\n",            "id\nscore\n",  "id,score\n1,9\n" ],
	[ 'UTF-16',                 "\xFF\xFEi\0d\0\n\0\xE9\0\n\0",           "id\n",         "id\né\n" ],
	[ 'Windows-1252',           "id,caf\xE9\n1,9\n",                      "id\ncafé\n",   "id,café\n1,9\n" ],
	[ 'a first line sep=',      "sep=;\nid;\"a,b,c\"\n1;9,5\n",         "id\na,b,c\n", "id;\"a,b,c\"\n1;9,5\n" ],
	[ 'names twice and empty',  "id,,id,\"a\"\"b\"\n1,2,3,4\n",           "id\ncolumn 2\nid 3\na\"b\n", "id,,id,\"a\"\"b\"\n1,2,3,4\n" ],
	[ 'a header over two lines', "id,\"the\nscore\"\n1,9\n",              "id\nthe score\n", "id,\"the\nscore\"\n1,9\n" ]);
for (@read)
{
	my ($name, $bytes, $columns, $text) = @$_;
	is_deeply([ read_csv($bytes) ], [ 0, $columns, $text ], "reads $name");
}

# Second and third header rows: what is read, with or without HEADER, and the first name and number of answers that come of it.
my $names = 'StartDate,Status,Finished,Q1';
my $texts = 'Start Date,Response Type,Finished,"How likely, all in all?"';
my $ids = join ',', map { qq("{""ImportId"":""$_""}") } qw(startDate status finished QID1);
my $rows = "2025-01-02,IP Address,True,9\n2025-01-02,IP Address,True,8\n";
my $monkey = "Respondent ID,Start Date,How satisfied are you with:,,Which one?,\n";
my $options = ",,Price,Staff,Response,Other\n";
my $answers = "1,01/02/2025,5,4,a,\n2,01/03/2025,3,2,b,c\n";
my @headed = (
	[ 'three rows of Qualtrics',      "$names\n$texts\n$ids\n$rows", '', 'Q1', 2 ],
	[ 'those without the questions',  "$names\n$ids\n$rows",         '', 'Q1', 2 ],
	[ 'those without the import ids', "$names\n$texts\n$rows",       '', 'Q1', 2 ],
	[ 'two rows of old Qualtrics',    "V1,V2,Q1\nResponseID,ResponseSet,How likely?\nR_1,Default,9\n", '', 'Q1', 1 ],
	[ 'import ids, told that the header is one row', "$names\n$ids\n$rows", 1, 'Q1', 3 ],
	[ 'two rows of SurveyMonkey',     "$monkey$options$answers",       '', 'Which one? - Other', 2 ],
	[ 'two rows of nobody we know',   "id,score\nNumber,The score\n1,9\n", '', 'score', 2 ],
	[ 'the same with HEADER=2',       "id,score\nNumber,The score\n1,9\n", 2, 'score', 1 ],
	[ 'four rows with HEADER=4',      "id,score\na,b\nc,d\n\"e\n\",f\n1,9\n", 4, 'score', 1 ],
	[ 'no header with HEADER=0',      "1,9\n2,8\n",                   0, 'column 2', 2 ],
	[ 'answers that are what stands over them', "id,Email,Phone\n1,Email,Phone\n2,,Phone\n", '', 'Phone', 2 ]);
for (@headed)
{
	my ($name, $bytes, $header, $last, $count) = @$_;
	my ($code, $said, $text) = read_csv($bytes, $header);
	is_deeply([ $code, (split /\n/, $said)[-1], $text =~ tr/\n// - ($header eq '0' ? 0 : 1) ], [ 0, $last, $count ], "reads $name");
}
read_csv("$monkey$options$answers");
my $called = slurp_file("$dir/out.columns");
is_deeply([ $called =~ /^3\t(.*)$/mg ], [ ('How satisfied are you with: - Price') x 2, 'How satisfied are you with:', 'Price' ], 'what a part of a question is called');
is_deeply([ $called =~ /^5\t(.*)$/mg ], [ 'Which one?', 'Which one?', 'Response' ], 'what a question with room for another answer is called');
like(slurp_file("$dir/out.notes"), qr/^Its first 2 rows are taken for its header, as SurveyMonkey writes it/, 'and that it was recognised is said');

my @refused = (
	[ 'an empty file',     '',                       qr/^is empty/ ],
	[ 'a header alone',    "id,score\n",             qr/^holds a header but no answers/ ],
	[ 'headers alone',     "$names\n$texts\n$ids\n", qr/^holds a header but no answers/ ],
	[ 'fewer rows than HEADER', "id,score\n1,9\n",  qr/^holds a header but no answers/, 3 ],
	[ 'a spreadsheet',     "PK\x03\x04 and so on",   qr/^is a spreadsheet .* save it as CSV/ ],
	[ 'a binary',          "id\0\x01\n1\n",          qr/^holds NUL bytes/ ],
	[ 'an open quote',     "\"id,score\n1,9\n",      qr/^the first line is not a header/ ]);
for (@refused)
{
	my ($name, $bytes, $complaint, $header) = @$_;
	my ($code, $said) = read_csv($bytes, $header // '');
	is($code, 1, "refuses $name");
	like($said, $complaint, "and says so of $name");
}

done_testing();

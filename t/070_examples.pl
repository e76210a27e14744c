# The sample is what its script makes; a person's own file is read whatever wrote it, and what is wrong with it is said.
use strict;
use warnings;
use utf8;

use File::Temp ();
use PostgreSQL::Test::Utils;
use Test::More;

is(`examples/make-answers`, slurp_file('examples/answers.csv'), 'make-answers makes answers.csv, byte for byte');

my $dir = File::Temp->newdir;

# What scripts/read-csv makes of some bytes: its exit code, the columns or complaint, and the normalised text.
sub read_csv
{
	my ($bytes) = @_;
	open my $out, '>:raw', "$dir/in.csv" or die $!;
	print $out $bytes;
	close $out;
	unlink "$dir/out.csv";
	my $said = `scripts/read-csv $dir/in.csv $dir/out 2>&1`;
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
	[ 'names twice and empty',  "id,,id,\"a\"\"b\"\n1,2,3,4\n",           "id\ncolumn 2\nid 3\na\"b\n", "id,,id,\"a\"\"b\"\n1,2,3,4\n" ],
	[ 'a header over two lines', "id,\"the\nscore\"\n1,9\n",              "id\nthe score\n", "id,\"the\nscore\"\n1,9\n" ]);
for (@read)
{
	my ($name, $bytes, $columns, $text) = @$_;
	is_deeply([ read_csv($bytes) ], [ 0, $columns, $text ], "reads $name");
}

my @refused = (
	[ 'an empty file',     '',                       qr/^is empty/ ],
	[ 'a header alone',    "id,score\n",             qr/^holds a header but no answers/ ],
	[ 'a spreadsheet',     "PK\x03\x04 and so on",   qr/^is a spreadsheet .* save it as CSV/ ],
	[ 'a binary',          "id\0\x01\n1\n",          qr/^holds NUL bytes/ ],
	[ 'an open quote',     "\"id,score\n1,9\n",      qr/^the first line is not a header/ ]);
for (@refused)
{
	my ($name, $bytes, $complaint) = @$_;
	my ($code, $said) = read_csv($bytes);
	is($code, 1, "refuses $name");
	like($said, $complaint, "and says so of $name");
}

done_testing();

# Worked.pm: the worked examples of t/worked/examples.csv, and the floor of the tests that compare with them.
package Worked;

use strict;
use warnings;

use Exporter 'import';
use JSON::PP;
use PostgreSQL::Test::Utils;

our @EXPORT_OK = qw(examples oracle read_csv);

# The records of a CSV file (RFC 4180) as hashes by the names in its first line.
sub read_csv
{
	my ($file) = @_;
	my $text = slurp_file($file);
	my @records = ([]);
	while ($text =~ /\G(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|\z)/g)
	{
		my ($quoted, $plain, $end) = ($1, $2, $3);
		push @{ $records[-1] }, defined $quoted ? $quoted =~ s/""/"/gr : $plain;
		last if $end eq '' || pos($text) == length $text;
		push @records, [] if $end ne ',';
	}
	my @names = @{ shift @records };
	return map { my %row; @row{@names} = @$_; \%row } @records;
}

# Which test an example belongs to. Each belongs to exactly one, so that none is left out.
sub kind
{
	my ($row) = @_;
	return 'indices' if $row->{metric} =~ /^(csi|servqual|acsi|sci|retention|clv|roi)$/;
	return 'scores' if $row->{metric} =~ /^(csat|nps|ces)$/ && $row->{variant} !~ /_ci95|^samplesize/;
	return 'uncertainty';
}

# The examples of a kind. Those inputs that are JSON come decoded, as data.
sub examples
{
	my ($kind) = @_;
	my @rows = grep { kind($_) eq $kind } read_csv('t/worked/examples.csv');
	$_->{data} = decode_json($_->{input}) for @rows;
	return @rows;
}

# Every query of a file of an oracle's answers: { id => [ { group, expected }, ... ] }
sub oracle { return decode_json(slurp_file($_[0])); }

1;

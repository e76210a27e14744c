# Every SQL example in README and docs runs, and prints what the document shows; every link to a file leads to one.
use strict;
use warnings;

use File::Basename qw(dirname);
use File::Find;
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my @documents = grep { -f } 'README.md';
find({ no_chdir => 1, wanted => sub { push @documents, $_ if /\.md$/ } }, 'docs') if -d 'docs';
plan skip_all => 'no documents here' unless @documents;

my $node = PostgreSQL::Test::Cluster->new('docs');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->start;
local %ENV = (%ENV, PGHOST => $node->host, PGPORT => $node->port, PGCLIENTENCODING => 'UTF8');
delete $ENV{PGOPTIONS};

# Each document is one test; what it says of itself goes to the log either way.
for my $document (sort @documents)
{
	my $said = `scripts/doc-examples $document 2>&1`;
	ok($? == 0, "the examples of $document") ? note($said) : diag($said);
}

# Where a document's relative links lead to nothing.
sub dead_links
{
	my ($document) = @_;
	my $text = slurp_file($document) =~ s/^```.*?^```//gmsr =~ s/`[^`\n]*`//gr;
	my $folder = dirname($document);
	return grep { !-e "$folder/$_" } map { s/#.*//r } grep { !/^(?:[a-z]+:|#)/ } $text =~ /\]\(([^)\s]+)\)/g;
}
is_deeply([ dead_links($_) ], [], "the links of $_") for sort @documents;

done_testing();

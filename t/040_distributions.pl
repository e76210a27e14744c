# The distributions of src/uncertainty/distributions.c equal R's to 1e-12, tails included.
# t/distributions/grid.R wrote the grid; the C file needs nothing of PostgreSQL.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;

my $tolerance = 1e-12;
my $dir = PostgreSQL::Test::Utils::tempdir();
my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
my $cc = $ENV{CC} || `$pg_config --cc`;
chomp $cc;

plan skip_all => 'no C compiler'
  if system("$cc --version >$dir/version 2>&1") != 0;

is(system("$cc -O2 -Wall -Werror -Isrc t/distributions/driver.c src/uncertainty/distributions.c -lm -o $dir/driver"),
	0, 'the driver builds without PostgreSQL');

my %worst;
my %count;
my $rows = 0;
for my $line (`$dir/driver <t/distributions/grid.txt`)
{
	my ($name, $a, $b, $c, $expected, $got) = split ' ', $line;
	my $off = $expected == $got ? 0 : abs($got - $expected) / abs($expected || 1);

	$off = 1 if $off != $off;
	$rows++;
	$count{$name}++;
	$worst{$name} = [ $off, $line ] if !$worst{$name} || $off > $worst{$name}[0];
}
for my $name (sort keys %count)
{
	cmp_ok($worst{$name}[0], '<', $tolerance, "$name equals R at $count{$name} points")
	  or diag("worst: $worst{$name}[1]");
}
is(scalar(keys %count), 10, 'every function was compared');
is($rows, scalar(split /\n/, slurp_file('t/distributions/grid.txt')), 'every line was compared');
done_testing();

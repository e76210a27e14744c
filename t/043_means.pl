# How often the intervals of means hold the truth, and their tests raise alarms: enumerated and drawn from the code that
# the server runs. The tables of docs/statistics.md are these figures.
use strict;
use warnings;
use PostgreSQL::Test::Utils;
use Test::More;

my $dir = PostgreSQL::Test::Utils::tempdir();
my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
my $cc = $ENV{CC} || `$pg_config --cc`;
chomp $cc;

plan skip_all => 'no C compiler'
  if system("$cc --version >$dir/version 2>&1") != 0;

my $sources = join ' ', map { "src/uncertainty/$_.c" } qw(interval comparison fisher distributions stirling);
is(system("$cc -O2 -Wall -Werror -Isrc t/means/driver.c $sources -lm -o $dir/driver"),
	0, 'the driver builds without PostgreSQL');

# $coverage{populations}{method}{n} and $alarms{populations}{method}{"n1 n2"}: [ mean, worst ]
my (%coverage, %alarms, @power);
for my $line (`$dir/driver`)
{
	my ($what, @f) = split ' ', $line;
	$coverage{ $f[0] }{ $f[1] }{ $f[2] } = [ @f[ 3, 4 ] ] if $what eq 'coverage';
	$alarms{ $f[0] }{ $f[1] }{"$f[2] $f[3]"} = [ @f[ 4, 5 ] ] if $what eq 'alarms';
	push @power, [ @f[ 3, 4 ] ] if $what eq 'power';
}
my @sizes = (2, 3, 5, 10, 20, 30);
my @pairs = ('5 200', '10 10', '20 200', '200 200');

for my $n (@sizes)
{
	my ($mean, $worst) = @{ $coverage{shown}{adjusted}{$n} };
	my ($other_mean, $other_worst) = @{ $coverage{others}{adjusted}{$n} };

	cmp_ok($mean, '>=', .95, "adjusted t holds the truth at n = $n");
	cmp_ok($worst, '>=', .94, "at worst, too, at n = $n");
	cmp_ok($other_mean, '>=', .95, "on 2 to 11 points at n = $n");
	cmp_ok($other_worst, '>=', .93, "at worst, too, on 2 to 11 points at n = $n");
	cmp_ok($coverage{divided}{adjusted}{$n}[1], '>=', .93, "and of two camps at n = $n");
}
cmp_ok($coverage{shown}{t}{5}[1], '<', .7, 't itself does not');
for my $pair (@pairs)
{
	cmp_ok($alarms{shown}{adjusted}{$pair}[1], '<=', .055, "false alarms, $pair answers");
	cmp_ok($alarms{divided}{adjusted}{$pair}[0], '<=', .055, "false alarms of two camps on average, $pair answers");
}
my ($found, $found_by_welch) = (0, 0);
for my $pair (@power)
{
	$found += $pair->[0];
	$found_by_welch += $pair->[1];
	cmp_ok($pair->[0], '>=', .88 * $pair->[1], 'a difference is found nearly as often as by Welch');
}
cmp_ok($found, '>=', .9 * $found_by_welch, 'over all, at least nine of ten times');

# The rows of the documented tables.
my $docs = slurp_file('docs/statistics.md');
sub short { return sprintf('%.3f', shift) =~ s/^0//r; }
sub figure { my ($mean, $worst) = @{ $_[0] }; return short($mean) . ' (' . short($worst) . ')'; }

sub documented
{
	my ($row) = @_;
	ok(index($docs, "\n$row\n") >= 0, 'docs/statistics.md has the row') or diag($row);
}

for my $n (@sizes)
{
	my @figures = map { figure($coverage{ $_->[0] }{ $_->[1] }{$n}) }
	  [ 'shown', 't' ], [ 'shown', 'adjusted' ], [ 'divided', 't' ], [ 'divided', 'adjusted' ], [ 'others', 'adjusted' ];
	documented("| $n | $figures[0] | **$figures[1]** | $figures[2] | **$figures[3]** | **$figures[4]** |");
}
for my $pair (@pairs)
{
	my @figures = map { figure($alarms{ $_->[0] }{ $_->[1] }{$pair}) }
	  [ 'shown', 't' ], [ 'shown', 'adjusted' ], [ 'divided', 't' ], [ 'divided', 'adjusted' ];
	documented('| ' . ($pair =~ s/ / and /r) . " | $figures[0] | **$figures[1]** | $figures[2] | **$figures[3]** |");
}
documented('| found by welch | ' . join(' | ', map { short($_->[1]) } @power) . ' |');
documented('| found | ' . join(' | ', map { short($_->[0]) } @power) . ' |');
done_testing();

# The distributions of distributions.c and chi_squared.c in src/uncertainty equal R's to 1e-12, tails included.
# t/distributions/grid.R wrote the grid; the C files need nothing of PostgreSQL.
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

is(system("$cc -O2 -Wall -Werror -Isrc t/distributions/driver.c -lm -o $dir/driver"),
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
# Larger shapes than R can do: there the beta distribution is the normal one, with a relative error of 1 / n.
my $sd = 0.5 / sqrt(2**63);
my ($lower, $z) = map { (split)[5] } split /\n/, `printf 'beta_quantile_lower 0.005 %s %s 0\nnormal_quantile 0.005 0 0 0\n' 4611686018427387904 4611686018427387904 | $dir/driver`;
cmp_ok(abs(($lower - 0.5) / $sd - $z), '<', 1e-6, 'a quantile of 9e18 answers');

# A query can be cancelled between two calls only, so that none may take long, however many answers there are.
PostgreSQL::Test::Utils::append_to_file("$dir/large",
	"beta_quantile_lower 1e-9 4e18 4e18 0\nbeta_quantile_upper 0.025 8e17 7.2e18 0\nstudent_critical 0.05 8e18 0 0\n" x 20);
my $before = (times)[2];
is(scalar(() = `$dir/driver <$dir/large`), 60, 'quantiles of 8e18 answers');
cmp_ok((times)[2] - $before, '<', 0.3, '60 of them are a matter of milliseconds');

is(scalar(keys %count), 9, 'every function was compared');
is($rows, scalar(split /\n/, slurp_file('t/distributions/grid.txt')), 'every line was compared');
done_testing();

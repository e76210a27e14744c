# Mutant.pm: values that are nearly right.
package Mutant;

use strict;
use warnings;

# Words of the text forms, and numbers on the edges of their types.
my @words = (
	'..', 'step', 'reversed', 'top', 'missing', '*', '<', '|', ',', '"', '""', '{', '}', '{}', ':', '.', '-', '+', ' ', 'of',
	'n ', 'w ', 'wx ', 'w2x2 ', '0', '1', '5', '10', '101', '255', '256', '8000', '8001', '0.5', '0.001', '0.0001', '1e5',
	'9223372036854775807', '9223372036854775808', '18446744073709551616', '170141183460469231731687303715884105728',
	'NaN', 'Infinity', "\t", "\n", "\xc3\xa9", "\xff", "\xe2\x82", '9' x 400, '(' x 60, 'x' x 1001);
my @integers = (0, 1, 2, 100, 101, 102, 127, 128, 255, 256, 32767, 65535, 2147483647, 2147483648, 4294967295);

sub pick { return $_[ int rand @_ ] }

# One small change, anywhere.
my @changes = (
	sub { my $at = int rand(length($_[0]) || 1); substr $_[0], $at, 1, chr int rand 256 if length $_[0] },
	sub { my $at = int rand(length($_[0]) || 1); substr($_[0], $at, 1) ^= chr(1 << int rand 8) if length $_[0] },
	sub { substr $_[0], int rand(length($_[0]) + 1), 0, chr int rand 256 },
	sub { substr $_[0], int rand(length($_[0]) + 1), 0, pick(@words) },
	sub { substr $_[0], int rand length $_[0], 1 + int rand 4, '' if length $_[0] },
	sub { $_[0] = substr $_[0], 0, int rand(length($_[0]) + 1) },
	sub { my $at = int rand(length($_[0]) + 1); substr $_[0], $at, 0, substr $_[0], $at, 1 + int rand 20 },
	sub { substr $_[0], int rand(length($_[0]) - 3), 4, pack 'N', pick(@integers) if length $_[0] >= 4 },
	sub { substr $_[0], int rand(length($_[0]) - 7), 8, pack 'Q>', pick(@integers) << int rand 33 if length $_[0] >= 8 },
	sub { $_[0] =~ s/(\d+)/pick(@words, pick(@integers), $1 + 1)/e },
	sub { my $a = pick($_[0] =~ /\d+/g); $_[0] =~ s/\b$a\b/pick(@integers)/ge if defined $a });

# mutant($value, @others): the value with a few changes; sometimes with the end of another one.
sub mutant
{
	my ($value, @others) = @_;
	if (@others && rand() < 0.1)
	{
		my $other = pick(@others);
		$value = substr($value, 0, int rand(length($value) + 1)) . substr($other, int rand(length($other) + 1));
	}
	pick(@changes)->($value) for 1 .. pick(1, 1, 1, 2, 3, 6);
	return $value;
}

1;

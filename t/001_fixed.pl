# The fixed-point arithmetic of src/number/fixed.c against arbitrary precision: limb
# carries, largest weights and counts, refusal before overflow, rounding half
# to even, and decimals that read back to the same bits and are the shortest.
use strict;
use warnings;

use File::Basename;
use File::Temp;
use IPC::Open2;
use Math::BigInt;
use Test::More;

my $here = dirname(__FILE__);
my $dir = File::Temp->newdir;
my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
my $cc = $ENV{CC} || 'cc';
chomp(my $include = `$pg_config --includedir-server`);

plan skip_all => 'no C compiler' if system("$cc --version >/dev/null 2>&1") != 0;

my $build = "$cc -O1 -DFRONTEND -I$here/../src -I$include -o $dir/driver "
  . "$here/unit/fixed_driver.c $here/../src/number/fixed.c $here/../src/number/limbs.c -lm";
is(system($build), 0, 'the arithmetic compiles outside the server') or BAIL_OUT($build);

my $pid = open2(my $out, my $in, "$dir/driver");

sub call
{
	print $in "@_\n";
	$in->flush;
	chomp(my $answer = <$out>);
	return $answer;
}

# Numbers: a Fixed128 or Fixed256 is the integer of its units.
sub big { return Math::BigInt->new(shift); }
sub power { return big(2)->bpow(shift); }

sub hex_of
{
	my ($n, $limbs) = @_;
	$n = $n->copy->badd(power(64 * $limbs)) if $n->is_neg;
	return sprintf('%0' . 16 * $limbs . 's', substr($n->as_hex, 2));
}

sub double_bits { return sprintf('%016x', unpack('Q', pack('d', shift))); }

# Integer division, half to even.
sub divide
{
	my ($n, $d) = @_;
	my ($q, $r) = $n->copy->babs->bdiv($d);
	my $c = $r->bmul(2)->bcmp($d);
	$q->binc if $c > 0 || ($c == 0 && $q->is_odd);
	return $n->is_neg ? $q->bneg : $q;
}

# n * 2^e, half to even
sub scale
{
	my ($n, $e) = @_;
	return $e >= 0 ? $n->copy->bmul(power($e)) : divide($n, power(-$e));
}

# A double as (mantissa, exponent).
sub split_double
{
	my $bits = unpack('Q', pack('d', shift));
	my $e = ($bits >> 52) & 0x7ff;
	my $m = big($bits & ((1 << 52) - 1));
	$m->badd(power(52)) if $e;
	$e ||= 1;
	$m->bneg if $bits >> 63;
	return ($m, $e - 1075);
}

# The nearest double to n * 2^e, half to even, as bits.
sub nearest_double
{
	my ($n, $e) = @_;
	my $excess = length(substr($n->copy->babs->as_bin, 2)) - 53;
	if ($excess > 0)
	{
		$n = divide($n, power($excess));
		$e += $excess;
	}
	return double_bits($n->numify * 2**$e);
}

srand(20260101);

sub random_bits
{
	my $bits = shift;
	my $n = big(0);
	for (my $got = 0; $got < $bits; $got += 16)
	{
		$n->bmul(65536)->badd(int(rand(65536)));
	}
	return $n->bmod(power($bits));
}

# Numbers with runs of ones and zeros, where carries run far.
sub random_runs
{
	my $bits = shift;
	my $n = power(int(rand($bits + 1)));
	$n->bsub(power(int(rand($bits)))) if rand() < 0.7;
	$n->badd(int(rand(3)) - 1);
	return $n->is_neg ? big(0) : $n->bmod(power($bits));
}

sub random_number { return rand() < 0.5 ? random_bits(@_) : random_runs(@_); }

my %fault;

# Compare, and count the faults of a topic rather than print a line a case.
sub check
{
	my ($topic, $got, $expected, @what) = @_;
	$fault{$topic} //= 0;
	return if $got eq $expected;
	diag("$topic: @what: got $got, expected $expected") if $fault{$topic}++ < 5;
}

my @doubles = (
	0, -0.0, 1, 0.1, 1 / 3, 1e-6, 1e6, 5, 0.5, 4.2, 2**-64, 2**-65, 1.5 * 2**-64,
	2.5 * 2**-64, 2**-65 * (1 + 2**-52), 2**-66, 2**31, 2**31 - 2**-22, 2**-11,
	2**-12 + 2**-64, 2**-13 + 2**-65, 2**-13 + 2**-65 + 2**-64, 1e-300, 4.9e-324,
	2**20, -2**20, 2**20 - 2**-33, -0.1, -7, 1e-20, 3e-40, 2**-129, 2**-1022);
push @doubles, map { (rand() - 0.3) * 10**(rand(26) - 19) } 1 .. 150;

# Weights

my ($inf, $nan) = (9**9**9, -sin(9**9**9));
foreach my $w (@doubles, 2**31 + 2**-21, -4.9e-324, -1, 1e300, $inf, -$inf, $nan)
{
	my $expected = 'refused';
	if ($w >= 0 && $w <= 2**31)
	{
		my ($m, $e) = split_double($w);
		$expected = hex_of(scale($m->babs, $e + 64), 2);
	}
	check('weight', call('weight', double_bits($w)), $expected, $w);
}

# Sums

sub check_sum
{
	my ($limbs, $a, $b) = @_;
	my ($low, $high) = $limbs == 2 ? (big(0), power(127)) : (power(255)->bneg, power(255));
	my $size = 64 * $limbs;
	foreach my $sign (1, -1)
	{
		my $sum = $a->copy->badd($b->copy->bmul($sign));
		my $name = $sign > 0 ? "add$size" : "subtract$size";
		my $fits = $sum->bcmp($low) >= 0 && $sum->bcmp($high) < 0;
		check($name, call($name, hex_of($a, $limbs), hex_of($b, $limbs)),
			$fits ? hex_of($sum, $limbs) : 'refused ' . hex_of($a, $limbs), "$a $b");
	}
}

my @edges128 = (big(0), big(1), power(64), power(64)->bdec, power(126), power(127)->bdec);
my @edges256 = map { ($_, $_->copy->bneg) } @edges128, power(128), power(128)->bdec,
  power(192), power(192)->bdec, power(254), power(255)->bdec;
push @edges256, power(255)->bneg;
foreach my $a (@edges128) { check_sum(2, $a, $_) foreach @edges128; }
foreach my $a (@edges256) { check_sum(4, $a, $_) foreach @edges256; }
foreach (1 .. 400)
{
	check_sum(2, random_number(127), random_number(127));
	my ($a, $b) = (random_number(255), random_number(255));
	$a->bneg if rand() < 0.5;
	$b->bneg if rand() < 0.5;
	check_sum(4, $a, $b);
}

# Products: wx, wx^2, w^2, w^2 x, w^2 x^2

sub check_terms
{
	my ($w, $x) = @_;
	my $expected = 'refused';
	if (abs($x) <= 2**20)
	{
		my ($m, $e) = split_double($x);
		$expected = join '', map {
			my ($wp, $xp) = @$_;
			hex_of(scale($w->copy->bpow($wp)->bmul($m->copy->bpow($xp)), 128 - 64 * $wp + $e * $xp), 4);
		} [ 1, 1 ], [ 1, 2 ], [ 2, 0 ], [ 2, 1 ], [ 2, 2 ];
	}
	check('terms', call('terms', hex_of($w, 2), double_bits($x)), $expected, "$w $x");
}

my @weights = (big(0), big(1), power(64), power(64)->bdec, power(95), power(95)->bsub(power(42)), map { random_number(95) } 1 .. 20);
foreach my $w (@weights, @edges128)
{
	check('square', call('square', hex_of($w, 2)), hex_of($w->copy->bpow(2), 4), $w);
}
foreach my $w (@weights)
{
	check_terms($w, $_) foreach @doubles[ 0 .. 60 ], 2**20 + 2**-32, -2**20 - 1, $inf, -$inf, $nan;
}
check_terms(random_number(95), $doubles[ rand @doubles ]) foreach 1 .. 400;

# Counts, comparison, signs, doubles

foreach my $n (big(0), big(1), big(1234567), power(63)->bdec)
{
	check('count', call('count', hex_of($n, 2)),
		hex_of(scale($n, 64), 2) . ' ' . hex_of(scale($n, 128), 4), $n);
}
foreach (1 .. 200)
{
	my ($a, $b) = (random_number(127), random_number(127));
	my $c = $a->copy;
	check('compare', call('compare', hex_of($a, 2), hex_of($b, 2)), $a->bcmp($b), "$a $b");
	check('compare', call('compare', hex_of($a, 2), hex_of($c, 2)), 0, $a);
}
foreach my $a (@edges256)
{
	check('signs', call('zero', hex_of($a, 4)),
		sprintf('%d %d %d', $a->copy->bmod(power(256))->brsft(128)->is_zero, $a->is_zero, $a->is_neg), $a);
}
foreach my $a (@edges128, map { random_number(127) } 1 .. 300)
{
	check('double128', call('double128', hex_of($a, 2)), nearest_double($a, -64), $a);
}
foreach my $a (@edges256, map { random_number(255)->bmul(rand() < 0.5 ? 1 : -1) } 1 .. 300)
{
	check('double256', call('double256', hex_of($a, 4)), nearest_double($a, -128), $a);
}
foreach my $tie (power(60)->badd(128), power(60)->badd(128 * 3), power(60)->badd(129))
{
	check('double128', call('double128', hex_of($tie, 2)), nearest_double($tie, -64), $tie);
}

# Quotients, with ties and numbers just beside them

sub check_quotient
{
	my ($a, $b) = @_;
	my $shift = 70 + length($b->as_bin) - length($a->as_bin);
	my ($n, $d) = $shift > 0 ? ($a->copy->bmul(power($shift)), $b) : ($a, $b->copy->bmul(power(-$shift)));
	my ($q, $r) = $n->copy->bdiv($d);
	$q->bmul(2)->badd($r->is_zero ? 0 : 1);
	check('quotient', call('quotient', hex_of($a, 4), hex_of($b, 4)),
		$a->is_zero ? double_bits(0) : nearest_double($q, -$shift - 1), "$a $b");
}

foreach (1 .. 150)
{
	my ($a, $b) = (random_number(255), random_number(1 + int(rand(255)))->badd(1));
	check_quotient($a, $b);
	check_quotient($b, $b->copy->binc);
	my $tie = random_number(53)->badd(power(53))->bior(1);    # one bit too many
	check_quotient($tie->copy->bmul($b)->bmod(power(255)), $b) if length($b->as_bin) < 200;
	check_quotient($tie->copy->bmul($b)->badd($_), $b) foreach length($b->as_bin) < 190 ? (1, 0) : ();
	check_quotient($tie->copy->bmul($b)->bsub(1), $b) if length($b->as_bin) < 190;
}
check_quotient(big(0), big(5));
check_quotient(big(1), power(255));
check_quotient(power(255)->bdec, big(1));

# Text

# A decimal in units of 2^-bits, half to even; undef where malformed.
sub read_decimal
{
	my ($text, $bits) = @_;
	return undef unless $text =~ /^(-?)(\d*)(?:\.(\d*))?$/ && length($2 . ($3 // ''));
	my $fraction = $3 // '';
	my $n = divide(big("0$2$fraction")->bmul(power($bits)), big(10)->bpow(length $fraction));
	return $1 ? $n->bneg : $n;
}

sub check_text
{
	my ($limbs, $a) = @_;
	my $size = 64 * $limbs;
	my ($length, $text) = split / /, call("text$size", hex_of($a, $limbs));
	check("text$size", $length, length $text, $text);
	check("text$size", $text =~ /^-?(0|[1-9]\d*)(\.\d*[1-9])?$/ ? 'canonical' : 'not', 'canonical', $text);
	check("text$size", read_decimal($text, $size / 2), $a, $text);
	check("text$size", call("read$size", $text), "$length " . hex_of($a, $limbs), $text);

	# Neither neighbour with one digit less reads back: it is the shortest.
	return unless $text =~ /\.(\d+)$/;
	my $digits = length($1) - 1;
	my $shorter = $a->copy->babs->bmul(big(10)->bpow($digits))->brsft($size / 2);
	foreach my $candidate ($shorter, $shorter->copy->binc)
	{
		my $n = divide($candidate->copy->bmul(power($size / 2)), big(10)->bpow($digits));
		check("shortest$size", $n->bacmp($a) == 0 ? 'shorter' : 'shortest', 'shortest', $text);
	}
}

check_text(2, $_) foreach @edges128, map { random_number(127) } 1 .. 150;
check_text(2, $_) foreach map { my ($m, $e) = split_double(abs $_); scale($m, $e + 64) } @doubles;
check_text(4, $_) foreach @edges256, map { random_number(255)->bmul(rand() < 0.5 ? 1 : -1) } 1 .. 200;
check_text(4, $_) foreach map { random_number(129) } 1 .. 200;
foreach ([ '0.1', '0.1' ], [ '4.2', '4.2' ], [ '1000000', '1000000' ], [ '0.000001', '0.000001' ])
{
	my $n = read_decimal($_->[0], 64);
	check('text128', (split / /, call('text128', hex_of($n, 2)))[1], $_->[1], $_->[0]);
}

sub check_read
{
	my ($limbs, $text, $rest) = @_;
	my $size = 64 * $limbs;
	my $n = read_decimal($text, $size / 2);
	my ($low, $high) = $limbs == 2 ? (big(0), power(127)) : (power(255)->bneg, power(255));
	my $ok = defined $n && $n->bcmp($low) >= 0 && $n->bcmp($high) < 0
	  && !($limbs == 2 && $text =~ /^-/);
	check("read$size", call("read$size", $text . ($rest // '')),
		$ok ? length($text) . ' ' . hex_of($n, $limbs) : '0 refused', $text);
}

# Exact ties, and the smallest step to either side of them
sub tie_text
{
	my ($odd, $bits) = @_;
	my $digits = big($odd)->bmul(big(5)->bpow($bits));
	return '0.' . sprintf("%0${bits}s", $digits->bstr);
}

foreach my $limbs (2, 4)
{
	my $bits = 32 * $limbs + 1;
	foreach my $odd (1, 3, 5, 12345, 1000001)
	{
		my $tie = tie_text($odd, $bits);
		(my $below = $tie) =~ s/5$/49999/;
		check_read($limbs, $_) foreach $tie, $tie . '0' x 300, $tie . '0' x 300 . '1', $below, "-$tie";
	}
	check_read($limbs, $_) foreach ('', '.', '-', '-.', '+1', 'x', '1.', '.5', '-0', '-0.0', '00012.50',
		'0' x 500 . '7', '9' x 18, '9' x 19, '9' x 38, '9' x 39, '9' x 3000, '0.' . '9' x 3000,
		'9223372036854775807.99999999999999999999', '9223372036854775807.9999999999999999999',
		'9223372036854775808', '18446744073709551616', '170141183460469231731687303715884105727.5',
		'170141183460469231731687303715884105728', '-170141183460469231731687303715884105728',
		'-170141183460469231731687303715884105728.1', '340282366920938463463374607431768211456',
		'170141183460469231731687303715884105727.99999999999999999999999999999999999999999');
	check_read($limbs, '12.5', $_) foreach (',', '}', 'e5', '.5', '-', '+', 'x');
}
foreach (1 .. 300)
{
	my $text = random_bits(60)->bstr . '.' . random_bits(int(rand(200)))->bstr;
	check_read(2, $text);
	check_read(4, rand() < 0.5 ? $text : "-$text");
}

close $in;
waitpid $pid, 0;
is($?, 0, 'the driver ends well');
is($fault{$_}, 0, $_) foreach sort keys %fault;
done_testing();

# The folders of src/ use only the floors below them; and the check of that can fail.
use strict;
use warnings;
use File::Temp;
use Test::More;

sub arrows
{
	my ($top) = @_;
	my $said = `$^X $top/scripts/arrows 2>&1`;
	return ($? >> 8, $said);
}

is_deeply([ arrows('.') ], [ 0, '' ], 'no include runs upward, and no header reaches itself');

# The same with one line more.
my $copy = File::Temp->newdir;
system("cp -r src scripts $copy") == 0 or die 'cp failed';

sub spoilt
{
	my ($file, $line) = @_;
	my $whole = do { local (@ARGV, $/) = "$copy/src/$file"; <> };
	open my $out, '>', "$copy/src/$file" or die $!;
	print $out "$line\n$whole";
	close $out;
	my ($status, $said) = arrows($copy);
	open $out, '>', "$copy/src/$file" or die $!;
	print $out $whole;
	close $out;
	return "$status $said";
}

like(spoilt('scale/grid.c', '#include "tally/tally.h"'), qr{^1 src/scale/grid.c:1: scale may not use tally}, 'an arrow upward is named');
like(spoilt('scores/scores.c', '#include "weighted/weighted_stats.h"'), qr{^1 src/scores/scores.c:1: scores may not use weighted}, 'one to the side too');
like(spoilt('base/scan.h', '#include "base/wire.h"'), qr{^1 circle: .*base/scan.h -> base/wire.h -> base/scan.h}, 'and a circle');
system("mkdir $copy/src/elsewhere && touch $copy/src/elsewhere/grid.h");
is((arrows($copy))[1], "src/elsewhere/grid.h: the folder is on no floor\ntwo files are called grid.h\n", 'and a second file of a name, and a folder that nobody knows');

done_testing();

# A header that changes rebuilds every object, and every object's bitcode, from which JIT would inline another layout.
use strict;
use warnings;
use File::Temp;
use Test::More;

my $pg_config = $ENV{PG_CONFIG} || 'pg_config';
my $copy = File::Temp->newdir;
system("cp -r Makefile csat.control csat--1.0.sql scripts src $copy") == 0 or die 'cp failed';
unlink glob "$copy/src/*.o $copy/src/*.bc $copy/src/*/*.o $copy/src/*/*.bc";
my @sources = map { s/\.c$//r } glob "$copy/src/*.c $copy/src/*/*.c";

sub touch
{
	my ($age, @files) = @_;
	for my $file (@files)
	{
		open my $handle, '>>', $file or die "$file: $!";
		close $handle;
		utime time - $age, time - $age, $file or die "$file: $!";
	}
}

# What make would do, one line a command; bitcode whether or not the server was built with LLVM.
sub commands
{
	local @ENV{qw(MAKEFLAGS MFLAGS MAKELEVEL)};
	return `make -n -C $copy with_llvm=yes CLANG=clang PG_CONFIG=$pg_config all 2>&1`;
}

sub made
{
	my ($suffix) = @_;
	my $commands = commands();
	return scalar grep { my $object = s/^\Q$copy\E\///r . $suffix; $commands =~ /-o \Q$object\E\b/ } @sources;
}

touch(100, glob "$copy/src/*.[ch] $copy/src/*/*.[ch]");
touch(50, map({ ("$_.o", "$_.bc") } @sources), "$copy/csat.so");
cmp_ok(scalar @sources, '>', 50, 'the sources are there');
is(made('.o') + made('.bc'), 0, 'nothing is to be done where nothing changed');

touch(0, "$copy/src/tally/tally.c");
is(made('.o') . ' ' . made('.bc'), '1 1', 'a source that changed is compiled');
touch(100, "$copy/src/tally/tally.c");

touch(0, "$copy/src/scale/grid.h");
is(made('.o'), scalar @sources, 'a header that changed compiles every object');
is(made('.bc'), scalar @sources, 'and the bitcode of each');

done_testing();

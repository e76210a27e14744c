# META.json is what PGXN accepts (meta spec 1.0.0), and says the same as the control file and the tree.
use strict;
use warnings;

use JSON::PP;
use PostgreSQL::Test::Utils;
use Test::More;

my $semver = qr/^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z.-]+)?$/;
my $term = qr/^[^\s\/\\\p{Cntrl}]{2,}$/;

my $meta = eval { JSON::PP->new->utf8->decode(slurp_file('META.json')) };
is($@, '', 'META.json is JSON');

for my $key (qw(name version abstract maintainer license provides meta-spec))
{
	ok(exists $meta->{$key}, "$key, which is required, is there");
}
my %known = map { $_ => 1 } qw(name version abstract maintainer license provides meta-spec description generated_by
  tags no_index prereqs release_status resources);
is_deeply([ grep { !$known{$_} && !/^[xX]_/ } sort keys %$meta ], [], 'no key is unknown to the spec');

like($meta->{name}, $term, 'name is a term');
like($meta->{version}, $semver, 'version is a semantic version');
like($meta->{'meta-spec'}{version}, qr/^1\.0\.\d+$/, 'meta-spec is 1.0');
is($meta->{'meta-spec'}{url}, 'https://pgxn.org/meta/spec.txt', 'meta-spec has its address');
is($meta->{license}, 'postgresql', 'license is one of the known names');
like($meta->{release_status} // 'stable', qr/^(stable|testing|unstable)$/, 'release_status is one of three');
is(ref $meta->{tags}, 'ARRAY', 'tags are a list');
ok(!grep({ length > 255 || m![/\\]! } @{ $meta->{tags} }), 'tags are tags');

for my $phase (values %{ $meta->{prereqs} })
{
	for my $relation (values %$phase)
	{
		like($_, qr/^[\d.<>=!, ]+$/, "a version range: $_") for values %$relation;
	}
}

for my $name (sort keys %{ $meta->{provides} })
{
	my $provided = $meta->{provides}{$name};
	like($name, $term, "$name is a term");
	like($provided->{version}, $semver, "$name has a semantic version");
	ok(-f $provided->{file}, "$name: its file $provided->{file} is there");
	ok(-f $provided->{docfile}, "$name: its docfile $provided->{docfile} is there") if $provided->{docfile};
}

my ($default_version) = slurp_file('csat.control') =~ /^default_version\s*=\s*'([^']+)'/m;
like($meta->{version}, qr/^\Q$default_version\E\.\d+/, 'META.json and csat.control speak of the same version');
is($meta->{provides}{csat}{version}, $meta->{version}, 'the extension has the distribution\'s version');
is($meta->{provides}{csat}{file}, "csat--$default_version.sql", 'META.json names the install script of that version');

done_testing();

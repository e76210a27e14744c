# Reports say what the views say: every figure of the tables is compared with SQL of its own. They are quick, and no slower for more
# answers; lines stay short; what is hidden is nowhere. And the install script holds what src/report says.
use strict;
use warnings;
use utf8;

use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;
use Time::HiRes qw(time);

is(system('scripts/report-section', '--check'), 0, 'the install script holds src/report');

my $node = PostgreSQL::Test::Cluster->new('report');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', "timezone = 'UTC'\nclient_min_messages = warning\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
$node->safe_psql('postgres', slurp_file($_)) for 't/report/stand_in.sql', 't/report/cases.sql';

sub report
{
	my ($name, $arguments) = @_;
	my $page = $node->safe_psql('postgres', "SELECT csat_report('$name'" . ($arguments // '') . ')');
	utf8::decode($page);
	return $page;
}

# What stands in a cell, without what is small below it, as SQL writes it.
sub text_of
{
	my ($cell) = @_;
	$cell =~ s/<(small|svg).*<\/\1>|<[^>]*>|&#x2013;|&#x25B[2C];&#xA0;|[%+,]//gs;
	return $cell =~ s/&#x2212;/-/gr =~ s/&lt;/</gr;
}

# The cells of the rows of a table.
sub rows
{
	my ($page, $class) = @_;
	my ($table) = $page =~ m{<table class="$class[ "].*?<tbody>(.*?)</tbody>}s;
	return map { [ map { text_of($_) } m{<t[hd][^>]*>(.*?)</t[hd]>}gs ] } $table =~ m{<tr.*?</tr>}gs;
}

# What the same table is by SQL.
sub by_sql { return map { [ split /\|/, $_, -1 ] } split /\n/, $node->safe_psql('postgres', $_[0]) }

for my $case ([ 'nps_monthly', 'nps', 1 ], [ 'satisfaction_monthly', 'csat', 1 ], [ 'effort_monthly', 'ces', 2 ], [ 'c_seg40', 'nps', 1 ])
{
	my ($name, $metric, $digits) = @$case;
	my $page = report($name);
	my @figures = map { [ @$_[ 0 .. 8 ] ] } rows($page, 'tab');
	my @expected = by_sql(<<SQL);
SELECT to_char(r.period, 'Mon YYYY'), round(r.score, $digits), round(r.lower, $digits) || ' to ' || round(r.upper, $digits),
       CASE WHEN r.complete THEN round(d.difference, $digits) END, CASE WHEN r.complete THEN CASE WHEN d.p_value < 0.001 THEN '<0.001' ELSE round(d.p_value, 3)::text END END,
       CASE WHEN r.complete THEN csat_verdict(r.lower, r.upper, (s.options ->> 'target')::numeric) ELSE 'runs' END,
       r.responses, r.asked, round(100.0 * r.responses / r.asked, 1)
FROM stand_ins AS s, ${name}_report AS r LEFT JOIN ${name}_report AS b ON b.is_total AND b.period = r.period - interval '1 month',
  csat_report_compare(CASE WHEN r.period > '2024-11-01' THEN r.tally END, b.tally, '$metric') AS d
WHERE r.is_total AND s.name = '$name' ORDER BY r.period DESC
SQL
	is_deeply(\@figures, \@expected, "$name: the table of periods is the view's");
	next if $name eq 'effort_monthly';

	my (undef, @segments) = rows($page, 'dots');    # the first row is All
	is_deeply([ map { [ @$_[ 0, 1, 3, 4, 5 ] ] } @segments ], [ by_sql(<<SQL) ], "$name: the segments are the view's");
SELECT (SELECT string_agg(r.segments ->> b.by::text, ' / ' ORDER BY k) FROM unnest(s.by) WITH ORDINALITY AS b (by, k)), r.responses, round(r.score, $digits),
       round(r.lower, $digits) || ' to ' || round(r.upper, $digits), round(r.difference, $digits)
FROM stand_ins AS s, ${name}_report AS r
WHERE NOT r.is_total AND s.name = '$name' AND r.period = '2025-10-01' AND r.responses >= 5 ORDER BY r.score DESC, r.segments::text COLLATE "C"
SQL
}

my $sample = slurp_file('docs/report/sample.html');
utf8::decode($sample);
is(report('nps_monthly', q{, title => 'Would you recommend us?'}) =~ s/\n*\z//r, $sample =~ s/\n*\z//r, 'the sample in docs is what is made: scripts/report-sample makes it anew');

# ---- hidden ----

my $hidden = $node->safe_psql('postgres', q{SELECT string_agg(DISTINCT country || ' / ' || segment, ', ') FROM nps_monthly_tallies AS t
  WHERE period = '2025-10-01' AND NOT EXISTS (SELECT FROM nps_monthly_report AS r WHERE r.period = t.period AND NOT r.hidden AND r.segments = jsonb_build_object('country', t.country, 'segment', t.segment))});
isnt($hidden, '', 'something is hidden');
is(scalar(() = report('nps_monthly') =~ /<th scope="row"><bdi>\Q$_\E</g), 0, "$_ has no row") for split /, /, $hidden;

# ---- size and speed ----

for my $case ([ 'nps_monthly', '' ], [ 'c_seg40', '' ], [ 'c_p60', ', periods => 60' ], [ 'c_seg40', ", format => 'mail'" ], [ 'c_p60', ", periods => 60, format => 'mail'" ])
{
	my $page = report(@$case);
	my ($longest) = sort { $b <=> $a } map { length } split /\n/, $page;
	cmp_ok($longest, '<', 700, "$case->[0]$case->[1]: the longest line is short");
	cmp_ok(length $page, '<', 102_000, "$case->[0]$case->[1]: Gmail shows all of it") if $case->[1] =~ /mail/;
}

# The quickest of each of some queries, which take turns, since others use the machine too.
sub quickest
{
	my @queries = @_;
	my @times = $node->safe_psql('postgres', "\\timing\n" . join('', map { "$_;\n" } (@queries) x 8)) =~ /Time: ([\d.]+) ms/g;
	my @quickest;
	for my $i (0 .. $#times)
	{
		my $query = $i % @queries;
		$quickest[$query] = $times[$i] if !defined $quickest[$query] || $times[$i] < $quickest[$query];
	}
	return @quickest;
}
$node->safe_psql('postgres', q{CREATE TABLE c_many_tallies AS SELECT period, seg, tally_from_counts(ARRAY(SELECT c * 1000 FROM unnest(counts(tally)) WITH ORDINALITY AS u (c, k) ORDER BY k), '0..10', 1000 * missing(tally)) AS tally FROM c_seg40_tallies;
  CALL stand_in('c_many', 'nps', 'month', '{seg}', '2025-11-13', '{"target": 30}')});
my ($forty, $many) = quickest(map { "SELECT length(csat_report('$_', periods => 12))" } qw(c_seg40 c_many));
diag("12 months, 40 segments: $forty ms; of a thousand times as many answers: $many ms");
cmp_ok($many, '<', 2 * $forty, 'a report takes no longer for a thousand times as many answers');

$node->stop;
done_testing();

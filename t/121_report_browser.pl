# Reports in a real browser, Chromium without a window: at the width of a phone, of a tablet and of paper, light and dark, nothing runs
# over or under anything, nothing is fetched, and the console is silent. An HTML validator has nothing to say. Each is skipped, aloud,
# where it cannot be had; scripts/test-here installs Chromium where it may.
use strict;
use warnings;
use utf8;

use File::Temp ();
use IPC::Run ();
use PostgreSQL::Test::Cluster;
use PostgreSQL::Test::Utils;
use Test::More;

my ($chromium) = grep { -x } map { my $dir = $_; map { "$dir/$_" } qw(chromium chromium-browser google-chrome) } split /:/, $ENV{PATH};

my $node = PostgreSQL::Test::Cluster->new('browser');
$node->init(extra => [ '--encoding=UTF8', '--no-locale' ]);
$node->append_conf('postgresql.conf', "timezone = 'UTC'\nclient_min_messages = warning\n");
$node->start;
$node->safe_psql('postgres', 'CREATE EXTENSION csat');
$node->safe_psql('postgres', slurp_file($_)) for 't/report/stand_in.sql', 't/report/cases.sql';

my $dir = File::Temp->newdir;
chmod 0755, $dir;

sub file
{
	my ($name, $text) = @_;
	open my $out, '>:raw', "$dir/$name" or die $!;
	print $out $text, "\n";
	close $out;
	return $name;
}

sub write_report
{
	my ($name, $call) = @_;
	return file($name, $node->safe_psql('postgres', "SELECT $call"));
}

my %periods = (c_p60 => 60, c_week => 40, c_day => 30);
my (@pages, @mails);
for my $name (split /\n/, $node->safe_psql('postgres', 'SELECT name FROM stand_ins ORDER BY name'))
{
	my $periods = $periods{$name} // 13;
	push @pages, write_report("$name.html", "csat_report('$name', periods => $periods)");
	push @mails, write_report("mail_$name.html", "csat_report('$name', periods => $periods, format => 'mail')");
}
for my $lang (qw(nl de))
{
	push @pages, write_report("$_-$lang.html", "csat_report('$_', lang => '$lang')") for qw(nps_monthly satisfaction_monthly effort_monthly c_week c_quarter c_fq c_long);
}
my $several = q{'{nps_monthly,satisfaction_monthly,effort_monthly}'::text[], title => 'Customer scores'};
push @pages, write_report('scorecard.html', "csat_report($several)");
push @mails, write_report('mail_scorecard.html', "csat_report($several, format => 'mail')");
my @pictures = (
	write_report('trend.svg', q{csat_chart_trend('nps_monthly')}), write_report('segments.svg', q{csat_chart_segments('c_intl')}),
	write_report('points.svg', q{csat_chart_distribution(tally '1..5 {2,6,20,60,40}', 'csat')}));

# ---- browser ----

# browse(SCHEME, FILES...): what browser.js finds, and what was said on the console
sub browse
{
	my ($scheme, @files) = @_;
	my $list = join ',', map { "\"$_\"" } @files;
	file('look.html', "<!DOCTYPE html><meta charset=\"utf-8\"><body style=\"margin:0\"><script>const files = [$list], widths = [360, 500, 699, 703, 800, 1000, 1200, 1400], scheme = \"$scheme\";\n"
		  . slurp_file('t/report/browser.js') . '</script></body>');
	local $ENV{HOME} = "$dir";
	my ($dom, $said) = ('', '');
	IPC::Run::run([ $chromium, '--headless', '--no-sandbox', '--disable-gpu', '--allow-file-access-from-files', '--enable-logging=stderr', "--user-data-dir=$dir/profile",
		'--virtual-time-budget=600000', '--window-size=1500,1000', ($scheme eq 'dark' ? '--blink-settings=preferredColorScheme=0' : ()), '--dump-dom', "file://$dir/look.html" ],
		'>', \$dom, '2>', \$said, IPC::Run::timeout(600));
	my ($findings) = $dom =~ m{<pre id="findings">\[(.*?)\]</pre>}s;
	return ($findings // "the browser said: $said", join "\n", grep { /CONSOLE/ } split /\n/, $said);
}

SKIP:
{
	skip 'no browser: Chromium is not installed', 6 unless $chromium;
	for my $case ([ 'light', @pages, @mails, @pictures ], [ 'dark', @pages ])
	{
		my ($scheme, @files) = @$case;
		my ($findings, $console) = browse($scheme, @files);
		is($findings, '', scalar(@files) . " files, $scheme: nothing overflows or overlaps, nothing is fetched");
		is($console, '', "$scheme: the console is silent");
	}
	# it does see: a page that is wrong in three ways
	my ($findings) = browse('light', file('wrong.html', '<!DOCTYPE html><title>x</title><body style="margin:0"><p style="margin:0;position:absolute">over</p><p style="margin:0">under</p><div style="width:1500px">wide</div><img src="none.png" alt=""></body>'));
	like($findings, qr/wrong\.html 360 is 1500 wide.*text over text: over \| under.*fetches or runs/s, 'a page that is wrong is found');

	local $ENV{HOME} = "$dir";
	my $pdf = "$dir/page.pdf";
	IPC::Run::run([ $chromium, '--headless', '--no-sandbox', '--disable-gpu', "--user-data-dir=$dir/profile", '--no-pdf-header-footer', "--print-to-pdf=$pdf", "file://$dir/nps_monthly.html" ], '>', \my $out, '2>', \my $error, IPC::Run::timeout(120));
	my $sheets = () = slurp_file($pdf) =~ m{/Type\s*/Page\b}g;
	cmp_ok($sheets, '<=', 2, "the sample prints on $sheets sheets");
}

# ---- validator ----

# html-validate, of the PATH, or from npm where that is within reach
sub validator
{
	my ($found) = grep { -x } map { "$_/html-validate" } split /:/, $ENV{PATH};
	return $found if $found;
	return unless grep { -x "$_/npm" } split /:/, $ENV{PATH};
	local $ENV{HOME} = "$dir";
	eval { IPC::Run::run([ 'npm', 'install', '--silent', '--no-audit', '--no-fund', '--prefix', "$dir/npm", 'html-validate@10' ], '>', \my $out, '2>', \my $error, IPC::Run::timeout(90)) };
	$found = "$dir/npm/node_modules/.bin/html-validate";
	return -x $found ? $found : undef;
}

SKIP:
{
	my $validator = validator();
	skip 'no HTML validator: neither html-validate nor npm with a registry', 2 unless $validator;
	file('standard.json', '{"root": true, "extends": ["html-validate:standard"]}');
	# Outlook needs width, bgcolor and align.
	file('mail.json', '{"root": true, "extends": ["html-validate:standard"], "rules": {"no-deprecated-attr": "off"}}');
	for my $case ([ 'standard', @pages ], [ 'mail', @mails ])
	{
		my ($rules, @files) = @$case;
		my $report = "$dir/$rules.txt";
		IPC::Run::run([ $validator, '--config', "$dir/$rules.json", '-f', "text=$report", map { "$dir/$_" } @files ], '>', \my $out, '2>', \my $error, IPC::Run::timeout(300));
		is(-e $report ? slurp_file($report) : $out . $error, '', scalar(@files) . " files are valid HTML, $rules");
	}
}

$node->stop;
done_testing();

# Wire.pm: a client that speaks the protocol itself, so that a test can send any bytes at all as a value, many thousand a
# second, and knows the SQLSTATE of every answer.
package Wire;

use strict;
use warnings;

use IO::Socket::UNIX;

# Wire->connect($node, database => 'postgres', user => 'name')
sub connect
{
	my ($class, $node, %option) = @_;
	my $self = bless { buffer => '' }, $class;
	$self->{socket} = IO::Socket::UNIX->new(Peer => $node->host . '/.s.PGSQL.' . $node->port)
	  or die "no connection: $!";
	my $parameters = join '', map { "$_\0" } (
		user => $option{user} // scalar getpwuid($>), database => $option{database} // 'postgres', client_encoding => 'UTF8');
	my $startup = pack('N', 196608) . "$parameters\0";
	$self->send(pack('N', 4 + length $startup) . $startup);
	$self->until_ready;
	return $self;
}

sub pid { return $_[0]{pid} }

sub message { my ($type, $body) = @_; return $type . pack('N', 4 + length $body) . $body }

sub send
{
	my ($self, $bytes) = @_;
	local $SIG{PIPE} = 'IGNORE';
	while (length $bytes)
	{
		my $sent = syswrite $self->{socket}, $bytes;
		die "the server closed the connection\n" unless $sent;
		substr $bytes, 0, $sent, '';
	}
}

# The next message from the server: type and body.
sub receive
{
	my ($self) = @_;
	for (;;)
	{
		if (length $self->{buffer} >= 5)
		{
			my ($type, $length) = unpack 'aN', $self->{buffer};
			if (length $self->{buffer} > $length)
			{
				my $body = substr $self->{buffer}, 5, $length - 4;
				substr $self->{buffer}, 0, 1 + $length, '';
				return ($type, $body);
			}
		}
		sysread $self->{socket}, $self->{buffer}, 65536, length $self->{buffer}
		  or die "the server closed the connection\n";
	}
}

# The answer to one command: its SQLSTATE ('' if it succeeded), the error's message, and the rows, as arrays of texts.
sub until_ready
{
	my ($self) = @_;
	my ($sqlstate, $error, @rows) = ('', '');
	for (;;)
	{
		my ($type, $body) = $self->receive;
		if ($type eq 'E')
		{
			($sqlstate) = $body =~ /(?:^|\0)C([0-9A-Z]{5})\0/;
			($error) = $body =~ /(?:^|\0)M([^\0]*)\0/;
		}
		elsif ($type eq 'K') { $self->{pid} = unpack 'N', $body }
		elsif ($type eq 'R' && unpack('N', $body) != 0) { die "the server asks for a password\n" }
		elsif ($type eq 'D')
		{
			my ($count, $at, @row) = (unpack('n', $body), 2);
			for (1 .. $count)
			{
				my $length = unpack 'l>', substr $body, $at, 4;
				push @row, $length < 0 ? undef : substr $body, $at + 4, $length;
				$at += 4 + ($length < 0 ? 0 : $length);
			}
			push @rows, \@row;
		}
		elsif ($type eq 'Z') { return ($sqlstate, $error, @rows) }
	}
}

# A simple query that must succeed: its rows.
sub query
{
	my ($self, $sql) = @_;
	my ($sqlstate, $error, @rows) = $self->try($sql);
	die "$sqlstate $error: $sql\n" if $sqlstate;
	return @rows;
}

# A simple query that may fail: SQLSTATE, message, rows.
sub try
{
	my ($self, $sql) = @_;
	$self->send(message('Q', "$sql\0"));
	return $self->until_ready;
}

# Prepare a statement. The types of its parameters are OIDs, 0 where the server is to find out.
sub prepare
{
	my ($self, $name, $sql, @types) = @_;
	$self->send(message('P', "$name\0$sql\0" . pack('n', scalar @types) . pack('N*', @types)) . message('S', ''));
	my ($sqlstate, $error) = $self->until_ready;
	return ($sqlstate, $error);
}

# The bytes that execute a prepared statement with values in text (0) or binary (1); undef is NULL.
sub execution
{
	my ($name, $format, @values) = @_;
	my $values = join '', map { defined $_ ? pack('N', length $_) . $_ : pack('l>', -1) } @values;
	return message('B', "\0$name\0" . pack('nn', 1, $format) . pack('n', scalar @values) . $values . pack('n', 0))
	  . message('E', "\0" . pack('N', 0)) . message('S', '');
}

# The bytes that COPY data into a table.
sub copy
{
	my ($command, $data) = @_;
	return message('Q', "$command\0") . message('d', $data) . message('c', '');
}

# Send several commands at once; an answer for each, as an array of SQLSTATE and message.
sub pipeline
{
	my ($self, @commands) = @_;
	$self->send(join '', @commands);
	return map { [ ($self->until_ready)[ 0, 1 ] ] } @commands;
}

1;

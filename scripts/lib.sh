# lib.sh: what the scripts beside it share. Sourced, never run.
# Packages and consent; a copy of the tree that is built and staged; a throw-away server around it.
# Nothing is ever written into the source tree, and everything lives in one work directory that goes at exit.

set -euo pipefail
umask 022

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=                           # the work directory, once make_work has made it

# A make above us must not steer the makes below us.
unset MAKEFLAGS MFLAGS MAKEOVERRIDES MAKELEVEL

# Nor may settings for another server of the user's: libpq obeys some thirty variables, of which PGSERVICE and PGHOSTADDR beat
# PGHOST, and a server takes its port from PGPORT. Ours to heed are which PostgreSQL to use and the knobs of PostgreSQL's tests.
for variable in "${!PG@}"; do
	[[ $variable = PG_CONFIG || $variable = PG_TEST_* ]] || unset "$variable"
done
unset variable

say()  { printf '%s\n' "$*"; }
die()  { printf '%s\n' "$@" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
on_terminal() { [ -t 0 ]; }

# ---- packages and consent ----

have_apt() { command -v apt-get >/dev/null && command -v dpkg-query >/dev/null; }

# as_root COMMAND...: run it as root, through sudo where we are not root.
as_root() {
	if is_root; then "$@"; else sudo "$@"; fi
}

# may_be_root: can we, after asking for a password where there is a terminal to ask on?
may_be_root() {
	if is_root; then
		return 0
	elif ! command -v sudo >/dev/null; then
		say "There is no sudo here."
		return 1
	elif on_terminal; then
		sudo -v
	elif ! sudo -n true 2>/dev/null; then
		say "sudo wants a password, and there is no terminal to ask for it."
		return 1
	fi
}

# consent QUESTION: may we use sudo? Root, YES=1 and the absence of a terminal count as yes.
consent() {
	if is_root || [ "${YES:-}" = 1 ] || ! on_terminal; then
		return 0
	fi
	local answer
	read -r -p "$1 [Y/n] " answer
	case $answer in [nN]*) return 1 ;; esac
}

missing_packages() {
	local package
	for package; do
		dpkg-query -W -f='${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed || echo "$package"
	done
}

# need_packages PACKAGE...: install those that are missing, after saying which; with them those that `also` names.
need_packages() {
	have_apt || return 0
	local missing by_hand
	mapfile -t missing < <(missing_packages "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	by_hand="    apt-get install --no-install-recommends ${missing[*]} ${also:-}"
	say "Missing packages: ${missing[*]}"
	consent "Install them with sudo apt-get?" || die "Nothing was installed. To do it yourself, as root:" "$by_hand"
	may_be_root || die "To install them, as root:" "$by_hand"
	say "This may take a minute or two."
	apt_update
	# shellcheck disable=SC2086
	apt_quietly install --no-install-recommends "${missing[@]}" ${also:-}
}

# Fetch the package lists, once a run.
apt_update() {
	[ -n "${lists_are_fresh:-}" ] || apt_quietly update
	lists_are_fresh=1
}

# apt_quietly COMMAND...: apt-get without questions, its output shown only if it fails.
apt_quietly() {
	local log
	log=$(mktemp)
	say "  apt-get $*"
	if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -y -q -o DPkg::Lock::Timeout=300 "$@" >"$log" 2>&1; then
		tail -n 20 "$log" >&2
		rm -f "$log"
		die "apt-get $1 failed: is the package mirror within reach?"
	fi
	rm -f "$log"
}

# ---- PostgreSQL ----

# The newest major of at least 15 that is installed the Debian way.
installed_major() {
	local binary
	for binary in /usr/lib/postgresql/*/bin/postgres; do
		[ ! -x "$binary" ] || basename "${binary%/bin/postgres}"
	done | sort -n | awk '$1 >= 15' | tail -n 1
}

# The major that this Debian brings.
packaged_major() {
	{ apt-cache depends postgresql 2>/dev/null || true; } | sed -n 's/^ *Depends: postgresql-\([0-9]\+\)$/\1/p' | head -n 1
}

# need_postgres [PACKAGE...]: PostgreSQL with its server headers, a compiler, and PACKAGEs; sets PG_CONFIG.
need_postgres() {
	if [ -z "${PG_CONFIG:-}" ] && have_apt; then
		debian_postgres "$@"
	else
		need_packages "$@"
	fi
	PG_CONFIG=${PG_CONFIG:-$(command -v pg_config || true)}
	[ -n "$PG_CONFIG" ] && [ -f "$("$PG_CONFIG" --includedir-server)/postgres.h" ] || die \
		"PostgreSQL's server development files were not found." \
		"Install PostgreSQL 15 or later with them, and say where with PG_CONFIG=/path/to/pg_config."
	bindir=$("$PG_CONFIG" --bindir)
	[ -x "$bindir/postgres" ] || die "There is no PostgreSQL server in $bindir: install it, or name another with PG_CONFIG=."
	major=$("$PG_CONFIG" --version | sed 's/^PostgreSQL \([0-9]*\).*/\1/')
	[ "$major" -ge 15 ] || die "csat needs PostgreSQL 15 or later; $PG_CONFIG is of $major." "Name another with PG_CONFIG=."
	PATH=$bindir:$PATH
	export PG_CONFIG PATH
}

debian_postgres() {
	local n had_server
	n=$(installed_major)
	had_server=$n
	if [ -z "$n" ]; then
		n=$(packaged_major)
		if [ -z "$n" ]; then
			consent "There are no package lists yet. Fetch them with sudo apt-get update?" || die "Nothing was done."
			may_be_root || die "As root:" "    apt-get update"
			apt_update
			n=$(packaged_major)
		fi
		[ -n "$n" ] || die "apt-get knows no package postgresql."
		[ "$n" -ge 15 ] || die "This Debian brings PostgreSQL $n and csat needs 15 or later: see README, Installation."
	fi
	# The headers need not be a package: in the slim roots they are not.
	local packages=(gcc libc6-dev make perl) also=
	if [ -z "$had_server" ]; then
		packages+=("postgresql-$n" "postgresql-server-dev-$n")
	elif [ ! -f "$("/usr/lib/postgresql/$n/bin/pg_config" --includedir-server)/postgres.h" ]; then
		say "The server and its headers must be of one minor version: postgresql-$n is upgraded with them if it is older."
		packages+=("postgresql-server-dev-$n")
		also="postgresql-$n"
	fi
	need_packages "${packages[@]}" "$@"
	# A new server package brings a running cluster that nobody asked for: it stays, stopped.
	if [ -z "$had_server" ] && pg_lsclusters -h 2>/dev/null | grep -q "^$n *main .*online"; then
		as_root pg_ctlcluster "$n" main stop || true
	fi
	PG_CONFIG=/usr/lib/postgresql/$n/bin/pg_config
}

# as_server COMMAND...: run it as a user that may own a server, since PostgreSQL refuses root.
as_server() {
	if is_root; then
		runuser -u postgres -- "$@"
	else
		"$@"
	fi
}

# ---- work directory, build, server ----

make_work() {
	work=$(mktemp -d "${CSAT_TMP:-/tmp}/csat.XXXXXX")
	chmod 755 "$work"
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

clean_up() {
	[ -n "$work" ] || return 0
	stop_server
	rm -rf "$work"
}

give_to_server() { if is_root; then chown -R postgres: "$@"; fi; }

# copy_tree FROM TO: the sources without what a build or a test leaves behind.
copy_tree() {
	mkdir -p "$2"
	tar -C "$1" --exclude=./.git --exclude='*.o' --exclude='*.so' --exclude='*.bc' --exclude=./results --exclude=./tmp_check \
		--exclude=./dist --exclude=./stage --exclude=./output_iso -c . | tar -C "$2" -x --no-same-owner
}

# build_copy [MAKE ARGUMENT...]: build a copy of the tree in $work/src and stage it in $work/stage. Where CSAT_STAGE names what a
# build of this tree has staged, as in our tests, that is taken.
build_copy() {
	copy_tree "$top" "$work/src"
	if [ -n "${CSAT_STAGE:-}" ]; then
		cp -r "$CSAT_STAGE" "$work/stage"
		give_to_server "$work"
		return 0
	fi
	local log=$work/build.log
	if ! make -s -C "$work/src" -j"$(nproc)" with_llvm=no PG_CONFIG="$PG_CONFIG" "$@" >"$log" 2>&1 ||
		! make -s -C "$work/src" with_llvm=no PG_CONFIG="$PG_CONFIG" install DESTDIR="$work/stage" >>"$log" 2>&1; then
		cat "$log" >&2
		die "The build failed."
	fi
	give_to_server "$work"
}

# The settings that make a server load csat from the stage; where it knows none, csat is installed for real. What CSAT_SETTINGS
# asks for, as lines of postgresql.conf, is set on every server of a test.
stage_settings() {
	[ -z "${CSAT_SETTINGS:-}" ] || printf '%s\n' "$CSAT_SETTINGS"
	local libdir sharedir
	libdir=$("$PG_CONFIG" --pkglibdir)
	sharedir=$("$PG_CONFIG" --sharedir)
	case $(postgres --describe-config | cut -f 1 | grep -x -e extension_destdir -e extension_control_path | sort | tail -n 1) in
	extension_destdir)
		echo "extension_destdir = '$work/stage'"
		;;
	extension_control_path)
		echo "extension_control_path = '$work/stage$sharedir:\$system'"
		;;
	*)
		install_for_real >&2
		return
		;;
	esac
	echo "dynamic_library_path = '$work/stage$libdir:$libdir'"
}

install_for_real() {
	say "This PostgreSQL loads extensions only from its own directories: csat is installed there."
	consent "Run sudo make install?" || die "Nothing was installed."
	as_root make -s -C "$work/src" with_llvm=no PG_CONFIG="$PG_CONFIG" install
}

# add_result COMMAND...: run a command whose last line is `N passed, N failed, N skipped`, show it, keep it in $work/log, and add
# its numbers to passed, failed and skipped. Leaves that line in result; a command that does not come so far is one failure.
add_result() {
	"$@" 2>&1 | tee "$work/log" || true
	result=$(tail -n 1 "$work/log")
	if [[ $result =~ ^([0-9]+)\ passed,\ ([0-9]+)\ failed,\ ([0-9]+)\ skipped$ ]]; then
		passed=$((passed + BASH_REMATCH[1])) failed=$((failed + BASH_REMATCH[2])) skipped=$((skipped + BASH_REMATCH[3]))
	else
		failed=$((failed + 1)) result="failed before its tests were through"
	fi
}

utf8_locale() { locale -a 2>/dev/null | grep -qix 'C.utf-\?8' && echo C.UTF-8 || echo C; }

# in_work COMMAND...: from the work directory, since the server's user may not be allowed where we are.
in_work() { (cd "$work" && as_server "$@"); }

# start_server: a throw-away server in $work/data, reached through a socket in $work and nothing else.
start_server() {
	stage_settings > "$work/stage.conf"
	chmod 644 "$work/stage.conf"
	in_work initdb -D "$work/data" -U postgres -A trust -N --encoding=UTF8 --locale="$(utf8_locale)" >"$work/initdb.log" 2>&1 ||
		{ cat "$work/initdb.log" >&2; die "initdb failed."; }
	{
		cat "$work/stage.conf"
		echo "listen_addresses = ''"
		echo "unix_socket_directories = '$work'"
		echo "fsync = off"
	} >> "$work/data/postgresql.conf"
	in_work pg_ctl -D "$work/data" -l "$work/data/log" -w -s start || { cat "$work/data/log" >&2; die "The server did not start."; }
	export PGHOST=$work PGPORT=5432 PGUSER=postgres PGDATABASE=postgres PGCLIENTENCODING=UTF8
}

stop_server() {
	if [ -f "$work/data/postmaster.pid" ]; then
		in_work pg_ctl -D "$work/data" -m immediate -s stop || true
	fi
}

# root.sh: working inside a root that pg-root made. Sourced after lib.sh, by scripts that run as root.

# make_place ROOT: a directory of our own in ROOT's /tmp that holds the sources and the shared answers, and goes at exit.
# Sets place to its path here and inside to its path in there.
make_place() {
	place=$(mktemp -d "$1/tmp/csat.XXXXXX")
	trap 'rm -rf "$place"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	chmod 755 "$place"
	inside=${place#"$1"}
	copy_tree "$top" "$place/src"
	local shared=${CSAT_SHARED:-$top/../shared}
	[ ! -d "$shared" ] || cp -r "$shared" "$place/shared"
}

# enter_root ROOT COMMAND...: run a command in there, with mounts and processes that end with it.
enter_root() {
	local root=$1
	shift
	mkdir -p "$root/proc" "$root/dev"
	unshare --mount --pid --fork --kill-child bash -ec '
		root=$1
		shift
		mount -t proc proc "$root/proc"
		mount --rbind /dev "$root/dev"
		exec chroot "$root" env -i LANG=C.UTF-8 PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root "$@"' enter "$root" "$@" </dev/null
}

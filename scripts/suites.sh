# suites.sh: running one suite of tests after another and adding up. Sourced after lib.sh.
# What tests say they tried (lines `# count: ...`) is repeated at the end, before the last line, `N passed, N failed, N skipped`.

passed=0 failed=0 skipped=0
summary=()
counts=()
roots=${CSAT_ROOTS:-/var/tmp/csat-roots}

heading() { printf '\n== %s ==\n' "$*"; }

# note WHAT RESULT...: a line of the summary at the end
note() { summary+=("$(printf '%-32s %s' "$1" "${*:2}")"); }

skip() {
	skipped=$((skipped + 1))
	say "skipped: $1: $2"
	note "$1" "skipped: $2"
}

# suite NAME COMMAND...: add its result, and note it, its time and what was tried for the summary
suite() {
	local name=$1 result started=$SECONDS
	shift
	heading "$name"
	add_result "$@"
	mapfile -t -O "${#counts[@]}" counts < <(sed -n -e "s/^ *# count: /tried: $name: /p; t" -e '/^tried: /p' "$work/log")
	note "$name" "$result, $((SECONDS - started)) s"
}

# sum_up: the last lines, and whether all is well
sum_up() {
	heading "Summary"
	printf '%s\n' ${summary[@]+"${summary[@]}"} ${counts[@]+"${counts[@]}"}
	say "$passed passed, $failed failed, $skipped skipped"
	[ "$failed" = 0 ]
}

# clang and its sanitizers are all that the harnesses need.
fuzzing() {
	if [ "${FUZZ_SECONDS:-60}" = 0 ]; then
		skip "Fuzzing" "FUZZ_SECONDS=0"
	elif ! command -v clang >/dev/null && ! have_apt; then
		skip "Fuzzing" "clang is not installed"
	else
		suite "Fuzzing" "$top/fuzz/run"
	fi
}

# Answers that may be no part of the project, for the tests that compare with them.
find_shared() {
	[ -n "${CSAT_SHARED:-}" ] || CSAT_SHARED=$(cd "$top/.." && pwd)/shared
	if [ -d "$CSAT_SHARED" ]; then
		export CSAT_SHARED
	else
		unset CSAT_SHARED
	fi
}

# ---- other majors, in Debian roots ----

# Why the roots cannot be used here, or may not, if so. What it asks goes to the terminal, not into the answer.
consent_to_roots() {
	if ! have_apt; then
		say "needs a Debian machine"
	elif ! consent "Use sudo for that?"; then
		say "not wanted"
	elif ! may_be_root >&2; then
		say "needs root"
	elif ! (need_packages mmdebstrap) >&2; then
		say "mmdebstrap is not installed"
	elif ! as_root unshare --mount --pid --fork true >/dev/null 2>&1; then
		say "this machine does not allow mount namespaces"
	fi
}

# root_for MAJOR [KIND]: can there be such a root?
root_for() {
	local what="PostgreSQL $1${2:+ ($2)}"
	[ "${2:-}" != assert ] || what="PostgreSQL $1 with assertions, from its source"
	[ -f "$roots/$1${2:+-$2}/.csat-recipe" ] || say "Making a root for $what ..."
	as_root env CSAT_ROOTS="$roots" "$top/scripts/pg-root" "$@" >/dev/null 2>"$work/root.log"
}

# in_major MAJOR[-assert] NAME COMMAND [ARGUMENT...]: run a command of this tree in that root as a suite of that name.
in_major() {
	local target=$1 major=${1%-assert} name=$2 kind=''
	shift 2
	[ "$target" = "$major" ] || kind=assert
	if ! root_for "$major" $kind; then
		skip "$name" "no root could be made: $(tail -n 1 "$work/root.log")"
	else
		suite "$name" as_root env CSAT_ROOTS="$roots" CSAT_SETTINGS="${settings:-}" CSAT_MUTANTS="${CSAT_MUTANTS:-20000}" \
			${CSAT_SHARED:+CSAT_SHARED="$CSAT_SHARED"} "$top/scripts/in-root" "$target" "$@"
	fi
}

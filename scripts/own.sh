# own.sh: a file of the reader's own in the demo: its columns, its rows, its scale, its dates. Sourced by scripts/demo, which
# defines sql and value. The rows become the table answers, all of whose columns are text.

# ---- columns ----

# Everything that can be wrong with the file, before anything is installed or built.
read_own() {
	# Not every shell expands the ~ of an argument CSV=~/file.
	# shellcheck disable=SC2088
	[ "${CSV:0:2}" != '~/' ] || CSV=$HOME/${CSV:2}
	[[ ${HEADER:-1} =~ ^[0-9]{1,2}$ ]] || die "HEADER=$HEADER: say how many header rows $CSV has in all, such as HEADER=3."
	[ "${FINISHED:-1}" = 1 ] || die "FINISHED=$FINISHED: only FINISHED=1 is known, which leaves out rows that are unfinished or previews."
	columns=$(umask 077 && "$top/scripts/read-csv" "$CSV" "$work/own" ${HEADER:+"$HEADER"}) || exit 1
	cat "$work/own.notes"
}

# choose_columns: SCORE, AT and BY become names in the table.
choose_columns() {
	[ -n "${SCORE:-}" ] || die "Which column of $CSV holds the score? Say so with SCORE=, by name or number. Its columns are:" "$(list_columns)"
	SCORE=$(column_of "$SCORE" SCORE) || exit 1
	[ -z "${AT:-}" ] || AT=$(column_of "$AT" AT) || exit 1
	[ -z "${BY:-}" ] || BY=$(column_of "$BY" BY) || exit 1
}

# list_columns [NUMBER...]: all columns, or those: their numbers, names in the table and longest headings
list_columns() {
	awk -F '\t' -v only=" $* " '
		!($1 in name) { name[$1] = text[$1] = $2 }
		length($2) > length(text[$1]) { text[$1] = $2 }
		END {
			for (n = 1; n in name; n++)
				if (only ~ /^ *$/ || index(only, " " n " "))
					printf "%7d  %s%s\n", n, index(text[n], name[n]) == 1 ? "" : name[n] "   ", text[n]
		}' "$work/own.columns"
}

# numbers_of GREP-ARGUMENT...: the numbers of the columns one of whose headings grep finds
numbers_of() {
	{ cut -f 2- "$work/own.columns" | grep -n "$@" || true; } | cut -d : -f 1 |
		while read -r line; do sed -n "${line}s/\t.*//p" "$work/own.columns"; done | sort -nu
}

# column_of WANTED WHAT: the name in the table of the column that is meant: by its name or its whole question, whatever the
# capitals and blanks, or else by its number.
column_of() {
	local wanted numbers
	wanted=$(tr -s '[:space:]' ' ' <<<"$1" | sed 's/^ //; s/ $//')
	numbers=$(numbers_of -Fx -e "$wanted")
	[ -n "$numbers" ] || numbers=$(numbers_of -Fxi -e "$wanted")
	[ -n "$numbers" ] || numbers=$(cut -f 1 "$work/own.columns" | sort -nu | grep -Fx -e "$wanted" || true)
	case $(wc -w <<<"$numbers") in
	0) die "$2=$1: there is no such column in $CSV. Its columns are:" "$(list_columns)" ;;
	1) sed -n "${numbers}p" <<<"$columns" ;;
	*) die "$2=$1: more than one column of $CSV is called so. Say which by its number:" "$(list_columns "${numbers//$'\n'/ }")" ;;
	esac
}

# ---- rows ----

load_own() {
	sql < "$work/own.sql"
	say "$(value 'SELECT count(*) FROM answers;') rows of $CSV are now the table answers, every column as text."
	point_out_unfinished
}

# What survey tools write for people who stopped halfway, and for trying a survey out: kind; heading; value; a heading without
# which the value means nothing. Qualtrics has codes for its Status: 1 and 2 are previews and tests, 8 and more hold spam.
not_answers() {
	cat <<-'RULES'
		unfinished;finished;false|f|no|0;
		unfinished;((response|survey|completion) ?)?status|response type;partial.*|incomplete|in ?progress|started.*|abandoned;
		unfinished;submitdate|date submitted;;
		previews;((response|survey) ?)?status|response type;(survey )?(preview|test)|.*\yspam;
		previews;status|response type;1|2|8|9|12|17|40;recorded ?date
		previews;distribution ?channel;preview|test;
	RULES
}

# condition_of KIND: SQL that holds for the rows of that kind; empty where the file has no column to tell by
condition_of() {
	local kind heading pattern needs number name condition=
	while IFS=';' read -r kind heading pattern needs; do
		[ "$kind" = "$1" ] || continue
		[ -z "$needs" ] || [ -n "$(numbers_of -Eix -e "$needs")" ] || continue
		for number in $(numbers_of -Eix -e "$heading"); do
			name=$(sed -n "${number}p" <<<"$columns")
			condition+=${condition:+ OR }$(value "SELECT format('coalesce(btrim(%I), '''') ~* %L', :'name', :'pattern');" \
				-v name="$name" -v pattern="^($pattern)\$")
		done
	done < <(not_answers)
	printf '%s' "$condition"
}

# Rows that are no full answers count like any other unless FINISHED=1 is given, and never without a word.
point_out_unfinished() {
	local unfinished previews n m
	unfinished=$(condition_of unfinished)
	previews=$(condition_of previews)
	n=$(value "SELECT count(*) FROM answers WHERE ${unfinished:-false};")
	m=$(value "SELECT count(*) FROM answers WHERE ${previews:-false};")
	[ "$n $m" != '0 0' ] || return 0
	say "Among them are $n of people who did not finish, and $m previews, tests or spam."
	if [ -n "${FINISHED:-}" ]; then
		sql -c "DELETE FROM answers WHERE ${unfinished:-false} OR ${previews:-false}"
		say "These are left out: $(value 'SELECT count(*) FROM answers;') rows remain."
	else
		say "They count like any other row; FINISHED=1 leaves them out."
	fi
}

# ---- score ----

# A decimal comma becomes the point that SQL reads.
settle_commas() {
	local n
	n=$(value "$(cat <<-'QUERY'
		WITH read AS (
		  UPDATE answers SET :"score" = replace(:"score", ',', '.') WHERE btrim(:"score") ~ '^[-+]?[0-9]+,[0-9]+$' RETURNING 1
		)
		SELECT count(*) FROM read;
		QUERY
	)" -v score="$SCORE")
	[ "$n" = 0 ] || say "$n of the scores have a decimal comma: 7,5 is read as 7.5."
}

# The scale that the answers fit on, when none was given. A guess, so it is said aloud.
guess_scale() {
	value "$(cat <<-'QUERY'
		SELECT CASE WHEN bool_or(n IS NULL) THEN NULL
		            WHEN min(n) >= 1 AND max(n) <= 5 THEN '1..5'
		            WHEN min(n) >= 1 AND max(n) <= 7 THEN '1..7'
		            WHEN min(n) >= 0 AND max(n) <= 10 THEN '0..10' END
		FROM (SELECT CASE WHEN v ~ '^[-+]?[0-9]+([.][0-9]+)?$' THEN v::numeric END AS n
		      FROM (SELECT DISTINCT btrim(:"score") AS v FROM answers) a WHERE v <> '') b;
		QUERY
	)" -v score="$SCORE"
}

# What the column holds, most frequent first
show_answers() {
	sql -v score="$SCORE" <<-'QUERY'
		SELECT btrim(:"score") AS :"score", count(*) AS rows FROM answers GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 15;
	QUERY
}

# The scale that was given, if it is one, or a guess
settle_scale() {
	if [ -n "${SCALE:-}" ]; then
		local refusal
		refusal=$(value "SELECT :'scale'::rating_scale;" -v scale="$SCALE" 2>&1 >/dev/null) || die "SCALE=$SCALE" "$refusal"
		return 0
	fi
	SCALE=$(guess_scale)
	if [ -z "$SCALE" ]; then
		say "What the column $SCORE holds:"
		show_answers
		die "Which of these is the scale? Say so with SCALE, worst to best, and name what means no answer:" \
			"    SCALE='1..5'    SCALE='0..10 missing 99, -1'    SCALE='bad < fair < good missing offered'" \
			"Where some of them stand over the answers in the file, say how many header rows it has in all: HEADER=2"
	fi
	say "No SCALE was given and the answers fit on $SCALE, so that is taken. Another:  SCALE='1..10 top 3'"
}

# ---- what is shown ----

# The date order in which the column AT can be read, ISO first, then day before month.
date_order() {
	local order
	for order in YMD DMY MDY; do
		if value "SET datestyle = ISO, $order; SELECT count(NULLIF(btrim(:\"at\"), '')::timestamp) FROM answers;" -v at="$AT" >/dev/null 2>&1; then
			echo "$order"
			return 0
		fi
	done
	value "SELECT count(NULLIF(btrim(:\"at\"), '')::timestamp) FROM answers;" -v at="$AT" || true
	die "AT=$AT: the column must hold dates, such as 2025-03-31." >&2
}

show_own() {
	local order=YMD
	[ -z "${AT:-}" ] || order=$(date_order)
	[ "$order" = YMD ] || say "Dates are read as $order."
	sql -e -v score="$SCORE" -v scale="$SCALE" -v at="${AT:-}" -v by="${BY:-}" -v order="$order" < examples/own.sql ||
		die "" "The scale is $SCALE: say another with SCALE=, or name what means no answer in it, as in SCALE='0..10 missing 99'."
}

# The report goes by time: without a column for it there is none.
report_own() {
	if [ -n "${AT:-}" ]; then
		write_report "$SCORE" -v score="$SCORE" -v scale="$SCALE" -v at="$AT" -v by="${BY:-}" -v order="$(date_order)" < examples/own_report.sql
	else
		say
		say "With AT=column, when people answered, there is a report too, a page with pictures; with BY=column, by group."
	fi
}

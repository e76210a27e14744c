/*
 * weighted_stats_text.c
 *		The text form of a weighted_stats.
 *
 *		[SCALE] { [n COUNT, w SUM, wx SUM, wx2 SUM, w2 SUM, w2x SUM, w2x2 SUM] }
 *		[missing COUNT:SUM OF WEIGHTS]
 *
 * such as  {n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73} missing 1:0.5
 * Nothing here raises an error of its own: a fault is described.
 */
#include "postgres.h"

#include "lib/stringinfo.h"

#include "base/scan.h"
#include "scale/scale.h"
#include "weighted/weighted_stats.h"

#define WEIGHTED_STATS_USAGE \
	"Write {n COUNT, w SUM, wx SUM, wx2 SUM, w2 SUM, w2x SUM, w2x2 SUM} [missing COUNT:SUM OF WEIGHTS], for example {n 2, w 3, wx 11, wx2 41, w2 5, w2x 19, w2x2 73}, or {} for none."

/* The sums of 256 bits in the order of the text form. */
static const struct
{
	const char *name;
	size_t		offset;
}			wide_sums[] = {
	{"wx", offsetof(WeightedStats, wx)},
	{"wx2", offsetof(WeightedStats, wx2)},
	{"w2", offsetof(WeightedStats, w2)},
	{"w2x", offsetof(WeightedStats, w2x)},
	{"w2x2", offsetof(WeightedStats, w2x2)}
};

static Fixed256 *
wide_sum(const WeightedStats *s, int i)
{
	return (Fixed256 *) ((char *) s + wide_sums[i].offset);
}

char *
weighted_stats_to_text(const WeightedStats *s)
{
	StringInfoData buf;
	char		text[Max(FIXED256_TEXT_MAX, GRID_TEXT_MAX)];

	initStringInfo(&buf);
	if (weighted_stats_has_scale(s))
	{
		grid_to_text(&s->grid, text);
		appendStringInfo(&buf, "%s ", text);
	}
	appendStringInfoChar(&buf, '{');
	if (s->n > 0)
	{
		fixed128_to_text(&s->w, text);
		appendStringInfo(&buf, "n " INT64_FORMAT ", w %s", s->n, text);
		for (size_t i = 0; i < lengthof(wide_sums); i++)
		{
			fixed256_to_text(wide_sum(s, i), text);
			appendStringInfo(&buf, ", %s %s", wide_sums[i].name, text);
		}
	}
	appendStringInfoChar(&buf, '}');
	if (s->missing > 0)
	{
		fixed128_to_text(&s->missing_w, text);
		appendStringInfo(&buf, " missing " INT64_FORMAT ":%s", s->missing, text);
	}
	return buf.data;
}

/* A word, and at least one blank behind it. */
static bool
parse_word(const char **p, const char *word)
{
	const char *s = scan_blanks(*p);
	size_t		len = strlen(word);

	if (pg_strncasecmp(s, word, len) != 0 || scan_blanks(s + len) == s + len)
		return false;
	*p = scan_blanks(s + len);
	return true;
}

static bool
parse_char(const char **p, char c)
{
	const char *s = scan_blanks(*p);

	if (*s != c)
		return false;
	*p = scan_blanks(s + 1);
	return true;
}

/* What is between the braces, which may be nothing, and the closing one. */
static bool
parse_sums(const char **p, WeightedStats *s)
{
	if (parse_char(p, '}'))
		return true;
	if (!parse_word(p, "n") || !scan_count(p, &s->n) || !parse_char(p, ','))
		return false;
	if (!parse_word(p, "w") || !fixed128_from_text(*p, p, &s->w))
		return false;
	for (size_t i = 0; i < lengthof(wide_sums); i++)
	{
		if (!parse_char(p, ',') || !parse_word(p, wide_sums[i].name) ||
			!fixed256_from_text(*p, p, wide_sum(s, i)))
			return false;
	}
	return parse_char(p, '}');
}

/* "[missing COUNT:SUM OF WEIGHTS]" and the end. */
static bool
parse_missing(const char *p, WeightedStats *s)
{
	if (*p == '\0')
		return true;
	return parse_word(&p, "missing") && scan_count(&p, &s->missing) && *p++ == ':' &&
		fixed128_from_text(p, &p, &s->missing_w) && *scan_blanks(p) == '\0';
}

static WeightedStats *
fail(ParseFault *fault, const char *detail)
{
	fault->detail = detail;
	fault->hint = WEIGHTED_STATS_USAGE;
	return NULL;
}

/* A summary from its text; NULL, with the fault described, if it is none. */
WeightedStats *
weighted_stats_parse(const char *text, ParseFault *fault)
{
	const char *p = scan_blanks(text);
	const char *brace = strchr(p, '{');
	WeightedStats *s = weighted_stats_create();

	if (brace == NULL)
		return fail(fault, "There is no \"{\".");
	if (brace > p)
	{
		Slice		scale = {p, (int) (brace - p)};

		if (!scale_parse_grid(scale, &s->grid, fault))
			return NULL;
		s->grid.format = WEIGHTED_STATS_VERSION;
	}
	p = brace + 1;
	if (!parse_sums(&p, s))
		return fail(fault, "The sums between the braces are not complete, or one of them does not fit.");
	if (!parse_missing(p, s))
		return fail(fault, "Only \"missing COUNT:SUM OF WEIGHTS\" may follow the braces.");
	if (weighted_stats_defect(s) != NULL)
		return fail(fault, weighted_stats_defect(s));
	return s;
}

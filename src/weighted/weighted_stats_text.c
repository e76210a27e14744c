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

#include "number/fixed_scan.h"
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

/* What is between the braces, which may be nothing, and the closing one. */
static bool
take_sums(Scanner *scan, WeightedStats *s)
{
	if (scan_char(scan, '}'))
		return true;
	if (!scan_keyword(scan, "n") || !scan_count(scan, &s->n) || !scan_char(scan, ','))
		return false;
	if (!scan_keyword(scan, "w") || !scan_fixed128(scan, &s->w))
		return false;
	for (size_t i = 0; i < lengthof(wide_sums); i++)
	{
		if (!scan_char(scan, ',') || !scan_keyword(scan, wide_sums[i].name) ||
			!scan_fixed256(scan, wide_sum(s, i)))
			return false;
	}
	return scan_char(scan, '}');
}

/* "[missing COUNT:SUM OF WEIGHTS]" and the end. */
static bool
take_missing(Scanner *scan, WeightedStats *s)
{
	if (scan_at_end(scan))
		return true;
	return scan_keyword(scan, "missing") && scan_count(scan, &s->missing) && scan_char(scan, ':') &&
		scan_fixed128(scan, &s->missing_w) && scan_at_end(scan);
}

static WeightedStats *
refuse(Scanner *scan, const char *detail)
{
	scan_fail(scan, detail, WEIGHTED_STATS_USAGE);
	return NULL;
}

/* A summary from its text; NULL, with the fault described, if it is none. */
WeightedStats *
weighted_stats_parse(const char *text, ParseFault *fault)
{
	Scanner		scan = scan_start(slice_of_cstring(text), fault);
	WeightedStats *s = weighted_stats_create();

	if (!scale_take_head(&scan, &s->grid, WEIGHTED_STATS_USAGE))
		return NULL;
	s->grid.format = WEIGHTED_STATS_VERSION;
	if (!take_sums(&scan, s))
		return refuse(&scan, "The sums between the braces are not complete, or one of them does not fit.");
	if (!take_missing(&scan, s))
		return refuse(&scan, "Only \"missing COUNT:SUM OF WEIGHTS\" may follow the braces.");
	if (weighted_stats_defect(s) != NULL)
		return refuse(&scan, weighted_stats_defect(s));
	return s;
}

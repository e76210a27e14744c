/*
 * scale.c
 *		The value rating_scale: making it, and walking, finding and printing its names.
 */
#include "compat.h"

#include "lib/stringinfo.h"

#include "number/decimal.h"
#include "scale/scale.h"

/* The bytes of a rating_scale with these names. */
RatingScale *
scale_build(const Grid *grid, const ScaleName *names, int count)
{
	Size		size = offsetof(RatingScale, data);
	RatingScale *scale;
	char	   *p;

	for (int i = 0; i < count; i++)
		size += sizeof(uint8) + sizeof(uint16) + names[i].text.len;
	scale = palloc0(size);
	SET_VARSIZE(scale, size);
	scale->grid = *grid;
	scale->names = count;
	p = scale->data;
	for (int i = 0; i < count; i++)
	{
		uint16		len = (uint16) names[i].text.len;

		*p++ = (char) names[i].point;
		memcpy(p, &len, sizeof(len));
		p += sizeof(len);
		memcpy(p, names[i].text.data, len);
		p += len;
	}
	return scale;
}

/* The name at the cursor, which moves to the next one. */
ScaleName
scale_next_name(const char **cursor)
{
	ScaleName	name;
	uint16		len;

	name.point = (uint8) **cursor;
	memcpy(&len, *cursor + 1, sizeof(len));
	name.text.data = *cursor + 1 + sizeof(len);
	name.text.len = len;
	*cursor = name.text.data + len;
	return name;
}

/* The label of a point: the first of its names. */
bool
scale_label(const RatingScale *scale, int point, Slice *label)
{
	const char *cursor = scale->data;

	for (int i = 0; i < scale->names; i++)
	{
		ScaleName	name = scale_next_name(&cursor);

		if (name.point != point)
			continue;
		*label = name.text;
		return true;
	}
	return false;
}

int
scale_point_of_seen(const RatingScale *scale, const Seen *seen, bool utf8)
{
	const char *cursor = scale->data;

	for (int i = 0; i < scale->names; i++)
	{
		ScaleName	name = scale_next_name(&cursor);
		Seen		named = slice_seen(name.text, utf8);
		bool		equal = seen_equal(&named, seen);

		pfree(named.sign);
		if (equal)
			return name.point;
	}
	return -1;
}

int
scale_point_of_label(const RatingScale *scale, Slice text, bool utf8)
{
	Seen		seen = slice_seen(text, utf8);
	int			point = scale_point_of_seen(scale, &seen, utf8);

	pfree(seen.sign);
	return point;
}

int
scale_point_of_number(const RatingScale *scale, int64 milli)
{
	const char *cursor = scale->data;

	for (int i = 0; i < scale->names; i++)
	{
		ScaleName	name = scale_next_name(&cursor);
		int64		number;

		if (decimal_may_begin(name.text) &&
			decimal_parse(name.text, &number) == DECIMAL_EXACT && number == milli)
			return name.point;
	}
	return -1;
}

/* Is a number that is not on the scale a code for "no answer"? */
bool
scale_is_missing_number(const RatingScale *scale, int64 milli)
{
	return scale_point_of_number(scale, milli) == SCALE_POINT_MISSING;
}

static void
append_name(StringInfo buf, Slice text, bool first)
{
	if (!scale_name_needs_quotes(text, first))
	{
		appendBinaryStringInfo(buf, text.data, text.len);
		return;
	}
	appendStringInfoChar(buf, '"');
	for (int i = 0; i < text.len; i++)
	{
		if (text.data[i] == '"')
			appendStringInfoChar(buf, '"');
		appendStringInfoChar(buf, text.data[i]);
	}
	appendStringInfoChar(buf, '"');
}

static void
append_names(StringInfo buf, const RatingScale *scale, bool missing)
{
	const char *cursor = scale->data;
	int			previous = -1;

	for (int i = 0; i < scale->names; i++)
	{
		ScaleName	name = scale_next_name(&cursor);

		if ((name.point == SCALE_POINT_MISSING) != missing)
			continue;
		if (previous >= 0)
			appendStringInfoString(buf, missing ? ", " : previous == name.point ? " | " : " < ");
		else if (missing)
			appendStringInfoString(buf, " missing ");
		append_name(buf, name.text, previous < 0 && !missing);
		previous = name.point;
	}
}

static char *
to_text(const RatingScale *scale, bool with_top)
{
	StringInfoData buf;
	char		range[GRID_TEXT_MAX];

	initStringInfo(&buf);
	if (scale_flag(scale, SCALE_NAMED))
		append_names(&buf, scale, false);
	else
	{
		grid_range_to_text(&scale->grid, range);
		appendStringInfoString(&buf, range);
	}
	if (scale_flag(scale, SCALE_LABELLED))
		appendStringInfoString(&buf, " labelled");
	if (with_top)
		appendStringInfo(&buf, " top %d", scale->grid.top);
	if (scale_flag(scale, SCALE_MISSING_ANY))
		appendStringInfoString(&buf, " missing *");
	append_names(&buf, scale, true);
	return buf.data;
}

char *
scale_to_text(const RatingScale *scale)
{
	return to_text(scale, true);
}

char *
scale_to_words(const RatingScale *scale)
{
	return to_text(scale, scale->grid.top != grid_default_top(&scale->grid));
}

char *
scale_name_to_text(Slice name)
{
	StringInfoData buf;

	initStringInfo(&buf);
	append_name(&buf, name, false);
	return buf.data;
}

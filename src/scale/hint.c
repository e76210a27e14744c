/*
 * hint.c
 *		What to do about an answer that is not on its scale.
 */
#include "compat.h"

#include "utils/builtins.h"

#include "scale/hint.h"

/* An answer that is longer is free text. */
#define LABEL_LIKELY	60		/* bytes */

/* ---------- scales in messages ---------- */

static char *
range_words(const Grid *grid)
{
	char	   *text = palloc(GRID_TEXT_MAX);

	grid_range_to_text(grid, text);
	return text;
}

char *
hint_scale(const Grid *grid, const RatingScale *scale)
{
	return scale != NULL ? scale_to_words(scale) : range_words(grid);
}

/* As a literal, to be copied. */
static char *
quoted(const char *scale)
{
	return quote_literal_cstr(scale);
}

static bool
has_codes(const RatingScale *scale)
{
	ScaleName	last = {0};
	const char *cursor = scale->data;

	for (int i = 0; i < scale->names; i++)
		last = scale_next_name(&cursor);
	return scale->names > 0 && last.point == SCALE_POINT_MISSING;
}

/* The scale with one more missing code; of a very long one, its beginning. */
static char *
with_code(const Grid *grid, const RatingScale *scale, Slice code)
{
	const char *before = scale != NULL && has_codes(scale) ? ", " : " missing ";

	return quoted(psprintf("%s%s%s", hint_scale(grid, scale), before,
						   scale_name_to_text(slice_of_cstring(slice_excerpt(code)))));
}

/* The grid as a scale whose answers are numbers with words. */
static char *
labelled_words(const Grid *grid, const RatingScale *scale)
{
	RatingScale *labelled = scale != NULL ? palloc(VARSIZE(scale)) : scale_build(grid, NULL, 0);

	if (scale != NULL)
		memcpy(labelled, scale, VARSIZE(scale));
	else
		labelled->grid.top = grid_default_top(grid);
	labelled->grid.format |= SCALE_LABELLED;
	return scale_to_words(labelled);
}

/* ---------- numbers off the scale ---------- */

static Grid
whole_grid(int64 lo, int64 hi)
{
	Grid		grid = {0};

	grid.lo = (int32) (lo * GRID_UNIT);
	grid.step = GRID_UNIT;
	grid.points = (uint8) (hi - lo + 1);
	grid.top = 1;
	return grid;
}

/* 77, 88, 99, 999, 98 and the like, which rather say why there is no answer. */
static bool
is_usual_code(int64 whole)
{
	int64		last = whole % 10;
	int64		rest = whole;

	if (whole >= 95 && whole <= 99)
		return true;
	while (rest > 0 && rest % 10 == last)
		rest /= 10;
	return whole > 50 && rest == 0 && last >= 6;
}

/* A usual scale that has the grid's points and this one. */
static bool
usual_scale_with(const Grid *grid, int64 milli, Grid *wider)
{
	static const int bounds[][2] = {{1, 7}, {0, 10}, {0, 100}};

	if (milli % GRID_UNIT != 0 || is_usual_code(milli / GRID_UNIT))
		return false;
	for (size_t i = 0; i < lengthof(bounds); i++)
	{
		*wider = whole_grid(bounds[i][0], bounds[i][1]);
		wider->reversed = grid->reversed;
		if (grid->lo >= wider->lo && milli >= wider->lo && Max(milli, grid_hi(grid)) <= grid_hi(wider))
			return true;
	}
	return false;
}

/* A zero where the scale begins with one. */
static char *
zero_below_one(const Grid *grid)
{
	int64		hi = grid_hi(grid) / GRID_UNIT;
	Grid		wider = whole_grid(0, hi);

	if (hi == 10 || hi == 100)
		return psprintf("If 0 is an answer, the scale is '%s'", range_words(&wider));
	return psprintf("If the answers are 0 and 1, the scale is '0..1'; if they are coded 0 to " INT64_FORMAT
					", add 1: score + 1", hi - 1);
}

char *
hint_correction(const Grid *grid, int64 milli, bool *certain)
{
	int64		hi = grid_hi(grid) / GRID_UNIT;
	Grid		wider;

	*certain = false;
	if (milli == MILLI_NONE || grid->step != GRID_UNIT || grid->lo % GRID_UNIT != 0)
		return NULL;
	if (milli == grid_hi(grid) + GRID_UNIT && (grid->lo == 0 || hi == 10))
	{
		*certain = true;
		return psprintf("If the answers are coded 1 to " INT64_FORMAT ", subtract 1: score - 1%s",
						hi + 1, grid->lo == 0 ? "" : psprintf(", on '0..%d'", (int) hi));
	}
	if (milli == 0 && grid->lo == GRID_UNIT)
		return zero_below_one(grid);
	if (milli == -GRID_UNIT && grid->lo >= 0 && hi < 10)
		return pstrdup("If the answers are -1 and 1, the scale is '-1..1 step 2'");
	if (milli > grid_hi(grid) && usual_scale_with(grid, milli, &wider))
		return psprintf("If answers go up to " INT64_FORMAT " or more, the scale is another one, such as '%s'",
						milli / GRID_UNIT, range_words(&wider));
	return NULL;
}

/* A number that is none of a scale's labels. */
static char *
off_labels(const Grid *grid, const RatingScale *scale, Slice written)
{
	char	   *shown = slice_excerpt(written);
	char	   *code = with_code(grid, scale, written);

	if (scale_flag(scale, SCALE_NUMBER_NAMES))
		return psprintf("If %s is an answer, add it to the scale, as a label or, after |, as another name of "
						"one; if it means \"no answer\", declare it: %s.",
						shown, code);
	return psprintf("Labels are numbered 1 to %d here; where they have other numbers, write these after |, "
					"as in 'bad | 0 < good | 1'. If %s means \"no answer\", declare it: %s.",
					grid->points, shown, code);
}

char *
hint_off_scale(const Grid *grid, const RatingScale *scale, int64 milli, Slice written)
{
	char	   *shown = slice_excerpt(written);
	char	   *correction;
	bool		certain;

	if (scale != NULL && scale_flag(scale, SCALE_NAMED))
		return off_labels(grid, scale, written);
	if (scale != NULL && scale_flag(scale, SCALE_LABELLED) && milli < 0 && grid_locate(grid, -milli) >= 0)
		return psprintf("If the minus is a dash, put a blank after it: replace(answer, '-', '- '); if %s means "
						"\"no answer\", declare it: %s.",
						shown, with_code(grid, scale, written));
	correction = hint_correction(grid, milli, &certain);
	if (correction == NULL)
		return psprintf("If %s means \"no answer\", declare it: %s; otherwise filter it out.",
						shown, with_code(grid, scale, written));
	if (certain && scale != NULL && scale_flag(scale, SCALE_LABELLED))
		return psprintf("If the answers are coded 1 to " INT64_FORMAT ", subtract 1: substring(answer FROM '[0-9]+')::integer - 1.",
						milli / GRID_UNIT);
	if (certain)
		return psprintf("%s.", correction);
	return psprintf("%s; if %s means \"no answer\", declare it: %s.", correction, shown, with_code(grid, scale, written));
}

/* ---------- numbers between two points ---------- */

/*
 * The scale with points between its own, so that the score is one of them: the
 * widest such step of the usual ones.  False where a scale cannot be so fine.
 */
static bool
grid_with_score(const Grid *grid, int64 milli, Grid *finer)
{
	static const int steps[] = {1000, 500, 250, 200, 100, 50, 20, 10};
	int64		width = grid_hi(grid) - grid->lo;

	if (milli == MILLI_NONE)
		return false;
	for (size_t i = 0; i < lengthof(steps); i++)
		if (grid->step % steps[i] == 0 && (milli - grid->lo) % steps[i] == 0 &&
			width / steps[i] < GRID_MAX_POINTS)
		{
			*finer = *grid;
			finer->step = steps[i];
			finer->points = width / steps[i] + 1;
			return true;
		}
	return false;
}

char *
hint_off_step(const Grid *grid, const RatingScale *scale, int64 milli)
{
	Grid		finer;

	if (scale != NULL && scale_flag(scale, SCALE_NAMED))
		return psprintf("Labels are numbered 1 to %d here: round it to one of them.", grid->points);
	if (grid_with_score(grid, milli, &finer))
		return psprintf("If such answers are possible, declare the step, for example '%s'.", range_words(&finer));
	return pstrdup("Round it to a point of the scale, or declare a step if such answers are possible.");
}

/* ---------- texts that are neither number nor label ---------- */

static bool
is_inside(const Grid *grid, int64 milli)
{
	return milli >= grid->lo && milli <= grid_hi(grid);
}

/* A comma between digits as a point: " 4,5"; NULL if there is none, or more. */
static Seen *
with_decimal_point(const Seen *seen)
{
	Seen	   *copy = NULL;

	for (int i = 1; i + 1 < seen->count; i++)
	{
		if (seen->sign[i] != ',' || seen->sign[i - 1] < '0' || seen->sign[i - 1] > '9' ||
			seen->sign[i + 1] < '0' || seen->sign[i + 1] > '9')
			continue;
		if (copy != NULL)
			return NULL;
		copy = palloc(sizeof(Seen));
		*copy = *seen;
		copy->sign = palloc(seen->count * sizeof(uint32));
		memcpy(copy->sign, seen->sign, seen->count * sizeof(uint32));
		copy->sign[i] = '.';
	}
	return copy;
}

/* "4,5": what to write, and the step that it takes. */
static char *
hint_decimal_comma(const Grid *grid, const RatingScale *scale, const Seen *seen)
{
	const char *replace = "Write a point for the decimal comma: replace(answer, ',', '.')";
	Seen	   *pointed = with_decimal_point(seen);
	bool		words = false;
	Slice		number;
	int64		milli;
	Grid		finer;

	if (pointed == NULL)
		return NULL;
	number = seen_ascii(pointed);
	if (decimal_parse(number, &milli) == DECIMAL_NONE)
		words = seen_number_in_words(pointed, &number);
	if (decimal_parse(number, &milli) != DECIMAL_EXACT || !is_inside(grid, milli))
		return NULL;
	finer = *grid;
	if (grid_locate(grid, milli) < 0 && !grid_with_score(grid, milli, &finer))
		return psprintf("%s.", replace);
	if (words)
		return psprintf("%s, on the scale '%s'.", replace, labelled_words(&finer, NULL));
	return finer.step == grid->step ? psprintf("%s.", replace) :
		psprintf("%s, and declare the step: '%s'.", replace, range_words(&finer));
}

/* "4/5", "4 of 5" on a scale up to 5 */
static char *
hint_fraction(const Grid *grid, const Seen *seen)
{
	ParseFault	unused = {NULL, NULL};
	Scanner		scan = scan_start(seen_ascii(seen), &unused);
	int64		score;
	int64		best;
	bool		slash;

	if (decimal_take(&scan, &score) != DECIMAL_EXACT || !is_inside(grid, score))
		return NULL;
	slash = scan_char(&scan, '/');
	if (!slash && !(scan_keyword(&scan, "out") && scan_keyword(&scan, "of")) && !scan_keyword(&scan, "of"))
		return NULL;
	if (decimal_take(&scan, &best) != DECIMAL_EXACT || !scan_at_end(&scan) || best != grid_hi(grid))
		return NULL;
	return psprintf("Take the first number: split_part(answer, '%s', 1).", slash ? "/" : " ");
}

static char *
hint_new_label(const Grid *grid, const RatingScale *scale, Slice text)
{
	char	   *code = with_code(grid, scale, text);

	if (scale != NULL && scale_flag(scale, SCALE_NAMED))
		return psprintf("If it is an answer, add it to the scale, as a label or, after |, as another name of "
						"one; if it means \"no answer\", declare it: %s.",
						code);
	if (scale != NULL && scale_flag(scale, SCALE_LABELLED))
		return psprintf("The number that is read stands alone in its answer, first or last; if this one means "
						"\"no answer\", declare it: %s.",
						code);
	return psprintf("If answers are words, name them from worst to best, as in 'bad < good'; if this one "
					"means \"no answer\", declare it: %s.",
					code);
}

char *
hint_same_name(const Grid *grid, const RatingScale *scale, ScaleName name, Slice text)
{
	if (name.point == SCALE_POINT_MISSING)
		return psprintf("If it is the same code, declare it too: %s.", with_code(grid, scale, text));
	return psprintf("If it is the same answer, write it after | as another name of the label: %s | %s.",
					scale_name_to_text(name.text), scale_name_to_text(text));
}

char *
hint_no_number(const Grid *grid, const RatingScale *scale, Slice text, bool utf8)
{
	Seen		seen = slice_seen(text, utf8);
	char	   *hint = NULL;
	Slice		number;
	bool		named = scale != NULL && scale_flag(scale, SCALE_NAMED);

	if (seen.too_long || text.len > LABEL_LIKELY || memchr(text.data, '\n', text.len) != NULL)
		return pstrdup("Is this the column of the answers? Where free text stands between them, 'missing *' "
					   "counts as missing whatever is not on the scale: typing errors too.");
	if (!named && (hint = hint_decimal_comma(grid, scale, &seen)) == NULL &&
		(hint = hint_fraction(grid, &seen)) == NULL && seen_number_in_words(&seen, &number))
		hint = psprintf("To read the number and leave its words, give the scale %s.", quoted(labelled_words(grid, scale)));
	return hint != NULL ? hint : hint_new_label(grid, scale, text);
}

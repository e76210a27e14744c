/*
 * scale.h
 *		What the answers to a question can be, and how they are read: the value and its pure functions.
 */
#ifndef CSAT_SCALE_H
#define CSAT_SCALE_H

#include "base/scan.h"
#include "scale/grid.h"
#include "scale/lookalike.h"

#define SCALE_VERSION		1	/* in grid.format, lower half */
#define SCALE_MISSING_ANY	0x10	/* in grid.format: "missing *" */
#define SCALE_NAMED			0x20	/* in grid.format: points have labels */
#define SCALE_NUMBER_NAMES	0x40	/* in grid.format: a label is a number, so
									 * that no number is a place in their
									 * order */
#define SCALE_LABELLED		0x80	/* in grid.format: "labelled", answers are
									 * a number with words around it */
#define SCALE_FLAGS \
	(SCALE_MISSING_ANY | SCALE_NAMED | SCALE_NUMBER_NAMES | SCALE_LABELLED)

#define SCALE_MAX_NAMES		500 /* labels, synonyms and missing codes */
#define SCALE_MAX_NAME		1000	/* bytes of one of them */
#define SCALE_POINT_MISSING	255 /* in place of a point: a code for "no answer" */

/*
 * The stored value.  Behind the header come the names, packed:
 * uint8 point, uint16 length, that many bytes.  The first name of a point is
 * its label, the next are synonyms.  Missing codes come last.
 */
typedef struct RatingScale
{
	int32		vl_len_;		/* varlena header */
	Grid		grid;			/* its format holds SCALE_VERSION and flags */
	int32		names;			/* how many names follow */
	char		data[FLEXIBLE_ARRAY_MEMBER];
} RatingScale;

/* One label, synonym or missing code. */
typedef struct ScaleName
{
	int			point;			/* index from LO, or SCALE_POINT_MISSING */
	Slice		text;
} ScaleName;

static inline bool
scale_flag(const RatingScale *scale, uint8 flag)
{
	return (scale->grid.format & flag) != 0;
}

/* Is a number matched with the labels, and not the score that it says?  Scale may be NULL. */
static inline bool
scale_matches_numbers(const RatingScale *scale)
{
	return scale != NULL && scale_flag(scale, SCALE_NUMBER_NAMES);
}

extern RatingScale *scale_parse(Slice text, bool utf8, ParseFault *fault);
extern bool scale_parse_grid(Slice text, Grid *grid, ParseFault *fault);
extern bool scale_take_head(Scanner *scan, Grid *grid, const char *usage);
extern bool scale_name_needs_quotes(Slice name, bool first);

/* The canonical text. */
extern char *scale_to_text(const RatingScale *scale);

/* The same for a message: without the top box where it is the default. */
extern char *scale_to_words(const RatingScale *scale);

/* A name as it is written in a scale, in double quotes where it must be. */
extern char *scale_name_to_text(Slice name);
extern ScaleName scale_next_name(const char **cursor);
extern bool scale_label(const RatingScale *scale, int point, Slice *label);
extern bool scale_is_missing_number(const RatingScale *scale, int64 milli);

/* The point of the label that is this number, SCALE_POINT_MISSING for a code, or -1. */
extern int	scale_point_of_number(const RatingScale *scale, int64 milli);

/* The point that a label or synonym stands for, SCALE_POINT_MISSING for a code, or -1. */
extern int	scale_point_of_seen(const RatingScale *scale, const Seen *seen, bool utf8);
extern int	scale_point_of_label(const RatingScale *scale, Slice text, bool utf8);
extern RatingScale *scale_build(const Grid *grid, const ScaleName *names, int count);

#endif							/* CSAT_SCALE_H */

/*
 * scale_parse.h
 *		What the two readers of a scale's text share: its range, and its names.
 */
#ifndef CSAT_SCALE_PARSE_H
#define CSAT_SCALE_PARSE_H

#include "base/scan.h"
#include "scale/scale.h"

#define SCALE_USAGE \
	"Write a scale as LO..HI [step S] [reversed] [labelled] [top K] [missing CODE, ...], for example 1..5, or as LABEL < LABEL < ... from worst to best."

/* The text being read, and what was found in it so far. */
typedef struct ScaleParser
{
	Scanner		scan;			/* what is not read yet */
	bool		utf8;			/* compare labels as UTF-8 */
	bool		grid_only;		/* of a tally: without labels and codes */
	Grid		grid;			/* bounds, step, direction, top so far */
	int			top;			/* as written; 0: not written */
	ScaleName  *names;			/* labels and synonyms, then missing codes */
	Seen	   *seen;			/* each as the eye reads it */
	int			count;			/* how many of them */
} ScaleParser;

/* scale_names.c: each false, with the fault described, if the text is not so */
extern bool scale_looks_like_range(Slice text);
extern bool scale_take_labels(ScaleParser *p, int *points);
extern bool scale_take_codes(ScaleParser *p);

/* The text up to "top" or "missing". */
extern Slice scale_head(Slice text);

/* scale_mistake.c: the scale that a text which is none was meant as, as a hint; NULL if nobody knows */
extern char *scale_meant(Slice text, bool utf8);

#endif							/* CSAT_SCALE_PARSE_H */

/*
 * fold.c
 *		Letters without regard to case, the same on every server.
 *
 * lower() depends on the database's locale, and a label must match alike on
 * every shard.  So this folds case by the simple mappings of Unicode's
 * CaseFolding.txt for the alphabets that have case and that surveys are
 * written in: Latin, Greek, Cyrillic, Armenian.  The dotted and the dotless i
 * of Turkish count as one letter, so that KISMEN is kısmen without asking the
 * locale.
 */
#include "scale/fold.h"

/* How the capitals of a range turn into small letters. */
typedef enum FoldRule
{
	FOLD_SHIFT,					/* all of the range, by delta */
	FOLD_EVEN,					/* even code points, by one */
	FOLD_ODD,					/* odd code points, by one */
	FOLD_TURKISH_I				/* to i */
} FoldRule;

typedef struct FoldRange
{
	uint32		first;
	uint32		last;
	FoldRule	rule;
	int32		delta;
} FoldRange;

static const FoldRange fold_ranges[] = {
	{0x0041, 0x005A, FOLD_SHIFT, 32},	/* ASCII */
	{0x00C0, 0x00D6, FOLD_SHIFT, 32},	/* Latin-1 */
	{0x00D8, 0x00DE, FOLD_SHIFT, 32},
	{0x0100, 0x012F, FOLD_EVEN, 1}, /* Latin Extended-A */
	{0x0130, 0x0131, FOLD_TURKISH_I, 0},
	{0x0132, 0x0137, FOLD_EVEN, 1},
	{0x0139, 0x0148, FOLD_ODD, 1},
	{0x014A, 0x0177, FOLD_EVEN, 1},
	{0x0178, 0x0178, FOLD_SHIFT, 0x00FF - 0x0178},
	{0x0179, 0x017E, FOLD_ODD, 1},
	{0x0181, 0x0181, FOLD_SHIFT, 210},	/* Latin Extended-B */
	{0x0182, 0x0185, FOLD_EVEN, 1},
	{0x0186, 0x0186, FOLD_SHIFT, 206},
	{0x0187, 0x0188, FOLD_ODD, 1},
	{0x0189, 0x018A, FOLD_SHIFT, 205},
	{0x018B, 0x018C, FOLD_ODD, 1},
	{0x018E, 0x018E, FOLD_SHIFT, 79},
	{0x018F, 0x018F, FOLD_SHIFT, 202},
	{0x0190, 0x0190, FOLD_SHIFT, 203},
	{0x0191, 0x0192, FOLD_ODD, 1},
	{0x0193, 0x0193, FOLD_SHIFT, 205},
	{0x0194, 0x0194, FOLD_SHIFT, 207},
	{0x0196, 0x0196, FOLD_SHIFT, 211},
	{0x0197, 0x0197, FOLD_SHIFT, 209},
	{0x0198, 0x0199, FOLD_EVEN, 1},
	{0x019C, 0x019C, FOLD_SHIFT, 211},
	{0x019D, 0x019D, FOLD_SHIFT, 213},
	{0x019F, 0x019F, FOLD_SHIFT, 214},
	{0x01A0, 0x01A5, FOLD_EVEN, 1},
	{0x01A6, 0x01A6, FOLD_SHIFT, 218},
	{0x01A7, 0x01A8, FOLD_ODD, 1},
	{0x01A9, 0x01A9, FOLD_SHIFT, 218},
	{0x01AC, 0x01AD, FOLD_EVEN, 1},
	{0x01AE, 0x01AE, FOLD_SHIFT, 218},
	{0x01AF, 0x01B0, FOLD_ODD, 1},
	{0x01B1, 0x01B2, FOLD_SHIFT, 217},
	{0x01B3, 0x01B6, FOLD_ODD, 1},
	{0x01B7, 0x01B7, FOLD_SHIFT, 219},
	{0x01B8, 0x01B9, FOLD_EVEN, 1},
	{0x01BC, 0x01BD, FOLD_EVEN, 1},
	{0x01C4, 0x01C4, FOLD_SHIFT, 2},
	{0x01C5, 0x01C5, FOLD_SHIFT, 1},
	{0x01C7, 0x01C7, FOLD_SHIFT, 2},
	{0x01C8, 0x01C8, FOLD_SHIFT, 1},
	{0x01CA, 0x01CA, FOLD_SHIFT, 2},
	{0x01CB, 0x01CB, FOLD_SHIFT, 1},
	{0x01CD, 0x01DC, FOLD_ODD, 1},
	{0x01DE, 0x01EF, FOLD_EVEN, 1},
	{0x01F1, 0x01F1, FOLD_SHIFT, 2},
	{0x01F2, 0x01F2, FOLD_SHIFT, 1},
	{0x01F4, 0x01F5, FOLD_EVEN, 1},
	{0x01F8, 0x021F, FOLD_EVEN, 1},
	{0x0222, 0x0233, FOLD_EVEN, 1},
	{0x0246, 0x024F, FOLD_EVEN, 1},
	{0x0386, 0x0386, FOLD_SHIFT, 38},	/* Greek */
	{0x0388, 0x038A, FOLD_SHIFT, 37},
	{0x038C, 0x038C, FOLD_SHIFT, 64},
	{0x038E, 0x038F, FOLD_SHIFT, 63},
	{0x0391, 0x03A1, FOLD_SHIFT, 32},
	{0x03A3, 0x03AB, FOLD_SHIFT, 32},
	{0x03C2, 0x03C2, FOLD_SHIFT, 1},	/* final sigma */
	{0x0400, 0x040F, FOLD_SHIFT, 80},	/* Cyrillic */
	{0x0410, 0x042F, FOLD_SHIFT, 32},
	{0x0460, 0x0481, FOLD_EVEN, 1},
	{0x048A, 0x04BF, FOLD_EVEN, 1},
	{0x04C0, 0x04C0, FOLD_SHIFT, 15},
	{0x04C1, 0x04CE, FOLD_ODD, 1},
	{0x04D0, 0x052F, FOLD_EVEN, 1},
	{0x0531, 0x0556, FOLD_SHIFT, 48},	/* Armenian */
	{0x1E00, 0x1E95, FOLD_EVEN, 1}, /* Latin Extended Additional */
	{0x1E9E, 0x1E9E, FOLD_SHIFT, 0x00DF - 0x1E9E},
	{0x1EA0, 0x1EFF, FOLD_EVEN, 1},
	{0xFF21, 0xFF3A, FOLD_SHIFT, 32},	/* full width */
};

uint32
fold_code_point(uint32 c)
{
	for (size_t i = 0; i < lengthof(fold_ranges); i++)
	{
		const FoldRange *range = &fold_ranges[i];

		if (c < range->first)
			break;
		if (c > range->last)
			continue;
		if (range->rule == FOLD_EVEN && c % 2 != 0)
			break;
		if (range->rule == FOLD_ODD && c % 2 == 0)
			break;
		if (range->rule == FOLD_TURKISH_I)
			return 'i';
		return c + range->delta;
	}
	return c;
}

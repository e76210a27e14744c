/*
 * split.c
 *		A change split into what segments did and how their mix changed.
 *
 *	 E. M. Kitagawa, JASA 50 (1955) 1168-1194: components of a difference between
 *	 two rates, without an interaction.
 */
#include "signals/sorted_sum.h"
#include "signals/split.h"

double
split_rate(const SplitSegment *segments, size_t count, double *scratch)
{
	for (size_t i = 0; i < count; i++)
	{
		const SplitSegment *s = &segments[i];

		scratch[i] = (s->share_before + s->share_after) / 2.0 * (s->score_after - s->score_before);
	}
	return sorted_sum(scratch, count);
}

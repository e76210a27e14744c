/*
 * fisher.c
 *		Fisher's exact test of two shares, by mid-p.
 *
 *	 [Fisher]	R. A. Fisher, Statistical Methods for Research Workers (1934), 21.02.
 *	 [Lancaster] H. O. Lancaster, JASA 56 (1961) 223-234: mid-p.
 *
 * Given all hits together, those of the first group are hypergeometric.  The
 * terms are taken relative to the largest, each from its neighbour by one
 * quotient, so that no factorial is needed and nothing cancels.
 */
#include <math.h>

#include "uncertainty/distributions.h"
#include "uncertainty/fisher.h"

#define MOST_ANSWERS	1073741824.0	/* 2^30: a tail has some 10^5 terms */
#define NEGLIGIBLE		1e-300	/* of the largest term */

/* Weights of the tables with fewer, as many and more hits in the first group. */
typedef struct Tails
{
	double		below;
	double		at;
	double		above;
} Tails;

/* All hits, and the two groups. */
typedef struct Margins
{
	double		hits;
	double		n1;
	double		n2;
} Margins;

static void
add_table(Tails *tails, double k, double x, double weight)
{
	if (k < x)
		tails->below += weight;
	else if (k > x)
		tails->above += weight;
	else
		tails->at += weight;
}

/* The term of k + 1 over that of k. */
static double
step_up(Margins m, double k)
{
	return (m.hits - k) * (m.n1 - k) / ((k + 1.0) * (m.n2 - m.hits + k + 1.0));
}

static Tails
tails_of(Margins m, double x)
{
	double		lowest = fmax(0.0, m.hits - m.n2);
	double		highest = fmin(m.hits, m.n1);
	double		mode = floor((m.n1 + 1.0) * (m.hits + 1.0) / (m.n1 + m.n2 + 2.0));
	Tails		tails = {0.0, 0.0, 0.0};
	double		weight = 1.0;

	mode = fmax(lowest, fmin(mode, highest));
	add_table(&tails, mode, x, weight);
	for (double k = mode; k < highest && weight > NEGLIGIBLE; k += 1.0)
		add_table(&tails, k + 1.0, x, weight *= step_up(m, k));
	weight = 1.0;
	for (double k = mode; k > lowest && weight > NEGLIGIBLE; k -= 1.0)
		add_table(&tails, k - 1.0, x, weight /= step_up(m, k - 1.0));
	return tails;
}

static double
z_test(Margins m, double x)
{
	double		n = m.n1 + m.n2;
	double		share = m.hits / n;
	double		error = sqrt(share * (1.0 - share) * (1.0 / m.n1 + 1.0 / m.n2));

	return 2.0 * normal_cdf(-fabs(x / m.n1 - (m.hits - x) / m.n2) / error);
}

double
fisher_mid_p(double hits1, double n1, double hits2, double n2)
{
	Margins		m = {hits1 + hits2, n1, n2};
	Tails		tails;

	if (m.hits <= 0.0 || m.hits >= n1 + n2)
		return NAN;				/* nothing varies */
	if (n1 + n2 > MOST_ANSWERS)
		return z_test(m, hits1);
	tails = tails_of(m, hits1);
	return fmin(1.0, 2.0 * (fmin(tails.below, tails.above) + tails.at / 2.0) / (tails.below + tails.at + tails.above));
}

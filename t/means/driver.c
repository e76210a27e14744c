/*
 * driver.c
 *		How often intervals of means hold the truth, and tests raise alarms.
 *
 * Compiled with src/uncertainty/interval.c, comparison.c and distributions.c
 * alone.  Coverage is enumerated: an interval depends on the answers through
 * their sum and sum of squares only, so the probability of every pair of sums
 * is added up, exactly.  Tests of two groups are tried on answers drawn by a
 * generator of fixed seed, since pairs of 200 answers are too many.
 *
 * Writes a line for each figure; t/043_means.pl reads them.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "uncertainty/comparison.h"

#define ALPHA		0.05
#define MAX_POINTS	11
#define DRAWS		10000
#define LENGTH(array)	((int) (sizeof(array) / sizeof((array)[0])))

/* Who would answer what: percent on each of 1..points. */
typedef struct Population
{
	int			points;
	double		percent[MAX_POINTS];
} Population;

/* The populations of the table in docs/statistics.md. */
static const Population shown[] = {
	{5, {2, 3, 5, 10, 80}},
	{5, {1, 1, 3, 15, 80}},
	{5, {5, 5, 10, 40, 40}},
	{5, {20, 20, 20, 20, 20}},
	{5, {10, 20, 40, 20, 10}},
	{5, {60, 20, 10, 5, 5}},
	{7, {1, 1, 2, 3, 8, 25, 60}},
	{7, {2, 2, 2, 2, 2, 10, 80}},
	{7, {4, 6, 10, 15, 20, 25, 20}},
	{7, {15, 14, 14, 14, 14, 14, 15}},
};

/* Two camps, hardest for any t. */
static const Population divided[] = {
	{5, {45, 5, 0, 5, 45}},
	{5, {30, 20, 0, 20, 30}},
	{7, {50, 0, 0, 0, 0, 0, 50}},
	{7, {30, 10, 5, 5, 5, 10, 35}},
};

/* Others, on 2 to 11 points. */
static const Population others[] = {
	{2, {50, 50}}, {2, {30, 70}}, {2, {20, 80}}, {2, {10, 90}}, {2, {5, 95}},
	{3, {10, 20, 70}}, {3, {5, 5, 90}}, {3, {33, 34, 33}}, {3, {50, 0, 50}}, {3, {90, 7, 3}},
	{4, {10, 10, 20, 60}}, {4, {3, 7, 20, 70}}, {4, {25, 25, 25, 25}}, {4, {40, 10, 10, 40}},
	{5, {10, 0, 0, 0, 90}}, {5, {0, 5, 15, 40, 40}}, {5, {5, 0, 0, 15, 80}}, {5, {3, 0, 2, 5, 90}},
	{6, {5, 5, 5, 15, 30, 40}}, {6, {30, 20, 20, 10, 10, 10}}, {6, {1, 1, 1, 2, 15, 80}},
	{7, {5, 0, 0, 0, 0, 5, 90}}, {7, {0, 0, 0, 10, 20, 40, 30}},
	{10, {1, 1, 2, 2, 4, 5, 15, 30, 25, 15}}, {10, {20, 5, 5, 5, 5, 5, 5, 10, 20, 20}},
	{11, {5, 2, 1, 1, 2, 5, 5, 9, 15, 20, 35}}, {11, {2, 1, 1, 1, 1, 2, 2, 5, 10, 15, 60}},
	{11, {9, 9, 9, 9, 9, 10, 9, 9, 9, 9, 9}}, {11, {40, 10, 5, 5, 5, 5, 5, 5, 5, 5, 10}},
};

static double
mean_of(const Population *p)
{
	double		mean = 0;

	for (int i = 0; i < p->points; i++)
		mean += p->percent[i] / 100.0 * (i + 1);
	return mean;
}

/* n answers 1..points with this sum and sum of squares, as a sample. */
static Mean
sample(int points, int n, double sum, double squares)
{
	double		mean = sum / n;
	double		variance = (squares - sum * mean) / n;
	Mean		result = {mean, fmax(variance, 0), n, NAN, n - 1, points_of(1, 1, points)};

	if (n * squares == sum * sum)
		result.variance = 0;
	if (n > 1)
		result.error = sqrt(result.variance / (n - 1));
	return result;
}

/* -------- coverage, enumerated -------- */

/* Probabilities of every sum and sum of squares of n answers. */
typedef struct Sums
{
	int			sums;			/* 0 .. sums - 1 */
	int			squares;
	double	   *probability;
} Sums;

static Sums
sums_of(const Population *p, int n)
{
	Sums		s = {n * p->points + 1, n * p->points * p->points + 1, NULL};
	size_t		cells = (size_t) s.sums * s.squares;
	double	   *before = calloc(cells, sizeof(double));

	s.probability = calloc(cells, sizeof(double));
	s.probability[0] = 1;
	for (int answer = 0; answer < n; answer++)
	{
		double	   *swap = before;

		before = s.probability;
		s.probability = memset(swap, 0, cells * sizeof(double));
		for (size_t cell = 0; cell < cells; cell++)
			for (int x = 1; before[cell] > 0 && x <= p->points; x++)
				s.probability[cell + (size_t) x * s.squares + x * x] += before[cell] * p->percent[x - 1] / 100.0;
	}
	free(before);
	return s;
}

static int
holds(Bounds bounds, double truth)
{
	return bounds.lower <= truth + 1e-9 && bounds.upper >= truth - 1e-9;
}

static double
coverage(const Population *p, int n, MeanMethod method)
{
	Sums		s = sums_of(p, n);
	double		truth = mean_of(p);
	double		held = 0;

	for (int sum = n; sum < s.sums; sum++)
		for (int squares = sum; squares < s.squares; squares++)
		{
			double		probability = s.probability[(size_t) sum * s.squares + squares];

			if (probability > 0 && holds(mean_bounds(method, sample(p->points, n, sum, squares), ALPHA), truth))
				held += probability;
		}
	free(s.probability);
	return held;
}

static void
print_coverage(const char *name, const Population *populations, int count, MeanMethod method)
{
	const int	sizes[] = {2, 3, 5, 10, 20, 30};

	for (int i = 0; i < LENGTH(sizes); i++)
	{
		double		sum = 0;
		double		worst = 1;

		for (int j = 0; j < count; j++)
		{
			double		held = coverage(&populations[j], sizes[i], method);

			sum += held;
			worst = fmin(worst, held);
		}
		printf("coverage %s %s %d %.6f %.6f\n", name, method == MEAN_T ? "t" : "adjusted", sizes[i], sum / count, worst);
	}
}

/* -------- tests, drawn -------- */

static uint64_t seed = 20240229;

/* xorshift64*: S. Vigna, ACM Transactions on Mathematical Software 42 (2016). */
static double
uniform(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return (double) (seed * UINT64_C(2685821657736338717) >> 11) / 9007199254740992.0;
}

static int
draw(const Population *p)
{
	double		left = uniform() * 100.0;
	int			i = 0;

	while (i < p->points - 1 && (left -= p->percent[i]) >= 0)
		i++;
	return i + 1;
}

static Mean
draw_sample(const Population *p, int n)
{
	double		sum = 0;
	double		squares = 0;

	for (int i = 0; i < n; i++)
	{
		int			x = draw(p);

		sum += x;
		squares += x * x;
	}
	return sample(p->points, n, sum, squares);
}

/* How often groups of n1 and n2 are found to differ: by the default, and by Welch's own test. */
static void
alarms(const Population *p, const Population *q, int n1, int n2, double *adjusted, double *welch)
{
	*adjusted = *welch = 0;
	for (int i = 0; i < DRAWS; i++)
	{
		Mean		a = draw_sample(p, n1);
		Mean		b = draw_sample(q, n2);

		*adjusted += mean_difference(COMPARE_ADJUSTED_WELCH, a, b, 0.0, ALPHA).p_value < ALPHA;
		*welch += mean_difference(COMPARE_WELCH, a, b, 0.0, ALPHA).p_value < ALPHA;
	}
	*adjusted /= DRAWS;
	*welch /= DRAWS;
}

static void
print_false_alarms(const char *name, const Population *populations, int count, int n1, int n2)
{
	double		mean[2] = {0, 0};
	double		most[2] = {0, 0};

	for (int i = 0; i < count; i++)
	{
		double		rate[2];

		alarms(&populations[i], &populations[i], n1, n2, &rate[0], &rate[1]);
		for (int j = 0; j < 2; j++)
		{
			mean[j] += rate[j] / count;
			most[j] = fmax(most[j], rate[j]);
		}
	}
	printf("alarms %s adjusted %d %d %.6f %.6f\n", name, n1, n2, mean[0], most[0]);
	printf("alarms %s t %d %d %.6f %.6f\n", name, n1, n2, mean[1], most[1]);
}

static const Population better[][2] = {
	{{5, {10, 10, 20, 30, 30}}, {5, {5, 5, 10, 30, 50}}},
	{{5, {2, 3, 5, 10, 80}}, {5, {6, 8, 10, 16, 60}}},
	{{5, {10, 20, 40, 20, 10}}, {5, {5, 15, 35, 25, 20}}},
	{{7, {1, 1, 2, 3, 8, 25, 60}}, {7, {3, 4, 6, 7, 10, 25, 45}}},
};

static void
print_power(int n)
{
	for (int i = 0; i < LENGTH(better); i++)
	{
		double		adjusted;
		double		welch;

		alarms(&better[i][0], &better[i][1], n, n, &adjusted, &welch);
		printf("power %d %d %d %.6f %.6f\n", i, n, n, adjusted, welch);
	}
}

int
main(void)
{
	const int	pairs[][2] = {{5, 200}, {10, 10}, {20, 200}, {200, 200}};

	print_coverage("shown", shown, LENGTH(shown), MEAN_ADJUSTED_T);
	print_coverage("shown", shown, LENGTH(shown), MEAN_T);
	print_coverage("divided", divided, LENGTH(divided), MEAN_ADJUSTED_T);
	print_coverage("divided", divided, LENGTH(divided), MEAN_T);
	print_coverage("others", others, LENGTH(others), MEAN_ADJUSTED_T);
	for (int i = 0; i < LENGTH(pairs); i++)
	{
		print_false_alarms("shown", shown, LENGTH(shown), pairs[i][0], pairs[i][1]);
		print_false_alarms("divided", divided, LENGTH(divided), pairs[i][0], pairs[i][1]);
	}
	print_power(50);
	return 0;
}

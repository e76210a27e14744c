/*
 * sorted_sum.c
 *		A sum of doubles that does not depend on their order.
 */
#include <stdlib.h>

#include "signals/sorted_sum.h"

static int
compare_terms(const void *a, const void *b)
{
	double		x = *(const double *) a;
	double		y = *(const double *) b;

	return (x > y) - (x < y);
}

double
sorted_sum(double *terms, size_t n)
{
	double		sum = 0.0;

	qsort(terms, n, sizeof(double), compare_terms);
	for (size_t i = 0; i < n; i++)
		sum += terms[i];
	return sum;
}

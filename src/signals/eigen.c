/*
 * eigen.c
 *		Eigenvalues and eigenvectors of a symmetric matrix.
 *
 *	 C. G. J. Jacobi, J. reine angew. Math. 30 (1846) 51-94: rotations, each of
 *	 which makes an element beside the diagonal zero, row by row until all are;
 *	 the angle as H. Rutishauser, Numerische Mathematik 9 (1966) 1-10, has it.
 *
 * Slow and exact: relative errors of some units in the last place for the few
 * items that a survey asks about.
 */
#include <float.h>
#include <math.h>

#include "signals/eigen.h"

#define SWEEPS	60

/* A rotation in the plane of rows and columns p and q. */
typedef struct Rotation
{
	int			p;
	int			q;
	double		sine;
	double		tau;			/* tangent of half the angle */
} Rotation;

/* Elements of two columns, or two rows, turned. */
static void
turn(const Rotation *r, double *x, double *y)
{
	double		g = *x;
	double		h = *y;

	*x = g - r->sine * (h + g * r->tau);
	*y = h + r->sine * (g - h * r->tau);
}

/* The element at row i, column j of the upper triangle. */
static double *
upper(double *a, int n, int i, int j)
{
	return i < j ? &a[i * n + j] : &a[j * n + i];
}

/* Makes the element at p, q zero. */
static void
rotate(double *a, double *v, int n, int p, int q)
{
	double		off = a[p * n + q];
	double		theta = (a[q * n + q] - a[p * n + p]) / (2.0 * off);
	double		tangent = copysign(1.0, theta) / (fabs(theta) + hypot(theta, 1.0));
	double		cosine = 1.0 / hypot(tangent, 1.0);
	Rotation	r = {p, q, tangent * cosine, tangent * cosine / (1.0 + cosine)};

	a[p * n + p] -= tangent * off;
	a[q * n + q] += tangent * off;
	a[p * n + q] = 0.0;
	for (int i = 0; i < n; i++)
	{
		if (i != p && i != q)
			turn(&r, upper(a, n, i, p), upper(a, n, i, q));
		turn(&r, &v[i * n + p], &v[i * n + q]);
	}
}

/* Is an element too small to change either eigenvalue? */
static int
is_negligible(const double *a, int n, int p, int q)
{
	return fabs(a[p * n + q]) <= DBL_EPSILON * DBL_EPSILON * (fabs(a[p * n + p]) + fabs(a[q * n + q]));
}

void
eigen_symmetric(double *a, double *v, int n)
{
	int			rotations = 1;

	for (int i = 0; i < n * n; i++)
		v[i] = i % (n + 1) == 0 ? 1.0 : 0.0;
	for (int sweep = 0; sweep < SWEEPS && rotations > 0; sweep++)
	{
		rotations = 0;
		for (int p = 0; p < n; p++)
		{
			for (int q = p + 1; q < n; q++)
			{
				if (is_negligible(a, n, p, q))
					continue;
				rotate(a, v, n, p, q);
				rotations++;
			}
		}
	}
}

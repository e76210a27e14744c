/*
 * eigen.h
 *		Eigenvalues and eigenvectors of a symmetric matrix.
 */
#ifndef CSAT_EIGEN_H
#define CSAT_EIGEN_H

/*
 * a, n by n and symmetric, is overwritten: its diagonal then holds the
 * eigenvalues, and the columns of v the eigenvectors of length 1.
 */
extern void eigen_symmetric(double *a, double *v, int n);

#endif							/* CSAT_EIGEN_H */

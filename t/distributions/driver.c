/*
 * driver.c
 *		Reads lines "function a b c value" and writes what distributions.c and
 *		chi_squared.c of src/uncertainty make of them behind each line.
 *
 * It includes the sources, since the tails of the beta distribution are read
 * where they are computed: nothing but its quantiles is called from elsewhere.
 */
#include <stdio.h>
#include <string.h>

#include "uncertainty/stirling.c"
#include "uncertainty/distributions.c"
#include "uncertainty/chi_squared.c"

static Odds
odds_of(double x)
{
	Odds		at = {x, 1.0 - x, log(x), log1p(-x)};

	return at;
}

static double
evaluate(const char *name, double a, double b, double c)
{
	if (strcmp(name, "normal_cdf") == 0)
		return normal_cdf(a);
	if (strcmp(name, "normal_quantile") == 0)
		return normal_quantile(a);
	if (strcmp(name, "student_two_sided") == 0)
		return student_two_sided(a, b);
	if (strcmp(name, "student_critical") == 0)
		return student_critical(a, b);
	if (strcmp(name, "beta_lower") == 0)
		return exp(beta_log_lower(odds_of(a), b, c));
	if (strcmp(name, "beta_upper") == 0)
		return exp(beta_log_lower(odds_swapped(odds_of(a)), c, b));
	if (strcmp(name, "beta_quantile_lower") == 0)
		return beta_quantile_lower(a, b, c);
	if (strcmp(name, "beta_quantile_upper") == 0)
		return beta_quantile_upper(a, b, c);
	if (strcmp(name, "chi_squared_upper") == 0)
		return chi_squared_upper(a, b);
	return -1.0 / 0.0;
}

int
main(void)
{
	char		name[64];
	double		a;
	double		b;
	double		c;
	double		value;

	while (scanf("%63s %lf %lf %lf %lf", name, &a, &b, &c, &value) == 5)
		printf("%s %.17g %.17g %.17g %.17g %.17g\n", name, a, b, c, value, evaluate(name, a, b, c));
	return 0;
}

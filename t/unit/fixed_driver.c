/*
 * fixed_driver.c
 *		Runs src/number/fixed.c outside the server: one call a line on standard input,
 *		one answer a line on standard output.  Numbers are hexadecimal: doubles
 *		as their bits, fixed-point numbers most significant limb first.
 *		t/001_fixed.pl compares the answers with arbitrary precision.
 */
#include "postgres_fe.h"

#include "number/fixed.h"
#include "number/limbs.h"

#undef printf
#undef snprintf
#undef fprintf

static char argument[2][5000];

static void
parse_limbs(const char *hex, uint64 *limb, int n)
{
	for (int i = 0; i < n; i++)
	{
		char		digits[17] = {0};

		memcpy(digits, hex + 16 * (n - 1 - i), 16);
		limb[i] = strtoull(digits, NULL, 16);
	}
}

static Fixed128
fixed128_argument(int i)
{
	Fixed128	a;

	parse_limbs(argument[i], a.limb, 2);
	return a;
}

static Fixed256
fixed256_argument(int i)
{
	Fixed256	a;

	parse_limbs(argument[i], a.limb, 4);
	return a;
}

static double
double_argument(int i)
{
	uint64		bits;
	double		d;

	parse_limbs(argument[i], &bits, 1);
	memcpy(&d, &bits, sizeof(d));
	return d;
}

static void
print_limbs(const uint64 *limb, int n)
{
	while (n-- > 0)
		printf("%016llx", (unsigned long long) limb[n]);
}

static void
answer(bool ok, const uint64 *limb, int n)
{
	if (!ok)
		printf("refused");
	else
		print_limbs(limb, n);
	printf("\n");
}

static void
answer_double(double d)
{
	uint64		bits;

	memcpy(&bits, &d, sizeof(bits));
	answer(true, &bits, 1);
}

/* The sum is printed even when refused: it must be untouched. */
static void
answer_sum(bool ok, const uint64 *limb, int n)
{
	if (!ok)
		printf("refused ");
	answer(true, limb, n);
}

static bool
run_terms(const char *call)
{
	Fixed128	w = fixed128_argument(0);
	FixedTerms	t;

	if (strcmp(call, "terms") != 0)
		return false;
	if (!fixed_terms(&w, double_argument(1), &t))
	{
		printf("refused\n");
		return true;
	}
	print_limbs(t.wx.limb, 4);
	print_limbs(t.wx2.limb, 4);
	print_limbs(t.w2.limb, 4);
	print_limbs(t.w2x.limb, 4);
	print_limbs(t.w2x2.limb, 4);
	printf("\n");
	return true;
}

static bool
run_sum(const char *call)
{
	if (strcmp(call, "add128") == 0 || strcmp(call, "subtract128") == 0)
	{
		Fixed128	a = fixed128_argument(0);
		Fixed128	b = fixed128_argument(1);
		bool		ok = call[0] == 'a' ? fixed128_add(&a, &b) : fixed128_subtract(&a, &b);

		answer_sum(ok, a.limb, 2);
	}
	else if (strcmp(call, "add256") == 0 || strcmp(call, "subtract256") == 0)
	{
		Fixed256	a = fixed256_argument(0);
		Fixed256	b = fixed256_argument(1);
		bool		ok = call[0] == 'a' ? fixed256_add(&a, &b) : fixed256_subtract(&a, &b);

		answer_sum(ok, a.limb, 4);
	}
	else
		return false;
	return true;
}

static bool
run_text(const char *call)
{
	char		buf[FIXED256_TEXT_MAX];
	Fixed128	a128 = fixed128_argument(0);
	Fixed256	a256 = fixed256_argument(0);
	const char *end = argument[0];
	bool		ok;

	if (strcmp(call, "text128") == 0)
		printf("%d %s\n", fixed128_to_text(&a128, buf), buf);
	else if (strcmp(call, "text256") == 0)
		printf("%d %s\n", fixed256_to_text(&a256, buf), buf);
	else if (strcmp(call, "read128") == 0)
	{
		ok = fixed128_from_text(argument[0], &end, &a128);
		printf("%d ", (int) (end - argument[0]));
		answer(ok, a128.limb, 2);
	}
	else if (strcmp(call, "read256") == 0)
	{
		ok = fixed256_from_text(argument[0], &end, &a256);
		printf("%d ", (int) (end - argument[0]));
		answer(ok, a256.limb, 4);
	}
	else
		return false;
	return true;
}

static bool
run_other(const char *call)
{
	Fixed128	a = fixed128_argument(0);
	Fixed128	b = fixed128_argument(1);
	Fixed256	wide = fixed256_argument(0);

	if (strcmp(call, "weight") == 0)
	{
		bool		ok = fixed_weight_from_double(double_argument(0), &a);

		answer(ok, a.limb, 2);
	}
	else if (strcmp(call, "square") == 0)
	{
		wide = fixed_weight_square(&a);
		answer(true, wide.limb, 4);
	}
	else if (strcmp(call, "compare") == 0)
		printf("%d\n", fixed128_compare(&a, &b));
	else if (strcmp(call, "double128") == 0)
		answer_double(fixed128_to_double(&a));
	else if (strcmp(call, "double256") == 0)
		answer_double(fixed256_to_double(&wide));
	else if (strcmp(call, "quotient") == 0)
		answer_double(limbs_quotient(wide.limb, fixed256_argument(1).limb, 4));
	else if (strcmp(call, "zero") == 0)
		printf("%d %d %d\n", fixed128_is_zero(&a), fixed256_is_zero(&wide),
			   fixed256_is_negative(&wide));
	else if (strcmp(call, "count") == 0)
	{
		a = fixed128_from_count(a.limb[0]);
		wide = fixed256_from_count(a.limb[1]);
		printf("%016llx%016llx ", (unsigned long long) a.limb[1], (unsigned long long) a.limb[0]);
		answer(true, wide.limb, 4);
	}
	else
		return false;
	return true;
}

int
main(void)
{
	char		call[20];
	static char line[10100];

	while (fgets(line, sizeof(line), stdin) != NULL)
	{
		memset(argument[0], 0, 100);
		memset(argument[1], 0, 100);
		if (sscanf(line, "%19s %4999s %4999s", call, argument[0], argument[1]) < 1)
			continue;
		if (!run_terms(call) && !run_sum(call) && !run_text(call) && !run_other(call))
			printf("unknown call %s\n", call);
		fflush(stdout);
	}
	return 0;
}

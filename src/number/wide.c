/*
 * wide.c
 *		Signed integers long enough for what is expanded of sums of products.
 */
#include "postgres.h"

#include "number/limbs.h"
#include "number/wide.h"

Wide
wide_from_limbs(const uint64 *limb, int n)
{
	Wide		result;

	memcpy(result.limb, limb, n * sizeof(uint64));
	memset(result.limb + n, (int64) limb[n - 1] < 0 ? 0xFF : 0, (WIDE_LIMBS - n) * sizeof(uint64));
	return result;
}

Wide
wide_from_int(int64 value)
{
	uint64		limb = (uint64) value;

	return wide_from_limbs(&limb, 1);
}

Wide
wide_from_fixed128(const Fixed128 *a)
{
	const uint64 limb[] = {0, a->limb[0], a->limb[1]};

	return wide_from_limbs(limb, 3);
}

Wide
wide_from_fixed256(const Fixed256 *a)
{
	return wide_from_limbs(a->limb, 4);
}

bool
wide_is_zero(const Wide *a)
{
	return limbs_are_zero(a->limb, WIDE_LIMBS);
}

bool
wide_is_negative(const Wide *a)
{
	return (int64) a->limb[WIDE_LIMBS - 1] < 0;
}

static Wide
wide_size(const Wide *a)
{
	Wide		size = *a;

	if (wide_is_negative(a))
		limbs_negate(size.limb, WIDE_LIMBS);
	return size;
}

Wide
wide_plus(const Wide *a, const Wide *b)
{
	Wide		sum = *a;

	limbs_add(sum.limb, b->limb, WIDE_LIMBS);
	return sum;
}

Wide
wide_minus(const Wide *a, const Wide *b)
{
	Wide		difference = *a;

	limbs_subtract(difference.limb, b->limb, WIDE_LIMBS);
	return difference;
}

/* How many limbs hold what is not zero, and at least one. */
static int
limbs_used(const Wide *size)
{
	int			n = WIDE_LIMBS;

	while (n > 1 && size->limb[n - 1] == 0)
		n--;
	return n;
}

Wide
wide_times(const Wide *a, const Wide *b)
{
	Wide		x = wide_size(a);
	Wide		y = wide_size(b);
	uint64		product[2 * WIDE_LIMBS] = {0};
	Wide		result;

	limbs_multiply(x.limb, limbs_used(&x), y.limb, limbs_used(&y), product);
	memcpy(result.limb, product, sizeof(result.limb));
	if (wide_is_negative(a) != wide_is_negative(b))
		limbs_negate(result.limb, WIDE_LIMBS);
	return result;
}

Wide
wide_square(const Wide *a)
{
	return wide_times(a, a);
}

/* Times 2^bits. */
Wide
wide_shifted(const Wide *a, int bits)
{
	Wide		result = *a;

	limbs_shift_left(result.limb, WIDE_LIMBS, bits);
	return result;
}

double
wide_to_double(const Wide *a, int exponent)
{
	Wide		size = wide_size(a);
	double		value = limbs_to_double(size.limb, WIDE_LIMBS, exponent);

	return wide_is_negative(a) ? -value : value;
}

/*
 * number.c
 *		Results as numeric.
 *
 * A ratio is divided here and not by numeric, so that its digits depend on its value alone and
 * not on how large the two integers are: equal scores print alike.
 */
#include "number/number.h"

#include "common/shortest_dec.h"
#include "utils/builtins.h"

#include "number/decimal.h"

#define CHUNK_DIGITS	16		/* decimals taken from a remainder at once */
#define CHUNK			UINT64CONST(10000000000000000)

static uint64
power_of_ten(int exponent)
{
	uint64		power = 1;

	while (exponent-- > 0)
		power *= 10;
	return power;
}

/*
 * How many decimals to show: 16, as avg(integer) does; more for less than 1
 * and fewer from 100, to keep 17 or 18 significant digits.
 */
static int
choose_scale(uint128 whole, uint128 rest, uint128 den)
{
	int			scale = 18;

	if (whole >= 10000)
		return 10;
	if (whole >= 100)
		return whole == 100 && rest == 0 ? 16 : 14;
	if (whole > 0 || rest == 0)
		return 16;
	for (rest *= 100; rest < den && scale < 60; rest *= 100)
		scale += 2;
	return scale;
}

/* num / den, rounded half away from zero; den < 2^74, |num / den| < 10^8. */
Numeric
number_from_ratio(Ratio ratio)
{
	uint128		size = ratio.num < 0 ? -(uint128) ratio.num : (uint128) ratio.num;
	uint128		whole = size / ratio.den;
	uint128		rest = size % ratio.den;
	int			scale = choose_scale(whole, rest, ratio.den);
	uint64		digits = (uint64) whole;

	for (int left = scale; left > 0; left -= CHUNK_DIGITS)
	{
		uint64		chunk = left >= CHUNK_DIGITS ? CHUNK : power_of_ten(left);

		rest *= chunk;
		digits = digits * chunk + (uint64) (rest / ratio.den);
		rest %= ratio.den;
	}
	if (rest * 2 >= ratio.den)
		digits++;
	return int64_div_fast_to_numeric(ratio.num < 0 ? -(int64) digits : (int64) digits, scale);
}

Numeric
number_from_text(const char *text)
{
	return DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
											   ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
}

/* The shortest decimal that is this double again: float8's own cast drops two digits. */
Numeric
number_from_double(double value)
{
	char		text[DOUBLE_SHORTEST_DECIMAL_LEN];

	double_to_shortest_decimal_buf(value, text);
	return number_from_text(text);
}

/* Thousandths, without trailing zeros. */
Numeric
number_from_milli(int64 milli)
{
	char		text[MILLI_TEXT_MAX];

	milli_to_text(milli, text);
	return number_from_text(text);
}

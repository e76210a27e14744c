/* fixed: the decimal text of sums of weights, of 128 and of 256 bits */
#include "lib/shim.h"

#include "number/fixed.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static void
try_fixed128(const char *text)
{
	char		buf[FIXED128_TEXT_MAX];
	Fixed128	value;
	Fixed128	again;
	const char *end;

	if (!fixed128_from_text(text, &end, &value))
		return;
	fuzz_check(end > text && end <= text + strlen(text), "the end lies behind the number");
	fuzz_check(fixed128_to_text(&value, buf) == (int) strlen(buf), "the length is that of the text");
	fuzz_check(fixed128_from_text(buf, &end, &again) && *end == '\0', "what is written can be read");
	fuzz_check(fixed128_compare(&value, &again) == 0, "128 bits read back are the same");
}

static void
try_fixed256(const char *text)
{
	char		buf[FIXED256_TEXT_MAX];
	Fixed256	value;
	Fixed256	again;
	const char *end;

	if (!fixed256_from_text(text, &end, &value))
		return;
	fuzz_check(end > text && end <= text + strlen(text), "the end lies behind the number");
	fuzz_check(fixed256_to_text(&value, buf) == (int) strlen(buf), "the length is that of the text");
	fuzz_check(fixed256_from_text(buf, &end, &again) && *end == '\0', "what is written can be read");
	fuzz_check(memcmp(&value, &again, sizeof(value)) == 0, "256 bits read back are the same");
}

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	char	   *text = fuzz_cstring(data, size);

	try_fixed128(text);
	try_fixed256(text);
	fuzz_reset();
	return 0;
}

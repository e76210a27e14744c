/* rating_scale: its text form */
#include "lib/type.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	fuzz_text(&fuzz_rating_scale, data, size);
	return 0;
}

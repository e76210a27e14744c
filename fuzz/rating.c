/* rating: its text form */
#include "lib/type.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	fuzz_text(&fuzz_rating, data, size);
	return 0;
}

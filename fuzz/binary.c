/* binary: the binary input of every type, which the first byte chooses */
#include "lib/type.h"

int			LLVMFuzzerTestOneInput(const uint8 *data, size_t size);

static const FuzzType *const types[] = {&fuzz_rating_scale, &fuzz_tally, &fuzz_weighted_stats, &fuzz_rating};

int
LLVMFuzzerTestOneInput(const uint8 *data, size_t size)
{
	if (size > 0)
		fuzz_binary(types[data[0] % lengthof(types)], data + 1, size - 1);
	return 0;
}

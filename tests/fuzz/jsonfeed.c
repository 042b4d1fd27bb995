/* JSON Feed, read as such. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/json.dict */
#include "tests/fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_document("jsonfeed", NULL, data, n);
    return 0;
}

/* RSS 0.9x and 2.0, read as such. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/xml.dict */
#include "tests/fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_document("rss", NULL, data, n);
    return 0;
}

/* RSS 1.0 (RDF), read as such. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/xml.dict */
#include "tests/fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_document("rdf", NULL, data, n);
    return 0;
}

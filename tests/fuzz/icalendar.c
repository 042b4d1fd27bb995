/* iCalendar, read as such. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/ical.dict */
#include "tests/fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_document("icalendar", NULL, data, n);
    return 0;
}

/* What stands in the script of a page that calls itself JSON-LD. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/json.dict */
#include "tests/fuzz/feed.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static const char before[] = "<!doctype html><html lang=fr><script type='application/ld+json'>";
    struct buf page;
    buf_init(&page, 0);
    buf_adds(&page, before);
    buf_add(&page, data, n);
    buf_adds(&page, "</script>");
    fuzz_document("html", "utf-8", page.p, page.n);
    buf_free(&page);
    return 0;
}

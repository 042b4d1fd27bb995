/* Format csv. */
/* fuzz: -max_len=4096 */
#include "tests/fuzz/data.h"

static const char yaml[] = "id: x\n"
                           "name: X\n"
                           "url: https://source.example/list\n"
                           "format: csv\n"
                           "fields:\n"
                           "  id: id\n"
                           "  title: {any: [Titre, \"{a} ({b})\"]}\n"
                           "  url: {any: [u, \"https://x.example/{a}?q={b}\"]}\n"
                           "  content: c\n"
                           "  place: \"c >> p\"\n"
                           "  tags: {select: b, split: \"|\"}\n"
                           "  deadline: d\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_ruled(fuzz_source(yaml), NULL, data, n);
    return 0;
}

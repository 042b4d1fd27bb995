/* Format xml: XPath over whatever is called XML. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/xml.dict */
#include "tests/fuzz/data.h"

static const char yaml[] = "id: x\n"
                           "name: X\n"
                           "url: https://source.example/list\n"
                           "format: xml\n"
                           "items: //i\n"
                           "fields:\n"
                           "  id: \"@id\"\n"
                           "  title: {any: [t, \"{normalize-space(n)} ({count(*)})\", .]}\n"
                           "  url: {any: [u, \"https://x.example/{@id}\"]}\n"
                           "  content: c\n"
                           "  place: \"c >> p\"\n"
                           "  organizer: dc:creator\n"
                           "  tags: k\n"
                           "  image: {select: u, attr: href}\n"
                           "  deadline: d\n"
                           "  summary: string(.)\n"
                           "next: //n\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_ruled(fuzz_source(yaml), NULL, data, n);
    return 0;
}

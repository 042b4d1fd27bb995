/* Format json, by rules that use all that pointers can do. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/json.dict tests/fuzz/seeds/jsonfeed */
#include "tests/fuzz/data.h"

static const char yaml[] = "id: x\n"
                           "name: X\n"
                           "url: https://source.example/list\n"
                           "format: json\n"
                           "items: /r\n"
                           "fields:\n"
                           "  id: /0\n"
                           "  title: {any: [/t/*/n, \"{/t} ({/k})\", /t]}\n"
                           "  url: {any: [\"https://x.example/{/u}?q={/k}\", /u]}\n"
                           "  summary: /s\n"
                           "  content: [/c, /d/a]\n"
                           "  place: \"/c >> p\"\n"
                           "  image: \"/c >> img@src\"\n"
                           "  tags: {select: /k, split: \"/[,;]/\", map: {\"a,b\": c}}\n"
                           "  authors: {select: /k, split: \",\", map: {\"a,b\": c}}\n"
                           "  published: /p\n"
                           "  deadlines: {select: /d, format: \"dd/mm/yyyy|yyyy-mm-dd\"}\n"
                           "  sessions: \"{/l/*/b}/{/l/*/e}\"\n"
                           "  amount: /a\n"
                           "  lat: /l/-1/b\n"
                           "next: \"/n/0\"\n";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    fuzz_ruled(fuzz_source(yaml), NULL, data, n);
    return 0;
}

/* Any document: the format is found out. The first byte says what the server declared as charset. */
/* fuzz: -max_len=8192 -dict=tests/fuzz/xml.dict */
#include "tests/fuzz/feed.h"

static const char *const declared[] = {
    NULL,      "utf-8", "iso-8859-1", "utf-16",       "utf-16be", "utf-32le", "shift_jis", "euc-kr",
    "gb18030", "utf-7", "koi8-r",     "windows-1251", "big5",     "nonsense", "",          "iso-2022-jp"};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    if (!n)
        return -1;
    fuzz_document(NULL, declared[*data % (sizeof declared / sizeof *declared)], data + 1, n - 1);
    return 0;
}

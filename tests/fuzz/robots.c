/* robots.txt: the first line is a path, the rest the file. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/robots.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/robots.h"

enum { MINUTE = 60 * 1000 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    const char *line;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    const char *path = arena_printf(&a, "/%s", fuzz_text(&a, line, length));
    const struct robots *r = robots_parse(&a, (const char *)data, n, "moisson");
    robots_allows(r, path);
    int64_t delay = robots_delay(r);
    claim(delay >= 0 && delay <= MINUTE, "%lld milliseconds", (long long)delay);
    arena_free(&a);
    return 0;
}

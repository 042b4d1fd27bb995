/* What a worker that was taken over might send: the body of an answer. What is taken is written again as the
   same bytes, and takes memory in proportion. */
/* fuzz: -max_len=4096 */
#include "tests/fuzz/fuzz.h"
#include "harvester/wire.h"

enum { MOST = 1 << 20, TIMES = 16 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct wire_answer answer;
    struct arena a;
    struct buf again;
    struct error err = {0};
    size_t length;
    if (n >= WIRE_HEAD)
        claim(!wire_head((const char *)data, WIRE_ANSWER, MOST, &length, &err) || length <= MOST, "%zu",
              length);
    arena_init(&a, 0);
    buf_init(&again, 0);
    bool taken = wire_get_answer(&a, (const char *)data, n, &answer, &err);
    claim(a.used <= TIMES * n, "%zu bytes took %zu of memory", n, a.used);
    if (taken) {
        wire_put_answer(&again, &answer);
        claim(wire_head(again.p, WIRE_ANSWER, again.n, &length, &err), "%s", err.text);
        claim(length == n && memcmp(again.p + WIRE_HEAD, data, n) == 0, "another message is written");
    } else {
        claim(err.text[0], "refused without a word");
    }
    buf_free(&again);
    arena_free(&a);
    return 0;
}

/* The body of a request, as the nursery and the workers read it. */
/* fuzz: -max_len=4096 */
#include "tests/fuzz/fuzz.h"
#include "harvester/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct wire_request request;
    struct arena a;
    struct buf again;
    struct error err = {0};
    size_t length;
    arena_init(&a, 0);
    buf_init(&again, 0);
    if (n >= WIRE_HEAD)
        wire_head((const char *)data, WIRE_REQUEST, n, &length, &err);
    if (wire_get_request(&a, (const char *)data, n, &request, &err)) {
        wire_put_request(&again, &request);
        claim(wire_head(again.p, WIRE_REQUEST, again.n, &length, &err), "%s", err.text);
        claim(length == n && memcmp(again.p + WIRE_HEAD, data, n) == 0, "another message is written");
    } else {
        claim(err.text[0], "refused without a word");
    }
    buf_free(&again);
    arena_free(&a);
    return 0;
}

/* The lines of answer headers, as libcurl hands them over. */
/* fuzz: -max_len=1024 -dict=tests/fuzz/http.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/fetch_internal.h"

static void claim_header(const char *s, size_t most)
{
    if (!s)
        return;
    claim(strlen(s) <= most, "%zu bytes", strlen(s));
    for (; *s; s++)
        claim((unsigned char)*s >= ' ' || *s == '\t', "control character %02x", (unsigned char)*s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct head h = {.length = -1};
    arena_init(&a, 0);
    while (n) {
        const uint8_t *end = memchr(data, '\n', n);
        size_t length = end ? (size_t)(end - data) + 1 : n;
        head_line(&h, &a, (const char *)data, length);
        data += length;
        n -= length;
    }
    claim(h.status >= 0 && h.status <= 999 && h.length >= -1, "status %ld, length %lld", h.status,
          (long long)h.length);
    const char *const texts[] = {h.etag,     h.last_modified, h.content_type,  h.charset, h.location,
                                 h.encoding, h.retry_after,   h.cache_control, h.expires, h.date};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        claim_header(texts[i], 64 << 10);
    int64_t after = head_retry_after(&h, FUZZ_NOW), age = head_max_age(&h, FUZZ_NOW);
    enum { FARTHEST = 10 * 366 * 86400 };
    claim(after >= -1 && after <= FARTHEST && age >= -1 && age <= FARTHEST, "%lld, %lld", (long long)after,
          (long long)age);
    claim(!head_redirects(&h) || h.location, "to nowhere");
    claim(head_status_text(&a, h.status)[0], "no words");
    arena_free(&a);
    return 0;
}

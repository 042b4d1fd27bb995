/* Addresses: the first line is the base, the second the reference. */
/* fuzz: -max_len=512 -dict=tests/fuzz/url.dict */
#include "tests/fuzz/fuzz.h"
#include "base/net.h"
#include "base/url.h"

static void one(struct arena *a, const char *s)
{
    struct url u;
    struct error err = {0};
    const char *resolved = url_resolve(a, NULL, s);
    claim(strcmp(url_resolve(a, NULL, resolved), resolved) == 0, "resolved twice: %s", resolved);
    claim(!url_is_plain(s) || (url_is_http(s) && strcmp(resolved, s) == 0), "plain, but %s", resolved);
    if (url_parse(a, s, &u)) {
        const char *written = url_string(a, &u);
        struct url again;
        claim(url_parse(a, written, &again), "cannot be read again: %s", written);
        claim(strcmp(url_string(a, &again), written) == 0, "written twice: %s", written);
    }
    if (url_check(s, &err))
        claim(url_is_http(s) && url_host(a, s), "passed the check: %s", s);
    else
        claim_sound(err.text, strlen(err.text), "the error");
    const char *ascii = url_ascii(a, s);
    for (const char *c = ascii ? ascii : ""; *c && *c != '/'; c++)
        claim(!(*c & 0x80) || strchr(ascii, '/'), "not ASCII: %s", ascii);
    const char *canonical = url_canonical(a, s);
    claim(!url_is_http(s) || strcmp(canonical, url_canonical(a, resolved)) == 0, "%s: %s, resolved %s", s,
          canonical, url_canonical(a, resolved));
    const char *host = url_host(a, s);
    if (host)
        net_host_private(host, 80, NULL);
    url_encode(a, s);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *line;
    struct arena a;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    const char *base = fuzz_text(&a, line, length), *reference = fuzz_text(&a, data, n);
    one(&a, base);
    one(&a, reference);
    const char *resolved = url_resolve(&a, base, reference);
    claim(strcmp(url_resolve(&a, base, resolved), resolved) == 0 || !url_is_http(base), "resolved twice: %s",
          resolved);
    arena_free(&a);
    return 0;
}

/* Bytes to UTF-8. The first line is the charset that was declared; none when it is empty. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/charset.dict */
#include "tests/fuzz/fuzz.h"
#include "base/charset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    const char *line;
    struct arena a;
    struct buf out, again;
    size_t length = fuzz_line(&data, &n, &line);
    arena_init(&a, 0);
    buf_init(&out, 0);
    buf_init(&again, 0);
    const char *label = length ? arena_strndup(&a, line, length) : NULL;
    const char *name = charset_name(line, length);
    claim(!name || charset_name(name, strlen(name)) == name, "%s is not its own name", name);

    struct charset c = charset_decode(&out, (const char *)data, n, label);
    claim_text(buf_str(&out), out.n, "the text");
    claim(c.name && c.mended <= n, "%s, %zu of %zu bytes mended", c.name, c.mended, n);
    claim(out.n <= 6 * n + 4, "%zu bytes of %zu", out.n, n);

    /* what was decoded is UTF-8, which nothing has to be done to; a mark that stood behind controls is one
     * now */
    size_t mark = out.n >= 3 && memcmp(out.p, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    c = charset_decode(&again, buf_str(&out), out.n, "utf-8");
    claim(out.n == again.n + mark && memcmp(buf_str(&out) + mark, buf_str(&again), again.n) == 0,
          "read as %s the second time", c.name);
    buf_free(&out);
    buf_free(&again);
    arena_free(&a);
    return 0;
}

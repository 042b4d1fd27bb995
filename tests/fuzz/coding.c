/* Content codings: what comes out is the same whatever the pieces that went in. The first line is the
   header, the byte behind it the length of the pieces. */
/* fuzz: -max_len=4096 -dict=tests/fuzz/http.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/coding.h"

enum { MOST = 1 << 18 };

static bool sink(void *context, const char *p, size_t n)
{
    return buf_add(context, p, n);
}

/* True when the body is whole and sound. */
static bool undo(struct coding *c, const char *header, const uint8_t *p, size_t n, size_t piece,
                 struct buf *out)
{
    enum coding_status status = CODING_OK;
    if (!coding_start(c, header, MOST, sink, out))
        return false;
    for (size_t i = 0; i < n && status == CODING_OK; i += piece)
        status = coding_write(c, p + i, n - i < piece ? n - i : piece);
    claim(out->n <= MOST, "%zu bytes came out", out->n);
    return status == CODING_OK && coding_complete(c);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct coding *c;
    struct arena a;
    struct buf whole, cut;
    const char *line;
    size_t length = fuzz_line(&data, &n, &line);
    if (!n)
        return -1;
    if (!c)
        c = coding_new();
    arena_init(&a, 0);
    buf_init(&whole, 0);
    buf_init(&cut, 0);
    const char *header = arena_strndup(&a, line, length);
    bool first = undo(c, header, data + 1, n - 1, n, &whole),
         second = undo(c, header, data + 1, n - 1, (size_t)*data % 64 + 1, &cut);
    /* libzstd holds a frame to the size it announces only when it sees all of it at once */
    claim(first == second || strcasestr(header, "zstd"), "whole %d, in pieces %d", first, second);
    claim(!first || !second || (whole.n == cut.n && (!whole.n || memcmp(whole.p, cut.p, whole.n) == 0)),
          "whole %zu bytes, in pieces %zu", whole.n, cut.n);
    coding_end(c);
    buf_free(&whole);
    buf_free(&cut);
    arena_free(&a);
    return 0;
}

/* Content codings: what comes out is the same whatever the pieces that went in. The first line is the header,
   the byte behind it the length of the pieces.
   fuzz: -max_len=4096 -dict=tests/fuzz/http.dict */
#include "tests/fuzz/fuzz.h"
#include "harvester/coding.h"

enum { MOST = 1 << 18 };

static bool sink(void *context, const char *p, size_t n)
{
    return buf_add(context, p, n);
}

static enum coding_status undo(struct coding *c, const uint8_t *p, size_t n, size_t piece, struct buf *out)
{
    enum coding_status status = CODING_OK;
    for (size_t i = 0; i < n && status == CODING_OK; i += piece)
        status = coding_write(c, p + i, n - i < piece ? n - i : piece);
    claim(out->n <= MOST, "%zu bytes came out", out->n);
    return status;
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
    size_t piece = (size_t)*data % 64 + 1;
    arena_init(&a, 0);
    buf_init(&whole, 0);
    buf_init(&cut, 0);
    const char *header = arena_strndup(&a, line, length);
    if (coding_start(c, header, MOST, sink, &whole)) {
        enum coding_status first = undo(c, data + 1, n - 1, n, &whole);
        bool complete = coding_complete(c);
        coding_start(c, header, MOST, sink, &cut);
        enum coding_status second = undo(c, data + 1, n - 1, piece, &cut);
        /* which limit or fault is met first may differ, but not whether one is */
        claim((first == CODING_OK) == (second == CODING_OK), "whole %d, in pieces %d", first, second);
        if (first == CODING_OK) {
            claim(complete == coding_complete(c), "whole %d, in pieces %d", complete, !complete);
            claim(whole.n == cut.n && (!whole.n || memcmp(whole.p, cut.p, whole.n) == 0),
                  "whole %zu bytes, in pieces %zu", whole.n, cut.n);
        }
    }
    coding_end(c);
    buf_free(&whole);
    buf_free(&cut);
    arena_free(&a);
    return 0;
}

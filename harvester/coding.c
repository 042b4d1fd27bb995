/* Content codings undone piece by piece. Each stage hands what it unpacked to the next one, the last to the
 * sink. */
#include "harvester/coding.h"
#include "base/mem.h"

#include <brotli/decode.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <zlib.h>
#include <zstd.h>

enum { STAGES = 3, PIECE = 16 << 10, ZSTD_WINDOW_LOG = 23 /* 8 MiB: all that RFC 9659 lets a server use */ };

struct stage {
    const struct method *method;
    bool begun, ended;
    bool padding; /* what came after the end is no further member */
    bool plain;   /* the server said so, but the body is not packed */
    uint64_t out;
    z_stream z;
    bool z_ready;
    BrotliDecoderState *brotli;
    ZSTD_DStream *zstd;
};

struct coding {
    struct stage stages[STAGES]; /* the coding applied last comes first */
    size_t n;
    uint64_t limit;
    coding_sink *sink;
    void *context;
};

struct method {
    const char *name;
    /* Looks at the first byte and readies the stage. */
    bool (*begin)(struct stage *s, unsigned char first);
    enum coding_status (*write)(struct coding *c, size_t level, const unsigned char *p, size_t n);
};

static enum coding_status hand_on(struct coding *c, size_t level, const void *p, size_t n);

/* What the stage at `level` unpacked. */
static enum coding_status unpacked(struct coding *c, size_t level, const void *p, size_t n)
{
    c->stages[level].out += n;
    if (c->stages[level].out > c->limit)
        return CODING_LIMIT;
    return n ? hand_on(c, level + 1, p, n) : CODING_OK;
}

/* --- gzip (RFC 1952) and deflate (RFC 9110 8.4.1.2: zlib; many servers send it bare) --- */

static bool inflate_ready(struct stage *s, int window_bits)
{
    int status = s->z_ready ? inflateReset2(&s->z, window_bits) : inflateInit2(&s->z, window_bits);
    s->z_ready = s->z_ready || status == Z_OK;
    return status == Z_OK;
}

enum { GZIP_WINDOW = 16 + MAX_WBITS, GZIP_FIRST_BYTE = 0x1f };

static bool gzip_begin(struct stage *s, unsigned char first)
{
    s->plain = first != GZIP_FIRST_BYTE;
    return s->plain || inflate_ready(s, GZIP_WINDOW);
}

static bool deflate_begin(struct stage *s, unsigned char first)
{
    bool zlib = (first & 0x0f) == Z_DEFLATED && first >> 4 <= 7;
    return inflate_ready(s, zlib ? MAX_WBITS : -MAX_WBITS);
}

static enum coding_status inflate_write(struct coding *c, size_t level, const unsigned char *p, size_t n)
{
    struct stage *s = &c->stages[level];
    unsigned char out[PIECE];
    s->z.next_in = (Bytef *)(uintptr_t)p;
    s->z.avail_in = (uInt)n;
    do {
        s->z.next_out = out;
        s->z.avail_out = sizeof out;
        int status = inflate(&s->z, Z_NO_FLUSH);
        if (status != Z_OK && status != Z_STREAM_END && status != Z_BUF_ERROR)
            return CODING_BROKEN;
        enum coding_status passed = unpacked(c, level, out, sizeof out - s->z.avail_out);
        if (passed != CODING_OK)
            return passed;
        if (status == Z_STREAM_END) {
            s->ended = true;
            return CODING_OK;
        }
    } while (s->z.avail_in || !s->z.avail_out);
    return CODING_OK;
}

/* A file may hold several members (RFC 1952 2.2); what else follows the end is padding and passed over. */
static enum coding_status gzip_write(struct coding *c, size_t level, const unsigned char *p, size_t n)
{
    struct stage *s = &c->stages[level];
    for (;;) {
        if (s->ended) {
            s->padding = s->padding || (n && *p != GZIP_FIRST_BYTE);
            if (!n || s->padding)
                return CODING_OK;
            s->ended = false;
            inflateReset(&s->z);
        }
        enum coding_status status = inflate_write(c, level, p, n);
        if (status != CODING_OK || !s->ended)
            return status;
        p += n - s->z.avail_in;
        n = s->z.avail_in;
    }
}

static enum coding_status deflate_write(struct coding *c, size_t level, const unsigned char *p, size_t n)
{
    return c->stages[level].ended ? CODING_OK : inflate_write(c, level, p, n);
}

/* --- br (RFC 7932) --- */

static bool brotli_begin(struct stage *s, unsigned char first)
{
    (void)first;
    s->brotli = BrotliDecoderCreateInstance(NULL, NULL, NULL);
    return s->brotli != NULL;
}

static enum coding_status brotli_write(struct coding *c, size_t level, const unsigned char *p, size_t n)
{
    struct stage *s = &c->stages[level];
    unsigned char out[PIECE];
    BrotliDecoderResult result =
        s->ended ? BROTLI_DECODER_RESULT_SUCCESS : BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
        unsigned char *next = out;
        size_t room = sizeof out;
        result = BrotliDecoderDecompressStream(s->brotli, &n, &p, &room, &next, NULL);
        if (result == BROTLI_DECODER_RESULT_ERROR)
            return CODING_BROKEN;
        enum coding_status passed = unpacked(c, level, out, sizeof out - room);
        if (passed != CODING_OK)
            return passed;
    }
    s->ended = result == BROTLI_DECODER_RESULT_SUCCESS;
    return CODING_OK;
}

/* --- zstd (RFC 8878) --- */

static bool zstd_begin(struct stage *s, unsigned char first)
{
    (void)first;
    s->zstd = ZSTD_createDStream();
    return s->zstd && !ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax, ZSTD_WINDOW_LOG));
}

static enum coding_status zstd_write(struct coding *c, size_t level, const unsigned char *p, size_t n)
{
    struct stage *s = &c->stages[level];
    char bytes[PIECE];
    ZSTD_inBuffer in = {p, n, 0};
    ZSTD_outBuffer out;
    do {
        out = (ZSTD_outBuffer){bytes, sizeof bytes, 0};
        size_t left = ZSTD_decompressStream(s->zstd, &out, &in);
        if (ZSTD_isError(left))
            return CODING_BROKEN;
        s->ended = left == 0; /* a frame is done; another may follow */
        enum coding_status passed = unpacked(c, level, bytes, out.pos);
        if (passed != CODING_OK)
            return passed;
    } while (in.pos < in.size || (out.pos == out.size && !s->ended));
    return CODING_OK;
}

/* --- the codings by name --- */

static const struct method methods[] = {
    {"gzip", gzip_begin, gzip_write},
    {"x-gzip", gzip_begin, gzip_write},
    {"br", brotli_begin, brotli_write},
    {"zstd", zstd_begin, zstd_write},
    {"deflate", deflate_begin, deflate_write},
    {"compress", NULL, NULL},
    {"x-compress", NULL, NULL},
};

static const struct method *method_named(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (strlen(methods[i].name) == n && !strncasecmp(methods[i].name, name, n))
            return &methods[i];
    return NULL;
}

static enum coding_status hand_on(struct coding *c, size_t level, const void *p, size_t n)
{
    if (level == c->n)
        return c->sink(c->context, p, n) ? CODING_OK : CODING_STOP;
    struct stage *s = &c->stages[level];
    if (!s->begun) {
        s->begun = true;
        if (!s->method->begin(s, *(const unsigned char *)p))
            return CODING_BROKEN;
    }
    return s->plain ? unpacked(c, level, p, n) : s->method->write(c, level, p, n);
}

enum coding_status coding_write(struct coding *c, const void *p, size_t n)
{
    return n ? hand_on(c, 0, p, n) : CODING_OK;
}

bool coding_complete(const struct coding *c)
{
    for (size_t i = 0; i < c->n; i++)
        if (c->stages[i].begun && !c->stages[i].ended && !c->stages[i].plain)
            return false;
    return true;
}

void coding_end(struct coding *c)
{
    for (size_t i = 0; i < c->n; i++) {
        struct stage *s = &c->stages[i];
        if (s->brotli)
            BrotliDecoderDestroyInstance(s->brotli);
        s->brotli = NULL;
        ZSTD_freeDStream(s->zstd);
        s->zstd = NULL;
        s->begun = s->ended = s->padding = s->plain = false;
        s->out = 0;
    }
    c->n = 0;
}

bool coding_start(struct coding *c, const char *header, uint64_t limit, coding_sink *sink, void *context)
{
    coding_end(c);
    c->limit = limit;
    c->sink = sink;
    c->context = context;
    size_t end = header ? strlen(header) : 0;
    while (end) { /* the last name is what was done last */
        size_t start = end;
        while (start && header[start - 1] != ',')
            start--;
        size_t from = start + strspn(header + start, " \t"), to = end;
        while (to > from && (header[to - 1] == ' ' || header[to - 1] == '\t'))
            to--;
        const struct method *method = to > from ? method_named(header + from, to - from) : NULL;
        if (method && (!method->write || c->n == STAGES))
            return false;
        if (method)
            c->stages[c->n++].method = method;
        end = start ? start - 1 : 0;
    }
    return true;
}

struct coding *coding_new(void)
{
    return mem_alloc(sizeof(struct coding));
}

void coding_free(struct coding *c)
{
    if (!c)
        return;
    coding_end(c);
    for (size_t i = 0; i < STAGES; i++)
        if (c->stages[i].z_ready)
            inflateEnd(&c->stages[i].z);
    free(c);
}

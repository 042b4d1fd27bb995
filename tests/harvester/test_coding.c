/* harvester/coding.h */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "harvester/coding.h"

enum { TEXT = 100000, LIMIT = 1 << 20, ZEROS = 10 << 20 };
static char text[TEXT];
/* made with the encoder, which the program does not need: the text, and 10 MiB of zeros */
static const unsigned char brotli_text[] = {
    0x5b, 0x9f, 0x86, 0x81, 0x5f, 0x6c, 0x6e, 0xa5, 0x0a, 0xa5, 0xfb, 0x7c, 0xca, 0xb8, 0xc1,
    0x26, 0xaf, 0xef, 0xa9, 0x08, 0x1b, 0x70, 0x90, 0x63, 0x90, 0x31, 0x0e, 0xac, 0x57, 0x09,
    0xe5, 0xbc, 0xa4, 0x02, 0xd6, 0x49, 0x09, 0x7b, 0x86, 0xe5, 0xa1, 0xd2, 0xd2, 0x86, 0x28,
    0x3f, 0xfd, 0xc6, 0x6f, 0x9f, 0x38, 0xf7, 0x84, 0x67, 0x7f, 0xf0, 0xd5, 0x03, 0x47, 0x3f,
    0x71, 0xef, 0x0d, 0xaf, 0xbd, 0xe2, 0xdc, 0x13, 0xbe, 0x7a, 0xe0, 0x5f, 0x1f, 0xf8, 0xdf,
    0x0f, 0x9c, 0x7b, 0xc2, 0x9f, 0xbe, 0xe0, 0xde, 0x1b, 0xee, 0xbd, 0xe1, 0x6f, 0x2f, 0xf8,
    0xea, 0x81, 0x47, 0xdf, 0xf0, 0xd1, 0x77, 0xfc, 0xe6, 0xc9, 0x08, 0xec, 0x02, 0xe4, 0x0f};
static const unsigned char brotli_zeros[] = {0xcb, 0xff, 0xff, 0x3f, 0xf8, 0x27, 0x00, 0xe2, 0xb1,
                                             0x40, 0x20, 0xf7, 0xfe, 0x2f, 0xff, 0xff, 0x3f, 0xf0,
                                             0x4f, 0x00, 0xc4, 0x61, 0x11, 0x80, 0xee, 0xfd, 0x07};

struct packed {
    unsigned char *p;
    size_t n;
};

static struct packed zlib_pack(const void *p, size_t n, int window_bits)
{
    z_stream z = {0};
    assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY), Z_OK);
    struct packed out = {malloc(n + 1000), 0};
    z.next_in = (Bytef *)(uintptr_t)p;
    z.avail_in = (uInt)n;
    z.next_out = out.p;
    z.avail_out = (uInt)(n + 1000);
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out.n = z.total_out;
    deflateEnd(&z);
    return out;
}

static struct packed pack(const char *name, const void *p, size_t n)
{
    struct packed out = {malloc(n + 100000), n + 100000};
    if (!strcmp(name, "br")) {
        assert_true(n == TEXT || n == ZEROS);
        out.n = n == TEXT ? sizeof brotli_text : sizeof brotli_zeros;
        memcpy(out.p, n == TEXT ? brotli_text : brotli_zeros, out.n);
        return out;
    }
    if (!strcmp(name, "zstd")) {
        out.n = ZSTD_compress(out.p, out.n, p, n, 3);
        assert_false(ZSTD_isError(out.n));
        return out;
    }
    free(out.p);
    return zlib_pack(p, n, !strcmp(name, "gzip") ? 31 : !strcmp(name, "deflate") ? 15 : -15);
}

static bool keep(void *context, const char *p, size_t n)
{
    return buf_add(context, p, n);
}

/* Unpacks in pieces of `step` bytes; the status of the first write that failed. */
static enum coding_status unpack(struct coding *c, const char *header, const void *p, size_t n, size_t step,
                                 struct buf *out)
{
    buf_reset(out);
    assert_true(coding_start(c, header, LIMIT, keep, out));
    enum coding_status status = CODING_OK;
    for (size_t i = 0; i < n && status == CODING_OK; i += step)
        status = coding_write(c, (const char *)p + i, n - i < step ? n - i : step);
    return status;
}

static int setup(void **state)
{
    (void)state;
    for (size_t i = 0; i < TEXT; i++)
        text[i] = (char)("appel a projets <item>"[i % 22] + (i % 97 == 0));
    return 0;
}

static const char *const names[] = {"gzip", "deflate", "raw", "br", "zstd"};
enum { NAMES = sizeof names / sizeof *names };

static const char *header_of(const char *name)
{
    return strcmp(name, "raw") != 0 ? name : "deflate"; /* many servers send it without the zlib wrapping */
}

static void every_coding_is_undone_whatever_the_pieces(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    static const size_t steps[] = {1, 7, 1000, 1 << 20};
    for (int round = 0; round < 2; round++)
        for (size_t i = 0; i < NAMES; i++) {
            struct packed z = pack(names[i], text, TEXT);
            for (size_t k = 0; k < 4; k++) {
                assert_int_equal(unpack(c, header_of(names[i]), z.p, z.n, steps[k], &out), CODING_OK);
                assert_true(coding_complete(c));
                assert_int_equal(out.n, TEXT);
                assert_memory_equal(out.p, text, TEXT);
            }
            free(z.p);
        }
    buf_free(&out);
    coding_free(c);
}

static void a_body_cut_anywhere_is_not_complete(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    for (size_t i = 0; i < NAMES; i++) {
        struct packed z = pack(names[i], text, TEXT);
        for (size_t n = 1; n < z.n; n += 1 + z.n / 200) {
            assert_int_equal(unpack(c, header_of(names[i]), z.p, n, 64, &out), CODING_OK);
            assert_false(coding_complete(c));
        }
        assert_int_equal(unpack(c, header_of(names[i]), z.p, z.n - 1, 64, &out), CODING_OK);
        assert_false(coding_complete(c));
        free(z.p);
    }
    buf_free(&out);
    coding_free(c);
}

static void damaged_bytes_are_told(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    struct packed z = pack("gzip", text, TEXT);
    z.p[z.n - 6] ^= 0x40; /* the checksum */
    assert_int_equal(unpack(c, "gzip", z.p, z.n, 100, &out), CODING_BROKEN);
    free(z.p);
    assert_int_equal(unpack(c, "br", "\xff\xff\xff\xff\xff", 5, 5, &out), CODING_BROKEN);
    assert_int_equal(unpack(c, "zstd", "<rss><channel>", 14, 14, &out), CODING_BROKEN);
    assert_int_equal(unpack(c, "deflate", "<rss><channel>", 14, 14, &out), CODING_BROKEN);
    buf_free(&out);
    coding_free(c);
}

static void a_body_that_is_not_gzip_at_all_is_taken_as_it_is(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    assert_int_equal(unpack(c, "gzip", "<rss/>", 6, 1, &out), CODING_OK);
    assert_true(coding_complete(c));
    assert_string_equal(buf_str(&out), "<rss/>");
    buf_free(&out);
    coding_free(c);
}

static void several_members_are_joined_and_padding_is_passed_over(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out, in;
    buf_init(&out, 0);
    buf_init(&in, 0);
    struct packed a = pack("gzip", "premier,", 8), b = pack("gzip", "second", 6);
    buf_add(&in, a.p, a.n);
    buf_add(&in, b.p, b.n);
    buf_add(&in, "\0\0\0\0rest\x1f\x1f\x1f\x1f\x1f\x1f\x1f\x1f", 16); /* the byte that members begin with */
    for (size_t step = 1; step < 100; step += 7) {
        assert_int_equal(unpack(c, "gzip", in.p, in.n, step, &out), CODING_OK);
        assert_true(coding_complete(c));
        assert_string_equal(buf_str(&out), "premier,second");
    }
    free(a.p);
    free(b.p);
    buf_free(&in);
    buf_free(&out);
    coding_free(c);
}

static void codings_are_undone_from_the_last_to_the_first(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    struct packed inner = pack("br", text, TEXT), outer = pack("gzip", inner.p, inner.n);
    assert_int_equal(unpack(c, "br , GZIP", outer.p, outer.n, 50, &out), CODING_OK);
    assert_true(coding_complete(c));
    assert_memory_equal(out.p, text, TEXT);
    free(inner.p);
    free(outer.p);
    buf_free(&out);
    coding_free(c);
}

static void more_than_the_limit_stops_at_every_stage(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    size_t n = ZEROS;
    char *zeros = mem_alloc(n);
    for (size_t i = 0; i < NAMES; i++) {
        struct packed z = pack(names[i], zeros, n);
        assert_int_equal(unpack(c, header_of(names[i]), z.p, z.n, 16384, &out), CODING_LIMIT);
        assert_in_range(out.n, 0, LIMIT);
        struct packed twice = pack("gzip", z.p, z.n);
        struct buf header;
        buf_init(&header, 0);
        buf_printf(&header, "%s,gzip", header_of(names[i]));
        assert_int_equal(unpack(c, buf_str(&header), twice.p, twice.n, 16384, &out), CODING_LIMIT);
        buf_free(&header);
        free(z.p);
        free(twice.p);
    }
    free(zeros);
    buf_free(&out);
    coding_free(c);
}

static void names_that_are_no_coding_are_passed_over_and_unknown_packing_refused(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    assert_int_equal(unpack(c, "utf-8, identity", "abc", 3, 3, &out), CODING_OK);
    assert_string_equal(buf_str(&out), "abc");
    assert_int_equal(unpack(c, NULL, "abc", 3, 1, &out), CODING_OK);
    assert_string_equal(buf_str(&out), "abc");
    assert_false(coding_start(c, "compress", LIMIT, keep, &out));
    assert_false(coding_start(c, "gzip,gzip,gzip,gzip", LIMIT, keep, &out));
    assert_true(coding_start(c, ", ,,", LIMIT, keep, &out));
    buf_free(&out);
    coding_free(c);
}

static void an_empty_body_is_complete(void **state)
{
    (void)state;
    struct coding *c = coding_new();
    struct buf out;
    buf_init(&out, 0);
    assert_int_equal(unpack(c, "gzip", "", 0, 1, &out), CODING_OK);
    assert_true(coding_complete(c));
    buf_free(&out);
    coding_free(c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_coding_is_undone_whatever_the_pieces),
        cmocka_unit_test(a_body_cut_anywhere_is_not_complete),
        cmocka_unit_test(damaged_bytes_are_told),
        cmocka_unit_test(a_body_that_is_not_gzip_at_all_is_taken_as_it_is),
        cmocka_unit_test(several_members_are_joined_and_padding_is_passed_over),
        cmocka_unit_test(codings_are_undone_from_the_last_to_the_first),
        cmocka_unit_test(more_than_the_limit_stops_at_every_stage),
        cmocka_unit_test(names_that_are_no_coding_are_passed_over_and_unknown_packing_refused),
        cmocka_unit_test(an_empty_body_is_complete),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}

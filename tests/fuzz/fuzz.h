/* Fuzz targets: each file here but replay.c is one. It takes any bytes as input and holds what comes of them
   to what must be true of every input. Built twice: with libFuzzer (`make fuzz`, and a short run of `make
   test`), which makes up inputs; and with replay.c, which reads them from files (seeds/ and findings/).
   Comments that begin with "fuzz:" hold libFuzzer's options for a target, and further folders of seeds. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

/* The target. 0: taken; -1: not worth keeping. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { FUZZ_NOW = 1772352000 /* 2026-03-01T08:00:00Z */ };

/* What must be true; else the input is a finding. */
#define claim(truth, ...)                                                                                    \
    do {                                                                                                     \
        if (!(truth)) {                                                                                      \
            fprintf(stderr, "%s:%d: not so: %s: ", __FILE__, __LINE__, #truth);                              \
            fprintf(stderr, __VA_ARGS__);                                                                    \
            fputc('\n', stderr);                                                                             \
            abort();                                                                                         \
        }                                                                                                    \
    } while (0)

/* What gets out: UTF-8 without controls but white space, and without what turns the direction of text around.
 */
static inline void claim_sound(const char *s, size_t n, const char *what)
{
    claim(utf8_sound(s, n), "%s is no sound text: %.*s", what, (int)n, s);
}

/* What the program holds: the same, but for the controls of C1 that windows-1252 gives no meaning, which are
   the remains of a text that was encoded twice. */
static inline void claim_text(const char *s, size_t n, const char *what)
{
    size_t length;
    claim(utf8_valid(s, n), "%s is no UTF-8: %.*s", what, (int)n, s);
    for (size_t i = 0; i < n; i += length) {
        uint32_t c = utf8_decode(s + i, n - i, &length);
        claim(!text_forbidden(c) || (c >= 0x80 && c < 0xA0 && !text_c1_meaning(c)), "%s holds U+%04X: %.*s",
              what, c, (int)n, s);
    }
}

/* The bytes as a string in the arena, for what takes NUL-terminated text; without those no text holds behind
   the door: what is not UTF-8, control characters. */
static inline char *fuzz_text(struct arena *a, const void *p, size_t n)
{
    struct buf clean;
    buf_init(&clean, 0);
    utf8_clean(&clean, p, n);
    char *s = arena_strndup(a, buf_str(&clean), clean.n);
    buf_free(&clean);
    return s;
}

/* Cuts the input at its first line end: what stands before it is the first part. */
static inline size_t fuzz_line(const uint8_t **p, size_t *n, const char **line)
{
    const uint8_t *end = *n ? memchr(*p, '\n', *n) : NULL;
    size_t length = end ? (size_t)(end - *p) : *n;
    *line = (const char *)*p;
    *p += length + (end != NULL);
    *n -= length + (end != NULL);
    return length;
}

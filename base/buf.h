/* A growing byte buffer that knows its maximum. Invariants: p is never NULL after the first append and always
   NUL-terminated at p[n]; n never passes limit. An append that would pass it is dropped whole, sets
   `overflow` (which stays set until buf_reset) and returns false: check once, at the end. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stddef.h>
#include <string.h>

struct buf {
    char *p;
    size_t n, cap;
    size_t limit; /* 0: none */
    bool overflow;
};

void buf_init(struct buf *b, size_t limit);
void buf_free(struct buf *b);
void buf_reset(struct buf *b);             /* empty again, memory kept */
bool buf_reserve(struct buf *b, size_t n); /* room for n more bytes at once */
bool buf_add(struct buf *b, const void *p, size_t n);
bool buf_addc(struct buf *b, char c);
static inline bool buf_adds(struct buf *b, const char *s)
{
    return buf_add(b, s, strlen(s));
}
enum { BUF_INT_DIGITS = 24 };
const char *buf_int(int64_t n, char digits[BUF_INT_DIGITS]); /* in decimal digits; points into them */
bool buf_add_int(struct buf *b, int64_t n);
bool buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
bool buf_add_utf8(struct buf *b, unsigned code_point); /* a surrogate or a value past 10FFFF becomes U+FFFD */
const char *buf_str(struct buf *b);                    /* the text, "" when nothing was ever added */

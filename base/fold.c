/* Folding text for comparing and searching. The search tokenizer runs this over every word: ASCII goes eight
   bytes at a time, everything else through one table (foldtable.c). Only characters; words are the
   tokenizer's business. */
#include "base/text.h"
#include "base/texttables.h"

#include <stdlib.h>

/* Lower-cases eight ASCII bytes at once. */
static inline uint64_t lower8(uint64_t w)
{
    uint64_t from_a = w + 0x3F3F3F3F3F3F3F3Fu; /* high bit: byte >= 'A' */
    uint64_t past_z = w + 0x2525252525252525u; /* high bit: byte > 'Z' */
    return w | ((from_a & ~past_z & 0x8080808080808080u) >> 2);
}

size_t text_fold_to(const char *s, size_t n, char *out)
{
    size_t i = 0, m = 0;
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x80) {
            uint64_t w;
            while (i + 8 <= n && (memcpy(&w, s + i, 8), !(w & 0x8080808080808080u))) {
                w = lower8(w);
                memcpy(out + m, &w, 8);
                i += 8;
                m += 8;
            }
            for (; i < n && (c = (unsigned char)s[i]) < 0x80; i++)
                out[m++] = (char)(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
            continue;
        }
        size_t length;
        uint32_t code = utf8_decode(s + i, n - i, &length);
        uint32_t cell = code < 0x10000 ? text_fold_cells[text_fold_page[code >> 6]][code & 63] : 0;
        if (cell) {
            out[m] = (char)cell;
            out[m + 1] = (char)(cell >> 8);
            out[m + 2] = (char)(cell >> 16);
            m += cell >> 24 & 3;
        } else if (code == 0xFFFD) {
            memcpy(out + m, "\xEF\xBF\xBD", 3);
            m += 3;
        } else {
            for (size_t k = 0; k < length; k++)
                out[m++] = s[i + k];
        }
        i += length;
    }
    return m;
}

void text_fold_add(struct buf *out, const char *s, size_t n)
{
    enum { STEP = 1024 };
    char piece[TEXT_FOLD_ROOM(STEP + 4)];
    while (n) {
        size_t step = n;
        if (n > STEP) {
            /* not in the middle of a character */
            for (step = STEP; step > STEP - 4 && ((unsigned char)s[step] & 0xC0) == 0x80;)
                step--;
        }
        buf_add(out, piece, text_fold_to(s, step, piece));
        s += step;
        n -= step;
    }
}

char *text_fold(struct arena *a, const char *s, size_t n)
{
    char piece[1024];
    if (n <= (sizeof piece - TEXT_FOLD_ROOM(0)) / (TEXT_FOLD_ROOM(1) - TEXT_FOLD_ROOM(0)))
        return arena_strndup(a, piece, text_fold_to(s, n, piece));
    struct buf b;
    buf_init(&b, 0);
    text_fold_add(&b, s, n);
    char *out = arena_strndup(a, buf_str(&b), b.n);
    buf_free(&b);
    return out;
}

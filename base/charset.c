/* Decoding: which encoding bytes are in, and making UTF-8 of them. The labels are charsetlabels.c's table,
   the single-byte encodings charsettable.c; the East Asian ones are left to iconv, a text without any
   declaration to uchardet. */
#include "base/charset.h"
#include "base/charsetlabels.h"
#include "base/text.h"
#include "base/texttables.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <uchardet/uchardet.h>

static const char replacement[] = "\xEF\xBF\xBD";

/* --- reading UTF-8, mending what is not --- */

/* Whether a character is dropped. The five of C1 that mean nothing stay: they are the remains of a text that
   was encoded twice, and can still be undone; what is put out drops or escapes them. */
static bool dropped(uint32_t code)
{
    return text_forbidden(code) && (code < 0x80 || code >= 0xA0 || text_c1_meaning(code));
}

struct census {
    size_t multibyte; /* valid multi-byte characters */
    size_t invalid;   /* bytes that belong to no valid character */
    size_t adjacent;  /* bytes past ASCII that follow another one */
    size_t high;      /* bytes past ASCII */
    size_t zero[4];   /* NUL bytes by place modulo four, in the beginning */
    bool untouched;   /* nothing to mend or to drop: a copy will do */
};

static struct census take_census(const char *s, size_t n)
{
    enum { BEGINNING = 1024 };
    struct census c = {.untouched = true};
    for (size_t i = 0; i < n && i < BEGINNING; i++)
        c.zero[i & 3] += !s[i];
    for (size_t i = 0; i < n;) {
        i += text_plain_run(s + i, n - i);
        if (i >= n)
            break;
        size_t length = 1;
        unsigned char byte = (unsigned char)s[i];
        if (byte < 0x80) {
            c.untouched = false;
        } else {
            uint32_t code = utf8_decode(s + i, n - i, &length);
            bool real = code != 0xFFFD || (length == 3 && !memcmp(s + i, replacement, 3));
            c.adjacent += (i && (unsigned char)s[i - 1] >= 0x80) + length - 1;
            c.high += length;
            c.multibyte += real;
            c.invalid += real ? 0 : length;
            c.untouched = c.untouched && real && !dropped(code);
        }
        i += length;
    }
    return c;
}

static void add_windows_1252(struct buf *out, unsigned char byte)
{
    uint16_t code = charset_upper[WINDOWS_1252][byte - 0x80];
    buf_add_utf8(out, code ? code : 0xFFFD);
}

/* Bytes that are no UTF-8: a character cut short, or windows-1252 among UTF-8. */
static void add_stray(struct buf *out, const char *s, size_t length, char next)
{
    unsigned char byte = (unsigned char)s[0];
    bool letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
    if (length > 1 || ((byte == 0xC2 || byte == 0xC3) && !letter))
        buf_add(out, replacement, 3);
    else
        add_windows_1252(out, byte);
}

/* Appends text that is UTF-8, or ought to be; returns the bytes that had to be mended. */
static size_t add_utf8(struct buf *out, const char *s, size_t n)
{
    size_t mended = 0, from = 0;
    for (size_t i = 0; i < n;) {
        i += text_plain_run(s + i, n - i);
        if (i >= n)
            break;
        size_t length = 1;
        unsigned char byte = (unsigned char)s[i];
        uint32_t code = byte < 0x80 ? byte : utf8_decode(s + i, n - i, &length);
        bool real = byte < 0x80 || code != 0xFFFD || (length == 3 && !memcmp(s + i, replacement, 3));
        if (real && !dropped(code)) {
            i += length;
            continue;
        }
        buf_add(out, s + from, i - from);
        if (!real) {
            add_stray(out, s + i, length, i + length < n ? s[i + length] : ' ');
            mended += length;
        } else if (code >= 0x80 && code < 0xA0) {
            buf_add_utf8(out, text_c1_meaning(code));
        }
        i += length;
        from = i;
    }
    buf_add(out, s + from, n - from);
    return mended;
}

/* --- the other encodings --- */

static size_t add_single(struct buf *out, const char *s, size_t n, const uint16_t *upper)
{
    size_t mended = 0;
    for (size_t i = 0; i < n; i++) {
        size_t run = text_plain_run(s + i, n - i);
        buf_add(out, s + i, run);
        i += run;
        unsigned char byte = i < n ? (unsigned char)s[i] : 0;
        if (byte < 0x80)
            continue; /* a forbidden control, or the end */
        uint16_t code = upper[byte - 0x80];
        mended += !code;
        if (!text_forbidden(code) || !code)
            buf_add_utf8(out, code ? code : 0xFFFD);
    }
    return mended;
}

static void add_code(struct buf *out, uint32_t code)
{
    if (!text_forbidden(code) && (code < 0xD800 || code > 0xDFFF))
        buf_add_utf8(out, code);
}

static size_t add_utf16(struct buf *out, const char *s, size_t n, bool big)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t mended = n & 1;
    for (size_t i = 0; i + 2 <= n; i += 2) {
        uint32_t code = big ? (uint32_t)p[i] << 8 | p[i + 1] : (uint32_t)p[i + 1] << 8 | p[i];
        if (code < 0xD800 || code > 0xDFFF) {
            if (i || code != 0xFEFF)
                add_code(out, code);
            continue;
        }
        uint32_t low = 0;
        if (i + 4 <= n)
            low = big ? (uint32_t)p[i + 2] << 8 | p[i + 3] : (uint32_t)p[i + 3] << 8 | p[i + 2];
        if (code < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
            add_code(out, 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00));
            i += 2;
        } else {
            buf_add(out, replacement, 3);
            mended += 2;
        }
    }
    return mended;
}

static size_t add_utf32(struct buf *out, const char *s, size_t n, bool big)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t mended = n & 3;
    for (size_t i = 0; i + 4 <= n; i += 4) {
        uint32_t code =
            big ? (uint32_t)p[i] << 24 | (uint32_t)p[i + 1] << 16 | (uint32_t)p[i + 2] << 8 | p[i + 3]
                : (uint32_t)p[i + 3] << 24 | (uint32_t)p[i + 2] << 16 | (uint32_t)p[i + 1] << 8 | p[i];
        if (code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) {
            buf_add(out, replacement, 3);
            mended += 4;
        } else if (i || code != 0xFEFF) {
            add_code(out, code);
        }
    }
    return mended;
}

/* Kept open for the life of the process: a sandbox may forbid opening them later. Each worker has one thread.
 */
static iconv_t converters[CHARSET_ICONV_COUNT];

static iconv_t converter(int which)
{
    if (!converters[which])
        converters[which] = iconv_open("UTF-8", charset_iconv_names[which]);
    return converters[which];
}

void charset_preload(void)
{
    for (int i = 0; i < CHARSET_ICONV_COUNT; i++)
        converter(i);
}

/* false when the system has no such converter. */
static bool add_converted(struct buf *out, const char *s, size_t n, int which, size_t *mended)
{
    iconv_t cd = converter(which);
    if (cd == (iconv_t)-1)
        return false;
    iconv(cd, NULL, NULL, NULL, NULL);
    char piece[4096], *in = (char *)s;
    *mended = 0;
    while (n) {
        char *to = piece;
        size_t room = sizeof piece;
        size_t result = iconv(cd, &in, &n, &to, &room);
        int problem = result == (size_t)-1 ? errno : 0;
        add_utf8(out, piece, (size_t)(to - piece)); /* iconv writes whole characters */
        if (problem == EILSEQ || problem == EINVAL) {
            buf_add(out, replacement, 3);
            ++*mended;
            in++;
            n--;
            iconv(cd, NULL, NULL, NULL, NULL);
        } else if (problem && problem != E2BIG) {
            return false;
        }
    }
    return true;
}

/* --- which encoding --- */

/* A text that is UTF-8 with faults holds far more good characters than bad bytes; another encoding hardly any
 * good. */
static bool mostly_utf8(const struct census *c)
{
    return c->high && (!c->invalid || c->multibyte > 2 * c->invalid);
}

/* For text without a usable declaration: uchardet, where it can be believed. It takes short French texts for
   many things, so an alphabet other than the Latin one is believed only when letters past ASCII stand side by
   side. */
static const struct charset_label *guess(const char *s, size_t n, const struct census *c)
{
    enum { ENOUGH = 1 << 18 };
    if (c->adjacent * 2 < c->high || c->high < 8)
        return NULL;
    uchardet_t detector = uchardet_new();
    const struct charset_label *found = NULL;
    if (!uchardet_handle_data(detector, s, n < ENOUGH ? n : ENOUGH)) {
        uchardet_data_end(detector);
        const char *name = uchardet_get_charset(detector);
        found = charset_find(name, strlen(name));
    }
    uchardet_delete(detector);
    return found && found->kind != CHARSET_UTF8 && found->kind != CHARSET_UTF16 ? found : NULL;
}

/* UTF-16 and UTF-32 without a mark: markup and digits leave zero bytes at every second, or three of four,
 * places. */
static const char *wide_from_zeros(const struct census *c, size_t n)
{
    size_t most = n < 1024 ? n : 1024, quarter = most / 4;
    bool many[4];
    for (int i = 0; i < 4; i++)
        many[i] = quarter >= 2 && c->zero[i] * 2 > quarter;
    if (many[1] && many[2] && many[3] && !many[0])
        return "utf-32le";
    if (many[0] && many[1] && many[2] && !many[3])
        return "utf-32be";
    if (many[1] && many[3] && !many[0] && !many[2])
        return "utf-16le";
    if (many[0] && many[2] && !many[1] && !many[3])
        return "utf-16be";
    return NULL;
}

/* The name that a byte order mark stands for; *length gets its bytes. */
static const char *mark(const char *s, size_t n, size_t *length)
{
    static const struct {
        const char *bytes;
        size_t n;
        const char *name;
    } marks[] = {{"\xFF\xFE\0\0", 4, "utf-32le"},
                 {"\0\0\xFE\xFF", 4, "utf-32be"},
                 {"\xEF\xBB\xBF", 3, "utf-8"},
                 {"\xFF\xFE", 2, "utf-16le"},
                 {"\xFE\xFF", 2, "utf-16be"}};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (n >= marks[i].n && !memcmp(s, marks[i].bytes, marks[i].n)) {
            *length = marks[i].n;
            return marks[i].name;
        }
    *length = 0;
    return NULL;
}

static size_t add_wide(struct buf *out, const char *s, size_t n, const char *name)
{
    bool big = strstr(name, "be");
    return strstr(name, "32") ? add_utf32(out, s, n, big) : add_utf16(out, s, n, big);
}

/* Reads bytes that are no UTF-8 as the label says. */
static struct charset decode_as(struct buf *out, const char *s, size_t n, const struct charset_label *label)
{
    struct charset result = {.name = label->name};
    if (label->kind == CHARSET_SINGLE) {
        result.mended = add_single(out, s, n, charset_upper[label->which]);
    } else if (label->kind == CHARSET_UTF16) {
        result.mended = add_wide(out, s, n, label->name);
    } else if (label->kind != CHARSET_ICONV || !add_converted(out, s, n, label->which, &result.mended)) {
        result.name = "windows-1252";
        result.mended = add_single(out, s, n, charset_upper[WINDOWS_1252]);
    }
    return result;
}

/* What the declarations say of bytes that are not (mostly) UTF-8; NULL: nothing that helps. */
static const struct charset_label *declared(const struct charset_label *first,
                                            const struct charset_label *second, const struct census *c)
{
    const struct charset_label *both[] = {first, second};
    bool zeros = c->zero[0] + c->zero[1] + c->zero[2] + c->zero[3];
    for (int i = 0; i < 2; i++) {
        if (!both[i] || both[i]->kind == CHARSET_UTF8 || (both[i]->kind == CHARSET_UTF16 && !zeros))
            continue; /* it is not */
        return both[i];
    }
    return NULL;
}

struct charset charset_decode(struct buf *out, const char *bytes, size_t n, const char *http)
{
    size_t skip, inside_n = 0;
    const char *wide = mark(bytes, n, &skip), *inside_label = charset_declared(bytes, n, &inside_n);
    const struct charset_label *outer = http ? charset_find(http, strlen(http)) : NULL;
    const struct charset_label *inner = inside_label ? charset_find(inside_label, inside_n) : NULL;
    bool strange = (http && *http && !outer) || (inside_label && !inner);
    bool utf8 = wide && !strcmp(wide, "utf-8");
    struct charset result = {.name = "utf-8"};
    bytes += skip;
    n -= skip;

    struct census c = {0};
    if (!wide || utf8) {
        c = take_census(bytes, n);
        if (!wide)
            wide = wide_from_zeros(&c, n);
    }
    const struct charset_label *label = utf8 ? NULL : declared(outer, inner, &c);
    bool escapes =
        label && label->kind == CHARSET_ICONV && memchr(bytes, 0x1B, n); /* ISO-2022-JP is all ASCII */
    if (wide && !utf8) {
        result.name = wide;
        result.mended = add_wide(out, bytes, n, wide);
    } else if (utf8 || (!c.high && !escapes) || mostly_utf8(&c)) {
        if (c.untouched)
            buf_add(out, bytes, n);
        else
            result.mended = add_utf8(out, bytes, n);
    } else if (label || (label = guess(bytes, n, &c))) {
        result = decode_as(out, bytes, n, label);
    } else if (c.multibyte) {
        result.mended = add_utf8(out, bytes, n);
    } else {
        result.name = "windows-1252";
        result.mended = add_single(out, bytes, n, charset_upper[WINDOWS_1252]);
    }
    /* Pure ASCII contradicts nobody. "utf-16" is right whatever the order of the bytes. */
    size_t compared = wide && !utf8 ? 6 : 32;
    bool agreed = (!outer && !inner) || (outer && !strncmp(outer->name, result.name, compared)) ||
                  (inner && !strncmp(inner->name, result.name, compared));
    result.contradicted = strange || (!agreed && (c.high || (wide && !utf8)));
    return result;
}

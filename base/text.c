/* Text: UTF-8, white space, character references, excerpts, escaping. Markup is in markup.c, folding in
 * fold.c. */
#include "base/text.h"
#include "base/texttables.h"

#include <endian.h>
#include <stdlib.h>

/* --- UTF-8 --- */

uint32_t utf8_decode_multibyte(const char *s, size_t n, size_t *length)
{
    const unsigned char *p = (const unsigned char *)s;
    *length = 1;
    if (p[0] < 0x80)
        return p[0];
    if (p[0] < 0xC2 || p[0] > 0xF4)
        return 0xFFFD;
    unsigned more = p[0] < 0xE0 ? 1 : p[0] < 0xF0 ? 2 : 3;
    uint32_t c = p[0] & (0x3Fu >> more);
    /* The second byte alone tells overlong forms, surrogates and what lies past 10FFFF. */
    unsigned low = p[0] == 0xE0 ? 0xA0 : p[0] == 0xF0 ? 0x90 : 0x80;
    unsigned high = p[0] == 0xED ? 0x9F : p[0] == 0xF4 ? 0x8F : 0xBF;
    for (unsigned i = 1; i <= more; i++) {
        if (i >= n || p[i] < low || p[i] > high)
            return 0xFFFD;
        c = c << 6 | (p[i] & 0x3F);
        *length = i + 1;
        low = 0x80;
        high = 0xBF;
    }
    return c;
}

/* How many bytes from s on are ASCII, eight at a time. */
static size_t ascii_run(const char *s, size_t n)
{
    size_t i = 0;
    uint64_t w;
    for (; i + 8 <= n; i += 8) {
        memcpy(&w, s + i, 8);
        w = le64toh(w) & 0x8080808080808080u;
        if (w)
            return i + (size_t)__builtin_ctzll(w) / 8;
    }
    while (i < n && (unsigned char)s[i] < 0x80)
        i++;
    return i;
}

bool utf8_valid(const char *s, size_t n)
{
    for (size_t i = 0;;) {
        i += ascii_run(s + i, n - i);
        if (i >= n)
            return true;
        size_t length;
        if (utf8_decode(s + i, n - i, &length) == 0xFFFD && (length != 3 || memcmp(s + i, "\xEF\xBF\xBD", 3)))
            return false;
        i += length;
    }
}

size_t text_plain_run(const char *s, size_t n)
{
    const uint64_t high = 0x8080808080808080u, ones = 0x0101010101010101u;
    for (size_t i = 0;; i++) {
        uint64_t w = 0;
        /* past ASCII, a control or DEL; the first byte that is marked is marked rightly */
        while (i + 8 <= n &&
               (memcpy(&w, s + i, 8), w = le64toh(w), !(w = (w | (w - ones * 0x20) | (w + ones)) & high)))
            i += 8;
        if (w)
            i += (size_t)__builtin_ctzll(w) / 8;
        while (!w && i < n && (unsigned char)s[i] < 0x7F && !text_forbidden((unsigned char)s[i]))
            i++;
        if (i >= n || (unsigned char)s[i] >= 0x7F || text_forbidden((unsigned char)s[i]))
            return i;
    }
}

bool utf8_sound(const char *s, size_t n)
{
    for (size_t i = 0;;) {
        i += text_plain_run(s + i, n - i);
        if (i >= n)
            return true;
        size_t length;
        uint32_t code = utf8_decode(s + i, n - i, &length);
        if (text_forbidden(code) || (code == 0xFFFD && (length != 3 || memcmp(s + i, "\xEF\xBF\xBD", 3))))
            return false;
        i += length;
    }
}

/* What U+0080 to U+009F mean: windows-1252. */
static const uint16_t c1_meaning[32] = {
    0x20AC, 0,      0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
    0x2039, 0x152,  0,      0x17D,  0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0,      0x17E,  0x178,
};

uint32_t text_c1_meaning(uint32_t c)
{
    return c1_meaning[c - 0x80];
}

void utf8_clean(struct buf *out, const char *s, size_t n)
{
    size_t from = 0, i = 0;
    while (i < n) {
        unsigned char c = (unsigned char)s[i];
        if (c < 0x7F && !text_forbidden(c)) {
            i++;
            continue;
        }
        size_t length = 1;
        uint32_t code = utf8_decode(s + i, n - i, &length);
        bool bad = code == 0xFFFD && !(length == 3 && !memcmp(s + i, "\xEF\xBF\xBD", 3));
        if (bad || text_forbidden(code)) {
            uint32_t meant = bad ? 0xFFFD : code >= 0x80 && code < 0xA0 ? text_c1_meaning(code) : 0;
            buf_add(out, s + from, i - from);
            if (meant)
                buf_add_utf8(out, meant);
            from = i + length;
        }
        i += length;
    }
    buf_add(out, s + from, n - from);
}

/* --- white space --- */

size_t text_space_at(const char *text, size_t n, bool *space)
{
    const unsigned char *s = (const unsigned char *)text;
    *space = true;
    if (s[0] == ' ' || (s[0] >= '\t' && s[0] <= '\r'))
        return 1;
    if (s[0] < 0x80) {
        *space = false;
        return text_forbidden(s[0]);
    }
    if (s[0] == 0xC2 && n > 1)
        return s[1] == 0xA0 || s[1] == 0x85 ? 2 : 0;
    if (n < 3)
        return 0;
    if (s[0] == 0xE2 && s[1] == 0x80) {
        bool turn = s[2] >= 0xAA && s[2] <= 0xAE;
        *space = s[2] != 0x8B && !turn;
        return s[2] <= 0x8B || s[2] == 0xA8 || s[2] == 0xA9 || s[2] == 0xAF || turn ? 3 : 0;
    }
    if (s[0] == 0xE2 && s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9) {
        *space = false;
        return 3;
    }
    if ((s[0] == 0xE2 && s[1] == 0x81 && s[2] == 0x9F) || (s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80) ||
        (s[0] == 0xE1 && s[1] == 0x9A && s[2] == 0x80))
        return 3;
    *space = false;
    bool mark = s[1] == 0xBB && s[2] == 0xBF,
         none = s[1] == 0xBF && s[2] >= 0xBE; /* U+FEFF; U+FFFE, U+FFFF */
    return s[0] == 0xEF && (mark || none) ? 3 : 0;
}

/* The first bytes of all that text_space_at() knows. */
static const bool may_be_space[256] = {
    [0 ... ' '] = true, [0x7F] = true, [0xC2] = true, [0xE1 ... 0xE3] = true, [0xEF] = true,
};

char *text_collapse(struct arena *a, const char *s, size_t n)
{
    const unsigned char *p = (const unsigned char *)s;
    char *out = arena_room(a, n + 1);
    size_t m = 0;
    bool pending = false;
    for (size_t i = 0; i < n;) {
        bool space = false;
        size_t length = may_be_space[p[i]] ? text_space_at(s + i, n - i, &space) : 0;
        if (length) {
            pending |= space;
            i += length;
            continue;
        }
        if (pending && m)
            out[m++] = ' ';
        pending = false;
        do
            out[m++] = s[i++];
        while (i < n && !may_be_space[p[i]]);
    }
    out[m] = '\0';
    return out;
}

bool text_blank(const char *s)
{
    if (!s)
        return true;
    for (size_t n = strlen(s); n;) {
        bool space;
        size_t length = text_space_at(s, n, &space);
        if (!length)
            return false;
        s += length;
        n -= length;
    }
    return true;
}

/* --- character references --- */

static const struct text_entity_entry *find_entity(const char *name, size_t n)
{
    if (!n || name[0] < 'A' || name[0] > 'z')
        return NULL;
    size_t low = text_entity_first[name[0] - 'A'], high = text_entity_first[name[0] - 'A' + 1];
    while (low < high) {
        size_t middle = (low + high) / 2;
        const struct text_entity_entry *e = &text_entities[middle];
        size_t length = e->length;
        int order = memcmp(name, text_entity_pool + e->offset, n < length ? n : length);
        if (!order && n == length)
            return e;
        if (order < 0 || (!order && n < length))
            high = middle;
        else
            low = middle + 1;
    }
    return NULL;
}

const char *text_entity(const char *name, size_t n)
{
    const struct text_entity_entry *e = find_entity(name, n);
    return e ? text_entity_pool + e->offset + e->length : NULL;
}

static bool alphanumeric(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static int digit_value(char c, bool hexadecimal)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    char lower = (char)(c | 0x20);
    return hexadecimal && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

static size_t put_utf8(uint32_t c, char *out)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t n = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = n; --i;) {
        out[i] = (char)(0x80 | (c & 0x3F));
        c >>= 6;
    }
    out[0] = (char)(0xF00u >> n | c);
    return n;
}

static size_t numeric_reference(const char *s, size_t n, char out[8], size_t *length)
{
    size_t i = 2;
    bool hexadecimal = n > 2 && (s[2] | 0x20) == 'x';
    i += hexadecimal;
    size_t from = i;
    uint32_t c = 0;
    for (int v; i < n && (v = digit_value(s[i], hexadecimal)) >= 0; i++)
        if (c <= 0x10FFFF)
            c = c * (hexadecimal ? 16 : 10) + (uint32_t)v;
    if (i == from)
        return 0;
    i += i < n && s[i] == ';';
    if (c >= 0x80 && c < 0xA0)
        c = c1_meaning[c - 0x80] ? c1_meaning[c - 0x80] : c;
    if (!c || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
        c = 0xFFFD;
    *length = text_forbidden(c) ? 0 : put_utf8(c, out);
    return i;
}

size_t text_reference(const char *s, size_t n, bool attribute, char out[8], size_t *length)
{
    enum { LONGEST_NAME = 31, LONGEST_LEGACY = 6 };
    if (n < 3 || s[0] != '&')
        return 0;
    if (s[1] == '#')
        return numeric_reference(s, n, out, length);
    size_t name = 0;
    while (name < LONGEST_NAME && name + 1 < n && alphanumeric(s[1 + name]))
        name++;
    const struct text_entity_entry *e = NULL;
    size_t used = 0;
    if (name + 1 < n && s[1 + name] == ';') {
        e = find_entity(s + 1, name);
        used = name + 2;
    }
    for (size_t i = name < LONGEST_LEGACY ? name : LONGEST_LEGACY; !e && i >= 2; i--) {
        e = find_entity(s + 1, i);
        if (e && !e->legacy)
            e = NULL;
        used = i + 1;
        if (e && attribute && used < n && (s[used] == '=' || alphanumeric(s[used])))
            return 0;
    }
    if (!e)
        return 0;
    const char *value = text_entity_pool + e->offset + e->length;
    *length = strlen(value);
    memcpy(out, value, *length);
    return used;
}

char *text_unescape(struct arena *a, const char *s, size_t n)
{
    /* A reference is never shorter than its text. */
    char *out = arena_room(a, n + 1);
    size_t m = 0;
    for (size_t i = 0; i < n;) {
        const char *amp = memchr(s + i, '&', n - i);
        size_t run = amp ? (size_t)(amp - s) - i : n - i;
        memcpy(out + m, s + i, run);
        m += run;
        i += run;
        if (!amp)
            break;
        char text[8];
        size_t length, used = text_reference(s + i, n - i, true, text, &length);
        if (used) {
            memcpy(out + m, text, length);
            m += length;
            i += used;
        } else {
            out[m++] = s[i++];
        }
    }
    out[m] = '\0';
    return out;
}

/* --- excerpts --- */

static bool trailing(const char *s, size_t n)
{
    return n && (s[n - 1] == ' ' || s[n - 1] == ',' || s[n - 1] == ';' || s[n - 1] == ':' ||
                 s[n - 1] == '-' || s[n - 1] == '(' || s[n - 1] == '\n' || s[n - 1] == '\t');
}

char *text_excerpt(struct arena *a, const char *s, size_t max_characters)
{
    size_t n = strlen(s), characters = 0, word_end = 0, i = 0, cut = 0;
    while (i < n && characters <= max_characters) {
        size_t length;
        bool space;
        utf8_decode(s + i, n - i, &length);
        size_t gap = text_space_at(s + i, n - i, &space);
        if (characters < max_characters) {
            cut = i;
            if (gap && space)
                word_end = i;
        }
        characters++;
        i += length;
    }
    if (i >= n && characters <= max_characters)
        return arena_strndup(a, s, n);
    if (!max_characters)
        return arena_strndup(a, "", 0);
    /* A text without spaces, or one very long last word, is cut inside the word. */
    if (word_end > cut / 2)
        cut = word_end;
    while (trailing(s, cut))
        cut--;
    return arena_printf(a, "%.*s…", (int)cut, s);
}

/* --- escaping --- */

/* 1: looked at by text_add_xml_n; 0xEF may begin U+FFFE or U+FFFF. */
static const unsigned char xml_class[256] = {
    [0] = 1,  [1] = 1,  [2] = 1,   [3] = 1,   [4] = 1,   [5] = 1,   [6] = 1,    [7] = 1,  [8] = 1,
    [11] = 1, [12] = 1, [14] = 1,  [15] = 1,  [16] = 1,  [17] = 1,  [18] = 1,   [19] = 1, [20] = 1,
    [21] = 1, [22] = 1, [23] = 1,  [24] = 1,  [25] = 1,  [26] = 1,  [27] = 1,   [28] = 1, [29] = 1,
    [30] = 1, [31] = 1, ['&'] = 1, ['<'] = 1, ['>'] = 1, ['"'] = 1, [0xEF] = 1,
};

void text_add_xml_n(struct buf *out, const char *s, size_t n)
{
    size_t from = 0;
    for (size_t i = 0; i < n; i++) {
        unsigned char c = (unsigned char)s[i];
        if (!xml_class[c])
            continue;
        const char *text = c == '&'   ? "&amp;"
                           : c == '<' ? "&lt;"
                           : c == '>' ? "&gt;"
                           : c == '"' ? "&quot;"
                                      : "";
        size_t used = 1;
        if (c == 0xEF) {
            if (n - i < 3 || (unsigned char)s[i + 1] != 0xBF || (unsigned char)s[i + 2] < 0xBE)
                continue;
            used = 3;
        }
        buf_add(out, s + from, i - from);
        buf_adds(out, text);
        i += used - 1;
        from = i + 1;
    }
    buf_add(out, s + from, n - from);
}

void text_add_xml(struct buf *out, const char *s)
{
    if (s)
        text_add_xml_n(out, s, strlen(s));
}

/* --- guesses --- */

bool text_equal_fold(const char *a, const char *b)
{
    return a && b ? !strcasecmp(a, b) : a == b;
}

static unsigned smallest(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;
    return m < c ? m : c;
}

/* Optimal string alignment distance of two short words, ASCII case aside. */
static unsigned distance(const char *a, size_t n, const char *b, size_t m)
{
    enum { LONGEST = 63 };
    unsigned rows[3][LONGEST + 1];
    if (n > LONGEST || m > LONGEST)
        return ~0u;
    unsigned *before = rows[0], *last = rows[1], *now = rows[2];
    for (size_t j = 0; j <= m; j++)
        last[j] = before[j] = (unsigned)j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = (unsigned)i;
        for (size_t j = 1; j <= m; j++) {
            char x = (char)(a[i - 1] | 0x20), y = (char)(b[j - 1] | 0x20);
            now[j] = smallest(last[j] + 1, now[j - 1] + 1, last[j - 1] + (x != y));
            if (i > 1 && j > 1 && x == (b[j - 2] | 0x20) && (a[i - 2] | 0x20) == y &&
                now[j] > before[j - 2] + 1)
                now[j] = before[j - 2] + 1;
        }
        unsigned *free_row = before;
        before = last;
        last = now;
        now = free_row;
    }
    return last[m];
}

const char *text_nearest(const char *word, const char *const *words)
{
    size_t n = strlen(word);
    const char *best = NULL;
    unsigned least = (unsigned)(n < 3 ? 1 : n / 3 + 1) + 1;
    for (; *words; words++) {
        unsigned d = distance(word, n, *words, strlen(*words));
        if (d < least) {
            least = d;
            best = *words;
        }
    }
    return best;
}

/* JSON as templates and hands write it into pages, made valid: one pass, no tree. */
#include "harvester/formats/things.h"

#include <string.h>

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

/* The index behind a comment at s[i] == '/', or i. */
static size_t skip_comment(const char *s, size_t n, size_t i)
{
    if (i + 1 < n && s[i + 1] == '/') {
        const char *end = memchr(s + i, '\n', n - i);
        return end ? (size_t)(end - s) : n;
    }
    if (i + 1 < n && s[i + 1] == '*') {
        const char *end = memmem(s + i + 2, n - i - 2, "*/", 2);
        return end ? (size_t)(end - s) + 2 : n;
    }
    return i;
}

static size_t skip_blank(const char *s, size_t n, size_t i)
{
    for (;;) {
        size_t from = i;
        while (i < n && is_space(s[i]))
            i++;
        if (i < n && s[i] == '/')
            i = skip_comment(s, n, i);
        if (i == from)
            return i;
    }
}

/* Does the quote at s[i] end its string? What follows one that does is a mark of JSON; behind a comma the
   next string or value begins. */
static bool ends_string(const char *s, size_t n, size_t i)
{
    i++;
    while (i < n && is_space(s[i]))
        i++;
    if (i == n || strchr(":]}", s[i]))
        return true;
    if (s[i] != ',')
        return false;
    i++;
    while (i < n && is_space(s[i]))
        i++;
    return i == n || strchr("\"{[]}-0123456789tfn", s[i]);
}

/* The code unit of the escape at s, "\uXXXX"; -1: it is none. */
static int escaped_unit(const char *s, size_t n)
{
    int unit = 0;
    if (n < 6 || s[0] != '\\' || s[1] != 'u')
        return -1;
    for (int i = 2; i < 6; i++) {
        const char *digit = s[i] ? strchr("0123456789abcdef", s[i] | 0x20) : NULL;
        if (!digit)
            return -1;
        unit = unit << 4 | (int)(digit - "0123456789abcdef");
    }
    return unit;
}

/* An escape as it may stand; those that JSON does not know are what they escape. Returns the index behind. */
static size_t add_escape(struct buf *out, const char *s, size_t n, size_t i)
{
    int unit = escaped_unit(s + i, n - i);
    if (unit >= 0) {
        int next = escaped_unit(s + i + 6, n - i - 6);
        bool pair = unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000;
        if (pair)
            buf_add(out, s + i, 12);
        else if (unit >= 0xD800 && unit < 0xE000)
            buf_adds(out, "\\ufffd");
        else
            buf_add(out, s + i, 6);
        return i + (pair ? 12 : 6);
    }
    if (i + 1 < n && s[i + 1] && strchr("\"\\/bfnrt", s[i + 1])) {
        buf_add(out, s + i, 2);
        return i + 2;
    }
    return i + 1; /* the backslash goes */
}

/* The string whose first quote is s[i]. Returns the index behind it. */
static size_t add_string(struct buf *out, const char *s, size_t n, size_t i, bool quotes)
{
    buf_addc(out, '"');
    for (i++; i < n;) {
        unsigned char c = (unsigned char)s[i];
        if (c == '\\') {
            i = add_escape(out, s, n, i);
            continue;
        }
        if (c == '"' && (!quotes || ends_string(s, n, i))) {
            i++;
            break;
        }
        if (c == '"')
            buf_adds(out, "\\\"");
        else if (c < 0x20)
            buf_adds(out, c == '\n' ? "\\n" : " ");
        else
            buf_addc(out, (char)c);
        i++;
    }
    buf_addc(out, '"');
    return i;
}

void jsonld_mend(struct buf *out, const char *s, size_t n, bool quotes)
{
    for (size_t i = 0; i < n;) {
        i = skip_blank(s, n, i);
        if (i == n)
            break;
        if (s[i] == '"') {
            i = add_string(out, s, n, i, quotes);
            continue;
        }
        size_t next = s[i] == ',' ? skip_blank(s, n, i + 1) : 0;
        if (s[i] != ',' || (next < n && !strchr(",]}", s[next])))
            buf_addc(out, s[i]);
        i++;
    }
}

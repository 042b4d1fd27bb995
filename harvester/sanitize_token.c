/* The tokenizer of the sanitiser. What it decides is where markup begins and ends, nothing else. */
#include "harvester/sanitize_token.h"

#include <string.h>

enum { LONGEST_NAME = 16 };

/* Padded with zeros to two machine words. */
static const char names[ATTRIBUTE_COUNT][LONGEST_NAME] = {
#define X(id, name) name,
    HTML_ATTRIBUTES(X)
#undef X
};

const char *html_attribute_name(enum html_attribute attribute)
{
    return names[attribute];
}

static inline uint64_t word(const char *p)
{
    uint64_t w;
    memcpy(&w, p, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    w = __builtin_bswap64(w);
#endif
    return w;
}

/* -1 for the many that nobody asks for. */
static int find_attribute(const char *name, size_t n)
{
    char key[LONGEST_NAME] = {0};
    if (n < 3 || n >= LONGEST_NAME)
        return -1;
    for (size_t i = 0; i < n; i++) {
        if (!name[i])
            return -1; /* zeros are padding */
        key[i] = (char)(name[i] >= 'A' && name[i] <= 'Z' ? name[i] | 0x20 : name[i]);
    }
    uint64_t first = word(key), second = word(key + 8);
    int low = 0, high = ATTRIBUTE_COUNT;
    while (low < high) {
        int middle = (low + high) / 2;
        uint64_t a = word(names[middle]), b = word(names[middle] + 8);
        if (a == first && b == second)
            return middle;
        if (a < first || (a == first && b < second))
            low = middle + 1;
        else
            high = middle;
    }
    return -1;
}

/* What ends a tag name, an attribute name, an unquoted value. */
enum { SPACE = 1, SLASH = 2, CLOSE = 4, EQUALS = 8 };
static const unsigned char ends[256] = {
    [' '] = SPACE,  ['\t'] = SPACE, ['\n'] = SPACE, ['\f'] = SPACE,
    ['\r'] = SPACE, ['/'] = SLASH,  ['>'] = CLOSE,  ['='] = EQUALS,
};

static inline int end_kind(char c)
{
    return ends[(unsigned char)c];
}

/* The value after "="; i is behind it. Returns the index after the value, n when the text ends inside it. */
static size_t read_value(const char *s, size_t n, size_t i, struct html_slice *value)
{
    while (i < n && end_kind(s[i]) == SPACE)
        i++;
    *value = (struct html_slice){s + i, 0};
    if (i >= n)
        return n;
    if (s[i] == '"' || s[i] == '\'') {
        const char *end = memchr(s + i + 1, s[i], n - i - 1);
        if (!end)
            return n;
        *value = (struct html_slice){s + i + 1, (size_t)(end - s) - i - 1};
        return (size_t)(end - s) + 1;
    }
    size_t start = i;
    while (i < n && !(end_kind(s[i]) & (SPACE | CLOSE)))
        i++;
    value->n = i - start;
    return i;
}

/* From behind the tag name to behind the ">". */
static size_t read_attributes(const char *s, size_t n, size_t i, struct html_token *token, bool *whole)
{
    for (;;) {
        while (i < n && end_kind(s[i]) & (SPACE | SLASH)) {
            token->self_closing = s[i] == '/' && i + 1 < n && s[i + 1] == '>';
            i++;
        }
        if (i >= n)
            return n;
        if (s[i] == '>') {
            *whole = true;
            return i + 1;
        }
        token->self_closing = false;
        size_t start = i++; /* an "=" in front belongs to the name */
        while (i < n && !end_kind(s[i]))
            i++;
        size_t length = i - start;
        struct html_slice value = {s + i, 0};
        while (i < n && end_kind(s[i]) == SPACE)
            i++;
        if (i < n && s[i] == '=')
            i = read_value(s, n, i + 1, &value);
        if (i >= n)
            return n;
        int attribute = token->closing ? -1 : find_attribute(s + start, length);
        if (attribute >= 0 && !(token->seen >> attribute & 1)) { /* the first one counts */
            token->seen |= (uint64_t)1 << attribute;
            token->value[attribute] = value;
        }
    }
}

size_t html_token_read(const char *s, size_t n, size_t i, struct html_token *token, bool *whole)
{
    *whole = false;
    token->closing = s[i + 1] == '/';
    token->self_closing = false;
    token->seen = 0;
    i += token->closing ? 2 : 1;
    size_t start = i;
    while (i < n && !(end_kind(s[i]) & (SPACE | SLASH | CLOSE)))
        i++;
    token->tag = html_tag_find(s + start, i - start);
    if (i < n && s[i] == '>') {
        *whole = true;
        return i + 1;
    }
    return read_attributes(s, n, i, token, whole);
}

size_t html_skip_declaration(const char *s, size_t n, size_t i)
{
    if (n - i < 4 || memcmp(s + i, "<!--", 4)) {
        const char *end = memchr(s + i, '>', n - i);
        return end ? (size_t)(end - s) + 1 : n;
    }
    i += 4;
    if (i < n && s[i] == '>')
        return i + 1;
    if (n - i >= 2 && !memcmp(s + i, "->", 2))
        return i + 2;
    /* "-->" or "--!>"; the dashes must follow "<!--", though "<!--->" was seen to above */
    size_t start = i;
    for (const char *p; i < n && (p = memchr(s + i, '>', n - i)); i++) {
        i = (size_t)(p - s);
        if ((i >= start + 2 && p[-1] == '-' && p[-2] == '-') ||
            (i >= start + 3 && p[-1] == '!' && p[-2] == '-' && p[-3] == '-'))
            return i + 1;
    }
    return n;
}

size_t html_find_end_tag(const char *s, size_t n, size_t i, enum html_tag tag)
{
    const char *name = html_tag_name(tag);
    size_t length = strlen(name);
    for (const char *p; i < n && (p = memchr(s + i, '<', n - i)); i++) {
        i = (size_t)(p - s);
        if (n - i < length + 2)
            return n;
        if (p[1] == '/' && !strncasecmp(p + 2, name, length) &&
            (n - i == length + 2 || end_kind(p[length + 2]) & (SPACE | SLASH | CLOSE)))
            return i;
    }
    return n;
}

/* The plain text of HTML: tags out, entities decoded, white space collapsed, in one pass. It makes nothing
   safe to show as markup: that is the sanitiser's task. */
#include "base/htmltag.h"
#include "base/text.h"

enum {
    INLINE = 1,
    DROPPED = 2 /* with its content */,
    RAW = 4 /* its content is not markup, up to its end tag */
};

/* What is not named here separates words. */
static const unsigned char tag_class[HTML_TAG_COUNT] = {
    [HTML_UNKNOWN] = INLINE,
    [HTML_A] = INLINE,
    [HTML_ABBR] = INLINE,
    [HTML_ACRONYM] = INLINE,
    [HTML_B] = INLINE,
    [HTML_BDI] = INLINE,
    [HTML_BDO] = INLINE,
    [HTML_BIG] = INLINE,
    [HTML_BLINK] = INLINE,
    [HTML_CITE] = INLINE,
    [HTML_CODE] = INLINE,
    [HTML_DATA] = INLINE,
    [HTML_DEL] = INLINE,
    [HTML_DFN] = INLINE,
    [HTML_EM] = INLINE,
    [HTML_FONT] = INLINE,
    [HTML_I] = INLINE,
    [HTML_INS] = INLINE,
    [HTML_KBD] = INLINE,
    [HTML_LABEL] = INLINE,
    [HTML_MARK] = INLINE,
    [HTML_NOBR] = INLINE,
    [HTML_OUTPUT] = INLINE,
    [HTML_Q] = INLINE,
    [HTML_RB] = INLINE,
    [HTML_RP] = INLINE,
    [HTML_RT] = INLINE,
    [HTML_RTC] = INLINE,
    [HTML_RUBY] = INLINE,
    [HTML_S] = INLINE,
    [HTML_SAMP] = INLINE,
    [HTML_SLOT] = INLINE,
    [HTML_SMALL] = INLINE,
    [HTML_SPAN] = INLINE,
    [HTML_STRIKE] = INLINE,
    [HTML_STRONG] = INLINE,
    [HTML_SUB] = INLINE,
    [HTML_SUP] = INLINE,
    [HTML_TIME] = INLINE,
    [HTML_TT] = INLINE,
    [HTML_U] = INLINE,
    [HTML_VAR] = INLINE,
    [HTML_WBR] = INLINE,
    [HTML_IMG] = INLINE,
    [HTML_SCRIPT] = INLINE | DROPPED | RAW,
    [HTML_STYLE] = INLINE | DROPPED | RAW,
    [HTML_XMP] = DROPPED | RAW,
    [HTML_IFRAME] = DROPPED | RAW,
    [HTML_NOEMBED] = DROPPED | RAW,
    [HTML_NOFRAMES] = DROPPED | RAW,
    [HTML_NOSCRIPT] = INLINE | DROPPED | RAW,
    [HTML_TEXTAREA] = DROPPED | RAW,
    [HTML_TITLE] = DROPPED | RAW,
    [HTML_TEMPLATE] = INLINE | DROPPED,
    [HTML_SVG] = INLINE | DROPPED,
    [HTML_MATH] = INLINE | DROPPED,
    [HTML_OBJECT] = DROPPED,
    [HTML_APPLET] = DROPPED,
    [HTML_VIDEO] = DROPPED,
    [HTML_AUDIO] = DROPPED,
    [HTML_CANVAS] = DROPPED,
    [HTML_SELECT] = DROPPED,
    [HTML_HEAD] = DROPPED,
    [HTML_DATALIST] = DROPPED,
};

bool html_tag_inline(enum html_tag tag)
{
    return tag_class[tag] & INLINE;
}

bool html_tag_left_out(enum html_tag tag)
{
    return tag_class[tag] & DROPPED;
}

enum { PLAIN, SPACE, MULTIBYTE, MARKUP, REFERENCE };
static const unsigned char byte_class[256] = {
    [' '] = SPACE,      ['\t'] = SPACE,     ['\n'] = SPACE,        ['\v'] = SPACE,
    ['\f'] = SPACE,     ['\r'] = SPACE,     [0xC2] = MULTIBYTE,    [0xE1] = MULTIBYTE,
    [0xE2] = MULTIBYTE, [0xE3] = MULTIBYTE, [0 ... 8] = MULTIBYTE, [0x0E ... 0x1F] = MULTIBYTE,
    [0x7F] = MULTIBYTE, [0xEF] = MULTIBYTE, ['<'] = MARKUP,        ['&'] = REFERENCE,
};

struct scan {
    const char *s;
    size_t n;
    bool title;   /* only whole tags of known elements are markup */
    bool lines;   /* the end of a block ends a line */
    bool pending; /* a space before the next word */
    bool line;    /* … and it is a line end */
    /* What was searched for in vain: nothing is searched for twice, which keeps the time linear. */
    bool unquoted, no_tag_end, no_comment_end, no_end_tag[HTML_TAG_COUNT];
};

static bool space(char c)
{
    return byte_class[(unsigned char)c] == SPACE;
}

static bool letter(char c)
{
    return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

/* The index of the ">" that ends the tag whose name ends at i; n when there is none. Quoted values may hold
   ">"; once a quotation mark has swallowed the rest of the text, quotation marks count no more. */
static size_t tag_end(struct scan *x, size_t from)
{
    size_t i = from;
    for (; !x->unquoted && i < x->n && x->s[i] != '>'; i++) {
        if (x->s[i] != '=')
            continue;
        size_t v = i + 1;
        while (v < x->n && space(x->s[v]))
            v++;
        if (v >= x->n || (x->s[v] != '"' && x->s[v] != '\''))
            continue;
        const char *end = memchr(x->s + v + 1, x->s[v], x->n - v - 1);
        i = end ? (size_t)(end - x->s) : x->n;
    }
    if (!x->unquoted && i < x->n)
        return i;
    x->unquoted = true;
    const char *end = x->no_tag_end ? NULL : memchr(x->s + from, '>', x->n - from);
    x->no_tag_end = !end;
    return end ? (size_t)(end - x->s) : x->n;
}

/* Past the end tag of an element whose content begins at i; 0 when it has none. */
static size_t past_end_tag(struct scan *x, enum html_tag tag, size_t i)
{
    const char *name = html_tag_name(tag);
    size_t length = strlen(name);
    if (x->no_end_tag[tag])
        return 0;
    for (const char *p; i < x->n && (p = memchr(x->s + i, '<', x->n - i)); i++) {
        i = (size_t)(p - x->s);
        if (x->n - i < length + 2)
            break;
        char after = x->n - i > length + 2 ? p[length + 2] : '>';
        if (p[1] != '/' || strncasecmp(p + 2, name, length) ||
            !(space(after) || after == '>' || after == '/'))
            continue;
        const char *end = memchr(p, '>', x->n - i);
        return end ? (size_t)(end - x->s) + 1 : x->n;
    }
    x->no_end_tag[tag] = true;
    return 0;
}

/* "<!…" and "<?…": past it. 0: not markup (in a title). */
static size_t declaration(struct scan *x, size_t i)
{
    const char *p = x->s + i;
    size_t left = x->n - i;
    const char *end;
    if (left >= 4 && !memcmp(p, "<!--", 4)) {
        if (left > 4 && p[4] == '>')
            return i + 5;
        if (left > 5 && p[4] == '-' && p[5] == '>')
            return i + 6;
        end = x->no_comment_end ? NULL : memmem(p + 4, left - 4, "-->", 3);
        x->no_comment_end = !end;
        return end ? (size_t)(end - x->s) + 3 : x->title ? 0 : x->n;
    }
    if (left >= 9 && !memcmp(p, "<![CDATA[", 9))
        return i + 9; /* its content is text all the same */
    if (x->title)
        return 0;
    end = memchr(p, '>', left);
    return end ? (size_t)(end - x->s) + 1 : x->n;
}

/* At a "<": past what is markup there; 0 when the sign is text. */
static size_t markup(struct scan *x, size_t i)
{
    const char *p = x->s + i;
    size_t left = x->n - i;
    if (left < 2)
        return 0;
    if (p[1] == '!' || p[1] == '?')
        return declaration(x, i);
    bool closing = p[1] == '/';
    size_t name = closing ? 2 : 1;
    if (name >= left || !letter(p[name])) {
        if (!closing || x->title)
            return 0;
        /* "</3>": browsers drop it */
        const char *end = x->no_tag_end ? NULL : memchr(p, '>', left);
        x->no_tag_end = !end;
        return end ? (size_t)(end - x->s) + 1 : 0;
    }
    /* What goes on is no known element: in a title, text, which is not read again for each "<" in it. */
    size_t most = x->title && left - name > HTML_TAG_LONGEST ? name + HTML_TAG_LONGEST : left, end = name;
    while (end < most && !space(p[end]) && p[end] != '/' && p[end] != '>')
        end++;
    enum html_tag tag = html_tag_find(p + name, end - name);
    if (x->title && tag == HTML_UNKNOWN)
        return 0;
    size_t past = tag_end(x, i + end);
    if (past >= x->n)
        return x->title ? 0 : x->n;
    past++;
    if (!(tag_class[tag] & INLINE)) {
        x->pending = true;
        x->line |= x->lines && tag != HTML_TD && tag != HTML_TH;
    }
    if (!closing && tag_class[tag] & DROPPED) {
        size_t after = past_end_tag(x, tag, past);
        if (after)
            return after;
        if (tag_class[tag] & RAW && !x->title)
            return x->n;
    }
    return past;
}

/* At a "]]>" that ends a CDATA section. */
static bool section_end(const struct scan *x, size_t i)
{
    return x->n - i >= 3 && !memcmp(x->s + i, "]]>", 3);
}

/* The words from s on (n > 0 bytes left, the first of them plain), with the single spaces between them. A "]"
   may end a CDATA section. */
static size_t words(const char *s, size_t n, bool section)
{
    const unsigned char *p = (const unsigned char *)s;
    size_t i = 1;
    while (i < n) {
        size_t space = s[i] == ' ' && i + 1 < n;
        if (byte_class[p[i + space]] || (section && s[i + space] == ']'))
            break;
        i += space + 1;
    }
    return i;
}

static char *plain(struct arena *a, struct scan *x)
{
    /* A reference is never shorter than its text, and a pending space stands for at least one byte. */
    char *out = arena_room(a, x->n + 1);
    size_t m = 0, sections = 0;
    const char *s = x->s;
    for (size_t i = 0; i < x->n;) {
        char text[8];
        const char *from = s + i;
        size_t length = 0, used = 0;
        bool is_space = false;
        switch (byte_class[(unsigned char)s[i]]) {
        case SPACE:
            x->pending = true;
            i++;
            continue;
        case MARKUP:
            used = markup(x, i);
            if (used) {
                sections += used == i + 9 && s[i + 1] == '!' && s[i + 2] == '[';
                i = used;
                continue;
            }
            length = used = 1;
            break;
        case REFERENCE:
            used = text_reference(from, x->n - i, false, text, &length);
            from = used ? text : from;
            if (!used)
                length = used = 1;
            if (!length || text_space_at(from, length, &is_space)) {
                x->pending |= is_space;
                i += used;
                continue;
            }
            break;
        case MULTIBYTE:
            used = text_space_at(from, x->n - i, &is_space);
            if (used) {
                x->pending |= is_space;
                i += used;
                continue;
            }
            length = used = 1;
            break;
        default:
            if (sections && s[i] == ']' && section_end(x, i)) {
                sections--;
                i += 3;
                continue;
            }
            length = used = words(from, x->n - i, sections);
        }
        if (x->pending && m)
            out[m++] = x->line ? '\n' : ' ';
        x->pending = x->line = false;
        memcpy(out + m, from, length);
        m += length;
        i += used;
    }
    out[m] = '\0';
    return out;
}

char *text_from_html(struct arena *a, const char *s, size_t n)
{
    struct scan x = {.s = s, .n = n};
    return plain(a, &x);
}

char *text_lines_from_html(struct arena *a, const char *s, size_t n)
{
    struct scan x = {.s = s, .n = n, .lines = true};
    return plain(a, &x);
}

bool text_is_html(const char *s, size_t n)
{
    struct scan x = {.s = s, .n = n, .title = true};
    for (const char *p = s; (p = memchr(p, '<', (size_t)(s + n - p))); p++)
        if (markup(&x, (size_t)(p - s)))
            return true;
    return false;
}

char *text_lines_mixed(struct arena *a, const char *s, size_t n)
{
    struct scan x = {.s = s, .n = n, .title = true, .lines = true};
    return plain(a, &x);
}

char *text_title(struct arena *a, const char *s, size_t n)
{
    struct scan x = {.s = s, .n = n, .title = true};
    return plain(a, &x);
}

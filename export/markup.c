/* HTML for feeds: sanitised content brought down to what feed readers and validators know. Not the sanitiser:
   it relies on one for the tree (every element closed), and on itself alone for what may stand in a feed. */
#include "export/page.h"
#include "base/htmltag.h"
#include "base/text.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum fate { DROP_TAG, KEEP, AS_DIV, NO_CONTENT };

/* Unknown elements lose their tags and keep their content. */
static const unsigned char fates[HTML_TAG_COUNT] = {
    [HTML_A] = KEEP,
    [HTML_ABBR] = KEEP,
    [HTML_ACRONYM] = KEEP,
    [HTML_ADDRESS] = KEEP,
    [HTML_AUDIO] = KEEP,
    [HTML_B] = KEEP,
    [HTML_BIG] = KEEP,
    [HTML_BLOCKQUOTE] = KEEP,
    [HTML_BR] = KEEP,
    [HTML_CAPTION] = KEEP,
    [HTML_CENTER] = AS_DIV,
    [HTML_CITE] = KEEP,
    [HTML_CODE] = KEEP,
    [HTML_COL] = KEEP,
    [HTML_COLGROUP] = KEEP,
    [HTML_DD] = KEEP,
    [HTML_DEL] = KEEP,
    [HTML_DFN] = KEEP,
    [HTML_DIV] = KEEP,
    [HTML_DL] = KEEP,
    [HTML_DT] = KEEP,
    [HTML_EM] = KEEP,
    [HTML_H1] = KEEP,
    [HTML_H2] = KEEP,
    [HTML_H3] = KEEP,
    [HTML_H4] = KEEP,
    [HTML_H5] = KEEP,
    [HTML_H6] = KEEP,
    [HTML_HR] = KEEP,
    [HTML_I] = KEEP,
    [HTML_IMG] = KEEP,
    [HTML_INS] = KEEP,
    [HTML_KBD] = KEEP,
    [HTML_LI] = KEEP,
    [HTML_OL] = KEEP,
    [HTML_P] = KEEP,
    [HTML_PRE] = KEEP,
    [HTML_Q] = KEEP,
    [HTML_S] = KEEP,
    [HTML_SAMP] = KEEP,
    [HTML_SMALL] = KEEP,
    [HTML_SPAN] = KEEP,
    [HTML_STRONG] = KEEP,
    [HTML_SUB] = KEEP,
    [HTML_SUP] = KEEP,
    [HTML_TABLE] = KEEP,
    [HTML_TBODY] = KEEP,
    [HTML_TD] = KEEP,
    [HTML_TFOOT] = KEEP,
    [HTML_TH] = KEEP,
    [HTML_THEAD] = KEEP,
    [HTML_TR] = KEEP,
    [HTML_TT] = KEEP,
    [HTML_U] = KEEP,
    [HTML_UL] = KEEP,
    [HTML_VAR] = KEEP,
    [HTML_VIDEO] = KEEP,
    [HTML_ARTICLE] = AS_DIV,
    [HTML_ASIDE] = AS_DIV,
    [HTML_DETAILS] = AS_DIV,
    [HTML_FIGCAPTION] = AS_DIV,
    [HTML_FIGURE] = AS_DIV,
    [HTML_FOOTER] = AS_DIV,
    [HTML_HEADER] = AS_DIV,
    [HTML_HGROUP] = AS_DIV,
    [HTML_MAIN] = AS_DIV,
    [HTML_NAV] = AS_DIV,
    [HTML_SECTION] = AS_DIV,
    [HTML_SUMMARY] = AS_DIV,
    [HTML_SCRIPT] = NO_CONTENT,
    [HTML_STYLE] = NO_CONTENT,
    [HTML_IFRAME] = NO_CONTENT,
    [HTML_OBJECT] = NO_CONTENT,
    [HTML_TEMPLATE] = NO_CONTENT,
    [HTML_NOSCRIPT] = NO_CONTENT,
    [HTML_TEXTAREA] = NO_CONTENT,
    [HTML_TITLE] = NO_CONTENT,
};

static const char *const attributes[] = {"href",   "src",      "alt",   "title",   "width",   "height",
                                         "lang",   "dir",      "cite",  "colspan", "rowspan", "datetime",
                                         "start",  "scope",    "value", "span",    "abbr",    "hreflang",
                                         "poster", "controls", NULL};
static const char *const addresses[] = {"href", "src", "cite", "poster", NULL};
static const char *const schemes[] = {"http:", "https:", "mailto:", "tel:", NULL};

static bool one_of(const char *const *list, const char *s, size_t n, bool begins)
{
    for (; *list; list++) {
        size_t length = strlen(*list);
        if ((begins ? n >= length : n == length) && strncasecmp(*list, s, length) == 0)
            return true;
    }
    return false;
}

struct tag {
    const char *begin, *end; /* from "<" to after ">" */
    enum html_tag name;
    bool closing;
    const char *attributes; /* where they begin */
};

enum found { NO_TAG, TAG, NEVER_ENDED };

/* A tag at s, which is "<". */
static enum found read_tag(const char *s, const char *end, struct tag *t)
{
    const char *p = s + 1;
    t->begin = s;
    t->closing = p < end && *p == '/';
    p += t->closing;
    const char *name = p;
    while (p < end && isalnum((unsigned char)*p))
        p++;
    if (p == name || !isalpha((unsigned char)*name))
        return NO_TAG;
    t->name = html_tag_find(name, (size_t)(p - name));
    t->attributes = p;
    for (char quote = 0; p < end; p++) {
        if (quote ? *p == quote : *p == '>') {
            if (!quote) {
                t->end = p + 1;
                return TAG;
            }
            quote = 0;
        } else if (!quote && (*p == '"' || *p == '\'') && p[-1] == '=') {
            quote = *p;
        }
    }
    return NEVER_ENDED;
}

struct attribute {
    const char *name, *value;
    size_t name_length, value_length;
};

static bool next_attribute(const char **at, const char *end, struct attribute *x)
{
    const char *p = *at;
    while (p < end && (isspace((unsigned char)*p) || *p == '/' || *p == '"' || *p == '\''))
        p++;
    x->name = p;
    while (p < end && !isspace((unsigned char)*p) && *p != '=' && *p != '>' && *p != '/')
        p++;
    x->name_length = (size_t)(p - x->name);
    x->value = "";
    x->value_length = 0;
    if (p < end && *p == '=') {
        char quote = ++p < end && (*p == '"' || *p == '\'') ? *p++ : '\0';
        x->value = p;
        while (p < end && (quote ? *p != quote : !isspace((unsigned char)*p) && *p != '>'))
            p++;
        x->value_length = (size_t)(p - x->value);
        p += p < end && quote;
    }
    bool some = x->name_length || p > *at;
    *at = p;
    return some && x->name_length;
}

/* The value escaped as it is, but for what would end it. */
static void add_value(struct buf *out, const struct attribute *x)
{
    buf_addc(out, ' ');
    buf_add(out, x->name, x->name_length);
    buf_adds(out, "=\"");
    for (size_t i = 0; i < x->value_length; i++) {
        char c = x->value[i];
        if (c == '"' || c == '<' || c == '>')
            buf_adds(out, c == '"' ? "&quot;" : c == '<' ? "&lt;" : "&gt;");
        else
            buf_addc(out, c);
    }
    buf_addc(out, '"');
}

static void add_tag(struct buf *out, const struct tag *t)
{
    const char *name = fates[t->name] == AS_DIV ? "div" : html_tag_name(t->name), *at = t->attributes;
    size_t before = out->n;
    struct attribute x;
    bool source = false;
    buf_printf(out, t->closing ? "</%s" : "<%s", name);
    while (!t->closing && next_attribute(&at, t->end - 1, &x)) {
        bool address = one_of(addresses, x.name, x.name_length, false);
        if (!one_of(attributes, x.name, x.name_length, false) ||
            (address && !one_of(schemes, x.value, x.value_length, true)))
            continue;
        source = source || (x.name_length == 3 && strncasecmp(x.name, "src", 3) == 0);
        add_value(out, &x);
    }
    buf_addc(out, '>');
    if (t->name == HTML_IMG && !source && !out->overflow) {
        out->n = before; /* a picture of nothing */
        out->p[before] = '\0';
    }
}

/* After the end of the element whose opening tag this is; the end of the text when it is never closed. */
static const char *after_element(const struct tag *t, const char *end)
{
    const char *name = html_tag_name(t->name);
    size_t n = strlen(name);
    for (const char *p = t->end; (p = memmem(p, (size_t)(end - p), "</", 2)); p += 2)
        if ((size_t)(end - p) > n + 2 && strncasecmp(p + 2, name, n) == 0) {
            const char *close = memchr(p, '>', (size_t)(end - p));
            return close ? close + 1 : end;
        }
    return end;
}

void feed_html(struct buf *out, const char *html)
{
    const char *p = html, *end = p + strlen(p);
    bool no_more_tags =
        false; /* after one that never ends: whatever follows is text, and time stays linear */
    while (p < end) {
        const char *open = memchr(p, '<', (size_t)(end - p));
        struct tag t;
        buf_add(out, p, (size_t)((open ? open : end) - p));
        if (!open)
            break;
        enum found found = no_more_tags ? NO_TAG : read_tag(open, end, &t);
        no_more_tags = no_more_tags || found == NEVER_ENDED;
        if (found != TAG) {
            buf_adds(out, "&lt;");
            p = open + 1;
            continue;
        }
        p = t.end;
        if (fates[t.name] == NO_CONTENT && !t.closing)
            p = after_element(&t, end);
        else if (fates[t.name] == KEEP || fates[t.name] == AS_DIV)
            add_tag(out, &t);
    }
}

void add_cdata(struct buf *out, const char *s, size_t n)
{
    const char *end = s + n;
    struct buf clean;
    buf_init(&clean, 0);
    utf8_clean(&clean, s, n);
    s = buf_str(&clean);
    end = s + clean.n;
    buf_adds(out, "<![CDATA[");
    for (const char *p; (p = memmem(s, (size_t)(end - s), "]]>", 3)); s = p + 2) {
        buf_add(out, s, (size_t)(p + 2 - s));
        buf_adds(out, "]]><![CDATA[");
    }
    buf_add(out, s, (size_t)(end - s));
    buf_adds(out, "]]>");
    buf_free(&clean);
}

/* A misread encoding leaves U+FFFD and controls of C1 in a text. The length of such a sign at s, 0 for
 * others. */
static size_t noise_at(const unsigned char *s)
{
    if (*s == 0x7F)
        return 1;
    if (s[0] == 0xC2 && s[1] >= 0x80 && s[1] <= 0x9F)
        return 2;
    return s[0] == 0xEF && s[1] == 0xBF && s[2] == 0xBD ? 3 : 0;
}

void feed_characters(struct buf *out, size_t from)
{
    if (out->overflow || from >= out->n)
        return;
    size_t to = from;
    for (size_t i = from; i < out->n;) {
        size_t noise = noise_at((const unsigned char *)out->p + i);
        if (noise == 3)
            out->p[to++] = '?';
        else if (!noise)
            out->p[to++] = out->p[i];
        i += noise ? noise : 1;
    }
    out->n = to;
    out->p[to] = '\0';
}

void add_element(struct buf *out, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    size_t n = strlen(name);
    buf_addc(out, '<');
    buf_add(out, name, n);
    buf_addc(out, '>');
    text_add_xml(out, text);
    buf_add(out, "</", 2);
    buf_add(out, name, n);
    buf_add(out, ">\n", 2);
}

void add_digits(struct buf *out, unsigned v, int width)
{
    char digits[10];
    int n = 0;
    for (; n < (int)sizeof digits && (v || n < width); v /= 10)
        digits[sizeof digits - (size_t)++n] = (char)('0' + v % 10);
    buf_add(out, digits + sizeof digits - n, (size_t)n);
}

void add_decimal(struct buf *out, double v, int decimals)
{
    char text[400];
    int n = snprintf(text, sizeof text, "%.*f", decimals, v);
    if (n < 0 || n >= (int)sizeof text)
        return;
    while (decimals && n > 1 && text[n - 1] == '0')
        n--;
    if (n > 1 && text[n - 1] == '.')
        n--;
    if (n == 2 && memcmp(text, "-0", 2) == 0)
        buf_addc(out, '0');
    else
        buf_add(out, text, (size_t)n);
}

bool item_has_point(const struct item *item)
{
    return fabs(item->lat) <= 90 && fabs(item->lon) <= 180; /* false for NAN */
}

void add_point(struct buf *out, const struct item *item)
{
    if (!item_has_point(item))
        return;
    buf_adds(out, "<georss:point>");
    add_decimal(out, item->lat, 6);
    buf_addc(out, ' ');
    add_decimal(out, item->lon, 6);
    buf_adds(out, "</georss:point>\n");
}

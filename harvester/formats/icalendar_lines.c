/* Content lines of iCalendar (RFC 5545 3.1): folds undone, names, parameters, TEXT values. Takes the lines as
   they come; what they mean is for others. */
#include "harvester/formats/icalendar.h"
#include "base/text.h"

#include <ctype.h>
#include <string.h>

enum {
    LONGEST_NAME = 40,
    LONGEST_TEXT = (1 << 20) + FIELD_MARGIN, /* unescaped; the limit of a field is at most that */
    FOLDED = 70,                             /* a line at least that long was folded by length */
};

/* --- names --- */

static enum vc_name name_find(const char *s, size_t n)
{
    static const struct {
        const char *name;
        size_t n;
    } names[VC_NAMES] = {{"", 0},
#define X(id, text) {text, sizeof text - 1},
                         VC_PROPERTIES(X)
#undef X
    };
    for (int i = 1; i < VC_NAMES; i++)
        if (names[i].n == n && strncasecmp(names[i].name, s, n) == 0)
            return (enum vc_name)i;
    return VC_OTHER;
}

static size_t name_length(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && i < LONGEST_NAME && (isalnum((unsigned char)s[i]) || s[i] == '-' || s[i] == '_'))
        i++;
    return i && i < n && (s[i] == ':' || s[i] == ';') ? i : 0;
}

/* "Tarif: 5 €" on a line of its own is no property but a description whose line ends were not escaped: names
   that are not known are taken for names in upper case only. */
static bool is_property(const char *s, size_t n)
{
    size_t length = name_length(s, n);
    if (!length)
        return false;
    if (name_find(s, length) || strncasecmp(s, "X-", 2) == 0)
        return true;
    for (size_t i = 0; i < length; i++)
        if (islower((unsigned char)s[i]))
            return false;
    return true;
}

static bool is_delimiter(const char *s, size_t n)
{
    return (n > 6 && strncasecmp(s, "BEGIN:", 6) == 0) || (n > 4 && strncasecmp(s, "END:", 4) == 0);
}

/* --- folds --- */

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

static size_t skip_space(const char *s, size_t n)
{
    size_t i = 0;
    while (i < n && is_space(s[i]))
        i++;
    return i;
}

struct unfolding {
    struct buf *out;
    size_t previous; /* length of the line before */
    bool any;        /* a property was begun */
    bool block;      /* the line before was a BEGIN or END, or an indented property */
};

static void unfold_line(struct unfolding *u, const char *s, size_t n)
{
    size_t indent = skip_space(s, n);
    bool property = is_property(s + indent, n - indent);
    if (indent == n)
        return;
    if (indent && u->any && !(property && (u->block || is_delimiter(s + indent, n - indent)))) {
        buf_add(u->out, s + 1, n - 1);
        u->block = false;
    } else if (property || !u->any) {
        if (u->any)
            buf_addc(u->out, '\n');
        buf_add(u->out, s + indent, n - indent);
        u->any = property;
        u->block = property && (indent || is_delimiter(s, n));
        if (!property)
            buf_addc(u->out, '\n');
    } else {
        if (u->previous < FOLDED)
            buf_adds(u->out, "\\n");
        buf_add(u->out, s, n);
        u->block = false;
    }
    u->previous = n;
}

void vc_unfold(struct buf *out, const char *bytes, size_t n)
{
    struct unfolding u = {.out = out};
    const char *s = bytes, *end = bytes + n, *lf = NULL;
    if (n >= 3 && memcmp(s, "\xEF\xBB\xBF", 3) == 0)
        s += 3;
    while (s < end) {
        if (!lf || lf < s) /* looked for once, also where lines end with CR alone */
            lf = memchr(s, '\n', (size_t)(end - s));
        lf = lf ? lf : end;
        const char *cr = memchr(s, '\r', (size_t)(lf - s)), *stop = cr ? cr : lf;
        unfold_line(&u, s, (size_t)(stop - s));
        s = stop;
        while (s < end && *s == '\r')
            s++;
        if (s < end && *s == '\n')
            s++;
    }
    buf_addc(out, '\n');
}

/* --- lines --- */

/* The colon that ends the parameters: the first one outside quotes; outside quotes that were never closed,
   simply the first. n when there is none. */
static size_t value_colon(const char *s, size_t n)
{
    bool quoted = false;
    size_t first = n;
    for (size_t i = 0; i < n; i++) {
        if (s[i] == '"')
            quoted = !quoted;
        else if (s[i] == ':') {
            first = first < i ? first : i;
            if (!quoted)
                return i;
        }
    }
    return first;
}

bool vc_next(struct slice *at, struct vc_line *line)
{
    while (at->n) {
        const char *s = at->s, *lf = memchr(s, '\n', at->n);
        size_t n = lf ? (size_t)(lf - s) : at->n, length = name_length(s, n);
        at->s += n + (lf != NULL);
        at->n -= n + (lf != NULL);
        if (!length)
            continue;
        size_t colon = length + value_colon(s + length, n - length);
        if (colon == n)
            continue;
        line->name = name_find(s, length);
        line->params = (struct slice){s + length, colon - length};
        line->value = (struct slice){s + colon + 1, n - colon - 1};
        return true;
    }
    return false;
}

bool vc_param(const struct vc_line *line, const char *name, struct slice *value)
{
    const char *s = line->params.s, *end = s ? s + line->params.n : NULL;
    size_t length = strlen(name);
    while (s < end) {
        s++; /* ";" */
        const char *from = s;
        bool quoted = false;
        for (; s < end && (quoted || *s != ';'); s++)
            quoted ^= *s == '"';
        size_t n = (size_t)(s - from);
        if (n <= length || from[length] != '=' || strncasecmp(from, name, length) != 0)
            continue;
        *value = (struct slice){from + length + 1, n - length - 1};
        if (value->n >= 2 && value->s[0] == '"' && value->s[value->n - 1] == '"') {
            value->s++;
            value->n -= 2;
        }
        return value->n > 0;
    }
    return false;
}

bool slice_is(struct slice s, const char *word)
{
    size_t n = strlen(word);
    while (s.n && isspace((unsigned char)s.s[0])) {
        s.s++;
        s.n--;
    }
    while (s.n && isspace((unsigned char)s.s[s.n - 1]))
        s.n--;
    return s.n == n && strncasecmp(s.s, word, n) == 0;
}

/* --- TEXT --- */

static char *unescape(struct arena *a, struct slice value, size_t *length)
{
    size_t n = value.n < LONGEST_TEXT ? value.n : LONGEST_TEXT, k = 0;
    while (n < value.n && n && ((unsigned char)value.s[n] & 0xC0) == 0x80)
        n--;
    char *out = arena_alloc(a, n + 1);
    for (size_t i = 0; i < n; i++) {
        char c = value.s[i];
        if (c == '\\' && i + 1 < n && strchr("nN\\;,:\"", value.s[i + 1]) && value.s[i + 1]) {
            c = value.s[++i];
            c = c == 'n' || c == 'N' ? '\n' : c;
        }
        out[k++] = c;
    }
    out[k] = '\0';
    *length = k;
    return out;
}

const char *vc_text(struct arena *a, struct slice value)
{
    size_t n;
    if (!value.s)
        return NULL;
    const char *text = unescape(a, value, &n);
    return text_blank(text) ? NULL : text;
}

const char *vc_title(struct arena *a, struct slice value)
{
    size_t n;
    if (!value.s)
        return NULL;
    const char *text = unescape(a, value, &n);
    text = text_title(a, text, n);
    return text_blank(text) ? NULL : text;
}

bool vc_cut(struct slice *list, struct slice *value)
{
    size_t i = 0;
    if (!list->s || !list->n)
        return false;
    while (i < list->n && list->s[i] != ',')
        i += list->s[i] == '\\' && i + 1 < list->n ? 2 : 1;
    *value = (struct slice){list->s, i};
    list->s += i < list->n ? i + 1 : i;
    list->n -= i < list->n ? i + 1 : i;
    return true;
}

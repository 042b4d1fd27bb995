/* Entities: read from the internal subset, expanded within bounds, as text. Nothing outside the document is
   ever looked at. */
#include "harvester/formats/xmlentities.h"
#include "base/text.h"

#include <string.h>

enum {
    MOST_NESTED = 8,
    COST = 16, /* of any reference, however little it gives */
};

static bool space(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

static const char *skip(const char *p, const char *end, bool blank)
{
    while (p < end && space(*p) == blank && *p != '>')
        p++;
    return p;
}

/* <!ENTITY name "value"> or <!ENTITY name SYSTEM "…">, from behind "<!ENTITY"; returns where to go on. */
static const char *entity(struct xml_entities *e, const char *p, const char *end)
{
    p = skip(p, end, true);
    const char *name = p;
    if (p < end && *p == '%')
        return p; /* for the document type itself */
    p = skip(p, end, false);
    size_t name_n = (size_t)(p - name);
    p = skip(p, end, true);
    if (!name_n || p == end || e->n == MOST_ENTITIES)
        return p;
    const char *close = *p == '"' || *p == '\'' ? memchr(p + 1, *p, (size_t)(end - p - 1)) : NULL;
    e->v[e->n].name = name;
    e->v[e->n].name_n = name_n;
    e->v[e->n].value = close ? p + 1 : NULL;
    e->v[e->n].value_n = close ? (size_t)(close - p - 1) : 0;
    e->n++;
    return close ? close + 1 : p;
}

void xml_entities_init(struct xml_entities *e, const char *doctype, size_t n, size_t most)
{
    const char *p = doctype, *end = doctype + n;
    bool inside = false;
    e->n = e->spent = 0;
    e->most = most;
    e->elsewhere = e->beyond = false;
    while (p < end) {
        size_t left = (size_t)(end - p);
        const char *close = NULL;
        if (*p == '"' || *p == '\'') {
            e->elsewhere = e->elsewhere || !inside;
            close = memchr(p + 1, *p, left - 1);
        } else if (left >= 4 && memcmp(p, "<!--", 4) == 0) {
            close = memmem(p + 4, left - 4, "-->", 3);
        } else if (left >= 8 && memcmp(p, "<!ENTITY", 8) == 0) {
            p = entity(e, p + 8, end);
            continue;
        } else {
            inside = inside || *p == '[';
            close = p;
        }
        if (!close)
            return;
        p = close + 1;
    }
}

static size_t find(const struct xml_entities *e, const char *name, size_t n)
{
    size_t i = 0;
    while (i < e->n && !(e->v[i].name_n == n && memcmp(e->v[i].name, name, n) == 0))
        i++;
    return i;
}

static const char *expand(struct xml_entities *e, const char *name, size_t n, struct buf *out, int depth);

/* The value of an entity, whose references are resolved in turn. */
static const char *expand_value(struct xml_entities *e, const char *p, size_t n, struct buf *out, int depth)
{
    const char *fault = NULL;
    for (size_t i = 0; i < n && e->spent < e->most;) {
        const char *amp = memchr(p + i, '&', n - i);
        size_t run = amp ? (size_t)(amp - p) - i : n - i, used, length;
        char text[8];
        if (run > e->most - e->spent) {
            run = e->most - e->spent;
            while (run && ((unsigned char)p[i + run] & 0xC0) == 0x80)
                run--;
            e->spent = e->most;
            n = i + run;
            text_add_xml_n(out, p + i, run);
            break;
        }
        text_add_xml_n(out, p + i, run);
        e->spent += run;
        i += run;
        if (i >= n)
            break;
        const char *end = memchr(p + i, ';', n - i);
        if (p[i + (i + 1 < n)] == '#' && (used = text_reference(p + i, n - i, false, text, &length))) {
            text_add_xml_n(out, text, length);
            i += used;
        } else if (end && end - p - i > 1) {
            const char *what = expand(e, p + i + 1, (size_t)(end - p) - i - 1, out, depth + 1);
            i = (size_t)(end - p) + 1;
            if (what && *what)
                fault = fault ? fault : what;
        } else {
            buf_adds(out, "&amp;");
            i++;
        }
    }
    e->beyond = e->beyond || e->spent >= e->most;
    return fault;
}

static const char *expand(struct xml_entities *e, const char *name, size_t n, struct buf *out, int depth)
{
    static const char *const five[] = {"amp", "lt", "gt", "quot", "apos"};
    for (size_t i = 0; i < 5; i++)
        if (n == strlen(five[i]) && memcmp(name, five[i], n) == 0) {
            buf_addc(out, '&');
            buf_add(out, name, n);
            buf_addc(out, ';');
            return NULL;
        }
    e->beyond = e->beyond || e->spent >= e->most;
    if (depth > MOST_NESTED || e->beyond)
        return "entities are nested too deeply";
    size_t i = find(e, name, n);
    e->spent += COST;
    if (i < e->n && !e->v[i].value)
        return "an entity of another document was not read";
    if (i < e->n)
        return expand_value(e, e->v[i].value, e->v[i].value_n, out, depth);
    const char *html = text_entity(name, n);
    if (!html)
        return "";
    text_add_xml_n(out, html, strlen(html));
    return e->elsewhere ? NULL : "an entity of HTML is not declared";
}

const char *xml_entity_add(struct xml_entities *e, const char *name, size_t n, struct buf *out)
{
    return expand(e, name, n, out, 0);
}

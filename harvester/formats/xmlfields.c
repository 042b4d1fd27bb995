/* What elements of XML feeds put into the record: texts, people, tags, places. */
#include "harvester/formats/xmlfields.h"
#include "base/text.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

bool may_give(const struct xmlfeed *x, enum field field, int rank)
{
    int have = x->ranks[x->item != NULL][field];
    return !have || rank < have;
}

void settle(struct xmlfeed *x, enum field field, int rank)
{
    x->ranks[x->item != NULL][field] = (unsigned char)rank;
}

/* The elements of the format itself come first. */
int rank_of(const struct xmlfeed *x, const struct element *e)
{
    enum { BORROWED = 16 };
    return e->ns == x->native ? e->rank : e->rank + BORROWED;
}

unsigned place_of(const struct xmlfeed *x)
{
    return x->stack[x->depth - 1].place;
}

/* Atom says what it means; elsewhere entities and even tags are to be expected in what should be plain. */
const char *line_of(const struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = piece->type == GATHER_XHTML ? text_from_html(x->arena, piece->p, piece->n)
                       : piece->type == GATHER_HTML || e->ns != NS_ATOM
                           ? text_title(x->arena, piece->p, piece->n)
                           : text_collapse(x->arena, piece->p, piece->n);
    return *line ? line : NULL;
}

const char *line_attribute(const struct xmlfeed *x, const struct attributes *attributes, const char *name)
{
    size_t n;
    const char *s = attribute(attributes, name, &n);
    return s ? plain_line(x->arena, s, n) : NULL;
}

/* Resolved; where it was escaped twice, that is undone: no address holds "&amp;" on purpose. */
static const char *address(const struct xmlfeed *x, const char *base, const char *s, size_t n)
{
    static const char *const escaped[] = {"&amp;", "&#38;", "&#038;", "&#x26;"};
    if (!memchr(s, '&', n))
        return link_address(x->arena, base, s, n);
    char *out = arena_alloc(x->arena, n + 1);
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        out[m++] = s[i];
        for (size_t k = 0; s[i] == '&' && k < sizeof escaped / sizeof *escaped; k++)
            if (begins_with(s + i, n - i, escaped[k])) {
                i += strlen(escaped[k]) - 1;
                break;
            }
    }
    return link_address(x->arena, base, out, m);
}

const char *address_attribute(const struct xmlfeed *x, const struct attributes *attributes, const char *name)
{
    size_t n;
    const char *s = attribute(attributes, name, &n);
    return s ? address(x, x->stack[x->depth].base, s, n) : NULL;
}

const char *address_of(const struct xmlfeed *x, const struct piece *piece)
{
    return address(x, piece->base, piece->p, piece->n);
}

/* --- texts --- */

/* How the content of an Atom text construct is written: `type` of Atom 1.0 (RFC 4287 3.1.1, 4.1.3.1), `type`
   and `mode` of Atom 0.3. */
static enum gather atom_gather(const struct attributes *attributes)
{
    size_t n;
    const char *type = attribute(attributes, "type", &n);
    bool escaped = attribute_is(attributes, "mode", "escaped");
    if (attribute_is(attributes, "mode", "base64"))
        return GATHER_BASE64;
    while (type && n && strchr(" \t\r\n", *type)) {
        type++;
        n--;
    }
    while (type && n && strchr(" \t\r\n", type[n - 1]))
        n--;
    if (!type || !n || begins_with(type, n, "text/plain") || (n == 4 && begins_with(type, n, "text")))
        return GATHER_TEXT;
    if (begins_with(type, n, "xhtml") || begins_with(type, n, "application/xhtml"))
        return escaped ? GATHER_HTML : GATHER_XHTML;
    if (begins_with(type, n, "html") || begins_with(type, n, "text/html"))
        return attribute_is(attributes, "mode", "xml") ? GATHER_XHTML : GATHER_HTML;
    if (begins_with(type, n, "text/"))
        return GATHER_TEXT;
    return ends_with(type, n, "/xml") || ends_with(type, n, "+xml") ? GATHER_XHTML : GATHER_BASE64;
}

void begin_text(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    if (e->ns == NS_ATOM)
        top(x)->gather = atom_gather(attributes);
    else if (e->ns == NS_XHTML)
        top(x)->gather = GATHER_XHTML;
}

/* Content that is elsewhere: the address is better than nothing. */
void begin_content(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    enum { LAST = 48 };
    begin_text(x, e, attributes);
    const char *src = x->item ? address_attribute(x, attributes, "src") : NULL;
    if (!src || !may_give(x, FIELD_LINK, LAST))
        return;
    x->item->url = src;
    settle(x, FIELD_LINK, LAST);
}

void take_title(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (!line)
        return;
    if (x->attachment && place_of(x) == IN_MEDIA)
        x->attachment->title = line;
    if (!may_give(x, FIELD_TITLE, rank_of(x, e)))
        return;
    *(x->item ? &x->item->title : &x->feed->title) = line;
    settle(x, FIELD_TITLE, rank_of(x, e));
}

static bool blank(const struct piece *piece)
{
    bool space = true;
    for (size_t i = 0; i < piece->n && space;) {
        size_t used = text_space_at(piece->p + i, piece->n - i, &space);
        if (!used)
            return false;
        i += used;
        space = true;
    }
    return true;
}

static void keep(struct draft *draft, const struct piece *piece)
{
    buf_reset(&draft->text);
    buf_add(&draft->text, piece->p, piece->n);
    draft->piece = *piece;
    draft->piece.p = buf_str(&draft->text);
}

void take_text(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    if (blank(piece) || !may_give(x, e->field, rank_of(x, e)))
        return;
    if (x->item)
        keep(e->field == FIELD_CONTENT ? &x->content : &x->summary, piece);
    else
        x->feed->description =
            piece->type == GATHER_TEXT ? line_of(x, e, piece) : text_from_html(x->arena, piece->p, piece->n);
    settle(x, e->field, rank_of(x, e));
}

void take_language(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (!line || strlen(line) > 35 || !may_give(x, FIELD_LANGUAGE, rank_of(x, e)))
        return;
    *(x->item ? &x->item->language : &x->feed->language) = line;
    settle(x, FIELD_LANGUAGE, rank_of(x, e));
}

/* --- people --- */

void begin_person(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    (void)e;
    (void)attributes;
    x->person = (struct author){0};
}

static const char *trimmed(const struct xmlfeed *x, const char *s, size_t n)
{
    while (n && strchr(" \"',;-", *s)) {
        s++;
        n--;
    }
    while (n && strchr(" \"',;-", s[n - 1]))
        n--;
    return n ? arena_strndup(x->arena, s, n) : NULL;
}

/* "address (Name)", as RSS asks, "Name <address>", as mail has it, an address alone, or a name. */
static struct author author_of_text(const struct xmlfeed *x, const char *s)
{
    static const char marks[] = "<>()";
    struct author a = {0};
    const char *at = strchr(s, '@');
    if (!at) {
        a.name = trimmed(x, s, strlen(s));
        return a;
    }
    for (int i = 0; i < 4; i += 2) {
        const char *open = strchr(s, marks[i]), *close = open ? strchr(open, marks[i + 1]) : NULL;
        if (!close)
            continue;
        bool inside = at > open && at < close;
        const char *outer = trimmed(x, s, (size_t)(open - s));
        const char *inner = trimmed(x, open + 1, (size_t)(close - open - 1));
        a.name = inside ? outer : inner;
        a.email = inside ? inner : outer;
        return a;
    }
    if (strchr(s, ' '))
        a.name = trimmed(x, s, strlen(s));
    else
        a.email = strncasecmp(s, "mailto:", 7) == 0 ? s + 7 : s;
    return a;
}

/* Those of the element of a better rank take the place of the others; those of equal rank add up. */
void take_author(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    struct author a = x->person;
    const char *line = a.name || a.url || a.email ? NULL : line_of(x, e, piece);
    if (line)
        a = author_of_text(x, line);
    struct authors *list = x->item ? &x->item->authors : &x->feed->authors;
    int have = x->ranks[x->item != NULL][FIELD_AUTHOR], rank = rank_of(x, e);
    if (place_of(x) == IN_SOURCE)
        list = &x->fallback;
    else if (have && rank > have)
        return;
    else if (a.name && rank < have)
        list->n = 0;
    add_author(x->arena, list, &a);
    if (a.name && place_of(x) != IN_SOURCE)
        settle(x, FIELD_AUTHOR, rank);
}

void take_person_name(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    if (line && !x->person.name)
        x->person.name = line;
}

void take_person_url(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    (void)e;
    x->person.url = address_of(x, piece);
}

void take_person_email(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    x->person.email = line_of(x, e, piece);
}

/* --- tags --- */

static void put_tag(struct xmlfeed *x, const char *tag, int rank)
{
    int have = x->ranks[1][FIELD_TAG];
    if (!x->item || text_blank(tag) || (have && rank > have))
        return;
    if (rank < have)
        x->item->tags.n = 0;
    add_tag(x->arena, &x->item->tags, tag);
    settle(x, FIELD_TAG, rank);
}

void begin_tag(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    const char *label = line_attribute(x, attributes, "label");
    put_tag(x, label ? label : line_attribute(x, attributes, "term"), rank_of(x, e));
}

void take_tag(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_tag(x, line_of(x, e, piece), rank_of(x, e));
}

void take_keywords(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    const char *line = line_of(x, e, piece);
    while (line && *line) {
        size_t n = strcspn(line, ",");
        put_tag(x, plain_line(x->arena, line, n), rank_of(x, e));
        line += n + (line[n] == ',');
    }
}

/* --- where an event is, and whose it is --- */

static void put_line(struct xmlfeed *x, const struct element *e, const char *line)
{
    if (!line || !x->item || !may_give(x, e->field, rank_of(x, e)))
        return;
    *(e->field == FIELD_PLACE ? &x->item->place : &x->item->organizer) = line;
    settle(x, e->field, rank_of(x, e));
}

void begin_line(struct xmlfeed *x, const struct element *e, const struct attributes *attributes)
{
    put_line(x, e, line_attribute(x, attributes, "valueString"));
}

void take_line(struct xmlfeed *x, const struct element *e, const struct piece *piece)
{
    put_line(x, e, line_of(x, e, piece));
}

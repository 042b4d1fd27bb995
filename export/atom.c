/* Atom 1.0 (RFC 4287). Every entry has its own author, its source and an `updated` that no other entry has.
 */
#include "export/page.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The instants given to entries so far, in microseconds: open addressing, 0 is free. */
struct taken {
    int64_t *v;
    size_t n, cap;
};

static bool take(struct taken *t, int64_t at)
{
    size_t i = (size_t)((uint64_t)at * 0x9E3779B97F4A7C15u >> 20) & (t->cap - 1);
    for (; t->v[i]; i = (i + 1) & (t->cap - 1))
        if (t->v[i] == at)
            return false;
    t->v[i] = at;
    t->n++;
    return true;
}

/* Entries that changed in the same second would share their `updated`, which the validator warns of: each
   gets the fraction of a second that its name gives, and when another already has that, the next one that is
   free. */
static int64_t own_instant(struct export_page *page, const struct stored_item *item)
{
    enum { SECOND = 1000000, FIRST = 64 };
    struct taken *t = page->state;
    if (!t)
        page->state = t = arena_alloc(&page->kept, sizeof *t);
    if (2 * (t->n + 1) > t->cap) {
        struct taken old = *t;
        *t = (struct taken){.cap = old.cap ? 2 * old.cap : FIRST};
        t->v = arena_alloc(&page->kept, t->cap * sizeof *t->v);
        for (size_t i = 0; i < old.cap; i++)
            if (old.v[i])
                take(t, old.v[i]);
    }
    char digits[9] = {0};
    memcpy(digits, item->uid, strnlen(item->uid, 8));
    int64_t second = item_updated(item) * SECOND, at = strtoll(digits, NULL, 16) % SECOND;
    while (!take(t, second + at) && t->n < SECOND)
        at = (at + 1) % SECOND;
    return second + at;
}

static void add_instant(struct buf *out, const char *element, int64_t at, int micro)
{
    char text[40];
    instant_format(at, NULL, text);
    if (micro >= 0)
        buf_printf(out, "<%s>%.19s.%06dZ</%s>\n", element, text, micro, element);
    else
        buf_printf(out, "<%s>%s</%s>\n", element, text, element);
}

static void add_link(struct buf *out, const char *rel, const char *type, const char *href)
{
    buf_printf(out, "<link rel=\"%s\"", rel);
    if (type)
        buf_printf(out, " type=\"%s\"", type);
    buf_adds(out, " href=\"");
    text_add_xml(out, href);
    buf_adds(out, "\" />\n");
}

static void add_author(struct buf *out, struct arena *a, const char *name, const char *url)
{
    buf_adds(out, "<author>\n");
    add_element(out, "name", plain_text(a, name));
    add_element(out, "uri", plain_url(a, url));
    buf_adds(out, "</author>\n");
}

static void add_authors(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = export_source(page->x, item->source);
    bool some = false;
    for (size_t i = 0; i < item->item.authors.n; i++) {
        const struct author *author = &item->item.authors.v[i];
        if (text_blank(author->name))
            continue;
        add_author(out, page_scratch(page), author->name, author->url);
        some = true;
    }
    if (!some)
        add_author(out, page_scratch(page), item_source_name(page, item), source ? source->site : NULL);
}

static void add_enclosures(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    struct enclosure e;
    for (size_t i = 0; i < item->item.attachments.n; i++) {
        if (!item_enclosure(page, &item->item.attachments.v[i], &e))
            continue;
        buf_printf(out, "<link rel=\"enclosure\" type=\"%s\"", e.type);
        if (e.length)
            buf_printf(out, " length=\"%lld\"", (long long)e.length);
        if (e.title) {
            buf_adds(out, " title=\"");
            text_add_xml(out, e.title);
            buf_addc(out, '"');
        }
        buf_adds(out, " href=\"");
        text_add_xml(out, e.url);
        buf_adds(out, "\" />\n");
    }
}

static void add_source(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    const struct source_info *source = export_source(page->x, item->source);
    const char *site = source ? plain_url(page_scratch(page), source->site) : NULL;
    const char *licence = source ? source->licence : NULL;
    buf_adds(out, "<source>\n");
    add_element(out, "id", item_source_url(page, item));
    add_element(out, "title", plain_text(page_scratch(page), item_source_name(page, item)));
    add_instant(out, "updated", item_updated(item), -1);
    if (site)
        add_link(out, "alternate", NULL, site);
    add_element(out, "rights", text_blank(licence) ? NULL : plain_text(page_scratch(page), licence));
    buf_adds(out, "</source>\n");
}

static void add_categories(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    const struct strings *categories = item_categories(page, item);
    for (size_t i = 0; i < categories->n; i++) {
        buf_adds(out, "<category term=\"");
        text_add_xml(out, categories->v[i]);
        buf_adds(out, "\" />\n");
    }
}

static bool atom_item(struct buf *out, struct export_page *page, const struct stored_item *item)
{
    enum { SECOND = 1000000 };
    char id[UUID_SIZE];
    const char *link = item_link(page, item), *language = known_language(item->item.language);
    int64_t updated = own_instant(page, item);
    size_t before = out->n;
    if (language && strcmp(language, site_language(page->x->site)) != 0)
        buf_printf(out, "<entry xml:lang=\"%s\">\n", language);
    else
        buf_adds(out, "<entry>\n");
    add_element(out, "id", item_uuid(item, id));
    add_element(out, "title", item_title(page, item));
    add_instant(out, "published", item_published(item), -1);
    add_instant(out, "updated", updated / SECOND, (int)(updated % SECOND));
    if (link)
        add_link(out, "alternate", NULL, link);
    add_authors(out, page, item);
    add_categories(out, page, item);
    for (size_t i = 0; i < item->also.n; i++)
        if (also_link(page, &item->also.v[i]))
            add_link(out, "related", NULL, also_link(page, &item->also.v[i]));
    if (item_republish(page, item) != REPUBLISH_LINK)
        add_enclosures(out, page, item);
    add_descriptions(out, page, item, "summary", "content", " type=\"html\"");
    add_source(out, page, item);
    add_point(out, &item->item);
    buf_adds(out, "</entry>\n");
    feed_characters(out, before);
    return true;
}

static void atom_begin(struct buf *out, struct export_page *page)
{
    enum {
        NO_ITEMS = 1735689600
    }; /* 2025-01-01: an empty feed has to say some date, and never the clock's */
    struct arena *a = page_scratch(page);
    const struct site *site = page->x->site;
    const char *language = known_language(site_language(site)), *self = page_self(a, page);
    buf_printf(out,
               "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
               "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:georss=\"http://www.georss.org/georss\""
               " xml:lang=\"%s\">\n",
               language ? language : "fr");
    add_element(out, "id", self);
    add_element(out, "title", plain_text(a, page_title(a, page)));
    const char *about = channel_description(page->channel, site);
    add_element(out, "subtitle", text_blank(about) ? NULL : plain_text(a, about));
    /* the fractions of the entries are within this second */
    add_instant(out, "updated", page->updated == INSTANT_NONE ? NO_ITEMS : page->updated, 999999);
    add_link(out, "self", "application/atom+xml", self);
    add_link(out, "alternate", "text/html", page_link(a, page));
    buf_adds(out, "<author>\n");
    add_element(out, "name", plain_text(a, site_title(site)));
    add_element(out, "uri", plain_url(a, site->url));
    add_element(out, "email", site->contact);
    buf_adds(out, "</author>\n<generator version=\"" VERSION "\">moisson</generator>\n");
}

static void atom_end(struct buf *out, struct export_page *page)
{
    (void)page;
    buf_adds(out, "</feed>\n");
}

extern const struct export_format atom_export;
const struct export_format atom_export = {
    .name = "atom",
    .file = "atom.xml",
    .media_type = "application/atom+xml",
    .item = atom_item,
    .begin = atom_begin,
    .end = atom_end,
};

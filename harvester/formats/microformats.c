/* Microformats: hCalendar and hAtom of old, h-event and h-entry, with the cards and addresses in them. */
#include "harvester/formats/microformats.h"
#include "base/text.h"

#include <string.h>

enum as { AS_TEXT, AS_NODE, AS_ADDRESS, AS_DATE, AS_LAST_DAY, AS_CARD };

struct property {
    const char *class, *ours;
    enum as as;
};

/* AS_LAST_DAY: the end of hCalendar, as in iCalendar, is the day after the last when it is a day. */
static const struct property vevent[] = {
    {"summary", "name", AS_TEXT},
    {"dtstart", "startDate", AS_DATE},
    {"dtend", "endDate", AS_LAST_DAY},
    {"duration", "duration", AS_TEXT},
    {"location", "location", AS_CARD},
    {"url", "url", AS_ADDRESS},
    {"description", "description", AS_NODE},
    {"category", "keywords", AS_TEXT},
    {"organizer", "organizer", AS_CARD},
    {"status", "eventStatus", AS_TEXT},
    {"uid", "identifier", AS_TEXT},
    {"geo", "geo", AS_CARD},
    {"photo", "image", AS_ADDRESS},
    {"last-modified", "dateModified", AS_DATE},
    {0},
};

static const struct property h_event[] = {
    {"p-name", "name", AS_TEXT},
    {"dt-start", "startDate", AS_DATE},
    {"dt-end", "endDate", AS_DATE},
    {"dt-duration", "duration", AS_TEXT},
    {"p-location", "location", AS_CARD},
    {"u-url", "url", AS_ADDRESS},
    {"p-summary", "abstract", AS_TEXT},
    {"e-description", "description", AS_NODE},
    {"p-description", "description", AS_NODE},
    {"e-content", "description", AS_NODE},
    {"p-category", "keywords", AS_TEXT},
    {"p-organizer", "organizer", AS_CARD},
    {"u-uid", "identifier", AS_ADDRESS},
    {"p-geo", "geo", AS_CARD},
    {"u-photo", "image", AS_ADDRESS},
    {"u-featured", "image", AS_ADDRESS},
    {"dt-updated", "dateModified", AS_DATE},
    {"dt-published", "datePublished", AS_DATE},
    {"p-status", "eventStatus", AS_TEXT},
    {0},
};

static const struct property hentry[] = {
    {"entry-title", "name", AS_TEXT},
    {"entry-summary", "abstract", AS_NODE},
    {"entry-content", "articleBody", AS_NODE},
    {"published", "datePublished", AS_DATE},
    {"entry-date", "datePublished", AS_DATE},
    {"updated", "dateModified", AS_DATE},
    {"author", "author", AS_CARD},
    {"category", "keywords", AS_TEXT},
    {0},
};

static const struct property h_entry[] = {
    {"p-name", "name", AS_TEXT},
    {"p-summary", "abstract", AS_NODE},
    {"e-content", "articleBody", AS_NODE},
    {"dt-published", "datePublished", AS_DATE},
    {"dt-updated", "dateModified", AS_DATE},
    {"p-author", "author", AS_CARD},
    {"p-category", "keywords", AS_TEXT},
    {"u-url", "url", AS_ADDRESS},
    {"u-uid", "identifier", AS_ADDRESS},
    {"u-photo", "image", AS_ADDRESS},
    {"u-featured", "image", AS_ADDRESS},
    {0},
};

/* hCard, adr, geo, and what became of them. */
static const struct property card[] = {
    {"fn", "name", AS_TEXT},
    {"p-name", "name", AS_TEXT},
    {"org", "legalName", AS_TEXT},
    {"p-org", "legalName", AS_TEXT},
    {"street-address", "streetAddress", AS_TEXT},
    {"p-street-address", "streetAddress", AS_TEXT},
    {"locality", "addressLocality", AS_TEXT},
    {"p-locality", "addressLocality", AS_TEXT},
    {"region", "addressRegion", AS_TEXT},
    {"p-region", "addressRegion", AS_TEXT},
    {"postal-code", "postalCode", AS_TEXT},
    {"p-postal-code", "postalCode", AS_TEXT},
    {"country-name", "addressCountry", AS_TEXT},
    {"p-country-name", "addressCountry", AS_TEXT},
    {"latitude", "latitude", AS_TEXT},
    {"p-latitude", "latitude", AS_TEXT},
    {"longitude", "longitude", AS_TEXT},
    {"p-longitude", "longitude", AS_TEXT},
    {"url", "url", AS_ADDRESS},
    {"u-url", "url", AS_ADDRESS},
    {"geo", "geo", AS_CARD},
    {"p-geo", "geo", AS_CARD},
    {0},
};

/* The outermost class of a thing. Of several on one element the first in the table counts. Those without a
   type are parts of others. */
static const struct root {
    const char *class, *type;
    const struct property *properties;
} roots[] = {
    {"h-event", "Event", h_event},
    {"vevent", "Event", vevent},
    {"h-entry", "BlogPosting", h_entry},
    {"hentry", "BlogPosting", hentry},
    {"h-card", NULL, card},
    {"vcard", NULL, card},
    {"h-adr", NULL, card},
    {"adr", NULL, card},
    {"h-geo", NULL, card},
    {"geo", NULL, card},
    {"h-cite", NULL, card},
    {"vtodo", NULL, card},
};

static const struct root *root_of(const xmlNode *node)
{
    const char *class = html_attribute(node, "class");
    for (size_t i = 0; class && i < sizeof roots / sizeof *roots; i++)
        if (dom_has_word(class, roots[i].class))
            return &roots[i];
    return NULL;
}

static bool crawl(struct page *page, struct thing *thing, const struct property *table, const xmlNode *root,
                  bool classes, int depth);

/* A card, or what stands where one is expected; NULL: no part of it is marked. */
static struct thing *card_of(struct page *page, const xmlNode *node, int depth)
{
    struct thing *thing = thing_new(page, "microformats");
    const struct root *root = root_of(node);
    bool marked = depth < DEEPEST_THING && crawl(page, thing, card, node, true, depth + 1);
    const char *geo = root && !marked ? microformats_text(page, node) : NULL, *comma;
    if (geo && (comma = strpbrk(geo, ";,")) && strstr(root->class, "geo")) {
        thing_add_text(page, thing, "latitude", arena_strndup(page->arena, geo, (size_t)(comma - geo)));
        thing_add_text(page, thing, "longitude", comma + 1);
        return thing;
    }
    if (root && !marked)
        thing_add_text(page, thing, "name", geo);
    return thing->values.n ? thing : NULL;
}

static void put(struct page *page, struct thing *thing, const struct property *p, const xmlNode *node,
                int depth)
{
    struct value *value = thing_add(page, thing, p->ours);
    value->node = node;
    switch (p->as) {
    case AS_NODE:
        break;
    case AS_TEXT:
        value->text = microformats_text(page, node);
        break;
    case AS_ADDRESS:
        value->text = microformats_address(page, node);
        value->address = value->text;
        break;
    case AS_DATE:
    case AS_LAST_DAY:
        value->text = microformats_date(page, node);
        value->after = p->as == AS_LAST_DAY;
        break;
    case AS_CARD:
        value->thing = card_of(page, node, depth);
        value->text = value->thing ? NULL : microformats_text(page, node);
        break;
    }
}

static void put_relations(struct page *page, struct thing *thing, const xmlNode *node)
{
    const char *rel = dom_tag(node) == HTML_A ? html_attribute(node, "rel") : NULL;
    if (dom_has_word(rel, "bookmark"))
        put(page, thing, &(struct property){NULL, "url", AS_ADDRESS}, node, 0);
    if (dom_has_word(rel, "tag"))
        put(page, thing, &(struct property){NULL, "keywords", AS_TEXT}, node, 0);
}

/* The properties below an element. What stands in another thing is that one's. `parts`: the thing is a card,
   which may have an address with a class of its own. Is there any? */
static bool crawl(struct page *page, struct thing *thing, const struct property *table, const xmlNode *root,
                  bool parts, int depth)
{
    bool any = false;
    const xmlNode *node = dom_next(root, root);
    while (node && page_step(page) && !thing_full(page, thing)) {
        const char *class = html_attribute(node, "class");
        for (const struct property *p = table; class && p->class; p++)
            if (dom_has_word(class, p->class)) {
                put(page, thing, p, node, depth);
                any = true;
            }
        if (!parts)
            put_relations(page, thing, node);
        const struct root *inner = class ? root_of(node) : NULL;
        node = inner && (!parts || inner->type) ? dom_past(node, root) : dom_next(node, root);
    }
    return any;
}

/* An end that is a time alone is on the day of the start. */
static void join_days(struct page *page, struct thing *thing)
{
    const struct value *start = thing_first(page, thing, "startDate");
    for (size_t i = 0; start && i < thing->values.n; i++)
        if (strcmp(thing->values.v[i].name, "endDate") == 0)
            thing->values.v[i].text =
                microformats_with_day(page->arena, thing->values.v[i].text, start->text);
}

/* The name and address that an h-* thing without any of its own has all the same. */
static void imply(struct page *page, struct thing *thing, const struct root *root, const xmlNode *node)
{
    if (root->class[1] != '-')
        return;
    if (!thing->values.n)
        thing_add(page, thing, "name")->node = node;
    const char *href = html_attribute(node, "href");
    if (href && !thing_first(page, thing, "url")) {
        struct value *url = thing_add(page, thing, "url");
        url->text = href;
        url->address = true;
    }
}

/* An entry around events is the page they are listed on. */
static void pass_over_entry_around(struct page *page, const xmlNode *node)
{
    for (const xmlNode *up = node->parent; up && page_step(page); up = up->parent) {
        const struct root *root = up->_private ? root_of(up) : NULL;
        if (root && strcmp(root->type, "Event") != 0)
            ((struct thing *)up->_private)->taken = true;
    }
}

void microformats_read(struct page *page)
{
    for (xmlNode *node = (xmlNode *)page->root; node && page_step(page); node = dom_next(node, page->root)) {
        const struct root *root = root_of(node);
        if (!root || !root->type)
            continue;
        struct thing *thing = thing_new(page, "microformats");
        thing_add_type(page, thing, root->type, strlen(root->type));
        crawl(page, thing, root->properties, node, false, 0);
        join_days(page, thing);
        imply(page, thing, root, node);
        node->_private = thing;
        if (root->properties == vevent || root->properties == h_event)
            pass_over_entry_around(page, node);
        *ARENA_PUSH(page->arena, page->things.v, page->things.n, page->things.cap) = thing;
    }
}

/* Microdata (WHATWG HTML 5): itemscope, itemprop, itemtype, itemid, itemref. */
#include "harvester/formats/things.h"
#include "base/hash.h"
#include "base/text.h"

#include <string.h>

enum { MOST_REFERENCES = 50 /* of one item */ };

struct named { /* a table from the ids of a page's elements to them */
    struct hash key;
    const xmlNode *node;
};

struct microdata {
    struct page *page;
    struct named *ids; /* made when the first itemref is met */
    size_t cap;
};

/* --- elements by their id --- */

static struct named *place_of(const struct microdata *m, struct hash key)
{
    size_t at = key.low & (m->cap - 1);
    while (m->ids[at].node && (m->ids[at].key.low != key.low || m->ids[at].key.high != key.high))
        at = (at + 1) & (m->cap - 1);
    return &m->ids[at];
}

static void find_ids(struct microdata *m)
{
    const xmlNode *root = m->page->root;
    size_t n = 0;
    for (const xmlNode *node = root; node; node = dom_next(node, root))
        n += html_attribute(node, "id") != NULL;
    for (m->cap = 16; m->cap < 2 * n + 2;)
        m->cap *= 2;
    m->ids = arena_alloc(m->page->arena, m->cap * sizeof *m->ids);
    for (const xmlNode *node = root; node; node = dom_next(node, root)) {
        const char *id = html_attribute(node, "id");
        struct named *place = id ? place_of(m, hash_bytes(id, strlen(id))) : NULL;
        if (place && !place->node)
            *place = (struct named){hash_bytes(id, strlen(id)), node};
    }
}

/* --- values --- */

static const struct {
    enum html_tag tag;
    const char *attribute;
    bool address;
} sources[] = {
    {HTML_META, "content", false},  {HTML_AUDIO, "src", true},    {HTML_EMBED, "src", true},
    {HTML_IFRAME, "src", true},     {HTML_IMG, "data-src", true}, {HTML_IMG, "src", true},
    {HTML_SOURCE, "src", true},     {HTML_TRACK, "src", true},    {HTML_VIDEO, "src", true},
    {HTML_A, "href", true},         {HTML_AREA, "href", true},    {HTML_LINK, "href", true},
    {HTML_OBJECT, "data", true},    {HTML_DATA, "value", false},  {HTML_METER, "value", false},
    {HTML_TIME, "datetime", false},
};

/* Where `content` is written on other elements than meta, against the rules, it is what is meant. */
static void fill(struct value *value, const xmlNode *node)
{
    enum html_tag tag = dom_tag(node);
    value->node = node;
    value->text = html_attribute(node, "content");
    for (size_t i = 0; !value->text && i < sizeof sources / sizeof *sources; i++)
        if (sources[i].tag == tag) {
            value->text = html_attribute(node, sources[i].attribute);
            value->address = value->text && sources[i].address;
        }
}

static struct thing *read_item(struct microdata *m, const xmlNode *root, int depth);

static void put_names(struct microdata *m, struct thing *thing, const xmlNode *node, struct thing *inner)
{
    const char *names = html_attribute(node, "itemprop");
    size_t n;
    for (const char *name; names && (name = dom_word(&names, &n));) {
        struct value *value = thing_add(m->page, thing, thing_local_name(m->page, name, n));
        if (inner)
            value->thing = inner;
        else
            fill(value, node);
    }
}

/* The properties below an element, or of it too. Items in it are values, or nothing of this one. */
static void crawl(struct microdata *m, struct thing *thing, const xmlNode *root, bool itself, int depth)
{
    const xmlNode *node = itself ? root : dom_next(root, root);
    while (node && page_step(m->page) && !thing_full(m->page, thing)) {
        bool scope = html_attribute(node, "itemscope"), named = html_attribute(node, "itemprop");
        if (named)
            put_names(m, thing, node, scope && depth < DEEPEST_THING ? read_item(m, node, depth + 1) : NULL);
        node = scope ? dom_past(node, root) : dom_next(node, root);
    }
}

static bool is_within(const xmlNode *node, const xmlNode *root)
{
    while (node && node != root)
        node = node->parent;
    return node;
}

static struct thing *read_item(struct microdata *m, const xmlNode *root, int depth)
{
    struct page *page = m->page;
    struct thing *thing = thing_new(page, "microdata");
    const char *types = html_attribute(root, "itemtype"), *references = html_attribute(root, "itemref");
    const char *id = html_attribute(root, "itemid");
    size_t n, references_n = 0;
    for (const char *type; types && (type = dom_word(&types, &n));)
        thing_add_type(page, thing, type, n);
    thing->id = id && *id ? arena_strdup(page->arena, id) : NULL;
    crawl(m, thing, root, false, depth);
    for (const char *word;
         references && (word = dom_word(&references, &n)) && references_n < MOST_REFERENCES;) {
        if (!m->ids)
            find_ids(m);
        const xmlNode *node = place_of(m, hash_bytes(word, n))->node;
        /* what is in it is there already, and what it is in would be without end */
        if (node && !is_within(node, root) && !is_within(root, node))
            crawl(m, thing, node, true, depth);
        references_n++;
    }
    page_know(page, thing);
    return thing;
}

void microdata_read(struct page *page)
{
    struct microdata m = {.page = page};
    for (const xmlNode *node = page->root; node && page_step(page); node = dom_next(node, page->root)) {
        if (!html_attribute(node, "itemscope") || html_attribute(node, "itemprop"))
            continue;
        struct thing *thing = read_item(&m, node, 0);
        *ARENA_PUSH(page->arena, page->things.v, page->things.n, page->things.cap) = thing;
    }
}

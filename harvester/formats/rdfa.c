/* RDFa Lite 1.1 (vocab, typeof, property, resource, prefix), and as much of RDFa as content management
   systems write of their pages: about, content, href. */
#include "harvester/formats/things.h"
#include "base/text.h"

#include <string.h>

enum { MOST_OPEN = 256 /* as deep as a page may be nested */ };

struct open { /* an element around that says what holds for those in it */
    const xmlNode *node;
    struct thing *thing; /* whose properties stand there; NULL: nothing's */
    const char *vocabulary, *prefixes;
};

struct rdfa {
    struct page *page;
    struct open open[MOST_OPEN];
    size_t depth;
};

/* The whole IRI of a prefixed name whose prefix an element around declares: prefix="s: http://schema.org/".
 */
static const char *undo_prefix(struct rdfa *r, const char *name, size_t prefix, size_t *n)
{
    for (size_t i = r->depth; i-- > 0;) {
        const char *list = r->open[i].prefixes;
        size_t word_n, iri_n;
        for (const char *word; list && page_step(r->page) && (word = dom_word(&list, &word_n));) {
            const char *iri = dom_word(&list, &iri_n);
            if (!iri || word_n != prefix || strncasecmp(word, name, prefix) != 0)
                continue;
            const char *whole =
                arena_printf(r->page->arena, "%.*s%.*s", (int)iri_n, iri, (int)(*n - prefix), name + prefix);
            *n = strlen(whole);
            return whole;
        }
    }
    return name;
}

/* A name of n bytes as ours: prefixed, in the vocabulary around, or an IRI. */
static const char *name_of(struct rdfa *r, const char *name, size_t n)
{
    struct page *page = r->page;
    const char *colon = memchr(name, ':', n), *vocabulary = NULL;
    if (colon) {
        name = undo_prefix(r, name, (size_t)(colon - name) + 1, &n);
        return thing_local_name(page, name, n);
    }
    for (size_t i = r->depth; i-- > 0 && !vocabulary;)
        vocabulary = r->open[i].vocabulary;
    if (!vocabulary || !*vocabulary)
        return thing_local_name(page, name, n);
    /* "http://schema.org", without its slash, is met */
    bool slash = strchr("/#", vocabulary[strlen(vocabulary) - 1]);
    name = arena_printf(page->arena, "%s%s%.*s", vocabulary, slash ? "" : "/", (int)n, name);
    return thing_local_name(page, name, strlen(name));
}

static struct thing *current(const struct rdfa *r)
{
    return r->depth ? r->open[r->depth - 1].thing : NULL;
}

static const char *resource_of(const xmlNode *node)
{
    static const char *const names[] = {"about", "resource", "href", "src"};
    const char *resource = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !resource; i++)
        resource = html_attribute(node, names[i]);
    return resource && *resource ? resource : NULL;
}

static void fill(struct value *value, const xmlNode *node)
{
    const char *datatype = html_attribute(node, "datatype");
    value->node = node;
    value->text = html_attribute(node, "content");
    if (!value->text && (!datatype || *datatype))
        value->text = html_attribute(node, "datetime");
    if (!value->text && !datatype) {
        value->text = resource_of(node);
        value->address = value->text;
    }
}

static void put(struct rdfa *r, struct thing *thing, const xmlNode *node, struct thing *inner)
{
    const char *names = html_attribute(node, "property");
    size_t n;
    for (const char *name; names && (name = dom_word(&names, &n));) {
        struct value *value = thing_add(r->page, thing, name_of(r, name, n));
        if (inner)
            value->thing = inner;
        else
            fill(value, node);
    }
}

static struct thing *begin_thing(struct rdfa *r, const xmlNode *node, const char *types)
{
    struct page *page = r->page;
    struct thing *thing = thing_new(page, "rdfa");
    const char *resource = resource_of(node);
    size_t n;
    for (const char *type; (type = dom_word(&types, &n));) {
        const char *name = name_of(r, type, n);
        thing_add_type(page, thing, name, strlen(name));
    }
    thing->id = resource ? arena_strdup(page->arena, resource) : NULL;
    return thing;
}

static void enter(struct rdfa *r, const xmlNode *node)
{
    const char *types = html_attribute(node, "typeof"), *property = html_attribute(node, "property");
    const char *vocabulary = html_attribute(node, "vocab"), *prefixes = html_attribute(node, "prefix");
    const char *about = html_attribute(node, "about");
    struct thing *around = current(r), *thing = around;
    bool open = types || vocabulary || prefixes || about;
    if (open && r->depth < MOST_OPEN)
        r->open[r->depth++] = (struct open){node, around, vocabulary, prefixes};
    if (types) {
        thing = begin_thing(r, node, types);
        bool part = property && around && !about;
        if (part)
            put(r, around, node, thing);
        else
            *ARENA_PUSH(r->page->arena, r->page->things.v, r->page->things.n, r->page->things.cap) = thing;
        if (property && about)
            put(r, thing, node, NULL);
    } else if (about && !(around && around->id && strcmp(around->id, about) == 0)) {
        thing = NULL; /* of something else */
    } else if (property && around) {
        put(r, around, node, NULL);
    }
    if (open && r->depth && r->open[r->depth - 1].node == node)
        r->open[r->depth - 1].thing = thing;
}

static void leave(struct rdfa *r, const xmlNode *node)
{
    if (!r->depth || r->open[r->depth - 1].node != node)
        return;
    r->depth--;
    struct thing *thing = r->open[r->depth].thing;
    if (thing && thing != current(r))
        page_know(r->page, thing);
}

void rdfa_read(struct page *page)
{
    struct rdfa *r = arena_alloc(page->arena, sizeof *r);
    r->page = page;
    const xmlNode *node = page->root;
    while (node && page_step(page)) {
        enter(r, node);
        const xmlNode *next = dom_inside(node);
        for (const xmlNode *up = node; !next && up; up = up->parent) {
            leave(r, up);
            if (up == page->root)
                break;
            next = up->next;
        }
        node = next;
    }
}

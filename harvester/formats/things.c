/* Things of a page: their types, values and ids. */
#include "harvester/formats/things.h"
#include "base/hash.h"
#include "base/text.h"

#include <string.h>

struct reference {
    struct hash key;
    struct thing *thing; /* NULL: an empty place */
};

bool page_step(struct page *page)
{
    if (!page->steps || arena_over(page->arena))
        return false;
    page->steps--;
    return true;
}

struct thing *thing_new(struct page *page, const char *syntax)
{
    struct thing *thing = arena_alloc(page->arena, sizeof *thing);
    thing->syntax = syntax;
    return thing;
}

/* --- names --- */

/* Vocabularies whose names are taken as ours, by how an IRI or a prefixed name of theirs begins. */
static const char *const vocabularies[] = {
    "http://schema.org/",
    "https://schema.org/",
    "http://www.schema.org/",
    "https://www.schema.org/",
    "schema:",
    "schema.org/",
    "//schema.org/",
    "http://data-vocabulary.org/",
    "http://rdf.data-vocabulary.org/#",
};

/* What sites wrote before there was schema.org, Drupal 7 above all. */
static const struct {
    const char *theirs, *ours;
} older[] = {
    {"sioc:Item", "Article"},
    {"sioct:BlogPost", "BlogPosting"},
    {"dc:title", "name"},
    {"dcterms:title", "name"},
    {"dc:description", "description"},
    {"dcterms:description", "description"},
    {"dc:created", "datePublished"},
    {"dcterms:created", "datePublished"},
    {"dc:date", "datePublished"},
    {"dcterms:date", "datePublished"},
    {"dc:issued", "datePublished"},
    {"dcterms:issued", "datePublished"},
    {"dc:modified", "dateModified"},
    {"dcterms:modified", "dateModified"},
    {"dc:subject", "keywords"},
    {"dcterms:subject", "keywords"},
    {"content:encoded", "articleBody"},
};

static bool is_word(const char *s, size_t n, const char *word)
{
    return strlen(word) == n && strncasecmp(s, word, n) == 0;
}

const char *thing_local_name(struct page *page, const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof vocabularies / sizeof *vocabularies; i++) {
        size_t length = strlen(vocabularies[i]);
        if (n > length && strncasecmp(name, vocabularies[i], length) == 0)
            return arena_strndup(page->arena, name + length, n - length);
    }
    for (size_t i = 0; i < sizeof older / sizeof *older; i++)
        if (is_word(name, n, older[i].theirs))
            return older[i].ours;
    return arena_strndup(page->arena, name, n);
}

void thing_add_type(struct page *page, struct thing *thing, const char *type, size_t n)
{
    if (n && thing->types.n < 10)
        strings_add(page->arena, &thing->types, thing_local_name(page, type, n));
}

/* --- values --- */

bool thing_full(const struct page *page, const struct thing *thing)
{
    return thing->values.n >= MOST_VALUES || !page->room;
}

struct value *thing_add(struct page *page, struct thing *thing, const char *name)
{
    static struct value nobody;
    nobody = (struct value){0};
    if (thing_full(page, thing))
        return &nobody;
    page->room--;
    struct value *value = ARENA_PUSH(page->arena, thing->values.v, thing->values.n, thing->values.cap);
    *value = (struct value){.name = name};
    return value;
}

void thing_add_text(struct page *page, struct thing *thing, const char *name, const char *text)
{
    if (!text_blank(text))
        thing_add(page, thing, name)->text = text;
}

const struct value *thing_next(const struct thing *thing, const char *name, size_t *at)
{
    while (*at < thing->values.n) {
        const struct value *value = &thing->values.v[(*at)++];
        if (strcmp(value->name, name) == 0)
            return value;
    }
    return NULL;
}

/* "fr" and "fr-FR" are one. */
static bool same_language(const char *a, const char *b)
{
    size_t n = strcspn(a, "-_");
    return n == strcspn(b, "-_") && strncasecmp(a, b, n) == 0;
}

const struct value *thing_first(const struct page *page, const struct thing *thing, const char *name)
{
    const struct value *value, *first = NULL;
    for (size_t at = 0; (value = thing_next(thing, name, &at));) {
        if (!value->language || (page->language && same_language(value->language, page->language)))
            return value;
        first = first ? first : value;
    }
    return first;
}

const char *node_text(struct page *page, const xmlNode *node)
{
    size_t most = document_most(page->document, LIMIT_FIELD) + FIELD_MARGIN;
    if (!page->gathered)
        return NULL;
    const char *text = html_text(page->arena, node, most);
    size_t n = strlen(text);
    page->gathered -= n < page->gathered ? n : page->gathered;
    return arena_strndup(page->arena, text, feed_field(page->document, page->arena, page->feed, text, n));
}

const char *node_line(struct page *page, const xmlNode *node)
{
    const char *text = node_text(page, node);
    return text ? plain_line(page->arena, text, strlen(text)) : NULL;
}

/* A link's text is what it says; that it says nothing but where it goes is seldom meant. */
static const char *own_line(struct page *page, const struct value *value)
{
    const char *text = value->text;
    if (value->node && (value->address || !text)) {
        const char *line = node_line(page, value->node);
        if (line)
            return line;
    }
    return text ? plain_line(page->arena, text, strlen(text)) : NULL;
}

const char *thing_value_line(struct page *page, const struct value *value)
{
    static const char *const names[] = {"name", "headline", "legalName", "alternateName"};
    const struct thing *thing = thing_of_value(page, value);
    if (!thing)
        return own_line(page, value);
    /* the name of a name is none: no further than one thing down */
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct value *name = thing_first(page, thing, names[i]);
        const char *line = name && !name->thing ? own_line(page, name) : NULL;
        if (line)
            return line;
    }
    return NULL;
}

const char *thing_line(struct page *page, const struct thing *thing, const char *name)
{
    const struct value *value = thing_first(page, thing, name);
    return value ? thing_value_line(page, value) : NULL;
}

/* --- ids --- */

static struct reference *place_of(const struct page *page, struct hash key)
{
    size_t at = key.low & (page->ids_cap - 1);
    while (page->ids[at].thing && (page->ids[at].key.low != key.low || page->ids[at].key.high != key.high))
        at = (at + 1) & (page->ids_cap - 1);
    return &page->ids[at];
}

static void grow(struct page *page)
{
    struct reference *old = page->ids;
    size_t n = page->ids_cap;
    page->ids_cap = n ? 2 * n : 64;
    page->ids = arena_alloc(page->arena, page->ids_cap * sizeof *page->ids);
    for (size_t i = 0; i < n; i++)
        if (old[i].thing)
            *place_of(page, old[i].key) = old[i];
}

void page_know(struct page *page, struct thing *thing)
{
    if (!thing->id)
        return;
    if (2 * page->n_ids >= page->ids_cap)
        grow(page);
    struct hash key = hash_bytes(thing->id, strlen(thing->id));
    struct reference *place = place_of(page, key);
    page->n_ids += !place->thing;
    /* the one that says most, where several nodes describe one thing */
    if (!place->thing || place->thing->values.n < thing->values.n)
        *place = (struct reference){key, thing};
}

struct thing *thing_of_value(const struct page *page, const struct value *value)
{
    struct thing *thing = value->thing;
    if (!thing || thing->values.n || !thing->id || !page->n_ids)
        return thing;
    struct thing *meant = place_of(page, hash_bytes(thing->id, strlen(thing->id)))->thing;
    return meant ? meant : thing;
}

/* What a page says in a way meant for machines: things of a type, with properties, in the names of schema.org
   whatever the syntax. Each syntax is a file that finds things in the tree (jsonld.c, microdata.c, rdfa.c,
   microformats.c, opengraph.c); things_item.c makes items of them; page.c decides which syntax to believe. */
#pragma once
#include "harvester/formats/dom.h"

enum {
    DEEPEST_THING = 16, /* things in each other */
    MOST_VALUES = 1000, /* of one thing; the rest is passed over */
    MOST_PAGE_VALUES = 500000,
    MOST_STEPS = 20000000,   /* nodes that are looked at for one page, in all */
    MOST_GATHERED = 64 << 20 /* bytes of text that are gathered from one, in all */
};

struct thing;

struct value {
    const char *name;     /* of the property: "startDate" */
    const char *text;     /* as written; NULL when it is a thing, or the text of the node */
    const xmlNode *node;  /* the element that holds it; NULL */
    struct thing *thing;  /* NULL */
    const char *language; /* of the text; NULL: not said */
    bool address;         /* the text is one */
    bool after;           /* a day, which is the one after the last */
};

struct thing {
    struct strings types; /* without their vocabulary: "Event" */
    const char *id;       /* the IRI it may be referred to by; NULL */
    LIST(struct value) values;
    const char *syntax; /* "json-ld", "microdata" … */
    bool taken;         /* an item was made of it */
};

/* One page being read. */
struct page {
    const struct document *document;
    struct arena *arena;
    struct feed *feed;
    xmlDoc *tree;
    const xmlNode *root;
    const char *url, *base;      /* of the document; of its relative addresses; NULL */
    const char *language;        /* that the page declares; NULL */
    bool detail;                 /* it is that of an item */
    LIST(struct thing *) things; /* those that are no value of another, in the order of the page */
    struct reference *ids;       /* a table from their ids to things */
    size_t n_ids, ids_cap;
    size_t steps, gathered, room; /* what is left of the bounds above */
};

/* Takes a step; false when there have been too many, or too much memory is in use. */
bool page_step(struct page *page);

struct thing *thing_new(struct page *page, const char *syntax);
/* Adds a type: an IRI, a prefixed name or a bare one. Those of vocabularies that are not known keep their
   whole name. */
void thing_add_type(struct page *page, struct thing *thing, const char *type, size_t n);
/* Room for one more value; a place for nobody to look at when there are too many. */
struct value *thing_add(struct page *page, struct thing *thing, const char *name);
bool thing_full(const struct page *page, const struct thing *thing); /* nothing more is taken */
void thing_add_text(struct page *page, struct thing *thing, const char *name, const char *text);
/* The name of a property without its vocabulary. */
const char *thing_local_name(struct page *page, const char *name, size_t n);

/* Things with an id can be found by it. */
void page_know(struct page *page, struct thing *thing);
/* The thing of a value, where it is no more than a reference the one that is meant; NULL. */
struct thing *thing_of_value(const struct page *page, const struct value *value);

/* The text of a value in one line, that of a thing its name; NULL when blank. */
const char *thing_value_line(struct page *page, const struct value *value);
/* The text below a node, white space as it stands; bounded. */
const char *node_text(struct page *page, const xmlNode *node);
const char *node_line(struct page *page, const xmlNode *node);

/* The values of a property. Begin with *at 0. */
const struct value *thing_next(const struct thing *thing, const char *name, size_t *at);
/* The one that is in the language of the page or says of no other; else the first. NULL: there is none. */
const struct value *thing_first(const struct page *page, const struct thing *thing, const char *name);
const char *thing_line(struct page *page, const struct thing *thing, const char *name);

/* The syntaxes. Each adds to page->things. */
void jsonld_read(struct page *page);
void microdata_read(struct page *page);
void rdfa_read(struct page *page);
void microformats_read(struct page *page);
/* The one thing a page is by its Open Graph, its own address and its title; NULL when it says none of it. */
struct thing *opengraph_thing(struct page *page);

/* JSON as it stands in scripts, made valid where it nearly is: comments, raw control characters, commas too
   many, escapes that are none, quotes that were not escaped (`quotes`). */
void jsonld_mend(struct buf *out, const char *s, size_t n, bool quotes);

/* --- things_item.c --- */
enum thing_sort { THING_NONE, THING_LIST, THING_ITEM };
/* Is a thing an item, or does it hold some? */
enum thing_sort thing_sort(const struct thing *thing, enum kind *kind);
/* Fills an item. False: it has no title. */
bool thing_item(struct page *page, const struct thing *thing, struct item *item);
/* The facts of its kind: dates, place, amount. */
void thing_facts(struct page *page, const struct thing *thing, struct item *item);
/* Where it takes place, in one line: name, street, postal code, town. NULL: it does not say. */
const char *thing_place(struct page *page, const struct value *location);

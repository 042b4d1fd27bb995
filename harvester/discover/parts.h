/* The parts of the items of a block: what stands at the same place in each of them, and what their texts are
 * like.
 */
#pragma once
#include "harvester/discover/blocks.h"

enum {
    PARTS_ITEMS = 40, /* of a longer list the beginning is looked at */
    PARTS_MOST = 300,
};

struct part {
    int parent; /* part, -1: the item's own element, or one that follows it */
    enum html_tag tag;
    const char *token; /* as of its group */
    int column;
    bool follows;       /* it stands behind the item's own element */
    unsigned roles;     /* a bit for each enum says that its class, id or itemprop names */
    int *first, *times; /* by item: its first element, -1; how often */
    size_t with, once;  /* items that have it, that have it but once */
    double length;      /* bytes of text, on average of those that have it */
    double distinct;    /* share of its texts that are different */
    bool hidden, link;  /* link: it leads somewhere */
};

struct parts {
    const struct outline *o;
    const struct block *block;
    size_t n_items;
    struct part *v; /* parents first; 0 is the item itself */
    size_t n, cap;
};

void parts_find(const struct outline *o, const struct block *block, struct parts *out);
/* Is a part the other one, or in it? */
bool part_within(const struct parts *p, int part, int outer);
/* The text of a part in one item, "" without one. In the arena. */
char *part_text(const struct parts *p, int part, size_t item);
/* A selector for it, over the item; NULL: there is none. `all`: each of its elements, not the first alone. */
char *part_selector(const struct parts *p, int part);
static inline bool part_has(const struct part *p, int role)
{
    return p->roles >> role & 1;
}

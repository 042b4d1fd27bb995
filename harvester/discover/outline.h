/* The outline of a page: its elements in document order with the text they show, and groups of elements that
   look alike: those of one tag and one class whose parents look alike too. A list of items is such a group,
   whatever wraps it. */
#pragma once
#include "base/buf.h"
#include "base/htmltag.h"
#include "base/mem.h"

#include <libxml/tree.h>

enum {
    OUTLINE_ELEMENTS = 60000, /* of a longer page the beginning is looked at */
    OUTLINE_CLASSES = 12,     /* of one element */
};

enum zone { ZONE_MAIN, ZONE_SIDE, ZONE_NOISE }; /* what a part of the page is for */

struct element {
    const xmlNode *node;
    enum html_tag tag;
    int parent, end; /* indices; -1: none; `end`: one past its last descendant */
    int from, to;    /* its text */
    int group;
    int column;           /* of a cell in its row, from 1; 0: no cell */
    const char *language; /* its own lang attribute, or the nearest one above; NULL */
    const char **classes;
    int n_classes;
    unsigned char zone;
    bool hidden; /* shown to screen readers alone, or to nobody */
};

struct group {
    int parent; /* group, -1 */
    enum html_tag tag;
    const char *token; /* the class that its members share; NULL: none */
    bool stem;         /* the beginning of a class: a number or a hash follows */
    unsigned char zone;
    const char *language;
    int column;
    int *members; /* elements, in document order */
    size_t n, cap;
};

struct outline {
    struct arena *arena;
    struct buf text; /* what the page shows; blocks end with a line end */
    struct element *v;
    size_t n, cap;
    struct group *groups;
    size_t n_groups, groups_cap;
    const char *language; /* of the page */
};

/* Everything but the tree is in the arena; the text is to be freed. */
void outline_read(struct arena *a, const xmlDoc *doc, struct outline *o);
void outline_free(struct outline *o);

/* Its text on one line, trimmed. In the arena. */
char *outline_text(const struct outline *o, int element);
/* The text between two elements of the document order. */
char *outline_range(const struct outline *o, int from, int end);
/* An attribute's value, in the arena; NULL when it has none, or nothing but white space. */
char *outline_attribute(const struct outline *o, int element, const char *name);
/* As the tree holds it; NULL when it has none, or one of several parts. */
const char *outline_raw_attribute(const struct outline *o, int element, const char *name);
bool outline_has_class(const struct outline *o, int element, const char *class);
/* The nearest element of this tag at or above it, but not above `top`; -1: none. */
int outline_above(const struct outline *o, int element, enum html_tag tag, int top);
static inline bool outline_within(const struct outline *o, int element, int ancestor)
{
    return element >= ancestor && element < o->v[ancestor].end;
}
static inline bool outline_heading(enum html_tag tag)
{
    return tag >= HTML_H1 && tag <= HTML_H6;
}

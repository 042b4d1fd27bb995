/* What the names of classes, ids and the like say of a part of a page: tables of the words that web sites
 * use.
 */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include "base/mem.h"

enum says {
    SAYS_NONE,
    SAYS_TITLE,
    SAYS_DATE,
    SAYS_RELEASED, /* the day it was published */
    SAYS_MODIFIED,
    SAYS_STARTS,
    SAYS_ENDS,
    SAYS_LIMIT, /* of a call */
    SAYS_PLACE,
    SAYS_SUMMARY,
    SAYS_TAGS,
    SAYS_AUTHOR,
    SAYS_MORE, /* "read more" */
    /* of a whole part of the page */
    SAYS_HIDDEN,
    SAYS_NOISE,
    SAYS_SIDE,
    SAYS_CONTENT,
    /* of a class by itself */
    SAYS_STATE,  /* says how a thing is at the moment: "active", "odd" */
    SAYS_LAYOUT, /* says how it looks: "col-md-4" */
};

/* The roles, a bit for each, that the words of a name have: "fr-card__title" is made of "fr", "card" and
 * "title". */
unsigned words_roles(const char *name);
bool words_have(const char *name, enum says role);

/* How much a class is worth as a selector: 0 nothing (made by a machine, or of the moment), 1 looks alone,
   2 says what it is. */
int words_quality(const char *class);

/* The bytes of a class that are its name: without the number or the hash it ends with. */
size_t words_stem(const char *class);

/* What kind of items an address or a heading promises ("event", "call", "document"); NULL. */
const char *words_kind(struct arena *a, const char *text);

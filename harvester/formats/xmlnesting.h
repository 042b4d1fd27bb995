/* What can stand in what in a feed: for guessing which element was left open. */
#pragma once
#include <stdbool.h>
#include <stddef.h>

/* What kind of element (enum xml_kinds) one of this name is: 0 when nothing is known of it. Names as written.
 */
int xml_kind(const char *name, size_t n);

enum xml_kinds {
    XML_WHOLE = 1,  /* holds fields, and none of its own kind */
    XML_LINE = 2,   /* holds text alone */
    XML_TEXT = 4,   /* may hold markup, but no other field */
    XML_HTML = 8,   /* the name is one of HTML too: in a text it may be markup */
    XML_MODULE = 16 /* a field of a module */
};

/* Whether an open element of the outer kind is closed by a start tag of the inner kind; `same`: they have the
   same name. */
static inline bool xml_closes(int outer, int inner, bool same)
{
    if (outer & XML_WHOLE)
        return same;
    return inner && ((outer & XML_LINE) || ((outer & XML_TEXT) && !(inner & XML_HTML)));
}

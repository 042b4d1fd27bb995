/* A page as a tree of libxml2's HTML parser, within the limits of a document. */
#pragma once
#include "harvester/formats/format.h"

#include <libxml/tree.h>

/* Decodes and parses. NULL with err: there is no element in it. What was cut is told in feed->warning. To be
   freed with xmlFreeDoc(). */
xmlDocPtr html_tree(const struct document *document, struct arena *arena, struct feed *feed,
                    struct error *err);

/* What relative addresses of the page are resolved against: its <base>, else where it was fetched from; NULL:
   not known. */
const char *html_base(struct arena *arena, xmlDocPtr doc, const char *url);

/* The text of a node and all in it: script and style left out, a space at the bounds of blocks, white space
   as it stands; cut past `most` bytes. */
const char *html_text(struct arena *arena, const xmlNode *node, size_t most);

/* The same for reading dates in it: those without a year give way to the <time datetime> they stand in. */
const char *html_dates(struct arena *arena, const xmlNode *node, size_t most);

/* The attribute (lower case), NULL: it has none. */
const char *html_attribute(const xmlNode *node, const char *name);

/* The next node after this one in the order of the document, within `top`; `into`: its children come first.
   NULL: there is none. */
const xmlNode *html_next(const xmlNode *node, const xmlNode *top, bool into);
bool html_is(const xmlNode *node, const char *name); /* an element of that name */

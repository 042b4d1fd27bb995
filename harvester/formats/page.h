/* A page without rules: the items that its structured data says it has. */
#pragma once
#include "harvester/formats/dom.h"

/* Reads JSON-LD, microdata, RDFa and microformats; what two of them say of one thing is one item, with what
   each of them knows. Where there is none of these, a page that describes itself (Open Graph) is one item,
   unless the source expects a feed (`format: auto`). The items keep the order of the page. false with err
   set: there is no item. */
bool page_read(const struct document *document, xmlDoc *tree, struct arena *arena, struct feed *feed,
               struct error *err);

/* Of an item's own page: fills what the item lacks with what the page's structured data says of it. */
void page_read_detail(const struct document *document, xmlDoc *tree, struct arena *arena, struct feed *feed,
                      struct item *item);

/* How sure the first bytes make one that this is a page, see struct format. */
int page_sniff(const char *text, size_t n);

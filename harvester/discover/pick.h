/* Selectors that find given elements and no others: the shortest of those that rest on what a redesign leaves
   alone longest: classes and ids that say what a thing is, then elements, then places. */
#pragma once
#include "harvester/discover/outline.h"

/* One CSS selector over the whole page for these elements (in document order). NULL: none finds all of them.
 *extra gets the number of others it finds besides. */
char *pick_in_page(const struct outline *o, const int *targets, size_t n, size_t *extra);

/* One over each of the items for those of the targets that stand in it, the item itself left out: no other
   may be found there. NULL: there is none. */
char *pick_in_items(const struct outline *o, const int *items, size_t n_items, const int *targets, size_t n);

/* XPath of an element that follows the item, or stands in one that does. NULL: there is none that fits all.
 */
char *pick_behind(const struct outline *o, const int *items, const int *ends, size_t n_items,
                  const int *targets);

/* Names that can stand in a selector as they are. */
bool pick_plain(const char *name);

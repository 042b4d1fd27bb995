/* Items of one page that are the same thing: told twice, in two syntaxes or in one. */
#pragma once
#include "harvester/formats/common.h"

struct same;

/* Over the items of a feed that are added from now on. Finding costs no more than comparing a few. */
struct same *same_new(struct arena *arena, struct feed *feed);
void same_add(struct same *same, size_t index, const char *syntax);
/* The item that is there already; NULL. Valid until the next one is added to the feed. In one syntax the two
   must agree in all, or tell one page as an event and as an article. */
struct item *same_find(struct same *same, const struct item *item, const char *syntax);

/* Is one title the other, or the other with the name of the site? */
bool same_title(struct arena *arena, const char *a, const char *b);

/* Gives an item what it lacks and the other has. */
void item_join(struct arena *arena, struct item *item, const struct item *other);

/* The record's small helpers: initial values and lists. */
#include "store/item.h"

#include <math.h>
#include <string.h>

const char *const kind_names[KIND_COUNT + 1] = {"", "event", "call", "document", "news", NULL};

enum kind kind_from_name(const char *name)
{
    for (int k = KIND_EVENT; name && k < KIND_COUNT; k++)
        if (strcmp(name, kind_names[k]) == 0)
            return (enum kind)k;
    return KIND_NONE;
}

void strings_add(struct arena *a, struct strings *list, const char *s)
{
    if (s && *s)
        *ARENA_PUSH(a, list->v, list->n, list->cap) = s;
}

bool strings_has(const struct strings *list, const char *s)
{
    for (size_t i = 0; i < list->n; i++)
        if (strcmp(list->v[i], s) == 0)
            return true;
    return false;
}

const struct evidence *item_evidence(const struct item *item, const char *field)
{
    for (size_t i = item->evidence.n; i-- > 0;)
        if (item->evidence.v[i].field && strcmp(item->evidence.v[i].field, field) == 0)
            return &item->evidence.v[i];
    return NULL;
}

bool item_doubtful(const struct item *item, const char *field)
{
    const struct evidence *e = item_evidence(item, field);
    return e && e->confidence < CONFIDENCE_SURE;
}

void item_init(struct item *item)
{
    *item = (struct item){
        .published = INSTANT_NONE,
        .updated = INSTANT_NONE,
        .lat = NAN,
        .lon = NAN,
        .online = UNKNOWN,
        .amount_min = NAN,
        .amount_max = NAN,
        .amount_rate = NAN,
        .budget_total = NAN,
    };
}

void feed_init(struct feed *feed)
{
    *feed = (struct feed){.ttl = -1};
}

struct item *feed_add_item(struct arena *a, struct feed *feed)
{
    struct item *item = ARENA_PUSH(a, feed->items.v, feed->items.n, feed->items.cap);
    item_init(item);
    return item;
}

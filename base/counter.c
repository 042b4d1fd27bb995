/* Counts by name: open addressing, at most half full. */
#include "base/counter.h"
#include "base/hash.h"

#include <string.h>

static struct counter *slot_of(const struct counters *c, const char *name)
{
    size_t at = hash_bytes(name, strlen(name)).low & (c->cap - 1);
    while (c->v[at].name && strcmp(c->v[at].name, name) != 0)
        at = (at + 1) & (c->cap - 1);
    return &c->v[at];
}

int *counter_of(struct arena *a, struct counters *c, const char *name)
{
    if (c->used * 2 >= c->cap) {
        struct counters wider = {.used = c->used, .cap = c->cap ? c->cap * 2 : 64};
        wider.v = arena_alloc(a, wider.cap * sizeof *wider.v);
        for (size_t i = 0; i < c->cap; i++)
            if (c->v[i].name)
                *slot_of(&wider, c->v[i].name) = c->v[i];
        *c = wider;
    }
    struct counter *slot = slot_of(c, name);
    if (!slot->name) {
        slot->name = name;
        c->used++;
    }
    return &slot->n;
}

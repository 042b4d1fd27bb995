/* A hash table of counts; see frequency.h. */
#include "store/frequency.h"
#include "base/mem.h"

#include <stdlib.h>

static struct frequency *place_of(const struct frequencies *f, uint32_t feature)
{
    size_t at = feature & (f->cap - 1);
    while (f->v[at].feature && f->v[at].feature != feature)
        at = (at + 1) & (f->cap - 1);
    return &f->v[at];
}

static void grow(struct frequencies *f)
{
    struct frequencies more = {.cap = f->cap ? 2 * f->cap : 4096, .used = f->used};
    more.v = mem_alloc(more.cap * sizeof *more.v);
    for (size_t i = 0; i < f->cap; i++)
        if (f->v[i].feature)
            *place_of(&more, f->v[i].feature) = f->v[i];
    free(f->v);
    *f = more;
}

struct frequency *frequency_at(struct frequencies *f, uint32_t feature, bool *found)
{
    if (2 * f->used >= f->cap)
        grow(f);
    struct frequency *entry = place_of(f, feature);
    *found = entry->feature != 0;
    f->used += !*found;
    entry->feature = feature;
    return entry;
}

struct frequency *frequency_find(const struct frequencies *f, uint32_t feature)
{
    struct frequency *entry = f->cap ? place_of(f, feature) : NULL;
    return entry && entry->feature ? entry : NULL;
}

void frequencies_free(struct frequencies *f)
{
    free(f->v);
    *f = (struct frequencies){.v = NULL};
}

void frequency_count(void *frequencies, uint32_t feature)
{
    bool found;
    frequency_at(frequencies, feature, &found)->n++;
}

double frequency_of(void *frequencies, uint32_t feature)
{
    const struct frequency *entry = frequency_find(frequencies, feature);
    return entry ? entry->n : 0;
}

/* The parts of the items of a block; see the header. */
#include "harvester/discover/parts.h"
#include "harvester/discover/pick.h"
#include "harvester/discover/words.h"
#include "base/hash.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* What the row of titles of a table says of a column. */
static const char *column_title(const struct outline *o, int cell)
{
    int table = outline_above(o, cell, HTML_TABLE, 0);
    for (int i = table < 0 ? cell : table; i < cell; i++)
        if (o->v[i].tag == HTML_TH && o->v[i].column == o->v[cell].column)
            return text_fold(o->arena, o->text.p + o->v[i].from, (size_t)(o->v[i].to - o->v[i].from));
    return NULL;
}

static unsigned roles_of(const struct outline *o, int element)
{
    static const char *const named[] = {"itemprop", "property", "headers", "data-label", "data-title"};
    const struct element *e = &o->v[element];
    unsigned roles = 0;
    for (int i = 0; i < e->n_classes; i++)
        roles |= words_roles(e->classes[i]);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        const char *value = outline_attribute(o, element, named[i]);
        roles |= value ? words_roles(value) : 0;
    }
    const char *title = e->tag == HTML_TD ? column_title(o, element) : NULL;
    return title ? roles | words_roles(title) : roles;
}

/* `column`: which of its kind behind the item, or of a cell in its row. */
static int part_at(struct parts *p, int parent, int element, bool follows, int column)
{
    const struct element *e = &p->o->v[element];
    const char *token = e->group >= 0 ? p->o->groups[e->group].token : NULL;
    for (size_t i = 0; i < p->n; i++)
        if (p->v[i].parent == parent && p->v[i].tag == e->tag && p->v[i].column == column &&
            p->v[i].follows == follows && same(p->v[i].token, token))
            return (int)i;
    if (p->n == PARTS_MOST)
        return -1;
    struct part *x = ARENA_PUSH(p->o->arena, p->v, p->n, p->cap);
    *x = (struct part){.parent = parent, .tag = e->tag, .token = token, .column = column, .follows = follows};
    x->roles = roles_of(p->o, element);
    x->hidden = e->hidden;
    x->first = arena_alloc(p->o->arena, p->n_items * sizeof(int));
    x->times = arena_alloc(p->o->arena, p->n_items * sizeof(int));
    for (size_t i = 0; i < p->n_items; i++)
        x->first[i] = -1;
    return (int)p->n - 1;
}

/* Of the elements behind an item that are like this one: which it is, from 1. */
static int place_behind(const struct outline *o, int item, int element)
{
    enum { MOST = 8 }; /* those behind them are as one */
    int n = 1;
    for (int i = o->v[item].end; i < element && n < MOST; i = o->v[i].end)
        n += o->v[i].group == o->v[element].group;
    return n;
}

/* `of`: the part of each element, by its distance from the item. */
static void read_item(struct parts *p, size_t item)
{
    const struct outline *o = p->o;
    int from = p->block->items[item], end = p->block->ends[item];
    int *of = arena_alloc(o->arena, (size_t)(end - from) * sizeof *of);
    for (int i = from; i < end; i++) {
        bool within = i > from && o->v[i].parent >= from;
        int parent = within ? of[o->v[i].parent - from] : -1;
        const char *attribute;
        if (within && parent < 0) {
            of[i - from] = -1;
            continue;
        }
        bool follows = i >= o->v[from].end;
        int column = follows && !within ? place_behind(o, from, i) : o->v[i].column;
        int part = of[i - from] = i == from ? 0 : part_at(p, parent, i, follows, column);
        if (i == from && p->n == 0)
            part_at(p, -1, i, false, 0);
        if (part < 0)
            continue;
        struct part *x = &p->v[part];
        if (!x->times[item]++) {
            x->first[item] = i;
            x->with++;
        }
        x->link |= block_address(o, i, &attribute) != NULL;
    }
}

static int by_number(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static void look_at_texts(struct parts *p, int part)
{
    struct part *x = &p->v[part];
    uint64_t seen[PARTS_ITEMS];
    size_t n = 0, different = 0, bytes = 0;
    for (size_t i = 0; i < p->n_items; i++) {
        const char *text = part_text(p, part, i);
        x->once += x->times[i] == 1;
        if (!*text)
            continue;
        seen[n++] = hash_bytes(text, strlen(text)).low;
        bytes += strlen(text);
    }
    qsort(seen, n, sizeof *seen, by_number);
    for (size_t i = 0; i < n; i++)
        different += i == 0 || seen[i] != seen[i - 1];
    x->length = n ? (double)bytes / (double)n : 0;
    x->distinct = n ? (double)different / (double)n : 0;
}

void parts_find(const struct outline *o, const struct block *block, struct parts *out)
{
    *out = (struct parts){.o = o, .block = block, .n_items = block->n < PARTS_ITEMS ? block->n : PARTS_ITEMS};
    for (size_t i = 0; i < out->n_items; i++)
        read_item(out, i);
    for (size_t i = 0; i < out->n; i++)
        look_at_texts(out, (int)i);
}

bool part_within(const struct parts *p, int part, int outer)
{
    for (; part >= 0; part = p->v[part].parent)
        if (part == outer)
            return true;
    return false;
}

char *part_text(const struct parts *p, int part, size_t item)
{
    int element = p->v[part].first[item];
    return element >= 0 ? outline_text(p->o, element) : arena_strdup(p->o->arena, "");
}

/* Every element of a part, in the items looked at. */
static int *elements_of(const struct parts *p, int part, size_t *n)
{
    const struct part *x = &p->v[part];
    int *v = NULL;
    size_t cap = 0;
    *n = 0;
    for (size_t i = 0; i < p->n_items; i++)
        for (int e = x->first[i], k = 0; e >= 0 && e < p->block->ends[i] && k < x->times[i]; e++)
            if (e == x->first[i] || p->o->v[e].group == p->o->v[x->first[i]].group) {
                *ARENA_PUSH(p->o->arena, v, *n, cap) = e;
                k++;
            }
    return v;
}

char *part_selector(const struct parts *p, int part)
{
    size_t n;
    const struct part *x = &p->v[part];
    int top = part;
    while (p->v[top].parent >= 0)
        top = p->v[top].parent;
    if (part == 0)
        return arena_strdup(p->o->arena, ":scope");
    if (p->v[top].follows)
        return pick_behind(p->o, p->block->items, p->block->ends, p->n_items, x->first);
    int *elements = elements_of(p, part, &n);
    return pick_in_items(p->o, p->block->items, p->n_items, elements, n);
}

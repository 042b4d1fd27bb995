/* A whole list grouped in memory; see group.h. The inverted index is one sorted array. */
#include "store/group.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_OF_A_KEY = 60 }; /* a key that more items hold tells nothing */

struct posting {
    uint64_t key;
    uint32_t item;
};

struct index {
    struct posting *v;
    size_t n, cap;
    uint32_t item; /* whose features come */
    double answer;
};

static void add_posting(void *context, uint64_t key)
{
    struct index *x = context;
    if (x->n == x->cap) {
        x->cap = x->cap ? 2 * x->cap : 4096;
        x->v = mem_realloc(x->v, x->cap * sizeof *x->v);
    }
    x->v[x->n++] = (struct posting){key, x->item};
}

static int by_key(const void *a, const void *b)
{
    const struct posting *x = a, *y = b;
    if (x->key != y->key)
        return (x->key > y->key) - (x->key < y->key);
    return (x->item > y->item) - (x->item < y->item);
}

/* --- frequencies: an open hash table --- */

struct frequencies {
    struct {
        uint64_t feature;
        uint32_t n;
    } * v;
    size_t n, cap; /* cap: a power of two */
};

static size_t place_of(const struct frequencies *f, uint64_t feature)
{
    size_t at = feature & (f->cap - 1);
    while (f->v[at].n && f->v[at].feature != feature)
        at = (at + 1) & (f->cap - 1);
    return at;
}

static void count_feature(void *context, uint64_t feature)
{
    struct frequencies *f = context;
    if (2 * f->n >= f->cap) {
        struct frequencies more = {.cap = f->cap ? 2 * f->cap : 4096, .n = f->n};
        more.v = mem_alloc(more.cap * sizeof *more.v);
        for (size_t i = 0; i < f->cap; i++)
            if (f->v[i].n)
                more.v[place_of(&more, f->v[i].feature)] = f->v[i];
        free(f->v);
        *f = more;
    }
    size_t at = place_of(f, feature);
    f->n += f->v[at].n == 0;
    f->v[at].feature = feature;
    f->v[at].n++;
}

static double frequency_of(void *context, uint64_t feature)
{
    const struct frequencies *f = context;
    return f->cap ? f->v[place_of(f, feature)].n : 0;
}

/* --- candidates --- */

struct candidates {
    uint64_t *v; /* x << 32 | y */
    size_t n, cap;
};

static void add_candidate(struct candidates *c, uint32_t x, uint32_t y)
{
    if (c->n == c->cap) {
        c->cap = c->cap ? 2 * c->cap : 4096;
        c->v = mem_realloc(c->v, c->cap * sizeof *c->v);
    }
    c->v[c->n++] = (uint64_t)x << 32 | y;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void candidates_of(const struct index *x, struct candidates *c)
{
    for (size_t from = 0, to; from < x->n; from = to) {
        for (to = from; to < x->n && x->v[to].key == x->v[from].key;)
            to++;
        if (to - from > MOST_OF_A_KEY)
            continue;
        for (size_t i = from; i < to; i++)
            for (size_t k = i + 1; k < to; k++)
                if (x->v[i].item != x->v[k].item)
                    add_candidate(c, x->v[i].item, x->v[k].item);
    }
    qsort(c->v, c->n, sizeof *c->v, by_value);
}

struct all {
    struct same *v;
    uint32_t n;
};

static bool vetoed(void *context, uint32_t x, uint32_t y)
{
    const struct all *all = context;
    return same_judge(NULL, &all->v[x], &all->v[y], all->n).veto != NULL;
}

void group_all(struct arena *a, struct same *v, uint32_t n, const uint64_t *name, uint32_t *group)
{
    struct frequencies frequencies = {0};
    struct index index = {0};
    struct candidates candidates = {0};
    struct group_pair *pairs = NULL;
    size_t n_pairs = 0, cap = 0;
    struct all all = {v, n};
    for (uint32_t i = 0; i < n; i++) {
        index.item = i;
        same_features(&v[i], count_feature, &frequencies);
        same_keys(&v[i], add_posting, &index);
    }
    for (uint32_t i = 0; i < n; i++)
        same_weigh(&v[i], n, frequency_of, &frequencies);
    qsort(index.v, index.n, sizeof *index.v, by_key);
    candidates_of(&index, &candidates);
    for (size_t i = 0; i < candidates.n; i++) {
        uint32_t x = (uint32_t)(candidates.v[i] >> 32), y = (uint32_t)candidates.v[i];
        if (i && candidates.v[i] == candidates.v[i - 1])
            continue;
        struct same_verdict verdict = same_judge(NULL, &v[x], &v[y], n);
        if (verdict.same)
            *ARENA_PUSH(a, pairs, n_pairs, cap) = (struct group_pair){x, y, verdict.score};
    }
    group_form(a, n, pairs, n_pairs, name, vetoed, &all, group);
    free(frequencies.v);
    free(index.v);
    free(candidates.v);
}

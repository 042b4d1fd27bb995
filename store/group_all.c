/* A whole list grouped in memory; see group.h. The inverted index is one sorted array. */
#include "store/frequency.h"
#include "store/group.h"

#include <stdlib.h>
#include <string.h>

/* The keys are gone through by parts, so that they need little memory at a time. */
enum { PASSES = 16, PASS_SHIFT = 60 };
enum { MOST_OF_A_KEY = 60 }; /* a key that more items hold tells nothing */

struct posting {
    uint64_t key;
    uint32_t item;
};

struct index {
    struct posting *v;
    size_t n, cap;
    uint32_t item; /* whose keys come */
    uint64_t pass; /* those that count this time */
};

static void add_posting(void *context, uint64_t key)
{
    struct index *x = context;
    if (key >> PASS_SHIFT != x->pass)
        return;
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
    struct frequencies frequencies = {.v = NULL};
    struct index index = {0};
    struct candidates candidates = {0};
    struct group_pair *pairs = NULL;
    size_t n_pairs = 0, cap = 0;
    struct all all = {v, n};
    for (uint32_t i = 0; i < n; i++)
        same_features(&v[i], frequency_count, &frequencies);
    for (uint32_t i = 0; i < n; i++)
        same_weigh(&v[i], n, frequency_of, &frequencies);
    frequencies_free(&frequencies);
    for (index.pass = 0; index.pass < PASSES; index.pass++) {
        index.n = 0;
        for (index.item = 0; index.item < n; index.item++)
            same_keys(&v[index.item], add_posting, &index);
        if (index.n)
            qsort(index.v, index.n, sizeof *index.v, by_key);
        candidates_of(&index, &candidates);
    }
    if (candidates.n)
        qsort(candidates.v, candidates.n, sizeof *candidates.v, by_value);
    for (size_t i = 0; i < candidates.n; i++) {
        uint32_t x = (uint32_t)(candidates.v[i] >> 32), y = (uint32_t)candidates.v[i];
        if (i && candidates.v[i] == candidates.v[i - 1])
            continue;
        struct same_verdict verdict = same_judge(NULL, &v[x], &v[y], n);
        if (verdict.same)
            *ARENA_PUSH(a, pairs, n_pairs, cap) = (struct group_pair){x, y, verdict.score};
    }
    group_form(a, n, pairs, n_pairs, name, vetoed, &all, group);
    free(index.v);
    free(candidates.v);
}

/* A whole list grouped in memory; see group.h. */
#include "store/candidates.h"
#include "store/frequency.h"
#include "store/group.h"

struct all {
    struct arena *a;
    struct same *v;
    uint32_t n;
    struct group_pair *pairs;
    size_t n_pairs, cap;
};

static bool meet(void *context, uint32_t x, const uint32_t *others, size_t n)
{
    struct all *all = context;
    struct same_probe probe;
    same_probe(&probe, &all->v[x], all->n);
    for (size_t i = 0; i < n; i++) {
        if (i + 8 < n)
            same_soon(&all->v[others[i + 8]]);
        if (i + 4 < n)
            same_sooner(&all->v[others[i + 4]]);
        double score = same_score(&probe, &all->v[others[i]]);
        if (score > 0)
            *ARENA_PUSH(all->a, all->pairs, all->n_pairs, all->cap) =
                (struct group_pair){x, others[i], score};
    }
    return true;
}

static bool vetoed(void *context, uint32_t x, uint32_t y)
{
    const struct all *all = context;
    return same_veto(&all->v[x], &all->v[y]) != NULL;
}

void group_all(struct arena *a, struct same *v, uint32_t n, const uint64_t *name, uint32_t *group)
{
    struct frequencies frequencies = {.v = NULL};
    struct candidates candidates = {.v = NULL};
    struct all all = {.a = a, .v = v, .n = n};
    for (uint32_t i = 0; i < n; i++) {
        same_features(&v[i], frequency_count, &frequencies);
        same_pages(&v[i], frequency_count, &frequencies);
    }
    for (uint32_t i = 0; i < n; i++)
        same_weigh(&v[i], n, frequency_of, frequency_of, &frequencies);
    frequencies_free(&frequencies);
    for (candidates.item = 0; candidates.item < n; candidates.item++)
        same_keys(&v[candidates.item], candidates_add, &candidates);
    candidates_each(&candidates, n, n, meet, &all);
    group_form(a, n, all.pairs, all.n_pairs, name, vetoed, &all, group);
}

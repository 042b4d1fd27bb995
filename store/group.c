/* Groups by agglomeration; see group.h. */
#include "store/group.h"

#include <stdlib.h>

struct forming {
    uint32_t *next; /* members of a group are chained, last to first */
    uint32_t *last;
    const uint64_t *name;
};

static int by_score(const void *a, const void *b, void *context)
{
    const struct group_pair *x = a, *y = b;
    const uint64_t *name = ((struct forming *)context)->name;
    if (x->score != y->score)
        return (x->score < y->score) - (x->score > y->score);
    uint64_t lx = name[x->x] < name[x->y] ? name[x->x] : name[x->y], hx = name[x->x] ^ name[x->y] ^ lx;
    uint64_t ly = name[y->x] < name[y->y] ? name[y->x] : name[y->y], hy = name[y->x] ^ name[y->y] ^ ly;
    if (lx != ly)
        return (lx > ly) - (lx < ly);
    return (hx > hy) - (hx < hy);
}

static bool may_join(const struct forming *f, uint32_t a, uint32_t b, group_apart *apart, void *context)
{
    for (uint32_t x = a;; x = f->next[x]) {
        for (uint32_t y = b;; y = f->next[y]) {
            if (apart(context, x, y))
                return false;
            if (y == f->last[b])
                break;
        }
        if (x == f->last[a])
            return true;
    }
}

void group_form(struct arena *a, uint32_t n, struct group_pair *pairs, size_t n_pairs, const uint64_t *name,
                group_apart *apart, void *context, uint32_t *group)
{
    struct forming f = {arena_alloc(a, n * sizeof *f.next), arena_alloc(a, n * sizeof *f.last), name};
    for (uint32_t i = 0; i < n; i++)
        group[i] = f.next[i] = f.last[i] = i;
    if (n_pairs)
        qsort_r(pairs, n_pairs, sizeof *pairs, by_score, &f);
    for (size_t i = 0; i < n_pairs; i++) {
        uint32_t first = group[pairs[i].x], second = group[pairs[i].y];
        if (second < first) {
            uint32_t swap = first;
            first = second;
            second = swap;
        }
        if (first == second || !may_join(&f, first, second, apart, context))
            continue;
        for (uint32_t k = second;; k = f.next[k]) {
            group[k] = first;
            if (k == f.last[second])
                break;
        }
        f.next[f.last[first]] = second;
        f.last[first] = f.last[second];
    }
}

/* Pairs that share a key; see candidates.h. Postings are sorted by key once; then each item goes through the
   others of its keys. No list of pairs is ever made: it would be many times as long. */
#include "store/candidates.h"
#include "base/mem.h"

#include <stdlib.h>

void candidates_add(void *candidates, uint32_t key)
{
    struct candidates *c = candidates;
    if (c->n == c->cap) {
        c->cap = c->cap ? c->cap + c->cap / 2 : 4096;
        c->v = mem_realloc(c->v, c->cap * sizeof *c->v);
    }
    c->v[c->n++] = (uint64_t)key << 32 | c->item;
}

void candidates_free(struct candidates *c)
{
    free(c->v);
    *c = (struct candidates){.v = NULL};
}

/* By key, the items of a key staying in their order. */
static void sort(struct candidates *c)
{
    enum { BITS = 11, PLACES = 1 << BITS };
    uint64_t *other = mem_alloc(c->n * sizeof *other);
    for (int shift = 32; shift < 64; shift += BITS) {
        size_t at[PLACES + 1] = {0};
        for (size_t i = 0; i < c->n; i++)
            at[(c->v[i] >> shift & (PLACES - 1)) + 1]++;
        for (size_t i = 1; i < PLACES; i++)
            at[i + 1] += at[i];
        for (size_t i = 0; i < c->n; i++)
            other[at[c->v[i] >> shift & (PLACES - 1)]++] = c->v[i];
        uint64_t *swap = c->v;
        c->v = other;
        other = swap;
    }
    c->cap = c->n;
    free(other);
}

/* The items of the keys that count, key after key, the last one of each marked; and where each item stands.
 */
struct holders {
    uint32_t *v;
    size_t n;
    size_t *from; /* the places of item i are place[from[i]] to place[from[i + 1] - 1] */
    uint32_t *place;
};
static const uint32_t LAST = UINT32_C(1) << 31;

static void gather(const struct candidates *c, struct holders *h)
{
    h->v = mem_alloc(c->n * sizeof *h->v);
    h->n = 0;
    for (size_t i = 0, to; i < c->n; i = to) {
        uint64_t key = c->v[i] >> 32;
        size_t n = h->n;
        for (to = i; to < c->n && c->v[to] >> 32 == key; to++)
            if ((to == i || c->v[to] != c->v[to - 1]) && n - h->n <= CANDIDATES_OF_A_KEY)
                h->v[n++] = (uint32_t)c->v[to];
        if (n - h->n < 2 || n - h->n > CANDIDATES_OF_A_KEY)
            continue;
        h->v[n - 1] |= LAST;
        h->n = n;
    }
}

static void find_places(struct holders *h, uint32_t n)
{
    h->from = mem_alloc((n + 2) * sizeof *h->from);
    h->place = mem_alloc(h->n * sizeof *h->place);
    for (size_t i = 0; i < h->n; i++)
        h->from[(h->v[i] & ~LAST) + 2]++;
    for (size_t i = 2; i < n + 2; i++)
        h->from[i] += h->from[i - 1];
    for (size_t i = 0; i < h->n; i++) /* from[i + 1] moves from where item i begins to its end */
        h->place[h->from[(h->v[i] & ~LAST) + 1]++] = (uint32_t)i;
}

/* Those after x that stand with it, into `others`. met: of each item, whom it met last, + 1. */
static size_t others_of(const struct holders *h, uint32_t x, uint32_t *met, uint32_t *others)
{
    size_t n = 0;
    for (size_t k = h->from[x]; k < h->from[x + 1]; k++)
        for (size_t at = h->place[k]; !(h->v[at] & LAST); at++) {
            uint32_t y = h->v[at + 1] & ~LAST;
            if (met[y] == x + 1)
                continue;
            met[y] = x + 1;
            others[n++] = y;
        }
    return n;
}

static bool meet_all(const struct holders *h, uint32_t n, uint32_t first, candidates_meet *meet,
                     void *context)
{
    uint32_t *met = mem_alloc((n + 1) * sizeof *met), *others = mem_alloc((n + 1) * sizeof *others);
    bool ok = true;
    for (uint32_t x = 0; x < first && ok; x++) {
        size_t found = others_of(h, x, met, others);
        ok = !found || meet(context, x, others, found);
    }
    free(met);
    free(others);
    return ok;
}

bool candidates_each(struct candidates *c, uint32_t n, uint32_t first, candidates_meet *meet, void *context)
{
    struct holders h;
    if (!c->n)
        return true;
    sort(c);
    gather(c, &h);
    candidates_free(c);
    find_places(&h, n);
    bool ok = meet_all(&h, n, first, meet, context);
    free(h.v);
    free(h.from);
    free(h.place);
    return ok;
}

/* The inverted index of the store: of every item its keys, packed into one row. Whoever shares a key with the
   items in hand is found by going through all of them once, some hundred bytes an item: quicker than keeping
   them in the order of the keys, where each item would be written in a dozen places. */
#include "store/cluster.h"

#include <string.h>

void clustering_keys(struct clustering *x, uint32_t entry)
{
    x->entries[entry].keyed = true;
    x->candidates.item = entry;
    same_keys(&x->entries[entry].f, candidates_add, &x->candidates);
    same_pages(&x->entries[entry].f, frequency_count, &x->pages);
}

/* The keys of one row that are looked for: the item becomes a holder of them. */
static void add_holder(struct clustering *x, struct frequencies *wanted, int64_t item, const char *keys,
                       size_t n)
{
    bool looked = false;
    for (size_t i = 0; i + sizeof(uint32_t) <= n; i += sizeof(uint32_t)) {
        uint32_t key;
        memcpy(&key, keys + i, sizeof key);
        struct frequency *f = frequency_find(wanted, key), *page;
        if (!f)
            continue;
        if (!looked && clustering_keyed(x, item)) /* these are its keys of before */
            return;
        looked = true;
        page = frequency_find(&x->pages, key);
        if (page)
            page->n++;
        if (f->n > CANDIDATES_OF_A_KEY)
            continue;
        f->n++;
        x->candidates.item = clustering_place(x, item);
        candidates_add(&x->candidates, key);
    }
}

/* Those of the store beside the ones at hand. */
static bool find_holders(struct clustering *x)
{
    struct frequencies wanted = {.v = NULL};
    sqlite3_stmt *st = statement(x->s, ST_KEYS, x->err);
    int rc;
    if (!st)
        return false;
    for (size_t i = 0; i < x->candidates.n; i++)
        frequency_count(&wanted, (uint32_t)(x->candidates.v[i] >> 32));
    while ((rc = step(x->s, st, x->err)) == SQLITE_ROW) {
        const char *keys = sqlite3_column_blob(st, 1);
        add_holder(x, &wanted, sqlite3_column_int64(st, 0), keys, (size_t)sqlite3_column_bytes(st, 1));
    }
    sqlite3_reset(st);
    frequencies_free(&wanted);
    return rc == SQLITE_DONE;
}

bool clustering_candidates(struct clustering *x, candidates_meet *meet)
{
    uint32_t keyed = (uint32_t)x->n;
    return (!x->count || !x->candidates.n || find_holders(x)) &&
           candidates_each(&x->candidates, (uint32_t)x->n, keyed, meet, x);
}

struct packed {
    uint32_t v[SAME_MOST_KEYS];
    size_t n;
};

static void pack(void *context, uint32_t key)
{
    struct packed *p = context;
    p->v[p->n++] = key;
}

bool clustering_keep_keys(struct clustering *x)
{
    for (size_t i = 0; i < x->n; i++) {
        struct packed p = {.n = 0};
        if (!x->entries[i].keyed)
            continue;
        same_keys(&x->entries[i].f, pack, &p);
        sqlite3_stmt *st = statement(x->s, ST_KEYS_PUT, x->err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, x->entries[i].key);
        sqlite3_bind_blob(st, 2, p.v, (int)(p.n * sizeof *p.v), SQLITE_STATIC);
        if (!run(x->s, st, x->err))
            return false;
    }
    return true;
}

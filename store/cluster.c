/* Clusters, kept up to date from night to night: what is new or changed is compared with its candidates only,
   found by the inverted index of cluster_keys. What a cluster shows is cluster_face.c's. */
#include "store/cluster.h"

#include <stdlib.h>

enum {
    MOST_AT_ONCE = 200, /* members of which every pair is judged */
    AT_A_TIME = 1 << 16 /* items: some 600 bytes each */
};

/* --- editors' decisions --- */

static int by_items(const struct decided *x, const struct decided *y)
{
    if (x->x != y->x)
        return (x->x > y->x) - (x->x < y->x);
    return (x->y > y->y) - (x->y < y->y);
}

static int by_pair(const void *a, const void *b)
{
    const struct decided *x = a, *y = b;
    int order = by_items(x, y);
    return order ? order : (x->at > y->at) - (x->at < y->at);
}

/* The last one of each pair. */
bool clustering_decisions(struct clustering *x)
{
    sqlite3_stmt *st = statement(x->s, ST_DECISIONS, x->err);
    size_t cap = 0, n = 0;
    int rc;
    if (!st)
        return false;
    while ((rc = step(x->s, st, x->err)) == SQLITE_ROW) {
        int64_t a = sqlite3_column_int64(st, 0), b = sqlite3_column_int64(st, 1);
        int together = sqlite3_column_type(st, 2) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 2);
        size_t at = x->n_decided;
        *ARENA_PUSH(x->a, x->decided, x->n_decided, cap) =
            (struct decided){a < b ? a : b, a < b ? b : a, at, together};
    }
    sqlite3_reset(st);
    if (x->n_decided)
        qsort(x->decided, x->n_decided, sizeof *x->decided, by_pair);
    for (size_t i = 0; i < x->n_decided; i++) {
        bool last = i + 1 == x->n_decided || x->decided[i].x != x->decided[i + 1].x ||
                    x->decided[i].y != x->decided[i + 1].y;
        if (last && x->decided[i].together >= 0)
            x->decided[n++] = x->decided[i];
    }
    x->n_decided = n;
    return rc == SQLITE_DONE;
}

int clustering_decided(const struct clustering *x, int64_t a, int64_t b)
{
    size_t low = 0, high = x->n_decided;
    const struct decided pair = {.x = a < b ? a : b, .y = a < b ? b : a};
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = by_items(&pair, &x->decided[middle]);
        if (!order)
            return x->decided[middle].together;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return -1;
}

/* --- what is due --- */

struct due {
    int64_t key;
    bool fresh;
};

static bool list_due(struct store *s, struct arena *a, struct due **v, size_t *n, struct error *err)
{
    size_t cap = 0;
    sqlite3_stmt *st = statement(s, ST_DUE, err);
    int rc;
    if (!st)
        return false;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) =
            (struct due){sqlite3_column_int64(st, 0), sqlite3_column_int(st, 1) != 0};
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

static bool read_due(struct clustering *x, const struct due *due, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        long at = clustering_entry(x, due[i].key);
        if (at < 0)
            return false;
        if (!x->entries[at].read)
            continue;
        x->entries[at].due = true;
        x->fresh += due[i].fresh;
        if (due[i].fresh)
            clustering_count(x, (uint32_t)at);
        clustering_keys(x, (uint32_t)at);
    }
    return !x->failed;
}

/* --- groups --- */

static void add_pair(struct clustering *x, uint32_t i, uint32_t k, double score)
{
    *ARENA_PUSH(x->a, x->pairs, x->n_pairs, x->cap_pairs) =
        (struct group_pair){i < k ? i : k, i < k ? k : i, score};
}

static const double DECIDED = 1e9; /* the score of an editor's word */

static void judge_pair(struct clustering *x, uint32_t i, uint32_t k)
{
    if (!x->entries[i].read || !x->entries[k].read)
        return; /* one is gone */
    int decided = clustering_decided(x, x->entries[i].key, x->entries[k].key);
    double score = decided == 1 ? DECIDED : decided == 0 ? 0 : clustering_score(x, i, k);
    if (score > 0)
        add_pair(x, i, k, score);
}

static bool meet(void *context, uint32_t i, const uint32_t *others, size_t n)
{
    struct clustering *x = context;
    for (size_t k = 0; k < n; k++)
        if (!clustering_read(x, others[k]))
            return false;
    for (size_t k = 0; k < n; k++) {
        if (k + 8 < n)
            same_soon(&x->entries[others[k + 8]].f);
        if (k + 4 < n)
            same_sooner(&x->entries[others[k + 4]].f);
        judge_pair(x, i, others[k]);
    }
    return true;
}

/* Candidates that are not the same are let be. */
static bool judge_candidates(struct clustering *x)
{
    if (!clustering_candidates(x, meet))
        return false;
    for (size_t i = 0; i < x->n_decided; i++) {
        if (x->decided[i].together != 1)
            continue;
        long a = clustering_entry(x, x->decided[i].x), b = clustering_entry(x, x->decided[i].y);
        if (a < 0 || b < 0)
            return false;
        add_pair(x, (uint32_t)a, (uint32_t)b, DECIDED);
    }
    return true;
}

/* Members of the clusters that are touched come too, and each pair of them is judged anew. */
static bool judge_members(struct clustering *x)
{
    struct arena scratch;
    size_t n = x->n; /* entries that are added here belong to clusters that are seen already */
    bool ok = true;
    arena_init(&scratch, 0);
    for (size_t i = 0; i < n; i++)
        x->entries[i].touched |= x->entries[i].due;
    for (size_t i = 0; i < x->n_pairs; i++)
        x->entries[x->pairs[i].x].touched = x->entries[x->pairs[i].y].touched = true;
    for (size_t i = 0; i < n && ok; i++) {
        bool seen;
        if (!x->entries[i].touched || !x->entries[i].cluster)
            continue;
        struct frequency *f = frequency_at(&x->seen, (uint32_t)x->entries[i].cluster, &seen);
        f->n = 1;
        if (seen)
            continue;
        ok = clustering_members(x, &scratch, x->entries[i].cluster);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    frequencies_free(&x->seen);
    return ok;
}

bool clustering_members(struct clustering *x, struct arena *scratch, int64_t cluster)
{
    sqlite3_stmt *st = statement(x->s, ST_MEMBERS, x->err);
    int64_t *keys = NULL;
    size_t n = 0, cap = 0;
    int rc;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, cluster);
    while ((rc = step(x->s, st, x->err)) == SQLITE_ROW)
        *ARENA_PUSH(scratch, keys, n, cap) = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    uint32_t *at = arena_alloc(scratch, (n + 1) * sizeof *at);
    for (size_t i = 0; i < n; i++) {
        long entry = clustering_entry(x, keys[i]);
        if (entry < 0)
            return false;
        at[i] = (uint32_t)entry;
        x->entries[entry].touched = true;
    }
    for (size_t i = 0; i < n && n <= MOST_AT_ONCE; i++)
        for (size_t k = i + 1; k < n; k++)
            judge_pair(x, at[i], at[k]);
    for (size_t i = 1; i < n && n > MOST_AT_ONCE; i++) /* so many are left together */
        add_pair(x, at[0], at[i], DECIDED / 2);
    return rc == SQLITE_DONE;
}

static bool apart(void *context, uint32_t i, uint32_t k)
{
    struct clustering *x = context;
    int decided = clustering_decided(x, x->entries[i].key, x->entries[k].key);
    if (decided >= 0)
        return decided == 0;
    return same_veto(&x->entries[i].f, &x->entries[k].f) != NULL;
}

/* Only what is touched is grouped: a candidate that is not the same stays where it is. */
static bool form(struct clustering *x)
{
    uint64_t *name = arena_alloc(x->a, (x->n + 1) * sizeof *name);
    uint32_t *group = arena_alloc(x->a, (x->n + 1) * sizeof *group);
    for (size_t i = 0; i < x->n; i++) {
        name[i] = x->entries[i].name;
    }
    group_form(x->a, (uint32_t)x->n, x->pairs, x->n_pairs, name, apart, x, group);
    x->group = group;
    return true;
}

static bool cluster(struct clustering *x, const struct due *due, size_t n, int *changed)
{
    return read_due(x, due, n) && clustering_decisions(x) && judge_candidates(x) && judge_members(x) &&
           form(x) && !x->failed && clustering_write(x, changed) && clustering_keep_keys(x) &&
           clustering_keep_words(x);
}

/* By the thousand: the memory of the largest first night is bounded. */
static bool cluster_all(struct store *s, struct arena *a, int64_t now, const char *timezone, int *changed,
                        struct error *err)
{
    struct due *due = NULL;
    size_t n = 0;
    struct arena work;
    bool ok = list_due(s, a, &due, &n, err);
    arena_init(&work, 0);
    for (size_t from = 0; from < n && ok; from += AT_A_TIME) {
        struct clustering x = {.s = s, .a = &work, .now = now, .timezone = timezone, .err = err};
        size_t some = n - from < AT_A_TIME ? n - from : AT_A_TIME;
        ok = store_mark_get(s, CLUSTER_ITEMS, &x.count, err) && cluster(&x, due + from, some, changed);
        clustering_free(&x);
        arena_free(&work);
    }
    return ok;
}

bool store_cluster(struct store *s, int64_t now, const char *timezone, int *changed, struct error *err)
{
    struct arena list;
    *changed = 0;
    arena_init(&list, 0);
    bool ok = cluster_all(s, &list, now, timezone, changed, err);
    arena_free(&list);
    sqlite3_stmt *st = ok ? statement(s, ST_DUE_CLEAR, err) : NULL;
    return st && run(s, st, err);
}

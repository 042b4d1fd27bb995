/* The groups that were formed, into the store: who is in which cluster. A cluster keeps its number with most
   of its members. */
#include "store/cluster.h"

#include <stdlib.h>

struct member {
    uint32_t group, entry;
};

static int by_group(const void *a, const void *b)
{
    const struct member *x = a, *y = b;
    if (x->group != y->group)
        return (x->group > y->group) - (x->group < y->group);
    return (x->entry > y->entry) - (x->entry < y->entry);
}

struct claim { /* of a group on a cluster that was */
    int64_t cluster;
    uint64_t name;   /* of the group: orders what is equal */
    size_t group, n; /* index in groups; how many of the members */
};

static int by_claim(const void *a, const void *b)
{
    const struct claim *x = a, *y = b;
    if (x->cluster != y->cluster)
        return (x->cluster > y->cluster) - (x->cluster < y->cluster);
    if (x->n != y->n)
        return (x->n < y->n) - (x->n > y->n);
    return (x->name > y->name) - (x->name < y->name);
}

struct group {
    size_t from, n; /* in members */
    uint64_t name;  /* the first of its members' */
    int64_t cluster;
};

struct writing {
    struct clustering *x;
    struct member *members;
    struct group *groups;
    size_t n_members, n_groups, cap_groups;
};

static void gather(struct writing *w)
{
    struct clustering *x = w->x;
    w->members = arena_alloc(x->a, (x->n + 1) * sizeof *w->members);
    for (uint32_t i = 0; i < x->n; i++)
        if (x->entries[i].touched)
            w->members[w->n_members++] = (struct member){x->group[i], i};
    qsort(w->members, w->n_members, sizeof *w->members, by_group);
    for (size_t from = 0, to; from < w->n_members; from = to) {
        uint64_t name = UINT64_MAX;
        for (to = from; to < w->n_members && w->members[to].group == w->members[from].group; to++)
            if (x->entries[w->members[to].entry].name < name)
                name = x->entries[w->members[to].entry].name;
        *ARENA_PUSH(x->a, w->groups, w->n_groups, w->cap_groups) = (struct group){from, to - from, name, 0};
    }
}

static bool run_for(struct clustering *x, enum statement which, int64_t key)
{
    sqlite3_stmt *st = statement(x->s, which, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    return run(x->s, st, x->err);
}

/* Old numbers to the groups that hold most of their members; numbers that nobody takes are dropped. */
static bool hand_on(struct writing *w)
{
    struct clustering *x = w->x;
    struct claim *claims = NULL;
    size_t n = 0, cap = 0;
    for (size_t g = 0; g < w->n_groups; g++)
        for (size_t i = 0; i < w->groups[g].n; i++) {
            int64_t cluster = x->entries[w->members[w->groups[g].from + i].entry].cluster;
            size_t k = n;
            while (k && claims[k - 1].group == g && claims[k - 1].cluster != cluster)
                k--;
            if (!cluster)
                continue;
            if (k && claims[k - 1].group == g)
                claims[k - 1].n++;
            else
                *ARENA_PUSH(x->a, claims, n, cap) = (struct claim){cluster, w->groups[g].name, g, 1};
        }
    if (n)
        qsort(claims, n, sizeof *claims, by_claim);
    for (size_t i = 0; i < n; i++) {
        if (i && claims[i].cluster == claims[i - 1].cluster)
            continue;
        struct group *g = &w->groups[claims[i].group];
        if (g->n > 1 && !g->cluster)
            g->cluster = claims[i].cluster;
        else if (!run_for(x, ST_CLUSTER_DROP, claims[i].cluster))
            return false;
    }
    return true;
}

static bool last_cluster(struct clustering *x, int64_t *last)
{
    sqlite3_stmt *st = statement(x->s, ST_CLUSTER_LAST, x->err);
    if (!st || step(x->s, st, x->err) != SQLITE_ROW)
        return false;
    *last = sqlite3_column_int64(st, 0);
    sqlite3_reset(st);
    return true;
}

static bool set_cluster(struct clustering *x, const struct entry *e, int64_t cluster)
{
    sqlite3_stmt *st = statement(x->s, ST_CLUSTER_SET, x->err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, e->key);
    if (cluster)
        sqlite3_bind_int64(st, 2, cluster);
    else
        sqlite3_bind_null(st, 2);
    return run(x->s, st, x->err);
}

/* Whether a group is not what it was, or one of its members is due. */
static bool write_group(struct writing *w, const struct group *g, bool *moved)
{
    struct clustering *x = w->x;
    for (size_t i = 0; i < g->n; i++) {
        const struct entry *e = &x->entries[w->members[g->from + i].entry];
        if (e->cluster == g->cluster)
            continue;
        *moved = true;
        if (!set_cluster(x, e, g->cluster))
            return false;
    }
    return true;
}

static bool any_due(const struct writing *w, const struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        if (w->x->entries[w->members[g->from + i].entry].due)
            return true;
    return false;
}

bool clustering_write(struct clustering *x, int *changed)
{
    struct writing w = {.x = x};
    int64_t last;
    bool *moved;
    gather(&w);
    if (!hand_on(&w) || !last_cluster(x, &last))
        return false;
    moved = arena_alloc(x->a, (w.n_groups + 1) * sizeof *moved);
    bool any = false;
    for (size_t g = 0; g < w.n_groups; g++) {
        if (w.groups[g].n > 1 && !w.groups[g].cluster)
            w.groups[g].cluster = ++last;
        if (!write_group(&w, &w.groups[g], &moved[g]))
            return false;
        any |= moved[g];
    }
    struct arena scratch; /* every member is where it belongs: now what each shows */
    bool ok = true;
    arena_init(&scratch, 0);
    for (size_t g = 0; g < w.n_groups && ok; g++) {
        bool shown = false;
        if (!w.groups[g].cluster || (!moved[g] && !any_due(&w, &w.groups[g])))
            continue;
        arena_reset(&scratch);
        ok = cluster_settle(x->s, &scratch, w.groups[g].cluster, x->now, &shown, x->err);
        *changed += shown;
    }
    arena_free(&scratch);
    sqlite3_stmt *st = ok && (any || *changed) ? statement(x->s, ST_GENERATION_UP, x->err) : NULL;
    return ok && (!(any || *changed) || (st && run(x->s, st, x->err)));
}

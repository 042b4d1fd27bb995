/* What an editor wants to know of clusters, and decides of them. */
#include "store/cluster.h"

#include <stdlib.h>

bool store_members(struct store *s, struct arena *a, int64_t key, int64_t **v, size_t *n, struct error *err)
{
    sqlite3_stmt *st;
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (sqlite3_prepare_v2(
            s->db,
            "SELECT m.id FROM items m JOIN items i ON i.id = ?1 WHERE m.id = ?1 OR m.cluster = i.cluster "
            "ORDER BY m.id",
            -1, &st, NULL) != SQLITE_OK)
        return store_fail(s, err);
    sqlite3_bind_int64(st, 1, key);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return rc == SQLITE_DONE;
}

static bool due(struct store *s, int64_t key, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_DUE_ADD, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int(st, 2, 0);
    return run(s, st, err);
}

bool store_decide(struct store *s, int64_t x, int64_t y, enum decision decision, const struct correction *by,
                  int64_t now, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_DECISION_ADD, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, by->at ? by->at : now);
    bind_text(st, 2, by->author);
    if (decision == DECIDE_UNDO)
        sqlite3_bind_null(st, 3);
    else
        sqlite3_bind_int(st, 3, decision == DECIDE_TOGETHER);
    sqlite3_bind_int64(st, 4, x < y ? x : y);
    sqlite3_bind_int64(st, 5, x < y ? y : x);
    bind_text(st, 6, by->reason);
    bind_text(st, 7, by->file);
    return run(s, st, err) && due(s, x, err) && due(s, y, err);
}

bool store_decisions(struct store *s, struct arena *a, int64_t key, struct pair_decision **v, size_t *n,
                     struct error *err)
{
    static const char sql[] =
        "SELECT a, b, at, together, author, reason, file, NOT EXISTS (SELECT 1 FROM decisions l WHERE l.a = "
        "d.a "
        "AND l.b = d.b AND l.id > d.id) AND together IS NOT NULL AS force FROM decisions d "
        "WHERE a = ?1 OR b = ?1 OR (?1 = 0 AND file IS NOT NULL AND force) ORDER BY id";
    sqlite3_stmt *st;
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    sqlite3_bind_int64(st, 1, key);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) = (struct pair_decision){
            .a = sqlite3_column_int64(st, 0),
            .b = sqlite3_column_int64(st, 1),
            .at = sqlite3_column_int64(st, 2),
            .together = sqlite3_column_type(st, 3) == SQLITE_NULL ? -1 : sqlite3_column_int(st, 3),
            .author = column_text(st, 4, a),
            .reason = column_text(st, 5, a),
            .file = column_text(st, 6, a),
            .in_force = sqlite3_column_int(st, 7) != 0,
        };
    sqlite3_finalize(st);
    return rc == SQLITE_DONE;
}

bool store_decided(struct store *s, struct arena *a, int64_t key, int64_t **v, size_t *n, struct error *err)
{
    struct clustering x = {.s = s, .a = a, .err = err};
    size_t cap = 0;
    *v = NULL;
    *n = 0;
    if (!clustering_decisions(&x))
        return false;
    for (size_t i = 0; i < x.n_decided; i++)
        if (x.decided[i].x == key || x.decided[i].y == key)
            *ARENA_PUSH(a, *v, *n, cap) = x.decided[i].x == key ? x.decided[i].y : x.decided[i].x;
    return true;
}

/* The strongest first; what is together before what is not. */
static int by_strength(const void *a, const void *b)
{
    const struct comparison *x = a, *y = b;
    if (x->together != y->together)
        return y->together - x->together;
    if (x->score != y->score)
        return (x->score < y->score) - (x->score > y->score);
    return (x->key > y->key) - (x->key < y->key);
}

static void compare(struct clustering *x, uint32_t it, uint32_t other, struct comparison *c)
{
    const struct entry *e = &x->entries[it], *o = &x->entries[other];
    struct same_verdict v = clustering_judge(x, x->a, it, other);
    *c = (struct comparison){.key = o->key,
                             .source = o->source,
                             .title = o->title,
                             .together = e->cluster && e->cluster == o->cluster,
                             .decision = clustering_decided(x, e->key, o->key),
                             .score = v.score,
                             .same = v.same,
                             .veto = v.veto};
    c->reasons.v = v.reasons;
    c->reasons.n = c->reasons.cap = v.n;
}

static const double NEAR = -5; /* a score that is worth telling */

static bool meet(void *context, uint32_t i, const uint32_t *others, size_t n)
{
    bool ok = clustering_read(context, i);
    for (size_t k = 0; k < n && ok; k++)
        ok = clustering_read(context, others[k]);
    return ok;
}

static bool compare_all(struct clustering *x, int64_t key, struct comparison **v, size_t *n)
{
    struct arena scratch;
    size_t cap = 0;
    long it = clustering_entry(x, key);
    if (it < 0)
        return false;
    clustering_keys(x, (uint32_t)it);
    if (!clustering_candidates(x, meet) || !clustering_decisions(x))
        return false;
    for (size_t i = 0; i < x->n_decided; i++) {
        bool his = x->decided[i].x == key || x->decided[i].y == key;
        if (his && (clustering_entry(x, x->decided[i].x) < 0 || clustering_entry(x, x->decided[i].y) < 0))
            return false;
    }
    arena_init(&scratch, 0);
    bool ok = !x->entries[it].cluster || clustering_members(x, &scratch, x->entries[it].cluster);
    arena_free(&scratch);
    for (size_t i = 0; i < x->n && ok; i++) {
        struct comparison c;
        if (i == (size_t)it || !x->entries[i].read)
            continue;
        compare(x, (uint32_t)it, (uint32_t)i, &c);
        if (c.together || c.decision >= 0 || c.score > NEAR)
            *ARENA_PUSH(x->a, *v, *n, cap) = c;
    }
    if (*n)
        qsort(*v, *n, sizeof **v, by_strength);
    return ok && !x->failed;
}

bool store_compare(struct store *s, struct arena *a, int64_t key, const char *timezone, struct comparison **v,
                   size_t *n, struct error *err)
{
    struct clustering x = {.s = s, .a = a, .timezone = timezone, .keep_text = true, .err = err};
    *v = NULL;
    *n = 0;
    bool ok = store_mark_get(s, CLUSTER_ITEMS, &x.count, err) && compare_all(&x, key, v, n);
    clustering_free(&x);
    return ok;
}

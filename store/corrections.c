/* Editors' corrections in the store. An item that is corrected is stored corrected, so that filters, search,
   clusters and exports see nothing else; what its source says of these fields is kept beneath. */
#include "store/internal.h"

#include <string.h>

bool overlays_load(struct store *s, struct arena *a, const char *source, const char *uid,
                   struct overlays *all, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_OVERLAYS, err);
    int rc;
    *all = (struct overlays){0};
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, uid);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, all->v, all->n, all->cap) =
            (struct overlay){column_name(st, 0, a), column_name(st, 1, a), column_text(st, 2, a)};
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool beneath_put(struct store *s, int64_t key, const struct beneaths *own, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BENEATH_DROP, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    if (!run(s, st, err))
        return false;
    for (size_t i = 0; i < own->n; i++) {
        st = statement(s, ST_BENEATH_ADD, err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, key);
        bind_text(st, 2, own->v[i].field);
        bind_text(st, 3, own->v[i].value);
        if (!run(s, st, err))
            return false;
    }
    return true;
}

bool beneath_get(struct store *s, struct arena *a, int64_t key, struct beneaths *own, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BENEATH_GET, err);
    int rc;
    *own = (struct beneaths){0};
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, own->v, own->n, own->cap) =
            (struct beneath){column_name(st, 0, a), column_text(st, 1, a)};
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_beneath(struct store *s, struct arena *a, int64_t key, const char *field, const char **value,
                   struct error *err)
{
    struct beneaths own;
    *value = NULL;
    if (!beneath_get(s, a, key, &own, err))
        return false;
    *value = beneath_text(a, &own, field);
    return true;
}

/* The stored item, made anew from what its source says and what editors said. */
static bool rebuild(struct store *s, struct arena *a, const struct stored_item *old, const char *timezone,
                    int64_t now, struct error *err)
{
    struct overlays all;
    struct beneaths was, own;
    struct item item = old->item;
    if (!beneath_get(s, a, old->key, &was, err) || !overlays_load(s, a, NULL, old->uid, &all, err))
        return false;
    beneath_restore(a, &was, &item);
    overlay_item(a, &all, old->uid, timezone, &item, &own);
    return store_rewrite(s, a, old, &item, own.hidden, timezone, now, err) &&
           beneath_put(s, old->key, &own, err);
}

static bool read_own(struct store *s, struct arena *a, int64_t key, struct stored_item *item,
                     struct error *err)
{
    bool found;
    return read_item(s, a, key, item, &found, err) &&
           (found || error_set(err, "%s: no item %lld", s->path, (long long)key));
}

bool store_correct(struct store *s, struct arena *a, int64_t key, const struct correction *c,
                   const char *timezone, int64_t now, struct error *err)
{
    struct stored_item item;
    if (!read_own(s, a, key, &item, err))
        return false;
    sqlite3_stmt *st = statement(s, ST_CORRECTION_ADD, err);
    if (!st)
        return false;
    bind_text(st, 1, item.uid);
    bind_text(st, 2, item.source);
    sqlite3_bind_int64(st, 3, c->at ? c->at : now);
    const char *rest[] = {c->author, c->field, c->value, c->reason, c->file};
    for (int i = 0; i < 5; i++)
        bind_text(st, 4 + i, rest[i]);
    return run(s, st, err) && rebuild(s, a, &item, timezone, now, err);
}

bool store_correction_undo(struct store *s, struct arena *a, int64_t key, int64_t id, const char *author,
                           const char *timezone, int64_t now, struct error *err)
{
    struct stored_item item;
    sqlite3_stmt *st = statement(s, ST_CORRECTION_UNDO, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, id);
    sqlite3_bind_int64(st, 2, now);
    bind_text(st, 3, author);
    return run(s, st, err) && read_own(s, a, key, &item, err) && rebuild(s, a, &item, timezone, now, err);
}

static void read_correction(sqlite3_stmt *st, struct arena *a, struct correction *c)
{
    *c = (struct correction){
        .id = sqlite3_column_int64(st, 0),
        .uid = column_name(st, 1, a),
        .at = sqlite3_column_int64(st, 2),
        .author = column_text(st, 3, a),
        .field = column_name(st, 4, a),
        .value = column_text(st, 5, a),
        .reason = column_text(st, 6, a),
        .file = column_text(st, 7, a),
        .undone = column_instant(st, 8),
        .undone_by = column_text(st, 9, a),
    };
}

bool store_corrections(struct store *s, struct arena *a, int64_t key, struct correction **v, size_t *n,
                       struct error *err)
{
    struct stored_item item;
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (!read_own(s, a, key, &item, err))
        return false;
    sqlite3_stmt *st = statement(s, ST_CORRECTIONS, err);
    if (!st)
        return false;
    bind_text(st, 1, item.uid);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        read_correction(st, a, ARENA_PUSH(a, *v, *n, cap));
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_corrections_of_files(struct store *s, struct arena *a, struct correction **v, size_t *n,
                                struct error *err)
{
    static const char sql[] =
        "SELECT id, uid, at, author, field, value, reason, file, undone, undone_by FROM "
        "corrections WHERE file IS NOT NULL AND undone IS NULL ORDER BY id";
    sqlite3_stmt *st;
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (sqlite3_prepare_v2(s->db, sql, -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        read_correction(st, a, ARENA_PUSH(a, *v, *n, cap));
    sqlite3_finalize(st);
    return rc == SQLITE_DONE;
}

bool store_by_address(struct store *s, const char *url, int64_t *key, struct error *err)
{
    sqlite3_stmt *st;
    *key = 0;
    if (sqlite3_prepare_v2(s->db, "SELECT id FROM items WHERE url = ?1 ORDER BY id LIMIT 1", -1, &st, NULL) !=
        SQLITE_OK)
        return store_unfit(s, err);
    bind_text(st, 1, url);
    int rc = step(s, st, err);
    if (rc == SQLITE_ROW)
        *key = sqlite3_column_int64(st, 0);
    sqlite3_finalize(st);
    return rc != SQLITE_ERROR;
}

/* What a source usually yields, and what was wrong with it: habits, incidents and what was lost in them. */
#include "store/internal.h"

#include <string.h>

/* --- habits --- */

bool store_habits(struct store *s, struct arena *a, const char *source, struct habit **v, size_t *n,
                  struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_HABITS, err);
    size_t cap = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    bind_text(st, 1, source);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) = (struct habit){
            .field = column_name(st, 0, a),
            .share = sqlite3_column_double(st, 1),
            .filled = sqlite3_column_int64(st, 2),
            .total = sqlite3_column_int64(st, 3),
            .example = column_text(st, 4, a),
        };
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

static bool same_habit(const struct habit *x, const struct habit *y)
{
    return x->share == y->share && x->filled == y->filled && x->total == y->total &&
           !x->example == !y->example && (!x->example || strcmp(x->example, y->example) == 0);
}

static const struct habit *find(const struct habit *v, size_t n, const char *field)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].field, field) == 0)
            return &v[i];
    return NULL;
}

static bool drop_habit(struct store *s, const char *source, const char *field, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_HABIT_DROP, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, field);
    return run(s, st, err);
}

static bool put_habit(struct store *s, const char *source, const struct habit *h, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_HABIT_PUT, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, h->field);
    sqlite3_bind_double(st, 3, h->share);
    sqlite3_bind_int64(st, 4, h->filled);
    sqlite3_bind_int64(st, 5, h->total);
    bind_text(st, 6, h->example);
    return run(s, st, err);
}

bool store_habits_put(struct store *s, const char *source, const struct habit *old, size_t n_old,
                      const struct habit *v, size_t n, struct error *err)
{
    for (size_t i = 0; i < n_old; i++)
        if (!find(v, n, old[i].field) && !drop_habit(s, source, old[i].field, err))
            return false;
    for (size_t i = 0; i < n; i++) {
        const struct habit *was = find(old, n_old, v[i].field);
        if (!(was && same_habit(was, &v[i])) && !put_habit(s, source, &v[i], err))
            return false;
    }
    return true;
}

/* --- losses --- */

static bool put_losses(struct store *s, int64_t incident, const struct losses *losses, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LOSSES_DROP, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, incident);
    if (!run(s, st, err))
        return false;
    for (size_t i = 0; i < losses->n; i++) {
        const struct loss *l = &losses->v[i];
        st = statement(s, ST_LOSS_ADD, err);
        if (!st)
            return false;
        sqlite3_bind_int64(st, 1, incident);
        sqlite3_bind_int64(st, 2, (int64_t)i);
        sqlite3_bind_int(st, 3, l->what);
        bind_text(st, 4, l->field);
        bind_text(st, 5, l->rule);
        sqlite3_bind_int(st, 6, l->line);
        sqlite3_bind_int64(st, 7, l->before_filled);
        sqlite3_bind_int64(st, 8, l->before_total);
        bind_text(st, 9, l->before_example);
        sqlite3_bind_int64(st, 10, l->now_filled);
        sqlite3_bind_int64(st, 11, l->now_total);
        bind_text(st, 12, l->now_example);
        bind_text(st, 13, l->guess);
        if (!run(s, st, err))
            return false;
    }
    return true;
}

static bool read_losses(struct store *s, struct arena *a, int64_t incident, struct losses *losses,
                        struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LOSSES, err);
    int rc;
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, incident);
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, losses->v, losses->n, losses->cap) = (struct loss){
            .what = sqlite3_column_int(st, 0),
            .field = column_name(st, 1, a),
            .rule = column_text(st, 2, a),
            .line = sqlite3_column_int(st, 3),
            .before_filled = sqlite3_column_int64(st, 4),
            .before_total = sqlite3_column_int64(st, 5),
            .before_example = column_text(st, 6, a),
            .now_filled = sqlite3_column_int64(st, 7),
            .now_total = sqlite3_column_int64(st, 8),
            .now_example = column_text(st, 9, a),
            .guess = column_text(st, 10, a),
        };
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

/* --- incidents --- */

/* The one that lasts: its key, 0 when there is none, and whether it is of that kind. */
static bool find_open(struct store *s, const char *source, const char *kind, int64_t *key, bool *same,
                      struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_INCIDENT_OPEN, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    int rc = step(s, st, err);
    *key = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    const char *its = rc == SQLITE_ROW ? (const char *)sqlite3_column_text(st, 1) : NULL;
    *same = its && kind && strcmp(its, kind) == 0;
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

static bool end_open(struct store *s, const char *source, int64_t now, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_INCIDENT_ENDS, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, now);
    return run(s, st, err);
}

static bool add_incident(struct store *s, const struct incident *x, int64_t *key, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_INCIDENT_ADD, err);
    if (!st)
        return false;
    bind_text(st, 1, x->source);
    bind_text(st, 2, x->kind);
    sqlite3_bind_int64(st, 3, x->seen);
    sqlite3_bind_int64(st, 4, x->seen);
    bind_text(st, 5, x->text);
    bool ok = run(s, st, err);
    *key = sqlite3_last_insert_rowid(s->db);
    return ok;
}

bool store_incident(struct store *s, const struct incident *x, struct error *err)
{
    int64_t key;
    bool same;
    if (!find_open(s, x->source, x->kind, &key, &same, err))
        return false;
    if (!x->kind || (key && !same))
        if (key && !end_open(s, x->source, x->seen, err))
            return false;
    if (!x->kind)
        return true;
    if (!key || !same)
        return add_incident(s, x, &key, err) && put_losses(s, key, &x->losses, err);
    sqlite3_stmt *st = statement(s, ST_INCIDENT_SEEN, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, key);
    sqlite3_bind_int64(st, 2, x->seen);
    bind_text(st, 3, x->text);
    return run(s, st, err) && put_losses(s, key, &x->losses, err);
}

bool store_incidents(struct store *s, struct arena *a, bool open, struct incident **v, size_t *n,
                     struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_INCIDENTS, err);
    int64_t *keys = NULL;
    size_t cap = 0, n_keys = 0, cap_keys = 0;
    int rc;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    sqlite3_bind_int(st, 1, open);
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        *ARENA_PUSH(a, keys, n_keys, cap_keys) = sqlite3_column_int64(st, 0);
        *ARENA_PUSH(a, *v, *n, cap) = (struct incident){
            .source = column_name(st, 1, a),
            .kind = column_name(st, 2, a),
            .since = sqlite3_column_int64(st, 3),
            .seen = sqlite3_column_int64(st, 4),
            .until = column_instant(st, 5),
            .text = column_text(st, 6, a),
            .author = column_text(st, 7, a),
        };
    }
    sqlite3_reset(st);
    for (size_t i = 0; rc == SQLITE_DONE && i < *n; i++)
        if (!read_losses(s, a, keys[i], &(*v)[i].losses, err))
            return false;
    return rc == SQLITE_DONE;
}

bool store_incidents_forget(struct store *s, int64_t since, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_INCIDENTS_FORGET, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, since);
    return run(s, st, err);
}

/* --- an editor's word --- */

bool store_accept(struct store *s, const char *source, const char *author, int64_t now, bool *found,
                  struct error *err)
{
    static const char *const steps[] = {
        "UPDATE sources SET accepted = ?3, due = NULL, etag = NULL, last_modified = NULL, body_hash = NULL "
        "WHERE id = ?1 AND (alarm IS NOT NULL OR health IN (4, 6))", /* drifted, silent */
        "UPDATE incidents SET author = ?2 WHERE source = ?1 AND until IS NULL"};
    *found = false;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        sqlite3_stmt *st;
        if (sqlite3_prepare_v2(s->db, steps[i], -1, &st, NULL) != SQLITE_OK)
            return store_unfit(s, err);
        bind_text(st, 1, source);
        bind_text(st, 2, author);
        if (sqlite3_bind_parameter_count(st) >= 3)
            sqlite3_bind_int64(st, 3, now);
        bool ok = step(s, st, err) == SQLITE_DONE;
        sqlite3_finalize(st);
        if (!ok)
            return false;
        if (i == 0)
            *found = sqlite3_changes(s->db) > 0;
    }
    return true;
}

/* What the harvest and the exports remember: the state of each source, its attempts,
   and from which state of the store each export file was written. */
#include "store/internal.h"

#include <stdlib.h>
#include <string.h>

const char *const health_names[] = {"new", "ok", "failed", "gone", "drifted", "walled", "silent", NULL};

void source_state_init(struct source_state *state)
{
    *state = (struct source_state){
        .due = INSTANT_NONE,
        .last_attempt = INSTANT_NONE,
        .last_success = INSTANT_NONE,
        .last_change = INSTANT_NONE,
        .accepted = INSTANT_NONE,
        .ttl = -1,
    };
}

static void read_state(sqlite3_stmt *st, struct arena *a, struct source_state *x)
{
    int c = 0;
    source_state_init(x);
    const char **first[] = {&x->id, &x->url, &x->definition, &x->etag, &x->last_modified, &x->body_hash};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        *first[i] = column_text(st, c++, a);
    int64_t *times[] = {&x->due, &x->last_attempt, &x->last_success, &x->last_change};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        *times[i] = column_instant(st, c++);
    x->failures = sqlite3_column_int(st, c++);
    x->health = sqlite3_column_int(st, c++);
    if (x->health < 0 || x->health >= HEALTH_COUNT)
        x->health = HEALTH_NEW;
    x->id = x->id ? x->id : "";
    x->reason = column_text(st, c++, a);
    x->moved_to = column_text(st, c++, a);
    x->seconds = sqlite3_column_double(st, c++);
    x->priority = sqlite3_column_int64(st, c++);
    x->ttl = sqlite3_column_type(st, c) == SQLITE_NULL ? -1 : sqlite3_column_int64(st, c);
    c++;
    x->skip_hours = (uint32_t)sqlite3_column_int64(st, c++);
    x->skip_days = (uint32_t)sqlite3_column_int64(st, c++);
    x->items = sqlite3_column_int64(st, c++);
    const char **last[] = {&x->format, &x->title, &x->site, &x->killer};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        *last[i] = column_text(st, c++, a);
    x->kills = sqlite3_column_int(st, c++);
    x->alarm = column_text(st, c++, a);
    x->accepted = column_instant(st, c++);
}

bool store_source_get(struct store *s, struct arena *a, const char *id, struct source_state *state,
                      struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_SOURCE_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, id);
    int rc = step(s, st, err);
    if (rc == SQLITE_ROW)
        read_state(st, a, state);
    else
        source_state_init(state);
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

bool store_source_rename(struct store *s, const char *from, const char *to, struct error *err)
{
    static const char *const steps[] = {"UPDATE sources SET id = ?2 WHERE id = ?1",
                                        "UPDATE fetches SET source = ?2 WHERE source = ?1",
                                        "UPDATE bodies SET source = ?2 WHERE source = ?1",
                                        "UPDATE habits SET source = ?2 WHERE source = ?1",
                                        "UPDATE incidents SET source = ?2 WHERE source = ?1",
                                        "UPDATE corrections SET source = ?2 WHERE source = ?1",
                                        "UPDATE listed SET source = ?2 WHERE source = ?1",
                                        "UPDATE walks SET source = ?2 WHERE source = ?1",
                                        "UPDATE items SET source = ?2 WHERE source = ?1",
                                        "UPDATE meta SET value = value + 1 WHERE name = 'generation'"};
    bool ok = execute(s, "PRAGMA defer_foreign_keys = ON", err); /* until the transaction ends */
    for (size_t i = 0; ok && i < sizeof steps / sizeof *steps; i++) {
        sqlite3_stmt *st;
        if (sqlite3_prepare_v2(s->db, steps[i], -1, &st, NULL) != SQLITE_OK)
            return store_fail(s, err);
        if (sqlite3_bind_parameter_count(st)) {
            bind_text(st, 1, from);
            bind_text(st, 2, to);
        }
        ok = step(s, st, err) == SQLITE_DONE;
        sqlite3_finalize(st);
    }
    return ok;
}

bool store_sources(struct store *s, struct arena *a, struct source_state **v, size_t *n, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_SOURCES, err);
    size_t cap = 0;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        read_state(st, a, ARENA_PUSH(a, *v, *n, cap));
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_source_put(struct store *s, const struct source_state *x, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_SOURCE_PUT, err);
    if (!st)
        return false;
    int c = 1;
    const char *first[] = {x->id, x->url, x->definition, x->etag, x->last_modified, x->body_hash};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        bind_text(st, c++, first[i]);
    int64_t times[] = {x->due, x->last_attempt, x->last_success, x->last_change};
    for (size_t i = 0; i < sizeof times / sizeof *times; i++)
        bind_instant(st, c++, times[i]);
    sqlite3_bind_int(st, c++, x->failures);
    sqlite3_bind_int(st, c++, x->health);
    bind_text(st, c++, x->reason);
    bind_text(st, c++, x->moved_to);
    sqlite3_bind_double(st, c++, x->seconds);
    sqlite3_bind_int64(st, c++, x->priority);
    sqlite3_bind_int64(st, c++, x->ttl);
    sqlite3_bind_int64(st, c++, x->skip_hours);
    sqlite3_bind_int64(st, c++, x->skip_days);
    sqlite3_bind_int64(st, c++, x->items);
    const char *last[] = {x->format, x->title, x->site, x->killer};
    for (size_t i = 0; i < sizeof last / sizeof *last; i++)
        bind_text(st, c++, last[i]);
    sqlite3_bind_int(st, c++, x->kills);
    bind_text(st, c++, x->alarm);
    bind_instant(st, c++, x->accepted);
    return run(s, st, err);
}

/* --- fetches --- */

bool store_fetch_add(struct store *s, const struct fetch_row *row, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_FETCH_ADD, err);
    if (!st)
        return false;
    bind_text(st, 1, row->source);
    sqlite3_bind_int64(st, 2, row->at);
    sqlite3_bind_int64(st, 3, row->status);
    bind_text(st, 4, row->outcome ? row->outcome : "");
    bind_text(st, 5, row->error);
    sqlite3_bind_int64(st, 6, row->bytes);
    const int figures[] = {row->ms, row->items_new, row->items_changed, row->items_same};
    for (int i = 0; i < 4; i++)
        sqlite3_bind_int(st, 7 + i, figures[i]);
    return run(s, st, err);
}

bool store_fetches(struct store *s, struct arena *a, const char *source, size_t limit, struct fetch_row **v,
                   size_t *n, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_FETCHES, err);
    size_t cap = 0;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, (int64_t)limit);
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) = (struct fetch_row){
            .source = column_name(st, 0, a),
            .at = sqlite3_column_int64(st, 1),
            .status = (long)sqlite3_column_int64(st, 2),
            .outcome = column_name(st, 3, a),
            .error = column_text(st, 4, a),
            .bytes = sqlite3_column_int64(st, 5),
            .ms = sqlite3_column_int(st, 6),
            .items_new = sqlite3_column_int(st, 7),
            .items_changed = sqlite3_column_int(st, 8),
            .items_same = sqlite3_column_int(st, 9),
        };
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_tag_counts(struct store *s, struct arena *a, struct tag_count **v, size_t *n, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_TAG_COUNTS, err);
    size_t cap = 0;
    *v = NULL;
    *n = 0;
    if (!st)
        return false;
    int rc;
    while ((rc = step(s, st, err)) == SQLITE_ROW)
        *ARENA_PUSH(a, *v, *n, cap) =
            (struct tag_count){column_text(st, 0, a), column_text(st, 1, a), sqlite3_column_int64(st, 2)};
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_prune(struct store *s, int64_t before, int64_t *removed, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_PRUNE, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, before);
    if (!run(s, st, err))
        return false;
    *removed = sqlite3_changes64(s->db);
    st = statement(s, ST_INCIDENTS_PRUNE, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, before);
    return run(s, st, err);
}

/* --- marks --- */

bool store_mark_get(struct store *s, const char *name, int64_t *value, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_MARK_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, name);
    int rc = step(s, st, err);
    *value = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : 0;
    sqlite3_reset(st);
    return rc == SQLITE_ROW || rc == SQLITE_DONE;
}

bool store_mark_put(struct store *s, const char *name, int64_t value, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_MARK_PUT, err);
    if (!st)
        return false;
    bind_text(st, 1, name);
    sqlite3_bind_int64(st, 2, value);
    return run(s, st, err);
}

/* --- exports --- */

static bool one_instant(struct store *s, sqlite3_stmt *st, int64_t *value, struct error *err)
{
    int rc = step(s, st, err);
    if (rc == SQLITE_ROW)
        *value = column_instant(st, 0);
    sqlite3_reset(st);
    return rc == SQLITE_ROW || (rc == SQLITE_DONE && store_damaged(s, err, "it lacks its generation"));
}

bool store_generation(struct store *s, int64_t *generation, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_GENERATION, err);
    return st && one_instant(s, st, generation, err);
}

bool store_next_transition(struct store *s, int64_t now, int64_t *at, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_TRANSITION, err);
    if (!st)
        return false;
    sqlite3_bind_int64(st, 1, now);
    if (!one_instant(s, st, at, err))
        return false;
    if (*at != INSTANT_NONE)
        *at += 1; /* what ends at a second is over with the next */
    return true;
}

bool store_export_get(struct store *s, struct arena *a, const char *path, struct export_state *state,
                      bool *found, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_EXPORT_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, path);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    if (*found)
        *state =
            (struct export_state){sqlite3_column_int64(st, 0), column_instant(st, 1), column_name(st, 2, a)};
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

bool store_export_put(struct store *s, const char *path, const struct export_state *state, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_EXPORT_PUT, err);
    if (!st)
        return false;
    bind_text(st, 1, path);
    sqlite3_bind_int64(st, 2, state->generation);
    bind_instant(st, 3, state->valid_until);
    bind_text(st, 4, state->signature);
    return run(s, st, err);
}

bool store_exports(struct store *s, struct arena *a, struct strings *paths, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_EXPORTS, err);
    int rc = SQLITE_ERROR;
    while (st && (rc = step(s, st, err)) == SQLITE_ROW)
        strings_add(a, paths, column_text(st, 0, a));
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool store_export_drop(struct store *s, const char *path, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_EXPORT_DROP, err);
    if (!st)
        return false;
    bind_text(st, 1, path);
    return run(s, st, err);
}

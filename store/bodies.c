/* The last good body of each address of a source, compressed: what a replay reads, and what a page that did
   not change is read from. And what the pages of a source have listed. */
#include "store/internal.h"

#include <stdlib.h>
#include <zstd.h>

/* --- bodies --- */

bool store_body_put(struct store *s, const char *source, const char *url, const struct body_head *head,
                    const void *bytes, size_t n, int64_t now, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BODY_PUT, err);
    if (!st)
        return false;
    size_t room = ZSTD_compressBound(n);
    void *p = mem_alloc(room);
    /* level 1: a fifth of the size, at a hundredth of what reading the document costs */
    size_t packed = ZSTD_compress(p, room, n ? bytes : "", n, 1);
    bool ok = !ZSTD_isError(packed);
    if (!ok)
        error_set(err, "%s: cannot compress a body of %zu bytes", s->path, n);
    bind_text(st, 1, source);
    bind_text(st, 2, url);
    bind_text(st, 3, head->final_url);
    bind_text(st, 4, head->content_type);
    bind_text(st, 5, head->charset);
    bind_text(st, 6, head->etag);
    bind_text(st, 7, head->last_modified);
    sqlite3_bind_int64(st, 8, now);
    sqlite3_bind_int64(st, 9, (int64_t)n);
    sqlite3_bind_blob64(st, 10, p, packed, SQLITE_STATIC);
    ok = ok && run(s, st, err);
    sqlite3_reset(st);
    sqlite3_clear_bindings(st);
    free(p);
    return ok;
}

enum { LARGEST_BODY = 1 << 30 };

static bool unpack(struct store *s, sqlite3_stmt *st, struct buf *out, struct error *err)
{
    int64_t size = sqlite3_column_int64(st, 5);
    if (size < 0 || size > LARGEST_BODY)
        return error_set(err, "%s: a saved body says it has %lld bytes", s->path, (long long)size);
    char *p = mem_alloc((size_t)size + 1);
    size_t n =
        ZSTD_decompress(p, (size_t)size, sqlite3_column_blob(st, 6), (size_t)sqlite3_column_bytes(st, 6));
    bool ok = n == (size_t)size;
    if (ok)
        buf_add(out, p, n);
    free(p);
    return ok || error_set(err, "%s: a saved body is damaged", s->path);
}

static struct body_head read_head(sqlite3_stmt *st, struct arena *a)
{
    return (struct body_head){column_text(st, 0, a), column_text(st, 1, a), column_text(st, 2, a),
                              column_text(st, 3, a), column_text(st, 4, a)};
}

bool store_body_head(struct store *s, struct arena *a, const char *source, const char *url,
                     struct body_head *head, bool *found, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BODY_HEAD, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, url);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    if (*found)
        *head = read_head(st, a);
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

bool store_body_touch(struct store *s, const char *source, const char *url, int64_t now, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BODY_TOUCH, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, url);
    sqlite3_bind_int64(st, 3, now);
    return run(s, st, err);
}

bool store_bodies_trim(struct store *s, const char *source, const char *url, int64_t most, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BODIES_TRIM, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, url);
    sqlite3_bind_int64(st, 3, most);
    return run(s, st, err);
}

bool store_body_get(struct store *s, struct arena *a, const char *source, const char *url, struct buf *out,
                    struct body_head *head, bool *found, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_BODY_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    bind_text(st, 2, url);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    bool ok = rc != SQLITE_ERROR;
    if (*found) {
        *head = read_head(st, a);
        ok = unpack(s, st, out, err);
    }
    sqlite3_reset(st);
    return ok;
}

/* --- what pages have listed --- */

bool store_listed_get(struct store *s, const char *source, int64_t hash, struct listed_row *row, bool *found,
                      struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LISTED_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, hash);
    int rc = step(s, st, err);
    *found = rc == SQLITE_ROW;
    if (*found)
        *row = (struct listed_row){
            .hash = hash,
            .item = sqlite3_column_int64(st, 0),
            .state = sqlite3_column_int(st, 1),
            .rules = sqlite3_column_int64(st, 2),
            .seen = sqlite3_column_int64(st, 3),
            .tries = sqlite3_column_int64(st, 4),
            .due = column_instant(st, 5),
        };
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

static bool forget_others(struct store *s, const char *source, const struct listed_row *row,
                          struct error *err)
{
    sqlite3_stmt *st = row->item ? statement(s, ST_LISTED_ONLY, err) : NULL;
    if (!row->item)
        return true;
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, row->hash);
    sqlite3_bind_int64(st, 3, row->item);
    sqlite3_bind_int64(st, 4, row->seen);
    return run(s, st, err);
}

bool store_listed_put(struct store *s, const char *source, const struct listed_row *row, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LISTED_PUT, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, row->hash);
    if (row->item)
        sqlite3_bind_int64(st, 3, row->item);
    else
        sqlite3_bind_null(st, 3);
    sqlite3_bind_int(st, 4, row->state);
    sqlite3_bind_int64(st, 5, row->rules);
    sqlite3_bind_int64(st, 6, row->seen);
    sqlite3_bind_int64(st, 7, row->tries);
    bind_instant(st, 8, row->due);
    return run(s, st, err) && forget_others(s, source, row, err);
}

bool store_listed_due(struct store *s, const char *source, int64_t now, bool *due, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LISTED_DUE, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, now);
    int rc = step(s, st, err);
    *due = rc == SQLITE_ROW && sqlite3_column_int(st, 0);
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

bool store_listed_trim(struct store *s, const char *source, int64_t since, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_LISTED_TRIM, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, since);
    return run(s, st, err);
}

bool store_walk_get(struct store *s, const char *source, int64_t *at, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_WALK_GET, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    int rc = step(s, st, err);
    *at = rc == SQLITE_ROW ? sqlite3_column_int64(st, 0) : INSTANT_NONE;
    sqlite3_reset(st);
    return rc != SQLITE_ERROR;
}

bool store_walk_put(struct store *s, const char *source, int64_t at, struct error *err)
{
    sqlite3_stmt *st = statement(s, ST_WALK_PUT, err);
    if (!st)
        return false;
    bind_text(st, 1, source);
    sqlite3_bind_int64(st, 2, at);
    return run(s, st, err);
}

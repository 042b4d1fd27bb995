/* Looking after the store: is it sound, a copy while it is in use, tidying up. */
#include "store/internal.h"
#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool pragma_report(struct store *s, const char *pragma, const char *good, struct buf *report,
                          bool *sound, struct error *err)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(s->db, pragma, -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    int rc, lines = 0;
    while ((rc = step(s, st, err)) == SQLITE_ROW && lines < 20) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        if (good && text && strcmp(text, good) == 0)
            continue;
        *sound = false;
        lines++;
        buf_adds(report, report->n ? "; " : "");
        for (const char *p = text ? text : "?"; *p; p++)
            buf_addc(report, *p == '\n' ? ' ' : *p);
    }
    sqlite3_finalize(st);
    return rc != SQLITE_ERROR;
}

bool store_sound(struct store *s)
{
    sqlite3_stmt *st = NULL;
    bool sound = sqlite3_prepare_v2(s->db, "PRAGMA integrity_check(1)", -1, &st, NULL) == SQLITE_OK &&
                 sqlite3_step(st) == SQLITE_ROW &&
                 strcmp((const char *)sqlite3_column_text(st, 0), "ok") == 0;
    sqlite3_finalize(st);
    return sound;
}

bool store_misfits(struct store *s, struct arena *a, int64_t **keys, size_t *n, struct error *err)
{
    sqlite3_stmt *st = NULL;
    struct arena row;
    size_t cap = 0, all = 0;
    int rc;
    *keys = NULL;
    *n = 0;
    if (sqlite3_prepare_v2(s->db, "SELECT id, source, identity, uid FROM items", -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    arena_init(&row, 0);
    while ((rc = step(s, st, err)) == SQLITE_ROW) {
        char uid[UID_DIGITS + 1];
        arena_reset(&row);
        all++;
        const char *source = column_name(st, 1, &row), *identity = column_name(st, 2, &row);
        if (strcmp(item_uid(&row, source, identity, uid), column_name(st, 3, &row)) != 0)
            *ARENA_PUSH(a, *keys, *n, cap) = sqlite3_column_int64(st, 0);
    }
    if (2 * *n > all)
        *n = 0;
    arena_free(&row);
    sqlite3_finalize(st);
    return rc == SQLITE_DONE;
}

bool store_look(struct store *s, bool always, struct error *err)
{
    if (s->looked || s->fresh || !(always || s->log_left))
        return true;
    struct arena a;
    int64_t *misfits;
    size_t n = 0;
    arena_init(&a, 0);
    bool ok = (store_sound(s) || store_damaged(s, err, "its pages do not fit each other")) &&
              store_misfits(s, &a, &misfits, &n, err) &&
              (!n || store_damaged(s, err, "items in it are not what they say"));
    arena_free(&a);
    s->looked = ok;
    return ok;
}

bool store_check(struct store *s, struct buf *report, bool *sound, struct error *err)
{
    *sound = true;
    if (!pragma_report(s, "PRAGMA integrity_check(20)", "ok", report, sound, err) ||
        !pragma_report(s, "PRAGMA foreign_key_check", NULL, report, sound, err))
        return false;
    return pragma_report(s,
                         "SELECT 'item ' || id || ' is not in the search index' FROM items WHERE id NOT IN "
                         "(SELECT rowid FROM search) LIMIT 20",
                         NULL, report, sound, err) &&
           pragma_report(s,
                         "SELECT 'the search index holds item ' || rowid || ', which is not there' FROM "
                         "search WHERE rowid NOT IN (SELECT id FROM items) LIMIT 20",
                         NULL, report, sound, err);
}

/* A copy of which half is there must not have the name of a whole one. */
static bool copy_to(struct store *s, const char *twin, const char *path, struct error *err)
{
    sqlite3 *copy = NULL;
    bool ok = sqlite3_open(twin, &copy) == SQLITE_OK;
    sqlite3_backup *backup = ok ? sqlite3_backup_init(copy, "main", s->db, "main") : NULL;
    if (backup) {
        int rc;
        do {
            rc = sqlite3_backup_step(backup, 1000);
            if (rc == SQLITE_BUSY || rc == SQLITE_LOCKED)
                sqlite3_sleep(50);
        } while (rc == SQLITE_OK || rc == SQLITE_BUSY || rc == SQLITE_LOCKED);
        ok = sqlite3_backup_finish(backup) == SQLITE_OK && rc == SQLITE_DONE;
    } else {
        ok = false;
    }
    if (!ok)
        error_set(err, "%s: cannot make the copy: %s", path, sqlite3_errmsg(copy));
    sqlite3_close(copy);
    return ok;
}

bool store_backup(struct store *s, const char *path, struct error *err)
{
    static const char *const ends[] = {"", "-journal"};
    struct arena a;
    if (access(path, F_OK) == 0)
        return error_set(err, "%s: exists; a backup never overwrites", path);
    arena_init(&a, 0);
    const char *twin = arena_printf(&a, "%s.part", path);
    for (int i = 0; i < 2; i++) /* of one that was killed */
        unlink(arena_printf(&a, "%s%s", twin, ends[i]));
    bool ok = copy_to(s, twin, path, err);
    if (ok && link(twin, path) < 0 &&
        (errno != EPERM || rename(twin, path) < 0)) /* EPERM: no second names there */
        ok = error_set(err, "%s: cannot make the copy: %s", path, strerror(errno));
    for (int i = 0; i < 2; i++)
        unlink(arena_printf(&a, "%s%s", twin, ends[i]));
    if (ok)
        file_sync_folder(path);
    arena_free(&a);
    return ok;
}

bool store_optimize(struct store *s, struct error *err)
{
    /* VACUUM writes the whole store anew beside it: in a file, not in memory */
    return execute(s,
                   "INSERT INTO search(search) VALUES('optimize'); PRAGMA optimize; "
                   "PRAGMA temp_store = FILE; VACUUM; PRAGMA temp_store = MEMORY; "
                   "PRAGMA wal_checkpoint(TRUNCATE);",
                   err);
}

/* Looking after the store: is it sound, a copy while it is in use, tidying up. */
#include "store/internal.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool pragma_report(struct store *s, const char *pragma, const char *good, struct buf *report,
                          bool *sound, struct error *err)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(s->db, pragma, -1, &st, NULL) != SQLITE_OK)
        return store_fail(s, err);
    int rc, lines = 0;
    while ((rc = step(s, st, err)) == SQLITE_ROW && lines < 20) {
        const char *text = (const char *)sqlite3_column_text(st, 0);
        if (good && text && strcmp(text, good) == 0)
            continue;
        *sound = false;
        lines++;
        buf_printf(report, "%s%s", report->n ? "; " : "", text ? text : "?");
    }
    sqlite3_finalize(st);
    return rc != SQLITE_ERROR;
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

bool store_backup(struct store *s, const char *path, struct error *err)
{
    sqlite3 *copy = NULL;
    if (access(path, F_OK) == 0)
        return error_set(err, "%s: exists; a backup never overwrites", path);
    bool ok = sqlite3_open(path, &copy) == SQLITE_OK;
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
        error_set(err, "%s: cannot make the copy: %s", path, copy ? sqlite3_errmsg(copy) : "out of memory");
    sqlite3_close(copy);
    if (!ok)
        unlink(path);
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

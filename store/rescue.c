/* A damaged store: a new one takes its place, with all that can still be read of the old one, which is set
   aside. What happens is safe to be killed at any instant: until the last step the damaged store is where it
   was. */
#include "store/internal.h"
#include "base/file.h"
#include "base/text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEADER = 100, PAGE_SIZE_AT = 16, PAGE_COUNT_AT = 28, FREE_PAGES_AT = 32, LARGEST_LEAP = 1 << 30 };

struct rescuing {
    struct arena *a;
    const char *path, *fresh,
        *copy; /* the damaged store; the new one; a copy of the damaged one to read from */
    struct store *to;
    sqlite3 *from;
    struct rescue *result;
    struct error *err;
};

static const char *beside(struct rescuing *r, const char *path, const char *end)
{
    return arena_printf(r->a, "%s%s", path, end);
}

static void remove_all(struct rescuing *r, const char *path)
{
    static const char *const ends[] = {"", "-wal", "-shm", "-journal"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(beside(r, path, ends[i]));
}

/* --- is it a store at all? --- */

/* What every store holds: its header's application id, words of its schema, of its index's settings. They lie
   on several pages: of a part that is left one is enough. */
static const char *const marks[] = {"CREATE TABLE presence(", "CREATE TABLE fetches(",
                                    "CREATE TABLE corrections(", "CREATE TABLE habits(", "hashsize"};
enum { APPLICATION_AT = 68 };
static const char application[] = "mois"; /* application_id in schema.c */

static bool has_header(const char *bytes, size_t n)
{
    return n >= APPLICATION_AT + 4 && memcmp(bytes, "SQLite format 3", 16) == 0 &&
           memcmp(bytes + APPLICATION_AT, application, 4) == 0;
}

/* What was never a store is somebody's file that the configuration names by mistake. */
static bool looks_like_one(const char *path, struct error *err)
{
    enum { PIECE = 1 << 16, OVERLAP = 32 };
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return error_set(err, "%s: cannot read: %s", path, strerror(errno));
    char *piece = mem_alloc(PIECE + OVERLAP);
    bool found = false, binary = false, first = true;
    ssize_t n;
    while (!found && (n = read(fd, piece + OVERLAP, PIECE)) != 0 && (n > 0 || errno == EINTR)) {
        if (n < 0)
            continue;
        found = first && has_header(piece + OVERLAP, (size_t)n);
        first = false;
        binary = binary || memchr(piece + OVERLAP, 0, (size_t)n);
        for (size_t i = 0; binary && i < sizeof marks / sizeof *marks; i++)
            found = found || memmem(piece, OVERLAP + (size_t)n, marks[i], strlen(marks[i]));
        memmove(piece, piece + n, OVERLAP);
    }
    free(piece);
    close(fd);
    return found ||
           error_set(err,
                     "%s: the file is not a database, nor what is left of a store; it is left as it is. "
                     "Move it away, or name another one under `store:`",
                     path);
}

/* --- reading what is left --- */

/* The copy gets the first bytes of the new store: what they tell is the same for all stores, but for the size
   of pages; without a number of pages SQLite counts them. */
static bool mend_header(struct rescuing *r)
{
    unsigned char good[HEADER], bad[HEADER];
    int from = open(r->fresh, O_RDONLY | O_CLOEXEC), to = open(r->copy, O_RDWR | O_CLOEXEC);
    bool ok =
        from >= 0 && to >= 0 && pread(from, good, HEADER, 0) == HEADER && pread(to, bad, HEADER, 0) == HEADER;
    if (ok) {
        unsigned size = (unsigned)bad[PAGE_SIZE_AT] << 8 | bad[PAGE_SIZE_AT + 1];
        if (size >= 512 && (size & (size - 1)) == 0)
            memcpy(good + PAGE_SIZE_AT, bad + PAGE_SIZE_AT, 2);
        memset(good + PAGE_COUNT_AT, 0, 4);
        memset(good + FREE_PAGES_AT, 0, 8);
        ok = pwrite(to, good, HEADER, 0) == HEADER;
    }
    if (from >= 0)
        close(from);
    if (to >= 0)
        close(to);
    return ok;
}

static bool open_copy(struct rescuing *r)
{
    const char *log = beside(r, r->path, "-wal");
    struct stat st;
    if (!file_copy(r->path, r->copy, r->err) ||
        (stat(log, &st) == 0 && !file_copy(log, beside(r, r->copy, "-wal"), r->err)))
        return false;
    mend_header(r); /* what is too short for it holds nothing either */
    if (sqlite3_open_v2(r->copy, &r->from, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return error_set(r->err, "%s: %s", r->copy, sqlite3_errmsg(r->from));
    sqlite3_exec(r->from, "PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON", NULL, NULL, NULL);
    return true;
}

static struct strings texts(struct rescuing *r, sqlite3 *db, const char *question, const char *argument)
{
    struct strings all = {0};
    sqlite3_stmt *st = NULL;
    if (sqlite3_prepare_v2(db, question, -1, &st, NULL) == SQLITE_OK) {
        bind_text(st, 1, argument);
        while (sqlite3_step(st) == SQLITE_ROW)
            strings_add(r->a, &all, column_text(st, 0, r->a));
    }
    sqlite3_finalize(st);
    return all;
}

/* A row that makes no sense, or that the new store refuses, is left out. */
static bool insert(struct rescuing *r, sqlite3_stmt *row, sqlite3_stmt *into)
{
    bool sense = row_readable(row);
    for (int i = 1; sense && i < sqlite3_column_count(row); i++)
        sqlite3_bind_value(into, i, sqlite3_column_value(row, i));
    int rc = sense ? sqlite3_step(into) : SQLITE_CONSTRAINT;
    if (rc != SQLITE_DONE && (rc & 0xff) != SQLITE_CONSTRAINT)
        return store_fail(r->to, r->err);
    sqlite3_reset(into);
    r->result->lost += rc != SQLITE_DONE;
    return true;
}

/* Row after row in the order of the key; where that breaks off it goes on behind the gap, with longer and
 * longer leaps.
 */
static bool copy_rows(struct rescuing *r, sqlite3_stmt *row, sqlite3_stmt *into)
{
    int64_t last = INT64_MIN, leap = 1;
    for (;;) {
        int rc;
        sqlite3_bind_int64(row, 1, last);
        while ((rc = sqlite3_step(row)) == SQLITE_ROW) {
            int64_t key = sqlite3_column_int64(row, 0);
            if (key < last)
                break; /* pages that stand in each other's place */
            if (!insert(r, row, into))
                return false;
            last = key;
            leap = 1;
        }
        sqlite3_reset(row);
        if (rc == SQLITE_DONE)
            return true;
        r->result->lost++;
        if (leap > LARGEST_LEAP)
            return true;
        last = (last < 0 ? 0 : last) + leap;
        leap *= 2;
    }
}

/* The columns that both stores have: the damaged one may be older. */
static bool copy_table(struct rescuing *r, const char *table)
{
    static const char columns_of[] = "SELECT name FROM pragma_table_info(?1)";
    static const char key_of[] =
        "SELECT CASE WHEN wr THEN (SELECT name FROM pragma_table_info(?1) WHERE pk = 1) ELSE "
        "'rowid' END FROM pragma_table_list WHERE schema = 'main' AND name = ?1";
    struct strings new = texts(r, r->to->db, columns_of, table), old = texts(r, r->from, columns_of, table),
                   key = texts(r, r->to->db, key_of, table);
    struct buf names, marks_of;
    buf_init(&names, 0);
    buf_init(&marks_of, 0);
    for (size_t i = 0; i < new.n; i++)
        if (strings_has(&old, new.v[i])) {
            buf_printf(&names, "%s\"%s\"", names.n ? ", " : "", new.v[i]);
            buf_adds(&marks_of, marks_of.n ? ", ?" : "?");
        }
    sqlite3_stmt *row = NULL, *into = NULL;
    bool ok = true;
    if (!names.n || !key.n) {
        r->result->lost++;
    } else {
        const char *select = arena_printf(r->a, "SELECT %s, %s FROM %s WHERE %s > ?1 ORDER BY %s", key.v[0],
                                          buf_str(&names), table, key.v[0], key.v[0]);
        const char *fill =
            arena_printf(r->a, "INSERT INTO %s(%s) VALUES(%s)", table, buf_str(&names), buf_str(&marks_of));
        if (sqlite3_prepare_v2(r->from, select, -1, &row, NULL) != SQLITE_OK)
            r->result->lost++;
        else
            ok = sqlite3_prepare_v2(r->to->db, fill, -1, &into, NULL) == SQLITE_OK
                     ? copy_rows(r, row, into)
                     : store_fail(r->to, r->err);
    }
    sqlite3_finalize(row);
    sqlite3_finalize(into);
    buf_free(&names);
    buf_free(&marks_of);
    return ok;
}

/* --- filling the new one --- */

static bool drop_misfits(struct rescuing *r)
{
    int64_t *keys;
    size_t n;
    if (!store_misfits(r->to, r->a, &keys, &n, r->err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!execute(r->to, arena_printf(r->a, "DELETE FROM items WHERE id = %lld", (long long)keys[i]),
                     r->err))
            return false;
    r->result->lost += (int64_t)n;
    return true;
}

static bool index_all(struct rescuing *r)
{
    sqlite3_stmt *st = NULL;
    struct arena one;
    int rc = SQLITE_ERROR;
    if (sqlite3_prepare_v2(r->to->db, "SELECT id FROM items", -1, &st, NULL) != SQLITE_OK)
        return store_fail(r->to, r->err);
    arena_init(&one, 0);
    while ((rc = step(r->to, st, r->err)) == SQLITE_ROW) {
        struct stored_item item;
        bool found;
        int64_t key = sqlite3_column_int64(st, 0);
        arena_reset(&one);
        if (!read_item(r->to, &one, key, &item, &found, r->err) ||
            !index_item(r->to, &one, ST_SEARCH_ADD, key, &item.item, r->err))
            break;
        r->result->items++;
    }
    sqlite3_finalize(st);
    arena_free(&one);
    return rc == SQLITE_DONE;
}

/* Parents stand before what refers to them: in the order in which the schema made them. */
static const char tables[] =
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'search%' "
    "AND name NOT IN ('meta', 'exports') ORDER BY rowid";
/* Whatever a source still holds is read again, whether it answers that nothing changed or not, and each item
   compared with what it says. */
static const char all_due[] =
    "UPDATE sources SET due = NULL, etag = NULL, last_modified = NULL, body_hash = NULL; "
    "UPDATE items SET fingerprint = 0";

static bool fill(struct rescuing *r, int64_t now)
{
    struct strings names = texts(r, r->to->db, tables, NULL);
    if (!store_begin(r->to, r->err))
        return false;
    for (size_t i = 0; i < names.n; i++)
        if (!copy_table(r, names.v[i]))
            return false;
    return drop_misfits(r) && index_all(r) && execute(r->to, all_due, r->err) &&
           store_mark_put(r->to, MARK_FILLING, now, r->err) && store_commit(r->to, r->err);
}

/* --- putting it in place --- */

static bool name_aside(struct rescuing *r, int64_t now)
{
    char when[40];
    size_t n = 0;
    const char *slash = strrchr(r->path, '/');
    DIR *d = opendir(slash ? arena_strndup(r->a, r->path, (size_t)(slash - r->path) + 1) : ".");
    const char *start = arena_printf(r->a, "%s.damaged-", slash ? slash + 1 : r->path);
    for (const struct dirent *e; d && (e = readdir(d));) {
        size_t length = strlen(e->d_name);
        n += strncmp(e->d_name, start, strlen(start)) == 0 && length > 4 &&
             strcmp(e->d_name + length - 4, "-wal") != 0 && strcmp(e->d_name + length - 4, "-shm") != 0;
    }
    if (d)
        closedir(d);
    if (n >= MOST_ASIDE)
        return error_set(
            r->err,
            "%s: damaged, and %zu damaged stores lie beside it already: look at the disk, and remove them",
            r->path, n);
    char *stamp = when;
    for (const char *p = instant_format(now, NULL, when); *p; p++) /* without - and : */
        if (*p != '-' && *p != ':')
            *stamp++ = *p;
    *stamp = '\0';
    r->result->aside = arena_printf(r->a, "%s.damaged-%s", r->path, when);
    for (int i = 2; access(r->result->aside, F_OK) == 0; i++)
        r->result->aside = arena_printf(r->a, "%s.damaged-%s-%d", r->path, when, i);
    return true;
}

/* The old one gets its second name first, so that there is a store under its own at any instant; its log must
   be gone before the new one takes that. */
static bool put_in_place(struct rescuing *r)
{
    const char *aside = r->result->aside;
    bool ok =
        link(r->path, aside) == 0 || errno == EPERM; /* a file system without second names: renamed below */
    if (ok && access(aside, F_OK) != 0)
        ok = rename(r->path, aside) == 0;
    ok = ok && (rename(beside(r, r->path, "-wal"), beside(r, aside, "-wal")) == 0 || errno == ENOENT) &&
         (rename(beside(r, r->path, "-shm"), beside(r, aside, "-shm")) == 0 || errno == ENOENT) &&
         rename(r->fresh, r->path) == 0;
    if (!ok)
        return error_set(r->err, "%s: damaged, and cannot be set aside: %s", r->path, strerror(errno));
    file_sync_folder(r->path);
    return true;
}

bool store_rescue(struct arena *a, const char *path, int64_t now, struct rescue *result, struct error *err)
{
    struct rescuing r = {.a = a, .path = path, .result = result, .err = err};
    *result = (struct rescue){0};
    r.fresh = beside(&r, path, ".new");
    r.copy = beside(&r, path, ".copy");
    if (!looks_like_one(path, err) || !name_aside(&r, now))
        return false;
    remove_all(&r, r.fresh); /* of a rescue that was killed */
    remove_all(&r, r.copy);
    /* closed once, so that its first bytes are in the file */
    store_close(store_open(r.fresh, false, err));
    r.to = store_open(r.fresh, false, err);
    bool ok = r.to && open_copy(&r) && fill(&r, now);
    store_close(r.to);
    sqlite3_close(r.from);
    remove_all(&r, r.copy);
    if (ok &&
        access(beside(&r, r.fresh, "-wal"), F_OK) == 0) /* closing could not bring all of it into the file */
        ok = error_set(err, "%s: cannot write", r.fresh);
    ok = ok && put_in_place(&r);
    if (!ok)
        remove_all(&r, r.fresh);
    return ok;
}

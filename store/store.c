/* Opening, transactions, prepared statements: what every other file of the store stands on. */
#include "store/internal.h"
#include "base/text.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SOURCE_COLUMNS "id, " SOURCE_STATE
#define SOURCE_STATE                                                                                         \
    "url, definition, etag, last_modified, body_hash, due, last_attempt, last_success, last_change, "        \
    "failures, "                                                                                             \
    "health, reason, moved_to, seconds, priority, ttl, skip_hours, skip_days, items, format, title, site, "  \
    "killer, "                                                                                               \
    "kills, alarm, accepted"

static const char *const sql[ST_COUNT] = {
    [ST_BEGIN] = "BEGIN IMMEDIATE",
    [ST_COMMIT] = "COMMIT",
    [ST_ROLLBACK] = "ROLLBACK",
    [ST_SOURCE_GET] = "SELECT " SOURCE_COLUMNS " FROM sources WHERE id = ?",
    [ST_SOURCES] = "SELECT " SOURCE_COLUMNS " FROM sources ORDER BY id",
    /* Not INSERT OR REPLACE, which deletes the row and with it, by its foreign key, its history. And not a
       word of the id in SET: a parent key that may change needs a savepoint, before which FTS5 writes out all
       it has in memory. */
    [ST_SOURCE_PUT] =
        "INSERT INTO sources(" SOURCE_COLUMNS
        ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?) "
        "ON CONFLICT(id) DO UPDATE SET (" SOURCE_STATE ") = (excluded.url, "
        "excluded.definition, excluded.etag, excluded.last_modified, excluded.body_hash, excluded.due, "
        "excluded.last_attempt, excluded.last_success, excluded.last_change, excluded.failures, "
        "excluded.health, excluded.reason, excluded.moved_to, excluded.seconds, excluded.priority, "
        "excluded.ttl, "
        "excluded.skip_hours, excluded.skip_days, excluded.items, excluded.format, excluded.title, "
        "excluded.site, excluded.killer, excluded.kills, excluded.alarm, excluded.accepted)",
    [ST_HABITS] = "SELECT field, share, filled, total, example FROM habits WHERE source = ? ORDER BY field",
    [ST_HABIT_DROP] = "DELETE FROM habits WHERE source = ? AND field = ?",
    [ST_HABIT_PUT] =
        "INSERT OR REPLACE INTO habits(source, field, share, filled, total, example) VALUES(?,?,?,?,?,?)",
    [ST_INCIDENT_OPEN] = "SELECT id, kind FROM incidents WHERE source = ? AND until IS NULL ORDER BY id DESC",
    [ST_INCIDENT_ADD] = "INSERT INTO incidents(source, kind, since, seen, text) VALUES(?,?,?,?,?)",
    [ST_INCIDENT_SEEN] = "UPDATE incidents SET seen = ?2, text = ?3 WHERE id = ?1",
    [ST_INCIDENT_ENDS] = "UPDATE incidents SET until = ?2 WHERE source = ?1 AND until IS NULL",
    [ST_INCIDENTS] = "SELECT id, source, kind, since, seen, until, text, author FROM incidents "
                     "WHERE until IS NULL OR ?1 = 0 ORDER BY since DESC, id DESC",
    [ST_INCIDENTS_FORGET] = "DELETE FROM incidents WHERE since = ?",
    [ST_INCIDENTS_PRUNE] = "DELETE FROM incidents WHERE until < ?",
    [ST_LOSSES] = "SELECT what, field, rule, line, before_filled, before_total, before_example, now_filled, "
                  "now_total, now_example, guess FROM losses WHERE incident = ? ORDER BY position",
    [ST_LOSSES_DROP] = "DELETE FROM losses WHERE incident = ?",
    [ST_LOSS_ADD] = "INSERT INTO losses(incident, position, what, field, rule, line, before_filled, "
                    "before_total, before_example, now_filled, now_total, now_example, guess) "
                    "VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)",
    [ST_FETCH_ADD] =
        "INSERT INTO fetches(source, at, status, outcome, error, bytes, ms, items_new, items_changed, "
        "items_same) VALUES(?,?,?,?,?,?,?,?,?,?)",
    [ST_FETCHES] =
        "SELECT source, at, status, outcome, error, bytes, ms, items_new, items_changed, items_same "
        "FROM fetches WHERE source = ? ORDER BY at DESC, id DESC LIMIT ?",
    [ST_TAG_COUNTS] = "SELECT t.value, i.source, count(*) FROM tags t JOIN items i ON i.id = t.item "
                      "WHERE t.scheme = 'tag' AND i.archived IS NULL GROUP BY t.value, i.source "
                      "ORDER BY t.value, i.source",
    [ST_BODY_PUT] =
        "INSERT INTO bodies(source, url, final_url, content_type, charset, etag, last_modified, at, size, "
        "bytes) VALUES(?,?,?,?,?,?,?,?,?,?) ON CONFLICT(source, url) DO UPDATE SET (final_url, content_type, "
        "charset, etag, last_modified, at, size, bytes) = (excluded.final_url, excluded.content_type, "
        "excluded.charset, excluded.etag, excluded.last_modified, excluded.at, excluded.size, "
        "excluded.bytes)",
    [ST_BODY_GET] = "SELECT final_url, content_type, charset, etag, last_modified, size, bytes FROM bodies "
                    "WHERE source = ? AND url = ?",
    [ST_BODY_HEAD] = "SELECT final_url, content_type, charset, etag, last_modified FROM bodies "
                     "WHERE source = ? AND url = ?",
    [ST_BODY_TOUCH] = "UPDATE bodies SET at = ?3 WHERE source = ?1 AND url = ?2",
    [ST_BODIES_TRIM] = "DELETE FROM bodies WHERE id IN (SELECT id FROM (SELECT id, sum(length(bytes)) OVER "
                       "(ORDER BY at DESC, id "
                       "DESC) AS together FROM bodies WHERE source = ?1 AND url <> ?2) WHERE together > ?3)",
    [ST_LISTED_GET] = "SELECT item, state, rules, seen, tries, due FROM listed WHERE source = ? AND hash = ? "
                      "AND (item IS NULL OR EXISTS(SELECT 1 FROM items WHERE id = item))",
    [ST_LISTED_PUT] =
        "INSERT INTO listed(source, hash, item, state, rules, seen, tries, due) VALUES(?,?,?,?,?,?,?,?) "
        "ON CONFLICT(source, hash) DO UPDATE SET (item, state, rules, seen, tries, due) = "
        "(excluded.item, excluded.state, excluded.rules, excluded.seen, excluded.tries, excluded.due)",
    [ST_LISTED_ONLY] = "DELETE FROM listed WHERE item = ?3 AND source = ?1 AND hash <> ?2 AND seen < ?4",
    [ST_LISTED_DUE] = "SELECT EXISTS(SELECT 1 FROM listed WHERE source = ?1 AND due <= ?2)",
    [ST_LISTED_TRIM] = "DELETE FROM listed WHERE source = ?1 AND seen < ?2",
    [ST_WALK_GET] = "SELECT at FROM walks WHERE source = ?",
    [ST_WALK_PUT] =
        "INSERT INTO walks(source, at) VALUES(?,?) ON CONFLICT(source) DO UPDATE SET at = excluded.at",
    [ST_KNOWN] =
        "SELECT i.id, i.identity, i.native_id, i.canonical, coalesce(i.title, substr(coalesce(i.summary, "
        "i.content_text, i.content_html), 1, 300)), i.fingerprint, i.published, i.starts, i.ends_at, "
        "p.missing_since, i.kind, i.withdrawn, i.archived, i.deadline_at, i.uid FROM items i LEFT JOIN "
        "presence p "
        "ON p.item = i.id "
        "WHERE i.source = ? ORDER BY i.id",
    [ST_ITEM_TOUCH] = "UPDATE items SET withdrawn = ?2, archived = ?3, changed = ?4, revision = revision + "
                      "?5 WHERE id = ?1",
    [ST_ITEM_RENAME] = "UPDATE items SET native_id = ?2 WHERE id = ?1",
    [ST_PRESENCE_PUT] =
        "INSERT INTO presence(item, last_seen, missing_since) VALUES(?1, ?2, ?3) ON CONFLICT(item) "
        "DO UPDATE SET last_seen = max(last_seen, ?2), missing_since = ?3",
    [ST_OVERDUE] =
        "SELECT p.item FROM presence p JOIN items i ON i.id = p.item JOIN sources s ON s.id = i.source "
        "WHERE p.missing_since <= ?1 AND i.archived IS NULL AND NOT i.withdrawn "
        "AND s.last_success = ?2 AND s.alarm IS NULL",
    [ST_TAGS_GET] = "SELECT scheme, value FROM tags WHERE item = ? ORDER BY scheme, position",
    [ST_TAG_ADD] = "INSERT INTO tags(item, scheme, position, value) VALUES(?,?,?,?)",
    [ST_TAGS_DROP] = "DELETE FROM tags WHERE item = ?",
    [ST_ENCLOSURES_GET] =
        "SELECT url, mime_type, title, size, duration FROM enclosures WHERE item = ? ORDER BY position",
    [ST_ENCLOSURE_ADD] = "INSERT INTO enclosures(item, position, url, mime_type, title, size, duration) "
                         "VALUES(?,?,?,?,?,?,?)",
    [ST_ENCLOSURES_DROP] = "DELETE FROM enclosures WHERE item = ?",
    [ST_OVERLAYS] =
        "SELECT uid, field, value FROM corrections WHERE undone IS NULL AND (source = ?1 OR uid = ?2) "
        "ORDER BY uid, id",
    [ST_BENEATH_GET] = "SELECT field, value FROM beneath WHERE item = ?",
    [ST_BENEATH_ADD] = "INSERT INTO beneath(item, field, value) VALUES(?,?,?)",
    [ST_BENEATH_DROP] = "DELETE FROM beneath WHERE item = ?",
    [ST_BENEATH_OF_SOURCE] = "SELECT b.item, b.field, b.value FROM beneath b JOIN items i ON i.id = b.item "
                             "WHERE i.source = ? AND b.field IN ('title', 'starts', 'published', 'kind')",
    [ST_CORRECTION_ADD] = "INSERT INTO corrections(uid, source, at, author, field, value, reason, file) "
                          "VALUES(?,?,?,?,?,?,?,?)",
    [ST_CORRECTIONS] =
        "SELECT id, uid, at, author, field, value, reason, file, undone, undone_by FROM corrections "
        "WHERE uid = ? ORDER BY id",
    [ST_CORRECTION_UNDO] =
        "UPDATE corrections SET undone = ?2, undone_by = ?3 WHERE id = ?1 AND undone IS NULL",
    [ST_ITEM_HIDE] = "UPDATE items SET hidden = ?2 WHERE id = ?1",
    [ST_REVISION_ADD] = "INSERT INTO revisions(item, at, number, field, before, after) VALUES(?,?,?,?,?,?)",
    [ST_REVISIONS_TRIM] = "DELETE FROM revisions WHERE item = ?1 AND number <= ?2 "
                          "AND field IN ('summary', 'content_text', 'content_html', 'image')",
    [ST_REVISIONS] = "SELECT at, number, field, before, after FROM revisions WHERE item = ? ORDER BY id",
    [ST_SEARCH_ADD] = "INSERT INTO search(rowid, title, summary, body) VALUES(?,?,?,?)",
    [ST_SEARCH_DROP] = "INSERT INTO search(search, rowid, title, summary, body) VALUES('delete', ?,?,?,?)",
    [ST_DUE_ADD] = "INSERT INTO cluster_due(item, fresh) VALUES(?,?) ON CONFLICT(item) DO NOTHING",
    [ST_DUE] = "SELECT item, fresh FROM cluster_due ORDER BY item",
    [ST_DUE_CLEAR] = "DELETE FROM cluster_due",
    [ST_KEYS] = "SELECT item, keys FROM cluster_keys ORDER BY item",
    [ST_KEYS_PUT] = "INSERT INTO cluster_keys(item, keys) VALUES(?,?) ON CONFLICT(item) DO UPDATE SET keys = "
                    "excluded.keys",
    [ST_WORD_GET] = "SELECT n FROM cluster_words WHERE feature = ?",
    [ST_WORD_PUT] =
        "INSERT INTO cluster_words(feature, n) VALUES(?,?) ON CONFLICT(feature) DO UPDATE SET n = "
        "excluded.n",
    [ST_DECISIONS] = "SELECT a, b, together FROM decisions ORDER BY id",
    [ST_DECISION_ADD] =
        "INSERT INTO decisions(at, author, together, a, b, reason, file) VALUES(?,?,?,?,?,?,?)",
    [ST_MEMBERS] = "SELECT id FROM items WHERE cluster = ? ORDER BY id",
    [ST_CLUSTER_SET] = "UPDATE items SET cluster = ?2 WHERE id = ?1",
    [ST_CLUSTER_GET] =
        "SELECT uid, face, deadline_from, kind, fingerprint, revision, changed, first_seen FROM "
        "clusters WHERE id = ?",
    [ST_CLUSTER_PUT] =
        "INSERT INTO clusters(id, uid, face, deadline_from, kind, fingerprint, revision, changed, "
        "first_seen, "
        "hidden, starts_at, ends_at, deadline_at, date_at) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?) ON "
        "CONFLICT(id) DO "
        "UPDATE SET "
        "(uid, face, deadline_from, kind, fingerprint, revision, changed, first_seen, hidden, starts_at, "
        "ends_at, "
        "deadline_at, date_at) = (excluded.uid, excluded.face, excluded.deadline_from, excluded.kind, "
        "excluded.fingerprint, excluded.revision, excluded.changed, excluded.first_seen, excluded.hidden, "
        "excluded.starts_at, "
        "excluded.ends_at, excluded.deadline_at, excluded.date_at)",
    [ST_CLUSTER_DROP] = "DELETE FROM clusters WHERE id = ?",
    [ST_CLUSTER_LAST] = "SELECT coalesce(max(id), 0) FROM clusters",
    [ST_RANKS] =
        "SELECT i.id, i.source, i.uid, i.first_seen, i.withdrawn OR i.archived IS NOT NULL, i.url, "
        "i.organizer, i.title, s.priority, s.site, s.title, s.url, i.starts_at, i.ends_at, i.deadline_at, "
        "i.kind, i.hidden FROM items i LEFT JOIN sources s ON s.id = i.source WHERE i.cluster = ? ORDER BY "
        "i.id",
    [ST_GENERATION] = "SELECT value FROM meta WHERE name = 'generation'",
    [ST_MARK_GET] = "SELECT value FROM meta WHERE name = ?",
    [ST_MARK_PUT] = "INSERT INTO meta(name, value) VALUES(?,?) ON CONFLICT(name) DO UPDATE SET value = "
                    "excluded.value",
    [ST_GENERATION_UP] = "UPDATE meta SET value = value + 1 WHERE name = 'generation'",
    [ST_TRANSITION] = "SELECT min(at) FROM (SELECT min(deadline_at) AS at FROM items WHERE deadline_at >= ?1 "
                      "UNION ALL SELECT min(ends_at) FROM items WHERE ends_at >= ?1 "
                      "UNION ALL SELECT min(deadline_at) FROM clusters WHERE deadline_at >= ?1)",
    [ST_EXPORT_GET] = "SELECT generation, valid_until, signature FROM exports WHERE path = ?",
    [ST_EXPORTS] = "SELECT path FROM exports ORDER BY path",
    [ST_EXPORT_DROP] = "DELETE FROM exports WHERE path = ?",
    [ST_EXPORT_PUT] =
        "INSERT INTO exports(path, generation, valid_until, signature) VALUES(?,?,?,?) ON CONFLICT(path) "
        "DO UPDATE SET generation = excluded.generation, valid_until = excluded.valid_until, "
        "signature = excluded.signature",
    /* rows stand in the order of their time: only the old ones are looked at */
    [ST_PRUNE] = "DELETE FROM fetches WHERE at < ?1 AND id < coalesce((SELECT id FROM fetches WHERE at >= ?1 "
                 "ORDER BY id LIMIT 1), 9223372036854775807)",
};

static const char fixed_columns[] =
    "i.id, i.source, i.uid, i.first_seen, p.last_seen, i.changed, i.revision, "
    "i.withdrawn, i.archived, i.native_id, i.cluster, i.hidden";

/* The three statements that name every column of the record are made from its table. */
static void made_sql(enum statement which, struct buf *out)
{
    size_t n = item_column_count();
    if (which == ST_ITEM_GET) {
        buf_printf(out, "SELECT %s", fixed_columns);
        for (size_t i = 0; i < n; i++)
            buf_printf(out, ", i.%s", item_columns[i].name);
        buf_adds(out, " FROM items i LEFT JOIN presence p ON p.item = i.id WHERE i.id = ?");
        return;
    }
    static const char head[] =
        "source, identity, uid, native_id, canonical, fingerprint, first_seen, changed, "
        "revision, withdrawn, archived, starts_at, ends_at, deadline_at, date_at";
    if (which == ST_ITEM_INSERT) {
        buf_printf(out, "INSERT INTO items(%s", head);
        for (size_t i = 0; i < n; i++)
            buf_printf(out, ", %s", item_columns[i].name);
        buf_adds(out, ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?");
        for (size_t i = 0; i < n; i++)
            buf_adds(out, ",?");
        buf_addc(out, ')');
        return;
    }
    buf_adds(out,
             "UPDATE items SET native_id=?, canonical=?, fingerprint=?, changed=?, revision=?, withdrawn=?, "
             "archived=?, starts_at=?, ends_at=?, deadline_at=?, date_at=?");
    for (size_t i = 0; i < n; i++)
        buf_printf(out, ", %s=?", item_columns[i].name);
    buf_adds(out, " WHERE id=?");
}

sqlite3_stmt *statement(struct store *s, enum statement which, struct error *err)
{
    if (s->statements[which]) {
        sqlite3_reset(s->statements[which]);
        return s->statements[which];
    }
    struct buf made;
    buf_init(&made, 0);
    if (!sql[which])
        made_sql(which, &made);
    int rc = sqlite3_prepare_v3(s->db, sql[which] ? sql[which] : buf_str(&made), -1,
                                SQLITE_PREPARE_PERSISTENT, &s->statements[which], NULL);
    buf_free(&made);
    if (rc != SQLITE_OK) {
        store_unfit(s, err);
        return NULL;
    }
    return s->statements[which];
}

#define DAMAGED "the store is damaged; `moisson run` sets it aside and builds a new one"

/* What a person can do about it; what is not here is said in SQLite's words alone. */
static const struct {
    int code;
    const char *meaning;
} failures[] = {
    {SQLITE_BUSY, "another program holds it locked; end that one, or try again later"},
    {SQLITE_CORRUPT, DAMAGED},
    {SQLITE_NOTADB, "this is no store, or its beginning is damaged"},
    {SQLITE_FULL, "no room is left on the disk"},
    {SQLITE_IOERR, "the disk failed"},
    {SQLITE_READONLY, "it may not be written; look at whom the file and its folder belong to"},
    {SQLITE_CANTOPEN, "cannot open the store; look at whom the file and its folder belong to"},
};

static void tell(struct store *s, int code, struct error *err)
{
    const char *text = sqlite3_errmsg(s->db);
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++)
        if (failures[i].code == code) {
            error_set(err, "%s: %s (%s)", s->path, failures[i].meaning, text);
            return;
        }
    error_set(err, "%s: %s", s->path, text);
}

bool store_fail(struct store *s, struct error *err)
{
    int code = sqlite3_errcode(s->db) & 0xff;
    tell(s, code, err);
    /* what the store itself forbids comes of an index that does not fit its table, or of a fault in the
     * program */
    bool damaged =
        code == SQLITE_CORRUPT || code == SQLITE_NOTADB || (code == SQLITE_CONSTRAINT && !store_sound(s));
    s->damaged |= damaged;
    if (err)
        err->damaged = damaged;
    return false;
}

bool store_unfit(struct store *s, struct error *err)
{
    if ((sqlite3_errcode(s->db) & 0xff) == SQLITE_ERROR)
        return store_damaged(s, err, sqlite3_errmsg(s->db));
    return store_fail(s, err);
}

bool store_damaged(struct store *s, struct error *err, const char *words)
{
    error_set(err, "%s: " DAMAGED " (%s)", s->path, words);
    s->damaged = true;
    if (err)
        err->damaged = true;
    return false;
}

/* What was stored was UTF-8; whatever damaged it may have left the rest of the page as it was. */
bool row_readable(sqlite3_stmt *st)
{
    for (int i = sqlite3_data_count(st) - 1; i >= 0; i--) {
        if (sqlite3_column_type(st, i) != SQLITE_TEXT)
            continue;
        const char *text = (const char *)sqlite3_column_text(st, i);
        size_t n = (size_t)sqlite3_column_bytes(st, i);
        if (!utf8_valid(text, n) || memchr(text, 0, n))
            return false;
    }
    return true;
}

int step(struct store *s, sqlite3_stmt *st, struct error *err)
{
    int rc = sqlite3_step(st);
    if (rc == SQLITE_DONE || (rc == SQLITE_ROW && row_readable(st)))
        return rc;
    if (rc == SQLITE_ROW)
        store_damaged(s, err, "a text in it is no UTF-8");
    else
        store_fail(s, err);
    sqlite3_reset(st);
    return SQLITE_ERROR;
}

bool run(struct store *s, sqlite3_stmt *st, struct error *err)
{
    int rc;
    do
        rc = step(s, st, err);
    while (rc == SQLITE_ROW);
    sqlite3_reset(st);
    return rc == SQLITE_DONE;
}

bool execute(struct store *s, const char *text, struct error *err)
{
    return sqlite3_exec(s->db, text, NULL, NULL, NULL) == SQLITE_OK || store_unfit(s, err);
}

void bind_text(sqlite3_stmt *st, int at, const char *text)
{
    if (!text) {
        sqlite3_bind_null(st, at);
        return;
    }
    size_t n = strlen(text);
    if (utf8_valid(text, n)) {
        sqlite3_bind_text64(st, at, text, n, SQLITE_STATIC, SQLITE_UTF8);
        return;
    }
    struct buf clean; /* all text is valid behind the door; what is read back otherwise counts as damage */
    buf_init(&clean, 0);
    utf8_clean(&clean, text, n);
    sqlite3_bind_text64(st, at, buf_str(&clean), clean.n, SQLITE_TRANSIENT, SQLITE_UTF8);
    buf_free(&clean);
}

void bind_instant(sqlite3_stmt *st, int at, int64_t instant)
{
    if (instant == INSTANT_NONE)
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_int64(st, at, instant);
}

void bind_real(sqlite3_stmt *st, int at, double v)
{
    if (isnan(v))
        sqlite3_bind_null(st, at);
    else
        sqlite3_bind_double(st, at, v);
}

const char *column_text(sqlite3_stmt *st, int at, struct arena *a)
{
    const char *text = (const char *)sqlite3_column_text(st, at);
    return text ? arena_strndup(a, text, (size_t)sqlite3_column_bytes(st, at)) : NULL;
}

const char *column_name(sqlite3_stmt *st, int at, struct arena *a)
{
    const char *text = column_text(st, at, a);
    return text ? text : "";
}

int64_t column_instant(sqlite3_stmt *st, int at)
{
    return sqlite3_column_type(st, at) == SQLITE_NULL ? INSTANT_NONE : sqlite3_column_int64(st, at);
}

double column_real(sqlite3_stmt *st, int at)
{
    return sqlite3_column_type(st, at) == SQLITE_NULL ? NAN : sqlite3_column_double(st, at);
}

static const char for_all[] =
    /* Of a new store. An item with its text has 2 to 3 kB: two or three fill a page of 8 KiB, where a page of
       4 KiB holds one and wastes its rest. First, since the next one counts in pages. */
    "PRAGMA page_size = 8192;"
    /* 8 MiB of pages: more makes a night no faster, and its memory stays bounded. */
    "PRAGMA cache_size = -8000;"
    /* Off unless asked for, and the schema relies on them. */
    "PRAGMA foreign_keys = ON;"
    /* Sorting a channel takes some 40 bytes an item: no file needed. */
    "PRAGMA temp_store = MEMORY;"
    /* A store someone else wrote must not call functions from its schema. */
    "PRAGMA trusted_schema = OFF;";

static const char for_writer[] =
    /* Readers go on while the harvest writes, and it does not wait for them. */
    "PRAGMA journal_mode = WAL;"
    /* A killed process loses nothing that was committed, since what was written is the kernel's; only a power
       cut may take back the last commits, whole, and the next run harvests again. */
    "PRAGMA synchronous = NORMAL;"
    /* Every 1000 pages (8 MiB) the log goes into the store, unless a reader still needs the old state, and
       starts over in the same file. */
    "PRAGMA wal_autocheckpoint = 1000;"
    /* A log that a long reader let grow is cut to 16 MiB once that one has gone. */
    "PRAGMA journal_size_limit = 16777216;";

enum { PATIENCE = 10000 }; /* milliseconds to wait for another writer */

static bool prepare(struct store *s, bool read_only, struct error *err)
{
    int version;
    sqlite3_busy_timeout(s->db, PATIENCE);
    sqlite3_extended_result_codes(s->db, 1);
    if (!execute(s, for_all, err) || !tokenizer_register(s, err) ||
        !schema_version(s, read_only, &version, err))
        return false;
    s->fresh = !version;
    /* SQLite takes a file whose first bytes forbid writing for one that may not be written */
    if (!read_only && sqlite3_db_readonly(s->db, "main") == 1 && euidaccess(s->path, W_OK) == 0)
        return store_damaged(s, err, "its first bytes make no sense");
    return read_only || (execute(s, for_writer, err) && schema_migrate(s, version, err));
}

bool store_fresh(const struct store *s)
{
    return s->fresh;
}

/* A reader shares a file with the writers, which SQLite makes beside the store. Where somebody may read the
   store but make no files (an editor, on the store of the service), and nobody writes, it is read as a file
   that stays as it is. */
static bool stays_as_it_is(const char *path)
{
    char *log = mem_alloc(strlen(path) + 8), *folder = mem_strdup(path), *slash = strrchr(folder, '/');
    sprintf(log, "%s-wal", path);
    if (slash)
        slash[slash == folder] = '\0';
    bool stays = access(log, F_OK) != 0 && euidaccess(slash ? folder : ".", W_OK) != 0;
    free(log);
    free(folder);
    return stays;
}

/* https://sqlite.org/uri.html */
static int open_as_it_is(const char *path, sqlite3 **db)
{
    struct buf uri;
    buf_init(&uri, 0);
    buf_adds(&uri, "file:");
    for (const char *p = path; *p; p++)
        buf_printf(&uri, strchr("%?#", *p) ? "%%%02X" : "%c", (unsigned char)*p);
    buf_adds(&uri, "?immutable=1");
    int rc = sqlite3_open_v2(buf_str(&uri), db, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI,
                             NULL);
    buf_free(&uri);
    return rc;
}

/* One thread uses SQLite: it need not lock anything, nor count its memory. Told before its first use; later
   it would refuse, and go on as it is. */
static void configure(void)
{
    sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

struct store *store_open(const char *path, bool read_only, struct error *err)
{
    configure();
    struct store *s = mem_alloc(sizeof *s);
    s->path = mem_strdup(path);
    char *log = mem_alloc(strlen(path) + 5);
    sprintf(log, "%s-wal", path);
    s->log_left = access(log, F_OK) == 0;
    free(log);
    int flags = read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    int rc = read_only && stays_as_it_is(path)
                 ? open_as_it_is(path, &s->db)
                 : sqlite3_open_v2(path, &s->db, flags | SQLITE_OPEN_NOMUTEX, NULL);
    bool ok = rc == SQLITE_OK;
    if (!ok)
        store_fail(s, err);
    if (ok && prepare(s, read_only, err))
        return s;
    store_close(s);
    return NULL;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    for (int i = 0; i < ST_COUNT; i++)
        sqlite3_finalize(s->statements[i]);
    if (s->damaged)
        sqlite3_db_config(s->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
    sqlite3_close(s->db);
    tokenizer_free(s);
    free(s->path);
    free(s);
}

static bool simple(struct store *s, enum statement which, struct error *err)
{
    sqlite3_stmt *st = statement(s, which, err);
    return st && run(s, st, err);
}

bool store_begin(struct store *s, struct error *err)
{
    return simple(s, ST_BEGIN, err);
}

bool store_commit(struct store *s, struct error *err)
{
    return simple(s, ST_COMMIT, err);
}

void store_rollback(struct store *s)
{
    if (!sqlite3_get_autocommit(s->db))
        simple(s, ST_ROLLBACK, NULL);
}

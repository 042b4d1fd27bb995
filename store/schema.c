/* The schema, as the steps that lead to it: step k turns version k into version k + 1. A step that was
   released is never changed; a change of the schema is a new step. */
#include "store/internal.h"

#include <stdio.h>
#include <string.h>

enum { APPLICATION_ID = 1836018035 }; /* "mois": tells a store from any other SQLite file */

const char *const schema_steps[] = {
    /* 0 → 1 */
    "PRAGMA application_id = 1836018035;"
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;"
    "INSERT INTO meta VALUES('generation', 0);"

    "CREATE TABLE sources("
    "  id TEXT PRIMARY KEY, url TEXT, definition TEXT, etag TEXT, last_modified TEXT, body_hash TEXT,"
    "  due INTEGER, last_attempt INTEGER, last_success INTEGER, last_change INTEGER,"
    "  failures INTEGER NOT NULL, health INTEGER NOT NULL, reason TEXT, moved_to TEXT, seconds REAL,"
    "  priority INTEGER NOT NULL, ttl INTEGER, skip_hours INTEGER NOT NULL, skip_days INTEGER NOT NULL, "
    "items INTEGER NOT NULL,"
    "  format TEXT, title TEXT, site TEXT, killer TEXT, kills INTEGER NOT NULL, alarm TEXT,"
    "  accepted INTEGER) STRICT;"

    /* what a source usually yields: a row a field, and some of the whole (store.h) */
    "CREATE TABLE habits("
    "  source TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE, field TEXT NOT NULL, share REAL NOT "
    "NULL,"
    "  filled INTEGER NOT NULL, total INTEGER NOT NULL, example TEXT, PRIMARY KEY(source, field)) STRICT, "
    "WITHOUT "
    "ROWID;"
    /* what was wrong with a source, from when to when; and what it lost */
    "CREATE TABLE incidents("
    "  id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE, kind TEXT NOT "
    "NULL,"
    "  since INTEGER NOT NULL, seen INTEGER NOT NULL, until INTEGER, text TEXT, author TEXT) STRICT;"
    "CREATE INDEX incidents_source ON incidents(source, since);"
    "CREATE TABLE losses("
    "  incident INTEGER NOT NULL REFERENCES incidents(id) ON DELETE CASCADE, position INTEGER NOT NULL,"
    "  what INTEGER NOT NULL, field TEXT NOT NULL, rule TEXT, line INTEGER NOT NULL, before_filled INTEGER "
    "NOT NULL,"
    "  before_total INTEGER NOT NULL, before_example TEXT, now_filled INTEGER NOT NULL, now_total INTEGER "
    "NOT NULL,"
    "  now_example TEXT, guess TEXT, PRIMARY KEY(incident, position)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE fetches("
    "  id INTEGER PRIMARY KEY, source TEXT NOT NULL REFERENCES sources(id) ON DELETE CASCADE, at INTEGER NOT "
    "NULL,"
    "  status INTEGER NOT NULL, outcome TEXT NOT NULL, error TEXT, bytes INTEGER NOT NULL, ms INTEGER NOT "
    "NULL,"
    "  items_new INTEGER NOT NULL, items_changed INTEGER NOT NULL, items_same INTEGER NOT NULL) STRICT;"
    "CREATE INDEX fetches_source ON fetches(source, at);"

    "CREATE TABLE bodies("
    "  id INTEGER PRIMARY KEY, source TEXT NOT NULL, url TEXT NOT NULL, final_url TEXT, content_type TEXT, "
    "charset TEXT, etag TEXT, last_modified TEXT, at INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT "
    "NULL, "
    "UNIQUE(source, url)) STRICT;"

    /* What the pages of a source have listed, as a hash of all they say of an item: what is listed as before
       is not fetched and not understood again. */
    "CREATE TABLE listed("
    "  source TEXT NOT NULL, hash INTEGER NOT NULL, item INTEGER, state INTEGER NOT NULL, rules INTEGER NOT "
    "NULL,"
    "  seen INTEGER NOT NULL, tries INTEGER NOT NULL, due INTEGER, PRIMARY KEY(source, hash)) STRICT, "
    "WITHOUT "
    "ROWID;"
    "CREATE INDEX listed_item ON listed(item) WHERE item IS NOT NULL;"
    "CREATE INDEX listed_due ON listed(source, due) WHERE due IS NOT NULL;"
    /* when all pages of a source were last gone through */
    "CREATE TABLE walks(source TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;"

    /* what sorts and filters first, long texts last: SQLite reads a row from its beginning */
    "CREATE TABLE items("
    "  id INTEGER PRIMARY KEY, source TEXT NOT NULL, identity TEXT NOT NULL, uid TEXT NOT NULL,"
    "  native_id TEXT, canonical TEXT, kind INTEGER NOT NULL, fingerprint INTEGER NOT NULL,"
    "  first_seen INTEGER NOT NULL, changed INTEGER NOT NULL, revision INTEGER NOT NULL,"
    "  cluster INTEGER, hidden INTEGER NOT NULL DEFAULT 0, withdrawn INTEGER NOT NULL, archived INTEGER, "
    "cancelled INTEGER NOT NULL, permanent "
    "INTEGER NOT NULL,"
    "  published INTEGER, updated INTEGER, starts_at INTEGER, ends_at INTEGER, deadline_at INTEGER, date_at "
    "INTEGER,"
    "  title TEXT, url TEXT, external_url TEXT, language TEXT, territory TEXT, organizer TEXT, place TEXT,"
    "  starts TEXT, ends TEXT, all_day INTEGER, online INTEGER, registration_deadline TEXT, sessions TEXT,"
    "  opens TEXT, deadline TEXT, deadlines TEXT, amount_min REAL, amount_max REAL, amount_rate REAL,"
    "  amount_currency TEXT, budget_total REAL, lat REAL, lon REAL, image TEXT, authors TEXT, origin_name "
    "TEXT,"
    "  origin_url TEXT, sequence INTEGER, evidence TEXT, summary TEXT, content_text TEXT, content_html TEXT) "
    "STRICT;"
    "CREATE UNIQUE INDEX items_identity ON items(source, identity);"
    /* uids are hashes: each new one lands on another page of its index, and a short key makes these few */
    "CREATE INDEX items_uid ON items(substr(uid, 1, 8));"
    "CREATE INDEX items_date ON items(kind, date_at);"
    "CREATE INDEX items_deadline ON items(deadline_at) WHERE deadline_at IS NOT NULL;"
    "CREATE INDEX items_ends ON items(ends_at) WHERE ends_at IS NOT NULL;"

    "CREATE INDEX items_cluster ON items(cluster) WHERE cluster IS NOT NULL;"

    /* The same thing from several sources is one: its face stands for all, with what the others add. */
    "CREATE TABLE clusters("
    "  id INTEGER PRIMARY KEY, uid TEXT NOT NULL, face INTEGER NOT NULL, deadline_from INTEGER, kind INTEGER "
    "NOT "
    "NULL,"
    "  fingerprint INTEGER NOT NULL, revision INTEGER NOT NULL, changed INTEGER NOT NULL, first_seen INTEGER "
    "NOT "
    "NULL,"
    "  hidden INTEGER NOT NULL DEFAULT 0, starts_at INTEGER, ends_at INTEGER, deadline_at INTEGER, date_at "
    "INTEGER) "
    "STRICT;"
    "CREATE INDEX clusters_deadline ON clusters(deadline_at) WHERE deadline_at IS NOT NULL;"
    /* new and changed items that are still to be compared with the others */
    "CREATE TABLE cluster_due(item INTEGER PRIMARY KEY, fresh INTEGER NOT NULL) STRICT;"
    /* of rare words, addresses, days: hashes of 32 bits; two items without a common key are never compared */
    "CREATE TABLE cluster_keys(item INTEGER PRIMARY KEY, keys BLOB NOT NULL) STRICT;"
    "CREATE TABLE cluster_words(feature INTEGER PRIMARY KEY, n INTEGER NOT NULL) STRICT;"
    /* what editors decided of pairs: together 1, apart 0, left to the program again NULL; the last one counts
     */
    "CREATE TABLE decisions("
    "  id INTEGER PRIMARY KEY, at INTEGER NOT NULL, author TEXT, reason TEXT, file TEXT, together INTEGER,"
    "  a INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE,"
    "  b INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE) STRICT;"

    /* apart from items, so that seeing an item again does not rewrite its text */
    "CREATE TABLE presence("
    "  item INTEGER PRIMARY KEY REFERENCES items(id) ON DELETE CASCADE, last_seen INTEGER NOT NULL,"
    "  missing_since INTEGER) STRICT;"
    "CREATE INDEX presence_missing ON presence(missing_since) WHERE missing_since IS NOT NULL;"

    "CREATE TABLE tags("
    "  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, scheme TEXT NOT NULL, position INTEGER "
    "NOT NULL,"
    "  value TEXT NOT NULL, PRIMARY KEY(item, scheme, position)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE enclosures("
    "  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, position INTEGER NOT NULL, url TEXT,"
    "  mime_type TEXT, title TEXT, size INTEGER, duration REAL, PRIMARY KEY(item, position)) STRICT, WITHOUT "
    "ROWID;"

    "CREATE TABLE revisions("
    "  id INTEGER PRIMARY KEY, item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, at INTEGER NOT "
    "NULL,"
    "  number INTEGER NOT NULL, field TEXT NOT NULL, before TEXT, after TEXT) STRICT;"
    "CREATE INDEX revisions_item ON revisions(item);"

    /* An editor's words on items, the last one of a field counts; and what their sources say of these fields.
       By uid: a store that is filled anew knows them again. */
    "CREATE TABLE corrections("
    "  id INTEGER PRIMARY KEY, uid TEXT NOT NULL, source TEXT NOT NULL, at INTEGER NOT NULL, author TEXT, "
    "field TEXT "
    "NOT NULL, value TEXT, reason TEXT, file TEXT, undone INTEGER, undone_by TEXT) STRICT;"
    "CREATE INDEX corrections_uid ON corrections(uid);"
    "CREATE INDEX corrections_source ON corrections(source);"
    "CREATE TABLE beneath("
    "  item INTEGER NOT NULL REFERENCES items(id) ON DELETE CASCADE, field TEXT NOT NULL, value TEXT,"
    "  PRIMARY KEY(item, field)) STRICT, WITHOUT ROWID;"

    "CREATE TABLE exports("
    "  path TEXT PRIMARY KEY, generation INTEGER NOT NULL, valid_until INTEGER, signature TEXT NOT NULL) "
    "STRICT;"

    "CREATE VIRTUAL TABLE search USING fts5(title, summary, body, content='', tokenize='moisson');"
    /* Words wait in memory, up to 4 MiB, so that a batch of sources becomes one segment of the index; and
       segments are merged by eight: a first harvest would else rewrite the index over and over. */
    "INSERT INTO search(search, rank) VALUES('hashsize', 4194304);"
    "INSERT INTO search(search, rank) VALUES('automerge', 8);",
};

enum { VERSION_NOW = sizeof schema_steps / sizeof *schema_steps, MOST_AHEAD = 10000 };

int store_schema_version(void)
{
    return VERSION_NOW;
}

static bool number(struct store *s, const char *question, int *answer, struct error *err)
{
    sqlite3_stmt *st;
    if (sqlite3_prepare_v2(s->db, question, -1, &st, NULL) != SQLITE_OK)
        return store_unfit(s, err);
    bool ok = sqlite3_step(st) == SQLITE_ROW;
    *answer = sqlite3_column_int(st, 0);
    if (!ok)
        store_fail(s, err);
    sqlite3_finalize(st);
    return ok;
}

/* The version of a store, 0 of an empty file; what is neither is somebody else's and is not touched. */
static bool stored_version(struct store *s, int *version, struct error *err)
{
    int application, tables, ours;
    if (!number(s, "SELECT count(*) FROM sqlite_schema", &tables, err) ||
        !number(s, "SELECT count(*) FROM sqlite_schema WHERE name IN ('sources', 'items', 'presence')", &ours,
                err) ||
        !number(s, "PRAGMA application_id", &application, err) ||
        !number(s, "PRAGMA user_version", version, err))
        return false;
    bool sensible = *version >= 0 && *version < VERSION_NOW + MOST_AHEAD && (*version || !tables);
    if (application == APPLICATION_ID ? sensible : !application && !tables && !*version)
        return true;
    if (application == APPLICATION_ID || ours == 3)
        return store_damaged(s, err, "its first bytes make no sense");
    return error_set(err, "%s: a SQLite file, but no store of moisson; it is left as it is", s->path);
}

/* The version is asked again under the lock: another process may have taken the step meanwhile. */
static bool take_step(struct store *s, int from, struct error *err)
{
    char version[48];
    int now;
    snprintf(version, sizeof version, "PRAGMA user_version = %d", from + 1);
    if (execute(s, "BEGIN IMMEDIATE", err) && number(s, "PRAGMA user_version", &now, err) &&
        (now != from || (execute(s, schema_steps[from], err) && execute(s, version, err))) &&
        execute(s, "COMMIT", err))
        return true;
    execute(s, "ROLLBACK", NULL);
    return false;
}

bool schema_version(struct store *s, bool read_only, int *version, struct error *err)
{
    if (!stored_version(s, version, err))
        return false;
    if (*version > VERSION_NOW)
        return error_set(
            err, "%s: written by a newer moisson (store version %d, this one knows %d); install that one",
            s->path, *version, VERSION_NOW);
    if (*version < VERSION_NOW && read_only)
        return error_set(err, "%s: written by an older moisson; `moisson run` brings it up to date", s->path);
    return true;
}

bool schema_migrate(struct store *s, int version, struct error *err)
{
    while (version < VERSION_NOW)
        if (!take_step(s, version++, err))
            return false;
    return true;
}

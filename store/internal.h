/* What the files of store/ share. Nobody else includes this. */
#pragma once
#include <sqlite3.h>
#include "store/store.h"

/* Statements that are prepared once and kept; their SQL is the table in store.c. */
enum statement {
    ST_BEGIN,
    ST_COMMIT,
    ST_ROLLBACK,
    ST_SOURCE_GET,
    ST_SOURCES,
    ST_SOURCE_PUT,
    ST_HABITS,
    ST_HABIT_DROP,
    ST_HABIT_PUT,
    ST_INCIDENT_OPEN,
    ST_INCIDENT_ADD,
    ST_INCIDENT_SEEN,
    ST_INCIDENT_ENDS,
    ST_INCIDENTS,
    ST_INCIDENTS_FORGET,
    ST_INCIDENTS_PRUNE,
    ST_LOSSES,
    ST_LOSSES_DROP,
    ST_LOSS_ADD,
    ST_FETCH_ADD,
    ST_FETCHES,
    ST_TAG_COUNTS,
    ST_BODY_PUT,
    ST_BODY_GET,
    ST_BODY_HEAD,
    ST_BODY_TOUCH,
    ST_BODIES_TRIM,
    ST_LISTED_GET,
    ST_LISTED_PUT,
    ST_LISTED_ONLY,
    ST_LISTED_DUE,
    ST_LISTED_TRIM,
    ST_WALK_GET,
    ST_WALK_PUT,
    ST_KNOWN,
    ST_ITEM_GET,
    ST_ITEM_INSERT,
    ST_ITEM_UPDATE,
    ST_ITEM_TOUCH,
    ST_ITEM_RENAME,
    ST_PRESENCE_PUT,
    ST_OVERDUE,
    ST_TAGS_GET,
    ST_TAG_ADD,
    ST_TAGS_DROP,
    ST_ENCLOSURES_GET,
    ST_ENCLOSURE_ADD,
    ST_ENCLOSURES_DROP,
    ST_OVERLAYS,
    ST_BENEATH_GET,
    ST_BENEATH_ADD,
    ST_BENEATH_DROP,
    ST_BENEATH_OF_SOURCE,
    ST_CORRECTION_ADD,
    ST_CORRECTIONS,
    ST_CORRECTION_UNDO,
    ST_ITEM_HIDE,
    ST_REVISION_ADD,
    ST_REVISIONS_TRIM,
    ST_REVISIONS,
    ST_SEARCH_ADD,
    ST_SEARCH_DROP,
    ST_DUE_ADD,
    ST_DUE,
    ST_DUE_CLEAR,
    ST_KEYS,
    ST_KEYS_PUT,
    ST_WORD_GET,
    ST_WORD_PUT,
    ST_DECISIONS,
    ST_DECISION_ADD,
    ST_MEMBERS,
    ST_CLUSTER_SET,
    ST_CLUSTER_GET,
    ST_CLUSTER_PUT,
    ST_CLUSTER_DROP,
    ST_CLUSTER_LAST,
    ST_RANKS,
    ST_GENERATION,
    ST_GENERATION_UP,
    ST_MARK_GET,
    ST_MARK_PUT,
    ST_TRANSITION,
    ST_EXPORT_GET,
    ST_EXPORT_PUT,
    ST_EXPORTS,
    ST_EXPORT_DROP,
    ST_PRUNE,
    ST_COUNT
};

enum { UID_DIGITS = 32 };

struct stemmers;

struct store {
    sqlite3 *db;
    char *path;
    sqlite3_stmt *statements[ST_COUNT];
    struct stemmers *stemmers;
    bool fresh;    /* it was empty when it was opened */
    bool damaged;  /* it was found so: it is left as it is for whoever wants to look at it */
    bool looked;   /* and found sound */
    bool log_left; /* its log was there then: somebody has it open, or did not close it */
};

/* The statement, reset and ready to be bound; NULL with err set when it cannot be prepared. */
sqlite3_stmt *statement(struct store *s, enum statement which, struct error *err);
/* Runs a bound statement to its end and resets it. */
bool run(struct store *s, sqlite3_stmt *st, struct error *err);
/* Whether all text of the row at which a statement stands is UTF-8 without NUL. */
bool row_readable(sqlite3_stmt *st);
/* One step: SQLITE_ROW or SQLITE_DONE; anything else is told and becomes SQLITE_ERROR, a row with text that
 * is no UTF-8 too. */
int step(struct store *s, sqlite3_stmt *st, struct error *err);
bool store_fail(struct store *s, struct error *err);
/* The same where SQL of our own could not be prepared: the tables it names are not there, which is damage. */
bool store_unfit(struct store *s, struct error *err);
/* What SQLite does not notice: fills err with the words and that it is damage. */
bool store_damaged(struct store *s, struct error *err, const char *words);
/* Whether every page and index of the file fits the others. */
bool store_sound(struct store *s);
bool execute(struct store *s, const char *sql, struct error *err);

/* Binding and reading with the store's conventions: NULL text, INSTANT_NONE and NAN are NULL. */
void bind_text(sqlite3_stmt *st, int at, const char *text); /* must live until the statement is reset */
void bind_instant(sqlite3_stmt *st, int at, int64_t instant);
void bind_real(sqlite3_stmt *st, int at, double v);
const char *column_text(sqlite3_stmt *st, int at, struct arena *a); /* in the arena */
const char *column_name(sqlite3_stmt *st, int at,
                        struct arena *a); /* never NULL, even where damage made it so */
int64_t column_instant(sqlite3_stmt *st, int at);
double column_real(sqlite3_stmt *st, int at);

/* --- schema.c --- */
/* The version of the file, 0 when it is empty. Writes nothing. false: somebody else's, a newer one, or one
   that would have to be migrated first. */
bool schema_version(struct store *s, bool read_only, int *version, struct error *err);
bool schema_migrate(struct store *s, int version,
                    struct error *err);  /* from that version to this program's */
extern const char *const schema_steps[]; /* as many as store_schema_version says; the tests start from each */

/* --- tokenizer.c --- */
/* Folded for comparing names and tags: accents, capitals, hyphens, apostrophes do not count ("Île-de-France"
   is "ile de france"). In SQL: loose(text). */
void add_loose(struct buf *out, const char *s, size_t n);
bool tokenizer_register(struct store *s, struct error *err);
void tokenizer_free(struct store *s);

/* --- columns.c: the record's members as columns --- */
enum column_type {
    COLUMN_TEXT,
    COLUMN_INSTANT,
    COLUMN_INT,
    COLUMN_BOOL,
    COLUMN_REAL,
    COLUMN_CIVIL,
    COLUMN_AUTHORS,
    COLUMN_PERIODS,
    COLUMN_CIVILS,
    COLUMN_EVIDENCE
};
struct column {
    const char *name;
    enum column_type type;
    size_t offset; /* in struct item */
    bool visible;  /* a change of it is news for subscribers, and gets a revision */
};
extern const struct column item_columns[]; /* ends with a NULL name */
size_t item_column_count(void);
/* The value as it is stored, as text (numbers too), in the arena; NULL for nothing. The same value gives the
 * same text. */
const char *column_value(struct arena *a, const struct column *c, const struct item *item);
void column_bind(sqlite3_stmt *st, int at, struct arena *a, const struct column *c, const struct item *item);
/* Takes a value as column_value wrote it; NULL: none. */
void column_set(struct arena *a, const struct column *c, const char *text, struct item *item);
const struct column *column_named(const char *name); /* NULL: there is none */
void column_read(sqlite3_stmt *st, int at, struct arena *a, const struct column *c, struct item *item);

/* Of an item whose own page is still to be read, what it lacks stays as it is stored. */
void item_keep_rest(struct arena *a, const struct item *old, struct item *item);

/* --- identity.c: which known item each item of a document is --- */
struct known { /* what the store knows of a source's items, without their text */
    int64_t key;
    const char *identity, *native_id, *canonical;
    const char *title;  /* by identity_title */
    const char *starts; /* of an event, as civil_format writes it */
    const char *uid;
    int64_t fingerprint, published, ends_at, deadline_at, missing_since;
    int kind;
    bool withdrawn, archived;
    bool seen;    /* in this document */
    bool goes_on; /* not seen, but other times of its series are */
};
/* The known items of a source. `corrected`: editors said something of some: they are known by what their
 * source says. */
bool known_load(struct store *s, struct arena *a, const char *source, bool corrected, struct known **v,
                size_t *n, struct error *err);
struct match {
    long known;            /* index, -1: new, -2: the same item again, to be left out */
    long twin;             /* then, the first time: index in the feed; else -1 */
    const char *identity;  /* of a new item */
    const char *canonical; /* of the item */
    bool renamed;          /* known under another id, which the source gave up */
};

enum { IDENTITY_TITLE = 300 };
/* A title as items are compared by it: folded, its first IDENTITY_TITLE characters. */
const char *identity_title(struct arena *a, const char *text);
/* Fills one match per item of the feed. `ids_are_stable`: the format's own rules make ids reliable
   (iCalendar). hints: an item that is listed as before is the one it was; NULL: there are none. */
void identity_match(struct arena *a, const struct feed *feed, bool ids_are_stable, struct known *known,
                    size_t n_known, const struct apply_hint *hints, struct match *matches);

/* An item's uid follows from its source and its identity, and never changes. */
const char *item_uid(struct arena *a, const char *source, const char *identity, char uid[UID_DIGITS + 1]);
/* The keys of items of which that is not so: damage that no index shows. Where it is so of most, they were
   made by another rule, and none is named. In the arena. */
bool store_misfits(struct store *s, struct arena *a, int64_t **keys, size_t *n, struct error *err);

/* The columns that ST_ITEM_GET gives before those of item_columns. */
enum fixed_column {
    FIXED_ID,
    FIXED_SOURCE,
    FIXED_UID,
    FIXED_FIRST_SEEN,
    FIXED_LAST_SEEN,
    FIXED_CHANGED,
    FIXED_REVISION,
    FIXED_WITHDRAWN,
    FIXED_ARCHIVED,
    FIXED_NATIVE_ID,
    FIXED_CLUSTER,
    FIXED_HIDDEN,
    FIXED_COUNT
};
bool read_item(struct store *s, struct arena *a, int64_t key, struct stored_item *item, bool *found,
               struct error *err);
/* title, summary and body as they are indexed; in the arena */
struct indexed {
    const char *title, *summary, *body;
};
struct indexed indexed_text(struct arena *a, const struct item *item);
/* ST_SEARCH_ADD or ST_SEARCH_DROP for one item. */
bool index_item(struct store *s, struct arena *a, enum statement which, int64_t key, const struct item *item,
                struct error *err);

/* --- correct.c: an editor's words on items --- */
/* Those in force on the items of a source (NULL: of one item, by uid), by uid, the last of a field alone. */
struct overlay {
    const char *uid, *field, *value;
};
struct overlays {
    struct overlay *v;
    size_t n, cap;
};
bool overlays_load(struct store *s, struct arena *a, const char *source, const char *uid,
                   struct overlays *all, struct error *err);
/* What an item says itself in the columns that corrections change. */
struct beneath {
    const char *field, *value;
};
struct beneaths {
    struct beneath *v;
    size_t n, cap;
    bool hidden; /* one of them hides it */
};
/* Lays the corrections of an item over it; `own` has what was there. */
void overlay_item(struct arena *a, const struct overlays *all, const char *uid, const char *zone,
                  struct item *item, struct beneaths *own);
/* Is the item among them? */
bool overlaid(const struct overlays *all, const char *uid);
bool beneath_put(struct store *s, int64_t key, const struct beneaths *own, struct error *err);
bool beneath_get(struct store *s, struct arena *a, int64_t key, struct beneaths *own, struct error *err);
/* What its source says of a field that is corrected, as editors write it; NULL: nothing. */
const char *beneath_text(struct arena *a, const struct beneaths *own, const char *field);
/* Lays values that were kept as beneath back over an item. */
void beneath_restore(struct arena *a, const struct beneaths *own, struct item *item);
/* Did an editor say it? */
bool item_edited(const struct item *item, const char *field);
/* Takes over all that an editor said of `from`, but for what one said of `to` himself. */
void take_corrections(struct arena *a, struct item *to, const struct item *from);
/* A stored item with another record, as if its source had said so; hidden or not (apply.c). */
bool store_rewrite(struct store *s, struct arena *a, const struct stored_item *old, const struct item *item,
                   bool hidden, const char *timezone, int64_t now, struct error *err);

/* --- cluster_face.c: what a cluster shows --- */
/* Chooses the face, gathers the facts and keeps them in `clusters`; `sound` members only count for facts.
   `changed` says whether subscribers see a difference. The cluster has two members at least. */
bool cluster_settle(struct store *s, struct arena *a, int64_t cluster, int64_t now, bool *changed,
                    struct error *err);
/* Fills a face with what the other members add; anything else stays as it is. */
bool cluster_overlay(struct store *s, struct arena *a, struct stored_item *item, struct error *err);

/* The store: one SQLite file, one writer. Every function that can fail fills err and returns false (or NULL);
   after an error inside a transaction the caller rolls back. Instants are UTC epoch seconds; civil times are
   stored as text (civil_format) with their zone beside, and their instant for sorting. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "store/item.h"
#include "store/same.h"

struct store;

/* migrates when it may write */
struct store *store_open(const char *path, bool read_only, struct error *err);
void store_close(struct store *s);
/* It was made, or filled, by this very opening. */
bool store_fresh(const struct store *s);
bool store_begin(struct store *s, struct error *err);
bool store_commit(struct store *s, struct error *err);
void store_rollback(struct store *s);

/* --- sources' state: what the harvest remembers of them --- */
enum health {
    HEALTH_NEW,
    HEALTH_OK,
    HEALTH_FAILED,
    HEALTH_GONE,
    HEALTH_DRIFTED, /* it answers, but not what it used to: nothing of that is stored */
    HEALTH_WALLED,  /* a wall against robots refuses us */
    HEALTH_SILENT,  /* well, but nothing new for much longer than is its habit */
    HEALTH_COUNT
};
extern const char *const health_names[];

struct source_state {
    const char *id;
    const char *url; /* the address the validators belong to: they are dropped when the YAML names another */
    /* fingerprint of the source as written and of all else that decides how it is read: when it differs,
       the validators are not sent and the body is read anew; NULL: never read */
    const char *definition;
    const char *etag, *last_modified;
    const char *body_hash;                           /* of the last good body */
    int64_t due;                                     /* INSTANT_NONE: never tried, due now */
    int64_t last_attempt, last_success, last_change; /* INSTANT_NONE; change: new or changed items */
    int failures;                                    /* in a row */
    int health;                                      /* enum health */
    const char *reason;   /* of the failure, or a warning about a recovered document */
    const char *moved_to; /* a permanent redirect the editor should write into the YAML */
    double seconds;       /* moving average of the response time */
    int64_t priority;     /* `priority:` of the YAML: who speaks first for what several publish */
    int64_t ttl;
    uint32_t skip_hours, skip_days;
    int64_t items;            /* of the last good document */
    const char *format;       /* found at the last success */
    const char *title, *site; /* the feed's own title and home page */
    const char *killer;       /* hash of a body that ended its parser; NULL: none since the last good one */
    int kills;                /* how often it did */
    const char *alarm;        /* a mass disappearance was stopped: what and when; NULL */
    int64_t accepted;         /* an editor said then that the next document is right as it is; INSTANT_NONE */
};
void source_state_init(struct source_state *state);
/* Fills state (strings in the arena); a source never seen gives the initial values. */
bool store_source_get(struct store *s, struct arena *a, const char *id, struct source_state *state,
                      struct error *err);
bool store_source_put(struct store *s, const struct source_state *state, struct error *err);
/* Gives a source another id, which none has yet: its items, attempts and bodies go with it. In a transaction.
 */
bool store_source_rename(struct store *s, const char *from, const char *to, struct error *err);
/* All of them, by id. */
bool store_sources(struct store *s, struct arena *a, struct source_state **v, size_t *n, struct error *err);

/* --- fetches: one row an attempt --- */
struct fetch_row {
    const char *source;
    int64_t at;
    long status;         /* HTTP, 0: none */
    const char *outcome; /* "new", "same", "unchanged", "error", "gone" … */
    const char *error;
    int64_t bytes;
    int ms;
    int items_new, items_changed, items_same;
};
bool store_fetch_add(struct store *s, const struct fetch_row *row, struct error *err);
bool store_fetches(struct store *s, struct arena *a, const char *source, size_t limit, struct fetch_row **v,
                   size_t *n, struct error *err);

/* --- what a source usually yields, and what was wrong with it --- */
struct habit {
    const char *field;     /* of an item, or one of the whole: harvester/habit.c names them */
    double share;          /* moving average of the share of items that have it */
    int64_t filled, total; /* in the last good document: so many of so many */
    const char *example;   /* one of them */
};
bool store_habits(struct store *s, struct arena *a, const char *source, struct habit **v, size_t *n,
                  struct error *err);
/* These take the place of those that were known; what is the same is not written again. */
bool store_habits_put(struct store *s, const char *source, const struct habit *old, size_t n_old,
                      const struct habit *v, size_t n, struct error *err);

enum loss_kind { LOSS_ITEMS, LOSS_FIELD, LOSS_REPEATED, LOSS_PAGE };
struct loss {          /* what a document does not have any more */
    int what;          /* enum loss_kind */
    const char *field; /* "title" */
    const char *rule;  /* the rule as the editor wrote it; NULL: there is none */
    int line;          /* of the list, where it stands; 0 */
    int64_t before_filled, before_total, now_filled, now_total;
    const char *before_example, *now_example; /* NULL: none */
    const char *guess;                        /* a rule that may take its place; NULL */
};
struct losses {
    struct loss *v;
    size_t n, cap;
};
struct incident {
    const char *source, *kind; /* kind: a health, or "alarm" */
    int64_t since, seen;       /* the first and the last night */
    int64_t until;             /* when it was over; INSTANT_NONE: it lasts */
    const char *text;
    const char *author; /* who accepted what the source yields; NULL */
    struct losses losses;
};
/* Opens an incident, or goes on with the one that lasts; kind NULL: none lasts any more. */
bool store_incident(struct store *s, const struct incident *incident, struct error *err);
/* Newest first; those that last alone when `open`. */
bool store_incidents(struct store *s, struct arena *a, bool open, struct incident **v, size_t *n,
                     struct error *err);
/* As if those that began at this instant had never been. */
bool store_incidents_forget(struct store *s, int64_t since, struct error *err);
/* An editor's word that what the source yields now is right: its next document is read whatever it lacks,
   what is missing from it goes, and its habits begin anew. false without an error: nothing was the matter
   with it. */
bool store_accept(struct store *s, const char *source, const char *author, int64_t now, bool *found,
                  struct error *err);

/* --- the words of sources --- */
struct tag_count {
    const char *tag, *source;
    int64_t items; /* not archived */
};
/* Every tag of every source, by tag, then source. */
bool store_tag_counts(struct store *s, struct arena *a, struct tag_count **v, size_t *n, struct error *err);

/* --- the last good body of each address of a source, compressed, for replays --- */
struct body_head {
    const char *final_url; /* after redirects: what addresses in it are relative to */
    const char *content_type, *charset;
    const char *etag, *last_modified; /* validators it came with */
};
bool store_body_put(struct store *s, const char *source, const char *url, const struct body_head *head,
                    const void *bytes, size_t n, int64_t now, struct error *err);
/* What is kept about it, without its bytes; found = false when there is none. */
bool store_body_head(struct store *s, struct arena *a, const char *source, const char *url,
                     struct body_head *head, bool *found, struct error *err);
/* It was asked for and has not changed. */
bool store_body_touch(struct store *s, const char *source, const char *url, int64_t now, struct error *err);
/* Lets go of those that were asked for longest ago, until the rest takes no more than `most` bytes; but for
   the first page, `url`. */
bool store_bodies_trim(struct store *s, const char *source, const char *url, int64_t most, struct error *err);
/* found = false when there is none */
bool store_body_get(struct store *s, struct arena *a, const char *source, const char *url, struct buf *out,
                    struct body_head *head, bool *found, struct error *err);

/* --- what the pages of a source have listed --- */
enum listed_state {
    ITEM_WHOLE,    /* all that is wanted of it is stored */
    ITEM_PART,     /* its own page is still to be read */
    ITEM_UNWANTED, /* the rules of the source leave it out */
};
struct listed_row {
    int64_t hash;  /* of all that the page says of it */
    int64_t item;  /* its key, 0: none */
    int state;     /* enum listed_state */
    int64_t rules; /* fingerprint of those it was read by */
    int64_t seen;  /* an instant */
    int64_t tries; /* how often its own page could not be read, one after another */
    int64_t due;   /* PART: not to be tried before; else INSTANT_NONE */
};
/* found = false when it was never listed so */
bool store_listed_get(struct store *s, const char *source, int64_t hash, struct listed_row *row, bool *found,
                      struct error *err);
/* Other ways in which the item was listed before are forgotten. */
bool store_listed_put(struct store *s, const char *source, const struct listed_row *row, struct error *err);
/* Is the page of any item to be tried again by now? */
bool store_listed_due(struct store *s, const char *source, int64_t now, bool *due, struct error *err);
/* Forgets what was not listed since. */
bool store_listed_trim(struct store *s, const char *source, int64_t since, struct error *err);
/* When all its pages were last gone through; INSTANT_NONE: never, or not since they could not be. */
bool store_walk_get(struct store *s, const char *source, int64_t *at, struct error *err);
bool store_walk_put(struct store *s, const char *source, int64_t at, struct error *err);

/* --- items --- */
/* What is known of an item beforehand. */
struct apply_hint {
    int64_t
        key; /* what it was stored as, 0: not known; after store_apply: what it is stored as, 0: not at all */
    bool same; /* it is listed as it was: what is stored of it stays */
    bool part; /* its own page is still to be read: what it lacks stays as it is stored */
};
struct apply_options {
    const char *source; /* id */
    int64_t now;
    const char *timezone;     /* for floating times of this source */
    bool complete;            /* what is missing from this document is gone from the source */
    int64_t grace;            /* seconds a missing item stays before it is archived; 7 days */
    bool store_document;      /* false: count what would change, write nothing (dry run) */
    bool accepted;            /* what is missing goes, however much it is */
    struct apply_hint *hints; /* one for each item of the feed; NULL: there are none */
};
struct apply_result {
    int fresh, changed, same, withdrawn, archived;
    const char *alarm; /* the mass-disappearance guard held: a sentence (in the feed's arena); NULL */
};
/* Brings a source's items up to date with one document: identity (source + native id, else canonical URL,
   else hash of title and date; ids that change at every fetch or are shared by all items are found out),
   change detection, revisions (field, old, new), tags, enclosures, full text, withdrawal and archiving. */
bool store_apply(struct store *s, struct arena *a, const struct feed *feed,
                 const struct apply_options *options, struct apply_result *result, struct error *err);
/* Of all that is stored of an item. */
int64_t store_fingerprint(struct arena *a, const struct item *item);
/* Archives these items, which are live: they are no longer shown, and come back when a document holds them.
 */
bool store_archive(struct store *s, struct arena *a, const int64_t *keys, size_t n, int64_t now,
                   struct error *err);
/* Archives what has been missing from complete documents for `grace` seconds, also where the document itself
   did not change since; only of sources that succeeded at `now` and are under no alarm. */
bool store_archive_overdue(struct store *s, struct arena *a, int64_t now, int64_t grace, int *archived,
                           struct error *err);

/* --- reading --- */
/* Where else a thing is published. */
struct publication {
    int64_t key;
    const char *source, *url, *title;
};
/* A stored item: the record and what the store knows of it. */
struct stored_item {
    struct item item;
    int64_t key;                            /* primary key */
    const char *source;                     /* id */
    const char *uid;                        /* stable, for exports: the 32 digits of a UUID (version 8) */
    int64_t first_seen, last_seen, changed; /* changed: last visible change; first_seen when never changed */
    int revision;                           /* 0, then 1 more with every visible change: iCalendar SEQUENCE */
    bool withdrawn;   /* the source took it back (cancelled, gone from a complete calendar) */
    int64_t archived; /* INSTANT_NONE: live */
    bool hidden;      /* an editor does not want it shown */
    /* Of what several sources publish: its cluster, 0: none. Its face has the facts of all, the uid and the
       history of the cluster, and the others in `also`; what stands behind a face has `face`, the key of
       that. */
    int64_t cluster, face;
    LIST(struct publication) also;
};

enum sort_key { SORT_PUBLISHED, SORT_UPDATED, SORT_DEADLINE, SORT_STARTS, SORT_TITLE, SORT_RELEVANCE };
/* "published", "updated", "deadline", "starts", "title", "relevance", NULL */
extern const char *const sort_names[];

/* A saved query: the `where` of a channel, the filters of list and search. Empty lists and NULL: no
 * condition. */
struct filter {
    struct strings sources, topics, territories, audiences, tags, languages;
    struct strings without;  /* words that are not to be among an item's tags, topics or audience */
    unsigned kinds;          /* bit per enum kind; 0: all */
    bool open;               /* calls: opened or not, deadline not passed at `now`; events: not ended */
    int64_t cancelled_since; /* with `open`, what was withdrawn or cancelled at or after this all the same;
                                INSTANT_NONE: none of it */
    const char *text;        /* full text query: words, "phrases", -word, word* */
    int64_t since, until;    /* an instant: first seen at or after / before; INSTANT_NONE */
    int64_t after, before;   /* the item's own date (starts, deadline or published); INSTANT_NONE */
    bool archived;           /* archived items too */
    bool hidden;             /* and what an editor has hidden */
    enum sort_key sort;
    bool descending;
    int64_t limit; /* 0: none */
    int64_t now;
};
void filter_init(struct filter *f, int64_t now);

/* Calls `row` for each match, in order, one in memory at a time: the item lives in an arena that is emptied
   after the call. row returns false to stop. */
typedef bool store_row(void *context, const struct stored_item *item);
bool store_select(struct store *s, const struct filter *filter, store_row *row, void *context,
                  struct error *err);
/* All that is live of one source, each as it was read there, whether it is what is shown of its cluster or
 * not. */
bool store_source_items(struct store *s, const char *source, store_row *row, void *context,
                        struct error *err);
bool store_count(struct store *s, const struct filter *filter, int64_t *n, struct error *err);
/* By key ("123") or uid (a unique prefix of at least 6 digits will do; also as it is published, with dashes,
   "urn:uuid:" before and "-deadline" behind). found = false when there is none. */
bool store_item_get(struct store *s, struct arena *a, const char *name, struct stored_item *item, bool *found,
                    struct error *err);
/* The same by key, as its source and editors have it: without what other members of its cluster add. */
bool store_item_own(struct store *s, struct arena *a, int64_t key, struct stored_item *item, bool *found,
                    struct error *err);
struct revision {
    int64_t at;
    int number;
    const char *field, *before, *after;
};
bool store_revisions(struct store *s, struct arena *a, int64_t key, struct revision **v, size_t *n,
                     struct error *err);

/* --- an editor's corrections: kept beside what the sources say, over every later harvest --- */
struct correction {
    int64_t id;
    const char *uid;
    const char *field; /* one of correction_fields, or "hidden" */
    const char *value; /* as correction_value writes it; NULL: the item is to have none */
    const char *author, *reason;
    const char *file; /* "overrides.d/anne.yaml": it stands there; NULL */
    int64_t at;
    int64_t undone; /* INSTANT_NONE: in force, unless a later one speaks of the same field */
    const char *undone_by;
};
extern const char *const correction_fields[]; /* NULL-terminated */
/* A value as it is kept, in the arena: dates as 2026-11-15T18:00 with their zone (from 15/11/2026 18:00 too),
   lists with ", " between. "" gives NULL in *out: none. false with err set: no such field, or no value of it.
 */
bool correction_value(struct arena *a, const char *field, const char *value, const char *zone,
                      const char **out, struct error *err);
/* Each takes effect at once, in the item, the search and the exports; clusters follow with the next
   store_cluster. In a transaction. `timezone`: of the item's source. */
bool store_correct(struct store *s, struct arena *a, int64_t key, const struct correction *c,
                   const char *timezone, int64_t now, struct error *err);
bool store_correction_undo(struct store *s, struct arena *a, int64_t key, int64_t id, const char *author,
                           const char *timezone, int64_t now, struct error *err);
/* All that were ever made of an item, in their order. */
bool store_corrections(struct store *s, struct arena *a, int64_t key, struct correction **v, size_t *n,
                       struct error *err);
/* All in force that stand in files. */
bool store_corrections_of_files(struct store *s, struct arena *a, struct correction **v, size_t *n,
                                struct error *err);
/* What its source says of a field that is corrected, as text; NULL: nothing. */
bool store_beneath(struct store *s, struct arena *a, int64_t key, const char *field, const char **value,
                   struct error *err);
/* The item with this address, of any source; 0: none. */
bool store_by_address(struct store *s, const char *url, int64_t *key, struct error *err);

/* --- clusters: the same thing from several sources --- */
/* Compares the items that are new or changed since the last time with their candidates, and forms, joins and
   leaves clusters. Within a transaction; after the last store_apply of a harvest. `timezone`: of times in
   UTC. *changed: how many clusters show something else now. */
bool store_cluster(struct store *s, int64_t now, const char *timezone, int *changed, struct error *err);
/* One candidate of an item, or another member of its cluster, and the verdict with its reasons. */
struct comparison {
    int64_t key;
    const char *source, *title;
    bool together; /* in one cluster */
    int decision;  /* an editor's: 1 together, 0 apart, -1 none */
    double score;
    bool same;
    const char *veto; /* NULL: none */
    LIST(struct same_reason) reasons;
};
bool store_compare(struct store *s, struct arena *a, int64_t key, const char *timezone, struct comparison **v,
                   size_t *n, struct error *err);
/* An editor's decision about a pair, remembered for ever: DECIDE_UNDO leaves it to the program again. Takes
   effect with the next store_cluster. */
enum decision { DECIDE_APART, DECIDE_TOGETHER, DECIDE_UNDO };
bool store_decide(struct store *s, int64_t x, int64_t y, enum decision decision, const struct correction *by,
                  int64_t now, struct error *err); /* by: author, reason and file alone count */
/* Those ever made about an item, or (key 0) those in force that stand in files, in their order. */
struct pair_decision {
    int64_t a, b, at;
    int together; /* 1, 0, -1: left to the program again */
    bool in_force;
    const char *author, *reason, *file;
};
bool store_decisions(struct store *s, struct arena *a, int64_t key, struct pair_decision **v, size_t *n,
                     struct error *err);
/* The items about which, with this one, a decision is in force. */
bool store_decided(struct store *s, struct arena *a, int64_t key, int64_t **v, size_t *n, struct error *err);
/* The members of an item's cluster, itself included, by key; itself alone when it has none. */
bool store_members(struct store *s, struct arena *a, int64_t key, int64_t **v, size_t *n, struct error *err);

/* --- marks: small numbers the program remembers by name; 0 when never set --- */
bool store_mark_get(struct store *s, const char *name, int64_t *value, struct error *err);
bool store_mark_put(struct store *s, const char *name, int64_t value, struct error *err);

/* --- exports: what was written from which state, so that an unchanged store writes nothing --- */
/* The store's generation: grows with every visible change of any item. */
bool store_generation(struct store *s, int64_t *generation, struct error *err);
/* The next instant after `now` at which a filter with `open` would give another answer; INSTANT_NONE: never.
 */
bool store_next_transition(struct store *s, int64_t now, int64_t *at, struct error *err);
struct export_state {
    int64_t generation;
    int64_t valid_until;   /* INSTANT_NONE: for ever */
    const char *signature; /* of the channel's definition, the format and the program's version */
};
bool store_export_get(struct store *s, struct arena *a, const char *path, struct export_state *state,
                      bool *found, struct error *err);
bool store_export_put(struct store *s, const char *path, const struct export_state *state, struct error *err);
/* The paths of all that is remembered so, in order; and one of them forgotten. */
bool store_exports(struct store *s, struct arena *a, struct strings *paths, struct error *err);
bool store_export_drop(struct store *s, const char *path, struct error *err);

/* --- a store that was damaged, or lost --- */
/* A function that fails with err->damaged met damage. Then, with no store open and under the lock of the
   installation: puts a new store in its place, with all that can still be read of the old one; every source
   is due in it. The old one stays beside it under another name, with its log. false: nothing was changed; so
   it is with a file that does not look like a store at all, and when MOST_ASIDE of them lie there already. */
struct rescue {
    const char *aside; /* the name, in the arena */
    int64_t items;     /* that are in the new one */
    int64_t lost;      /* places where rows could not be read or made no sense; 0: all is there */
};
enum { MOST_ASIDE = 5 };
bool store_rescue(struct arena *a, const char *path, int64_t now, struct rescue *rescue, struct error *err);
/* A mark: the instant since which a store is being filled anew, and may hold less than what was published; 0:
 * it is not. */
#define MARK_FILLING "filling"

/* --- maintenance --- */
/* Looks at every page and index, once; unless `always`, only where whoever had the store last did not close
   it. Damage does not show by itself: rows are simply not found. false with err->damaged: they do not fit
   each other. */
bool store_look(struct store *s, bool always, struct error *err);
bool store_check(struct store *s, struct buf *report, bool *sound,
                 struct error *err);                                     /* integrity, foreign keys, index */
bool store_backup(struct store *s, const char *path, struct error *err); /* online */
bool store_optimize(struct store *s, struct error *err);
/* old fetch rows, and incidents that were over before */
bool store_prune(struct store *s, int64_t before, int64_t *removed, struct error *err);
int store_schema_version(void);

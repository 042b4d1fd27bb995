/* The harvest: which sources are due, fetch them, read them, bring the store up to date, tell what happened.
   Joins the schedule, the fetcher, the formats and the store; decides nothing about text. */
#pragma once
#include "harvester/limits.h"
#include "harvester/source.h"
#include "harvester/workers.h"
#include "store/store.h"

struct harvest_report;
struct harvest_options {
    const struct sources *sources;
    struct workers *workers; /* from harvest_workers, for the same sources */
    struct strings only;     /* ids; empty: all that are due */
    const struct limits *limits;
    const struct net_allow *network;
    const char *user_agent;
    const char *timezone; /* of the site, for floating times of a source that names none */
    int64_t now;
    bool whole;   /* the lists were read without a fault: what is in none of them was taken out */
    bool force;   /* due times do not count */
    bool dry_run; /* fetch and read, write nothing */
    bool offline; /* saved documents instead of the network; sources' states stay as they are */
    const volatile int *stop;
    /* called about ten times a second and at the end; may be NULL */
    void (*progress)(void *context, const struct harvest_report *report);
    void *context;
};

/* What a person may have to look at. */
enum note_kind {
    NOTE_FAILED,
    NOTE_GONE,
    NOTE_MOVED,
    NOTE_RECOVERED,
    NOTE_EMPTY,
    NOTE_ALARM,
    NOTE_DRIFTED,
    NOTE_WALLED,
    NOTE_SILENT,
    NOTE_REMOVED,
    NOTE_OUTAGE
};
struct harvest_note {
    enum note_kind kind;
    const char *source;
    const char *text; /* the reason, or the new address */
    int failures;     /* in a row */
    bool fresh;       /* new tonight: it was not so after the run before */
};

struct harvest_report {
    int due, done; /* sources to ask, and asked */
    int ok, unchanged, failed, gone, drifted,
        left; /* ok: read anew; unchanged: 304 or the same bytes; left: no time, stays due */
    int items_new, items_changed, items_same, withdrawn, archived;
    bool outage;      /* nobody could be reached, and nobody is blamed for it */
    int64_t received; /* bytes */
    double seconds;   /* wall */
    LIST(struct harvest_note) notes;
    struct {
        const char *source;
        double seconds;
    } slowest[5]; /* slowest first */
};

/* The processes that read the documents of these sources. To be started before the store is opened; the
   sources and lexicons must outlive them. NULL with err set: there can be none. */
struct limits;
struct lexicons;
struct workers *harvest_workers(struct arena *a, const struct sources *sources, const struct limits *limits,
                                const struct lexicons *lexicons, struct error *err);

/* The same for whoever drives a scrape of them by himself: `done` is called with what comes of each document,
   its context is set by workers_set_context. */
struct workers *source_workers(struct arena *a, const struct sources *sources, const struct limits *limits,
                               const struct lexicons *lexicons, worker_done *done, struct error *err);

/* Runs the harvest. Strings of the report live in the arena. false: the store or the disk failed. A source's
   failure is a note in the report, never an error. Ids in `only` that no enabled source has count for
   nothing. */
bool harvest(struct store *store, struct arena *a, const struct harvest_options *options,
             struct harvest_report *report, struct error *err);

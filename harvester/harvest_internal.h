/* What harvest.c and harvest_answer.c share. */
#pragma once
#include "base/hash.h"
#include "harvester/harvest.h"
#include "harvester/scrape.h"

struct run;

struct job { /* one source to ask tonight */
    struct run *run;
    const struct source *source;
    struct source_state state, before; /* before: as the last run left it */
    bool redefined;                    /* the source was written anew since it was last read */
    bool moved;                        /* and has another address */
    struct habit *habits; /* what it usually yields, during a turn; NULL: not read, or nothing is known */
    size_t n_habits;
    bool again;            /* its pages are to be read even where the first one did not change */
    int64_t rules;         /* a fingerprint of all that decides how it is read */
    struct scrape *scrape; /* NULL: not begun, or done with */
};

struct run {
    struct store *store;
    struct arena *arena;   /* lives to the end of the run: states, notes */
    struct arena document; /* emptied for each answer */
    const struct harvest_options *options;
    struct harvest_report *report;
    struct job *jobs;
    size_t n_jobs;
    struct fetcher *fetcher; /* NULL: offline */
    struct tokens *tokens;
    int batch; /* 0: no transaction is open; else 1 + sources in it */
    int64_t batch_began;
    volatile int halt;
    int unreached; /* sources that gave no answer at all */
    bool failed;   /* the store or the disk: err tells */
    struct error err;
};

struct answer {          /* what became of one */
    const char *outcome; /* for the fetch row */
    const char *error;
    bool ok;
    int health;       /* of what failed: HEALTH_DRIFTED or HEALTH_WALLED; 0: as the response says */
    int64_t received; /* bytes, but those of the first page */
    struct losses losses;
    struct apply_result applied;
};

/* Whether a document is what its source usually yields (harvest_drift.c). What is not is held back: `answer`
   says why, and nothing of it is to be stored. */
bool harvest_judge(struct run *run, struct job *job, const struct feed *feed,
                   const struct fetch_response *response, struct answer *answer);
/* The same of a document that could not be read. */
void harvest_unreadable(struct run *run, struct job *job, const struct fetch_response *response,
                        struct answer *answer);
/* What a wall against robots makes of an answer: `answer` says so. */
void harvest_refused(struct run *run, const struct fetch_response *response, struct answer *answer);
/* A good document: the habits go on from it. */
bool harvest_learn(struct run *run, struct job *job, const struct feed *feed, const struct answer *answer);
/* Nothing new for much longer than is its habit? `text` says since when. */
bool harvest_silent(struct run *run, struct job *job, const char **text);
/* Notes what is the matter with a source, or that nothing is. */
bool harvest_incident(struct run *run, struct job *job, const struct answer *answer);
/* The store's "address" of the last document that was held back. */
#define BODY_DRIFTED "drifted"

/* --- harvest_scrape.c: a source on its way --- */
/* Begins with a source, or goes on with it as far as there is something to do. false, here and below: the
   store failed, run->err tells why. */
bool harvest_begin(struct run *run, struct job *job);
bool harvest_fetched(struct run *run, struct errand *errand, const struct fetch_response *response);
bool harvest_reading(struct run *run, struct errand *errand, const struct worker_outcome *outcome);
/* What has not come to its end is left for the next run, but for what was read of it. */
bool harvest_cut(struct run *run, struct job *job);
/* What was listed, so that it is known again. `hints`: after store_apply. */
bool harvest_remember_listed(struct run *run, struct job *job, const struct scrape_result *result,
                             const struct apply_hint *hints);
struct apply_hint *harvest_hints(struct run *run, const struct job *job, const struct scrape_result *result,
                                 bool *ok);

/* Can it be told from these items whether the source yields what it used to? Not from the first pages alone,
   nor from items that are as they were and of which only the list is known. */
bool harvest_judgeable(const struct scrape_result *result);

/* --- harvest_answer.c: what it means for the source --- */
/* The first page says by itself that nothing is to be read: *done, and the source's turn has ended. */
bool harvest_unread(struct run *run, struct job *job, const struct fetch_response *response, bool *done);
/* The end of a source's turn. */
bool harvest_conclude(struct run *run, struct job *job, const struct scrape_result *result);
/* The last body that ended its parser is remembered, and how often it did. */
void harvest_count_kill(struct run *run, struct job *job, const char *hash, bool killed);

/* Was it our own network? Then every source is as due as it was before. */
bool harvest_outage(struct run *run);
/* What became of the sources that no list has any more. */
bool harvest_removed(struct run *run);
/* Of sources that were only given another id: what the store knows of them goes with it. Changes the ids in
 * `known`. */
bool harvest_renamed(struct run *run, struct source_state *known, size_t n, struct error *err);

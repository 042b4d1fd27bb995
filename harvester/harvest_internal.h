/* What harvest.c and harvest_answer.c share. */
#pragma once
#include "base/hash.h"
#include "harvester/harvest.h"

struct run;

struct job { /* one source to ask tonight */
    struct run *run;
    const struct source *source;
    struct source_state state, before; /* before: as the last run left it */
    bool redefined;                    /* the source was written anew since it was last read */
    bool moved;                        /* and has another address */
    struct habit *habits; /* what it usually yields, during a turn; NULL: not read, or nothing is known */
    size_t n_habits;
};

/* A body that was fetched and is being read by a worker. */
struct pending {
    struct pending *next, *previous;
    struct job *job;
    struct arena arena; /* of the strings below */
    struct buf body;
    struct fetch_response response; /* a copy */
    const char *hash;               /* of the body */
};

struct run {
    struct store *store;
    struct arena *arena;   /* lives to the end of the run: states, notes */
    struct arena document; /* emptied for each answer */
    const struct harvest_options *options;
    struct harvest_report *report;
    struct job *jobs;
    size_t n_jobs;
    struct pending *pending; /* all that wait for a worker */
    int batch;               /* 0: no transaction is open; else 1 + sources in it */
    int64_t batch_began;
    volatile int halt;
    int unreached; /* sources that gave no answer at all */
    bool failed;   /* the store or the disk: err tells */
    struct error err;
};

/* Brings the store and the report up to date with one answer; a new body is first given to a worker, and
   harvest_reading does the rest. false: the store failed, run->err tells why. */
bool harvest_answer(struct run *run, struct job *job, const struct fetch_response *response);
bool harvest_reading(struct run *run, struct pending *pending, const struct worker_outcome *outcome);
struct answer {          /* what became of one */
    const char *outcome; /* for the fetch row */
    const char *error;
    bool ok;
    int health; /* of what failed: HEALTH_DRIFTED or HEALTH_WALLED; 0: as the response says */
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

/* Was it our own network? Then every source is as due as it was before. */
bool harvest_outage(struct run *run);
/* What became of the sources that no list has any more. */
bool harvest_removed(struct run *run);
/* Of sources that were only given another id: what the store knows of them goes with it. Changes the ids in
 * `known`. */
bool harvest_renamed(struct run *run, struct source_state *known, size_t n, struct error *err);
void pending_free(struct run *run, struct pending *pending);

/* What harvest.c and harvest_answer.c share. */
#pragma once
#include "base/hash.h"
#include "harvester/harvest.h"

struct run;

struct job { /* one source to ask tonight */
    struct run *run;
    const struct source *source;
    struct source_state state;
};

struct run {
    struct store *store;
    struct arena *arena;   /* lives to the end of the run: states, notes */
    struct arena document; /* emptied for each answer */
    const struct harvest_options *options;
    struct harvest_report *report;
    struct job *jobs;
    size_t n_jobs;
    int batch; /* 0: no transaction is open; else 1 + sources in it */
    int64_t batch_began;
    volatile int halt;
    bool failed; /* the store or the disk: err tells */
    struct error err;
};

/* Brings the store and the report up to date with one answer. false: the store failed, run->err tells why. */
bool harvest_answer(struct run *run, struct job *job, const struct fetch_response *response);

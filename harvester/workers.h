/* The worker processes: documents in, items out, every foreign byte handled in a sandbox. The main process
   hands each worker one document at a time over a socket (wire.h), watches its clock, and replaces one that
   dies. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "harvester/wire.h"

struct worker_limits {
    int64_t processes; /* 0: as many as cores */
    int64_t memory;    /* bytes of address space of each */
    int64_t cpu; /* seconds of CPU for one document; a worker that sleeps gets 12 times that by the clock */
    int64_t message; /* bytes of one answer */
};

extern const struct worker_limits worker_presets; /* for commands that read no configuration */

/* What runs in the worker for each document; what it reads goes into the answer, whose feed is empty. false
   with err set when it cannot be read. */
typedef bool worker_read(void *context, const struct wire_request *request, struct arena *a,
                         struct wire_answer *answer, struct error *err);

/* What became of a document. The answer and all in it is valid during the call only. */
struct worker_outcome {
    struct feed *feed;   /* NULL: it was not read */
    const char *token;   /* of WIRE_LOGIN */
    int64_t lasts;       /* likewise: seconds, -1 */
    const char *error;   /* when it was not read, why */
    bool killed;         /* the worker died of it, or had to be ended */
    struct arena *arena; /* where the lists of the feed are */
};
typedef void worker_done(void *context, void *tag, const struct worker_outcome *outcome);

struct worker_plan {
    const struct worker_limits *limits;
    void (*forget)(void *context); /* in the process the workers descend from: wipe secrets; NULL */
    worker_read *read;
    worker_done *done;
    void *context;      /* of forget and read */
    void *done_context; /* of done */
};

struct workers;
/* To be called before stores, sockets and threads exist: no worker inherits any. NULL with err set: there can
 * be none.
 */
struct workers *workers_start(const struct worker_plan *plan, struct error *err);
void workers_set_context(struct workers *w, void *done_context);
/* True once a worker has started. */
bool workers_started(const struct workers *w);
/* The parts of the sandbox that the kernel refuses, in words; NULL: none, or no worker has started. */
const char *workers_unprotected(const struct workers *w);

/* Queues a document. What the request points to must stay until `done` was called with the tag. */
void workers_read(struct workers *w, const struct wire_request *request, void *tag);
/* Documents queued or in a worker. */
size_t workers_load(const struct workers *w);
/* True when so much waits that it is better to fetch no more for a while. */
bool workers_full(const struct workers *w);
/* Readable when workers_step has something to do. */
int workers_descriptor(const struct workers *w);
/* Hands out, takes in, looks at the clocks; calls `done`. Never blocks. To be called at least every 100 ms or
   so while there is load. */
void workers_step(struct workers *w);
/* Waits and steps until there is no load. */
void workers_finish(struct workers *w);
/* Forgets what is queued without calling `done`; what is in a worker goes on. Returns how many. */
size_t workers_drop(struct workers *w);
void workers_stop(struct workers *w);

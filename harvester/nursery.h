/* A process whose only work is to fork others, made while the main process holds no store, no socket and no
   thread: what it bears later inherits none of these, whatever the main process has opened meanwhile. */
#pragma once
#include <stdbool.h>
#include <sys/types.h>
#include "base/error.h"

struct nursery;

/* `life` is the whole life of a child, with the other end of its socket; what it returns is its exit status.
   `before` (may be NULL) runs once in the nursery itself: to forget what no child should know. */
struct nursery_plan {
    void (*before)(void *context);
    int (*life)(void *context, int socket);
    void *context;
};
struct nursery *nursery_start(const struct nursery_plan *plan, struct error *err);

/* A new child: its process and our end of a stream socket to it (close-on-exec, non-blocking). */
bool nursery_bear(struct nursery *n, pid_t *pid, int *socket, struct error *err);

/* Ends a child, if it has not ended by itself, and tells its wait status. false: the nursery is gone. */
bool nursery_bury(struct nursery *n, pid_t pid, int *wait_status);

void nursery_stop(struct nursery *n); /* children end when their sockets are closed */

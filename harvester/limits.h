/* Every bound of size, number and time in one table: it names the keys of `limits:`, their defaults and what
   happens beyond them; the configuration, its reference and `moisson limits` are read from it. */
#pragma once
#include <stdint.h>
#include "base/yaml.h"
#include "harvester/fetch.h"
#include "harvester/formats/format.h"
#include "harvester/workers.h"

struct limits { /* `limits:` */
    struct fetch_limits fetch;
    struct document_limits document;
    struct worker_limits workers;
    int64_t run;     /* seconds for the whole run */
    int64_t pages;   /* of one source in one run */
    int64_t details; /* pages behind its items, likewise */
    int64_t saved;   /* bytes of its pages that are kept, compressed */
    int64_t grace;   /* seconds a vanished item stays */
    int64_t history; /* seconds the fetch rows are kept */
};
extern const struct key limit_keys[]; /* all are int64_t: INT, SIZE (bytes) or DURATION (seconds) */

/* The key of a document's limit. */
const char *document_limit_name(enum document_limit which);

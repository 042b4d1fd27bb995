/* What the files of clustering share: the items in hand and what is known of them. Nobody else includes this.
 */
#pragma once
#include "store/candidates.h"
#include "store/frequency.h"
#include "store/group.h"
#include "store/internal.h"

#define CLUSTER_ITEMS "cluster_items" /* mark: how many items the frequencies are of */

struct entry { /* an item in hand */
    int64_t key, cluster;
    uint64_t name;              /* of its uid: orders what is equal */
    const char *source, *title; /* with keep_text; else NULL */
    struct same f;
    bool read;    /* else it is a candidate that was not met yet, or gone */
    bool keyed;   /* its keys are looked for */
    bool touched; /* its group may change */
    bool due, gone, weighed;
};
struct decided {
    int64_t x, y;
    size_t at; /* the order of decisions */
    int together;
};

struct clustering {
    struct store *s;
    struct arena *a;
    int64_t now, count, fresh; /* items that the index holds, and that come to it */
    const char *timezone;
    bool keep_text, failed;
    struct error *err;
    sqlite3_stmt *select;
    struct arena scratch; /* of the item that is read */
    struct entry *entries;
    size_t n, cap;
    uint32_t *slots; /* entries by key: index + 1 */
    size_t n_slots;
    struct frequencies words, seen;
    struct frequencies pages; /* of the addresses and summaries of what is keyed */
    struct same_probe probe;
    uint32_t probe_of; /* entry */
    struct candidates candidates;
    struct decided *decided;
    size_t n_decided;
    struct group_pair *pairs;
    size_t n_pairs, cap_pairs;
    uint32_t *group;
};

/* --- cluster_entry.c --- */
/* The index of an item's entry, which is made when it is not there yet, but not read. */
uint32_t clustering_place(struct clustering *x, int64_t key);
bool clustering_keyed(const struct clustering *x, int64_t key);
/* Reads what it is not yet known of an entry; false: the store failed. */
bool clustering_read(struct clustering *x, uint32_t entry);
long clustering_entry(struct clustering *x, int64_t key);    /* both; -1: the store failed */
void clustering_count(struct clustering *x, uint32_t entry); /* its features are one more item's */
struct same_verdict clustering_judge(struct clustering *x, struct arena *a, uint32_t i, uint32_t k);
double clustering_score(struct clustering *x, uint32_t i, uint32_t k); /* as same_score */
bool clustering_keep_words(struct clustering *x);
void clustering_free(struct clustering *x);

/* --- cluster_index.c --- */
void clustering_keys(struct clustering *x, uint32_t entry); /* its keys are looked for */
/* Calls `meet`, with `x`, for the pairs that share a key with what is keyed, which are the first entries. */
bool clustering_candidates(struct clustering *x, candidates_meet *meet);
bool clustering_keep_keys(struct clustering *x);

/* --- cluster.c --- */
bool clustering_decisions(struct clustering *x);
int clustering_decided(const struct clustering *x, int64_t a, int64_t b); /* 1 together, 0 apart, -1 no */
bool clustering_members(struct clustering *x, struct arena *scratch, int64_t cluster);

/* --- cluster_write.c: the groups into the store --- */
bool clustering_write(struct clustering *x, int *changed);

/* What the files of clustering share: the items in hand and what is known of them. Nobody else includes this.
 */
#pragma once
#include "store/frequency.h"
#include "store/group.h"
#include "store/internal.h"

#define CLUSTER_ITEMS "cluster_items" /* mark: how many items the frequencies are of */

struct entry { /* an item in hand */
    int64_t key, cluster;
    uint64_t name; /* of its uid: orders what is equal */
    const char *source, *title;
    struct same f;
    bool due, gone, weighed;
    bool touched; /* its group may change */
};
struct posting {
    uint64_t key;
    int64_t item;
};
struct candidate { /* two items by key, x < y */
    int64_t x, y;
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
    struct entry *entries;
    size_t n, cap;
    uint32_t *slots; /* entries by key: index + 1 */
    size_t n_slots;
    struct frequencies words, seen;
    struct posting *postings;
    size_t n_postings, cap_postings;
    uint32_t posting_of;
    struct candidate *candidates;
    size_t n_candidates, cap_candidates;
    struct decided *decided;
    size_t n_decided;
    struct group_pair *pairs;
    size_t n_pairs, cap_pairs;
    uint32_t *group;
};

/* --- cluster.c --- */
long clustering_entry(struct clustering *x, int64_t key);   /* index, -1: the store failed */
void clustering_keys(struct clustering *x, uint32_t entry); /* its keys are looked for */
bool clustering_candidates(struct clustering *x);
bool clustering_decisions(struct clustering *x);
int clustering_decided(const struct clustering *x, int64_t a, int64_t b); /* 1 together, 0 apart, -1 no */
bool clustering_members(struct clustering *x, struct arena *scratch, int64_t cluster);
struct same_verdict clustering_judge(struct clustering *x, struct arena *a, uint32_t i, uint32_t k);
void clustering_free(struct clustering *x);
/* --- cluster_write.c: the groups into the store --- */
bool clustering_write(struct clustering *x, int *changed);

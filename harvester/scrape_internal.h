/* What the files of the scraper share: scrape.c (what to do next, and what an answer means), scrape_list.c
   (the pages' items as one list), scrape_detail.c (the pages behind them). */
#pragma once
#include "base/hash.h"
#include "harvester/scrape.h"

/* From a hash to an index; open addressing. */
struct map_entry {
    int64_t key;
    size_t value;
    bool used;
};
struct map {
    struct map_entry *v;
    size_t n, cap;
};
/* True when the key was there: *value is what it leads to. Else it leads to *value from now on. */
bool map_meet(struct map *m, int64_t key, size_t *value);

enum errand_state { TO_FETCH, FETCHING, TO_READ, READING, ENDED };

struct own_errand {
    struct errand e; /* first: what the caller has */
    enum errand_state state;
    struct own_errand *next;
    struct arena arena;
    struct buf body;
    struct yaml_pairs headers;
    const char *token; /* with which it is asked; NULL: none */
    bool again;        /* it was asked before, with another one */
    size_t detail;     /* of ERRAND_DETAIL: index in details */
};

struct detail_task {
    size_t item;     /* index in the feed */
    const char *url; /* its page, without fragment; NULL: it has none of its own */
    size_t next;     /* another one behind the same address; SIZE_MAX: none */
    bool taken;      /* by the errand of another one, or its own */
};

struct scrape {
    struct scrape_plan plan;
    const struct source *source;
    struct scrape_result result;
    struct arena arena; /* of all that is read, to the end */
    struct feed feed;   /* all pages */
    LIST(struct listing) listings;
    LIST(bool) settled; /* items of which all is said */
    struct map hashes, asked, addresses;
    LIST(struct detail_task) details;
    size_t next_detail;
    struct own_errand *errands; /* those under way; of pages and logins all */
    int under_way;
    bool single; /* one page and nothing more */

    /* pages */
    int64_t most_pages, items_on_pages;
    struct page_request page; /* the next one */
    int page_number;          /* its number; 0: there is none */
    size_t first_length, last_length;
    bool cut;

    /* details */
    int64_t asked_details;
    int in_row; /* that failed, one after another */
    bool enough;

    struct tokens *tokens, *own_tokens;
    bool logging_in; /* its own login is under way */
};

/* --- scrape_list.c --- */
/* Adds a page's items; *fresh: some were not on the pages before; *news: something is to be done for one. */
void list_page(struct scrape *s, const struct own_errand *page, const struct feed *feed, bool *fresh,
               bool *news);
/* The item, its page read or not (then without), as a worker gave it back. */
void list_settle(struct scrape *s, size_t item, const struct feed *feed, enum listed is);
/* Keeps the first warning; counts what rules matched, under `prefix` and their own names. */
void list_tell(struct scrape *s, const struct feed *feed, const char *prefix);

/* --- scrape.c --- */
struct own_errand *scrape_errand_new(struct scrape *s, enum errand_part part);
void scrape_errand_end(struct scrape *s, struct own_errand *x);
/* The source's headers and the token: for its own host alone. */
void scrape_set_headers(struct scrape *s, struct own_errand *x, bool foreign);
const char *scrape_zone_of(const struct scrape *s);

/* --- scrape_detail.c --- */
/* The next item in line; false: nothing is to be done for it. */
bool detail_begin(struct scrape *s);
/* To the worker: the item with its page, or to be understood as its list gave it. */
void detail_give(struct scrape *s, struct own_errand *x);
void detail_give_alone(struct scrape *s, struct own_errand *x);
/* On to the next item behind the same address, if there is one. */
void detail_ends(struct scrape *s, struct own_errand *x);
/* The page could not be read: the item stays as it is stored, or is stored as it was listed. */
void detail_fails(struct scrape *s, struct own_errand *x, const char *fault, bool busy);

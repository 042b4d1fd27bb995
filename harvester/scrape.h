/* How a source is read, from its first address to the last page of an item: a login where there is one, its
   pages one after another (`next`, `pages`), then the page behind each new or changed item (`detail`). A
   state machine: it says what is to be fetched and what is to be read next. Fetching, the workers and the
   store are the caller's: the nightly harvest and `moisson try` drive the same machine, and so do the same.
   No I/O, no clock.

       struct scrape *s = scrape_new(&plan);
       for (struct errand *e; (act = scrape_next(s, &e)) != SCRAPE_DONE;)
           if (act == SCRAPE_FETCH)
               fetch e->url …, then scrape_fetched(s, e, &response);
           else if (act == SCRAPE_READ)
               give e->request to a worker, then scrape_read(s, e, &outcome);
           else
               several are under way: wait for one of them
       use scrape_result(s), then scrape_free(s);

   Whoever does one thing at a time never sees SCRAPE_WAIT. With nothing under way it says that another source
   logs in the same way: to be asked again when that is done. */
#pragma once
#include "harvester/fetch.h"
#include "harvester/source.h"
#include "harvester/workers.h"

/* What is known of an item that a page lists, by what the page says of it (struct listing). */
enum listed {
    LISTED_NEW,   /* it was never listed so */
    LISTED_DUE,   /* it was, and its own page is still to be read */
    LISTED_STALE, /* all of it is stored, but read by other rules than today's */
    LISTED_REST,  /* its own page could not be read, and it is too early to try again */
    LISTED_SAME,  /* all that is wanted of it is stored */
    LISTED_OUT,   /* it is known, and the rules of its source do not want it */
};

/* An item as its page lists it, before its own page is read. */
struct listing {
    int64_t hash;      /* of all that the page says of it */
    enum listed was;   /* before this run */
    enum listed is;    /* after it */
    bool understood;   /* the item is as it is to be stored; else it is as it was listed */
    const char *fault; /* why its own page could not be read; NULL */
};

enum errand_part { ERRAND_LOGIN, ERRAND_PAGE, ERRAND_DETAIL };

/* One address on its way: fetched, then read. The machine's; that of a page or login lives until scrape_free,
   that of a detail until it was read. */
struct errand {
    void *tag; /* the plan's */
    enum errand_part part;
    int page;                         /* of ERRAND_PAGE, from 1 */
    const char *url;                  /* what to fetch; may hold secrets: not to be shown or stored */
    const char *shown;                /* the same for messages; the name its body is kept by */
    const char *post, *post_type;     /* NULL: GET */
    const struct yaml_pairs *headers; /* NULL: none. May hold secrets */
    bool robots;                      /* only where robots.txt allows it */
    bool conditional; /* validators may be sent; a 304 is then answered with the body that was kept */
    bool kept;        /* the body that was kept will do: nothing is to be fetched */
    /* once it was fetched: */
    struct fetch_response answer; /* a copy; its body without the source's secrets, until it was read */
    const char *hash;             /* of the body as it came; NULL: there is none */
    struct wire_request request;  /* for the worker */
};

struct scrape_plan {
    const struct source *source;
    int64_t index;        /* of the source in the list the workers know */
    const char *timezone; /* of the site, where the source names none */
    int64_t now;
    int64_t pages; /* limits of a run, whatever the source says */
    int64_t details;
    int64_t items; /* of all pages together */
    size_t memory; /* bytes of all that is read, at most */
    bool walk;     /* go through all pages, also past those on which nothing is new */
    /* What the store knows of an item; NULL: nothing. */
    enum listed (*known)(void *context, int64_t hash);
    /* Is the body of a page kept? It is read again where only the rules have changed. NULL: none is. */
    bool (*kept)(void *context, const char *shown);
    void *context;
    bool replay; /* answers are what was kept: that something is not there is no fault */
    void *tag;
    struct tokens *tokens; /* of logins, shared by the sources of a run; NULL: none are kept */
};

struct scrape_result {
    struct feed *feed; /* all items of all pages, each once; NULL: not even the first page could be read */
    struct listing *listings; /* one for each item of the feed; NULL where there is one page and no detail */
    const struct errand *first; /* the last errand that was answered before the first page was read, and it */
    bool whole;                 /* the end was reached: what is missing is not there */
    bool walked;        /* so it was, or the limit of pages: not for what is known, and without a fault */
    bool stopped;       /* scrape_stop: what is left is for another time */
    const char *fault;  /* why the first page, or a later one, could not be read; NULL */
    bool killed;        /* it ended its parser */
    int pages, details; /* that were read */
    int failed, left;   /* details that could not be; that were not asked for, being too many */
    const char *reason; /* of the first detail that failed */
    int64_t received;   /* bytes, of all answers but that of `first` */
};

enum scrape_act { SCRAPE_FETCH, SCRAPE_READ, SCRAPE_WAIT, SCRAPE_DONE };

/* The plan is copied; what it points to must outlive the scrape. */
struct scrape *scrape_new(const struct scrape_plan *plan);
/* What to do next. */
enum scrape_act scrape_next(struct scrape *s, struct errand **errand);
/* What became of a fetch; a body is copied. */
void scrape_fetched(struct scrape *s, struct errand *errand, const struct fetch_response *response);
/* What a worker made of it. What is wanted of the outcome is copied, but for the one page of a source that
   has no other: its feed is the outcome's own, and SCRAPE_DONE follows at once. */
void scrape_read(struct scrape *s, struct errand *errand, const struct worker_outcome *outcome);
/* Nothing more is to be fetched: the time is up. What is under way may still be answered. */
void scrape_stop(struct scrape *s);
/* What there is by now; to be called once, and last. Items of which nothing can be said yet are not in the
 * feed. */
const struct scrape_result *scrape_result(struct scrape *s);
void scrape_free(struct scrape *s); /* NULL is nothing */

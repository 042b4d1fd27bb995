/* What the files of the fetcher share: fetch.c (the loop, and what follows an attempt), fetch_transfer.c (one
   attempt on libcurl), fetch_head.c (answer headers), fetch_fault.c (why it failed, in words), fetch_queue.c
   (whose turn it is), fetch_proxy.c (which proxy), fetch_robots.c (what robots.txt says). */
#pragma once
#include <curl/curl.h>
#include "base/mem.h"
#include "harvester/coding.h"
#include "harvester/fetch.h"
#include "harvester/robots.h"

struct host;
struct site;

/* --- one request on its way: through redirects and attempts --- */
struct task {
    struct fetch_request request;
    struct task *next; /* in its host's queue */
    struct host *host;
    char *url;         /* where to ask now, after redirects; NULL: request.url */
    char *moved_to;    /* how far permanent redirects alone have led */
    bool temporary;    /* a redirect on the way was not permanent */
    bool foreign;      /* the way has left the origin of request.url: its headers stay behind */
    bool get;          /* a redirect turned POST into GET */
    bool http1;        /* HTTP/2 failed before */
    bool fresh;        /* a connection that served before was stale */
    struct site *site; /* it asks for robots.txt of that one */
    int redirects, attempts;
    int64_t spent;  /* milliseconds under way and between attempts; waiting for the host's turn not counted */
    double seconds; /* of this attempt, its redirects included */
};

/* --- whose turn it is (fetch_queue.c) --- */
struct heap_entry {
    double key;
    uint64_t order; /* equal keys: first come, first served */
    void *item;
    uint64_t stamp;
};
struct heap {
    struct heap_entry *v;
    size_t n, cap;
};

struct queue {
    struct arena *arena;
    int64_t per_host, host_delay;
    struct host **table; /* open addressing, by name and port */
    size_t hosts, slots;
    struct heap ready, second; /* hosts that may start: with nothing under way, or already busy */
    struct heap resting;       /* hosts between two starts, by the end of the pause */
    struct heap sleeping;      /* tasks between two attempts */
    uint64_t order;
    size_t waiting; /* tasks in the lines and asleep */
    size_t drained; /* how far queue_drain came in the table */
};

void queue_init(struct queue *q, struct arena *a, int64_t per_host, int64_t host_delay);
void queue_free(struct queue *q);
/* Puts a task in the line of its host (lower case, with port), at the end or in front. */
void queue_put(struct queue *q, struct task *task, const char *host, int port, bool front, int64_t now);
/* Keeps it aside until an instant; it then stands in front of the line it came from. */
void queue_sleep(struct queue *q, struct task *task, int64_t until);
/* The next task that may start now: of the host with the most work left; NULL: none. The start counts. */
struct task *queue_next(struct queue *q, int64_t now);
/* A start of this host has ended. */
void queue_ended(struct queue *q, struct host *host, int64_t now);
/* Any task, whether its turn has come or not: to abandon it. NULL: none is left. */
struct task *queue_drain(struct queue *q);
/* The pause of a host after the start of a request that heeds robots.txt, where it is longer than the usual
 * one. */
void queue_delay(struct queue *q, const char *host, int port, int64_t delay);
/* The instant at which queue_next may give something that it does not give now; INT64_MAX: none. */
int64_t queue_wake(const struct queue *q);

/* --- answer headers (fetch_head.c) --- */
struct head {
    long status;
    bool whole; /* the empty line came */
    const char *etag, *last_modified, *content_type, *charset, *location, *encoding;
    const char *retry_after, *cache_control, *expires, *date; /* as sent */
    const char *mitigated;                                    /* Cf-Mitigated */
    int64_t length;                                           /* Content-Length, -1 */
};
/* One line as libcurl hands it over; strings go to the arena. */
void head_line(struct head *h, struct arena *a, const char *p, size_t n);
/* Seconds, -1: not said. `now` stands in for a missing Date (epoch seconds). */
int64_t head_retry_after(const struct head *h, int64_t now);
int64_t head_max_age(const struct head *h, int64_t now);
/* True for a redirect that says where to. */
bool head_redirects(const struct head *h);
/* "404 Not Found"; just the number when it is no known one. */
const char *head_status_text(struct arena *a, long status);

/* --- one attempt on libcurl (fetch_transfer.c) --- */
enum { FAULT_TEXT = 320 };
struct fault {
    enum fetch_outcome outcome; /* FETCH_OK: none */
    bool transient, retry;      /* worth trying again soon; at once, in this run */
    char text[FAULT_TEXT];
};
void fault_set(struct fault *f, enum fetch_outcome outcome, bool transient, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

struct intake { /* where a body is received; few are needed at once */
    struct intake *next;
    struct buf body;
    struct coding *coding;
};

enum { TRANSFER_HEADERS = 8 };
struct transfer {
    struct fetcher *fetcher;
    CURL *easy;
    struct task *task;
    struct transfer *previous, *next; /* among those under way; or the next unused one */
    struct arena arena;               /* of this attempt */
    struct head head;
    struct intake *intake; /* NULL until a body comes */
    struct fault fault;
    const char *forbidden;                     /* the address that was not connected to */
    const char *proxy;                         /* likewise; "": none */
    bool insecure, posting, tls, http1, fresh; /* what the handle is set to */
    bool ignored;                              /* nobody wants the rest of this body */
    bool peeked;                               /* but its beginning says who refuses us: harvester/wall.h */
    bool was_sent;                             /* something came: the connection stands */
    int64_t header_bytes, received;
    int64_t began, heard; /* milliseconds */
    int64_t window, window_bytes;
    char curl_text[CURL_ERROR_SIZE];
};

struct transfer *transfer_new(struct fetcher *f);
void transfer_free(struct transfer *t);
/* Readies the handle for the task; false: the address may not be asked, the fault tells why. */
bool transfer_ready(struct transfer *t, struct task *task);
/* Looks at the clocks: silence, slowness, total time. False once a limit is passed. */
bool transfer_in_time(struct transfer *t);
/* Why libcurl gave up, and whether what came is whole: fills the fault, unless it is set. */
void transfer_judge(struct transfer *t, CURLcode code);
/* Ready for the next one: memory of the attempt and the body are let go. */
void transfer_clear(struct transfer *t);
/* In words. (fetch_fault.c) */
void fault_of_curl(struct transfer *t, CURLcode code);
void fault_of_status(struct transfer *t);

/* --- proxies from the environment (fetch_proxy.c) --- */
struct proxies {
    const char *http, *https, *none; /* NULL: not set */
};
void proxies_read(struct proxies *p);
/* The proxy for a host, "" when it is asked directly. */
const char *proxies_for(const struct proxies *p, const char *scheme, const char *host);

/* --- robots.txt (fetch_robots.c) --- */
/* Puts the task aside when robots.txt is to be heeded and not there yet; `ask` then is the request for it, or
   has no url when that is under way. The task that asks gets ask->tag as its site. */
bool robots_park(struct fetcher *f, struct task *task, struct fetch_request *ask);
/* false: it forbids the address, or could not be read; the fault tells. */
bool robots_check(struct transfer *t, const char *url);
/* Takes in the answer; returns the tasks that waited for it, a list in their order. */
struct task *robots_answer(struct fetcher *f, const struct task *ask, const struct fetch_response *response);

/* --- the fetcher --- */
struct fetcher {
    struct fetch_limits limits;
    const struct net_allow *allow;
    const char *user_agent, *ca_file, *ca_folder;
    struct proxies proxies;
    fetch_done *done;
    void *context;
    struct arena arena;
    CURLM *multi;
    int epoll;
    int64_t now;   /* monotonic milliseconds, once a round */
    int64_t timer; /* when libcurl wants to be called; -1: not at all */
    struct queue queue;
    struct task *unused_tasks;
    struct site *sites;
    struct transfer *active, *unused;
    struct intake *unused_intakes;
    size_t n_active;
    struct fetch_companion companion; /* no step: none */
    bool halted;
};

struct origin {
    const char *scheme, *host;
    int port;
};
/* Of an absolute http or https address; false: it is none. */
bool origin_of(struct arena *a, const char *url, struct origin *o);

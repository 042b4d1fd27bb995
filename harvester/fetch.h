/* Fetching: one libcurl multi loop for hundreds of transfers, polite per host. The only part that touches the
   network. No parsing, no store. */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include "base/buf.h"
#include "base/error.h"
#include "base/net.h"
#include "base/yaml.h"

struct fetch_limits {
    int64_t transfers;       /* in flight at once, all hosts */
    int64_t per_host;        /* in flight at once on one host (name and port) */
    int64_t host_delay_ms;   /* between the starts of two requests on one host */
    int64_t connect_timeout; /* seconds */
    int64_t silence_timeout; /* seconds without a byte */
    int64_t source_timeout;  /* seconds for one request, retries included */
    int64_t body;            /* decoded bytes */
    int64_t header;          /* bytes of all headers of one answer */
    int64_t expansion;       /* decoded : received, past 1 MiB decoded */
    int64_t redirects;
    int64_t retries; /* of transient errors */
};

struct fetch_request {
    const char *url;
    const char *etag, *last_modified; /* validators of the last answer; NULL */
    const struct yaml_pairs *headers; /* of the source; NULL */
    const char *post;                 /* body; NULL: GET */
    const char *post_type;
    bool skip_tls_verify;
    bool robots;             /* only where robots.txt allows it, and with its delay */
    double expected_seconds; /* from past runs; slowest hosts first; 0 unknown */
    void *tag;               /* the caller's */
};

enum fetch_outcome {
    FETCH_OK,           /* 200 with a body */
    FETCH_NOT_MODIFIED, /* 304 */
    FETCH_GONE,         /* 410 */
    FETCH_BUSY,         /* 429 or 503 */
    FETCH_HTTP,         /* another status, see status */
    FETCH_NETWORK,      /* name, connection, TLS, time-out, cut body … */
    FETCH_LIMIT,        /* a limit was passed */
    FETCH_REFUSED,      /* the address may not be reached */
    FETCH_ABANDONED,    /* the run's time was up before it ended; it stays due */
};

struct fetch_response {
    enum fetch_outcome outcome;
    long status; /* HTTP, 0: none came */
    const char
        *error;      /* one line for a person, with the reason; NULL when all is well. Never a credential. */
    const char *url; /* the address asked for */
    const char *final_url; /* after redirects */
    const char *moved_to;  /* where permanent redirects (301, 308) alone led, NULL: nowhere */
    const char *etag, *last_modified, *content_type, *charset; /* NULL: not sent */
    const char *mitigated; /* the header Cf-Mitigated, by which a wall against robots says so; NULL */
    /* decoded; of some refusals its beginning, of all else that is not FETCH_OK nothing */
    const struct buf *body;
    int64_t retry_after; /* seconds, -1 */
    int64_t max_age;     /* seconds of Cache-Control or Expires, -1 */
    int64_t received;    /* bytes over the wire, headers not counted */
    double
        seconds; /* of the last attempt, from its start to its end, waiting for the host's turn not counted */
    bool transient; /* worth trying again soon */
};

/* Called once for every request, on the loop; may add further requests (a next page). The response and
   everything in it is valid during the call only. */
typedef void fetch_done(void *context, const struct fetch_request *request,
                        const struct fetch_response *response);

/* Work that goes on beside the transfers, on the same loop. */
struct fetch_companion {
    int descriptor;              /* readable when `step` has something to do */
    void (*step)(void *context); /* called then, and at every tick */
    bool (*busy)(void *context); /* the loop does not end while it is */
    bool (*full)(void *context); /* no transfer is started while it is */
    void *context;
};

struct fetcher;
struct fetcher *fetcher_new(const struct fetch_limits *limits, const struct net_allow *allow,
                            const char *user_agent, fetch_done *done, void *context, struct error *err);
/* The request is copied, its strings must outlive the fetcher. */
void fetcher_add(struct fetcher *f, const struct fetch_request *request);
/* Runs until every request was answered; past `deadline` (monotonic milliseconds, 0: none) or once *stop is
   set the rest is answered FETCH_ABANDONED. `tick` (may be NULL) is called about ten times a second. */
void fetcher_run(struct fetcher *f, int64_t deadline, const volatile int *stop, void (*tick)(void *),
                 void *context);
/* Before fetcher_run. false with err set: the descriptor cannot be watched. */
bool fetcher_accompany(struct fetcher *f, const struct fetch_companion *companion, struct error *err);
void fetcher_free(struct fetcher *f);
int64_t monotonic_ms(void);

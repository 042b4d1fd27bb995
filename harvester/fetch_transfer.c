/* One attempt: a libcurl handle set up for a request, what it hands over received within the limits, and the
   clocks it runs against. What happens next is decided in fetch.c. */
#include "base/url.h"
#include "harvester/fetch_internal.h"
#include "harvester/wall.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    UNPACKED_FREELY = 1 << 20, /* bytes before the expansion limit counts */
    DRAINED = 128 << 10,       /* of a body nobody wants, so that the connection can be used again */
    KEPT_BUFFER = 256 << 10,   /* a larger one is given back after the answer */
    SLOWEST = 16,              /* bytes a second over a whole silence_timeout */
    LONGEST_HEADER_NAME = 64,
};

/* Headers of a source that may follow a redirect to another host; all others stay behind, since any may be a
 * key. */
static const char *const harmless_headers[] = {"Accept", "Accept-Language", "User-Agent"};

bool origin_of(struct arena *a, const char *url, struct origin *o)
{
    struct url u;
    if (!url_parse(a, url, &u) || !u.scheme || !u.host || !*u.host)
        return false;
    bool https = strcmp(u.scheme, "https") == 0;
    if (!https && strcmp(u.scheme, "http") != 0)
        return false;
    *o = (struct origin){u.scheme, u.host, u.port >= 0 ? u.port : https ? 443 : 80};
    return true;
}

/* --- what libcurl calls --- */

static void heard(struct transfer *t, size_t n)
{
    t->heard = t->fetcher->now;
    if (!t->was_sent) {
        t->was_sent = true;
        t->window = t->heard;
    }
    t->window_bytes += (int64_t)n;
}

/* True when the body that follows is wanted and may be as long as it says. */
static bool head_ends(struct transfer *t)
{
    int64_t limit = t->fetcher->limits.body;
    t->window = t->fetcher->now; /* the body's pace is judged on its own */
    t->window_bytes = 0;
    t->ignored = t->head.status != 200 && t->head.status != 203;
    t->peeked = t->ignored && wall_status(t->head.status);
    if (t->ignored || t->head.length <= limit)
        return true;
    fault_set(&t->fault, FETCH_LIMIT, false, "the body is larger than the limit of %lld MiB (%lld bytes)",
              (long long)(limit >> 20), (long long)t->head.length);
    return false;
}

/* Cookies are thrown away as they come; some sites send them by the hundred. They count a little, not
   nothing: a flood of them is a flood. */
static int64_t weight(const char *p, size_t n)
{
    static const char cookie[] = "Set-Cookie:";
    bool thrown = n >= sizeof cookie - 1 && !strncasecmp(p, cookie, sizeof cookie - 1);
    return thrown ? (int64_t)n / 4 : (int64_t)n;
}

static size_t on_header(char *p, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    n *= size;
    heard(t, n);
    t->header_bytes += weight(p, n);
    if (t->header_bytes > t->fetcher->limits.header) {
        bool redirect = t->head.status / 100 == 3;
        fault_set(&t->fault, FETCH_LIMIT, false, "the headers%s are larger than the limit of %lld KiB",
                  redirect ? " of the redirect" : "", (long long)(t->fetcher->limits.header >> 10));
        return 0;
    }
    bool was_whole = t->head.whole;
    head_line(&t->head, &t->arena, p, n);
    return t->head.whole && !was_whole && !head_ends(t) ? 0 : n;
}

static bool on_unpacked(void *context, const char *p, size_t n)
{
    struct transfer *t = context;
    struct buf *body = &t->intake->body;
    if (t->peeked)
        return body->n < WALL_BYTES && buf_add(body, p, n);
    int64_t size = (int64_t)(body->n + n), expansion = t->fetcher->limits.expansion;
    if (size > UNPACKED_FREELY && size / expansion > t->received) {
        fault_set(&t->fault, FETCH_LIMIT, false,
                  "the body unpacks to more than the limit of %lld times its size", (long long)expansion);
        return false;
    }
    return buf_add(body, p, n);
}

static bool take_intake(struct transfer *t)
{
    struct fetcher *f = t->fetcher;
    struct intake *in = f->unused_intakes;
    if (in) {
        f->unused_intakes = in->next;
    } else {
        in = mem_alloc(sizeof *in);
        in->coding = coding_new();
    }
    t->intake = in;
    buf_reset(&in->body);
    if (coding_start(in->coding, t->head.encoding, (uint64_t)f->limits.body, on_unpacked, t))
        return true;
    if (!t->ignored)
        fault_set(&t->fault, FETCH_NETWORK, false,
                  "the body is packed in a way that was not asked for (%.60s)", t->head.encoding);
    return false;
}

static size_t on_body(char *p, size_t size, size_t n, void *context)
{
    struct transfer *t = context;
    int64_t limit = t->fetcher->limits.body;
    n *= size;
    heard(t, n);
    t->received += (int64_t)n;
    if (t->peeked) /* whatever becomes of it: the status says it all */
        return (t->intake || take_intake(t)) && coding_write(t->intake->coding, p, n) == CODING_OK ? n : 0;
    if (t->ignored)
        return t->received > DRAINED ? 0 : n;
    if (!t->intake && !take_intake(t))
        return 0;
    enum coding_status status = t->received > limit ? CODING_LIMIT : coding_write(t->intake->coding, p, n);
    if (status == CODING_OK)
        return n;
    if (status == CODING_BROKEN)
        fault_set(&t->fault, FETCH_NETWORK, true,
                  "the body is damaged: it is not what its encoding says (%.60s)", t->head.encoding);
    else if (status == CODING_LIMIT)
        fault_set(&t->fault, FETCH_LIMIT, false, "the body is larger than the limit of %lld MiB",
                  (long long)(limit >> 20));
    return 0;
}

/* Every address is looked at here, where nothing can change any more between the check and the connection. */
static curl_socket_t on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *a)
{
    struct transfer *t = context;
    (void)purpose;
    if (!*t->proxy && !net_address_ok(&a->addr, t->fetcher->allow)) {
        char text[INET6_ADDRSTRLEN] = "";
        const struct sockaddr *address = &a->addr;
        const void *bytes =
            address->sa_family == AF_INET6
                ? (const void *)&((const struct sockaddr_in6 *)(const void *)address)->sin6_addr
                : (const void *)&((const struct sockaddr_in *)(const void *)address)->sin_addr;
        inet_ntop(address->sa_family, bytes, text, sizeof text);
        t->forbidden = arena_strdup(&t->arena, text);
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* --- setting up --- */

struct transfer *transfer_new(struct fetcher *f)
{
    struct transfer *t = mem_alloc(sizeof *t);
    CURL *easy = curl_easy_init();
    if (!easy)
        out_of_memory();
    t->fetcher = f;
    t->easy = easy;
    t->proxy = "";
    arena_init(&t->arena, 0);
    /* all that is the same for every request; the rest is set by transfer_ready */
    curl_easy_setopt(easy, CURLOPT_PRIVATE, t);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for a resolver that does not answer */
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(easy, CURLOPT_USERAGENT, f->user_agent);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT, (long)f->limits.connect_timeout);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
    curl_easy_setopt(easy, CURLOPT_PROXY, "");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, t->curl_text);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, t);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, t);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, t);
    /* without a folder libcurl keeps the parsed file for all connections instead of reading it for each */
    curl_easy_setopt(easy, CURLOPT_CAPATH, f->ca_folder);
    if (f->ca_file)
        curl_easy_setopt(easy, CURLOPT_CAINFO, f->ca_file);
    return t;
}

void transfer_free(struct transfer *t)
{
    curl_easy_cleanup(t->easy);
    arena_free(&t->arena);
    free(t);
}

struct header_list {
    struct arena *arena;
    struct curl_slist *first, **last;
};

static void add_header(struct header_list *list, const char *name, const char *value)
{
    for (const char *c = value; *c; c++)
        if ((unsigned char)*c < ' ' && *c != '\t')
            return; /* a line break would be a header of its own */
    struct curl_slist *node = arena_alloc(list->arena, sizeof *node);
    node->data = arena_printf(list->arena, "%s: %s", name, value);
    *list->last = node;
    list->last = &node->next;
}

static bool named(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (!strcasecmp(name, names[i]))
            return true;
    return false;
}

static struct curl_slist *request_headers(struct transfer *t, bool post)
{
    const struct task *task = t->task;
    const struct fetch_request *r = &task->request;
    struct header_list list = {.arena = &t->arena, .last = &list.first};
    bool coded = false;
    for (size_t i = 0; r->headers && i < r->headers->n; i++) {
        const char *name = r->headers->names[i];
        if (task->foreign &&
            !named(name, harmless_headers, sizeof harmless_headers / sizeof *harmless_headers))
            continue;
        coded = coded || !strcasecmp(name, "Accept-Encoding");
        add_header(&list, name, r->headers->values[i]);
    }
    if (!coded)
        add_header(&list, "Accept-Encoding", CODINGS_ACCEPTED);
    if (r->etag && *r->etag)
        add_header(&list, "If-None-Match", r->etag);
    if (r->last_modified && *r->last_modified)
        add_header(&list, "If-Modified-Since", r->last_modified);
    if (post && r->post_type)
        add_header(&list, "Content-Type", r->post_type);
    return list.first;
}

static void set_method(struct transfer *t, bool post)
{
    if (post) {
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDSIZE, (long)strlen(t->task->request.post));
        curl_easy_setopt(t->easy, CURLOPT_POSTFIELDS, t->task->request.post);
    } else if (t->posting) {
        curl_easy_setopt(t->easy, CURLOPT_HTTPGET, 1L);
    }
    t->posting = post;
}

static bool differs(bool *is, bool wanted)
{
    bool change = *is != wanted;
    *is = wanted;
    return change;
}

static void set_connection(struct transfer *t, const struct origin *o)
{
    const struct task *task = t->task;
    const char *proxy = proxies_for(&t->fetcher->proxies, o->scheme, o->host);
    if (strcmp(proxy, t->proxy) != 0)
        curl_easy_setopt(t->easy, CURLOPT_PROXY, proxy);
    t->proxy = proxy;
    if (differs(&t->insecure, task->request.skip_tls_verify && !task->foreign)) {
        curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYPEER, t->insecure ? 0L : 1L);
        curl_easy_setopt(t->easy, CURLOPT_SSL_VERIFYHOST, t->insecure ? 0L : 2L);
    }
    /* a second request waits to share the connection of the first where HTTP/2 may be spoken */
    if (differs(&t->tls, strcmp(o->scheme, "https") == 0))
        curl_easy_setopt(t->easy, CURLOPT_PIPEWAIT, t->tls ? 1L : 0L);
    if (differs(&t->http1, task->http1))
        curl_easy_setopt(t->easy, CURLOPT_HTTP_VERSION,
                         (long)(t->http1 ? CURL_HTTP_VERSION_1_1 : CURL_HTTP_VERSION_2TLS));
    if (differs(&t->fresh, task->fresh))
        curl_easy_setopt(t->easy, CURLOPT_FRESH_CONNECT, t->fresh ? 1L : 0L);
}

bool transfer_ready(struct transfer *t, struct task *task)
{
    t->task = task;
    t->began = t->heard = t->fetcher->now;
    const char *url = url_resolve(&t->arena, NULL, task->url ? task->url : task->request.url);
    struct origin o;
    if (!origin_of(&t->arena, url, &o)) {
        fault_set(&t->fault, FETCH_REFUSED, false, "not an http or https address");
        return false;
    }
    if (net_host_private(o.host, o.port, t->fetcher->allow)) {
        fault_set(&t->fault, FETCH_REFUSED, false, "the address %.200s:%d may not be reached: %s", o.host,
                  o.port, "it is not a public one, and network.allow does not list it");
        return false;
    }
    if (!robots_check(t, url))
        return false;
    bool post = task->request.post && !task->get;
    set_connection(t, &o);
    set_method(t, post);
    curl_easy_setopt(t->easy, CURLOPT_URL, url);
    curl_easy_setopt(t->easy, CURLOPT_HTTPHEADER, request_headers(t, post));
    return true;
}

/* --- while it runs, and after --- */

bool transfer_in_time(struct transfer *t)
{
    const struct fetch_limits *limits = &t->fetcher->limits;
    int64_t now = t->fetcher->now, silence = limits->silence_timeout * 1000;
    if (t->task->spent + now - t->began > limits->source_timeout * 1000) {
        fault_set(&t->fault, FETCH_NETWORK, true, "time-out: not finished after %lld s",
                  (long long)limits->source_timeout);
        return false;
    }
    if (now - t->heard > silence) {
        fault_set(&t->fault, FETCH_NETWORK, true, "time-out: %s for %lld s",
                  t->was_sent ? "nothing more came" : "no answer", (long long)limits->silence_timeout);
        return false;
    }
    if (!t->was_sent || now - t->window < silence || now - t->heard > silence / 2)
        return true; /* what is about to be called silent is not called slow */
    if (t->window_bytes < SLOWEST * limits->silence_timeout) {
        fault_set(&t->fault, FETCH_NETWORK, true, "too slow: %lld bytes in %lld s",
                  (long long)t->window_bytes, (long long)limits->silence_timeout);
        return false;
    }
    t->window = now;
    t->window_bytes = 0;
    return true;
}

void transfer_judge(struct transfer *t, CURLcode code)
{
    if (t->fault.outcome != FETCH_OK)
        return;
    if (t->head.whole && t->ignored) { /* its status says it all, whatever became of the body */
        if (!head_redirects(&t->head))
            fault_of_status(t);
    } else if (code != CURLE_OK) {
        fault_of_curl(t, code);
    } else if (!t->head.whole) {
        fault_set(&t->fault, FETCH_NETWORK, false, "what answers there does not speak HTTP");
    } else if (t->intake && !coding_complete(t->intake->coding)) {
        fault_set(&t->fault, FETCH_NETWORK, true,
                  "the body is incomplete (truncated): its %.60s packing has no end", t->head.encoding);
        t->fault.retry = true;
    }
}

void transfer_clear(struct transfer *t)
{
    struct intake *in = t->intake;
    if (in) {
        coding_end(in->coding);
        if (in->body.cap > KEPT_BUFFER)
            buf_free(&in->body);
        in->next = t->fetcher->unused_intakes;
        t->fetcher->unused_intakes = in;
    }
    arena_reset(&t->arena);
    t->task = NULL;
    t->intake = NULL;
    t->head = (struct head){.length = -1};
    t->fault.outcome = FETCH_OK;
    t->fault.transient = t->fault.retry = false;
    t->fault.text[0] = t->curl_text[0] = '\0';
    t->forbidden = NULL;
    t->ignored = t->peeked = t->was_sent = false;
    t->header_bytes = t->received = t->window_bytes = 0;
}

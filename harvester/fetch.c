/* The fetcher: one loop on epoll and libcurl's multi interface, and what follows an attempt: the next hop of
   a redirect, another try, or the answer. Redirects are followed here and not by libcurl, so that every hop
   is checked, waits for its host's turn and leaves the source's keys behind when it leaves the source's host.
 */
#include "base/url.h"
#include "harvester/fetch_internal.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum {
    TICK = 100,         /* milliseconds */
    EVENTS = 64,        /* handled a round */
    LONGEST_URL = 8192, /* of a redirect */
    FIRST_PAUSE = 1000, /* milliseconds before the second attempt; doubled for each further one */
    SPARE_DESCRIPTORS = 64,
    CACHED_CONNECTIONS = 2000,
    LONGEST_CONNECT = 1000000, /* seconds; libcurl counts milliseconds in 32 bits */
};

int64_t monotonic_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- libcurl's sockets and timer --- */

static int on_watch(CURL *easy, curl_socket_t s, int what, void *context, void *watched)
{
    struct fetcher *f = context;
    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        epoll_ctl(f->epoll, EPOLL_CTL_DEL, s, NULL); /* may be closed already */
        return 0;
    }
    struct epoll_event e = {.data.fd = s};
    if (what & CURL_POLL_IN)
        e.events |= EPOLLIN;
    if (what & CURL_POLL_OUT)
        e.events |= EPOLLOUT;
    if (epoll_ctl(f->epoll, watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, s, &e) < 0 && errno == EEXIST)
        epoll_ctl(f->epoll, EPOLL_CTL_MOD, s, &e);
    if (!watched)
        curl_multi_assign(f->multi, s, f);
    return 0;
}

static int on_timer(CURLM *multi, long ms, void *context)
{
    struct fetcher *f = context;
    (void)multi;
    f->timer = ms < 0 ? -1 : monotonic_ms() + ms;
    return 0;
}

/* --- tasks --- */

static struct task *task_new(struct fetcher *f)
{
    struct task *task = f->unused_tasks;
    if (!task)
        return arena_alloc(&f->arena, sizeof *task);
    f->unused_tasks = task->next;
    *task = (struct task){0};
    return task;
}

static void task_free(struct fetcher *f, struct task *task)
{
    free(task->url);
    free(task->moved_to);
    task->next = f->unused_tasks;
    f->unused_tasks = task;
}

/* In the line of the host its address names; what is no address stands in a line of its own and fails there.
 */
static void line_up(struct fetcher *f, struct task *task, bool front)
{
    struct arena a;
    struct origin o;
    arena_init(&a, 0);
    if (!origin_of(&a, task->url ? task->url : task->request.url, &o))
        o = (struct origin){.host = ""};
    queue_put(&f->queue, task, o.host, o.port, front, f->now);
    arena_free(&a);
}

/* The same, once it is known what robots.txt says. */
static void admit(struct fetcher *f, struct task *task, bool front)
{
    struct fetch_request ask;
    if (!robots_park(f, task, &ask)) {
        line_up(f, task, front);
    } else if (ask.url) {
        struct task *first = task_new(f);
        first->request = ask;
        first->site = ask.tag;
        line_up(f, first, true);
    }
}

void fetcher_add(struct fetcher *f, const struct fetch_request *request)
{
    struct task *task = task_new(f);
    task->request = *request;
    admit(f, task, false);
}

/* --- the answer --- */

static void answer_abandoned(struct fetcher *f, struct task *task);

/* Tasks that waited for robots.txt. */
static void release(struct fetcher *f, struct task *task)
{
    for (struct task *next; task; task = next) {
        next = task->next;
        if (f->halted)
            answer_abandoned(f, task);
        else
            line_up(f, task, false);
    }
}

static void answer(struct transfer *t)
{
    static const struct buf empty = {.p = NULL};
    struct fetcher *f = t->fetcher;
    const struct task *task = t->task;
    int64_t wall = (int64_t)time(NULL);
    enum fetch_outcome outcome = t->fault.outcome;
    bool well = outcome == FETCH_OK || outcome == FETCH_NOT_MODIFIED;
    struct fetch_response response = {
        .outcome = outcome,
        .status = t->head.status,
        .error = well ? NULL : t->fault.text,
        .url = task->request.url,
        .final_url = task->url ? task->url : task->request.url,
        .moved_to = well ? task->moved_to : NULL,
        .etag = t->head.etag,
        .last_modified = t->head.last_modified,
        .content_type = t->head.content_type,
        .charset = t->head.charset,
        .mitigated = t->head.mitigated,
        .body = (outcome == FETCH_OK || t->peeked) && t->intake ? &t->intake->body : &empty,
        .retry_after = head_retry_after(&t->head, wall),
        .max_age = head_max_age(&t->head, wall),
        .received = t->received,
        .seconds = task->seconds,
        .transient = t->fault.transient,
    };
    if (task->site)
        release(f, robots_answer(f, task, &response));
    else
        f->done(f->context, &task->request, &response);
}

/* A request that ends without an attempt. */
static void answer_abandoned(struct fetcher *f, struct task *task)
{
    struct transfer t = {.fetcher = f, .task = task, .head = {.length = -1}};
    fault_set(&t.fault, FETCH_ABANDONED, true, "the time of the run was up");
    answer(&t);
    task_free(f, task);
}

/* --- redirects --- */

static bool same_host(const struct origin *a, const struct origin *b)
{
    if (strcmp(a->host, b->host) != 0)
        return false;
    bool upgrade = a->port == 80 && b->port == 443 && strcmp(b->scheme, "https") == 0;
    return upgrade || (a->port == b->port && strcmp(a->scheme, b->scheme) == 0);
}

/* The address a redirect leads to, without user name and fragment; NULL when it may not be followed. */
static const char *target_of(struct transfer *t, const char *from, struct origin *o)
{
    struct fault *f = &t->fault;
    struct url u;
    if (strlen(t->head.location) > LONGEST_URL) {
        fault_set(f, FETCH_LIMIT, false, "a redirect to an address of %zu bytes", strlen(t->head.location));
        return NULL;
    }
    const char *to = url_resolve(&t->arena, from, t->head.location);
    if (!origin_of(&t->arena, to, o) || !url_parse(&t->arena, to, &u)) {
        const char *scheme = url_parse(&t->arena, to, &u) && u.scheme ? u.scheme : "none";
        fault_set(f, FETCH_REFUSED, false, "a redirect to a forbidden scheme (%.20s)", scheme);
        return NULL;
    }
    if (net_host_private(o->host, o->port, t->fetcher->allow)) {
        fault_set(f, FETCH_REFUSED, false, "a redirect to a forbidden address (%.200s:%d)", o->host, o->port);
        return NULL;
    }
    u.userinfo = u.fragment = NULL;
    to = url_string(&t->arena, &u);
    if (strcmp(to, from) == 0) {
        fault_set(f, FETCH_HTTP, false, "HTTP %s: the address redirects to itself",
                  head_status_text(&t->arena, t->head.status));
        return NULL;
    }
    return to;
}

/* Puts the task in the line of the next host. false: it is no redirect, or one that is not followed (the
   fault says why). */
static bool follow(struct transfer *t)
{
    struct fetcher *f = t->fetcher;
    struct task *task = t->task;
    long status = t->head.status;
    if (t->fault.outcome != FETCH_OK || !head_redirects(&t->head))
        return false;
    struct origin first, next;
    const char *from = url_resolve(&t->arena, NULL, task->url ? task->url : task->request.url);
    const char *to = target_of(t, from, &next);
    if (!to || !origin_of(&t->arena, task->request.url, &first))
        return false;
    if (task->redirects >= f->limits.redirects) {
        fault_set(&t->fault, FETCH_LIMIT, false, "more than the limit of %lld redirects",
                  (long long)f->limits.redirects);
        return false;
    }
    bool foreign = task->foreign || !same_host(&first, &next);
    task->get = task->get || status <= 303;
    if (task->request.post && !task->get && foreign) {
        fault_set(&t->fault, FETCH_REFUSED, false, "a redirect of a POST request to another host (%.200s)",
                  next.host);
        return false;
    }
    task->foreign = foreign;
    task->redirects++;
    free(task->url);
    task->url = mem_strdup(to);
    if (status != 301 && status != 308)
        task->temporary = true;
    if (!task->temporary) {
        free(task->moved_to);
        task->moved_to = mem_strdup(to);
    }
    admit(f, task, true);
    return true;
}

/* --- other attempts --- */

/* A connection that served before may have been closed meanwhile, or hold what the answer before left over.
   That is no failure of the source: it is asked again at once, on a connection of its own. */
static bool was_stale(struct transfer *t, CURLcode code)
{
    long opened = 1;
    if (code == CURLE_OK || t->task->fresh || t->head.status || t->fetcher->halted)
        return false;
    if (code != CURLE_SEND_ERROR && code != CURLE_RECV_ERROR && code != CURLE_GOT_NOTHING &&
        code != CURLE_UNSUPPORTED_PROTOCOL && code != CURLE_WEIRD_SERVER_REPLY)
        return false;
    curl_easy_getinfo(t->easy, CURLINFO_NUM_CONNECTS, &opened);
    if (opened)
        return false;
    t->task->fresh = true;
    line_up(t->fetcher, t->task, true);
    return true;
}

static bool try_again(struct transfer *t, CURLcode code)
{
    struct fetcher *f = t->fetcher;
    struct task *task = t->task;
    if (!t->fault.retry || f->halted || task->attempts >= f->limits.retries)
        return false;
    int64_t pause = (int64_t)FIRST_PAUSE << (task->attempts < 10 ? task->attempts : 10);
    int64_t asked = head_retry_after(&t->head, (int64_t)time(NULL)) * 1000;
    if (asked > pause)
        pause = asked;
    if (task->spent + pause >= f->limits.source_timeout * 1000)
        return false;
    task->attempts++;
    task->spent += pause;
    task->seconds = 0;
    task->http1 = task->http1 || code == CURLE_HTTP2 || code == CURLE_HTTP2_STREAM;
    queue_sleep(&f->queue, task, f->now + pause);
    return true;
}

/* --- start and end of an attempt --- */

static void unlink_active(struct transfer *t)
{
    struct fetcher *f = t->fetcher;
    if (t->previous)
        t->previous->next = t->next;
    else
        f->active = t->next;
    if (t->next)
        t->next->previous = t->previous;
    f->n_active--;
}

static void finish(struct transfer *t, CURLcode code)
{
    struct fetcher *f = t->fetcher;
    struct task *task = t->task;
    curl_multi_remove_handle(f->multi, t->easy);
    unlink_active(t);
    f->now = monotonic_ms();
    task->spent += f->now - t->began;
    task->seconds += (double)(f->now - t->began) / 1000;
    queue_ended(&f->queue, task->host, f->now);
    transfer_judge(t, code);
    if (!follow(t) && !was_stale(t, code) && !try_again(t, code)) {
        answer(t);
        task_free(f, task);
    }
    transfer_clear(t);
    t->next = f->unused;
    f->unused = t;
}

static void start(struct fetcher *f, struct task *task)
{
    struct transfer *t = f->unused;
    if (t)
        f->unused = t->next;
    else
        t = transfer_new(f);
    t->previous = NULL;
    t->next = f->active;
    if (t->next)
        t->next->previous = t;
    f->active = t;
    f->n_active++;
    if (!transfer_ready(t, task))
        finish(t, CURLE_OK);
    else if (curl_multi_add_handle(f->multi, t->easy) != CURLM_OK)
        finish(t, CURLE_FAILED_INIT);
}

static bool companion_is(const struct fetcher *f, bool (*state)(void *))
{
    return f->companion.step && state(f->companion.context);
}

/* Room for one more transfer. */
static bool has_room(const struct fetcher *f)
{
    return f->n_active < (size_t)f->limits.transfers && !companion_is(f, f->companion.full);
}

static void start_all(struct fetcher *f)
{
    while (has_room(f)) {
        struct task *task = queue_next(&f->queue, f->now);
        if (!task)
            break;
        start(f, task);
    }
}

static void collect(struct fetcher *f)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(f->multi, &left));) {
        if (m->msg != CURLMSG_DONE)
            continue;
        CURLcode code = m->data.result;
        struct transfer *t = NULL;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, (char **)&t);
        finish(t, code);
    }
}

static void check_clocks(struct fetcher *f)
{
    for (struct transfer *t = f->active, *next; t; t = next) {
        next = t->next;
        if (!transfer_in_time(t))
            finish(t, CURLE_OPERATION_TIMEDOUT);
    }
}

static void halt(struct fetcher *f)
{
    f->halted = true;
    while (f->active) {
        struct transfer *t = f->active;
        t->fault.outcome = FETCH_OK; /* whatever it was about to become */
        fault_set(&t->fault, FETCH_ABANDONED, true, "the time of the run was up");
        finish(t, CURLE_OK);
    }
    for (struct task *task; (task = queue_drain(&f->queue));)
        answer_abandoned(f, task);
}

/* --- the loop --- */

static int time_to_wait(const struct fetcher *f, int64_t tick)
{
    int64_t until = tick;
    if (f->timer >= 0 && f->timer < until)
        until = f->timer;
    if (has_room(f) && queue_wake(&f->queue) < until)
        until = queue_wake(&f->queue);
    int64_t now = monotonic_ms();
    return until > now ? (int)(until - now) : 0;
}

static void wait_and_act(struct fetcher *f, int64_t tick)
{
    struct epoll_event events[EVENTS];
    int running, n = epoll_wait(f->epoll, events, EVENTS, time_to_wait(f, tick));
    f->now = monotonic_ms();
    for (int i = 0; i < n; i++) {
        int bits = 0;
        if (f->companion.step && events[i].data.fd == f->companion.descriptor) {
            f->companion.step(f->companion.context);
            continue;
        }
        if (events[i].events & EPOLLIN)
            bits |= CURL_CSELECT_IN;
        if (events[i].events & EPOLLOUT)
            bits |= CURL_CSELECT_OUT;
        if (events[i].events & (EPOLLERR | EPOLLHUP))
            bits |= CURL_CSELECT_IN | CURL_CSELECT_OUT; /* libcurl finds the reason by reading or writing */
        curl_multi_socket_action(f->multi, events[i].data.fd, bits, &running);
    }
    if (f->timer >= 0 && f->timer <= f->now) {
        f->timer = -1;
        curl_multi_socket_action(f->multi, CURL_SOCKET_TIMEOUT, 0, &running);
    }
    collect(f);
}

void fetcher_run(struct fetcher *f, int64_t deadline, const volatile int *stop, void (*tick)(void *),
                 void *context)
{
    f->halted = false;
    f->now = monotonic_ms();
    int64_t next_tick = f->now + TICK;
    while (f->n_active || f->queue.waiting || companion_is(f, f->companion.busy)) {
        f->now = monotonic_ms();
        if ((stop && *stop) || (deadline && f->now >= deadline)) {
            halt(f);
            break;
        }
        start_all(f);
        wait_and_act(f, deadline && deadline < next_tick ? deadline : next_tick);
        if (f->now < next_tick)
            continue;
        check_clocks(f);
        if (f->companion.step)
            f->companion.step(f->companion.context);
        if (tick)
            tick(context);
        next_tick = monotonic_ms() + TICK;
    }
}

/* --- life --- */

static int64_t or_endless(int64_t limit)
{
    return limit > 0 ? limit : INT32_MAX;
}

static void set_limits(struct fetcher *f, const struct fetch_limits *limits)
{
    struct fetch_limits *l = &f->limits;
    *l = *limits;
    l->connect_timeout =
        or_endless(l->connect_timeout) % 1000000; /* libcurl counts milliseconds in 32 bits */
    l->silence_timeout = or_endless(l->silence_timeout);
    l->source_timeout = or_endless(l->source_timeout);
    l->body = or_endless(l->body);
    l->header = or_endless(l->header);
    l->expansion = or_endless(l->expansion);
    struct rlimit descriptors;
    int64_t most = 1024;
    if (getrlimit(RLIMIT_NOFILE, &descriptors) == 0 && descriptors.rlim_cur < INT32_MAX)
        most = (int64_t)descriptors.rlim_cur;
    most = most > 2 * SPARE_DESCRIPTORS ? most - SPARE_DESCRIPTORS : SPARE_DESCRIPTORS;
    if (l->transfers < 1)
        l->transfers = 1;
    if (l->transfers > most / 2) /* each may need a second one while it connects */
        l->transfers = most / 2;
    /* open ones that wait for the next request of their host */
    int64_t cached = most - l->transfers < CACHED_CONNECTIONS ? most - l->transfers : CACHED_CONNECTIONS;
    curl_multi_setopt(f->multi, CURLMOPT_MAXCONNECTS, (long)cached);
}

/* SSL_CERT_FILE and SSL_CERT_DIR, as other programs know them. With a file alone libcurl reads it once; with
   a folder it would read the file anew for every connection, which takes longer than all the rest: so a
   folder counts only where it says something that the file does not. */
static void find_certificates(struct fetcher *f)
{
    const char *preset_file = NULL, *preset_folder = NULL, *file = getenv("SSL_CERT_FILE"),
               *folder = getenv("SSL_CERT_DIR");
    CURL *easy = curl_easy_init();
    if (!easy)
        out_of_memory();
    curl_easy_getinfo(easy, CURLINFO_CAINFO, &preset_file);
    curl_easy_getinfo(easy, CURLINFO_CAPATH, &preset_folder);
    if (file && *file)
        f->ca_file = arena_strdup(&f->arena, file);
    else if (folder && *folder && (!preset_folder || strcmp(folder, preset_folder) != 0))
        f->ca_folder = arena_strdup(&f->arena, folder);
    else if (!preset_file || access(preset_file, R_OK) != 0)
        f->ca_folder = arena_strdup(&f->arena, preset_folder);
    curl_easy_cleanup(easy);
}

struct fetcher *fetcher_new(const struct fetch_limits *limits, const struct net_allow *allow,
                            const char *user_agent, fetch_done *done, void *context, struct error *err)
{
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        error_set(err, "libcurl cannot be used");
        return NULL;
    }
    struct fetcher *f = mem_alloc(sizeof *f);
    *f = (struct fetcher){
        .allow = allow, .user_agent = user_agent, .done = done, .context = context, .timer = -1};
    f->epoll = epoll_create1(EPOLL_CLOEXEC);
    f->multi = curl_multi_init();
    if (f->epoll < 0 || !f->multi) {
        error_set(err, "no event loop: %s", strerror(errno));
        fetcher_free(f);
        return NULL;
    }
    f->now = monotonic_ms();
    arena_init(&f->arena, 0);
    find_certificates(f);
    proxies_read(&f->proxies);
    set_limits(f, limits);
    queue_init(&f->queue, &f->arena, f->limits.per_host, f->limits.host_delay_ms);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, on_watch);
    curl_multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
    return f;
}

bool fetcher_accompany(struct fetcher *f, const struct fetch_companion *companion, struct error *err)
{
    struct epoll_event e = {.events = EPOLLIN, .data.fd = companion->descriptor};
    if (epoll_ctl(f->epoll, EPOLL_CTL_ADD, companion->descriptor, &e) < 0)
        return error_set(err, "no event loop: %s", strerror(errno));
    f->companion = *companion;
    return true;
}

void fetcher_free(struct fetcher *f)
{
    if (!f)
        return;
    for (struct transfer *t; (t = f->unused);) {
        f->unused = t->next;
        transfer_free(t);
    }
    for (struct intake *in; (in = f->unused_intakes);) {
        f->unused_intakes = in->next;
        buf_free(&in->body);
        coding_free(in->coding);
        free(in);
    }
    curl_multi_cleanup(f->multi);
    if (f->epoll >= 0)
        close(f->epoll);
    queue_free(&f->queue);
    arena_free(&f->arena);
    free(f);
    curl_global_cleanup();
}

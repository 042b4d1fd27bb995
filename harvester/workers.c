/* The worker processes; see the header. Here: the pool in the main process, and the life of one worker. */
#include "harvester/workers.h"
#include "base/mem.h"
#include "harvester/nursery.h"
#include "harvester/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum {
    MOST_WORKERS = 64,
    FULL_COUNT = 64,       /* documents waiting, of all workers */
    FULL_BYTES = 24 << 20, /* likewise */
    KEPT_BUFFER = 1 << 20, /* a buffer that grew past this is let go after its document */
    SLEEP_FACTOR = 12,     /* wall time a document may take, in CPU limits */
    WAIT_MS = 100,
    REQUEST_MOST = 1 << 30,
};

const struct worker_limits worker_presets = {.memory = 512 << 20, .cpu = 5, .message = 64 << 20};

/* --- the life of a worker --- */

static bool read_all(int fd, char *p, size_t n)
{
    while (n) {
        ssize_t got = read(fd, p, n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        p += got;
        n -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const char *p, size_t n)
{
    while (n) {
        ssize_t put = write(fd, p, n);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        p += put;
        n -= (size_t)put;
    }
    return true;
}

static bool send_answer(int fd, struct buf *out, struct wire_answer *answer)
{
    buf_reset(out);
    wire_put_answer(out, answer);
    if (out->overflow) {
        struct wire_answer too_large = {.error =
                                            "what was read from it is larger than the limit of a message"};
        buf_reset(out);
        wire_put_answer(out, &too_large);
    }
    return write_all(fd, out->p, out->n);
}

static bool serve_one(const struct worker_plan *plan, int fd, struct buf *in, struct buf *out,
                      struct arena *a)
{
    char head[WIRE_HEAD];
    size_t n;
    struct error err = {0};
    struct wire_request request;
    struct wire_answer answer = {.lasts = -1};
    if (!read_all(fd, head, sizeof head) || !wire_head(head, WIRE_REQUEST, REQUEST_MOST, &n, &err))
        return false;
    in->p = n + 1 > in->cap ? mem_realloc(in->p, in->cap = n + 1) : in->p;
    if (!read_all(fd, in->p, n) || !wire_get_request(a, in->p, n, &request, &err))
        return false;
    feed_init(&answer.feed);
    if (!plan->read(plan->context, &request, a, &answer, &err))
        answer.error = err.text;
    bool ok = send_answer(fd, out, &answer);
    if (request.part == WIRE_LOGIN) { /* the next document has no business to find the token */
        explicit_bzero(in->p, in->cap);
        explicit_bzero(out->p, out->cap);
        arena_wipe(a);
    }
    if (in->cap > KEPT_BUFFER)
        buf_free(in);
    if (out->cap > KEPT_BUFFER)
        buf_free(out);
    arena_reset(a);
    return ok;
}

/* Handlers of the main process mean nothing here, and last words are told by the pool, with the source's
   name. Under a sanitizer these are its report. */
static void come_to_life(void)
{
    prctl(PR_SET_NAME, "moisson-worker");
    for (int i = 1; i < NSIG && !sandbox_watched(); i++)
        if (i != SIGINT && i != SIGTERM)
            signal(i, SIG_DFL);
    int nothing = sandbox_watched() ? -1 : open("/dev/null", O_WRONLY);
    if (nothing >= 0)
        dup2(nothing, STDERR_FILENO);
}

/* In the nursery, once. */
static void forget(void *context)
{
    const struct worker_plan *plan = context;
    if (plan->forget)
        plan->forget(plan->context);
}

static int worker_life(void *context, int fd)
{
    const struct worker_plan *plan = context;
    struct sandbox_limits limits = {.memory = plan->limits->memory};
    struct error missing = {0};
    struct arena a;
    struct buf in, out;
    come_to_life();
    int keep[] = {fd, STDERR_FILENO};
    /* the greeting: which parts of the sandbox could not be had */
    sandbox_enter(&limits, keep, 2, &missing);
    struct wire_answer greeting = {.error = missing.text};
    buf_init(&in, 0);
    buf_init(&out, (size_t)plan->limits->message);
    arena_init(&a, (size_t)plan->limits->memory);
    if (!send_answer(fd, &out, &greeting))
        return 0;
    while (serve_one(plan, fd, &in, &out, &a))
        ;
    return 0;
}

/* --- the pool --- */

struct task { /* a document that waits or is being read */
    struct task *next;
    struct wire_request request;
    void *tag;
};

struct worker {
    pid_t pid;
    int socket;        /* -1: there is none at the moment */
    bool greeted;      /* its first message came */
    struct task *task; /* what it reads; NULL: idle */
    struct buf out;    /* the request on its way */
    size_t sent;
    char head[WIRE_HEAD];
    size_t head_got;
    struct buf in; /* the body of the answer, once the head is there */
    size_t want;
    int64_t cpu_began, wall_began; /* nanoseconds */
    bool watching_out;
};

struct workers {
    struct worker_plan plan;
    struct worker_limits limits;
    struct nursery *nursery;
    int epoll;
    struct worker worker[MOST_WORKERS];
    int n;
    struct task *first, **last, *unused;
    size_t queued, queued_bytes, reading;
    bool started;
    char unprotected[256];
    struct arena tasks, answer;
};

static int64_t clock_ns(clockid_t clock)
{
    struct timespec t;
    if (clock_gettime(clock, &t) < 0)
        return 0;
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static int64_t cpu_of(pid_t pid)
{
    clockid_t clock;
    return clock_getcpuclockid(pid, &clock) == 0 ? clock_ns(clock) : 0;
}

static void watch(struct workers *w, struct worker *x, bool out)
{
    struct epoll_event e = {.events = EPOLLIN | (out ? EPOLLOUT : 0u), .data.ptr = x};
    x->watching_out = out;
    epoll_ctl(w->epoll, EPOLL_CTL_MOD, x->socket, &e);
}

static bool bear(struct workers *w, struct worker *x, struct error *err)
{
    if (!nursery_bear(w->nursery, &x->pid, &x->socket, err)) {
        x->socket = -1;
        return false;
    }
    x->greeted = x->watching_out = false;
    x->head_got = x->want = x->sent = 0;
    buf_reset(&x->in);
    struct epoll_event e = {.events = EPOLLIN, .data.ptr = x};
    return epoll_ctl(w->epoll, EPOLL_CTL_ADD, x->socket, &e) == 0 ||
           error_set(err, "epoll: %s", strerror(errno));
}

static void settle(struct workers *w, struct worker *x, const struct worker_outcome *outcome)
{
    struct task *task = x->task;
    x->task = NULL;
    w->reading--;
    void *tag = task->tag;
    task->next = w->unused;
    w->unused = task;
    w->plan.done(w->plan.done_context, tag, outcome);
}

/* The worker is gone or has to go; what it was reading is answered with the reason. */
static void lose(struct workers *w, struct worker *x, const char *reason)
{
    char text[160], end[96];
    int status;
    epoll_ctl(w->epoll, EPOLL_CTL_DEL, x->socket, NULL);
    close(x->socket);
    x->socket = -1;
    bool buried = nursery_bury(w->nursery, x->pid, &status);
    if (!reason) {
        struct sandbox_limits limits = {.memory = w->limits.memory, .cpu = w->limits.cpu};
        reason = buried ? sandbox_end(status, &limits, end) : "gone";
    }
    snprintf(text, sizeof text, "parser %s", reason);
    if (x->task)
        settle(w, x, &(struct worker_outcome){.error = text, .killed = true});
}

/* --- handing out --- */

static void send_on(struct workers *w, struct worker *x)
{
    while (x->sent < x->out.n) {
        ssize_t n = send(x->socket, x->out.p + x->sent, x->out.n - x->sent, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            break;
        if (n < 0) /* its end is told by what can be read */
            break;
        x->sent += (size_t)n;
    }
    bool more = x->sent < x->out.n;
    if (more != x->watching_out)
        watch(w, x, more);
    if (!more && x->out.cap > KEPT_BUFFER)
        buf_free(&x->out);
}

static void hand_out(struct workers *w, struct worker *x)
{
    struct task *task = w->first;
    w->first = task->next;
    if (!w->first)
        w->last = &w->first;
    w->queued--;
    w->queued_bytes -= task->request.document.n;
    w->reading++;
    x->task = task;
    x->sent = 0;
    buf_reset(&x->out);
    wire_put_request(&x->out, &task->request);
    x->cpu_began = cpu_of(x->pid);
    x->wall_began = clock_ns(CLOCK_MONOTONIC);
    send_on(w, x);
}

/* When no worker can be had and none is left to wait for, what is queued is answered here. */
static void give_up(struct workers *w, const struct error *err)
{
    struct worker none = {.socket = -1};
    while (w->first) {
        none.task = w->first;
        w->first = none.task->next;
        w->queued--;
        w->queued_bytes -= none.task->request.document.n;
        w->reading++;
        settle(w, &none, &(struct worker_outcome){.error = err->text});
    }
    w->last = &w->first;
}

static void hand_out_all(struct workers *w)
{
    struct error err = {0};
    bool alive = false;
    for (int i = 0; i < w->n && w->first; i++) {
        struct worker *x = &w->worker[i];
        if (!x->task && (x->socket >= 0 || bear(w, x, &err)))
            hand_out(w, x);
        alive = alive || x->socket >= 0;
    }
    if (w->first && !alive)
        give_up(w, &err);
}

/* --- taking in --- */

static void take_message(struct workers *w, struct worker *x)
{
    struct error err = {0};
    struct wire_answer answer;
    arena_reset(&w->answer);
    bool ok = wire_get_answer(&w->answer, x->in.p, x->in.n, &answer, &err);
    x->head_got = 0;
    if (!ok || (!x->task && x->greeted)) {
        lose(w, x, ok ? "answered unasked" : err.text);
        return;
    }
    if (!x->greeted) {
        x->greeted = w->started = true;
        if (answer.error && *answer.error && !*w->unprotected)
            snprintf(w->unprotected, sizeof w->unprotected, "%s", answer.error);
        return;
    }
    struct worker_outcome outcome = {.feed = answer.error ? NULL : &answer.feed,
                                     .token = answer.token,
                                     .lasts = answer.lasts,
                                     .error = answer.error,
                                     .arena = &w->answer};
    settle(w, x, &outcome);
    if (x->in.cap > KEPT_BUFFER)
        buf_free(&x->in);
}

/* What came so far; false: the worker is gone. */
static bool take_some(struct workers *w, struct worker *x, bool *whole)
{
    struct error err = {0};
    *whole = false;
    bool head = x->head_got < WIRE_HEAD;
    char *into = head ? x->head + x->head_got : x->in.p + x->in.n;
    size_t room = head ? WIRE_HEAD - x->head_got : x->want - x->in.n;
    ssize_t n = room ? recv(x->socket, into, room, MSG_DONTWAIT) : 0;
    if (room && n <= 0) {
        if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
            return true;
        lose(w, x, NULL);
        return false;
    }
    if (!head) {
        x->in.n += (size_t)n;
        *whole = x->in.n == x->want;
        return true;
    }
    x->head_got += (size_t)n;
    if (x->head_got < WIRE_HEAD)
        return true;
    if (!wire_head(x->head, WIRE_ANSWER, (size_t)w->limits.message, &x->want, &err)) {
        lose(w, x, err.text);
        return false;
    }
    buf_reset(&x->in);
    if (x->in.cap < x->want + 1)
        x->in.p = mem_realloc(x->in.p, x->in.cap = x->want + 1);
    *whole = x->want == 0;
    return true;
}

static void take(struct workers *w, struct worker *x)
{
    bool whole;
    /* as long as there is some; epoll tells again when more comes */
    for (int i = 0; i < 64 && x->socket >= 0; i++) {
        size_t before = x->head_got + x->in.n;
        if (!take_some(w, x, &whole))
            return;
        if (whole)
            take_message(w, x);
        else if (x->head_got + x->in.n == before)
            return;
    }
}

static void check_clock(struct workers *w, struct worker *x, int64_t now)
{
    char text[96];
    if (!x->task || !w->limits.cpu || now - x->wall_began < w->limits.cpu * 1000000000)
        return;
    if (cpu_of(x->pid) - x->cpu_began > w->limits.cpu * 1000000000) {
        snprintf(text, sizeof text, "killed: CPU limit %lld s", (long long)w->limits.cpu);
        lose(w, x, text);
    } else if (now - x->wall_began > w->limits.cpu * SLEEP_FACTOR * 1000000000) {
        snprintf(text, sizeof text, "killed: no answer in %lld s", (long long)w->limits.cpu * SLEEP_FACTOR);
        lose(w, x, text);
    }
}

static void step(struct workers *w, int wait_ms)
{
    struct epoll_event events[MOST_WORKERS];
    int n = epoll_wait(w->epoll, events, MOST_WORKERS, wait_ms);
    for (int i = 0; i < n; i++) {
        struct worker *x = events[i].data.ptr;
        if (x->socket >= 0 && events[i].events & EPOLLOUT)
            send_on(w, x);
        if (x->socket >= 0 && events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
            take(w, x);
    }
    int64_t now = clock_ns(CLOCK_MONOTONIC);
    for (int i = 0; i < w->n; i++)
        check_clock(w, &w->worker[i], now);
    hand_out_all(w);
}

/* --- from outside --- */

static int count_of(const struct worker_limits *limits)
{
    long cores = limits->processes > 0 ? limits->processes : sysconf(_SC_NPROCESSORS_ONLN);
    return cores < 1 ? 1 : cores > MOST_WORKERS ? MOST_WORKERS : (int)cores;
}

struct workers *workers_start(const struct worker_plan *plan, struct error *err)
{
    struct workers *w = mem_alloc(sizeof *w);
    w->plan = *plan;
    w->limits = *plan->limits;
    w->plan.limits = &w->limits;
    w->n = count_of(plan->limits);
    w->last = &w->first;
    arena_init(&w->tasks, 0);
    arena_init(&w->answer, 0);
    for (int i = 0; i < w->n; i++) {
        w->worker[i].socket = -1;
        buf_init(&w->worker[i].out, 0);
        buf_init(&w->worker[i].in, 0);
    }
    struct nursery_plan nursery = {.before = forget, .life = worker_life, .context = &w->plan};
    w->nursery = nursery_start(&nursery, err);
    w->epoll = w->nursery ? epoll_create1(EPOLL_CLOEXEC) : -1;
    if (w->epoll >= 0)
        return w;
    if (w->nursery)
        error_set(err, "epoll: %s", strerror(errno));
    workers_stop(w);
    return NULL;
}

void workers_set_context(struct workers *w, void *done_context)
{
    w->plan.done_context = done_context;
}

bool workers_started(const struct workers *w)
{
    return w->started;
}

const char *workers_unprotected(const struct workers *w)
{
    return *w->unprotected ? w->unprotected : NULL;
}

void workers_read(struct workers *w, const struct wire_request *request, void *tag)
{
    struct task *task = w->unused;
    if (task)
        w->unused = task->next;
    else
        task = arena_alloc(&w->tasks, sizeof *task);
    *task = (struct task){.request = *request, .tag = tag};
    *w->last = task;
    w->last = &task->next;
    w->queued++;
    w->queued_bytes += request->document.n;
    hand_out_all(w);
}

size_t workers_load(const struct workers *w)
{
    return w->queued + w->reading;
}

bool workers_full(const struct workers *w)
{
    return w->queued >= FULL_COUNT || w->queued_bytes >= FULL_BYTES;
}

int workers_descriptor(const struct workers *w)
{
    return w->epoll;
}

void workers_step(struct workers *w)
{
    step(w, 0);
}

void workers_finish(struct workers *w)
{
    while (workers_load(w))
        step(w, WAIT_MS);
}

size_t workers_drop(struct workers *w)
{
    size_t n = w->queued;
    while (w->first) {
        struct task *task = w->first;
        w->first = task->next;
        task->next = w->unused;
        w->unused = task;
    }
    w->last = &w->first;
    w->queued = w->queued_bytes = 0;
    return n;
}

void workers_stop(struct workers *w)
{
    if (!w)
        return;
    for (int i = 0; i < w->n; i++) {
        struct worker *x = &w->worker[i];
        int status;
        if (x->socket >= 0) {
            close(x->socket);
            nursery_bury(w->nursery, x->pid, &status);
        }
        buf_free(&x->in);
        buf_free(&x->out);
    }
    nursery_stop(w->nursery);
    if (w->epoll >= 0)
        close(w->epoll);
    arena_free(&w->tasks);
    arena_free(&w->answer);
    free(w);
}

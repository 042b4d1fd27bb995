/* Whose turn it is: a line per host, never more than its share at once, pauses between starts, and the hosts
   with the most work left first, since they decide when the run ends. No network. */
#include "base/hash.h"
#include "harvester/fetch_internal.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN_SECONDS 0.5 /* what a source never asked before is taken to need */
/* A host with this much left opens its second connection even while others have none. */
#define LONG_SECONDS 3.0

struct host {
    const char *name;
    int port;
    struct task *first, **last;
    size_t n;
    double expected; /* seconds of what stands in the line */
    int64_t active, next_start, delay;
    uint64_t stamp; /* of its one valid heap entry; 0: in none */
};

/* --- a binary heap, smallest first --- */

static bool before(const struct heap_entry *a, const struct heap_entry *b)
{
    return a->key < b->key || (!(a->key > b->key) && a->order < b->order);
}

static void heap_push(struct heap *h, struct heap_entry e)
{
    if (h->n == h->cap) {
        h->cap = h->cap ? h->cap * 2 : 64;
        h->v = mem_realloc(h->v, h->cap * sizeof *h->v);
    }
    size_t i = h->n++;
    for (; i && before(&e, &h->v[(i - 1) / 2]); i = (i - 1) / 2)
        h->v[i] = h->v[(i - 1) / 2];
    h->v[i] = e;
}

static void heap_pop(struct heap *h)
{
    struct heap_entry e = h->v[--h->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < h->n; i = child) {
        if (child + 1 < h->n && before(&h->v[child + 1], &h->v[child]))
            child++;
        if (!before(&h->v[child], &e))
            break;
        h->v[i] = h->v[child];
    }
    if (h->n)
        h->v[i] = e;
}

/* --- hosts --- */

void queue_init(struct queue *q, struct arena *a, int64_t per_host, int64_t host_delay)
{
    *q = (struct queue){.arena = a, .per_host = per_host > 0 ? per_host : 1, .host_delay = host_delay};
}

void queue_free(struct queue *q)
{
    free(q->table);
    free(q->ready.v);
    free(q->second.v);
    free(q->resting.v);
    free(q->sleeping.v);
}

static struct host **place(const struct queue *q, const char *name, int port)
{
    size_t i = hash_bytes(name, strlen(name)).low + (uint64_t)port;
    for (;; i++) {
        struct host **h = &q->table[i & (q->slots - 1)];
        if (!*h || ((*h)->port == port && strcmp((*h)->name, name) == 0))
            return h;
    }
}

static struct host *host_of(struct queue *q, const char *name, int port)
{
    if (q->hosts * 2 >= q->slots) {
        struct queue old = *q;
        q->slots = q->slots ? q->slots * 2 : 256;
        q->table = mem_alloc(q->slots * sizeof *q->table);
        for (size_t i = 0; i < old.slots; i++)
            if (old.table[i])
                *place(q, old.table[i]->name, old.table[i]->port) = old.table[i];
        free(old.table);
    }
    struct host **h = place(q, name, port);
    if (!*h) {
        *h = arena_alloc(q->arena, sizeof **h);
        (*h)->name = arena_strdup(q->arena, name);
        (*h)->port = port;
        (*h)->last = &(*h)->first;
        q->hosts++;
    }
    return *h;
}

void queue_delay(struct queue *q, const char *host, int port, int64_t delay)
{
    struct host *h = host_of(q, host, port);
    if (delay > h->delay)
        h->delay = delay;
}

static double expected_of(const struct task *task)
{
    return task->request.expected_seconds > 0 ? task->request.expected_seconds : UNKNOWN_SECONDS;
}

/* Seconds until the host is done, if it were never kept waiting. */
static double work_left(const struct queue *q, const struct host *h)
{
    double busy = h->expected / (double)q->per_host;
    double pauses = (double)h->n * (double)q->host_delay / 1000;
    return busy > pauses ? busy : pauses;
}

/* Puts the host where it belongs now; an entry it has elsewhere is no longer valid. */
static void classify(struct queue *q, struct host *h, int64_t now)
{
    h->stamp = 0;
    if (!h->n || h->active >= q->per_host)
        return;
    struct heap_entry e = {.order = ++q->order, .item = h, .stamp = q->order};
    h->stamp = e.stamp;
    if (h->next_start > now) {
        e.key = (double)h->next_start;
        heap_push(&q->resting, e);
        return;
    }
    double left = work_left(q, h);
    e.key = -left;
    heap_push(h->active && left < LONG_SECONDS ? &q->second : &q->ready, e);
}

static void stand_in_line(struct queue *q, struct task *task, bool front, int64_t now)
{
    struct host *h = task->host;
    task->next = front ? h->first : NULL;
    if (front) {
        h->first = task;
        if (!task->next)
            h->last = &task->next;
    } else {
        *h->last = task;
        h->last = &task->next;
    }
    h->n++;
    h->expected += expected_of(task);
    if (!h->stamp)
        classify(q, h, now);
}

void queue_put(struct queue *q, struct task *task, const char *host, int port, bool front, int64_t now)
{
    task->host = host_of(q, host, port);
    q->waiting++;
    stand_in_line(q, task, front, now);
}

void queue_sleep(struct queue *q, struct task *task, int64_t until)
{
    q->waiting++;
    heap_push(&q->sleeping, (struct heap_entry){.key = (double)until, .order = ++q->order, .item = task});
}

static struct task *take_first(struct queue *q, struct host *h)
{
    struct task *task = h->first;
    h->first = task->next;
    if (!h->first)
        h->last = &h->first;
    h->n--;
    h->expected = h->n ? h->expected - expected_of(task) : 0;
    q->waiting--;
    return task;
}

/* The host on top of a heap, its entry taken off; NULL: none. */
static struct host *pop_host(struct heap *heap)
{
    while (heap->n) {
        struct heap_entry e = heap->v[0];
        struct host *h = e.item;
        heap_pop(heap);
        if (h->stamp == e.stamp)
            return h;
    }
    return NULL;
}

static void wake(struct queue *q, int64_t now)
{
    while (q->sleeping.n && q->sleeping.v[0].key <= (double)now) {
        struct task *task = q->sleeping.v[0].item;
        heap_pop(&q->sleeping);
        stand_in_line(q, task, true, now);
    }
    while (q->resting.n && q->resting.v[0].key <= (double)now) {
        struct host *h = pop_host(&q->resting);
        if (h)
            classify(q, h, now);
    }
}

struct task *queue_next(struct queue *q, int64_t now)
{
    wake(q, now);
    struct host *h = pop_host(&q->ready);
    if (!h)
        h = pop_host(&q->second);
    if (!h)
        return NULL;
    struct task *task = take_first(q, h);
    h->active++;
    bool longer = task->request.robots && h->delay > q->host_delay;
    h->next_start = now + (longer ? h->delay : q->host_delay);
    classify(q, h, now);
    return task;
}

void queue_ended(struct queue *q, struct host *host, int64_t now)
{
    host->active--;
    classify(q, host, now);
}

struct task *queue_drain(struct queue *q)
{
    if (q->sleeping.n) {
        struct task *task = q->sleeping.v[0].item;
        heap_pop(&q->sleeping);
        q->waiting--;
        return task;
    }
    while (q->waiting) {
        struct host *h = q->table[q->drained & (q->slots - 1)];
        if (h && h->n)
            return take_first(q, h);
        q->drained++;
    }
    return NULL;
}

int64_t queue_wake(const struct queue *q)
{
    double at = q->resting.n ? q->resting.v[0].key : (double)INT64_MAX;
    if (q->sleeping.n && q->sleeping.v[0].key < at)
        at = q->sleeping.v[0].key;
    return at < (double)INT64_MAX ? (int64_t)at : INT64_MAX;
}

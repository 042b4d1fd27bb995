/* The harvest: which sources are due, fetch them, read them, bring the store up to date, tell what happened.
   What one answer means for its source is in harvest_answer.c. */
#include "harvester/document.h"
#include "harvester/harvest_internal.h"
#include "harvester/limits.h"
#include "base/charset.h"
#include "base/log.h"
#include "base/zone.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A batch ends with whichever comes first: what a killed run has to do again is little, and what each commit
   costs is shared by many. */
enum { DOCUMENT_ARENA = 256 << 20, BATCH_SOURCES = 256, BATCH_MS = 1000 };

/* --- what is due --- */

static int by_id(const void *a, const void *b)
{
    return strcmp(((const struct source_state *)a)->id, ((const struct source_state *)b)->id);
}

static const struct source_state *known_state(const struct source_state *v, size_t n, const char *id)
{
    struct source_state key = {.id = id};
    return n ? bsearch(&key, v, n, sizeof *v, by_id) : NULL;
}

static void add_node(struct buf *b, const struct yaml_node *node)
{
    if (node->type == YAML_SCALAR) {
        buf_adds(b, node->text);
        buf_addc(b, '\n');
        return;
    }
    buf_addc(b, node->type == YAML_MAP ? '{' : '[');
    for (size_t i = 0; i < node->n; i++) {
        if (node->type == YAML_MAP)
            add_node(b, node->k[i]);
        add_node(b, node->v[i]);
    }
    buf_addc(b, '}');
}

/* The source as written (white space and comments of the YAML do not count), and what else decides how its
   documents are read. */
static const char *definition_of(const struct run *run, const struct source *source)
{
    const struct harvest_options *o = run->options;
    struct buf b;
    char hex[33];
    buf_init(&b, 0);
    buf_adds(&b, VERSION "\n");
    if (source->node)
        add_node(&b, source->node);
    if (!source->timezone)
        buf_printf(&b, "%s\n", o->timezone);
    buf_add(&b, &o->limits->document, sizeof o->limits->document);
    hash_hex(hash_bytes(b.p, b.n), hex);
    buf_free(&b);
    return arena_strdup(run->arena, hex);
}

static void prepare_job(struct run *run, struct job *job, const struct source *source,
                        const struct source_state *known)
{
    job->run = run;
    job->source = source;
    if (known)
        job->state = *known;
    else
        source_state_init(&job->state);
    job->before = job->state;
    job->before.id = source->id;
    struct source_state *state = &job->state;
    const char *definition = definition_of(run, source);
    bool moved = state->url && strcmp(state->url, source->shown_url) != 0;
    job->moved = moved;
    if (moved) { /* another address: what was known of the old one does not hold */
        int64_t last_success = state->last_success, last_change = state->last_change;
        source_state_init(state);
        state->last_success = last_success;
        state->last_change = last_change;
    }
    if (!state->definition || strcmp(state->definition, definition) != 0) {
        state->etag = state->last_modified = state->body_hash = NULL;
        state->due = INSTANT_NONE; /* whatever was corrected is tried at once */
        job->redefined = true;
    }
    state->id = source->id;
    state->url = source->shown_url;
    state->definition = definition;
    job->rules = (int64_t)hash_bytes(definition, strlen(definition)).low;
}

static bool is_due(const struct run *run, const struct job *job)
{
    if (run->options->force || run->options->offline)
        return true;
    if (job->state.health == HEALTH_GONE)
        return false;
    /* a last attempt that is still to come: the clock was wrong then, and so was what it said is due */
    return job->state.due == INSTANT_NONE || job->state.due <= run->options->now ||
           job->state.last_attempt > run->options->now;
}

static bool find_jobs(struct run *run, struct error *err)
{
    const struct harvest_options *o = run->options;
    struct source_state *known;
    size_t n;
    if (!store_sources(run->store, run->arena, &known, &n, err) || !harvest_renamed(run, known, n, err))
        return false;
    if (n)
        qsort(known, n, sizeof *known, by_id);
    run->jobs = arena_alloc(run->arena, o->sources->n * sizeof *run->jobs);
    for (size_t i = 0; i < o->sources->n; i++) {
        const struct source *source = &o->sources->v[i];
        if (!source->enabled || (o->only.n && !strings_has(&o->only, source->id)))
            continue;
        struct job *job = &run->jobs[run->n_jobs];
        prepare_job(run, job, source, known_state(known, n, source->id));
        if (is_due(run, job))
            run->n_jobs++;
        else
            *job = (struct job){0};
    }
    run->report->due = (int)run->n_jobs;
    return true;
}

/* --- batches: one transaction for several sources, so that a night is a few commits and not thousands --- */

static bool batch_open(struct run *run)
{
    if (run->batch)
        return true;
    if (!run->options->dry_run && !store_begin(run->store, &run->err))
        return false;
    run->batch = 1;
    run->batch_began = monotonic_ms();
    return true;
}

static bool batch_close(struct run *run)
{
    if (!run->batch)
        return true;
    run->batch = 0;
    return run->options->dry_run || store_commit(run->store, &run->err);
}

static void store_failed(struct run *run)
{
    run->failed = true;
    run->halt = 1;
    if (run->batch)
        store_rollback(run->store);
    run->batch = 0;
}

/* What brings the store up to date stands between these two. */
static bool turn_begins(struct run *run)
{
    if (run->failed)
        return false;
    arena_reset(&run->document);
    if (batch_open(run))
        return true;
    store_failed(run);
    return false;
}

static void turn_ends(struct run *run, bool ok)
{
    if (!ok) {
        store_failed(run);
        return;
    }
    run->batch++;
    if (run->batch > BATCH_SOURCES && !batch_close(run))
        store_failed(run);
}

static void begin(struct run *run, struct job *job)
{
    if (turn_begins(run))
        turn_ends(run, harvest_begin(run, job));
}

static void on_done(void *context, const struct fetch_request *request, const struct fetch_response *response)
{
    struct run *run = context;
    if (turn_begins(run))
        turn_ends(run, harvest_fetched(run, request->tag, response));
}

static void on_read(void *context, void *tag, const struct worker_outcome *outcome)
{
    struct run *run = context;
    if (turn_begins(run))
        turn_ends(run, harvest_reading(run, tag, outcome));
}

static void on_tick(void *context)
{
    struct run *run = context;
    if (run->options->stop && *run->options->stop)
        run->halt = 1;
    /* a slow tail must not hold a transaction open: readers see the sources that are done */
    if (run->batch && monotonic_ms() - run->batch_began > BATCH_MS && !batch_close(run))
        store_failed(run);
    if (run->options->progress)
        run->options->progress(run->options->context, run->report);
}

/* --- the workers --- */

struct reading { /* what every worker knows */
    const struct sources *sources;
    const struct limits *limits;
    const struct lexicons *lexicons;
};

static bool read_in_worker(void *context, const struct wire_request *request, struct arena *a,
                           struct wire_answer *answer, struct error *err)
{
    const struct reading *reading = context;
    const struct sources *sources = reading->sources;
    struct document document = request->document;
    struct feed *feed = &answer->feed;
    document.limits = &reading->limits->document;
    if (request->source < 0 || request->source >= (int64_t)sources->n)
        return error_set(err, "no such source");
    const struct source *source = &sources->v[request->source];
    if (request->part == WIRE_LOGIN)
        return login_read(&source->login, &document, a, &answer->token, &answer->lasts, err);
    if (request->part == WIRE_DETAIL)
        return document_read_detail(source, &document, request->format, &request->items.v[0],
                                    reading->lexicons, a, feed, err);
    if (source->detail.follow)
        return document_list(source, &document, a, feed, err);
    return document_read(source, &document, reading->lexicons, a, feed, err);
}

static void wipe(const char *s)
{
    if (s)
        explicit_bzero((char *)s, strlen(s));
}

/* What the parsers have no business to know: keys and passwords, and the environment they came from. */
static void forget_secrets(void *context)
{
    const struct sources *sources = ((const struct reading *)context)->sources;
    for (size_t i = 0; i < sources->n; i++) {
        struct source *source = &sources->v[i];
        const struct yaml_pairs *headers[] = {&source->headers, &source->login.headers};
        for (size_t h = 0; h < sizeof headers / sizeof *headers; h++)
            for (size_t k = 0; k < headers[h]->n; k++)
                wipe(headers[h]->values[k]);
        wipe(source->post);
        wipe(source->login.post);
        if (source->paging.url != source->paging.shown_url)
            wipe(source->paging.url);
        if (source->login.url && source->login.url != source->login.shown_url)
            wipe(source->login.url);
        if (source->secret_url)
            wipe(source->url);
    }
    for (char **e = environ; e && *e; e++)
        wipe(*e);
}

struct workers *source_workers(struct arena *a, const struct sources *sources, const struct limits *limits,
                               const struct lexicons *lexicons, worker_done *done, struct error *err)
{
    struct reading *reading = arena_alloc(a, sizeof *reading);
    *reading = (struct reading){sources, limits, lexicons};
    struct worker_plan plan = {.limits = &limits->workers,
                               .forget = forget_secrets,
                               .read = read_in_worker,
                               .done = done,
                               .context = reading};
    charset_preload(); /* what a sandbox cannot open any more */
    zone_preload();
    return workers_start(&plan, err);
}

struct workers *harvest_workers(struct arena *a, const struct sources *sources, const struct limits *limits,
                                const struct lexicons *lexicons, struct error *err)
{
    return source_workers(a, sources, limits, lexicons, on_read, err);
}

static void step(void *context)
{
    workers_step(((struct run *)context)->options->workers);
}

static bool busy(void *context)
{
    return workers_load(((struct run *)context)->options->workers) > 0;
}

static bool full(void *context)
{
    return workers_full(((struct run *)context)->options->workers);
}

/* What was fetched is read to the end, but for an interruption or a store that failed: then what no worker
   has begun with stays due. */
static void finish_reading(struct run *run)
{
    const struct harvest_options *o = run->options;
    if (run->failed || (o->stop && *o->stop))
        workers_drop(o->workers);
    workers_finish(o->workers);
    for (size_t i = 0; i < run->n_jobs; i++) {
        struct job *job = &run->jobs[i];
        if (job->scrape && turn_begins(run))
            turn_ends(run, harvest_cut(run, job));
        scrape_free(job->scrape);
        job->scrape = NULL;
    }
}

/* --- the two ways to get answers --- */

static bool from_network(struct run *run, struct error *err)
{
    const struct harvest_options *o = run->options;
    if (!run->n_jobs)
        return true;
    struct fetcher *f = fetcher_new(&o->limits->fetch, o->network, o->user_agent, on_done, run, err);
    if (!f)
        return false;
    struct fetch_companion readers = {workers_descriptor(o->workers), step, busy, full, run};
    run->fetcher = f;
    if (!fetcher_accompany(f, &readers, err)) {
        fetcher_free(f);
        return false;
    }
    for (size_t i = 0; i < run->n_jobs; i++)
        begin(run, &run->jobs[i]);
    int64_t deadline = o->limits->run ? monotonic_ms() + o->limits->run * 1000 : 0;
    fetcher_run(f, deadline, &run->halt, on_tick, run);
    fetcher_free(f);
    run->fetcher = NULL;
    return true;
}

static bool from_store(struct run *run)
{
    const struct harvest_options *o = run->options;
    size_t i = 0;
    for (; i < run->n_jobs && !run->halt; i++) {
        begin(run, &run->jobs[i]);
        do
            workers_step(o->workers);
        while (workers_full(o->workers) && usleep(1000) == 0);
        on_tick(run);
    }
    run->report->left += (int)(run->n_jobs - i);
    return true;
}

/* Offline every document is read again, which archives by itself; see store_archive_overdue. */
static bool archive(struct run *run)
{
    const struct harvest_options *o = run->options;
    int archived;
    if (o->dry_run || o->offline)
        return true;
    if (!batch_open(run) ||
        !store_archive_overdue(run->store, run->arena, o->now, o->limits->grace, &archived, &run->err))
        return false;
    run->report->archived += archived;
    return harvest_removed(run);
}

/* What several sources publish becomes one, also what an earlier run did not come to. */
static bool cluster(struct run *run)
{
    const struct harvest_options *o = run->options;
    int changed;
    mem_trim(); /* the documents are done with, and the features of a first night's items take as much again
                 */
    return o->dry_run ||
           (batch_open(run) && store_cluster(run->store, o->now, o->timezone, &changed, &run->err));
}

bool harvest(struct store *store, struct arena *a, const struct harvest_options *options,
             struct harvest_report *report, struct error *err)
{
    *report = (struct harvest_report){0};
    struct run run = {.store = store, .arena = a, .options = options, .report = report};
    arena_init(&run.document, DOCUMENT_ARENA);
    run.tokens = tokens_new();
    int64_t began = monotonic_ms();
    bool ok = find_jobs(&run, err);
    workers_set_context(options->workers, &run);
    ok = ok && (options->offline ? from_store(&run) : from_network(&run, err));
    finish_reading(&run);
    tokens_free(run.tokens);
    if (!run.failed && (!harvest_outage(&run) || !archive(&run) || !cluster(&run) || !batch_close(&run)))
        store_failed(&run);
    arena_free(&run.document);
    report->seconds = (double)(monotonic_ms() - began) / 1000;
    if (run.failed && err)
        *err = run.err;
    if (options->progress)
        options->progress(options->context, report);
    return ok && !run.failed;
}

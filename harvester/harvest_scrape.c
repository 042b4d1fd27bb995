/* A source on its way through the harvest: what the scraper asks for is fetched or taken from the store, read
   by a worker, kept; and what its pages listed is remembered, so that the next night only what is new is
   asked for. */
#include "harvester/harvest_internal.h"
#include "base/mem.h"

#include <string.h>

enum {
    SCRAPE_MEMORY = 128 << 20, /* of one source on its way */
    DAY = 86400,
    WALK_AGAIN =
        7 * DAY - DAY / 2, /* all pages are gone through once a week: a list may not begin with the newest */
    FORGET_AFTER = 60 * DAY, /* what was not listed since */
    LONGEST_REST = 7 * DAY,
    EARLY = 10, /* the part of a rest by which it may end early, for nights that begin early */
};

static bool many(const struct run *run, const struct source *source)
{
    return source->detail.follow || source_pages(source, run->options->limits->pages) > 1;
}

/* --- what the store knows of an item --- */

static enum listed known(void *context, int64_t hash)
{
    const struct job *job = context;
    struct run *run = job->run;
    struct listed_row row;
    bool found;
    const struct harvest_options *o = run->options;
    if (run->failed || !store_listed_get(run->store, job->source->id, hash, &row, &found, &run->err) ||
        !found)
        return LISTED_NEW;
    bool other_rules = o->offline || row.rules != job->rules;
    if (row.state == ITEM_UNWANTED)
        return other_rules ? LISTED_NEW : LISTED_OUT;
    if (!row.item)
        return LISTED_NEW;
    if (row.state == ITEM_PART)
        return row.due <= o->now || other_rules || o->force ? LISTED_DUE : LISTED_REST;
    if (!other_rules)
        return LISTED_SAME;
    return row.due != INSTANT_NONE && row.due > o->now ? LISTED_REST : LISTED_STALE;
}

static bool kept(void *context, const char *shown)
{
    const struct job *job = context;
    struct run *run = job->run;
    struct body_head head;
    bool found = false;
    return !run->options->force && !run->failed &&
           store_body_head(run->store, &run->document, job->source->id, shown, &head, &found, &run->err) &&
           found;
}

struct apply_hint *harvest_hints(struct run *run, const struct job *job, const struct scrape_result *r,
                                 bool *ok)
{
    *ok = true;
    if (!r->listings)
        return NULL;
    size_t n = r->feed->items.n;
    struct apply_hint *hints = arena_alloc(&run->document, (n + 1) * sizeof *hints);
    for (size_t i = 0; i < n && *ok; i++) {
        const struct listing *l = &r->listings[i];
        struct listed_row row;
        bool found = false;
        hints[i].part = l->understood && l->is == LISTED_DUE;
        if (l->understood || r->feed->items.v[i].left_out)
            continue;
        *ok = store_listed_get(run->store, job->source->id, l->hash, &row, &found, &run->err);
        hints[i].same = found;
        hints[i].key = found ? row.item : 0;
    }
    return hints;
}

bool harvest_judgeable(const struct scrape_result *r)
{
    if (r->fault || r->stopped || !r->walked)
        return false;
    for (size_t i = 0; r->listings && i < r->feed->items.n; i++)
        if (!r->listings[i].understood && !r->feed->items.v[i].left_out)
            return false;
    return true;
}

static int64_t rest(const struct job *job, int64_t tries)
{
    int64_t delay = job->source->every;
    for (int64_t i = 1; i < tries && delay < LONGEST_REST; i++)
        delay *= 2;
    delay = delay < LONGEST_REST ? delay : LONGEST_REST;
    return delay - delay / EARLY;
}

static bool remember(struct run *run, struct job *job, const struct listing *l, int64_t key)
{
    int64_t now = run->options->now;
    struct listed_row row = {0};
    bool found;
    if (!store_listed_get(run->store, job->source->id, l->hash, &row, &found, &run->err))
        return false;
    if (!found)
        row = (struct listed_row){.hash = l->hash, .state = ITEM_PART, .rules = job->rules, .due = now};
    row.seen = now;
    row.item = key ? key : row.item;
    if (l->is == LISTED_SAME || l->is == LISTED_OUT) {
        row.state = l->is == LISTED_SAME ? ITEM_WHOLE : ITEM_UNWANTED;
        row.rules = job->rules;
        row.tries = 0;
        row.due = INSTANT_NONE;
    } else if (l->fault) {
        row.tries++;
        row.due = now + rest(job, row.tries);
    } else if (l->is != LISTED_REST && row.due == INSTANT_NONE) {
        row.due = now;
    }
    return store_listed_put(run->store, job->source->id, &row, &run->err);
}

bool harvest_remember_listed(struct run *run, struct job *job, const struct scrape_result *r,
                             const struct apply_hint *hints)
{
    const struct harvest_options *o = run->options;
    const char *id = job->source->id;
    if (!r->listings || o->dry_run || o->offline)
        return true;
    for (size_t i = 0; i < r->feed->items.n; i++)
        if (!remember(run, job, &r->listings[i], hints ? hints[i].key : 0))
            return false;
    if ((r->walked || r->fault || r->stopped) &&
        !store_walk_put(run->store, id, r->walked ? o->now : INSTANT_NONE, &run->err))
        return false;
    return store_listed_trim(run->store, id, o->now - FORGET_AFTER, &run->err) &&
           store_bodies_trim(run->store, id, job->source->shown_url, o->limits->saved, &run->err);
}

/* --- fetching --- */

/* The validators that an address came with: those of the first page are part of the source's state. */
static bool find_validators(struct run *run, struct job *job, const struct errand *e,
                            struct fetch_request *request)
{
    struct body_head head = {0};
    bool found = false;
    if (!e->conditional || run->options->force)
        return true;
    if (e->part == ERRAND_PAGE && e->page == 1) {
        request->etag = job->again ? NULL : job->state.etag;
        request->last_modified = job->again ? NULL : job->state.last_modified;
        return true;
    }
    if (!store_body_head(run->store, run->arena, job->source->id, e->shown, &head, &found, &run->err))
        return false;
    request->etag = head.etag;
    request->last_modified = head.last_modified;
    return true;
}

/* The kept body as an answer; false with run->err: the store failed. */
static bool from_kept(struct run *run, struct job *job, struct errand *e, struct buf *body,
                      struct fetch_response *response)
{
    struct body_head head = {0};
    bool found;
    if (!store_body_get(run->store, &run->document, job->source->id, e->shown, body, &head, &found,
                        &run->err))
        return false;
    response->outcome = found ? FETCH_OK : FETCH_NETWORK;
    response->error = found ? NULL : "no saved document to read offline";
    response->body = body;
    response->content_type = head.content_type;
    response->charset = head.charset;
    response->etag = response->etag ? response->etag : head.etag;
    response->last_modified = response->last_modified ? response->last_modified : head.last_modified;
    response->final_url = head.final_url ? head.final_url : e->url;
    return true;
}

/* A page that only the rules make stale is read as it was kept, and its site hears nothing of it. */
static bool answer_with_kept(struct run *run, struct job *job, struct errand *e, bool *done)
{
    struct buf body;
    struct fetch_response response = {.url = e->url, .status = 200, .retry_after = -1, .max_age = -1};
    buf_init(&body, 0);
    bool ok = from_kept(run, job, e, &body, &response);
    *done = ok && response.outcome == FETCH_OK;
    if (*done) {
        scrape_fetched(job->scrape, e, &response);
    }
    buf_free(&body);
    return ok;
}

static bool ask(struct run *run, struct job *job, struct errand *e)
{
    bool done = false;
    struct fetch_request request = {
        .url = e->url,
        .post = e->post,
        .post_type = e->post_type,
        .headers = e->headers,
        .skip_tls_verify = !job->source->verify_tls,
        .robots = e->robots,
        .expected_seconds = job->state.seconds,
        .tag = e,
    };
    if (e->kept && !answer_with_kept(run, job, e, &done))
        return false;
    if (done)
        return true;
    if (!find_validators(run, job, e, &request))
        return false;
    fetcher_add(run->fetcher, &request);
    return true;
}

static bool replay(struct run *run, struct job *job, struct errand *e)
{
    struct buf body;
    bool done = false;
    struct fetch_response response = {.url = e->url, .status = 200, .retry_after = -1, .max_age = -1};
    buf_init(&body, 0);
    bool ok = e->part == ERRAND_LOGIN || from_kept(run, job, e, &body, &response);
    if (e->part == ERRAND_LOGIN)
        response.outcome = FETCH_NETWORK;
    if (ok && e->part == ERRAND_PAGE && e->page == 1)
        ok = harvest_unread(run, job, &response, &done);
    if (ok && !done)
        scrape_fetched(job->scrape, e, &response);
    if (done) {
        scrape_free(job->scrape);
        job->scrape = NULL;
    }
    buf_free(&body);
    return ok;
}

/* --- going on --- */

static bool end(struct run *run, struct job *job)
{
    bool ok = harvest_conclude(run, job, scrape_result(job->scrape));
    scrape_free(job->scrape);
    job->scrape = NULL;
    return ok;
}

static bool go_on(struct run *run, struct job *job)
{
    struct errand *e;
    bool ok = true;
    while (ok && job->scrape) {
        switch (scrape_next(job->scrape, &e)) {
        case SCRAPE_FETCH:
            ok = run->fetcher ? ask(run, job, e) : replay(run, job, e);
            break;
        case SCRAPE_READ:
            workers_read(run->options->workers, &e->request, e);
            break;
        case SCRAPE_WAIT:
            return !run->failed;
        case SCRAPE_DONE:
            ok = end(run, job);
            break;
        }
    }
    return ok && !run->failed;
}

/* A login has ended: those that log in the same way waited for it. */
static bool wake(struct run *run)
{
    bool ok = true;
    for (size_t i = 0; ok && i < run->n_jobs; i++)
        if (run->jobs[i].scrape && run->jobs[i].source->login.url)
            ok = go_on(run, &run->jobs[i]);
    return ok;
}

bool harvest_begin(struct run *run, struct job *job)
{
    const struct harvest_options *o = run->options;
    int64_t walked = INSTANT_NONE;
    bool due = false;
    struct scrape_plan plan = {
        .source = job->source,
        .index = job->source - o->sources->v,
        .timezone = o->timezone,
        .now = o->now,
        .pages = o->limits->pages,
        .details = o->offline ? INT64_MAX : o->limits->details,
        .items = o->limits->document.most[LIMIT_ITEMS],
        .memory = SCRAPE_MEMORY,
        .known = known,
        .kept = kept,
        .context = job,
        .replay = o->offline,
        .tag = job,
        .tokens = run->tokens,
    };
    if (many(run, job->source)) {
        if (!store_walk_get(run->store, job->source->id, &walked, &run->err) ||
            !store_listed_due(run->store, job->source->id, o->now, &due, &run->err))
            return false;
        /* that the first page is as it was says nothing of the others */
        bool whole = job->source->complete && source_pages(job->source, o->limits->pages) > 1;
        job->again =
            due || whole || walked == INSTANT_NONE || walked > o->now || o->now - walked >= WALK_AGAIN;
        plan.walk = job->again || job->redefined || job->source->complete || o->force || o->offline;
    }
    job->scrape = scrape_new(&plan);
    return go_on(run, job);
}

bool harvest_fetched(struct run *run, struct errand *e, const struct fetch_response *response)
{
    struct job *job = e->tag;
    struct fetch_response kept = *response;
    struct buf body;
    bool ok = true, done = false, login = e->part == ERRAND_LOGIN;
    buf_init(&body, 0);
    if (e->part == ERRAND_PAGE && e->page == 1) {
        ok = harvest_unread(run, job, response, &done);
    } else if (response->outcome == FETCH_NOT_MODIFIED) {
        ok = from_kept(run, job, e, &body, &kept) &&
             (run->options->dry_run ||
              store_body_touch(run->store, job->source->id, e->shown, run->options->now, &run->err));
    }
    if (ok && done) {
        scrape_free(job->scrape);
        job->scrape = NULL;
    } else if (ok) {
        scrape_fetched(job->scrape, e, &kept);
    }
    buf_free(&body);
    return ok && go_on(run, job) && (!login || wake(run));
}

/* A good body (that of the first page when all is done) is kept for replays, and for the day on which the
 * server says that it has not changed. */
static bool keep_body(struct run *run, struct job *job, const struct errand *e)
{
    const struct fetch_response *r = &e->answer;
    if (run->options->offline || run->options->dry_run || e->part == ERRAND_LOGIN || !r->body ||
        (e->part == ERRAND_PAGE && e->page == 1) || r->outcome != FETCH_OK)
        return true;
    struct body_head head = {e->request.document.url, r->content_type, r->charset, r->etag, r->last_modified};
    return store_body_put(run->store, job->source->id, e->shown, &head, r->body->p, r->body->n,
                          run->options->now, &run->err);
}

bool harvest_reading(struct run *run, struct errand *e, const struct worker_outcome *outcome)
{
    struct job *job = e->tag;
    if (e->part == ERRAND_PAGE && e->page == 1)
        harvest_count_kill(run, job, e->hash, outcome->killed);
    bool login = e->part == ERRAND_LOGIN;
    if (outcome->feed && !keep_body(run, job, e))
        return false;
    scrape_read(job->scrape, e, outcome);
    return go_on(run, job) && (!login || wake(run));
}

bool harvest_cut(struct run *run, struct job *job)
{
    scrape_stop(job->scrape);
    return end(run, job);
}

/* What one answer means for its source: read it or note why not, and when to ask again. */
#include "harvester/harvest_internal.h"
#include "harvester/keep.h"
#include "harvester/schedule.h"
#include "harvester/secrets.h"
#include "base/log.h"
#include "base/url.h"

#include <stdlib.h>
#include <string.h>

static void note(struct run *run, const struct job *job, enum note_kind kind, const char *text, bool fresh)
{
    struct harvest_report *r = run->report;
    *ARENA_PUSH(run->arena, r->notes.v, r->notes.n, r->notes.cap) = (struct harvest_note){
        .kind = kind,
        .source = job->source->id,
        .text = arena_strdup(run->arena, text),
        .failures = run->options->offline ? 0 : job->state.failures,
        .fresh = fresh,
    };
}

/* An address that came of the source's own, as it may be kept and shown: where the source's holds a secret
   the query stays away, `mark` in its place. */
static const char *shown(struct run *run, const struct job *job, const char *url, const char *mark)
{
    struct url u;
    if (!job->source->secret_url || !url || !url_parse(run->arena, url, &u) || !u.query)
        return url;
    u.query = u.fragment = NULL;
    return arena_printf(run->arena, "%s%s", url_string(run->arena, &u), mark);
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static void note_slow(struct harvest_report *r, const char *source, double seconds)
{
    size_t n = sizeof r->slowest / sizeof *r->slowest, at = n;
    while (at > 0 && seconds > r->slowest[at - 1].seconds)
        at--;
    if (at == n)
        return;
    memmove(r->slowest + at + 1, r->slowest + at, (n - at - 1) * sizeof *r->slowest);
    r->slowest[at].source = source;
    r->slowest[at].seconds = seconds;
}

/* The first page: the last good one, and the last one that was held back: what was there, and what is there
   now. */
static bool keep_first(struct run *run, const struct job *job, const struct fetch_response *response,
                       const struct answer *answer)
{
    bool drifted = answer->health == HEALTH_DRIFTED;
    if (run->options->offline || run->options->dry_run || !response->body || response->outcome != FETCH_OK ||
        (answer->health && !drifted))
        return true;
    return store_body_put(run->store, job->source->id, drifted ? BODY_DRIFTED : job->source->shown_url,
                          &(struct body_head){shown(run, job, response->final_url, ""),
                                              response->content_type, response->charset, response->etag,
                                              response->last_modified},
                          response->body->p, response->body->n, run->options->now, &run->err);
}

static int64_t kept(const struct feed *feed)
{
    int64_t n = 0;
    for (size_t i = 0; i < feed->items.n; i++)
        n += !feed->items.v[i].left_out;
    return n;
}

/* --- rules that were written anew hold for what is stored too --- */

struct sweep {
    struct arena *a;
    struct keep *keep;
    int64_t *keys;
    size_t n, cap;
};

static bool sweep_item(void *context, const struct stored_item *stored)
{
    struct sweep *s = context;
    bool beyond = false;
    if (!keep_item(s->keep, &stored->item, &beyond) && !beyond)
        *ARENA_PUSH(s->a, s->keys, s->n, s->cap) = stored->key;
    return true;
}

static bool sweep(struct run *run, const struct job *job, int *archived)
{
    const struct source *source = job->source;
    *archived = 0;
    if (!job->redefined || run->options->dry_run || (!source->keep && !source->drop))
        return true;
    struct sweep s = {
        &run->document,
        keep_compile(source->keep, source->drop, (size_t)run->options->limits->document.most[LIMIT_PATTERN]),
        NULL, 0, 0};
    bool ok = store_source_items(run->store, source->id, sweep_item, &s, &run->err) &&
              store_archive(run->store, &run->document, s.keys, s.n, run->options->now, &run->err);
    keep_free(s.keep);
    *archived = (int)s.n;
    return ok;
}

/* What is said of details that were not read. */
static const char *details_missing(struct run *run, const struct scrape_result *r)
{
    if (!r->failed && !r->left)
        return NULL;
    const char *failed =
        r->failed
            ? arena_printf(&run->document, "%d pages of items could not be read, and are tried again (%s)",
                           r->failed, r->reason)
            : "";
    const char *left = r->left ? arena_printf(&run->document, "%s%d pages of items are left for the next run",
                                              r->failed ? "; " : "", r->left)
                               : "";
    return arena_printf(&run->document, "%s%s", failed, left);
}

/* What was read: into the store, and what it said of itself into the state. */
static bool store_feed(struct run *run, struct job *job, const struct scrape_result *result,
                       struct answer *answer)
{
    const struct feed *feed = result->feed;
    bool ok, broken = result->fault || result->stopped;
    const struct harvest_options *o = run->options;
    struct source_state *state = &job->state;
    struct apply_options apply = {
        .source = job->source->id,
        .now = o->now,
        .timezone = job->source->timezone ? job->source->timezone : o->timezone,
        .complete = feed->complete && result->whole,
        .hints = harvest_hints(run, job, result, &ok),
        .grace = o->limits->grace,
        .store_document = !o->dry_run,
        .accepted = state->accepted != INSTANT_NONE,
    };
    int swept;
    bool judged = harvest_judgeable(result);
    if (judged && !harvest_judge(run, job, feed, &result->first->answer, answer))
        return false;
    if (answer->health)
        return true; /* the validators stay those of the last good document */
    state->body_hash = result->fault ? NULL : arena_strdup(run->arena, result->first->hash);
    if (!ok || !sweep(run, job, &swept) ||
        !store_apply(run->store, &run->document, feed, &apply, &answer->applied, &run->err) ||
        !harvest_remember_listed(run, job, result, apply.hints))
        return false;
    answer->applied.archived += swept;
    if (answer->applied.alarm && !state->alarm)
        note(run, job, NOTE_ALARM, answer->applied.alarm, true);
    state->alarm = arena_strdup(run->arena, answer->applied.alarm);
    const char *missing = details_missing(run, result), *warning = missing ? missing : feed->warning;
    bool emptied = !feed->items.n && state->items > 0 && !broken;
    if (emptied)
        warning = arena_printf(
            &run->document, "the document holds no item any more (%lld before); what was read before stays",
            (long long)state->items);
    else if (result->walked) /* not those of the first pages alone */
        state->items = kept(feed);
    if (warning && !(emptied && answer->applied.alarm))
        note(run, job, NOTE_RECOVERED, warning, !same_text(warning, state->reason));
    state->reason = arena_strdup(run->arena, warning);
    state->priority = job->source->priority;
    state->title = arena_strdup(run->arena, feed->title);
    state->site = arena_strdup(run->arena, feed->home_page_url);
    state->format = arena_strdup(run->arena, feed->format);
    state->ttl = feed->ttl;
    state->skip_hours = feed->skip_hours;
    state->skip_days = feed->skip_days;
    if (answer->applied.fresh || answer->applied.changed)
        state->last_change = o->now;
    state->accepted = INSTANT_NONE;
    return !judged || harvest_learn(run, job, feed, answer);
}

/* A body that ended its parser more than once is left alone until it changes. */
enum { MOST_KILLS = 2 };

static const char *kills(const struct job *job, const char *hash)
{
    return same_text(job->state.killer, hash) && job->state.kills >= MOST_KILLS
               ? "the document ended its parser twice; it is not read again until it changes"
               : NULL;
}

void harvest_count_kill(struct run *run, struct job *job, const char *hash, bool killed)
{
    struct source_state *state = &job->state;
    if (!killed) {
        state->killer = NULL;
        state->kills = 0;
    } else if (same_text(state->killer, hash)) {
        state->kills++;
    } else {
        state->killer = arena_strdup(run->arena, hash);
        state->kills = 1;
    }
}

static void count_items(struct harvest_report *r, const struct apply_result *applied)
{
    r->items_new += applied->fresh;
    r->items_changed += applied->changed;
    r->items_same += applied->same;
    r->withdrawn += applied->withdrawn;
    r->archived += applied->archived;
}

static void count(struct harvest_report *r, const struct answer *answer,
                  const struct fetch_response *response)
{
    r->done++;
    r->received += response->received + answer->received;
    if (response->outcome == FETCH_GONE)
        r->gone++;
    else if (answer->health == HEALTH_DRIFTED)
        r->drifted++;
    else if (!answer->ok)
        r->failed++;
    else if (strcmp(answer->outcome, "read") == 0)
        r->ok++;
    else
        r->unchanged++;
    count_items(r, &answer->applied);
}

static void succeed(struct run *run, struct job *job, const struct fetch_response *response,
                    const struct answer *answer)
{
    struct source_state *state = &job->state;
    const char *silent;
    state->failures = 0;
    if (state->health != HEALTH_OK && strcmp(answer->outcome, "read") != 0)
        state->reason = NULL; /* that of the failure */
    state->health = HEALTH_OK;
    if (harvest_silent(run, job, &silent)) {
        if (job->before.health != HEALTH_SILENT)
            note(run, job, NOTE_SILENT, silent, true);
        state->health = HEALTH_SILENT;
        state->reason = silent;
    }
    state->last_success = run->options->now;
    if (response->outcome == FETCH_OK) {
        state->etag = arena_strdup(run->arena, response->etag);
        state->last_modified = arena_strdup(run->arena, response->last_modified);
    }
    const char *moved_to = shown(run, job, response->moved_to, "?…");
    if (moved_to && !same_text(moved_to, state->moved_to))
        note(run, job, NOTE_MOVED, moved_to, true);
    state->moved_to = arena_strdup(run->arena, moved_to);
}

/* "Nothing new" from a source that was never read: no failure, and no success either. */
static void nothing_yet(struct run *run, struct job *job, const struct fetch_response *response)
{
    struct source_state *state = &job->state;
    const char *text =
        arena_printf(run->arena, "HTTP %ld: no document, and none was ever read", response->status);
    note(run, job, NOTE_EMPTY, text, !same_text(text, state->reason));
    state->failures = 0;
    state->health = HEALTH_OK;
    state->reason = text;
}

static void fail(struct run *run, struct job *job, const struct fetch_response *response,
                 const struct answer *answer)
{
    static const enum note_kind kinds[HEALTH_COUNT] = {[HEALTH_FAILED] = NOTE_FAILED,
                                                       [HEALTH_GONE] = NOTE_GONE,
                                                       [HEALTH_DRIFTED] = NOTE_DRIFTED,
                                                       [HEALTH_WALLED] = NOTE_WALLED};
    struct source_state *state = &job->state;
    int health = answer->health                    ? answer->health
                 : response->outcome == FETCH_GONE ? HEALTH_GONE
                                                   : HEALTH_FAILED;
    bool fresh = state->health != health;
    if (state->health == HEALTH_OK && state->reason) /* a fault of the document: to be found again */
        state->etag = state->last_modified = state->body_hash = NULL;
    if (health == HEALTH_DRIFTED) /* what was written anew has not come to bear yet */
        state->definition = job->before.definition;
    state->failures++;
    state->health = health;
    state->reason = arena_strdup(run->arena, answer->error);
    note(run, job, kinds[health], answer->error, fresh);
}

static uint64_t jitter_seed(const struct job *job)
{
    return hash_bytes(job->source->id, strlen(job->source->id)).low + (uint64_t)job->state.failures;
}

/* The state and the row of this attempt. Nothing is written offline: a replay must not disturb the schedule.
 */
static bool remember(struct run *run, struct job *job, const struct fetch_response *response,
                     const struct answer *answer)
{
    const struct harvest_options *o = run->options;
    struct source_state *state = &job->state;
    if (o->offline || o->dry_run)
        return true;
    state->last_attempt = o->now;
    if (response->seconds > 0)
        state->seconds =
            state->seconds > 0 ? 0.7 * state->seconds + 0.3 * response->seconds : response->seconds;
    state->due = schedule_next(&(struct schedule_input){
        .now = o->now,
        .every = job->source->every,
        .ok = answer->ok || answer->health == HEALTH_DRIFTED, /* it answers well enough */
        .failures = state->failures,
        .retry_after = response->retry_after,
        .max_age = response->max_age,
        .ttl = state->ttl,
        .skip_hours = state->skip_hours,
        .skip_days = state->skip_days,
        .seed = jitter_seed(job),
    });
    struct fetch_row row = {
        .source = state->id,
        .at = o->now,
        .status = response->status,
        .outcome = answer->outcome,
        .error = answer->error,
        .bytes = response->received + answer->received,
        .ms = (int)(response->seconds * 1000),
        .items_new = answer->applied.fresh,
        .items_changed = answer->applied.changed,
        .items_same = answer->applied.same,
    };
    return store_source_put(run->store, state, &run->err) && store_fetch_add(run->store, &row, &run->err) &&
           harvest_incident(run, job, answer);
}

/* The end of a source's turn. */
static bool conclude(struct run *run, struct job *job, const struct fetch_response *response,
                     const struct answer *answer)
{
    if (answer->ok && !strcmp(answer->outcome, "unchanged") && job->state.last_success == INSTANT_NONE)
        nothing_yet(run, job, response);
    else if (answer->ok)
        succeed(run, job, response, answer);
    else
        fail(run, job, response, answer);
    job->habits = NULL; /* of this turn */
    count(run->report, answer, response);
    note_slow(run->report, job->source->id, response->seconds);
    log_info("%s: %s%s%s", job->source->id, answer->outcome, answer->error ? ": " : "",
             answer->error ? answer->error : "");
    return remember(run, job, response, answer);
}

bool harvest_unread(struct run *run, struct job *job, const struct fetch_response *response, bool *done)
{
    const struct harvest_options *o = run->options;
    struct answer answer = {.outcome = "same", .ok = true};
    char hash[33];
    *done = true;
    if (response->outcome == FETCH_NOT_MODIFIED) {
        answer.outcome = "unchanged";
        return conclude(run, job, response, &answer);
    }
    if (response->outcome == FETCH_OK) {
        hash_hex(hash_bytes(response->body->p, response->body->n), hash);
        if (!o->force && !o->offline && !job->again && same_text(job->state.body_hash, hash))
            return conclude(run, job, response, &answer);
        answer.error = o->force ? NULL : kills(job, hash);
    }
    *done = answer.error != NULL;
    if (!*done)
        return true;
    answer.outcome = "killed";
    answer.ok = false;
    return conclude(run, job, response, &answer);
}

/* Not even the first page could be read. */
static bool conclude_without(struct run *run, struct job *job, const struct scrape_result *r)
{
    static const char *const outcomes[] = {
        [FETCH_OK] = "unreadable", [FETCH_NOT_MODIFIED] = "unchanged", [FETCH_GONE] = "gone",
        [FETCH_BUSY] = "busy",     [FETCH_HTTP] = "refused",           [FETCH_NETWORK] = "network",
        [FETCH_LIMIT] = "limit",   [FETCH_REFUSED] = "forbidden",      [FETCH_ABANDONED] = "left",
    };
    static const struct buf nothing = {.p = NULL};
    struct fetch_response response = r->first->answer;
    struct answer answer = {.outcome = r->killed ? "killed" : outcomes[response.outcome],
                            .error = arena_strdup(run->arena, r->fault)};
    if (r->first->part == ERRAND_LOGIN && response.outcome == FETCH_GONE)
        response.outcome = FETCH_HTTP; /* the source itself is not gone */
    run->unreached += response.outcome == FETCH_NETWORK && !response.status;
    response.body = response.body ? response.body : &nothing;
    if (r->first->part == ERRAND_PAGE && response.outcome != FETCH_OK)
        harvest_refused(run, &response, &answer);
    else if (r->first->part == ERRAND_PAGE && !r->killed)
        harvest_unreadable(run, job, &response, &answer);
    return (answer.health != HEALTH_DRIFTED || keep_first(run, job, &response, &answer)) &&
           conclude(run, job, &response, &answer);
}

bool harvest_conclude(struct run *run, struct job *job, const struct scrape_result *r)
{
    struct answer answer = {.outcome = r->fault ? "partial" : "read",
                            .error = r->fault,
                            .ok = !r->fault,
                            .received = r->received};
    if (!r->feed && r->stopped) { /* no fault of the source: it stays as due as it was */
        run->report->left++;
        return true;
    }
    if (!r->feed)
        return conclude_without(run, job, r);
    if (!store_feed(run, job, r, &answer) || !keep_first(run, job, &r->first->answer, &answer))
        return false;
    if (r->stopped) { /* what was read is kept; the rest is as due as it was */
        run->report->left++;
        run->report->received += r->first->answer.received + r->received;
        count_items(run->report, &answer.applied);
        return true;
    }
    return conclude(run, job, &r->first->answer, &answer);
}

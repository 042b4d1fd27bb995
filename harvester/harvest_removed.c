/* Sources that were taken out of the lists: after the grace time what they brought is archived, for nobody
   answers for it any more. Not for those that are switched off, and never while a list has a fault: it may
   only be misread. */
#include "harvester/harvest_internal.h"
#include "base/log.h"

#include <string.h>

struct keys {
    struct arena *a;
    int64_t *v;
    size_t n, cap;
};

static bool add_key(void *context, const struct stored_item *item)
{
    struct keys *keys = context;
    *ARENA_PUSH(keys->a, keys->v, keys->n, keys->cap) = item->key;
    return true;
}

/* The first run without it: told, and read anew should it come back. `due` is then when its items go. */
static bool notice(struct run *run, struct source_state *state, size_t items)
{
    struct harvest_report *r = run->report;
    state->definition = state->etag = state->last_modified = state->body_hash = NULL;
    state->due = INSTANT_NONE;
    if (items) {
        state->due = run->options->now + run->options->limits->grace;
        const char *text = arena_printf(run->arena, "%zu", items);
        *ARENA_PUSH(run->arena, r->notes.v, r->notes.n, r->notes.cap) =
            (struct harvest_note){.kind = NOTE_REMOVED, .source = state->id, .text = text, .fresh = true};
    }
    return store_source_put(run->store, state, &run->err);
}

static bool retire(struct run *run, struct source_state *state)
{
    const struct harvest_options *o = run->options;
    struct keys keys = {.a = &run->document};
    if (!state->definition && (state->due == INSTANT_NONE || state->due > o->now))
        return true;
    if (!store_source_items(run->store, state->id, add_key, &keys, &run->err))
        return false;
    if (state->definition)
        return notice(run, state, keys.n);
    state->due = INSTANT_NONE;
    run->report->archived += (int)keys.n;
    return store_archive(run->store, &run->document, keys.v, keys.n, o->now, &run->err) &&
           store_source_put(run->store, state, &run->err);
}

bool harvest_removed(struct run *run)
{
    const struct harvest_options *o = run->options;
    struct source_state *known;
    size_t n;
    if (!o->whole || !o->sources->n || o->only.n)
        return true;
    bool ok = store_sources(run->store, run->arena, &known, &n, &run->err);
    for (size_t i = 0; ok && i < n; i++)
        if (!sources_find(o->sources, known[i].id)) {
            ok = retire(run, &known[i]);
            arena_reset(&run->document);
        }
    return ok;
}

static const struct source_state *state_of(const struct source_state *v, size_t n, const char *id)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(v[i].id, id) == 0)
            return &v[i];
    return NULL;
}

/* The source that nobody knows and that has the address of one that is no longer there: the same, with
 * another id. */
static const struct source *successor(const struct run *run, const struct source_state *known, size_t n,
                                      const struct source_state *gone)
{
    const struct sources *list = run->options->sources;
    for (size_t i = 0; gone->url && i < list->n; i++)
        if (strcmp(list->v[i].shown_url, gone->url) == 0 && !state_of(known, n, list->v[i].id))
            return &list->v[i];
    return NULL;
}

bool harvest_renamed(struct run *run, struct source_state *known, size_t n, struct error *err)
{
    const struct harvest_options *o = run->options;
    bool any = false, ok = true;
    for (size_t i = 0; ok && i < n && o->whole && !o->dry_run && !o->offline; i++) {
        const struct source *now =
            sources_find(o->sources, known[i].id) ? NULL : successor(run, known, n, &known[i]);
        if (!now)
            continue;
        log_info("%s: was %s until now: what it brought goes with it", now->id, known[i].id);
        ok = (any || store_begin(run->store, err)) &&
             store_source_rename(run->store, known[i].id, now->id, err);
        any = true;
        known[i].id = now->id;
    }
    if (any && !ok)
        store_rollback(run->store);
    return ok && (!any || store_commit(run->store, err));
}
